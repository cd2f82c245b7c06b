//! The arithmetic of dates: from what words mean to days, with the reckoning in words.

use jiff::civil::{self, Weekday};
use jiff::{Span, ToSpan};

use super::holidays::Holiday;
use super::produce::season_of;
use super::value::{Anchor, Direction, Part, Time, Unit};
use crate::record::{Basis, Precision};

/// Past or future, as tense and words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    Past,
    Future,
    /// Whichever is nearer.
    Nearest,
}

/// Against what a time is reckoned.
pub struct Context<'a> {
    /// The day of publication.
    pub published: Option<civil::Date>,
    /// Past or future.
    pub tense: Tense,
    /// The date that the text gave before.
    pub before: Option<&'a Days>,
    /// Whether the time is a deadline: "by the end of March" is its last day, "at the end of March" its last days.
    pub deadline: bool,
    /// The holidays that times name by number.
    pub holidays: &'a [Holiday],
}

/// What a time came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Days {
    pub start: civil::Date,
    pub end: civil::Date,
    /// The grain of the words.
    pub unit: Unit,
    pub basis: Basis,
    /// The reckoning in words.
    pub why: String,
}

/// A time that words name but nothing fixes, with the reason; or words that mean no time at all.
#[derive(Debug, Clone, PartialEq)]
pub enum Open {
    Unknown(&'static str),
    Ambiguous(String),
    Not,
}

type Reckoned = Result<Days, Open>;

const NO_DAY: Open = Open::Unknown("counted from the day of publication, which is not known");
const NO_TEXT: Open = Open::Unknown("counted from an earlier date, which the text does not give");

impl Days {
    fn new(start: civil::Date, end: civil::Date, unit: Unit, basis: Basis, why: String) -> Self {
        Self { start, end, unit, basis, why }
    }

    /// The grain as the contract names it.
    pub const fn precision(&self) -> Precision {
        match self.unit {
            Unit::Hour | Unit::Day => Precision::Day,
            Unit::Weekend | Unit::Week | Unit::Fortnight => Precision::Week,
            Unit::Month => Precision::Month,
            Unit::Quarter => Precision::Quarter,
            Unit::Season => Precision::Season,
            Unit::Half | Unit::Year => Precision::Year,
            Unit::Decade => Precision::Decade,
            Unit::Century => Precision::Unknown,
        }
    }
}

impl Context<'_> {
    fn day(&self) -> Result<civil::Date, Open> {
        self.published.ok_or(NO_DAY)
    }

    /// The date given before, if it is no coarser than `unit`.
    fn text(&self, unit: Unit) -> Result<&Days, Open> {
        self.before.filter(|days| days.unit <= unit.max(Unit::Day)).ok_or(NO_TEXT)
    }
}

