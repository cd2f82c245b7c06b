use std::ops::Range;

use super::Finder;
use crate::record::{Amount, AmountRole};

/// What the number of an amount is of, by the words around it; `found` are the amounts before it.
pub fn of(finder: &Finder<'_>, found: &[Amount], range: Range<usize>, unit: &str) -> AmountRole {
    let change = &finder.world.units.change;
    let is_share = change.shares.iter().any(|share| share == unit);
    let before = finder.before(range.start);
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let starts = |found: &&Amount| found.role == AmountRole::From && found.unit == unit && finder.sentence.span.holds(found.span);
    // "sent $5m to 300 soldiers" changes nothing: there has to be a verb or noun of change before, or a share.
    let changes = || is_share || is_changed(finder, range.start);
    match last.as_str() {
        "from" if changes() || finder.words[range.end..].starts_with(" to ") => return AmountRole::From,
        // "up to 5%" is a bound.
        "to" if found.iter().rev().any(|amount| starts(&amount)) => return AmountRole::To,
        "to" if changes() && !before.to_lowercase().ends_with("up to") => return AmountRole::To,
        "by" if changes() => return AmountRole::Change,
        _ => {}
    }
    if !is_share {
        return AmountRole::Value;
    }
    let lemma = |word: usize| finder.sentence.words[word].lemma.to_lowercase();
    let first = finder.word_at(range.start);
    let back = |steps: usize| first.and_then(|first| first.checked_sub(steps));
    let next =
        finder.word_at(range.end).filter(|&next| finder.sentence.words[next].span.start() - finder.sentence.span.start() <= range.end + 1);
    let noun = |word: usize| change.nouns.contains(&lemma(word)) && finder.sentence.words[word].upos == "NOUN";
    let changed = change.beside.contains(&last)
        || next.is_some_and(|next| noun(next) || change.beside.contains(&lemma(next)))
        || last == "of" && finder.word_at(before.len() - 2).and_then(|of| of.checked_sub(1)).is_some_and(noun)
        || back(1).is_some_and(|verb| {
            finder.sentence.words[verb].upos == "VERB"
                && change.verbs.contains(&lemma(verb))
                && !last.is_empty()
                && finder.sentence.words[verb].form.to_lowercase() == last
        });
    if changed { AmountRole::Change } else { AmountRole::Value }
}

/// Whether a verb or noun of change stands before a byte.
fn is_changed(finder: &Finder<'_>, at: usize) -> bool {
    let change = &finder.world.units.change;
    let end = finder.word_at(at).unwrap_or(finder.sentence.words.len());
    finder.sentence.words[..end].iter().any(|word| match word.upos {
        "VERB" => change.verbs.contains(&word.lemma),
        "NOUN" => change.nouns.contains(&word.lemma),
        _ => false,
    })
}
