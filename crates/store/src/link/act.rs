use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;
use legation::Span;
use legation::record::{
    Basis, Code, Commitment, CommitmentStatus, Date, Event, EventType, Meeting, MeetingKind, MeetingStatus, PartyKind, PlacePrecision,
    Precision, Reading, Ref, Status,
};
use serde::{Deserialize, Serialize};

use crate::Kind;
use crate::fold::fold;

/// Whether an act or meeting is told as a fact, as to come, or as not so. Only what stands the same can be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Standing {
    /// It happened or goes on.
    Fact,
    /// It is announced, possible or depends on something.
    ToCome,
    /// It is denied, called off or did not happen.
    Not,
}

/// An event, meeting or commitment as others are compared with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Act {
    /// Its row in the store.
    #[serde(skip)]
    pub record: i64,
    /// Its document's row.
    #[serde(skip)]
    pub document: i64,
    /// What it is.
    pub what: Kind,
    /// PLOVER type; of a meeting `CONSULT`, of a commitment `AGREE`.
    pub kind: EventType,
    /// The words that tell it.
    pub sentence: Span,
    /// Whether it is a meeting or a commitment to hold one, or an event that tells one.
    pub talks: bool,
    /// Of a meeting that it is put off or called off, which says more than that it is to come or is not.
    pub status: Option<MeetingStatus>,
    /// The events of the same document that tell the same.
    #[serde(skip)]
    pub events: Vec<i64>,
    pub standing: Standing,
    /// The days it may have been on, and whether the text tells them itself.
    pub days: Option<(civil::Date, civil::Date)>,
    pub told_day: bool,
    /// Of talks told as a fact without a day: the day of publication and the one before.
    pub about: Option<(civil::Date, civil::Date)>,
    pub actors: BTreeSet<Code>,
    pub recipients: BTreeSet<Code>,
    /// Countries that its sentence names, as parties or by a place.
    pub named: BTreeSet<Code>,
    /// Persons by country, by last name.
    pub persons: BTreeMap<Code, BTreeSet<String>>,
    /// Whether by phone or video; `None` where nothing tells.
    pub remote: Option<bool>,
    pub modes: BTreeSet<String>,
    /// Country and name of the city.
    pub city: Option<String>,
    pub country: Option<Code>,
    /// Values by unit, of what is no number of people.
    pub amounts: BTreeMap<String, BTreeSet<u64>>,
    /// "third" of "third tranche", by noun.
    pub ordinals: BTreeMap<String, String>,
    /// Beginnings of the words of its sentence that are no names.
    pub words: BTreeSet<String>,
    /// The same of the text around it.
    pub around: BTreeSet<String>,
}

/// So many letters of a word are compared: "imposed" and "imposing" begin alike.
const STEM: usize = 5;

impl Act {
    /// An event of a reading.
    pub fn of_event(reading: &Reading, event: &Event, record: i64, document: i64) -> Self {
        let sentence = event.sentence.of(&reading.document.text);
        let all: Vec<&Ref> = event.actors.iter().chain(&event.recipients).collect();
        let remote = |modes: &[String]| match modes.iter().any(|mode| mode == "phone") {
            true => Some(true),
            false => modes.iter().any(|mode| mode == "visit" || mode == "third-party").then_some(false),
        };
        Self {
            record,
            document,
            what: Kind::Event,
            kind: event.kind,
            sentence: event.sentence,
            talks: event.kind == EventType::Consult || reading.meetings.iter().any(|meeting| meeting.events.contains(&event.id)),
            status: None,
            events: Vec::new(),
            standing: match event.status {
                Status::Occurred | Status::Ongoing => Standing::Fact,
                Status::Planned | Status::Conditional | Status::Possible => Standing::ToCome,
                Status::Negated | Status::Denied => Standing::Not,
            },
            days: days(&event.date),
            told_day: told(&event.date),
            about: about(
                reading,
                event.kind == EventType::Consult && matches!(event.status, Status::Occurred | Status::Ongoing),
                &event.date,
            ),
            actors: codes(&event.actors),
            recipients: codes(&event.recipients),
            named: named(reading, event.sentence).into_iter().chain(event.place.as_ref().and_then(|place| place.country)).collect(),
            persons: persons(reading, &all),
            remote: if event.kind == EventType::Consult { remote(&event.modes) } else { None },
            modes: event.modes.iter().cloned().collect(),
            city: event
                .place
                .as_ref()
                .filter(|place| matches!(place.precision, PlacePrecision::Venue | PlacePrecision::City))
                .map(|place| fold(&place.name)),
            country: event.place.as_ref().and_then(|place| place.country),
            amounts: amounts(event),
            ordinals: ordinals(sentence),
            words: words(reading, sentence),
            around: words(reading, around(&reading.document.text, event.sentence)),
        }
    }

