//! Bytes to documents: plain text, Markdown, HTML and JSON Lines, with the publication date and how it was found.
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
pub mod date;
mod encoding;
mod error;
mod format;
mod html;
mod jsonl;
mod language;
mod markdown;
mod walk;

use std::path::Path;

use jiff::civil;
use legation::record::{Note, NoteKind};
use legation::{Document, PublishedBasis};

pub use error::SourceError;
pub use format::Format;
pub use walk::{Documents, documents};

/// Larger files are refused: no news report is that long, and everything about it would be held in memory.
pub const MAX_BYTES: u64 = 256 << 20;

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
}

/// One document from the bytes of one file (not JSON Lines, which hold many).
///
/// # Errors
/// Where the bytes are no text.
pub fn from_bytes(reference: &str, bytes: &[u8], options: &Options) -> Result<Document, SourceError> {
    let format = match options.format {
        Format::Auto => Format::guess(Some(Path::new(reference)), bytes),
        given => given,
    };
    let decoded = encoding::decode(bytes, format == Format::Html).ok_or_else(|| SourceError::Binary { reference: reference.to_owned() })?;
    let mut document = match format {
        Format::Html => html::document(reference, &decoded.text),
        Format::Markdown => markdown::document(reference, &decoded.text),
        Format::Auto | Format::Text | Format::Jsonl => Document::new(reference, decoded.text),
    };
    if decoded.replaced {
        let text = format!("bytes that are no {} were replaced by \u{fffd}", decoded.encoding);
        document.notes.push(Note { kind: NoteKind::Encoding, span: None, text });
    }
    Ok(finished(document, options))
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
