use std::ops::Range;

use crate::analyse;
use crate::record::EventType;
use crate::{Document, Span, World};

/// A pair is read with at most this many words before it and behind it.
const AROUND: usize = 60;

/// The PLOVER type of what `source` does to `target` in a text: all sixteen, likeliest first, with probabilities that sum to 1. Spans
/// are bytes of the text. Where no word of the text is meant by one of them, or the two stand too far apart, the surest act of the
/// text decides; empty where there is none.
#[must_use]
pub fn relate(world: &World, text: &str, source: &[Span], target: &[Span]) -> Vec<(EventType, f32)> {
    let marked = marked(world, text, source, target);
    if marked.is_empty() { surest(world, text) } else { marked }
}

/// The types of the surest act.
fn surest(world: &World, text: &str) -> Vec<(EventType, f32)> {
    let document = Document::new("relate", text);
    let sentences = analyse::sentences(world, &document, &[], &mut Vec::new());
    let acts = sentences.iter().flat_map(|sentence| &sentence.acts);
    acts.max_by(|one, other| one.confidence.total_cmp(&other.confidence)).map(|act| act.kinds.clone()).unwrap_or_default()
}

/// The types by the relation head, which reads the text with source and target marked.
fn marked(world: &World, text: &str, source: &[Span], target: &[Span]) -> Vec<(EventType, f32)> {
    let words = analyse::word_ranges(world, text);
    let (Some(source), Some(target)) = (covered(&words, source), covered(&words, target)) else { return Vec::new() };
    let start = source.start.min(target.start).saturating_sub(AROUND);
    let end = (source.end.max(target.end) + AROUND).min(words.len());
    let forms: Vec<&str> = words[start..end].iter().map(|range| &text[range.clone()]).collect();
    let moved = |range: Range<usize>| range.start - start..range.end - start;
    world.model.relate(&forms, moved(source), moved(target))
}

/// The words that the first of the spans with any covers.
fn covered(words: &[Range<usize>], spans: &[Span]) -> Option<Range<usize>> {
    spans.iter().find_map(|span| {
        let inside = |word: &Range<usize>| word.start < span.end() && word.end > span.start();
        let first = words.iter().position(inside)?;
        let last = words.iter().rposition(inside)?;
        Some(first..last + 1)
    })
}
