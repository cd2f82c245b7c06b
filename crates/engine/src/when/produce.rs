//! What a rule makes of the values that its pattern found.

use jiff::civil::{self, Weekday};

use super::value::{Anchor, Direction, Part, Time, Unit, Value};

/// The names that a rule's `means` may have.
const KNOWN: [&str; 75] = [
    "block",
    "month-day",
    "month-day-weekday",
    "day-of-month",
    "month-year",
    "month",
    "year",
    "weekday",
    "weekday-date",
    "directed",
    "weekday-in",
    "dayword",
    "same-time",
    "ago",
    "earlier",
    "later",
    "from-now",
    "before",
    "after",
    "day-before",
    "day-after",
    "within",
    "within-of",
    "over-next",
    "over-past",
    "in",
    "duration",
    "duration-half",
    "half-duration",
    "part",
    "part-of-unit",
    "this-unit",
    "last-unit",
    "next-unit",
    "nth-of",
    "half-of",
    "edge-of",
    "nth-weekday",
    "quarter",
    "holding",
    "rest-over",
    "rest-to-come",
    "between",
    "day-day",
    "day-day-weekday",
    "years",
    "fiscal",
    "decade",
    "century",
    "season-of",
    "season",
    "holiday",
    "holiday-year",
    "same",
    "following",
    "previous",
    "following-weekday",
    "previous-weekday",
    "unknown",
    "eve",
    "half",
    "written-duration",
    "figure-year",
    "year-figure",
    "edge-of-unit",
    "inside",
    "overnight",
    "ago-weekday",
    "unit-end",
    "year-before",
    "day-same",
    "day-later",
    "day-earlier",
    "between-plain",
    "block-number",
];

/// Whether `means` names a computation.
pub fn is_known(means: &str) -> bool {
    KNOWN.contains(&means)
}

/// The values by kind, in order.
struct Parts<'a>(&'a [&'a Value]);

impl Parts<'_> {
    fn number(&self) -> Option<i32> {
        self.0.iter().find_map(|value| match value {
            Value::Number(number) => Some(*number),
            Value::One => Some(1),
            _ => None,
        })
    }
    fn ordinal(&self) -> Option<i32> {
        self.0.iter().find_map(|value| match value {
            Value::Ordinal(number) => Some(*number),
            Value::Number(number) => Some(*number),
            _ => None,
        })
    }
    fn ordinal_only(&self) -> Option<i32> {
        self.0.iter().find_map(|value| if let Value::Ordinal(number) = value { Some(*number) } else { None })
    }
    fn last_year_figure(&self) -> Option<(Time, i16)> {
        let figure =
            self.0.iter().find_map(|value| if let Value::Date(time @ Time::Fraction(..)) = value { Some(time.clone()) } else { None });
        Some((figure?, self.year()?))
    }
    fn days(&self) -> Vec<i8> {
        let day = |value: &&Value| match value {
            Value::Day(day) | Value::Nth(day) => Some(*day),
            Value::Ordinal(day) => i8::try_from(*day).ok().filter(|day| (1..=31).contains(day)),
            _ => None,
        };
        self.0.iter().filter_map(day).collect()
    }
    fn month(&self) -> Option<i8> {
        self.0.iter().find_map(|value| if let Value::Month(month) = value { Some(*month) } else { None })
    }
    fn year(&self) -> Option<i16> {
        self.0.iter().find_map(|value| if let Value::Year(year) = value { Some(*year) } else { None })
    }
    fn weekday(&self) -> Option<Weekday> {
        self.0.iter().find_map(|value| if let Value::Weekday(day) = value { Some(*day) } else { None })
    }
    fn unit(&self) -> Option<Unit> {
        self.0.iter().find_map(|value| if let Value::Unit(unit, _) = value { Some(*unit) } else { None })
    }
    fn duration(&self) -> Option<(Option<i32>, Unit)> {
        self.0.iter().find_map(|value| if let Value::Duration(count, unit, _) = value { Some((*count, *unit)) } else { None })
    }
    fn part(&self) -> Option<Part> {
        self.0.iter().find_map(|value| if let Value::Part(part) = value { Some(*part) } else { None })
    }
    fn direction(&self) -> Option<Direction> {
        self.0.iter().find_map(|value| if let Value::Direction(direction) = value { Some(*direction) } else { None })
    }
    fn times(&self) -> Vec<Time> {
        self.0.iter().filter_map(|value| value.time()).collect()
    }
    fn last_time(&self) -> Option<Time> {
        self.times().pop()
    }
    /// "two weeks ago": away from an anchor; unknown where the number is.
    fn away(&self, sign: i32, anchor: Anchor) -> Option<Time> {
        let (count, unit) = self.duration()?;
        Some(count.map_or(Time::Unknown, |count| Time::Away(sign * count, unit, anchor)))
    }
    /// "the day before" counts one day, "days before" an untold number.
    fn bare(&self, sign: i32) -> Time {
        if self.unit().is_some() { Time::Unknown } else { Time::Away(sign, Unit::Day, Anchor::Text) }
    }
    fn reach(&self, sign: i32, anchor: Anchor) -> Option<Time> {
        let (count, unit) = self.duration().or_else(|| Some((Some(1), self.unit().filter(|unit| *unit != Unit::Weekend)?)))?;
        Some(count.map_or(Time::Unknown, |count| Time::Reach(sign * count, unit, anchor)))
    }
}

