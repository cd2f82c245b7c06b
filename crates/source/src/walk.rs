use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    }
}

/// An iterator over documents; see [`documents`].
pub struct Documents {
    paths: VecDeque<PathBuf>,
    items: Option<Items>,
    #[cfg(feature = "fetch")]
    fetcher: Fetcher,
    options: Arc<Options>,
}

impl Iterator for Documents {
    type Item = Result<Document, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.items.as_mut().and_then(Iterator::next) {
                return Some(item);
            }
            self.items = None;
            let path = self.paths.pop_front()?;
            match self.open(&path) {
                Ok(items) => self.items = items,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl Documents {
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
        let reader = Box::new(BufReader::with_capacity(64 << 10, File::open(path).map_err(failed)?));
        let file = kind.is_file().then(|| path.to_owned());
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
        let hidden = |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        let entries = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| !hidden(entry));
        let files: Vec<PathBuf> =
            entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect();
        self.first(files);
    }

    /// Puts the paths that match in front of the queue, in the order of their names.
    fn wildcards(&mut self, pattern: &str) -> Result<(), SourceError> {
        let options = glob::MatchOptions { require_literal_leading_dot: true, require_literal_separator: true, ..Default::default() };
        let found = glob::glob_with(pattern, options).map_err(|error| SourceError::Malformed {
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

fn input(reference: String, name: PathBuf, reader: Reader, file: Option<PathBuf>) -> Input {
    Input { reference, name, reader, file, page: None, inner: false }
}