/// Reckons out a time.
pub fn resolve(time: &Time, context: &Context<'_>) -> Reckoned {
    let relative = |start, end, unit, why| Ok(Days::new(start, end, unit, Basis::Relative, why));
    match time {
        Time::Fixed(start, end, unit) => Ok(Days::new(*start, *end, *unit, Basis::Stated, format!("{} as written", shown(*start, *end)))),
        Time::MonthDay(month, day, weekday) => {
            let published = context.day()?;
            let on = |year| civil::Date::new(year, *month, *day).ok();
            let date = match weekday {
                Some(weekday) => nearest(published, |year| on(year).filter(|date| date.weekday() == *weekday))
                    .or_else(|| near(published, context.tense, &on)),
                None => near(published, context.tense, &on),
            };
            let date = date.ok_or(Open::Not)?;
            relative(date, date, Unit::Day, format!("{day} {} nearest {}", month_name(*month), told(published, date)))
        }
        Time::DayOfMonth(day) => {
            let published = context.day()?;
            let month = published.first_of_month();
            let on =
                |steps: i32| civil::Date::new(add(month, steps, Unit::Month)?.year(), add(month, steps, Unit::Month)?.month(), *day).ok();
            let choices = match context.tense {
                Tense::Past => [0, -1, -2],
                Tense::Future => [0, 1, 2],
                Tense::Nearest => [0, 1, -1],
            };
            let fits = |date: &civil::Date| match context.tense {
                Tense::Past => *date <= published,
                Tense::Future => *date >= published,
                Tense::Nearest => true,
            };
            let date = choices.into_iter().filter_map(on).find(fits).ok_or(Open::Not)?;
            relative(date, date, Unit::Day, format!("the {day} of the month, {}", told(published, date)))
        }
        Time::Month(month, direction) => {
            let published = context.day()?;
            let first = |year| civil::Date::new(year, *month, 1).ok();
            let start = directed(published, published.first_of_month(), *direction, context.tense, &first).ok_or(Open::Not)?;
            let why = format!("{}{} counted from {}", direction_name(*direction), month_name(*month), named(published));
            relative(start, start.last_of_month(), Unit::Month, why)
        }
        Time::Weekday(day, direction) => {
            let published = context.day()?;
            let date = weekday(published, *day, *direction, context.tense).ok_or(Open::Not)?;
            relative(date, date, Unit::Day, format!("{}{day:?}, {}", direction_name(*direction), told(published, date)))
        }
        Time::Season(season, direction) => {
            let published = context.day()?;
            let first = |year| civil::Date::new(year, 3 * season, 1).ok();
            let here = published.first_of_month();
            let mut start = directed(published, here, *direction, context.tense, &first).ok_or(Open::Not)?;
            // A season that runs is "this" one though it began in the year or months before.
            let running = [published.year() - 1, published.year()].into_iter().filter_map(first).find(|start| holds(*start, published));
            if let Some(running) = running
                && matches!(direction, None | Some(Direction::This | Direction::Latest))
            {
                start = running;
            }
            if let (Some(running), Some(Direction::Last)) = (running, direction) {
                start = add(running, -1, Unit::Year).ok_or(Open::Not)?;
            }
            let Some(Time::Fixed(start, end, _)) = season_of(*season, start.year()) else { return Err(Open::Not) };
            let why = format!("{}{} counted from {}, in the north", direction_name(*direction), season_name(*season), named(published));
            relative(start, end, Unit::Season, why)
        }
        Time::Holiday(number, year, direction) => holiday(*number, *year, *direction, context),
        Time::Around(unit, steps) => {
            let published = context.day()?;
            let (start, end) = around(published, *unit, *steps).ok_or(Open::Not)?;
            relative(start, end, *unit, around_why(*unit, *steps, published))
        }
        Time::Away(count, unit, anchor) => away(*count, *unit, anchor, context),
        Time::Reach(count, unit, anchor) => {
            let from = anchored(anchor, *unit, context)?;
            let (near, far) =
                if *count < 0 { (from.end, add(from.end, *count, *unit)) } else { (from.start, add(from.start, *count, *unit)) };
            let far = far.ok_or(Open::Not)?;
            let side = if *count < 0 { "up to" } else { "from" };
            let why = format!("the {} {side} {}", counted(count.abs(), *unit), from.why);
            relative(near.min(far), near.max(far), *unit, why)
        }
        Time::Part(part, time) => {
            let whole = resolve(time, context)?;
            Ok(part_of(*part, whole, context.deadline))
        }
        Time::Nth(number, unit, time) => {
            let whole = resolve(time, context)?;
            if *unit >= whole.unit && *unit != Unit::Half {
                return Err(Open::Not);
            }
            let (start, end) = nth(*number, *unit, &whole).ok_or(Open::Not)?;
            let grain = if *unit == Unit::Half { whole.unit.min(Unit::Half) } else { *unit };
            Ok(Days::new(start, end, grain, whole.basis, format!("{} {} of {}", ordinal(*number), unit_name(*unit), whole.why)))
        }
        Time::Edge(count, unit, time) => {
            let whole = resolve(time, context)?;
            if *unit >= whole.unit {
                return Err(Open::Not);
            }
            let (start, end) = if *count > 0 {
                (Some(whole.start), add(whole.start, *count, *unit).and_then(|day| add(day, -1, Unit::Day)))
            } else {
                (add(whole.end, 1, Unit::Day).and_then(|day| add(day, *count, *unit)), Some(whole.end))
            };
            let (start, end) = start.zip(end).ok_or(Open::Not)?;
            let side = if *count > 0 { "first" } else { "last" };
            Ok(Days::new(start, end, *unit, whole.basis, format!("the {side} {} of {}", counted(count.abs(), *unit), whole.why)))
        }
        Time::NthWeekday(number, day, time) => {
            let whole = resolve(time, context)?;
            let first = if *number > 0 {
                whole.start.checked_sub(1.day()).ok().and_then(|day_before| day_before.nth_weekday(*number, *day).ok())
            } else {
                whole.end.checked_add(1.day()).ok().and_then(|day_after| day_after.nth_weekday(*number, *day).ok())
            };
            let date = first.filter(|date| (whole.start..=whole.end).contains(date)).ok_or(Open::Not)?;
            Ok(Days::new(date, date, Unit::Day, whole.basis, format!("{} {day:?} of {}", ordinal(*number), whole.why)))
        }
        Time::Holding(unit, time) => {
            let inner = resolve(time, context)?;
            let (start, end) = around(inner.start, *unit, 0).ok_or(Open::Not)?;
            Ok(Days::new(start, end, *unit, inner.basis, format!("the {} of {}", unit_name(*unit), inner.why)))
        }
        Time::Rest(unit, over) => {
            let published = context.day()?;
            let (start, end) = around(published, *unit, 0).ok_or(Open::Not)?;
            let (start, end) = if *over { (start, published) } else { (published, end) };
            let side = if *over { "up to" } else { "from" };
            relative(start, end, *unit, format!("the {} {side} {}", unit_name(*unit), named(published)))
        }
        Time::Between(from, to) => between(from, to, context),
        Time::Inside(part, whole) => {
            let whole = resolve(whole, context)?;
            let year = whole.start.year();
            let days = match &**part {
                Time::MonthDay(month, day, _) => civil::Date::new(year, *month, *day).ok().map(|day| (day, day, Unit::Day)),
                Time::Month(month, _) => civil::Date::new(year, *month, 1).ok().map(|first| (first, first.last_of_month(), Unit::Month)),
                Time::Season(season, _) => match season_of(*season, year) {
                    Some(Time::Fixed(start, end, unit)) => Some((start, end, unit)),
                    _ => None,
                },
                Time::Holiday(number, ..) => {
                    context.holidays.get(*number).and_then(|holiday| holiday.in_year(year)).map(|(start, end)| (start, end, Unit::Day))
                }
                Time::Fraction(unit, number) => nth(*number, *unit, &whole).map(|(start, end)| (start, end, *unit)),
                _ => None,
            };
            let (start, end, unit) = days.ok_or(Open::Not)?;
            Ok(Days::new(start, end, unit, whole.basis, format!("in {}", whole.why)))
        }
        Time::Fraction(unit, number) => {
            let published = context.day()?;
            let length = if *unit == Unit::Quarter { 3 } else { 6 };
            let first = |year| civil::Date::new(year, i8::try_from(1 + (number - 1) * length).ok()?, 1).ok();
            let this =
                civil::Date::new(published.year(), (published.month() - 1) / length as i8 * length as i8 + 1, 1).map_err(|_| Open::Not)?;
            let start = directed(published, this, None, context.tense, &first).ok_or(Open::Not)?;
            let end = add(start, length, Unit::Month).and_then(|day| add(day, -1, Unit::Day)).ok_or(Open::Not)?;
            relative(start, end, *unit, format!("{} {} counted from {}", ordinal(*number), unit_name(*unit), named(published)))
        }
        Time::Same(unit, steps) => {
            let from = context.text(*unit)?;
            let (start, end) = around(if *steps > 0 { from.end } else { from.start }, *unit, *steps).ok_or(Open::Not)?;
            let what = match steps {
                0 => "the same",
                1 => "following",
                _ => "previous",
            };
            relative(start, end, *unit, format!("{what} {} counted from {}, given before", unit_name(*unit), shown(from.start, from.end)))
        }
        Time::WeekdayFrom(day, forward) => {
            let from = context.text(Unit::Day)?;
            let date = from.start.nth_weekday(if *forward { 1 } else { -1 }, *day).map_err(|_| Open::Not)?;
            let side = if *forward { "after" } else { "before" };
            relative(date, date, Unit::Day, format!("{day:?} {side} {}, given before", from.start))
        }
        Time::Fiscal(year) => {
            let start = civil::Date::new(year - 1, 10, 1).map_err(|_| Open::Not)?;
            let end = civil::Date::new(*year, 9, 30).map_err(|_| Open::Not)?;
            let why = format!("fiscal {year} of the United States, from October to September");
            Ok(Days::new(start, end, Unit::Year, Basis::Inferred, why))
        }
        Time::Ambiguous(one, two) => Err(Open::Ambiguous(format!("either {one} or {two}: the order of day and month is not told"))),
        Time::Unknown => Err(Open::Unknown("no number or day is told to count from")),
    }
}

