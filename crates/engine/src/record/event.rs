use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Amount, Because, Date, EachSpan, Other, Place, Ref, Reporter, Span, Spans};

/// Who did what to whom: one act, coded in PLOVER 2.0 with CAMEO beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// See [`crate::record::id`].
    pub id: String,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// PLOVER modes.
    pub modes: Vec<String>,
    /// PLOVER contexts.
    pub contexts: Vec<String>,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad: u8,
    /// PLOVER score, -10 to 10.
    pub score: f32,
    /// The CAMEO code nearest to type and modes.
    pub cameo: String,
    /// Whether the act has happened.
    pub status: Status,
    /// Who acts; all parties of a reciprocal act.
    pub actors: Vec<Ref>,
    /// Who is acted upon; empty for reciprocal acts.
    pub recipients: Vec<Ref>,
    /// Hosts, mediators, beneficiaries and those it is about.
    pub others: Vec<Other>,
    /// When; a planned act's date is when it is to happen.
    pub date: Date,
    /// Where.
    pub place: Option<Place>,
    /// How much.
    pub amounts: Vec<Amount>,
    /// How many people were killed, injured, arrested and displaced.
    pub casualties: Option<Casualties>,
    /// Who says so.
    pub said_by: Vec<Reporter>,
    /// The word or short phrase that names the act, where it is told most fully.
    pub trigger: Span,
    /// Every trigger of this act in the document, `trigger` among them.
    pub mentions: Spans,
    /// The sentence that holds `trigger`.
    pub sentence: Span,
    /// 0 to 1, in steps of 0.01.
    pub confidence: f32,
    /// The derivation.
    pub because: Because,
}

impl EachSpan for Event {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.actors.each_span(change);
        self.recipients.each_span(change);
        self.others.each_span(change);
        self.date.each_span(change);
        self.place.each_span(change);
        self.amounts.each_span(change);
        self.casualties.each_span(change);
        self.said_by.each_span(change);
        self.trigger.each_span(change);
        self.mentions.each_span(change);
        self.sentence.each_span(change);
        self.because.each_span(change);
    }
}

/// The sixteen event types of PLOVER 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "`legation explain TYPE` and data/codebook/plover.csv define them")]
pub enum EventType {
    Agree,
    Consult,
    Support,
    Concede,
    Cooperate,
    Aid,
    Retreat,
    Request,
    Accuse,
    Reject,
    Threaten,
    Protest,
    Sanction,
    Mobilize,
    Coerce,
    Assault,
}

impl EventType {
    /// All sixteen, in the codebook's order.
    pub const ALL: [Self; 16] = [
        Self::Agree,
        Self::Consult,
        Self::Support,
        Self::Concede,
        Self::Cooperate,
        Self::Aid,
        Self::Retreat,
        Self::Request,
        Self::Accuse,
        Self::Reject,
        Self::Threaten,
        Self::Protest,
        Self::Sanction,
        Self::Mobilize,
        Self::Coerce,
        Self::Assault,
    ];

    /// The code, such as `CONSULT`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agree => "AGREE",
            Self::Consult => "CONSULT",
            Self::Support => "SUPPORT",
            Self::Concede => "CONCEDE",
            Self::Cooperate => "COOPERATE",
            Self::Aid => "AID",
            Self::Retreat => "RETREAT",
            Self::Request => "REQUEST",
            Self::Accuse => "ACCUSE",
            Self::Reject => "REJECT",
            Self::Threaten => "THREATEN",
            Self::Protest => "PROTEST",
            Self::Sanction => "SANCTION",
            Self::Mobilize => "MOBILIZE",
            Self::Coerce => "COERCE",
            Self::Assault => "ASSAULT",
        }
    }

    /// The type of a code such as `CONSULT`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Whether the coded act has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It happened.
    Occurred,
    /// It is going on.
    Ongoing,
    /// It is announced.
    Planned,
    /// It depends on something.
    Conditional,
    /// It may happen or may have happened.
    Possible,
    /// The text says that it did not happen.
    Negated,
    /// Somebody is told to deny it.
    Denied,
}

/// How many people an event killed, injured, arrested and displaced, as reported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Casualties {
    /// How many died.
    pub killed: Option<Count>,
    /// How many were injured.
    pub injured: Option<Count>,
    /// How many were arrested.
    pub arrested: Option<Count>,
    /// How many were driven from home.
    pub displaced: Option<Count>,
}

/// A number of people as reported; a bound is null where the text does not say. "5" is all three, "at least 5" low and best,
/// "up to 20" best and high, "about 40" best, "between 5 and 7" low and high, "dozens" low (24), "no one" all three 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// At least.
    pub low: Option<u32>,
    /// Best estimate.
    pub best: Option<u32>,
    /// At most.
    pub high: Option<u32>,
    /// The words.
    pub span: Span,
}

impl EachSpan for Casualties {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.killed.each_span(change);
        self.injured.each_span(change);
        self.arrested.each_span(change);
        self.displaced.each_span(change);
    }
}

impl EachSpan for Count {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.span.each_span(change);
    }
}
