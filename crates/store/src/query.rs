use jiff::civil;
use legation::record::Code;
use serde::{Deserialize, Serialize};

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Who did what to whom.
    Event,
    /// Who said what.
    Statement,
    /// Who promised what.
    Commitment,
    /// Who meets whom.
    Meeting,
    /// One meeting as each side tells it.
    Account,
}

impl Kind {
    /// All five.
    pub const ALL: [Self; 5] = [Self::Event, Self::Statement, Self::Commitment, Self::Meeting, Self::Account];

    /// Its name in the store and in JSON, such as `event`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Statement => "statement",
            Self::Commitment => "commitment",
            Self::Meeting => "meeting",
            Self::Account => "account",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Somebody who is asked for: by country, or by a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Anybody of a country or organisation with this code.
    Code(Code),
    /// Somebody of this name, or of this last name; case and marks do not matter.
    Name(String),
}

impl Who {
    /// Three capital letters are a code, everything else a name.
    #[must_use]
    pub fn of(words: &str) -> Self {
        let is_code = words.len() == 3 && words.bytes().all(|byte| byte.is_ascii_uppercase());
        Code::new(words).filter(|_| is_code).map_or_else(|| Self::Name(words.to_owned()), Self::Code)
    }
}

/// In which order records come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The latest first; undated ones last.
    #[default]
    Newest,
    /// The earliest first; undated ones last.
    Oldest,
    /// Those told by most documents first.
    MostReported,
    /// The surest first.
    Surest,
}

/// A question to a store: flags of the program, parameters of an address and keywords of a call all fill in this one.
///
/// What is left out does not matter: the default asks for all events, the latest first.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Which records; `None` is events.
    pub kind: Option<Kind>,
    /// Who acts, speaks, promises or takes part.
    pub actor: Option<Who>,
    /// Who is acted upon, spoken to or promised something.
    pub recipient: Option<Who>,
    /// Two countries between which it happens, either way.
    pub dyad: Option<(Code, Code)>,
    /// PLOVER types of events, kinds of meetings, strengths of commitments.
    pub types: Vec<String>,
    /// Modes and contexts of events, topics of statements: one of these.
    pub labels: Vec<String>,
    /// Statuses: one of these.
    pub statuses: Vec<String>,
    /// From this day on.
    pub from: Option<civil::Date>,
    /// Up to this day.
    pub to: Option<civil::Date>,
    /// Only what has no date.
    pub undated: bool,
    /// Who speaks.
    pub speaker: Option<Who>,
    /// Words of the record; "in quotation marks" they stand together.
    pub text: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// 0 to 1.
    pub min_confidence: Option<f64>,
    /// Commitments and meetings that nothing has become of yet.
    pub open: bool,
    /// The day for which this holds: what was due or scheduled before it is open no more. The library knows no clock.
    pub as_of: Option<civil::Date>,
    /// Commitments that are due before this day.
    pub due_before: Option<civil::Date>,
    /// The order.
    pub order: Order,
    /// At most so many.
    pub limit: Option<usize>,
    /// How many to leave out first.
    pub skip: usize,
    /// Every report of an act or meeting, not only the one that stands for all.
    pub every: bool,
}
