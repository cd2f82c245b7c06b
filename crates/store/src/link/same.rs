use std::collections::BTreeSet;

use jiff::civil;
use legation::record::EventType;

use super::act::Act;
use crate::Kind;

/// Whether two reports tell one act or meeting, and why; `None` where they do not, or where too little tells that they do.
///
/// It asks the same of both, so that the order of reports changes nothing: what contradicts (day, parties, person, place, way, sum, number)
/// keeps them apart; else the parties, the day and the words have to speak for it.
pub fn same(one: &Act, other: &Act, one_story: bool) -> Option<&'static str> {
    if one.kind != other.kind || one.what != other.what || one.standing != other.standing || one.document == other.document {
        return None;
    }
    let when = days(one, other);
    if when == When::Apart || (when == When::Open && !one_story) {
        return None;
    }
    let who = parties(one, other).or_else(|| named(one, other).then_some(Who::Named))?;
    if other_person(one, other) || other_place(one, other) || other_way(one, other) || other_sum(one, other) || other_number(one, other) {
        return None;
    }
    let alike = alike(one, other);
    if one_story {
        return (alike >= SAME_STORY).then_some("link.story");
    }
    let named = one.persons.iter().any(|(code, names)| other.persons.get(code).is_some_and(|others| !names.is_disjoint(others)));
    let city = one.city.is_some() && one.city == other.city;
    // A state attacks, arrests and is protested against many times a day; it signs, expels or summons once.
    let often = matches!(one.kind, EventType::Assault | EventType::Coerce | EventType::Protest);
    // Of two states one expels envoys of the other once a day; the answer goes the other way.
    let expels = one.kind == EventType::Sanction && [one, other].iter().all(|act| act.modes.contains("expel"));
    let least = match (who, when, named || city) {
        (Who::All, When::Same, _) if !often => 0.0,
        (_, When::Same, _) if expels => 0.0,
        (Who::Named, When::Same, true) => 0.2,
        (Who::Named, When::Same, false) => 0.3,
        (Who::Named, When::Near, _) => 0.4,
        (_, When::Same, true) => 0.1,
        (_, When::Near, true) => 0.2,
        (_, When::Same, false) => 0.2,
        (_, When::Near, false) => 0.3,
        (_, When::Open | When::Apart, _) => return None,
    };
    (alike >= least).then_some("link.same")
}

/// How far two reports have words in common: of one sentence in the other, or of one sentence in the text around the other.
pub fn alike(one: &Act, other: &Act) -> f64 {
    let within = |words: &BTreeSet<String>, text: &BTreeSet<String>| {
        if words.is_empty() { 0.0 } else { words.intersection(text).count() as f64 / words.len() as f64 }
    };
    overlap(&one.words, &other.words).max(within(&one.words, &other.around)).max(within(&other.words, &one.around))
}

/// How much of the shorter sentence's words reports of one story must have in common.
const SAME_STORY: f64 = 0.6;

/// "In 2025" says too little to tell one act from another: in days.
pub const LONG: i32 = 31;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Both on one day.
    Same,
    /// On one day as far as they tell, which is not to the day.
    Near,
    /// Nothing tells.
    Open,
    /// On two days.
    Apart,
}

