//! Merging across reports, on the cases of `tests/cases/`: precision and recall of pairs may only rise.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test that cannot go on has failed, and figures are told")]

use std::collections::BTreeSet;
use std::path::Path;

use legation::record::Span;
use legation::{Document, Reading, World};
use legation_store::{Answer, Sqlite, ingest};

/// Least precision and recall of pairs that are the same, and of answers; measured, and only to be raised.
const SAME: (f64, f64) = (1.0, 0.2);
const ANSWERS: (f64, f64) = (1.0, 0.65);

/// Two reports, and what of them is the same, apart, or answers.
struct Case {
    name: String,
    reports: [Document; 2],
    lines: Vec<(String, [String; 2])>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the corpus is there").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a text");
        for part in text.split("\n## ").map(|part| part.trim_start_matches("## ")).filter(|part| part.contains("\nA | ")) {
            let mut lines = part.lines();
            let name = lines.next().expect("a name").to_owned();
            let (mut reports, mut verdicts) = (Vec::new(), Vec::new());
            let mut about = None;
            for line in lines {
                if let Some(head) = line.strip_prefix("A | ").or_else(|| line.strip_prefix("B | ")) {
                    about = head.split_once(" | ");
                } else if let (Some(text), Some((day, publisher))) = (line.strip_prefix("> "), about) {
                    let mut document = Document::new(format!("{name} {}", reports.len()), text).published(day.parse().expect("a day"));
                    document.publisher = Some(publisher.to_owned());
                    reports.push(document);
                } else if let Some((verdict, words)) = line.split_once(": ")
                    && let Some((one, other)) = words.split_once(" = ")
                {
                    verdicts.push((verdict.to_owned(), [one.trim().to_owned(), other.trim().to_owned()]));
                }
            }
            cases.push(Case { name, reports: reports.try_into().expect("two reports"), lines: verdicts });
        }
    }
    cases
}

/// The words of a report.
fn spot(reading: &Reading, words: &str) -> Span {
    let text = &reading.document.text;
    let Some(start) = text.find(words) else { panic!("{words:?} is not in {text:?}") };
    Span::new(start, start + words.len()).expect("words")
}

/// The keys of the events that these words of a report name.
fn named(reading: &Reading, words: &str) -> Vec<String> {
    let span = spot(reading, words);
    let events = reading.events.iter().filter(|event| event.mentions.as_slice().iter().any(|mention| mention.overlaps(span)));
    events.map(|event| event.id.clone()).collect()
}

/// The keys of all records that may be answered and that these words name.
fn answerable(reading: &Reading, words: &str) -> Vec<String> {
    let span = spot(reading, words);
    let meetings = reading.meetings.iter().filter(|meeting| meeting.because.span.overlaps(span)).map(|meeting| meeting.id.clone());
    let commitments = reading.commitments.iter().filter(|promise| promise.act.overlaps(span)).map(|promise| promise.id.clone());
    named(reading, words).into_iter().chain(meetings).chain(commitments).collect()
}

/// Whether an answer's sentence, in scalars, holds these words.
fn tells(answer: &Answer, reading: &Reading, words: &str) -> bool {
    let at = reading.document.text[..spot(reading, words).start()].chars().count();
    answer.document == reading.document.id && (answer.sentence[0]..answer.sentence[1]).contains(&at)
}

/// The keys of all records that may be answered.
fn keys(reading: &Reading) -> Vec<String> {
    let events = reading.events.iter().map(|event| event.id.clone());
    events
        .chain(reading.meetings.iter().map(|meeting| meeting.id.clone()))
        .chain(reading.commitments.iter().map(|promise| promise.id.clone()))
        .collect()
}

#[test]
fn reports_of_one_act_are_merged_and_look_alikes_are_not() {
    let world = World::builtin().expect("the data are sound");
    let (mut merged, mut wrong, mut missed, mut unseen) = (0, 0, 0, 0);
    let (mut answered, mut misled, mut unanswered) = (0, 0, 0);
    for case in cases() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Sqlite::create(&folder.path().join("store.db")).expect("a store");
        let run = store.begin("case", "").expect("a run");
        ingest::ingest(&mut store, &world, run, case.reports.iter().cloned().map(Ok), 2, |_, _| {}).expect("it is stored");
        store.link(&world, |_| {}).expect("it is linked");
        let readings: Vec<Reading> =
            case.reports.iter().map(|report| store.reading(&report.reference).expect("read").expect("stored")).collect();
        for (verdict, [one, other]) in &case.lines {
            let (ours, theirs) = (named(&readings[0], one), named(&readings[1], other));
            if ours.is_empty() || theirs.is_empty() {
                unseen += 1;
            }
            match verdict.as_str() {
                "same" | "apart" => {
                    let together = ours.iter().any(|key| {
                        let members = store.members(key).expect("an answer");
                        theirs.iter().any(|other| members.iter().any(|member| member.key == *other))
                    });
                    match (verdict.as_str(), together) {
                        ("same", true) => merged += 1,
                        ("same", false) => {
                            missed += 1;
                            println!(
                                "missed: {}: {one} = {other}{}",
                                case.name,
                                if ours.is_empty() || theirs.is_empty() { " (not coded)" } else { "" }
                            );
                        }
                        (_, true) => {
                            wrong += 1;
                            println!("wrong: {}: {one} = {other}", case.name);
                        }
                        _ => {}
                    }
                }
                kind => {
                    let keys = answerable(&readings[0], one);
                    let all: Vec<Answer> = keys.iter().flat_map(|key| store.answers(key).expect("an answer")).collect();
                    let found =
                        all.iter().any(|answer| answer.kind == kind && keys.contains(&answer.record) && tells(answer, &readings[1], other));
                    answered += usize::from(found);
                    unanswered += usize::from(!found);
                    if !found {
                        let rest: Vec<_> = all.iter().map(|answer| format!("{} {}", answer.kind, answer.text)).collect();
                        println!("unanswered: {}: {kind} {one} = {other}; {} records; {rest:?}", case.name, keys.len());
                    }
                }
            }
        }
        // Every answer that no line of the case tells is wrong, once for a sentence.
        let mut told = BTreeSet::new();
        for key in readings.iter().flat_map(keys) {
            for answer in store.answers(&key).expect("an answer") {
                let right = case.lines.iter().any(|(verdict, [_, other])| {
                    *verdict == answer.kind && readings[1].document.text.contains(other.as_str()) && tells(&answer, &readings[1], other)
                });
                if !right && told.insert((answer.kind.clone(), answer.text.clone())) {
                    misled += 1;
                    println!("misled: {}: {} {} {} {:?}", case.name, answer.kind, answer.record, answer.rule, answer.text);
                }
            }
        }
    }
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    let same = (share(merged, merged + wrong), share(merged, merged + missed));
    let answers = (share(answered, answered + misled), share(answered, answered + unanswered));
    println!("same: precision {:.3} recall {:.3} ({merged} merged, {wrong} wrongly, {missed} missed, {unseen} not coded)", same.0, same.1);
    println!("answers: precision {:.3} recall {:.3} of {}", answers.0, answers.1, answered + unanswered);
    assert!(same.0 >= SAME.0 && same.1 >= SAME.1, "merging has become worse");
    assert!(answers.0 >= ANSWERS.0 && answers.1 >= ANSWERS.1, "answers have become worse");
}
