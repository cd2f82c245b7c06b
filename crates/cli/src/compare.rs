use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use legation::accounts::{self, Difference, Fact};
use legation::record::{Account, Cell, Reading, code_of};
use legation::{json, read_all};

use crate::Done;
use crate::failure::Failure;
use crate::input::{About, OwnWorld};

/// What `legation compare` takes.
#[derive(Args)]
pub struct Arguments {
    /// Two or more documents, each one government's account of the same meeting
    #[arg(required = true, num_args = 2..)]
    files: Vec<PathBuf>,
    /// Columns for the terminal, a table in Markdown or HTML, or JSON: {"accounts": […], "facts": […], "differences": […]}
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
    Markdown,
    Html,
    Json,
}

/// What an empty cell says.
const MISSING: &str = "not mentioned";

/// Prints one meeting as each document tells it.
pub fn run(arguments: &Arguments) -> Done {
    let world = arguments.own.load()?;
    let (documents, failed) = arguments.about.all(&arguments.files)?;
    if documents.len() < 2 {
        return Err(Failure::new("there are fewer than two documents to compare", "give two or more files that tell of the same meeting"));
    }
    let readings = read_all(&world, &documents, 2);
    let accounts = accounts::compare(&world, &readings);
    let facts: Vec<Fact> = accounts.iter().flat_map(|account| accounts::facts(&world, &readings, account)).collect();
    let differences: Vec<Difference> =
        accounts.iter().flat_map(|account| accounts::differences(&world, &readings, account, &facts)).collect();
    let mut out = std::io::stdout().lock();
    if let Format::Json = arguments.format {
        writeln!(out, "{}", json::comparison_to_json(&accounts, &facts, &differences, &readings))?;
        return Ok(failed);
    }
    let Some(account) = accounts.first() else {
        writeln!(out, "The documents tell of no meeting in common.")?;
        return Ok(failed);
    };
    let table = Table::new(account, &facts, &differences, &readings);
    match arguments.format {
        Format::Markdown => write!(out, "{}", table.markdown())?,
        Format::Html => write!(out, "{}", table.html())?,
        Format::Text | Format::Json => write!(out, "{}", table.columns())?,
    }
    Ok(failed)
}

/// The name of a row, and its words a side.
type Line = (String, Vec<String>);

/// A comparison in words: a column a side, a row a topic or aspect.
struct Table {
    sides: Vec<String>,
    sections: Vec<(&'static str, Vec<Line>)>,
}

impl Table {
    fn new(account: &Account, facts: &[Fact], differences: &[Difference], readings: &[Reading]) -> Self {
        let sides: Vec<String> = account.sides.iter().map(|side| side.id.clone()).collect();
        let words = |cells: &BTreeMap<String, Vec<Cell>>| -> Vec<String> {
            let told =
                |side: &String| -> Vec<String> { cells.get(side).into_iter().flatten().map(|cell| words_of(cell, readings)).collect() };
            sides.iter().map(|side| told(side).join(" … ")).collect()
        };
        let values = |own: &BTreeMap<String, String>| sides.iter().map(|side| own.get(side).cloned().unwrap_or_default()).collect();
        let aspects = facts.iter().map(|fact| (code_of(&fact.aspect).replace('-', " "), words(&fact.cells))).collect();
        // A topic is named by the words of whoever tells it: they stand in its cells.
        let topics = account.rows.iter().map(|row| (String::new(), words(&row.cells))).collect();
        let apart = differences.iter().map(|difference| (short(&difference.about), values(&difference.values))).collect();
        Self { sides, sections: vec![("Topics", topics), ("Beside the topics", aspects), ("Differences of fact", apart)] }
    }

    /// Side by side for a terminal of 100 columns.
    fn columns(&self) -> String {
        let width = 96 / self.sides.len().max(1) - 2;
        let mut out = String::new();
        let line = |out: &mut String, cells: &[String]| {
            let wrapped: Vec<Vec<String>> =
                cells.iter().map(|cell| textwrap::wrap(cell, width).into_iter().map(std::borrow::Cow::into_owned).collect()).collect();
            for at in 0..wrapped.iter().map(Vec::len).max().unwrap_or(0) {
                let row: String = wrapped
                    .iter()
                    .map(|lines| {
                        let words = lines.get(at).map_or("", String::as_str);
                        format!("{words}{}", " ".repeat((width + 2).saturating_sub(words.chars().count())))
                    })
                    .collect();
                let _ = writeln!(out, "  {}", row.trim_end());
            }
        };
        line(&mut out, &self.sides);
        for (name, rows) in self.sections.iter().filter(|(_, rows)| !rows.is_empty()) {
            let _ = writeln!(out, "\n{name}");
            for (name, cells) in rows {
                if !name.is_empty() {
                    let _ = writeln!(out, " {name}");
                }
                let cells: Vec<String> = cells.iter().map(|cell| shown(cell)).collect();
                line(&mut out, &cells);
                out.push('\n');
            }
        }
        out
    }

    fn markdown(&self) -> String {
        let escaped = |words: &str| words.replace('|', "\\|");
        let mut out = format!("| | {} |\n|---|{}\n", self.sides.join(" | "), "---|".repeat(self.sides.len()));
        for (section, rows) in self.sections.iter().filter(|(_, rows)| !rows.is_empty()) {
            let _ = writeln!(out, "| **{section}** |{}", " |".repeat(self.sides.len()));
            for (name, cells) in rows {
                let cells: Vec<String> = cells.iter().map(|cell| escaped(&shown(cell))).collect();
                let _ = writeln!(out, "| {} | {} |", escaped(name), cells.join(" | "));
            }
        }
        out
    }

    fn html(&self) -> String {
        let escaped = |words: &str| words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let cells =
            |tag: &str, cells: &[String]| -> String { cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell))).collect() };
        let mut out = format!("<table>\n<thead><tr><th></th>{}</tr></thead>\n", cells("th", &self.sides));
        for (section, rows) in self.sections.iter().filter(|(_, rows)| !rows.is_empty()) {
            let _ = writeln!(out, "<tbody>\n<tr><th colspan=\"{}\">{section}</th></tr>", self.sides.len() + 1);
            for (name, own) in rows {
                let own: Vec<String> = own.iter().map(|cell| shown(cell)).collect();
                let _ = writeln!(out, "<tr><th>{}</th>{}</tr>", escaped(name), cells("td", &own));
            }
            out.push_str("</tbody>\n");
        }
        out.push_str("</table>\n");
        out
    }
}

fn shown(cell: &str) -> String {
    if cell.is_empty() { MISSING.to_owned() } else { cell.to_owned() }
}

/// The first words of a topic.
fn short(words: &str) -> String {
    let all: Vec<&str> = words.split_whitespace().collect();
    if all.len() > 12 { format!("{} …", all[..12].join(" ")) } else { all.join(" ") }
}

fn words_of(cell: &Cell, readings: &[Reading]) -> String {
    let reading = readings.iter().find(|reading| reading.document.reference == cell.document);
    let words = reading.map(|reading| cell.span.of(&reading.document.text)).unwrap_or_default();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
