use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Amount, Because, Date, EachSpan, Place, Ref, Span, Status};

/// What a sentence tells in the terms of a codebook that the user gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coded {
    /// See [`crate::record::id`].
    pub id: String,
    /// The codebook's name.
    pub codebook: String,
    /// The code of a type in it.
    pub code: String,
    /// Whether it has happened.
    pub status: Status,
    /// Who acts.
    pub actors: Vec<Ref>,
    /// Who is acted upon.
    pub recipients: Vec<Ref>,
    /// When.
    pub date: Date,
    /// Where.
    pub place: Option<Place>,
    /// How much.
    pub amounts: Vec<Amount>,
    /// Id of the event that is the same act in PLOVER's terms; parties, date, place and amounts are that event's.
    pub event: Option<String>,
    /// The word that most speaks for the type.
    pub trigger: Span,
    /// The sentence.
    pub sentence: Span,
    /// 0 to 1, in steps of 0.01.
    pub confidence: f32,
    /// The derivation, with the example that the sentence is most like and the pattern that matched.
    pub because: Because,
}

impl EachSpan for Coded {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.actors.each_span(change);
        self.recipients.each_span(change);
        self.date.each_span(change);
        self.place.each_span(change);
        self.amounts.each_span(change);
        self.trigger.each_span(change);
        self.sentence.each_span(change);
        self.because.each_span(change);
    }
}
