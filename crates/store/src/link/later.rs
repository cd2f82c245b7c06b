use jiff::civil;
use legation::record::{EventType, MeetingStatus};

use super::act::{Act, Standing};
use super::same::{LONG, When, Who, alike, days, other_person, other_place, other_sum, parties};
use crate::Kind;

/// An act is denied within so many days.
const DENIED: i32 = 14;
/// A threat is carried out, a demand is met within so many days.
const THREAT: i32 = 60;

/// What an act of a later report says of an act of an earlier one: the kind of the answer, and why.
pub fn answer(early: &Act, told: civil::Date, late: &Act, answered: civil::Date) -> Option<(&'static str, &'static str)> {
    if early.document == late.document || told > answered || other_person(early, late) || other_place(early, late) {
        return None;
    }
    meeting(early, late)
        .or_else(|| (outcome(early, late) && !other_sum(early, late)).then(|| came(early, late)))
        .or_else(|| announced(early, late, answered).then_some(("outcome", "link.announced")))
        .or_else(|| threat(early, told, late, answered))
        .or_else(|| (denial(early, late) && soon_after(told, answered)).then_some(("denies", "link.denies")))
}

/// A meeting to come and the same parties' meeting as it was held, called off or put off.
fn meeting(early: &Act, late: &Act) -> Option<(&'static str, &'static str)> {
    if early.what != Kind::Meeting
        || late.what != Kind::Meeting
        || early.standing != Standing::ToCome
        || parties(early, late) != Some(Who::All)
    {
        return None;
    }
    match late.status? {
        MeetingStatus::Held | MeetingStatus::Ongoing => on_its_day(early, late).then_some(("held", "link.held")),
        // What is called off may be told without its day, or with the day on which that is told.
        MeetingStatus::Cancelled => (late.days.is_none() || on_its_day(early, late)).then_some(("cancelled", "link.cancelled")),
        MeetingStatus::Postponed if early.status != Some(MeetingStatus::Postponed) => {
            (late.days.is_none() || early.days.is_none() || late.days >= early.days).then_some(("postponed", "link.postponed"))
        }
        _ => None,
    }
}

/// Whether a later act falls on the announced days, give or take one; what is announced for "the year" would have everything for its outcome.
fn on_its_day(announced: &Act, later: &Act) -> bool {
    let (Some(plan), Some((day, _))) = (announced.days, later.days) else { return false };
    let slack = jiff::Span::new().days(1);
    let within = plan.0.checked_sub(slack).is_ok_and(|from| from <= day) && plan.1.checked_add(slack).is_ok_and(|to| day <= to);
    within && plan.0.until(plan.1).is_ok_and(|span| span.get_days() <= LONG)
}

/// The same act, first to come and then done or not.
fn outcome(announced: &Act, later: &Act) -> bool {
    let kinds =
        announced.what == Kind::Event && later.what == Kind::Event && (announced.kind == later.kind || announced.talks && later.talks);
    kinds
        && announced.standing == Standing::ToCome
        && later.standing != Standing::ToCome
        && on_its_day(announced, later)
        && parties(announced, later).is_some_and(|who| who == Who::All || !announced.talks && alike(announced, later) >= 0.3)
}

/// What became of an announced act; of a meeting in the words for meetings.
fn came(early: &Act, late: &Act) -> (&'static str, &'static str) {
    match (early.talks && late.talks, late.standing) {
        (true, Standing::Fact) => ("held", "link.held"),
        (true, _) => ("cancelled", "link.cancelled"),
        (false, _) => ("outcome", "link.outcome"),
    }
}

/// What was announced for a day (a vote, a delivery) and what the same party did on it, in much the same words.
fn announced(plan: &Act, later: &Act, answered: civil::Date) -> bool {
    let planned = plan.standing == Standing::ToCome && plan.kind == EventType::Agree && !plan.talks;
    let done =
        later.what == Kind::Event && later.standing == Standing::Fact && !matches!(later.kind, EventType::Agree | EventType::Consult);
    planned
        && done
        && plan.days.is_some_and(|(_, end)| end.checked_add(jiff::Span::new().days(2)).is_ok_and(|end| answered <= end))
        && on_its_day(plan, later)
        && !plan.actors.is_disjoint(&later.actors)
        && (plan.recipients.is_empty() || !plan.recipients.is_disjoint(&later.everybody()))
        && alike(plan, later) >= 0.4
}

/// A threat carried out by who made it against whom it was made, or a demand met by who was asked.
fn threat(early: &Act, told: civil::Date, late: &Act, answered: civil::Date) -> Option<(&'static str, &'static str)> {
    use EventType as Type;
    let soon = told.until(answered).is_ok_and(|span| span.get_days() <= THREAT);
    let behind = matches!((early.days, late.days), (Some(early), Some(late)) if early.0 <= late.0);
    if early.what != Kind::Event
        || late.what != Kind::Event
        || early.standing != Standing::Fact
        || late.standing != Standing::Fact
        || !soon
        || !behind
    {
        return None;
    }
    let same_way = !early.actors.is_disjoint(&late.actors) && !early.recipients.is_disjoint(&late.recipients);
    let other_way = !early.actors.is_disjoint(&late.recipients) && !early.recipients.is_disjoint(&late.actors);
    let worse = matches!(late.kind, Type::Sanction | Type::Coerce | Type::Assault | Type::Mobilize | Type::Protest);
    let yields = matches!(late.kind, Type::Concede | Type::Retreat | Type::Agree | Type::Aid | Type::Cooperate);
    if alike(early, late) < 0.3 {
        return None;
    }
    if early.kind == Type::Threaten && worse && same_way {
        return Some(("outcome", "link.threat"));
    }
    // What is asked for and what is given are told in the same words, or the one has nothing to do with the other.
    (matches!(early.kind, Type::Threaten | Type::Request) && yields && other_way && alike(early, late) >= 0.5)
        .then_some(("outcome", "link.demand"))
}

/// The same act, first told as a fact and then denied.
fn denial(told: &Act, later: &Act) -> bool {
    told.what == later.what
        && told.kind == later.kind
        && told.what != Kind::Commitment
        && told.standing == Standing::Fact
        && later.standing == Standing::Not
        && days(told, later) != When::Apart
        && parties(told, later).is_some()
        && alike(told, later) >= 0.3
}

/// Whether a denial comes while it is remembered what it denies.
fn soon_after(told: civil::Date, answered: civil::Date) -> bool {
    told.until(answered).is_ok_and(|span| span.get_days() <= DENIED)
}
