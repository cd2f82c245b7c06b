use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Because, Date, EachSpan, Ref, Reporter, Span, Spans};

/// Who said what, to whom, through which channel, as reported by whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// See [`crate::record::id`].
    pub id: String,
    /// Who said it; joint speakers are a list, an unnamed one none.
    pub speakers: Vec<Ref>,
    /// Whom it was said to.
    pub addressees: Vec<Ref>,
    /// Who reports it, where that is not the speaker.
    pub reported_by: Vec<Reporter>,
    /// `Truth Social`, `a statement`, `a news conference`.
    pub channel: Option<String>,
    /// Quoted, reported or both.
    pub kind: StatementKind,
    /// The word that attributes it: "said", "according to".
    pub cue: Option<Span>,
    /// All that is attributed; several spans where it is broken.
    pub content: Spans,
    /// The verbatim pieces inside `content`, without their quotation marks.
    pub quotes: Vec<Span>,
    /// Whether the text says that it was said or that it was not.
    pub polarity: Polarity,
    /// What it is about: topics of `data/lexicon/topics.toml`, and countries that it names.
    pub topics: Vec<String>,
    /// When it was said.
    pub date: Date,
    /// The sentence that holds the cue, else the content's first.
    pub sentence: Span,
    /// 0 to 1, in steps of 0.01.
    pub confidence: f32,
    /// The derivation.
    pub because: Because,
}

impl EachSpan for Statement {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.speakers.each_span(change);
        self.addressees.each_span(change);
        self.reported_by.each_span(change);
        self.cue.each_span(change);
        self.content.each_span(change);
        self.quotes.each_span(change);
        self.date.each_span(change);
        self.sentence.each_span(change);
        self.because.each_span(change);
    }
}

/// How a [`Statement`] is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StatementKind {
    /// In quotation marks.
    Direct,
    /// In the reporter's words.
    Indirect,
    /// Partly each.
    Mixed,
}

/// Whether something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    /// It was said.
    Asserted,
    /// "did not say".
    Negated,
}
