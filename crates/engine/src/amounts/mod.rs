//! Numbers with units: "$11bn", "20 per cent", "1.5 million tonnes", "from 20 to 10 per cent".
//!
//! Needs: analysed sentences. Gives: [`Amounts`]. Example: "an $11bn package" is 1.1e10 USD. Proof: `corpus/amounts.md`.

mod acts;
mod role;
mod units;

use std::ops::Range;

use crate::analyse::Sentence;
use crate::record::{Amount, AmountRole, Span};
use crate::{Document, World};

pub use acts::of_acts;
pub use units::Units;
use units::{First, Hit};

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

/// Finds the amounts of a document.
#[must_use]
pub fn find(world: &World, document: &Document, sentences: &[Sentence]) -> Amounts {
    let mut list = Vec::new();
    for sentence in sentences {
        let first = list.len();
        let finder = Finder { world, sentence, words: sentence.span.of(&document.text) };
        finder.written(&mut list);
        finder.counted(first, &mut list);
        list[first..].sort_by_key(|amount: &Amount| amount.span);
    }
    Amounts { list }
}

/// What finds the amounts of one sentence; ranges are bytes of `words`.
struct Finder<'a> {
    world: &'a World,
    sentence: &'a Sentence,
    words: &'a str,
}

impl Finder<'_> {
    fn push(&self, list: &mut Vec<Amount>, range: Range<usize>, value: f64, unit: &str, role: AmountRole) {
        let offset = self.sentence.span.start();
        if let Some(span) = Span::new(offset + range.start, offset + range.end) {
            list.push(Amount { value, unit: unit.to_owned(), role, text: self.words[range].to_owned(), span });
        }
    }

    /// Numbers with a unit directly before or behind them.
    fn written(&self, list: &mut Vec<Amount>) {
        for hit in self.world.units.hits(self.words) {
            if self.is_part(&hit) {
                continue;
            }
            let Hit { whole, number, unit, first, .. } = &hit;
            let Some(value) = self.world.numbers.value(&self.words[number.clone()]) else { continue };
            let Some(First { whole: range, number: low, link }) = first else {
                let role = role::of(self, list, whole.clone(), unit);
                self.push(list, whole.clone(), value, unit, role);
                self.bare_from(list, whole.end, unit, role);
                continue;
            };
            let Some(start) = self.first_value(&self.words[low.clone()], &self.words[number.clone()], value) else { continue };
            // "from 20 to 10 per cent", and "fell 20 to 10 per cent"; "5 to 7 per cent" alone is a spread.
            let from = self.before(range.start).to_lowercase().ends_with("from");
            let (one, other) = if link == "to" && (from || start > value) {
                (AmountRole::From, AmountRole::To)
            } else {
                let role = role::of(self, list, range.clone(), unit);
                (role, role)
            };
            self.push(list, range.clone(), start, unit, one);
            self.push(list, hit.second.clone(), value, unit, other);
        }
    }

    /// "5 to 7 million": the first number has the second's scale where it would else be far smaller.
    fn first_value(&self, first: &str, second: &str, value: f64) -> Option<f64> {
        let own = self.world.numbers.value(first)?;
        let mantissa =
            self.world.numbers.value(second.split([' ', '-']).next()?.trim_end_matches(char::is_alphabetic)).filter(|m| *m > 0.0);
        let scale = mantissa.map_or(1.0, |mantissa| value / mantissa);
        let bare = first.chars().all(|c| c.is_ascii_digit() || c == '.');
        Some(if bare && scale >= 1e3 { own * scale } else { own })
    }

    /// "cut to 15 per cent from 20": the number behind has the unit of the one before.
    fn bare_from(&self, list: &mut Vec<Amount>, end: usize, unit: &str, role: AmountRole) {
        let (role, link) = match role {
            AmountRole::To => (AmountRole::From, " from "),
            AmountRole::From => (AmountRole::To, " to "),
            _ => return,
        };
        let rest = &self.words[end..];
        let Some(start) = rest.strip_prefix(link).map(|_| end + link.len()) else { return };
        let Some(range) = self.world.units.number_at(self.words, start) else { return };
        let number = &self.words[range.clone()];
        let is_year = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
        let has_unit = self.world.units.hits(self.words).iter().any(|hit| hit.whole.start <= range.start && range.start < hit.whole.end);
        let counts = self.words[range.end..].trim_start().starts_with(|c: char| c.is_alphabetic())
            && self.sentence.word_at(self.sentence.span.start() + range.start).is_some_and(|word| self.sentence.is(word, "nummod"));
        if !is_year
            && !has_unit
            && !counts
            && let Some(value) = self.world.numbers.value(number)
        {
            self.push(list, range, value, unit, role);
        }
    }

    /// Numbers that count a noun with other words in between: "300 Peruvian soldiers".
    fn counted(&self, first: usize, list: &mut Vec<Amount>) {
        let offset = self.sentence.span.start();
        for (word, entry) in self.sentence.words.iter().enumerate().filter(|(_, entry)| entry.rel == "nummod") {
            let Some(head) = entry.head.filter(|head| *head > word + 1) else { continue };
            let Some(unit) = self.world.units.of_noun(&self.sentence.words[head].lemma) else { continue };
            let (start, end) = (entry.span.start() - offset, self.sentence.words[head].span.end() - offset);
            let covered = list[first..].iter().any(|amount| amount.span.start() - offset < end && start < amount.span.end() - offset);
            let Some(number) = self.world.units.number_at(self.words, start) else { continue };
            if covered || number.end >= end {
                continue;
            }
            if let Some(value) = self.world.numbers.value(&self.words[number]) {
                self.push(list, start..end, value, unit, AmountRole::Value);
            }
        }
    }

    /// Whether a hit is the middle of a number or word, or its unit is a verb ("In 2024 won").
    fn is_part(&self, hit: &Hit<'_>) -> bool {
        let (before, after) = (&self.words[..hit.whole.start], &self.words[hit.whole.end..]);
        let glued = before.ends_with(|c: char| c.is_alphanumeric() || c == '.')
            || after.starts_with(char::is_alphanumeric) && !self.words[hit.whole.clone()].ends_with('%');
        let unit = hit.unit_range.as_ref().and_then(|range| self.sentence.word_at(self.sentence.span.start() + range.start));
        glued || unit.is_some_and(|unit| self.sentence.words[unit].upos == "VERB")
    }

    /// The words before a byte, without those that only say how sure the number is.
    fn before(&self, at: usize) -> &str {
        self.world.numbers.without_hedges(&self.words[..at])
    }

    /// The index of the word that holds or follows a byte.
    fn word_at(&self, at: usize) -> Option<usize> {
        self.sentence.word_at(self.sentence.span.start() + at)
    }
}
