//! Documents of a batch of Arrow rows, as engines such as Spark and Ray hand them over.
//!
//! Needs: a batch whose columns are named as in [`Mapping`](crate::Mapping). Gives: a document a row, each of which may have failed.

use std::fs::File;
use std::path::Path;

use arrow_array::{Array, RecordBatch, StringArray};
use arrow_schema::DataType;
use legation::Document;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReaderBuilder};

use crate::columnar::strings;
use crate::mapping::Field;
use crate::row::Row;
use crate::{MAX_PAGE, Options, SourceError};

/// Every field that a column can fill.
const FIELDS: [Field; 7] = [Field::Id, Field::Text, Field::Html, Field::Title, Field::Published, Field::Publisher, Field::Url];

/// The documents of a batch, one a row, in order. `reference` names the batch in messages, `first` is the number of its first row, from 1. A
/// document without an id is called by the SHA-256 of its text, which is the same however rows are dealt out.
///
/// # Errors
/// Where no column holds the text, a mapped one is not there, or one is not of a type that can fill its field. What is wrong with one row is
/// that row's own error.
pub fn documents(
    batch: &RecordBatch,
    reference: &str,
    first: u64,
    options: &Options,
) -> Result<Vec<Result<Document, SourceError>>, SourceError> {
    let schema = batch.schema();
    let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let columns = options.mapping.table(reference, &names)?;
    let mut texts: Vec<Option<StringArray>> = vec![None; names.len()];
    for field in FIELDS {
        let Some(at) = columns.index(field) else { continue };
        let column = batch.column(at);
        let wrong = |what: &str| SourceError::Column {
            reference: reference.to_owned(),
            message: format!("its column {:?}, the {field} of documents, is {}, {what}", names[at], column.data_type()),
            columns: schema.fields().iter().map(|field| format!("{} ({})", field.name(), field.data_type())).collect(),
        };
        if matches!(field, Field::Text | Field::Html) && !is_text(column.data_type()) {
            return Err(wrong("not text; decode or cast it first, or map another column"));
        }
        let own = if column.data_type().is_nested() { None } else { strings(column).ok() };
        texts[at] = Some(own.ok_or_else(|| wrong("which cannot be read as words; cast it first, or map another column"))?);
    }
    let mut all = Vec::with_capacity(batch.num_rows());
    for row in 0..batch.num_rows() {
        let number = first + row as u64;
        let value = |column: &Option<StringArray>| {
            let column = column.as_ref()?;
            column.is_valid(row).then(|| column.value(row).to_owned())
        };
        let own = Row::new(columns.clone(), texts.iter().map(value).collect());
        all.push(document(own, number, options));
    }
    Ok(all)
}

