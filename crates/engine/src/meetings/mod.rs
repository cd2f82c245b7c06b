//! Meetings: held, scheduled, invited, cancelled.
//!
//! Needs: all layers and the events. Gives: one [`Meeting`] a meeting, however often it is mentioned. Example: "They will
//! meet at the G20 in Miami". Proof: `corpus/meetings/`.

mod gathering;
/// Nouns and names of gatherings.
pub mod lexicon;

use std::collections::BTreeSet;

use crate::Text;
use crate::record::{Because, Code, Event, EventType, Meeting, MeetingKind, MeetingStatus, Ref, Status, id};

/// Finds the meetings of a document, in order.
#[must_use]
pub fn find(text: &Text<'_>, events: &[Event]) -> Vec<Meeting> {
    let mut found: Vec<Meeting> = Vec::new();
    for meeting in events.iter().filter_map(|event| of_event(text, event)).chain(gathering::find(text)) {
        match found.iter_mut().find(|other| same(other, &meeting)) {
            Some(other) => absorb(other, meeting),
            None => found.push(meeting),
        }
    }
    found.sort_by_key(|meeting| meeting.because.span);
    let mut ordinals: Vec<crate::Span> = Vec::new();
    for meeting in &mut found {
        let ordinal = ordinals.iter().filter(|span| **span == meeting.because.span).count();
        ordinals.push(meeting.because.span);
        meeting.id = id(&text.id, "meeting", meeting.because.span, ordinal);
    }
    found
}

/// The meeting that an event is, announces, invites to or calls off.
fn of_event(text: &Text<'_>, event: &Event) -> Option<Meeting> {
    let rule = event.because.rule.as_str();
    let status = match (event.kind, event.status) {
        (EventType::Consult, Status::Occurred) => MeetingStatus::Held,
        (EventType::Consult, Status::Ongoing) => MeetingStatus::Ongoing,
        (EventType::Agree, Status::Planned) if rule.starts_with("consult.") => MeetingStatus::Scheduled,
        (EventType::Agree, Status::Conditional | Status::Possible) | (EventType::Consult, Status::Possible | Status::Conditional)
            if rule.starts_with("consult.") =>
        {
            MeetingStatus::Proposed
        }
        (EventType::Agree, Status::Occurred) if rule == "agree.invite" => MeetingStatus::Invited,
        (EventType::Reject, Status::Occurred) if rule == "reject.cancel" => MeetingStatus::Cancelled,
        _ => return None,
    };
    let participants: Vec<Ref> = event.actors.iter().chain(&event.recipients).cloned().collect();
    let trigger = text.words(event.trigger).to_lowercase();
    let sentence = text.words(event.sentence).to_lowercase();
    let has_mode = |mode: &str| event.modes.iter().any(|own| own == mode);
    let kind = if has_mode("phone") {
        MeetingKind::Call
    } else if ["virtual", "video", "by videoconference"].iter().any(|word| sentence.contains(word))
        && rule.starts_with("consult.")
        && !has_mode("visit")
    {
        MeetingKind::Video
    } else if has_mode("visit") || rule == "agree.invite" || rule.contains("visit") || rule == "consult.host" {
        MeetingKind::Visit
    } else if trigger.contains("summit") {
        MeetingKind::Summit
    } else if trigger.contains("call") {
        MeetingKind::Call
    } else {
        MeetingKind::Meeting
    };
    let host = (kind == MeetingKind::Visit).then(|| event.recipients.first().cloned()).flatten();
    let host = if rule == "agree.invite" { event.actors.first().cloned() } else { host };
    let place = event.place.clone().or_else(|| if rule == "agree.invite" { goal(text, event) } else { None });
    let because = Because::new("meeting.of-event", event.trigger, event.confidence).and(event.because.clone());
    Some(Meeting {
        id: String::new(),
        kind,
        name: None,
        participants,
        host,
        place,
        date: event.date.clone(),
        status,
        events: vec![event.id.clone()],
        confidence: event.confidence,
        because,
    })
}

/// "invited Xi to Washington"
fn goal(text: &Text<'_>, event: &Event) -> Option<crate::record::Place> {
    let after = crate::Span::new(event.trigger.end(), event.sentence.end())?;
    text.places.within(after).next().cloned()
}

fn codes(meeting: &Meeting) -> BTreeSet<Code> {
    meeting.participants.iter().filter_map(|party| party.country).collect()
}

fn is_remote(kind: MeetingKind) -> bool {
    matches!(kind, MeetingKind::Call | MeetingKind::Video)
}

/// Whether two records are of one meeting: the same parties, form and state, and no date, place or name that sets them apart.
fn same(one: &Meeting, other: &Meeting) -> bool {
    let apart = one
        .date
        .start
        .zip(other.date.start)
        .is_some_and(|(a, b)| a != b && !(one.date.start <= other.date.end && other.date.start <= one.date.end));
    let names_apart = match (&one.name, &other.name) {
        (Some(one), Some(other)) => one != other,
        (None, None) => false,
        _ => !(one.place.is_some() && one.place.as_ref().map(|place| &place.name) == other.place.as_ref().map(|place| &place.name)),
    };
    let places_apart = one.place.as_ref().zip(other.place.as_ref()).is_some_and(|(a, b)| a.country != b.country);
    let held = |meeting: &Meeting| matches!(meeting.status, MeetingStatus::Held | MeetingStatus::Ongoing);
    codes(one) == codes(other)
        && is_remote(one.kind) == is_remote(other.kind)
        && held(one) == held(other)
        && (one.status == MeetingStatus::Invited) == (other.status == MeetingStatus::Invited)
        && !apart
        && !names_apart
        && !places_apart
        && (one.date.start.is_some() == other.date.start.is_some() || !held(one) || one.place.is_some() && other.place.is_some())
}

fn absorb(one: &mut Meeting, other: Meeting) {
    one.events.extend(other.events);
    if one.date.start.is_none() {
        one.date = other.date;
    }
    one.place = one.place.take().or(other.place);
    one.name = one.name.take().or(other.name);
    one.host = one.host.take().or(other.host);
    one.because = one.because.clone().and(other.because);
}
