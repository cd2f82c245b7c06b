use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

use clap::Args;
use jiff::Timestamp;
use legation_source::{Mapping, SourceError};
use legation_store::{Failed, Sqlite, ingest};

use super::Which;
use crate::Done;
use crate::failure::Failure;
use crate::input::{About, OwnWorld};
use crate::progress;

/// What `legation ingest` takes.
#[derive(Args)]
pub struct Arguments {
    /// Files, folders, globs, addresses, or - for standard input
    #[arg(required_unless_present = "retry")]
    files: Vec<PathBuf>,
    /// Which columns or keys fill which fields: text=body,published=date,title=headline,publisher=source,url=link,id=key
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    map: Option<String>,
    /// Try the items again that could not be read
    #[arg(long)]
    retry: bool,
    /// Fetch addresses of this machine and of private networks too
    #[arg(long)]
    allow_private: bool,
    #[command(flatten)]
    about: About,
    #[command(flatten)]
    own: OwnWorld,
    /// How many threads read; the store is the same for any number [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    which: Which,
}

/// Reads documents into a store, links them, and reports.
pub fn run(arguments: &Arguments) -> Done {
    let mapping = match &arguments.map {
        Some(given) => Mapping::parse(given).map_err(|message| Failure::new(message, "write --map text=body,published=date"))?,
        None => Mapping::default(),
    };
    let mut store = Sqlite::create(&arguments.which.store)?;
    let mut files = arguments.files.clone();
    if arguments.retry {
        files.extend(store.failures()?.into_iter().map(|failure| PathBuf::from(failure.reference)));
    }
    let world = arguments.own.load()?;
    let threads = threads(arguments.threads);
    let documents = arguments.about.documents_with(&files, mapping, arguments.allow_private)?;
    let taken = documents.taken();
    let bar = progress::bytes(legation_source::size(&files));
    let begun = Instant::now();
    let input: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let run = store.begin(&input.join(" "), &Timestamp::now().to_string())?;
    let items = documents.map(|item| item.map_err(|error| failed(&error)));
    let counts = ingest::ingest(&mut store, &world, run, items, threads, |counts, failure| {
        let done = counts.read + counts.known + counts.failed;
        bar.set_position(taken.load(Ordering::Relaxed));
        bar.set_message(format!("{done} documents, {:.0} a second", done as f64 / begun.elapsed().as_secs_f64()));
        if let Some(failure) = failure {
            bar.suspend(|| eprintln!("legation: {}", failure.message));
        }
    })?;
    store.settle(run, &input)?;
    store.finish(run, &counts, &Timestamp::now().to_string())?;
    bar.finish_and_clear();
    let bar = progress::bar("{spinner} {pos} documents linked, {per_sec}, {elapsed}");
    let linked = store.link(&world, |linked| bar.set_position(linked.documents))?;
    bar.finish_and_clear();
    println!("{} documents read, {} known already, {} failed", counts.read, counts.known, counts.failed);
    println!(
        "{} copies of a story, {} pairs of reports of one act, {} denials, corrections and outcomes, {} later statuses of commitments",
        linked.copies, linked.same, linked.answers, linked.later
    );
    Ok(usize::try_from(counts.failed).unwrap_or(usize::MAX))
}

/// An item that could not be read, as a store keeps it.
pub fn failed(error: &SourceError) -> Failed {
    Failed { reference: error.reference().to_owned(), reason: error.kind().to_owned(), message: error.to_string() }
}

/// How many threads read: one a core where nothing else is asked for.
pub fn threads(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get)).max(1)
}
