use super::Sqlite;
use crate::StoreError;
use crate::fold::fold;

impl Sqlite {
    /// Whether a record has this mode, context or topic.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn has_label(&self, label: &str) -> Result<bool, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT 1 FROM labels WHERE label = ?1 LIMIT 1").map_err(|error| self.failed(error))?;
        statement.exists([label]).map_err(|error| self.failed(error))
    }

    /// Whether a record names somebody by this name; case and marks do not matter.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn has_name(&self, name: &str) -> Result<bool, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT 1 FROM names WHERE folded = ?1").map_err(|error| self.failed(error))?;
        statement.exists([fold(name)]).map_err(|error| self.failed(error))
    }
}
