use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use legation::world::{Actors, Files, WorldError};

use super::suspect;
use crate::Done;
use crate::failure::Failure;

/// What `legation actors check` takes.
#[derive(Args)]
pub struct Arguments {
    /// Tables as data/actors/ has them: people.csv, organisations.csv, countries.csv, former.csv or disputed.csv, told by their
    /// names or headers
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// The tables of actors.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    People,
    Organisations,
    Countries,
    Former,
    Disputed,
}

/// A table to check.
struct Table {
    file: PathBuf,
    kind: Kind,
    bytes: Vec<u8>,
}

impl Kind {
    const ALL: [Self; 5] = [Self::People, Self::Organisations, Self::Countries, Self::Former, Self::Disputed];

    fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Organisations => "organisations",
            Self::Countries => "countries",
            Self::Former => "former",
            Self::Disputed => "disputed",
        }
    }

    fn path(self) -> String {
        format!("actors/{}.csv", self.name())
    }

    /// The columns that cannot be missing, the last of them its own.
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::People => {
                &["name", "aliases", "office", "country", "sector", "from", "from_precision", "to", "to_precision", "wikidata", "surname"]
            }
            Self::Organisations => &["name", "aliases", "code", "sectors", "kind", "channel"],
            Self::Countries => &["name", "iso2", "names", "adjectives", "people", "seats", "iso3"],
            Self::Former => &["name", "names", "adjectives", "people", "iso3166_3", "successors"],
            Self::Disputed => &["name", "names", "adjectives", "people", "code", "sector", "from", "to"],
        }
    }

    /// By the file's name, else by the first kind whose columns the header has all.
    fn of(file: &Path, header: &BTreeSet<String>) -> Option<Self> {
        let name = file.file_stem().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let by_name = Self::ALL.into_iter().find(|kind| name.contains(kind.name()));
        by_name.or_else(|| Self::ALL.into_iter().find(|kind| kind.columns().iter().all(|column| header.contains(*column))))
    }
}

/// Checks tables and prints what is wrong with them.
pub fn run(arguments: &Arguments) -> Done {
    let mut out = std::io::stdout().lock();
    let mut failed = 0;
    let mut tables = Vec::new();
    for file in &arguments.files {
        let bytes = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
        let header = header(&bytes);
        let kind = Kind::of(file, &header).ok_or_else(|| {
            Failure::new(
                format!("neither its name nor its header tells which table {} is", file.display()),
                "name it as data/actors/ does: people.csv, organisations.csv, countries.csv, former.csv or disputed.csv",
            )
        })?;
        let missing: Vec<&str> = kind.columns().iter().copied().filter(|column| !header.contains(*column)).collect();
        if missing.is_empty() {
            tables.push(Table { file: file.clone(), kind, bytes });
            continue;
        }
        failed += 1;
        let columns = kind.columns().join(",");
        writeln!(out, "{} line 1: the header lacks {}; a table of {} has {columns}", file.display(), missing.join(", "), kind.name())?;
    }
    for table in &tables {
        failed += check(&mut out, table, &tables)?;
    }
    Ok(failed)
}

/// Checks one table with those of other kinds beside it, and gives the number of its bad rows.
fn check(out: &mut impl Write, table: &Table, all: &[Table]) -> Done {
    let others = all.iter().filter(|other| other.kind != table.kind);
    let files = others.fold(Files::builtin(), |files, other| files.lay(other.kind.path(), other.bytes.clone()));
    let path = table.kind.path();
    let known = Actors::load(&Files::builtin())?;
    let (_, errors) = Actors::check(&files.lay(path.clone(), table.bytes.clone()))?;
    let errors: Vec<&WorldError> = errors.iter().filter(|error| error.path == path).collect();
    for error in &errors {
        let line = error.line.map(|line| format!(" line {line}")).unwrap_or_default();
        writeln!(out, "{}{line}: {}", table.file.display(), error.message)?;
    }
    let suspects = suspect::find(table.kind, &table.bytes, &known);
    for (line, message) in &suspects {
        writeln!(out, "{} line {line}: warning: {message}", table.file.display())?;
    }
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).from_reader(table.bytes.as_slice());
    let good = reader.byte_records().count().saturating_sub(errors.len());
    let bad = if errors.is_empty() { String::new() } else { format!(", {} bad", errors.len()) };
    let warnings = if suspects.is_empty() { String::new() } else { format!(", {} warnings", suspects.len()) };
    writeln!(out, "{}: {good} good rows{bad}{warnings}", table.file.display())?;
    Ok(errors.len())
}

fn header(bytes: &[u8]) -> BTreeSet<String> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(bytes);
    reader.headers().map(|header| header.iter().map(|column| column.trim().to_owned()).collect()).unwrap_or_default()
}
