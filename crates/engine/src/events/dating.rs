use std::collections::BTreeSet;

use super::act::Act;
use crate::Text;
use crate::record::{Basis, Code, Date, EventType, Ref, Status};

/// A text is a readout where at least this share of its acts are of those who met. News tells of others too.
const OF_THEMSELVES: f32 = 0.6;
/// Longer texts are no readouts.
const LONGEST_READOUT: usize = 30;

/// A list is at most this many sentences long.
const REACH_OF_LIST: usize = 6;

/// Dates what the text does not: the main act of that day's news has the day of publication; in a readout, what was said in the
/// meeting has the meeting's day; everything else stays open.
pub fn date(text: &Text<'_>, mut acts: Vec<Act>) -> Vec<Act> {
    let published = text.document.published;
    for act in &mut acts {
        let lead = text.sentences.get(act.sentence).is_some_and(|sentence| sentence.paragraph == 0) && act.sentence < 2;
        if lead && is_open(act) && matches!(act.status, Status::Occurred | Status::Ongoing) && !act.nominal {
            act.date = Date::publication(published);
        }
    }
    // What is still to come does not lie before the report of it: the date is another act's.
    for act in acts.iter_mut().filter(|act| act.status == Status::Planned) {
        if act.date.end.zip(published).is_some_and(|(end, published)| end < published) {
            act.date = Date::unknown();
        }
    }
    for act in &mut acts {
        if act.status == Status::Planned && is_open(act) {
            act.date = of_list(text, act.sentence);
        }
    }
    said_at_meetings(&mut acts);
    said_in_readout(text, &mut acts);
    acts
}

/// What somebody says in the sentence after a meeting was told, and is given no date, was said there.
fn said_at_meetings(acts: &mut [Act]) {
    let met = |act: &&Act| act.kind == EventType::Consult && act.status == Status::Occurred && act.date.start.is_some();
    let meetings: Vec<Act> = acts.iter().filter(met).cloned().collect();
    for act in acts.iter_mut().filter(|act| is_said(act)) {
        let took_part = |meeting: &&Act| {
            (meeting.sentence == act.sentence && meeting.word < act.word || meeting.sentence + 1 == act.sentence)
                && meeting.actors.iter().any(|party| act.actors.iter().any(|actor| actor.party == party.party))
        };
        if let Some(meeting) = meetings.iter().rev().find(took_part) {
            act.date = inferred(&meeting.date);
        }
    }
}

/// A readout opens with its meeting, a joint statement with what is agreed, and tells what was said.
fn said_in_readout(text: &Text<'_>, acts: &mut [Act]) {
    let opening = |act: &&Act| act.sentence < 2 && act.status == Status::Occurred && act.date.start.is_some() && !act.actors.is_empty();
    let met = acts.iter().find(|act| opening(act) && act.kind == EventType::Consult);
    let Some(main) = met.or_else(|| acts.iter().find(opening)).cloned() else { return };
    let there = countries(main.actors.iter().chain(&main.recipients));
    let readout = is_readout(text, acts, &there);
    for act in acts.iter_mut().filter(|act| is_said(act)) {
        let own = countries(act.actors.iter());
        // In news what one side of the meeting demands of the other, in a readout whatever those who met say.
        let demand = matches!(act.kind, EventType::Request | EventType::Accuse | EventType::Reject | EventType::Threaten);
        let to_the_other = demand && there.len() > 1 && countries(act.actors.iter().chain(&act.recipients)) == there;
        if !own.is_empty() && own.is_subset(&there) && (readout || to_the_other) {
            act.date = inferred(&main.date);
        }
    }
}

/// Whether an act is done with words, has happened, and has no date; what is told aside may have happened at any time.
fn is_said(act: &Act) -> bool {
    let verbal = matches!(
        act.kind,
        EventType::Agree
            | EventType::Support
            | EventType::Request
            | EventType::Accuse
            | EventType::Reject
            | EventType::Threaten
            | EventType::Concede
    );
    verbal && is_open(act) && act.status == Status::Occurred && !act.background
}

fn inferred(date: &Date) -> Date {
    Date { basis: Basis::Inferred, why: Some("said in the meeting that the text reports".to_owned()), ..date.clone() }
}

/// "The parties will take the following steps by 14 May: …": the deadline of a list is that of what stands in it.
fn of_list(text: &Text<'_>, sentence: usize) -> Date {
    let opens = |index: &usize| {
        let words = text.words(text.sentences[*index].span).trim_end();
        words.ends_with(':') || words.contains("the following ")
    };
    let Some(opening) = (sentence.saturating_sub(REACH_OF_LIST)..sentence).rev().find(opens) else { return Date::unknown() };
    let deadline = text.whens.within(text.sentences[opening].span).find(|when| when.deadline && when.date.start.is_some());
    deadline.map_or_else(Date::unknown, |when| Date {
        basis: Basis::Inferred,
        why: Some(format!("the deadline of the list that it stands in, {}", text.words(when.span))),
        ..when.date.clone()
    })
}

/// Whether the text gives the act no date at all, not even one that it leaves open.
fn is_open(act: &Act) -> bool {
    act.date.start.is_none() && act.date.span.is_none()
}

fn countries<'a>(refs: impl Iterator<Item = &'a Ref>) -> BTreeSet<Code> {
    refs.filter_map(|party| party.country).collect()
}

/// Whether those who met tell the text themselves: most of its acts are theirs.
fn is_readout(text: &Text<'_>, acts: &[Act], there: &BTreeSet<Code>) -> bool {
    let theirs = |act: &&Act| {
        let own = countries(act.actors.iter());
        own.is_empty() || own.is_subset(there)
    };
    let count = acts.iter().filter(theirs).count();
    let quoted = text.document.text.matches(['“', '"']).count() / 2;
    text.sentences.len() <= LONGEST_READOUT && quoted <= 2 && count as f32 >= OF_THEMSELVES * acts.len() as f32
}
