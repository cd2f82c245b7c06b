use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::Done;
use crate::failure::Failure;

/// What `legation codebook init` takes.
#[derive(Args)]
pub struct Arguments {
    /// The file to write, such as arms.toml; - for standard output
    file: PathBuf,
}

const TEMPLATE: &str = include_str!("template.toml");

/// Writes a codebook to begin with; a file that is there is left alone.
pub fn run(arguments: &Arguments) -> Done {
    let mut out = std::io::stdout().lock();
    if arguments.file.as_os_str() == "-" {
        write!(out, "{TEMPLATE}")?;
        return Ok(0);
    }
    if arguments.file.exists() {
        return Err(Failure::new(format!("{} is there already", arguments.file.display()), "give the name of a new file"));
    }
    std::fs::write(&arguments.file, TEMPLATE).with_context(|| format!("could not write {}", arguments.file.display()))?;
    let file = arguments.file.display();
    writeln!(out, "{file} is written: put your types in, then run `legation codebook check {file}` and `legation codebook test {file}`")?;
    Ok(0)
}
