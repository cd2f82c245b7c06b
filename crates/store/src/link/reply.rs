use std::collections::BTreeSet;

use jiff::civil;
use legation::ledger::{replies, sentences};
use legation::record::{Code, EventType, Reading, Status};
use legation::{Span, World};

use super::act::{Act, Standing, named, words};
use crate::Kind;
use crate::fold::fold;

/// A sentence that may answer earlier reports, as acts are compared with it.
#[derive(Debug, Clone)]
pub struct Reply {
    /// `denies`, `corrects`, `cancelled`, `postponed`, `outcome` or `broken`.
    pub kind: String,
    /// The sentence.
    pub sentence: Span,
    /// PLOVER types that it names.
    pub names: BTreeSet<String>,
    /// Beginnings of the words of what it answers, names of parties left out.
    pub words: BTreeSet<String>,
    /// Countries that it and the sentence before it name.
    pub codes: BTreeSet<Code>,
    /// Names of up to three words in and around it, folded: cities are looked for among them.
    pub places: BTreeSet<String>,
    /// The record that tells it: kind and place in its list.
    pub record: Option<(Kind, usize)>,
}

/// A denial or correction comes within so many days, or nobody remembers what it answers.
const SOON: i32 = 7;
/// Talks may last so long.
const TALKS: i32 = 30;
/// A broken promise is told for so long.
const PROMISE: i32 = 90;
/// A sentence of more words than these tells many things: which of them is denied nobody knows.
const LONGEST: usize = 25;
/// A meeting is announced so long before it is called off at the most.
const PLAN: i32 = 120;

/// Days that may lie between an act's publication and that of its answer.
pub fn reach(kind: &str) -> i32 {
    match kind {
        "denies" | "corrects" => SOON,
        "outcome" => TALKS,
        "broken" => PROMISE,
        _ => PLAN,
    }
}

/// The sentences of a document that may answer earlier reports.
pub fn of(world: &World, reading: &Reading) -> Vec<Reply> {
    let text = &reading.document.text;
    let found = replies(world, text);
    if found.is_empty() {
        return Vec::new();
    }
    let sentences = sentences(world, text);
    found
        .into_iter()
        .map(|reply| {
            let at = sentences.iter().position(|sentence| *sentence == reply.sentence).unwrap_or(0);
            // A correction says that it is one and then, in the next sentence, what is right.
            let last = if reply.kind == "corrects" { (at + 2).min(sentences.len() - 1) } else { at };
            let stretch = reply.about.to(sentences[last]);
            let before = sentences[at.saturating_sub(1)];
            Reply {
                words: words(reading, stretch.of(text)),
                codes: named(reading, before.to(stretch)),
                places: names(before.to(stretch).of(text)),
                record: told_by(reading, reply.sentence),
                kind: reply.kind,
                sentence: reply.sentence,
                names: reply.names,
            }
        })
        .collect()
}

/// The record that tells a sentence: an event that rejects or is denied, else a statement, else any event.
fn told_by(reading: &Reading, sentence: Span) -> Option<(Kind, usize)> {
    let event = |of: &dyn Fn(EventType, Status) -> bool| {
        reading.events.iter().position(|event| sentence.holds(event.trigger) && of(event.kind, event.status)).map(|at| (Kind::Event, at))
    };
    event(&|kind, status| kind == EventType::Reject || matches!(status, Status::Denied | Status::Negated))
        .or_else(|| reading.statements.iter().position(|own| sentence.overlaps(own.sentence)).map(|at| (Kind::Statement, at)))
        .or_else(|| event(&|_, _| true))
}

/// How much speaks for a reply's answering an act, 0 where something speaks against it; 2 is enough.
///
/// All of the act's countries or its city have to be named, and what was done: by content words that both have in common, and by the type of the act. In an
/// archive every second sentence names the one country that it is about, and diplomats use few words: less than this links everything with everything.
pub fn weight(act: &Act, told: civil::Date, reply: &Reply, answered: civil::Date) -> usize {
    if reply.words.len() > LONGEST {
        return 0;
    }
    let gap = told.until(answered).map_or(i32::MAX, |span| span.get_days());
    if gap < 0 || gap > reach(&reply.kind) || !answerable(act, &reply.kind, answered) {
        return 0;
    }
    let everybody = act.everybody();
    let shared = everybody.intersection(&reply.codes).count();
    let city = act.city.as_deref().filter(|city| reply.places.contains(*city));
    if city.is_none() && (shared == 0 || shared < everybody.len()) {
        return 0;
    }
    let of_city: BTreeSet<String> = city.into_iter().flat_map(|city| city.split(' ')).map(|word| word.chars().take(5).collect()).collect();
    let common = act.words.intersection(&reply.words).filter(|word| !of_city.contains(*word)).count();
    let kind = if act.talks { EventType::Consult } else { act.kind };
    let is_named = reply.names.contains(kind.code()) || reply.names.contains(act.kind.code());
    // Of two long sentences some words are the same whatever they tell.
    let least = act.words.len().min(reply.words.len());
    let needed = match (city.is_some(), everybody.len()) {
        (true, _) => 1,
        (false, 0 | 1) => 3,
        (false, _) => 2,
    };
    if common + usize::from(is_named) < needed || (common + usize::from(is_named)) * 4 < least {
        return 0;
    }
    common + usize::from(is_named) + usize::from(city.is_some()) + usize::from(shared > 1)
}

/// Whether an act is such that this can be said of it.
fn answerable(act: &Act, kind: &str, answered: civil::Date) -> bool {
    match kind {
        "denies" | "corrects" => act.what != Kind::Commitment && act.standing != Standing::Not && act.kind != EventType::Reject,
        "cancelled" | "postponed" => {
            let ahead = act.days.is_none_or(|(_, end)| end.checked_add(jiff::Span::new().days(1)).is_ok_and(|end| end >= answered));
            act.what != Kind::Commitment && act.standing == Standing::ToCome && (act.talks || act.kind == EventType::Agree) && ahead
        }
        "outcome" => act.talks && act.standing == Standing::Fact,
        "broken" => {
            act.what == Kind::Commitment && act.standing == Standing::ToCome
                || matches!(act.kind, EventType::Agree | EventType::Support | EventType::Retreat) && act.standing == Standing::Fact
        }
        _ => false,
    }
}

/// Capitalised words of a text, folded, and two and three of them in a row.
fn names(text: &str) -> BTreeSet<String> {
    let words: Vec<Option<String>> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
        .map(|word| word.trim_end_matches("'s").trim_end_matches("’s"))
        .map(|word| word.starts_with(char::is_uppercase).then(|| fold(word)))
        .collect();
    (1..=3)
        .flat_map(|length| words.windows(length))
        .filter_map(|words| Some(words.iter().cloned().collect::<Option<Vec<_>>>()?.join(" ")))
        .collect()
}
