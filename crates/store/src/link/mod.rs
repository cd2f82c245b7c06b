//! What belongs together in a store: reports of one text, records of one act, and what answers what.
//!
//! Needs: stored readings. Gives: stories of near-duplicates, one standing record for each act that several documents tell, and links from
//! what was told or announced to what denies it or came of it. Two reports are compared by themselves, so the order in which documents came
//! in changes nothing; what people decided with `legation links` comes before what is found. `tests/cases/` proves it.

mod act;
mod cluster;
pub mod engine;
pub mod minhash;
mod same;

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use jiff::civil;
use rusqlite::{Transaction, params};
use serde::Serialize;

use crate::{Sqlite, StoreError, pack};
use act::Act;

/// Two texts with so much of their five-word shingles in common are one story. Of the 37 pairs of the development set `near_dup` copies have .98 and more
/// of their four-word shingles in common, texts from one mould (the same readout for another president) .71 and less.
pub const STORY: f64 = 0.75;

/// Documents linked in one transaction.
const PORTION: usize = 200;

/// The acts of so many documents are held ready.
const HELD: usize = 20_000;

/// What linking found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Linked {
    /// Documents looked at.
    pub documents: u64,
    /// Pairs of near-duplicates.
    pub copies: u64,
    /// Pairs of records that tell one act or meeting.
    pub same: u64,
    /// Denials and outcomes.
    pub answers: u64,
}

impl Sqlite {
    /// Links the documents that have come in since the last time. Killed, it goes on where it was.
    ///
    /// # Errors
    /// Where the store cannot be read or written.
    pub fn link(&mut self, mut progress: impl FnMut(&Linked)) -> Result<Linked, StoreError> {
        let path = self.path().to_path_buf();
        let failed = |error| StoreError::of(&path, error);
        let mut found = Linked::default();
        let mut acts = Acts::default();
        loop {
            let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
            let portion = unlinked(&transaction).map_err(failed)?;
            if portion.is_empty() {
                return Ok(found);
            }
            let mut touched = BTreeSet::new();
            for document in portion {
                link_document(&transaction, document, &mut acts, &mut found, &mut touched).map_err(failed)?;
            }
            cluster::settle(&transaction, touched).map_err(failed)?;
            transaction.commit().map_err(failed)?;
            progress(&found);
        }
    }

    /// Forgets all links that were found and makes them again.
    ///
    /// # Errors
    /// Where the store cannot be read or written.
    pub fn relink(&mut self, progress: impl FnMut(&Linked)) -> Result<Linked, StoreError> {
        let all = "DELETE FROM links; UPDATE documents SET linked = 0, story = NULL; UPDATE records SET head = NULL, reports = 1 WHERE head IS NOT NULL OR reports > 1;";
        self.db.execute_batch(&format!("BEGIN IMMEDIATE; {all} COMMIT;")).map_err(|error| self.failed(error))?;
        self.link(progress)
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

    /// What answers a record and what it answers.
    ///
    /// # Errors
    /// Where there is no record of this key, or the store cannot be read.
    pub fn answers(&self, key: &str) -> Result<Vec<Answer>, StoreError> {
        let Some(row) = self.rows_of(key)?.first().copied() else { return Ok(Vec::new()) };
        let sql = "SELECT l.kind, a.key, b.key, l.rule FROM links l JOIN records a ON a.id = l.one JOIN records b ON b.id = l.other
                   WHERE l.kind != 'same' AND (l.one = ?1 OR l.other = ?1) ORDER BY 1, 2, 3";
        let mut statement = self.db.prepare_cached(sql).map_err(|error| self.failed(error))?;
        let rows =
            statement.query_map([row], |row| Ok(Answer { kind: row.get(0)?, one: row.get(1)?, other: row.get(2)?, rule: row.get(3)? }));
        rows.and_then(Iterator::collect).map_err(|error| self.failed(error))
    }

    fn rows_of(&self, key: &str) -> Result<Vec<i64>, StoreError> {
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

/// A link from a record to what answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// `denies` or `outcome`.
    pub kind: String,
    /// What is answered.
    pub one: String,
    /// What answers it.
    pub other: String,
    /// Why.
    pub rule: String,
}

fn unlinked(db: &Transaction<'_>) -> rusqlite::Result<Vec<i64>> {
    let mut statement = db.prepare_cached("SELECT id FROM documents WHERE linked = 0 ORDER BY id LIMIT ?1")?;
    statement.query_map([PORTION as i64], |row| row.get(0))?.collect()
}

/// The acts of documents, unpacked once.
#[derive(Default)]
struct Acts(HashMap<i64, Rc<Document>>);

/// A document as others are compared with it.
struct Document {
    published: Option<civil::Date>,
    acts: Vec<Act>,
}

impl Acts {
    fn of(&mut self, db: &Transaction<'_>, document: i64) -> rusqlite::Result<Rc<Document>> {
        if let Some(known) = self.0.get(&document) {
            return Ok(Rc::clone(known));
        }
        if self.0.len() >= HELD {
            self.0.clear();
        }
        let (packed, text): (Vec<u8>, String) = db
            .prepare_cached("SELECT reading, text FROM documents WHERE id = ?1")?
            .query_row([document], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut acts = Vec::new();
        let mut published = None;
        // A reading that cannot be unpacked is told by whoever asks for it; here it has no acts.
        if let Ok(reading) = pack::unpack(&packed, text) {
            published = reading.document.published;
            let mut rows = db
                .prepare_cached("SELECT id, kind, ordinal FROM records WHERE document = ?1 AND kind IN ('event', 'meeting') ORDER BY id")?;
            let rows =
                rows.query_map([document], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)? as usize)))?;
            for row in rows {
                let (id, kind, ordinal) = row?;
                if kind == "event" {
                    acts.extend(reading.events.get(ordinal).map(|event| Act::of_event(&reading, event, id, document)));
                } else {
                    acts.extend(reading.meetings.get(ordinal).map(|meeting| Act::of_meeting(&reading, meeting, id, document)));
                }
            }
        }
        let known = Rc::new(Document { published, acts });
        self.0.insert(document, Rc::clone(&known));
        Ok(known)
    }
}

