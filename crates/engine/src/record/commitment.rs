use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Amount, Because, Date, EachSpan, Ref, Reporter, Span};

/// Who promised what to whom, how much, by when, on what condition and how firmly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Commitment {
    /// See [`crate::record::id`].
    pub id: String,
    /// Who is bound.
    pub by: Vec<Ref>,
    /// Whom it is owed to.
    pub to: Vec<Ref>,
    /// The words that undertake it, the verb of promising included.
    pub act: Span,
    /// What is to be done, in the text's words.
    pub text: String,
    /// How firmly.
    pub strength: Strength,
    /// What has become of it, as far as the document tells.
    pub status: CommitmentStatus,
    /// How much.
    pub amounts: Vec<Amount>,
    /// When it begins.
    pub starts: Date,
    /// The deadline.
    pub due: Date,
    /// How long it runs: an ISO 8601 duration such as `P1Y`.
    pub term: Option<String>,
    /// The condition's words.
    pub condition: Option<Span>,
    /// The event that made it.
    pub event: Option<String>,
    /// Who says so.
    pub said_by: Vec<Reporter>,
    /// 0 to 1, in steps of 0.01.
    pub confidence: f32,
    /// The derivation.
    pub because: Because,
}

impl EachSpan for Commitment {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.by.each_span(change);
        self.to.each_span(change);
        self.act.each_span(change);
        self.amounts.each_span(change);
        self.starts.each_span(change);
        self.due.each_span(change);
        self.condition.each_span(change);
        self.said_by.each_span(change);
        self.because.each_span(change);
    }
}

/// How firmly a [`Commitment`] binds, from the firmest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Settled between the parties.
    Agreed,
    /// Promised by one.
    Pledged,
    /// On the table.
    Offered,
    /// Thought about.
    Considering,
    /// Asked for by the other side.
    Demanded,
}

/// What has become of a [`Commitment`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum CommitmentStatus {
    Open,
    Kept,
    Broken,
    Withdrawn,
    Extended,
    Expired,
}
