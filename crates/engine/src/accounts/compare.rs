use std::collections::BTreeMap;

use super::passages::{self, Passage};
use crate::World;
use crate::record::{Account, Cell, Code, MeetingStatus, Reading, Row, Side};

/// Two passages are of one topic from this likeness on. Chosen on the pairs coded by hand; between .55 and .6 little changes.
const ALIKE: f32 = 0.58;
/// The same amount in both passages is worth this much of likeness, each shared word of content this much.
const AMOUNT: f32 = 0.2;
const WORD: f32 = 0.02;

/// What one document tells, for the side whose account it is.
struct Told {
    side: String,
    document: String,
    passages: Vec<Passage>,
}

/// One meeting as several documents tell it, each taken for the account of the side that it begins with.
#[must_use]
pub fn compare(world: &World, readings: &[Reading]) -> Vec<Account> {
    let held = |reading: &&Reading| {
        reading.meetings.iter().find(|meeting| meeting.status == MeetingStatus::Held).map(|meeting| meeting.id.clone())
    };
    let Some(meeting) = readings.iter().find_map(|reading| held(&reading)) else { return Vec::new() };
    let mut told: Vec<Told> = Vec::new();
    let countries: Vec<Code> = readings.iter().filter_map(side).collect();
    for (reading, side) in readings.iter().zip(sides(readings)) {
        told.push(Told {
            side,
            document: reading.document.reference.clone(),
            passages: passages::of(&crate::layers(world, &reading.document.again()).0, &countries),
        });
    }
    let mut rows: Vec<Row> = linked(&told)
        .into_iter()
        .map(|row| {
            let mut cells: BTreeMap<String, Vec<Cell>> = told.iter().map(|told| (told.side.clone(), Vec::new())).collect();
            for &(at, passage) in &row {
                let own = cells.entry(told[at].side.clone()).or_default();
                own.push(Cell { document: told[at].document.clone(), span: told[at].passages[passage].span });
            }
            let (at, passage) = row[0];
            Row { topic: told[at].passages[passage].span.of(&readings[at].document.text).to_owned(), cells }
        })
        .collect();
    rows.iter_mut().flat_map(|row| row.cells.values_mut()).for_each(|cells| cells.sort_by_key(|cell| cell.span));
    let sides = told.into_iter().map(|told| Side { id: told.side, channels: Vec::new() }).collect();
    vec![Account { meeting, sides, rows }]
}

/// Passages of one topic together, as (document, passage), in the order of the first document and then of the others.
fn linked(told: &[Told]) -> Vec<Vec<(usize, usize)>> {
    let mut rows: Vec<Vec<(usize, usize)>> = Vec::new();
    for (at, own) in told.iter().enumerate() {
        // The likest pairs of a row and a passage first; a row takes one passage of each document, which may then draw others like it.
        let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
        for (row, members) in rows.iter().enumerate() {
            for (passage, words) in own.passages.iter().enumerate() {
                let most = members.iter().map(|&(other, at)| likeness(&told[other].passages[at], words)).fold(0.0, f32::max);
                if most >= ALIKE {
                    pairs.push((most, row, passage));
                }
            }
        }
        pairs.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)).then(one.2.cmp(&other.2)));
        let mut home: Vec<Option<usize>> = vec![None; own.passages.len()];
        for (_, row, passage) in pairs {
            if home[passage].is_none() && !home.contains(&Some(row)) {
                home[passage] = Some(row);
            }
        }
        for (passage, home) in home.into_iter().enumerate() {
            match home {
                Some(row) => rows[row].push((at, passage)),
                None => rows.push(vec![(at, passage)]),
            }
        }
    }
    rows
}

/// How far two passages are of one topic: the likeness of what they are about, with what is due to common words and amounts.
fn likeness(one: &Passage, other: &Passage) -> f32 {
    // The first half of a vector compares topics, the second acts: "agreed to" is like "agreed to", whatever was agreed.
    let half = one.vector.len() / 2;
    let about = 2.0 * one.vector.iter().zip(&other.vector).take(half).map(|(one, other)| one * other).sum::<f32>();
    let words = one.lemmas.intersection(&other.lemmas).count() as f32;
    let amount = one.amounts.iter().any(|amount| other.amounts.contains(amount));
    about + WORD * words + if amount { AMOUNT } else { 0.0 }
}

/// Whose account each document is: the country of who is named first in its first meeting, else the document's own name.
fn sides(readings: &[Reading]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for reading in readings {
        let own = side(reading).map_or_else(|| reading.document.reference.clone(), |side| side.to_string());
        found.push(if found.contains(&own) { reading.document.reference.clone() } else { own });
    }
    found
}

fn side(reading: &Reading) -> Option<Code> {
    let meeting = reading.meetings.iter().find(|meeting| meeting.status == MeetingStatus::Held && meeting.participants.len() > 1)?;
    meeting.participants.iter().min_by_key(|party| party.span).and_then(|party| party.country)
}
