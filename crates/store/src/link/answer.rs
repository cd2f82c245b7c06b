use std::collections::BTreeSet;

use jiff::civil;
use legation::Span;
use legation::record::EventType;
use rusqlite::types::Value;
use rusqlite::{Transaction, params, params_from_iter};

use super::act::{Act, Standing};
use super::document::{Document, Documents};
use super::reply::{Reply, reach, weight};
use super::{later, same};
use crate::Kind;

/// So much has to speak for a sentence's answering an act.
const ENOUGH: usize = 2;

/// Finds what a document answers and what answers it among linked documents, and how many answers are new.
pub fn find(db: &Transaction<'_>, own: &Document, documents: &mut Documents<'_>, copies: &BTreeSet<i64>) -> rusqlite::Result<u64> {
    let Some(published) = own.published else { return Ok(0) };
    let mut found = 0;
    for act in &own.acts {
        for (record, document) in akin(db, act, published)? {
            let theirs = documents.of(db, document)?;
            let Some((other, day)) = theirs.acts.iter().find(|other| other.record == record).zip(theirs.published) else { continue };
            if document == own.row || copies.contains(&document) {
                continue;
            }
            for (early, told, late, answered) in [(act, published, other, day), (other, day, act, published)] {
                if let Some((kind, rule)) = later::answer(early, told, late, answered) {
                    found += insert(db, early, kind, late.document, late.sentence, Some(late.record), rule)?;
                }
            }
        }
    }
    for document in answered(db, own, published)? {
        if document != own.row && !copies.contains(&document) {
            let theirs = documents.of(db, document)?;
            found += reply_to(db, &theirs, own)?;
        }
    }
    for document in answering(db, own, published)? {
        if document != own.row && !copies.contains(&document) {
            let theirs = documents.of(db, document)?;
            found += reply_to(db, own, &theirs)?;
        }
    }
    note(db, own, published)?;
    Ok(found)
}

/// Links the acts of a document to the sentences of another that answer them: of its acts those that most speaks for.
fn reply_to(db: &Transaction<'_>, told: &Document, answering: &Document) -> rusqlite::Result<u64> {
    let (Some(day), Some(answered)) = (told.published, answering.published) else { return Ok(0) };
    let mut found = 0;
    for reply in &answering.replies {
        let weights: Vec<usize> = told.acts.iter().map(|act| weight(act, day, reply, answered)).collect();
        let most = weights.iter().copied().max().unwrap_or(0);
        if most < ENOUGH {
            continue;
        }
        let other = reply.record.and_then(|place| answering.rows.get(&place).copied());
        for (act, _) in told.acts.iter().zip(&weights).filter(|(_, weight)| **weight == most) {
            found += insert(db, act, &reply.kind, answering.row, reply.sentence, other, &format!("link.{}", rule_of(reply)))?;
        }
    }
    Ok(found)
}

fn rule_of(reply: &Reply) -> &str {
    if reply.kind == "outcome" { "ended" } else { &reply.kind }
}

/// Notes an answer for an act, and for the events that tell the same in its document.
pub fn insert(
    db: &Transaction<'_>,
    act: &Act,
    kind: &str,
    document: i64,
    sentence: Span,
    other: Option<i64>,
    rule: &str,
) -> rusqlite::Result<u64> {
    // Where two records of one sentence answer, the first of them is noted, whichever is found first.
    let mut statement = db.prepare_cached(
        "INSERT INTO answers (record, kind, document, starts, ends, other, rule) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET other = min(coalesce(other, excluded.other), coalesce(excluded.other, other)), ends = max(ends, excluded.ends),
         rule = min(rule, excluded.rule)",
    )?;
    let mut is_new =
        db.prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM answers WHERE record = ?1 AND kind = ?2 AND document = ?3 AND starts = ?4)")?;
    let (starts, ends) = (sentence.start() as i64, sentence.end() as i64);
    let new: bool = is_new.query_row(params![act.record, kind, document, starts], |row| row.get(0))?;
    for row in std::iter::once(&act.record).chain(&act.events) {
        statement.execute(params![row, kind, document, starts, ends, other, rule])?;
    }
    Ok(u64::from(new))
}

