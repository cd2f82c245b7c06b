use jiff::civil;
use serde::Serialize;

use super::{Change, follow, in_time, latest, sentence_around};
use crate::record::{Code, Commitment, CommitmentStatus, Date, EachSpan, Event, Meeting, MeetingStatus, Reading, Ref, Status, code_of};
use crate::{Span, World};

/// At most so many measures each way.
const MEASURES: usize = 3;

/// What is last known and still open between two countries: each line with the sentence that it is known from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Brief {
    /// The two countries.
    pub dyad: [Code; 2],
    /// The day for which it holds: that of the last document, where none was given.
    pub as_of: Option<civil::Date>,
    /// In the order of the topics.
    pub lines: Vec<Line>,
}

/// One line of a [`Brief`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// What it is.
    pub topic: Topic,
    /// In words, such as `call, held`.
    pub text: String,
    /// When.
    pub date: Date,
    /// The document, by the caller's id or path.
    pub document: String,
    /// The source sentence, in bytes of the document.
    pub sentence: Span,
    /// The record's id.
    pub record: String,
}

impl EachSpan for Line {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.date.each_span(change);
        self.sentence.each_span(change);
    }
}

/// What a line of a [`Brief`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// The last meeting or call.
    LastContact,
    /// What is scheduled, proposed or called off.
    NextMeeting,
    /// What one side owes the other.
    OpenCommitment,
    /// What the first has done to the second last.
    MeasureOut,
    /// What the second has done to the first last.
    MeasureIn,
}

/// The brief on two countries from readings of any number of documents.
#[must_use]
pub fn brief(world: &World, readings: &[Reading], dyad: [Code; 2], as_of: Option<civil::Date>) -> Brief {
    settled(readings, dyad, as_of, &follow(world, readings), &|_| true)
}

/// The brief where it is known already what has become of the commitments, so that nothing but `changes` settles one, and which records may
/// stand in it: `stands` is asked for each by its id.
#[must_use]
pub fn settled(
    readings: &[Reading],
    dyad: [Code; 2],
    as_of: Option<civil::Date>,
    changes: &[Change],
    stands: &dyn Fn(&str) -> bool,
) -> Brief {
    let as_of = as_of.or_else(|| latest(readings));
    let readings = in_time(readings);
    let mut lines: Vec<Line> = Vec::new();
    lines.extend(last_contact(&readings, dyad, as_of, stands));
    lines.extend(next_meetings(&readings, dyad, as_of, stands));
    lines.extend(open_commitments(&readings, dyad, as_of, changes, stands));
    for (topic, from, to) in [(Topic::MeasureOut, dyad[0], dyad[1]), (Topic::MeasureIn, dyad[1], dyad[0])] {
        lines.extend(measures(&readings, topic, from, to, stands));
    }
    Brief { dyad, as_of, lines }
}

fn names(refs: &[Ref], code: Code) -> bool {
    refs.iter().any(|party| party.country == Some(code))
}

fn meetings<'a>(readings: &[&'a Reading], dyad: [Code; 2], stands: &dyn Fn(&str) -> bool) -> Vec<(&'a Reading, &'a Meeting)> {
    let of = |meeting: &&Meeting| dyad.iter().all(|code| names(&meeting.participants, *code)) && stands(&meeting.id);
    readings.iter().flat_map(|reading| reading.meetings.iter().filter(of).map(move |meeting| (*reading, meeting))).collect()
}

fn meeting_line(topic: Topic, reading: &Reading, meeting: &Meeting) -> Line {
    let name = meeting.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
    let place = meeting.place.as_ref().map(|place| format!(" in {}", place.name)).unwrap_or_default();
    let text = format!("{}{name}{place}, {}", code_of(&meeting.kind), code_of(&meeting.status));
    let told = reading.events.iter().find(|event| meeting.events.contains(&event.id)).map(|event| event.sentence);
    let sentence = told.unwrap_or_else(|| sentence_around(reading, meeting.because.span));
    let document = reading.document.reference.clone();
    Line { topic, text, date: meeting.date.clone(), document, sentence, record: meeting.id.clone() }
}

/// The latest meeting held; of several reports of one day the first.
fn last_contact(readings: &[&Reading], dyad: [Code; 2], as_of: Option<civil::Date>, stands: &dyn Fn(&str) -> bool) -> Option<Line> {
    let held = |meeting: &Meeting| {
        matches!(meeting.status, MeetingStatus::Held | MeetingStatus::Ongoing)
            && meeting.date.start.is_some_and(|start| as_of.is_none_or(|as_of| start <= as_of))
    };
    let all = meetings(readings, dyad, stands).into_iter().filter(|(_, meeting)| held(meeting));
    let last = all.reduce(|best, own| if own.1.date.end > best.1.date.end { own } else { best })?;
    Some(meeting_line(Topic::LastContact, last.0, last.1))
}