fn link_document(
    db: &Transaction<'_>,
    document: i64,
    acts: &mut Acts,
    found: &mut Linked,
    touched: &mut BTreeSet<i64>,
) -> rusqlite::Result<()> {
    let copies = copies(db, document)?;
    found.documents += 1;
    found.copies += copies.len() as u64;
    join_story(db, document, &copies)?;
    let own = acts.of(db, document)?;
    for act in &own.acts {
        touched.insert(act.record);
        for (record, other) in candidates(db, act, &copies)? {
            let theirs = acts.of(db, other)?;
            let Some(candidate) = theirs.acts.iter().find(|candidate| candidate.record == record) else { continue };
            if let Some(rule) = same::same(act, candidate, copies.contains(&other)) {
                found.same += u64::from(insert(db, "same", act.record.min(record), act.record.max(record), rule)?);
                continue;
            }
            let later = theirs.published >= own.published;
            let (early, late) = if later { (act, candidate) } else { (candidate, act) };
            for (kind, answers) in [("outcome", same::outcome(early, late)), ("denies", same::denial(early, late))] {
                if answers {
                    found.answers += u64::from(insert(db, kind, early.record, late.record, &format!("link.{kind}"))?);
                }
            }
        }
    }
    db.prepare_cached("UPDATE documents SET linked = 1 WHERE id = ?1")?.execute([document])?;
    Ok(())
}

fn insert(db: &Transaction<'_>, kind: &str, one: i64, other: i64, rule: &str) -> rusqlite::Result<bool> {
    let mut statement = db.prepare_cached("INSERT OR IGNORE INTO links (kind, one, other, rule) VALUES (?1, ?2, ?3, ?4)")?;
    Ok(statement.execute(params![kind, one, other, rule])? > 0)
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
    let kind = if act.meeting { "meeting" } else { "event" };
    if let Some((start, end)) = act.days {
        let back = |day: civil::Date, days: i32| day.checked_sub(jiff::Span::new().days(days)).unwrap_or(civil::Date::MIN).to_string();
        let on = end.checked_add(jiff::Span::new().days(1)).unwrap_or(civil::Date::MAX).to_string();
        // Meetings are of kinds (a call, a visit) that one report may confuse with another.
        let kinds: &[&str] = if act.meeting { &["call", "video", "meeting", "visit", "summit", "forum"] } else { &[act.kind.code()] };
        let mut statement = db.prepare_cached(
            "SELECT r.id, r.document FROM parties p JOIN records r ON r.id = p.record JOIN documents d ON d.id = r.document
             WHERE p.country = ?1 AND p.kind = ?2 AND p.type = ?3 AND p.starts BETWEEN ?4 AND ?5 AND p.ends >= ?6 AND d.linked = 1",
        )?;
        for code in act.everybody() {
            for &of in kinds {
                let values = params![code.as_str(), kind, of, back(start, same::LONG + 1), on, back(start, 1)];
                for row in statement.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))? {
                    found.insert(row?);
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
