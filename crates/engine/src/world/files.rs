use std::borrow::Cow;
use std::collections::BTreeMap;

use super::WorldError;

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
        path.strip_prefix("model/").map_or_else(|| legation_data::file(path), legation_data::model)
    }

    /// The bytes of a data file that ships, where no file is laid over it: they need no copy.
    #[must_use]
    pub fn shipped(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        if self.laid_over.contains_key(path) { None } else { legation_data::file(path) }
    }

    /// The text of a file.
    ///
    /// # Errors
    /// Where there is no such file, or it is not UTF-8.
    pub fn text(&self, path: &str) -> Result<String, WorldError> {
        let bytes = self.bytes(path).ok_or_else(|| WorldError::new(path, None, "there is no such file"))?;
        String::from_utf8(bytes.into_owned()).map_err(|error| WorldError::new(path, None, format!("it is not UTF-8: {error}")))
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
        self.csv_rows(path)?.into_iter().map(|row| row.map(|(_, row)| row)).collect()
    }

    /// The same, each row with its line, those that do not fit `T` as errors.
    ///
    /// # Errors
    /// Where there is no such file, or its header cannot be read.
    pub fn csv_rows<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<Vec<Result<(u64, T), WorldError>>, WorldError> {
        let text = self.text(path)?;
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| WorldError::new(path, Some(1), error.to_string()))?.clone();
        let broken = |error: csv::Error| WorldError::new(path, error.position().map(csv::Position::line), error.to_string());
        let row = |record: Result<csv::StringRecord, csv::Error>| {
            let record = record.map_err(broken)?;
            let line = record.position().map_or(0, csv::Position::line);
            let row = record.deserialize(Some(&header)).map_err(|error| WorldError::new(path, Some(line), reason(&error)))?;
            Ok((line, row))
        };
        Ok(reader.records().map(row).collect())
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

/// What is wrong with a row, without the position that the caller tells better.
fn reason(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => err.kind().to_string(),
        _ => error.to_string(),
    }
}
