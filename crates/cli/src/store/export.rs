use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use legation::world::Files;
use legation_store::export::table::Records;
use legation_store::export::{Codes, Exported, Format, Merged, SourceRef, View, share, write};
use legation_store::{Kind, Order, Query, Sqlite, alone};

use super::Which;
use super::ask::Asked;
use crate::Done;
use crate::failure::Failure;

/// What `legation export` takes.
#[derive(Args)]
pub struct Arguments {
    /// The format
    #[arg(value_enum)]
    format: To,
    /// Which records CSV and Parquet hold: events, statements, commitments or meetings
    #[arg(long, value_name = "RECORDS", value_parser = records, default_value = "events")]
    records: crate::read::Kind,
    #[command(flatten)]
    asked: Asked,
    /// One row for each pair of a compound actor and recipient
    #[arg(long)]
    expand: bool,
    /// Reciprocal events both ways
    #[arg(long)]
    double: bool,
    /// Where to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    which: Which,
}

/// Formats that other programs load.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// PLOVER records, a line of JSON each
    Plover,
    /// POLECAT, 40 columns
    Polecat,
    /// GDELT 2.0 Events, 61 columns
    Gdelt,
    /// GDELT 2.0 Mentions, 16 columns
    GdeltMentions,
    /// ICEWS, 20 columns
    Icews,
    /// Phoenix, 26 columns
    Phoenix,
    /// Comma-separated values
    Csv,
    /// Parquet
    Parquet,
    /// A calendar of meetings and deadlines
    Ics,
    /// Codes, offsets and hashes without the words of the documents
    ShareSafe,
}

fn records(given: &str) -> Result<crate::read::Kind, String> {
    match given {
        "accounts" => Err("an account is a table of its own, no row of one: use `legation accounts --format json`".to_owned()),
        _ => crate::read::Kind::from_str(given, true).map_err(|_| "there are events, statements, commitments and meetings".to_owned()),
    }
}

/// Records of so many rows are held at a time.
const PORTION: usize = 1000;

/// Writes the records that a question asks for in a format that others load.
pub fn run(arguments: &Arguments) -> Done {
    let records = Records::from(arguments.records);
    let format = match arguments.format {
        To::Plover => Format::Plover,
        To::Polecat => Format::Polecat,
        To::Gdelt => Format::GdeltEvents,
        To::GdeltMentions => Format::GdeltMentions,
        To::Icews => Format::Icews,
        To::Phoenix => Format::Phoenix,
        To::Csv => Format::Csv(records),
        To::Parquet => Format::Parquet(records),
        To::Ics => Format::Calendar,
        To::ShareSafe => Format::ShareSafe,
    };
    let store = arguments.which.open()?;
    let kinds: Vec<Kind> = match (arguments.format, records) {
        (To::Ics, _) => vec![Kind::Meeting, Kind::Commitment],
        (To::Csv | To::Parquet, Records::Statements) => vec![Kind::Statement],
        (To::Csv | To::Parquet, Records::Commitments) => vec![Kind::Commitment],
        (To::Csv | To::Parquet, Records::Meetings) => vec![Kind::Meeting],
        (To::Csv | To::Parquet, Records::Coded) => {
            return Err(Failure::new(
                "records of codebooks of one's own are not exported from a store",
                "print them with `legation read --records coded`",
            ));
        }
        _ => vec![Kind::Event],
    };
    let mut view = View::of(format);
    view.expand |= arguments.expand;
    view.double |= arguments.double;
    let out: Box<dyn Write + Send> = match &arguments.output {
        Some(path) => Box::new(
            std::fs::File::create(path)
                .map_err(|error| Failure::new(format!("could not write {}: {error}", path.display()), "check the folder"))?,
        ),
        None => Box::new(std::io::stdout()),
    };
    // The first failure ends the stream and is told when it has been written out.
    let mut failed = None;
    let codes = Codes::load(&Files::builtin())?;
    let queries = kinds.iter().map(|&kind| arguments.asked.query(kind)).collect::<Result<Vec<_>, _>>()?;
    if arguments.format == To::ShareSafe {
        let mut out = BufWriter::new(out);
        for reading in store.documents(&Query { limit: None, every: true, ..queries[0].clone() })? {
            out.write_all(share::share_safe(&reading)?.as_bytes())?;
            writeln!(out)?;
        }
        out.flush()?;
        return Ok(0);
    }
    let readings =
        queries.iter().flat_map(|query| portions(&store, query)).map_while(|item| item.map_err(|error| failed = Some(error)).ok());
    write(format, readings, &view, &codes, BufWriter::new(out))?;
    match failed {
        Some(failure) => Err(failure),
        None => Ok(0),
    }
}

/// The records of a question, the earliest first, each as a reading of its own with the documents that tell it.
fn portions<'a>(store: &'a Sqlite, query: &'a Query) -> impl Iterator<Item = Result<Exported, Failure>> + 'a {
    let most = query.limit.unwrap_or(usize::MAX);
    (0..)
        .map(move |portion| {
            let skip = portion * PORTION;
            let limit = PORTION.min(most.saturating_sub(skip));
            store.answer(&Query { order: Order::Oldest, limit: Some(limit), skip, ..query.clone() })
        })
        .take_while(|hits| hits.as_ref().map_or(true, |hits| !hits.is_empty()))
        .flat_map(|hits| match hits {
            Err(error) => vec![Err(Failure::from(error))],
            Ok(hits) => hits
                .into_iter()
                .map(|hit| {
                    let mut exported = Exported::from(alone(&hit.reading, hit.kind, hit.ordinal));
                    if hit.reports > 1 && hit.kind == Kind::Event {
                        let sources = hit.sources.into_iter().map(|source| SourceRef {
                            document_id: source.document,
                            reference: source.reference,
                            url: source.url,
                            publisher: source.publisher,
                            published: source.published,
                        });
                        exported.merged.insert(hit.key.clone(), Merged { event: hit.key, sources: sources.collect() });
                    }
                    Ok(exported)
                })
                .collect(),
        })
}
