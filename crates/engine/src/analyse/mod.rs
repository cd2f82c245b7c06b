//! Sentences, words and one pass of the analyser over each: parts of speech, dependencies, names and semantic roles.
//!
//! Needs: the document's text without its boilerplate. Gives: [`Sentence`]s whose words are spans of the text.
//! Example: "Xi warned the US over arms sales." has the predicate "warned", ARG0 "Xi", ARG1 "the US".
//! Proof: `corpus/analyse/`, and the figures in `model/MODEL_CARD.md`.

mod sentence;

pub use sentence::{Argument, Name, NameKind, Predicate, Sentence, Word};

use crate::record::{Note, Span};
use crate::{Document, World};

/// What tells the grammar of one sentence: the trained analyser, or a stub in tests.
pub trait Model: Send + Sync + std::fmt::Debug {
    /// Fills in parts of speech, lemmas, heads, relations, names and predicates of a sentence whose words have spans and forms.
    /// It depends on this sentence alone.
    fn analyse(&self, sentence: &mut Sentence);

    /// Hash of weights and labels, in hexadecimal.
    fn hash(&self) -> &str;
}

/// The sentences of a document outside its boilerplate, analysed.
#[must_use]
pub fn sentences(_world: &World, _document: &Document, _boilerplate: &[Span], _notes: &mut Vec<Note>) -> Vec<Sentence> {
    Vec::new()
}
