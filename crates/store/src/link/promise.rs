use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;
use legation::Span;
use legation::ledger::{self, Promise};
use legation::record::{Code, CommitmentStatus, Reading, code_of};
use rusqlite::{Transaction, params};

use super::act::Act;
use super::answer::insert;
use super::document::{Document, Documents, reading};
use crate::Kind;
use crate::fold::fold;

/// What became of a promise is told within so many days.
const LONG: i32 = 2 * 366;
/// So many of its nouns have to be in a sentence.
const COMMON: usize = 2;
/// Beginnings of words are compared.
const STEM: usize = 5;

/// Finds what a document says of earlier commitments, and what later documents say of its own.
pub fn find(db: &Transaction<'_>, own: &Document, documents: &mut Documents<'_>, copies: &BTreeSet<i64>) -> rusqlite::Result<u64> {
    let Some(published) = own.published else { return Ok(0) };
    let mut read: Option<Reading> = None;
    let mut found = 0;
    let earlier = earlier(db, own, published)?;
    let earlier: BTreeMap<i64, Promise> = earlier
        .into_iter()
        .filter(|(_, (document, _))| !copies.contains(document))
        .map(|(record, (_, promise))| (record, promise))
        .collect();
    if !earlier.is_empty()
        && let Some(reading) = reading(db, own.row)?
    {
        found += told(db, documents, own, &reading, &earlier)?;
        read = Some(reading);
    }
    let open: Vec<&Act> = own.acts.iter().filter(|act| act.what == Kind::Commitment && !act.actors.is_empty()).collect();
    if open.is_empty() {
        return Ok(found);
    }
    let read = match read {
        Some(reading) => Some(reading),
        None => reading(db, own.row)?,
    };
    let Some(read) = read else { return Ok(found) };
    for act in open {
        let Some((_, ordinal)) = own.rows.iter().find(|(_, row)| **row == act.record).map(|(place, _)| *place) else { continue };
        let Some(commitment) = read.commitments.get(ordinal) else { continue };
        if !matches!(commitment.status, CommitmentStatus::Open | CommitmentStatus::Extended) {
            continue;
        }
        let Some(promise) = ledger::promise(documents.world(), &read, commitment) else { continue };
        file(db, act.record, &promise)?;
        for later in later(db, published, &promise)? {
            if copies.contains(&later) {
                continue;
            }
            let document = documents.of(db, later)?;
            if let Some(reading) = reading(db, later)? {
                found += told(db, documents, &document, &reading, &BTreeMap::from([(act.record, promise.clone())]))?;
            }
        }
    }
    Ok(found)
}

/// Keeps a promise to be found by documents that are linked later.
fn file(db: &Transaction<'_>, record: i64, promise: &Promise) -> rusqlite::Result<()> {
    let json = serde_json::to_string(promise).unwrap_or_default();
    db.prepare_cached("INSERT OR REPLACE INTO promises (record, promise) VALUES (?1, ?2)")?.execute(params![record, json])?;
    let mut statement = db.prepare_cached("INSERT OR IGNORE INTO promise_words (country, word, record) VALUES (?1, ?2, ?3)")?;
    for country in &promise.by {
        for noun in &promise.nouns {
            statement.execute(params![country.as_str(), stem(noun), record])?;
        }
    }
    Ok(())
}

fn stem(word: &str) -> String {
    fold(word).chars().take(STEM).collect()
}

fn stems(text: &str) -> BTreeSet<String> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(stem).collect()
}

/// Promises of earlier documents by countries that this one names, with their nouns in it: by record, with their documents.
fn earlier(db: &Transaction<'_>, own: &Document, published: civil::Date) -> rusqlite::Result<BTreeMap<i64, (i64, Promise)>> {
    let mut found = BTreeMap::new();
    if own.named.is_empty() {
        return Ok(found);
    }
    let text: String = db.prepare_cached("SELECT text FROM documents WHERE id = ?1")?.query_row([own.row], |row| row.get(0))?;
    let mut common: BTreeMap<i64, usize> = BTreeMap::new();
    let mut statement = db.prepare_cached("SELECT record FROM promise_words WHERE country = ?1 AND word = ?2")?;
    for word in stems(&text) {
        let mut records: BTreeSet<i64> = BTreeSet::new();
        for code in &own.named {
            for record in statement.query_map([code.as_str(), word.as_str()], |row| row.get(0))? {
                records.insert(record?);
            }
        }
        for record in records {
            *common.entry(record).or_default() += 1;
        }
    }
    let oldest = published.checked_sub(jiff::Span::new().days(LONG)).unwrap_or(civil::Date::MIN).to_string();
    let mut statement = db.prepare_cached(
        "SELECT p.promise, r.document FROM promises p JOIN records r ON r.id = p.record JOIN documents d ON d.id = r.document
         WHERE p.record = ?1 AND d.published >= ?2 AND d.published < ?3",
    )?;
    for (record, common) in common {
        for row in statement.query_map(params![record, oldest, published.to_string()], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))? {
            let (json, document) = row?;
            if let Ok(promise) = serde_json::from_str::<Promise>(&json)
                && common >= promise.nouns.len().min(COMMON)
            {
                found.insert(record, (document, promise));
            }
        }
    }
    Ok(found)
}

