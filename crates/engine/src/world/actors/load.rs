use std::collections::HashMap;

use serde::Deserialize;

use super::{Actors, Bound, Country, Meaning, Organisation, Role, Term};
use crate::record::{Code, PartyKind};
use crate::world::{Files, WorldError};

#[derive(Deserialize)]
struct CountryRow {
    iso3: String,
    iso2: String,
    numeric: String,
    cow: String,
    cameo: String,
    fips: String,
    currency: String,
    name: String,
    names: String,
    adjectives: String,
    people: String,
    seats: String,
    folds_into: String,
}

#[derive(Deserialize)]
struct FormerRow {
    name: String,
    names: String,
    adjectives: String,
    people: String,
    cow: String,
    cameo: String,
    successors: String,
}

#[derive(Deserialize)]
struct DisputedRow {
    name: String,
    names: String,
    adjectives: String,
    people: String,
    code: String,
    sector: String,
    from: String,
    to: String,
}

#[derive(Deserialize)]
struct OrganisationRow {
    name: String,
    aliases: String,
    code: String,
    sectors: String,
    kind: String,
    channel: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    members: String,
    #[serde(default)]
    wikidata: String,
}

#[derive(Deserialize)]
struct PersonRow {
    name: String,
    surname: String,
    aliases: String,
    office: String,
    country: String,
    sector: String,
    from: String,
    #[serde(default)]
    from_precision: String,
    to: String,
    #[serde(default)]
    to_precision: String,
    wikidata: String,
}

#[derive(Deserialize)]
struct RoleRow {
    #[serde(alias = "title")]
    noun: String,
    sector: String,
    note: String,
}

/// A file with the line at hand, for messages.
#[derive(Clone, Copy)]
struct Place<'a> {
    path: &'a str,
    line: u64,
}

impl Place<'_> {
    fn error(self, message: String) -> WorldError {
        WorldError::new(self.path, Some(self.line), message)
    }

    fn code(self, letters: &str) -> Result<Code, WorldError> {
        Code::new(letters).ok_or_else(|| self.error(format!("{letters:?} is not a code of three capital letters")))
    }

    fn codes(self, cell: &str) -> Result<Vec<Code>, WorldError> {
        list(cell).map(|letters| self.code(letters)).collect()
    }

    /// An empty cell is no bound.
    fn bound(self, text: &str) -> Result<Option<Bound>, WorldError> {
        if text.is_empty() {
            return Ok(None);
        }
        Bound::parse(text).map(Some).ok_or_else(|| self.error(format!("{text:?} is no date: write 2026, 2026-02 or 2026-02-04")))
    }

    /// A bound no more exact than its precision says.
    fn bound_to(self, text: &str, precision: &str) -> Result<Option<Bound>, WorldError> {
        let length = match precision {
            "year" => 4,
            "month" => 7,
            "day" => 10,
            "" => text.len(),
            other => return Err(self.error(format!("{other:?} is no precision: day, month or year"))),
        };
        let exact = self.bound(text)?;
        text.get(..length).filter(|cut| cut.len() < text.len()).map_or(Ok(exact), |cut| self.bound(cut))
    }

    fn in_order(self, what: &str, from: Option<Bound>, to: Option<Bound>) -> Result<(), WorldError> {
        match from.zip(to) {
            Some((from, to)) if from.first > to.last => Err(self.error(format!("{what} ends before it begins"))),
            _ => Ok(()),
        }
    }
}