    /// A meeting of a reading.
    pub fn of_meeting(reading: &Reading, meeting: &Meeting, record: i64, document: i64) -> Self {
        let of_event = reading.events.iter().find(|event| meeting.events.contains(&event.id)).map(|event| event.sentence);
        // A call has no place: the one beside it is where somebody meets later, or what they spoke of.
        let remote = matches!(meeting.kind, MeetingKind::Call | MeetingKind::Video);
        let sentence = of_event.unwrap_or(meeting.because.span).of(&reading.document.text);
        let all: Vec<&Ref> = meeting.participants.iter().collect();
        Self {
            record,
            document,
            what: Kind::Meeting,
            kind: EventType::Consult,
            sentence: of_event.unwrap_or(meeting.because.span),
            talks: true,
            status: Some(meeting.status),
            events: Vec::new(),
            standing: match meeting.status {
                MeetingStatus::Held | MeetingStatus::Ongoing => Standing::Fact,
                MeetingStatus::Scheduled | MeetingStatus::Invited | MeetingStatus::Proposed | MeetingStatus::Postponed => Standing::ToCome,
                MeetingStatus::Cancelled => Standing::Not,
            },
            days: days(&meeting.date),
            told_day: told(&meeting.date),
            about: about(reading, matches!(meeting.status, MeetingStatus::Held | MeetingStatus::Ongoing), &meeting.date),
            actors: codes(&meeting.participants),
            recipients: BTreeSet::new(),
            named: named(reading, of_event.unwrap_or(meeting.because.span)),
            persons: persons(reading, &all),
            remote: Some(remote),
            modes: BTreeSet::new(),
            city: meeting
                .place
                .as_ref()
                .filter(|_| !remote)
                .filter(|place| matches!(place.precision, PlacePrecision::Venue | PlacePrecision::City))
                .map(|place| fold(&place.name)),
            country: meeting.place.as_ref().filter(|_| !remote).and_then(|place| place.country),
            amounts: BTreeMap::new(),
            ordinals: ordinals(meeting.name.as_deref().unwrap_or_default()),
            words: words(reading, sentence),
            around: words(reading, around(&reading.document.text, meeting.because.span)),
        }
    }

    /// A commitment of a reading.
    pub fn of_commitment(reading: &Reading, commitment: &Commitment, record: i64, document: i64) -> Self {
        let text = &reading.document.text;
        let all: Vec<&Ref> = commitment.by.iter().chain(&commitment.to).collect();
        let date = if commitment.starts.start.is_some() { &commitment.starts } else { &commitment.due };
        Self {
            record,
            document,
            what: Kind::Commitment,
            kind: EventType::Agree,
            sentence: commitment.act,
            talks: false,
            status: None,
            events: Vec::new(),
            standing: match commitment.status {
                CommitmentStatus::Open | CommitmentStatus::Extended => Standing::ToCome,
                CommitmentStatus::Kept => Standing::Fact,
                CommitmentStatus::Broken | CommitmentStatus::Withdrawn | CommitmentStatus::Expired => Standing::Not,
            },
            days: days(date),
            told_day: told(date),
            about: None,
            actors: codes(&commitment.by),
            recipients: codes(&commitment.to),
            named: named(reading, commitment.act),
            persons: persons(reading, &all),
            remote: None,
            modes: BTreeSet::new(),
            city: None,
            country: None,
            amounts: BTreeMap::new(),
            ordinals: ordinals(commitment.act.of(text)),
            words: words(reading, commitment.act.of(text)),
            around: words(reading, around(text, commitment.act)),
        }
    }

