//! Numbers in digits and words, with what is said about how sure they are.
//!
//! Needs: `data/lexicon/numbers.toml`. Gives: [`Numbers`]. Example: "at least two dozen" is [`Counted`] with low and best 24.
//! Proof: the unit tests below, `corpus/amounts.md`, `corpus/events/casualties.md`.

use std::collections::BTreeMap;
use std::ops::Range;

use regex::Regex;
use serde::Deserialize;

use crate::world::{Files, WorldError};

/// Words of numbers and the patterns made of them.
#[derive(Debug, Clone)]
pub struct Numbers {
    words: BTreeMap<String, f64>,
    scales: BTreeMap<String, f64>,
    bulk: BTreeMap<String, f64>,
    hedges: Hedges,
    /// Matches one number, such as `1.5 million`; it has no groups.
    pub(crate) cardinal: String,
    counted: Regex,
}

/// A number as told, with its bounds; each is `None` where the text does not say. "5" is all three.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// At least.
    pub low: Option<f64>,
    /// Best estimate.
    pub best: Option<f64>,
    /// At most.
    pub high: Option<f64>,
    /// Bytes of the number itself.
    pub number: Range<usize>,
    /// Bytes of the number with the words around that qualify it.
    pub whole: Range<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    small: BTreeMap<String, f64>,
    scales: BTreeMap<String, f64>,
    short: BTreeMap<String, f64>,
    bulk: BTreeMap<String, f64>,
    hedges: Hedges,
    behind: Behind,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hedges {
    least: Vec<String>,
    most: Vec<String>,
    about: Vec<String>,
    exact: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Behind {
    least: Vec<String>,
}

impl Numbers {
    /// Loads `lexicon/numbers.toml`.
    ///
    /// # Errors
    /// Where it is missing or broken.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let path = "lexicon/numbers.toml";
        let Raw { small, scales, short, bulk, hedges, behind } = files.toml(path)?;
        let (s, k, abbreviated) = (any(small.keys()), any(scales.keys()), any(short.keys()));
        let digits = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?";
        let word = format!("(?:{s})(?:-(?:{s}))?");
        let cardinal = format!(
            r"(?:{digits}(?:[\s-]?(?:{k}|{abbreviated})\b)*|half\s(?:an?\s)?(?:{k})\b|{word}\sand\sa\shalf\s(?:{k})\b|(?:an?|{word})(?:[\s-](?:{k})\b(?:(?:\sand)?\s{word}\b)?)+|{word}\b)"
        );
        let all = |list: &[&[String]]| any(list.iter().copied().flatten());
        let hedge = all(&[&hedges.least, &hedges.most, &hedges.about, &hedges.exact]);
        let whole = format!(
            r"(?i)(?P<hedge>(?:\b(?:{hedge})\s)*)(?:(?P<bulk>\b(?:{})\b)|(?P<between>\bbetween\s|\bfrom\s)?(?P<first>{cardinal})(?:\s?(?P<link>-|–|\bto\b|\bor\b|\band\b)\s?(?P<second>{cardinal}))?(?P<behind>\s?(?:{}))?)",
            any(bulk.keys()),
            any(behind.least.iter()),
        );
        let counted = Regex::new(&whole).map_err(|error| WorldError::new(path, None, format!("its words make no pattern: {error}")))?;
        Ok(Self { words: small, scales: scales.into_iter().chain(short).collect(), bulk, hedges, cardinal, counted })
    }

    /// The value of what [`Self::cardinal`] matches: "two and a half million" is 2.5e6.
    #[must_use]
    pub fn value(&self, number: &str) -> Option<f64> {
        let lower = number.to_lowercase().replace(',', "");
        let split = lower.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(lower.len());
        let (digits, rest) = lower.split_at(split);
        let (mut total, mut current) = (0.0, digits.parse().ok());
        for word in rest.split([' ', '-', '\u{a0}', '\n', '\t']).filter(|word| !word.is_empty()) {
            match (word, self.words.get(word), self.scales.get(word)) {
                ("and" | "a" | "an", ..) => {}
                ("half", ..) => current = Some(current.unwrap_or(0.0) + 0.5),
                (_, Some(small), _) => current = Some(current.unwrap_or(0.0) + small),
                // "300 lakh crore": a scale behind a scale multiplies all before it.
                (_, _, Some(scale)) if *scale < 1e3 => current = Some(current.unwrap_or(1.0) * scale),
                (_, _, Some(scale)) => {
                    total = match current.take() {
                        Some(current) => total + current * scale,
                        None if total > 0.0 => total * scale,
                        None => *scale,
                    };
                }
                _ => return None,
            }
        }
        Some(total + current.unwrap_or(0.0))
    }

    /// Words that lead up to a number, such as "at least", taken off the end of `before`.
    #[must_use]
    pub fn without_hedges<'a>(&self, before: &'a str) -> &'a str {
        let lists = [&self.hedges.least, &self.hedges.most, &self.hedges.about, &self.hedges.exact];
        let mut before = before.trim_end();
        while let Some(rest) = lists.iter().copied().flatten().find_map(|hedge| strip_word_suffix(before, hedge)) {
            before = rest.trim_end();
        }
        before
    }

    /// The numbers in some words, in order.
    #[must_use]
    pub fn counted(&self, words: &str) -> Vec<Counted> {
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(hit) = words.get(at..).and_then(|rest| self.counted.captures(rest)) {
            let Some(whole) = hit.get(0) else { break };
            let shift = |range: Range<usize>| at + range.start..at + range.end;
            let Some(mut counted) = self.one(&hit) else {
                at += whole.end();
                continue;
            };
            (counted.number, counted.whole) = (shift(counted.number), shift(counted.whole));
            at = counted.whole.end;
            // The middle of a word, a year of age ("17-year-old") or a share is no count.
            let (before, after) = (&words[..counted.number.start], &words[at..]);
            let glued = before.ends_with(|c: char| c.is_alphanumeric() || "-.$€£".contains(c))
                || after.strip_prefix('-').unwrap_or(after).starts_with(|c: char| c.is_alphanumeric() || c == '%');
            if !glued {
                out.push(counted);
            }
        }
        out
    }

    /// The number of a hit; its ranges are those of the hit.
    fn one(&self, hit: &regex::Captures<'_>) -> Option<Counted> {
        let start = hit.get(0)?.start();
        let counted = |low, best, high, number: Range<usize>, end| Some(Counted { low, best, high, number, whole: start..end });
        if let Some(bulk) = hit.name("bulk") {
            return counted(self.bulk.get(&bulk.as_str().to_lowercase()).copied(), None, None, bulk.range(), bulk.end());
        }
        let first = hit.name("first")?;
        let value = self.value(first.as_str())?;
        let linked = hit.name("link").is_some_and(|link| !link.as_str().eq_ignore_ascii_case("and") || hit.name("between").is_some());
        if let Some(second) = hit.name("second").filter(|_| linked) {
            let high = self.value(second.as_str())?;
            // "two to three dozen": the first number has the second's scale.
            let scale =
                self.scales.iter().filter(|(word, _)| second.as_str().to_lowercase().ends_with(word.as_str())).map(|(_, scale)| *scale);
            let low = value * scale.into_iter().find(|scale| high / scale > value && value * scale < high).unwrap_or(1.0);
            if low < high {
                return counted(Some(low), None, Some(high), first.start()..second.end(), second.end());
            }
        }
        let hedge = hit.name("hedge").map_or("", |hedge| hedge.as_str()).trim_end().to_lowercase();
        let told = |list: &[String]| list.iter().any(|words| strip_word_suffix(&hedge, words).is_some() || hedge.starts_with(words));
        let behind = hit.name("behind").filter(|_| hit.name("second").is_none());
        let end = behind.map_or(first.end(), |behind| behind.end());
        let (low, best, high) = if behind.is_some() || told(&self.hedges.least) {
            (Some(value), Some(value), None)
        } else if told(&self.hedges.most) {
            (None, Some(value), Some(value))
        } else if told(&self.hedges.about) {
            (None, Some(value), None)
        } else {
            (Some(value), Some(value), Some(value))
        };
        counted(low, best, high, first.range(), end)
    }
}

