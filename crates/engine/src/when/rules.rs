//! The rules of `data/rules/when/`: patterns over words and values already found.

use std::collections::HashMap;

use serde::Deserialize;

use super::holidays::{self, Holiday};
use super::lexicon::{self, Lexicon};
use super::value::{KINDS, Value, mask};
use crate::world::{Files, WorldError};

/// All that finding dates needs.
#[derive(Debug, Clone)]
pub struct Grammar {
    /// In the order of their files; of two equal readings the earlier rule's counts.
    pub rules: Vec<Rule>,
    /// Words with a value.
    pub(super) lexicon: Lexicon,
    /// What `Value::Holiday` counts in.
    pub(super) holidays: Vec<Holiday>,
    /// Rules that can begin with a word.
    pub(super) by_word: HashMap<String, Vec<usize>>,
    /// Rules that can begin with a kind of value, by its place in `KINDS`.
    pub(super) by_kind: Vec<Vec<usize>>,
}

/// One rule: a pattern and what it means.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Unique, such as `when.weekday`.
    pub id: String,
    /// The reason.
    pub why: String,
    /// What it computes, a name in `produce.rs`.
    pub means: String,
    /// Words of which one must stand right before.
    pub after: Vec<String>,
    /// Whether it holds only where a pause or a verb follows ("three days later", no "three days later than").
    pub closes: bool,
    /// Phrases with what they mean on Wednesday 4 March 2026.
    pub yes: Vec<String>,
    /// Phrases without a date.
    pub no: Vec<String>,
    pub(super) items: Vec<Item>,
}

/// One piece of a pattern.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub what: What,
    /// Whether it may be missing.
    pub optional: bool,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    /// One of these words.
    Words(Vec<String>),
    /// A value of one of these kinds.
    Kinds(u32),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    why: String,
    pattern: Vec<String>,
    means: String,
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    closes: bool,
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    rule: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    kind: String,
    #[serde(default)]
    capital: bool,
    #[serde(default)]
    short: bool,
    list: toml::Table,
}

#[derive(Deserialize)]
struct WordFile {
    words: Vec<Words>,
}

/// Loads `rules/when/`.
///
/// # Errors
/// Where a pattern or a word cannot be understood, or a rule lacks examples.
pub fn load(files: &Files) -> Result<Grammar, WorldError> {
    let mut lexicon = Lexicon::default();
    let path = "rules/when/words.toml";
    for group in files.toml::<WordFile>(path)?.words {
        for (word, given) in &group.list {
            let value = lexicon::value(&group.kind, given)
                .ok_or_else(|| WorldError::new(path, None, format!("{word:?} is no {}: {given:?}", group.kind)))?;
            lexicon.add(word, value, group.capital, group.short);
        }
    }
    let holidays = holidays::load(files)?;
    for (index, holiday) in holidays.iter().enumerate() {
        for name in &holiday.names {
            lexicon.add(name, Value::Holiday(index), true, false);
        }
    }
    let mut rules = Vec::new();
    for path in files.list("rules/when/") {
        if path.ends_with("words.toml") || path.ends_with("holidays.toml") {
            continue;
        }
        for raw in files.toml::<File>(&path)?.rule {
            let bad = |message: String| WorldError::new(&path, None, format!("the rule {:?} {message}", raw.id));
            if raw.yes.is_empty() {
                return Err(bad("needs an example under `yes`".to_owned()));
            }
            if !super::produce::is_known(&raw.means) {
                return Err(bad(format!("means {:?}, which nothing computes", raw.means)));
            }
            for pattern in &raw.pattern {
                rules.push(Rule {
                    id: raw.id.clone(),
                    why: raw.why.clone(),
                    means: raw.means.clone(),
                    after: raw.after.clone(),
                    closes: raw.closes,
                    yes: raw.yes.clone(),
                    no: raw.no.clone(),
                    items: items(pattern).map_err(&bad)?,
                });
            }
        }
    }
    let mut grammar = Grammar { rules, lexicon, holidays, by_word: HashMap::new(), by_kind: vec![Vec::new(); KINDS.len()] };
    grammar.index();
    Ok(grammar)
}

impl Grammar {
    fn index(&mut self) {
        for (number, rule) in self.rules.iter().enumerate() {
            for item in &rule.items {
                match &item.what {
                    What::Words(words) => {
                        for word in words {
                            self.by_word.entry(word.clone()).or_default().push(number);
                        }
                    }
                    What::Kinds(kinds) => {
                        for (bit, list) in self.by_kind.iter_mut().enumerate() {
                            if kinds >> bit & 1 == 1 && list.last() != Some(&number) {
                                list.push(number);
                            }
                        }
                    }
                }
                if !item.optional {
                    break;
                }
            }
        }
    }
}

/// `the? {day} of|in {month} ,? {year}?`
fn items(pattern: &str) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    for piece in pattern.split_whitespace() {
        let (piece, optional) = piece.strip_suffix('?').map_or((piece, false), |piece| (piece, true));
        let what = match piece.strip_prefix('{').and_then(|piece| piece.strip_suffix('}')) {
            Some(kinds) => {
                let mut bits = 0;
                for kind in kinds.split('|') {
                    bits |= mask(kind).ok_or_else(|| format!("names {kind:?}, which is no kind of value"))?;
                }
                What::Kinds(bits)
            }
            None => What::Words(piece.split('|').map(str::to_owned).collect()),
        };
        items.push(Item { what, optional });
    }
    if items.iter().all(|item| item.optional) {
        return Err(format!("has a pattern without words: {pattern:?}"));
    }
    Ok(items)
}