    /// All who take part.
    pub fn everybody(&self) -> BTreeSet<Code> {
        self.actors.union(&self.recipients).copied().collect()
    }
}

fn codes(refs: &[Ref]) -> BTreeSet<Code> {
    refs.iter().filter_map(|party| party.country).collect()
}

/// Countries of the parties that a stretch names.
pub fn named(reading: &Reading, span: Span) -> BTreeSet<Code> {
    let names = |spans: &[Span]| spans.iter().any(|mention| mention.overlaps(span));
    reading.parties.iter().filter(|party| names(party.mentions.as_slice())).filter_map(|party| party.country).collect()
}

/// Whether the text itself tells the day.
fn told(date: &Date) -> bool {
    matches!(date.basis, Basis::Stated | Basis::Relative) && date.precision == Precision::Day
}

fn days(date: &Date) -> Option<(civil::Date, civil::Date)> {
    let start = date.start?;
    Some((start, date.end.unwrap_or(start)))
}

fn about(reading: &Reading, held: bool, date: &Date) -> Option<(civil::Date, civil::Date)> {
    let published = reading.document.published.filter(|_| held && date.start.is_none())?;
    Some((published.yesterday().ok()?, published))
}

fn persons(reading: &Reading, refs: &[&Ref]) -> BTreeMap<Code, BTreeSet<String>> {
    let mut found: BTreeMap<Code, BTreeSet<String>> = BTreeMap::new();
    for party in refs {
        let Some(entry) = reading.parties.get(party.party).filter(|entry| entry.kind == PartyKind::Person) else { continue };
        let (Some(code), name) = (party.country, fold(&entry.name)) else { continue };
        // The last name alone may be all that a report gives.
        found.entry(code).or_default().extend(name.split(' ').map(str::to_owned));
    }
    found
}

fn amounts(event: &Event) -> BTreeMap<String, BTreeSet<u64>> {
    let mut found: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for amount in event.amounts.iter().filter(|amount| amount.unit != "people" && amount.value >= 0.0) {
        found.entry(amount.unit.clone()).or_default().insert((amount.value * 100.0).round() as u64);
    }
    found
}

/// A paragraph's length of text before and behind a span.
fn around(text: &str, span: legation::Span) -> &str {
    const REACH: usize = 400;
    let start = text.floor_char_boundary(span.start().saturating_sub(REACH));
    let end = text.ceil_char_boundary((span.end() + REACH).min(text.len()));
    &text[start..end]
}

/// "third" by "tranche" where the text says "third tranche", "19" by "package" for "19th package".
fn ordinals(text: &str) -> BTreeMap<String, String> {
    const ORDINALS: [&str; 12] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"];
    let words: Vec<String> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let number = |word: &str| {
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
        match ORDINALS.iter().position(|&ordinal| ordinal == word) {
            Some(at) => Some((at + 1).to_string()),
            None => (digits.len() < word.len() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.to_owned()),
        }
    };
    words.windows(2).filter_map(|pair| Some((pair[1].clone(), number(&pair[0])?))).collect()
}

/// Beginnings of the words of a sentence but for names of parties, days and months, and short words.
pub fn words(reading: &Reading, sentence: &str) -> BTreeSet<String> {
    const TIMES: [&str; 24] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "yesterday",
        "today",
        "tomorrow",
        "week",
        "month",
        "year",
    ];
    let named: BTreeSet<String> = reading
        .parties
        .iter()
        .filter(|party| party.kind != PartyKind::Generic)
        .flat_map(|party| fold(&party.name).split(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    fold(sentence)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.len() > 3 && !named.contains(*word) && !TIMES.contains(word))
        .map(|word| word.chars().take(STEM).collect())
        .collect()
}
