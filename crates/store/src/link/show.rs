use jiff::civil;
use legation::{Reading, Span};
use serde::Serialize;

use crate::{Sqlite, StoreError};

impl Sqlite {
    /// The keys of all records that tell the act that this record tells, with why each is taken for it; the standing one first.
    ///
    /// # Errors
    /// Where there is no record of this key, or the store cannot be read.
    pub fn members(&self, key: &str) -> Result<Vec<Member>, StoreError> {
        let Some(row) = self.rows_of(key)?.first().copied() else { return Ok(Vec::new()) };
        let sql = "SELECT r.key, d.reference, d.publisher, d.published, r.head IS NULL,
                          (SELECT l.rule FROM links l WHERE l.kind = 'same' AND (l.one = r.id OR l.other = r.id) LIMIT 1)
                   FROM records r JOIN documents d ON d.id = r.document
                   WHERE coalesce(r.head, r.id) = (SELECT coalesce(head, id) FROM records WHERE id = ?1)
                   ORDER BY r.head IS NOT NULL, d.published IS NULL, d.published, d.hash";
        let mut statement = self.db.prepare_cached(sql).map_err(|error| self.failed(error))?;
        let rows = statement.query_map([row], |row| {
            Ok(Member {
                key: row.get(0)?,
                reference: row.get(1)?,
                publisher: row.get(2)?,
                published: row.get(3)?,
                stands: row.get(4)?,
                rule: row.get(5)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(|error| self.failed(error))
    }

    /// What answers a record, or one of those that tell the same act, and what it answers itself; by the day of the answer.
    ///
    /// # Errors
    /// Where there is no record of this key, or the store cannot be read.
    pub fn answers(&self, key: &str) -> Result<Vec<Answer>, StoreError> {
        let Some(row) = self.rows_of(key)?.first().copied() else { return Ok(Vec::new()) };
        let group = "SELECT id FROM records WHERE coalesce(head, id) = (SELECT coalesce(head, id) FROM records WHERE id = ?1)";
        self.answers_where(&format!("a.record IN ({group}) OR a.other IN ({group})"), row)
    }

    /// What answers the record of this row, or one of those that tell the same act.
    pub(crate) fn answers_to(&self, row: i64) -> Result<Vec<Answer>, StoreError> {
        self.answers_where("a.record IN (SELECT id FROM records WHERE id = ?1 OR head = ?1)", row)
    }

    fn answers_where(&self, condition: &str, row: i64) -> Result<Vec<Answer>, StoreError> {
        let sql = format!(
            "SELECT a.kind, r.key, o.key, a.rule, a.document, a.starts, a.ends FROM answers a JOIN records r ON r.id = a.record
             JOIN documents d ON d.id = a.document LEFT JOIN records o ON o.id = a.other
             WHERE {condition} ORDER BY d.published, d.hash, a.starts, a.kind, r.key"
        );
        let mut statement = self.db.prepare_cached(&sql).map_err(|error| self.failed(error))?;
        let rows = statement
            .query_map([row], |row| {
                Ok((
                    (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?),
                    row.get::<_, i64>(4)?,
                    row.get::<_, i64>(5)? as usize,
                    row.get::<_, i64>(6)? as usize,
                ))
            })
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|error| self.failed(error))?;
        let mut answers = Vec::with_capacity(rows.len());
        for ((kind, record, other, rule), document, start, end) in rows {
            let reading = self.reading_of(document)?;
            let Some(sentence) = Span::new(start, end) else { continue };
            answers.push(Answer::new(kind, record, other, rule, &reading, sentence));
        }
        Ok(answers)
    }
}

/// One of the records that tell one act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The record's id.
    pub key: String,
    /// Its document.
    pub reference: String,
    /// Who published that.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<String>,
    /// Whether it stands for all.
    pub stands: bool,
    /// Why it is taken for the same act.
    pub rule: Option<String>,
}

/// What a later sentence says of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// `denies`, `corrects`, `outcome`, `kept`, `broken`, `withdrawn`, `extended`, `expired`, `held`, `cancelled` or `postponed`.
    pub kind: String,
    /// The id of the record that is answered.
    pub record: String,
    /// The id of the record that tells the answer, where there is one.
    pub other: Option<String>,
    /// Why.
    pub rule: String,
    /// The id of the later document.
    pub document: String,
    /// What the caller calls it.
    pub reference: String,
    /// Its address.
    pub url: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<civil::Date>,
    /// Where the sentence begins and ends, in Unicode scalar values of that document.
    pub sentence: [usize; 2],
    /// The sentence.
    pub text: String,
}

impl Answer {
    fn new(kind: String, record: String, other: Option<String>, rule: String, reading: &Reading, sentence: Span) -> Self {
        let document = &reading.document;
        let scalars = |byte: usize| document.text[..document.text.floor_char_boundary(byte)].chars().count();
        Self {
            kind,
            record,
            other,
            rule,
            document: document.id.clone(),
            reference: document.reference.clone(),
            url: document.url.clone(),
            publisher: document.publisher.clone(),
            published: document.published,
            sentence: [scalars(sentence.start()), scalars(sentence.end())],
            text: sentence.of(&document.text).split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }
}