/// Computes the value of a rule; `None` where the parts do not go together.
pub fn value(means: &str, parts: &[&Value]) -> Option<Value> {
    let parts = Parts(parts);
    let days = parts.days();
    Some(Value::Date(match means {
        "block" => return Some(Value::Block),
        // Years alone are in doubt; "May 30 people" is not looked at here.
        "block-number" => return Some(Value::Block),
        "figure-year" => match parts.last_year_figure()? {
            (Time::Fraction(unit, number), year) => Time::Nth(number, unit, Box::new(Time::year(year)?)),
            _ => return None,
        },
        "year-figure" => match (parts.last_year_figure(), parts.unit(), parts.ordinal_only()) {
            (Some((Time::Fraction(unit, number), year)), _, _) => Time::Nth(number, unit, Box::new(Time::year(year)?)),
            (_, Some(unit), Some(number)) if unit < Unit::Year => Time::Nth(number, unit, Box::new(Time::year(parts.year()?)?)),
            _ => return None,
        },
        "inside" => inside(&parts)?,
        "overnight" => Time::Between(Box::new(Time::Around(Unit::Day, -1)), Box::new(Time::Around(Unit::Day, 0))),
        "ago-weekday" => {
            let (count, unit) = parts.duration()?;
            match parts.last_time()? {
                Time::Weekday(day, _) if unit == Unit::Week => Time::NthWeekday(1, day, Box::new(Time::Around(Unit::Week, -count?))),
                time @ Time::Around(Unit::Day, _) => Time::Away(-count?, unit, Anchor::Time(Box::new(time))),
                _ => return None,
            }
        }
        "unit-end" => Time::Part(Part::End, Box::new(Time::Around(coarse(parts.unit()?)?, 0))),
        "year-before" => Time::Away(-1, Unit::Year, Anchor::Text),
        "day-same" => Time::Same(Unit::Day, 0),
        "day-later" => Time::Away(1, Unit::Day, Anchor::Text),
        "day-earlier" => Time::Away(-1, Unit::Day, Anchor::Text),
        "month-day" | "month-day-weekday" => month_day(parts.month()?, *days.first()?, parts.year(), parts.weekday())?,
        "day-of-month" => Time::DayOfMonth(*days.first()?),
        "month-year" => {
            let first = civil::Date::new(parts.year()?, parts.month()?, 1).ok()?;
            Time::Fixed(first, first.last_of_month(), Unit::Month)
        }
        "month" | "year" | "weekday" | "dayword" | "decade" | "season" | "holiday" | "same-time" => parts.last_time()?,
        "weekday-date" => match parts.last_time()? {
            Time::MonthDay(month, day, _) => Time::MonthDay(month, day, parts.weekday()),
            time @ Time::Fixed(_, _, Unit::Day) => time,
            _ => return None,
        },
        "directed" => directed(&parts)?,
        "weekday-in" => {
            let is_week = |time: &Time| matches!(time, Time::Around(Unit::Week | Unit::Weekend, _) | Time::Same(Unit::Week, _));
            Time::NthWeekday(1, parts.weekday()?, Box::new(parts.times().into_iter().find(is_week)?))
        }
        "ago" => parts.away(-1, Anchor::Publication).unwrap_or(Time::Unknown),
        "from-now" => parts.away(1, Anchor::Publication)?,
        "earlier" => parts.away(-1, Anchor::Text).unwrap_or_else(|| parts.bare(-1)),
        "later" => parts.away(1, Anchor::Text).unwrap_or_else(|| parts.bare(1)),
        "before" => parts.away(-1, Anchor::Time(Box::new(parts.last_time()?)))?,
        "after" => parts.away(1, Anchor::Time(Box::new(parts.last_time()?)))?,
        "eve" | "day-before" => Time::Away(-1, Unit::Day, Anchor::Time(Box::new(parts.last_time()?))),
        "day-after" => Time::Away(1, Unit::Day, Anchor::Time(Box::new(parts.last_time()?))),
        "within" | "over-next" => parts.reach(1, Anchor::Publication)?,
        "within-of" => parts.reach(1, Anchor::Time(Box::new(parts.last_time()?)))?,
        "over-past" => parts.reach(-1, Anchor::Publication)?,
        "in" => parts.away(1, Anchor::Publication)?,
        "duration" => {
            let count = parts.number();
            if count.is_none() && !parts.0.iter().any(|value| matches!(value, Value::Few)) {
                return None;
            }
            let counted = count.is_some() && !parts.0.contains(&&Value::One);
            return Some(Value::Duration(count, parts.unit().filter(|unit| *unit != Unit::Weekend)?, counted));
        }
        "half-duration" => {
            return Some(match parts.unit()? {
                Unit::Year => Value::Duration(Some(6), Unit::Month, true),
                Unit::Day => Value::Duration(Some(12), Unit::Hour, true),
                Unit::Decade => Value::Duration(Some(5), Unit::Year, true),
                Unit::Century => Value::Duration(Some(50), Unit::Year, true),
                _ => return None,
            });
        }
        "duration-half" => {
            let count = parts.number()?;
            return Some(match parts.unit()? {
                Unit::Year => Value::Duration(Some(12 * count + 6), Unit::Month, true),
                Unit::Day => Value::Duration(Some(24 * count + 12), Unit::Hour, true),
                Unit::Decade => Value::Duration(Some(10 * count + 5), Unit::Year, true),
                _ => return None,
            });
        }
        "written-duration" => {
            let (count, unit) = parts.duration()?;
            return Some(Value::Duration(count, unit, true));
        }
        "part" => {
            let time = parts.last_time()?;
            match &time {
                Time::Part(..) | Time::Unknown | Time::Rest(..) => return None,
                Time::Weekday(..) | Time::MonthDay(..) | Time::DayOfMonth(_) if matches!(parts.part()?, Part::Start | Part::End) => {
                    return None;
                }
                _ => Time::Part(parts.part()?, Box::new(time)),
            }
        }
        "part-of-unit" => Time::Part(parts.part()?, Box::new(Time::Around(coarse(parts.unit()?)?, 0))),
        "this-unit" => Time::Around(parts.unit()?, 0),
        "last-unit" => Time::Around(parts.unit()?, -1),
        "next-unit" => Time::Around(parts.unit()?, 1),
        "nth-of" => {
            let (unit, time) = (parts.unit()?, parts.last_time()?);
            Time::Nth(parts.ordinal()?, unit, Box::new(time))
        }
        "half-of" => Time::Nth(parts.ordinal()?, Unit::Half, Box::new(parts.last_time()?)),
        "half" => Time::Nth(parts.ordinal()?, Unit::Half, Box::new(Time::Around(coarse(parts.unit()?)?, 0))),
        "edge-of" => {
            let (count, unit) = parts.duration()?;
            let ordinal = parts.ordinal_only()?;
            Time::Edge(if ordinal > 0 { count? } else { -count? }, unit, Box::new(parts.last_time()?))
        }
        "edge-of-unit" => {
            let (count, unit) = parts.duration()?;
            let whole = Time::Around(coarse(parts.unit()?)?, 0);
            Time::Edge(if parts.ordinal_only()? > 0 { count? } else { -count? }, unit, Box::new(whole))
        }
        "nth-weekday" => Time::NthWeekday(parts.ordinal()?, parts.weekday()?, Box::new(parts.last_time()?)),
        "quarter" => Time::Fraction(Unit::Quarter, parts.ordinal().filter(|number| (1..=4).contains(number))?),
        "season-of" => {
            let season = parts.0.iter().find_map(|value| if let Value::Season(season) = value { Some(*season) } else { None })?;
            season_of(season, parts.year()?)?
        }
        "holiday-year" => match (parts.0.first()?, parts.year()) {
            (Value::Holiday(holiday), Some(year)) => Time::Holiday(*holiday, Some(year), None),
            _ => return None,
        },
        "holding" => Time::Holding(coarse(parts.unit()?)?, Box::new(parts.last_time()?)),
        "rest-over" => Time::Rest(coarse(parts.unit()?)?, true),
        "rest-to-come" => Time::Rest(coarse(parts.unit()?)?, false),
        "between" | "between-plain" => {
            let times = parts.times();
            let [from, to] = <[Time; 2]>::try_from(times).ok()?;
            if matches!(from, Time::Unknown | Time::Between(..)) || matches!(to, Time::Unknown | Time::Between(..)) {
                return None;
            }
            Time::Between(Box::new(from), Box::new(to))
        }
        "day-day" | "day-day-weekday" => {
            let [from, to] = <[i8; 2]>::try_from(days).ok()?;
            if from >= to {
                return None;
            }
            let month = parts.month()?;
            Time::Between(Box::new(month_day(month, from, parts.year(), None)?), Box::new(month_day(month, to, parts.year(), None)?))
        }
        "years" => {
            let from = parts.year()?;
            let short = parts.number()?;
            let to = i16::try_from(i32::from(from) / 100 * 100 + short).ok().filter(|to| *to > from && to - from < 60)?;
            Time::Between(Box::new(Time::year(from)?), Box::new(Time::year(to)?))
        }
        "fiscal" => Time::Fiscal(parts.year()?),
        "century" => {
            let number = i16::try_from(parts.ordinal()?).ok().filter(|number| (1..=22).contains(number))?;
            Time::Fixed(civil::Date::new(100 * number - 99, 1, 1).ok()?, civil::Date::new(100 * number, 12, 31).ok()?, Unit::Century)
        }
        "same" => Time::Same(parts.unit()?, 0),
        "following" => Time::Same(parts.unit()?, 1),
        "previous" => Time::Same(parts.unit()?, -1),
        "following-weekday" => Time::WeekdayFrom(parts.weekday()?, true),
        "previous-weekday" => Time::WeekdayFrom(parts.weekday()?, false),
        "unknown" => Time::Unknown,
        _ => return None,
    }))
}

