use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use legation::record::Reading;
use legation::{accounts, json, read_all};

use crate::Done;
use crate::failure::Failure;
use crate::input::{About, OwnWorld};

/// What `legation compare` takes.
#[derive(Args)]
pub struct Arguments {
    /// Two or more documents, each one government's account of the same meeting
    #[arg(required = true, num_args = 2..)]
    files: Vec<PathBuf>,
    /// text, or json: {"accounts": […]}
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

/// Prints one meeting as each document tells it.
pub fn run(arguments: &Arguments) -> Done {
    let world = arguments.own.load()?;
    let (documents, failed) = arguments.about.all(&arguments.files)?;
    if documents.len() < 2 {
        return Err(Failure::new("there are fewer than two documents to compare", "give two or more files that tell of the same meeting"));
    }
    let readings = read_all(&world, &documents, 2);
    let accounts = accounts::compare(&world, &readings);
    let mut out = std::io::stdout().lock();
    match arguments.format {
        Format::Json => writeln!(out, "{}", json::accounts_to_json(&accounts, &readings))?,
        Format::Text => {
            for account in &accounts {
                write!(out, "{}", show(account, &readings))?;
            }
            if accounts.is_empty() {
                writeln!(out, "The documents tell of no meeting in common.")?;
            }
        }
    }
    Ok(failed)
}

fn show(account: &legation::record::Account, readings: &[Reading]) -> String {
    let mut out = String::new();
    for row in &account.rows {
        let _ = writeln!(out, "{}", row.topic);
        for side in &account.sides {
            let cells = row.cells.get(&side.id).map_or(&[][..], Vec::as_slice);
            let told: Vec<&str> = cells
                .iter()
                .filter_map(|cell| {
                    readings
                        .iter()
                        .find(|reading| reading.document.reference == cell.document)
                        .map(|reading| cell.span.of(&reading.document.text))
                })
                .collect();
            let told = if told.is_empty() { "not mentioned".to_owned() } else { format!("“{}”", told.join("” … “")) };
            let options = textwrap::Options::new(100).subsequent_indent("        ");
            let _ = writeln!(out, "{}", textwrap::fill(&format!("    {}: {told}", side.id), options));
        }
    }
    out
}
