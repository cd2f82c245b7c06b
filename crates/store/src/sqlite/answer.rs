use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil;
use legation::Reading;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

use super::Sqlite;
use crate::query::{Kind, Query, Who};
use crate::series::{Point, Step};
use crate::{Answer, Figure, Hit, Source, StoreError, figures, pack};

/// The conditions of a question about documents as SQL, and their values in order.
#[derive(Default)]
struct Conditions {
    wheres: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.wheres.push(condition.to_owned());
        self.values.extend(values);
    }
}

impl Sqlite {
    /// The records that a question asks for, with the readings that they are in.
    ///
    /// # Errors
    /// Where the question makes no sense, or the store cannot be read.
    pub fn answer(&self, query: &Query) -> Result<Vec<Hit>, StoreError> {
        let kind = query.kind.unwrap_or(Kind::Event);
        let plan = self.plan(query, true)?;
        let limit = query.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        let sql = format!(
            "SELECT r.id, r.document, r.ordinal, r.key, r.reports, r.due, r.ends FROM {} WHERE {} ORDER BY {} LIMIT {limit} OFFSET {}",
            plan.from, plan.wheres, plan.order, query.skip
        );
        let mut statement = self.db.prepare_cached(&sql).map_err(|error| self.failed(error))?;
        let rows = statement
            .query_map(params_from_iter(&plan.values), |row| {
                let day = |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(at)?.and_then(|day| day.parse().ok()));
                Ok(Row {
                    id: row.get(0)?,
                    document: row.get(1)?,
                    ordinal: row.get::<_, i64>(2)? as usize,
                    key: row.get(3)?,
                    reports: row.get::<_, i64>(4)? as usize,
                    due: day(5)?,
                    ends: day(6)?,
                })
            })
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|error| self.failed(error))?;
        let mut readings: HashMap<i64, Arc<Reading>> = HashMap::new();
        let mut hits = Vec::with_capacity(rows.len());
        for row in rows {
            let reading = self.held(&mut readings, row.document)?;
            let sources = if row.reports > 1 { self.sources(row.id)? } else { Vec::new() };
            let later = self.answers_to(row.id)?;
            let became = became(kind, &later, &row, query.as_of);
            let figures = if kind == Kind::Event && row.reports > 1 { self.figures(row.id, &mut readings)? } else { Vec::new() };
            hits.push(Hit { kind, key: row.key, ordinal: row.ordinal, reports: row.reports, sources, later, became, figures, reading });
        }
        Ok(hits)
    }

    fn held(&self, readings: &mut HashMap<i64, Arc<Reading>>, document: i64) -> Result<Arc<Reading>, StoreError> {
        if let Some(reading) = readings.get(&document) {
            return Ok(Arc::clone(reading));
        }
        let reading = Arc::new(self.reading_of(document)?);
        readings.insert(document, Arc::clone(&reading));
        Ok(reading)
    }

    /// Casualties and sums of an act over all of its reports.
    fn figures(&self, head: i64, readings: &mut HashMap<i64, Arc<Reading>>) -> Result<Vec<Figure>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached(
                "SELECT r.document, r.ordinal FROM records r JOIN documents d ON d.id = r.document
                 WHERE r.id = ?1 OR r.head = ?1 ORDER BY d.published IS NULL, d.published, d.hash, r.ordinal",
            )
            .map_err(|error| self.failed(error))?;
        let rows: Vec<(i64, i64)> = statement
            .query_map([head], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect)
            .map_err(|error| self.failed(error))?;
        let mut reports = Vec::with_capacity(rows.len());
        for (document, ordinal) in rows {
            reports.push((self.held(readings, document)?, ordinal as usize));
        }
        Ok(figures::over(reports.iter().filter_map(|(reading, ordinal)| Some((source(reading), reading.events.get(*ordinal)?)))))
    }

    /// How many records a question asks for, whatever its limit.
    ///
    /// # Errors
    /// As [`Sqlite::answer`].
    pub fn count(&self, query: &Query) -> Result<usize, StoreError> {
        let plan = self.plan(query, false)?;
        let sql = format!("SELECT count(*) FROM {} WHERE {}", plan.from, plan.wheres);
        let count = self.db.query_row(&sql, params_from_iter(&plan.values), |row| row.get::<_, i64>(0));
        count.map(|count| count as usize).map_err(|error| self.failed(error))
    }

    /// Events by step of time: how many, and their mean score. Undated events are in none.
    ///
    /// # Errors
    /// As [`Sqlite::answer`].
    pub fn series(&self, query: &Query, step: Step) -> Result<Vec<Point>, StoreError> {
        let plan = self.plan(&Query { kind: Some(Kind::Event), ..query.clone() }, false)?;
        let bucket = match step {
            Step::Day => "r.starts",
            // The Monday on or before.
            Step::Week => "date(r.starts, 'weekday 0', '-6 days')",
            Step::Month => "substr(r.starts, 1, 7) || '-01'",
            Step::Year => "substr(r.starts, 1, 4) || '-01-01'",
        };
        let sql = format!(
            "SELECT {bucket}, count(*), avg(r.score), sum(r.quad = 1), sum(r.quad = 2), sum(r.quad = 3), sum(r.quad = 4)
             FROM {} WHERE {} AND r.starts IS NOT NULL GROUP BY 1 ORDER BY 1",
            plan.from, plan.wheres
        );
        let mut statement = self.db.prepare_cached(&sql).map_err(|error| self.failed(error))?;
        let rows = statement.query_map(params_from_iter(&plan.values), |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?]))
        });
        let rows = rows.and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>).map_err(|error| self.failed(error))?;
        let point =
            |(start, count, mean, quads): (String, i64, f64, [i64; 4])| Some(Point { start: start.parse().ok()?, count, mean, quads });
        Ok(rows.into_iter().filter_map(point).collect())
    }

    /// The documents that tell what a record stands for, the first to come out first.
    fn sources(&self, head: i64) -> Result<Vec<Source>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached(
                "SELECT d.hash, d.reference, d.url, d.publisher, d.published FROM records r JOIN documents d ON d.id = r.document
                 WHERE r.id = ?1 OR r.head = ?1 GROUP BY d.id ORDER BY d.published IS NULL, d.published, d.hash",
            )
            .map_err(|error| self.failed(error))?;
        let rows = statement.query_map([head], |row| {
            Ok(Source {
                document: row.get(0)?,
                reference: row.get(1)?,
                url: row.get(2)?,
                publisher: row.get(3)?,
                published: row.get::<_, Option<String>>(4)?.and_then(|day| day.parse().ok()),
            })
        });
        rows.and_then(Iterator::collect).map_err(|error| self.failed(error))
    }

    /// The reading of a document, by its hash, the beginning of its hash, or its reference.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn reading(&self, document: &str) -> Result<Option<Reading>, StoreError> {
        let id: Option<i64> = self
            .db
            .query_row(
                "SELECT id FROM documents WHERE hash = ?1 OR reference = ?1 OR (length(?1) >= 8 AND hash >= ?1 AND hash < ?1 || 'g') LIMIT 1",
                [document],
                |row| row.get(0),
            )
            .optional()
            .map_err(|error| self.failed(error))?;
        id.map(|id| self.reading_of(id)).transpose()
    }

    pub(crate) fn reading_of(&self, document: i64) -> Result<Reading, StoreError> {
        let mut statement =
            self.db.prepare_cached("SELECT reading, text, hash FROM documents WHERE id = ?1").map_err(|error| self.failed(error))?;
        let (packed, text, hash): (Vec<u8>, String, String) =
            statement.query_row([document], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).map_err(|error| self.failed(error))?;
        pack::unpack(&packed, text).map_err(|message| StoreError::Packed { hash, message })
    }

    /// The documents whose reading a question about documents asks for: by words, publisher and day of publication, the latest first.
    ///
    /// # Errors
    /// Where the question makes no sense, or the store cannot be read.
    pub fn documents(&self, query: &Query) -> Result<Vec<Reading>, StoreError> {
        let mut found = Conditions::default();
        found.add("1 = 1", []);
        if let Some(text) = &query.text {
            let words = fts(text).ok_or_else(|| StoreError::Question(format!("{text:?} has no word to search for")))?;
            found.add("d.id IN (SELECT rowid FROM document_words WHERE document_words MATCH ?)", [Value::from(words)]);
        }
        if let Some(source) = &query.source {
            found.add("d.publisher = ? COLLATE NOCASE", [Value::from(source.clone())]);
        }
        if let Some(from) = query.from {
            found.add("d.published >= ?", [Value::from(from.to_string())]);
        }
        if let Some(to) = query.to {
            found.add("d.published <= ?", [Value::from(to.to_string())]);
        }
        if let Some((one, other)) = query.dyad {
            found.add(
                "d.id IN (SELECT r.document FROM ties t JOIN records r ON r.id = t.record WHERE t.low = ? AND t.high = ?)",
                [one.min(other), one.max(other)].map(|code| Value::from(code.to_string())),
            );
        }
        if let Some(Who::Code(code)) = &query.actor {
            found.add(
                "d.id IN (SELECT r.document FROM parties p JOIN records r ON r.id = p.record WHERE p.country = ?)",
                [Value::from(code.to_string())],
            );
        }
        if !query.every {
            // One document a story.
            found.add("(d.story IS NULL OR d.story = d.id)", []);
        }
        let limit = query.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        let sql = format!(
            "SELECT d.id FROM documents d WHERE {} ORDER BY d.published DESC, d.id DESC LIMIT {limit} OFFSET {}",
            found.wheres.join(" AND "),
            query.skip
        );
        let mut statement = self.db.prepare_cached(&sql).map_err(|error| self.failed(error))?;
        let ids = statement
            .query_map(params_from_iter(&found.values), |row| row.get(0))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<i64>>>)
            .map_err(|error| self.failed(error))?;
        ids.into_iter().map(|id| self.reading_of(id)).collect()
    }
}

