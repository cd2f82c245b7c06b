use std::io::{Read, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use legation::analyse::{self, conllu};
use legation::{Document, World};

/// What `legation analyse` takes.
#[derive(Args)]
pub struct Arguments {
    /// The text, or CoNLL-U with --pretokenised; - for standard input
    file: PathBuf,
    /// The file is CoNLL-U: keep its words and sentences
    #[arg(long)]
    pretokenised: bool,
    /// Take the words whose 11th column is not "_" for the predicates
    #[arg(long, requires = "pretokenised")]
    gold_predicates: bool,
}

/// Prints the grammar of a text.
pub fn run(arguments: &Arguments) -> crate::Done {
    let mut text = String::new();
    if arguments.file.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).context("could not read standard input")?;
    } else {
        text = std::fs::read_to_string(&arguments.file).with_context(|| format!("could not read {}", arguments.file.display()))?;
    }
    let world = World::builtin()?;
    let mut out = std::io::stdout().lock();
    if arguments.pretokenised {
        out.write_all(conllu::annotate(&world, &text, arguments.gold_predicates).as_bytes())?;
        return Ok(0);
    }
    let document = Document::new(arguments.file.display().to_string(), text);
    for (index, sentence) in analyse::sentences(&world, &document, &[], &mut Vec::new()).iter().enumerate() {
        writeln!(out, "{}", conllu::write(sentence, &(index + 1).to_string(), &document.text))?;
    }
    Ok(0)
}
