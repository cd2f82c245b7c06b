use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EachSpan, Span};

/// What the reader should know about a document: text that is no news, a date that is missing, a foreign language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// Where, if it is about a stretch of text.
    pub span: Option<Span>,
    /// A sentence for people.
    pub text: String,
}

/// What a [`Note`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// Newsletter boxes, share lines, bylines, photo credits: never coded.
    Boilerplate,
    /// The text stops at a paywall.
    Paywall,
    /// No publication date was given or found.
    NoDate,
    /// The text is not English: nothing is coded.
    NotEnglish,
    /// There is no text.
    Empty,
    /// A page without an article.
    NoArticle,
    /// A sentence or document was cut at a limit.
    TooLong,
    /// Bytes that were no text were replaced.
    Encoding,
}

impl EachSpan for Note {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.span.each_span(change);
    }
}
