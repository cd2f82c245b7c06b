//! Commitments: who promised what to whom, how much, by when, on what condition, how firmly.
//!
//! Needs: all layers, events and statements. Gives: [`Commitment`]s. Example: "China agreed to buy more soyabeans".
//! Proof: `corpus/commitments.md`.

use crate::Text;
use crate::record::{Commitment, Event, Statement};

/// Finds the commitments of a document, in order.
#[must_use]
pub fn find(_text: &Text<'_>, _events: &[Event], _statements: &[Statement]) -> Vec<Commitment> {
    Vec::new()
}
