use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// Text and how it was decoded.
pub struct Decoded {
    pub text: String,
    pub encoding: &'static str,
    /// Whether bytes were replaced by U+FFFD.
    pub replaced: bool,
}

/// Decodes bytes: byte order mark, then UTF-8 where it is valid, then the `charset` that the server names, then the page's own,
/// then the likeliest legacy encoding. `None` where the bytes are no text.
pub fn decode(bytes: &[u8], charset: Option<&str>, is_page: bool) -> Option<Decoded> {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        let (text, replaced) = encoding.decode_without_bom_handling(&bytes[skip..]);
        return Some(Decoded { text: text.into_owned(), encoding: encoding.name(), replaced });
    }
    if is_binary(bytes) {
        return None;
    }
    let named = charset.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let named = named.or_else(|| declared(bytes).filter(|_| is_page)).filter(|_| std::str::from_utf8(bytes).is_err());
    let encoding = named.unwrap_or_else(|| detected(bytes));
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    Some(Decoded { text: text.into_owned(), encoding: encoding.name(), replaced })
}

/// NUL bytes, or more than a tenth of control characters, in the first 8 KiB.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let control = head.iter().filter(|byte| matches!(byte, 0x00..=0x08 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)).count();
    head.contains(&0) || (!head.is_empty() && control * 10 > head.len())
}

/// The `charset` of a page's first 4 KiB.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_lowercase();
    let after = head.split_once("charset=").or_else(|| head.split_once("encoding="))?.1;
    let label: String =
        after.trim_start_matches(['"', '\'']).chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    Encoding::for_label(label.as_bytes())
}

/// UTF-8 where valid but for a few bytes, else what the bytes look most like.
fn detected(bytes: &[u8]) -> &'static Encoding {
    match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(_) => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            let multibyte = String::from_utf8_lossy(bytes);
            let (good, bad) = multibyte.chars().fold((0_usize, 0_usize), |(good, bad), c| match c {
                '\u{fffd}' => (good, bad + 1),
                c if c.is_ascii() => (good, bad),
                _ => (good + 1, bad),
            });
            // Mostly good UTF-8 with a broken byte is broken UTF-8, not Latin-1.
            if good > 4 * bad { UTF_8 } else { detector.guess(None, Utf8Detection::Deny) }
        }
    }
}
