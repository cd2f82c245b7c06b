use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A stretch of the document's text: bytes `[start, end)` on character boundaries, never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// The span `[start, end)` in bytes, or `None` where it would be empty.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Option<Self> {
        if start < end { Some(Self { start, end }) } else { None }
    }

    /// The first byte.
    #[must_use]
    pub const fn start(self) -> usize {
        self.start
    }

    /// One past the last byte.
    #[must_use]
    pub const fn end(self) -> usize {
        self.end
    }

    /// Length in bytes; at least 1.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a span is never empty")]
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// The words at this spot; empty where the span does not fit `text`.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether `other` lies inside.
    #[must_use]
    pub const fn holds(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span without white space at its ends, or `None` where nothing else is in it.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Option<Self> {
        let words = self.of(text);
        let start = self.start + (words.len() - words.trim_start().len());
        Self::new(start, start + words.trim().len())
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.start, self.end].serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let [start, end] = <[usize; 2]>::deserialize(deserializer)?;
        Self::new(start, end).ok_or_else(|| serde::de::Error::custom(format!("the span [{start}, {end}) is empty")))
    }
}

impl JsonSchema for Span {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "[start, end) in Unicode scalar values of document.text; start < end",
            "type": "array", "items": { "type": "integer", "minimum": 0 }, "minItems": 2, "maxItems": 2
        })
    }
}

/// One or more spans: a record that points nowhere cannot be written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Spans(#[schemars(length(min = 1))] Vec<Span>);

impl Spans {
    /// A first span; more may be added.
    #[must_use]
    pub fn one(first: Span) -> Self {
        Self(vec![first])
    }

    /// The spans, or `None` where there are none.
    #[must_use]
    pub fn new(spans: Vec<Span>) -> Option<Self> {
        if spans.is_empty() { None } else { Some(Self(spans)) }
    }

    /// Adds a span unless it is there already, keeping the order of the text.
    pub fn add(&mut self, span: Span) {
        if let Err(at) = self.0.binary_search(&span) {
            self.0.insert(at, span);
        }
    }

    /// The spans in the order of the text.
    #[must_use]
    pub fn as_slice(&self) -> &[Span] {
        &self.0
    }

    /// Whether one of them holds a span.
    #[must_use]
    pub fn holds(&self, span: Span) -> bool {
        self.0.iter().any(|own| own.holds(span))
    }

    /// The smallest span that holds all of them.
    #[must_use]
    pub fn hull(&self) -> Span {
        self.0.iter().copied().reduce(Span::to).unwrap_or(Span { start: 0, end: 1 })
    }
}

impl<'de> Deserialize<'de> for Spans {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer)?).ok_or_else(|| serde::de::Error::custom("a list of spans is empty"))
    }
}

/// What holds spans shows each of them, so that one serialiser can change their unit.
pub trait EachSpan {
    /// Calls `change` once on every span inside.
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span));
}

impl EachSpan for Span {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        change(self);
    }
}

impl EachSpan for Spans {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.0.each_span(change);
    }
}

impl<T: EachSpan> EachSpan for Vec<T> {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.iter_mut().for_each(|item| item.each_span(change));
    }
}

impl<T: EachSpan> EachSpan for Option<T> {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.iter_mut().for_each(|item| item.each_span(change));
    }
}
