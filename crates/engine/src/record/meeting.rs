use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Because, Date, EachSpan, Place, Ref, Span};

/// Who meets or met whom, where and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Meeting {
    /// See [`crate::record::id`].
    pub id: String,
    /// Call, visit, summit, ...
    pub kind: MeetingKind,
    /// Its name, such as "G20".
    pub name: Option<String>,
    /// Who takes part.
    pub participants: Vec<Ref>,
    /// Who receives the others.
    pub host: Option<Ref>,
    /// Where.
    pub place: Option<Place>,
    /// When.
    pub date: Date,
    /// Held, scheduled, invited, ...
    pub status: MeetingStatus,
    /// Ids of the events that tell of it.
    pub events: Vec<String>,
    /// 0 to 1, in steps of 0.01.
    pub confidence: f32,
    /// The derivation.
    pub because: Because,
}

impl EachSpan for Meeting {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.participants.each_span(change);
        self.host.each_span(change);
        self.place.each_span(change);
        self.date.each_span(change);
        self.because.each_span(change);
    }
}

/// The form of a [`Meeting`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum MeetingKind {
    Call,
    Video,
    Meeting,
    Visit,
    Summit,
    Forum,
}

/// How far a [`Meeting`] has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum MeetingStatus {
    Held,
    Ongoing,
    Scheduled,
    Invited,
    Proposed,
    Postponed,
    Cancelled,
}
