//! Gold records of whole articles, as JSON. Passages are verbatim pieces of the text; `alt_…` lists hold what is right as well, and an
//! `optional` record counts for nothing either way.

use std::collections::BTreeSet;

use legation::Span;
use legation::record::{Code, EventType, MeetingKind, MeetingStatus, Status, Strength};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

/// The gold of one article, each record with the line it begins on.
#[derive(Default)]
pub struct Gold {
    pub about: About,
    pub boilerplate: Vec<Span>,
    pub events: Vec<Event>,
    pub forbidden: Vec<Span>,
    pub statements: Vec<Statement>,
    pub commitments: Vec<Commitment>,
    pub meetings: Vec<Meeting>,
}

/// What is known of the article.
#[derive(Default, Deserialize)]
pub struct About {
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub published: Option<String>,
    #[serde(default)]
    boilerplate: Vec<String>,
}

/// Country codes, and others that are right as well.
#[derive(Default)]
pub struct Codes(Vec<BTreeSet<Code>>);

impl Codes {
    fn new(main: Vec<Code>, others: Vec<Vec<Code>>) -> Self {
        Self(std::iter::once(main).chain(others).map(BTreeSet::from_iter).collect())
    }

    /// Whether these are right.
    pub fn accept(&self, codes: &BTreeSet<Code>) -> bool {
        self.0.contains(codes)
    }

    /// How many the first choice has.
    pub fn len(&self) -> usize {
        self.0.first().map_or(0, BTreeSet::len)
    }
}

/// An event. `at` holds the words that tell it.
pub struct Event {
    pub at: Span,
    pub kinds: Vec<EventType>,
    pub modes: Vec<String>,
    pub actors: Codes,
    pub recipients: Codes,
    pub actor_sectors: Vec<Code>,
    pub recipient_sectors: Vec<Code>,
    pub statuses: Vec<Status>,
    pub date: Option<String>,
    pub alt_dates: Vec<String>,
    pub place: Option<Code>,
    pub money: Option<Value>,
    pub from_to: Vec<f64>,
    pub optional: bool,
}

/// What somebody said. `at` is its content, else the words in quotation marks.
pub struct Statement {
    pub at: Span,
    /// Whether `at` is the words in quotation marks.
    pub quoted: bool,
    pub speakers: Vec<String>,
    pub reported_by: Option<String>,
    pub channel: Option<String>,
    pub addressee: Option<String>,
    pub optional: bool,
}

/// A promise.
pub struct Commitment {
    pub at: Span,
    pub by: Codes,
    pub to: Codes,
    pub strength: Option<Strength>,
    /// ISO date; None where it begins with no year.
    pub due: Option<String>,
    pub term: Option<String>,
    pub optional: bool,
}

