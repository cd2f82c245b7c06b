use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, Unit, tz::TimeZone};
use legation::world::Actors;
use legation::world::actors::Meaning;
use legation_source::actors::PartialDate;

use super::check::Kind;

/// Terms longer than this are rare outside of monarchies.
const LONG_YEARS: i32 = 60;

/// Words of offices that several people hold at once.
const SHARED: [&str; 12] =
    ["deputy", "vice", "spokesperson", "aide", "adviser", "advisor", "opposition", "ambassador", "envoy", "senator", "member", "official"];

/// A term of a table: its line, who, and from when to when; today while it lasts.
struct Term {
    line: u64,
    name: String,
    from: Date,
    to: Date,
}

/// Rows that can be used and are likely wrong, each with its line, in the order of the file.
pub fn find(kind: Kind, bytes: &[u8], known: &Actors) -> Vec<(u64, String)> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).from_reader(bytes);
    let header = reader.headers().cloned().unwrap_or_default();
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let mut found = Vec::new();
    let mut offices: BTreeMap<(String, String), Vec<Term>> = BTreeMap::new();
    for record in reader.records().filter_map(Result::ok) {
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |name: &str| header.iter().position(|column| column == name).and_then(|at| record.get(at)).unwrap_or_default();
        let name = cell("name");
        if matches!(kind, Kind::People | Kind::Organisations) {
            let names = std::iter::once(name).chain(cell("aliases").split('|')).chain([cell("surname")]);
            let country = names.map(str::trim).find(|name| known.meanings(name).iter().any(|m| matches!(m, Meaning::Country(_))));
            found.extend(country.map(|country| (line, format!("{country:?} is the name of a country"))));
        }
        if kind != Kind::People {
            continue;
        }
        // An open beginning is not known, and nothing follows from it.
        let Some(from) = PartialDate::parse(cell("from")) else { continue };
        let to = PartialDate::parse(cell("to")).map_or(today, PartialDate::first);
        let term = Term { line, name: name.to_owned(), from: from.last(), to };
        if term.from.checked_add(LONG_YEARS.years()).is_ok_and(|end| end < term.to) {
            found.push((line, format!("the term of {name} is longer than {LONG_YEARS} years; is its end missing?")));
        }
        let office = cell("office");
        let shared = office.split_whitespace().any(|word| SHARED.contains(&word.to_lowercase().as_str()));
        // Without a capital, as in "government official", it is what many people are at once.
        if shared || !office.contains(char::is_uppercase) {
            continue;
        }
        offices.entry((cell("country").to_owned(), office.to_owned())).or_default().push(term);
    }
    for ((_, office), mut terms) in offices {
        terms.sort_by_key(|term| term.from);
        // The term that lasts longest among those before.
        let mut longest: Option<&Term> = None;
        for term in &terms {
            if let Some(other) = longest.filter(|other| other.name != term.name && common_days(other, term) > 366) {
                let message = format!("{} and {} (line {}) are both {office} for over a year", term.name, other.name, other.line);
                found.push((term.line, message));
            }
            longest = longest.filter(|other| other.to >= term.to).or(Some(term));
        }
    }
    found.sort();
    found
}

/// Days that two terms surely share, the second of them beginning later.
fn common_days(first: &Term, second: &Term) -> i32 {
    let end = first.to.min(second.to);
    second.from.until((Unit::Day, end)).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use legation::world::{Actors, Files};

    use super::find;
    use crate::actors::check::Kind;

    #[test]
    fn suspicious_rows_are_told() {
        let known = Actors::load(&Files::builtin()).expect("the tables are sound");
        let table = "name,surname,aliases,office,country,sector,from,to\n\
            Ana Vela,Vela,,President of Peru,PER,GOV,2001,2005\n\
            Bo Ruiz,Ruiz,,President of Peru,PER,GOV,2005,2009\n\
            Cy Poe,Poe,,President of Peru,PER,GOV,2006,2008-05\n\
            Di Oh,Chile,,Minister of Peru,PER,GOV,1930,\n\
            Ed Oh,Oh,,Minister of Peru,PER,GOV,,\n\
            Fi Oh,Oh,,official,PER,GOV,2001,2009\n\
            Gil Oh,Oh,,official,PER,GOV,2001,2009\n";
        let lines: Vec<(u64, bool)> =
            find(Kind::People, table.as_bytes(), &known).into_iter().map(|(line, message)| (line, message.contains("both"))).collect();
        assert_eq!(lines, [(4, true), (5, false), (5, false)]);
    }
}
