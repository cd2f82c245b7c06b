use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use legation_store::{Sqlite, StoreError};

use crate::Problem;

/// Connections to one store that wait to be used. SQLite readers do not wait for each other nor for a writer.
pub struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<Sqlite>>,
}

/// So many connections are kept open; each has its own cache of pages.
const KEPT: usize = 8;

/// Length and last change of a store's file and of its log: whoever writes changes one of them.
pub type Stamp = [Option<(u64, SystemTime)>; 2];

impl Pool {
    /// A pool with one connection, which shows that the store can be opened.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { path: path.to_path_buf(), idle: Mutex::new(vec![Sqlite::open(path)?]) })
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

    /// Does something with a connection of its own.
    pub fn with<T>(&self, work: impl FnOnce(&Sqlite) -> Result<T, Problem>) -> Result<T, Problem> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let store = match idle {
            Some(store) => store,
            None => Sqlite::open(&self.path)?,
        };
        let done = work(&store);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(store);
        }
        done
    }
}
