use std::time::Instant;

use super::Sqlite;
use crate::StoreError;

/// After so many steps of SQLite's machine the time is looked at: about every millisecond.
const STEPS: i32 = 10_000;

impl Sqlite {
    /// Gives up a question that is not answered by then, with [`StoreError::TooLong`]; `None` waits for as long as it takes.
    ///
    /// # Errors
    /// Where SQLite cannot be told.
    pub fn give_up_at(&mut self, deadline: Option<Instant>) -> Result<(), StoreError> {
        let late = deadline.map(|deadline| move || Instant::now() > deadline);
        self.db.progress_handler(STEPS, late).map_err(|error| StoreError::of(&self.path, error))
    }
}
