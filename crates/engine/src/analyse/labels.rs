use crate::WorldError;
use crate::record::{EventType, Status};

use super::sentence::{PartRole, SayingRole};

/// Universal parts of speech.
const POS: &[&str] =
    &["ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"];

/// Universal Dependencies relations of the English treebanks, with subtypes.
const RELATIONS: &[&str] = &[
    "acl",
    "acl:relcl",
    "advcl",
    "advcl:relcl",
    "advmod",
    "amod",
    "appos",
    "aux",
    "aux:pass",
    "case",
    "cc",
    "cc:preconj",
    "ccomp",
    "compound",
    "compound:prt",
    "conj",
    "cop",
    "csubj",
    "csubj:outer",
    "csubj:pass",
    "dep",
    "det",
    "det:predet",
    "discourse",
    "dislocated",
    "expl",
    "fixed",
    "flat",
    "goeswith",
    "iobj",
    "list",
    "mark",
    "nmod",
    "nmod:desc",
    "nmod:poss",
    "nmod:unmarked",
    "nsubj",
    "nsubj:outer",
    "nsubj:pass",
    "nummod",
    "obj",
    "obl",
    "obl:agent",
    "obl:unmarked",
    "orphan",
    "parataxis",
    "punct",
    "reparandum",
    "root",
    "vocative",
    "xcomp",
];

/// PropBank roles, with continued (`C-`) and referring (`R-`) ones.
const ROLES: &[&str] = &[
    "ARG0",
    "ARG1",
    "ARG2",
    "ARG3",
    "ARG4",
    "ARG5",
    "ARGA",
    "ARGM-ADJ",
    "ARGM-ADV",
    "ARGM-CAU",
    "ARGM-COM",
    "ARGM-CXN",
    "ARGM-DIR",
    "ARGM-DIS",
    "ARGM-DSP",
    "ARGM-EXT",
    "ARGM-GOL",
    "ARGM-LOC",
    "ARGM-LVB",
    "ARGM-MNR",
    "ARGM-MOD",
    "ARGM-NEG",
    "ARGM-PRD",
    "ARGM-PRP",
    "ARGM-PRR",
    "ARGM-PRX",
    "ARGM-REC",
    "ARGM-TMP",
    "C-ARG0",
    "C-ARG1",
    "C-ARG2",
    "C-ARG3",
    "C-ARGM-CXN",
    "C-V",
    "R-ARG0",
    "R-ARG1",
    "R-ARG2",
    "R-ARG3",
    "R-ARGM-ADV",
    "R-ARGM-CAU",
    "R-ARGM-DIR",
    "R-ARGM-LOC",
    "R-ARGM-MNR",
    "R-ARGM-TMP",
];

/// Kinds of names.
const NAMES: &[&str] = &["LOC", "MISC", "NORP", "ORG", "PER"];

/// What each output of a head means.
#[derive(Debug, Clone)]
pub struct Labels {
    /// Parts of speech.
    pub pos: Vec<&'static str>,
    /// Relations.
    pub rel: Vec<&'static str>,
    /// Name tags.
    pub ner: Vec<Tag>,
    /// Role tags.
    pub role: Vec<Tag>,
    /// Types of acts; `None` for no act.
    pub trigger: Vec<Option<EventType>>,
    /// PLOVER modes with their types.
    pub mode: Vec<(EventType, String)>,
    /// Whether an act has happened.
    pub status: Vec<Status>,
    /// What words are to an act; `None` for nothing.
    pub party: Vec<Option<PartRole>>,
    /// PLOVER contexts.
    pub context: Vec<String>,
    /// Whether a word is a cue: `None` for no cue, else whether what it attributes is said not to be said.
    pub cue: Vec<Option<bool>>,
    /// What words are to an attribution; `None` for nothing.
    pub say: Vec<Option<SayingRole>>,
    /// What the logits of heads are divided by, so that their probabilities are as often right as they say.
    pub temperature: Temperature,
}

/// See [`Labels::temperature`]. Measured on written sentences that were not learnt from (`training/export.py`).
#[derive(Debug, Clone, Copy, serde::Deserialize)]
pub struct Temperature {
    pub trigger: f32,
    pub relation: f32,
    pub status: f32,
    pub cue: f32,
}

