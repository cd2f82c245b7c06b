use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use legation::{Document, Reading, World, json, read_all};
use legation_store::export::table::{self, Records};

use crate::Done;
use crate::input::{About, OwnWorld, tell};
use crate::page::Page;
use crate::progress;

/// What `legation read` takes.
#[derive(Args)]
pub struct Arguments {
    /// Files, folders, or - for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How to print the record
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Which records the CSV holds
    #[arg(long, value_enum, default_value = "events")]
    records: Kind,
    #[command(flatten)]
    about: About,
    #[command(flatten)]
    own: OwnWorld,
    /// How many threads read; the output is the same for any number [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A page for people
    Text,
    /// Indented JSON: a Reading, or an array of Readings
    Json,
    /// A Reading a line, in the order of the input
    Jsonl,
    /// Flat records, one row each
    Csv,
}

/// Which records the CSV holds
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Events,
    Statements,
    Commitments,
    Meetings,
    /// What codebooks given with --codebook see
    Coded,
}

impl From<Kind> for Records {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Events => Self::Events,
            Kind::Statements => Self::Statements,
            Kind::Commitments => Self::Commitments,
            Kind::Meetings => Self::Meetings,
            Kind::Coded => Self::Coded,
        }
    }
}

/// Documents are read in portions of this many, or of `PORTION_BYTES` of text, so that memory stays small however many there are.
const PORTION: usize = 64;
const PORTION_BYTES: usize = 4 << 20;

/// Reads documents and prints their record.
pub fn run(arguments: &Arguments) -> Done {
    let world = arguments.own.load()?;
    let threads = arguments.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get)).max(1);
    let mut documents = arguments.about.documents(&arguments.files)?;
    let mut printer = Printer::new(arguments.format, arguments.records.into());
    let progress = progress();
    let mut failed = 0;
    loop {
        let mut portion: Vec<Document> = Vec::new();
        let mut bytes = 0;
        let mut ended = true;
        for item in documents.by_ref() {
            match item {
                Ok(document) => {
                    bytes += document.text.len();
                    portion.push(document);
                }
                Err(error) => {
                    failed += 1;
                    progress.suspend(|| tell(&error));
                }
            }
            if portion.len() >= PORTION || bytes >= PORTION_BYTES {
                ended = false;
                break;
            }
        }
        for reading in read_portion(&world, &portion, threads) {
            progress.inc(1);
            printer.print(&reading)?;
        }
        if ended {
            break;
        }
    }
    progress.finish_and_clear();
    printer.finish()?;
    Ok(failed)
}

fn read_portion(world: &World, portion: &[Document], threads: usize) -> Vec<Reading> {
    read_all(world, portion, threads)
}

/// A bar; none where the readings themselves go to a terminal.
fn progress() -> ProgressBar {
    if std::io::stdout().is_terminal() {
        return ProgressBar::hidden();
    }
    progress::bar("{spinner} {pos} documents read, {per_sec}, {elapsed}")
}

/// Prints readings one after another in one format.
struct Printer {
    format: Format,
    records: Records,
    page: Page,
    printed: usize,
    /// Of indented JSON the first reading waits: alone it is an object, among others the first of an array.
    waiting: Option<String>,
    rows: csv::Writer<std::io::Stdout>,
}

impl Printer {
    fn new(format: Format, records: Records) -> Self {
        Self { format, records, page: Page::for_stdout(), printed: 0, waiting: None, rows: csv::Writer::from_writer(std::io::stdout()) }
    }

    fn print(&mut self, reading: &Reading) -> Result<(), crate::Failure> {
        let mut out = std::io::stdout().lock();
        match self.format {
            Format::Text => {
                if self.printed > 0 {
                    writeln!(out)?;
                }
                write!(out, "{}", self.page.show(reading))?;
            }
            Format::Jsonl => writeln!(out, "{}", json::to_json(reading))?,
            Format::Json => {
                let own = json::to_json_pretty(reading);
                match (self.printed, self.waiting.take()) {
                    (0, _) => self.waiting = Some(own),
                    (_, Some(first)) => write!(out, "[\n{first},\n{own}")?,
                    (_, None) => write!(out, ",\n{own}")?,
                }
            }
            Format::Csv => {
                drop(out);
                if self.printed == 0 {
                    self.rows.write_record(table::header(self.records))?;
                }
                for row in table::rows(reading, self.records) {
                    self.rows.write_record(row)?;
                }
                self.rows.flush()?;
            }
        }
        self.printed += 1;
        Ok(())
    }

    fn finish(&mut self) -> Result<(), crate::Failure> {
        let mut out = std::io::stdout().lock();
        match (self.format, self.waiting.take()) {
            (Format::Json, Some(only)) => writeln!(out, "{only}")?,
            (Format::Json, None) if self.printed > 1 => writeln!(out, "\n]")?,
            (Format::Json, None) => writeln!(out, "[]")?,
            (Format::Csv, _) if self.printed == 0 => {
                drop(out);
                self.rows.write_record(table::header(self.records))?;
                self.rows.flush()?;
            }
            _ => {}
        }
        Ok(())
    }
}
