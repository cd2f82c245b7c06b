//! Questions as people write them.

use jiff::civil;
use legation::record::Code;
use serde::Deserialize;

use crate::{Kind, Order, Query, StoreError, Who};

/// A question in the words of whoever asks: flags of the program, parameters of an address, keywords of a call. What is left out does not matter.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A code such as `USA`, or a name.
    pub actor: Option<String>,
    /// The same.
    pub recipient: Option<String>,
    /// `USA,CHN` or `USA-CHN`.
    pub dyad: Option<String>,
    /// See [`Query::types`]; case does not matter.
    pub types: Vec<String>,
    /// See [`Query::labels`].
    pub labels: Vec<String>,
    /// See [`Query::statuses`].
    pub statuses: Vec<String>,
    /// A day, month (`2025-11`) or year, from its first day on.
    pub from: Option<String>,
    /// The same, up to its last day.
    pub to: Option<String>,
    /// A code or a name.
    pub speaker: Option<String>,
    /// See [`Query::text`].
    pub text: Option<String>,
    /// See [`Query::source`].
    pub source: Option<String>,
    /// 0 to 1.
    pub min_confidence: Option<f64>,
    /// See [`Query::open`].
    pub open: bool,
    /// A day: see [`Query::as_of`].
    pub as_of: Option<String>,
    /// A day, month or year; before its first day.
    pub due_before: Option<String>,
    /// `newest`, `oldest`, `most-reported` or `surest`.
    pub order: Option<String>,
    /// At most so many; 0 for all.
    pub limit: Option<usize>,
    /// See [`Query::every`].
    pub every: bool,
}

impl Asked {
    /// The question that these words mean, about records of one kind.
    ///
    /// # Errors
    /// [`StoreError::Question`], which says what is wrong and how to write it.
    pub fn query(&self, kind: Kind) -> Result<Query, StoreError> {
        let given = |words: &Option<String>| words.as_deref().map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
        let who = |words: &Option<String>| given(words).as_deref().map(Who::of);
        let first = |words: &Option<String>| given(words).map(|words| first_day(&words)).transpose();
        let own = |of: &String| if kind == Kind::Event { of.to_uppercase() } else { of.to_lowercase() };
        if let Some(least) = self.min_confidence.filter(|least| !(0.0..=1.0).contains(least)) {
            return Err(StoreError::Question(format!("{least} is no confidence; write a number from 0 to 1")));
        }
        Ok(Query {
            kind: Some(kind),
            actor: who(&self.actor),
            recipient: who(&self.recipient),
            dyad: given(&self.dyad).map(|words| dyad(&words)).transpose()?,
            types: self.types.iter().map(own).collect(),
            labels: self.labels.clone(),
            statuses: self.statuses.clone(),
            from: first(&self.from)?,
            to: given(&self.to).map(|words| last_day(&words)).transpose()?,
            undated: false,
            speaker: who(&self.speaker),
            text: given(&self.text),
            source: given(&self.source),
            min_confidence: self.min_confidence,
            open: self.open,
            as_of: first(&self.as_of)?,
            due_before: first(&self.due_before)?,
            order: given(&self.order).map_or(Ok(Order::Newest), |words| order(&words))?,
            limit: self.limit.filter(|&limit| limit > 0),
            skip: 0,
            every: self.every,
        })
    }
}

/// Two codes with a comma or a hyphen between.
///
/// # Errors
/// [`StoreError::Question`] where they are not two different codes.
pub fn dyad(given: &str) -> Result<(Code, Code), StoreError> {
    let codes: Vec<Option<Code>> = given.split([',', '-']).map(|code| Code::new(&code.trim().to_uppercase())).collect();
    match codes[..] {
        [Some(one), Some(other)] if one != other => Ok((one, other)),
        _ => Err(StoreError::Question(format!("{given:?} are not two countries; write two codes with a comma between, such as USA,CHN"))),
    }
}

/// The first day of a day, month or year.
///
/// # Errors
/// [`StoreError::Question`] where it is none.
pub fn first_day(given: &str) -> Result<civil::Date, StoreError> {
    period(given).map(|(first, _)| first)
}

/// The last day of a day, month or year.
///
/// # Errors
/// [`StoreError::Question`] where it is none.
pub fn last_day(given: &str) -> Result<civil::Date, StoreError> {
    period(given).map(|(_, last)| last)
}

fn period(given: &str) -> Result<(civil::Date, civil::Date), StoreError> {
    let wrong = || StoreError::Question(format!("{given:?} is no date; write 2026-02-04, 2026-02 or 2026"));
    let number = |part: &str, digits: usize| match part.parse::<i16>() {
        Ok(number) if part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()) => Ok(number),
        _ => Err(wrong()),
    };
    let day = |year: i16, month: i16, day: i16| {
        let small = |number: i16| i8::try_from(number).map_err(|_| wrong());
        civil::Date::new(year, small(month)?, small(day)?).map_err(|_| wrong())
    };
    match given.split('-').collect::<Vec<_>>()[..] {
        [year] => Ok((day(number(year, 4)?, 1, 1)?, day(number(year, 4)?, 12, 31)?)),
        [year, month] => day(number(year, 4)?, number(month, 2)?, 1).map(|first| (first, first.last_of_month())),
        [year, month, of_month] => day(number(year, 4)?, number(month, 2)?, number(of_month, 2)?).map(|only| (only, only)),
        _ => Err(wrong()),
    }
}

fn order(given: &str) -> Result<Order, StoreError> {
    match given {
        "newest" => Ok(Order::Newest),
        "oldest" => Ok(Order::Oldest),
        "most-reported" => Ok(Order::MostReported),
        "surest" => Ok(Order::Surest),
        _ => Err(StoreError::Question(format!("{given:?} is no order; write newest, oldest, most-reported or surest"))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn a_month_runs_from_its_first_day_to_its_last() {
        let asked = Asked { from: Some("2024-02".to_owned()), to: Some("2024-02".to_owned()), ..Asked::default() };
        let query = asked.query(Kind::Event).expect("a question");
        assert_eq!((query.from, query.to), (Some(civil::date(2024, 2, 1)), Some(civil::date(2024, 2, 29))));
    }

    #[test]
    fn what_is_no_date_code_order_or_confidence_is_said_to_be_none() {
        for wrong in ["2026-13", "26-01-01", "2026-2-4", "next week", "2026-02-30", "-", "0x7e-01"] {
            assert!(first_day(wrong).is_err(), "{wrong}");
        }
        for wrong in ["USA", "USA,USA", "USA,CHN,RUS", "US,CHN", "", "USA-'; DROP TABLE records"] {
            assert!(dyad(wrong).is_err(), "{wrong}");
        }
        let asked = Asked { order: Some("random()".to_owned()), ..Asked::default() };
        assert!(asked.query(Kind::Event).is_err());
        assert!(Asked { min_confidence: Some(f64::NAN), ..Asked::default() }.query(Kind::Event).is_err());
    }
}
