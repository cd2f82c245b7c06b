//! Events: who did what to whom, by rules over the analysis.
//!
//! Needs: all layers and the statements. Gives: one [`Event`] an act with all its mentions. Example: "The US approved an
//! $11bn arms package for Taiwan" is AID, USA to TWN. Proof: `corpus/events/` and the examples in `data/rules/events/`.

mod act;
pub mod casualties;
mod coder;
mod dating;
pub mod decisions;
mod merge;
mod relate;
pub mod rules;
mod slots;
mod tagged;
mod trigger;

use crate::record::{Event, Statement};
use crate::{Text, amounts};

use casualties::Spot;
pub use relate::relate;
pub(crate) use slots::{actors, reached, speaker};

/// Codes the events of a document, in order of their triggers.
#[must_use]
pub fn code(text: &Text<'_>, statements: &[Statement]) -> Vec<Event> {
    let mut acts: Vec<act::Act> = (0..text.sentences.len()).flat_map(|index| coder::acts(text, statements, index)).collect();
    let spots: Vec<Spot> = acts.iter().map(|act| Spot { sentence: act.sentence, word: act.word, kind: act.kind }).collect();
    for (act, casualties) in acts.iter_mut().zip(casualties::of_acts(text, &spots)) {
        act.casualties = casualties;
    }
    let spots: Vec<(usize, usize)> = acts.iter().map(|act| (act.sentence, act.word)).collect();
    for (act, amounts) in acts.iter_mut().zip(amounts::of_acts(text, &spots)) {
        act.amounts = amounts;
    }
    let acts = dating::date(text, acts).into_iter().map(|act| act.placed_in_time(text)).collect();
    merge::merge(text, acts)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::tagged;
    use crate::record::{Event, Ref};
    use crate::{Document, World, read};

    fn codes(refs: &[Ref]) -> String {
        let codes: BTreeSet<String> = refs.iter().filter_map(|party| party.country).map(|code| code.to_string()).collect();
        codes.into_iter().collect::<Vec<_>>().join("+")
    }

    /// The examples of the rules.
    #[test]
    fn rules_hold() {
        let world = World::builtin().expect("the built-in world loads");
        let mut wrong = Vec::new();
        for rule in world.events.as_slice() {
            // The event heads may see the same before the rule does.
            let found = |text: &str, heads: bool| {
                let document = Document::new("example", text).published(jiff::civil::date(2024, 5, 4));
                let events = read(&world, &document).events;
                let by_heads = |event: &Event| heads && event.because.rule == tagged::HEAD && event.kind == rule.kind();
                events
                    .iter()
                    .filter(|event| event.because.rule == rule.id || by_heads(event))
                    .map(|event| format!("{}>{}", codes(&event.actors), codes(&event.recipients)))
                    .collect::<Vec<_>>()
            };
            for example in &rule.yes {
                let (text, dyad) = example.split_once(" => ").expect("an example has => DYAD");
                let dyads = found(text, true);
                if !dyads.iter().any(|found| dyad.is_empty() || found == dyad) {
                    wrong.push(format!("{} should fire on {text:?} with {dyad}, found {dyads:?}", rule.id));
                }
            }
            for text in &rule.no {
                if !found(text, false).is_empty() {
                    wrong.push(format!("{} should not fire on {text:?}, found {:?}", rule.id, found(text, false)));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// The examples of the codebook's decisions.
    #[test]
    fn decisions_hold() {
        let world = World::builtin().expect("the built-in world loads");
        let mut wrong = Vec::new();
        for decision in &world.decisions {
            let found = |example: &str| {
                let (text, code) = example.split_once(" => ").expect("an example has => TYPE");
                let document = Document::new("example", text).published(jiff::civil::date(2024, 5, 4));
                let events = read(&world, &document).events;
                let codes: Vec<String> = events
                    .iter()
                    .map(|event| [event.kind.code(), &event.modes.join(".")].join(".").trim_end_matches('.').to_owned())
                    .collect();
                (codes.iter().any(|found| found == code || found.starts_with(&format!("{code}."))), codes)
            };
            for (examples, wanted) in [(&decision.yes, true), (&decision.no, false)] {
                for example in examples {
                    let (is, codes) = found(example);
                    if is != wanted {
                        wrong.push(format!("{}: {example:?} gives {codes:?}", decision.id));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
