//! The rules of `data/rules/when/`.

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use crate::world::{Files, WorldError};

/// Months as they are written; the n-th name is found by its first three letters.
pub const MONTHS: &str = "January|February|March|April|May|June|July|August|September|October|November|December|Jan\\.?|Feb\\.?|Mar\\.|Apr\\.?|Aug\\.?|Sept?\\.?|Oct\\.?|Nov\\.?|Dec\\.?";
const WEEKDAYS: &str = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday";
const NUMBERS: &str = "\\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|sixty|ninety";

/// One rule: a pattern and what it means.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Unique, such as `when.weekday`.
    pub id: String,
    /// The computation, a name of `calendar.rs`.
    pub means: Meaning,
    /// The reason.
    pub why: String,
    /// The pattern.
    pub pattern: Regex,
    /// The group that is the date itself, where the pattern needs words before it.
    pub keeps: Option<String>,
    /// Phrases with what they mean on Wednesday 4 March 2026.
    pub yes: Vec<String>,
    /// Phrases without a date.
    pub no: Vec<String>,
}

/// What a rule computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the rules explain them")]
pub enum Meaning {
    DayOfMonth,
    Month,
    Year,
    Weekday,
    DayWord,
    ThisUnit,
    Ago,
    Within,
    Duration,
    Vague,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    means: Meaning,
    why: String,
    pattern: String,
    keeps: Option<String>,
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    rule: Vec<Raw>,
}

/// Loads `rules/when/`.
///
/// # Errors
/// Where a pattern is no regular expression, or a rule lacks examples.
pub fn load(files: &Files) -> Result<Vec<Rule>, WorldError> {
    let mut rules = Vec::new();
    for path in files.list("rules/when/") {
        for raw in files.toml::<File>(&path)?.rule {
            let bad = |message: String| WorldError::new(&path, None, format!("the rule {:?} {message}", raw.id));
            if raw.yes.is_empty() || raw.no.is_empty() {
                return Err(bad("needs an example under `yes` and one under `no`".to_owned()));
            }
            let whole = raw.pattern.replace("{month}", MONTHS).replace("{weekday}", WEEKDAYS).replace("{number}", NUMBERS);
            let pattern = RegexBuilder::new(&format!(r"\b(?:{whole})\b"))
                .case_insensitive(true)
                .build()
                .map_err(|error| bad(format!("has a broken pattern: {error}")))?;
            rules.push(Rule { id: raw.id, means: raw.means, why: raw.why, pattern, keeps: raw.keeps, yes: raw.yes, no: raw.no });
        }
    }
    Ok(rules)
}
