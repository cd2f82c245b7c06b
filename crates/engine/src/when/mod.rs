//! Dates, durations and deadlines in prose, against the day of publication.
//!
//! Needs: sentences, the publication date. Gives: [`Whens`]. Example: "on Tuesday" in a report of Wednesday 4 February
//! 2026 is 2026-02-03. Proof: `corpus/when/`.

use crate::analyse::Sentence;
use crate::record::{Date, Span};
use crate::{Document, Text, World};

/// The dates of a document, in order of their spans.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Whens {
    list: Vec<When>,
}

/// One date or duration.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// The date; of a duration ("for 90 days") unknown.
    pub date: Date,
    /// Where it stands.
    pub span: Span,
    /// Whether it is a deadline ("by May", "within 90 days").
    pub deadline: bool,
    /// ISO 8601, where it is or has a duration: `P90D`, `P1Y`.
    pub duration: Option<String>,
    /// The rule that found it.
    pub rule: String,
}

impl Whens {
    /// All of them, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[When] {
        &self.list
    }

    /// Those inside a span, in order.
    pub fn within(&self, span: Span) -> impl Iterator<Item = &When> {
        self.list.iter().filter(move |when| span.holds(when.span))
    }
}

/// Finds the dates of a document.
#[must_use]
pub fn find(_world: &World, _document: &Document, _sentences: &[Sentence]) -> Whens {
    Whens::default()
}

/// The date of the act that the word `trigger` of a sentence names, chosen by syntax: a date that depends on the
/// trigger, else on a verb above it in the same clause, never one that belongs to another act. Unknown where there is none.
#[must_use]
pub fn of_act(_text: &Text<'_>, _sentence: usize, _trigger: usize) -> Date {
    Date::unknown()
}
