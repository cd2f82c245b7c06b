//! Who acts in the world: countries, organisations and people in office, as `data/actors/` and `data/lexicon/` have them.

use std::collections::{BTreeSet, HashMap};

use jiff::civil;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Files, WorldError};
use crate::analyse::words;
use crate::record::{Code, PartyKind};

/// A country with the words that stand for it.
#[derive(Debug, Clone)]
pub struct Country {
    /// ISO 3166 alpha-3; Kosovo is `XKX`.
    pub code: Code,
    /// Usual English name.
    pub name: String,
}

/// An organisation, group or medium.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Usual English name.
    pub name: String,
    /// Country, or a top-level code such as `UNO`.
    pub code: Code,
    /// PLOVER sectors.
    pub sectors: Vec<Code>,
    /// Organisation, government or group.
    pub kind: PartyKind,
    /// Whether statements go through it: an agency, a paper, a social platform.
    pub channel: bool,
}

/// A term of a person in an office.
#[derive(Debug, Clone)]
pub struct Term {
    /// Usual English name.
    pub name: String,
    /// Such as "President of China".
    pub office: String,
    /// Country, or a top-level code such as `UNO`.
    pub country: Code,
    /// Sector while in office.
    pub sector: Code,
    /// First day that the person may have been in office.
    pub from: Option<civil::Date>,
    /// Last day that the person may have been in office; none while in office.
    pub to: Option<civil::Date>,
    /// Wikidata id, where known.
    pub wikidata: Option<String>,
}

impl Term {
    /// Whether the person holds the office on a day. Ends known only to the month or year count in full.
    #[must_use]
    pub fn holds(&self, day: civil::Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// A country by its name: index.
    Country(usize),
    /// Its adjective: "Chinese".
    Adjective(usize),
    /// Its people: "Israelis".
    People(usize),
    /// Its seat of power: "Beijing", "the Kremlin".
    Seat(usize),
    /// An organisation: index.
    Organisation(usize),
    /// A person by full name: index of one of the terms.
    Person(usize),
    /// A person by surname alone: index of one of the terms.
    Surname(usize),
}

/// A title or a noun of agents: its sector, and whether it stands for the whole state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// PLOVER sector.
    pub sector: Code,
    /// "government", "authorities": the state itself.
    pub state: bool,
    /// "president", "king": head of state or government.
    pub head: bool,
}

/// Countries, organisations, people, titles and agents.
#[derive(Debug, Clone)]
pub struct Actors {
    /// All countries.
    pub countries: Vec<Country>,
    /// All organisations.
    pub organisations: Vec<Organisation>,
    /// All terms in office.
    pub terms: Vec<Term>,
    /// Folded words of a name, joined by spaces, to what it stands for.
    names: HashMap<String, Vec<Meaning>>,
    /// The most words that a name has.
    longest: usize,
    /// Titles before or instead of a person's name, in lower case.
    titles: HashMap<String, Role>,
    /// Nouns of collective or generic agents, in lower case and singular.
    agents: HashMap<String, Role>,
    /// First names and forms of address of women.
    pub female: BTreeSet<String>,
}

#[derive(Deserialize)]
struct CountryRow {
    iso3: String,
    name: String,
    names: String,
    adjectives: String,
    people: String,
    seats: String,
}

#[derive(Deserialize)]
struct OrganisationRow {
    name: String,
    aliases: String,
    code: String,
    sectors: String,
    kind: String,
    channel: String,
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
    to: String,
    wikidata: String,
}

#[derive(Deserialize)]
struct RoleRow {
    #[serde(alias = "title")]
    noun: String,
    sector: String,
    note: String,
}

