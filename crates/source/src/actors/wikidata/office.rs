use std::collections::HashMap;

use legation::world::actors::Meaning;
use legation::world::{Actors, Files, WorldError};
use serde::{Deserialize, Serialize};

/// An office with its country, or the entities that may be its country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// "Foreign Minister", or "President of France" where a table has it whole.
    pub office: String,
    /// PLOVER sector.
    pub sector: String,
    /// Country, where its label or a table tells it.
    pub country: String,
    /// Entities of which one may be its country.
    pub of: Vec<String>,
}

/// Which positions matter: `actors/positions.csv` by id, `actors/offices.csv` by English label.
pub struct Offices {
    by_id: HashMap<String, Office>,
    by_label: HashMap<String, (String, String)>,
    actors: Actors,
}

#[derive(Deserialize)]
struct PositionRow {
    wikidata: String,
    office: String,
    country: String,
    sector: String,
}

#[derive(Deserialize)]
struct OfficeRow {
    label: String,
    office: String,
    sector: String,
}

impl Offices {
    /// Reads the tables.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let positions = files.csv::<PositionRow>("actors/positions.csv")?;
        let labels = files.csv::<OfficeRow>("actors/offices.csv")?;
        let office =
            |row: PositionRow| (row.wikidata, Office { office: row.office, sector: row.sector, country: row.country, of: Vec::new() });
        Ok(Self {
            by_id: positions.into_iter().map(office).collect(),
            by_label: labels.into_iter().map(|row| (row.label, (row.office, row.sector))).collect(),
            actors: Actors::load(files)?,
        })
    }

    /// The office of an id that the table has.
    pub fn by_id(&self, id: &str) -> Option<&Office> {
        self.by_id.get(id)
    }

    /// The office of an English label: "President", "Minister of Foreign Affairs of Peru", "Peruvian Minister of Defence",
    /// "Minister of Defence (Peru)". Offices of parts of countries are none, since what follows "of" is no country.
    pub fn by_label(&self, label: &str) -> Option<Office> {
        let office = |words: &str, country: Option<usize>| {
            let (office, sector) = self.by_label.get(words.trim().to_lowercase().as_str())?;
            let country = country.map(|index| self.actors.countries.get(index).map(|country| country.code.to_string()));
            Some(Office { office: office.clone(), sector: sector.clone(), country: country.flatten().unwrap_or_default(), of: Vec::new() })
        };
        let after = |separator: &'static str| {
            label.match_indices(separator).find_map(|(at, _)| {
                let country = self.country(label.get(at + separator.len()..)?.trim_end_matches(')'), false)?;
                office(label.get(..at)?, Some(country))
            })
        };
        let before = || label.match_indices(' ').find_map(|(at, _)| office(label.get(at..)?, Some(self.country(label.get(..at)?, true)?)));
        office(label, None).or_else(|| after(" of ")).or_else(|| after(" (")).or_else(|| after(", ")).or_else(before)
    }

    /// The country of a name, or of its adjective too.
    fn country(&self, name: &str, adjective: bool) -> Option<usize> {
        let name = name.strip_prefix("the ").unwrap_or(name);
        self.actors.meanings(name).iter().find_map(|meaning| match meaning {
            Meaning::Country(index) => Some(*index),
            Meaning::Adjective(index) if adjective => Some(*index),
            _ => None,
        })
    }

    /// Whether a code is a country's here.
    pub fn country_name(&self, code: &str) -> Option<&str> {
        self.actors.countries.iter().find(|country| country.code.as_str() == code).map(|country| country.name.as_str())
    }
}

/// "Foreign Minister of Peru"; an office that a table has whole stays.
pub fn title(office: &Office, country_name: &str) -> String {
    if !office.country.is_empty() && office.office.contains(" of ") && office.of.is_empty() {
        return office.office.clone();
    }
    let the = country_name.starts_with("United ")
        || country_name.ends_with(" Republic")
        || country_name.ends_with(" Islands")
        || ["Netherlands", "Philippines", "Bahamas", "Gambia", "Maldives", "Comoros", "Seychelles"].contains(&country_name);
    format!("{} of {}{country_name}", office.office, if the { "the " } else { "" })
}

#[cfg(test)]
mod tests {
    use legation::world::Files;

    use super::{Offices, title};

    #[test]
    fn labels_tell_office_and_country() {
        let offices = Offices::load(&Files::builtin()).expect("the tables are sound");
        let told = |label: &str| {
            let office = offices.by_label(label)?;
            let name = offices.country_name(&office.country).unwrap_or_default();
            Some(format!("{} {} {}", title(&office, name), office.country, office.sector))
        };
        assert_eq!(told("Minister of Foreign Affairs of Peru").as_deref(), Some("Foreign Minister of Peru PER GOV"));
        assert_eq!(told("Peruvian Minister of Defence").as_deref(), Some("Defence Minister of Peru PER GOV"));
        assert_eq!(told("Minister of National Defence (Chile)").as_deref(), Some("Defence Minister of Chile CHL GOV"));
        assert_eq!(told("president of the United States").as_deref(), Some("President of the United States USA GOV"));
        assert_eq!(told("Prime Minister").as_deref(), Some("Prime Minister of   GOV"));
        assert_eq!(told("Minister of Fisheries of Peru"), None);
        assert_eq!(told("President of Catalonia"), None);
        assert_eq!(told("Peruvian cuisine"), None);
    }
}
