use jiff::civil;
use legation::record::Code;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::Sqlite;
use crate::{Kind, StoreError};

/// What a store holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// Documents.
    pub documents: i64,
    /// Records that stand for themselves, by kind: `event`, `statement`, `commitment`, `meeting`, `account`.
    pub records: std::collections::BTreeMap<String, i64>,
    /// The day on which its first dated document was published.
    pub first: Option<civil::Date>,
    /// The day on which its last one was.
    pub last: Option<civil::Date>,
}

/// Two countries and how much happens between them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Busy {
    /// The one whose code comes first.
    pub one: Code,
    /// The other.
    pub other: Code,
    /// Events between them, either way.
    pub events: i64,
    /// The mean of their PLOVER scores, -10 to 10.
    pub mean: f64,
}

impl Sqlite {
    /// What the store holds.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn overview(&self) -> Result<Overview, StoreError> {
        let failed = |error| self.failed(error);
        let mut overview = self
            .db
            .query_row("SELECT count(*), min(published), max(published) FROM documents", [], |row| {
                let day = |words: Option<String>| words.and_then(|day| day.parse().ok());
                Ok(Overview { documents: row.get(0)?, first: day(row.get(1)?), last: day(row.get(2)?), ..Overview::default() })
            })
            .map_err(failed)?;
        // Those that another one stands for are few and have an index of their own, which the plus sign makes SQLite take.
        let all = "SELECT count(*) FROM records WHERE kind = ?1";
        let others = "SELECT count(*) FROM records WHERE head IS NOT NULL AND +kind = ?1";
        for kind in Kind::ALL {
            let count = |sql| self.db.prepare_cached(sql)?.query_row([kind.name()], |row| row.get::<_, i64>(0));
            let standing = count(all).and_then(|all| Ok(all - count(others)?)).map_err(failed)?;
            overview.records.insert(kind.name().to_owned(), standing);
        }
        Ok(overview)
    }

    /// The day on which the last dated document was published: what the store knows, it knows as of this day.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn last_day(&self) -> Result<Option<civil::Date>, StoreError> {
        let day: Option<String> =
            self.db.query_row("SELECT max(published) FROM documents", [], |row| row.get(0)).map_err(|error| self.failed(error))?;
        Ok(day.and_then(|day| day.parse().ok()))
    }

    /// The dyads between which most events that happened began from one day to another, the busiest first.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn busiest(&self, from: civil::Date, to: civil::Date, limit: usize) -> Result<Vec<Busy>, StoreError> {
        let failed = |error| self.failed(error);
        let sql = "SELECT t.one, t.other, count(*) AS events, avg(score) FROM (
                       SELECT DISTINCT min(t.one, t.other) AS one, max(t.one, t.other) AS other, r.id, r.score AS score
                       FROM records r JOIN ties t ON t.record = r.id
                       WHERE r.kind = 'event' AND r.starts BETWEEN ?1 AND ?2 AND r.head IS NULL AND r.status IN ('occurred', 'ongoing')
                   ) t GROUP BY t.one, t.other ORDER BY events DESC, t.one, t.other LIMIT ?3";
        let mut statement = self.db.prepare_cached(sql).map_err(failed)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement
            .query_map(params![from.to_string(), to.to_string(), limit], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?))
            })
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(failed)?;
        let busy = |(one, other, events, mean): (String, String, i64, f64)| {
            Some(Busy { one: Code::new(&one)?, other: Code::new(&other)?, events, mean })
        };
        Ok(rows.into_iter().filter_map(busy).collect())
    }

    /// The kind of the record with this id, and the document that it is in.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn find(&self, key: &str) -> Result<Option<(Kind, String)>, StoreError> {
        let found: Option<(String, String)> = self
            .db
            .query_row(
                "SELECT r.kind, d.hash FROM records r JOIN documents d ON d.id = r.document WHERE r.key = ?1 ORDER BY r.kind = 'account', r.id LIMIT 1",
                [key],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .map_err(|error| self.failed(error))?;
        Ok(found.and_then(|(kind, document)| Some((Kind::of(&kind)?, document))))
    }

    /// A number that changes whenever somebody else writes into the store.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn version(&self) -> Result<i64, StoreError> {
        self.db.pragma_query_value(None, "data_version", |row| row.get(0)).map_err(|error| self.failed(error))
    }
}
