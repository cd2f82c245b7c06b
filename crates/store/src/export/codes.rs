use std::collections::{BTreeSet, HashMap};

use jiff::civil;
use legation::record::Code;
use legation::world::codebook::{Cameo, Codebook};
use legation::world::{Files, WorldError};
use serde::Deserialize;

/// What the formats call countries, roles and acts, as `data/` has it.
#[derive(Debug, Clone)]
pub struct Codes {
    countries: HashMap<String, Country>,
    cameo: HashMap<String, Cameo>,
    /// PLOVER sectors to CAMEO roles.
    roles: HashMap<String, String>,
    /// Names of PLOVER sectors.
    sectors: HashMap<String, String>,
    abbreviations: BTreeSet<String>,
}

/// What is used of a row of `actors/countries.csv`.
#[derive(Debug, Clone, Deserialize)]
struct Country {
    iso3: String,
    name: String,
    cow: String,
    cameo: String,
    fips: String,
}

/// What is used of a row of `actors/cameo-roles.csv`.
#[derive(Debug, Clone, Deserialize)]
struct Role {
    cameo: String,
    #[serde(rename = "use")]
    usage: String,
    becomes: String,
}

impl Codes {
    /// Loads what is needed of the data files.
    ///
    /// # Errors
    /// Where one is missing or broken, with its path, line and what to do.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let book = Codebook::load(files)?;
        let countries: Vec<Country> = files.csv("actors/countries.csv")?;
        Ok(Self {
            countries: countries.into_iter().map(|country| (country.iso3.clone(), country)).collect(),
            cameo: book.cameo.into_iter().map(|row| (row.code.clone(), row)).collect(),
            roles: roles(&files.csv("actors/cameo-roles.csv")?),
            sectors: book.entries.into_iter().filter(|entry| entry.kind == "sector").map(|entry| (entry.code, entry.label)).collect(),
            abbreviations: files.lines("lexicon/abbreviations.txt")?.into_iter().collect(),
        })
    }

    fn country(&self, code: Option<Code>) -> Option<&Country> {
        self.countries.get(code?.as_str())
    }

    /// A country's usual English name; none of a code such as `IGO`.
    pub(super) fn country_name(&self, code: Option<Code>) -> Option<&str> {
        self.country(code).map(|country| country.name.as_str())
    }

    /// FIPS 10-4; none where the country has several.
    pub(super) fn fips(&self, code: Option<Code>) -> Option<&str> {
        self.country(code).map(|country| country.fips.as_str()).filter(|fips| !fips.is_empty() && !fips.contains('|'))
    }

    /// CAMEO's code of a country: the first, which CAMEO's own files have, where there are several.
    pub(super) fn cameo_country(&self, code: Code) -> Option<&str> {
        self.country(Some(code)).and_then(|country| country.cameo.split('|').next()).filter(|cameo| !cameo.is_empty())
    }

    /// The Correlates of War number on a day; where it changed and no day is known, none.
    pub(super) fn cow(&self, code: Option<Code>, day: Option<civil::Date>) -> Option<&str> {
        let numbers = &self.country(code)?.cow;
        let spans: Vec<(&str, Option<(i16, i16)>)> = numbers.split('|').map(dated).collect();
        let fits = |years: Option<(i16, i16)>| match (years, day) {
            (None, _) => true,
            (Some((from, to)), Some(day)) => from <= day.year() && day.year() <= to,
            (Some(_), None) => spans.len() == 1,
        };
        // The last one in a year of change.
        spans.iter().rev().find(|(number, years)| !number.is_empty() && fits(*years)).map(|(number, _)| *number)
    }

    /// The row of a CAMEO code, or of the more general one that it lies under.
    pub(super) fn cameo(&self, code: &str) -> Option<&Cameo> {
        (2..=code.len()).rev().find_map(|length| self.cameo.get(code.get(..length)?))
    }

    /// CAMEO's role for a PLOVER sector or a code such as `ISM`; none where CAMEO has none or several that fit no better than each other.
    pub(super) fn role(&self, sector: Code) -> Option<&str> {
        self.roles.get(sector.as_str()).map(String::as_str)
    }

    /// The name of a PLOVER sector.
    pub(super) fn sector_name(&self, sector: Code) -> Option<&str> {
        self.sectors.get(sector.as_str()).map(String::as_str)
    }

    /// Whether a word keeps its full stop.
    pub(super) fn is_abbreviation(&self, word: &str) -> bool {
        self.abbreviations.contains(word)
    }
}

/// `260:1955-1990` as a number and its first and last year, `255` without years.
fn dated(number: &str) -> (&str, Option<(i16, i16)>) {
    let Some((number, years)) = number.split_once(':') else { return (number, None) };
    let (from, to) = years.split_once('-').unwrap_or((years, years));
    (number, Some((from.parse().unwrap_or(i16::MIN), to.parse().unwrap_or(i16::MAX))))
}

/// What each PLOVER code is in CAMEO: the same letters where CAMEO has them in that sense, else the only role that becomes it.
fn roles(rows: &[Role]) -> HashMap<String, String> {
    let becomes = |row: &Role| if row.usage == "former" { row.cameo.clone() } else { row.becomes.clone() };
    let mut roles: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows.iter().filter(|row| matches!(row.usage.as_str(), "sector" | "top" | "former")) {
        roles.entry(becomes(row)).or_default().push(row.cameo.clone());
    }
    let one = |(plover, cameo): (String, Vec<String>)| match cameo.as_slice() {
        same if same.contains(&plover) => Some((plover.clone(), plover)),
        [only] => Some((plover, only.clone())),
        _ => None,
    };
    roles.into_iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use legation::record::Code;
    use legation::world::Files;

    use super::Codes;

    #[test]
    fn codes_of_other_systems_come_from_the_data() {
        let codes = Codes::load(&Files::builtin()).expect("the data files are sound");
        let code = |letters| Code::new(letters).expect("a code");
        assert_eq!(codes.fips(Some(code("CHN"))), Some("CH"));
        assert_eq!(codes.fips(Some(code("PSE"))), None, "the West Bank or Gaza: not known which");
        assert_eq!(codes.cameo_country(code("ROU")), Some("ROM"));
        assert_eq!(codes.cow(Some(code("DEU")), Some(date(1970, 1, 1))), Some("260"));
        assert_eq!(codes.cow(Some(code("DEU")), Some(date(2026, 1, 1))), Some("255"));
        assert_eq!(codes.cow(Some(code("DEU")), None), None);
        assert_eq!(codes.cow(Some(code("USA")), None), Some("2"));
        assert_eq!(codes.role(code("GOV")), Some("GOV"));
        assert_eq!(codes.role(code("JRN")), Some("MED"), "CAMEO's MED is the media");
        assert_eq!(codes.role(code("MED")), Some("HLH"));
        assert_eq!(codes.role(code("SOC")), None, "CAMEO has several fields of civil society");
        assert_eq!(codes.role(code("ELI")), Some("ELI"));
        assert_eq!(codes.role(code("ISM")), Some("NGM"));
        assert_eq!(codes.cameo("0419").map(|row| row.code.as_str()), Some("041"));
    }
}
