//! Who says what, in the stand-off form of brat: text/NAME.txt and attributions/NAME_CODER.ann, in which T lines are spans of the
//! text and E lines tie source, cue and content together. Of several coders of a text the first is taken.
//!
//! Counted are the characters of sources, cues and contents (without white space), contents as spans, and attributions: a content of
//! which at least half agrees, with the right source (the head of the gold source lies in it).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use legation::record::Statement;
use legation::{Document, Span, json, read_all};
use legation_source::{Format, Options, date, from_bytes};

use super::score::{Tally, pair, share};
use super::table::{Cell, PRF, Report, Table, prf, text};
use super::{Common, Scored, Skipped, threads};
use crate::failure::Failure;

/// What `legation eval attribution` takes.
#[derive(Args)]
pub struct Arguments {
    /// A folder with text/NAME.txt and attributions/NAME_CODER.ann; a date in NAME is that of publication
    folder: PathBuf,
    #[command(flatten)]
    pub common: Common,
}

/// The parts of an attribution, in this order everywhere below.
const PARTS: [&str; 3] = ["source", "cue", "content"];

/// The spans of each of [`PARTS`], in Unicode scalars.
type Attribution = [Vec<Span>; 3];

/// Places of characters that are no white space.
type Places = BTreeSet<usize>;

/// Scores statements against attributions.
pub fn score(arguments: &Arguments) -> Scored {
    let world = arguments.common.own.load()?;
    let mut skipped = Skipped::default();
    let mut gold = Vec::new();
    let mut documents = Vec::new();
    for (name, path) in files(&arguments.folder)? {
        if let Some(document) = document(&arguments.folder, &name, &mut skipped) {
            let annotations = std::fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
            let length = document.text.chars().count();
            gold.push(attributions(&annotations, length, &mut |line, message| skipped.tell(path.display(), Some(line), message)));
            documents.push(document);
        }
    }
    let mut counts = Counts::default();
    for (gold, reading) in gold.iter().zip(read_all(&world, &documents, threads())) {
        let reading = json::in_scalars(&reading);
        let found: Vec<Attribution> = reading.statements.iter().map(parts).collect();
        counts.add(gold, &found, &reading.document.text.chars().collect::<Vec<char>>());
    }
    let number = gold.iter().map(Vec::len).sum();
    Ok((
        Report {
            gold: "attribution",
            files: vec![arguments.folder.display().to_string()],
            counts: vec![("texts", documents.len()), ("attributions", number), ("skipped", skipped.0)],
            tables: counts.tables(),
        },
        skipped,
    ))
}

fn parts(statement: &Statement) -> Attribution {
    let speakers = statement.speakers.iter().map(|speaker| speaker.span).collect();
    [speakers, statement.cue.into_iter().collect(), statement.content.as_slice().to_vec()]
}

/// By name of a text: the annotations of its first coder.
fn files(folder: &Path) -> Result<BTreeMap<String, PathBuf>, Failure> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder.join("attributions")).max_depth(1).sort_by_file_name() {
        let path = entry?.into_path();
        if path.extension().is_some_and(|extension| extension == "ann") {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let name = stem.rsplit_once('_').map_or(stem.clone(), |(name, _)| name.to_owned());
            files.entry(name).or_insert(path);
        }
    }
    if files.is_empty() {
        return Err(Failure::new(
            format!("{} holds no annotations", folder.display()),
            "they are in attributions/NAME_CODER.ann, their texts in text/NAME.txt",
        ));
    }
    Ok(files)
}

fn document(folder: &Path, name: &str, skipped: &mut Skipped) -> Option<Document> {
    let path = folder.join("text").join(format!("{name}.txt"));
    let published = name.split(['_', ' ']).find_map(date::parse);
    let options = Options { format: Format::Text, published, ..Options::default() };
    let document = std::fs::read(&path)
        .map_err(|error| error.to_string())
        .and_then(|bytes| from_bytes(name, &bytes, &options).map_err(|error| error.to_string()));
    document.map_err(|message| skipped.tell(path.display(), None, message)).ok()
}