fn holiday(number: usize, year: Option<i16>, direction: Option<Direction>, context: &Context<'_>) -> Reckoned {
    let holiday = context.holidays.get(number).ok_or(Open::Not)?;
    let name = holiday.names.first().map_or("the holiday", String::as_str);
    if let Some(year) = year {
        let (start, end) = holiday.in_year(year).ok_or(Open::Unknown("the holiday's day in that year is not known"))?;
        return Ok(Days::new(start, end, Unit::Day, Basis::Stated, format!("{name} of {year}")));
    }
    let published = context.day()?;
    let first = |year| holiday.in_year(year).map(|days| days.0);
    let this_year = first(published.year());
    let start = match direction {
        Some(Direction::This) => this_year,
        Some(Direction::Last | Direction::Latest) => {
            [0, -1].into_iter().filter_map(|step| first(published.year() + step)).find(|day| *day < published)
        }
        Some(Direction::Next | Direction::Coming) => {
            [0, 1].into_iter().filter_map(|step| first(published.year() + step)).find(|day| *day > published)
        }
        None => near(published, context.tense, &first),
    };
    let start = start.ok_or(Open::Unknown("the holiday's day in that year is not known"))?;
    let (start, end) = holiday.in_year(start.year()).ok_or(Open::Not)?;
    let why = format!("{}{name}, {}", direction_name(direction), told(published, start));
    Ok(Days::new(start, end, Unit::Day, Basis::Relative, why))
}

