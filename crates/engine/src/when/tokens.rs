//! Cutting a sentence for the rules of dates: runs of letters and digits, numbers with their marks, single signs.

/// A piece of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// In lower case; apostrophes and dashes in their plain form.
    pub text: &'a str,
    /// First byte in the sentence.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Whether it begins with a capital letter or a digit.
    pub capital: bool,
}

/// Cuts `lower`, the sentence in ASCII lower case; `words` is the same sentence as written.
pub fn cut<'a>(words: &str, lower: &'a str) -> Vec<Token<'a>> {
    let mut tokens = Vec::with_capacity(words.len() / 5 + 1);
    let mut rest = 0;
    while let Some(first) = lower.get(rest..).and_then(|tail| tail.chars().next()) {
        let end = rest + length(&lower[rest..], first);
        if !first.is_whitespace() {
            let text = match &lower[rest..end] {
                "’" | "‘" | "`" => "'",
                "’s" | "’S" => "'s",
                "–" | "‑" | "‐" => "-",
                text => text,
            };
            let capital = words.get(rest..).and_then(|tail| tail.chars().next()).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
            tokens.push(Token { text, start: rest, end, capital });
        }
        rest = end;
    }
    tokens
}

/// Bytes of the token at the beginning of `tail`.
fn length(tail: &str, first: char) -> usize {
    let run = |tail: &str| tail.find(|c: char| !c.is_alphanumeric()).unwrap_or(tail.len());
    if first.is_ascii_digit() {
        let mut end = run(tail);
        // "2026-02-03", with or without a time behind it.
        if end == 4 && is_iso_day(tail) {
            let time = tail.as_bytes().get(10).is_some_and(|byte| *byte == b't') && tail.as_bytes().get(11).is_some_and(u8::is_ascii_digit);
            return if time {
                11 + tail[11..].find(|c: char| !(c.is_ascii_alphanumeric() || ":.+-".contains(c))).unwrap_or(tail.len() - 11)
            } else {
                10
            };
        }
        // "3/2/2026", "1,000", "10:30": marks between digits belong to the number.
        loop {
            let bytes = tail.as_bytes();
            let mark = bytes.get(end).is_some_and(|byte| b".,:/".contains(byte));
            if !(mark && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)) {
                return end;
            }
            end += 1 + run(&tail[end + 1..]);
        }
    }
    if first.is_alphabetic() {
        return run(tail);
    }
    let after = &tail[first.len_utf8()..];
    if matches!(first, '\'' | '’') && after.starts_with('s') && !after[1..].starts_with(char::is_alphanumeric) {
        return first.len_utf8() + 1;
    }
    first.len_utf8()
}

fn is_iso_day(tail: &str) -> bool {
    let bytes = tail.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    digits(0..4)
        && bytes.get(4) == Some(&b'-')
        && digits(5..7)
        && bytes.get(7) == Some(&b'-')
        && digits(8..10)
        && !bytes.get(10).is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    #[test]
    fn cuts_numbers_and_signs() {
        let words = "Mid-May’s 24th: 2026-02-03T10:00Z, 3/2/2026, 4–6 or 1,000.";
        let lower = words.to_ascii_lowercase();
        let cut: Vec<&str> = super::cut(words, &lower).iter().map(|token| token.text).collect();
        assert_eq!(
            cut,
            ["mid", "-", "may", "'s", "24th", ":", "2026-02-03t10:00z", ",", "3/2/2026", ",", "4", "-", "6", "or", "1,000", "."]
        );
    }
}
