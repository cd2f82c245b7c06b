//! Plots as SVG. Across, everything stands at a share of the width, so that a plot fits a phone without its words shrinking; colours are
//! classes of the style sheet.

use std::collections::HashMap;

use jiff::civil;
use legation_store::{Dot, Point};
use svg::node::element::{Anchor, Circle, Group, Line, Rectangle, SVG, Text, Title};

use crate::card;

/// Points of the screen for one point of the PLOVER score, which runs from -10 to 10.
const UNIT: f64 = 13.0;
/// Room above and below the scale.
const EDGE: f64 = 16.0;
/// Where a score of 0 is.
const ZERO: f64 = 10.0 * UNIT + EDGE;
/// How far dots of one time and score lie from each other.
const APART: f64 = 2.5;

/// The days that a plot shows, both inside.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    /// First day.
    pub from: civil::Date,
    /// Last day.
    pub to: civil::Date,
}

impl Period {
    fn days(&self) -> f64 {
        f64::from((self.to - self.from).get_days()).max(1.0)
    }

    /// How far across a day stands, in per cent of the width; a little is left free at both sides.
    fn across(&self, day: civil::Date) -> f64 {
        let share = f64::from((day - self.from).get_days()) / self.days();
        1.5 + 97.0 * share.clamp(0.0, 1.0)
    }

    /// The days at which the scale has a line, each with its words: years, months or days, whichever are few.
    fn ticks(&self) -> Vec<(civil::Date, String)> {
        let (step, form) = match self.days() {
            days if days > 366.0 * 6.0 => (jiff::Span::new().years(if days > 366.0 * 24.0 { 10 } else { 2 }), "%Y"),
            days if days > 366.0 * 2.5 => (jiff::Span::new().years(1), "%Y"),
            days if days > 366.0 => (jiff::Span::new().months(6), "%b %Y"),
            days if days > 190.0 => (jiff::Span::new().months(3), "%b %Y"),
            days if days > 45.0 => (jiff::Span::new().months(1), "%b"),
            _ => (jiff::Span::new().days(7), "%-d %b"),
        };
        let first = if step.get_days() > 0 {
            self.from
        } else if step.get_months() == 0 {
            self.from.first_of_year()
        } else {
            let month = (self.from.month() - 1) / 6 * 6 + 1;
            civil::Date::new(self.from.year(), month, 1).unwrap_or(self.from)
        };
        let all = first.series(step).take_while(|day| *day <= self.to).filter(|day| *day >= self.from);
        all.take(16).map(|day| (day, day.strftime(form).to_string())).collect()
    }
}

fn percent(share: f64) -> String {
    format!("{share:.2}%")
}

fn line(x1: String, y1: f64, x2: String, y2: f64, class: &str) -> Line {
    Line::new().set("x1", x1).set("y1", round(y1)).set("x2", x2).set("y2", round(y2)).set("class", class)
}

fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn canvas(height: f64, label: &str) -> SVG {
    SVG::new().set("width", "100%").set("height", height).set("class", "plot").set("role", "group").set("aria-label", label)
}

/// Vertical lines with the time below.
fn times(period: Period, height: f64) -> Group {
    period.ticks().into_iter().fold(Group::new().set("aria-hidden", "true"), |group, (day, words)| {
        let at = period.across(day);
        let group = group.add(line(percent(at), 0.0, percent(at), height - 18.0, "grid"));
        // Further right the words would not fit on a phone.
        if at > 85.0 { group } else { group.add(Text::new(words).set("x", percent(at)).set("y", height - 4.0).set("class", "scale")) }
    })
}

/// Events over time: cooperation above the line, conflict below, by PLOVER score; each dot leads to its sentence.
pub fn timeline(dots: &[Dot], period: Period, label: &str) -> String {
    let height = 2.0 * ZERO + 20.0;
    let mut plot = canvas(height, label).add(times(period, height)).add(line("0%".into(), ZERO, "100%".into(), ZERO, "zero"));
    for (words, at) in [("cooperation", 12.0), ("conflict", 2.0 * ZERO - 4.0)] {
        plot = plot.add(Text::new(words).set("x", "100%").set("y", at).set("text-anchor", "end").set("class", "scale side"));
    }
    for score in [-10.0, -5.0, 5.0, 10.0] {
        let at = ZERO - score * UNIT;
        plot = plot.add(line("0%".into(), at, "100%".into(), at, "grid"));
        plot = plot.add(Text::new(format!("{score:+}")).set("x", 0).set("y", at - 3.0).set("class", "scale").set("aria-hidden", "true"));
    }
    // Dots at one spot lie away from the line, one beyond the other, as far as half of a score's room.
    let mut taken: HashMap<(i64, i64), f64> = HashMap::new();
    for dot in dots {
        let across = period.across(dot.day);
        let spot = taken.entry(((across * 1.5) as i64, (dot.score * 10.0) as i64)).or_default();
        let away = (*spot * APART) % (UNIT * 1.5) * if dot.score < 0.0 { 1.0 } else { -1.0 };
        *spot += 1.0;
        let words = format!("{} {}, {:+.1}, {}", dot.kind, dot.status, dot.score, card::day(dot.day));
        let class = if happened(&dot.status) { format!("dot q{}", dot.quad) } else { format!("dot maybe q{}", dot.quad) };
        let circle = Circle::new()
            .set("cx", percent(across))
            .set("cy", round(ZERO - dot.score * UNIT + away))
            .set("r", radius(dot.reports))
            .set("class", class);
        let link = Anchor::new()
            .set("href", format!("/documents/{}#{}", dot.document, dot.id))
            // The list below the plot leads to the same places one by one.
            .set("tabindex", -1)
            .add(Title::new(format!("{words}: {}", dot.sentence)))
            .add(circle);
        plot = plot.add(link);
    }
    plot.to_string()
}

