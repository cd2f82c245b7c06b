use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Code, EachSpan, Span, Spans};

/// Somebody who acts, speaks or is acted upon in a document, with every spot that names them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Party {
    /// Index into `parties`.
    pub id: usize,
    /// The fullest or usual name.
    pub name: String,
    /// What sort of party.
    pub kind: PartyKind,
    /// Country or top-level code; null where none can be given.
    pub country: Option<Code>,
    /// PLOVER sectors, the primary one first.
    pub sectors: Vec<Code>,
    /// The office held on the document's date, such as "President of China".
    pub office: Option<String>,
    /// Wikidata id, where known.
    pub wikidata: Option<String>,
    /// Every spot that names them, pronouns included.
    pub mentions: Spans,
}

/// What sort of [`Party`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PartyKind {
    /// A human being.
    Person,
    /// A country.
    State,
    /// A government or a part of one.
    Government,
    /// An organisation, company, party or medium.
    Organisation,
    /// An armed or other group.
    Group,
    /// "protesters", "officials", "farmers".
    Generic,
}

impl EachSpan for Party {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.mentions.each_span(change);
    }
}

/// A party at one spot of the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Ref {
    /// Index into `parties`.
    pub party: usize,
    /// The party's country.
    pub country: Option<Code>,
    /// The party's sectors as of the record's date.
    pub sectors: Vec<Code>,
    /// The words at that spot: the name, the pronoun, "the pair".
    pub text: String,
    /// Where they stand.
    pub span: Span,
}

impl EachSpan for Ref {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.span.each_span(change);
    }
}

/// A party with another role than actor or recipient: `host`, `mediator`, `about`, `beneficiary`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Other {
    /// `host`, `mediator`, `about` or `beneficiary`.
    pub role: String,
    /// The party.
    #[serde(flatten)]
    pub party: Ref,
}

impl EachSpan for Other {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.party.each_span(change);
    }
}

/// Who reports something, and through which channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reporter {
    /// The party.
    #[serde(flatten)]
    pub party: Ref,
    /// `Xinhua`, `Truth Social`, `a statement`; null where none is named.
    pub channel: Option<String>,
}

impl EachSpan for Reporter {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.party.each_span(change);
    }
}
