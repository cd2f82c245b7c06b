//! The tables as Parquet with typed columns: days are `date32`, whole numbers `int64`, numbers `float64`, lists `list<utf8>`. Missing is null.

use std::io::Write;
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, ListBuilder, RecordBatch, StringArray, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use jiff::civil;

use super::table::{self, Column, Kind, Records, Value};
use super::{ExportError, Exported, View};

/// Rows in a row group: at about 1 kB each, some tens of megabytes are held.
const GROUP: usize = 1 << 15;

impl From<ParquetError> for ExportError {
    fn from(error: ParquetError) -> Self {
        Self::Parquet(error.to_string())
    }
}

impl From<ArrowError> for ExportError {
    fn from(error: ArrowError) -> Self {
        Self::Parquet(error.to_string())
    }
}

pub(super) fn write(
    readings: impl Iterator<Item = Exported>,
    view: &View,
    records: Records,
    out: impl Write + Send,
) -> Result<u64, ExportError> {
    let columns = table::exported_columns(records);
    let schema: SchemaRef = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(format!("legation {}", env!("CARGO_PKG_VERSION")))
        .build();
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
    let mut waiting: Vec<Vec<Value>> = Vec::new();
    let count = table::each(readings, view, records, &mut |row| {
        waiting.push(row);
        if waiting.len() >= GROUP {
            flush(&mut writer, &schema, &columns, &mut waiting)?;
        }
        Ok(())
    })?;
    flush(&mut writer, &schema, &columns, &mut waiting)?;
    writer.close()?;
    Ok(count)
}

/// Writes what waits as one row group.
fn flush<W: Write + Send>(
    writer: &mut ArrowWriter<W>,
    schema: &SchemaRef,
    columns: &[Column],
    waiting: &mut Vec<Vec<Value>>,
) -> Result<(), ExportError> {
    if waiting.is_empty() {
        return Ok(());
    }
    let arrays = columns.iter().enumerate().map(|(at, column)| array(column.1, waiting.iter().filter_map(|row| row.get(at)))).collect();
    writer.write(&RecordBatch::try_new(Arc::clone(schema), arrays)?)?;
    writer.flush()?;
    waiting.clear();
    Ok(())
}

fn field((name, kind): &Column) -> Field {
    let kind = match kind {
        Kind::Text => DataType::Utf8,
        Kind::List => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
        Kind::Whole => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Day => DataType::Date32,
    };
    Field::new(*name, kind, true)
}

fn array<'a>(kind: Kind, values: impl Iterator<Item = &'a Value>) -> ArrayRef {
    let text = |value: &'a Value| if let Value::Text(text) = value { Some(text.as_str()).filter(|text| !text.is_empty()) } else { None };
    match kind {
        Kind::Text => Arc::new(values.map(text).collect::<StringArray>()),
        Kind::List => Arc::new(lists(values)),
        Kind::Whole => Arc::new(values.map(|value| if let Value::Whole(number) = value { *number } else { None }).collect::<Int64Array>()),
        Kind::Number => {
            Arc::new(values.map(|value| if let Value::Number(n) = value { n.map(decimal) } else { None }).collect::<Float64Array>())
        }
        Kind::Day => {
            Arc::new(values.map(|value| if let Value::Day(day) = value { day.map(since_1970) } else { None }).collect::<Date32Array>())
        }
    }
}

/// Lists of texts; an empty item is null, so that lists of one side stay side by side.
fn lists<'a>(values: impl Iterator<Item = &'a Value>) -> arrow::array::ListArray {
    let mut lists = ListBuilder::new(StringBuilder::new());
    for value in values {
        if let Value::List(items) = value {
            for item in items {
                lists.values().append_option(Some(item).filter(|item| !item.is_empty()));
            }
        }
        lists.append(true);
    }
    lists.finish()
}

/// The number that the decimal digits of a single-precision one say: 0.97, not 0.9700000286.
pub fn decimal(number: f32) -> f64 {
    number.to_string().parse().unwrap_or_else(|_| f64::from(number))
}

/// A day as Arrow counts it.
pub fn since_1970(day: civil::Date) -> i32 {
    day.since(civil::date(1970, 1, 1)).map_or(0, |span| span.get_days())
}
