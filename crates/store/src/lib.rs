//! Keeps readings and answers questions about them.
//!
//! Needs: [`legation::Reading`]s. Gives: one file that holds every document with its record ([`Sqlite`]), what belongs together in it
//! ([`link`]), answers to a [`Query`], and files in the formats that people already load ([`export`]).

pub mod asked;
#[cfg(feature = "table")]
pub mod batch;
mod brief;
mod error;
pub mod export;
mod figures;
mod fold;
pub mod ingest;
pub mod link;
mod pack;
mod query;
mod record;
mod series;
mod sqlite;

use std::sync::Arc;

use jiff::civil;
use legation::Reading;
use legation::json::in_scalars;
use serde::Serialize;
use serde_json::{Value, json};

pub use error::StoreError;
pub use figures::{Figure, Given};
pub use link::{Answer, Member};
pub use query::{Kind, Order, Query, Who};
pub use record::{Filed, Part, alone, filed};
pub use series::{Point, Step};
pub use sqlite::{Busy, Dot, Dump, Elsewhere, Overview, Report, Sighting, Sqlite, Told};

/// An item that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// What it is called: a path, an address, a line of a file.
    pub reference: String,
    /// The reason in a word, such as `binary`.
    pub reason: String,
    /// What happened and what to do.
    pub message: String,
}

/// What became of the items of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Read and stored.
    pub read: u64,
    /// Stored already.
    pub known: u64,
    /// Not readable.
    pub failed: u64,
}

/// A document that tells a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The document's id.
    pub document: String,
    /// What the caller calls it.
    pub reference: String,
    /// Its address.
    pub url: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<civil::Date>,
}

/// A record that answers a question.
#[derive(Debug, Clone)]
pub struct Hit {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub key: String,
    /// Its place in its list of the reading.
    pub ordinal: usize,
    /// How many documents tell it.
    pub reports: usize,
    /// Those, where they are more than one; the first to come out first.
    pub sources: Vec<Source>,
    /// What later sentences say of it, the earliest first: that it is denied, corrected, kept, held, called off ...
    pub later: Vec<Answer>,
    /// What has become of it: the last of `later` that is a status; `expired` where its deadline, `past` where its day was before the day
    /// that was asked for; `None` where nothing is known.
    pub became: Option<String>,
    /// Casualties and sums over all reports.
    pub figures: Vec<Figure>,
    /// The reading that it is in.
    pub reading: Arc<Reading>,
}

impl Hit {
    /// The record as [`record_json`] has it, with the documents that tell it and what later ones say of it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut one = record_json(&self.reading, self.kind, self.ordinal);
        for (name, value) in [
            ("reports", json!(self.reports)),
            ("sources", json!(self.sources)),
            ("became", json!(self.became)),
            ("later", json!(self.later)),
            ("figures", json!(self.figures)),
        ] {
            one[name] = value;
        }
        one
    }
}

/// One record of a reading with its document (without the text) and parties, as JSON; spans in Unicode scalar values.
#[must_use]
pub fn record_json(reading: &Reading, kind: Kind, ordinal: usize) -> Value {
    // By way of text: a value made at once would widen 0.85 to 0.8500000238.
    let text = serde_json::to_string(&in_scalars(&alone(reading, kind, ordinal))).unwrap_or_default();
    let mut one: Value = serde_json::from_str(&text).unwrap_or_default();
    let list = format!("{}s", kind.name());
    let record = one[&list][0].take();
    let mut document = one["document"].take();
    if let Some(fields) = document.as_object_mut() {
        fields.remove("text");
    }
    json!({ kind.name(): record, "document": document, "parties": one["parties"].take() })
}