fn anchored(anchor: &Anchor, unit: Unit, context: &Context<'_>) -> Reckoned {
    match anchor {
        Anchor::Publication => {
            let published = context.day()?;
            Ok(Days::new(published, published, Unit::Day, Basis::Relative, named(published)))
        }
        Anchor::Text => {
            let from = context.text(unit)?;
            Ok(Days { basis: Basis::Relative, why: format!("{}, given before", shown(from.start, from.end)), ..from.clone() })
        }
        Anchor::Time(time) => resolve(time, context),
    }
}

fn away(count: i32, unit: Unit, anchor: &Anchor, context: &Context<'_>) -> Reckoned {
    let from = anchored(anchor, unit, context)?;
    let side = if count < 0 { "before" } else { "after" };
    let why = format!("{} {side} {}", counted(count.abs(), unit), from.why);
    let basis = if from.basis == Basis::Stated { Basis::Inferred } else { from.basis };
    let start = if count > 0 { from.end } else { from.start };
    if *anchor == Anchor::Publication {
        // "two months ago" is some day of that month.
        let day = add(from.start, count, unit).ok_or(Open::Not)?;
        let grain = if unit == Unit::Fortnight { Unit::Week } else { unit };
        let (start, end) = around(day, grain, 0).ok_or(Open::Not)?;
        return Ok(Days::new(start, end, grain, basis, why));
    }
    if unit == Unit::Hour && from.unit == Unit::Day && count.abs() >= 24 && count % 24 == 0 {
        let day = add(start, count / 24, Unit::Day).ok_or(Open::Not)?;
        return Ok(Days::new(day, day, Unit::Day, basis, why));
    }
    if unit == Unit::Hour {
        return Ok(Days::new(from.start, from.end, from.unit, basis, why));
    }
    let (from_start, from_end) = if unit == Unit::Day { (start, start) } else { (from.start, from.end) };
    let mut shifted = add(from_start, count, unit).zip(add(from_end, count, unit)).ok_or(Open::Not)?;
    if from.unit == Unit::Month {
        shifted.1 = shifted.1.last_of_month();
    }
    Ok(Days::new(shifted.0, shifted.1, from.unit, basis, why))
}

