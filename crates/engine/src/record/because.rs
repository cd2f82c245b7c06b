use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EachSpan, Span, rounded};

/// Why a record says what it says: the rule or model head that fired, where, how surely, and what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Because {
    /// The id of a rule of `data/rules/`, or the name of a model head such as `analyser.role`.
    pub rule: String,
    /// The words it fired on.
    pub span: Span,
    /// 0 to 1, in steps of 0.01.
    pub confidence: f32,
    /// What it rests on.
    pub parts: Vec<Because>,
}

impl Because {
    /// A reason that rests on nothing further.
    #[must_use]
    pub fn new(rule: impl Into<String>, span: Span, confidence: f32) -> Self {
        Self { rule: rule.into(), span, confidence: rounded(confidence), parts: Vec::new() }
    }

    /// The same reason, resting on `part` too.
    #[must_use]
    pub fn and(mut self, part: Self) -> Self {
        self.parts.push(part);
        self
    }
}

impl EachSpan for Because {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.span.each_span(change);
        self.parts.each_span(change);
    }
}
