use std::collections::VecDeque;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType};
use legation::Document;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::reader::ChunkReader;

use crate::mapping::{Columns, Field};
use crate::row::Row;
use crate::{Options, SourceError};

/// Rows that are held at a time.
const BATCH: usize = 64;

/// Every field that a column can fill.
const FIELDS: [Field; 7] = [Field::Id, Field::Text, Field::Html, Field::Title, Field::Published, Field::Publisher, Field::Url];

/// The documents of a Parquet table, a batch of rows at a time; only the columns that fill a field are read.
pub struct Rows {
    batches: ParquetRecordBatchReader,
    reference: String,
    columns: Columns,
    rows: VecDeque<Row>,
    number: u64,
    ended: bool,
    options: Arc<Options>,
}

/// Opens the table in a file.
pub fn open(file: &Path, reference: String, options: Arc<Options>) -> Result<Rows, SourceError> {
    let file = File::open(file).map_err(|error| SourceError::Read { reference: reference.clone(), error })?;
    Rows::new(file, reference, options)
}

impl Rows {
    /// Opens a table. A column that is mapped and not there, or holds no text, is an error.
    pub fn new(table: impl ChunkReader + 'static, reference: String, options: Arc<Options>) -> Result<Self, SourceError> {
        let malformed = |error| SourceError::Malformed { reference: reference.clone(), message: format!("the table is damaged ({error})") };
        let builder = ParquetRecordBatchReaderBuilder::try_new(table).map_err(malformed)?;
        let schema = Arc::clone(builder.schema());
        let all: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
        let wanted = options.mapping.table(&reference, &all)?;
        let mut read: Vec<usize> = FIELDS.iter().filter_map(|field| wanted.index(*field)).collect();
        read.sort_unstable();
        read.dedup();
        if let Some(field) = read.iter().map(|at| schema.field(*at)).find(|field| field.data_type().is_nested()) {
            return Err(SourceError::Column {
                reference: reference.clone(),
                message: format!("its column {:?} is {}, no text; map another", field.name(), field.data_type()),
                columns: all,
            });
        }
        let names: Vec<String> = read.iter().map(|at| all[*at].clone()).collect();
        let columns = options.mapping.columns(&names);
        let mask = ProjectionMask::roots(builder.parquet_schema(), read);
        let batches = builder.with_projection(mask).with_batch_size(BATCH).build().map_err(malformed)?;
        Ok(Self { batches, reference, columns, rows: VecDeque::new(), number: 0, ended: false, options })
    }

    fn fill(&mut self, batch: &RecordBatch) -> Result<(), ArrowError> {
        let columns = batch.columns().iter().map(strings).collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            let values = columns.iter().map(|column| column.is_valid(row).then(|| column.value(row).to_owned())).collect();
            self.rows.push_back(Row::new(self.columns.clone(), values));
        }
        Ok(())
    }
}

impl Iterator for Rows {
    type Item = Result<Document, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.rows.is_empty() && !self.ended {
            let filled = match self.batches.next() {
                None => return None,
                Some(batch) => batch.and_then(|batch| self.fill(&batch)),
            };
            if let Err(error) = filled {
                self.ended = true;
                let message = format!("the table is damaged after row {} ({error})", self.number);
                return Some(Err(SourceError::Malformed { reference: self.reference.clone(), message }));
            }
        }
        let row = self.rows.pop_front()?;
        self.number += 1;
        let failed = |message| SourceError::Line { reference: self.reference.clone(), line: self.number, message };
        Some(row.document(format!("{}:{}", self.reference, self.number), &self.options).map_err(failed))
    }
}

