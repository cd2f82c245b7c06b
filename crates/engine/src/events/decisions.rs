//! The rules of `data/rules/codebook/`: what the codebook decides once an act is seen.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::act::Act;
use super::slots::in_other_clause;
use crate::Text;
use crate::record::{Because, EventType, Ref, Status};
use crate::world::{Files, WorldError};

/// One decision; `data/rules/codebook/decisions.toml` explains the fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Unique, such as `codebook.summoned`.
    pub id: String,
    /// The codebook's reason.
    pub why: String,
    types: Vec<EventType>,
    #[serde(default)]
    statuses: Vec<Status>,
    #[serde(default)]
    modes: Vec<String>,
    #[serde(default)]
    triggers: BTreeSet<String>,
    #[serde(default)]
    near: BTreeSet<String>,
    /// Triggers of the list that count only with a particle ("call off").
    #[serde(default)]
    with_particle: BTreeSet<String>,
    #[serde(default)]
    parties: Option<Parties>,
    becomes: EventType,
    #[serde(default)]
    mode: Option<String>,
    #[serde(default)]
    status: Option<Status>,
    /// Texts with the type they must give.
    pub yes: Vec<String>,
    /// Texts with a type they must not give.
    pub no: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Parties {
    One,
    Several,
}

#[derive(Deserialize)]
struct File {
    decision: Vec<Decision>,
}

/// Loads `rules/codebook/`, in the order of files and entries.
///
/// # Errors
/// Where a decision is broken: an unknown field or type, an id used twice, no example.
pub fn load(files: &Files) -> Result<Vec<Decision>, WorldError> {
    let mut list: Vec<Decision> = Vec::new();
    for path in files.list("rules/codebook/") {
        for decision in files.toml::<File>(&path)?.decision {
            let bad = |message: &str| WorldError::new(&path, None, format!("the decision {:?} {message}", decision.id));
            if decision.yes.is_empty() || decision.no.is_empty() {
                return Err(bad("needs an example under `yes` and one under `no`"));
            }
            if list.iter().any(|other| other.id == decision.id) {
                return Err(bad("is there twice"));
            }
            list.push(decision);
        }
    }
    Ok(list)
}

/// The act as the codebook counts it.
pub fn decide(text: &Text<'_>, mut act: Act) -> Act {
    for decision in &text.world.decisions {
        if decision.holds(text, &act) {
            let changed = act.kind != decision.becomes;
            act.kind = decision.becomes;
            if changed {
                act.modes.clear();
            }
            if let Some(mode) = &decision.mode {
                act.modes = vec![mode.clone()];
            }
            act.status = decision.status.unwrap_or(act.status);
            act.because = act.because.and(Because::new(&decision.id, act.trigger, act.confidence));
        }
    }
    let switches = &text.world.codebook.switches;
    if switches.cameo_163 == EventType::Coerce && act.kind == EventType::Sanction && act.modes.iter().any(|mode| mode == "discontinue") {
        act.kind = EventType::Coerce;
        act.modes = vec!["restrict".to_owned()];
        act.because = act.because.and(Because::new("codebook.cameo-163", act.trigger, act.confidence));
    }
    act
}

impl Decision {
    fn holds(&self, text: &Text<'_>, act: &Act) -> bool {
        let sentence = &text.sentences[act.sentence];
        let lemma = |word: usize| sentence.words[word].lemma.to_lowercase();
        let particle = |word: usize| sentence.child(word, "compound:prt").is_some();
        let trigger = |word: usize| {
            self.triggers.contains(&lemma(word))
                && act.trigger.overlaps(sentence.words[word].span)
                && (!self.with_particle.contains(&lemma(word)) || particle(word))
        };
        let is_near = |word: usize| self.near.contains(&lemma(word)) && !in_other_clause(sentence, word, act.word);
        self.types.contains(&act.kind)
            && (self.statuses.is_empty() || self.statuses.contains(&act.status))
            && (self.modes.is_empty() || act.modes.iter().any(|mode| self.modes.contains(mode)))
            && (self.triggers.is_empty() || (0..sentence.words.len()).any(trigger))
            && (self.near.is_empty() || sentence.subtree(act.word).any(is_near))
            && self.parties.is_none_or(|parties| parties == parties_of(act))
    }
}

fn parties_of(act: &Act) -> Parties {
    let countries = |refs: &[Ref]| refs.iter().filter_map(|party| party.country).collect::<BTreeSet<_>>();
    if countries(&act.actors).union(&countries(&act.recipients)).count() > 1 { Parties::Several } else { Parties::One }
}
