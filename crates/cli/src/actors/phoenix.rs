use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use legation::world::Files;
use legation_source::actors::phoenix::{Converted, Converter, parse};
use legation_source::actors::write_rows;
use serde::Serialize;

use crate::Done;
use crate::failure::Failure;

/// What `legation actors import phoenix` takes.
#[derive(Args)]
pub struct Arguments {
    /// Dictionaries of actors: NAME_ [CODE >20121115], synonyms after +, comments after # or ;
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The folder for people.csv and organisations.csv; with DIR/actors here, `legation read --world DIR` reads them in place of
    /// the built-in tables
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
}

/// Converts dictionaries.
pub fn run(arguments: &Arguments) -> Done {
    let (people, organisations) = (arguments.out.join("people.csv"), arguments.out.join("organisations.csv"));
    for path in [&people, &organisations] {
        if path.exists() {
            return Err(Failure::new(format!("{} is there already", path.display()), "give another folder with --out"));
        }
    }
    let converter = Converter::new(&Files::builtin())?;
    let mut converted = Converted::default();
    let mut broken = 0;
    for file in &arguments.files {
        let bytes = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
        let text = String::from_utf8_lossy(&bytes);
        if !text.contains('[') {
            println!("{}: no codes in it, left out (a list of discards?)", file.display());
            continue;
        }
        let dictionary = parse(&text);
        for line in &dictionary.broken {
            eprintln!("{} line {}: {}", file.display(), line.line, line.message);
        }
        broken += dictionary.broken.len();
        let basis = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        converter.add(&dictionary, &basis, &mut converted);
    }
    std::fs::create_dir_all(&arguments.out).with_context(|| format!("could not make {}", arguments.out.display()))?;
    write(&people, &converted.people)?;
    write(&organisations, &converted.organisations)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} actors read", converted.read)?;
    writeln!(out, "{} rows written to {}", converted.people.len(), people.display())?;
    writeln!(out, "{} rows written to {}", converted.organisations.len(), organisations.display())?;
    for (reason, count) in &converted.skipped {
        writeln!(out, "{count} skipped: {reason}")?;
    }
    writeln!(out, "{broken} bad lines")?;
    Ok(broken)
}

fn write<T: Serialize + Default>(path: &Path, rows: &[T]) -> Result<(), Failure> {
    let file = File::create(path).with_context(|| format!("could not write {}", path.display()))?;
    write_rows(std::io::BufWriter::new(file), rows).with_context(|| format!("could not write {}", path.display()))?;
    Ok(())
}
