use std::collections::BTreeMap;

use serde::Deserialize;

use crate::record::EventType;
use crate::world::{Files, WorldError};

/// Words that tell casualties (`data/lexicon/casualties.toml`); all are lemmas but the states.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasualtyWords {
    /// Types of events that can own a toll.
    pub owners: Vec<EventType>,
    /// Nouns that number no people.
    pub not_people: Vec<String>,
    /// Nouns of groups without a number of their own.
    pub groups: Vec<String>,
    /// Nouns whose number is at most that of the people.
    pub households: Vec<String>,
    /// Words that say nobody.
    pub nobody: Vec<String>,
    /// Marks of what happened before the act above it.
    pub earlier: Vec<String>,
    /// Marks of what happened after the act above it.
    pub later: Vec<String>,
    /// Words beside a toll that is of another time.
    pub elsewhere: Vec<String>,
    /// How people are told to be killed.
    pub killed: Telling,
    /// How people are told to be injured.
    pub injured: Telling,
    /// How people are told to be arrested.
    pub arrested: Telling,
    /// How people are told to be displaced.
    pub displaced: Telling,
    /// What with "no" tells that nobody was killed and nobody injured.
    pub none: Telling,
}

/// How one kind of casualty is told.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Telling {
    /// Verbs whose object or passive subject are the people.
    pub verbs: Vec<String>,
    /// Such verbs that need another word below them or behind them.
    pub phrases: Vec<Phrase>,
    /// Verbs whose subject are the people.
    pub subjects: Vec<String>,
    /// Such verbs that need another word below them.
    pub flight: Vec<Phrase>,
    /// Words, as written, directly behind the number.
    pub states: Vec<String>,
    /// Nouns that are counted themselves or have the people behind "of".
    pub nouns: Vec<String>,
    /// Nouns that are counted only as the object of these verbs.
    pub taken: BTreeMap<String, Vec<String>>,
    /// Nouns that make "toll" one of this kind.
    pub tolls: Vec<String>,
}

/// Verbs that mean it with one of some words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// Lemmas, or forms as written.
    pub verbs: Vec<String>,
    /// Lemmas of words below the verb or directly behind it.
    pub words: Vec<String>,
}

impl CasualtyWords {
    /// Loads `lexicon/casualties.toml`.
    ///
    /// # Errors
    /// Where it is missing or broken.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        files.toml("lexicon/casualties.toml")
    }
}
