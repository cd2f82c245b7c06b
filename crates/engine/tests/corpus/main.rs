//! The corpus: what Legation must get right, as Markdown files in `corpus/`, one test a file.
//!
//! `cargo test --test corpus` runs all of it, `cargo test --test corpus threats` the files whose path has "threats".
//! With `LEGATION_UPDATE=1` lines that fail become `todo` and `todo` lines that pass lose it; review is the diff.
//! `corpus/README.md` explains the lines.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod case;
mod expectation;
mod marks;
mod phrases;
mod resolution;

use std::path::Path;
use std::sync::OnceLock;

use legation::{World, layers, read};

use case::Case;
use expectation::Found;

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| World::builtin().expect("the built-in world loads"))
}

/// Runs every case of one file and reports all that is wrong with it at once.
fn run(path: &Path, file: String) -> datatest_stable::Result<()> {
    let mut wrong = Vec::new();
    let mut rewritten: Vec<String> = file.lines().map(str::to_owned).collect();
    for case in Case::all(&file)? {
        let place = path.display().to_string();
        for line in &case.phrases {
            if let Some((told, number, rewrite)) = line.check(world(), &place, |phrase| case.document_with(&place, phrase)) {
                wrong.push(told);
                rewritten[number - 1] = rewrite;
            }
        }
        for line in &case.resolutions {
            let (holds, found) = line.check(world());
            if let Some(problem) = problem(holds, line.todo) {
                wrong.push(format!("{place}:{} {}: `{}` {problem}\n{found}", line.number, case.title, line.source));
                rewritten[line.number - 1] = marked(&line.source, holds);
            }
        }
        if case.expectations.is_empty() {
            continue;
        }
        let document = case.document(&place);
        let reading = read(world(), &document);
        let (text, _) = layers(world(), &document);
        let found = Found { reading: &reading, text: &text, marked: &case.marked };
        for line in &case.expectations {
            let holds = line.holds(&found, &case.expectations);
            if let Some(problem) = problem(holds, line.todo) {
                wrong.push(format!("{place}:{} {}: `{}` {problem}\n{}", line.number, case.title, line.source, found.show(line)));
                rewritten[line.number - 1] = marked(&line.source, holds);
            }
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    if std::env::var_os("LEGATION_UPDATE").is_some() {
        std::fs::write(path, rewritten.join("\n") + "\n")?;
        return Ok(());
    }
    Err(wrong.join("\n").into())
}

/// What is wrong with a line that holds or not, and that is marked `todo` or not.
fn problem(holds: bool, todo: bool) -> Option<&'static str> {
    match (holds, todo) {
        (true, false) | (false, true) => None,
        (false, false) => Some("does not hold"),
        (true, true) => Some("holds now: take `todo` away"),
    }
}

/// A line with the mark that it should have instead.
fn marked(source: &str, holds: bool) -> String {
    if holds { source.replacen("todo ", "", 1) } else { format!("todo {source}") }
}

datatest_stable::harness! {
    { test = run, root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus"), pattern = r"^(.*/)?[^/]*[a-z][^/]*\.md$" },
}
