use legation::{Document, json};
use legation_source::{Options, date, from_text};
use pyo3::prelude::*;

use crate::error::{Kind, raise};
use crate::world::{apart, world};

/// A document as Python hands it over: text, id, title, publisher, published, url.
pub type Given = (String, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);

/// The reading of one document, as JSON.
#[pyfunction]
pub fn read(py: Python<'_>, given: Given) -> PyResult<String> {
    let world = world(py)?;
    let document = document(py, given)?;
    apart(py, || json::to_json(&legation::read(world, &document)))
}

/// The document that was given; one without an id is called by the SHA-256 of its text.
pub fn document(py: Python<'_>, given: Given) -> PyResult<Document> {
    let (text, id, title, publisher, published, url) = given;
    if text.len() as u64 > legation_source::MAX_PAGE {
        let message = format!("a text of {} MiB is too long for one document", text.len() >> 20);
        return Err(raise(py, Kind::Input, &message, "16 MiB are the most; split it into articles and use read_many"));
    }
    let day = day(py, published.as_deref())?;
    let options = Options { published: day, publisher, title, ..Options::default() };
    let mut document = from_text(id.as_deref().unwrap_or_default(), text, &options);
    document.url = url;
    if id.is_none() {
        document.reference = document.id();
    }
    Ok(document)
}

/// The day of words such as `2026-02-04`.
pub fn day(py: Python<'_>, words: Option<&str>) -> PyResult<Option<jiff::civil::Date>> {
    let wrong = |words: &str| raise(py, Kind::Input, &format!("{words:?} is no date"), "give a datetime.date, or write 2026-02-04");
    words.map(|words| date::parse(words).ok_or_else(|| wrong(words))).transpose()
}