/// A tag of a sequence: outside, or the first or a later word of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// `O`
    Outside,
    /// `B-X`
    Begin(&'static str),
    /// `I-X`
    Inside(&'static str),
}

#[derive(serde::Deserialize)]
struct Raw {
    pos: Vec<String>,
    rel: Vec<String>,
    ner: Vec<String>,
    role: Vec<String>,
    trigger: Vec<String>,
    mode: Vec<String>,
    status: Vec<Status>,
    party: Vec<String>,
    context: Vec<String>,
    cue: Vec<String>,
    say: Vec<String>,
    temperature: Temperature,
}

impl Labels {
    /// Reads `labels.json`.
    ///
    /// # Errors
    /// Where it is no such JSON or has a label that the engine does not know.
    pub fn parse(json: &str) -> Result<Self, WorldError> {
        let raw: Raw = serde_json::from_str(json).map_err(|error| bad(Some(error.line() as u64), error.to_string()))?;
        Ok(Self {
            pos: raw.pos.iter().map(|label| known(POS, label)).collect::<Result<_, _>>()?,
            rel: raw.rel.iter().map(|label| known(RELATIONS, label)).collect::<Result<_, _>>()?,
            ner: raw.ner.iter().map(|label| tag(NAMES, label)).collect::<Result<_, _>>()?,
            role: raw.role.iter().map(|label| tag(ROLES, label)).collect::<Result<_, _>>()?,
            trigger: raw.trigger.iter().map(|label| outside_or(label, EventType::from_code)).collect::<Result<_, _>>()?,
            mode: raw.mode.iter().map(|label| mode(label)).collect::<Result<_, _>>()?,
            status: raw.status,
            party: raw.party.iter().map(|label| outside_or(label, part)).collect::<Result<_, _>>()?,
            context: raw.context,
            cue: raw.cue.iter().map(|label| outside_or(label, negated)).collect::<Result<_, _>>()?,
            say: raw.say.iter().map(|label| outside_or(label, saying)).collect::<Result<_, _>>()?,
            temperature: raw.temperature,
        })
    }
}

fn unknown(label: &str) -> WorldError {
    bad(None, format!("{label:?} is no label that this version knows"))
}

fn outside_or<T>(label: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, WorldError> {
    if label == "O" { Ok(None) } else { read(label).map(Some).ok_or_else(|| unknown(label)) }
}

/// `CONSULT.phone`
fn mode(label: &str) -> Result<(EventType, String), WorldError> {
    let (kind, mode) = label.split_once('.').ok_or_else(|| unknown(label))?;
    Ok((EventType::from_code(kind).ok_or_else(|| unknown(label))?, mode.to_owned()))
}

fn part(label: &str) -> Option<PartRole> {
    Some(match label {
        "actor" => PartRole::Actor,
        "recipient" => PartRole::Recipient,
        "host" => PartRole::Host,
        "mediator" => PartRole::Mediator,
        "about" => PartRole::About,
        "beneficiary" => PartRole::Beneficiary,
        "place" => PartRole::Place,
        "date" => PartRole::Date,
        _ => return None,
    })
}

fn negated(label: &str) -> Option<bool> {
    match label {
        "cue" => Some(false),
        "negated" => Some(true),
        _ => None,
    }
}

fn saying(label: &str) -> Option<SayingRole> {
    Some(match label {
        "speaker" => SayingRole::Speaker,
        "content" => SayingRole::Content,
        "addressee" => SayingRole::Addressee,
        "channel" => SayingRole::Channel,
        _ => return None,
    })
}

fn bad(line: Option<u64>, message: String) -> WorldError {
    WorldError::new("model/labels.json", line, message)
}

fn known(list: &[&'static str], label: &str) -> Result<&'static str, WorldError> {
    list.iter().find(|known| **known == label).copied().ok_or_else(|| unknown(label))
}

fn tag(list: &[&'static str], label: &str) -> Result<Tag, WorldError> {
    match label.split_at_checked(2) {
        Some(("B-", rest)) => known(list, rest).map(Tag::Begin),
        Some(("I-", rest)) => known(list, rest).map(Tag::Inside),
        _ if label == "O" => Ok(Tag::Outside),
        _ => Err(bad(None, format!("{label:?} is no BIO tag"))),
    }
}

/// The part of speech of this name, if it is one.
#[must_use]
pub fn pos(name: &str) -> Option<&'static str> {
    POS.iter().find(|known| **known == name).copied()
}