impl Actors {
    /// Loads `actors/` and the lexicons of titles and agents.
    ///
    /// # Errors
    /// Where a row is broken, with its file and line.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let mut actors = Self {
            countries: Vec::new(),
            organisations: Vec::new(),
            terms: Vec::new(),
            names: HashMap::new(),
            longest: 0,
            titles: roles(files, "lexicon/titles.csv")?,
            agents: roles(files, "lexicon/agents.csv")?,
            female: files.lines("lexicon/female.txt")?.into_iter().collect(),
        };
        actors.load_countries(files)?;
        actors.load_organisations(files)?;
        actors.load_people(files)?;
        Ok(actors)
    }

    fn load_countries(&mut self, files: &Files) -> Result<(), WorldError> {
        let path = "actors/countries.csv";
        for (row, line) in files.csv::<CountryRow>(path)?.into_iter().zip(2..) {
            let index = self.countries.len();
            self.countries.push(Country { code: code(path, line, &row.iso3)?, name: row.name.clone() });
            self.name(&row.name, Meaning::Country(index));
            list(&row.names).for_each(|name| self.name(name, Meaning::Country(index)));
            list(&row.adjectives).for_each(|name| self.name(name, Meaning::Adjective(index)));
            list(&row.people).for_each(|name| self.name(name, Meaning::People(index)));
            list(&row.seats).for_each(|name| self.name(name, Meaning::Seat(index)));
        }
        Ok(())
    }

    fn load_organisations(&mut self, files: &Files) -> Result<(), WorldError> {
        let path = "actors/organisations.csv";
        for (row, line) in files.csv::<OrganisationRow>(path)?.into_iter().zip(2..) {
            let index = self.organisations.len();
            let kind = match row.kind.as_str() {
                "organisation" => PartyKind::Organisation,
                "government" => PartyKind::Government,
                "group" => PartyKind::Group,
                other => return Err(WorldError::new(path, Some(line), format!("{other:?} is no kind: organisation, government or group"))),
            };
            let sectors = list(&row.sectors).map(|sector| code(path, line, sector)).collect::<Result<_, _>>()?;
            self.name(&row.name, Meaning::Organisation(index));
            list(&row.aliases).for_each(|name| self.name(name, Meaning::Organisation(index)));
            self.organisations.push(Organisation {
                name: row.name,
                code: code(path, line, &row.code)?,
                sectors,
                kind,
                channel: row.channel == "yes",
            });
        }
        Ok(())
    }

    fn load_people(&mut self, files: &Files) -> Result<(), WorldError> {
        let path = "actors/people.csv";
        for (row, line) in files.csv::<PersonRow>(path)?.into_iter().zip(2..) {
            let index = self.terms.len();
            let day = |text: &str, last: bool| {
                if text.is_empty() {
                    return Ok(None);
                }
                bound(text, last)
                    .map(Some)
                    .ok_or_else(|| WorldError::new(path, Some(line), format!("{text:?} is no date: write 2026, 2026-02 or 2026-02-04")))
            };
            let (from, to) = (day(&row.from, false)?, day(&row.to, true)?);
            if from.zip(to).is_some_and(|(from, to)| from > to) {
                return Err(WorldError::new(path, Some(line), format!("the term of {} ends before it begins", row.name)));
            }
            self.name(&row.name, Meaning::Person(index));
            list(&row.aliases).for_each(|name| {
                let meaning = if name.contains(' ') || name.chars().all(char::is_uppercase) {
                    Meaning::Person(index)
                } else {
                    Meaning::Surname(index)
                };
                self.name(name, meaning);
            });
            self.name(&row.surname, Meaning::Surname(index));
            self.terms.push(Term {
                name: row.name,
                office: row.office,
                country: code(path, line, &row.country)?,
                sector: code(path, line, &row.sector)?,
                from,
                to,
                wikidata: Some(row.wikidata).filter(|id| !id.is_empty()),
            });
        }
        Ok(())
    }

    fn name(&mut self, name: &str, meaning: Meaning) {
        let parts: Vec<String> = words(name).iter().map(|word| fold(word)).collect();
        if parts.is_empty() || parts.iter().all(String::is_empty) {
            return;
        }
        self.longest = self.longest.max(parts.len());
        let meanings = self.names.entry(parts.join(" ")).or_default();
        if !meanings.contains(&meaning) {
            meanings.push(meaning);
        }
    }

    /// The longest name that begins a run of words: how many words, and what it may stand for.
    #[must_use]
    pub fn at<'a>(&'a self, folded: &[String]) -> Option<(usize, &'a [Meaning])> {
        (1..=self.longest.min(folded.len())).rev().find_map(|count| Some((count, self.names.get(&folded[..count].join(" "))?.as_slice())))
    }

    /// What a whole name may stand for.
    #[must_use]
    pub fn meanings(&self, name: &str) -> &[Meaning] {
        let parts: Vec<String> = words(name).iter().map(|word| fold(word)).collect();
        self.names.get(&parts.join(" ")).map_or(&[], Vec::as_slice)
    }

    /// The role of a title such as "foreign minister" or "president".
    #[must_use]
    pub fn title(&self, words: &str) -> Option<Role> {
        self.titles.get(words).copied()
    }

    /// The role of an agent noun such as "military" or "protester" (a lemma).
    #[must_use]
    pub fn agent(&self, lemma: &str) -> Option<Role> {
        self.agents.get(lemma).copied()
    }

    /// The country of a code.
    #[must_use]
    pub fn country(&self, code: Code) -> Option<&Country> {
        self.countries.iter().find(|country| country.code == code)
    }

    /// All terms of the person of a term, by name.
    pub fn terms_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Term> {
        self.terms.iter().filter(move |term| term.name == name)
    }

    /// Who holds an office of a country on a day: the term whose office begins with `title`, the latest where there are several.
    #[must_use]
    pub fn holder(&self, country: Code, title: &str, day: Option<civil::Date>) -> Option<&Term> {
        let fits = |term: &&Term| {
            let office = term.office.to_lowercase();
            term.country == country && (office == title || office.strip_prefix(title).is_some_and(|rest| rest.starts_with(" of")))
        };
        let on = |term: &&Term| day.is_none_or(|day| term.holds(day)) && (day.is_some() || term.to.is_none());
        self.terms.iter().filter(fits).filter(on).max_by_key(|term| term.from)
    }

    /// The most powerful office-holder of a country on a day: the one that "the Chinese leader" means.
    #[must_use]
    pub fn leader(&self, country: Code, day: Option<civil::Date>) -> Option<&Term> {
        // In these the head of state is a figurehead or rules less than the head of government.
        let by_government = ["prime minister", "chancellor", "premier"].into_iter().find_map(|title| self.holder(country, title, day));
        let by_state = ["supreme leader", "president", "emir", "king"].into_iter().find_map(|title| self.holder(country, title, day));
        let parliamentary = [
            "DEU", "ITA", "IND", "ISR", "AUT", "GRC", "HUN", "CZE", "PAK", "ETH", "IRQ", "GBR", "JPN", "CAN", "AUS", "ESP", "NLD", "SWE",
            "NOR", "DNK", "POL", "ARM", "GEO",
        ];
        if parliamentary.contains(&country.as_str()) { by_government.or(by_state) } else { by_state.or(by_government) }
    }
}

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').map(str::trim).filter(|name| !name.is_empty())
}

