//! Pairs of source and target with their PLOVER type, as Zero-Shot-PLOVER writes them: tab-separated with a header; columns
//! `marked_sentence` (`<s>…</s>` and `<t>…</t>` around source and target), `gold_root` and perhaps `gold_penta` (the quad, 1 to 4).
//!
//! A side may be unmarked: the text does not name it. CONCEDE and RETREAT count as the root YIELD; older names of types as today's.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use legation::record::Event;
use legation::{Document, Span, World, events, read_all};
use legation_source::{Format, Options, from_bytes};

use super::score::{Answer, Confusion, NONE, calibration_error, reliability, share};
use super::table::{Cell, Report, Table, text};
use super::{Common, Scored, Skipped, spread, threads};
use crate::failure::Failure;

/// What `legation eval plv` takes.
#[derive(Args)]
pub struct Arguments {
    /// Tab-separated, with the columns marked_sentence and gold_root
    file: PathBuf,
    /// Give the engine the sentence alone: it has to find an event between source and target
    #[arg(long)]
    end_to_end: bool,
    /// Print the full matrix of roots too
    #[arg(long)]
    confusion: bool,
    #[command(flatten)]
    pub common: Common,
}

/// The fifteen roots with their quad: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
const ROOTS: [(&str, &str); 15] = [
    ("AGREE", "1"),
    ("CONSULT", "1"),
    ("SUPPORT", "1"),
    ("AID", "2"),
    ("COOPERATE", "2"),
    ("YIELD", "2"),
    ("ACCUSE", "3"),
    ("REJECT", "3"),
    ("REQUEST", "3"),
    ("THREATEN", "3"),
    ("ASSAULT", "4"),
    ("COERCE", "4"),
    ("MOBILIZE", "4"),
    ("PROTEST", "4"),
    ("SANCTION", "4"),
];

/// From this confidence on an answer counts.
const THRESHOLDS: [f64; 4] = [0.3, 0.5, 0.7, 0.9];

/// The day that sentences without one are read on.
const DAY: jiff::civil::Date = jiff::civil::date(2020, 1, 1);

struct Pair {
    text: String,
    source: Vec<Span>,
    target: Vec<Span>,
    root: &'static str,
    quad: String,
}

/// A root, and how surely.
#[derive(Clone, Copy)]
struct Found {
    root: &'static str,
    confidence: f64,
}

/// Scores the types that the engine gives.
pub fn score(arguments: &Arguments) -> Scored {
    let world = arguments.common.own.load()?;
    let mut skipped = Skipped::default();
    let pairs = pairs(&arguments.file, &mut skipped)?;
    let found = if arguments.end_to_end { read(&world, &pairs) } else { spread(&pairs, |pair| relate(&world, pair)) };
    let answered = found.iter().flatten().count();
    Ok((
        Report {
            gold: if arguments.end_to_end { "plv end-to-end" } else { "plv" },
            files: vec![arguments.file.display().to_string()],
            counts: vec![("pairs", pairs.len()), ("answered", answered), ("skipped", skipped.0)],
            tables: tables(&pairs, &found, arguments.confusion),
        },
        skipped,
    ))
}

fn tables(pairs: &[Pair], found: &[Option<Found>], matrix: bool) -> Vec<Table> {
    let (mut roots, mut quads, mut poles) = (Confusion::default(), Confusion::default(), Confusion::default());
    for (pair, found) in pairs.iter().zip(found) {
        let root = found.map_or(NONE, |found| found.root);
        roots.add(pair.root, root);
        quads.add(&pair.quad, quad(root));
        poles.add(pole(&pair.quad), pole(quad(root)));
    }
    let mut levels = Table::new("levels", &["level", "classes", "macro_f1", "accuracy"]);
    for (level, confusion) in [("root", &roots), ("quad", &quads), ("pole", &poles)] {
        let figures = [Cell::Share(confusion.macro_f1()), Cell::Share(confusion.accuracy())];
        levels.rows.push([text(level), Cell::Count(confusion.classes().len())].into_iter().chain(figures).collect());
    }
    let mut tables = vec![levels, Table::of_classes("roots", "root", &roots)];
    let answers: Vec<Answer> = pairs
        .iter()
        .zip(found)
        .filter_map(|(pair, found)| found.map(|found| Answer { confidence: found.confidence, right: found.root == pair.root }))
        .collect();
    tables.extend(confidence(&answers, pairs.len()));
    if matrix {
        tables.push(Table::matrix(&roots));
    }
    tables
}

