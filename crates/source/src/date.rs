//! The dates that pages and data sets write: strict, local, never guessed.

use jiff::civil::Date;

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// The civil date at the beginning of an ISO 8601 date or RFC 3339 time, as written (no change of time zone), or of
/// `20260204`, `4 February 2026`, `Feb. 4, 2026`, `Wed, 04 Feb 2026 10:00:00 GMT`.
#[must_use]
pub fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    iso(text).or_else(|| named(text))
}

fn iso(text: &str) -> Option<Date> {
    let digits = |part: &str, n: usize| {
        (part.len() == n && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse::<i16>().ok()).flatten()
    };
    let (year, month, day, rest) = if text.get(4..5).is_some_and(|mark| mark == "-" || mark == "/") {
        (text.get(..4)?, text.get(5..7)?, text.get(8..10)?, text.get(10..)?)
    } else {
        (text.get(..4)?, text.get(4..6)?, text.get(6..8)?, text.get(8..)?)
    };
    if !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) {
        return None;
    }
    date(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?)
}

fn named(text: &str) -> Option<Date> {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let at = words.iter().take(3).position(|word| month(word).is_some())?;
    let number = |word: Option<&String>| word.and_then(|word| word.trim_end_matches(|c: char| c.is_alphabetic()).parse::<i16>().ok());
    let this = month(&words[at])?;
    let before = at.checked_sub(1).and_then(|before| number(words.get(before)));
    match (before, number(words.get(at + 1)), number(words.get(at + 2))) {
        (Some(day), Some(year), _) if day <= 31 && year > 1000 => date(year, this, day),
        (_, Some(day), Some(year)) if day <= 31 && year > 1000 => date(year, this, day),
        _ => None,
    }
}

fn month(word: &str) -> Option<i16> {
    let number = MONTHS.iter().position(|name| word.len() >= 3 && (*name == word || (name.starts_with(word) && word.len() <= 4)))?;
    i16::try_from(number + 1).ok()
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (1800..=2200).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::parse;

    #[test]
    fn reads_what_pages_write() {
        for text in [
            "2026-02-04",
            "2026-02-04T23:30:00-05:00",
            "20260204",
            "4 February 2026",
            "Feb. 4, 2026",
            "Wed, 04 Feb 2026 10:00:00 GMT",
            "2026-02-04 10:00",
        ] {
            assert_eq!(parse(text), Some(date(2026, 2, 4)), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in ["", "2026-02-30", "2026", "yesterday", "1770200000", "2026-02-04-some-slug", "May be 4 or 5"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
