use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Words that often begin a sentence after "U.S." and are never part of a name with it.
const STARTERS: [&str; 30] = [
    "The", "A", "An", "He", "She", "It", "They", "We", "I", "In", "On", "At", "But", "And", "This", "That", "These", "Those", "His", "Her",
    "Its", "Their", "For", "As", "If", "When", "While", "After", "However", "There",
];

/// One sentence of a text, or a line that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Bytes.
    pub range: Range<usize>,
    /// Which paragraph, counted from 0.
    pub paragraph: usize,
    /// A heading or another line that is no sentence.
    pub heading: bool,
}

/// Cuts a text into sentences. A line end ends a sentence; inside a line the breaks of UAX #29 count, but for those after
/// abbreviations, initials, dotted capitals and ellipses, and before lower-case letters and closing quotation marks.
#[must_use]
pub fn split(text: &str, is_abbreviation: &dyn Fn(&str) -> bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut paragraph = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let sentences = in_line(line, is_abbreviation);
        let alone = sentences.len() == 1;
        for range in &sentences {
            let heading = alone && is_heading(&line[range.clone()]);
            pieces.push(Piece { range: at + range.start..at + range.end, paragraph, heading });
        }
        paragraph += usize::from(!sentences.is_empty());
        at += line.len();
    }
    pieces
}

/// A short line without a full stop at its end.
fn is_heading(line: &str) -> bool {
    let last = line.trim_end().trim_end_matches(['"', '”', '’', '\'', ')', ']']).chars().next_back();
    line.split_whitespace().count() <= 16 && !last.is_some_and(|c| matches!(c, '.' | '!' | '?' | '…' | ':' | ';' | ','))
}

fn in_line(line: &str, is_abbreviation: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut sentences: Vec<Range<usize>> = Vec::new();
    for (at, bound) in line.split_sentence_bound_indices() {
        for range in glued(bound) {
            let range = at + range.start..at + range.end;
            match sentences.last_mut() {
                Some(before) if belongs(&line[before.clone()], &line[range.clone()], is_abbreviation) => before.end = range.end,
                _ => sentences.push(range),
            }
        }
    }
    sentences
        .into_iter()
        .filter_map(|range| {
            let words = &line[range.clone()];
            let start = range.start + (words.len() - words.trim_start().len());
            let end = start + words.trim().len();
            (start < end).then_some(start..end)
        })
        .collect()
}

/// Cuts where the space after a full stop is missing: "…the war.The talks…".
fn glued(bound: &str) -> Vec<Range<usize>> {
    let characters: Vec<(usize, char)> = bound.char_indices().collect();
    let mut out = Vec::new();
    let mut start = 0;
    for window in characters.windows(5) {
        let [(_, a), (_, b), (at, stop), (_, c), (_, d)] = window else { continue };
        if a.is_lowercase() && b.is_lowercase() && matches!(stop, '.' | '!' | '?') && c.is_uppercase() && d.is_lowercase() {
            out.push(start..at + 1);
            start = at + 1;
        }
    }
    out.push(start..bound.len());
    out
}

/// Whether `next` goes on with the sentence `before`.
fn belongs(before: &str, next: &str, is_abbreviation: &dyn Fn(&str) -> bool) -> bool {
    let (before, next) = (before.trim_end(), next.trim());
    let Some(first) = next.chars().next() else { return true };
    if before.is_empty() || !next.chars().any(char::is_alphanumeric) || !before.chars().any(char::is_alphanumeric) {
        return true;
    }
    if first.is_lowercase() || matches!(first, '.' | ',' | '…' | ')' | ']' | '”' | '’') {
        return true;
    }
    if before.ends_with("..") || before.ends_with('…') || before.ends_with(". .") {
        return true;
    }
    let Some(stem) = before.strip_suffix('.') else { return false };
    let word = &before[before
        .rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"' | '['))
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8))..];
    let next_word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let initial = stem.chars().next_back().is_some_and(char::is_uppercase) && word.chars().count() == 2;
    let dotted = word.matches('.').count() > 1 && word.chars().all(|c| c == '.' || c.is_alphabetic());
    let number = word.eq_ignore_ascii_case("no.") && first.is_numeric();
    if dotted {
        return !STARTERS.contains(&next_word);
    }
    initial || number || is_abbreviation(word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::split;

    fn cut(text: &str) -> Vec<&str> {
        split(text, &|word| ["Mr.", "Gen.", "Dr."].contains(&word)).into_iter().map(|piece| &text[piece.range]).collect()
    }

    #[test]
    fn keeps_sentences_whole() {
        assert_eq!(cut("Gen. Li met U.S. President Roe. He left."), ["Gen. Li met U.S. President Roe.", "He left."]);
        assert_eq!(cut("It left the U.S. The talks go on."), ["It left the U.S.", "The talks go on."]);
        assert_eq!(cut("It would be “a year . . . of calm”. Nobody knew."), ["It would be “a year . . . of calm”.", "Nobody knew."]);
        assert_eq!(cut("“Will it hold?” she asked. J. R. Poe said no!"), ["“Will it hold?” she asked.", "J. R. Poe said no!"]);
        assert_eq!(cut("They ended the war.The talks go on."), ["They ended the war.", "The talks go on."]);
        assert_eq!(cut("Headline of the day\nText follows."), ["Headline of the day", "Text follows."]);
    }

    #[test]
    fn knows_headings() {
        assert!(split("Talks in Geneva\nThey met.", &|_| false)[0].heading);
        assert!(!split("Talks in Geneva\nThey met.", &|_| false)[1].heading);
    }

    proptest! {
        #[test]
        fn sentences_are_in_order_and_lose_nothing(text in "\\PC{0,80}") {
            let mut at = 0;
            for piece in split(&text, &|_| false) {
                prop_assert!(piece.range.start >= at && piece.range.end > piece.range.start);
                prop_assert!(text[at..piece.range.start].trim().is_empty());
                at = piece.range.end;
            }
            prop_assert!(text[at..].trim().is_empty());
        }
    }
}
