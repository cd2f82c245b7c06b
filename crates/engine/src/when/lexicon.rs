//! Values that single words and figures have.

use std::collections::HashMap;

use jiff::civil::{self, Weekday};

use super::tokens::Token;
use super::value::{Direction, Part, Time, Unit, Value};

/// Words with their values.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// By the first token: the tokens behind it, the value, and how it must be written.
    by_first: HashMap<String, Vec<Entry>>,
}

#[derive(Debug, Clone)]
struct Entry {
    rest: Vec<String>,
    value: Value,
    /// Only with a capital letter ("May", "March").
    capital: bool,
    /// An abbreviation, which may have a full stop.
    short: bool,
}

impl Lexicon {
    /// Adds a word or words.
    pub fn add(&mut self, words: &str, value: Value, capital: bool, short: bool) {
        let lower = words.to_lowercase();
        let mut tokens = super::tokens::cut(&lower, &lower).into_iter().map(|token| token.text.to_owned());
        if let Some(first) = tokens.next() {
            self.by_first.entry(first).or_default().push(Entry { rest: tokens.collect(), value, capital, short });
        }
    }

    /// Calls `found` with the end (a token index) and value of everything that begins at token `at`.
    pub fn at(&self, tokens: &[Token<'_>], at: usize, found: &mut dyn FnMut(usize, Value)) {
        let Some(token) = tokens.get(at) else { return };
        if token.text.starts_with(|c: char| c.is_ascii_digit()) {
            figures(token.text, &mut |value| found(at + 1, value));
            return;
        }
        for entry in self.by_first.get(token.text).into_iter().flatten() {
            let end = at + 1 + entry.rest.len();
            let same = tokens.get(at + 1..end).is_some_and(|rest| rest.iter().zip(&entry.rest).all(|(token, word)| token.text == word));
            if !same || entry.capital && !token.capital {
                continue;
            }
            found(end, entry.value.clone());
            if entry.short && tokens.get(end).is_some_and(|stop| stop.text == "." && stop.start == token.end) {
                found(end + 1, entry.value.clone());
            }
        }
        letters(token, tokens.get(at + 1), &mut |width, value| found(at + width, value));
    }
}

/// The value of a word in the data file: kind and what stands behind the `=`.
pub fn value(kind: &str, given: &toml::Value) -> Option<Value> {
    let number = || given.as_integer().and_then(|number| i32::try_from(number).ok());
    let small = || number().and_then(|number| i8::try_from(number).ok());
    Some(match kind {
        "number" => Value::Number(number()?),
        "one" => Value::One,
        "few" => Value::Few,
        "ordinal" => Value::Ordinal(number()?),
        "month" => Value::Month(small()?),
        "weekday" => Value::Weekday(Weekday::from_monday_one_offset(small()?).ok()?),
        "season" => Value::Season(small()?),
        "dayword" => Value::Dayword(number()?),
        "daypart" => Value::Daypart,
        "unit" | "units" => Value::Unit(unit(given.as_str()?)?, kind == "units"),
        "part" => Value::Part(match given.as_str()? {
            "start" => Part::Start,
            "early" => Part::Early,
            "mid" => Part::Mid,
            "late" => Part::Late,
            "end" => Part::End,
            _ => return None,
        }),
        "direction" => Value::Direction(match given.as_str()? {
            "last" => Direction::Last,
            "latest" => Direction::Latest,
            "this" => Direction::This,
            "coming" => Direction::Coming,
            "next" => Direction::Next,
            _ => return None,
        }),
        _ => return None,
    })
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "weekend" => Unit::Weekend,
        "week" => Unit::Week,
        "fortnight" => Unit::Fortnight,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        _ => return None,
    })
}

