use std::collections::BTreeMap;
use std::ops::Range;

use regex::Regex;
use serde::Deserialize;

use crate::numbers::{Numbers, any};
use crate::world::{Files, WorldError};

/// Signs and words of units (`data/lexicon/units.toml`) and the pattern made of them.
#[derive(Debug, Clone)]
pub struct Units {
    currencies: BTreeMap<String, String>,
    words: BTreeMap<String, String>,
    pub(super) change: Change,
    pattern: Regex,
    number: Regex,
}

/// Words around an amount that something changes from, to or by.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Lemmas of verbs.
    pub verbs: Vec<String>,
    /// Lemmas of nouns.
    pub nouns: Vec<String>,
    /// Words directly beside the amount.
    pub beside: Vec<String>,
    /// Units of shares.
    pub shares: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    currencies: BTreeMap<String, String>,
    words: BTreeMap<String, String>,
    change: Change,
}

/// A number with its unit; ranges are bytes.
pub struct Hit<'a> {
    pub whole: Range<usize>,
    pub number: Range<usize>,
    pub unit: &'a str,
    /// Where the unit is a word.
    pub unit_range: Option<Range<usize>>,
    /// A number before with the same unit: "20" in "20 to 10 per cent".
    pub first: Option<First>,
    /// The number and unit without the first number.
    pub second: Range<usize>,
}

/// The first of two numbers with one unit; ranges are bytes.
pub struct First {
    /// With its sign.
    pub whole: Range<usize>,
    pub number: Range<usize>,
    /// What links it to the second, in lower case: "to", "-", "and", ...
    pub link: String,
}

impl Units {
    /// Loads `lexicon/units.toml`.
    ///
    /// # Errors
    /// Where it is missing or broken.
    pub fn load(files: &Files, numbers: &Numbers) -> Result<Self, WorldError> {
        let path = "lexicon/units.toml";
        let Raw { currencies, words, change } = files.toml(path)?;
        let (signs, names, number) = (any(currencies.keys()), any(words.keys()), &numbers.cardinal);
        let first = format!(r"(?:(?P<first>{number})(?P<share>%)?\s?(?P<link>to\b|-|–|and\b|or\b)\s?)?");
        let after_sign = format!(r"(?:(?P<low>{number})\s?(?P<dash>-|–)\s?)?");
        let whole =
            format!(r"(?i)(?:(?P<sign>(?-i:{signs}))\s?{after_sign}(?P<n1>{number}))|(?:{first}(?P<n2>{number})[\s-]?(?P<unit>{names})s?)");
        let pattern =
            |words: &str| Regex::new(words).map_err(|error| WorldError::new(path, None, format!("its words make no pattern: {error}")));
        Ok(Self { currencies, words, change, pattern: pattern(&whole)?, number: pattern(&format!("(?i)^(?:{number})"))? })
    }

    /// The unit of a noun's lemma.
    pub fn of_noun(&self, lemma: &str) -> Option<&str> {
        self.words.get(&lemma.to_lowercase()).map(String::as_str)
    }

    /// The number that begins at a byte.
    pub fn number_at(&self, words: &str, start: usize) -> Option<Range<usize>> {
        let hit = self.number.find(words.get(start..)?)?;
        Some(start..start + hit.end())
    }

    /// The numbers with units in some words, in order.
    pub fn hits(&self, words: &str) -> Vec<Hit<'_>> {
        let one = |hit: regex::Captures<'_>| {
            let whole = hit.get(0)?.range();
            if let (Some(sign), Some(number)) = (hit.name("sign"), hit.name("n1")) {
                let first = hit.name("low").zip(hit.name("dash")).map(|(low, dash)| First {
                    whole: sign.start()..low.end(),
                    number: low.range(),
                    link: dash.as_str().to_owned(),
                });
                let second = if first.is_some() { number.range() } else { whole.clone() };
                let unit = self.currencies.get(sign.as_str())?;
                return Some(Hit { whole, number: number.range(), unit, unit_range: None, first, second });
            }
            let (number, name) = hit.name("n2").zip(hit.name("unit"))?;
            let unit = self.words.get(&name.as_str().to_lowercase())?;
            let link = hit.name("link").map(|link| link.as_str().to_lowercase());
            let before = words[..whole.start].trim_end().to_lowercase();
            let first = hit.name("first").zip(link).filter(|(_, link)| link != "and" || before.ends_with("between"));
            let first = first.map(|(first, link)| {
                let end = hit.name("share").map_or(first.end(), |share| share.end());
                First { whole: first.start()..end, number: first.range(), link }
            });
            let second = number.start()..whole.end;
            let whole = if first.is_some() { whole } else { second.clone() };
            Some(Hit { whole, number: number.range(), unit, unit_range: Some(name.range()), first, second })
        };
        self.pattern.captures_iter(words).filter_map(one).collect()
    }
}
