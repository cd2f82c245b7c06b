use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};
use legation::world::Files;
use legation::{Document, World};
use legation_source::{Documents, Format, Mapping, Options, SourceError, date, documents};

use crate::failure::Failure;

/// What several commands know about their input.
#[derive(Args, Clone, Default)]
pub struct About {
    /// The day of publication, such as 2026-02-04: relative dates count from it
    #[arg(long, value_name = "DATE")]
    pub published: Option<String>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,
    /// Its headline
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// What the files are
    #[arg(long, value_enum, default_value = "auto", value_name = "FORMAT")]
    pub from: From,
}

/// Where a command's knowledge of the world comes from.
#[derive(Args, Clone, Default)]
pub struct OwnWorld {
    /// A folder laid over the built-in data: same paths as in data/, such as actors/people.csv
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
    /// A codebook of your own, beside PLOVER; may be given more than once
    #[arg(long = "codebook", value_name = "FILE")]
    pub codebooks: Vec<PathBuf>,
    /// Code acts that no rule tells where the event heads are at least this sure, 0 to 1 [default: 0.7]
    #[arg(long, value_name = "P", value_parser = probability)]
    pub sure: Option<f32>,
}

/// Input formats.
#[derive(Clone, Copy, Default, ValueEnum)]
pub enum From {
    /// By name and first bytes
    #[default]
    Auto,
    /// Plain text, taken exactly as it is
    Text,
    /// Markdown, its marks taken off
    Markdown,
    /// A web page, its main content
    Html,
    /// A JSON document a line: {id, text, title?, published?, publisher?, url?}
    Jsonl,
    /// A table as text, a document a row
    Csv,
    /// A table with tabs
    Tsv,
    /// A Parquet table
    Parquet,
    /// RSS, Atom or JSON Feed
    Feed,
    /// A web archive
    Warc,
    /// A zip archive of any of these
    Zip,
    /// One file compressed with gzip
    Gzip,
}

impl About {
    /// The documents of some paths.
    pub fn documents(&self, paths: &[PathBuf]) -> Result<Documents, Failure> {
        self.documents_with(paths, Mapping::default(), false)
    }

    /// The documents of some paths, where these columns and keys fill the fields; addresses of private networks are asked where allowed.
    pub fn documents_with(&self, paths: &[PathBuf], mapping: Mapping, allow_private: bool) -> Result<Documents, Failure> {
        let published = match &self.published {
            Some(given) => Some(date::parse(given).ok_or_else(|| Failure::new(format!("{given:?} is no date"), "write it as 2026-02-04"))?),
            None => None,
        };
        let format = match self.from {
            From::Auto => Format::Auto,
            From::Text => Format::Text,
            From::Markdown => Format::Markdown,
            From::Html => Format::Html,
            From::Jsonl => Format::Jsonl,
            From::Csv => Format::Csv,
            From::Tsv => Format::Tsv,
            From::Parquet => Format::Parquet,
            From::Feed => Format::Feed,
            From::Warc => Format::Warc,
            From::Zip => Format::Zip,
            From::Gzip => Format::Gzip,
        };
        Ok(documents(
            paths,
            Options { format, published, publisher: self.publisher.clone(), title: self.title.clone(), mapping, allow_private },
        ))
    }

    /// All documents of some paths, and the number of those that failed, each told on standard error.
    pub fn all(&self, paths: &[PathBuf]) -> Result<(Vec<Document>, usize), Failure> {
        let mut failed = 0;
        let all = self
            .documents(paths)?
            .filter_map(|item| {
                item.map_err(|error| {
                    failed += 1;
                    tell(&error);
                })
                .ok()
            })
            .collect();
        Ok((all, failed))
    }
}

/// A number of 0 to 1.
fn probability(text: &str) -> Result<f32, String> {
    text.parse().ok().filter(|p| (0.0..=1.0).contains(p)).ok_or_else(|| "give a number from 0 to 1".to_owned())
}

/// A file to read by lines, or standard input for `-`.
pub fn open(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    let file = File::open(path).with_context(|| format!("could not read {}", path.display()))?;
    Ok(Box::new(BufReader::new(file)))
}

/// Tells about an item that was skipped.
pub fn tell(error: &SourceError) {
    eprintln!("legation: {error}");
    if let SourceError::Read { reference, error } = error
        && error.kind() == std::io::ErrorKind::NotFound
    {
        let folder = Path::new(reference).parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = Path::new(reference).file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let near: BTreeSet<String> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|other| !name.is_empty() && other.to_lowercase().starts_with(&name.chars().take(3).collect::<String>()))
            .take(3)
            .collect();
        if !near.is_empty() {
            eprintln!("hint: there is {}", near.into_iter().collect::<Vec<_>>().join(", "));
        }
    }
}

impl OwnWorld {
    /// The world, with the user's files laid over it.
    pub fn load(&self) -> Result<World, Failure> {
        let mut files = Files::builtin();
        if let Some(folder) = &self.world {
            let mut found = false;
            for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
                let entry = entry?;
                if entry.file_type().is_file() {
                    let path = entry.path().strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
                    files = files.lay(path, std::fs::read(entry.path())?);
                    found = true;
                }
            }
            if !found {
                return Err(Failure::new(
                    format!("{} holds no files", folder.display()),
                    "lay files in it as data/ has them, such as actors/people.csv",
                ));
            }
        }
        let mut world = World::with(&files)?;
        if let Some(sure) = self.sure {
            world.codebook.switches.event_threshold = sure;
        }
        for file in &self.codebooks {
            let toml = std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
            world = world.with_codebook(&file.display().to_string(), &toml)?;
        }
        Ok(world)
    }
}
