//! Lines of the tab-separated peers, which neither quote nor escape.

use jiff::civil;
use legation::record::{Date, Precision, hex};
use sha2::{Digest, Sha256};

use super::Row;

/// A field that every reader takes for one: white space is single spaces, and a double quote is a single one, because some readers
/// take it for the start of a quoted field and others do not.
pub(super) fn field(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .replace('"', "'")
}

/// The fields with tabs between them; an empty one is `missing`.
pub(super) fn tabbed<const N: usize>(fields: &[String; N], missing: &str) -> String {
    let fields = fields.iter().map(|text| field(text)).map(|text| if text.is_empty() { missing.to_owned() } else { text });
    fields.collect::<Vec<_>>().join("\t")
}

/// The text in ISO 8859-1: what it lacks is transliterated, and `?` where that cannot be.
pub(super) fn latin1(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        match u8::try_from(u32::from(character)) {
            Ok(byte) if !(0x80..0xA0).contains(&byte) => bytes.push(byte),
            _ => match deunicode::deunicode_char(character) {
                // A double quote would open a quoted field; see `field`.
                Some(ascii) if !ascii.is_empty() && ascii != "[?]" => bytes.extend(ascii.replace('"', "'").bytes()),
                _ => bytes.push(b'?'),
            },
        }
    }
    bytes
}

/// The first day of a date that the text fixes to the week or closer; peers have nothing coarser.
pub(super) fn day(date: &Date) -> Option<civil::Date> {
    matches!(date.precision, Precision::Day | Precision::Week).then_some(date.start)?
}

/// A day as `20260204`; empty where unknown.
pub(super) fn digits(day: Option<civil::Date>) -> String {
    day.map(|day| format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())).unwrap_or_default()
}

/// The year of a date that lies in one.
pub(super) fn year(date: &Date) -> Option<i16> {
    let (start, end) = (date.start?, date.end?);
    (start.year() == end.year()).then(|| start.year())
}

/// The month of a date that lies in one.
pub(super) fn month(date: &Date) -> Option<i8> {
    let (start, end) = (date.start?, date.end?);
    (start.year() == end.year() && start.month() == end.month()).then(|| start.month())
}

/// A whole number for a row of an event: 48 bits of a hash and 5 for the row, so that rows of one event are consecutive and a double
/// of R or of JavaScript holds it. Of a million events, the chance that any two share one is about 1 in 500.
pub(super) fn number(event: &str, ordinal: usize) -> u64 {
    hashed(event).wrapping_shl(5).wrapping_add(ordinal as u64)
}

/// A whole number of 48 bits for a text.
pub(super) fn hashed(text: &str) -> u64 {
    let digits = hex(&Sha256::digest(text.as_bytes())[..6]);
    u64::from_str_radix(&digits, 16).unwrap_or_default()
}

/// A CAMEO code of three digits or more: a root stands for itself as `040`.
pub(super) fn cameo(code: &str) -> String {
    if code.len() == 2 { format!("{code}0") } else { code.to_owned() }
}

/// A number or nothing.
pub(super) fn some<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Publishers of a row's sources, each once; the host of the address where none is known.
pub(super) fn publishers(row: &Row) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for source in &row.sources {
        let name = source.publisher.clone().or_else(|| host(source.url.as_deref()?));
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names
}

/// The host of an address, without `www.`.
pub(super) fn host(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{cameo, field, latin1, number, tabbed};

    #[test]
    fn white_space_and_quotes_cannot_break_a_line() {
        assert_eq!(field("a\tb\r\n \"c\"\u{85}d"), "a b 'c' d");
        assert_eq!(tabbed(&["a\tb".to_owned(), String::new()], "None"), "a b\tNone");
    }

    #[test]
    fn a_cameo_root_has_three_digits() {
        assert_eq!([cameo("04"), cameo("041"), cameo("0333"), cameo("")], ["040", "041", "0333", ""]);
    }

    #[test]
    fn latin_1_keeps_its_own_letters_and_transliterates_others() {
        assert_eq!(latin1("São Tomé"), b"S\xE3o Tom\xE9");
        assert_eq!(latin1("Erdoğan “said”"), b"Erdogan 'said'");
        assert_eq!(latin1("\u{E000}"), b"?");
        assert!(latin1("北京").is_ascii());
    }

    #[test]
    fn rows_of_one_event_have_consecutive_numbers_that_a_double_holds() {
        assert_eq!(number("a", 1), number("a", 0) + 1);
        assert_ne!(number("a", 0), number("b", 0));
        assert!(number("a", 31) < 1 << 53);
    }
}
