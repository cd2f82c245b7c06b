//! Bytes to documents: plain text, Markdown, HTML, JSON Lines, CSV, Parquet, feeds, web archives, zip and gzip of these, and
//! addresses, with the publication date and how it was found.
//!
//! ```
//! use legation_source::{Options, from_bytes};
//!
//! let document = from_bytes("note.txt", b"Talks resumed on Monday.", &Options::default()).expect("it is text");
//! assert_eq!(document.text, "Talks resumed on Monday.");
//! ```
//!
//! Every item succeeds or fails alone: [`documents`] goes on after an item that it had to skip.

pub mod actors;
#[cfg(feature = "fetch")]
mod address;
mod archive;
#[cfg(feature = "table")]
pub mod batch;
#[cfg(feature = "table")]
mod columnar;
pub mod date;
mod delimited;
mod encoding;
mod error;
mod feed;
#[cfg(feature = "fetch")]
pub mod fetch;
mod format;
mod fragment;
mod html;
mod inflate;
mod input;
mod jsonl;
mod language;
mod mapping;
mod markdown;
mod open;
mod page;
#[cfg(feature = "fetch")]
mod robots;
mod row;
mod walk;
mod warc;
#[cfg(feature = "fetch")]
pub mod watch;

use std::path::Path;

use jiff::civil;
use legation::record::{Note, NoteKind};
use legation::{Document, PublishedBasis};

pub use error::SourceError;
pub use format::Format;
pub use mapping::Mapping;
pub use walk::{Documents, documents, size};

use input::Page;

/// Larger files are refused: no news report is that long, and everything about it would be held in memory.
pub const MAX_BYTES: u64 = 256 << 20;

/// Larger pages of web archives, pages from the web and rows of text tables are refused; bytes.
pub const MAX_PAGE: u64 = 16 << 20;

/// What the caller knows about the documents; it overrides what they say themselves.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What the bytes are; found out where it is `Auto`.
    pub format: Format,
    /// The day of publication.
    pub published: Option<civil::Date>,
    /// The publisher.
    pub publisher: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// Which columns of tables, and keys of JSON Lines, fill which fields.
    pub mapping: Mapping,
    /// Whether addresses of this machine and of private networks may be fetched too.
    pub allow_private: bool,
}

/// One document from the bytes of one file, of a format that holds one.
///
/// # Errors
/// Where the bytes are no text.
pub fn from_bytes(reference: &str, bytes: &[u8], options: &Options) -> Result<Document, SourceError> {
    let format = match options.format {
        Format::Auto => Format::guess(Some(Path::new(reference)), bytes),
        given => given,
    };
    single(reference, bytes, format, None).map(|document| finished(document, options))
}

/// One document from a text that is at hand, taken exactly as it is.
#[must_use]
pub fn from_text(reference: &str, text: impl Into<String>, options: &Options) -> Document {
    finished(Document::new(reference, text), options)
}

/// One document from the bytes of one page or file, as far as it tells itself.
fn single(reference: &str, bytes: &[u8], format: Format, page: Option<&Page>) -> Result<Document, SourceError> {
    let charset = page.and_then(|page| page.charset.as_deref());
    let decoded = encoding::decode(bytes, charset, format == Format::Html);
    let decoded = decoded.ok_or_else(|| SourceError::Binary { reference: reference.to_owned() })?;
    let url = page.map(|page| page.url.as_str());
    let mut document = match format {
        Format::Html => html::document(reference, &decoded.text, url),
        Format::Markdown => markdown::document(reference, &decoded.text),
        _ => Document::new(reference, decoded.text),
    };
    if let Some(url) = url {
        let day = html::in_url(url).filter(|_| document.published.is_none());
        if let Some(day) = day {
            document.published = Some(day);
            document.published_basis = PublishedBasis::Url;
        }
        document.url.get_or_insert_with(|| url.to_owned());
    }
    if decoded.replaced {
        let text = format!("bytes that are no {} were replaced by \u{fffd}", decoded.encoding);
        document.notes.push(Note { kind: NoteKind::Encoding, span: None, text });
    }
    Ok(document)
}

/// Lays what the caller knows over a document, tells its language, and notes an empty text.
fn finished(mut document: Document, options: &Options) -> Document {
    if let Some(day) = options.published {
        document.published = Some(day);
        document.published_basis = PublishedBasis::Given;
    }
    document.publisher = options.publisher.clone().or(document.publisher);
    document.title = options.title.clone().or(document.title);
    document.language = language::of(&document.text);
    let told = document.notes.iter().any(|note| note.kind == NoteKind::NoArticle);
    if document.text.trim().is_empty() && !told {
        document.notes.push(Note { kind: NoteKind::Empty, span: None, text: "there is no text in it".to_owned() });
    }
    document
}
