//! Flat records, one row each, ready for R, Stata and pandas. Lists are joined by "; ".

use clap::ValueEnum;
pub use legation::record::code_of;
use legation::record::{Date, Place, Reading, Ref};

/// Which records a table holds.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Records {
    Events,
    Statements,
    Commitments,
    Meetings,
    /// What codebooks given with --codebook see
    Coded,
}

const DOCUMENT: [&str; 4] = ["document", "title", "publisher", "published"];

/// The columns of a table.
pub fn header(records: Records) -> Vec<&'static str> {
    let own: &[&str] = match records {
        Records::Events => &[
            "event_id",
            "type",
            "modes",
            "contexts",
            "quad",
            "score",
            "cameo",
            "status",
            "date_start",
            "date_end",
            "date_precision",
            "date_basis",
            "actor_names",
            "actor_countries",
            "actor_sectors",
            "recipient_names",
            "recipient_countries",
            "recipient_sectors",
            "place",
            "place_country",
            "latitude",
            "longitude",
            "amounts",
            "killed",
            "injured",
            "arrested",
            "displaced",
            "said_by",
            "confidence",
            "rule",
            "trigger",
            "sentence",
        ],
        Records::Statements => &[
            "statement_id",
            "speaker_names",
            "speaker_countries",
            "addressee_names",
            "reported_by",
            "channel",
            "kind",
            "polarity",
            "date_start",
            "date_end",
            "date_basis",
            "topics",
            "cue",
            "content",
            "quotes",
            "confidence",
            "rule",
        ],
        Records::Commitments => &[
            "commitment_id",
            "by_names",
            "by_countries",
            "to_names",
            "to_countries",
            "strength",
            "status",
            "act",
            "text",
            "amounts",
            "due_start",
            "due_end",
            "term",
            "condition",
            "event_id",
            "confidence",
            "rule",
        ],
        Records::Meetings => &[
            "meeting_id",
            "kind",
            "name",
            "participant_names",
            "participant_countries",
            "host",
            "place",
            "place_country",
            "status",
            "date_start",
            "date_end",
            "date_basis",
            "confidence",
            "rule",
        ],
        Records::Coded => &[
            "coded_id",
            "codebook",
            "code",
            "status",
            "date_start",
            "date_end",
            "date_basis",
            "actor_names",
            "actor_countries",
            "recipient_names",
            "recipient_countries",
            "place",
            "place_country",
            "amounts",
            "event_id",
            "confidence",
            "trigger",
            "sentence",
        ],
    };
    DOCUMENT.iter().chain(own).copied().collect()
}

