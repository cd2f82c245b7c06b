use std::collections::BTreeMap;

use serde::Deserialize;

use crate::record::Strength;
use crate::world::{Files, WorldError};

/// Words that undertake something, and how firmly (`data/lexicon/undertakings.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undertakings {
    /// By lemma.
    pub verbs: BTreeMap<String, Strength>,
    /// By lemma.
    pub nouns: BTreeMap<String, Strength>,
    /// By lemma, behind a copula.
    pub adjectives: BTreeMap<String, Strength>,
}

impl Undertakings {
    /// Loads `lexicon/undertakings.toml`.
    ///
    /// # Errors
    /// Where it is missing or broken.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        files.toml("lexicon/undertakings.toml")
    }
}
