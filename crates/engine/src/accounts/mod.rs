//! Accounts: one meeting as each side tells it, with "not mentioned".
//!
//! Needs: statements, events and meetings. Gives: [`Account`]s. Example: only Beijing's account of a call names arms
//! sales. Proof: `corpus/accounts.md`.

use crate::Text;
use crate::record::{Account, Event, Meeting, Statement};

/// Tells each meeting of a document of which two sides give an account.
#[must_use]
pub fn tell(_text: &Text<'_>, _statements: &[Statement], _events: &[Event], _meetings: &[Meeting]) -> Vec<Account> {
    Vec::new()
}

/// One meeting as several documents tell it, each taken for one side's account.
#[must_use]
pub fn compare(_world: &crate::World, _readings: &[crate::record::Reading]) -> Vec<Account> {
    Vec::new()
}