/// Adds every row of a table by `add`; each that cannot be used is an error, and the others are added all the same. Beside `people.csv`
/// a table may have files such as `people-mine.csv`, whose rows are added before it.
fn each<T: serde::de::DeserializeOwned>(
    actors: &mut Actors,
    files: &Files,
    table: &str,
    errors: &mut Vec<WorldError>,
    add: fn(&mut Actors, Place<'_>, T) -> Result<(), WorldError>,
) {
    let mut paths = files.list(&format!("{table}-"));
    paths.retain(|path| path.ends_with(".csv"));
    paths.push(format!("{table}.csv"));
    for path in &paths {
        let read = files.csv_each::<T>(path, |row| {
            if let Err(error) = row.and_then(|(line, row)| add(actors, Place { path, line }, row)) {
                errors.push(error);
            }
        });
        errors.extend(read.err());
    }
}

/// All of `actors/` and the lexicons of titles and agents. What cannot be used is in the errors, each with its file and line.
pub fn all(actors: &mut Actors, files: &Files) -> Vec<WorldError> {
    let mut errors = Vec::new();
    each(actors, files, "lexicon/titles", &mut errors, |actors, at, row| role(&mut actors.titles, at, row));
    each(actors, files, "lexicon/agents", &mut errors, |actors, at, row| role(&mut actors.agents, at, row));
    // Before the countries: Western Sahara is coded for who claims it.
    each(actors, files, "actors/disputed", &mut errors, disputed);
    each(actors, files, "actors/countries", &mut errors, country);
    each(actors, files, "actors/former", &mut errors, former);
    each(actors, files, "actors/organisations", &mut errors, organisation);
    each(actors, files, "actors/people", &mut errors, person);
    errors
}

fn country(actors: &mut Actors, at: Place<'_>, row: CountryRow) -> Result<(), WorldError> {
    let index = actors.countries.len();
    actors.name(&row.name, Meaning::Country(index));
    list(&row.names).for_each(|name| actors.name(name, Meaning::Country(index)));
    list(&row.adjectives).for_each(|name| actors.name(name, Meaning::Adjective(index)));
    list(&row.people).for_each(|name| actors.name(name, Meaning::People(index)));
    list(&row.seats).for_each(|name| actors.name(name, Meaning::Seat(index)));
    let code = at.code(&row.iso3)?;
    let folds_into = if row.folds_into.is_empty() { None } else { Some(at.code(&row.folds_into)?) };
    actors.by_code.insert(code, index);
    actors.countries.push(Country {
        code,
        name: row.name,
        alpha2: row.iso2,
        numeric: row.numeric,
        cow: row.cow,
        cameo: row.cameo,
        fips: row.fips,
        currency: row.currency,
        folds_into,
    });
    Ok(())
}

/// A state that was renamed is its successor; one that fell apart keeps the code that it had, in ISO 3166 and CAMEO alike.
fn former(actors: &mut Actors, at: Place<'_>, row: FormerRow) -> Result<(), WorldError> {
    let successors = at.codes(&row.successors)?;
    let index = match successors[..] {
        [only] => actors.by_code.get(&only).copied().ok_or_else(|| at.error(format!("countries.csv has no {only}")))?,
        _ => {
            let code = at.code(&row.cameo)?;
            actors.by_code.insert(code, actors.countries.len());
            actors.countries.push(Country {
                code,
                name: row.name.clone(),
                alpha2: String::new(),
                numeric: String::new(),
                cow: row.cow,
                cameo: row.cameo,
                fips: String::new(),
                currency: String::new(),
                folds_into: None,
            });
            actors.countries.len() - 1
        }
    };
    std::iter::once(row.name.as_str()).chain(list(&row.names)).for_each(|name| actors.name(name, Meaning::Country(index)));
    list(&row.adjectives).for_each(|name| actors.name(name, Meaning::Adjective(index)));
    list(&row.people).for_each(|name| actors.name(name, Meaning::People(index)));
    Ok(())
}

/// Breakaway entities act as parts of the state that claims them.
fn disputed(actors: &mut Actors, at: Place<'_>, row: DisputedRow) -> Result<(), WorldError> {
    let index = actors.organisations.len();
    let names = [row.names.as_str(), row.adjectives.as_str(), row.people.as_str()];
    let names = names.into_iter().flat_map(list);
    std::iter::once(row.name.as_str()).chain(names).for_each(|name| actors.name(name, Meaning::Organisation(index)));
    let (from, to) = (at.bound(&row.from)?, at.bound(&row.to)?);
    at.in_order(&row.name, from, to)?;
    actors.organisations.push(Organisation {
        code: at.code(&row.code)?,
        sectors: at.codes(&row.sector)?,
        name: row.name,
        kind: PartyKind::Government,
        channel: false,
        from,
        to,
        members: Vec::new(),
        wikidata: None,
    });
    Ok(())
}

fn organisation(actors: &mut Actors, at: Place<'_>, row: OrganisationRow) -> Result<(), WorldError> {
    let index = actors.organisations.len();
    let kind = match row.kind.as_str() {
        "organisation" => PartyKind::Organisation,
        "government" => PartyKind::Government,
        "group" => PartyKind::Group,
        other => return Err(at.error(format!("{other:?} is no kind: organisation, government or group"))),
    };
    actors.name(&row.name, Meaning::Organisation(index));
    list(&row.aliases).for_each(|name| actors.name(name, Meaning::Organisation(index)));
    let (from, to) = (at.bound(&row.from)?, at.bound(&row.to)?);
    at.in_order(&row.name, from, to)?;
    actors.organisations.push(Organisation {
        name: row.name,
        code: at.code(&row.code)?,
        sectors: at.codes(&row.sectors)?,
        kind,
        channel: row.channel == "yes",
        from,
        to,
        members: at.codes(&row.members)?,
        wikidata: Some(row.wikidata).filter(|id| !id.is_empty()),
    });
    Ok(())
}

fn person(actors: &mut Actors, at: Place<'_>, row: PersonRow) -> Result<(), WorldError> {
    let index = actors.terms.len();
    let (from, to) = (at.bound_to(&row.from, &row.from_precision)?, at.bound_to(&row.to, &row.to_precision)?);
    at.in_order(&format!("the term of {}", row.name), from, to)?;
    actors.name(&row.name, Meaning::Person(index));
    for name in list(&row.aliases) {
        let full = name.contains(' ') || name.chars().all(char::is_uppercase);
        actors.name(name, if full { Meaning::Person(index) } else { Meaning::Surname(index) });
    }
    actors.name(&row.surname, Meaning::Surname(index));
    actors.by_person.entry(row.name.clone()).or_default().push(index);
    let country = at.code(&row.country)?;
    actors.by_country.entry(country).or_default().push(index);
    actors.terms.push(Term {
        name: row.name,
        office: row.office,
        country,
        sector: at.code(&row.sector)?,
        from,
        to,
        wikidata: Some(row.wikidata).filter(|id| !id.is_empty()),
    });
    Ok(())
}

fn role(roles: &mut HashMap<String, Role>, at: Place<'_>, row: RoleRow) -> Result<(), WorldError> {
    let role = Role { sector: at.code(&row.sector)?, state: row.note == "state", head: row.note.starts_with("head of") };
    roles.insert(row.noun, role);
    Ok(())
}

/// The parts of a cell between `|`.
fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').map(str::trim).filter(|name| !name.is_empty())
}
