use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::path::PathBuf;

use clap::Args;
use legation::json;
use legation_store::export::share;
use serde::Deserialize;

use crate::Done;
use crate::input::{About, open};

/// What `legation rehydrate` takes.
#[derive(Args)]
pub struct Arguments {
    /// What `legation export share-safe` wrote
    shared: PathBuf,
    /// Your own copies of the documents: files or folders
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    about: About,
}

/// What tells which document a line is about.
#[derive(Deserialize)]
struct Line {
    document: Known,
}

/// SHA-256 of its text, and what its owner called it.
#[derive(Deserialize)]
struct Known {
    id: String,
    #[serde(rename = "ref")]
    reference: String,
}

/// Puts the words back into shared readings from one's own copies; a Reading a line.
pub fn run(arguments: &Arguments) -> Done {
    let (documents, mut failed) = arguments.about.all(&arguments.files)?;
    let own: HashMap<String, _> = documents.into_iter().map(|document| (document.id(), document)).collect();
    let mut out = std::io::stdout().lock();
    for line in open(&arguments.shared)?.lines() {
        let line = line?;
        let told = serde_json::from_str::<Line>(&line).map_err(|error| format!("a line is no shared reading: {error}"));
        let whole = told.and_then(|told| {
            let document = own
                .get(&told.document.id)
                .ok_or_else(|| format!("there is no copy of {} ({})", told.document.reference, told.document.id))?;
            share::rehydrate(&line, &document.text, document.title.as_deref()).map_err(|error| error.to_string())
        });
        match whole {
            Ok(reading) => writeln!(out, "{}", json::to_json(&reading))?,
            Err(message) => {
                failed += 1;
                eprintln!("legation: {message}");
            }
        }
    }
    Ok(failed)
}
