//! What a store knows last, and what is still open, between two countries: the brief of [`legation::ledger`] without reading all documents.

use std::collections::BTreeMap;

use jiff::civil;
use legation::ledger::{self, Brief};
use legation::record::{Code, Reading};

use crate::{Hit, Kind, Query, Sqlite, StoreError, Who};

/// The latest meetings that are looked at for the last contact: one that lasts may have begun before another.
const CONTACTS: usize = 10;
/// At most so many meetings to come, and so many open commitments.
const AHEAD: usize = 50;
/// The latest measures each way that are looked at: an undated act is as old as its report.
const MEASURES: usize = 20;
/// PLOVER types of quads 2 and 4.
const ACTS: [&str; 8] = ["COOPERATE", "AID", "RETREAT", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"];

impl Sqlite {
    /// The brief on two countries for a day, else for the day of the last document; and the readings that its lines point
    /// into, with nothing but what the brief rests on. An act that several documents tell is told once. What is linked as the end of a
    /// commitment or meeting settles it.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn brief(&self, dyad: [Code; 2], as_of: Option<civil::Date>) -> Result<(Brief, Vec<Reading>), StoreError> {
        let [one, other] = dyad;
        let as_of = match as_of {
            Some(day) => Some(day),
            None => self.last_published()?,
        };
        let between = Query { dyad: Some((one, other)), ..Query::default() };
        let statuses = |statuses: [&str; 2]| statuses.map(str::to_owned).to_vec();
        let meetings = Query { kind: Some(Kind::Meeting), ..between.clone() };
        let mut hits =
            self.answer(&Query { statuses: statuses(["held", "ongoing"]), to: as_of, limit: Some(CONTACTS), ..meetings.clone() })?;
        let ahead = ["scheduled", "invited", "proposed", "postponed", "cancelled"].map(str::to_owned).to_vec();
        hits.extend(self.answer(&Query { statuses: ahead.clone(), from: as_of, limit: Some(AHEAD), ..meetings.clone() })?);
        hits.extend(self.answer(&Query { statuses: ahead, undated: true, limit: Some(AHEAD), ..meetings })?);
        hits.extend(self.answer(&Query { kind: Some(Kind::Commitment), open: true, to: as_of, limit: Some(AHEAD), ..between.clone() })?);
        for (from, to) in [(one, other), (other, one)] {
            let acts = Query {
                actor: Some(Who::Code(from)),
                recipient: Some(Who::Code(to)),
                types: ACTS.map(str::to_owned).to_vec(),
                statuses: statuses(["occurred", "ongoing"]),
                to: as_of,
                limit: Some(MEASURES),
                ..Query::default()
            };
            hits.extend(self.answer(&acts)?);
            hits.extend(self.answer(&Query { undated: true, to: None, ..acts })?);
        }
        let readings = only(hits, as_of);
        Ok((ledger::settled(&readings, dyad, as_of, &[]), readings))
    }
}

/// The readings of some records, without the others; those of documents that came out later are left out.
fn only(hits: Vec<Hit>, as_of: Option<civil::Date>) -> Vec<Reading> {
    let mut all: BTreeMap<String, Vec<Hit>> = BTreeMap::new();
    for hit in hits {
        let later = hit.reading.document.published.zip(as_of).is_some_and(|(published, as_of)| published > as_of);
        if !later {
            all.entry(hit.reading.document.id.clone()).or_default().push(hit);
        }
    }
    let pruned = |hits: Vec<Hit>| {
        let mut reading = Reading::clone(&hits.first()?.reading);
        let kept = |kind: Kind, ordinal: usize| hits.iter().any(|hit| hit.kind == kind && hit.ordinal == ordinal);
        let mut at = 0..;
        reading.meetings.retain(|_| at.next().is_some_and(|ordinal| kept(Kind::Meeting, ordinal)));
        let mut at = 0..;
        reading.commitments.retain(|_| at.next().is_some_and(|ordinal| kept(Kind::Commitment, ordinal)));
        let mut at = 0..;
        // The sentence of a meeting is that of the event that tells it.
        let told: Vec<&String> = reading.meetings.iter().flat_map(|meeting| &meeting.events).collect();
        reading.events.retain(|event| at.next().is_some_and(|ordinal| kept(Kind::Event, ordinal)) || told.contains(&&event.id));
        Some(reading)
    };
    all.into_values().filter_map(pruned).collect()
}
