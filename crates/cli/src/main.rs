//! The `legation` program: one news report in, its record out. Flags and glue; the work is done in the libraries.

mod actors;
mod analyse;
mod batch;
mod brief;
mod codebook;
mod compare;
mod eval;
mod explain;
mod extract;
mod failure;
mod input;
mod page;
mod progress;
mod read;
mod relate;
mod resolve;
mod schema;
mod serve;
mod store;
mod why;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;
use legation_store::Kind;

#[derive(Parser)]
#[command(name = "legation", version, about = "Reads the news and keeps the record of relations between states", max_term_width = 100)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read news reports and print their record: events, statements, commitments, meetings, accounts
    Read(read::Arguments),
    /// Print how a record was derived
    Why(why::Arguments),
    /// Print a codebook entry: a type, mode, context, sector or CAMEO code
    Explain(explain::Arguments),
    /// Tell one meeting as several documents tell it, topic by topic
    Compare(compare::Arguments),
    /// Tell what is last known and still open between two countries, each line with its source sentence
    Brief(brief::Arguments),
    /// Give the PLOVER type of what a source does to a target in a text
    Relate(relate::Arguments),
    /// Tell whom the words of a mention mean, with codes and why
    Resolve(resolve::Arguments),
    /// Print the document alone, before reading
    Extract(extract::Arguments),
    /// Print the grammar of a text as CoNLL-U
    Analyse(analyse::Arguments),
    /// Check your own tables of actors, and import them from elsewhere
    #[command(subcommand)]
    Actors(actors::Command),
    /// Codebooks of your own: event types known by example sentences
    #[command(subcommand)]
    Codebook(codebook::Command),
    /// Score the engine on gold files of your own
    #[command(subcommand)]
    Eval(eval::Command),
    /// Print the JSON Schema of a Reading
    Schema,
    /// Read documents into a store, each once, and find what belongs together
    Ingest(store::ingest::Arguments),
    /// Ask feeds again and again, and store what is new in them
    Watch(store::watch::Arguments),
    /// Print events of a store
    Events(store::ask::Arguments),
    /// Print statements of a store
    Statements(store::ask::Arguments),
    /// Print commitments of a store
    Commitments(store::ask::Arguments),
    /// Print meetings of a store
    Meetings(store::ask::Arguments),
    /// Print accounts of a store
    Accounts(store::ask::Arguments),
    /// Print documents of a store
    Documents(store::ask::Arguments),
    /// Count events of a store by day, week, month or year, with their mean score
    Timeline(store::timeline::Arguments),
    /// Tell the last event between two countries, and the sentence that it is known from
    Last(store::ask::Last),
    /// Show, join and split the reports of one act
    #[command(subcommand)]
    Links(store::links::Command),
    /// Write records of a store in a format that other programs load
    Export(store::export::Arguments),
    /// Read a Parquet table of documents into one of records, by row groups
    Batch(batch::Arguments),
    /// Put the words back into shared readings from your own copies of the documents
    Rehydrate(store::rehydrate::Arguments),
    /// Open a store to people and programs: pages and an HTTP API on this machine
    Serve(serve::Arguments),
    /// Look after a store: check, dump, failures
    #[command(subcommand)]
    Store(store::check::Command),
}

/// 0 done, 1 some items failed, 2 usage or cannot start.
fn main() -> ExitCode {
    let done = match Program::parse().command {
        Command::Read(arguments) => read::run(&arguments),
        Command::Why(arguments) => why::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Brief(arguments) => brief::run(&arguments),
        Command::Relate(arguments) => relate::run(&arguments),
        Command::Resolve(arguments) => resolve::run(&arguments),
        Command::Extract(arguments) => extract::run(&arguments),
        Command::Analyse(arguments) => analyse::run(&arguments),
        Command::Actors(command) => actors::run(&command),
        Command::Codebook(command) => codebook::run(&command),
        Command::Eval(command) => eval::run(&command),
        Command::Schema => schema::run(),
        Command::Ingest(arguments) => store::ingest::run(&arguments),
        Command::Watch(arguments) => store::watch::run(&arguments),
        Command::Events(arguments) => store::ask::run(Kind::Event, &arguments),
        Command::Statements(arguments) => store::ask::run(Kind::Statement, &arguments),
        Command::Commitments(arguments) => store::ask::run(Kind::Commitment, &arguments),
        Command::Meetings(arguments) => store::ask::run(Kind::Meeting, &arguments),
        Command::Accounts(arguments) => store::ask::run(Kind::Account, &arguments),
        Command::Documents(arguments) => store::ask::documents(&arguments),
        Command::Timeline(arguments) => store::timeline::run(&arguments),
        Command::Last(arguments) => store::ask::last(&arguments),
        Command::Links(command) => store::links::run(&command),
        Command::Export(arguments) => store::export::run(&arguments),
        Command::Batch(arguments) => batch::run(&arguments),
        Command::Rehydrate(arguments) => store::rehydrate::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Store(command) => store::check::run(&command),
    };
    match done {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("legation: {failure}");
            ExitCode::from(2)
        }
    }
}

/// What a command gives: the number of items that failed, each told already.
type Done = Result<usize, Failure>;
