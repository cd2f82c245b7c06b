//! Statements: quotations and reported speech with speaker, cue, addressee, channel and reporter.
//!
//! Needs: sentences and parties. Gives: [`Statement`]s. Example: "Xi said Taiwan was the 'most important issue'".
//! Proof: `corpus/statements/`.

mod assemble;
mod channel;
mod cue;
/// Quotations by their marks.
pub mod quotes;
/// What statements are about.
pub mod topics;

use crate::Text;
use crate::record::Statement;

/// Finds the statements of a document, in order.
#[must_use]
pub fn find(text: &Text<'_>) -> Vec<Statement> {
    let quotes = quotes::find(&text.document.text, &text.boilerplate);
    let cues: Vec<cue::Cue> = (0..text.sentences.len()).flat_map(|index| cue::cues(text, index, &quotes)).collect();
    assemble::statements(text, &quotes, cues)
}
