//! The pipeline, in one function.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::record::{By, DocumentRecord, Note, NoteKind, Reading, SCHEMA};
use crate::{
    Document, Text, World, accounts, amounts, analyse, boilerplate, codes, commitments, events, meetings, names, places, statements, when,
};

/// Reads one document. It cannot fail: what could not be made out is said in the reading's notes.
#[must_use]
pub fn read(world: &World, document: &Document) -> Reading {
    let (text, notes) = layers(world, document);
    let statements = statements::find(&text);
    let events = events::code(&text, &statements);
    let meetings = meetings::find(&text, &events);
    let commitments = commitments::find(&text, &events, &statements);
    let accounts = accounts::tell(&text, &statements, &events, &meetings);
    let coded = codes::code(&text, &statements, &events);

    let parties = text.parties.into_records();
    let document = DocumentRecord {
        id: text.id,
        reference: document.reference.clone(),
        title: document.title.clone(),
        url: document.url.clone(),
        publisher: document.publisher.clone(),
        published: document.published,
        published_basis: document.published_basis,
        language: document.language.clone(),
        text: document.text.clone(),
    };
    Reading { schema: SCHEMA, document, by: world.by(), parties, events, statements, commitments, meetings, accounts, coded, notes }
}

/// Finds everything that records are made of: sentences, dates, places, amounts and parties, with the notes so far.
#[must_use]
pub fn layers<'a>(world: &'a World, document: &'a Document) -> (Text<'a>, Vec<Note>) {
    let mut notes = document.notes.clone();
    let boilerplate = boilerplate::find(world, document, &mut notes);
    let sentences =
        if is_english(document, &mut notes) { analyse::sentences(world, document, &boilerplate, &mut notes) } else { Vec::new() };
    let whens = when::find(world, document, &sentences);
    let places = places::find(world, document, &sentences);
    let amounts = amounts::find(world, document, &sentences);
    let parties = names::find(world, document, &sentences, &places);
    (Text { world, document, id: document.id(), boilerplate, sentences, whens, places, amounts, parties }, notes)
}

/// Reads documents on some threads, each exactly as [`read`] reads it alone, in the order given.
#[must_use]
pub fn read_all(world: &World, documents: &[Document], threads: usize) -> Vec<Reading> {
    let next = AtomicUsize::new(0);
    let found: Mutex<Vec<(usize, Reading)>> = Mutex::new(Vec::with_capacity(documents.len()));
    let work = || {
        while let Some((index, document)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|index| Some((index, documents.get(index)?)))
        {
            let reading = read(world, document);
            found.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((index, reading));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(documents.len()) {
            scope.spawn(work);
        }
        work();
    });
    let mut found = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, reading)| reading).collect()
}

/// Whether the rules apply; a note says so where they do not. A text too short to tell counts as English.
fn is_english(document: &Document, notes: &mut Vec<Note>) -> bool {
    if document.published.is_none() {
        let text = "no publication date was given or found: relative dates stay open; give one with --published".to_owned();
        notes.push(Note { kind: NoteKind::NoDate, span: None, text });
    }
    match document.language.as_deref() {
        None | Some("en") => true,
        Some(language) => {
            let text = format!("the text looks like {language:?}, not English: nothing was coded");
            notes.push(Note { kind: NoteKind::NotEnglish, span: None, text });
            false
        }
    }
}

/// What made a reading.
impl World {
    /// Versions and hashes of engine, data, model and codebook.
    #[must_use]
    pub fn by(&self) -> By {
        By {
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            data: self.data_hash.clone(),
            model: self.model.hash().to_owned(),
            codebook: self.codes.iter().fold(self.codebook.switches.name(), |names, coder| format!("{names} + {}", coder.book().label())),
        }
    }
}