/// The rows of a reading.
pub fn rows(reading: &Reading, records: Records) -> Vec<Vec<String>> {
    let text = reading.document.text.as_str();
    let words = |span: legation::Span| span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let own: Vec<Vec<String>> = match records {
        Records::Events => reading
            .events
            .iter()
            .map(|e| {
                let [start, end, precision, basis] = date(&e.date);
                let [place, country, lat, lon] = place(e.place.as_ref());
                let count = |count: Option<&legation::record::Count>| {
                    count.and_then(|count| count.best.or(count.low)).map(|n| n.to_string()).unwrap_or_default()
                };
                vec![
                    e.id.clone(),
                    e.kind.code().to_owned(),
                    e.modes.join("; "),
                    e.contexts.join("; "),
                    e.quad.to_string(),
                    e.score.to_string(),
                    e.cameo.clone(),
                    code_of(&e.status),
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
                    join(e.amounts.iter().map(|a| a.text.clone())),
                    count(e.casualties.as_ref().and_then(|c| c.killed.as_ref())),
                    count(e.casualties.as_ref().and_then(|c| c.injured.as_ref())),
                    count(e.casualties.as_ref().and_then(|c| c.arrested.as_ref())),
                    count(e.casualties.as_ref().and_then(|c| c.displaced.as_ref())),
                    join(e.said_by.iter().map(|by| name(reading, &by.party))),
                    e.confidence.to_string(),
                    e.because.rule.clone(),
                    words(e.trigger),
                    words(e.sentence),
                ]
            })
            .collect(),
        Records::Statements => reading
            .statements
            .iter()
            .map(|s| {
                let [start, end, _, basis] = date(&s.date);
                vec![
                    s.id.clone(),
                    names(reading, &s.speakers),
                    countries(&s.speakers),
                    names(reading, &s.addressees),
                    join(s.reported_by.iter().map(|by| name(reading, &by.party))),
                    s.channel.clone().unwrap_or_default(),
                    code_of(&s.kind),
                    code_of(&s.polarity),
                    start,
                    end,
                    basis,
                    s.topics.join("; "),
                    s.cue.map(words).unwrap_or_default(),
                    join(s.content.as_slice().iter().map(|span| words(*span))),
                    join(s.quotes.iter().map(|span| words(*span))),
                    s.confidence.to_string(),
                    s.because.rule.clone(),
                ]
            })
            .collect(),
        Records::Commitments => reading
            .commitments
            .iter()
            .map(|c| {
                let [start, end, ..] = date(&c.due);
                vec![
                    c.id.clone(),
                    names(reading, &c.by),
                    countries(&c.by),
                    names(reading, &c.to),
                    countries(&c.to),
                    code_of(&c.strength),
                    code_of(&c.status),
                    words(c.act),
                    c.text.clone(),
                    join(c.amounts.iter().map(|a| a.text.clone())),
                    start,
                    end,
                    c.term.clone().unwrap_or_default(),
                    c.condition.map(words).unwrap_or_default(),
                    c.event.clone().unwrap_or_default(),
                    c.confidence.to_string(),
                    c.because.rule.clone(),
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
                    m.id.clone(),
                    code_of(&m.kind),
                    m.name.clone().unwrap_or_default(),
                    names(reading, &m.participants),
                    countries(&m.participants),
                    m.host.as_ref().and_then(|host| host.country).map(|code| code.to_string()).unwrap_or_default(),
                    place,
                    country,
                    code_of(&m.status),
                    start,
                    end,
                    basis,
                    m.confidence.to_string(),
                    m.because.rule.clone(),
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
                    c.id.clone(),
                    c.codebook.clone(),
                    c.code.clone(),
                    code_of(&c.status),
                    start,
                    end,
                    basis,
                    names(reading, &c.actors),
                    countries(&c.actors),
                    names(reading, &c.recipients),
                    countries(&c.recipients),
                    place,
                    country,
                    join(c.amounts.iter().map(|a| a.text.clone())),
                    c.event.clone().unwrap_or_default(),
                    c.confidence.to_string(),
                    words(c.trigger),
                    words(c.sentence),
                ]
            })
            .collect(),
    };
    let document = &reading.document;
    let published = document.published.map(|day| day.to_string()).unwrap_or_default();
    let first =
        [document.reference.clone(), document.title.clone().unwrap_or_default(), document.publisher.clone().unwrap_or_default(), published];
    own.into_iter().map(|row| first.iter().cloned().chain(row).collect()).collect()
}

fn join(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join("; ")
}

fn name(reading: &Reading, party: &Ref) -> String {
    reading.parties.get(party.party).map_or_else(|| party.text.clone(), |party| party.name.clone())
}

fn names(reading: &Reading, refs: &[Ref]) -> String {
    join(refs.iter().map(|party| name(reading, party)))
}

fn countries(refs: &[Ref]) -> String {
    join(refs.iter().map(|party| party.country.map(|code| code.to_string()).unwrap_or_default()))
}

fn sectors(refs: &[Ref]) -> String {
    join(refs.iter().map(|party| party.sectors.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")))
}

fn date(date: &Date) -> [String; 4] {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    [day(date.start), day(date.end), code_of(&date.precision), code_of(&date.basis)]
}

fn place(place: Option<&Place>) -> [String; 4] {
    let Some(place) = place else { return Default::default() };
    let degrees = |degrees: Option<f32>| degrees.map(|degrees| degrees.to_string()).unwrap_or_default();
    [place.name.clone(), place.country.map(|code| code.to_string()).unwrap_or_default(), degrees(place.lat), degrees(place.lon)]
}
