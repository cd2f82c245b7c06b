use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::record::{Account, Cell, EachSpan, EventType, MeetingStatus, Reading, Statement, code_of};
use crate::world::{Files, WorldError};
use crate::{Document, Span, Text, World};

/// Words of `data/lexicon/accounts.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    tone: BTreeSet<String>,
    pub(super) talks: BTreeSet<String>,
    pub(super) discusses: BTreeSet<String>,
    pub(super) about: BTreeSet<String>,
    pub(super) agenda: BTreeSet<String>,
    lines: Vec<String>,
    acknowledges: BTreeSet<String>,
    initiated: Vec<String>,
}

impl Wording {
    /// Loads `lexicon/accounts.toml`.
    ///
    /// # Errors
    /// Where it is missing or broken.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        files.toml("lexicon/accounts.toml")
    }
}

/// What accounts are compared by beside their topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// Who asked for it.
    Initiated,
    /// How long it took.
    Length,
    /// "frank", "constructive"
    Tone,
    /// What is asked of somebody.
    Asks,
    /// What is promised, with amounts and deadlines in the words.
    Promises,
    /// Meetings to come.
    Next,
    /// What is granted to the other side.
    Acknowledged,
    /// What must not happen.
    RedLines,
}

/// One aspect of a meeting: by side the words that tell it; empty where a side does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// Which.
    pub aspect: Aspect,
    /// By side.
    pub cells: BTreeMap<String, Vec<Cell>>,
}

/// Where the sides contradict each other in a number, a date or a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What differs: the topic of the row, or the aspect.
    pub about: String,
    /// By side: what it says.
    pub values: BTreeMap<String, String>,
    /// By side: where.
    pub cells: BTreeMap<String, Vec<Cell>>,
}

impl EachSpan for Fact {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.cells.values_mut().flatten().for_each(|cell| cell.span.each_span(change));
    }
}

/// What each document tells of each aspect. `readings` are in the order of the account's sides.
#[must_use]
pub fn facts(world: &World, readings: &[Reading], account: &Account) -> Vec<Fact> {
    let mut by_aspect: BTreeMap<Aspect, BTreeMap<String, Vec<Cell>>> = BTreeMap::new();
    let empty = || -> BTreeMap<String, Vec<Cell>> { account.sides.iter().map(|side| (side.id.clone(), Vec::new())).collect() };
    for (reading, side) in readings.iter().zip(&account.sides) {
        for (aspect, span) in told(world, reading) {
            let cells = by_aspect.entry(aspect).or_insert_with(empty).entry(side.id.clone()).or_default();
            let cell = Cell { document: reading.document.reference.clone(), span };
            if !cells.contains(&cell) {
                cells.push(cell);
            }
        }
    }
    by_aspect.into_iter().map(|(aspect, cells)| Fact { aspect, cells }).collect()
}

fn told(world: &World, reading: &Reading) -> Vec<(Aspect, Span)> {
    let document = reading.document.again();
    let (text, _) = crate::layers(world, &document);
    let wording = &world.wording;
    let mut found: Vec<(Aspect, Span)> = Vec::new();
    for phrase in &wording.initiated {
        found.extend(spans_of(&document.text, phrase).into_iter().filter_map(|span| Some((Aspect::Initiated, party_behind(&text, span)?))));
    }
    for line in &wording.lines {
        let spans = spans_of(&document.text, line).into_iter();
        found.extend(spans.filter_map(|span| text.sentences_of(span).next().map(|(_, sentence)| (Aspect::RedLines, sentence.span))));
    }
    let consults = || reading.events.iter().filter(|event| event.kind == EventType::Consult);
    for when in text.whens.as_slice().iter().filter(|when| when.duration.is_some() && !when.deadline) {
        // "spoke for an hour": a length stands in the sentence of the meeting itself and is less than a day.
        let short = when.duration.as_deref().is_some_and(|duration| duration.starts_with("PT"));
        if short && consults().any(|event| event.sentence.holds(when.span)) {
            found.push((Aspect::Length, when.span));
        }
    }
    for sentence in &text.sentences {
        for word in 0..sentence.words.len() {
            let lemma = sentence.words[word].lemma.to_lowercase();
            let noun = sentence.words[word].head.filter(|_| sentence.is(word, "amod"));
            if wording.tone.contains(&lemma) && noun.is_some_and(|noun| wording.talks.contains(&sentence.words[noun].lemma)) {
                found.push((Aspect::Tone, sentence.span_of(word..noun.map_or(word, |noun| noun.max(word)) + 1)));
            }
        }
    }
    found.extend(reading.events.iter().filter(|event| event.kind == EventType::Request).map(|event| (Aspect::Asks, event.sentence)));
    found.extend(reading.commitments.iter().map(|promise| (Aspect::Promises, promise.act)));
    let ahead = |status| matches!(status, MeetingStatus::Scheduled | MeetingStatus::Invited | MeetingStatus::Proposed);
    for meeting in reading.meetings.iter().filter(|meeting| ahead(meeting.status)) {
        let sentence = text.sentences_of(meeting.because.span).next().map(|(_, sentence)| sentence.span);
        found.push((Aspect::Next, sentence.unwrap_or(meeting.because.span)));
    }
    let grants = |statement: &&Statement| {
        statement.cue.is_some_and(|cue| {
            let words = text.sentences_of(cue).flat_map(|(_, sentence)| &sentence.words).filter(|word| cue.holds(word.span));
            words.into_iter().any(|word| wording.acknowledges.contains(&word.lemma))
        })
    };
    found.extend(reading.statements.iter().filter(grants).map(|statement| (Aspect::Acknowledged, statement.content.hull())));
    found.sort();
    found
}