/// The attributions of a stand-off file on a text of `length` scalars. `tell` hears of every line that is left out.
fn attributions(annotations: &str, length: usize, tell: &mut dyn FnMut(u64, String)) -> Vec<Attribution> {
    let mut spans: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for (number, line) in (1..).zip(annotations.lines()).filter(|(_, line)| line.starts_with('T')) {
        match text_bound(line, length) {
            Ok((id, found)) => {
                spans.insert(id, found);
            }
            Err(message) => tell(number, message),
        }
    }
    let mut out = Vec::new();
    for (number, line) in (1..).zip(annotations.lines()).filter(|(_, line)| line.starts_with('E')) {
        let Some((_, arguments)) = line.split_once('\t') else {
            tell(number, format!("{line:?} is no event: it has no tab"));
            continue;
        };
        let mut attribution = Attribution::default();
        // The first names the event itself.
        for (role, target) in arguments.split_whitespace().skip(1).filter_map(|argument| argument.split_once(':')) {
            let role = role.trim_end_matches(|character: char| character.is_ascii_digit()).to_lowercase();
            if let Some(at) = PARTS.iter().position(|part| *part == role) {
                match spans.get(target) {
                    Some(found) => attribution[at].extend(found),
                    None => tell(number, format!("there is no {target}")),
                }
            }
        }
        out.push(attribution);
    }
    out
}

/// `T1<tab>Source 10 20;25 30<tab>words`: the id and the spans.
fn text_bound(line: &str, length: usize) -> Result<(&str, Vec<Span>), String> {
    let unreadable = || format!("{line:?} is no span: write T1, a tab, and Source 10 20");
    let mut cells = line.split('\t');
    let (Some(id), Some(place)) = (cells.next(), cells.next()) else { return Err(unreadable()) };
    let (_, places) = place.split_once(' ').ok_or_else(unreadable)?;
    let mut spans = Vec::new();
    for piece in places.split(';') {
        let (start, end) = piece.trim().split_once(' ').ok_or_else(unreadable)?;
        let (start, end): (usize, usize) = (start.parse().map_err(|_| unreadable())?, end.parse().map_err(|_| unreadable())?);
        let span = Span::new(start, end).filter(|span| span.end() <= length);
        spans.push(span.ok_or_else(|| format!("the span {start} {end} is not in the text of {length} characters"))?);
    }
    Ok((id, spans))
}

/// What was counted so far.
#[derive(Default)]
struct Counts {
    characters: [Tally; 3],
    strict: Tally,
    half: Tally,
    attribution: Tally,
    /// Of matched contents with a source: right, all.
    speaker: (usize, usize),
}

impl Counts {
    fn add(&mut self, gold: &[Attribution], found: &[Attribution], text: &[char]) {
        for (part, tally) in self.characters.iter_mut().enumerate() {
            let all = |list: &[Attribution]| -> Places { list.iter().flat_map(|attribution| places(&attribution[part], text)).collect() };
            let (gold, found) = (all(gold), all(found));
            tally.add(gold.intersection(&found).count(), found.len(), gold.len());
        }
        let contents = |list: &[Attribution]| -> Vec<Places> { list.iter().map(|attribution| places(&attribution[2], text)).collect() };
        let (gold_contents, found_contents) = (contents(gold), contents(found));
        let overlap = |i: usize, j: usize| {
            let (gold, found) = (&gold_contents[i], &found_contents[j]);
            share(gold.intersection(found).count(), gold.union(found).count())
        };
        let pairs = pair(gold.len(), found.len(), overlap);
        let same = pairs.iter().filter(|(i, j)| core(&gold_contents[*i], text) == core(&found_contents[*j], text)).count();
        let near: Vec<(usize, usize)> = pairs.into_iter().filter(|(i, j)| overlap(*i, *j) >= 0.5).collect();
        let mut right = 0;
        for (i, j) in &near {
            let (source, speaker) = (&gold[*i][0], &found[*j][0]);
            let fits = match source.last() {
                None => speaker.is_empty(),
                Some(last) => !last_word(*last, text).is_disjoint(&places(speaker, text)),
            };
            right += usize::from(fits);
            if !source.is_empty() {
                self.speaker.0 += usize::from(fits);
                self.speaker.1 += 1;
            }
        }
        let number = |contents: &[Places]| contents.iter().filter(|content| !content.is_empty()).count();
        let (gold, found) = (number(&gold_contents), number(&found_contents));
        self.strict.add(same, found, gold);
        self.half.add(near.len(), found, gold);
        self.attribution.add(right, found, gold);
    }

