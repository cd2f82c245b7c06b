use std::error::Error;
use std::io;
use std::time::Duration;

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
    /// A path with wildcards that names no file.
    #[error("no file matches {reference}; check the folder and the wildcards (* ? [a-z], ** for folders at any depth)")]
    NoMatch {
        /// The pattern.
        reference: String,
    },
    /// The bytes are no text.
    #[error(
        "could not read {reference} as text: it looks like a binary file (Legation reads text, Markdown, HTML, JSON Lines, CSV, Parquet, feeds, WARC, and these in zip and gzip)"
    )]
    Binary {
        /// Path, member, or `-`.
        reference: String,
    },
    /// More bytes than one document may have: see [`crate::MAX_BYTES`], [`crate::MAX_PAGE`].
    #[error(
        "could not read {reference}: over {} MiB are too many for one document; split it, or use JSON Lines with a document a line",
        limit >> 20
    )]
    TooLarge {
        /// Path, address, or `-`.
        reference: String,
        /// How many bytes it may have.
        limit: u64,
    },
    /// A line of JSON Lines or a row of a table is no document.
    #[error("could not read {reference} line {line}: {message}")]
    Line {
        /// Path, or `-`.
        reference: String,
        /// Line of a text file, row of a Parquet file; counted from 1.
        line: u64,
        /// What is wrong and what to do.
        message: String,
    },
    /// A file, or a record of it, is not built as its format wants.
    #[error("could not read {reference}: {message}")]
    Malformed {
        /// Path, address, or `-`.
        reference: String,
        /// What is wrong and what to do.
        message: String,
    },
    /// A table has no such column; nothing of it was read.
    #[error("could not read {reference}: {message}; it has {}", columns.join(", "))]
    Column {
        /// Path, or `-`.
        reference: String,
        /// What is missing.
        message: String,
        /// The columns that there are.
        columns: Vec<String>,
    },
    /// The file ends in the middle: a download that broke off.
    #[error("{reference} is cut off: {read} records were read, the rest of it is missing; fetch it again")]
    Truncated {
        /// Path, address, or `-`.
        reference: String,
        /// How many records, lines or rows came before the cut.
        read: u64,
    },
    /// Compressed data that grows without end.
    #[error("stopped reading {reference}: {message}, as a zip bomb does; unpack it yourself if you trust it")]
    Bomb {
        /// Path, or archive and member.
        reference: String,
        /// Which limit it went over.
        message: String,
    },
    /// An archive in an archive.
    #[error("did not open {reference}: it is an archive in an archive; unpack the outer one")]
    Nested {
        /// Archive and member.
        reference: String,
    },
    /// Something that Legation, or this build of it, does not read.
    #[error("could not read {reference}: {message}")]
    Unsupported {
        /// Path, address, or `-`.
        reference: String,
        /// What, and what to do.
        message: String,
    },
    /// An address that may not be asked.
    #[error("did not fetch {reference}: {message}")]
    Refused {
        /// The address.
        reference: String,
        /// Why.
        message: String,
    },
    /// The site asks robots to stay away.
    #[error("did not fetch {reference}: the robots.txt of its site does not allow it")]
    Robots {
        /// The address.
        reference: String,
    },
    /// The server answered with an error.
    #[error("could not fetch {reference}: the server answered {status}")]
    Status {
        /// The address.
        reference: String,
        /// The HTTP status.
        status: u16,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
    /// The server could not be reached, or broke off.
    #[error("could not fetch {reference}: {message}")]
    Network {
        /// The address.
        reference: String,
        /// What went wrong.
        message: String,
    },
}

impl SourceError {
    /// A stable name of the reason.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Read { .. } => "unreadable",
            Self::NoMatch { .. } => "no-match",
            Self::Binary { .. } => "binary",
            Self::TooLarge { .. } => "too-large",
            Self::Line { .. } | Self::Malformed { .. } => "malformed",
            Self::Column { .. } => "no-column",
            Self::Truncated { .. } => "truncated",
            Self::Bomb { .. } => "zip-bomb",
            Self::Nested { .. } => "nested-archive",
            Self::Unsupported { .. } => "unsupported",
            Self::Refused { .. } => "refused-address",
            Self::Robots { .. } => "robots",
            Self::Status { .. } => "http-status",
            Self::Network { .. } => "network",
        }
    }

    /// What could not be read: a path, an address, `archive.zip!/member`, or `-`.
    #[must_use]
    pub fn reference(&self) -> &str {
        match self {
            Self::Read { reference, .. }
            | Self::NoMatch { reference }
            | Self::Binary { reference }
            | Self::TooLarge { reference, .. }
            | Self::Line { reference, .. }
            | Self::Malformed { reference, .. }
            | Self::Column { reference, .. }
            | Self::Truncated { reference, .. }
            | Self::Bomb { reference, .. }
            | Self::Nested { reference }
            | Self::Unsupported { reference, .. }
            | Self::Refused { reference, .. }
            | Self::Robots { reference }
            | Self::Status { reference, .. }
            | Self::Network { reference, .. } => reference,
        }
    }

    /// What a failed read of a stream means, after `read` records of it.
    pub(crate) fn stream(reference: &str, error: io::Error, read: u64) -> Self {
        let reference = reference.to_owned();
        if let Some(burst) = error.get_ref().and_then(|inner| inner.downcast_ref::<Burst>()) {
            return Self::Bomb { reference, message: burst.to_string() };
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated { reference, read },
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                Self::Malformed { reference, message: format!("the data is damaged after {read} records ({error})") }
            }
            _ => Self::Read { reference, error },
        }
    }
}

/// A limit on inflated data that was passed, inside an [`io::Error`].
#[derive(Debug, Error)]
pub enum Burst {
    /// So many times the compressed size.
    #[error("it inflates to over {0} times its size")]
    Ratio(u64),
    /// So many bytes.
    #[error("it inflates to over {} GiB", .0 >> 30)]
    Size(u64),
}

impl From<Burst> for io::Error {
    fn from(burst: Burst) -> Self {
        let inner: Box<dyn Error + Send + Sync> = Box::new(burst);
        Self::new(io::ErrorKind::InvalidData, inner)
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{Burst, SourceError};

    #[test]
    fn a_failed_stream_tells_a_cut_from_damage_and_a_bomb() {
        let kind = |error: io::Error| SourceError::stream("a.gz", error, 7).kind();
        assert_eq!(kind(io::ErrorKind::UnexpectedEof.into()), "truncated");
        assert_eq!(kind(io::ErrorKind::InvalidInput.into()), "malformed");
        assert_eq!(kind(io::ErrorKind::PermissionDenied.into()), "unreadable");
        assert_eq!(kind(Burst::Ratio(200).into()), "zip-bomb");
        let cut = SourceError::stream("a.gz", io::ErrorKind::UnexpectedEof.into(), 7);
        assert_eq!(cut.to_string(), "a.gz is cut off: 7 records were read, the rest of it is missing; fetch it again");
        assert_eq!(cut.reference(), "a.gz");
    }
}
