//! What a store knows last, and what is still open, between two countries: the brief of [`legation::ledger`] without reading all documents.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil;
use legation::ledger::{self, Brief};
use legation::record::{Code, Reading};

use crate::{Kind, Query, Sqlite, StoreError, Who};

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
    /// into. An act that several documents tell is told once. What is linked as the end of a
    /// commitment or meeting settles it.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn brief(&self, dyad: [Code; 2], as_of: Option<civil::Date>) -> Result<(Brief, Vec<Reading>), StoreError> {
        let [one, other] = dyad;
        let as_of = match as_of {
            Some(day) => Some(day),
            None => self.last_day()?,
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
        // What came out later was not known on the day.
        hits.retain(|hit| hit.reading.document.published.zip(as_of).is_none_or(|(published, as_of)| published <= as_of));
        let stands: BTreeSet<&str> = hits.iter().map(|hit| hit.key.as_str()).collect();
        let readings: BTreeMap<&str, &Arc<Reading>> = hits.iter().map(|hit| (hit.reading.document.id.as_str(), &hit.reading)).collect();
        let readings: Vec<Reading> = readings.into_values().map(|reading| Reading::clone(reading)).collect();
        Ok((ledger::settled(&readings, dyad, as_of, &[], &|record| stands.contains(record)), readings))
    }
}