/// A row of an answer.
struct Row {
    id: i64,
    document: i64,
    ordinal: usize,
    key: String,
    reports: usize,
    due: Option<civil::Date>,
    ends: Option<civil::Date>,
}

/// What has become of a commitment or meeting: what the last sentence says, else whether its day is over.
fn became(kind: Kind, later: &[Answer], row: &Row, as_of: Option<civil::Date>) -> Option<String> {
    let told = later.iter().rev().map(|answer| answer.kind.as_str()).find(|kind| !matches!(*kind, "denies" | "corrects"));
    let over = |day: Option<civil::Date>| day.zip(as_of).is_some_and(|(day, as_of)| day < as_of);
    match (kind, told) {
        (_, Some(told)) => Some(told.to_owned()),
        (Kind::Commitment, None) if over(row.due) => Some("expired".to_owned()),
        (Kind::Meeting, None) if over(row.ends) => Some("past".to_owned()),
        _ => None,
    }
}

fn source(reading: &Reading) -> Source {
    let document = &reading.document;
    Source {
        document: document.id.clone(),
        reference: document.reference.clone(),
        url: document.url.clone(),
        publisher: document.publisher.clone(),
        published: document.published,
    }
}

/// A search in FTS5's words: what stands in quotation marks together, everything else word by word; `None` where there is no word.
pub(super) fn fts(text: &str) -> Option<String> {
    let mut parts = Vec::new();
    for (at, part) in text.split('"').enumerate() {
        let words: Vec<&str> = part.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        if at % 2 == 1 && !words.is_empty() {
            parts.push(format!("\"{}\"", words.join(" ")));
        } else {
            parts.extend(words.iter().map(|word| format!("\"{word}\"")));
        }
    }
    (!parts.is_empty()).then(|| parts.join(" AND "))
}