fn shift(day: civil::Date, days: i32) -> String {
    let span = jiff::Span::new().days(days);
    day.checked_add(span).unwrap_or(if days < 0 { civil::Date::MIN } else { civil::Date::MAX }).to_string()
}

/// Where one looks for records.
struct Search<'a> {
    kind: Kind,
    types: Vec<&'a str>,
    /// Beginning between these days; `None` for undated records of documents published in between.
    starts: (String, String),
    undated: bool,
    statuses: &'a [&'a str],
}

const TO_COME: [&str; 3] = ["planned", "conditional", "possible"];
const NOT: [&str; 2] = ["denied", "negated"];
const OFF: [&str; 2] = ["cancelled", "postponed"];
const MEETINGS: [&str; 6] = ["call", "video", "meeting", "visit", "summit", "forum"];
const PROMISES: [&str; 3] = ["agreed", "pledged", "offered"];

/// Records that an act may be the answer to, or that may answer it: (record, document). What is found for one of two acts is found for the other.
fn akin(db: &Transaction<'_>, act: &Act, published: civil::Date) -> rusqlite::Result<BTreeSet<(i64, i64)>> {
    let mut searches: Vec<Search<'_>> = Vec::new();
    let all: Vec<&str> = EventType::ALL.iter().map(|kind| kind.code()).collect();
    let around = |(start, end): (civil::Date, civil::Date)| (shift(start, -same::LONG - 2), shift(end, same::LONG + 2));
    let event = |types: Vec<&'static str>, starts: (String, String), statuses: &'static [&'static str]| Search {
        kind: Kind::Event,
        types,
        starts,
        undated: false,
        statuses,
    };
    let soon = || (shift(published, -30), shift(published, 30));
    match (act.what, act.days) {
        (Kind::Meeting, days) => {
            let meeting = |starts, undated, statuses| Search { kind: Kind::Meeting, types: MEETINGS.to_vec(), starts, undated, statuses };
            match days {
                Some(days) => {
                    searches.push(meeting(around(days), false, &[]));
                    if act.standing == Standing::ToCome {
                        searches.push(meeting((shift(published, -1), shift(days.1, 1)), true, &OFF));
                    }
                }
                None if act.status.is_some_and(|status| OFF.contains(&legation::record::code_of(&status).as_str())) => {
                    searches.push(meeting((shift(published, -1), shift(published, 150)), false, &[]));
                }
                None => {}
            }
        }
        (Kind::Event, Some(days)) => {
            searches.push(event(vec![act.kind.code()], around(days), &[]));
            searches.push(Search { undated: true, ..event(vec![act.kind.code()], soon(), &NOT) });
            if act.standing == Standing::ToCome {
                searches.push(event(all.clone(), (shift(days.0, -1), shift(days.1, 1)), &[]));
            } else {
                searches.push(event(vec!["AGREE", "CONSULT"], around(days), &TO_COME));
                searches.push(Search {
                    kind: Kind::Commitment,
                    types: PROMISES.to_vec(),
                    ..event(Vec::new(), around(days), &["open", "extended"])
                });
            }
            if matches!(act.kind, EventType::Threaten | EventType::Request) {
                searches.push(event(all, (shift(days.0, 0), shift(days.1, 62)), &["occurred", "ongoing"]));
            } else {
                searches.push(event(vec!["THREATEN", "REQUEST"], (shift(days.0, -62), shift(days.1, 0)), &["occurred", "ongoing"]));
            }
        }
        (Kind::Event, None) if act.standing == Standing::Not => {
            searches.push(event(vec![act.kind.code()], (shift(published, -60), shift(published, 30)), &[]));
        }
        (Kind::Commitment, Some(days)) => searches.push(event(all, (shift(days.0, -1), shift(days.1, 1)), &["occurred", "ongoing"])),
        _ => {}
    }
    let mut found = BTreeSet::new();
    for search in searches {
        for code in act.everybody() {
            search.run(db, code.as_str(), &mut found)?;
        }
    }
    found.retain(|&(_, document)| document != act.document);
    Ok(found)
}

