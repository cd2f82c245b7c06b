//! Readings as JSON: the only place where byte offsets become Unicode scalar offsets and back.
//!
//! Needs: a [`Reading`] with spans in bytes of its text. Gives: the contract's JSON with spans in Unicode scalar values
//! (Python string indices), and its JSON Schema.

use schemars::{Schema, schema_for};

use crate::accounts::{Difference, Fact};
use crate::ledger::Brief;
use crate::names::Answer;
use crate::record::{Account, EachSpan, Reading, Span};

/// The reading as one line of JSON.
///
/// # Panics
/// Never: all of a reading's parts can be written as JSON.
#[must_use]
pub fn to_json(reading: &Reading) -> String {
    serde_json::to_string(&in_scalars(reading)).unwrap_or_default()
}

/// The reading as indented JSON.
#[must_use]
pub fn to_json_pretty(reading: &Reading) -> String {
    serde_json::to_string_pretty(&in_scalars(reading)).unwrap_or_default()
}

/// A reading back from JSON, its spans in bytes again.
///
/// # Errors
/// Where the JSON is none, breaks the schema, or has a span outside its text.
pub fn from_json(json: &str) -> Result<Reading, serde_json::Error> {
    let mut reading: Reading = serde_json::from_str(json)?;
    let bytes: Vec<usize> = reading.document.text.char_indices().map(|(at, _)| at).chain([reading.document.text.len()]).collect();
    let mut outside = None;
    reading.each_span(&mut |span| match (bytes.get(span.start()), bytes.get(span.end())) {
        (Some(&start), Some(&end)) => *span = Span::new(start, end).unwrap_or(*span),
        _ => outside = Some(*span),
    });
    match outside {
        Some(span) => Err(serde::de::Error::custom(format!("the span [{}, {}) lies outside the text", span.start(), span.end()))),
        None => Ok(reading),
    }
}

/// The JSON Schema of a [`Reading`] as it is written.
#[must_use]
pub fn schema() -> Schema {
    schema_for!(Reading)
}

/// The same reading with spans in Unicode scalar values, as it is written and as gold files count.
#[must_use]
pub fn in_scalars(reading: &Reading) -> Reading {
    let mut reading = reading.clone();
    let text = std::mem::take(&mut reading.document.text);
    if !text.is_ascii() {
        let mut before = vec![0_usize; text.len() + 1];
        let mut count = 0;
        for (at, character) in text.char_indices() {
            before[at..at + character.len_utf8()].fill(count);
            count += 1;
        }
        before[text.len()] = count;
        reading.each_span(&mut |span| {
            let scalar = |at: usize| before.get(at).copied().unwrap_or(count);
            *span = Span::new(scalar(span.start()), scalar(span.end())).unwrap_or(*span);
        });
    }
    reading.document.text = text;
    reading
}

/// Whom words mean: name, kind, country, sectors, office, wikidata and why; null where they name nobody.
#[must_use]
pub fn answer_to_json(answer: &Answer) -> serde_json::Value {
    let party = answer.party.as_ref();
    serde_json::json!({
        "name": party.map(|party| &party.name),
        "kind": party.map(|party| party.kind),
        "country": party.and_then(|party| party.country),
        "sectors": party.map(|party| party.sectors.as_slice()).unwrap_or_default(),
        "office": party.and_then(|party| party.office.as_ref()),
        "wikidata": party.and_then(|party| party.wikidata.as_ref()),
        "why": answer.why,
    })
}

/// A brief as indented JSON, each line's sentence in scalars of its own document.
#[must_use]
pub fn brief_to_json(brief: &Brief, readings: &[Reading]) -> String {
    let mut brief = brief.clone();
    for line in &mut brief.lines {
        let document = line.document.clone();
        line.each_span(&mut |span| *span = in_document(*span, &document, readings));
    }
    serde_json::to_string_pretty(&brief).unwrap_or_default()
}

/// Accounts over several readings as `{"accounts": […], "facts": […], "differences": […]}`, each cell's span in scalars of its own document.
#[must_use]
pub fn comparison_to_json(accounts: &[Account], facts: &[Fact], differences: &[Difference], readings: &[Reading]) -> String {
    let (mut accounts, mut facts, mut differences) = (accounts.to_vec(), facts.to_vec(), differences.to_vec());
    let rows = accounts.iter_mut().flat_map(|account| &mut account.rows).map(|row| &mut row.cells);
    let cells =
        rows.chain(facts.iter_mut().map(|fact| &mut fact.cells)).chain(differences.iter_mut().map(|difference| &mut difference.cells));
    for cell in cells.flat_map(|cells| cells.values_mut()).flatten() {
        cell.span = in_document(cell.span, &cell.document, readings);
    }
    serde_json::to_string_pretty(&serde_json::json!({ "accounts": accounts, "facts": facts, "differences": differences }))
        .unwrap_or_default()
}

/// A span in scalars of the document of this reference.
fn in_document(span: Span, reference: &str, readings: &[Reading]) -> Span {
    let Some(reading) = readings.iter().find(|reading| reading.document.reference == reference) else { return span };
    let scalar = |at: usize| reading.document.text.get(..at).map_or(0, |before| before.chars().count());
    Span::new(scalar(span.start()), scalar(span.end())).unwrap_or(span)
}
