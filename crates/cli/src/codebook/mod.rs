//! `legation codebook`: codebooks that users write, known by example sentences.

mod check;
mod init;
mod test;

use std::path::Path;

use anyhow::Context;
use clap::Subcommand;

use crate::Done;
use crate::failure::Failure;

/// What `legation codebook` does.
#[derive(Subcommand)]
pub enum Command {
    /// Write a codebook to begin with
    Init(init::Arguments),
    /// Say what is wrong with a codebook, and what is missing
    Check(check::Arguments),
    /// Run the sentences of a codebook that must and must not be coded, and those of a table, and say how many are right
    Test(test::Arguments),
}

/// Runs one.
pub fn run(command: &Command) -> Done {
    match command {
        Command::Init(arguments) => init::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Test(arguments) => test::run(arguments),
    }
}

fn text(file: &Path) -> Result<String, Failure> {
    Ok(std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?)
}
