use std::collections::BTreeMap;

use legation::names::{Question, resolve as resolve_words};
use legation::record::Code;
use legation::{Reading, Span, World, accounts, events, json, ledger};
use pyo3::prelude::*;

use crate::document::day;
use crate::error::{Kind, raise};
use crate::world::{apart, world};

/// Whom words mean, as JSON: name, kind, country, sectors, office, wikidata, why.
#[pyfunction]
pub fn resolve(py: Python<'_>, words: String, date: Option<&str>, country: Option<&str>, context: Option<String>) -> PyResult<String> {
    let world = world(py)?;
    let wrong = |code: &str| raise(py, Kind::Input, &format!("{code:?} is no country code"), "write three letters, such as CHN");
    let country = country.map(|code| Code::new(code).ok_or_else(|| wrong(code))).transpose()?;
    let question = Question { words, day: day(py, date)?, country, context };
    let answer = apart(py, || resolve_words(world, &question))?;
    Ok(json::answer_to_json(&answer).to_string())
}

/// The PLOVER types of what source does to target, with probabilities; spans in Unicode scalar values.
#[pyfunction]
pub fn relate(py: Python<'_>, text: &str, source: Vec<(usize, usize)>, target: Vec<(usize, usize)>) -> PyResult<BTreeMap<String, f64>> {
    let world = world(py)?;
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let span = |(start, end): &(usize, usize)| {
        let wrong = || {
            raise(
                py,
                Kind::Input,
                &format!("the span [{start}, {end}) lies outside the text"),
                "count characters from 0, the end behind the last",
            )
        };
        let own = || Span::new(*bytes.get(*start)?, *bytes.get(*end)?);
        own().ok_or_else(wrong)
    };
    let spans = |list: &[(usize, usize)]| list.iter().map(span).collect::<PyResult<Vec<Span>>>();
    let (source, target) = (spans(&source)?, spans(&target)?);
    let types = apart(py, || events::relate(world, text, &source, &target))?;
    Ok(types.iter().map(|(kind, p)| (kind.code().to_owned(), (f64::from(*p) * 1e4).round() / 1e4)).collect())
}

/// One meeting as several readings tell it, as JSON.
#[pyfunction]
pub fn compare(py: Python<'_>, readings: Vec<String>) -> PyResult<String> {
    let world = world(py)?;
    let readings = back(py, &readings)?;
    apart(py, || {
        let told = accounts::compare(world, &readings);
        let facts: Vec<_> = told.iter().flat_map(|account| accounts::facts(world, &readings, account)).collect();
        let apart: Vec<_> = told.iter().flat_map(|account| accounts::differences(world, &readings, account, &facts)).collect();
        json::comparison_to_json(&told, &facts, &apart, &readings)
    })
}

/// What is last known and still open between two countries, as JSON.
#[pyfunction]
pub fn brief(py: Python<'_>, one: &str, other: &str, readings: Vec<String>, as_of: Option<&str>) -> PyResult<String> {
    let world = world(py)?;
    let dyad = [country(py, world, one)?, country(py, world, other)?];
    let as_of = day(py, as_of)?;
    let readings = back(py, &readings)?;
    apart(py, || json::brief_to_json(&ledger::brief(world, &readings, dyad, as_of), &readings))
}

/// A country by its code or name.
fn country(py: Python<'_>, world: &World, words: &str) -> PyResult<Code> {
    let code = Code::new(&words.to_uppercase()).filter(|code| world.actors.country(*code).is_some());
    let question = Question { words: words.to_owned(), ..Question::default() };
    let named = match code {
        Some(code) => Some(code),
        None => apart(py, || resolve_words(world, &question))?.party.and_then(|party| party.country),
    };
    named.ok_or_else(|| raise(py, Kind::Input, &format!("{words:?} is no country"), "give a code such as CHN, or a name"))
}

/// Readings from their JSON.
fn back(py: Python<'_>, readings: &[String]) -> PyResult<Vec<Reading>> {
    let read = py.detach(|| readings.iter().map(|own| json::from_json(own)).collect::<Result<Vec<_>, _>>());
    read.map_err(|error| raise(py, Kind::Input, &format!("this is no reading: {error}"), "give what legation.read returned"))
}
