use std::collections::{BTreeMap, BTreeSet};

use crate::record::{Account, Cell, Code, MeetingStatus, Reading, Row, Side};
use crate::{Document, Span, Text, World};

/// Two passages are of one topic from this share of common content words on (of the shorter one's). Chosen on the hand-coded pairs.
const ALIKE: f32 = 0.34;

/// A passage of one document: what one side says on one topic.
struct Passage {
    span: Span,
    lemmas: BTreeSet<String>,
}

/// One meeting as several documents tell it, each taken for the account of the side that it begins with.
#[must_use]
pub fn compare(world: &World, readings: &[Reading]) -> Vec<Account> {
    let sides: Vec<Option<Code>> = readings.iter().map(side).collect();
    let mut told: Vec<(String, String, Vec<Passage>)> = Vec::new();
    for (reading, side) in readings.iter().zip(&sides) {
        let own = side.map_or_else(|| reading.document.reference.clone(), |side| side.to_string());
        let id = if told.iter().any(|(other, ..)| *other == own) { reading.document.reference.clone() } else { own };
        told.push((id, reading.document.reference.clone(), passages(world, reading)));
    }
    let mut rows: Vec<(Vec<BTreeSet<String>>, Row)> = Vec::new();
    for (side, document, passages) in &told {
        for passage in passages {
            let cell = Cell { document: document.clone(), span: passage.span };
            let best = rows
                .iter_mut()
                .filter(|(_, row)| row.cells.get(side).is_none_or(Vec::is_empty))
                .map(|entry| (entry.0.iter().map(|lemmas| likeness(lemmas, &passage.lemmas)).fold(0.0, f32::max), entry))
                .filter(|(alike, _)| *alike >= ALIKE)
                .max_by(|(one, _), (other, _)| one.total_cmp(other));
            match best {
                Some((_, (lemmas, row))) => {
                    lemmas.push(passage.lemmas.clone());
                    row.cells.entry(side.clone()).or_default().push(cell);
                }
                None => {
                    let mut cells: BTreeMap<String, Vec<Cell>> = told.iter().map(|(side, ..)| (side.clone(), Vec::new())).collect();
                    cells.insert(side.clone(), vec![cell]);
                    let reading = readings.iter().find(|reading| reading.document.reference == *document);
                    let topic = reading.map(|reading| passage.span.of(&reading.document.text).to_owned()).unwrap_or_default();
                    rows.push((vec![passage.lemmas.clone()], Row { topic, cells }));
                }
            }
        }
    }
    let meeting = readings
        .iter()
        .flat_map(|reading| &reading.meetings)
        .find(|meeting| meeting.status == MeetingStatus::Held)
        .map(|meeting| meeting.id.clone());
    let Some(meeting) = meeting else { return Vec::new() };
    let sides = told.iter().map(|(id, _, _)| Side { id: id.clone(), channels: Vec::new() }).collect();
    vec![Account { meeting, sides, rows: rows.into_iter().map(|(_, row)| row).collect() }]
}

/// Whose account a document is: the country of who is named first in its first meeting.
fn side(reading: &Reading) -> Option<Code> {
    let meeting = reading.meetings.iter().find(|meeting| meeting.status == MeetingStatus::Held && meeting.participants.len() > 1)?;
    meeting.participants.iter().min_by_key(|party| party.span).and_then(|party| party.country)
}

fn likeness(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f32 {
    let common = one.intersection(other).count();
    let shorter = one.len().min(other.len());
    if shorter == 0 { 0.0 } else { common as f32 / shorter as f32 }
}

/// What a document tells, clause by clause: contents of statements, and what is discussed beside them.
fn passages(world: &World, reading: &Reading) -> Vec<Passage> {
    let document = Document {
        published: reading.document.published,
        ..Document::new(reading.document.reference.clone(), reading.document.text.clone())
    };
    let (text, _) = crate::layers(world, &document);
    let mut spans: Vec<Span> = reading.statements.iter().flat_map(|statement| statement.content.as_slice().iter().copied()).collect();
    for sentence in &text.sentences {
        let discussed = (0..sentence.words.len()).filter(|&word| {
            matches!(
                sentence.words[word].lemma.as_str(),
                "discuss"
                    | "address"
                    | "review"
                    | "focus"
                    | "consult"
                    | "talk"
                    | "raise"
                    | "pay"
                    | "exchange"
                    | "inform"
                    | "consider"
                    | "outline"
                    | "provide"
                    | "offer"
                    | "thank"
            )
        });
        for word in discussed.filter(|&word| sentence.words[word].upos == "VERB") {
            let objects: Vec<usize> = sentence
                .children(word)
                .filter(|&child| child > word && ["obj", "obl", "ccomp", "xcomp"].iter().any(|rel| sentence.is(child, rel)))
                .collect();
            for object in objects {
                spans.extend(items(sentence, object));
            }
        }
    }
    // A sentence from which nothing was taken is a passage as a whole.
    for sentence in &text.sentences {
        if !spans.iter().any(|span| span.overlaps(sentence.span)) {
            spans.push(sentence.span);
        }
    }
    spans.sort();
    spans.dedup();
    // Of two passages, one in the other, the inner one is kept.
    let kept: Vec<Span> = spans
        .iter()
        .filter(|span| !spans.iter().any(|other| other != *span && span.holds(*other) && other.len() * 2 > span.len()))
        .copied()
        .collect();
    kept.into_iter().map(|span| Passage { span, lemmas: lemmas(&text, span) }).filter(|passage| !passage.lemmas.is_empty()).collect()
}

/// A noun phrase and each that is coordinated with it, apart.
fn items(sentence: &crate::analyse::Sentence, word: usize) -> Vec<Span> {
    let parts: Vec<usize> = std::iter::once(word).chain(sentence.children(word).filter(|&child| sentence.is(child, "conj"))).collect();
    let start_of = |part: usize| if part == word { sentence.subtree(word).start } else { sentence.subtree(part).start };
    let mut spans = Vec::new();
    for (at, &part) in parts.iter().enumerate() {
        let end = parts.get(at + 1).map_or(sentence.subtree(word).end, |&next| start_of(next)).max(part + 1);
        let mut end = end.min(sentence.words.len());
        while end > part + 1 && matches!(sentence.words[end - 1].upos, "PUNCT" | "CCONJ") {
            end -= 1;
        }
        let start = start_of(part).min(part);
        spans.push(sentence.span_of(start..end));
    }
    spans
}

fn lemmas(text: &Text<'_>, span: Span) -> BTreeSet<String> {
    let words = text.sentences.iter().flat_map(|sentence| &sentence.words).filter(|word| span.holds(word.span));
    words
        .filter(|word| matches!(word.upos, "NOUN" | "PROPN" | "VERB" | "ADJ"))
        .map(|word| word.lemma.to_lowercase())
        .filter(|lemma| lemma.len() > 2 && !text.world.untopical.contains(lemma))
        .collect()
}