/// Values of a token that begins with a digit.
fn figures(text: &str, found: &mut dyn FnMut(Value)) {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, behind) = text.split_at(digits);
    let Ok(count) = number.parse::<i32>() else { return };
    match behind {
        "" => {
            found(Value::Number(count));
            if let Some(day) = i8::try_from(count).ok().filter(|day| (1..=31).contains(day) && digits <= 2) {
                found(Value::Day(day));
            }
            if let Some(year) = i16::try_from(count).ok().filter(|year| digits == 4 && (1000..=2200).contains(year)) {
                found(Value::Year(year));
            }
        }
        "st" | "nd" | "rd" | "th" => {
            found(Value::Ordinal(count));
            if let Some(day) = i8::try_from(count).ok().filter(|day| (1..=31).contains(day)) {
                found(Value::Nth(day));
                found(Value::Day(day));
            }
        }
        "s" if digits == 4 && count % 10 == 0 && (1000..=2200).contains(&count) => {
            if let Ok(first) = i16::try_from(count) {
                found(if count % 100 == 0 && count < 2000 { Value::Block } else { Value::Decade(first) });
            }
        }
        "s" if digits == 2 && count % 10 == 0 && count >= 20 => {
            if let Ok(first) = i16::try_from(1900 + count) {
                found(Value::Decade(first));
            }
        }
        "q" if (1..=4).contains(&count) => found(Value::Date(Time::Fraction(Unit::Quarter, count))),
        "h" if (1..=2).contains(&count) => found(Value::Date(Time::Fraction(Unit::Half, count))),
        _ => marked(text, found),
    }
}

/// "2026-02-03", "3/2/2026", "3.2.2026", "2024/25", "1,000".
fn marked(text: &str, found: &mut dyn FnMut(Value)) {
    if let Some(day) = text.get(..10).and_then(|day| day.parse::<civil::Date>().ok()) {
        found(Value::Date(Time::day(day)));
        return;
    }
    if text.contains(',') {
        if text.split(',').skip(1).all(|part| part.len() == 3)
            && let Ok(count) = text.replace(',', "").parse::<i32>()
        {
            found(Value::Number(count));
        }
        return;
    }
    let mark = if text.contains('/') { '/' } else { '.' };
    let parts: Vec<i16> = text.split(mark).map_while(|part| part.parse().ok()).collect();
    let date = |year: i16, month: i16, day: i16| civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    match parts[..] {
        [year, month, day] if year > 999 => {
            if let Some(day) = date(year, month, day) {
                found(Value::Date(Time::day(day)));
            }
        }
        [one, two, year] if year > 999 || text.len() - text.rfind(mark).unwrap_or(0) == 3 => {
            let year = if year > 999 { year } else { 2000 + year };
            let day_first = date(year, two, one);
            let month_first = date(year, one, two).filter(|_| mark == '/');
            match (day_first, month_first) {
                (Some(one), Some(two)) if one != two => found(Value::Date(Time::Ambiguous(one, two))),
                (Some(day), _) | (None, Some(day)) => found(Value::Date(Time::day(day))),
                (None, None) => {}
            }
        }
        [first, second] if mark == '/' && (1900..2100).contains(&first) && second == (first + 1) % 100 => {
            if let (Some(one), Some(two)) = (Time::year(first), Time::year(first + 1)) {
                found(Value::Date(Time::Between(Box::new(one), Box::new(two))));
            }
        }
        _ => {}
    }
}

/// "Q3", "H1", "FY2026", and "'90s" behind an apostrophe.
fn letters(token: &Token<'_>, next: Option<&Token<'_>>, found: &mut dyn FnMut(usize, Value)) {
    if token.text == "'"
        && let Some(next) = next.filter(|next| next.start == token.end && next.text.len() == 3 && next.text.ends_with("0s"))
    {
        figures(next.text, &mut |value| found(2, value));
    }
    let figure = |from: usize| {
        token.text.get(from..).filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit())).and_then(|rest| rest.parse::<i32>().ok())
    };
    if !token.capital || !token.text.ends_with(|c: char| c.is_ascii_digit()) {
        return;
    }
    let value = match token.text.as_bytes() {
        [b'q', _] => figure(1).filter(|n| (1..=4).contains(n)).map(|n| Time::Fraction(Unit::Quarter, n)),
        [b'h', _] => figure(1).filter(|n| (1..=2).contains(n)).map(|n| Time::Fraction(Unit::Half, n)),
        [b'f', b'y', _, _] => figure(2).and_then(|n| i16::try_from(2000 + n).ok()).map(Time::Fiscal),
        [b'f', b'y', _, _, _, _] => figure(2).and_then(|n| i16::try_from(n).ok()).map(Time::Fiscal),
        _ => None,
    };
    if let Some(time) = value {
        found(1, Value::Date(time));
    }
}
