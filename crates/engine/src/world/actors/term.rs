use jiff::civil;

use crate::record::Code;

/// A term of a person in an office.
#[derive(Debug, Clone)]
pub struct Term {
    /// Usual English name.
    pub name: String,
    /// Such as "President of China".
    pub office: String,
    /// Country, or a top-level code such as `UNO`.
    pub country: Code,
    /// Sector while in office.
    pub sector: Code,
    /// When it began; none where it is not known or has always been.
    pub from: Option<Bound>,
    /// When it ended; none while in office.
    pub to: Option<Bound>,
    /// Wikidata id, where known.
    pub wikidata: Option<String>,
}

/// A day known to the day, the month or the year: the first and last day that it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bound {
    /// First day that it may be.
    pub first: civil::Date,
    /// Last day that it may be.
    pub last: civil::Date,
}

/// Whether an office is held on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// Before or after the term.
    No,
    /// On a day inside the uncertain window of a bound: the table alone cannot tell.
    Unsure,
    /// In office.
    Yes,
}

impl Term {
    /// Whether the office is held on a day. First and last days known to the day count as in office.
    #[must_use]
    pub fn on(&self, day: civil::Date) -> Held {
        let after = self.from.map_or(Held::Yes, |from| match () {
            () if day < from.first => Held::No,
            () if day < from.last => Held::Unsure,
            () => Held::Yes,
        });
        let before = self.to.map_or(Held::Yes, |to| match () {
            () if day > to.last => Held::No,
            () if day > to.first => Held::Unsure,
            () => Held::Yes,
        });
        after.min(before)
    }

    /// Whether the office is held on a day, or today where no day is known.
    #[must_use]
    pub fn on_or_now(&self, day: Option<civil::Date>) -> Held {
        match day {
            Some(day) => self.on(day),
            None if self.to.is_none() => Held::Yes,
            None => Held::No,
        }
    }

    /// Whether the term has begun by a day; it has where no day is known.
    #[must_use]
    pub fn has_begun(&self, day: Option<civil::Date>) -> bool {
        self.from.zip(day).is_none_or(|(from, day)| from.first <= day)
    }
}

impl Bound {
    /// The bound of `2026`, `2026-02` or `2026-02-04`; none where it is no date.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<i16> = text.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let day = |year: i16, month: i16, day: i16| civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
        let (first, last) = match parts[..] {
            [year] => (day(year, 1, 1)?, day(year, 12, 31)?),
            [year, month] => (day(year, month, 1)?, day(year, month, 1)?.last_of_month()),
            [year, month, of_month] => (day(year, month, of_month)?, day(year, month, of_month)?),
            _ => return None,
        };
        Some(Self { first, last })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Bound, Held, Term};
    use crate::record::Code;

    #[test]
    fn bounds_have_the_precision_they_are_written_with() {
        let days = |text: &str| Bound::parse(text).map(|bound| (bound.first, bound.last));
        assert_eq!(days("2024"), Some((date(2024, 1, 1), date(2024, 12, 31))));
        assert_eq!(days("2024-02"), Some((date(2024, 2, 1), date(2024, 2, 29))));
        assert_eq!(days("2024-02-04"), Some((date(2024, 2, 4), date(2024, 2, 4))));
        assert_eq!(days("2024-13"), None);
        assert_eq!(days("soon"), None);
    }

    #[test]
    fn inside_an_uncertain_window_nothing_is_decided() {
        let term = Term {
            name: "A".into(),
            office: "President of X".into(),
            country: Code::new("XXX").expect("a code"),
            sector: Code::new("GOV").expect("a code"),
            from: Bound::parse("2013"),
            to: Bound::parse("2017-05-14"),
            wikidata: None,
        };
        assert_eq!(term.on(date(2012, 12, 31)), Held::No);
        assert_eq!(term.on(date(2013, 6, 1)), Held::Unsure);
        assert_eq!(term.on(date(2014, 1, 1)), Held::Yes);
        assert_eq!(term.on(date(2017, 5, 14)), Held::Yes);
        assert_eq!(term.on(date(2017, 5, 15)), Held::No);
    }
}
