use std::io::Write;

use clap::{Args, ValueEnum};
use legation_store::{Kind, Step};

use super::Which;
use super::ask::Asked;
use crate::Done;

/// What `legation timeline` takes.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// How long a step is
    #[arg(long, value_enum, default_value = "month")]
    by: By,
    /// How to print it
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    #[command(flatten)]
    which: Which,
}

#[derive(Clone, Copy, ValueEnum)]
enum By {
    Day,
    Week,
    Month,
    Year,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

/// Prints how many events begin in each step, by quad, and their mean PLOVER score.
pub fn run(arguments: &Arguments) -> Done {
    let step = match arguments.by {
        By::Day => Step::Day,
        By::Week => Step::Week,
        By::Month => Step::Month,
        By::Year => Step::Year,
    };
    let points = arguments.which.open()?.series(&arguments.asked.query(Kind::Event)?, step)?;
    let mut out = std::io::stdout().lock();
    match arguments.format {
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&points)?)?,
        Format::Csv => {
            writeln!(out, "start,events,mean_score,verbal_cooperation,material_cooperation,verbal_conflict,material_conflict")?;
            for point in &points {
                let [one, two, three, four] = point.quads;
                writeln!(out, "{},{},{:.3},{one},{two},{three},{four}", point.start, point.count, point.mean)?;
            }
        }
        Format::Table => {
            writeln!(out, "start       events   mean  verbal+ material+ verbal- material-")?;
            for point in &points {
                let [one, two, three, four] = point.quads;
                writeln!(out, "{}  {:>6}  {:>+5.1}  {one:>7} {two:>9} {three:>7} {four:>9}", point.start, point.count, point.mean)?;
            }
        }
    }
    Ok(0)
}