fn between(from: &Time, to: &Time, context: &Context<'_>) -> Reckoned {
    let (mut first, mut last) = (resolve(from, context), resolve(to, context));
    // A year that only one side has is the other's too: "from 3 March to 5 June 2025".
    if let (Ok(a), Ok(b)) = (&first, &last) {
        if let Some(shared) = in_year(from, b.start.year()).filter(|shared| b.basis == Basis::Stated && *shared <= b.start) {
            first = resolve(&shared_time(from, shared), context);
        } else if let Some(shared) = in_year(to, a.start.year()).filter(|_| a.basis == Basis::Stated) {
            last = resolve(&shared_time(to, shared), context);
        }
    } else if let (Err(_), Ok(b)) = (&first, &last)
        && let Some(shared) = in_year(from, b.start.year()).filter(|_| b.basis == Basis::Stated)
    {
        first = resolve(&shared_time(from, shared), context);
    } else if let (Ok(a), Err(_)) = (&first, &last)
        && let Some(shared) = in_year(to, a.start.year()).filter(|_| a.basis == Basis::Stated)
    {
        last = resolve(&shared_time(to, shared), context);
    }
    let (first, mut last) = (first?, last?);
    // "Monday to Thursday", "November to February": the end is the first one behind the beginning.
    if last.end < first.start && last.basis == Basis::Relative {
        let step = if matches!(to, Time::Weekday(..)) { (7, Unit::Day) } else { (1, Unit::Year) };
        if let Some((start, end)) = add(last.start, step.0, step.1).zip(add(last.end, step.0, step.1)) {
            last = Days { start, end, ..last };
        }
    }
    let (first, last) = match from {
        Time::Weekday(..) if last.start.checked_sub(7.days()).is_ok_and(|week| week >= first.start) => {
            let start = add(first.start, 7, Unit::Day).ok_or(Open::Not)?;
            (Days { start, end: start, ..first }, last)
        }
        _ => (first, last),
    };
    if last.end < first.start {
        return Err(Open::Not);
    }
    let basis = if first.basis == Basis::Stated && last.basis == Basis::Stated { Basis::Stated } else { Basis::Relative };
    let why = format!("from {} to {}", first.why, last.why);
    Ok(Days::new(first.start, last.end, first.unit.max(last.unit), basis, why))
}

/// A day or month without a year, set into a year: its first day.
fn in_year(time: &Time, year: i16) -> Option<civil::Date> {
    match time {
        Time::MonthDay(month, day, _) => civil::Date::new(year, *month, *day).ok(),
        Time::Month(month, None) => civil::Date::new(year, *month, 1).ok(),
        Time::Part(_, inner) => in_year(inner, year),
        _ => None,
    }
}

fn shared_time(time: &Time, start: civil::Date) -> Time {
    match time {
        Time::Month(..) => Time::Fixed(start, start.last_of_month(), Unit::Month),
        Time::Part(part, inner) => Time::Part(*part, Box::new(shared_time(inner, start))),
        _ => Time::day(start),
    }
}

fn weekday(published: civil::Date, day: Weekday, direction: Option<Direction>, tense: Tense) -> Option<civil::Date> {
    let today = (published.weekday() == day).then_some(published);
    match (direction, tense) {
        (Some(Direction::Next), _) => {
            let first = published.nth_weekday(1, day).ok()?;
            // "next" is of the week to come.
            if week(first) == week(published) { published.nth_weekday(2, day).ok() } else { Some(first) }
        }
        (Some(Direction::Coming), _) => published.nth_weekday(1, day).ok(),
        (Some(Direction::Last), _) => published.nth_weekday(-1, day).ok(),
        (Some(Direction::This), Tense::Nearest) => around(published, Unit::Week, 0)?.0.checked_sub(1.day()).ok()?.nth_weekday(1, day).ok(),
        (Some(Direction::Latest), _) | (_, Tense::Past | Tense::Nearest) => today.or_else(|| published.nth_weekday(-1, day).ok()),
        (_, Tense::Future) => today.or_else(|| published.nth_weekday(1, day).ok()),
    }
}

