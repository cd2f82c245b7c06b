//! `legation eval`: the engine scored on gold files that a user has, one file of code a format.
//!
//! A gold item that cannot be used is told with its file and line, left out and counted; the others are scored.

mod articles;
mod attribution;
mod conllu;
mod fit;
mod gold;
mod plv;
pub mod score;
pub mod table;

use std::fmt::Display;
use std::io::Write;

use clap::{Args, Subcommand, ValueEnum};

use crate::Done;
use crate::failure::Failure;
use crate::input::OwnWorld;
use table::Report;

/// What the gold files are.
#[derive(Subcommand)]
pub enum Command {
    /// Pairs of source and target with their PLOVER type, in the tab-separated form of Zero-Shot-PLOVER
    Plv(plv::Arguments),
    /// Whole articles with records coded by hand: NAME.txt, NAME.json and perhaps NAME.meta.json
    Articles(articles::Arguments),
    /// Grammar as CoNLL-U: tags, trees and lemmas, and roles where there are PropBank columns
    Conllu(conllu::Arguments),
    /// Who says what, in brat's stand-off form: text/NAME.txt and attributions/NAME_CODER.ann
    Attribution(attribution::Arguments),
}

/// What every format takes.
#[derive(Args)]
pub struct Common {
    /// Tables for people, or JSON for scripts
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    #[command(flatten)]
    own: OwnWorld,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Scores and prints.
pub fn run(command: &Command) -> Done {
    let (common, done) = match command {
        Command::Plv(arguments) => (&arguments.common, plv::score(arguments)),
        Command::Articles(arguments) => (&arguments.common, articles::score(arguments)),
        Command::Conllu(arguments) => (&arguments.common, conllu::score(arguments)),
        Command::Attribution(arguments) => (&arguments.common, attribution::score(arguments)),
    };
    let (report, skipped) = done?;
    if report.counts.first().is_none_or(|(_, scored)| *scored == 0) {
        return Err(Failure::new(format!("{}: there is nothing to score", report.files.join(", ")), "docs/eval.md tells the formats"));
    }
    let mut out = std::io::stdout().lock();
    match common.format {
        Format::Table => write!(out, "{}", report.text())?,
        Format::Json => writeln!(out, "{:#}", report.json())?,
    }
    Ok(skipped.0)
}

/// What scoring a format gives.
type Scored = Result<(Report, Skipped), Failure>;

/// How many gold items were left out, each told when it was.
#[derive(Default)]
struct Skipped(usize);

impl Skipped {
    /// Tells what is wrong with an item, and where.
    fn tell(&mut self, file: impl Display, line: Option<u64>, message: impl Display) {
        self.0 += 1;
        match line {
            Some(line) => eprintln!("legation: {file} line {line}: {message}"),
            None => eprintln!("legation: {file}: {message}"),
        }
    }
}

/// One thread a core.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The work on each item, done on all cores, in the order of the items.
fn spread<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let portion = items.len().div_ceil(threads()).max(1);
    std::thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = items.chunks(portion).map(|chunk| scope.spawn(move || chunk.iter().map(work).collect::<Vec<R>>())).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause))).collect()
    })
}
