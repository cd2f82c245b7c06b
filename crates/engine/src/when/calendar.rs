//! The arithmetic of dates.

use jiff::civil::{self, Weekday};
use jiff::{Span, ToSpan};
use regex::Captures;

use super::rules::Meaning;
use crate::record::{Basis, Precision};

/// Past or future, as tense and words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    Past,
    Future,
    /// Whichever is nearer.
    Nearest,
}

/// What a phrase means.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    pub days: Option<(civil::Date, civil::Date)>,
    pub precision: Precision,
    pub basis: Basis,
    pub duration: Option<String>,
    pub why: Option<String>,
}

impl Value {
    fn unknown() -> Self {
        Self { days: None, precision: Precision::Unknown, basis: Basis::Relative, duration: None, why: None }
    }

    fn of(start: civil::Date, end: civil::Date, precision: Precision, basis: Basis, why: String) -> Self {
        Self { days: Some((start, end)), precision, basis, duration: None, why: Some(why) }
    }
}

/// Computes what a match means against the day of publication; `None` where it means no date after all.
pub fn value(meaning: Meaning, found: &Captures<'_>, published: Option<civil::Date>, tense: Tense) -> Option<Value> {
    let group = |name: &str| found.name(name).map(|group| group.as_str().to_lowercase());
    match meaning {
        Meaning::DayOfMonth => {
            let (month, day) = (month(&group("month")?)?, group("day")?.parse().ok()?);
            if let Some(year) = group("year").and_then(|year| year.parse().ok()) {
                let date = civil::Date::new(year, month, day).ok()?;
                return Some(Value::of(date, date, Precision::Day, Basis::Stated, date.to_string()));
            }
            let date = near(published, tense, |year| civil::Date::new(year, month, day).ok())?;
            Some(Value::of(date, date, Precision::Day, Basis::Relative, format!("the {} {day}-{month} {}", side(tense), anchor(published))))
        }
        Meaning::Month => {
            let number = month(&group("month")?)?;
            let first = |year| civil::Date::new(year, number, 1).ok();
            let (start, basis) = match group("year").and_then(|year| year.parse().ok()) {
                Some(year) => (first(year)?, Basis::Stated),
                None => match published {
                    None => return Some(Value::unknown()),
                    Some(published) => (directed(published, group("direction").as_deref(), tense, &first)?, Basis::Relative),
                },
            };
            let (start, end) = part_of(start, start.last_of_month(), group("part").as_deref());
            Some(Value::of(
                start,
                end,
                if start == end { Precision::Day } else { Precision::Month },
                basis,
                format!("{} {}", start.year(), start.month()),
            ))
        }
        Meaning::Year => {
            let year = group("year")?.parse().ok()?;
            let (start, end) = part_of(civil::Date::new(year, 1, 1).ok()?, civil::Date::new(year, 12, 31).ok()?, group("part").as_deref());
            Some(Value::of(start, end, Precision::Year, Basis::Stated, format!("the year {year}")))
        }
        Meaning::Weekday => {
            let Some(published) = published else { return Some(Value::unknown()) };
            let day = weekday(&group("weekday")?)?;
            let direction = group("direction");
            let date = match (direction.as_deref(), tense) {
                (Some("next"), _) => published
                    .nth_weekday(1, day)
                    .ok()
                    .filter(|date| week(*date) != week(published))
                    .or_else(|| published.nth_weekday(2, day).ok())?,
                (Some("this coming"), _) => published.nth_weekday(1, day).ok()?,
                (Some("last"), _) => published.nth_weekday(-1, day).ok()?,
                (Some("this past"), _) | (_, Tense::Past | Tense::Nearest) => {
                    if published.weekday() == day {
                        published
                    } else {
                        published.nth_weekday(-1, day).ok()?
                    }
                }
                (_, Tense::Future) => {
                    if published.weekday() == day {
                        published
                    } else {
                        published.nth_weekday(1, day).ok()?
                    }
                }
            };
            Some(Value::of(
                date,
                date,
                Precision::Day,
                Basis::Relative,
                format!("the {day:?} {} {published}", if date <= published { "on or before" } else { "after" }),
            ))
        }
        Meaning::DayWord => {
            let Some(published) = published else { return Some(Value::unknown()) };
            let word = group("word")?;
            let days = match word.as_str() {
                "yesterday" | "last night" => -1,
                "tomorrow" => 1,
                _ => 0,
            };
            let date = published.checked_add(days.days()).ok()?;
            Some(Value::of(date, date, Precision::Day, Basis::Relative, format!("{word} on {published}")))
        }
        Meaning::ThisUnit => {
            let Some(published) = published else { return Some(Value::unknown()) };
            let steps = match group("direction")?.as_str() {
                "last" | "the past" | "the previous" | "previous" => -1,
                "next" | "the coming" => 1,
                _ => 0,
            };
            let unit = group("unit")?;
            let (start, end, precision) = unit_around(published, &unit, steps)?;
            Some(Value::of(start, end, precision, Basis::Relative, format!("{unit} {steps:+} of {published}")))
        }
        Meaning::Ago => {
            let Some(published) = published else { return Some(Value::unknown()) };
            let (count, unit) = (number(&group("number")?)?, group("unit")?);
            let date = published.checked_sub(span(count, &unit)?).ok()?;
            let (start, end, precision) = unit_around(date, unit.trim_end_matches('s'), 0)?;
            let (start, end) = if unit.starts_with("day") { (date, date) } else { (start, end) };
            Some(Value::of(start, end, precision, Basis::Relative, format!("{count} {unit} before {published}")))
        }
        Meaning::Within => {
            let (count, unit) = (number(&group("number")?)?, group("unit")?);
            let duration = Some(iso(count, &unit));
            let Some(published) = published else { return Some(Value { duration, ..Value::unknown() }) };
            let end = published.checked_add(span(count, &unit)?).ok()?;
            Some(Value {
                duration,
                ..Value::of(published, end, Precision::Unknown, Basis::Relative, format!("{count} {unit} from {published}"))
            })
        }
        Meaning::Duration => {
            Some(Value { duration: Some(iso(number(&group("number")?)?, &group("unit")?)), basis: Basis::Stated, ..Value::unknown() })
        }
        Meaning::Vague => Some(Value::unknown()),
    }
}