/// The date in the right direction. Within a fortnight either side the nearest one counts whatever the tense.
fn near(published: civil::Date, tense: Tense, date: &dyn Fn(i16) -> Option<civil::Date>) -> Option<civil::Date> {
    let closest = nearest(published, date)?;
    let gap = (closest - published).get_days();
    let wrong = match tense {
        Tense::Past => gap > 14,
        Tense::Future => gap < -14,
        Tense::Nearest => false,
    };
    if !wrong {
        return Some(closest);
    }
    date(if tense == Tense::Past { closest.year() - 1 } else { closest.year() + 1 }).or(Some(closest))
}

fn nearest(published: civil::Date, date: impl Fn(i16) -> Option<civil::Date>) -> Option<civil::Date> {
    let year = published.year();
    [year, year - 1, year + 1].into_iter().filter_map(date).min_by_key(|date| (*date - published).get_days().abs())
}

/// The unit of the year (a month, quarter, season) in the right direction; `this` is the one around publication.
fn directed(
    published: civil::Date,
    this: civil::Date,
    direction: Option<Direction>,
    tense: Tense,
    first: &dyn Fn(i16) -> Option<civil::Date>,
) -> Option<civil::Date> {
    let year = published.year();
    let here = first(year)?;
    match (direction, tense) {
        (Some(Direction::Last), _) if here >= this => first(year - 1),
        (Some(Direction::Next | Direction::Coming), _) if here <= this => first(year + 1),
        (None, Tense::Past) if here > this => first(year - 1),
        (None, Tense::Future) if here < this => first(year + 1),
        (Some(Direction::Latest), _) if here > this => first(year - 1),
        (None, Tense::Nearest) => nearest(this, first),
        _ => Some(here),
    }
}

fn part_of(part: Part, whole: Days, deadline: bool) -> Days {
    let days = (whole.end - whole.start).get_days();
    let name = match part {
        Part::Start => "the beginning of",
        Part::Early => "early in",
        Part::Mid => "the middle of",
        Part::Late => "late in",
        Part::End => "the end of",
    };
    let why = format!("{name} {}", whole.why);
    if days == 0 {
        return Days { why, ..whole };
    }
    if part == Part::End && deadline {
        return Days { start: whole.end, unit: Unit::Day, why, ..whole };
    }
    // A decade is cut by years, a year by months, all else by days.
    let (length, step) = match whole.unit {
        Unit::Decade => (10, Unit::Year),
        Unit::Half | Unit::Year => (i32::from(whole.end.month() - whole.start.month()).rem_euclid(12) + 1, Unit::Month),
        _ => (days + 1, Unit::Day),
    };
    let (third, sixth) = (length / 3, (length / 6).max(1));
    let (from, to, share) = match part {
        Part::Start => (0, sixth, "its first sixth"),
        Part::Early => (0, length - 2 * third, "its first third"),
        Part::Mid => (length - 2 * third, length - third, "its middle third"),
        Part::Late => (length - third, length, "its last third"),
        Part::End => (length - sixth, length, "its last sixth"),
    };
    // Months begin with their tens: early is to the 10th, late from the 21st.
    let (from, to) = match (part, whole.unit) {
        (Part::Early, Unit::Month) => (0, 10),
        (Part::Mid, Unit::Month) => (10, 20),
        (Part::Late, Unit::Month) => (20, length),
        _ => (from, to),
    };
    let start = add(whole.start, from, step).unwrap_or(whole.start);
    let end = add(whole.start, to, step).and_then(|day| add(day, -1, Unit::Day)).filter(|_| to < length).unwrap_or(whole.end);
    Days { start, end, why: format!("{why} ({share})"), ..whole }
}

