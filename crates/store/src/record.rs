//! What a store is asked by, read off a record: type, status, days, parties, labels, words and the spans that it rests on.

use jiff::civil;
use legation::record::{Account, Code, Commitment, Date, Event, Meeting, PartyKind, Reading, Ref, Statement, code_of};
use legation::{Document, Span};

use crate::query::Kind;

/// A record as a store files it.
#[derive(Debug, Clone)]
pub struct Filed {
    /// The record's id in its reading; an account has that of its meeting.
    pub key: String,
    /// What it is.
    pub kind: Kind,
    /// Its place in its list.
    pub ordinal: usize,
    /// PLOVER type, kind of meeting, strength of a commitment, kind of a statement.
    pub kind_of: Option<String>,
    /// Status; polarity of a statement.
    pub status: Option<String>,
    /// First day.
    pub starts: Option<civil::Date>,
    /// Last day.
    pub ends: Option<civil::Date>,
    /// Deadline.
    pub due: Option<civil::Date>,
    /// Of an event.
    pub quad: Option<u8>,
    /// Of an event.
    pub score: Option<f32>,
    /// 0 to 1.
    pub confidence: f32,
    /// Who takes part in which role.
    pub parties: Vec<Part>,
    /// Which country acts on which.
    pub ties: Vec<(Code, Code)>,
    /// Modes, contexts, topics.
    pub labels: Vec<String>,
    /// What it rests on.
    pub evidence: Vec<(&'static str, Span)>,
    /// Its words, for search.
    pub words: String,
}

/// Somebody in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// `actor`, `recipient`, `speaker`, `addressee`, `by`, `to`, `participant`, `host`, `side` and the roles of others.
    pub role: String,
    /// Code of the country or organisation.
    pub country: Option<Code>,
    /// The party's name, where it is more than the country's own.
    pub name: Option<String>,
}

/// All records of a reading.
pub fn filed(reading: &Reading) -> Vec<Filed> {
    let mut all = Vec::new();
    all.extend(reading.events.iter().enumerate().map(|(at, event)| of_event(reading, at, event)));
    all.extend(reading.statements.iter().enumerate().map(|(at, statement)| of_statement(reading, at, statement)));
    all.extend(reading.commitments.iter().enumerate().map(|(at, commitment)| of_commitment(reading, at, commitment)));
    all.extend(reading.meetings.iter().enumerate().map(|(at, meeting)| of_meeting(reading, at, meeting)));
    all.extend(reading.accounts.iter().enumerate().map(|(at, account)| of_account(reading, at, account)));
    all
}

fn of_event(reading: &Reading, ordinal: usize, event: &Event) -> Filed {
    let mut parties = parts(reading, "actor", &event.actors);
    parties.extend(parts(reading, "recipient", &event.recipients));
    for other in &event.others {
        parties.extend(parts(reading, &other.role, std::slice::from_ref(&other.party)));
    }
    let mut evidence = vec![("sentence", event.sentence), ("trigger", event.trigger)];
    evidence.extend(event.mentions.as_slice().iter().filter(|&&span| span != event.trigger).map(|&span| ("mention", span)));
    Filed {
        kind_of: Some(event.kind.code().to_owned()),
        status: Some(code_of(&event.status)),
        quad: Some(event.quad),
        score: Some(event.score),
        parties,
        ties: ties(&event.actors, &event.recipients),
        labels: event.modes.iter().chain(&event.contexts).cloned().collect(),
        evidence,
        words: event.sentence.of(&reading.document.text).to_owned(),
        ..bare(Kind::Event, ordinal, &event.id, event.confidence).dated(&event.date)
    }
}

fn of_statement(reading: &Reading, ordinal: usize, statement: &Statement) -> Filed {
    let text = &reading.document.text;
    let mut parties = parts(reading, "speaker", &statement.speakers);
    parties.extend(parts(reading, "addressee", &statement.addressees));
    let mut evidence: Vec<(&'static str, Span)> = vec![("sentence", statement.sentence)];
    evidence.extend(statement.cue.map(|span| ("cue", span)));
    evidence.extend(statement.content.as_slice().iter().map(|&span| ("content", span)));
    Filed {
        kind_of: Some(code_of(&statement.kind)),
        status: Some(code_of(&statement.polarity)),
        parties,
        ties: ties(&statement.speakers, &statement.addressees),
        labels: statement.topics.clone(),
        evidence,
        words: statement.content.as_slice().iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" "),
        ..bare(Kind::Statement, ordinal, &statement.id, statement.confidence).dated_or(&statement.date, reading.document.published)
    }
}

