//! POLECAT: 40 columns with tabs between them and a header, ISO 8859-1. Missing is `None`; several values are joined by `; `, several of
//! one party by `|`.

use std::collections::BTreeSet;
use std::io::Write;

use legation::record::{Code, PartyKind, PlacePrecision, Ref};

use super::line::{day, field, latin1, publishers, some, tabbed};
use super::{Codes, ExportError, Exported, QuadCode, Row, View};

/// The names of the columns.
pub(super) const COLUMNS: [&str; 40] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

const MISSING: &str = "None";

pub(super) fn write(readings: impl Iterator<Item = Exported>, view: &View, codes: &Codes, mut out: impl Write) -> Result<u64, ExportError> {
    writeln!(out, "{}", COLUMNS.join("\t"))?;
    view.each_line(readings, out, &mut |row| latin1(&tabbed(&fields(row, view, codes), MISSING)))
}

/// A country as PLOVER writes it: Kosovo is `KOS`.
pub(super) fn country(code: Code) -> String {
    if code.as_str() == "XKX" { "KOS".to_owned() } else { code.to_string() }
}

fn fields(row: &Row, view: &View, codes: &Codes) -> [String; 40] {
    let (event, document) = (&row.event, &row.reading.document);
    let published = document.published.map(|day| day.to_string());
    let place = event.place.as_ref();
    let placed = |wanted: PlacePrecision| place.filter(|place| place.precision == wanted).map(|place| place.name.clone());
    let [a_name, a_country, a_cow, a_primary, a_sectors, a_title, a_raw] = side(row, &event.actors, codes);
    let [r_name, r_country, r_cow, r_primary, r_sectors, r_title, r_raw] = side(row, &event.recipients, codes);
    let people = story(row, |kind| kind == PartyKind::Person);
    let organisations = story(row, |kind| matches!(kind, PartyKind::Organisation | PartyKind::Government | PartyKind::Group));
    let [pub_day, article] = [published.as_deref().unwrap_or_default().replace('-', ""), document.id.chars().take(12).collect::<String>()];
    [
        // What stands before the first underscore is the article's id.
        [pub_day, article].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
            + &format!("_{}_{}", event.kind.code(), row.id()),
        some(day(&event.date)),
        event.kind.code().to_owned(),
        event.modes.join("; "),
        event.score.to_string(),
        quad(event.quad, view.quad_code),
        event.contexts.join("; "),
        a_name,
        a_country,
        a_cow,
        a_primary,
        a_sectors,
        a_title,
        a_raw,
        // Legation knows Wikidata's ids, not Wikipedia's.
        String::new(),
        r_name,
        r_country,
        r_cow,
        r_primary,
        r_sectors,
        r_title,
        r_raw,
        String::new(),
        some(place.map(|place| place.name.clone())),
        some(placed(PlacePrecision::City)),
        String::new(),
        some(placed(PlacePrecision::Division)),
        some(place.and_then(|place| place.country).map(country)),
        some(place.and_then(|place| place.lat)),
        some(place.and_then(|place| place.lon)),
        some(place.and_then(|place| place.geonames)),
        some(place.map(|place| place.span.of(&document.text))),
        String::new(),
        publishers(row).join("; "),
        published.unwrap_or_default(),
        people,
        organisations,
        locations(row),
        document.language.clone().unwrap_or_default(),
        format!("legation-{}", row.reading.by.engine),
    ]
}

fn quad(quad: u8, code: QuadCode) -> String {
    let text = match quad {
        1 => "VERBAL COOPERATION",
        2 => "MATERIAL COOPERATION",
        3 => "VERBAL CONFLICT",
        4 => "MATERIAL CONFLICT",
        _ => return String::new(),
    };
    if code == QuadCode::Number { quad.to_string() } else { text.to_owned() }
}

/// Name, country, COW number, primary sector, sectors, title and words of each party, side by side; empty where nobody has one.
fn side(row: &Row, parties: &[Ref], codes: &Codes) -> [String; 7] {
    let each = |one: &dyn Fn(&Ref) -> String| {
        let all: Vec<String> = parties.iter().map(|party| field(&one(party))).collect();
        if all.iter().all(String::is_empty) {
            return String::new();
        }
        all.iter().map(|text| if text.is_empty() { MISSING } else { text }).collect::<Vec<_>>().join("; ")
    };
    let office = |party: &Ref| row.reading.parties.get(party.party).and_then(|party| party.office.clone()).unwrap_or_default();
    [
        each(&|party| row.name(party).to_owned()),
        each(&|party| some(party.country.map(country))),
        each(&|party| some(codes.cow(party.country, day(&row.event.date)))),
        each(&|party| some(party.sectors.first())),
        each(&|party| party.sectors.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")),
        each(&office),
        each(&|party| party.text.clone()),
    ]
}

/// The names of the document's parties of some kinds.
fn story(row: &Row, wanted: impl Fn(PartyKind) -> bool) -> String {
    row.reading.parties.iter().filter(|party| wanted(party.kind)).map(|party| party.name.as_str()).collect::<Vec<_>>().join("; ")
}

/// The states that the document names, and where its events and meetings are.
fn locations(row: &Row) -> String {
    let states = row.reading.parties.iter().filter(|party| party.kind == PartyKind::State).map(|party| party.name.as_str());
    let events = row.reading.events.iter().filter_map(|event| event.place.as_ref());
    let meetings = row.reading.meetings.iter().filter_map(|meeting| meeting.place.as_ref());
    let mut seen = BTreeSet::new();
    let all = states.chain(events.chain(meetings).map(|place| place.name.as_str()));
    all.filter(|name| seen.insert(*name)).collect::<Vec<_>>().join("; ")
}