fn strip_word_suffix<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(suffix.len())?;
    let tail = text.get(at..)?;
    (tail.eq_ignore_ascii_case(suffix) && !text[..at].ends_with(char::is_alphanumeric)).then(|| &text[..at])
}

/// A pattern of any of some words, the longest first; their spaces match any white space.
pub fn any<'a>(words: impl Iterator<Item = &'a String>) -> String {
    let mut words: Vec<String> = words.map(|word| regex::escape(word)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.join("|")
}

#[cfg(test)]
mod tests {
    use super::Numbers;
    use crate::world::Files;

    type Bounds = (Option<f64>, Option<f64>, Option<f64>);

    #[test]
    fn numbers_and_bounds() {
        let numbers = Numbers::load(&Files::builtin()).expect("the numbers load");
        let exact = |n: f64| (Some(n), Some(n), Some(n));
        let cases: [(&str, Bounds, &str); 30] = [
            ("killed 5 people", exact(5.0), "5"),
            ("1,200 people", exact(1200.0), "1,200"),
            ("2.5 million people", exact(2.5e6), "2.5 million"),
            ("seven", exact(7.0), "seven"),
            ("Twenty-five men", exact(25.0), "Twenty-five"),
            ("two dozen", exact(24.0), "two dozen"),
            ("a dozen men", exact(12.0), "a dozen"),
            ("half a dozen", exact(6.0), "half a dozen"),
            ("two hundred and fifty thousand", exact(250_000.0), "two hundred and fifty thousand"),
            ("two and a half million", exact(2.5e6), "two and a half million"),
            ("at least 5", (Some(5.0), Some(5.0), None), "at least 5"),
            ("more than two dozen", (Some(24.0), Some(24.0), None), "more than two dozen"),
            ("5 or more", (Some(5.0), Some(5.0), None), "5 or more"),
            ("up to 20", (None, Some(20.0), Some(20.0)), "up to 20"),
            ("as many as 20", (None, Some(20.0), Some(20.0)), "as many as 20"),
            ("about 40", (None, Some(40.0), None), "about 40"),
            ("an estimated 3,000", (None, Some(3000.0), None), "an estimated 3,000"),
            ("between 5 and 7", (Some(5.0), None, Some(7.0)), "between 5 and 7"),
            ("five to seven", (Some(5.0), None, Some(7.0)), "five to seven"),
            ("20-30", (Some(20.0), None, Some(30.0)), "20-30"),
            ("two to three dozen", (Some(24.0), None, Some(36.0)), "two to three dozen"),
            ("5 and 7", exact(5.0), "5"),
            ("dozens", (Some(24.0), None, None), "dozens"),
            ("scores", (Some(40.0), None, None), "scores"),
            ("hundreds of people", (Some(200.0), None, None), "hundreds"),
            ("thousands", (Some(2000.0), None, None), "thousands"),
            ("tens of thousands", (Some(20_000.0), None, None), "tens of thousands"),
            ("several hundred", (Some(300.0), None, None), "several hundred"),
            ("a total of 34", exact(34.0), "a total of 34"),
            ("at least a further 12", (Some(12.0), Some(12.0), None), "at least a further 12"),
        ];
        for (words, (low, best, high), whole) in cases {
            let found = numbers.counted(words);
            let first = found.first().unwrap_or_else(|| panic!("no number in {words:?}"));
            assert_eq!((first.low, first.best, first.high), (low, best, high), "{words}");
            assert_eq!(&words[first.whole.clone()], whole);
        }
        for words in ["a 17-year-old boy", "the G20", "fell 5%", "an F-16", "none of them", "the tension"] {
            assert_eq!(numbers.counted(words), [], "{words}");
        }
    }
}
