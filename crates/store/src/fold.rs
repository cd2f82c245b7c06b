//! Names as they are compared: without marks and case.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// "Erdoğan" and "erdogan" are one.
pub fn fold(name: &str) -> String {
    let plain: String = name.nfkd().filter(|character| !is_combining_mark(*character)).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
