use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use legation::Document;
use walkdir::WalkDir;

#[cfg(feature = "fetch")]
use crate::fetch::Fetcher;
use crate::input::{Input, Items, Reader};
use crate::open::open;
use crate::{Options, SourceError};

/// The documents of files, folders (walked in the order of their names, hidden files left out), paths with wildcards,
/// addresses and `-` (standard input), one by one. Files that hold many documents are read as streams, whatever their size.
#[must_use]
pub fn documents(paths: &[PathBuf], options: Options) -> Documents {
    Documents {
        paths: paths.iter().cloned().collect(),
        items: None,
        #[cfg(feature = "fetch")]
        fetcher: Fetcher::new(options.allow_private),
        options: Arc::new(options),
        taken: Arc::new(AtomicU64::new(0)),
        end: 0,
    }
}

/// How many bytes the files have that some paths stand for; `None` where an address or standard input is among them.
#[must_use]
pub fn size(paths: &[PathBuf]) -> Option<u64> {
    paths.iter().map(|path| size_of(path)).sum()
}

fn size_of(path: &Path) -> Option<u64> {
    let reference = path.to_string_lossy();
    if reference == "-" || reference.starts_with("http://") || reference.starts_with("https://") {
        return None;
    }
    match path.metadata() {
        Ok(kind) if kind.is_dir() => Some(files(path).iter().filter_map(|file| size_of(file)).sum()),
        Ok(kind) => kind.is_file().then_some(kind.len()),
        Err(_) => Some(glob::glob_with(&reference, MATCHING).into_iter().flatten().flatten().filter_map(|path| size_of(&path)).sum()),
    }
}

/// An iterator over documents; see [`documents`].
pub struct Documents {
    paths: VecDeque<PathBuf>,
    items: Option<Items>,
    #[cfg(feature = "fetch")]
    fetcher: Fetcher,
    options: Arc<Options>,
    /// Bytes of files taken so far.
    taken: Arc<AtomicU64>,
    /// What that will be at the end of the open file.
    end: u64,
}

impl Iterator for Documents {
    type Item = Result<Document, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.items.as_mut().and_then(Iterator::next) {
                return Some(item);
            }
            self.items = None;
            // Archives and tables are read in other ways than from front to end: they count when they are done.
            self.taken.store(self.end, Ordering::Relaxed);
            let path = self.paths.pop_front()?;
            match self.open(&path) {
                Ok(items) => self.items = items,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl Documents {
    /// How many bytes of files have been taken, as they lie on the disk; goes on counting while the documents are read.
    #[must_use]
    pub fn taken(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.taken)
    }

    /// The documents of a path; `None` where it stands for others, which come next.
    fn open(&mut self, path: &Path) -> Result<Option<Items>, SourceError> {
        let reference = path.display().to_string();
        let failed = |error: io::Error| SourceError::Read { reference: reference.clone(), error };
        if reference.starts_with("http://") || reference.starts_with("https://") {
            return self.fetched(&reference).map(Some);
        }
        if reference == "-" {
            let reader = Box::new(BufReader::new(io::stdin()));
            return open(input(reference, PathBuf::new(), reader, None), &self.options).map(Some);
        }
        let kind = match path.metadata() {
            Ok(kind) => kind,
            Err(error) if error.kind() == io::ErrorKind::NotFound && reference.contains(['*', '?', '[']) => {
                self.wildcards(&reference)?;
                return Ok(None);
            }
            Err(error) => return Err(failed(error)),
        };
        if kind.is_dir() {
            self.folder(path);
            return Ok(None);
        }
        let counted = Counted { file: File::open(path).map_err(failed)?, taken: Arc::clone(&self.taken) };
        let reader = Box::new(BufReader::with_capacity(64 << 10, counted));
        let file = kind.is_file().then(|| path.to_owned());
        self.end += kind.len();
        open(input(reference, path.to_owned(), reader, file), &self.options).map(Some)
    }

    #[cfg(feature = "fetch")]
    fn fetched(&mut self, url: &str) -> Result<Items, SourceError> {
        self.fetcher.page(url)?.items(&self.options)
    }

    #[cfg(not(feature = "fetch"))]
    fn fetched(&mut self, url: &str) -> Result<Items, SourceError> {
        Err(SourceError::Unsupported { reference: url.to_owned(), message: "this build fetches no addresses (feature `fetch`)".to_owned() })
    }

    /// Puts a folder's files in front of the queue.
    fn folder(&mut self, folder: &Path) {
        self.first(files(folder));
    }

    /// Puts the paths that match in front of the queue, in the order of their names.
    fn wildcards(&mut self, pattern: &str) -> Result<(), SourceError> {
        let found = glob::glob_with(pattern, MATCHING).map_err(|error| SourceError::Malformed {
            reference: pattern.to_owned(),
            message: format!("its wildcards are wrong at character {}: {}", error.pos, error.msg),
        })?;
        let found: Vec<PathBuf> = found.filter_map(Result::ok).collect();
        if found.is_empty() {
            return Err(SourceError::NoMatch { reference: pattern.to_owned() });
        }
        self.first(found);
        Ok(())
    }

    fn first(&mut self, paths: Vec<PathBuf>) {
        for path in paths.into_iter().rev() {
            self.paths.push_front(path);
        }
    }
}

const MATCHING: glob::MatchOptions =
    glob::MatchOptions { case_sensitive: true, require_literal_leading_dot: true, require_literal_separator: true };

/// A folder's files, in the order of their names, without hidden ones.
fn files(folder: &Path) -> Vec<PathBuf> {
    let hidden = |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| !hidden(entry));
    entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// A file whose bytes are counted as they are read.
struct Counted {
    file: File,
    taken: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

fn input(reference: String, name: PathBuf, reader: Reader, file: Option<PathBuf>) -> Input {
    Input { reference, name, reader, file, page: None, inner: false }
}
