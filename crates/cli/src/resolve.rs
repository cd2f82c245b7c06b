use std::io::{BufRead, Write};
use std::path::Path;

use clap::Args;
use legation::json::answer_to_json;
use legation::names::{Answer, Question, resolve};
use legation::record::{Code, code_of};
use legation_source::date;
use serde::Deserialize;

use crate::Done;
use crate::failure::Failure;
use crate::input::{OwnWorld, open};

/// What `legation resolve` takes.
#[derive(Args)]
pub struct Arguments {
    /// The words of a mention, such as "President Xi"; with --jsonl a file, or - for standard input
    text: String,
    /// The day that they are said about, such as 2026-02-04
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// The country of the text they are from (ISO 3166 alpha-3): "the president" is its president
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Text before them that may tell who is meant
    #[arg(long, value_name = "TEXT")]
    context: Option<String>,
    /// Questions a line in, {id, text, date?, country?, context?}, answers a line out
    #[arg(long, conflicts_with_all = ["date", "country", "context"])]
    jsonl: bool,
    #[command(flatten)]
    own: OwnWorld,
}

/// One line of `--jsonl`.
#[derive(Deserialize)]
struct Line {
    id: serde_json::Value,
    text: String,
    date: Option<String>,
    country: Option<String>,
    context: Option<String>,
}

/// Prints whom words mean, with codes and why.
pub fn run(arguments: &Arguments) -> Done {
    let world = arguments.own.load()?;
    let mut out = std::io::stdout().lock();
    if !arguments.jsonl {
        let (words, context) = (arguments.text.clone(), arguments.context.clone());
        let question = question(words, arguments.date.as_deref(), arguments.country.as_deref(), context)
            .map_err(|message| Failure::new(message, "dates are written as 2026-02-04, countries as CHN"))?;
        let answer = resolve(&world, &question);
        write!(out, "{}", page(&answer))?;
        return Ok(0);
    }
    let mut failed = 0;
    for (line, number) in open(Path::new(&arguments.text))?.lines().zip(1_u64..) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let asked = serde_json::from_str::<Line>(&line)
            .map_err(|error| error.to_string())
            .and_then(|line| Ok((line.id, question(line.text, line.date.as_deref(), line.country.as_deref(), line.context)?)));
        match asked {
            Ok((id, question)) => writeln!(out, "{}", json(&id, &resolve(&world, &question)))?,
            Err(message) => {
                failed += 1;
                eprintln!("legation: {} line {number}: {message}", arguments.text);
            }
        }
    }
    Ok(failed)
}

fn question(words: String, day: Option<&str>, country: Option<&str>, context: Option<String>) -> Result<Question, String> {
    let given = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let day = given(day).map(|day| date::parse(&day).ok_or_else(|| format!("{day:?} is no date"))).transpose()?;
    let country = given(country).map(|code| Code::new(&code).ok_or_else(|| format!("{code:?} is no country code"))).transpose()?;
    Ok(Question { words, day, country, context })
}

fn json(id: &serde_json::Value, answer: &Answer) -> serde_json::Value {
    let mut told = answer_to_json(answer);
    told["id"] = id.clone();
    told
}

fn page(answer: &Answer) -> String {
    let Some(party) = &answer.party else { return format!("nobody\n    {}\n", answer.why) };
    let sectors: Vec<&str> = party.sectors.iter().map(Code::as_str).collect();
    let kind = code_of(&party.kind);
    let codes: Vec<&str> = party.country.iter().map(Code::as_str).chain(sectors).collect();
    let wikidata = party.wikidata.as_ref().map(|id| format!("  {id}")).unwrap_or_default();
    format!("{}  {}  {kind}{wikidata}\n    {}\n", party.name, codes.join(" "), answer.why)
}
