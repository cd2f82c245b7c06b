use axum::http::StatusCode;
use legation_store::StoreError;
use serde::Serialize;

/// Why a request is not answered: as JSON `{message, code, hint, link}`, as a page for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    #[serde(skip)]
    pub(crate) status: StatusCode,
    /// What is wrong, in a sentence.
    pub message: String,
    /// The same in a word, such as `not-found`.
    pub code: &'static str,
    /// What to do.
    pub hint: Option<String>,
    /// Where to read more, on this server.
    pub link: Option<String>,
    /// After how many seconds it is worth trying again.
    #[serde(skip)]
    pub(crate) after: Option<u32>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), code, hint: None, link: None, after: None }
    }

    /// There is nothing here.
    #[must_use]
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", message).hint("search for it, or begin at the first page").link("/")
    }

    /// The request makes no sense.
    #[must_use]
    pub fn question(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "question", message).link("/api")
    }

    /// A failure that is not the caller's. What happened is told to the log, not to the caller.
    #[must_use]
    pub fn inside(what: impl AsRef<str>) -> Self {
        eprintln!("legation: {}", what.as_ref());
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "inside", "something went wrong on the server")
            .hint("the server's log says what; try again, and report it if it stays")
    }

    /// Too much is asked at once.
    #[must_use]
    pub fn busy(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message).hint("try again in a few seconds").after(5)
    }

    /// With other status and code.
    pub(crate) fn of(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(status, code, message)
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn after(mut self, seconds: u32) -> Self {
        self.after = Some(seconds);
        self
    }

    pub(crate) fn link(mut self, link: impl Into<String>) -> Self {
        self.link = Some(link.into());
        self
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Question(message) => Self::question(message),
            StoreError::Locked(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "the store is being written").hint("try again in a moment").after(1)
            }
            StoreError::TooLong(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "too-long", "this takes longer than the server may work on one answer")
                    .hint("ask more narrowly: a shorter time, one dyad, one type")
                    .after(5)
                    .link("/api")
            }
            other => Self::inside(other.to_string()),
        }
    }
}
