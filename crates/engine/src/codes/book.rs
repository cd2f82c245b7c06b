use std::collections::BTreeSet;

use regex::Regex;
use serde::Deserialize;

use crate::WorldError;

/// Fewer examples than this teach too little.
const FEWEST: usize = 5;

/// A codebook that a user wrote: types of events with examples and patterns.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// Its name, such as `trade-measures`.
    pub name: String,
    /// Its version; goes into every reading.
    #[serde(default)]
    pub version: String,
    /// The types.
    #[serde(rename = "type")]
    pub types: Vec<Kind>,
    /// Sentences such as the corpus has that are none of the types; best are near misses.
    #[serde(default)]
    pub background: Vec<String>,
    /// Whether `data/codebook/background.txt` (sports, markets, weather, culture) is background too.
    #[serde(default = "yes")]
    pub general_background: bool,
    /// A sentence is coded where its type is at least this likely, 0 to 1.
    #[serde(default = "threshold")]
    pub threshold: f32,
}

/// One type of event.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Such as `TARIFF`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it means.
    pub definition: String,
    /// When to use it.
    #[serde(default)]
    pub when: String,
    /// When not to, and what instead.
    #[serde(default)]
    pub not_when: String,
    /// Sentences that tell such an event; they are what it is known by.
    pub examples: Vec<String>,
    /// Regular expressions over the sentence in lower case that speak for the type.
    #[serde(default)]
    pub patterns: Vec<String>,
    /// More sentences that must be coded so; `legation codebook test` runs them.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Sentences that must not be coded so.
    #[serde(default)]
    pub no: Vec<String>,
}

fn threshold() -> f32 {
    0.5
}

fn yes() -> bool {
    true
}

impl Book {
    /// Reads a codebook; `path` is for messages.
    ///
    /// # Errors
    /// Where the text is no such TOML, or [`Book::problems`] finds any that stands in the way.
    pub fn parse(path: &str, text: &str) -> Result<Self, WorldError> {
        let book = Self::draft(path, text)?;
        match book.problems().into_iter().find(|problem| problem.fatal) {
            Some(problem) => Err(WorldError::new(path, None, problem.text)),
            None => Ok(book),
        }
    }

    /// Reads a codebook that may have problems.
    ///
    /// # Errors
    /// Where the text is no such TOML.
    pub fn draft(path: &str, text: &str) -> Result<Self, WorldError> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text.get(..span.start).unwrap_or(text).matches('\n').count() as u64 + 1);
            WorldError::new(path, line, error.message().to_owned())
        })
    }

    /// Name and version, as a reading says what made it.
    #[must_use]
    pub fn label(&self) -> String {
        [self.name.as_str(), &self.version].join(" ").trim_end().to_owned()
    }

    /// The patterns of each type.
    ///
    /// # Errors
    /// Where one is no regular expression; [`Book::parse`] has seen to it that none is.
    pub fn patterns(&self) -> Result<Vec<Vec<Regex>>, WorldError> {
        let compile = |pattern: &String| Regex::new(pattern).map_err(|error| WorldError::new(&self.name, None, error.to_string()));
        self.types.iter().map(|kind| kind.patterns.iter().map(compile).collect()).collect()
    }

    /// What is wrong with it, in the order of the types.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut say = |fatal: bool, text: String| found.push(Problem { fatal, text });
        if self.types.is_empty() {
            say(true, "it has no [[type]]".to_owned());
        }
        if !(0.0..=1.0).contains(&self.threshold) {
            say(true, format!("threshold is {}, not between 0 and 1", self.threshold));
        }
        let mut codes = BTreeSet::new();
        let mut examples: BTreeSet<&str> = BTreeSet::new();
        for kind in &self.types {
            let code = &kind.code;
            if code.is_empty() || !code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_' || c == '-') {
                say(true, format!("the code {code:?} may have capitals, digits, _ and - only"));
            }
            if !codes.insert(code) {
                say(true, format!("the code {code:?} is there twice"));
            }
            if kind.definition.trim().is_empty() {
                say(false, format!("{code} has no definition"));
            }
            if kind.examples.len() < FEWEST {
                say(
                    true,
                    format!("{code} has {} examples; give at least {FEWEST}, better 10 to 20, worded differently", kind.examples.len()),
                );
            }
            for example in kind.examples.iter().chain(&kind.yes) {
                if !examples.insert(example.trim()) {
                    say(false, format!("{code}: the sentence {example:?} is there twice, or in two types"));
                }
            }
            for pattern in &kind.patterns {
                if let Err(error) = Regex::new(pattern) {
                    // The error's last line says what is wrong, those before it show where.
                    let error = error.to_string();
                    let reason = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
                    say(true, format!("{code}: the pattern {pattern:?} cannot be used: {reason}"));
                }
            }
            if kind.yes.is_empty() || kind.no.is_empty() {
                say(false, format!("{code} has no sentences under `yes` or `no`, so `legation codebook test` cannot tell how good it is"));
            }
        }
        found
    }
}

/// Something wrong with a codebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whether nothing can be coded with it.
    pub fatal: bool,
    /// What, where and what to do.
    pub text: String,
}
