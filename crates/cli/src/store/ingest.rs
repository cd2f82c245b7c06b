use std::path::PathBuf;

use clap::Args;
use legation_source::Mapping;
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
    let threads = arguments.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get)).max(1);
    let documents = arguments.about.documents_with(&files, mapping)?.map(|item| {
        item.map_err(|error| Failed {
            reference: error.reference().to_owned(),
            reason: error.kind().to_owned(),
            message: error.to_string(),
        })
    });
    let bar = progress::bar("{spinner} {pos} documents {msg}, {per_sec}, {elapsed}");
    let input = files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(" ");
    let run = store.begin(&input, &now())?;
    let counts = ingest::ingest(&mut store, &world, run, documents, threads, |counts, failure| {
        bar.set_position(counts.read + counts.known + counts.failed);
        if let Some(failure) = failure {
            bar.suspend(|| eprintln!("legation: {}", failure.message));
        }
    })?;
    store.finish(run, &counts, &now())?;
    bar.set_message("linking");
    let linked = store.link(&world, |linked| bar.set_position(linked.documents))?;
    bar.finish_and_clear();
    println!("{} documents read, {} known already, {} failed", counts.read, counts.known, counts.failed);
    println!(
        "{} copies of a story, {} pairs of reports of one act, {} denials, corrections and outcomes, {} later statuses of commitments",
        linked.copies, linked.same, linked.answers, linked.later
    );
    Ok(usize::try_from(counts.failed).unwrap_or(usize::MAX))
}

/// The time, for the list of runs.
fn now() -> String {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    jiff::Timestamp::from_second(i64::try_from(seconds).unwrap_or(0)).map(|time| time.to_string()).unwrap_or_default()
}
