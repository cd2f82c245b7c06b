//! The `legation` program: one news report in, its record out.

mod analyse;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "legation", version, about = "Reads the news and keeps the record of relations between states")]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the grammar of a text as CoNLL-U
    Analyse(analyse::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Program::parse().command {
        Command::Analyse(arguments) => analyse::run(&arguments),
    }
}
