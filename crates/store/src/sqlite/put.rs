use legation::{Document, Reading};
use rusqlite::{OptionalExtension, Transaction, params};

use super::Sqlite;
use crate::fold::fold;
use crate::link::minhash;
use crate::record::{Filed, filed};
use crate::{Counts, Failed, StoreError, pack};

impl Sqlite {
    /// Begins a run and gives its number. `started` is an RFC 3339 time; the store has no clock of its own.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn begin(&mut self, input: &str, started: &str) -> Result<i64, StoreError> {
        let done = self.db.execute("INSERT INTO runs (started, input) VALUES (?1, ?2)", params![started, input]);
        done.map_err(|error| self.failed(error))?;
        Ok(self.db.last_insert_rowid())
    }

    /// Ends a run.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn finish(&mut self, run: i64, counts: &Counts, finished: &str) -> Result<(), StoreError> {
        let done = self.db.execute(
            "UPDATE runs SET finished = ?2, read = ?3, known = ?4, failed = ?5 WHERE id = ?1",
            params![run, finished, counts.read as i64, counts.known as i64, counts.failed as i64],
        );
        done.map(|_| ()).map_err(|error| self.failed(error))
    }

    /// Whether a text of this hash is stored.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn knows(&self, hash: &str) -> Result<bool, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT 1 FROM documents WHERE hash = ?1").map_err(|error| self.failed(error))?;
        statement.exists([hash]).map_err(|error| self.failed(error))
    }

    /// Whether a document that is called so is stored, or was met as a copy of one.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn has(&self, reference: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM documents WHERE reference = ?1 UNION ALL SELECT 1 FROM sightings WHERE reference = ?1";
        let mut statement = self.db.prepare_cached(sql).map_err(|error| self.failed(error))?;
        statement.exists([reference]).map_err(|error| self.failed(error))
    }

    /// Stores readings, other places of texts that are stored, and items that could not be read: all or none. An item that is read now is no
    /// failure any more, one that fails again is noted once.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn put(&mut self, run: i64, readings: &[Reading], again: &[Document], failed: &[Failed]) -> Result<(), StoreError> {
        let path = self.path.clone();
        let wrong = |error| StoreError::of(&path, error);
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(wrong)?;
        for reading in readings {
            put(&transaction, run, reading).map_err(wrong)?;
            forget(&transaction, &reading.document.reference).map_err(wrong)?;
        }
        for document in again {
            saw(&transaction, document).map_err(wrong)?;
            forget(&transaction, &document.reference).map_err(wrong)?;
        }
        for item in failed {
            note(&transaction, run, item).map_err(wrong)?;
        }
        transaction.commit().map_err(wrong)
    }

    /// The items that could not be read, by reference.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn failures(&self) -> Result<Vec<Failed>, StoreError> {
        let mut statement =
            self.db.prepare("SELECT reference, reason, message FROM failures ORDER BY reference").map_err(|error| self.failed(error))?;
        let rows = statement.query_map([], |row| Ok(Failed { reference: row.get(0)?, reason: row.get(1)?, message: row.get(2)? }));
        rows.and_then(Iterator::collect).map_err(|error| self.failed(error))
    }

    /// Forgets that files or addresses failed in earlier runs, where they were read again in this one and did not.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn settle(&mut self, run: i64, references: &[String]) -> Result<(), StoreError> {
        for reference in references {
            let done = self.db.execute("DELETE FROM failures WHERE reference = ?1 AND run < ?2", params![reference, run]);
            done.map_err(|error| self.failed(error))?;
        }
        Ok(())
    }

    /// What was kept of a watched feed.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn feed(&self, url: &str) -> Result<Option<String>, StoreError> {
        let found = self.db.query_row("SELECT state FROM feeds WHERE url = ?1", [url], |row| row.get(0));
        found.optional().map_err(|error| self.failed(error))
    }

    /// Keeps what is known of a watched feed.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn keep_feed(&mut self, url: &str, state: &str) -> Result<(), StoreError> {
        let done = self.db.execute("INSERT OR REPLACE INTO feeds (url, state) VALUES (?1, ?2)", [url, state]);
        done.map(|_| ()).map_err(|error| self.failed(error))
    }
}

