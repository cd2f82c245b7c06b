//! Sentences, words and one pass of the analyser over each: parts of speech, dependencies, names and semantic roles.
//!
//! Needs: the document's text without its boilerplate. Gives: [`Sentence`]s whose words are spans of the text.
//! Example: "Xi warned the US over arms sales." has the predicate "warned", ARG0 "Xi", ARG1 "the US".
//! Proof: `corpus/analyse/`, and the figures in `model/MODEL_CARD.md`.

mod analyser;
pub mod clause;
pub mod conllu;
mod decode;
mod known;
mod labels;
mod lemma;
mod mend;
mod sentence;
mod split;
mod tagging;
mod weights;
mod wordpiece;
mod words;

pub use analyser::Analyser;
pub use sentence::{Argument, Name, NameKind, Part, PartRole, Predicate, Saying, SayingPart, SayingRole, Sentence, Tagged, Word};
pub use split::{Piece, split};

use std::ops::Range;

use crate::record::{EventType, Note, NoteKind, Span};
use crate::{Document, World};

/// The words of a name or another short text, cut as in a sentence.
#[must_use]
pub fn words(text: &str) -> Vec<&str> {
    words::words(text, &|_| false).into_iter().map(|range| &text[range]).collect()
}

/// The words of a text that is not cut into sentences, as ranges of its bytes.
#[must_use]
pub fn word_ranges(world: &World, text: &str) -> Vec<Range<usize>> {
    words::words(text, &|word| world.abbreviations.contains(word))
}

/// Longer sentences are analysed in parts: the analyser was trained on sentences of up to 200 pieces, and its role head's cost
/// grows with the square of the words.
const MAX_PIECES: usize = 220;
/// At most so many words.
const MAX_WORDS: usize = 140;

/// What tells the grammar of one sentence: the trained analyser, or a stub in tests.
pub trait Model: Send + Sync + std::fmt::Debug {
    /// Fills in parts of speech, lemmas, heads, relations, names and predicates of a sentence whose words have spans and
    /// forms. It depends on this sentence alone. Where `predicates` are given, these words are taken for the predicates.
    fn analyse(&self, sentence: &mut Sentence, predicates: Option<&[usize]>);

    /// The PLOVER types of what a source does to a target, likeliest first, with probabilities that sum to 1; empty where the
    /// sentence is too long. Ranges are of `words`, not empty.
    fn relate(&self, words: &[&str], source: Range<usize>, target: Range<usize>) -> Vec<(EventType, f32)>;

