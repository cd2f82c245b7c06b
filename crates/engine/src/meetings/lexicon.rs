use std::collections::BTreeMap;

use serde::Deserialize;

use crate::record::MeetingKind;
use crate::world::{Files, WorldError};

/// Nouns and names of gatherings (`data/lexicon/meetings.toml`).
#[derive(Debug, Clone, Deserialize)]
pub struct Gatherings {
    /// Lemma to kind.
    pub nouns: BTreeMap<String, MeetingKind>,
    /// Name to kind.
    pub names: BTreeMap<String, MeetingKind>,
}

impl Gatherings {
    /// Loads `lexicon/meetings.toml`.
    ///
    /// # Errors
    /// Where it is missing or broken.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        files.toml("lexicon/meetings.toml")
    }
}
