//! What scoring a gold file gives: counts and tables, printed for people or as JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::score::{Confusion, Tally};

/// Counts and tables of one run.
pub struct Report {
    /// The format of the gold, and how it was asked.
    pub gold: &'static str,
    /// The files.
    pub files: Vec<String>,
    /// What was scored, such as 17 articles, first.
    pub counts: Vec<(&'static str, usize)>,
    /// The figures.
    pub tables: Vec<Table>,
}

/// A table of figures.
pub struct Table {
    /// Its key in JSON.
    pub name: &'static str,
    /// Headings, keys in JSON; the first names what a row is.
    pub columns: Vec<String>,
    /// As many cells a row as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a [`Table`].
#[derive(Clone)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number of things.
    Count(usize),
    /// A figure of 0 to 1.
    Share(f64),
    /// A figure of nothing.
    Empty,
}

/// Headings of [`prf`].
pub const PRF: [&str; 3] = ["precision", "recall", "f1"];

/// Precision, recall and F1.
pub fn prf(tally: &Tally) -> [Cell; 3] {
    [Cell::Share(tally.precision()), Cell::Share(tally.recall()), Cell::Share(tally.f1())]
}

/// Words.
pub fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

/// What a class was taken for, the three most frequent: `AGREE 5, AID 2`.
pub fn errors(confusion: &Confusion, class: &str) -> Cell {
    text(confusion.wrong(class).iter().take(3).map(|(found, n)| format!("{found} {n}")).collect::<Vec<_>>().join(", "))
}

impl Table {
    /// An empty table.
    pub fn new(name: &'static str, columns: &[&str]) -> Self {
        Self { name, columns: columns.iter().map(|&column| column.to_owned()).collect(), rows: Vec::new() }
    }

    /// A row for each class of gold: number, precision, recall, F1 and what it was taken for.
    pub fn of_classes(name: &'static str, class: &str, confusion: &Confusion) -> Self {
        let mut table = Self::new(name, &[class, "n", "precision", "recall", "f1", "taken_for"]);
        for class in confusion.classes() {
            let tally = confusion.tally(class);
            let [precision, recall, f1] = prf(&tally);
            table.rows.push(vec![text(class), Cell::Count(tally.gold), precision, recall, f1, errors(confusion, class)]);
        }
        table
    }

    /// The full matrix: gold down, found across.
    pub fn matrix(confusion: &Confusion) -> Self {
        let labels = confusion.labels();
        let columns = std::iter::once("gold").chain(labels.iter().copied()).map(str::to_owned).collect();
        let row =
            |gold: &str| std::iter::once(text(gold)).chain(labels.iter().map(|found| Cell::Count(confusion.count(gold, found)))).collect();
        Self { name: "confusion", columns, rows: confusion.classes().into_iter().map(row).collect() }
    }
}

impl Report {
    /// The page for people.
    pub fn text(&self) -> String {
        let counts: Vec<String> = self.counts.iter().map(|(what, n)| format!("{n} {what}")).collect();
        let mut out = format!("{}, {}: {}\n", self.gold, self.files.join(", "), counts.join(", "));
        for table in self.tables.iter().filter(|table| !table.rows.is_empty()) {
            out.push('\n');
            let head = table.columns.iter().map(|column| Cell::Text(column.clone())).collect();
            let width = |at: usize| {
                let cells = table.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.show().chars().count());
                cells.chain(table.columns.get(at).map(|column| column.chars().count())).max().unwrap_or_default()
            };
            let widths: Vec<usize> = (0..table.columns.len()).map(width).collect();
            // Words stand on the left of their column, headings above what they head.
            let left = |at: usize| table.rows.iter().all(|row| matches!(row.get(at), Some(Cell::Text(_))));
            for row in std::iter::once(&head).chain(&table.rows) {
                let mut line = String::new();
                for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
                    let (cell, gap) = (cell.show(), if at == 0 { "" } else { "  " });
                    let _ = if left(at) { write!(line, "{gap}{cell:<width$}") } else { write!(line, "{gap}{cell:>width$}") };
                }
                out.push_str(line.trim_end());
                out.push('\n');
            }
        }
        out
    }

    /// The same for scripts: an array of objects a table.
    pub fn json(&self) -> Value {
        let mut out = Map::new();
        out.insert("gold".to_owned(), json!(self.gold));
        out.insert("files".to_owned(), json!(self.files));
        out.insert("counts".to_owned(), self.counts.iter().map(|(what, n)| ((*what).to_owned(), json!(n))).collect::<Map<_, _>>().into());
        for table in &self.tables {
            let row =
                |row: &Vec<Cell>| -> Value { table.columns.iter().cloned().zip(row.iter().map(Cell::json)).collect::<Map<_, _>>().into() };
            out.insert(table.name.to_owned(), table.rows.iter().map(row).collect());
        }
        out.into()
    }
}

impl Cell {
    fn show(&self) -> String {
        match self {
            Self::Text(words) => words.clone(),
            Self::Count(n) => n.to_string(),
            Self::Share(share) => format!("{share:.3}"),
            Self::Empty => "-".to_owned(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(words) => json!(words),
            Self::Count(n) => json!(n),
            Self::Share(share) => json!((share * 1e6).round() / 1e6),
            Self::Empty => Value::Null,
        }
    }
}
