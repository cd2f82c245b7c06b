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

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

    use std::time::Duration;

    use super::*;

    #[test]
    fn a_question_without_end_is_given_up_and_the_next_one_is_answered() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Sqlite::create(&folder.path().join("a.db")).expect("a store");
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
        let began = Instant::now();
        store.give_up_at(Some(began + Duration::from_millis(50))).expect("it is told");
        let error = store.db.query_row(endless, [], |row| row.get::<_, i64>(0)).expect_err("it has no end");
        assert!(matches!(store.failed(error), StoreError::TooLong(_)));
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        store.give_up_at(None).expect("it is told");
        assert_eq!(store.overview().expect("an answer").documents, 0);
    }
}
