use jiff::civil;
use legation::Reading;
use legation::record::Code;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use super::Sqlite;
use super::plan::UNANSWERED;
use crate::series::Point;
use crate::{Kind, StoreError};

/// An event as a plot shows it: what it is, when, how good or bad, and its sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dot {
    /// The event's id.
    pub id: String,
    /// Its document.
    pub document: String,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it happened.
    pub status: String,
    /// Its first day.
    pub day: civil::Date,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad: i64,
    /// PLOVER score, -10 to 10.
    pub score: f64,
    /// How many documents tell it.
    pub reports: i64,
    /// Whether the first country of the dyad acts on the second.
    pub out: bool,
    /// Whether the second acts on the first; both where they act together.
    pub back: bool,
    /// The sentence that tells it.
    pub sentence: String,
}

impl Sqlite {
    /// The events between two countries that begin from one day to another, the latest first and at most so many of them.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn dots(&self, dyad: (Code, Code), from: civil::Date, to: civil::Date, limit: usize) -> Result<Vec<Dot>, StoreError> {
        // The sentences are cut out of the texts for those alone that are shown; spans are in bytes.
        let sql = "WITH t AS (
                       SELECT record, max(one = ?1) AS away, max(one = ?2) AS back FROM (
                           SELECT one, record FROM ties WHERE one = ?1 AND other = ?2 AND kind = 'event' AND starts BETWEEN ?3 AND ?4
                           UNION ALL SELECT one, record FROM ties WHERE one = ?2 AND other = ?1 AND kind = 'event' AND starts BETWEEN ?3 AND ?4
                       ) GROUP BY record
                   ), shown AS MATERIALIZED (
                       SELECT r.id, t.away, t.back FROM t JOIN records r ON r.id = t.record
                       WHERE r.head IS NULL ORDER BY r.starts DESC, r.id DESC LIMIT ?5
                   )
                   SELECT r.key, d.hash, r.type, r.status, r.starts, r.quad, r.score, r.reports, s.away, s.back,
                          (SELECT substr(CAST(d.text AS BLOB), e.starts + 1, e.ends - e.starts) FROM evidence e
                           WHERE e.record = r.id AND e.part = 'sentence' LIMIT 1)
                   FROM shown s JOIN records r ON r.id = s.id JOIN documents d ON d.id = r.document
                   ORDER BY r.starts DESC, r.id DESC";
        let failed = |error| self.failed(error);
        let mut statement = self.db.prepare_cached(sql).map_err(failed)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let asked = params![dyad.0.to_string(), dyad.1.to_string(), from.to_string(), to.to_string(), limit];
        let rows = statement.query_map(asked, dot).and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>).map_err(failed)?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Events between two countries that happened or go on, by month or by year: how many, and their mean score.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn counts(&self, dyad: (Code, Code), from: civil::Date, to: civil::Date, by_year: bool) -> Result<Vec<Point>, StoreError> {
        let step = if by_year { "substr(r.starts, 1, 4) || '-01-01'" } else { "substr(r.starts, 1, 7) || '-01'" };
        let sql = format!(
            "SELECT {step}, count(*), avg(r.score), sum(r.quad = 1), sum(r.quad = 2), sum(r.quad = 3), sum(r.quad = 4) FROM (
                 SELECT record FROM ties WHERE one = ?1 AND other = ?2 AND kind = 'event' AND starts BETWEEN ?3 AND ?4
                 UNION SELECT record FROM ties WHERE one = ?2 AND other = ?1 AND kind = 'event' AND starts BETWEEN ?3 AND ?4
             ) t CROSS JOIN records r ON r.id = t.record WHERE r.head IS NULL AND r.status IN ('occurred', 'ongoing') GROUP BY 1 ORDER BY 1"
        );
        let failed = |error| self.failed(error);
        let mut statement = self.db.prepare_cached(&sql).map_err(failed)?;
        let rows = statement.query_map([dyad.0.to_string(), dyad.1.to_string(), from.to_string(), to.to_string()], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?]))
        });
        let rows = rows.and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>).map_err(failed)?;
        let point = |(start, count, mean, quads): (String, _, _, _)| Some(Point { start: start.parse().ok()?, count, mean, quads });
        Ok(rows.into_iter().filter_map(point).collect())
    }

    /// The ids of meetings that are to begin from a day on and of which nothing has become yet, the next first.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn ahead(&self, from: civil::Date, limit: usize) -> Result<Vec<String>, StoreError> {
        let sql = format!(
            "SELECT r.key FROM records r WHERE r.kind = 'meeting' AND r.starts >= ?1 AND r.head IS NULL
             AND r.status IN ('scheduled', 'invited', 'proposed', 'postponed') AND {UNANSWERED} ORDER BY r.starts, r.id LIMIT ?2"
        );
        self.keys(&sql, params![from.to_string(), i64::try_from(limit).unwrap_or(i64::MAX)])
    }

    /// The ids of open commitments that were made, or told, from one day to another, the latest first.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn made(&self, from: civil::Date, to: civil::Date, limit: usize) -> Result<Vec<String>, StoreError> {
        let sql = format!(
            "SELECT r.key FROM records r WHERE r.kind = 'commitment' AND r.starts BETWEEN ?1 AND ?2 AND r.head IS NULL
             AND r.status IN ('open', 'extended') AND {UNANSWERED} ORDER BY r.starts DESC, r.id DESC LIMIT ?3"
        );
        self.keys(&sql, params![from.to_string(), to.to_string(), i64::try_from(limit).unwrap_or(i64::MAX)])
    }

    fn keys(&self, sql: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Vec<String>, StoreError> {
        let mut statement = self.db.prepare_cached(sql).map_err(|error| self.failed(error))?;
        let rows = statement.query_map(values, |row| row.get(0));
        rows.and_then(Iterator::collect).map_err(|error| self.failed(error))
    }

    /// The ids of meetings to come whose day nobody has told: those told since a day, the last told first; of a dyad, or of all.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn undated(&self, dyad: Option<(Code, Code)>, since: civil::Date, limit: usize) -> Result<Vec<String>, StoreError> {
        // A meeting ties both ways: one way is enough.
        let sql = "SELECT r.key FROM records r JOIN documents d ON d.id = r.document
                   WHERE r.kind = 'meeting' AND r.starts IS NULL AND r.head IS NULL AND d.published >= ?1
                     AND r.status IN ('scheduled', 'invited', 'proposed', 'postponed')
                     AND (?2 IS NULL OR r.id IN (SELECT record FROM ties WHERE one = ?2 AND other = ?3 AND kind = 'meeting' AND starts IS NULL))
                   ORDER BY d.published DESC, r.id LIMIT ?4";
        let (one, other) = dyad.map(|(one, other)| (one.to_string(), other.to_string())).unzip();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.keys(sql, params![since.to_string(), one, other, limit])
    }

    /// The ids of open commitments that are due from one day to another, the nearest deadline first; of a dyad, or of all.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn due(&self, dyad: Option<(Code, Code)>, from: civil::Date, to: civil::Date, limit: usize) -> Result<Vec<String>, StoreError> {
        let sql = format!(
            "SELECT r.key FROM records r
             WHERE r.due BETWEEN ?1 AND ?2 AND r.kind = 'commitment' AND r.head IS NULL AND r.status IN ('open', 'extended') AND {UNANSWERED}
               AND (?3 IS NULL OR EXISTS (
                   SELECT 1 FROM ties t WHERE t.record = r.id AND ((t.one = ?3 AND t.other = ?4) OR (t.one = ?4 AND t.other = ?3))
               )) ORDER BY r.due, r.id LIMIT ?5"
        );
        let (one, other) = dyad.map(|(one, other)| (one.to_string(), other.to_string())).unzip();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.keys(&sql, params![from.to_string(), to.to_string(), one, other, limit])
    }

    /// The record with this id as its own document tells it: what it is, its place in its list, and the reading.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn record(&self, key: &str) -> Result<Option<(Kind, usize, Reading)>, StoreError> {
        let found: Option<(String, i64, i64)> = self
            .db
            .query_row("SELECT kind, ordinal, document FROM records WHERE key = ?1 ORDER BY kind = 'account', id LIMIT 1", [key], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()
            .map_err(|error| self.failed(error))?;
        let Some((kind, ordinal, document)) = found else { return Ok(None) };
        let Some(kind) = Kind::of(&kind) else { return Ok(None) };
        Ok(Some((kind, usize::try_from(ordinal).unwrap_or_default(), self.reading_of(document)?)))
    }
}

fn dot(row: &Row<'_>) -> rusqlite::Result<Option<Dot>> {
    let day: String = row.get(4)?;
    let sentence: Option<Vec<u8>> = row.get(10)?;
    let sentence = String::from_utf8_lossy(sentence.as_deref().unwrap_or_default()).split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(day.parse().ok().map(|day| Dot {
        id: row.get(0).unwrap_or_default(),
        document: row.get(1).unwrap_or_default(),
        kind: row.get(2).unwrap_or_default(),
        status: row.get(3).unwrap_or_default(),
        day,
        quad: row.get(5).unwrap_or_default(),
        score: row.get(6).unwrap_or_default(),
        reports: row.get(7).unwrap_or_default(),
        out: row.get(8).unwrap_or_default(),
        back: row.get(9).unwrap_or_default(),
        sentence,
    }))
}