fn anchor(published: Option<civil::Date>) -> String {
    published.map_or_else(|| "of an unknown day".to_owned(), |published| format!("of {published}"))
}

fn side(tense: Tense) -> &'static str {
    match tense {
        Tense::Past => "last",
        Tense::Future => "next",
        Tense::Nearest => "nearest",
    }
}

/// The nearest date in the right direction; within a fortnight either side counts as near whatever the tense.
fn near(published: Option<civil::Date>, tense: Tense, date: impl Fn(i16) -> Option<civil::Date>) -> Option<civil::Date> {
    let published = published?;
    let here = date(published.year())?;
    let other = match nearer(tense, here, published) {
        Tense::Past if here > published => date(published.year() - 1),
        Tense::Future if here < published => date(published.year() + 1),
        _ => None,
    };
    Some(other.unwrap_or(here))
}

/// The side on which a date of this or a neighbouring year lies nearer.
fn nearer(tense: Tense, here: civil::Date, published: civil::Date) -> Tense {
    if tense != Tense::Nearest {
        return tense;
    }
    let days = (here - published).get_days();
    if (0..=183).contains(&days) || days < -182 { Tense::Future } else { Tense::Past }
}

fn directed(
    published: civil::Date,
    direction: Option<&str>,
    tense: Tense,
    first: &dyn Fn(i16) -> Option<civil::Date>,
) -> Option<civil::Date> {
    let here = first(published.year())?;
    let this = published.first_of_month();
    match (direction, nearer(tense, here, this)) {
        (Some("last"), _) if here >= this => first(published.year() - 1),
        (Some("next"), _) if here <= this => first(published.year() + 1),
        (None, Tense::Past) if here > this => first(published.year() - 1),
        (None | Some("this coming"), Tense::Future) if here < this => first(published.year() + 1),
        _ => Some(here),
    }
}

fn part_of(start: civil::Date, end: civil::Date, part: Option<&str>) -> (civil::Date, civil::Date) {
    let whole = (end - start).get_days();
    let at = |days: i32| start.checked_add(days.days()).unwrap_or(end);
    match part {
        Some("the end of") => (end, end),
        Some("the beginning of" | "early") => (start, at(whole / 3)),
        Some("mid") => (at(whole / 3), at(2 * whole / 3)),
        Some("late") => (at(2 * whole / 3), end),
        _ => (start, end),
    }
}

fn unit_around(day: civil::Date, unit: &str, steps: i32) -> Option<(civil::Date, civil::Date, Precision)> {
    Some(match unit {
        "day" => {
            let day = day.checked_add(steps.days()).ok()?;
            (day, day, Precision::Day)
        }
        "week" => {
            let start = week(day.checked_add((7 * steps).days()).ok()?);
            (start, start.checked_add(6.days()).ok()?, Precision::Week)
        }
        "weekend" => {
            let start = week(day.checked_add((7 * steps).days()).ok()?).checked_add(5.days()).ok()?;
            (start, start.checked_add(1.day()).ok()?, Precision::Week)
        }
        "month" => {
            let day = day.first_of_month().checked_add(steps.months()).ok()?;
            (day, day.last_of_month(), Precision::Month)
        }
        "quarter" => {
            let first = civil::Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).ok()?.checked_add((3 * steps).months()).ok()?;
            (first, first.checked_add(2.months()).ok()?.last_of_month(), Precision::Quarter)
        }
        "decade" => {
            let year = day.year() / 10 * 10 + i16::try_from(10 * steps).ok()?;
            (civil::Date::new(year, 1, 1).ok()?, civil::Date::new(year + 9, 12, 31).ok()?, Precision::Decade)
        }
        _ => {
            let year = day.year() + i16::try_from(steps).ok()?;
            (civil::Date::new(year, 1, 1).ok()?, civil::Date::new(year, 12, 31).ok()?, Precision::Year)
        }
    })
}

/// The Monday of a day's week.
fn week(day: civil::Date) -> civil::Date {
    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day)
}

fn span(count: i32, unit: &str) -> Option<Span> {
    Some(match unit.trim_end_matches('s') {
        "day" => count.days(),
        "week" => count.weeks(),
        "month" => count.months(),
        "year" => count.years(),
        "decade" => (10 * count).years(),
        _ => return None,
    })
}

fn iso(count: i32, unit: &str) -> String {
    match unit.trim_end_matches('s') {
        "day" => format!("P{count}D"),
        "week" => format!("P{count}W"),
        "month" => format!("P{count}M"),
        "hour" => format!("PT{count}H"),
        _ => format!("P{count}Y"),
    }
}

fn number(word: &str) -> Option<i32> {
    const WORDS: [(&str, i32); 18] = [
        ("a", 1),
        ("an", 1),
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("fifteen", 15),
        ("twenty", 20),
        ("thirty", 30),
        ("sixty", 60),
    ];
    word.parse()
        .ok()
        .or_else(|| if word == "ninety" { Some(90) } else { WORDS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number) })
}

fn month(word: &str) -> Option<i8> {
    const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let number = NAMES.iter().zip(1..).find(|(name, _)| word.starts_with(**name)).map(|(_, number)| number);
    number.or_else(|| word.parse().ok().filter(|month| (1..=12).contains(month)))
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}
