use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Account, Coded, Commitment, EachSpan, Event, Meeting, Note, Party, Span, Statement};
use crate::document::{Document, PublishedBasis};

/// The version of the JSON contract.
pub const SCHEMA: u32 = 1;

/// What one document says: five kinds of record, with the parties they share.
///
/// The same document and the same version of engine, data and model give the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// [`SCHEMA`].
    pub schema: u32,
    /// What was read.
    pub document: DocumentRecord,
    /// What read it.
    pub by: By,
    /// Who is in it.
    pub parties: Vec<Party>,
    /// Who did what to whom.
    pub events: Vec<Event>,
    /// Who said what.
    pub statements: Vec<Statement>,
    /// Who promised what.
    pub commitments: Vec<Commitment>,
    /// Who meets whom.
    pub meetings: Vec<Meeting>,
    /// One meeting as each side tells it.
    pub accounts: Vec<Account>,
    /// What the codebooks that the user gave see; absent where none was given or nothing is seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coded: Vec<Coded>,
    /// What else the reader should know.
    pub notes: Vec<Note>,
}

/// The document as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentRecord {
    /// SHA-256 of the text, in hexadecimal.
    pub id: String,
    /// The caller's id or path.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The headline, where known.
    pub title: Option<String>,
    /// Its address, where known.
    pub url: Option<String>,
    /// Who published it, where known.
    pub publisher: Option<String>,
    /// The day of publication.
    pub published: Option<civil::Date>,
    /// How that day was found.
    pub published_basis: PublishedBasis,
    /// ISO 639-1 code of the language.
    pub language: Option<String>,
    /// The text that all spans point into.
    pub text: String,
}

impl DocumentRecord {
    /// The document to be read again: text, reference and day.
    #[must_use]
    pub fn again(&self) -> Document {
        Document { published: self.published, ..Document::new(&self.reference, &self.text) }
    }
}

/// What made a [`Reading`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct By {
    /// The engine's version.
    pub engine: String,
    /// Hash of the data files.
    pub data: String,
    /// Hash of the analyser.
    pub model: String,
    /// The codebook.
    pub codebook: String,
}

impl EachSpan for Reading {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.parties.each_span(change);
        self.events.each_span(change);
        self.statements.each_span(change);
        self.commitments.each_span(change);
        self.meetings.each_span(change);
        self.accounts.each_span(change);
        self.coded.each_span(change);
        self.notes.each_span(change);
    }
}
