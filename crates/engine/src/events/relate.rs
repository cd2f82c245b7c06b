use super::trigger::fire;
use crate::analyse::clause;
use crate::record::EventType;
use crate::{Document, Span, Text, World};

/// How often each type occurs among pairs, when nothing else is known: an even guess but for the broad verbal types.
const PRIOR: f32 = 0.02;

/// The PLOVER type of what `source` does to `target` in a text: all sixteen with probabilities that sum to 1. A first version over
/// the event rules: the trigger whose agent is the source and that reaches the target weighs most.
#[must_use]
pub fn relate(world: &World, text: &str, source: &[Span], target: &[Span]) -> Vec<(EventType, f32)> {
    let document = Document::new("relate", text);
    let (layers, _) = crate::layers(world, &document);
    let mut weights: Vec<(EventType, f32)> = EventType::ALL.into_iter().map(|kind| (kind, PRIOR)).collect();
    for (index, sentence) in layers.sentences.iter().enumerate() {
        for word in 0..sentence.words.len() {
            for trigger in fire(&layers, index, word) {
                let weight = weight(&layers, index, word, source, target);
                let kind = announced(&layers, index, word, trigger.rule.kind(), &trigger.rule.promised);
                if let Some((_, sum)) = weights.iter_mut().find(|(other, _)| *other == kind) {
                    *sum += weight;
                }
            }
        }
    }
    let sum: f32 = weights.iter().map(|(_, weight)| weight).sum();
    weights.iter().map(|(kind, weight)| (*kind, weight / sum)).collect()
}

/// What an announced act counts as, by the codebook.
fn announced(text: &Text<'_>, index: usize, word: usize, kind: EventType, promised: &str) -> EventType {
    if clause::status(&text.sentences[index], word).0 != crate::record::Status::Planned {
        return kind;
    }
    EventType::from_code(promised).unwrap_or(match kind {
        EventType::Consult | EventType::Support | EventType::Cooperate | EventType::Aid => EventType::Agree,
        EventType::Retreat => EventType::Concede,
        other => other,
    })
}

/// How closely a trigger ties source to target: its agent, what depends on it, and how high it stands.
fn weight(text: &Text<'_>, index: usize, word: usize, source: &[Span], target: &[Span]) -> f32 {
    let sentence = &text.sentences[index];
    let touches = |spans: &[Span], word: usize| {
        let range = sentence.span_of(sentence.subtree(word));
        spans.iter().any(|span| range.overlaps(*span))
    };
    let agent = clause::agent(sentence, word);
    let mut weight = 0.3;
    if agent.is_some_and(|agent| touches(source, agent)) {
        weight += 1.0;
    }
    let reaches = sentence.children(word).filter(|&child| Some(child) != agent).any(|child| touches(target, child));
    if reaches {
        weight += 0.6;
    }
    let mut depth = 0_u8;
    let mut at = word;
    while let Some(head) = sentence.words[at].head {
        depth += 1;
        at = head;
        if depth > 12 {
            break;
        }
    }
    weight / (1.0 + 0.35 * f32::from(depth))
}
