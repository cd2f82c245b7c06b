use std::collections::BTreeSet;

use serde::Deserialize;

use crate::world::{Files, WorldError};

/// The verbs that attribute words, by what they take (`data/lexicon/reporting.toml`), and the nouns of channels.
#[derive(Debug, Clone, Default)]
pub struct Reporting {
    /// A clause or a quotation.
    pub say: BTreeSet<String>,
    /// The object is the hearer.
    pub tell: BTreeSet<String>,
    /// A noun phrase.
    pub judge: BTreeSet<String>,
    /// An infinitive.
    pub urge: BTreeSet<String>,
    /// "statement", "interview".
    pub channels: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verbs {
    say: BTreeSet<String>,
    tell: BTreeSet<String>,
    judge: BTreeSet<String>,
    urge: BTreeSet<String>,
}

impl Reporting {
    /// Loads `lexicon/reporting.toml` and `lexicon/channels.txt`.
    ///
    /// # Errors
    /// Where one is missing or broken.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let Verbs { say, tell, judge, urge } = files.toml("lexicon/reporting.toml")?;
        Ok(Self { say, tell, judge, urge, channels: files.lines("lexicon/channels.txt")?.into_iter().collect() })
    }
}
