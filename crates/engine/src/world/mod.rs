//! The world: everything that the engine knows before it reads, built once from data files.
//!
//! Needs: the files of `data/` and `model/`, a user's files laid over them. Gives: a [`World`] that never changes.

pub mod actors;
pub mod codebook;
mod error;
mod files;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread::ScopedJoinHandle;

pub use actors::Actors;
pub use codebook::Codebook;
pub use error::WorldError;
pub use files::Files;

use crate::accounts::Wording;
use crate::amounts::Units;
use crate::analyse::{Analyser, Model};
use crate::boilerplate;
use crate::codes::{Book, Coder};
use crate::commitments::lexicon::Undertakings;
use crate::events::casualties::CasualtyWords;
use crate::events::decisions::{self, Decision};
use crate::events::rules::Rules;
use crate::ledger::{Answers, Followups};
use crate::meetings::lexicon::Gatherings;
use crate::numbers::Numbers;
use crate::places::gazetteer::Gazetteer;
use crate::statements::topics::Topics;
use crate::when;

/// What is known of the world: codebook, rules, lexicons, actors, places and the analyser. Immutable and shared.
#[derive(Debug, Clone)]
pub struct World {
    /// The analyser.
    pub model: Arc<dyn Model>,
    /// Countries, organisations and people in office.
    pub actors: Actors,
    /// PLOVER and CAMEO.
    pub codebook: Codebook,
    /// Codebooks that the user gave, in order.
    pub codes: Vec<Coder>,
    /// Sentences that are of no type of any codebook.
    pub background: Vec<String>,
    /// Rules that code events.
    pub events: Rules,
    /// What the codebook decides once an act is seen.
    pub decisions: Vec<Decision>,
    /// Nouns of channels: "statement", "interview".
    pub channels: BTreeSet<String>,
    /// Topics of statements.
    pub topics: Topics,
    /// Rules that find dates.
    pub whens: when::rules::Grammar,
    /// Names of places.
    pub gazetteer: Gazetteer,
    /// Words of numbers.
    pub numbers: Numbers,
    /// Words that tell casualties.
    pub casualties: CasualtyWords,
    /// Units of amounts.
    pub units: Units,
    /// Rules for text that is no news.
    pub boilerplate: Vec<boilerplate::Rule>,
    /// Nouns and names of gatherings.
    pub gatherings: Gatherings,
    /// Words that undertake something.
    pub undertakings: Undertakings,
    /// What accounts of one meeting are compared by.
    pub wording: Wording,
    /// Verbs that tell what has become of a promise.
    pub followups: Followups,
    /// Words of sentences that answer earlier reports.
    pub answers: Answers,
    /// Nouns that name no topic of an account.
    pub untopical: BTreeSet<String>,
    /// Abbreviations that keep their full stop, such as "Gen.".
    pub abbreviations: BTreeSet<String>,
    /// Hash of all data files, in hexadecimal.
    pub data_hash: String,
}

impl World {
    /// The world as it ships.
    ///
    /// # Errors
    /// Where a data file is broken.
    pub fn builtin() -> Result<Self, WorldError> {
        Self::with(&Files::builtin())
    }

    /// The world of some files.
    ///
    /// # Errors
    /// Where a data file is missing or broken, with its path, line and what to do.
    pub fn with(files: &Files) -> Result<Self, WorldError> {
        // The three longest parts side by side; they are joined last.
        std::thread::scope(|scope| {
            let model = scope.spawn(|| Analyser::load(files));
            let actors = scope.spawn(|| Actors::load(files));
            let numbers = Numbers::load(files)?;
            Ok(Self {
                codebook: Codebook::load(files)?,
                codes: Vec::new(),
                background: files.lines("codebook/background.txt")?,
                events: Rules::load(files)?,
                decisions: decisions::load(files)?,
                channels: files.lines("lexicon/channels.txt")?.into_iter().collect(),
                topics: Topics::load(files)?,
                whens: when::rules::load(files)?,
                gazetteer: Gazetteer::load(files)?,
                casualties: CasualtyWords::load(files)?,
                units: Units::load(files, &numbers)?,
                numbers,
                boilerplate: boilerplate::load(files)?,
                gatherings: Gatherings::load(files)?,
                undertakings: Undertakings::load(files)?,
                wording: Wording::load(files)?,
                followups: Followups::load(files)?,
                answers: Answers::load(files)?,
                untopical: files.lines("lexicon/untopical.txt")?.into_iter().collect(),
                abbreviations: files.lines("lexicon/abbreviations.txt")?.into_iter().collect(),
                data_hash: files.hash(files.list("").iter().map(String::as_str)),
                actors: joined(actors)?,
                model: Arc::new(joined(model)?),
            })
        })
    }
}

impl World {
    /// The same with a codebook that a user wrote, in TOML; `path` is for messages.
    ///
    /// # Errors
    /// Where the codebook cannot be used, with what is wrong and where.
    pub fn with_codebook(mut self, path: &str, toml: &str) -> Result<Self, WorldError> {
        let book = Book::parse(path, toml)?;
        if self.codes.iter().any(|coder| coder.book().name == book.name) {
            return Err(WorldError::new(path, None, format!("a codebook of the name {:?} was given before", book.name)));
        }
        self.codes.push(Coder::new(&self, book)?);
        Ok(self)
    }

    /// Why a rule is as it is, where a data file says so.
    #[must_use]
    pub fn reason(&self, rule: &str) -> Option<String> {
        let of_rule = self.events.as_slice().iter().find(|known| known.id == rule).map(|known| &known.why);
        let known = of_rule.or_else(|| self.decisions.iter().find(|known| known.id == rule).map(|known| &known.why)).cloned();
        known.or_else(|| self.codes.iter().find_map(|coder| coder.reason(rule)))
    }
}

/// What a thread gives; its panic goes on here.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use super::Files;

    #[test]
    fn the_hash_is_of_what_is_in_the_files() {
        let path = "actors/countries.csv";
        let shipped = Files::builtin();
        let bytes = shipped.bytes(path).expect("it ships").into_owned();
        let hash = |files: &Files| files.hash([path]);
        assert_eq!(hash(&shipped.clone().lay(path, bytes.clone())), hash(&shipped), "the same bytes");
        assert_ne!(hash(&shipped.clone().lay(path, bytes[1..].to_vec())), hash(&shipped), "a byte less");
    }
}
