//! Events: who did what to whom, by rules over the analysis.
//!
//! Needs: all layers and the statements. Gives: one [`Event`] an act with all its mentions. Example: "The US approved an
//! $11bn arms package for Taiwan" is AID, USA to TWN. Proof: `corpus/events/` and the examples in `data/rules/events/`.

use crate::Text;
use crate::record::{Event, Statement};

/// Codes the events of a document, in order of their triggers.
#[must_use]
pub fn code(_text: &Text<'_>, _statements: &[Statement]) -> Vec<Event> {
    Vec::new()
}

/// The PLOVER type of what `source` does to `target` in a text: all sixteen with probabilities that sum to 1.
#[must_use]
pub fn relate(_world: &crate::World, _text: &str, _source: &[crate::Span], _target: &[crate::Span]) -> Vec<(crate::record::EventType, f32)> {
    crate::record::EventType::ALL.into_iter().map(|kind| (kind, 1.0 / 16.0)).collect()
}