pub fn days(one: &Act, other: &Act) -> When {
    let (a, b) = match (one.days, other.days) {
        (Some(a), Some(b)) => (a, b),
        // Where one alone tells no day.
        (Some(a), None) if other.about.is_some() => (a, other.about.unwrap_or(a)),
        (None, Some(b)) if one.about.is_some() => (one.about.unwrap_or(b), b),
        _ => return When::Open,
    };
    let long = |days: (civil::Date, civil::Date)| days.0.until(days.1).is_ok_and(|span| span.get_days() > LONG);
    if long(a) || long(b) {
        return When::Open;
    }
    // A day that stands for the day of publication may be the one before.
    let slack = i64::from(!(one.told_day && other.told_day));
    let gap = |early: civil::Date, late: civil::Date| early.until(late).map_or(i64::MAX, |span| i64::from(span.get_days()));
    let apart = gap(a.1, b.0).max(gap(b.1, a.0));
    let is_day = |days: (civil::Date, civil::Date)| days.0 == days.1;
    match (is_day(a) && is_day(b), apart) {
        (true, ..=0) => When::Same,
        (false, ..=0) => When::Near,
        (true, apart) if apart <= slack => When::Near,
        _ => When::Apart,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// All of one are all of the other, and at least two.
    All,
    /// What one leaves out the other has.
    Some,
    /// What one has as a party the other names at least in its sentence.
    Named,
}

pub fn parties(one: &Act, other: &Act) -> Option<Who> {
    let (all, others) = (one.everybody(), other.everybody());
    let mutual = |act: &Act| act.recipients.is_empty() && act.actors.len() > 1;
    if all == others
        && all.len() > 1
        && (mutual(one) || mutual(other) || (one.actors == other.actors && one.recipients == other.recipients))
    {
        return Some(Who::All);
    }
    if one.what == Kind::Meeting || one.kind == EventType::Consult {
        // Of talks every party counts, unless one report names a single one.
        return ((all.len() < 2 || others.len() < 2) && !all.is_disjoint(&others)).then_some(Who::Some);
    }
    let fits = |a: &BTreeSet<_>, b: &BTreeSet<_>| a.is_subset(b) || b.is_subset(a);
    let told = !one.actors.is_disjoint(&other.actors)
        || (one.actors.is_empty() || other.actors.is_empty()) && !one.recipients.is_disjoint(&other.recipients);
    (told && fits(&one.actors, &other.actors) && fits(&one.recipients, &other.recipients)).then_some(Who::Some)
}

/// Each names all parties of the other, if not as parties, and they do not act on each other the other way round.
fn named(one: &Act, other: &Act) -> bool {
    if one.what == Kind::Meeting || one.kind == EventType::Consult {
        return false;
    }
    let within = |act: &Act, other: &Act| act.everybody().iter().all(|code| other.named.contains(code) || other.everybody().contains(code));
    let crossed = |a: &BTreeSet<_>, b: &BTreeSet<_>| !a.is_disjoint(b);
    let turned = crossed(&one.actors, &other.recipients) && crossed(&one.recipients, &other.actors);
    !one.everybody().is_disjoint(&other.everybody()) && within(one, other) && within(other, one) && !turned
}

/// Both name persons of one country, and not the same.
pub fn other_person(one: &Act, other: &Act) -> bool {
    one.persons.iter().any(|(code, names)| other.persons.get(code).is_some_and(|others| names.is_disjoint(others)))
}

pub fn other_place(one: &Act, other: &Act) -> bool {
    let differ = |a: Option<&str>, b: Option<&str>| matches!((a, b), (Some(a), Some(b)) if a != b);
    differ(one.city.as_deref(), other.city.as_deref()) || matches!((one.country, other.country), (Some(a), Some(b)) if a != b)
}

fn other_way(one: &Act, other: &Act) -> bool {
    // Of the weapons of one attack one report names this, another that; to expel is not to embargo.
    let telling = matches!(one.kind, EventType::Sanction | EventType::Coerce | EventType::Protest | EventType::Accuse);
    matches!((one.remote, other.remote), (Some(a), Some(b)) if a != b)
        || (telling && !one.modes.is_empty() && !other.modes.is_empty() && one.modes.is_disjoint(&other.modes))
}

/// Both tell a sum in one unit, and not the same; 5 in 100 are rounding.
pub fn other_sum(one: &Act, other: &Act) -> bool {
    let near = |a: u64, b: u64| a.abs_diff(b) * 20 <= a.max(b);
    one.amounts.iter().any(|(unit, values)| {
        other.amounts.get(unit).is_some_and(|others| !values.iter().any(|&value| others.iter().any(|&other| near(value, other))))
    })
}

/// "The third tranche" and "the fourth tranche".
fn other_number(one: &Act, other: &Act) -> bool {
    one.ordinals.iter().any(|(noun, number)| other.ordinals.get(noun).is_some_and(|others| others != number))
}

/// How much of the smaller set is in the other, 0 to 1.
fn overlap(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let least = one.len().min(other.len());
    if least == 0 { 0.0 } else { one.intersection(other).count() as f64 / least as f64 }
}
