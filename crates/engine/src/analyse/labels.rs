use crate::WorldError;

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
        })
    }
}

fn bad(line: Option<u64>, message: String) -> WorldError {
    WorldError::new("model/labels.json", line, message)
}

fn known(list: &[&'static str], label: &str) -> Result<&'static str, WorldError> {
    list.iter().find(|known| **known == label).copied().ok_or_else(|| bad(None, format!("{label:?} is no label that this version knows")))
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
