//! Codebooks that users write: types of events known by example sentences and patterns, coded without any training.
//!
//! Needs: a [`Book`], all layers, and the PLOVER events. Gives: a [`Coded`] a sentence that tells one of its types. Example: with
//! `examples/codebooks/trade-measures.toml`, "Canada will charge 25 percent on Chinese buses" is TARIFF. Proof: that codebook's own
//! sentences (`legation codebook test`), and the 320 beside it, written by another hand.

mod book;
mod coder;
mod learner;

pub use book::{Book, Kind, Problem};
pub use coder::{Coder, Judgement};

use crate::Text;
use crate::record::{Coded, Event, Statement};

/// What the world's own codebooks see in a document, in the order of the text and of the codebooks.
#[must_use]
pub fn code(text: &Text<'_>, statements: &[Statement], events: &[Event]) -> Vec<Coded> {
    let coders = &text.world.codes;
    let sentences = 0..text.sentences.len();
    sentences.flat_map(|index| coders.iter().flat_map(move |coder| coder.code(text, statements, events, index))).collect()
}
