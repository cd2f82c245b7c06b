use std::path::PathBuf;

use clap::Args;
use legation_source::batch::Table;
use legation_source::{Mapping, Options};
use legation_store::Failed;
use legation_store::batch::{self, Parts};

use crate::Done;
use crate::failure::Failure;
use crate::input::OwnWorld;
use crate::progress;

/// What `legation batch` takes.
#[derive(Args)]
pub struct Arguments {
    /// A Parquet table with a document a row
    input: PathBuf,
    /// The Parquet file to write: one row a document, record or failure
    output: PathBuf,
    /// Which columns fill which fields: text=body,published=date,title=headline,publisher=source,url=link,id=key
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    map: Option<String>,
    #[command(flatten)]
    own: OwnWorld,
    /// How many threads read; the output is the same for any number [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// Reads a table of documents into one of records, row group by row group; killed, it goes on behind the last whole one.
pub fn run(arguments: &Arguments) -> Done {
    let mapping = match &arguments.map {
        Some(given) => Mapping::parse(given).map_err(|message| Failure::new(message, "write --map text=body,published=date"))?,
        None => Mapping::default(),
    };
    let table = Table::open(&arguments.input, Options { mapping, ..Options::default() })?;
    let world = arguments.own.load()?;
    let threads = arguments.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get)).max(1);
    let by = serde_json::to_string(&world.by())?;
    let made_of =
        format!("{}\n{}\n{}\n{by}\n", arguments.input.display(), table.fingerprint(), arguments.map.as_deref().unwrap_or_default());
    let parts = Parts::open(&arguments.output, &made_of)?;
    let total = table.rows(table.groups());
    let bar = progress::bar(&format!("{{spinner}} {{pos}} of {total} documents, {{per_sec}}, {{elapsed}}"));
    let mut failed = 0;
    for group in 0..table.groups() {
        if parts.has(group) {
            bar.set_position(table.rows(group + 1));
            continue;
        }
        let batches = table.group(group)?.map(|items| -> Result<_, anyhow::Error> {
            let items: Vec<_> = items?
                .into_iter()
                .map(|item| {
                    item.map_err(|error| {
                        failed += 1;
                        bar.suspend(|| eprintln!("legation: {error}"));
                        let (reference, reason) = (error.reference().to_owned(), error.kind().to_owned());
                        Failed { reference, reason, message: error.to_string() }
                    })
                })
                .collect();
            let rows = items.len() as u64;
            let records = batch::read(&world, items, threads)?;
            bar.inc(rows);
            Ok(records)
        });
        parts.write(group, batches)?;
    }
    let rows = parts.join(table.groups())?;
    bar.finish_and_clear();
    println!("{total} documents read, {rows} rows written, {failed} failed");
    Ok(failed)
}
