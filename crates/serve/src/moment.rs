//! A record with the sentence that it is known from.

use legation::ledger::sentence_around;
use legation::record::{Basis, MeetingStatus, Reading};
use legation_store::{Hit, Kind};
use serde::Serialize;
use serde_json::{Value, json};

use crate::card::{self, Card, Maker};

/// A record, the sentence that it is known from and where that stands, in Unicode scalar values.
#[derive(Debug, Clone, Serialize)]
pub struct Moment {
    /// The record.
    pub card: Card,
    /// The sentence.
    pub sentence: String,
    /// Where it stands.
    pub at: [usize; 2],
}

impl Moment {
    /// Of an answer to a question.
    pub fn of(hit: &Hit) -> Option<Self> {
        Self::with(card::of_hit(hit)?, &hit.reading, hit.kind, hit.ordinal)
    }

    /// Of a record of a reading.
    pub fn within(reading: &Reading, kind: Kind, ordinal: usize) -> Option<Self> {
        Self::with(Maker::new(reading, None).card(kind, ordinal)?, reading, kind, ordinal)
    }

    fn with(card: Card, reading: &Reading, kind: Kind, ordinal: usize) -> Option<Self> {
        let span = match kind {
            Kind::Event => reading.events.get(ordinal)?.sentence,
            Kind::Statement => reading.statements.get(ordinal)?.sentence,
            Kind::Commitment => sentence_around(reading, reading.commitments.get(ordinal)?.act),
            Kind::Meeting => {
                let meeting = reading.meetings.get(ordinal)?;
                let told = reading.events.iter().find(|event| meeting.events.contains(&event.id)).map(|event| event.sentence);
                told.unwrap_or_else(|| sentence_around(reading, meeting.because.span))
            }
            Kind::Account => return None,
        };
        let maker = Maker::new(reading, None);
        Some(Self { card, sentence: maker.words(span), at: maker.at(span) })
    }

    /// What a program gets: the record, its document and parties, and the sentence.
    pub fn to_json(hit: &Hit) -> Value {
        let mut data = hit.to_json();
        if let Some(own) = Self::of(hit) {
            data["sentence"] = json!({ "text": own.sentence, "span": own.at });
        }
        data
    }
}

/// Whether the day of a meeting to come is known: the day on which it was written about is not the day on which it is to be.
pub fn is_dated(hit: &Hit) -> bool {
    is_dated_in(&hit.reading, hit.ordinal)
}

/// The same of a meeting by its place in a reading.
pub fn is_dated_in(reading: &Reading, ordinal: usize) -> bool {
    reading.meetings.get(ordinal).is_some_and(|meeting| {
        meeting.date.basis != Basis::Publication || matches!(meeting.status, MeetingStatus::Held | MeetingStatus::Ongoing)
    })
}
