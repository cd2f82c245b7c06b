use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;
use legation::record::{
    Basis, Code, Date, Event, EventType, Meeting, MeetingKind, MeetingStatus, PartyKind, PlacePrecision, Precision, Reading, Ref, Status,
};

use serde::{Deserialize, Serialize};

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

/// An event or meeting as others are compared with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Act {
    /// Its row in the store.
    #[serde(skip)]
    pub record: i64,
    /// Its document's row.
    #[serde(skip)]
    pub document: i64,
    /// PLOVER type; of a meeting `CONSULT`.
    pub kind: EventType,
    /// Whether it is a meeting.
    pub meeting: bool,
    pub standing: Standing,
    /// The days it may have been on, and whether the text tells them itself.
    pub days: Option<(civil::Date, civil::Date)>,
    pub told_day: bool,
    pub actors: BTreeSet<Code>,
    pub recipients: BTreeSet<Code>,
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
            kind: event.kind,
            meeting: false,
            standing: match event.status {
                Status::Occurred | Status::Ongoing => Standing::Fact,
                Status::Planned | Status::Conditional | Status::Possible => Standing::ToCome,
                Status::Negated | Status::Denied => Standing::Not,
            },
            days: days(&event.date),
            told_day: told(&event.date),
            actors: codes(&event.actors),
            recipients: codes(&event.recipients),
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
        let sentence = meeting.because.span.of(&reading.document.text);
        let all: Vec<&Ref> = meeting.participants.iter().collect();
        Self {
            record,
            document,
            kind: EventType::Consult,
            meeting: true,
            standing: match meeting.status {
                MeetingStatus::Held | MeetingStatus::Ongoing => Standing::Fact,
                MeetingStatus::Scheduled | MeetingStatus::Invited | MeetingStatus::Proposed | MeetingStatus::Postponed => Standing::ToCome,
                MeetingStatus::Cancelled => Standing::Not,
            },
            days: days(&meeting.date),
            told_day: told(&meeting.date),
            actors: codes(&meeting.participants),
            recipients: BTreeSet::new(),
            persons: persons(reading, &all),
            remote: Some(matches!(meeting.kind, MeetingKind::Call | MeetingKind::Video)),
            modes: BTreeSet::new(),
            city: meeting
                .place
                .as_ref()
                .filter(|place| matches!(place.precision, PlacePrecision::Venue | PlacePrecision::City))
                .map(|place| fold(&place.name)),
            country: meeting.place.as_ref().and_then(|place| place.country),
            amounts: BTreeMap::new(),
            ordinals: ordinals(meeting.name.as_deref().unwrap_or_default()),
            words: words(reading, sentence),
            around: words(reading, around(&reading.document.text, meeting.because.span)),
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

/// Whether the text itself tells the day.
fn told(date: &Date) -> bool {
    matches!(date.basis, Basis::Stated | Basis::Relative) && date.precision == Precision::Day
}

fn days(date: &Date) -> Option<(civil::Date, civil::Date)> {
    let start = date.start?;
    Some((start, date.end.unwrap_or(start)))
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
fn words(reading: &Reading, sentence: &str) -> BTreeSet<String> {
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
