//! PLOVER records, a line of JSON each, by the layout of PLOVER's manual; `text` is left out, because the words are the publisher's.
//!
//! The manual keeps the status of an act with its contexts: `future`, `hypothetical`, `negation`. `other_sources` is Legation's own.

use std::io::Write;

use legation::record::{Count, Place, PlacePrecision, Ref, Status};
use serde::Serialize;

use super::{ExportError, Exported, Row, SourceRef, View};

#[derive(Serialize)]
struct Record<'a> {
    id: String,
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enddate: Option<String>,
    actor: Vec<Entity<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recipient: Vec<Entity<'a>>,
    event: [&'static str; 1],
    mode: &'a [String],
    context: Vec<&'a str>,
    quad_code: u8,
    event_scale: f32,
    event_text: [&'a str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    event_loc: Option<Location<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<Size>,
    link: &'a str,
    text_info: TextInfo,
    cite_info: Citation<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_sources: Vec<Citation<'a>>,
    coder: String,
}

#[derive(Serialize)]
struct Entity<'a> {
    code: Option<String>,
    sector: Vec<&'a str>,
    entity_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier_id: Option<&'a str>,
    identifier_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    office: Option<&'a str>,
}

#[derive(Serialize)]
struct Location<'a> {
    extracted_place: &'a str,
    resolved_place: &'a str,
    geonameid: Option<u32>,
    lat: Option<f32>,
    lon: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    province: Option<&'a str>,
    country_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<u8>,
}

/// How many people; `null` where the text does not say.
#[derive(Serialize)]
struct Size {
    dead: Option<u32>,
    injured: Option<u32>,
    arrested: Option<u32>,
}

/// The sentence: Unicode scalars of the document's text.
#[derive(Serialize)]
struct TextInfo {
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Citation<'a> {
    citation: &'a str,
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    publication: Option<&'a str>,
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    codebook: Option<&'a str>,
}

pub(super) fn write(readings: impl Iterator<Item = Exported>, view: &View, mut out: impl Write) -> Result<u64, ExportError> {
    let count = view.each_row(readings, &mut |row| {
        serde_json::to_writer(&mut out, &record(row))?;
        Ok(out.write_all(b"\n")?)
    })?;
    out.flush()?;
    Ok(count)
}

fn record<'a>(row: &'a Row) -> Record<'a> {
    let (event, document) = (&row.event, &row.reading.document);
    let scalar = |at: usize| document.text.get(..at).map_or(0, |before| before.chars().count());
    let status = match event.status {
        Status::Occurred | Status::Ongoing => None,
        Status::Planned => Some("future"),
        Status::Conditional | Status::Possible => Some("hypothetical"),
        Status::Negated | Status::Denied => Some("negation"),
    };
    let best = |count: Option<&Count>| count.and_then(|count| count.best.or(count.low));
    let own = SourceRef::of(row.reading);
    Record {
        id: row.id(),
        date: event.date.start.map(|day| day.to_string()),
        enddate: event.date.end.filter(|end| Some(*end) != event.date.start).map(|day| day.to_string()),
        actor: event.actors.iter().map(|party| entity(row, party)).collect(),
        recipient: event.recipients.iter().map(|party| entity(row, party)).collect(),
        event: [event.kind.code()],
        mode: &event.modes,
        context: event.contexts.iter().map(String::as_str).chain(status).collect(),
        quad_code: event.quad,
        event_scale: event.score,
        event_text: [event.trigger.of(&document.text)],
        event_loc: event.place.as_ref().map(|place| location(row, place)),
        size: event.casualties.as_ref().map(|casualties| Size {
            dead: best(casualties.killed.as_ref()),
            injured: best(casualties.injured.as_ref()),
            arrested: best(casualties.arrested.as_ref()),
        }),
        link: document.url.as_deref().unwrap_or(&document.reference),
        text_info: TextInfo { start: scalar(event.sentence.start()), end: scalar(event.sentence.end()) },
        cite_info: Citation {
            title: document.title.as_deref(),
            language: document.language.as_deref(),
            codebook: Some(&row.reading.by.codebook),
            citation: &document.reference,
            url: document.url.as_deref(),
            publication: document.publisher.as_deref(),
            published: document.published.map(|day| day.to_string()),
        },
        other_sources: row.sources.iter().filter(|source| **source != own).map(citation).collect(),
        coder: format!("legation {}", row.reading.by.engine),
    }
}

fn citation(source: &SourceRef) -> Citation<'_> {
    Citation {
        citation: &source.reference,
        url: source.url.as_deref(),
        title: None,
        language: None,
        publication: source.publisher.as_deref(),
        published: source.published.map(|day| day.to_string()),
        codebook: None,
    }
}

fn entity<'a>(row: &'a Row, party: &'a Ref) -> Entity<'a> {
    let known = row.reading.parties.get(party.party);
    Entity {
        code: party.country.map(super::polecat::country),
        sector: party.sectors.iter().map(legation::record::Code::as_str).collect(),
        entity_text: &party.text,
        identifier_id: known.and_then(|party| party.wikidata.as_deref()),
        identifier_text: row.name(party),
        office: known.and_then(|party| party.office.as_deref()),
    }
}

fn location<'a>(row: &'a Row, place: &'a Place) -> Location<'a> {
    let (resolution, city, province) = match place.precision {
        PlacePrecision::Venue => (Some(5), None, None),
        PlacePrecision::City => (Some(4), Some(place.name.as_str()), None),
        PlacePrecision::Division => (Some(2), None, Some(place.name.as_str())),
        PlacePrecision::Country => (Some(1), None, None),
        PlacePrecision::Region => (None, None, None),
    };
    Location {
        extracted_place: place.span.of(&row.reading.document.text),
        resolved_place: &place.name,
        geonameid: place.geonames,
        lat: place.lat,
        lon: place.lon,
        city,
        province,
        country_code: place.country.map(super::polecat::country),
        resolution,
    }
}
