//! One row a day: of events on the same day, between the same two and of the same code, the first stands for all.
//!
//! Only keys, ids and sources are held. Readings with a first row wait in a temporary file until all have been seen.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};

use legation::record::Ref;
use serde::{Deserialize, Serialize};

use super::{ExportError, Exported, OneADay, Row, SourceRef, View};

/// Day, source, target and code, as one string.
pub(super) type Key = String;

/// A row's key; `None` where the day is not known.
pub(super) fn key(row: &Row, code: OneADay) -> Option<Key> {
    let (start, end) = (row.event.date.start?, row.event.date.end?);
    let code = match code {
        OneADay::Cameo => row.event.cameo.as_str(),
        OneADay::Type => row.event.kind.code(),
    };
    Some(format!("{start} {end}\t{}\t{}\t{code}", side(row, &row.event.actors), side(row, &row.event.recipients)))
}

/// The codes of a side's parties, and the names of those that have none.
fn side(row: &Row, parties: &[Ref]) -> String {
    let one = |party: &Ref| {
        let sectors: String = party.sectors.iter().map(ToString::to_string).collect();
        match party.country {
            Some(country) => format!("{country}{sectors}"),
            None => format!("{}/{sectors}", row.name(party)),
        }
    };
    parties.iter().map(one).collect::<Vec<_>>().join(",")
}

/// What is known of a key so far.
#[derive(Default)]
struct Day {
    ids: Vec<String>,
    sources: Vec<SourceRef>,
}

impl Day {
    fn add(&mut self, row: &Row) {
        for id in &row.ids {
            if !self.ids.contains(id) {
                self.ids.push(id.clone());
            }
        }
        for source in &row.sources {
            if !self.sources.contains(source) {
                self.sources.push(source.clone());
            }
        }
    }
}

/// A reading in the temporary file, and which of its rows are shown: index of the row, index of its day where it has one.
#[derive(Serialize, Deserialize)]
struct Waiting {
    exported: Exported,
    rows: Vec<(usize, Option<usize>)>,
}

/// Hands on the first row of each key with the ids and sources of all of them, in the order of the readings.
pub(super) fn each_row(
    view: &View,
    readings: impl Iterator<Item = Exported>,
    show: &mut dyn FnMut(&Row) -> Result<(), ExportError>,
) -> Result<u64, ExportError> {
    let mut keys: HashMap<Key, usize> = HashMap::new();
    let mut days: Vec<Day> = Vec::new();
    let mut file = tempfile::tempfile()?;
    let mut spool = BufWriter::new(&mut file);
    for exported in readings {
        let mut rows = Vec::new();
        for (index, row) in view.rows_of(&exported).iter().enumerate() {
            let Some(key) = view.key(row) else {
                rows.push((index, None));
                continue;
            };
            let next = days.len();
            let day = *keys.entry(key).or_insert(next);
            if day == next {
                days.push(Day::default());
                rows.push((index, Some(day)));
            }
            if let Some(day) = days.get_mut(day) {
                day.add(row);
            }
        }
        if !rows.is_empty() {
            serde_json::to_writer(&mut spool, &Waiting { exported, rows })?;
            spool.write_all(b"\n")?;
        }
    }
    spool.flush()?;
    drop(spool);
    drop(keys);
    file.rewind()?;
    let mut count = 0;
    for line in BufReader::new(file).lines() {
        let Waiting { exported, rows: shown } = serde_json::from_str(&line?)?;
        let mut shown = shown.into_iter().peekable();
        for (index, mut row) in view.rows_of(&exported).into_iter().enumerate() {
            let Some((_, day)) = shown.next_if(|(next, _)| *next == index) else { continue };
            if let Some(day) = day.and_then(|day| days.get_mut(day)) {
                row.ids = std::mem::take(&mut day.ids);
                row.sources = std::mem::take(&mut day.sources);
            }
            show(&row)?;
            count += 1;
        }
    }
    Ok(count)
}
