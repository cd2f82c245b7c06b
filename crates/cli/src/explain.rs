use std::io::Write;

use clap::Args;
use legation::World;
use legation::world::codebook::{Cameo, Codebook, Entry};

use crate::Done;
use crate::failure::Failure;

/// What `legation explain` takes.
#[derive(Args)]
pub struct Arguments {
    /// A type (CONSULT), mode (phone), context (territorial), sector (GOV) or CAMEO code (042); without one, all are listed
    code: Option<String>,
}

/// Prints codebook entries.
pub fn run(arguments: &Arguments) -> Done {
    let world = World::builtin()?;
    let book = &world.codebook;
    let mut out = std::io::stdout().lock();
    let Some(code) = &arguments.code else {
        for kind in ["type", "mode", "context", "sector", "nonstate", "status"] {
            let codes: Vec<&str> = book.entries.iter().filter(|entry| entry.kind == kind).map(|entry| entry.code.as_str()).collect();
            let line = format!("{kind}: {}", codes.join(" "));
            writeln!(out, "{}", textwrap::fill(&line, textwrap::Options::new(100).subsequent_indent("    ")))?;
        }
        return Ok(0);
    };
    let entries: Vec<&Entry> = book.entries.iter().filter(|entry| entry.code.eq_ignore_ascii_case(code)).collect();
    let cameo = book.cameo.iter().find(|row| row.code == *code);
    if entries.is_empty() && cameo.is_none() {
        let mut near: Vec<(usize, &str)> =
            book.entries.iter().map(|entry| (distance(&entry.code.to_lowercase(), &code.to_lowercase()), entry.code.as_str())).collect();
        near.sort_unstable();
        near.dedup();
        let near: Vec<&str> = near.into_iter().take(4).map(|(_, code)| code).collect();
        return Err(Failure::new(
            format!("the codebook has no {code:?}"),
            format!("near it are {}; `legation explain` lists all", near.join(", ")),
        ));
    }
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        show(&mut out, book, entry)?;
    }
    if let Some(row) = cameo {
        show_cameo(&mut out, row)?;
    }
    Ok(0)
}

fn show(out: &mut impl Write, book: &Codebook, entry: &Entry) -> Result<(), Failure> {
    let parent = if entry.parent.is_empty() { String::new() } else { format!(" of {}", entry.parent) };
    writeln!(out, "{} ({}): {}{parent}", entry.code, entry.label, entry.kind)?;
    let mut part = |name: &str, words: &str| -> Result<(), Failure> {
        if !words.is_empty() {
            let options = textwrap::Options::new(100).initial_indent("    ").subsequent_indent("    ");
            writeln!(out, "\n{name}\n{}", textwrap::fill(words, options))?;
        }
        Ok(())
    };
    part("Definition", &entry.definition)?;
    part("Use when", &entry.use_when)?;
    part("Not when", &entry.not_when)?;
    let modes: Vec<&str> =
        book.entries.iter().filter(|mode| mode.kind == "mode" && mode.parent == entry.code).map(|mode| mode.code.as_str()).collect();
    part("Modes", &modes.join(", "))?;
    let quad = entry.quad_manual_sections.map(|quad| {
        let name = ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
            .get(usize::from(quad).wrapping_sub(1))
            .copied()
            .unwrap_or_default();
        format!("{quad} {name}")
    });
    part("Quad", &quad.unwrap_or_default())?;
    part("Score", &entry.score.map(|score| score.to_string()).unwrap_or_default())?;
    if entry.kind == "type" {
        let codes: Vec<String> =
            book.cameo.iter().filter(|row| row.plover_type == entry.code && row.code.len() <= 3).map(|row| row.code.clone()).collect();
        part("CAMEO", &codes.join(" "))?;
    }
    Ok(())
}

fn show_cameo(out: &mut impl Write, row: &Cameo) -> Result<(), Failure> {
    let mode = if row.plover_mode.is_empty() { String::new() } else { format!(" {}", row.plover_mode) };
    let to = if row.plover_type.is_empty() { "PLOVER has no such type".to_owned() } else { format!("PLOVER {}{mode}", row.plover_type) };
    writeln!(out, "CAMEO {}: {}\n    {to}", row.code, row.label)?;
    if let Some(goldstein) = row.goldstein {
        writeln!(out, "    Goldstein {goldstein}")?;
    }
    Ok(())
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, one) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let change = before + usize::from(one != *other);
            before = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(before + 1);
        }
    }
    row[b.len()]
}
