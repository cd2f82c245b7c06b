//! Which sentence of a text, counted from 1 as GDELT and ICEWS do, and how many Unicode scalars in.

use legation::analyse::{Piece, split};
use legation::{Reading, Span};

use super::Codes;

/// A document's sentences.
pub(super) struct Sentences<'a> {
    text: &'a str,
    pieces: Vec<Piece>,
}

impl<'a> Sentences<'a> {
    /// Cuts a reading's text.
    pub(super) fn of(reading: &'a Reading, codes: &Codes) -> Self {
        let text = reading.document.text.as_str();
        Self { text, pieces: split(text, &|word| codes.is_abbreviation(word)) }
    }

    /// The number of the sentence in which a span begins, from 1.
    pub(super) fn number(&self, span: Span) -> usize {
        self.pieces.partition_point(|piece| piece.range.start <= span.start()).max(1)
    }

    /// Whether two spans begin in one sentence.
    pub(super) fn share(&self, one: Span, other: Span) -> bool {
        self.number(one) == self.number(other)
    }

    /// Whether a span lies in the lead: the first paragraph that is neither a heading nor, by the reading's notes, no news.
    pub(super) fn is_lead(&self, reading: &Reading, span: Span) -> bool {
        let noted = |at: usize| reading.notes.iter().filter_map(|note| note.span).any(|note| note.start() <= at && at < note.end());
        let lead = self.pieces.iter().find(|piece| !piece.heading && !noted(piece.range.start)).map(|piece| piece.paragraph);
        let own = self.pieces.get(self.number(span) - 1).map(|piece| piece.paragraph);
        own.is_some() && own == lead
    }

    /// The offset of a span's first character in Unicode scalars.
    pub(super) fn scalar(&self, span: Span) -> usize {
        self.text.get(..span.start()).map_or(0, |before| before.chars().count())
    }
}