impl Search<'_> {
    fn run(&self, db: &Transaction<'_>, code: &str, found: &mut BTreeSet<(i64, i64)>) -> rusqlite::Result<()> {
        let marks = |values: &[&str]| vec!["?"; values.len()].join(", ");
        let day = if self.undated { "p.starts IS NULL AND d.published" } else { "p.starts" };
        let statuses = if self.statuses.is_empty() { String::new() } else { format!(" AND r.status IN ({})", marks(self.statuses)) };
        let sql = format!(
            "SELECT r.id, r.document FROM parties p JOIN records r ON r.id = p.record JOIN documents d ON d.id = r.document
             WHERE d.linked = 1 AND p.country = ? AND p.kind = ? AND p.type IN ({}) AND {day} BETWEEN ? AND ?{statuses}",
            marks(&self.types)
        );
        let words = [code, self.kind.name()].into_iter().chain(self.types.iter().copied());
        let words = words.chain([self.starts.0.as_str(), self.starts.1.as_str()]).chain(self.statuses.iter().copied());
        let mut statement = db.prepare_cached(&sql)?;
        for row in
            statement.query_map(params_from_iter(words.map(|word| Value::from(word.to_owned()))), |row| Ok((row.get(0)?, row.get(1)?)))?
        {
            found.insert(row?);
        }
        Ok(())
    }
}

/// Linked documents whose acts a document's sentences may answer.
fn answered(db: &Transaction<'_>, own: &Document, published: civil::Date) -> rusqlite::Result<BTreeSet<i64>> {
    let mut found = BTreeSet::new();
    for reply in &own.replies {
        let from = shift(published, -reach(&reply.kind));
        for key in reply.codes.iter().map(ToString::to_string).chain(reply.places.iter().cloned()) {
            look(db, "act", &key, &from, &published.to_string(), &mut found)?;
        }
    }
    Ok(found)
}

/// Linked documents with sentences that may answer a document's acts.
fn answering(db: &Transaction<'_>, own: &Document, published: civil::Date) -> rusqlite::Result<BTreeSet<i64>> {
    let mut found = BTreeSet::new();
    for key in keys(own) {
        look(db, "reply", &key, &published.to_string(), &shift(published, reach("")), &mut found)?;
    }
    Ok(found)
}

/// Countries and cities of a document's acts.
fn keys(own: &Document) -> BTreeSet<String> {
    let codes = own.acts.iter().flat_map(Act::everybody).map(|code| code.to_string());
    codes.chain(own.acts.iter().filter_map(|act| act.city.clone())).collect()
}

fn look(db: &Transaction<'_>, side: &str, key: &str, from: &str, to: &str, found: &mut BTreeSet<i64>) -> rusqlite::Result<()> {
    let mut statement = db.prepare_cached("SELECT document FROM whereabouts WHERE side = ?1 AND key = ?2 AND day BETWEEN ?3 AND ?4")?;
    for row in statement.query_map([side, key, from, to], |row| row.get(0))? {
        found.insert(row?);
    }
    Ok(())
}

/// Notes where the answers to a document, and what it answers, are looked for by documents that are linked later.
fn note(db: &Transaction<'_>, own: &Document, published: civil::Date) -> rusqlite::Result<()> {
    let mut statement = db.prepare_cached("INSERT OR IGNORE INTO whereabouts (side, key, day, document) VALUES (?1, ?2, ?3, ?4)")?;
    let day = published.to_string();
    for key in keys(own) {
        statement.execute(params!["act", key, day, own.row])?;
    }
    for reply in &own.replies {
        for key in reply.codes.iter().map(ToString::to_string).chain(reply.places.iter().cloned()) {
            statement.execute(params!["reply", key, day, own.row])?;
        }
    }
    Ok(())
}
