//! The ledger: what several readings say together.
//!
//! Needs: [`Reading`]s of several documents. Gives: what has become of commitments ([`follow`]), and what is last known and still open
//! between two countries ([`brief`], or [`settled`] where something else follows the commitments), and sentences that answer earlier reports
//! ([`replies`]). Example: an article says that Peru agreed to buy rice by June, a later one that it bought it: kept.

mod answers;
mod brief;
mod follow;

pub use answers::{Answers, Reply, replies, sentences};
pub use brief::{Brief, Line, Topic, brief, settled};
pub use follow::{Change, Followups, Promise, became, follow, may_tell, promise, verbs};

use jiff::civil;

use crate::Span;
use crate::record::Reading;

/// Readings in the order of their publication; those without a date first, then in the order given.
fn in_time(readings: &[Reading]) -> Vec<&Reading> {
    let mut order: Vec<&Reading> = readings.iter().collect();
    order.sort_by_key(|reading| reading.document.published);
    order
}

/// The last day of publication.
fn latest(readings: &[Reading]) -> Option<civil::Date> {
    readings.iter().filter_map(|reading| reading.document.published).max()
}

/// The sentence around a span, as far as the records of a reading tell it; else the line.
#[must_use]
pub fn sentence_around(reading: &Reading, span: Span) -> Span {
    let told = reading.events.iter().map(|event| event.sentence).chain(reading.statements.iter().map(|statement| statement.sentence));
    let whole = told.filter(|sentence| sentence.holds(span)).min_by_key(|sentence| sentence.len());
    whole.unwrap_or_else(|| {
        let text = &reading.document.text;
        let start = text[..span.start()].rfind(['\n']).map_or(0, |at| at + 1);
        let end = text[span.end()..].find('\n').map_or(text.len(), |at| span.end() + at);
        Span::new(start, end).and_then(|line| line.trimmed(text)).unwrap_or(span)
    })
}
