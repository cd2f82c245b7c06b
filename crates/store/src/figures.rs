use std::collections::BTreeMap;

use legation::record::{Amount, AmountRole, Count, Event};
use serde::Serialize;

use crate::Source;

/// What the reports of one act say of one number, which may differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What is counted: `killed`, `injured`, `arrested`, `displaced`, or the unit of a sum such as `USD`.
    pub of: String,
    /// The lowest that a report gives.
    pub low: f64,
    /// What most reports give; of as many the one that came out last.
    pub best: f64,
    /// The highest that a report gives.
    pub high: f64,
    /// Which document gives which.
    pub given: Vec<Given>,
}

/// One document's figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Given {
    /// The document's id.
    pub document: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// How many.
    pub value: f64,
}

/// A number as one report gives it: what is counted, and low, best and high.
type Number = (String, [f64; 3]);

/// The figures of an act over its reports, these in order of publication.
pub fn over<'a>(reports: impl IntoIterator<Item = (Source, &'a Event)>) -> Vec<Figure> {
    let mut found: BTreeMap<String, Vec<(Given, [f64; 3])>> = BTreeMap::new();
    for (source, event) in reports {
        for (of, number) in numbers(event) {
            let own = found.entry(of).or_default();
            // A document that tells an act twice counts once for each number.
            if !own.iter().any(|(given, _)| given.document == source.document && same(given.value, number[1])) {
                own.push((Given { document: source.document.clone(), publisher: source.publisher.clone(), value: number[1] }, number));
            }
        }
    }
    found.into_iter().filter_map(|(of, given)| figure(of, given)).collect()
}

fn figure(of: String, given: Vec<(Given, [f64; 3])>) -> Option<Figure> {
    let low = given.iter().map(|(_, number)| number[0]).min_by(f64::total_cmp)?;
    let high = given.iter().map(|(_, number)| number[2]).max_by(f64::total_cmp)?;
    // The last of equals: reports come in order of publication.
    let times = |value: f64| given.iter().filter(|(given, _)| same(given.value, value)).count();
    let best = given.iter().map(|(given, _)| given.value).max_by_key(|&value| times(value))?;
    Some(Figure { of, low, best, high, given: given.into_iter().map(|(given, _)| given).collect() })
}

fn numbers(event: &Event) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    if let Some(casualties) = &event.casualties {
        let counts = [
            ("killed", &casualties.killed),
            ("injured", &casualties.injured),
            ("arrested", &casualties.arrested),
            ("displaced", &casualties.displaced),
        ];
        for (of, count) in counts {
            found.extend(count.as_ref().and_then(|count| Some((of.to_owned(), bounds(count)?))));
        }
    }
    let value = |amount: &&Amount| amount.role == AmountRole::Value && amount.unit != "people";
    for amount in event.amounts.iter().filter(value) {
        // A report that gives several sums in one unit does not say which is that of the act.
        let alone = event.amounts.iter().filter(value).filter(|other| other.unit == amount.unit).count() == 1;
        if alone {
            found.push((amount.unit.clone(), [amount.value; 3]));
        }
    }
    found
}

fn bounds(count: &Count) -> Option<[f64; 3]> {
    let best = count.best.or(count.low).or(count.high)?;
    Some([count.low.unwrap_or(best).min(best), best, count.high.unwrap_or(best).max(best)].map(f64::from))
}

fn same(one: f64, other: f64) -> bool {
    one.total_cmp(&other).is_eq()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Option<[f64; 3]> {
        let given = |(at, &value): (usize, &f64)| (Given { document: at.to_string(), publisher: None, value }, [value; 3]);
        figure("killed".to_owned(), values.iter().enumerate().map(given).collect()).map(|figure| [figure.low, figure.best, figure.high])
    }

    #[test]
    fn the_best_figure_is_that_of_most_reports_and_of_as_many_the_last() {
        assert_eq!(of(&[5.0, 8.0, 5.0]), Some([5.0, 5.0, 8.0]));
        assert_eq!(of(&[5.0, 8.0]), Some([5.0, 8.0, 8.0]));
        assert_eq!(of(&[]), None);
    }
}
