//! `legation actors`: the tables of actors that users lay over ours.

mod check;
mod phoenix;
mod suspect;
mod wikidata;

use clap::Subcommand;

use crate::Done;

/// What `legation actors` does.
#[derive(Subcommand)]
pub enum Command {
    /// Point at every bad line of your own actor tables, and at suspicious ones
    Check(check::Arguments),
    /// Make actor tables from elsewhere into ours
    #[command(subcommand)]
    Import(Import),
}

/// Where actors are imported from.
#[derive(Subcommand)]
pub enum Import {
    /// Dictionaries of PETRARCH or TABARI, such as Phoenix's, into people.csv and organisations.csv
    Phoenix(phoenix::Arguments),
    /// A JSON dump of Wikidata into people.csv
    Wikidata(wikidata::Arguments),
}

/// Runs it.
pub fn run(command: &Command) -> Done {
    match command {
        Command::Check(arguments) => check::run(arguments),
        Command::Import(Import::Phoenix(arguments)) => phoenix::run(arguments),
        Command::Import(Import::Wikidata(arguments)) => wikidata::run(arguments),
    }
}
