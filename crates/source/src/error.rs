use std::io;

use thiserror::Error;

/// An item that could not be made into a document. The others are not affected.
#[derive(Debug, Error)]
pub enum SourceError {
    /// The file or folder cannot be opened or read.
    #[error("could not read {reference}: {error}")]
    Read {
        /// Path, or `-`.
        reference: String,
        /// What the system says.
        error: io::Error,
    },
    /// The bytes are no text.
    #[error("could not read {reference} as text: it looks like a binary file (Legation reads text, Markdown, HTML and JSON Lines)")]
    Binary {
        /// Path, or `-`.
        reference: String,
    },
    /// The file is over [`crate::MAX_BYTES`].
    #[error(
        "could not read {reference}: {bytes} bytes are too many for one document (at most 256 MiB); split it, or use JSON Lines with a document a line"
    )]
    TooLarge {
        /// Path, or `-`.
        reference: String,
        /// Its size.
        bytes: u64,
    },
    /// A line of JSON Lines is no document.
    #[error("could not read {reference} line {line}: {message}")]
    Line {
        /// Path, or `-`.
        reference: String,
        /// Counted from 1.
        line: u64,
        /// What is wrong and what to do.
        message: String,
    },
}
