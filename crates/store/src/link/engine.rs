//! Linking outside a store: what Spark, Ray or DuckDB need to make the merges of a store with joins of their own.
//!
//! Needs: readings. Gives: keys, of which two records of one act, or two copies of one text, have at least one in common ([`document_keys`],
//! [`act_keys`]); the comparison of two acts that share a key ([`same`]); and which of a group stands for it ([`heads`]).

use std::collections::BTreeSet;

use jiff::{ToSpan, civil};
use legation::Reading;

use super::act::Act;
use super::{cluster, minhash, same as rules};
use crate::Kind;

/// An event or meeting as a line of text, to be compared with others by [`same`]; `None` of other records.
#[must_use]
pub fn act(reading: &Reading, kind: Kind, ordinal: usize) -> Option<String> {
    serde_json::to_string(&act_of(reading, kind, ordinal)?).ok()
}

fn act_of(reading: &Reading, kind: Kind, ordinal: usize) -> Option<Act> {
    match kind {
        Kind::Event => reading.events.get(ordinal).map(|event| Act::of_event(reading, event, 0, 0)),
        Kind::Meeting => reading.meetings.get(ordinal).map(|meeting| Act::of_meeting(reading, meeting, 0, 0)),
        Kind::Statement | Kind::Commitment | Kind::Account => None,
    }
}

/// The sixteen keys of a text, `band:value`: texts that are not copies of each other hardly ever share one.
#[must_use]
pub fn document_keys(text: &str) -> Vec<String> {
    minhash::signature(text).bands().iter().enumerate().map(|(band, value)| format!("{band}:{value:016x}")).collect()
}

/// The keys of an event or meeting, `TYPE:CODE:DAY`, one for each party and day, and the day after: two of one act share one, but for copies of
/// a text. What has no day, no party, or a span of more than a month has none.
#[must_use]
pub fn act_keys(reading: &Reading, kind: Kind, ordinal: usize) -> Vec<String> {
    let Some(act) = act_of(reading, kind, ordinal) else { return Vec::new() };
    let Some((start, end)) = act.days.or(act.about) else { return Vec::new() };
    if !start.until(end).is_ok_and(|span| (0..=rules::LONG).contains(&span.get_days())) {
        return Vec::new();
    }
    let of = if kind == Kind::Meeting { "MEETING" } else { act.kind.code() };
    let last = end.checked_add(1.day()).unwrap_or(civil::Date::MAX);
    let days: Vec<civil::Date> = start.series(1.day()).take_while(|day| *day <= last).collect();
    act.everybody().iter().flat_map(|code| days.iter().map(move |day| format!("{of}:{code}:{day}"))).collect()
}

/// Why two acts of different documents are taken for one, as the store does; `None` where they are not. `copies` is whether their documents are
/// copies of one text.
///
/// # Errors
/// Where one is no line that [`act`] made.
pub fn same(one: &str, other: &str, copies: bool) -> Result<Option<&'static str>, serde_json::Error> {
    let one: Act = serde_json::from_str(one)?;
    let other = Act { document: 1, ..serde_json::from_str(other)? };
    Ok(rules::same(&one, &other, copies))
}

/// How much of two texts' five-word shingles both have, 0 to 1: from [`super::STORY`] on they are copies.
#[must_use]
pub fn overlap(one: &str, other: &str) -> f64 {
    minhash::jaccard(&minhash::shingles(one), &minhash::shingles(other))
}

/// Which record stands for each, by its place in the list. `published` and `document` are those of each record's document, `ordinal` its place
/// in it; `same` are the pairs found to be one act.
#[must_use]
pub fn heads(records: &[(Option<String>, String, i64)], same: &[(usize, usize)]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|&at| (records[at].0.is_none(), &records[at]));
    let row = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    let same: BTreeSet<(i64, i64)> = same.iter().map(|&(one, other)| (row(one.min(other)), row(one.max(other)))).collect();
    let order: Vec<i64> = order.into_iter().map(row).collect();
    let mut heads: Vec<usize> = (0..records.len()).collect();
    for group in cluster::groups(&order, &same, &BTreeSet::new(), &BTreeSet::new()) {
        for &member in &group {
            if let (Ok(member), Ok(head)) = (usize::try_from(member), usize::try_from(group[0])) {
                heads[member] = head;
            }
        }
    }
    heads
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(published: Option<&str>, document: &str) -> (Option<String>, String, i64) {
        (published.map(str::to_owned), document.to_owned(), 0)
    }

    #[test]
    fn the_record_of_the_first_dated_document_stands_for_its_group() {
        let records =
            [record(None, "a"), record(Some("2026-02-05"), "b"), record(Some("2026-02-04"), "c"), record(Some("2026-02-04"), "d")];
        assert_eq!(heads(&records, &[(0, 1), (1, 2), (0, 2)]), [2, 2, 2, 3]);
    }

    #[test]
    fn a_chain_is_no_group() {
        // One like the second, the second like the third and fourth, which are like each other alone.
        let records = [record(Some("1"), "a"), record(Some("2"), "b"), record(Some("3"), "c"), record(Some("4"), "d")];
        assert_eq!(heads(&records, &[(0, 1), (1, 2), (2, 3)]), [0, 0, 0, 3]);
    }
}