/// Whether answers are right as often as they say, the last row with the expected calibration error; and what a user gains who
/// takes only the surer ones.
fn confidence(answers: &[Answer], all: usize) -> [Table; 2] {
    let mut table = Table::new("reliability", &["confidence", "n", "said", "right", "error"]);
    let bins = reliability(answers);
    for bin in &bins {
        let range = format!("{:.1}-{:.1}", share(bin.tenth, 10), share(bin.tenth + 1, 10));
        let figures = [bin.said, bin.right, (bin.said - bin.right).abs()].map(Cell::Share);
        table.rows.push([text(range), Cell::Count(bin.n)].into_iter().chain(figures).collect());
    }
    if !answers.is_empty() {
        let said = answers.iter().map(|answer| answer.confidence).sum::<f64>() * share(1, answers.len());
        let right = answers.iter().filter(|answer| answer.right).count();
        let figures = [said, share(right, answers.len()), calibration_error(&bins)].map(Cell::Share);
        table.rows.push([text("all"), Cell::Count(answers.len())].into_iter().chain(figures).collect());
    }
    let mut abstaining = Table::new("abstention", &["from", "answered", "precision", "recall"]);
    for threshold in THRESHOLDS {
        let sure: Vec<&Answer> = answers.iter().filter(|answer| answer.confidence >= threshold).collect();
        let right = sure.iter().filter(|answer| answer.right).count();
        let precision = if sure.is_empty() { Cell::Empty } else { Cell::Share(share(right, sure.len())) };
        let (answered, recall) = (Cell::Share(share(sure.len(), all)), Cell::Share(share(right, all)));
        abstaining.rows.push(vec![text(format!("{threshold:.1}")), answered, precision, recall]);
    }
    [table, abstaining]
}

/// The rows of a file; those that cannot be used are told.
fn pairs(path: &PathBuf, skipped: &mut Skipped) -> Result<Vec<Pair>, Failure> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .flexible(true)
        .from_path(path)
        .with_context(|| format!("could not read {}", path.display()))?;
    let header = reader.headers().with_context(|| format!("could not read the header of {}", path.display()))?.clone();
    let column = |name: &str| header.iter().position(|column| column == name);
    let (Some(sentence), Some(root)) = (column("marked_sentence"), column("gold_root")) else {
        let lacking: Vec<&str> = ["marked_sentence", "gold_root"].into_iter().filter(|name| column(name).is_none()).collect();
        return Err(Failure::new(
            format!("{} line 1: the header lacks {}", path.display(), lacking.join(" and ")),
            "columns are separated by tabs; source and target are marked in the sentence as <s>…</s> and <t>…</t>",
        ));
    };
    let penta = column("gold_penta");
    let mut pairs = Vec::new();
    let mut row = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut row) {
            Ok(false) => return Ok(pairs),
            Ok(true) => {
                let cell = |at: usize| row.get(at).unwrap_or_default();
                match pair(cell(sentence), cell(root), penta.map(cell)) {
                    Ok(pair) => pairs.push(pair),
                    Err(message) => skipped.tell(path.display(), row.position().map(csv::Position::line), message),
                }
            }
            Err(error) => {
                let line = error.position().map(csv::Position::line);
                if matches!(error.kind(), csv::ErrorKind::Io(_)) {
                    return Err(error.into());
                }
                skipped.tell(path.display(), line, error);
            }
        }
    }
}

fn pair(sentence: &str, root: &str, quad_given: Option<&str>) -> Result<Pair, String> {
    let (text, source, target) = unmark(sentence)?;
    if source.is_empty() && target.is_empty() {
        return Err("neither source nor target is marked: write <s>…</s> and <t>…</t>".to_owned());
    }
    let root = known(root).ok_or_else(|| format!("{root:?} is no root of PLOVER"))?;
    let quad = match quad_given {
        None | Some("") => quad(root),
        Some(given) if ["1", "2", "3", "4"].contains(&given) => given,
        Some(given) => return Err(format!("gold_penta {given:?} is none of 1, 2, 3, 4")),
    };
    Ok(Pair { text, source, target, root, quad: quad.to_owned() })
}

/// A sentence without its marks, and the spans that they mark as source and as target.
fn unmark(sentence: &str) -> Result<(String, Vec<Span>, Vec<Span>), String> {
    let mut text = String::with_capacity(sentence.len());
    // By side: where a mark is open, and the spans.
    let mut sides: [(Option<usize>, Vec<Span>); 2] = Default::default();
    let mut rest = sentence;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((mark, side, opens)) = [("<s>", 0, true), ("</s>", 0, false), ("<t>", 1, true), ("</t>", 1, false)]
            .into_iter()
            .find(|(mark, ..)| rest.starts_with(mark))
        else {
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[mark.len()..];
        let (open, spans) = &mut sides[side];
        match (opens, *open) {
            (true, None) => *open = Some(text.len()),
            (false, Some(start)) => {
                *open = None;
                spans.push(Span::new(start, text.len()).ok_or_else(|| format!("{mark} closes an empty span"))?);
            }
            (true, Some(_)) => return Err(format!("{mark} opens twice")),
            (false, None) => return Err(format!("{mark} closes what is not open")),
        }
    }
    text.push_str(rest);
    let [(None, source), (None, target)] = sides else { return Err("a mark is not closed".to_owned()) };
    Ok((text, source, target))
}

