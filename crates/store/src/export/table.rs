//! Flat records, one row each, ready for R, Stata, pandas and DuckDB: as CSV, where lists are joined by "; ", and as typed columns.

use std::io::Write;

use jiff::civil;
use legation::record::{Count, Date, Event, Place, Reading, Ref, code_of};

use super::{ExportError, Exported, Row, View};

/// Which records a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Records {
    /// Who did what to whom.
    Events,
    /// Who said what.
    Statements,
    /// Who promised what.
    Commitments,
    /// Who meets whom.
    Meetings,
    /// What codebooks that the user gave see.
    Coded,
}

impl Records {
    /// All five.
    pub const ALL: [Self; 5] = [Self::Events, Self::Statements, Self::Commitments, Self::Meetings, Self::Coded];

    /// The name, such as `events`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Statements => "statements",
            Self::Commitments => "commitments",
            Self::Meetings => "meetings",
            Self::Coded => "coded",
        }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words or a code.
    Text,
    /// Several of them, in order; an item may be empty, so that names, countries and sectors stay side by side.
    List,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A day.
    Day,
}

/// One cell. An empty text and `None` are missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Of a [`Kind::Text`] column.
    Text(String),
    /// Of a [`Kind::List`] column.
    List(Vec<String>),
    /// Of a [`Kind::Whole`] column.
    Whole(Option<i64>),
    /// Of a [`Kind::Number`] column.
    Number(Option<f32>),
    /// Of a [`Kind::Day`] column.
    Day(Option<civil::Date>),
}

impl Value {
    /// As CSV has it.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::List(items) => items.join("; "),
            Self::Whole(number) => number.map(|number| number.to_string()).unwrap_or_default(),
            Self::Number(number) => number.map(|number| number.to_string()).unwrap_or_default(),
            Self::Day(day) => day.map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

/// A column's name and what it holds.
pub type Column = (&'static str, Kind);

const DOCUMENT: [Column; 4] = [("document", Kind::Text), ("title", Kind::Text), ("publisher", Kind::Text), ("published", Kind::Day)];

/// What an export adds to events: the ids of all that a row stands for, and the documents that tell them, by address or reference.
const SOURCES: [Column; 2] = [("event_ids", Kind::List), ("sources", Kind::List)];

/// The columns of a table.
#[must_use]
pub fn columns(records: Records) -> Vec<Column> {
    let own: &[Column] = match records {
        Records::Events => &[
            ("event_id", Kind::Text),
            ("type", Kind::Text),
            ("modes", Kind::List),
            ("contexts", Kind::List),
            ("quad", Kind::Whole),
            ("score", Kind::Number),
            ("cameo", Kind::Text),
            ("status", Kind::Text),
            ("date_start", Kind::Day),
            ("date_end", Kind::Day),
            ("date_precision", Kind::Text),
            ("date_basis", Kind::Text),
            ("actor_names", Kind::List),
            ("actor_countries", Kind::List),
            ("actor_sectors", Kind::List),
            ("recipient_names", Kind::List),
            ("recipient_countries", Kind::List),
            ("recipient_sectors", Kind::List),
            ("place", Kind::Text),
            ("place_country", Kind::Text),
            ("latitude", Kind::Number),
            ("longitude", Kind::Number),
            ("amounts", Kind::List),
            ("killed", Kind::Whole),
            ("injured", Kind::Whole),
            ("arrested", Kind::Whole),
            ("displaced", Kind::Whole),
            ("said_by", Kind::List),
            ("confidence", Kind::Number),
            ("rule", Kind::Text),
            ("trigger", Kind::Text),
            ("sentence", Kind::Text),
        ],
        Records::Statements => &[
            ("statement_id", Kind::Text),
            ("speaker_names", Kind::List),
            ("speaker_countries", Kind::List),
            ("addressee_names", Kind::List),
            ("reported_by", Kind::List),
            ("channel", Kind::Text),
            ("kind", Kind::Text),
            ("polarity", Kind::Text),
            ("date_start", Kind::Day),
            ("date_end", Kind::Day),
            ("date_basis", Kind::Text),
            ("topics", Kind::List),
            ("cue", Kind::Text),
            ("content", Kind::List),
            ("quotes", Kind::List),
            ("confidence", Kind::Number),
            ("rule", Kind::Text),
        ],
        Records::Commitments => &[
            ("commitment_id", Kind::Text),
            ("by_names", Kind::List),
            ("by_countries", Kind::List),
            ("to_names", Kind::List),
            ("to_countries", Kind::List),
            ("strength", Kind::Text),
            ("status", Kind::Text),
            ("act", Kind::Text),
            ("text", Kind::Text),
            ("amounts", Kind::List),
            ("due_start", Kind::Day),
            ("due_end", Kind::Day),
            ("term", Kind::Text),
            ("condition", Kind::Text),
            ("event_id", Kind::Text),
            ("confidence", Kind::Number),
            ("rule", Kind::Text),
        ],
        Records::Meetings => &[
            ("meeting_id", Kind::Text),
            ("kind", Kind::Text),
            ("name", Kind::Text),
            ("participant_names", Kind::List),
            ("participant_countries", Kind::List),
            ("host", Kind::Text),
            ("place", Kind::Text),
            ("place_country", Kind::Text),
            ("status", Kind::Text),
            ("date_start", Kind::Day),
            ("date_end", Kind::Day),
            ("date_basis", Kind::Text),
            ("confidence", Kind::Number),
            ("rule", Kind::Text),
        ],
        Records::Coded => &[
            ("coded_id", Kind::Text),
            ("codebook", Kind::Text),
            ("code", Kind::Text),
            ("status", Kind::Text),
            ("date_start", Kind::Day),
            ("date_end", Kind::Day),
            ("date_basis", Kind::Text),
            ("actor_names", Kind::List),
            ("actor_countries", Kind::List),
            ("recipient_names", Kind::List),
            ("recipient_countries", Kind::List),
            ("place", Kind::Text),
            ("place_country", Kind::Text),
            ("amounts", Kind::List),
            ("event_id", Kind::Text),
            ("confidence", Kind::Number),
            ("trigger", Kind::Text),
            ("sentence", Kind::Text),
        ],
    };
    DOCUMENT.iter().chain(own).copied().collect()
}

/// The columns of an exported table: those of [`columns`], and where events come from.
#[must_use]
pub fn exported_columns(records: Records) -> Vec<Column> {
    let mut columns = columns(records);
    if records == Records::Events {
        columns.extend(SOURCES);
    }
    columns
}

/// The names of a table's columns.
#[must_use]
pub fn header(records: Records) -> Vec<&'static str> {
    columns(records).into_iter().map(|(name, _)| name).collect()
}

/// The rows of a reading as CSV has them.
#[must_use]
pub fn rows(reading: &Reading, records: Records) -> Vec<Vec<String>> {
    values(reading, records).iter().map(|row| row.iter().map(Value::text).collect()).collect()
}

/// Writes a table of records as CSV, events as the view shows them.
pub(super) fn write(readings: impl Iterator<Item = Exported>, view: &View, records: Records, out: impl Write) -> Result<u64, ExportError> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(exported_columns(records).into_iter().map(|(name, _)| name))?;
    let count = each(readings, view, records, &mut |row| Ok(writer.write_record(row.iter().map(Value::text))?))?;
    writer.flush()?;
    Ok(count)
}

