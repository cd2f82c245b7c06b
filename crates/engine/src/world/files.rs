use std::borrow::Cow;
use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::WorldError;
use crate::record::hex;

/// The data files by path, a user's laid over the built-in ones. Reading a folder into it is the caller's work.
#[derive(Debug, Clone, Default)]
pub struct Files {
    laid_over: BTreeMap<String, Vec<u8>>,
}

impl Files {
    /// The files that ship.
    #[must_use]
    pub fn builtin() -> Self {
        Self::default()
    }

    /// The same with one file laid over: it hides the built-in one of that path.
    #[must_use]
    pub fn lay(mut self, path: impl Into<String>, bytes: Vec<u8>) -> Self {
        self.laid_over.insert(path.into(), bytes);
        self
    }

    /// The bytes of a file such as `actors/countries.csv`, or of `model/labels.json`.
    #[must_use]
    pub fn bytes(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        if let Some(bytes) = self.laid_over.get(path) {
            return Some(Cow::Borrowed(bytes));
        }
        shipped(path).map(|file| file.bytes)
    }

    /// The bytes of a file that ships, where no file is laid over it: they need no copy.
    #[must_use]
    pub fn shipped(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        if self.laid_over.contains_key(path) { None } else { shipped(path).map(|file| file.bytes) }
    }

    /// Hash over the paths and bytes of some files, the first 16 hex digits. What ships was hashed when it was compiled.
    #[must_use]
    pub fn hash<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> String {
        let mut hash = Sha256::new();
        for path in paths {
            hash.update(path.as_bytes());
            match self.laid_over.get(path) {
                Some(bytes) => hash.update(Sha256::digest(bytes)),
                None => hash.update(shipped(path).map_or([0; 32], |file| file.hash)),
            }
        }
        hex(&hash.finalize()[..8])
    }

    /// The text of a file.
    ///
    /// # Errors
    /// Where there is no such file, or it is not UTF-8.
    pub fn text(&self, path: &str) -> Result<Cow<'_, str>, WorldError> {
        let broken = |error| WorldError::new(path, None, format!("it is not UTF-8: {error}"));
        match self.bytes(path).ok_or_else(|| WorldError::new(path, None, "there is no such file"))? {
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(broken),
            Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|error| broken(error.utf8_error())),
        }
    }

    /// The paths of all data files in a folder such as `rules/events/`, sorted.
    #[must_use]
    pub fn list(&self, folder: &str) -> Vec<String> {
        let mut paths = legation_data::files(folder);
        paths.extend(self.laid_over.keys().filter(|path| path.starts_with(folder) && !path.starts_with("model/")).cloned());
        paths.sort();
        paths.dedup();
        paths
    }

    /// The rows of a CSV file with a header.
    ///
    /// # Errors
    /// Where there is no such file, or a row does not fit `T`, with its line.
    pub fn csv<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<Vec<T>, WorldError> {
        let mut rows = Vec::new();
        self.csv_each(path, |row| rows.push(row.map(|(_, row)| row)))?;
        rows.into_iter().collect()
    }

    /// Hands out each row of a CSV file with its line, those that do not fit `T` as errors.
    ///
    /// # Errors
    /// Where there is no such file, or its header cannot be read.
    pub fn csv_each<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        mut take: impl FnMut(Result<(u64, T), WorldError>),
    ) -> Result<(), WorldError> {
        let text = self.text(path)?;
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| WorldError::new(path, Some(1), error.to_string()))?.clone();
        let mut record = csv::StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    let row = record.deserialize(Some(&header)).map_err(|error| WorldError::new(path, Some(line), reason(&error)));
                    take(row.map(|row| (line, row)));
                }
                Ok(false) => return Ok(()),
                Err(error) => take(Err(WorldError::new(path, error.position().map(csv::Position::line), error.to_string()))),
            }
        }
    }

    /// A TOML file.
    ///
    /// # Errors
    /// Where it does not fit `T`, with the line.
    pub fn toml<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, WorldError> {
        let text = self.text(path)?;
        toml::from_str(&text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() as u64 + 1);
            WorldError::new(path, line, error.message())
        })
    }

    /// The lines of a word list, without blank ones and comments (`#`).
    ///
    /// # Errors
    /// Where there is no such file.
    pub fn lines(&self, path: &str) -> Result<Vec<String>, WorldError> {
        let text = self.text(path)?;
        Ok(text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect())
    }
}

/// A file that ships, of `data/` or, where its path says so, of `model/`.
fn shipped(path: &str) -> Option<legation_data::File> {
    path.strip_prefix("model/").map_or_else(|| legation_data::file(path), legation_data::model)
}

/// What is wrong with a row, without the position that the caller tells better.
fn reason(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => err.kind().to_string(),
        _ => error.to_string(),
    }
}
