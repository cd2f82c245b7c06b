use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use flate2::bufread::DeflateDecoder;
use legation::Document;
use zip::{CompressionMethod, ZipArchive};

use crate::inflate::{self, Spent};
use crate::input::{Input, Items, Reader};
use crate::{Options, SourceError, open};

/// The documents of a zip archive's members, in the archive's order. Members are read as streams; their names are names only,
/// nothing is written.
pub struct Members {
    archive: ZipArchive<BufReader<File>>,
    file: PathBuf,
    reference: String,
    next: usize,
    spent: Arc<Spent>,
    items: Option<Items>,
    options: Arc<Options>,
}

impl Members {
    /// Opens the archive at a path.
    pub fn new(file: PathBuf, reference: String, options: Arc<Options>) -> Result<Self, SourceError> {
        let failed = |error| SourceError::Read { reference: reference.clone(), error };
        let opened = File::open(&file).map_err(failed)?;
        let size = opened.metadata().map_err(failed)?.len();
        let archive = ZipArchive::new(BufReader::new(opened)).map_err(|error| SourceError::Malformed {
            reference: reference.clone(),
            message: format!("its directory of members is damaged ({error})"),
        })?;
        Ok(Self { archive, file, reference, next: 0, spent: Arc::new(Spent::new(size)), items: None, options })
    }

    /// The documents of a member; `None` where it is a folder or hidden.
    fn member(&mut self, index: usize) -> Result<Option<Items>, SourceError> {
        let outer = self.reference.clone();
        let damaged =
            |error: zip::result::ZipError| SourceError::Malformed { reference: outer.clone(), message: format!("member {index}: {error}") };
        let member = self.archive.by_index_raw(index).map_err(damaged)?;
        let name = member.name().map_err(damaged)?.replace('\\', "/");
        let hidden = name.split('/').any(|part| (part.starts_with('.') && part != "." && part != "..") || part == "__MACOSX");
        if !member.is_file() || hidden {
            return Ok(None);
        }
        let reference = format!("{}!/{name}", self.reference);
        if member.encrypted() {
            return Err(SourceError::Unsupported { reference, message: "it is encrypted; unpack it first".to_owned() });
        }
        let open: fn(Reader) -> Box<dyn Read + Send> = match member.compression() {
            CompressionMethod::Stored => |reader| reader,
            CompressionMethod::DEFLATE => |reader| Box::new(DeflateDecoder::new(reader)),
            other => {
                let message = format!("it is compressed by {other}; pack it with deflate, as zip programs do by default");
                return Err(SourceError::Unsupported { reference, message });
            }
        };
        let (size, crc, start) = (member.compressed_size(), member.crc32(), member.data_start());
        drop(member);
        let failed = |error| SourceError::Read { reference: reference.clone(), error };
        let mut file = File::open(&self.file).map_err(failed)?;
        file.seek(SeekFrom::Start(start.unwrap_or_default())).map_err(failed)?;
        let reader = inflate::member(Box::new(BufReader::new(file.take(size))), open, crc, &self.spent);
        let input = Input { name: PathBuf::from(name), reference, reader, file: None, page: None, inner: true };
        open::open(input, &self.options).map(Some)
    }
}

impl Iterator for Members {
    type Item = Result<Document, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.items.as_mut().and_then(Iterator::next) {
                return Some(item);
            }
            self.items = None;
            if self.next >= self.archive.len() {
                return None;
            }
            if let Err(burst) = self.spent.check() {
                self.next = self.archive.len();
                return Some(Err(SourceError::stream(&self.reference, burst.into(), 0)));
            }
            let index = self.next;
            self.next += 1;
            match self.member(index) {
                Ok(items) => self.items = items,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
