use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use legation::record::{Because, Reading};
use legation::{json, read};

use crate::Done;
use crate::failure::Failure;
use crate::input::{About, OwnWorld};

/// What `legation why` takes.
#[derive(Args)]
pub struct Arguments {
    /// The document's file, read as `legation read` reads it, or - for standard input
    file: PathBuf,
    /// The record's id, or enough of its beginning
    id: String,
    #[command(flatten)]
    about: About,
    #[command(flatten)]
    own: OwnWorld,
}

/// Prints the derivation of a record.
pub fn run(arguments: &Arguments) -> Done {
    let world = arguments.own.load()?;
    let (documents, failed) = arguments.about.all(std::slice::from_ref(&arguments.file))?;
    let mut known = Vec::new();
    for document in &documents {
        let reading = read(&world, document);
        let found: Vec<(String, &'static str, &Because, serde_json::Value)> = records(&reading);
        let hits: Vec<_> = found.iter().filter(|(id, ..)| id.starts_with(&arguments.id)).collect();
        if let [(id, kind, because, record)] = hits[..] {
            let mut out = std::io::stdout().lock();
            writeln!(out, "{kind} {id}\n")?;
            tree(&mut out, &reading, because, 0, &|rule| world.reason(rule))?;
            writeln!(out, "\n{}", serde_json::to_string_pretty(record)?)?;
            return Ok(failed);
        }
        if hits.len() > 1 {
            let ids: Vec<&str> = hits.iter().map(|(id, ..)| id.as_str()).collect();
            return Err(Failure::new(
                format!("{} is the beginning of {} records", arguments.id, hits.len()),
                format!("one of {}", ids.join(", ")),
            ));
        }
        known.extend(found.into_iter().map(|(id, kind, ..)| format!("{} ({kind})", id.get(..6).unwrap_or(&id))));
    }
    if documents.is_empty() {
        return Ok(failed);
    }
    let hint = if known.is_empty() { "no record was found in it".to_owned() } else { format!("its records are {}", known.join(", ")) };
    Err(Failure::new(
        format!("{} has no record {}", arguments.file.display(), arguments.id),
        format!("{hint}; give --published as when it was read"),
    ))
}

/// Every record with its id, kind, reason and JSON.
fn records(reading: &Reading) -> Vec<(String, &'static str, &Because, serde_json::Value)> {
    let whole: serde_json::Value = serde_json::from_str(&json::to_json(reading)).unwrap_or_default();
    let json = |list: &str, index: usize| whole[list][index].clone();
    let events = reading.events.iter().enumerate().map(|(i, r)| (r.id.clone(), "event", &r.because, json("events", i)));
    let statements = reading.statements.iter().enumerate().map(|(i, r)| (r.id.clone(), "statement", &r.because, json("statements", i)));
    let commitments = reading.commitments.iter().enumerate().map(|(i, r)| (r.id.clone(), "commitment", &r.because, json("commitments", i)));
    let meetings = reading.meetings.iter().enumerate().map(|(i, r)| (r.id.clone(), "meeting", &r.because, json("meetings", i)));
    let coded = reading.coded.iter().enumerate().map(|(i, r)| (r.id.clone(), "coded", &r.because, json("coded", i)));
    events.chain(statements).chain(commitments).chain(meetings).chain(coded).collect()
}

fn tree(
    out: &mut impl Write,
    reading: &Reading,
    because: &Because,
    depth: usize,
    reason: &dyn Fn(&str) -> Option<String>,
) -> Result<(), Failure> {
    let words = because.span.of(&reading.document.text).split_whitespace().collect::<Vec<_>>().join(" ");
    let indent = "  ".repeat(depth);
    writeln!(out, "{indent}{} ({}) “{words}”", because.rule, because.confidence)?;
    if let Some(reason) = reason(&because.rule) {
        writeln!(out, "{indent}    {reason}")?;
    }
    because.parts.iter().try_for_each(|part| tree(out, reading, part, depth + 1, reason))
}