/// The document of one row.
fn document(row: Row, number: u64, options: &Options) -> Result<Document, SourceError> {
    let named = row.id();
    let reference = named.clone().unwrap_or_else(|| format!("row {number}"));
    let failed = |message| SourceError::Line { reference: reference.clone(), line: number, message };
    let mut document = row.document(reference.clone(), options).map_err(failed)?;
    if document.text.len() as u64 > MAX_PAGE {
        return Err(SourceError::TooLarge { reference, limit: MAX_PAGE });
    }
    if named.is_none() {
        document.reference = document.id();
    }
    Ok(document)
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// Rows that are held at a time.
const BATCH: usize = 256;

/// What some rows are: a document each, or what is wrong with it; or what is wrong with the table.
pub type Documents = Result<Vec<Result<Document, SourceError>>, SourceError>;

/// A Parquet table of documents that is read by row groups.
pub struct Table {
    file: File,
    metadata: ArrowReaderMetadata,
    reference: String,
    options: Options,
}

impl Table {
    /// Opens a table; only its last bytes are read.
    ///
    /// # Errors
    /// Where it cannot be read, is no Parquet, or no column holds the text.
    pub fn open(path: &Path, options: Options) -> Result<Self, SourceError> {
        let reference = path.display().to_string();
        let unreadable = |error| SourceError::Read { reference: reference.clone(), error };
        let file = File::open(path).map_err(unreadable)?;
        let malformed =
            |error| SourceError::Malformed { reference: reference.clone(), message: format!("it is no sound Parquet table ({error})") };
        let metadata = ArrowReaderMetadata::load(&file, Default::default()).map_err(malformed)?;
        let table = Self { file, metadata, reference, options };
        table.options.mapping.table(&table.reference, &table.names())?;
        Ok(table)
    }

    fn names(&self) -> Vec<String> {
        self.metadata.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// How many row groups it has.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// How many rows its first groups have together.
    #[must_use]
    pub fn rows(&self, groups: usize) -> u64 {
        let rows = |group: usize| u64::try_from(self.metadata.metadata().row_group(group).num_rows()).unwrap_or(0);
        (0..groups.min(self.groups())).map(rows).sum()
    }

    /// Tells this table from another of the same path: size, time of the last change, rows and groups.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let about = self.file.metadata().ok();
        let size = about.as_ref().map_or(0, std::fs::Metadata::len);
        let changed = about.and_then(|about| about.modified().ok()).and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let changed = changed.map_or(0, |since| since.as_nanos());
        format!("{size} bytes of {changed}, {} rows in {} groups", self.rows(self.groups()), self.groups())
    }

    /// The documents of a row group, some hundred rows at a time.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn group(&self, group: usize) -> Result<impl Iterator<Item = Documents> + use<'_>, SourceError> {
        let malformed = move |error: &dyn std::fmt::Display| SourceError::Malformed {
            reference: self.reference.clone(),
            message: format!("the table is damaged in row group {group} ({error})"),
        };
        let file = self.file.try_clone().map_err(|error| SourceError::Read { reference: self.reference.clone(), error })?;
        let columns = self.options.mapping.columns(&self.names());
        let mask = ProjectionMask::roots(self.metadata.parquet_schema(), FIELDS.iter().filter_map(|field| columns.index(*field)));
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let batches = builder.with_row_groups(vec![group]).with_projection(mask).with_batch_size(BATCH).build();
        let mut first = 1 + self.rows(group);
        Ok(batches.map_err(|error| malformed(&error))?.map(move |batch| {
            let batch = batch.map_err(|error| malformed(&error))?;
            let found = documents(&batch, &self.reference, first, &self.options);
            first += batch.num_rows() as u64;
            found
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, BinaryArray, Date32Array, Int64Array, LargeStringArray};
    use jiff::civil::date;

    use super::*;

    fn column(values: Vec<Option<&str>>) -> ArrayRef {
        Arc::new(StringArray::from(values))
    }

    fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap()
    }

    #[test]
    fn a_bad_row_fails_alone() {
        let days = column(vec![Some("2026-02-04"), Some("soon"), None]);
        let batch = batch(vec![("text", column(vec![Some("One."), Some("Two."), None])), ("published", days)]);
        let found = documents(&batch, "batch", 1, &Options::default()).unwrap();
        let first = found[0].as_ref().unwrap();
        assert_eq!((first.published, &first.reference), (Some(date(2026, 2, 4)), &first.id()));
        assert!(found[1].as_ref().unwrap_err().to_string().contains("\"soon\" is no date"));
        assert!(found[2].as_ref().unwrap_err().to_string().contains("row 3 line 3"));
    }

    #[test]
    fn ids_may_be_numbers_and_days_days() {
        let ids: ArrayRef = Arc::new(Int64Array::from(vec![7]));
        let days: ArrayRef = Arc::new(Date32Array::from(vec![20_488]));
        let text: ArrayRef = Arc::new(LargeStringArray::from(vec!["One."]));
        let found = documents(&batch(vec![("id", ids), ("body", text), ("date", days)]), "batch", 1, &Options::default()).unwrap();
        let document = found[0].as_ref().unwrap();
        assert_eq!((document.reference.as_str(), document.published), ("7", Some(date(2026, 2, 4))));
    }

    #[test]
    fn bytes_are_no_text_and_the_error_names_the_columns() {
        let bytes: ArrayRef = Arc::new(BinaryArray::from_vec(vec![b"One."]));
        let message = documents(&batch(vec![("text", bytes)]), "batch", 1, &Options::default()).unwrap_err().to_string();
        assert!(message.contains("is Binary, not text") && message.ends_with("text (Binary)"), "{message}");
    }
}
