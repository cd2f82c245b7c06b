use crate::Format;

/// The format of a page by its media type; `None` where it is none that is read.
pub fn format(media: &str) -> Option<Format> {
    let name = media.split(';').next().unwrap_or_default().trim();
    match name.to_ascii_lowercase().as_str() {
        "text/html" | "application/xhtml+xml" => Some(Format::Html),
        "text/plain" => Some(Format::Text),
        _ => None,
    }
}

/// The `charset` of a media type.
pub fn charset(media: &str) -> Option<String> {
    let at = media.to_ascii_lowercase().find("charset=")?;
    let label: String = media[at + 8..]
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
        .collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::{charset, format};
    use crate::Format;

    #[test]
    fn a_media_type_tells_format_and_encoding() {
        assert_eq!(format("Text/HTML; charset=utf-8"), Some(Format::Html));
        assert_eq!(format("image/png"), None);
        assert_eq!(charset("text/html; Charset=\"windows-1252\"").as_deref(), Some("windows-1252"));
        assert_eq!(charset("text/html"), None);
    }
}
