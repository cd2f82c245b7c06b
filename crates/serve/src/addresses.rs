//! Every address that programs may ask, with its parameters and answer. The API's description and its page are made from this list.

use crate::parameter::{Form, Parameter};

/// An address.
#[derive(Debug, Clone, Copy)]
pub struct Address {
    /// `get` or `post`.
    pub method: &'static str,
    /// Its path; what stands in braces is part of it.
    pub path: &'static str,
    /// What it gives, in a line.
    pub says: &'static str,
    /// What the part in braces is.
    pub part: &'static str,
    /// Whether it knows the parameters of a question about records.
    pub question: bool,
    /// The parameters that it alone knows.
    pub own: &'static [Parameter],
    /// What is sent: media type and schema.
    pub body: Option<(&'static str, &'static str)>,
    /// What comes back.
    pub answer: Answer,
    /// A call that shows it.
    pub example: &'static str,
}

/// What comes back from an address.
#[derive(Debug, Clone, Copy)]
pub enum Answer {
    /// A page, as HTML and as JSON of this schema.
    Page(&'static str),
    /// The same with rows, which are CSV too.
    Rows(&'static str),
    /// One media type alone.
    Text(&'static str),
    /// Another address.
    Elsewhere,
}

/// A page without parameters; others are written as what differs from it.
const PAGE: Address = Address {
    method: "get",
    path: "/",
    says: "",
    part: "",
    question: false,
    own: &[],
    body: None,
    answer: Answer::Page("Page"),
    example: "",
};

/// A list of records.
const RECORDS: Address = Address { question: true, answer: Answer::Rows("Records"), ..PAGE };

const fn words(name: &'static str, says: &'static str) -> Parameter {
    Parameter { name, says, form: Form::Words }
}

const FROM: Parameter = Parameter { name: "from", says: "From the first day of this day, month or year on.", form: Form::Day };
const TO: Parameter = Parameter { name: "to", says: "Up to the last day of this day, month or year.", form: Form::Day };
const DYAD: Parameter = Parameter { name: "dyad", says: "Two countries between which it happens, either way.", form: Form::Dyad };

/// All addresses but those of style sheets, scripts and pictures.
pub const ADDRESSES: &[Address] = &[
    Address {
        path: "/",
        says: "What came in, the busiest dyads, what is to come and what is open.",
        answer: Answer::Page("Home"),
        example: "/?format=json",
        ..PAGE
    },
    Address {
        path: "/search",
        says: "What a question in words means, its answer, and the records that fit it.",
        own: &[words("q", "The question, such as `USA China tariffs November`.")],
        answer: Answer::Rows("Found"),
        example: "/search?q=USA+China+tariffs+November&format=json",
        ..PAGE
    },
    Address {
        path: "/dyads",
        says: "The dyads between which most happens; with both countries given, the way to theirs.",
        own: &[words("one", "A country, by code or name."), words("two", "The other."), FROM, TO],
        answer: Answer::Rows("Dyads"),
        example: "/dyads?from=2026&format=csv",
        ..PAGE
    },
    Address {
        path: "/dyads/{pair}",
        says: "Two countries: last contact, what is to come, open commitments, measures in force, events by month.",
        part: "Two codes with a hyphen between, such as USA-CHN.",
        own: &[FROM, TO],
        answer: Answer::Rows("Dyad"),
        example: "/dyads/USA-CHN?format=json",
        ..PAGE
    },
    Address {
        path: "/events",
        says: "Who did what to whom.",
        example: "/events?dyad=USA-CHN&from=2025&type=CONSULT&format=json",
        ..RECORDS
    },
    Address { path: "/statements", says: "Who said what.", example: "/statements?speaker=USA&text=tariffs&format=csv", ..RECORDS },
    Address {
        path: "/commitments",
        says: "Who promised what.",
        own: &[Parameter { name: "view", says: "How people see them.", form: Form::One(&["board", "list"]) }],
        example: "/commitments?open=true&due-before=2027&format=json",
        ..RECORDS
    },
    Address { path: "/meetings", says: "Who meets whom.", example: "/meetings?dyad=USA-CHN&order=oldest&format=json", ..RECORDS },
    Address {
        path: "/meetings/{id}",
        says: "One meeting as each side tells it, what was announced before and what came of it.",
        part: "The meeting's id.",
        own: &[Parameter { name: "compare", says: "Puts what several documents tell side by side.", form: Form::Switch }],
        answer: Answer::Rows("Page"),
        example: "/meetings/ID?format=json",
        ..PAGE
    },
    Address {
        path: "/calendar",
        says: "Meetings and deadlines of a month.",
        own: &[Parameter { name: "month", says: "The month; that of the last document where nothing is said.", form: Form::Day }, DYAD],
        answer: Answer::Rows("Month"),
        example: "/calendar?month=2026-06&format=json",
        ..PAGE
    },
    Address {
        path: "/calendar.ics",
        says: "Meetings and deadlines to subscribe to: iCalendar.",
        own: &[DYAD],
        answer: Answer::Text("text/calendar; charset=utf-8"),
        example: "/calendar.ics?dyad=USA-CHN",
        ..PAGE
    },
    Address { path: "/read", says: "Where people have a text read; nothing of it is kept.", example: "/read?format=json", ..PAGE },
    Address {
        method: "post",
        path: "/read",
        says: "The same with the text, from a form.",
        body: Some(("application/x-www-form-urlencoded", "Text")),
        answer: Answer::Page("Reading"),
        example: "/read' --data-urlencode 'text=Japan on Thursday imposed sanctions on Belarus.",
        ..PAGE
    },
    Address {
        method: "post",
        path: "/api/read",
        says: "Reads a text at once, at most 100,000 characters; nothing of it is kept.",
        body: Some(("application/json", "Text")),
        answer: Answer::Page("Reading"),
        example: "/api/read' --json '{\"text\": \"Japan on Thursday imposed sanctions on Belarus.\", \"published\": \"2026-05-14\"}",
        ..PAGE
    },
    Address {
        path: "/accounts",
        says: "One meeting as each side tells it; a row of CSV is a cell.",
        example: "/accounts?format=csv",
        ..RECORDS
    },
    Address {
        path: "/documents",
        says: "What came in.",
        question: true,
        answer: Answer::Rows("Documents"),
        example: "/documents?text=tariffs&limit=10&format=json",
        ..PAGE
    },
    Address {
        path: "/documents/{id}",
        says: "One document with its record: a reading, as `legation read` writes it.",
        part: "The document's id, the first eight or more characters of it, or its reference.",
        answer: Answer::Page("Reading"),
        example: "/documents/ID?format=json",
        ..PAGE
    },
    Address {
        path: "/records/{id}",
        says: "The way to a record in its document.",
        part: "The record's id.",
        answer: Answer::Elsewhere,
        example: "/records/ID",
        ..PAGE
    },
    Address { path: "/api", says: "This description for people.", example: "/api", ..PAGE },
    Address {
        path: "/openapi.json",
        says: "This description for programs: OpenAPI 3.1.",
        answer: Answer::Text("application/json"),
        example: "/openapi.json",
        ..PAGE
    },
    Address {
        path: "/login",
        says: "Where people sign in.",
        own: &[words("next", "Where to go on, on this server.")],
        answer: Answer::Page("SignedIn"),
        example: "/login?format=json",
        ..PAGE
    },
    Address {
        method: "post",
        path: "/login",
        says: "Signs a browser in: sets a cookie that no script can read.",
        body: Some(("application/x-www-form-urlencoded", "Entry")),
        answer: Answer::Elsewhere,
        example: "/login",
        ..PAGE
    },
    Address { method: "post", path: "/logout", says: "Signs a browser out.", answer: Answer::Elsewhere, example: "/logout", ..PAGE },
    Address {
        path: "/healthz",
        says: "Whether the server can answer; needs no token.",
        answer: Answer::Text("text/plain; charset=utf-8"),
        example: "/healthz",
        ..PAGE
    },
    Address {
        path: "/metrics",
        says: "Requests, times and the store's size, as Prometheus reads them.",
        answer: Answer::Text("application/openmetrics-text; version=1.0.0; charset=utf-8"),
        example: "/metrics",
        ..PAGE
    },
];

impl Address {
    /// The names of the parts in braces.
    pub fn parts(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    /// The media types in which it answers.
    pub fn forms(&self) -> Vec<&'static str> {
        match self.answer {
            Answer::Page(_) => vec!["text/html", "application/json"],
            Answer::Rows(_) => vec!["text/html", "application/json", "text/csv"],
            Answer::Text(kind) => vec![kind],
            Answer::Elsewhere => Vec::new(),
        }
    }
}
