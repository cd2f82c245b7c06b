use std::path::PathBuf;

use thiserror::Error;

/// What keeps a store from being opened, written or asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no file.
    #[error("there is no store at {0}; `legation ingest` makes one")]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{0} is no Legation store")]
    Foreign(PathBuf),
    /// The file was written by a later version.
    #[error("{path} was written by a later version of Legation (schema {found}, this one knows {known}); use that version")]
    Newer {
        /// The store.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The last schema that this version knows.
        known: u32,
    },
    /// The file cannot be made or written.
    #[error("{0} cannot be written; check that the folder exists and that you may write in it")]
    ReadOnly(PathBuf),
    /// Somebody else writes.
    #[error("{0} is being written by another program; wait for it to end and try again")]
    Locked(PathBuf),
    /// The disk is full. What was stored before stays.
    #[error("there is no room left to write {0}; what was stored before is safe: make room and run the same command again")]
    Full(PathBuf),
    /// The disk does not do what it is told. What was stored before stays.
    #[error(
        "{0} could not be read or written ({1}): the disk may be full, over its quota or failing; what was stored before is safe: \
         make room and run the same command again"
    )]
    Disk(PathBuf, String),
    /// The file is damaged.
    #[error("{0} is damaged ({1}); restore it from a copy, or read the documents again into a new store")]
    Corrupt(PathBuf, String),
    /// A packed reading cannot be unpacked.
    #[error("the reading of document {hash} cannot be unpacked: {message}")]
    Packed {
        /// The document's id.
        hash: String,
        /// What is wrong.
        message: String,
    },
    /// A question was given up: see [`crate::Sqlite::give_up_at`].
    #[error("{0} was asked for more than can be answered in time; ask more narrowly: a shorter time, one dyad, one type")]
    TooLong(PathBuf),
    /// A question that makes no sense.
    #[error("{0}")]
    Question(String),
    /// Anything else that SQLite says.
    #[error("{path}: {error}")]
    Sqlite {
        /// The store.
        path: PathBuf,
        /// What it says.
        error: rusqlite::Error,
    },
}

impl StoreError {
    /// What SQLite says, in words that say what to do.
    pub(crate) fn of(path: &std::path::Path, error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let path = path.to_path_buf();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(path),
            Some(ErrorCode::OperationInterrupted) => Self::TooLong(path),
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Self::ReadOnly(path),
            Some(ErrorCode::SystemIoFailure) => Self::Disk(path, error.to_string()),
            Some(ErrorCode::NotADatabase) => Self::Foreign(path),
            Some(ErrorCode::DatabaseCorrupt) => Self::Corrupt(path, error.to_string()),
            _ => Self::Sqlite { path, error },
        }
    }
}
