//! Documents in, records out, as Arrow batches: the one function that `legation batch`, Python, Spark and Ray call.
//!
//! Needs: documents, each of which may have failed. Gives: a batch of [`schema`], one row a document, one a record and one a failure, in the
//! order of the documents. A row depends on its document alone, so however documents are dealt out, the rows are the same.

mod parts;
mod rows;
mod schema;

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use legation::{Document, World, read_all};

pub use parts::Parts;
pub use schema::{DOCUMENTS, RECORDS, documents, records};

use crate::Failed;
use rows::Rows;

/// Documents that are held as readings at a time.
const PORTION: usize = 64;

/// Reads documents on some threads into one batch of [`records`].
///
/// # Errors
/// Where the batch would be larger than Arrow's strings can be (2 GiB): give fewer documents at a time.
pub fn read(world: &World, items: Vec<Result<Document, Failed>>, threads: usize) -> Result<RecordBatch, ArrowError> {
    let mut rows = Rows::new();
    let mut waiting: Vec<Document> = Vec::new();
    let flush = |waiting: &mut Vec<Document>, rows: &mut Rows| {
        read_all(world, waiting, threads).iter().for_each(|reading| rows.reading(reading));
        waiting.clear();
    };
    for item in items {
        match item {
            Ok(document) => waiting.push(document),
            Err(failure) => {
                flush(&mut waiting, &mut rows);
                rows.failure(&failure);
            }
        }
        if waiting.len() >= PORTION {
            flush(&mut waiting, &mut rows);
        }
    }
    flush(&mut waiting, &mut rows);
    rows.finish()
}
