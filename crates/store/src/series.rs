use jiff::civil;
use serde::Serialize;

/// How long a step of a time series is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A day.
    Day,
    /// From Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// Events of one step of a time series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// Its first day.
    pub start: civil::Date,
    /// How many events begin in it.
    pub count: i64,
    /// The mean of their PLOVER scores, -10 to 10.
    pub mean: f64,
    /// How many are verbal cooperation, material cooperation, verbal conflict, material conflict.
    pub quads: [i64; 4],
}
