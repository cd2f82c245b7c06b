//! Documents into a store: read once each, in portions, on all threads.
//!
//! Needs: an iterator of documents, each of which may have failed. Gives: [`Counts`], and a store that holds what was read. A portion is
//! stored whole or not at all, and a text that is stored is not read again: killed at any moment, the same command goes on where it was.

use legation::{Document, World, read_all};

use crate::{Counts, Failed, Sqlite, StoreError};

/// Documents are read in portions of this many, or of [`PORTION_BYTES`] of text, so that memory stays small however many there are.
const PORTION: usize = 64;
const PORTION_BYTES: usize = 4 << 20;

/// Reads documents into a store on some threads. `progress` is told the counts after each portion, and each failure.
///
/// # Errors
/// Where the store cannot be read or written; what was stored before stays. An item that fails is noted in the store and goes on.
pub fn ingest(
    store: &mut Sqlite,
    world: &World,
    run: i64,
    documents: impl Iterator<Item = Result<Document, Failed>>,
    threads: usize,
    mut progress: impl FnMut(&Counts, Option<&Failed>),
) -> Result<Counts, StoreError> {
    let mut counts = Counts::default();
    let mut documents = documents.peekable();
    while documents.peek().is_some() {
        let (mut fresh, mut again, mut failed): (Vec<Document>, Vec<Document>, Vec<Failed>) = Default::default();
        let mut bytes = 0;
        while fresh.len() + again.len() + failed.len() < PORTION && bytes < PORTION_BYTES {
            match documents.next() {
                Some(Ok(document)) => {
                    bytes += document.text.len();
                    let hash = document.id();
                    if store.knows(&hash)? || fresh.iter().any(|other| other.text == document.text) {
                        again.push(document);
                    } else {
                        fresh.push(document);
                    }
                }
                Some(Err(failure)) => {
                    counts.failed += 1;
                    progress(&counts, Some(&failure));
                    failed.push(failure);
                }
                None => break,
            }
        }
        let readings = read_all(world, &fresh, threads);
        store.put(run, &readings, &again, &failed)?;
        counts.read += fresh.len() as u64;
        counts.known += again.len() as u64;
        progress(&counts, None);
    }
    Ok(counts)
}
