//! What belongs together in a store: reports of one text, records of one act, and what answers what.
//!
//! Needs: stored readings. Gives: stories of near-duplicates, one standing record for each act that several documents tell, and links from
//! what was told or announced to what denies it or came of it. Two reports are compared by themselves, so the order in which documents came
//! in changes nothing; what people decided with `legation links` comes before what is found. `tests/cases/` proves it.

mod act;
mod answer;
mod cluster;
mod document;
pub mod engine;
mod later;
pub mod minhash;
mod promise;
mod reply;
mod same;
mod show;

use std::collections::BTreeSet;

use jiff::civil;
use legation::World;
use legation::record::EventType;
use rusqlite::{Transaction, params};
use serde::Serialize;

use crate::{Kind, Sqlite, StoreError};
use act::Act;
use document::Documents;
pub use show::{Answer, Member};

/// Two texts with so much of their five-word shingles in common are one story. Of the 37 pairs of the development set `near_dup` copies have .98 and more
/// of their four-word shingles in common, texts from one mould (the same readout for another president) .71 and less.
pub const STORY: f64 = 0.75;

/// Documents linked in one transaction.
const PORTION: usize = 200;

/// What linking found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Linked {
    /// Documents looked at.
    pub documents: u64,
    /// Pairs of near-duplicates.
    pub copies: u64,
    /// Pairs of records that tell one act or meeting.
    pub same: u64,
    /// Denials, corrections and outcomes.
    pub answers: u64,
    /// Later statuses of commitments.
    pub later: u64,
}

impl Sqlite {
    /// Links the documents that have come in since the last time. Killed, it goes on where it was.
    ///
    /// # Errors
    /// Where the store cannot be read or written.
    pub fn link(&mut self, world: &World, mut progress: impl FnMut(&Linked)) -> Result<Linked, StoreError> {
        let path = self.path().to_path_buf();
        let failed = |error| StoreError::of(&path, error);
        let mut found = Linked::default();
        let mut documents = Documents::new(world);
        for portion in unlinked(&self.db).map_err(failed)?.chunks(PORTION) {
            let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
            let mut touched = BTreeSet::new();
            for &document in portion {
                link_document(&transaction, document, &mut documents, &mut found, &mut touched).map_err(failed)?;
            }
            cluster::settle(&transaction, touched).map_err(failed)?;
            transaction.commit().map_err(failed)?;
            progress(&found);
        }
        Ok(found)
    }

    /// Forgets all links that were found and makes them again.
    ///
    /// # Errors
    /// Where the store cannot be read or written.
    pub fn relink(&mut self, world: &World, progress: impl FnMut(&Linked)) -> Result<Linked, StoreError> {
        let all = "DELETE FROM links; DELETE FROM answers; DELETE FROM whereabouts; DELETE FROM promises; DELETE FROM promise_words;
             UPDATE documents SET linked = 0, story = NULL; UPDATE records SET head = NULL, reports = 1 WHERE head IS NOT NULL OR reports > 1;";
        self.db.execute_batch(&format!("BEGIN IMMEDIATE; {all} COMMIT;")).map_err(|error| self.failed(error))?;
        self.link(world, progress)
    }

    /// Decides that two records are one act, or are not, and settles what that changes. Keys are records' ids.
    ///
    /// # Errors
    /// Where there is no record of a key, or the store cannot be written.
    pub fn decide(&mut self, join: bool, one: &str, other: &str) -> Result<(), StoreError> {
        let path = self.path().to_path_buf();
        let failed = |error| StoreError::of(&path, error);
        let (rows, others) = (self.rows_of(one)?, self.rows_of(other)?);
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
        let (low, high) = if one < other { (one, other) } else { (other, one) };
        transaction
            .execute(
                "INSERT OR REPLACE INTO decisions (verb, one, other) VALUES (?1, ?2, ?3)",
                [if join { "join" } else { "split" }, low, high],
            )
            .map_err(failed)?;
        cluster::settle(&transaction, rows.into_iter().chain(others).collect()).map_err(failed)?;
        transaction.commit().map_err(failed)
    }

