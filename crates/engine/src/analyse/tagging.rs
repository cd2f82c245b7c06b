use std::ops::Range;

use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::labels::Labels;
use super::sentence::{Part, Saying, SayingPart, Tagged};
use crate::record::EventType;

/// Words less likely than this to name an act are not looked at.
const FLOOR: f32 = 0.1;
/// Contexts less likely than this are not told.
const CONTEXT: f32 = 0.5;

/// Logits of the heads of events and attributions for a sentence of W words; the first axis is 1.
pub struct Scores {
    /// [1, W, types and none]
    pub trigger: NdTensor<f32, 3>,
    /// [1, W, statuses], for an act with this trigger
    pub status: NdTensor<f32, 3>,
    /// [1, W, modes], each by itself
    pub mode: NdTensor<f32, 3>,
    /// [1, W triggers, W words, roles and none]
    pub party: NdTensor<f32, 4>,
    /// [1, contexts], each by itself
    pub context: NdTensor<f32, 2>,
    /// [1, W, no cue, cue or negated cue]
    pub cue: NdTensor<f32, 3>,
    /// [1, W cues, W words, roles and none]
    pub say: NdTensor<f32, 4>,
}

/// Probabilities of `count` logits divided by a temperature.
fn softmax(count: usize, temperature: f32, logit: impl Fn(usize) -> f32) -> Vec<f32> {
    let logits: Vec<f32> = (0..count).map(|at| logit(at) / temperature).collect();
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights: Vec<f32> = logits.iter().map(|logit| (logit - most).exp()).collect();
    let sum: f32 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

fn likeliest(probabilities: &[f32]) -> usize {
    (0..probabilities.len()).fold(0, |best, at| if probabilities[at] > probabilities[best] { at } else { best })
}

/// The acts of a sentence of `n` words, in order: runs of words with one likeliest type.
pub fn acts(n: usize, scores: &Scores, labels: &Labels) -> Vec<Tagged> {
    let none = labels.trigger.iter().position(Option::is_none).unwrap_or(0);
    let words: Vec<Vec<f32>> =
        (0..n).map(|word| softmax(labels.trigger.len(), labels.temperature.trigger, |tag| scores.trigger[[0, word, tag]])).collect();
    let best = |word: usize| {
        let of_types: Vec<f32> = words[word].iter().enumerate().map(|(tag, p)| if tag == none { 0.0 } else { *p }).collect();
        likeliest(&of_types)
    };
    let mut out = Vec::new();
    let mut word = 0;
    while word < n {
        let start = word;
        word += 1;
        if 1.0 - words[start][none] < FLOOR {
            continue;
        }
        let kind = best(start);
        while word < n && 1.0 - words[word][none] >= FLOOR && best(word) == kind {
            word += 1;
        }
        out.push(act(n, start..word, &words, none, scores, labels));
    }
    out
}

fn act(n: usize, range: Range<usize>, words: &[Vec<f32>], none: usize, scores: &Scores, labels: &Labels) -> Tagged {
    let sure = |word: usize| 1.0 - words[word][none];
    // Its surest word speaks for the trigger.
    let anchor = range.clone().fold(range.start, |best, word| if sure(word) > sure(best) { word } else { best });
    // A likely trigger does not reach over unlikely words beside it.
    let kept = range.clone().filter(|&word| sure(word) >= sure(anchor).min(0.5)).fold(anchor..anchor + 1, |kept, word| {
        if word + 1 >= kept.start && word <= kept.end { kept.start.min(word)..kept.end.max(word + 1) } else { kept }
    });
    let mut kinds: Vec<(EventType, f32)> =
        labels.trigger.iter().zip(&words[anchor]).filter_map(|(kind, p)| Some(((*kind)?, p / sure(anchor)))).collect();
    kinds.sort_by(|one, other| other.1.total_cmp(&one.1));
    let kind = kinds.first().map(|(kind, _)| *kind);
    let mut modes: Vec<(String, f32)> = labels
        .mode
        .iter()
        .enumerate()
        .filter(|(_, (of, _))| Some(*of) == kind)
        .map(|(at, (_, mode))| (mode.clone(), sigmoid(scores.mode[[0, anchor, at]])))
        .collect();
    modes.sort_by(|one, other| other.1.total_cmp(&one.1));
    let status = softmax(labels.status.len(), labels.temperature.status, |at| scores.status[[0, anchor, at]]);
    let at = likeliest(&status);
    Tagged {
        words: kept,
        confidence: sure(anchor),
        kinds,
        modes,
        status: (labels.status[at], status[at]),
        parties: parts(n, anchor, scores, labels),
    }
}

/// The parties of an act.
fn parts(n: usize, anchor: usize, scores: &Scores, labels: &Labels) -> Vec<Part> {
    let found = runs(n, &labels.party, &|word, at| scores.party[[0, anchor, word, at]]);
    found.into_iter().map(|(role, words, confidence)| Part { role, words, confidence }).collect()
}

/// Runs of words with one likeliest role, with the mean probability of its words.
fn runs<R: Copy + PartialEq>(n: usize, labels: &[Option<R>], logit: &dyn Fn(usize, usize) -> f32) -> Vec<(R, Range<usize>, f32)> {
    let mut out: Vec<(R, Range<usize>, f32)> = Vec::new();
    let mut last = None;
    for word in 0..n {
        let sure = softmax(labels.len(), 1.0, |at| logit(word, at));
        let at = likeliest(&sure);
        let role = labels[at];
        match (role, out.last_mut()) {
            (Some(role), Some((_, words, confidence))) if last == Some(role) => {
                let count = words.len() as f32;
                *confidence = (*confidence * count + sure[at]) / (count + 1.0);
                words.end = word + 1;
            }
            (Some(role), _) => out.push((role, word..word + 1, sure[at])),
            (None, _) => {}
        }
        last = role;
    }
    out
}

/// The attributions of a sentence of `n` words, in the order of their cues: runs of words of one likeliest kind.
pub fn sayings(n: usize, scores: &Scores, labels: &Labels) -> Vec<Saying> {
    let words: Vec<Vec<f32>> =
        (0..n).map(|word| softmax(labels.cue.len(), labels.temperature.cue, |tag| scores.cue[[0, word, tag]])).collect();
    let cue = |word: usize| labels.cue[likeliest(&words[word])];
    let none = labels.cue.iter().position(Option::is_none).unwrap_or(0);
    let sure = |word: usize| 1.0 - words[word][none];
    let mut out = Vec::new();
    let mut word = 0;
    while word < n {
        let start = word;
        word += 1;
        let Some(negated) = cue(start) else { continue };
        while word < n && cue(word) == Some(negated) {
            word += 1;
        }
        let anchor = (start..word).fold(start, |best, word| if sure(word) > sure(best) { word } else { best });
        let parts = runs(n, &labels.say, &|word, at| scores.say[[0, anchor, word, at]]);
        let parts = parts.into_iter().map(|(role, words, confidence)| SayingPart { role, words, confidence }).collect();
        out.push(Saying { words: start..word, negated, confidence: sure(anchor), parts });
    }
    out
}

/// The likely contexts of a sentence.
pub fn contexts(scores: &Scores, labels: &Labels) -> Vec<(String, f32)> {
    let sure = labels.context.iter().enumerate().map(|(at, context)| (context.clone(), sigmoid(scores.context[[0, at]])));
    sure.filter(|(_, sure)| *sure >= CONTEXT).collect()
}

/// The types of a marked pair, likeliest first.
pub fn relation(logits: &NdTensor<f32, 2>, labels: &Labels) -> Vec<(EventType, f32)> {
    // The relation head has the types of the trigger head without "none".
    let kinds: Vec<EventType> = labels.trigger.iter().copied().flatten().collect();
    let sure = softmax(kinds.len().min(logits.size(1)), labels.temperature.relation, |at| logits[[0, at]]);
    let mut out: Vec<(EventType, f32)> = kinds.into_iter().zip(sure).collect();
    out.sort_by(|one, other| other.1.total_cmp(&one.1));
    out
}
