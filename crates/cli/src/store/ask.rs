use std::io::Write;

use clap::{Args, ValueEnum};
use legation::record::code_of;
use legation_store::export::table::{self, Records};
use legation_store::{Hit, Kind, Query, alone, asked};

use super::Which;
use crate::Done;
use crate::failure::Failure;

/// What all questions to a store have in common.
#[derive(Args, Clone)]
pub struct Asked {
    /// Who acts, speaks, promises or takes part: a code such as USA, or a name
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Who is acted upon, spoken to or promised something
    #[arg(long, value_name = "WHO")]
    recipient: Option<String>,
    /// Two countries between which it happens, either way: USA,CHN
    #[arg(long, value_name = "CODE,CODE")]
    dyad: Option<String>,
    /// PLOVER type of events, kind of meetings, strength of commitments; may be given more than once
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<String>,
    /// Mode or context of events, topic of statements; may be given more than once
    #[arg(long = "mode", value_name = "LABEL", visible_alias = "topic")]
    labels: Vec<String>,
    /// Status, such as planned; may be given more than once
    #[arg(long, value_name = "STATUS")]
    status: Vec<String>,
    /// From this day, month (2025-11) or year on
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Up to this day, month or year
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Who speaks
    #[arg(long, value_name = "WHO")]
    speaker: Option<String>,
    /// Words of the record; in quotation marks they stand together
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// At least this sure, 0 to 1
    #[arg(long, value_name = "P")]
    min_confidence: Option<f64>,
    /// Commitments and meetings that nothing has become of yet
    #[arg(long)]
    open: bool,
    /// The day for which --open holds: what was due or scheduled before it is open no more
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Commitments that are due before this day
    #[arg(long, value_name = "DATE")]
    due_before: Option<String>,
    /// The order
    #[arg(long, value_enum, default_value = "newest")]
    order: By,
    /// At most so many; 0 for all [default: 50 where records are printed]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Every report of an act, not only the one that stands for all
    #[arg(long)]
    every: bool,
}

/// Orders.
#[derive(Clone, Copy, ValueEnum)]
enum By {
    Newest,
    Oldest,
    MostReported,
    Surest,
}

/// What a question to a store takes.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// How to print the answer
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    #[command(flatten)]
    which: Which,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines for people
    Table,
    /// An array of records, each with its document and parties
    Json,
    /// Flat records, one row each
    Csv,
}

/// So many records are printed where nobody says how many.
const SHOWN: usize = 50;

impl Asked {
    /// The question, with a limit where none was given.
    fn shown(&self, kind: Kind) -> Result<Query, Failure> {
        let query = self.query(kind)?;
        Ok(Query { limit: if self.limit.is_none() { Some(SHOWN) } else { query.limit }, ..query })
    }

    /// The question.
    pub fn query(&self, kind: Kind) -> Result<Query, Failure> {
        let order = self.order.to_possible_value().map(|value| value.get_name().to_owned());
        let asked = asked::Asked {
            actor: self.actor.clone(),
            recipient: self.recipient.clone(),
            dyad: self.dyad.clone(),
            types: self.types.clone(),
            labels: self.labels.clone(),
            statuses: self.status.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            speaker: self.speaker.clone(),
            text: self.text.clone(),
            source: self.source.clone(),
            min_confidence: self.min_confidence,
            open: self.open,
            as_of: self.as_of.clone(),
            due_before: self.due_before.clone(),
            order,
            limit: self.limit,
            every: self.every,
        };
        Ok(asked.query(kind)?)
    }
}

/// Prints the records that a question asks for.
pub fn run(kind: Kind, arguments: &Arguments) -> Done {
    let hits = arguments.which.open()?.answer(&arguments.asked.shown(kind)?)?;
    let mut out = std::io::stdout().lock();
    match arguments.format {
        Format::Table => hits.iter().try_for_each(|hit| show(&mut out, hit))?,
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&hits.iter().map(Hit::to_json).collect::<Vec<_>>())?)?,
        Format::Csv => {
            let records = match kind {
                Kind::Event => Records::Events,
                Kind::Statement => Records::Statements,
                Kind::Commitment => Records::Commitments,
                Kind::Meeting => Records::Meetings,
                Kind::Account => {
                    return Err(Failure::new("an account is a table of its own, no row of one", "use `legation accounts --format json`"));
                }
            };
            let mut rows = csv::Writer::from_writer(out);
            rows.write_record(table::header(records).into_iter().chain(["reports"]))?;
            for hit in &hits {
                for row in table::rows(&alone(&hit.reading, kind, hit.ordinal), records) {
                    rows.write_record(row.into_iter().chain([hit.reports.to_string()]))?;
                }
            }
            rows.flush()?;
        }
    }
    Ok(0)
}

/// Prints the documents that a question asks for.
pub fn documents(arguments: &Arguments) -> Done {
    let readings = arguments.which.open()?.documents(&arguments.asked.shown(Kind::Event)?)?;
    let mut out = std::io::stdout().lock();
    match arguments.format {
        Format::Table => {
            for reading in &readings {
                let document = &reading.document;
                let published = document.published.map(|day| day.to_string()).unwrap_or_else(|| "undated   ".to_owned());
                let title = document.title.as_deref().unwrap_or(&document.reference);
                writeln!(out, "{published}  {}  {title} ({})", &document.id[..8], document.publisher.as_deref().unwrap_or("no publisher"))?;
            }
        }
        Format::Json => {
            writeln!(out, "{}", serde_json::to_string_pretty(&readings.iter().map(|reading| &reading.document).collect::<Vec<_>>())?)?
        }
        Format::Csv => {
            let mut rows = csv::Writer::from_writer(out);
            rows.write_record([
                "document",
                "reference",
                "title",
                "publisher",
                "published",
                "url",
                "events",
                "statements",
                "commitments",
                "meetings",
            ])?;
            for reading in &readings {
                let document = &reading.document;
                let own = |words: &Option<String>| words.clone().unwrap_or_default();
                rows.write_record([
                    document.id.clone(),
                    document.reference.clone(),
                    own(&document.title),
                    own(&document.publisher),
                    document.published.map(|day| day.to_string()).unwrap_or_default(),
                    own(&document.url),
                    reading.events.len().to_string(),
                    reading.statements.len().to_string(),
                    reading.commitments.len().to_string(),
                    reading.meetings.len().to_string(),
                ])?;
            }
            rows.flush()?;
        }
    }
    Ok(0)
}

