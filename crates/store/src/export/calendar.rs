//! Meetings and the deadlines of commitments as an iCalendar file (RFC 5545): an all-day entry each, where the day is known.
//!
//! UIDs come from record ids and DTSTAMP is the day of publication, so that the same readings give the same bytes. A meeting that several
//! documents tell, by the events that were merged, is one entry.

use std::collections::HashSet;
use std::io::{self, Write};

use icalendar::{Component, Event, EventLike, EventStatus, Property};
use jiff::ToSpan;
use jiff::civil::Date;
use legation::Reading;
use legation::record::{Basis, Commitment, CommitmentStatus, Meeting, MeetingStatus, Ref, Strength, code_of};

use super::{ExportError, Exported};

const HEAD: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Legation//Legation//EN\r\nCALSCALE:GREGORIAN\r\n";

pub(super) fn write(readings: impl Iterator<Item = Exported>, mut out: impl Write) -> Result<u64, ExportError> {
    out.write_all(HEAD.as_bytes())?;
    let mut seen = HashSet::new();
    let mut count = 0;
    for exported in readings {
        let reading = &exported.reading;
        let meetings = reading.meetings.iter().filter_map(|meeting| {
            let merged = meeting.events.iter().find_map(|event| exported.merged.get(event));
            let uid = merged.map_or(&meeting.id, |merged| &merged.event);
            if merged.is_some() && !seen.insert(uid.clone()) {
                return None;
            }
            of_meeting(reading, meeting, uid)
        });
        let entries: Vec<Event> =
            meetings.chain(reading.commitments.iter().filter_map(|promise| of_commitment(reading, promise))).collect();
        for entry in entries {
            let text = entry.try_into_string().map_err(|error| io::Error::other(error.to_string()))?;
            out.write_all(text.as_bytes())?;
            count += 1;
        }
    }
    out.write_all(b"END:VCALENDAR\r\n")?;
    out.flush()?;
    Ok(count)
}

fn of_meeting(reading: &Reading, meeting: &Meeting, uid: &str) -> Option<Event> {
    let past = matches!(meeting.status, MeetingStatus::Held | MeetingStatus::Ongoing);
    if meeting.date.basis == Basis::Publication && !past {
        // The day on which it was written about is not the day on which it is to be.
        return None;
    }
    let (start, end) = (meeting.date.start?, meeting.date.end?);
    let who = names(reading, &meeting.participants);
    let what = meeting.name.clone().unwrap_or_else(|| code_of(&meeting.kind));
    let summary = if who.is_empty() { what } else { format!("{what}: {who}") };
    let status = match meeting.status {
        MeetingStatus::Held | MeetingStatus::Ongoing | MeetingStatus::Scheduled => EventStatus::Confirmed,
        MeetingStatus::Invited | MeetingStatus::Proposed | MeetingStatus::Postponed => EventStatus::Tentative,
        MeetingStatus::Cancelled => EventStatus::Cancelled,
    };
    let mut event = entry(reading, uid, start, end, &summary)?;
    event.status(status).add_property("CATEGORIES", "MEETING");
    if let Some(place) = &meeting.place {
        event.location(&plain(&place.name));
        if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
            event.add_property("GEO", format!("{lat};{lon}"));
        }
    }
    event.description(&plain(&format!("{}, {}", code_of(&meeting.kind), code_of(&meeting.status))));
    Some(event)
}

fn of_commitment(reading: &Reading, commitment: &Commitment) -> Option<Event> {
    let day = commitment.due.end?;
    let status = match (commitment.status, commitment.strength) {
        (CommitmentStatus::Broken | CommitmentStatus::Withdrawn, _) => EventStatus::Cancelled,
        (_, Strength::Agreed | Strength::Pledged) => EventStatus::Confirmed,
        (_, Strength::Offered | Strength::Considering | Strength::Demanded) => EventStatus::Tentative,
    };
    let who = names(reading, &commitment.by);
    let mut event = entry(reading, &commitment.id, day, day, &format!("Deadline: {who}: {}", commitment.text))?;
    event.status(status).add_property("CATEGORIES", "DEADLINE");
    event.description(&plain(&format!("{}, {}", code_of(&commitment.strength), code_of(&commitment.status))));
    Some(event)
}

/// An all-day entry; its end is the day after the last, as RFC 5545 has it.
fn entry(reading: &Reading, uid: &str, start: Date, end: Date, summary: &str) -> Option<Event> {
    let document = &reading.document;
    let after = end.checked_add(1.day()).ok()?;
    let day = |name: &str, day: Date| Property::new(name, digits(day)).add_parameter("VALUE", "DATE").done();
    let mut event = Event::with_uid(&format!("{uid}@legation"));
    event.add_property("DTSTAMP", format!("{}T000000Z", digits(document.published.unwrap_or(start))));
    event.append_property(day("DTSTART", start)).append_property(day("DTEND", after)).summary(&plain(summary));
    // A day that somebody is not free on is not what this says.
    event.add_property("TRANSP", "TRANSPARENT");
    if let Some(url) = &document.url {
        event.add_property("URL", plain(url));
    }
    Some(event)
}

fn names(reading: &Reading, parties: &[Ref]) -> String {
    let name = |party: &Ref| reading.parties.get(party.party).map_or_else(|| party.text.clone(), |party| party.name.clone());
    parties.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn digits(day: Date) -> String {
    super::line::digits(Some(day))
}

/// One line without control characters.
fn plain(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