fn month_day(month: i8, day: i8, year: Option<i16>, weekday: Option<Weekday>) -> Option<Time> {
    // The 29th of February is in order without a year.
    civil::Date::new(year.unwrap_or(2024), month, day).ok()?;
    Some(match year {
        Some(year) => Time::day(civil::Date::new(year, month, day).ok()?),
        None => Time::MonthDay(month, day, weekday),
    })
}

fn directed(parts: &Parts<'_>) -> Option<Time> {
    let direction = parts.direction()?;
    let steps = match direction {
        Direction::Last => -1,
        Direction::Latest | Direction::This => 0,
        Direction::Coming | Direction::Next => 1,
    };
    if let Some(unit) = parts.unit() {
        return match (direction, unit) {
            // "the past year", "this past week" are the time up to now; a past weekend is a calendar's.
            (Direction::Latest, Unit::Weekend) => Some(Time::Around(unit, -1)),
            (Direction::Latest, _) => Some(Time::Reach(-1, unit, Anchor::Publication)),
            (_, Unit::Hour | Unit::Fortnight | Unit::Season | Unit::Half) => None,
            (_, Unit::Day) if direction != Direction::This => None,
            _ => Some(Time::Around(unit, steps)),
        };
    }
    Some(match parts.last_time()? {
        Time::Weekday(day, None) => Time::Weekday(day, Some(direction)),
        Time::Month(month, None) => Time::Month(month, Some(direction)),
        Time::Season(season, None) => Time::Season(season, Some(direction)),
        Time::Holiday(holiday, None, None) => Time::Holiday(holiday, None, Some(direction)),
        Time::Fraction(unit, number) => Time::Nth(number, unit, Box::new(Time::Around(Unit::Year, steps))),
        _ => return None,
    })
}