/// Later linked documents with the nouns of a promise in them.
fn later(db: &Transaction<'_>, published: civil::Date, promise: &Promise) -> rusqlite::Result<BTreeSet<i64>> {
    let newest: Option<String> = db
        .prepare_cached("SELECT max(published) FROM documents WHERE linked = 1 AND published > ?1")?
        .query_row([published.to_string()], |row| row.get(0))?;
    if newest.is_none() {
        return Ok(BTreeSet::new());
    }
    let nouns: Vec<String> =
        promise.nouns.iter().map(|noun| stem(noun)).filter(|stem| stem.chars().all(char::is_alphanumeric) && !stem.is_empty()).collect();
    let searches: Vec<String> = match nouns.as_slice() {
        [] => return Ok(BTreeSet::new()),
        [only] if promise.nouns.len() == 1 => vec![format!("\"{only}\"*")],
        several => (0..several.len())
            .flat_map(|one| (one + 1..several.len()).map(move |other| (one, other)))
            .map(|(one, other)| format!("(\"{}\"* AND \"{}\"*)", several[one], several[other]))
            .collect(),
    };
    let last = published.checked_add(jiff::Span::new().days(LONG)).unwrap_or(civil::Date::MAX).to_string();
    let mut statement = db.prepare_cached(
        "SELECT id FROM documents WHERE id IN (SELECT rowid FROM document_words WHERE document_words MATCH ?1) AND linked = 1
         AND published > ?2 AND published <= ?3",
    )?;
    let rows = statement.query_map(params![searches.join(" OR "), published.to_string(), last], |row| row.get(0))?;
    rows.collect()
}

/// What a document says of promises, told by the ledger from the sentences that have their nouns, each with the one before it.
fn told(
    db: &Transaction<'_>,
    documents: &mut Documents<'_>,
    document: &Document,
    reading: &Reading,
    promises: &BTreeMap<i64, Promise>,
) -> rusqlite::Result<u64> {
    let text = &reading.document.text;
    let world = documents.world();
    let sentences = ledger::sentences(world, text);
    let words: Vec<BTreeSet<String>> = sentences.iter().map(|sentence| stems(sentence.of(text))).collect();
    let nouns: BTreeMap<i64, BTreeSet<String>> =
        promises.iter().map(|(row, promise)| (*row, promise.nouns.iter().map(|noun| stem(noun)).collect())).collect();
    let mut found = 0;
    for (at, sentence) in sentences.iter().enumerate() {
        let mut about: Vec<(i64, &Promise)> = promises
            .iter()
            .filter(|(row, _)| {
                let (nouns, promise) = (&nouns[row], &promises[row]);
                !document.named.is_disjoint(&promise.by.iter().copied().collect())
                    && words[at].intersection(nouns).count() >= nouns.len().min(COMMON)
            })
            .map(|(row, promise)| (*row, promise))
            .collect();
        if about.is_empty() {
            continue;
        }
        let stretch = sentences[at.saturating_sub(1)].to(*sentence);
        let (verbs, named) = (ledger::verbs(world, sentence.of(text)), named(reading, stretch));
        about.retain(|(_, promise)| {
            let is_named = promise.by.iter().chain(&promise.to).any(|code| named.contains(code));
            ledger::may_tell(world, &verbs, is_named, promise)
        });
        if about.is_empty() {
            continue;
        }
        let only: Vec<&Promise> = about.iter().map(|(_, promise)| *promise).collect();
        for change in ledger::became(world, reading, stretch, &only) {
            if !change.sentence.overlaps(*sentence) {
                continue;
            }
            for (row, _) in about.iter().filter(|(_, promise)| promise.commitment == change.commitment) {
                found += note(db, documents, *row, document, change.status, *sentence, &change.because.rule)?;
            }
        }
    }
    Ok(found)
}

/// Countries whose parties a stretch of text names.
fn named(reading: &Reading, stretch: Span) -> BTreeSet<Code> {
    let inside = reading.parties.iter().filter(|party| party.mentions.as_slice().iter().any(|mention| mention.overlaps(stretch)));
    inside.filter_map(|party| party.country).collect()
}

fn note(
    db: &Transaction<'_>,
    documents: &mut Documents<'_>,
    row: i64,
    later: &Document,
    status: CommitmentStatus,
    sentence: Span,
    rule: &str,
) -> rusqlite::Result<u64> {
    let from: i64 = db.prepare_cached("SELECT document FROM records WHERE id = ?1")?.query_row([row], |row| row.get(0))?;
    let document = documents.of(db, from)?;
    let Some(act) = document.acts.iter().find(|act| act.record == row) else { return Ok(0) };
    let other = later.acts.iter().filter(|act| act.what == Kind::Event && act.sentence.overlaps(sentence)).map(|act| act.record).min();
    insert(db, act, &code_of(&status), later.row, sentence, other, rule)
}
