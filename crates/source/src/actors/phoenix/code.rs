use std::collections::HashMap;

use legation::world::{Files, WorldError};
use serde::Deserialize;

/// CAMEO's codes of actors in terms of PLOVER's: `actors/cameo-roles.csv` and the codes of countries.
pub struct Codes {
    countries: HashMap<String, String>,
    roles: HashMap<String, RoleRow>,
}

#[derive(Deserialize)]
struct CountryRow {
    iso3: String,
    #[serde(default)]
    cameo: String,
}

#[derive(Deserialize)]
struct RoleRow {
    cameo: String,
    /// `top`, `sector`, `drop`, `former` or `region`.
    r#use: String,
    becomes: String,
    office: String,
}

/// What a code says.
#[derive(Debug, PartialEq, Eq)]
pub struct Meaning {
    /// Country or top-level code.
    pub code: String,
    /// PLOVER sectors.
    pub sectors: Vec<String>,
    /// Home country of one with a top-level code.
    pub home: String,
    /// What people with it are.
    pub office: String,
}

/// Why a code gives no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// The code of no actor: `---`.
    Null,
    /// `ELI`.
    Former,
    /// A country and nothing more.
    Country,
    /// `AFR` and such, or sectors of no country.
    NoCountry,
    /// `~AGR`: a noun of agents.
    Agent,
}

impl Codes {
    /// Reads the tables.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let mut countries = HashMap::new();
        for row in files.csv::<CountryRow>("actors/countries.csv")? {
            if !row.cameo.is_empty() {
                countries.insert(row.cameo, row.iso3.clone());
            }
            countries.entry(row.iso3.clone()).or_insert(row.iso3);
        }
        let roles = files.csv::<RoleRow>("actors/cameo-roles.csv")?;
        Ok(Self { countries, roles: roles.into_iter().map(|row| (row.cameo.clone(), row)).collect() })
    }

    /// What a code such as `IGOUNOHCR` says. Parts that are in no table are CAMEO's groups and fields, which PLOVER lacks.
    pub fn meaning(&self, code: &str) -> Result<Meaning, Skip> {
        if code.starts_with('~') {
            return Err(Skip::Agent);
        }
        if code.starts_with('-') || code.starts_with('#') {
            return Err(Skip::Null);
        }
        let parts: Vec<&str> = code.as_bytes().chunks(3).filter_map(|part| std::str::from_utf8(part).ok()).collect();
        let (&first, rest) = parts.split_first().ok_or(Skip::Null)?;
        let mut meaning = Meaning { code: String::new(), sectors: Vec::new(), home: String::new(), office: String::new() };
        let country = self.countries.get(first);
        match (country, self.roles.get(first)) {
            (Some(country), _) => meaning.code.clone_from(country),
            // Alone, EUR is the continent.
            (None, Some(top)) if top.r#use == "top" && (first != "EUR" || rest.contains(&"EEC")) => {
                meaning.code.clone_from(&top.becomes);
                meaning.office.clone_from(&top.office);
            }
            _ => return Err(Skip::NoCountry),
        }
        for &part in rest {
            match self.roles.get(part) {
                Some(role) if role.r#use == "former" => return Err(Skip::Former),
                Some(role) if role.r#use == "sector" => {
                    // Civil society is a sector of countries; what an international body works on is none. A ministry's field is none.
                    let fits = (country.is_some() || role.becomes != "SOC") && !meaning.sectors.iter().any(|sector| sector == "GOV");
                    if fits && !meaning.sectors.contains(&role.becomes) {
                        meaning.sectors.push(role.becomes.clone());
                    }
                    if meaning.office.is_empty() {
                        meaning.office.clone_from(&role.office);
                    }
                }
                Some(role) if role.r#use == "top" && meaning.code == "IGO" => {
                    meaning.code.clone_from(&role.becomes);
                    meaning.office.clone_from(&role.office);
                }
                Some(_) => {}
                None => {
                    if let Some(home) = self.countries.get(part).filter(|_| country.is_none() && meaning.home.is_empty()) {
                        meaning.home.clone_from(home);
                    }
                }
            }
        }
        if country.is_some() && meaning.sectors.is_empty() { Err(Skip::Country) } else { Ok(meaning) }
    }
}

#[cfg(test)]
mod tests {
    use legation::world::Files;

    use super::{Codes, Skip};

    #[test]
    fn codes_are_split_and_mapped() {
        let codes = Codes::load(&Files::builtin()).expect("the tables are sound");
        let told = |code: &str| codes.meaning(code).map(|found| format!("{} {} {}", found.code, found.sectors.join("|"), found.home));
        assert_eq!(told("CHNGOV"), Ok("CHN GOV ".into()));
        assert_eq!(told("AFGGOVHLH"), Ok("AFG GOV ".into()));
        assert_eq!(told("USAMED"), Ok("USA JRN ".into()));
        assert_eq!(told("IRQHLH"), Ok("IRQ MED ".into()));
        assert_eq!(told("GBRSEP"), Ok("GBR REB ".into()));
        assert_eq!(told("IGOUNOHCR"), Ok("UNO  ".into()));
        assert_eq!(told("IGOEUREEC"), Ok("EUR  ".into()));
        assert_eq!(told("NGOHRI"), Ok("NGO  ".into()));
        assert_eq!(told("MNCUSAHLH"), Ok("MNC MED USA".into()));
        assert_eq!(told("IMGMUSALQ"), Ok("IMG  ".into()));
        assert_eq!(told("USAELI"), Err(Skip::Former));
        assert_eq!(told("AFG"), Err(Skip::Country));
        assert_eq!(told("SASREB"), Err(Skip::NoCountry));
        assert_eq!(told("EUR"), Err(Skip::NoCountry));
        assert_eq!(told("---"), Err(Skip::Null));
        assert_eq!(told("~AGR"), Err(Skip::Agent));
        assert_eq!(told("Ü"), Err(Skip::NoCountry));
    }
}