    pub(crate) fn rows_of(&self, key: &str) -> Result<Vec<i64>, StoreError> {
        let mut statement =
            self.db.prepare_cached("SELECT id FROM records WHERE key = ?1 ORDER BY id").map_err(|error| self.failed(error))?;
        let rows: Vec<i64> =
            statement.query_map([key], |row| row.get(0)).and_then(Iterator::collect).map_err(|error| self.failed(error))?;
        if rows.is_empty() {
            return Err(StoreError::Question(format!("there is no record {key:?}; ids are printed by `legation events --format json`")));
        }
        Ok(rows)
    }
}

/// Documents not linked yet, in the order in which they came out: what became of a promise is then looked for in one direction only.
fn unlinked(db: &rusqlite::Connection) -> rusqlite::Result<Vec<i64>> {
    let mut statement = db.prepare_cached("SELECT id FROM documents WHERE linked = 0 ORDER BY published IS NULL, published, hash")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

fn link_document(
    db: &Transaction<'_>,
    row: i64,
    documents: &mut Documents<'_>,
    found: &mut Linked,
    touched: &mut BTreeSet<i64>,
) -> rusqlite::Result<()> {
    let copies = copies(db, row)?;
    found.documents += 1;
    found.copies += copies.len() as u64;
    join_story(db, row, &copies)?;
    let own = documents.of(db, row)?;
    for act in own.acts.iter().filter(|act| act.what != Kind::Commitment) {
        touched.insert(act.record);
        for (record, other) in candidates(db, act, &copies)? {
            let theirs = documents.of(db, other)?;
            let Some(candidate) = theirs.acts.iter().find(|candidate| candidate.record == record) else { continue };
            if let Some(rule) = same::same(act, candidate, copies.contains(&other)) {
                found.same += u64::from(insert(db, act.record.min(record), act.record.max(record), rule)?);
            }
        }
    }
    found.answers += answer::find(db, &own, documents, &copies)?;
    found.later += promise::find(db, &own, documents, &copies)?;
    db.prepare_cached("UPDATE documents SET linked = 1 WHERE id = ?1")?.execute([row])?;
    Ok(())
}

fn insert(db: &Transaction<'_>, one: i64, other: i64, rule: &str) -> rusqlite::Result<bool> {
    let mut statement = db.prepare_cached("INSERT OR IGNORE INTO links (kind, one, other, rule) VALUES ('same', ?1, ?2, ?3)")?;
    Ok(statement.execute(params![one, other, rule])? > 0)
}

/// Linked documents of which this one is a near-duplicate.
fn copies(db: &Transaction<'_>, document: i64) -> rusqlite::Result<BTreeSet<i64>> {
    let text = |id: i64| -> rusqlite::Result<String> {
        db.prepare_cached("SELECT text FROM documents WHERE id = ?1")?.query_row([id], |row| row.get(0))
    };
    let signature: [u8; 256] =
        db.prepare_cached("SELECT signature FROM documents WHERE id = ?1")?.query_row([document], |row| row.get(0))?;
    let mut near = BTreeSet::new();
    {
        let mut statement = db.prepare_cached(
            "SELECT b.document FROM bands b JOIN documents d ON d.id = b.document WHERE b.band = ?1 AND b.value = ?2 AND d.linked = 1",
        )?;
        for (band, value) in minhash::Signature::of_bytes(&signature).bands().into_iter().enumerate() {
            for other in statement.query_map(params![band as i64, value], |row| row.get::<_, i64>(0))? {
                near.insert(other?);
            }
        }
    }
    near.remove(&document);
    if near.is_empty() {
        return Ok(near);
    }
    let shingles = minhash::shingles(&text(document)?);
    let mut copies = BTreeSet::new();
    for other in near {
        if minhash::jaccard(&shingles, &minhash::shingles(&text(other)?)) >= STORY {
            copies.insert(other);
        }
    }
    Ok(copies)
}

/// Makes one story of the stories of some documents: that of the one that came out first.
fn join_story(db: &Transaction<'_>, document: i64, copies: &BTreeSet<i64>) -> rusqlite::Result<()> {
    if copies.is_empty() {
        return Ok(());
    }
    let mut members = BTreeSet::from([document]);
    for &copy in copies {
        let mut statement =
            db.prepare_cached("SELECT id FROM documents WHERE id = ?1 OR story = (SELECT story FROM documents WHERE id = ?1)")?;
        for member in statement.query_map([copy], |row| row.get::<_, i64>(0))? {
            members.insert(member?);
        }
    }
    let mut first: Option<(bool, Option<String>, String, i64)> = None;
    for &member in &members {
        let own: (bool, Option<String>, String, i64) = db
            .prepare_cached("SELECT published IS NULL, published, hash, id FROM documents WHERE id = ?1")?
            .query_row([member], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        if first.as_ref().is_none_or(|first| own < *first) {
            first = Some(own);
        }
    }
    let Some((.., story)) = first else { return Ok(()) };
    for member in members {
        db.prepare_cached("UPDATE documents SET story = ?2 WHERE id = ?1")?.execute([member, story])?;
    }
    Ok(())
}

/// Records of linked documents that may tell what this one tells, or answer it: (record, document).
fn candidates(db: &Transaction<'_>, act: &Act, copies: &BTreeSet<i64>) -> rusqlite::Result<BTreeSet<(i64, i64)>> {
    let mut found = BTreeSet::new();
    let kind = if act.what == Kind::Meeting { "meeting" } else { "event" };
    if let Some((start, end)) = act.days.or(act.about) {
        let back = |day: civil::Date, days: i32| day.checked_sub(jiff::Span::new().days(days)).unwrap_or(civil::Date::MIN).to_string();
        let on = end.checked_add(jiff::Span::new().days(1)).unwrap_or(civil::Date::MAX).to_string();
        // Meetings are of kinds (a call, a visit) that one report may confuse with another.
        let kinds: &[&str] =
            if act.what == Kind::Meeting { &["call", "video", "meeting", "visit", "summit", "forum"] } else { &[act.kind.code()] };
        let mut statement = db.prepare_cached(
            "SELECT r.id, r.document FROM parties p JOIN records r ON r.id = p.record JOIN documents d ON d.id = r.document
             WHERE p.country = ?1 AND p.kind = ?2 AND p.type = ?3 AND p.starts BETWEEN ?4 AND ?5 AND p.ends >= ?6 AND d.linked = 1",
        )?;
        let mut undated = db.prepare_cached(
            "SELECT r.id, r.document FROM parties p JOIN records r ON r.id = p.record JOIN documents d ON d.id = r.document
             WHERE p.country = ?1 AND p.kind = ?2 AND p.type = ?3 AND p.starts IS NULL AND d.published BETWEEN ?4 AND ?5 AND d.linked = 1",
        )?;
        for code in act.everybody() {
            for &of in kinds {
                let values = params![code.as_str(), kind, of, back(start, same::LONG + 1), on, back(start, 1)];
                for row in statement.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))? {
                    found.insert(row?);
                }
                if act.days.is_some() && act.kind == EventType::Consult {
                    let values = params![code.as_str(), kind, of, start.to_string(), on];
                    for row in undated.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))? {
                        found.insert(row?);
                    }
                }
            }
        }
    }
    for &copy in copies {
        let mut statement = db.prepare_cached("SELECT id FROM records WHERE document = ?1 AND kind = ?2")?;
        for row in statement.query_map(params![copy, kind], |row| row.get(0))? {
            found.insert((row?, copy));
        }
    }
    found.retain(|&(_, document)| document != act.document);
    Ok(found)
}
