use std::io;

/// Why an export or a rehydration could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The output takes no more.
    #[error("could not write the export: {0}; is there room on the disk, and may the file be written?")]
    Write(#[from] io::Error),
    /// A row could not be written.
    #[error("could not write a row of the export: {0}")]
    Row(#[from] csv::Error),
    /// A record could not be turned into JSON or back.
    #[error("could not use the reading: {0}; was the line written by `--share-safe` or by `legation read`?")]
    Json(#[from] serde_json::Error),
    /// Parquet could not be written.
    #[error("could not write the Parquet file: {0}")]
    Parquet(String),
    /// A reading's text is not the one given.
    #[error(
        "could not put the words back into {reference}: its text has the SHA-256 {wanted}, the one given {given}; give it byte for byte"
    )]
    OtherText {
        /// The document's reference.
        reference: String,
        /// The document's id.
        wanted: String,
        /// That of the text given.
        given: String,
    },
    /// A reading's title is not the one given.
    #[error("could not put the title back into {reference}: it has one of SHA-256 {wanted}; give it too, as it was read")]
    OtherTitle {
        /// The document's reference.
        reference: String,
        /// The title's hash.
        wanted: String,
    },
    /// A line of share-safe readings has a span that does not fit.
    #[error("could not put the words back into {reference}: {at} is no part of its text; was the line changed?")]
    OutsideText {
        /// The document's reference.
        reference: String,
        /// The offsets.
        at: String,
    },
}
