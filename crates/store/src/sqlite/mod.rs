//! The store in one SQLite file: WAL, so that readers go on beside a writer; full text by FTS5; migrations from the first day.

mod answer;
mod deadline;
mod dump;
mod dyad;
mod elsewhere;
mod known;
mod overview;
mod plan;
mod put;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::StoreError;

pub use dump::Dump;
pub use dyad::Dot;
pub use elsewhere::{Elsewhere, Report, Sighting, Told};
pub use overview::{Busy, Overview};

/// "LGTN": tells a store from other SQLite files.
const APPLICATION: u32 = 0x4C47_544E;

/// Each makes the schema before it into the next; never changed once released.
const MIGRATIONS: [&str; 3] = [
    include_str!("../migrations/0001_record.sql"),
    include_str!("../migrations/0002_answers.sql"),
    include_str!("../migrations/0003_questions.sql"),
];

/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A store in one file.
pub struct Sqlite {
    path: PathBuf,
    pub(crate) db: Connection,
}

impl Sqlite {
    /// Opens a store, or makes it where there is none, and brings an older one up to this version's schema.
    ///
    /// # Errors
    /// Where the file cannot be made or written, is no store, is damaged, or was written by a later version.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        if path.exists() && std::fs::OpenOptions::new().append(true).open(path).is_err() {
            return Err(StoreError::ReadOnly(path.to_path_buf()));
        }
        Self::with(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
    }

    /// Opens a store that is there, to ask it.
    ///
    /// # Errors
    /// As [`Sqlite::create`], and where there is none.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_path_buf()));
        }
        Self::with(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
    }

    fn with(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let failed = |error| StoreError::of(path, error);
        let db = Connection::open_with_flags(path, flags).map_err(failed)?;
        db.busy_timeout(PATIENCE).map_err(failed)?;
        let mut store = Self { path: path.to_path_buf(), db };
        store.migrate()?;
        store.set_up().map_err(failed)?;
        Ok(store)
    }

    fn set_up(&self) -> rusqlite::Result<()> {
        let read_only = self.db.is_readonly("main")?;
        if !read_only {
            self.db.pragma_update(None, "journal_mode", "wal")?;
        }
        self.db.pragma_update(None, "synchronous", "normal")?;
        self.db.pragma_update(None, "foreign_keys", true)?;
        self.db.pragma_update(None, "temp_store", "memory")?;
        // 128 MiB of pages. The log is written back at 64 MiB, so that a page that many portions change is written back once for all of them,
        // and is cut back to that size.
        self.db.pragma_update(None, "cache_size", -131_072)?;
        self.db.pragma_update(None, "wal_autocheckpoint", 16_384)?;
        self.db.pragma_update(None, "journal_size_limit", 64 << 20)?;
        self.db.set_prepared_statement_cache_capacity(64);
        Ok(())
    }

    fn migrate(&mut self) -> Result<(), StoreError> {
        let failed = |error| StoreError::of(&self.path, error);
        let known = MIGRATIONS.len() as u32;
        let number = |name: &str| self.db.pragma_query_value(None, name, |row| row.get::<_, u32>(0));
        let (application, found) = (number("application_id").map_err(failed)?, number("user_version").map_err(failed)?);
        let tables: u32 = self.db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0)).map_err(failed)?;
        if application != APPLICATION && tables > 0 {
            return Err(StoreError::Foreign(self.path.clone()));
        }
        if found > known {
            return Err(StoreError::Newer { path: self.path.clone(), found, known });
        }
        if found == known {
            return Ok(());
        }
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
        // Another program may have done it meanwhile.
        let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
        for migration in &MIGRATIONS[found as usize..] {
            transaction.execute_batch(migration).map_err(failed)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION).map_err(failed)?;
        transaction.pragma_update(None, "user_version", known).map_err(failed)?;
        transaction.commit().map_err(failed)
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What SQLite finds wrong with the file; nothing where it is sound.
    ///
    /// # Errors
    /// Where it cannot be read at all.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.db.prepare("PRAGMA integrity_check").map_err(|error| self.failed(error))?;
        let found = statement.query_map([], |row| row.get::<_, String>(0)).and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>);
        Ok(found.map_err(|error| self.failed(error))?.into_iter().filter(|line| line != "ok").collect())
    }

    pub(crate) fn failed(&self, error: rusqlite::Error) -> StoreError {
        StoreError::of(&self.path, error)
    }
}
