//! When a record found answers for one of gold.

use std::collections::BTreeSet;

use legation::record::{Code, Date, Event, Meeting, MeetingKind, Ref, Reporter};
use legation::{Reading, Span};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::gold;
use super::score::share;

/// Whether one of an event's triggers lies in a passage.
pub fn mentioned(event: &Event, at: Span) -> bool {
    event.trigger.overlaps(at) || event.mentions.as_slice().iter().any(|mention| mention.overlaps(at))
}

/// How well an event found answers for one of gold; 0 where it does not.
pub fn event_fit(gold: &gold::Event, event: &Event) -> f64 {
    if !gold.kinds.contains(&event.kind) {
        return 0.0;
    }
    let near = mentioned(event, gold.at);
    let inside = 2 * shared(event.sentence, gold.at) > gold.at.len();
    let right = parties_agree(gold, event);
    if !(near || inside && right) {
        return 0.0;
    }
    let points = [(near, 4), (right, 3), (event.kind == gold.kinds[0], 1), (!gold.optional, 2)];
    f64::from(1 + points.iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum::<u8>())
}

/// Whether actors and recipients are right. Of a reciprocal act it does not matter who stands where.
pub fn parties_agree(gold: &gold::Event, event: &Event) -> bool {
    let (actors, recipients) = (codes(&event.actors), codes(&event.recipients));
    let reciprocal = gold.recipients.len() == 0 && gold.actors.len() > 1;
    gold.actors.accept(&actors) && gold.recipients.accept(&recipients)
        || reciprocal && gold.actors.accept(&actors.union(&recipients).copied().collect())
}

/// How well a meeting found answers for one of gold: the same parties or name, and both calls or both not.
pub fn meeting_fit(gold: &gold::Meeting, meeting: &Meeting) -> f64 {
    let call = |kind: &MeetingKind| matches!(kind, MeetingKind::Call | MeetingKind::Video);
    let name = meeting.name.as_deref().unwrap_or_default().to_lowercase();
    let known = |other: &String| !name.is_empty() && (name.contains(&other.to_lowercase()) || other.to_lowercase().contains(&name));
    let same = gold.participants.len() > 0 && gold.participants.accept(&codes(&meeting.participants)) || gold.names.iter().any(known);
    if !same || !gold.kinds.iter().any(|kind| call(kind) == call(&meeting.kind)) {
        return 0.0;
    }
    let day = begins(&meeting.date, &gold.date);
    f64::from(1 + 2 * u8::from(day) + u8::from(gold.statuses.contains(&meeting.status)))
}

/// The countries of parties.
pub fn codes(parties: &[Ref]) -> BTreeSet<Code> {
    parties.iter().filter_map(|party| party.country).collect()
}

/// Whether a date begins on one of these days, or in one of these months or years.
pub fn begins<'a>(date: &Date, wanted: impl IntoIterator<Item = &'a String>) -> bool {
    let Some(start) = date.start.map(|start| start.to_string()) else { return false };
    wanted.into_iter().any(|wanted| !wanted.is_empty() && start.starts_with(wanted.get(..10).unwrap_or(wanted)))
}

/// How many characters two spans share.
pub fn shared(a: Span, b: Span) -> usize {
    a.end().min(b.end()).saturating_sub(a.start().max(b.start()))
}

/// The share of what two spans cover together, gaps included, that both cover.
pub fn jaccard(a: Span, b: Span) -> f64 {
    share(shared(a, b), a.to(b).len())
}

/// Whether a name of gold, or one of several joined by "and", is that of a party: its last word is among the party's (by the first six
/// letters, so that "Ukrainian" is "Ukraine"), or it holds all of the party's words.
pub fn named(name: &str, party: &Ref, reading: &Reading) -> bool {
    let full = reading.parties.get(party.party).map_or("", |party| party.name.as_str());
    let said: Vec<Vec<String>> = [full, &party.text].into_iter().map(words).filter(|words| !words.is_empty()).collect();
    let stem = |word: &str| word.chars().take(6).collect::<String>();
    name.split(" and ").map(words).any(|wanted| {
        let Some(last) = wanted.last().map(|last| stem(last)) else { return false };
        said.iter().any(|said| said.iter().any(|word| stem(word) == last) || said.iter().all(|word| wanted.contains(word)))
    })
}

/// Words without accents and case.
fn words(text: &str) -> Vec<String> {
    let plain: String = text.nfkd().filter(|letter| canonical_combining_class(*letter) == 0).collect();
    let plain = plain.to_lowercase();
    plain.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A reporter's name and channel.
pub fn reporter(by: &Reporter, reading: &Reading) -> String {
    let name = reading.parties.get(by.party.party).map_or("", |party| party.name.as_str());
    let name = if name.is_empty() { &by.party.text } else { name };
    format!("{name} {}", by.channel.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span::new(start, end).expect("not empty")
    }

    #[test]
    fn overlap_is_measured_in_characters() {
        assert_eq!(shared(span(0, 10), span(8, 12)), 2);
        assert_eq!(shared(span(0, 4), span(6, 8)), 0);
        assert!((jaccard(span(0, 10), span(5, 20)) - 0.25).abs() < 1e-9);
    }

    #[test]
    fn names_lose_accents_and_case() {
        assert_eq!(words("Recep Tayyip Erdoğan’s"), ["recep", "tayyip", "erdogan", "s"]);
    }

    #[test]
    fn a_date_may_be_a_month_or_a_year() {
        let date = Date::publication(Some(jiff::civil::date(2026, 2, 4)));
        for (wanted, right) in [("2026-02-04T10:00", true), ("2026-02", true), ("2026", true), ("2026-03", false), ("", false)] {
            assert_eq!(begins(&date, [&wanted.to_owned()]), right, "{wanted:?}");
        }
        assert!(!begins(&Date::unknown(), [&"2026".to_owned()]));
    }
}