/// Whether an event of this status has come about.
pub fn happened(status: &str) -> bool {
    matches!(status, "occurred" | "ongoing")
}

/// More reports make a larger dot.
fn radius(reports: i64) -> f64 {
    round(3.5 + (reports.clamp(1, 12) - 1) as f64 * 0.35)
}

/// How many events there are a month (or year), by quad, above and below a line; and a line through their mean scores.
pub fn counts(points: &[Point], last: &dyn Fn(civil::Date) -> civil::Date, period: Period, label: &str) -> String {
    let half = 78.0;
    let height = 2.0 * half + 36.0;
    let zero = half + 12.0;
    let highest =
        points.iter().map(|point| (point.quads[0] + point.quads[1]).max(point.quads[2] + point.quads[3])).max().unwrap_or(1).max(1);
    let unit = half / highest as f64;
    let mut plot = canvas(height, label).add(times(period, height)).add(line("0%".into(), zero, "100%".into(), zero, "zero"));
    for (at, y) in [(zero - half, zero - half - 2.0), (zero + half, zero + half + 11.0)] {
        plot = plot.add(line("0%".into(), at, "100%".into(), at, "grid"));
        plot = plot.add(Text::new(highest.to_string()).set("x", 0).set("y", y).set("class", "scale").set("aria-hidden", "true"));
    }
    let mut before: Option<(f64, f64)> = None;
    let mut mean = Group::new().set("class", "mean");
    for point in points {
        let (left, right) = (period.across(point.start), period.across(last(point.start)));
        let width = ((right - left) * 0.8).max(0.3);
        let bar = |from: f64, count: i64, quad: usize| {
            let tall = count as f64 * unit;
            Rectangle::new()
                .set("x", percent(left))
                .set("width", percent(width))
                .set("y", round(from))
                .set("height", round(tall))
                .set("class", format!("bar q{quad}"))
        };
        let [verbal, material, words, force] = point.quads;
        let (up, down) = (zero - verbal as f64 * unit, zero + words as f64 * unit);
        let title = format!(
            "{}: {} events, mean {:+.1}; verbal cooperation {verbal}, material cooperation {material}, verbal conflict {words}, material conflict {force}",
            point.start, point.count, point.mean
        );
        let bars = Group::new()
            .add(Title::new(title))
            .add(bar(up, verbal, 1))
            .add(bar(up - material as f64 * unit, material, 2))
            .add(bar(zero, words, 3))
            .add(bar(down, force, 4));
        plot = plot.add(bars);
        let here = (left + width / 2.0, zero - point.mean * half / 10.0);
        if let Some(before) = before {
            mean = mean.add(line(percent(before.0), before.1, percent(here.0), here.1, "mean"));
        }
        mean = mean.add(Circle::new().set("cx", percent(here.0)).set("cy", round(here.1)).set("r", 2.5));
        before = Some(here);
    }
    plot.add(mean).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(score: f64, day: civil::Date, sentence: &str) -> Dot {
        Dot {
            id: "ev-1".into(),
            document: "abc".into(),
            kind: "CONSULT".into(),
            status: "occurred".into(),
            day,
            quad: 1,
            score,
            reports: 1,
            out: true,
            back: false,
            sentence: sentence.into(),
        }
    }

    const PERIOD: Period = Period { from: civil::date(2026, 1, 1), to: civil::date(2026, 12, 31) };

    #[test]
    fn conflict_lies_below_the_line_and_later_days_further_right() {
        let spots = |score, day| {
            let plot = timeline(&[dot(score, day, "They met.")], PERIOD, "x");
            let after =
                |name: &str| plot.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split(['"', '%']).next()?.parse::<f64>().ok());
            (after("cx"), after("cy"))
        };
        let (good, bad) = (spots(2.5, civil::date(2026, 3, 1)), spots(-5.0, civil::date(2026, 9, 1)));
        assert!(good.1 < Some(ZERO) && bad.1 > Some(ZERO), "{good:?} {bad:?}");
        assert!(good.0 < bad.0);
    }

    #[test]
    fn words_of_an_article_stay_words() {
        let plot = timeline(&[dot(1.0, civil::date(2026, 3, 1), "<script>alert(1)</script> \"&")], PERIOD, "<b>");
        assert!(!plot.contains("<script>") && !plot.contains("<b>"), "{plot}");
    }
}
