use std::collections::BTreeSet;

use super::act::Act;
use super::casualties;
use crate::Text;
use crate::record::{Because, Code, Event, Spans, Status, id, rounded};

/// Puts the mentions of one act together: one event an act, told by its fullest trigger.
pub fn merge(text: &Text<'_>, acts: Vec<Act>) -> Vec<Event> {
    let mut groups: Vec<Vec<Act>> = Vec::new();
    for act in acts {
        let home = groups.iter().rposition(|group| group.iter().any(|other| same_act(other, &act)));
        match home {
            Some(home) => groups[home].push(act),
            // A noun that names nobody, and is no second mention, tells nothing.
            None if act.nominal && codes(&act).len() < 2 && act.recipients.is_empty() => {}
            None => groups.push(vec![act]),
        }
    }
    let mut events: Vec<Event> = groups.into_iter().filter_map(|group| event(text, group)).collect();
    events.sort_by_key(|event| event.trigger);
    let mut ordinals: Vec<(crate::Span, usize)> = Vec::new();
    for event in &mut events {
        let ordinal = ordinals.iter().filter(|(span, _)| *span == event.trigger).count();
        ordinals.push((event.trigger, ordinal));
        event.id = id(&text.id, "event", event.trigger, ordinal);
    }
    events
}

fn codes(act: &Act) -> BTreeSet<Code> {
    act.actors.iter().chain(&act.recipients).filter_map(|party| party.country).collect()
}

/// Whether two mentions are of one act.
fn same_act(one: &Act, other: &Act) -> bool {
    if one.kind != other.kind {
        return false;
    }
    let apart = |one: Option<jiff::civil::Date>, other: Option<jiff::civil::Date>| one.zip(other).is_some_and(|(one, other)| one != other);
    if apart(one.date.start, other.date.start) && !(one.date.start <= other.date.end && other.date.start <= one.date.end) {
        return false;
    }
    let (a, b) = (codes(one), codes(other));
    let meets = |act: &Act| act.because.rule.starts_with("consult.");
    if meets(one) && meets(other) {
        let phone = |act: &Act| act.modes.iter().any(|mode| mode == "phone");
        let visit = |act: &Act| act.modes.iter().any(|mode| mode == "visit");
        let fits = visit(one) == visit(other) && (phone(one) == phone(other) || one.nominal || other.nominal);
        let known = |act: &Act| act.date.start.is_some();
        // Two meetings told with verbs are one only if nothing sets them apart.
        let verbs = !one.nominal && !other.nominal;
        let told_apart = verbs
            && (known(one) != known(other))
            && one.sentence != other.sentence
            && (one.date.span.is_some() || other.date.span.is_some());
        return fits && !told_apart && (a == b || (other.nominal && b.is_subset(&a)));
    }
    let same_place = one.sentence == other.sentence && one.word == other.word;
    a == b
        && one.status == other.status
        && (same_place || (!one.object.is_empty() && one.object == other.object && one.trigger != other.trigger && same_lists(one, other)))
}

fn same_lists(one: &Act, other: &Act) -> bool {
    let list = |refs: &[crate::record::Ref]| refs.iter().filter_map(|party| party.country).collect::<BTreeSet<_>>();
    list(&one.actors) == list(&other.actors)
}

fn event(text: &Text<'_>, group: Vec<Act>) -> Option<Event> {
    // The fullest mention: a verb before a noun, with more parties, a date, an occurred act; the earliest of equals.
    let fullness =
        |act: &Act| (!act.nominal, codes(act).len(), act.status == Status::Occurred, act.date.span.is_some(), act.place.is_some());
    let best =
        group.iter().enumerate().max_by_key(|(index, act)| (fullness(act), std::cmp::Reverse(*index))).map(|(_, act)| act.clone())?;
    let mut mentions = Spans::one(best.trigger);
    let mut amounts = best.amounts.clone();
    let mut contexts = best.contexts.clone();
    let mut because = best.because.clone();
    let (mut date, mut place, mut said_by, mut modes) = (best.date.clone(), best.place.clone(), best.said_by.clone(), best.modes.clone());
    let mut casualties = best.casualties.clone();
    let mut others = best.others.clone();
    for act in group.iter().filter(|act| act.trigger != best.trigger) {
        casualties = casualties::merged(casualties, act.casualties.clone());
        mentions.add(act.trigger);
        because = because.and(Because::new("merge.same-act", act.trigger, act.confidence));
        if date.start.is_none() && act.date.start.is_some() {
            date = act.date.clone();
        }
        if others.is_empty() {
            others.clone_from(&act.others);
        }
        place = place.or_else(|| act.place.clone());
        amounts.extend(
            act.amounts.iter().filter(|amount| !amounts.iter().any(|other| other.span == amount.span)).cloned().collect::<Vec<_>>(),
        );
        contexts.extend(act.contexts.clone());
        if said_by.is_empty() {
            said_by.clone_from(&act.said_by);
        }
        if modes.is_empty() {
            modes.clone_from(&act.modes);
        }
    }
    contexts.sort();
    contexts.dedup();
    let book = &text.world.codebook;
    Some(Event {
        id: String::new(),
        kind: best.kind,
        contexts,
        quad: book.quad(best.kind),
        score: book.score(best.kind, &modes),
        cameo: book.cameo(best.kind, &modes),
        modes,
        status: best.status,
        actors: best.actors,
        recipients: best.recipients,
        others,
        date,
        place,
        amounts,
        casualties,
        said_by,
        trigger: best.trigger,
        mentions,
        sentence: text.sentences.get(best.sentence)?.span,
        confidence: rounded(best.confidence),
        because,
    })
}
