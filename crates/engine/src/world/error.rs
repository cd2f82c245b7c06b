use thiserror::Error;

/// A data file that cannot be used. The message says which, where and why.
#[derive(Debug, Error)]
#[error("could not use {path}{}: {message}", line.map(|line| format!(" line {line}")).unwrap_or_default())]
pub struct WorldError {
    /// The file, by its path in `data/` or `model/`.
    pub path: String,
    /// The line, counted from 1, where it is known.
    pub line: Option<u64>,
    /// What is wrong with it.
    pub message: String,
}

impl WorldError {
    /// An error about a file.
    #[must_use]
    pub fn new(path: impl Into<String>, line: Option<u64>, message: impl Into<String>) -> Self {
        Self { path: path.into(), line, message: message.into() }
    }
}
