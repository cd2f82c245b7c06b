use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use legation::ledger::{self, Brief, Line, Topic};
use legation::names::{Question, resolve};
use legation::record::{Code, Reading, code_of};
use legation::{World, json, read_all};
use legation_source::date;
use legation_store::Sqlite;

use crate::Done;
use crate::failure::Failure;
use crate::input::{About, OwnWorld};

/// What `legation brief` takes.
#[derive(Args)]
pub struct Arguments {
    /// The first country: its code or name
    one: String,
    /// The second country
    other: String,
    /// Files, folders, or - for standard input; none where a store is asked
    #[arg(required_unless_present = "store")]
    files: Vec<PathBuf>,
    /// Ask a store instead of files
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    store: Option<PathBuf>,
    /// The day that it is written for [default: the last document's]
    #[arg(long, value_name = "DATE", visible_alias = "to")]
    as_of: Option<String>,
    /// A page for people, or JSON: the lines with document and sentence
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    about: About,
    #[command(flatten)]
    own: OwnWorld,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Prints what is last known and still open between two countries.
pub fn run(arguments: &Arguments) -> Done {
    let world = arguments.own.load()?;
    let dyad = [country(&world, &arguments.one)?, country(&world, &arguments.other)?];
    let as_of = match &arguments.as_of {
        Some(given) => Some(date::parse(given).ok_or_else(|| Failure::new(format!("{given:?} is no date"), "write it as 2026-02-04"))?),
        None => None,
    };
    let (brief, readings, failed) = match &arguments.store {
        Some(store) => {
            let (brief, readings) = Sqlite::open(store)?.brief(dyad, as_of)?;
            (brief, readings, 0)
        }
        None => {
            let (documents, failed) = arguments.about.all(&arguments.files)?;
            let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
            let readings = read_all(&world, &documents, threads);
            (ledger::brief(&world, &readings, dyad, as_of), readings, failed)
        }
    };
    let mut out = std::io::stdout().lock();
    match arguments.format {
        Format::Json => writeln!(out, "{}", json::brief_to_json(&brief, &readings))?,
        Format::Text => show(&mut out, &brief, &readings)?,
    }
    Ok(failed)
}

/// A country by its code or name.
fn country(world: &World, words: &str) -> Result<Code, Failure> {
    let code = Code::new(&words.to_uppercase()).filter(|code| world.actors.country(*code).is_some());
    let named = || resolve(world, &Question { words: words.to_owned(), ..Question::default() }).party.and_then(|party| party.country);
    code.or_else(named).ok_or_else(|| Failure::new(format!("{words:?} is no country"), "give a code such as CHN, or a name"))
}

fn heading(topic: Topic, dyad: [Code; 2]) -> String {
    let [one, other] = dyad;
    match topic {
        Topic::LastContact => "Last contact".to_owned(),
        Topic::NextMeeting => "To come".to_owned(),
        Topic::OpenCommitment => "Open commitments".to_owned(),
        Topic::MeasureOut => format!("Last measures of {one} towards {other}"),
        Topic::MeasureIn => format!("Last measures of {other} towards {one}"),
    }
}

fn show(out: &mut impl Write, brief: &Brief, readings: &[Reading]) -> Result<(), Failure> {
    let [one, other] = brief.dyad;
    let day = brief.as_of.map(|day| format!(", as of {day}")).unwrap_or_default();
    writeln!(out, "{one} and {other}{day}")?;
    for topic in [Topic::LastContact, Topic::NextMeeting, Topic::OpenCommitment, Topic::MeasureOut, Topic::MeasureIn] {
        writeln!(out, "\n{}", heading(topic, brief.dyad))?;
        let lines: Vec<&Line> = brief.lines.iter().filter(|line| line.topic == topic).collect();
        if lines.is_empty() {
            writeln!(out, "  nothing is known")?;
        }
        for line in lines {
            let date = match (line.date.start, line.date.end) {
                (Some(start), Some(end)) if start != end => format!("{start} to {end} ({})", code_of(&line.date.basis)),
                (Some(start), _) => format!("{start} ({})", code_of(&line.date.basis)),
                _ => "no date".to_owned(),
            };
            let text = readings.iter().find(|reading| reading.document.reference == line.document);
            let words: String = text.map(|reading| line.sentence.of(&reading.document.text)).unwrap_or_default().to_owned();
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            for (indent, shown) in [
                ("  ", format!("{} · {date}", line.text)),
                ("      ", format!("“{words}”")),
                ("      ", format!("{} {}", line.document, line.record.get(..6).unwrap_or_default())),
            ] {
                let options = textwrap::Options::new(100).initial_indent(indent).subsequent_indent("      ");
                writeln!(out, "{}", textwrap::fill(&shown, options))?;
            }
        }
    }
    Ok(())
}
