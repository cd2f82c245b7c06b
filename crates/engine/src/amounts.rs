//! Numbers with units: "$11bn", "20 per cent", "1.5 million tonnes", "from 20 to 10 per cent".
//!
//! Needs: sentences. Gives: [`Amounts`]. Example: "an $11bn package" is 1.1e10 USD. Proof: `corpus/amounts.md`.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;

use crate::analyse::Sentence;
use crate::record::{Amount, AmountRole, Span};
use crate::world::{Files, WorldError};
use crate::{Document, World};

/// The amounts of a document, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Amounts {
    list: Vec<Amount>,
}

impl Amounts {
    /// All of them, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Amount] {
        &self.list
    }

    /// The amounts inside a span, in order.
    #[must_use]
    pub fn within(&self, span: Span) -> Vec<Amount> {
        let start = self.list.partition_point(|amount| amount.span.start() < span.start());
        let near = self.list[start..].iter().take_while(|amount| amount.span.start() < span.end());
        near.filter(|amount| span.holds(amount.span)).cloned().collect()
    }
}

/// Signs and words of units (`data/lexicon/units.toml`) and the pattern made of them.
#[derive(Debug, Clone)]
pub struct Units {
    currencies: BTreeMap<String, String>,
    words: BTreeMap<String, String>,
    pattern: Regex,
}

#[derive(Deserialize)]
struct Raw {
    currencies: BTreeMap<String, String>,
    words: BTreeMap<String, String>,
}

impl Units {
    /// Loads `lexicon/units.toml`.
    ///
    /// # Errors
    /// Where it is missing or broken.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let path = "lexicon/units.toml";
        let Raw { currencies, words } = files.toml(path)?;
        let longest_first = |keys: Vec<&String>| {
            let mut keys: Vec<String> = keys.into_iter().map(|key| regex::escape(key)).collect();
            keys.sort_by_key(|key| std::cmp::Reverse(key.len()));
            keys.join("|")
        };
        let (signs, names) = (longest_first(currencies.keys().collect()), longest_first(words.keys().collect()));
        let number = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?";
        let scale = r"(?:trillion|billion|million|thousand|hundred|trn|tn|bn|mn|m|k)\b";
        // "from 20 to 10 per cent": the first number has the second's unit.
        let whole = format!(
            r"(?i)(?:(?P<sign>{signs})\s?(?P<n1>{number})[\s-]?(?P<s1>{scale})?)|(?:(?P<from>{number})%?\s(?:to)\s)?(?P<n2>{number})[\s-]?(?P<s2>{scale})?[\s-]?(?P<unit>{names})s?"
        );
        let pattern = Regex::new(&whole).map_err(|error| WorldError::new(path, None, format!("its words make no pattern: {error}")))?;
        Ok(Self { currencies, words, pattern })
    }
}

/// Finds the amounts of a document.
#[must_use]
pub fn find(world: &World, document: &Document, sentences: &[Sentence]) -> Amounts {
    let mut list = Vec::new();
    for sentence in sentences {
        let words = sentence.span.of(&document.text);
        if words.bytes().any(|byte| byte.is_ascii_digit()) {
            in_sentence(&world.units, words, sentence.span.start(), &mut list);
        }
    }
    Amounts { list }
}

fn in_sentence(units: &Units, words: &str, offset: usize, list: &mut Vec<Amount>) {
    for hit in units.pattern.captures_iter(words) {
        let Some(whole) = hit.get(0) else { continue };
        // The middle of a number or word is no amount.
        let glued = |text: &str, last: bool| {
            (if last { text.chars().next_back() } else { text.chars().next() }).is_some_and(|c| c.is_alphanumeric())
        };
        if glued(&words[..whole.start()], true) || glued(&words[whole.end()..], false) && !whole.as_str().ends_with('%') {
            continue;
        }
        let (number, scale, unit) = match (hit.name("sign"), hit.name("unit")) {
            (Some(sign), _) => (
                hit.name("n1"),
                hit.name("s1"),
                units.currencies.get(sign.as_str()).or_else(|| units.currencies.get(&sign.as_str().to_uppercase())),
            ),
            (_, Some(unit)) => (hit.name("n2"), hit.name("s2"), units.words.get(&unit.as_str().to_lowercase())),
            _ => continue,
        };
        let (Some(number), Some(unit)) = (number, unit) else { continue };
        let factor = scale.map_or(1.0, |scale| factor(scale.as_str()));
        let Some(value) = parse(number.as_str()) else { continue };
        let mut push = |from: usize, to: usize, value: f64, role: AmountRole| {
            if let Some(span) = Span::new(offset + from, offset + to) {
                list.push(Amount { value, unit: unit.clone(), role, text: words[from..to].to_owned(), span });
            }
        };
        let before = words[..whole.start()].trim_end().to_lowercase();
        match hit.name("from").and_then(|from| Some((from, parse(from.as_str())?))) {
            Some((from, first)) => {
                push(from.start(), from.end(), first, AmountRole::From);
                push(number.start(), whole.end(), value * factor, AmountRole::To);
            }
            None => {
                let role = if before.ends_with(" from") {
                    AmountRole::From
                } else if before.ends_with(" to") {
                    AmountRole::To
                } else if before.ends_with(" by") {
                    AmountRole::Change
                } else {
                    AmountRole::Value
                };
                push(whole.start(), whole.end(), value * factor, role);
            }
        }
    }
}

fn parse(number: &str) -> Option<f64> {
    number.replace(',', "").parse().ok()
}

fn factor(scale: &str) -> f64 {
    match scale.to_lowercase().as_str() {
        "trillion" | "trn" | "tn" => 1e12,
        "billion" | "bn" => 1e9,
        "million" | "mn" | "m" => 1e6,
        "thousand" | "k" => 1e3,
        "hundred" => 1e2,
        _ => 1.0,
    }
}
