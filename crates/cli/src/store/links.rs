use std::io::Write;

use clap::{Args, Subcommand};

use super::Which;
use crate::Done;
use crate::failure::Failure;
use crate::input::OwnWorld;

/// What `legation links` does.
#[derive(Subcommand)]
pub enum Command {
    /// Print all reports of the act that a record tells, and what answers it
    Show(One),
    /// Take two records for one act
    Join(Two),
    /// Take two records for two acts
    Split(Two),
    /// Make all links again
    Make(All),
}

/// A record.
#[derive(Args)]
pub struct One {
    /// The record's id
    key: String,
    #[command(flatten)]
    which: Which,
}

/// Two records.
#[derive(Args)]
pub struct Two {
    /// The first record's id
    one: String,
    /// The second record's id
    other: String,
    #[command(flatten)]
    which: Which,
}

/// All records.
#[derive(Args)]
pub struct All {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    own: OwnWorld,
}

/// Shows or changes what belongs together.
pub fn run(command: &Command) -> Done {
    match command {
        Command::Show(one) => show(one)?,
        Command::Join(two) => two.which.open()?.decide(true, &two.one, &two.other)?,
        Command::Split(two) => two.which.open()?.decide(false, &two.one, &two.other)?,
        Command::Make(all) => {
            let linked = all.which.open()?.relink(&all.own.load()?, |_| {})?;
            println!(
                "{} documents: {} copies of a story, {} pairs of reports of one act, {} denials, corrections and outcomes, {} later statuses of commitments",
                linked.documents, linked.copies, linked.same, linked.answers, linked.later
            );
        }
    }
    Ok(0)
}

fn show(one: &One) -> Result<(), Failure> {
    let store = one.which.open()?;
    let mut out = std::io::stdout().lock();
    for member in store.members(&one.key)? {
        let mark = if member.stands { "*" } else { " " };
        let (day, publisher) = (member.published.unwrap_or_default(), member.publisher.unwrap_or_default());
        writeln!(out, "{mark} {}  {day}  {publisher}  {}  {}", member.key, member.reference, member.rule.unwrap_or_default())?;
    }
    for answer in store.answers(&one.key)? {
        let publisher = answer.publisher.as_deref().unwrap_or(&answer.reference);
        let day = answer.published.map(|day| day.to_string()).unwrap_or_default();
        writeln!(out, "  {} {}  {day}  {publisher}  “{}”  {}", answer.record, answer.kind, answer.text, answer.rule)?;
    }
    Ok(())
}
