use std::ops::Range;

/// First parts that are not cut off at a hyphen: Universal Dependencies' English treebanks keep "co-operation" whole.
const PREFIXES: [&str; 14] = ["co", "re", "e", "pre", "non", "un", "ex", "sub", "de", "semi", "multi", "counter", "x", "mis"];
/// Words whose full stop belongs to them although they are neither dotted capitals nor in the list of abbreviations.
const WITH_STOP: [&str; 6] = ["etc.", "e.g.", "i.e.", "a.m.", "p.m.", "vs."];

/// Cuts a sentence into words as the English Universal Dependencies treebanks do: clitics, hyphens, currency signs and
/// punctuation stand alone; "U.S.", "10:30", "1,000", addresses and handles stay whole. Ranges are bytes of `sentence`.
#[must_use]
pub fn words(sentence: &str, is_abbreviation: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, character) in sentence.char_indices().chain([(sentence.len(), ' ')]) {
        if character.is_whitespace() || character == '\u{feff}' {
            if let Some(start) = start.take() {
                let last = sentence[at..].trim().is_empty();
                chunk(sentence, start..at, last, is_abbreviation, &mut out);
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    out
}

/// One stretch without white space.
fn chunk(text: &str, range: Range<usize>, last: bool, is_abbreviation: &dyn Fn(&str) -> bool, out: &mut Vec<Range<usize>>) {
    // Most words: nothing to cut off.
    if text[range.clone()].bytes().all(|byte| byte.is_ascii_alphanumeric()) && !text[range.clone()].eq_ignore_ascii_case("cannot") {
        out.push(range);
        return;
    }
    let (mut start, mut end) = (range.start, range.end);
    let mut tail = Vec::new();
    // Opening marks and signs.
    while let Some(first) = text[start..end].chars().next() {
        if is_opening(first) || (is_sign(first) && text[start..end].chars().nth(1).is_some_and(char::is_numeric)) {
            out.push(start..start + first.len_utf8());
            start += first.len_utf8();
        } else {
            break;
        }
    }
    // Closing marks, from the end.
    while start < end {
        let words = &text[start..end];
        let Some(mark) = words.chars().next_back() else { break };
        let dots = words.len() - words.trim_end_matches('.').len();
        if dots > 1 {
            tail.push(end - dots..end);
            end -= dots;
        } else if mark == '.'
            && keeps_stop(words, last && tail.iter().all(|range: &Range<usize>| is_closing_only(&text[range.clone()])), is_abbreviation)
        {
            break;
        } else if is_closing(mark) && !is_clitic(words) {
            tail.push(end - mark.len_utf8()..end);
            end -= mark.len_utf8();
        } else {
            break;
        }
    }
    if start < end {
        inner(text, start..end, out);
    }
    tail.reverse();
    out.extend(tail);
}

/// Whether the full stop at the end belongs to the word. At the end of a sentence only dotted capitals keep theirs.
fn keeps_stop(word: &str, _last: bool, is_abbreviation: &dyn Fn(&str) -> bool) -> bool {
    let stem = &word[..word.len() - 1];
    let dotted = stem.contains('.') && stem.split('.').all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic));
    let initial = stem.chars().count() == 1 && stem.chars().all(char::is_uppercase);
    dotted || initial || is_abbreviation(word) || WITH_STOP.contains(&word.to_lowercase().as_str())
}

fn is_closing_only(words: &str) -> bool {
    words.chars().all(|c| matches!(c, '"' | '”' | '’' | '\'' | ')' | ']'))
}

/// The inside of a stretch: clitics, hyphens, dashes, slashes, brackets, currency.
fn inner(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let words = &text[range.clone()];
    if is_address(words) {
        out.push(range);
        return;
    }
    if let Some(at) = clitic_at(words) {
        if at > 0 {
            inner(text, range.start..range.start + at, out);
        }
        out.push(range.start + at..range.end);
        return;
    }
    let characters: Vec<(usize, char)> = words.char_indices().collect();
    for (index, &(at, character)) in characters.iter().enumerate() {
        let before = index.checked_sub(1).map(|i| characters[i].1);
        let after = characters.get(index + 1).map(|&(_, c)| c);
        let alphabetic = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        let word_like = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let cut = match character {
            '-' | '‐' | '‑' => {
                word_like(before)
                    && word_like(after)
                    && (alphabetic(before) || alphabetic(after))
                    && !PREFIXES.contains(&words[..at].to_lowercase().as_str())
                    || (before.is_none() && alphabetic(after))
                    || after == Some('-')
                    || before == Some('-')
                    || (after.is_none() && word_like(before))
            }
            '–' | '—' | '…' | '“' | '”' | '"' | '(' | ')' | '[' | ']' | ';' | '?' | '!' => true,
            '/' => alphabetic(before) && alphabetic(after),
            '.' if after == Some('.') || before == Some('.') => true,
            '.' => is_sentence_break(&characters, index),
            ',' | ':' => alphabetic(before) && after.is_some() && !(character == ':' && after.is_some_and(char::is_numeric)),
            '%' => true,
            c if is_sign(c) => true,
            _ => false,
        };
        if cut {
            let mut end = at + character.len_utf8();
            // Runs of one mark stay together: "--", "...".
            let mut next = index + 1;
            while matches!(character, '-' | '.' | '!' | '?') && characters.get(next).is_some_and(|&(_, c)| c == character) {
                end += character.len_utf8();
                next += 1;
            }
            if at > 0 {
                inner(text, range.start..range.start + at, out);
            }
            out.push(range.start + at..range.start + end);
            if range.start + end < range.end {
                inner(text, range.start + end..range.end, out);
            }
            return;
        }
    }
    out.push(range);
}