/// One record as two lines: what it is, and the words it rests on.
fn show(out: &mut impl Write, hit: &Hit) -> Result<(), Failure> {
    let reading = &hit.reading;
    let text = &reading.document.text;
    let names = |refs: &[legation::record::Ref]| {
        let own = |party: &legation::record::Ref| reading.parties.get(party.party).map_or(party.text.clone(), |entry| entry.name.clone());
        refs.iter().map(own).collect::<Vec<_>>().join(", ")
    };
    let (day, what, words) = match hit.kind {
        Kind::Event => {
            let Some(event) = reading.events.get(hit.ordinal) else { return Ok(()) };
            let recipients = if event.recipients.is_empty() { String::new() } else { format!(" → {}", names(&event.recipients)) };
            let modes = if event.modes.is_empty() { String::new() } else { format!(" {}", event.modes.join(", ")) };
            let what = format!("{}{modes} ({})  {}{recipients}", event.kind.code(), code_of(&event.status), names(&event.actors));
            (event.date.start, what, event.sentence.of(text).to_owned())
        }
        Kind::Statement => {
            let Some(statement) = reading.statements.get(hit.ordinal) else { return Ok(()) };
            let content = statement.content.as_slice().iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … ");
            (statement.date.start.or(reading.document.published), names(&statement.speakers), content)
        }
        Kind::Commitment => {
            let Some(commitment) = reading.commitments.get(hit.ordinal) else { return Ok(()) };
            let to = if commitment.to.is_empty() { String::new() } else { format!(" → {}", names(&commitment.to)) };
            let due = commitment.due.end.map(|day| format!(", due {day}")).unwrap_or_default();
            let what = format!("{} ({}{due})  {}{to}", code_of(&commitment.strength), code_of(&commitment.status), names(&commitment.by));
            (commitment.starts.start.or(reading.document.published), what, commitment.text.clone())
        }
        Kind::Meeting => {
            let Some(meeting) = reading.meetings.get(hit.ordinal) else { return Ok(()) };
            let place = meeting.place.as_ref().map(|place| format!(", {}", place.name)).unwrap_or_default();
            let name = meeting.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
            let what = format!("{} ({}{place})  {name}{}", code_of(&meeting.kind), code_of(&meeting.status), names(&meeting.participants));
            (meeting.date.start, what, meeting.because.span.of(text).to_owned())
        }
        Kind::Account => {
            let Some(account) = reading.accounts.get(hit.ordinal) else { return Ok(()) };
            let sides: Vec<&str> = account.sides.iter().map(|side| side.id.as_str()).collect();
            let topics: Vec<&str> = account.rows.iter().map(|row| row.topic.as_str()).collect();
            (reading.document.published, format!("{} on {} topics", sides.join(" and "), account.rows.len()), topics.join("; "))
        }
    };
    let day = day.map(|day| day.to_string()).unwrap_or_else(|| "undated   ".to_owned());
    let reports = if hit.reports > 1 { format!("  [{} reports]", hit.reports) } else { String::new() };
    let became = hit.became.as_ref().map(|became| format!("  [{became}]")).unwrap_or_default();
    writeln!(out, "{day}  {what}{became}{reports}")?;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let publisher = reading.document.publisher.as_deref().unwrap_or(&reading.document.reference);
    writeln!(out, "            “{words}” ({publisher})")?;
    for figure in hit.figures.iter().filter(|figure| figure.low < figure.high) {
        writeln!(out, "            {}: {} (reports give {} to {})", figure.of, figure.best, figure.low, figure.high)?;
    }
    for answer in &hit.later {
        let publisher = answer.publisher.as_deref().unwrap_or(&answer.reference);
        let day = answer.published.map(|day| day.to_string()).unwrap_or_default();
        writeln!(out, "            {}, {day}: “{}” ({publisher})", answer.kind, answer.text)?;
    }
    Ok(())
}

/// What `legation last` takes.
#[derive(Args)]
pub struct Last {
    /// The first country's code
    one: String,
    /// The second country's code
    other: String,
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    which: Which,
}

/// Prints the last event between two countries, with the sentence it is known from.
pub fn last(arguments: &Last) -> Done {
    let dyad = asked::dyad(&format!("{},{}", arguments.one, arguments.other))?;
    let mut query = arguments.asked.query(Kind::Event)?;
    query.dyad = Some(dyad);
    query.limit = Some(1);
    if query.statuses.is_empty() {
        query.statuses = vec!["occurred".to_owned(), "ongoing".to_owned()];
    }
    let hits = arguments.which.open()?.answer(&query)?;
    let mut out = std::io::stdout().lock();
    match hits.first() {
        Some(hit) => show(&mut out, hit)?,
        None => writeln!(out, "nothing is known between {} and {}", dyad.0, dyad.1)?,
    }
    Ok(0)
}
