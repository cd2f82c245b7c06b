//! Accounts: one meeting as each side tells it, with "not mentioned".
//!
//! Needs: statements, events and meetings. Gives: [`Account`]s. Example: only Beijing's account of a call names arms
//! sales. Proof: `corpus/accounts/`.

mod compare;
mod facts;
mod passages;
mod topic;

use std::collections::BTreeMap;

use crate::Text;
use crate::record::{Account, Cell, Code, Event, Meeting, MeetingStatus, Polarity, Row, Side, Statement};

pub use compare::compare;
pub use facts::{Aspect, Difference, Fact, Wording, differences, facts};

/// Tells each held meeting of a document of which two sides give an account: a row a topic, a cell a side, empty where that side
/// does not mention it.
#[must_use]
pub fn tell(text: &Text<'_>, statements: &[Statement], _events: &[Event], meetings: &[Meeting]) -> Vec<Account> {
    // The meeting that the document is about is the first one held between two countries.
    let main = meetings
        .iter()
        .find(|meeting| matches!(meeting.status, MeetingStatus::Held | MeetingStatus::Ongoing) && countries(meeting).len() >= 2);
    let Some(main) = main else { return Vec::new() };
    let sides: Vec<Code> = countries(main).into_iter().take(2).collect();
    let told: Vec<(Code, &Statement)> = statements
        .iter()
        .filter_map(|statement| Some((side(statement, &sides)?, statement)))
        // "It did not mention cotton" tells nothing of cotton.
        .filter(|(_, statement)| statement.polarity == Polarity::Asserted && concerns(statement, &sides))
        .collect();
    if !sides.iter().all(|side| told.iter().any(|(own, _)| own == side)) {
        return Vec::new();
    }
    let mut rows: Vec<(topic::Topic, Row)> = Vec::new();
    for (side, statement) in &told {
        for topic in topic::of(text, statement, &sides) {
            let cell = Cell { document: text.document.reference.clone(), span: topic.span };
            let row = match rows.iter_mut().find(|(other, _)| other.same(&topic)) {
                Some((_, row)) => row,
                None => {
                    let cells: BTreeMap<String, Vec<Cell>> = sides.iter().map(|side| (side.to_string(), Vec::new())).collect();
                    rows.push((topic.clone(), Row { topic: topic.words.clone(), cells }));
                    let Some((_, row)) = rows.last_mut() else { continue };
                    row
                }
            };
            let own = row.cells.entry(side.to_string()).or_default();
            if !own.contains(&cell) {
                own.push(cell);
            }
        }
    }
    let channels = |side: Code| {
        let mut found: Vec<String> = Vec::new();
        for (_, statement) in told.iter().filter(|(own, _)| *own == side) {
            for channel in statement.channel.iter().chain(statement.reported_by.iter().filter_map(|by| by.channel.as_ref())) {
                if !found.contains(channel) {
                    found.push(channel.clone());
                }
            }
        }
        found
    };
    let sides = sides.iter().map(|side| Side { id: side.to_string(), channels: channels(*side) }).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    vec![Account { meeting: main.id.clone(), sides, rows: rows.into_iter().map(|(_, row)| row).collect() }]
}

/// The countries of a meeting, in the order of its participants.
fn countries(meeting: &Meeting) -> Vec<Code> {
    let mut found: Vec<Code> = Vec::new();
    for country in meeting.participants.iter().filter_map(|party| party.country) {
        if !found.contains(&country) {
            found.push(country);
        }
    }
    found
}

/// The side that gives a statement: that of its speaker, or of who says that it was said.
fn side(statement: &Statement, sides: &[Code]) -> Option<Code> {
    let tells = statement.reported_by.iter().filter(|by| !by.party.sectors.iter().any(|sector| sector.as_str() == "JRN"));
    if let Some(teller) = tells.filter_map(|by| by.party.country).find(|country| sides.contains(country)) {
        return Some(teller);
    }
    let speaks = |side: &&Code| statement.speakers.iter().any(|speaker| speaker.country == Some(**side));
    let mut own = sides.iter().filter(speaks);
    let first = own.next()?;
    own.next().is_none().then_some(*first)
}

/// Whether a statement is about this pair: one that is addressed to, or names, a third country first is about another meeting.
fn concerns(statement: &Statement, sides: &[Code]) -> bool {
    let third = |party: &crate::record::Ref| party.country.is_some_and(|country| !sides.contains(&country));
    !statement.addressees.iter().any(third)
}
