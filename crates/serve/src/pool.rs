use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime};

use legation_store::{Sqlite, StoreError};

use crate::Problem;

/// Connections to one store that wait to be used. SQLite readers do not wait for each other nor for a writer.
pub struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<Sqlite>>,
    /// Asked for nothing but whether others have written: each connection counts that for itself.
    watch: Mutex<Sqlite>,
}

/// So many connections are kept open; each has its own cache of pages.
pub const KEPT: usize = 8;

/// Length and last change of a store's file and of its log: whoever writes changes one of them.
pub type Stamp = [Option<(u64, SystemTime)>; 2];

impl Pool {
    /// A pool with one connection, which shows that the store can be opened.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { path: path.to_path_buf(), idle: Mutex::new(vec![Sqlite::open(path)?]), watch: Mutex::new(Sqlite::open(path)?) })
    }

    /// A number that changes whenever the store is written.
    pub fn version(&self) -> Result<i64, StoreError> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner).version()
    }

    /// What tells whether anything was written since.
    pub fn stamp(&self) -> Stamp {
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        [self.path.clone().into_os_string(), log].map(|path| {
            let file = std::fs::metadata(path).ok()?;
            Some((file.len(), file.modified().ok()?))
        })
    }

    /// Does something with a connection of its own, whose questions are given up at a time.
    pub fn with<T>(&self, deadline: Instant, work: impl FnOnce(&Sqlite) -> Result<T, Problem>) -> Result<T, Problem> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut store = match idle {
            Some(store) => store,
            None => Sqlite::open(&self.path)?,
        };
        store.give_up_at(Some(deadline))?;
        let done = work(&store);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(store);
        }
        done
    }
}