fn put(db: &Transaction<'_>, run: i64, reading: &Reading) -> rusqlite::Result<()> {
    let (record, by) = (&reading.document, &reading.by);
    // Another program may have stored it meanwhile.
    if row_of(db, &record.id)?.is_some() {
        return saw(db, &crate::record::document(reading));
    }
    db.prepare_cached("INSERT OR IGNORE INTO makers (engine, data, model, codebook) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        by.engine,
        by.data,
        by.model,
        by.codebook
    ])?;
    let maker: i64 = db
        .prepare_cached("SELECT id FROM makers WHERE engine = ?1 AND data = ?2 AND model = ?3 AND codebook = ?4")?
        .query_row(params![by.engine, by.data, by.model, by.codebook], |row| row.get(0))?;
    let signature = minhash::signature(&record.text);
    db.prepare_cached(
        "INSERT INTO documents (hash, reference, title, url, publisher, published, published_basis, language, text, reading, signature, maker, run)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        record.id,
        record.reference,
        record.title,
        record.url,
        record.publisher,
        record.published.map(|day| day.to_string()),
        legation::record::code_of(&record.published_basis),
        record.language,
        record.text,
        pack::pack(reading),
        signature.bytes(),
        maker,
        run
    ])?;
    let document = db.last_insert_rowid();
    let mut bands = db.prepare_cached("INSERT OR IGNORE INTO bands (band, value, document) VALUES (?1, ?2, ?3)")?;
    for (band, value) in signature.bands().into_iter().enumerate() {
        bands.execute(params![band as i64, value, document])?;
    }
    for filed in filed(reading) {
        file(db, document, &filed)?;
    }
    Ok(())
}

fn file(db: &Transaction<'_>, document: i64, filed: &Filed) -> rusqlite::Result<()> {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let starts = day(filed.starts);
    db.prepare_cached(
        "INSERT INTO records (key, document, kind, ordinal, type, status, starts, ends, due, quad, score, confidence)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        filed.key,
        document,
        filed.kind.name(),
        filed.ordinal as i64,
        filed.kind_of,
        filed.status,
        starts,
        day(filed.ends),
        day(filed.due),
        filed.quad,
        filed.score.map(f64::from),
        // 0.7 as f32 would be 0.699999988 and miss "at least 0.7".
        (f64::from(filed.confidence) * 100.0).round() / 100.0
    ])?;
    let record = db.last_insert_rowid();
    let kind = filed.kind.name();
    for part in &filed.parties {
        let name = match &part.name {
            Some(name) => {
                let folded = fold(name);
                db.prepare_cached("INSERT OR IGNORE INTO names (folded) VALUES (?1)")?.execute([&folded])?;
                Some(db.prepare_cached("SELECT id FROM names WHERE folded = ?1")?.query_row([&folded], |row| row.get::<_, i64>(0))?)
            }
            None => None,
        };
        db.prepare_cached(
            "INSERT INTO parties (record, role, kind, country, name, type, starts, ends) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            record,
            part.role,
            kind,
            part.country.map(|code| code.to_string()),
            name,
            filed.kind_of,
            starts,
            day(filed.ends)
        ])?;
    }
    for (one, other) in &filed.ties {
        db.prepare_cached("INSERT INTO ties (one, other, kind, starts, record) VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
            one.as_str(),
            other.as_str(),
            kind,
            starts,
            record
        ])?;
    }
    for label in &filed.labels {
        db.prepare_cached("INSERT OR IGNORE INTO labels (record, label) VALUES (?1, ?2)")?.execute(params![record, label])?;
    }
    for (part, span) in &filed.evidence {
        db.prepare_cached("INSERT INTO evidence (record, part, starts, ends) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            record,
            part,
            span.start() as i64,
            span.end() as i64
        ])?;
    }
    db.prepare_cached("INSERT INTO record_words (rowid, words) VALUES (?1, ?2)")?.execute(params![record, filed.words])?;
    Ok(())
}

fn row_of(db: &Transaction<'_>, hash: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT id FROM documents WHERE hash = ?1")?.query_row([hash], |row| row.get(0)).optional()
}

/// Another place of a stored text, where it is another.
fn saw(db: &Transaction<'_>, document: &Document) -> rusqlite::Result<()> {
    let Some(id) = row_of(db, &document.id())? else { return Ok(()) };
    let first: String = db.prepare_cached("SELECT reference FROM documents WHERE id = ?1")?.query_row([id], |row| row.get(0))?;
    if first != document.reference {
        db.prepare_cached("INSERT OR IGNORE INTO sightings (document, reference, url, publisher, published) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![id, document.reference, document.url, document.publisher, document.published.map(|day| day.to_string())])?;
    }
    Ok(())
}

fn note(db: &Transaction<'_>, run: i64, item: &Failed) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO failures (reference, reason, message, run) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        item.reference,
        item.reason,
        item.message,
        run
    ])?;
    Ok(())
}

fn forget(db: &Transaction<'_>, reference: &str) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM failures WHERE reference = ?1")?.execute([reference])?;
    Ok(())
}
