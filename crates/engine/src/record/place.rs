use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Code, EachSpan, Span};

/// Where something happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The usual English name.
    pub name: String,
    /// The country it lies in.
    pub country: Option<Code>,
    /// GeoNames id, where known.
    pub geonames: Option<u32>,
    /// Degrees north.
    pub lat: Option<f32>,
    /// Degrees east.
    pub lon: Option<f32>,
    /// What kind of place it is.
    pub precision: PlacePrecision,
    /// The words.
    pub span: Span,
}

/// What kind of place a [`Place`] is, from the smallest to the largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum PlacePrecision {
    Venue,
    City,
    Division,
    Country,
    Region,
}

impl EachSpan for Place {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.span.each_span(change);
    }
}

/// How much: money, shares, weights, people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Amount {
    /// The number, with "million" and the like multiplied in.
    pub value: f64,
    /// `USD` and other ISO 4217 codes, `percent`, `tonnes`, `people`, `barrels`, ...
    pub unit: String,
    /// What the number is of.
    pub role: AmountRole,
    /// The words.
    pub text: String,
    /// Where they stand.
    pub span: Span,
}

/// What the number of an [`Amount`] is of: the thing itself, or what it went from, to or by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum AmountRole {
    Value,
    From,
    To,
    Change,
}

impl EachSpan for Amount {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.span.each_span(change);
    }
}