/// Where a phrase stands in a text, in either case of letters.
fn spans_of(text: &str, phrase: &str) -> Vec<Span> {
    let lower = text.to_ascii_lowercase();
    lower.match_indices(phrase).filter_map(|(at, _)| Span::new(at, at + phrase.len())).collect()
}

/// The party that is named right behind a phrase.
fn party_behind(text: &Text<'_>, span: Span) -> Option<Span> {
    let (index, _) = text.sentences_of(span).next()?;
    text.parties
        .in_sentence(index)
        .map(|mention| mention.span)
        .find(|mention| mention.start() >= span.end() && mention.start() < span.end() + 30)
}

/// The differences of fact: other amounts of one unit in one row, other parties that asked for it, other lengths.
#[must_use]
pub fn differences(world: &World, readings: &[Reading], account: &Account, facts: &[Fact]) -> Vec<Difference> {
    let texts: Vec<Document> = readings.iter().map(|reading| reading.document.again()).collect();
    let layers: Vec<Text<'_>> = texts.iter().map(|document| crate::layers(world, document).0).collect();
    let of = |cell: &Cell| layers.iter().find(|text| text.document.reference == cell.document);
    let mut found = Vec::new();
    for row in &account.rows {
        let mut by_unit: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (side, cells) in &row.cells {
            for amount in cells.iter().flat_map(|cell| of(cell).map(|text| text.amounts.within(cell.span)).unwrap_or_default()) {
                by_unit.entry(amount.unit.clone()).or_default().entry(side.clone()).or_insert_with(|| amount.value.to_string());
            }
        }
        for (unit, values) in by_unit {
            let values: BTreeMap<String, String> = values.into_iter().map(|(side, value)| (side, format!("{value} {unit}"))).collect();
            push(&mut found, &row.topic, values, &row.cells);
        }
    }
    for fact in facts {
        let value = |cell: &Cell| -> Option<String> {
            let text = of(cell)?;
            match fact.aspect {
                Aspect::Initiated => {
                    let (index, _) = text.sentences_of(cell.span).next()?;
                    let mention = text.parties.in_sentence(index).find(|mention| mention.span == cell.span)?;
                    text.parties.refs(mention).iter().find_map(|party| party.country).map(|code| code.to_string())
                }
                Aspect::Length => text.whens.as_slice().iter().find(|when| when.span == cell.span)?.duration.clone(),
                _ => None,
            }
        };
        let first = |cells: &Vec<Cell>| cells.iter().find_map(value);
        let values = fact.cells.iter().filter_map(|(side, cells)| Some((side.clone(), first(cells)?))).collect();
        push(&mut found, &code_of(&fact.aspect), values, &fact.cells);
    }
    found
}

/// A difference, where at least two sides tell and not all tell the same.
fn push(found: &mut Vec<Difference>, about: &str, values: BTreeMap<String, String>, cells: &BTreeMap<String, Vec<Cell>>) {
    let apart: BTreeSet<&String> = values.values().collect();
    if apart.len() > 1 {
        found.push(Difference { about: about.to_owned(), cells: cells.clone(), values });
    }
}
