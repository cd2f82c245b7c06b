use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use jiff::civil;
use legation::World;
use legation::record::{Code, Reading};
use rusqlite::Transaction;

use super::act::Act;
use super::reply::{self, Reply};
use crate::{Kind, pack};

/// So many documents are held ready.
const HELD: usize = 20_000;

/// A document as others are compared with it.
pub struct Document {
    pub row: i64,
    pub published: Option<civil::Date>,
    pub acts: Vec<Act>,
    pub replies: Vec<Reply>,
    /// Countries of all its parties.
    pub named: BTreeSet<Code>,
    /// Rows of records by kind and place in their list.
    pub rows: HashMap<(Kind, usize), i64>,
}

/// Documents, unpacked once.
pub struct Documents<'a> {
    world: &'a World,
    held: HashMap<i64, Rc<Document>>,
}

impl<'a> Documents<'a> {
    pub fn new(world: &'a World) -> Self {
        Self { world, held: HashMap::new() }
    }

    pub const fn world(&self) -> &'a World {
        self.world
    }

    pub fn of(&mut self, db: &Transaction<'_>, row: i64) -> rusqlite::Result<Rc<Document>> {
        if let Some(known) = self.held.get(&row) {
            return Ok(Rc::clone(known));
        }
        if self.held.len() >= HELD {
            self.held.clear();
        }
        // A reading that cannot be unpacked is told by whoever asks for it; here it has no acts.
        let document = match reading(db, row)? {
            Some(reading) => self.compared(db, row, &reading)?,
            None => Document { row, published: None, acts: Vec::new(), replies: Vec::new(), named: BTreeSet::new(), rows: HashMap::new() },
        };
        let document = Rc::new(document);
        self.held.insert(row, Rc::clone(&document));
        Ok(document)
    }

    fn compared(&self, db: &Transaction<'_>, row: i64, reading: &Reading) -> rusqlite::Result<Document> {
        let mut rows = HashMap::new();
        let mut order = Vec::new();
        let mut statement = db.prepare_cached("SELECT id, kind, ordinal FROM records WHERE document = ?1 ORDER BY id")?;
        for record in
            statement.query_map([row], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)? as usize)))?
        {
            let (id, kind, ordinal) = record?;
            if let Some(kind) = Kind::of(&kind) {
                rows.insert((kind, ordinal), id);
                order.push((kind, ordinal, id));
            }
        }
        let event_row = |id: &String| {
            reading.events.iter().position(|event| event.id == *id).and_then(|ordinal| rows.get(&(Kind::Event, ordinal)).copied())
        };
        let mut acts = Vec::new();
        for (kind, ordinal, id) in order {
            match kind {
                Kind::Event => acts.extend(reading.events.get(ordinal).map(|event| Act::of_event(reading, event, id, row))),
                Kind::Meeting => acts.extend(reading.meetings.get(ordinal).map(|meeting| Act {
                    events: meeting.events.iter().filter_map(event_row).collect(),
                    ..Act::of_meeting(reading, meeting, id, row)
                })),
                Kind::Commitment => acts.extend(reading.commitments.get(ordinal).map(|commitment| Act {
                    events: commitment.event.iter().filter_map(event_row).collect(),
                    ..Act::of_commitment(reading, commitment, id, row)
                })),
                Kind::Statement | Kind::Account => {}
            }
        }
        let replies = reply::of(self.world, reading);
        Ok(Document {
            row,
            published: reading.document.published,
            acts,
            replies,
            named: reading.parties.iter().filter_map(|party| party.country).collect(),
            rows,
        })
    }
}

/// The reading of a document; `None` where it cannot be unpacked.
pub fn reading(db: &Transaction<'_>, row: i64) -> rusqlite::Result<Option<Reading>> {
    let (packed, text): (Vec<u8>, String) =
        db.prepare_cached("SELECT reading, text FROM documents WHERE id = ?1")?.query_row([row], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(pack::unpack(&packed, text).ok())
}
