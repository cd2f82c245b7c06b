use std::path::Path;

/// What the bytes of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// To be found out from the file's name, then its first bytes.
    #[default]
    Auto,
    /// Plain text: comes back exactly as it went in.
    Text,
    /// Markdown: the text without its marks.
    Markdown,
    /// A web page: its main content.
    Html,
    /// One JSON document a line.
    Jsonl,
}

impl Format {
    /// The format of a file, from its name where that tells, else from its first bytes.
    #[must_use]
    pub fn guess(path: Option<&Path>, bytes: &[u8]) -> Self {
        let extension = path.and_then(Path::extension).and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
        match extension.as_str() {
            "txt" | "text" => return Self::Text,
            "md" | "markdown" => return Self::Markdown,
            "html" | "htm" | "xhtml" => return Self::Html,
            "jsonl" | "ndjson" => return Self::Jsonl,
            _ => {}
        }
        let head =
            String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).to_lowercase();
        if head.starts_with("<!doctype html") || head.starts_with("<html") || (head.starts_with('<') && head.contains("<html")) {
            Self::Html
        } else if head.starts_with('{') && head.contains('"') && head.contains(':') {
            Self::Jsonl
        } else {
            Self::Text
        }
    }
}
