//! Every parameter that addresses know: what requests are checked by and what the API's description tells are one list.

use serde_json::{Value, json};

/// A parameter of an address.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub says: &'static str,
    /// How it is written.
    pub form: Form,
}

/// How a parameter is written.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Words.
    Words,
    /// `2026-02-04`, `2026-02` or `2026`.
    Day,
    /// Two codes with a hyphen or a comma between.
    Dyad,
    /// `true` or `false`.
    Switch,
    /// A whole number in these bounds.
    Count(usize, usize),
    /// 0 to 1.
    Share,
    /// One of these words.
    One(&'static [&'static str]),
    /// Words; it may be given more than once, and one of them has to fit.
    Many,
    /// What `next` of an answer before has.
    Cursor,
}

/// So many records are on a page where nobody says how many.
pub const SHOWN: usize = 50;

/// And so many at most.
pub const MOST: usize = 500;

/// So many records may be passed over: past that, a narrower question is the better one.
pub const DEEPEST: usize = 100_000;

const fn new(name: &'static str, form: Form, says: &'static str) -> Parameter {
    Parameter { name, says, form }
}

/// Every page knows this one.
pub const FORMAT: Parameter = new("format", Form::One(&["html", "json"]), "The form of the answer; comes before the header `Accept`.");

/// The same where the answer has rows.
pub const FORMAT_OF_ROWS: Parameter = Parameter { form: Form::One(&["html", "json", "csv"]), ..FORMAT };

/// A day, month or year of the Gregorian calendar, leap days in leap years only.
const DAY: &str = "^([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?|-(0[13-9]|1[0-2])-(29|30)|-(0[13578]|1[02])-31)?|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)$";

/// The parameters of a question about records.
pub const QUESTION: [Parameter; 20] = [
    new("actor", Form::Words, "Who acts, speaks, promises or takes part: a code such as USA, or a name."),
    new("recipient", Form::Words, "Who is acted upon, spoken to or promised something: a code or a name."),
    new("dyad", Form::Dyad, "Two countries between which it happens, either way."),
    new("from", Form::Day, "From the first day of this day, month or year on."),
    new("to", Form::Day, "Up to the last day of this day, month or year."),
    new("speaker", Form::Words, "Who speaks: a code or a name."),
    new("text", Form::Words, "Words of the record; in quotation marks they stand together."),
    new("source", Form::Words, "Who published it."),
    new("min-confidence", Form::Share, "How sure a record has to be."),
    new("open", Form::Switch, "Only commitments and meetings that nothing has become of yet."),
    new("as-of", Form::Day, "The day that is spoken of: what was due or over before it is not open."),
    new("due-before", Form::Day, "Only commitments due before the first day of this day, month or year."),
    new("order", Form::One(&["newest", "oldest", "most-reported", "surest"]), "The order of the records."),
    new("limit", Form::Count(1, MOST), "How many records at most; 50 where nothing is said."),
    new("every", Form::Switch, "Every report of an act or meeting, not only the one that stands for all."),
    new("type", Form::Many, "PLOVER types of events, kinds of meetings, strengths of commitments."),
    new("mode", Form::Many, "Modes and contexts of events."),
    new("topic", Form::Many, "Topics of statements."),
    new("status", Form::Many, "Statuses of records."),
    new("cursor", Form::Cursor, "Where an answer before ended: take it from its `next`."),
];

impl Parameter {
    /// Its name as a template writes it.
    pub fn field(&self) -> String {
        self.name.replace('-', "_")
    }

    /// As OpenAPI has it.
    pub fn to_json(self) -> Value {
        // An empty value is none: so a form of a page sends it.
        let or_none = |schema: Value| json!({ "anyOf": [schema, { "type": "string", "pattern": r"^[\s\u0085]*$" }] });
        let text = |pattern: &str| or_none(json!({ "type": "string", "pattern": pattern }));
        let (schema, example) = match self.form {
            Form::Words => (json!({ "type": "string" }), None),
            Form::Day => (text(DAY), Some(json!("2026-02"))),
            Form::Dyad => (text(r"^\s*[A-Za-z]{3}\s*[-,]\s*[A-Za-z]{3}\s*$"), Some(json!("USA-CHN"))),
            Form::Switch => (or_none(json!({ "type": "string", "enum": ["true", "false", "1", "0", "on"] })), None),
            Form::Count(least, most) => (or_none(json!({ "type": "integer", "minimum": least, "maximum": most })), None),
            Form::Share => (or_none(json!({ "type": "number", "minimum": 0, "maximum": 1 })), None),
            Form::One(words) => (or_none(json!({ "type": "string", "enum": words })), None),
            Form::Many => (json!({ "type": "array", "items": { "type": "string" } }), None),
            Form::Cursor => (text("^n(0*[0-9]{1,5}|0*100000)$"), Some(json!("n50"))),
        };
        let mut written = json!({ "name": self.name, "in": "query", "description": self.says, "schema": schema });
        if let Some(example) = example {
            written["example"] = example;
        }
        if matches!(self.form, Form::Many) {
            written["style"] = json!("form");
            written["explode"] = json!(true);
        }
        written
    }

    /// How it is written, for people.
    pub fn written(&self) -> String {
        match self.form {
            Form::Words => "words".to_owned(),
            Form::Day => "2026-02-04, 2026-02 or 2026".to_owned(),
            Form::Dyad => "USA-CHN".to_owned(),
            Form::Switch => "true or false".to_owned(),
            Form::Count(least, most) => format!("{least} to {most}"),
            Form::Share => "0 to 1".to_owned(),
            Form::One(words) => words.join(", "),
            Form::Many => "words; may be given more than once".to_owned(),
            Form::Cursor => "from `next`".to_owned(),
        }
    }
}
