//! The records of a [`Reading`]: the contract with everybody who reads Legation's output (schema 1).
//!
//! Inside the engine every [`Span`] is bytes; [`crate::json`] alone turns them into Unicode scalar offsets.

mod account;
mod because;
mod code;
mod coded;
mod commitment;
mod date;
mod event;
mod meeting;
mod note;
mod party;
mod place;
mod reading;
mod span;
mod statement;

pub use account::{Account, Cell, Row, Side};
pub use because::Because;
pub use code::Code;
pub use coded::Coded;
pub use commitment::{Commitment, CommitmentStatus, Strength};
pub use date::{Basis, Date, Precision};
pub use event::{Casualties, Count, Event, EventType, Status};
pub use meeting::{Meeting, MeetingKind, MeetingStatus};
pub use note::{Note, NoteKind};
pub use party::{Other, Party, PartyKind, Ref, Reporter};
pub use place::{Amount, AmountRole, Place, PlacePrecision};
pub use reading::{By, DocumentRecord, Reading, SCHEMA};
pub use span::{EachSpan, Span, Spans};
pub use statement::{Polarity, Statement, StatementKind};

use serde::Serialize;
use sha2::{Digest, Sha256};

/// A record's id: the first 16 hex digits of SHA-256 over document id, kind, span (bytes) and ordinal. Never over type,
/// version or confidence, so that what people attached to a record stays attached when a rule is mended.
#[must_use]
pub fn id(document: &str, kind: &str, span: Span, ordinal: usize) -> String {
    let key = format!("{document}\n{kind}\n{}-{}\n{ordinal}", span.start(), span.end());
    hex(&Sha256::digest(key.as_bytes())[..8])
}

/// The name of a unit variant, as the contract writes it.
#[must_use]
pub fn code_of<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Lower-case hexadecimal digits of some bytes.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Rounds a confidence to two decimals, as the contract writes it.
#[must_use]
pub fn rounded(confidence: f32) -> f32 {
    (confidence.clamp(0.0, 1.0) * 100.0).round() / 100.0
}
