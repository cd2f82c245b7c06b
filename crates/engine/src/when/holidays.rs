//! Holidays: on which days they fall.

use jiff::ToSpan;
use jiff::civil::{self, Weekday};
use serde::Deserialize;

use crate::world::{Files, WorldError};

/// A holiday.
#[derive(Debug, Clone)]
pub struct Holiday {
    pub names: Vec<String>,
    falls: Falls,
    days: i32,
}

#[derive(Debug, Clone)]
enum Falls {
    Fixed(i8, i8),
    /// Days from Easter Sunday; whether the Orthodox one.
    Easter(i32, bool),
    Nth {
        nth: i8,
        weekday: Weekday,
        month: i8,
        plus: i32,
    },
    Dates(Vec<civil::Date>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    names: Vec<String>,
    fixed: Option<String>,
    easter: Option<i32>,
    orthodox_easter: Option<i32>,
    nth: Option<(i8, i8, i8)>,
    #[serde(default)]
    plus: i32,
    dates: Option<Vec<toml::value::Datetime>>,
    days: Option<i32>,
}

#[derive(Deserialize)]
struct File {
    holiday: Vec<Raw>,
}

/// Loads `rules/when/holidays.toml`.
///
/// # Errors
/// Where a holiday does not say when it falls.
pub fn load(files: &Files) -> Result<Vec<Holiday>, WorldError> {
    let path = "rules/when/holidays.toml";
    let mut holidays = Vec::new();
    for raw in files.toml::<File>(path)?.holiday {
        let falls =
            falls(&raw).ok_or_else(|| WorldError::new(path, None, format!("{:?} does not say on which day it falls", raw.names)))?;
        holidays.push(Holiday { names: raw.names, falls, days: raw.days.unwrap_or(1) });
    }
    Ok(holidays)
}

fn falls(raw: &Raw) -> Option<Falls> {
    if let Some(fixed) = &raw.fixed {
        let day: civil::Date = format!("2024-{fixed}").parse().ok()?;
        return Some(Falls::Fixed(day.month(), day.day()));
    }
    if let Some(days) = raw.easter {
        return Some(Falls::Easter(days, false));
    }
    if let Some(days) = raw.orthodox_easter {
        return Some(Falls::Easter(days, true));
    }
    if let Some((nth, weekday, month)) = raw.nth {
        return Some(Falls::Nth { nth, weekday: Weekday::from_monday_one_offset(weekday).ok()?, month, plus: raw.plus });
    }
    let dates: Option<Vec<civil::Date>> = raw.dates.as_ref()?.iter().map(|date| date.to_string().parse().ok()).collect();
    Some(Falls::Dates(dates?))
}

impl Holiday {
    /// First and last day in a year, where it falls in it.
    pub fn in_year(&self, year: i16) -> Option<(civil::Date, civil::Date)> {
        let first = match &self.falls {
            Falls::Fixed(month, day) => civil::Date::new(year, *month, *day).ok()?,
            Falls::Easter(days, orthodox) => easter(year, *orthodox)?.checked_add(days.days()).ok()?,
            Falls::Nth { nth, weekday, month, plus } => {
                civil::Date::new(year, *month, 1).ok()?.nth_weekday_of_month(*nth, *weekday).ok()?.checked_add(plus.days()).ok()?
            }
            Falls::Dates(dates) => *dates.iter().find(|date| date.year() == year)?,
        };
        Some((first, first.checked_add((self.days - 1).days()).ok()?))
    }
}

/// Easter Sunday, by the rule of the anonymous Gregorian computus, or of Meeus for the Julian calendar.
fn easter(year: i16, orthodox: bool) -> Option<civil::Date> {
    let year = i32::from(year);
    let (month, day) = if orthodox {
        let d = (19 * (year % 19) + 15) % 30;
        let e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
        ((d + e + 114) / 31, (d + e + 114) % 31 + 1)
    } else {
        let (a, b, c) = (year % 19, year / 100, year % 100);
        let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        let m = (a + 11 * h + 22 * l) / 451;
        ((h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1)
    };
    let date = civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    // The Julian calendar is 13 days behind from 1900 to 2099.
    if orthodox { date.checked_add(13.days()).ok() } else { Some(date) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    #[test]
    fn easter_of_known_years() {
        assert_eq!(super::easter(2024, false), Some(date(2024, 3, 31)));
        assert_eq!(super::easter(2025, false), Some(date(2025, 4, 20)));
        assert_eq!(super::easter(2026, false), Some(date(2026, 4, 5)));
        assert_eq!(super::easter(2024, true), Some(date(2024, 5, 5)));
        assert_eq!(super::easter(2026, true), Some(date(2026, 4, 12)));
    }
}