/// "war.The": a full stop between two lower-case letters and a capital with a lower-case letter.
fn is_sentence_break(characters: &[(usize, char)], index: usize) -> bool {
    let lower = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(|(_, c)| c.is_lowercase());
    lower(index.checked_sub(1))
        && lower(index.checked_sub(2))
        && characters.get(index + 1).is_some_and(|(_, c)| c.is_uppercase())
        && lower(Some(index + 2))
}

/// Where a clitic begins: "’s", "n’t", "’re"; a bare apostrophe after s is a possessive too.
fn clitic_at(word: &str) -> Option<usize> {
    let lower = word.to_lowercase();
    if lower.len() != word.len() {
        return None;
    }
    let tails = ["'s", "’s", "'re", "’re", "'ve", "’ve", "'ll", "’ll", "'d", "’d", "'m", "’m", "n't", "n’t"];
    if let Some(tail) = tails.iter().find(|tail| lower.ends_with(**tail) && lower.len() >= tail.len()) {
        return (lower.len() > tail.len()).then_some(word.len() - tail.len());
    }
    if ["s'", "s’"].iter().any(|tail| lower.ends_with(tail)) {
        return Some(word.len() - if lower.ends_with('\'') { 1 } else { '’'.len_utf8() });
    }
    (lower == "cannot").then_some(3)
}

fn is_clitic(words: &str) -> bool {
    ["s'", "s’"].iter().any(|tail| words.ends_with(tail)) && !words.starts_with(['\'', '‘'])
}

fn is_address(word: &str) -> bool {
    word.contains("://")
        || word.starts_with("www.")
        || (word.contains('@') && word.len() > 1)
        || (word.starts_with('#') && word.chars().skip(1).all(|c| c.is_alphanumeric() || c == '_'))
}

fn is_opening(c: char) -> bool {
    matches!(c, '"' | '“' | '‘' | '\'' | '(' | '[' | '{' | '«' | '‹' | '¿' | '¡' | '*' | '<')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '}' | '»' | '›' | ',' | ';' | ':' | '!' | '?' | '.' | '…' | '*' | '>')
}

fn is_sign(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₽' | '₩' | '₺' | '₴')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::words;

    fn cut(sentence: &str) -> Vec<&str> {
        words(sentence, &|word| ["Mr.", "Gen.", "Feb."].contains(&word)).into_iter().map(|range| &sentence[range]).collect()
    }

    #[test]
    fn cuts_as_the_treebanks_do() {
        assert_eq!(cut("“I don’t,” he said."), ["“", "I", "do", "n’t", ",", "”", "he", "said", "."]);
        assert_eq!(
            cut("US-led co-operation cost $11bn, Mr. Li’s aides said."),
            ["US", "-", "led", "co-operation", "cost", "$", "11bn", ",", "Mr.", "Li", "’s", "aides", "said", "."]
        );
        assert_eq!(
            cut("The U.S. and the allies' 25% cut at 10:30 a.m."),
            ["The", "U.S.", "and", "the", "allies", "'", "25", "%", "cut", "at", "10:30", "a.m."]
        );
        assert_eq!(
            cut("a year . . . of war—and/or peace..."),
            ["a", "year", ".", ".", ".", "of", "war", "—", "and", "/", "or", "peace", "..."]
        );
        assert_eq!(cut("Cannot or can't, 2026"), ["Can", "not", "or", "ca", "n't", ",", "2026"]);
        assert_eq!(cut("See https://example.org/a-b, or @desk."), ["See", "https://example.org/a-b", ",", "or", "@desk", "."]);
    }

    fn only_space(text: &str) -> bool {
        text.chars().all(|c| c.is_whitespace() || c == '\u{feff}')
    }

    proptest! {
        #[test]
        fn words_are_in_order_and_lose_nothing(text in "\\PC{0,60}") {
            let found = words(&text, &|_| false);
            let mut at = 0;
            for range in &found {
                prop_assert!(range.start >= at && range.end > range.start);
                prop_assert!(only_space(&text[at..range.start]));
                at = range.end;
            }
            prop_assert!(only_space(&text[at..]));
        }
    }
}
