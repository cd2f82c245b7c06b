//! Which date belongs to which act.

use super::When;
use crate::Text;
use crate::analyse::Sentence;
use crate::record::{Date, Span};

/// Nouns that tell an act, behind which a date is theirs: "his visit to China in April".
const ACTS: [&str; 11] = ["visit", "trip", "summit", "meeting", "talk", "election", "conference", "forum", "call", "truce", "tour"];

/// "since 2019" says when something began, not when it happened.
fn is_since(sentence: &Sentence, span: Span) -> bool {
    let before = sentence.word_at(span.start()).and_then(|word| word.checked_sub(1));
    before.is_some_and(|before| sentence.words[before].lemma == "since")
}

/// The act told as a noun right before a date: "his visit to China in April".
pub fn noun_before(sentence: &Sentence, span: Span) -> Option<usize> {
    let mut at = sentence.word_at(span.start())?;
    for _ in 0..6 {
        at = at.checked_sub(1)?;
        let entry = &sentence.words[at];
        if entry.upos == "NOUN" {
            return ACTS.contains(&entry.lemma.as_str()).then_some(at);
        }
        if !matches!(entry.upos, "ADP" | "DET" | "PROPN" | "ADJ") {
            return None;
        }
    }
    None
}

/// The date of the act that the word `trigger` of a sentence names, chosen by syntax: a date that depends on the
/// trigger, else on a verb above it in the same clause, never one that belongs to another act. Unknown where there is none.
#[must_use]
pub fn of_act(text: &Text<'_>, sentence: usize, trigger: usize) -> Date {
    let Some(analysed) = text.sentences.get(sentence) else { return Date::unknown() };
    let dates: Vec<&When> = text
        .whens
        .within(analysed.span)
        .filter(|when| !when.deadline && when.duration.is_none() && !is_since(analysed, when.span))
        .collect();
    if dates.is_empty() {
        return Date::unknown();
    }
    let owner = |when: &When| {
        if let Some(noun) = noun_before(analysed, when.span) {
            return Some(noun);
        }
        let mut at = analysed.word_at(when.span.start())?;
        // Climb out of the date itself and of what only carries it, to the verb or act noun that it belongs to.
        for _ in 0..6 {
            let head = analysed.words[at].head?;
            let here = &analysed.words[head];
            if matches!(here.upos, "VERB" | "AUX") || head == trigger || analysed.predicate(head).is_some() {
                return Some(head);
            }
            at = head;
        }
        Some(at)
    };
    let own = dates.iter().find(|when| owner(when) == Some(trigger));
    let in_role = || {
        let temporal = analysed.predicate(trigger)?.arguments.iter().find(|argument| argument.role == "ARGM-TMP")?;
        let span = analysed.span_of(temporal.words.clone());
        dates.iter().find(|when| span.holds(when.span))
    };
    let shared = || {
        // A coordinated verb shares the date of the first ("met on Monday and signed"), a noun that of its light verb.
        let head = analysed.words[trigger]
            .head
            .filter(|_| ["conj", "xcomp", "obj", "obl", "advcl"].iter().any(|rel| analysed.is(trigger, rel)))?;
        dates.iter().find(|when| {
            owner(when) == Some(head) && (when.span.start() < analysed.words[trigger].span.start() || !analysed.is(trigger, "conj"))
        })
    };
    own.or_else(in_role).or_else(shared).map_or_else(Date::unknown, |when| when.date.clone())
}
