use std::num::NonZeroU32;
use std::time::Duration;

/// How much is let in. The defaults are generous to people and to programs that wait for their answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body: usize,
    /// Bytes of an address, path and parameters together.
    pub address: usize,
    /// How long the head of a request may take to come, and a connection may wait for the next one.
    pub head: Duration,
    /// How long a request may take from its head to its answer, its body included; and how long a caller may take to read on.
    pub answer: Duration,
    /// How long requests that are under way may take to end when the server stops.
    pub closing: Duration,
    /// Requests a second of one caller in the long run; `None` bounds them not.
    pub rate: Option<NonZeroU32>,
    /// Requests of one caller at once, before `rate` counts.
    pub burst: NonZeroU32,
    /// Requests at the same time.
    pub requests: usize,
    /// Open connections.
    pub connections: usize,
    /// Bytes of answers that are kept to be given again while the store stays as it is.
    pub kept: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            address: 8_000,
            head: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            closing: Duration::from_secs(10),
            rate: NonZeroU32::new(100),
            burst: NonZeroU32::MIN.saturating_add(499),
            requests: 256,
            connections: 1_024,
            kept: 64 << 20,
        }
    }
}
