use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaDataReader};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;

use super::records;
use crate::export::ExportError;

/// A Parquet file of records in the making: one part a row group of the table that is read, in a folder beside the file, joined at the end.
/// What is killed goes on behind its last whole part.
pub struct Parts {
    out: PathBuf,
    folder: PathBuf,
}

impl Parts {
    /// The parts of a file. `made_of` tells what they are made of and by what; parts of something else are thrown away.
    ///
    /// # Errors
    /// Where the folder cannot be made or read.
    pub fn open(out: &Path, made_of: &str) -> Result<Self, ExportError> {
        let mut folder = out.as_os_str().to_owned();
        folder.push(".parts");
        let parts = Self { out: out.to_path_buf(), folder: PathBuf::from(folder) };
        let label = parts.folder.join("made-of.txt");
        if fs::read_to_string(&label).ok().as_deref() != Some(made_of) {
            if label.exists() {
                fs::remove_dir_all(&parts.folder)?;
            }
            fs::create_dir_all(&parts.folder)?;
            fs::write(&label, made_of)?;
        }
        Ok(parts)
    }

    fn part(&self, group: usize) -> PathBuf {
        self.folder.join(format!("{group:06}.parquet"))
    }

    /// Whether the part of a row group is there.
    #[must_use]
    pub fn has(&self, group: usize) -> bool {
        self.part(group).exists()
    }

    /// Writes the part of a row group, whole or not at all.
    ///
    /// # Errors
    /// Where it cannot be written, or a batch is an error.
    pub fn write<E: From<ExportError>>(&self, group: usize, batches: impl Iterator<Item = Result<RecordBatch, E>>) -> Result<(), E> {
        let unfinished = self.folder.join("unfinished");
        let file = File::create(&unfinished).map_err(ExportError::from)?;
        let mut writer = ArrowWriter::try_new(file, records(), Some(properties())).map_err(ExportError::from)?;
        for batch in batches {
            writer.write(&batch?).map_err(ExportError::from)?;
            // What is encoded is written out at 64 MiB, so that a row group of any length fits.
            if writer.in_progress_size() > 64 << 20 {
                writer.flush().map_err(ExportError::from)?;
            }
        }
        writer.into_inner().map_err(ExportError::from)?.sync_all().map_err(ExportError::from)?;
        Ok(fs::rename(&unfinished, self.part(group)).map_err(ExportError::from)?)
    }

    /// Joins so many parts into the file, as they are encoded, and removes them. Gives the number of rows.
    ///
    /// # Errors
    /// Where a part cannot be read or the file not be written; the parts stay.
    pub fn join(&self, groups: usize) -> Result<u64, ExportError> {
        let unfinished = self.folder.join("joined");
        let parts: Vec<PathBuf> = (0..groups).map(|group| self.part(group)).collect();
        let rows = join(&parts, &unfinished)?;
        fs::rename(&unfinished, &self.out)?;
        fs::remove_dir_all(&self.folder)?;
        Ok(rows)
    }
}

fn properties() -> WriterProperties {
    let made_by = format!("legation {}", env!("CARGO_PKG_VERSION"));
    WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).set_created_by(made_by).build()
}

fn join(parts: &[PathBuf], out: &Path) -> Result<u64, ExportError> {
    let Some(first) = parts.first() else {
        ArrowWriter::try_new(File::create(out)?, records(), Some(properties()))?.close()?;
        return Ok(0);
    };
    let open = |path: &Path| -> Result<_, ExportError> {
        let file = File::open(path)?;
        let metadata = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Optional).parse_and_finish(&file)?;
        Ok((file, metadata))
    };
    let about = open(first)?.1;
    let about = about.file_metadata();
    // The schema as Arrow has it, with its version, stands in a note of the file.
    let properties = properties().into_builder().set_key_value_metadata(about.key_value_metadata().cloned()).build();
    let mut writer = SerializedFileWriter::new(File::create(out)?, about.schema_descr().root_schema_ptr(), Arc::new(properties))?;
    let mut rows = 0;
    for part in parts {
        let (file, metadata) = open(part)?;
        for (at, group) in metadata.row_groups().iter().enumerate() {
            let mut copy = writer.next_row_group()?;
            for (number, column) in group.columns().iter().enumerate() {
                let column_index = metadata.column_index().and_then(|all| all.get(at)?.get(number).cloned());
                let offset_index = metadata.offset_index().and_then(|all| all.get(at)?.get(number).cloned());
                let size = |size: i64| u64::try_from(size).unwrap_or(0);
                let whole = ColumnCloseResult {
                    bytes_written: size(column.compressed_size()),
                    rows_written: size(group.num_rows()),
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index,
                    offset_index,
                };
                copy.append_column(&file, whole)?;
            }
            rows += u64::try_from(copy.close()?.num_rows()).unwrap_or(0);
        }
    }
    writer.into_inner()?.sync_all().map_err(|error: io::Error| ParquetError::General(error.to_string()))?;
    Ok(rows)
}