    /// The dictionary form of a word, were it of this part of speech.
    fn lemma(&self, form: &str, upos: &'static str) -> String;

    /// The number of word pieces of a word.
    fn pieces(&self, word: &str) -> usize;

    /// Hash of weights and labels, in hexadecimal.
    fn hash(&self) -> &str;
}

/// The sentences of a document outside its boilerplate, analysed.
#[must_use]
pub fn sentences(world: &World, document: &Document, boilerplate: &[Span], notes: &mut Vec<Note>) -> Vec<Sentence> {
    let mut sentences = cut(world, document, boilerplate, notes);
    for sentence in &mut sentences {
        world.model.analyse(sentence, None);
        known::settle(world, sentence);
    }
    sentences
}

/// What a short text is about, for comparing it with others; see [`Sentence::vector`]. Of several sentences the mean; empty where there is none.
#[must_use]
pub fn vector(world: &World, text: &str) -> Vec<f32> {
    let sentences = sentences(world, &Document::new("", text), &[], &mut Vec::new());
    let mut sum = sentences.first().map(|sentence| vec![0.0; sentence.vector.len()]).unwrap_or_default();
    for sentence in &sentences {
        sum.iter_mut().zip(&sentence.vector).for_each(|(sum, value)| *sum += value);
    }
    let length = sum.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    sum.into_iter().map(|value| value / length).collect()
}

/// The sentences of a document outside its boilerplate, cut into words but not analysed.
fn cut(world: &World, document: &Document, boilerplate: &[Span], notes: &mut Vec<Note>) -> Vec<Sentence> {
    let is_abbreviation = |word: &str| world.abbreviations.contains(word);
    let mut sentences = Vec::new();
    let mut paragraphs = 0;
    for (start, end) in between(document.text.len(), boilerplate) {
        let Some(text) = document.text.get(start..end) else { continue };
        let pieces = split::split(text, &is_abbreviation);
        let next = paragraphs + pieces.last().map_or(0, |piece| piece.paragraph + 1);
        for piece in pieces {
            let words: Vec<Word> = words::words(&text[piece.range.clone()], &is_abbreviation)
                .into_iter()
                .filter_map(|range| {
                    let at = start + piece.range.start;
                    let span = Span::new(at + range.start, at + range.end)?;
                    Some(Word::new(span, span.of(&document.text)))
                })
                .collect();
            for part in parts(world, words, notes) {
                let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
                let span = first.span.to(last.span);
                let heading = piece.heading;
                sentences.push(Sentence::new(span, paragraphs + piece.paragraph, heading, part));
            }
        }
        paragraphs = next;
    }
    sentences
}

/// The stretches of `0..len` between spans.
fn between(len: usize, spans: &[Span]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    for span in spans {
        if at < span.start() {
            out.push((at, span.start()));
        }
        at = at.max(span.end());
    }
    if at < len {
        out.push((at, len));
    }
    out
}

/// Cuts a sentence that is too long for the encoder: after a semicolon, comma or dash in the last third, else at the limit.
fn parts(world: &World, words: Vec<Word>, notes: &mut Vec<Note>) -> Vec<Vec<Word>> {
    let sizes: Vec<usize> = words.iter().map(|word| world.model.pieces(&word.form)).collect();
    if sizes.iter().sum::<usize>() + 2 <= MAX_PIECES && words.len() <= MAX_WORDS {
        return vec![words];
    }
    let span = words.first().zip(words.last()).map(|(first, last)| first.span.to(last.span));
    notes.push(Note { kind: NoteKind::TooLong, span, text: "a sentence of more than 140 words was analysed in parts".to_owned() });
    let mut out = Vec::new();
    let mut rest = words.into_iter().zip(sizes).peekable();
    while rest.peek().is_some() {
        let mut part: Vec<Word> = Vec::new();
        let mut size = 2;
        while let Some((word, pieces)) = rest.next_if(|(_, pieces)| size + pieces <= MAX_PIECES && part.len() < MAX_WORDS) {
            size += pieces;
            let stop = (size > MAX_PIECES * 2 / 3 || part.len() > MAX_WORDS * 2 / 3)
                && matches!(word.form.as_str(), ";" | "," | "—" | "–" | "." | ":");
            part.push(word);
            if stop {
                break;
            }
        }
        out.push(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::{Document, World};

    /// The same sentence gives the same numbers alone, among others and in any order.
    #[test]
    fn a_sentence_depends_on_itself_alone() {
        let world = World::builtin().expect("the built-in world loads");
        let all = ["Peru and Chile signed a treaty on Monday.", "“We will not wait,” said Ms Rojas.", "Talks go on."];
        let analysed = |lines: &[&str]| {
            let document = Document::new("test", lines.join("\n"));
            let mut sentences = super::sentences(&world, &document, &[], &mut Vec::new());
            for sentence in &mut sentences {
                let start = sentence.span.start();
                for word in &mut sentence.words {
                    word.span = crate::Span::new(word.span.start() - start, word.span.end() - start).expect("words are not empty");
                }
            }
            sentences.into_iter().map(|s| (s.words, s.names, s.predicates)).collect::<Vec<_>>()
        };
        let together = analysed(&all);
        let mut reversed = analysed(&all.iter().rev().copied().collect::<Vec<_>>());
        reversed.reverse();
        assert_eq!(together, reversed);
        for (line, sentence) in all.iter().zip(&together) {
            assert_eq!(&analysed(&[line])[0], sentence);
        }
    }

    #[test]
    fn a_line_of_a_hundred_thousand_characters_is_read_in_parts() {
        let world = World::builtin().expect("the built-in world loads");
        let document = Document::new("test", "peace talks and ".repeat(6250));
        let mut notes = Vec::new();
        let sentences = super::cut(&world, &document, &[], &mut notes);
        assert!(sentences.len() > 10);
        assert_eq!(notes.len(), 1);
        assert_eq!(sentences.iter().map(|sentence| sentence.words.len()).sum::<usize>(), 3 * 6250);
    }
}
