use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use legation::World;
use legation::codes::Coder;

use super::text;
use crate::Done;
use crate::eval::score::{Confusion, NONE, Tally};
use crate::eval::table::{Cell, Report, Table, prf};
use crate::failure::Failure;

/// What `legation codebook test` takes.
#[derive(Args)]
pub struct Arguments {
    /// The codebook
    file: PathBuf,
    /// A table of more sentences, one a line: CODE, a tab, the sentence; NONE for a sentence of no type
    sentences: Option<PathBuf>,
    /// Print every sentence that is coded otherwise
    #[arg(long)]
    misses: bool,
}

/// Codes the sentences of a codebook and of a table. Sentences of the codebook that come out otherwise count as failed.
pub fn run(arguments: &Arguments) -> Done {
    let path = arguments.file.display().to_string();
    let world = World::builtin()?.with_codebook(&path, &text(&arguments.file)?)?;
    let Some(coder) = world.codes.first() else { return Ok(0) };
    let mut out = std::io::stdout().lock();
    let failed = own(&mut out, &world, coder)?;
    if let Some(table) = &arguments.sentences {
        scored(&mut out, &world, coder, arguments, table)?;
    }
    Ok(failed)
}

/// The type that a sentence is coded as, if any.
fn answer<'a>(world: &World, coder: &'a Coder, sentence: &str) -> (&'a str, f32) {
    let sure = coder.judge(world, sentence).sure;
    let best = coder.book().types.iter().zip(sure).max_by(|one, other| one.1.total_cmp(&other.1));
    best.map_or((NONE, 0.0), |(kind, sure)| (if sure >= coder.book().threshold { kind.code.as_str() } else { NONE }, sure))
}

/// The sentences under `yes` and `no`.
fn own(out: &mut impl Write, world: &World, coder: &Coder) -> Done {
    let mut failed = 0;
    let mut asked = 0;
    for kind in &coder.book().types {
        for (sentences, wanted) in [(&kind.yes, true), (&kind.no, false)] {
            for sentence in sentences {
                asked += 1;
                let (code, sure) = answer(world, coder, sentence);
                if (code == kind.code) != wanted {
                    failed += 1;
                    let must = if wanted { "must" } else { "must not" };
                    writeln!(out, "{must} be {}, is {code} ({sure:.2}): {sentence}", kind.code)?;
                }
            }
        }
    }
    writeln!(out, "{}: {} of {asked} of its own sentences are coded as it says", coder.book().label(), asked - failed)?;
    Ok(failed)
}

/// The sentences of a table, with a row of figures a type.
fn scored(out: &mut impl Write, world: &World, coder: &Coder, arguments: &Arguments, table: &std::path::Path) -> Result<(), Failure> {
    let mut confusion = Confusion::default();
    let (mut all, mut total) = (Tally::default(), 0);
    for (number, line) in text(table)?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')) {
        let wanted = line.split_once('\t').filter(|(code, _)| *code == NONE || coder.book().types.iter().any(|kind| kind.code == *code));
        let Some((code, sentence)) = wanted else {
            let message =
                format!("{} line {}: it does not begin with a code of the codebook, or {NONE}, and a tab", table.display(), number + 1);
            return Err(Failure::new(message, "one sentence a line: TARIFF, a tab, the sentence"));
        };
        let (answer, sure) = answer(world, coder, sentence);
        confusion.add(code, answer);
        total += 1;
        let coded = |code: &str| usize::from(code != NONE);
        all.add(coded(code) * usize::from(answer == code), coded(answer), coded(code));
        if arguments.misses && answer != code {
            writeln!(out, "{code} is {answer} ({sure:.2}): {sentence}")?;
        }
    }
    let mut classes = Table::of_classes("types", "type", &confusion);
    let [precision, recall, f1] = prf(&all);
    classes.rows.push(vec![Cell::Text("all types".to_owned()), Cell::Count(all.gold), precision, recall, f1, Cell::Text(String::new())]);
    let report =
        Report { gold: "codebook", files: vec![table.display().to_string()], counts: vec![("sentences", total)], tables: vec![classes] };
    write!(out, "\n{}", report.text())?;
    Ok(())
}
