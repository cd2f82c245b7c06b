use jiff::civil;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

use super::Sqlite;
use crate::StoreError;

/// What other documents of a store have in common with one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Elsewhere {
    /// Records of other documents that tell what a record of this one tells, the first to come out first.
    pub records: Vec<Told>,
    /// Other documents with nearly the same text, the first to come out first.
    pub story: Vec<Report>,
    /// Other places where the very same text was met.
    pub sightings: Vec<Sighting>,
}

/// A record of this document, and one of another document that tells the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Kind of both, such as `event`.
    pub kind: String,
    /// The id of this document's record.
    pub key: String,
    /// The id of the other's.
    pub other: String,
    /// The other document.
    pub report: Report,
}

/// Another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Its id.
    pub document: String,
    /// What the caller calls it.
    pub reference: String,
    /// Its headline.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<civil::Date>,
}

/// Another place of the same text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sighting {
    /// What the caller calls it.
    pub reference: String,
    /// Its address.
    pub url: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<civil::Date>,
}

impl Sqlite {
    /// What other documents tell of the same acts, meetings and promises, and which of them are the same story; empty for a document that
    /// is not in the store.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn elsewhere(&self, hash: &str) -> Result<Elsewhere, StoreError> {
        let failed = |error| self.failed(error);
        let document: Option<i64> =
            self.db.query_row("SELECT id FROM documents WHERE hash = ?1", [hash], |row| row.get(0)).optional().map_err(failed)?;
        let Some(document) = document else { return Ok(Elsewhere::default()) };
        let records = self.all(
            "SELECT d.hash, d.reference, d.title, d.url, d.publisher, d.published, r.kind, r.key, m.key
             FROM records r
             JOIN records m ON (m.id = coalesce(r.head, r.id) OR m.head = coalesce(r.head, r.id)) AND m.document <> r.document
             JOIN documents d ON d.id = m.document
             WHERE r.document = ?1 ORDER BY d.published IS NULL, d.published, d.hash, m.id",
            document,
            |row| Ok(Told { kind: row.get(6)?, key: row.get(7)?, other: row.get(8)?, report: report(row)? }),
        )?;
        let story = self.all(
            "SELECT d.hash, d.reference, d.title, d.url, d.publisher, d.published
             FROM documents own JOIN documents d ON d.story = own.story AND d.id <> own.id
             WHERE own.id = ?1 ORDER BY d.published IS NULL, d.published, d.hash",
            document,
            report,
        )?;
        let sightings = self.all(
            "SELECT reference, url, publisher, published FROM sightings WHERE document = ?1 ORDER BY published IS NULL, published, reference",
            document,
            |row| Ok(Sighting { reference: row.get(0)?, url: row.get(1)?, publisher: row.get(2)?, published: day(row.get(3)?) }),
        )?;
        Ok(Elsewhere { records, story, sightings })
    }

    fn all<T>(&self, sql: &str, document: i64, make: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>, StoreError> {
        let mut statement = self.db.prepare_cached(sql).map_err(|error| self.failed(error))?;
        let rows = statement.query_map([document], make).and_then(Iterator::collect);
        rows.map_err(|error| self.failed(error))
    }
}

fn report(row: &Row<'_>) -> rusqlite::Result<Report> {
    Ok(Report {
        document: row.get(0)?,
        reference: row.get(1)?,
        title: row.get(2)?,
        url: row.get(3)?,
        publisher: row.get(4)?,
        published: day(row.get(5)?),
    })
}

fn day(words: Option<String>) -> Option<civil::Date> {
    words.and_then(|day| day.parse().ok())
}
