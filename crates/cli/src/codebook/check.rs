use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use legation::codes::Book;

use super::text;
use crate::Done;

/// What `legation codebook check` takes.
#[derive(Args)]
pub struct Arguments {
    /// Codebooks
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// Says what is wrong with codebooks. Those that nothing can be coded with count as failed.
pub fn run(arguments: &Arguments) -> Done {
    let mut out = std::io::stdout().lock();
    let mut failed = 0;
    for file in &arguments.files {
        let path = file.display().to_string();
        let book = match Book::draft(&path, &text(file)?) {
            Ok(book) => book,
            Err(error) => {
                writeln!(out, "{error}")?;
                failed += 1;
                continue;
            }
        };
        let problems = book.problems();
        for problem in &problems {
            writeln!(out, "{path}: {}{}", if problem.fatal { "" } else { "warning: " }, problem.text)?;
        }
        let examples: usize = book.types.iter().map(|kind| kind.examples.len()).sum();
        let bad = problems.iter().filter(|problem| problem.fatal).count();
        failed += usize::from(bad > 0);
        let state = if bad > 0 { format!("cannot be used, {bad} to mend") } else { "can be used".to_owned() };
        writeln!(out, "{path}: {} types with {examples} examples; it {state}", book.types.len())?;
    }
    Ok(failed)
}
