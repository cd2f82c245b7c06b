use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::Done;
use crate::input::{About, tell};

/// What `legation extract` takes.
#[derive(Args)]
pub struct Arguments {
    /// Files, folders, or - for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// text, or jsonl: {path, title, published, published_basis, language, text} a line
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    about: About,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Jsonl,
}

/// Prints documents as they would be read.
pub fn run(arguments: &Arguments) -> Done {
    let mut out = std::io::stdout().lock();
    let mut failed = 0;
    for item in arguments.about.documents(&arguments.files)? {
        match (item, arguments.format) {
            (Ok(document), Format::Text) => writeln!(out, "{}", document.text)?,
            (Ok(document), Format::Jsonl) => {
                let line = json!({
                    "path": document.reference, "title": document.title, "published": document.published,
                    "published_basis": document.published_basis, "language": document.language.as_deref().or(Some("en")), "text": document.text,
                });
                writeln!(out, "{line}")?;
            }
            (Err(error), _) => {
                failed += 1;
                tell(&error);
            }
        }
    }
    Ok(failed)
}
