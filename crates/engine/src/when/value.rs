//! What words mean before they are reckoned out: numbers, units, names of months, and the times that rules build from them.

use jiff::civil::{self, Weekday};

/// A kind of value, as patterns name it in braces; each is one bit of a mask.
pub const KINDS: [&str; 22] = [
    "number",
    "one",
    "few",
    "ordinal",
    "day",
    "nth",
    "year",
    "decade",
    "month",
    "weekday",
    "unit",
    "units",
    "part",
    "direction",
    "daypart",
    "season",
    "holiday",
    "dayword",
    "duration",
    "counted",
    "date",
    "block",
];

/// The mask of a kind; `time` stands for everything that can be read as a time by itself inside a longer phrase.
pub fn mask(kind: &str) -> Option<u32> {
    if kind == "time" {
        return Some(
            ["date", "year", "decade", "month", "weekday", "season", "holiday", "dayword"].iter().filter_map(|kind| mask(kind)).sum(),
        );
    }
    KINDS.iter().position(|name| *name == kind).map(|bit| 1 << bit)
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Season,
    Half,
    Year,
    Decade,
    Century,
}

/// A part of a longer time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Start,
    Early,
    Mid,
    Late,
    End,
}

/// "last", "this", "next".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Last,
    /// "this past": the latest, today included.
    Latest,
    This,
    /// "this coming": the first to come.
    Coming,
    Next,
}

/// From where a distance is counted.
#[derive(Debug, Clone, PartialEq)]
pub enum Anchor {
    Publication,
    /// The date that the text gave before.
    Text,
    Time(Box<Time>),
}

/// A time as the words give it; [`super::calendar::resolve`] turns it into days.
#[derive(Debug, Clone, PartialEq)]
pub enum Time {
    /// Known by itself: the days, the grain, and words for them.
    Fixed(civil::Date, civil::Date, Unit),
    /// A day and month; the weekday that stands with it, if any.
    MonthDay(i8, i8, Option<Weekday>),
    /// A day of an unnamed month ("the 24th").
    DayOfMonth(i8),
    Month(i8, Option<Direction>),
    Weekday(Weekday, Option<Direction>),
    Season(i8, Option<Direction>),
    Holiday(usize, Option<i16>, Option<Direction>),
    /// The unit so many steps from publication ("last week" is -1).
    Around(Unit, i32),
    /// Away from an anchor by a distance, forward if positive.
    Away(i32, Unit, Anchor),
    /// The time between the anchor and so far from it ("the past 48 hours", "within 90 days").
    Reach(i32, Unit, Anchor),
    Part(Part, Box<Time>),
    /// The n-th unit inside a time, counted from the end if negative.
    Nth(i32, Unit, Box<Time>),
    /// The first or last so many units inside a time.
    Edge(i32, Unit, Box<Time>),
    /// The n-th weekday inside a time.
    NthWeekday(i32, Weekday, Box<Time>),
    /// The unit that a time lies in ("the week of 3 March").
    Holding(Unit, Box<Time>),
    /// The part of a unit around publication that is over or to come ("earlier this month", "later this year").
    Rest(Unit, bool),
    Between(Box<Time>, Box<Time>),
    /// A time without a year inside a year.
    Inside(Box<Time>, Box<Time>),
    /// A quarter or half without a year.
    Fraction(Unit, i32),
    /// The unit that the text spoke of before ("that year"), so many steps on.
    Same(Unit, i32),
    /// The first such weekday after or before the date that the text gave before.
    WeekdayFrom(Weekday, bool),
    /// A fiscal year of the United States.
    Fiscal(i16),
    /// A date in digits that can be read in two ways.
    Ambiguous(civil::Date, civil::Date),
    /// Meant, but nothing fixes it.
    Unknown,
}

/// What a stretch of words means.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Number(i32),
    /// "a", "an": one, if what follows is a unit.
    One,
    /// A number that is not told: "several".
    Few,
    Ordinal(i32),
    Day(i8),
    /// A day written as an ordinal: "24th".
    Nth(i8),
    Year(i16),
    /// First year and number of years: the 1990s, the 19th century.
    Decade(i16),
    Month(i8),
    Weekday(Weekday),
    /// A unit; whether it is written as a plural.
    Unit(Unit, bool),
    Part(Part),
    Direction(Direction),
    /// A time of day: "dawn".
    Daypart,
    Season(i8),
    Holiday(usize),
    /// Days from publication: "yesterday" is -1.
    Dayword(i32),
    /// How long; the number may be untold. Whether it is clearly a duration ("two days"; "a day" may be a rate).
    Duration(Option<i32>, Unit, bool),
    Date(Time),
    /// Looks like a date and is none: "Sunday Times".
    Block,
}

impl Value {
    /// The kinds that patterns may take this for.
    pub fn kinds(&self) -> u32 {
        let name = match self {
            Self::Number(_) => "number",
            Self::One => "one",
            Self::Few => "few",
            Self::Ordinal(_) => "ordinal",
            Self::Day(_) => "day",
            Self::Nth(_) => "nth",
            Self::Year(_) => "year",
            Self::Decade(_) => "decade",
            Self::Month(_) => "month",
            Self::Weekday(_) => "weekday",
            Self::Unit(_, false) => "unit",
            Self::Unit(_, true) => return mask("unit").unwrap_or(0) | mask("units").unwrap_or(0),
            Self::Part(_) => "part",
            Self::Direction(_) => "direction",
            Self::Daypart => "daypart",
            Self::Season(_) => "season",
            Self::Holiday(_) => "holiday",
            Self::Dayword(_) => "dayword",
            Self::Duration(_, _, false) => "duration",
            Self::Duration(_, _, true) => return mask("duration").unwrap_or(0) | mask("counted").unwrap_or(0),
            Self::Date(_) => "date",
            Self::Block => "block",
        };
        mask(name).unwrap_or(0)
    }

    /// The value as a time, where it can be one.
    pub fn time(&self) -> Option<Time> {
        Some(match self {
            Self::Date(time) => time.clone(),
            Self::Year(year) => Time::year(*year)?,
            Self::Decade(first) => {
                Time::Fixed(civil::Date::new(*first, 1, 1).ok()?, civil::Date::new(first + 9, 12, 31).ok()?, Unit::Decade)
            }
            Self::Month(month) => Time::Month(*month, None),
            Self::Weekday(day) => Time::Weekday(*day, None),
            Self::Season(season) => Time::Season(*season, None),
            Self::Holiday(holiday) => Time::Holiday(*holiday, None, None),
            Self::Dayword(days) => Time::Around(Unit::Day, *days),
            _ => return None,
        })
    }
}

impl Time {
    /// A calendar year.
    pub fn year(year: i16) -> Option<Self> {
        Some(Self::Fixed(civil::Date::new(year, 1, 1).ok()?, civil::Date::new(year, 12, 31).ok()?, Unit::Year))
    }

    /// A day.
    pub const fn day(day: civil::Date) -> Self {
        Self::Fixed(day, day, Unit::Day)
    }
}