/// A meeting.
pub struct Meeting {
    pub participants: Codes,
    pub kinds: Vec<MeetingKind>,
    pub names: Vec<String>,
    pub place: Option<String>,
    pub date: Option<String>,
    pub alt_dates: Vec<String>,
    pub statuses: Vec<MeetingStatus>,
    pub optional: bool,
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    document: Option<&'a RawValue>,
    #[serde(borrow, default)]
    events: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    forbidden_events: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    statements: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    commitments: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    meetings: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct EventRow {
    at: String,
    #[serde(rename = "type")]
    kind: EventType,
    #[serde(default)]
    alt_types: Vec<EventType>,
    #[serde(default)]
    modes: Vec<String>,
    #[serde(default)]
    actors: Vec<Code>,
    #[serde(default)]
    alt_actors: Vec<Vec<Code>>,
    #[serde(default)]
    recipients: Vec<Code>,
    #[serde(default)]
    alt_recipients: Vec<Vec<Code>>,
    #[serde(default)]
    actor_sectors: Vec<Code>,
    #[serde(default)]
    recipient_sectors: Vec<Code>,
    status: Option<Status>,
    #[serde(default)]
    alt_status: Vec<Status>,
    date: Option<String>,
    #[serde(default)]
    alt_dates: Vec<String>,
    place: Option<Code>,
    money: Option<Value>,
    #[serde(default)]
    from_to: Vec<f64>,
    #[serde(default)]
    optional: bool,
}

#[derive(Deserialize)]
struct ForbiddenRow {
    near: String,
}

#[derive(Deserialize)]
struct StatementRow {
    speaker: String,
    #[serde(default)]
    alt_speakers: Vec<String>,
    content: Option<String>,
    quote: Option<String>,
    reported_by: Option<String>,
    channel: Option<String>,
    addressee: Option<String>,
    #[serde(default)]
    optional: bool,
}

#[derive(Deserialize)]
struct CommitmentRow {
    at: String,
    #[serde(default)]
    by: Vec<Code>,
    #[serde(default)]
    alt_by: Vec<Vec<Code>>,
    #[serde(default)]
    to: Vec<Code>,
    #[serde(default)]
    alt_to: Vec<Vec<Code>>,
    status: Option<Strength>,
    due: Option<Value>,
    term: Option<String>,
    #[serde(default)]
    optional: bool,
}

#[derive(Deserialize)]
struct MeetingRow {
    #[serde(default)]
    participants: Vec<Code>,
    #[serde(default)]
    alt_participants: Vec<Vec<Code>>,
    kind: Option<MeetingKind>,
    #[serde(default)]
    alt_kinds: Vec<MeetingKind>,
    name: Option<String>,
    #[serde(default)]
    alt_names: Vec<String>,
    place: Option<String>,
    date: Option<String>,
    #[serde(default)]
    alt_dates: Vec<String>,
    status: MeetingStatus,
    #[serde(default)]
    alt_status: Vec<MeetingStatus>,
    #[serde(default)]
    optional: bool,
}

/// The gold records of a file about `text`, spans in Unicode scalars. `tell` hears of every record that is left out: its line, and why.
///
/// # Errors
/// Where the file is no such JSON: the line, and why.
pub fn read(json: &str, text: &str, tell: &mut dyn FnMut(u64, String)) -> Result<Gold, (u64, String)> {
    let file: File<'_> = serde_json::from_str(json).map_err(|error| (error.line() as u64, plain(&error)))?;
    let mut reader = Reader { json, text, tell };
    let about: About = reader.one(file.document).unwrap_or_default();
    let boilerplate = match file.document {
        Some(raw) => reader.spans(raw, &about.boilerplate),
        None => Vec::new(),
    };
    Ok(Gold {
        boilerplate,
        about,
        events: reader.all(&file.events, event),
        forbidden: reader.all(&file.forbidden_events, |row: ForbiddenRow, text| find(text, &row.near)),
        statements: reader.all(&file.statements, statement),
        commitments: reader.all(&file.commitments, commitment),
        meetings: reader.all(&file.meetings, |row, _| Ok(meeting(row))),
    })
}

/// Reads records one by one and tells of the bad ones.
struct Reader<'a> {
    json: &'a str,
    text: &'a str,
    tell: &'a mut dyn FnMut(u64, String),
}

impl Reader<'_> {
    /// The line that a record begins on. Records are slices of the file.
    fn line(&self, record: &RawValue) -> u64 {
        let before = (record.get().as_ptr() as usize).saturating_sub(self.json.as_ptr() as usize);
        1 + self.json.as_bytes().iter().take(before).filter(|byte| **byte == b'\n').count() as u64
    }

    fn one<T: DeserializeOwned>(&mut self, record: Option<&RawValue>) -> Option<T> {
        let record = record?;
        match serde_json::from_str(record.get()) {
            Ok(row) => Some(row),
            Err(error) => {
                let line = self.line(record) + (error.line() as u64).saturating_sub(1);
                (self.tell)(line, plain(&error));
                None
            }
        }
    }

    fn spans(&mut self, record: &RawValue, passages: &[String]) -> Vec<Span> {
        let line = self.line(record);
        passages.iter().filter_map(|passage| find(self.text, passage).map_err(|message| (self.tell)(line, message)).ok()).collect()
    }

    fn all<T: DeserializeOwned, G>(&mut self, records: &[&RawValue], make: impl Fn(T, &str) -> Result<G, String>) -> Vec<G> {
        let mut out = Vec::new();
        for record in records {
            let Some(row) = self.one(Some(record)) else { continue };
            match make(row, self.text) {
                Ok(gold) => out.push(gold),
                Err(message) => {
                    let line = self.line(record);
                    (self.tell)(line, message);
                }
            }
        }
        out
    }
}