    fn tables(&self) -> Vec<Table> {
        let row = |what: &str, tally: &Tally| -> Vec<Cell> {
            let counts = [Cell::Count(tally.gold), Cell::Count(tally.found)];
            std::iter::once(text(what)).chain(counts).chain(prf(tally)).collect()
        };
        let mut characters = Table::new("characters", &["characters_of", "gold", "found", PRF[0], PRF[1], PRF[2]]);
        characters.rows = PARTS.iter().zip(&self.characters).map(|(part, tally)| row(part, tally)).collect();
        let mut spans = Table::new("spans", &["spans", "gold", "found", PRF[0], PRF[1], PRF[2]]);
        let named = [("content strict", &self.strict), ("content half", &self.half), ("attribution", &self.attribution)];
        spans.rows = named.iter().map(|(what, tally)| row(what, tally)).collect();
        let mut speaker = Table::new("fields", &["field", "right", "n"]);
        let (right, all) = self.speaker;
        let figure = if all == 0 { Cell::Empty } else { Cell::Share(share(right, all)) };
        speaker.rows.push(vec![text("source of matched content"), figure, Cell::Count(all)]);
        vec![characters, spans, speaker]
    }
}

/// The places of the characters in some spans, white space left out.
fn places(spans: &[Span], text: &[char]) -> Places {
    let inside = spans.iter().flat_map(|span| span.start()..span.end().min(text.len()));
    inside.filter(|&at| !text[at].is_whitespace()).collect()
}

/// Without quotation marks and stops at its ends.
fn core(places: &Places, text: &[char]) -> Vec<usize> {
    let outer = |at: &&usize| "\"“”'‘’,.;:".contains(text[**at]);
    let start = places.iter().take_while(outer).count();
    let end = places.iter().rev().take_while(outer).count();
    places.iter().take(places.len() - end.min(places.len())).skip(start).copied().collect()
}

/// The places of a span's last word, which is the head of most names.
fn last_word(span: Span, text: &[char]) -> Places {
    let inside = places(&[span], text);
    let mut word = Places::new();
    for at in inside.into_iter().rev() {
        if word.first().is_some_and(|first| first - 1 != at) {
            break;
        }
        word.insert(at);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_and_bad_ones_told() {
        let spans = "T1\tSource 0 4\tPerú\nT2\tContent 10 14;16 20\tx\nT3\tCue 5 9\tsaid\nT4\tCue 5 99\tsaid\nT5\tCue five\n";
        let events = "E1\tAttribution:T9 Source:T1 Cue2:T3 Content:T2\nE2\tAttribution:T9 Cue:T4\nA1\tx\n";
        let mut told = Vec::new();
        let found = attributions(&format!("{spans}{events}"), 20, &mut |line, _| told.push(line));
        let span = |start, end| Span::new(start, end).expect("not empty");
        assert_eq!(found, [[vec![span(0, 4)], vec![span(5, 9)], vec![span(10, 14), span(16, 20)]], Attribution::default()]);
        assert_eq!(told, [4, 5, 7]);
    }

    /// The content lacks its quotation marks and last word (10 of 17 characters agree); the speaker lacks its title.
    #[test]
    fn attributions_are_counted() {
        let text: Vec<char> = "Mr Luz said: “Prices will fall.” Rain fell.".chars().collect();
        let span = |start, end| Span::new(start, end).expect("not empty");
        let gold = [[vec![span(0, 6)], vec![span(7, 11)], vec![span(13, 32)]]];
        let mut counts = Counts::default();
        counts.add(&gold, &[[vec![span(3, 6)], vec![span(7, 11)], vec![span(14, 25)]]], &text);
        assert_eq!(counts.characters[0], Tally { good: 3, found: 3, hit: 3, gold: 5 });
        assert_eq!(counts.characters[2], Tally { good: 10, found: 10, hit: 10, gold: 17 });
        assert_eq!((counts.strict.good, counts.half.good, counts.attribution.good, counts.speaker), (0, 1, 1, (1, 1)));
        // Only quotation marks and stops apart: the same span. Nobody is named as the speaker: no attribution.
        counts.add(&gold, &[[Vec::new(), Vec::new(), vec![span(14, 30)]], [vec![span(33, 37)], Vec::new(), vec![span(38, 42)]]], &text);
        assert_eq!((counts.strict, counts.attribution.good, counts.speaker), (Tally { good: 1, found: 3, hit: 1, gold: 2 }, 1, (1, 2)));
    }
}
