//! Which date belongs to which act.

use super::When;
use super::apart::apart;
use crate::Text;
use crate::analyse::Sentence;
use crate::record::{Date, Span};

/// Nouns that tell an act, behind which a date is theirs: "his visit to China in April".
const ACTS: [&str; 11] = ["visit", "trip", "summit", "meeting", "talk", "election", "conference", "forum", "call", "truce", "tour"];

/// More nouns that tell an act: a date that the tree hangs on one is that act's, not that of the verb above.
const NOUNS: [&str; 40] = [
    "attack",
    "strike",
    "raid",
    "bombing",
    "shelling",
    "invasion",
    "war",
    "vote",
    "coup",
    "agreement",
    "accord",
    "pact",
    "treaty",
    "deal",
    "statement",
    "speech",
    "ceasefire",
    "arrest",
    "killing",
    "death",
    "protest",
    "referendum",
    "annexation",
    "declaration",
    "sanction",
    "ruling",
    "decision",
    "crackdown",
    "massacre",
    "assassination",
    "explosion",
    "crash",
    "incident",
    "clash",
    "negotiation",
    "exercise",
    "resolution",
    "withdrawal",
    "offensive",
    "report",
];

/// Verbs that only say that the act of their object takes place: "imposed sanctions in May".
const PERFORMING: [&str; 21] = [
    "impose", "sign", "hold", "launch", "carry", "conduct", "stage", "make", "begin", "start", "open", "end", "reach", "conclude", "give",
    "take", "have", "mount", "deliver", "issue", "order",
];

/// "three months after they met": the distance between two acts, no date of either.
fn leads_clause(text: &Text<'_>, sentence: &Sentence, when: &When) -> bool {
    let last = sentence.word_at(when.span.end() - 1);
    when.date.start.is_none()
        && ["before", "after"].iter().any(|mark| text.words(when.span).ends_with(mark))
        && last.is_some_and(|last| sentence.is(last, "mark"))
}

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
    if let Some(date) = apart(text, sentence, trigger, &|above| in_clause(text, sentence, above)) {
        return date;
    }
    in_clause(text, sentence, trigger)
}

/// The same by the dates of the act's own clause alone.
fn in_clause(text: &Text<'_>, sentence: usize, trigger: usize) -> Date {
    let Some(analysed) = text.sentences.get(sentence) else { return Date::unknown() };
    let dates = text.whens.within(analysed.span).filter(|when| !when.deadline && (when.duration.is_none() || when.date.start.is_some()));
    let dates: Vec<&When> = dates.filter(|when| !leads_clause(text, analysed, when)).collect();
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
            // "before Tuesday's talks": another act's date.
            if here.upos == "NOUN" && matches!(analysed.case(head), Some("before" | "after" | "ahead" | "until" | "since" | "pending")) {
                return None;
            }
            if matches!(here.upos, "VERB" | "AUX") || head == trigger || analysed.predicate(head).is_some() {
                return Some(head);
            }
            if here.upos == "NOUN" && NOUNS.contains(&here.lemma.as_str()) && analysed.is(at, "nmod") {
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
    let of_noun = || {
        // "Signed at talks on Monday" and "imposed sanctions in May" share the date of their noun.
        let noun = |when: &&&When| {
            let Some(noun) = owner(when).filter(|&noun| analysed.words[noun].head == Some(trigger)) else { return false };
            let at = analysed.is(noun, "obl") && matches!(analysed.case(noun), Some("at" | "in" | "during" | "on"));
            at || analysed.is(noun, "obj") && PERFORMING.contains(&analysed.words[trigger].lemma.as_str())
        };
        dates.iter().find(noun)
    };
    let Some(when) = own.or_else(in_role).or_else(shared).or_else(of_noun) else { return Date::unknown() };
    if is_since(analysed, when.span) {
        let why = when.date.text.as_ref().map(|text| format!("it began at {text}; when within that time is not told"));
        return Date { text: when.date.text.clone(), span: when.date.span, why, ..Date::unknown() };
    }
    when.date.clone()
}