fn of_commitment(reading: &Reading, ordinal: usize, commitment: &Commitment) -> Filed {
    let mut parties = parts(reading, "by", &commitment.by);
    parties.extend(parts(reading, "to", &commitment.to));
    let mut evidence: Vec<(&'static str, Span)> = vec![("act", commitment.act)];
    evidence.extend(commitment.condition.map(|span| ("condition", span)));
    evidence.extend(commitment.due.span.map(|span| ("due", span)));
    Filed {
        kind_of: Some(code_of(&commitment.strength)),
        status: Some(code_of(&commitment.status)),
        due: commitment.due.end,
        parties,
        ties: ties(&commitment.by, &commitment.to),
        evidence,
        words: commitment.act.of(&reading.document.text).to_owned(),
        ..bare(Kind::Commitment, ordinal, &commitment.id, commitment.confidence).dated_or(&commitment.starts, reading.document.published)
    }
}

fn of_meeting(reading: &Reading, ordinal: usize, meeting: &Meeting) -> Filed {
    let mut parties = parts(reading, "participant", &meeting.participants);
    parties.extend(parts(reading, "host", meeting.host.as_slice()));
    Filed {
        kind_of: Some(code_of(&meeting.kind)),
        status: Some(code_of(&meeting.status)),
        parties,
        ties: ties(&meeting.participants, &[]),
        evidence: vec![("meeting", meeting.because.span)],
        words: [meeting.name.as_deref().unwrap_or_default(), meeting.because.span.of(&reading.document.text)].join(" "),
        ..bare(Kind::Meeting, ordinal, &meeting.id, meeting.confidence).dated(&meeting.date)
    }
}

fn of_account(reading: &Reading, ordinal: usize, account: &Account) -> Filed {
    let codes: Vec<Code> = account.sides.iter().filter_map(|side| Code::new(&side.id)).collect();
    let parties = codes.iter().map(|&code| Part { role: "side".to_owned(), country: Some(code), name: None }).collect();
    let meeting = reading.meetings.iter().find(|meeting| meeting.id == account.meeting);
    let cells = account.rows.iter().flat_map(|row| row.cells.values()).flatten();
    let own = bare(Kind::Account, ordinal, &account.meeting, meeting.map_or(1.0, |meeting| meeting.confidence));
    Filed {
        parties,
        ties: pairs(&codes),
        evidence: cells.map(|cell| ("cell", cell.span)).collect(),
        words: account.rows.iter().map(|row| row.topic.as_str()).collect::<Vec<_>>().join(" "),
        ..meeting.map_or_else(|| own.clone(), |meeting| own.clone().dated_or(&meeting.date, reading.document.published))
    }
}

fn bare(kind: Kind, ordinal: usize, key: &str, confidence: f32) -> Filed {
    Filed {
        key: key.to_owned(),
        kind,
        ordinal,
        kind_of: None,
        status: None,
        starts: None,
        ends: None,
        due: None,
        quad: None,
        score: None,
        confidence,
        parties: Vec::new(),
        ties: Vec::new(),
        labels: Vec::new(),
        evidence: Vec::new(),
        words: String::new(),
    }
}

impl Filed {
    fn dated(self, date: &Date) -> Self {
        Self { starts: date.start, ends: date.end.or(date.start), ..self }
    }

    /// What is said or promised without a date is known from the day on which it was told.
    fn dated_or(self, date: &Date, told: Option<civil::Date>) -> Self {
        Self { starts: date.start.or(told), ends: date.end.or(date.start).or(told), ..self }
    }
}

fn parts(reading: &Reading, role: &str, refs: &[Ref]) -> Vec<Part> {
    refs.iter()
        .map(|party| {
            let entry = reading.parties.get(party.party);
            let named = entry.filter(|entry| entry.kind != PartyKind::State);
            Part { role: role.to_owned(), country: party.country, name: named.map(|entry| entry.name.clone()) }
        })
        .collect()
}

/// From each of one side to each of the other; without another side from each to each.
fn ties(from: &[Ref], to: &[Ref]) -> Vec<(Code, Code)> {
    let codes = |refs: &[Ref]| {
        let mut codes: Vec<Code> = refs.iter().filter_map(|party| party.country).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    };
    let (from, to) = (codes(from), codes(to));
    if to.is_empty() {
        return pairs(&from);
    }
    from.iter().flat_map(|&one| to.iter().map(move |&other| (one, other))).filter(|(one, other)| one != other).collect()
}

/// From each to each.
fn pairs(codes: &[Code]) -> Vec<(Code, Code)> {
    codes.iter().flat_map(|&one| codes.iter().filter(move |&&other| other != one).map(move |&other| (one, other))).collect()
}

/// The same reading with one record alone: what a table or an exporter is given of it.
#[must_use]
pub fn alone(reading: &Reading, kind: Kind, ordinal: usize) -> Reading {
    let mut one = Reading {
        events: Vec::new(),
        statements: Vec::new(),
        commitments: Vec::new(),
        meetings: Vec::new(),
        accounts: Vec::new(),
        coded: Vec::new(),
        ..reading.clone()
    };
    match kind {
        Kind::Event => one.events.extend(reading.events.get(ordinal).cloned()),
        Kind::Statement => one.statements.extend(reading.statements.get(ordinal).cloned()),
        Kind::Commitment => one.commitments.extend(reading.commitments.get(ordinal).cloned()),
        Kind::Meeting => one.meetings.extend(reading.meetings.get(ordinal).cloned()),
        Kind::Account => one.accounts.extend(reading.accounts.get(ordinal).cloned()),
    }
    one
}

/// The document that a reading was made of.
#[must_use]
pub fn document(reading: &Reading) -> Document {
    let record = &reading.document;
    Document {
        title: record.title.clone(),
        url: record.url.clone(),
        publisher: record.publisher.clone(),
        published_basis: record.published_basis,
        language: record.language.clone(),
        ..record.again()
    }
}
