use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EachSpan, Span};

/// One meeting as each side tells it, topic by topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// The meeting's id.
    pub meeting: String,
    /// Who tells it.
    pub sides: Vec<Side>,
    /// What is told; an empty cell means "not mentioned".
    pub rows: Vec<Row>,
}

/// One side of an [`Account`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Side {
    /// The side's country code.
    pub id: String,
    /// Where it tells its story: `Xinhua`, `Truth Social`.
    pub channels: Vec<String>,
}

/// One topic of an [`Account`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// The topic in the text's words.
    pub topic: String,
    /// By side: where it mentions the topic; empty where it does not.
    pub cells: BTreeMap<String, Vec<Cell>>,
}

/// A passage of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// `document.ref`.
    pub document: String,
    /// The passage.
    pub span: Span,
}

impl EachSpan for Account {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        for row in &mut self.rows {
            row.cells.values_mut().flatten().for_each(|cell| cell.span.each_span(change));
        }
    }
}
