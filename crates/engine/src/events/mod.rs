//! Events: who did what to whom, by rules over the analysis.
//!
//! Needs: all layers and the statements. Gives: one [`Event`] an act with all its mentions. Example: "The US approved an
//! $11bn arms package for Taiwan" is AID, USA to TWN. Proof: `corpus/events/` and the examples in `data/rules/events/`.

mod coder;
mod dating;
mod merge;
mod relate;
pub mod rules;
mod slots;
mod trigger;

use crate::Text;
use crate::record::{Event, Statement};

pub use relate::relate;
pub(crate) use slots::speaker;

/// Codes the events of a document, in order of their triggers.
#[must_use]
pub fn code(text: &Text<'_>, statements: &[Statement]) -> Vec<Event> {
    let acts: Vec<coder::Act> = (0..text.sentences.len()).flat_map(|index| coder::acts(text, statements, index)).collect();
    let acts = dating::date(text, acts);
    merge::merge(text, acts)
}
