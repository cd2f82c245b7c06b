//! ICEWS: 20 columns with tabs between them and a header, missing is `NULL`. A reciprocal act is two rows with consecutive ids.
//!
//! Sectors have PLOVER's names, because ICEWS's own list is not PLOVER's.

use std::io::Write;

use legation::record::{PartyKind, PlacePrecision, Ref};

use super::line::{self, day, hashed, number, publishers, some, tabbed};
use super::sentences::Sentences;
use super::{Codes, ExportError, Exported, Row, View};

/// The names of the columns.
pub(super) const COLUMNS: [&str; 20] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

pub(super) fn write(readings: impl Iterator<Item = Exported>, view: &View, codes: &Codes, mut out: impl Write) -> Result<u64, ExportError> {
    writeln!(out, "{}", COLUMNS.join("\t"))?;
    let mut sentences = Sentences::new(codes);
    view.each_line(readings, out, &mut |row| {
        let sentence = sentences.of(row.reading).number(row.event.trigger);
        tabbed(&fields(row, sentence, codes), "NULL").into_bytes()
    })
}

fn fields(row: &Row, sentence: usize, codes: &Codes) -> [String; 20] {
    let event = &row.event;
    let cameo = codes.cameo(&event.cameo);
    let place = event.place.as_ref();
    let placed = |wanted: PlacePrecision| some(place.filter(|place| place.precision == wanted).map(|place| place.name.as_str()));
    let [source, source_sectors, source_country] = side(row, &event.actors, codes);
    let [target, target_sectors, target_country] = side(row, &event.recipients, codes);
    [
        number(&event.id, row.ordinal).to_string(),
        some(day(&event.date)),
        source,
        source_sectors,
        source_country,
        some(cameo.map(|cameo| cameo.label.as_str())),
        line::cameo(&event.cameo),
        some(cameo.and_then(|cameo| cameo.goldstein).map(|goldstein| format!("{goldstein:.1}"))),
        target,
        target_sectors,
        target_country,
        hashed(&row.reading.document.id).to_string(),
        sentence.to_string(),
        publishers(row).join("; "),
        placed(PlacePrecision::City),
        String::new(),
        placed(PlacePrecision::Division),
        some(place.and_then(|place| codes.country_name(place.country))),
        some(place.and_then(|place| place.lat)),
        some(place.and_then(|place| place.lon)),
    ]
}

/// Names, sectors and country of a side; the country where all share one.
fn side(row: &Row, parties: &[Ref], codes: &Codes) -> [String; 3] {
    let name = |party: &Ref| {
        let name = row.name(party);
        let generic = row.reading.parties.get(party.party).is_some_and(|party| party.kind == PartyKind::Generic);
        match codes.country_name(party.country).filter(|_| generic) {
            // "Police (Australia)".
            Some(country) => format!("{} ({country})", capitalised(name)),
            None => name.to_owned(),
        }
    };
    let mut sectors: Vec<&str> = Vec::new();
    for label in parties.iter().flat_map(|party| &party.sectors).filter_map(|sector| codes.sector_name(*sector)) {
        if !sectors.contains(&label) {
            sectors.push(label);
        }
    }
    let country = parties.first().map(|party| party.country).filter(|first| parties.iter().all(|party| party.country == *first));
    let country = country.flatten().and_then(|code| codes.country_name(Some(code)));
    [parties.iter().map(name).collect::<Vec<_>>().join("; "), sectors.join(","), some(country)]
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
