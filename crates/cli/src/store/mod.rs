//! Commands over a store: what went in, what belongs together, and answers.

pub mod ask;
pub mod check;
pub mod export;
pub mod ingest;
pub mod links;
pub mod rehydrate;
pub mod timeline;
pub mod watch;

use std::path::PathBuf;

use clap::Args;
use legation_store::Sqlite;

use crate::failure::Failure;

/// Which store.
#[derive(Args, Clone)]
pub struct Which {
    /// The store: one file
    #[arg(long, value_name = "FILE", default_value = "legation.db")]
    pub store: PathBuf,
}

impl Which {
    /// The store, which must be there.
    pub fn open(&self) -> Result<Sqlite, Failure> {
        Ok(Sqlite::open(&self.store)?)
    }
}
