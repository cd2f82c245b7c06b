use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use legation::Document;
use walkdir::WalkDir;

use crate::{Format, MAX_BYTES, Options, SourceError, from_bytes, jsonl};

/// The documents of files, folders (walked in the order of their names, hidden files left out) and `-` (standard input), one by
/// one. JSON Lines of any size are read a line at a time.
#[must_use]
pub fn documents(paths: &[PathBuf], options: Options) -> Documents {
    Documents { paths: paths.iter().cloned().collect(), lines: None, options }
}

/// An iterator over documents; see [`documents`].
pub struct Documents {
    paths: VecDeque<PathBuf>,
    lines: Option<Lines>,
    options: Options,
}

/// An open file of JSON Lines.
struct Lines {
    reader: Box<dyn BufRead>,
    reference: String,
    number: u64,
}

impl Iterator for Documents {
    type Item = Result<Document, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.next(&self.options) {
                    Some(item) => return Some(item),
                    None => self.lines = None,
                }
            }
            let path = self.paths.pop_front()?;
            match self.open(&path) {
                Ok(Some(document)) => return Some(Ok(document)),
                Ok(None) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl Documents {
    /// The document of a file; `None` where it held many, or was a folder, and they come next.
    fn open(&mut self, path: &Path) -> Result<Option<Document>, SourceError> {
        let reference = path.display().to_string();
        let failed = |error: io::Error| SourceError::Read { reference: reference.clone(), error };
        let mut reader: Box<dyn BufRead> = if reference == "-" {
            Box::new(BufReader::new(io::stdin()))
        } else {
            let kind = path.metadata().map_err(failed)?;
            if kind.is_dir() {
                self.folder(path);
                return Ok(None);
            }
            if kind.len() > MAX_BYTES && !self.is_jsonl(path, &[]) {
                return Err(SourceError::TooLarge { reference, bytes: kind.len() });
            }
            Box::new(BufReader::new(File::open(path).map_err(failed)?))
        };
        let head = reader.fill_buf().map_err(failed)?;
        if self.is_jsonl(path, head) {
            self.lines = Some(Lines { reader, reference, number: 0 });
            return Ok(None);
        }
        let mut bytes = Vec::new();
        reader.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(SourceError::TooLarge { reference, bytes: bytes.len() as u64 });
        }
        from_bytes(&reference, &bytes, &self.options).map(Some)
    }

    fn is_jsonl(&self, path: &Path, head: &[u8]) -> bool {
        self.options.format == Format::Jsonl || (self.options.format == Format::Auto && Format::guess(Some(path), head) == Format::Jsonl)
    }

    /// Puts a folder's files in front of the queue.
    fn folder(&mut self, folder: &Path) {
        let hidden = |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        let entries = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| !hidden(entry));
        let files: Vec<PathBuf> =
            entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect();
        for file in files.into_iter().rev() {
            self.paths.push_front(file);
        }
    }
}

impl Lines {
    fn next(&mut self, options: &Options) -> Option<Result<Document, SourceError>> {
        loop {
            let mut bytes = Vec::new();
            self.number += 1;
            let read = self.reader.by_ref().take(MAX_BYTES).read_until(b'\n', &mut bytes);
            let failed = |message: String| SourceError::Line { reference: self.reference.clone(), line: self.number, message };
            match read {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => {
                    self.reader = Box::new(io::empty());
                    return Some(Err(SourceError::Read { reference: self.reference.clone(), error }));
                }
            }
            let bytes = if self.number == 1 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes) } else { &bytes };
            let Ok(line) = std::str::from_utf8(bytes) else { return Some(Err(failed("it is not UTF-8".to_owned()))) };
            if line.trim().is_empty() {
                continue;
            }
            return Some(jsonl::document(line, self.number, options).map_err(failed));
        }
    }
}
