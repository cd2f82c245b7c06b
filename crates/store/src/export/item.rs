use std::collections::BTreeMap;

use jiff::civil;
use legation::Reading;
use serde::{Deserialize, Serialize};

/// A reading to be exported, with what is known of its events across documents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exported {
    /// The reading.
    pub reading: Reading,
    /// By event id: the act that several documents tell. An event without an entry has its own document as its only source.
    pub merged: BTreeMap<String, Merged>,
}

impl From<Reading> for Exported {
    fn from(reading: Reading) -> Self {
        Self { reading, merged: BTreeMap::new() }
    }
}

/// One act as several documents tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// Id of the event that stands for all of them: it alone is exported, but for mentions.
    pub event: String,
    /// All documents that tell it.
    pub sources: Vec<SourceRef>,
}

/// A document that tells of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRef {
    /// `document.id`: SHA-256 of the text.
    pub document_id: String,
    /// `document.ref`: the caller's id or path.
    pub reference: String,
    /// Its address, where known.
    pub url: Option<String>,
    /// Who published it, where known.
    pub publisher: Option<String>,
    /// The day of publication, where known.
    pub published: Option<civil::Date>,
}

impl SourceRef {
    /// A reading's own document.
    #[must_use]
    pub fn of(reading: &Reading) -> Self {
        let document = &reading.document;
        Self {
            document_id: document.id.clone(),
            reference: document.reference.clone(),
            url: document.url.clone(),
            publisher: document.publisher.clone(),
            published: document.published,
        }
    }

    /// Its address, else the caller's reference.
    #[must_use]
    pub fn address(&self) -> &str {
        self.url.as_deref().unwrap_or(&self.reference)
    }
}

impl Exported {
    /// Id of the event that stands for an event, and whether it is that event itself.
    #[must_use]
    pub fn stands_for<'a>(&'a self, event: &'a str) -> (&'a str, bool) {
        let standing = self.merged.get(event).map_or(event, |merged| merged.event.as_str());
        (standing, standing == event)
    }

    /// The documents that tell of an event, its own first.
    #[must_use]
    pub fn sources(&self, event: &str) -> Vec<SourceRef> {
        let own = SourceRef::of(&self.reading);
        let others = self.merged.get(event).map_or(&[][..], |merged| &merged.sources);
        let mut sources = vec![own];
        for other in others {
            if sources.iter().all(|source| source.document_id != other.document_id || source.reference != other.reference) {
                sources.push(other.clone());
            }
        }
        sources
    }
}
