use std::fmt;

use jiff::civil::Date;

/// A day, a month or a year, as the actor tables write them: `2026-02-04`, `2026-02` or `2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartialDate {
    first: Date,
    precision: Precision,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    Year,
    Month,
    Day,
}

impl PartialDate {
    /// A month or day of 0 is not known. `None` where there is no such day, or where it is before the year 1.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let precision = match (month, day) {
            (0, _) => Precision::Year,
            (_, 0) => Precision::Month,
            _ => Precision::Day,
        };
        let (month, day) = match precision {
            Precision::Year => (1, 1),
            Precision::Month => (month, 1),
            Precision::Day => (month, day),
        };
        Date::new(year, month, day).ok().filter(|_| year > 0).map(|first| Self { first, precision })
    }

    /// The date of a cell; `None` where it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let month_or_day = |text: &str| text.parse().ok().filter(|&number: &i8| number > 0);
        match parts[..] {
            [year] => Self::new(year.parse().ok()?, 0, 0),
            [year, month] => Self::new(year.parse().ok()?, month_or_day(month)?, 0),
            [year, month, day] => Self::new(year.parse().ok()?, month_or_day(month)?, month_or_day(day)?),
            _ => None,
        }
    }

    /// The same known to the year only.
    #[must_use]
    pub fn to_year(self) -> Self {
        Self::new(self.first.year(), 0, 0).unwrap_or(self)
    }

    /// First day that it may be.
    #[must_use]
    pub fn first(self) -> Date {
        self.first
    }

    /// Last day that it may be.
    #[must_use]
    pub fn last(self) -> Date {
        match self.precision {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day => self.first,
        }
    }

    /// `day`, `month` or `year`.
    #[must_use]
    pub fn precision(self) -> &'static str {
        match self.precision {
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.first.year(), self.first.month(), self.first.day());
        match self.precision {
            Precision::Year => write!(formatter, "{year:04}"),
            Precision::Month => write!(formatter, "{year:04}-{month:02}"),
            Precision::Day => write!(formatter, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PartialDate;

    #[test]
    fn dates_come_back_as_they_are_written() {
        for (text, precision, last) in
            [("2024", "year", "2024-12-31"), ("2024-02", "month", "2024-02-29"), ("0954-02-04", "day", "0954-02-04")]
        {
            let date = PartialDate::parse(text).expect(text);
            assert_eq!((date.to_string().as_str(), date.precision(), date.last().to_string().as_str()), (text, precision, last));
        }
        for text in ["", "soon", "2024-13", "2024-02-30", "2024-00", "2024-1-1-1", "-44"] {
            assert_eq!(PartialDate::parse(text), None, "{text}");
        }
    }
}
