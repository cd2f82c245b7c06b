//! Which sentence of a text, counted from 1 as GDELT and ICEWS do, and how many Unicode scalars in.

use legation::analyse::{Piece, split};
use legation::{Reading, Span};

use super::Codes;

/// The sentences of one document at a time: rows of one come together, and it is cut once.
pub(super) struct Sentences<'a> {
    codes: &'a Codes,
    /// `document.id`.
    document: String,
    pieces: Vec<Piece>,
}

impl<'a> Sentences<'a> {
    /// Of no document yet.
    pub(super) const fn new(codes: &'a Codes) -> Self {
        Self { codes, document: String::new(), pieces: Vec::new() }
    }

    /// The same of a reading's text.
    pub(super) fn of(&mut self, reading: &Reading) -> &Self {
        if self.document != reading.document.id {
            self.document.clone_from(&reading.document.id);
            self.pieces = split(&reading.document.text, &|word| self.codes.is_abbreviation(word));
        }
        self
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
}

/// The offset of a span's first character in Unicode scalars.
pub(super) fn scalar(reading: &Reading, span: Span) -> usize {
    reading.document.text.get(..span.start()).map_or(0, |before| before.chars().count())
}
