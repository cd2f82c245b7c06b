//! What goes in: a news report as text, with what is known about it.

use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::record::hex;

/// A news report as plain text. `legation-source` makes them from bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The caller's id or path.
    pub reference: String,
    /// The headline, where known; it is not part of the text.
    pub title: Option<String>,
    /// Its address, where known.
    pub url: Option<String>,
    /// Who published it, where known.
    pub publisher: Option<String>,
    /// The local day of publication at the publisher.
    pub published: Option<civil::Date>,
    /// How that day was found.
    pub published_basis: PublishedBasis,
    /// ISO 639-1 code of the language, where it could be told.
    pub language: Option<String>,
    /// The article, exactly as it came.
    pub text: String,
    /// What the source has to say about it (notes without a span).
    pub notes: Vec<crate::record::Note>,
}

/// How the day of publication was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PublishedBasis {
    /// The caller gave it.
    Given,
    /// JSON-LD `datePublished`.
    JsonLd,
    /// `article:published_time` and its kin.
    Meta,
    /// A `time` element.
    TimeElement,
    /// The address.
    Url,
    /// A feed's entry.
    Feed,
    /// A WARC record.
    Warc,
    /// Not found.
    #[default]
    None,
}

impl Document {
    /// A document of which nothing but the text is known, in English.
    #[must_use]
    pub fn new(reference: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            reference: reference.into(),
            title: None,
            url: None,
            publisher: None,
            published: None,
            published_basis: PublishedBasis::None,
            language: Some("en".to_owned()),
            text: text.into(),
            notes: Vec::new(),
        }
    }

    /// The same document, published on this day.
    #[must_use]
    pub fn published(mut self, day: civil::Date) -> Self {
        self.published = Some(day);
        self.published_basis = PublishedBasis::Given;
        self
    }

    /// SHA-256 of the text, in hexadecimal.
    #[must_use]
    pub fn id(&self) -> String {
        hex(&Sha256::digest(self.text.as_bytes()))
    }
}