fn nth(number: i32, unit: Unit, whole: &Days) -> Option<(civil::Date, civil::Date)> {
    if unit == Unit::Half {
        let days = (whole.end - whole.start).get_days();
        let months = i32::from(whole.end.year() - whole.start.year()) * 12 + i32::from(whole.end.month() - whole.start.month()) + 1;
        let middle = if whole.unit >= Unit::Quarter && months % 2 == 0 {
            add(whole.start, months / 2, Unit::Month)?
        } else {
            add(whole.start, (days + 1) / 2, Unit::Day)?
        };
        return match number {
            1 => Some((whole.start, middle.checked_sub(1.day()).ok()?)),
            2 | -1 => Some((middle, whole.end)),
            _ => None,
        };
    }
    let first = if number > 0 {
        // Weeks of a month are counted from its first day, other units are the calendar's.
        add(whole.start, number - 1, unit)?
    } else {
        let day = add(whole.end, number + 1, unit)?;
        if unit == Unit::Week { day.checked_sub(6.days()).ok()? } else { day }
    };
    let (start, end) = match unit {
        Unit::Week => (first, first.checked_add(6.days()).ok()?),
        _ => around(first, unit, 0)?,
    };
    (start >= whole.start && start <= whole.end).then_some((start, end))
}

/// The unit that lies `steps` from the one around a day.
fn around(day: civil::Date, unit: Unit, steps: i32) -> Option<(civil::Date, civil::Date)> {
    Some(match unit {
        Unit::Hour => (day, day),
        Unit::Day => {
            let day = day.checked_add(steps.days()).ok()?;
            (day, day)
        }
        Unit::Week | Unit::Fortnight => {
            let start = week(day.checked_add((7 * steps).days()).ok()?);
            (start, start.checked_add(6.days()).ok()?)
        }
        Unit::Weekend => {
            let start = week(day.checked_add((7 * steps).days()).ok()?).checked_add(5.days()).ok()?;
            (start, start.checked_add(1.day()).ok()?)
        }
        Unit::Month => {
            let day = day.first_of_month().checked_add(steps.months()).ok()?;
            (day, day.last_of_month())
        }
        Unit::Quarter | Unit::Season | Unit::Half => {
            let length = if unit == Unit::Half { 6 } else { 3 };
            let first = civil::Date::new(day.year(), (day.month() - 1) / length * length + 1, 1).ok()?;
            let first = first.checked_add((i32::from(length) * steps).months()).ok()?;
            (first, first.checked_add((length - 1).months()).ok()?.last_of_month())
        }
        Unit::Year => years(i32::from(day.year()) + steps, 1)?,
        Unit::Decade => years(i32::from(day.year()) / 10 * 10 + 10 * steps, 10)?,
        Unit::Century => years((i32::from(day.year()) - 1) / 100 * 100 + 1 + 100 * steps, 100)?,
    })
}

fn years(first: i32, count: i32) -> Option<(civil::Date, civil::Date)> {
    let last = i16::try_from(first + count - 1).ok()?;
    Some((civil::Date::new(i16::try_from(first).ok()?, 1, 1).ok()?, civil::Date::new(last, 12, 31).ok()?))
}

/// The Monday of a day's week.
fn week(day: civil::Date) -> civil::Date {
    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day)
}

/// Whether the three months from `start` hold a day.
fn holds(start: civil::Date, day: civil::Date) -> bool {
    start <= day && add(start, 3, Unit::Month).is_some_and(|end| day < end)
}

fn add(day: civil::Date, count: i32, unit: Unit) -> Option<civil::Date> {
    // More than this is out of any calendar.
    if count.abs() > 9999 {
        return None;
    }
    let span: Span = match unit {
        Unit::Hour => ((count + if count < 0 { -23 } else { 23 }) / 24).days(),
        Unit::Day => count.days(),
        Unit::Weekend | Unit::Week => count.weeks(),
        Unit::Fortnight => (2 * count).weeks(),
        Unit::Month => count.months(),
        Unit::Quarter | Unit::Season => (3 * count).months(),
        Unit::Half => (6 * count).months(),
        Unit::Year => count.years(),
        Unit::Decade => (10 * count).checked_abs().filter(|years| *years < 9999).map(|_| (10 * count).years())?,
        Unit::Century => (100 * count).checked_abs().filter(|years| *years < 9999).map(|_| (100 * count).years())?,
    };
    day.checked_add(span).ok()
}

