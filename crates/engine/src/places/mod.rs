//! Places: which words name one, where it is, and where an act took place.
//!
//! Needs: sentences. Gives: [`Places`]. Example: "met in Busan, South Korea" has the place Busan, KOR.
//! Proof: `corpus/places/`.

mod act;
/// Names of places.
pub mod gazetteer;
mod resolve;
mod spots;

pub use act::of_act;

use crate::analyse::Sentence;
use crate::record::{Place, Span};
use crate::{Document, World};

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
        let start = self.list.partition_point(|place| place.span.start() < span.start());
        self.list[start..].iter().take_while(move |place| place.span.start() < span.end()).filter(move |place| span.holds(place.span))
    }
}

/// Finds the places of a document: names of the gazetteer and of countries, the longest at each spot, that stand as places do. Of several
/// places of one name it takes the one that the words beside it, the countries around it and its size speak for.
#[must_use]
pub fn find(world: &World, _document: &Document, sentences: &[Sentence]) -> Places {
    let spots: Vec<_> = sentences.iter().enumerate().flat_map(|(index, sentence)| spots::of(world, sentence, index)).collect();
    Places { list: resolve::resolve(world, sentences, &spots) }
}