/// Hands every row of an exported table on.
pub(super) fn each(
    readings: impl Iterator<Item = Exported>,
    view: &View,
    records: Records,
    show: &mut dyn FnMut(Vec<Value>) -> Result<(), ExportError>,
) -> Result<u64, ExportError> {
    if records == Records::Events {
        return view.each_row(readings, &mut |row| show(of_row(row)));
    }
    let mut count = 0;
    for exported in readings {
        for row in values(&exported.reading, records) {
            show(row)?;
            count += 1;
        }
    }
    Ok(count)
}

fn of_row(row: &Row) -> Vec<Value> {
    let sources = row.sources.iter().map(|source| source.address().to_owned()).collect();
    let own = document(row.reading).into_iter().chain(event(row.reading, &row.event));
    own.chain([Value::List(row.ids.clone()), Value::List(sources)]).collect()
}

/// The rows of a reading.
#[must_use]
pub fn values(reading: &Reading, records: Records) -> Vec<Vec<Value>> {
    let plain = |span: legation::Span| words(reading, span);
    let words = |span: legation::Span| Value::Text(plain(span));
    let own: Vec<Vec<Value>> = match records {
        Records::Events => reading.events.iter().map(|e| event(reading, e)).collect(),
        Records::Statements => reading
            .statements
            .iter()
            .map(|s| {
                let [start, end, _, basis] = date(&s.date);
                vec![
                    text(&s.id),
                    names(reading, &s.speakers),
                    countries(&s.speakers),
                    names(reading, &s.addressees),
                    list(s.reported_by.iter().map(|by| name(reading, &by.party))),
                    Value::Text(s.channel.clone().unwrap_or_default()),
                    Value::Text(code_of(&s.kind)),
                    Value::Text(code_of(&s.polarity)),
                    start,
                    end,
                    basis,
                    Value::List(s.topics.clone()),
                    s.cue.map_or_else(empty, words),
                    list(s.content.as_slice().iter().map(|span| plain(*span))),
                    list(s.quotes.iter().map(|span| plain(*span))),
                    Value::Number(Some(s.confidence)),
                    text(&s.because.rule),
                ]
            })
            .collect(),
        Records::Commitments => reading
            .commitments
            .iter()
            .map(|c| {
                let [start, end, ..] = date(&c.due);
                vec![
                    text(&c.id),
                    names(reading, &c.by),
                    countries(&c.by),
                    names(reading, &c.to),
                    countries(&c.to),
                    Value::Text(code_of(&c.strength)),
                    Value::Text(code_of(&c.status)),
                    words(c.act),
                    text(&c.text),
                    list(c.amounts.iter().map(|a| a.text.clone())),
                    start,
                    end,
                    Value::Text(c.term.clone().unwrap_or_default()),
                    c.condition.map_or_else(empty, words),
                    Value::Text(c.event.clone().unwrap_or_default()),
                    Value::Number(Some(c.confidence)),
                    text(&c.because.rule),
                ]
            })
            .collect(),
        Records::Meetings => reading
            .meetings
            .iter()
            .map(|m| {
                let [start, end, _, basis] = date(&m.date);
                let [place, country, ..] = place(m.place.as_ref());
                vec![
                    text(&m.id),
                    Value::Text(code_of(&m.kind)),
                    Value::Text(m.name.clone().unwrap_or_default()),
                    names(reading, &m.participants),
                    countries(&m.participants),
                    Value::Text(m.host.as_ref().and_then(|host| host.country).map(|code| code.to_string()).unwrap_or_default()),
                    place,
                    country,
                    Value::Text(code_of(&m.status)),
                    start,
                    end,
                    basis,
                    Value::Number(Some(m.confidence)),
                    text(&m.because.rule),
                ]
            })
            .collect(),
        Records::Coded => reading
            .coded
            .iter()
            .map(|c| {
                let [start, end, _, basis] = date(&c.date);
                let [place, country, ..] = place(c.place.as_ref());
                vec![
                    text(&c.id),
                    text(&c.codebook),
                    text(&c.code),
                    Value::Text(code_of(&c.status)),
                    start,
                    end,
                    basis,
                    names(reading, &c.actors),
                    countries(&c.actors),
                    names(reading, &c.recipients),
                    countries(&c.recipients),
                    place,
                    country,
                    list(c.amounts.iter().map(|a| a.text.clone())),
                    Value::Text(c.event.clone().unwrap_or_default()),
                    Value::Number(Some(c.confidence)),
                    words(c.trigger),
                    words(c.sentence),
                ]
            })
            .collect(),
    };
    let first = document(reading);
    own.into_iter().map(|row| first.iter().cloned().chain(row).collect()).collect()
}