/// Meetings to come, each day and kind once, as the last document has it; those called off or put off too.
fn next_meetings(readings: &[&Reading], dyad: [Code; 2], as_of: Option<civil::Date>, stands: &dyn Fn(&str) -> bool) -> Vec<Line> {
    let mut found: Vec<(&Reading, &Meeting)> = Vec::new();
    for (reading, meeting) in meetings(readings, dyad, stands) {
        let ahead = !matches!(meeting.status, MeetingStatus::Held | MeetingStatus::Ongoing)
            && meeting.date.end.is_none_or(|end| as_of.is_none_or(|as_of| end >= as_of));
        if !ahead {
            continue;
        }
        let same = |other: &Meeting| {
            other.place.as_ref().map(|place| &place.name) == meeting.place.as_ref().map(|place| &place.name)
                && (other.date.start == meeting.date.start || other.date.start.is_none() || meeting.date.start.is_none())
        };
        match found.iter_mut().find(|(_, other)| same(other)) {
            Some(other) if other.1.date.start.is_none() || meeting.date.start.is_some() => *other = (reading, meeting),
            Some(_) => {}
            None => found.push((reading, meeting)),
        }
    }
    found.sort_by_key(|(_, meeting)| (meeting.date.start.is_none(), meeting.date.start));
    found.into_iter().map(|(reading, meeting)| meeting_line(Topic::NextMeeting, reading, meeting)).collect()
}

/// What one of the two owes the other, or both have undertaken, and no later document has settled.
fn open_commitments(
    readings: &[&Reading],
    dyad: [Code; 2],
    as_of: Option<civil::Date>,
    changes: &[Change],
    stands: &dyn Fn(&str) -> bool,
) -> Vec<Line> {
    let [one, other] = dyad;
    let concerns = |promise: &Commitment| {
        let owes = |by: Code, to: Code| names(&promise.by, by) && (names(&promise.to, to) || names(&promise.by, to));
        owes(one, other) || owes(other, one)
    };
    let settled = |promise: &Commitment| {
        let last = changes.iter().rfind(|change| change.commitment == promise.id).map_or(promise.status, |change| change.status);
        !matches!(last, CommitmentStatus::Open | CommitmentStatus::Extended)
    };
    let mut lines: Vec<Line> = Vec::new();
    for reading in readings {
        for promise in reading.commitments.iter().filter(|promise| concerns(promise) && !settled(promise) && stands(&promise.id)) {
            let by: Vec<String> = dyad.iter().filter(|code| names(&promise.by, **code)).map(ToString::to_string).collect();
            let overdue = promise.due.end.zip(as_of).is_some_and(|(due, as_of)| due < as_of);
            let overdue = if overdue { ", overdue" } else { "" };
            lines.push(Line {
                topic: Topic::OpenCommitment,
                text: format!("{}, {}{overdue}: {}", by.join(" and "), code_of(&promise.strength), promise.text),
                date: promise.due.clone(),
                document: reading.document.reference.clone(),
                sentence: sentence_around(reading, promise.act),
                record: promise.id.clone(),
            });
        }
    }
    lines
}

/// The last measures of one side towards the other: acts, not words, that happened or go on.
fn measures(readings: &[&Reading], topic: Topic, from: Code, to: Code, stands: &dyn Fn(&str) -> bool) -> Vec<Line> {
    let is_measure = |event: &Event| {
        matches!(event.quad, 2 | 4)
            && matches!(event.status, Status::Occurred | Status::Ongoing)
            && names(&event.actors, from)
            && names(&event.recipients, to)
            && stands(&event.id)
    };
    let mut found: Vec<(&Reading, &Event)> = readings
        .iter()
        .flat_map(|reading| reading.events.iter().filter(|event| is_measure(event)).map(move |event| (*reading, event)))
        .collect();
    // An undated act is as old as its report.
    found.sort_by_key(|(reading, event)| std::cmp::Reverse(event.date.end.or(reading.document.published)));
    found
        .into_iter()
        .take(MEASURES)
        .map(|(reading, event)| Line {
            topic,
            text: [event.kind.code(), &event.modes.join(", ")].join(" ").trim_end().to_owned(),
            date: event.date.clone(),
            document: reading.document.reference.clone(),
            sentence: event.sentence,
            record: event.id.clone(),
        })
        .collect()
}