/// A season of the northern half of the world, by whole months; winter is that which begins in the year.
pub fn season_of(season: i8, year: i16) -> Option<Time> {
    let first = civil::Date::new(year, 3 * season, 1).ok()?;
    let last = first.checked_add(jiff::ToSpan::months(2)).ok()?.last_of_month();
    Some(Time::Fixed(first, last, Unit::Season))
}

/// A time without a year inside a year, month or week told from now: "November last year", "the spring of last year".
fn inside(parts: &Parts<'_>) -> Option<Time> {
    let [part, whole] = <[Time; 2]>::try_from(parts.times()).ok()?;
    if !matches!(whole, Time::Around(Unit::Year, _) | Time::Same(Unit::Year, _)) {
        return None;
    }
    if let Time::Between(from, to) = &part
        && matches!((&**from, &**to), (Time::MonthDay(..) | Time::Month(..), Time::MonthDay(..) | Time::Month(..)))
    {
        let inside = |time: &Time| Box::new(Time::Inside(Box::new(time.clone()), Box::new(whole.clone())));
        return Some(Time::Between(inside(from), inside(to)));
    }
    matches!(part, Time::Month(_, None) | Time::MonthDay(..) | Time::Season(_, None) | Time::Holiday(_, None, None) | Time::Fraction(..))
        .then(|| Time::Inside(Box::new(part), Box::new(whole)))
}

/// Units that a calendar has whole.
fn coarse(unit: Unit) -> Option<Unit> {
    (!matches!(unit, Unit::Hour | Unit::Fortnight)).then_some(unit)
}