/// What every row says of its document.
fn document(reading: &Reading) -> Vec<Value> {
    let document = &reading.document;
    vec![
        text(&document.reference),
        Value::Text(document.title.clone().unwrap_or_default()),
        Value::Text(document.publisher.clone().unwrap_or_default()),
        Value::Day(document.published),
    ]
}

fn event(reading: &Reading, e: &Event) -> Vec<Value> {
    let words = |span: legation::Span| Value::Text(words(reading, span));
    let casualties = e.casualties.clone().unwrap_or_default();
    let [start, end, precision, basis] = date(&e.date);
    let [place, country, lat, lon] = place(e.place.as_ref());
    vec![
        text(&e.id),
        text(e.kind.code()),
        Value::List(e.modes.clone()),
        Value::List(e.contexts.clone()),
        Value::Whole(Some(e.quad.into())),
        Value::Number(Some(e.score)),
        text(&e.cameo),
        Value::Text(code_of(&e.status)),
        start,
        end,
        precision,
        basis,
        names(reading, &e.actors),
        countries(&e.actors),
        sectors(&e.actors),
        names(reading, &e.recipients),
        countries(&e.recipients),
        sectors(&e.recipients),
        place,
        country,
        lat,
        lon,
        list(e.amounts.iter().map(|a| a.text.clone())),
        people(casualties.killed.as_ref()),
        people(casualties.injured.as_ref()),
        people(casualties.arrested.as_ref()),
        people(casualties.displaced.as_ref()),
        list(e.said_by.iter().map(|by| name(reading, &by.party))),
        Value::Number(Some(e.confidence)),
        text(&e.because.rule),
        words(e.trigger),
        words(e.sentence),
    ]
}

/// The words of a span with single spaces.
fn words(reading: &Reading, span: legation::Span) -> String {
    span.of(&reading.document.text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

const fn empty() -> Value {
    Value::Text(String::new())
}

fn list(items: impl Iterator<Item = String>) -> Value {
    Value::List(items.collect())
}

fn people(count: Option<&Count>) -> Value {
    Value::Whole(count.and_then(|count| count.best.or(count.low)).map(i64::from))
}

fn name(reading: &Reading, party: &Ref) -> String {
    reading.parties.get(party.party).map_or_else(|| party.text.clone(), |party| party.name.clone())
}

fn names(reading: &Reading, refs: &[Ref]) -> Value {
    list(refs.iter().map(|party| name(reading, party)))
}

fn countries(refs: &[Ref]) -> Value {
    list(refs.iter().map(|party| party.country.map(|code| code.to_string()).unwrap_or_default()))
}

fn sectors(refs: &[Ref]) -> Value {
    list(refs.iter().map(|party| party.sectors.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")))
}

fn date(date: &Date) -> [Value; 4] {
    [Value::Day(date.start), Value::Day(date.end), Value::Text(code_of(&date.precision)), Value::Text(code_of(&date.basis))]
}

fn place(place: Option<&Place>) -> [Value; 4] {
    let Some(place) = place else { return [empty(), empty(), Value::Number(None), Value::Number(None)] };
    [
        text(&place.name),
        Value::Text(place.country.map(|code| code.to_string()).unwrap_or_default()),
        Value::Number(place.lat),
        Value::Number(place.lon),
    ]
}