/// What is wrong, without the place, which is told apart.
fn plain(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(message, _)| message.to_owned())
}

/// Where a passage stands first, in Unicode scalars.
fn find(text: &str, passage: &str) -> Result<Span, String> {
    let span = text.find(passage).and_then(|at| {
        let start = text[..at].chars().count();
        Span::new(start, start + passage.chars().count())
    });
    span.ok_or_else(|| format!("the passage {passage:?} is not in the text"))
}

/// A string with something in it.
fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

fn event(row: EventRow, text: &str) -> Result<Event, String> {
    Ok(Event {
        at: find(text, &row.at)?,
        kinds: std::iter::once(row.kind).chain(row.alt_types).collect(),
        modes: row.modes,
        actors: Codes::new(row.actors, row.alt_actors),
        recipients: Codes::new(row.recipients, row.alt_recipients),
        actor_sectors: row.actor_sectors,
        recipient_sectors: row.recipient_sectors,
        statuses: std::iter::once(row.status.unwrap_or(Status::Occurred)).chain(row.alt_status).collect(),
        date: given(row.date),
        alt_dates: row.alt_dates,
        place: row.place,
        money: row.money.filter(|money| !money.is_null() && money.as_f64() != Some(0.0)),
        from_to: row.from_to,
        optional: row.optional,
    })
}

fn statement(row: StatementRow, text: &str) -> Result<Statement, String> {
    let content = given(row.content);
    let quoted = content.is_none();
    let passage = content.or(given(row.quote)).ok_or("the statement has neither content nor quote")?;
    Ok(Statement {
        at: find(text, &passage)?,
        quoted,
        speakers: std::iter::once(row.speaker).chain(row.alt_speakers).collect(),
        reported_by: given(row.reported_by),
        channel: given(row.channel),
        addressee: given(row.addressee),
        optional: row.optional,
    })
}

fn commitment(row: CommitmentRow, text: &str) -> Result<Commitment, String> {
    let due = row.due.map(|due| due.as_str().map_or_else(|| due.to_string(), str::to_owned));
    let has_year = |due: &String| due.len() >= 4 && due.bytes().take(4).all(|byte| byte.is_ascii_digit());
    Ok(Commitment {
        at: find(text, &row.at)?,
        by: Codes::new(row.by, row.alt_by),
        to: Codes::new(row.to, row.alt_to),
        strength: row.status,
        due: due.filter(has_year),
        term: given(row.term),
        optional: row.optional,
    })
}

fn meeting(row: MeetingRow) -> Meeting {
    Meeting {
        participants: Codes::new(row.participants, row.alt_participants),
        kinds: std::iter::once(row.kind.unwrap_or(MeetingKind::Meeting)).chain(row.alt_kinds).collect(),
        names: row.name.into_iter().chain(row.alt_names).filter(|name| !name.is_empty()).collect(),
        place: given(row.place),
        date: given(row.date),
        alt_dates: row.alt_dates,
        statuses: std::iter::once(row.status).chain(row.alt_status).collect(),
        optional: row.optional,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_records_are_told_with_their_lines() {
        let text = "“Perú” condemned Chile.";
        let lines = [
            "{\"document\": {},",
            "\"events\": [",
            "  {\"at\": \"condemned\", \"type\": \"ACCUSE\"},",
            "  {\"at\": \"praised\", \"type\": \"SUPPORT\"},",
            "  {\"at\": \"Chile\",",
            "   \"type\": \"SCOLD\"}",
            "],",
            "\"statements\": [{\"speaker\": \"Perú\"}]}",
        ];
        let json = lines.join("\n");
        let mut told = Vec::new();
        let gold = read(&json, text, &mut |line, message| told.push((line, message))).map_err(|(line, _)| line).expect("it is JSON");
        assert_eq!(gold.events.iter().map(|event| (event.at.start(), event.at.end())).collect::<Vec<_>>(), [(7, 16)]);
        assert_eq!(told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 6, 8], "{told:?}");
        assert!(told[0].1.contains("\"praised\" is not in the text") && told[1].1.contains("SCOLD"), "{told:?}");
        assert_eq!(read("{\n\"events\": [}", text, &mut |_, _| {}).err().map(|(line, _)| line), Some(2));
    }
}
