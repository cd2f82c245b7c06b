use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use legation::world::Files;
use legation_source::actors::wikidata::{Dump, ImportError, import};

use crate::Done;
use crate::failure::Failure;

/// Broken lines beyond these are counted only.
const TOLD: usize = 20;

/// What `legation actors import wikidata` takes.
#[derive(Args)]
pub struct Arguments {
    /// A dump such as latest-all.json.gz: a JSON array with an entity a line, gzip or plain
    dump: PathBuf,
    /// The table to write. Until it is done, its state lies beside it; run the same command again to go on after a stop
    #[arg(short, long, value_name = "FILE", default_value = "people.csv")]
    out: PathBuf,
}

/// Imports a dump in one pass.
pub fn run(arguments: &Arguments) -> Done {
    let path = &arguments.dump;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if arguments.out.exists() {
        return Err(Failure::new(format!("{} is there already", arguments.out.display()), "give another file with --out"));
    }
    if name.ends_with(".bz2") || name.ends_with(".zst") {
        return Err(Failure::new(
            format!("{name} is packed in a way that Legation does not read"),
            "take the .json.gz, or unpack it first",
        ));
    }
    let file = File::open(path).with_context(|| format!("could not read {}", path.display()))?;
    let bytes = file.metadata().with_context(|| format!("could not read {}", path.display()))?.len();
    let bar = progress(bytes);
    let mut told = 0;
    let mut tell = |line: u64, message: &str| {
        told += 1;
        if told <= TOLD {
            bar.suspend(|| eprintln!("{} line {line}: {message}", path.display()));
        }
    };
    let dump = Dump { name, bytes, reader: bar.wrap_read(file) };
    let counts = import(&Files::builtin(), dump, &arguments.out, &mut tell).map_err(failure)?;
    bar.finish_and_clear();
    let mut out = std::io::stdout().lock();
    if counts.resumed > 0 {
        writeln!(out, "went on after line {}", counts.resumed)?;
    }
    writeln!(out, "{} entities read: {} people who held positions, {} offices", counts.entities, counts.people, counts.offices)?;
    writeln!(out, "{} rows written to {}", counts.rows, arguments.out.display())?;
    for (reason, count) in &counts.skipped {
        writeln!(out, "{count} skipped: {reason}")?;
    }
    writeln!(out, "{} broken lines", counts.broken)?;
    if !counts.closed {
        writeln!(out, "warning: the array is not closed; the dump may be cut off")?;
    }
    Ok(usize::try_from(counts.broken).unwrap_or(usize::MAX))
}

fn failure(error: ImportError) -> Failure {
    match &error {
        ImportError::Dump { .. } => {
            Failure::new(error.to_string(), "what was read is kept beside the output; mend the dump and run the same command to go on")
        }
        ImportError::OtherDump { path, .. } => {
            let hint = format!("give another --out, or remove {} to begin anew", path.display());
            Failure::new(error.to_string(), hint)
        }
        ImportError::File { .. } | ImportError::Table(_) => error.into(),
    }
}

/// A bar on standard error with the bytes of the dump as it lies on disk; none where that is no terminal.
fn progress(bytes: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(bytes);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left") {
        bar.set_style(style);
    }
    bar
}
