use std::io::Write;

use clap::{Args, Subcommand};

use super::Which;
use crate::Done;

/// What `legation store` does.
#[derive(Subcommand)]
pub enum Command {
    /// Tell whether the file is sound
    Check(Store),
    /// Print everything that it says, in an order that does not depend on when it came in, and its hash last
    Dump(Store),
    /// Print the items that could not be read, and why
    Failures(Store),
}

/// A store.
#[derive(Args)]
pub struct Store {
    #[command(flatten)]
    which: Which,
}

/// Looks after a store.
pub fn run(command: &Command) -> Done {
    let mut out = std::io::stdout().lock();
    match command {
        Command::Check(store) => {
            let wrong = store.which.open()?.check()?;
            wrong.iter().try_for_each(|line| writeln!(out, "{line}"))?;
            if wrong.is_empty() {
                writeln!(out, "sound")?;
            }
            Ok(wrong.len())
        }
        Command::Dump(store) => {
            let mut lines = std::io::BufWriter::new(out);
            let dump = store.which.open()?.dump(|line| drop(lines.write_all(line.as_bytes())))?;
            writeln!(lines, "{} {}", dump.hash, dump.lines)?;
            lines.flush()?;
            Ok(0)
        }
        Command::Failures(store) => {
            for failure in store.which.open()?.failures()? {
                writeln!(out, "{}\t{}\t{}", failure.reference, failure.reason, failure.message)?;
            }
            Ok(0)
        }
    }
}
