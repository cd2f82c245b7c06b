//! What the server promises to people, to programs and against those who mean it ill.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod access;
mod described;
mod hostile;
mod limits;
mod support;
