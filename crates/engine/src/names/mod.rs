//! Parties: who is named, by which words, and which country, sector and office they stand for.
//!
//! Needs: sentences with names, places. Gives: [`Parties`]. Example: "Xi", "the Chinese leader" and "he" are one party,
//! CHN GOV. Proof: `corpus/names/`.

use crate::analyse::Sentence;
use crate::places::Places;
use crate::record::{Party, Ref, Span};
use crate::{Document, World};

/// The parties of a document and every spot that names them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parties {
    list: Vec<Party>,
    mentions: Vec<Mention>,
}

/// One spot that names one party or, as "the pair" does, several.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Indices of the parties.
    pub parties: Vec<usize>,
    /// Index of the sentence.
    pub sentence: usize,
    /// Index of the head word in it.
    pub head: usize,
    /// The words.
    pub span: Span,
    /// The rule that resolved it.
    pub rule: &'static str,
    /// How surely, 0 to 1.
    pub confidence: f32,
}

impl Parties {
    /// The parties.
    #[must_use]
    pub fn as_slice(&self) -> &[Party] {
        &self.list
    }

    /// Every mention, in order of the text.
    #[must_use]
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// The parties that the noun phrase headed by a word names, coordination included ("Trump and Xi", "the two
    /// leaders", "the Chinese military"); empty where it names none.
    #[must_use]
    pub fn of(&self, _sentence: &Sentence, _index: usize, _word: usize) -> Vec<Ref> {
        Vec::new()
    }

    /// The records for the reading.
    #[must_use]
    pub fn into_records(self) -> Vec<Party> {
        self.list
    }
}

/// Finds the parties of a document.
#[must_use]
pub fn find(_world: &World, _document: &Document, _sentences: &[Sentence], _places: &Places) -> Parties {
    Parties::default()
}