fn code(path: &str, line: u64, letters: &str) -> Result<Code, WorldError> {
    Code::new(letters).ok_or_else(|| WorldError::new(path, Some(line), format!("{letters:?} is not a code of three capital letters")))
}

/// The first or last day of `2026`, `2026-02` or `2026-02-04`.
fn bound(text: &str, last: bool) -> Option<civil::Date> {
    let mut parts = text.split('-').map(|part| part.parse::<i16>().ok());
    let year = parts.next()??;
    let month = parts.next().map_or(Some(if last { 12 } else { 1 }), |month| month)?;
    let first = civil::Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    match parts.next() {
        Some(day) => civil::Date::new(year, first.month(), i8::try_from(day?).ok()?).ok(),
        None => Some(if last { first.last_of_month() } else { first }),
    }
}

fn roles(files: &Files, path: &str) -> Result<HashMap<String, Role>, WorldError> {
    let rows = files.csv::<RoleRow>(path)?.into_iter().zip(2..);
    rows.map(|(row, line)| {
        let role = Role { sector: code(path, line, &row.sector)?, state: row.note == "state", head: row.note.starts_with("head of") };
        Ok((row.noun, role))
    })
    .collect()
}

/// A word without case and accents, its typographic apostrophes plain.
#[must_use]
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' | '‘' => '\'',
            'ł' => 'l',
            'ø' => 'o',
            'đ' => 'd',
            'ı' => 'i',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Actors, Meaning, bound};
    use crate::record::Code;
    use crate::world::Files;

    fn actors() -> Actors {
        Actors::load(&Files::builtin()).expect("the actor files are sound")
    }

    #[test]
    fn bounds_of_dates() {
        assert_eq!(bound("2024", true), Some(date(2024, 12, 31)));
        assert_eq!(bound("2024-02", true), Some(date(2024, 2, 29)));
        assert_eq!(bound("2024-02", false), Some(date(2024, 2, 1)));
        assert_eq!(bound("2024-13", false), None);
    }

    #[test]
    fn offices_are_dated() {
        let actors = actors();
        let usa = Code::new("USA").expect("a code");
        let president = |day| actors.holder(usa, "president", Some(day)).map(|term| term.name.as_str());
        assert_eq!(president(date(2019, 5, 1)), Some("Donald Trump"));
        assert_eq!(president(date(2022, 5, 1)), Some("Joe Biden"));
        assert_eq!(president(date(2025, 5, 1)), Some("Donald Trump"));
    }

    #[test]
    fn names_are_found_without_accents() {
        let actors = actors();
        assert!(actors.meanings("Recep Tayyip Erdogan").iter().any(|meaning| matches!(meaning, Meaning::Person(_))));
        assert!(matches!(actors.meanings("U.S."), [Meaning::Country(_), ..]));
    }

    #[test]
    fn a_broken_row_is_told_with_its_line() {
        let files = Files::builtin().lay(
            "actors/people.csv",
            b"name,surname,aliases,office,country,sector,from,to,wikidata,basis,checked\nA B,B,,President of X,XXX,GOV,soon,,,,\n".to_vec(),
        );
        let error = Actors::load(&files).expect_err("soon is no date");
        assert_eq!(error.to_string(), "could not use actors/people.csv line 2: \"soon\" is no date: write 2026, 2026-02 or 2026-02-04");
    }
}
