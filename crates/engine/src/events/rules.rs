//! The rules of `data/rules/events/`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;

use crate::record::EventType;
use crate::world::{Files, WorldError};

/// One rule: a trigger, what it needs beside it, and who is acted upon. `data/rules/events/cooperation.toml` explains the fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique, such as `consult.meet`.
    pub id: String,
    #[serde(rename = "type")]
    kind_code: String,
    /// PLOVER modes.
    #[serde(default)]
    pub modes: Vec<String>,
    /// PLOVER contexts that always hold.
    #[serde(default)]
    pub contexts: Vec<String>,
    /// The codebook's reason.
    pub why: String,
    /// Lemmas of verbs.
    #[serde(default)]
    pub verbs: BTreeSet<String>,
    /// Lemmas of nouns.
    #[serde(default)]
    pub nouns: BTreeSet<String>,
    /// Lemmas one of which must be the object, or the noun of the object.
    #[serde(default)]
    pub objects: BTreeSet<String>,
    /// Verbs that do not go with `objects`, although others of the list do.
    #[serde(default)]
    pub not_verbs_objects: BTreeSet<String>,
    /// `xcomp`, `ccomp`, `obj`, `obl:as`, `xcomp:LEMMA`: one of them must be there.
    #[serde(default)]
    pub complement: Vec<String>,
    /// One of these prepositions must hang on the verb.
    #[serde(default)]
    pub prepositions: Vec<String>,
    /// Where the recipient stands, in order.
    #[serde(default)]
    pub recipient: Vec<String>,
    /// All parties act.
    #[serde(default)]
    pub symmetric: bool,
    /// Several actors without a recipient are all actors; the field says nothing else.
    #[serde(default)]
    pub symmetric_if_alone: bool,
    /// The actor is the recipient and the recipient the actor.
    #[serde(default)]
    pub reversed: bool,
    /// The trigger is a noun that only mentions the act.
    #[serde(default)]
    pub nominal: bool,
    /// The object must be a person.
    #[serde(default)]
    pub object_is_person: bool,
    /// The object must not be a person.
    #[serde(default)]
    pub object_is_thing: bool,
    /// Not without a recipient.
    #[serde(default)]
    pub needs_recipient: bool,
    /// Not without an actor.
    #[serde(default)]
    pub needs_actor: bool,
    /// Not without a second actor.
    #[serde(default)]
    pub needs_partner: bool,
    /// Not with a second actor.
    #[serde(default)]
    pub alone: bool,
    /// The complement must have a bad word (`lexicon/negative.txt`).
    #[serde(default)]
    pub negative: bool,
    /// Not where the verb only introduces a quotation.
    #[serde(default)]
    pub not_quote: bool,
    /// What hangs on the trigger is its content and no event of its own.
    #[serde(default)]
    pub swallows: bool,
    /// `people`: the actor is a crowd, whatever its country.
    #[serde(default)]
    pub actor_is: String,
    /// The type of the act when it is announced, where that is not the codebook's general rule.
    #[serde(default)]
    pub promised: String,
    /// The type stays when the act is announced.
    #[serde(default)]
    pub keeps_when_promised: bool,
    /// Verbs of the list that count only with a particle ("call off").
    #[serde(default)]
    pub needs_particle_for: BTreeSet<String>,
    /// Sentences in which the rule fires, each with `=> A+B>C`.
    pub yes: Vec<String>,
    /// Sentences in which it does not.
    pub no: Vec<String>,
    #[serde(skip)]
    kind: Option<EventType>,
}

impl Rule {
    /// The PLOVER type.
    #[must_use]
    pub fn kind(&self) -> EventType {
        self.kind.unwrap_or(EventType::Consult)
    }
}

#[derive(Deserialize)]
struct File {
    rule: Vec<Rule>,
}

/// All rules, with the triggers that lead to them.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    list: Vec<Rule>,
    verbs: HashMap<String, Vec<usize>>,
    nouns: HashMap<String, Vec<usize>>,
    /// Words that find fault ("baseless").
    pub negative: BTreeSet<String>,
    /// Context to the lemmas that tell it.
    pub contexts: BTreeMap<String, Vec<String>>,
}

impl Rules {
    /// Loads `rules/events/`, `lexicon/negative.txt` and `lexicon/contexts.toml`.
    ///
    /// # Errors
    /// Where a rule is broken: an unknown field or type, an id used twice, no example.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let mut rules = Self {
            negative: files.lines("lexicon/negative.txt")?.into_iter().collect(),
            contexts: files.toml("lexicon/contexts.toml")?,
            ..Self::default()
        };
        for path in files.list("rules/events/") {
            for mut rule in files.toml::<File>(&path)?.rule {
                let bad = |message: String| WorldError::new(&path, None, format!("the rule {:?} {message}", rule.id));
                let kind =
                    EventType::from_code(&rule.kind_code).ok_or_else(|| bad(format!("has the unknown type {:?}", rule.kind_code)))?;
                if rule.yes.is_empty() || rule.no.is_empty() {
                    return Err(bad("needs an example under `yes` and one under `no`".to_owned()));
                }
                if rules.list.iter().any(|other| other.id == rule.id) {
                    return Err(bad("is there twice".to_owned()));
                }
                rule.kind = Some(kind);
                let index = rules.list.len();
                for verb in &rule.verbs {
                    rules.verbs.entry(verb.clone()).or_default().push(index);
                }
                for noun in &rule.nouns {
                    rules.nouns.entry(noun.clone()).or_default().push(index);
                }
                rules.list.push(rule);
            }
        }
        Ok(rules)
    }

    /// All rules, in the order of the files.
    #[must_use]
    pub fn as_slice(&self) -> &[Rule] {
        &self.list
    }

    /// The rules that a verb (lemma) may trigger.
    pub fn of_verb(&self, lemma: &str) -> impl Iterator<Item = &Rule> {
        self.verbs.get(lemma).into_iter().flatten().map(|&index| &self.list[index])
    }

    /// The rules that a noun (lemma) may trigger.
    pub fn of_noun(&self, lemma: &str) -> impl Iterator<Item = &Rule> {
        self.nouns.get(lemma).into_iter().flatten().map(|&index| &self.list[index])
    }
}