/// A duration in ISO 8601.
pub fn iso(count: i32, unit: Unit) -> String {
    match unit {
        Unit::Hour => format!("PT{count}H"),
        Unit::Day | Unit::Weekend => format!("P{count}D"),
        Unit::Week => format!("P{count}W"),
        Unit::Fortnight => format!("P{}W", 2 * count),
        Unit::Month => format!("P{count}M"),
        Unit::Quarter | Unit::Season => format!("P{}M", 3 * count),
        Unit::Half => format!("P{}M", 6 * count),
        Unit::Year => format!("P{count}Y"),
        Unit::Decade => format!("P{}Y", 10 * count),
        Unit::Century => format!("P{}Y", 100 * count),
    }
}

/// A day with its weekday: "Wed 2026-03-04".
fn named(day: civil::Date) -> String {
    let weekday = format!("{:?}", day.weekday());
    format!("{} {day}", weekday.get(..3).unwrap_or(&weekday))
}

/// How a day lies to publication.
fn told(published: civil::Date, day: civil::Date) -> String {
    let side = match day.cmp(&published) {
        std::cmp::Ordering::Less => "before publication on",
        std::cmp::Ordering::Equal => "the day of publication,",
        std::cmp::Ordering::Greater => "after publication on",
    };
    format!("{side} {}", named(published))
}

fn shown(start: civil::Date, end: civil::Date) -> String {
    if start == end {
        start.to_string()
    } else if (start.month(), start.day(), end.month(), end.day()) == (1, 1, 12, 31) && start.year() == end.year() {
        start.year().to_string()
    } else if start.day() == 1 && end == start.last_of_month() {
        format!("{} {}", month_name(start.month()), start.year())
    } else {
        format!("{start} to {end}")
    }
}

fn counted(count: i32, unit: Unit) -> String {
    format!("{count} {}{}", unit_name(unit), if count == 1 { "" } else { "s" })
}

fn around_why(unit: Unit, steps: i32, published: civil::Date) -> String {
    match steps {
        0 => format!("the {} of publication, {}", unit_name(unit), named(published)),
        -1 => format!("the {} before publication on {}", unit_name(unit), named(published)),
        1 => format!("the {} after publication on {}", unit_name(unit), named(published)),
        _ => format!("{} {} publication on {}", counted(steps.abs(), unit), if steps < 0 { "before" } else { "after" }, named(published)),
    }
}

fn ordinal(number: i32) -> String {
    match number {
        -1 => "last".to_owned(),
        number if number < 0 => format!("{} from the end", -number),
        number => format!("number {number}"),
    }
}

const fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Hour => "hour",
        Unit::Day => "day",
        Unit::Weekend => "weekend",
        Unit::Week => "week",
        Unit::Fortnight => "fortnight",
        Unit::Month => "month",
        Unit::Quarter => "quarter",
        Unit::Season => "season",
        Unit::Half => "half",
        Unit::Year => "year",
        Unit::Decade => "decade",
        Unit::Century => "century",
    }
}

const fn direction_name(direction: Option<Direction>) -> &'static str {
    match direction {
        None => "",
        Some(Direction::Last) => "last ",
        Some(Direction::Latest) => "latest ",
        Some(Direction::This) => "this ",
        Some(Direction::Coming) => "coming ",
        Some(Direction::Next) => "next ",
    }
}

const fn season_name(season: i8) -> &'static str {
    match season {
        1 => "spring",
        2 => "summer",
        3 => "autumn",
        _ => "winter",
    }
}

const fn month_name(month: i8) -> &'static str {
    const NAMES: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    NAMES[(month.rem_euclid(12) as usize + 11) % 12]
}
