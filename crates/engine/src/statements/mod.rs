//! Statements: quotations and reported speech with speaker, cue, addressee, channel and reporter.
//!
//! Needs: sentences and parties. Gives: [`Statement`]s. Example: "Xi said Taiwan was the 'most important issue'".
//! Proof: `corpus/statements/`.

use crate::Text;
use crate::record::Statement;

/// Finds the statements of a document, in order.
#[must_use]
pub fn find(_text: &Text<'_>) -> Vec<Statement> {
    Vec::new()
}
