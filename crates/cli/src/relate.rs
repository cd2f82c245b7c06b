use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use legation::{Span, World, events};
use serde::Deserialize;
use serde_json::json;

use crate::Done;
use crate::input::open;

/// What `legation relate` takes.
#[derive(Args)]
pub struct Arguments {
    /// JSON Lines: {id, text, source: [[start, end]…], target: [[start, end]…]}, offsets in Unicode scalars; - for standard input
    file: PathBuf,
}

#[derive(Deserialize)]
struct Line {
    id: serde_json::Value,
    text: String,
    source: Vec<[usize; 2]>,
    target: Vec<[usize; 2]>,
}

/// Prints the PLOVER type of what source does to target, with the probabilities of all sixteen.
pub fn run(arguments: &Arguments) -> Done {
    let world = World::builtin()?;
    let mut out = std::io::stdout().lock();
    let mut failed = 0;
    for (number, line) in open(&arguments.file)?.lines().enumerate() {
        let line = line.context("could not read the input")?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = match serde_json::from_str(&line) {
            Ok(line) => line,
            Err(error) => {
                eprintln!("legation: could not read line {}: {error}", number + 1);
                failed += 1;
                continue;
            }
        };
        let bytes: Vec<usize> = line.text.char_indices().map(|(at, _)| at).chain([line.text.len()]).collect();
        let spans = |list: &[[usize; 2]]| -> Vec<Span> {
            list.iter().filter_map(|[start, end]| Span::new(*bytes.get(*start)?, *bytes.get(*end)?)).collect()
        };
        let types = events::relate(&world, &line.text, &spans(&line.source), &spans(&line.target));
        let Some(best) = types.first().copied() else {
            eprintln!("legation: line {}: the text tells no act", number + 1);
            failed += 1;
            continue;
        };
        let types: BTreeMap<&str, f32> = types.iter().map(|(kind, probability)| (kind.code(), (probability * 1e4).round() / 1e4)).collect();
        writeln!(out, "{}", json!({ "id": line.id, "type": best.0.code(), "types": types }))?;
    }
    Ok(failed)
}
