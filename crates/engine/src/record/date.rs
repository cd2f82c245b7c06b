use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EachSpan, Span};

/// A civil date with a grain: the days `start` to `end`, both inside, and how they were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Date {
    /// First day; null where unknown.
    pub start: Option<civil::Date>,
    /// Last day; null where unknown.
    pub end: Option<civil::Date>,
    /// The grain that the words have.
    pub precision: Precision,
    /// How it was found.
    pub basis: Basis,
    /// The words, where there are any.
    pub text: Option<String>,
    /// Where they stand.
    pub span: Option<Span>,
    /// The arithmetic in words, such as "Tuesday before 2026-02-04".
    pub why: Option<String>,
}

/// The grain of a [`Date`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Precision {
    Day,
    Week,
    Month,
    Quarter,
    Season,
    Year,
    Decade,
    Unknown,
}

/// How a [`Date`] was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The text gives it in full.
    Stated,
    /// Counted from the publication date or another date of the text.
    Relative,
    /// Follows from something else in the text.
    Inferred,
    /// The publication date, for the main act of that day's news.
    Publication,
    /// Not found.
    None,
}

impl Date {
    /// A date that the text does not fix.
    #[must_use]
    pub const fn unknown() -> Self {
        Self { start: None, end: None, precision: Precision::Unknown, basis: Basis::None, text: None, span: None, why: None }
    }

    /// The publication date, taken for the main act of that day's news.
    #[must_use]
    pub fn publication(published: Option<civil::Date>) -> Self {
        match published {
            Some(day) => Self {
                start: Some(day),
                end: Some(day),
                precision: Precision::Day,
                basis: Basis::Publication,
                text: None,
                span: None,
                why: Some(format!("the day of publication, {day}")),
            },
            None => Self::unknown(),
        }
    }
}

impl EachSpan for Date {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.span.each_span(change);
    }
}
