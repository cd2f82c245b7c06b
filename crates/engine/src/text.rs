//! A document with everything that has been found in it so far: what every later stage reads.

use crate::amounts::Amounts;
use crate::analyse::Sentence;
use crate::document::Document;
use crate::names::Parties;
use crate::places::Places;
use crate::record::Span;
use crate::when::Whens;
use crate::world::World;

/// A document and its layers. Stages fill them in the order of the fields and never change an earlier one.
#[derive(Debug)]
pub struct Text<'a> {
    /// What is known of the world.
    pub world: &'a World,
    /// The document itself.
    pub document: &'a Document,
    /// SHA-256 of the text; goes into record ids.
    pub id: String,
    /// Stretches that are no news, in order: never coded.
    pub boilerplate: Vec<Span>,
    /// The sentences of the rest, analysed, in order.
    pub sentences: Vec<Sentence>,
    /// The dates and durations in them.
    pub whens: Whens,
    /// The places in them.
    pub places: Places,
    /// The numbers with units in them.
    pub amounts: Amounts,
    /// The parties and their mentions.
    pub parties: Parties,
}

impl Text<'_> {
    /// The words at a span.
    #[must_use]
    pub fn words(&self, span: Span) -> &str {
        span.of(&self.document.text)
    }

    /// The sentences that share a byte with a span, with their indices.
    pub fn sentences_of(&self, span: Span) -> impl Iterator<Item = (usize, &Sentence)> {
        let start = self.sentences.partition_point(|sentence| sentence.span.end() <= span.start());
        self.sentences.iter().enumerate().skip(start).take_while(move |(_, sentence)| sentence.span.start() < span.end())
    }

    /// The index of the sentence that holds the first byte of `span`.
    #[must_use]
    pub fn sentence_at(&self, span: Span) -> Option<usize> {
        let at = self.sentences.partition_point(|sentence| sentence.span.end() <= span.start());
        self.sentences.get(at).filter(|sentence| sentence.span.start() <= span.start()).map(|_| at)
    }
}
