//! Meetings: held, scheduled, invited, cancelled.
//!
//! Needs: all layers and the events. Gives: one [`Meeting`] a meeting, however often it is mentioned. Example: "They will
//! meet at the G20 in Miami". Proof: `corpus/meetings.md`.

use crate::Text;
use crate::record::{Event, Meeting};

/// Finds the meetings of a document, in order.
#[must_use]
pub fn find(_text: &Text<'_>, _events: &[Event]) -> Vec<Meeting> {
    Vec::new()
}