/// The root of a type, or `None` where it is no type of PLOVER. DEMAND, DISAPPROVE, INVESTIGATE and FIGHT are older names.
fn known(code: &str) -> Option<&'static str> {
    let root = match code {
        "CONCEDE" | "RETREAT" => "YIELD",
        "DISAPPROVE" | "INVESTIGATE" => "ACCUSE",
        "FIGHT" => "ASSAULT",
        "DEMAND" => "REQUEST",
        other => other,
    };
    ROOTS.iter().map(|(name, _)| *name).find(|name| *name == root)
}

fn quad(root: &str) -> &'static str {
    ROOTS.iter().find(|(name, _)| *name == root).map_or("0", |(_, quad)| quad)
}

fn pole(quad: &str) -> &'static str {
    match quad {
        "1" | "2" => "+",
        "3" | "4" => "-",
        _ => "0",
    }
}

/// The likeliest type where source and target are given. Its root is as sure as all its types together.
fn relate(world: &World, pair: &Pair) -> Option<Found> {
    let types = events::relate(world, &pair.text, &pair.source, &pair.target);
    let best = types.iter().copied().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let root = known(best.0.code())?;
    let confidence =
        types.iter().filter(|(kind, _)| known(kind.code()) == Some(root)).map(|(_, probability)| f64::from(*probability)).sum();
    Some(Found { root, confidence })
}

/// The type of the event that fits source and target best where only the sentence is given.
fn read(world: &World, pairs: &[Pair]) -> Vec<Option<Found>> {
    let options = Options { format: Format::Text, published: Some(DAY), ..Options::default() };
    let document = |pair: &Pair| {
        from_bytes("pair", pair.text.as_bytes(), &options).unwrap_or_else(|_| Document::new("pair", &pair.text).published(DAY))
    };
    let documents: Vec<Document> = pairs.iter().map(document).collect();
    let readings = read_all(world, &documents, threads());
    let best = |(pair, reading): (&Pair, &legation::Reading)| {
        let mut best: Option<(u8, &Event)> = None;
        for event in &reading.events {
            let rank = fit(event, pair);
            if rank > best.map_or(0, |(rank, _)| rank) {
                best = Some((rank, event));
            }
        }
        let (_, event) = best?;
        Some(Found { root: known(event.kind.code())?, confidence: f64::from(event.confidence) })
    };
    pairs.iter().zip(&readings).map(best).collect()
}

/// 3 the event goes from source to target, 2 both act, 1 both are in it, 0 not.
fn fit(event: &Event, pair: &Pair) -> u8 {
    let hit =
        |parties: &[legation::record::Ref], spans: &[Span]| parties.iter().any(|party| spans.iter().any(|span| span.overlaps(party.span)));
    let any = |spans: &[Span]| hit(&event.actors, spans) || hit(&event.recipients, spans);
    if hit(&event.actors, &pair.source) && hit(&event.recipients, &pair.target) {
        3
    } else if hit(&event.actors, &pair.source) && hit(&event.actors, &pair.target) {
        2
    } else {
        u8::from(any(&pair.source) && any(&pair.target))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off() {
        let (text, source, target) = unmark("“<s>Perú</s>” < <t>Chile’s <s>navy</s></t>.").expect("it is marked");
        assert_eq!(text, "“Perú” < Chile’s navy.");
        assert_eq!(source.iter().map(|span| span.of(&text)).collect::<Vec<_>>(), ["Perú", "navy"]);
        assert_eq!(target.iter().map(|span| span.of(&text)).collect::<Vec<_>>(), ["Chile’s navy"]);
        for broken in ["<s>Peru", "Peru</s>", "<s>Peru <s>x</s></s>", "<s></s>x"] {
            assert!(unmark(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn rows_are_checked() {
        let marked = "<s>Peru</s> left.";
        assert_eq!(pair(marked, "RETREAT", None).map(|pair| (pair.root, pair.quad)), Ok(("YIELD", "2".to_owned())));
        assert_eq!(pair(marked, "DEMAND", Some("4")).map(|pair| (pair.root, pair.quad)), Ok(("REQUEST", "4".to_owned())));
        for (sentence, root, quad) in [("Peru left.", "AID", None), (marked, "LEAVE", None), (marked, "AID", Some("5"))] {
            assert!(pair(sentence, root, quad).is_err(), "{sentence} {root} {quad:?}");
        }
    }

    #[test]
    fn the_surer_answers_are_counted_apart() {
        let answers = [(0.95, true), (0.75, false), (0.6, true)].map(|(confidence, right)| Answer { confidence, right });
        let [_, abstaining] = confidence(&answers, 4);
        let shown: Vec<String> = Report { gold: "plv", files: Vec::new(), counts: Vec::new(), tables: vec![abstaining] }
            .text()
            .lines()
            .skip(3)
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(shown, ["0.3 0.750 0.667 0.500", "0.5 0.750 0.667 0.500", "0.7 0.500 0.500 0.250", "0.9 0.250 1.000 0.250"]);
    }
}