/// A column as text. Times become days: those with a time zone are stored in UTC and stay in it.
pub fn strings(column: &ArrayRef) -> Result<StringArray, ArrowError> {
    let days = match column.data_type() {
        DataType::Timestamp(unit, Some(_)) => {
            let bare = cast(column, &DataType::Int64)?;
            cast(&cast(&bare, &DataType::Timestamp(*unit, None))?, &DataType::Date32)?
        }
        DataType::Timestamp(_, None) | DataType::Date64 => cast(column, &DataType::Date32)?,
        _ => Arc::clone(column),
    };
    let text = cast(&days, &DataType::Utf8)?;
    text.as_any().downcast_ref::<StringArray>().cloned().ok_or_else(|| ArrowError::CastError(format!("{} is no text", column.data_type())))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{
        ArrayRef, Date32Array, DictionaryArray, Int64Array, LargeStringArray, RecordBatch, StringArray, TimestampMicrosecondArray,
        types::Int32Type,
    };
    use jiff::civil::date;
    use legation::Document;
    use parquet::arrow::ArrowWriter;
    use parquet::basic::{Compression, ZstdLevel};
    use parquet::file::properties::WriterProperties;

    use super::{BATCH, open};
    use crate::{Mapping, Options, SourceError};

    fn read(
        columns: Vec<(&str, ArrayRef)>,
        compression: Compression,
        map: &str,
    ) -> Result<Vec<Result<Document, SourceError>>, SourceError> {
        let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        let properties = WriterProperties::builder().set_compression(compression).build();
        let mut writer = ArrowWriter::try_new(file.reopen().unwrap(), batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let options = Options { mapping: Mapping::parse(map).unwrap(), ..Options::default() };
        Ok(open(file.path(), "a.parquet".to_owned(), Arc::new(options))?.collect())
    }

    /// 4 February 2026, 23:30 UTC, in microseconds.
    const LATE: i64 = 1_770_247_800_000_000;

    #[test]
    fn strings_days_and_times_are_read() {
        let text: ArrayRef = Arc::new(LargeStringArray::from(vec!["One.", "Two."]));
        let publisher: ArrayRef = Arc::new(vec!["Post", "Post"].into_iter().collect::<DictionaryArray<Int32Type>>());
        let days: [ArrayRef; 4] = [
            Arc::new(Date32Array::from(vec![Some(20_488), None])),
            Arc::new(StringArray::from(vec![Some("2026-02-04"), None])),
            Arc::new(TimestampMicrosecondArray::from(vec![Some(LATE), None])),
            Arc::new(TimestampMicrosecondArray::from(vec![Some(LATE), None]).with_timezone("UTC")),
        ];
        for day in days {
            let kind = day.data_type().clone();
            let columns = vec![("story", Arc::clone(&text)), ("source", Arc::clone(&publisher)), ("when", day)];
            let found = read(columns, Compression::ZSTD(ZstdLevel::default()), "text=story,published=when").unwrap();
            let found: Vec<_> = found.into_iter().map(Result::unwrap).collect();
            assert_eq!(found[0].published, Some(date(2026, 2, 4)), "{kind}");
            assert_eq!((found[1].published, found[1].text.as_str(), found[1].publisher.as_deref()), (None, "Two.", Some("Post")));
            assert_eq!(found[1].reference, "a.parquet:2");
        }
    }

    #[test]
    fn rows_of_many_batches_keep_their_numbers_and_a_bad_one_is_told() {
        let count = 3 * BATCH + 5;
        let texts: Vec<Option<String>> = (0..count).map(|row| (row != BATCH).then(|| format!("Text {row}."))).collect();
        let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(0..i64::try_from(count).unwrap()));
        let found = read(vec![("id", ids), ("text", Arc::new(StringArray::from(texts)))], Compression::SNAPPY, "").unwrap();
        assert_eq!(found.len(), count);
        for (row, item) in found.iter().enumerate() {
            match item {
                Ok(document) => assert_eq!((document.reference.clone(), document.text.clone()), (row.to_string(), format!("Text {row}."))),
                Err(error) => assert!(row == BATCH && error.to_string().contains(&format!("line {}", BATCH + 1)), "{error}"),
            }
        }
        assert_eq!(found.iter().filter(|item| item.is_err()).count(), 1);
    }

    #[test]
    fn a_mapped_column_that_is_not_there_is_an_error_before_any_row() {
        let text: ArrayRef = Arc::new(StringArray::from(vec!["One."]));
        let error = read(vec![("story", text)], Compression::UNCOMPRESSED, "text=body").unwrap_err();
        assert!(error.to_string().ends_with("it has story"), "{error}");
    }
}
