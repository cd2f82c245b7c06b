//! Who acts in the world: countries, organisations and people in office, as `data/actors/` and `data/lexicon/` have them.

mod load;
mod term;

use std::collections::{BTreeSet, HashMap};

use jiff::civil;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Files, WorldError};
use crate::analyse::words;
use crate::record::{Code, PartyKind};

pub use term::{Bound, Held, Term};

/// A country with its codes in other systems; those that a former state lacks are empty.
#[derive(Debug, Clone)]
pub struct Country {
    /// ISO 3166 alpha-3, of a former state the one that it had; Kosovo is `XKX`.
    pub code: Code,
    /// Usual English name.
    pub name: String,
    /// ISO 3166 alpha-2.
    pub alpha2: String,
    /// ISO 3166 numeric, three digits.
    pub numeric: String,
    /// Correlates of War number; where it changed with its years, such as `260:1955-1990|255:1990-`.
    pub cow: String,
    /// CAMEO's code of the country.
    pub cameo: String,
    /// FIPS 10-4.
    pub fips: String,
    /// ISO 4217 code of its currency.
    pub currency: String,
    /// The state that a dependency belongs to, which is coded for it.
    pub folds_into: Option<Code>,
}

impl Country {
    /// The code that its acts are given: a dependency's that of the state which it belongs to.
    #[must_use]
    pub fn coded(&self) -> Code {
        self.folds_into.unwrap_or(self.code)
    }
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
    /// Since when it is what this row says.
    pub from: Option<Bound>,
    /// Until when.
    pub to: Option<Bound>,
    /// Member states.
    pub members: Vec<Code>,
    /// Wikidata id, where known.
    pub wikidata: Option<String>,
}

impl Organisation {
    /// Whether the row may hold on a day; where no day is known, whether it holds still.
    #[must_use]
    pub fn is_of(&self, day: Option<civil::Date>) -> bool {
        match day {
            Some(day) => self.from.is_none_or(|from| from.first <= day) && self.to.is_none_or(|to| day <= to.last),
            None => self.to.is_none(),
        }
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
#[derive(Debug, Clone, Default)]
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
    /// Acronyms that are another word in other letters: names in capitals alone.
    pub acronyms: BTreeSet<String>,
    /// Index of a country by its code.
    by_code: HashMap<Code, usize>,
    /// Indices of the terms of a person, by name.
    by_person: HashMap<String, Vec<usize>>,
    /// Indices of the terms of a country's people.
    by_country: HashMap<Code, Vec<usize>>,
}

/// About as many names as the files that ship have, so that the table need not grow again and again.
const NAMES: usize = 28_000;

impl Actors {
    /// Loads `actors/` and the lexicons of titles and agents.
    ///
    /// # Errors
    /// The first row that is broken, with its file and line.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let (actors, errors) = Self::check(files)?;
        errors.into_iter().next().map_or(Ok(actors), Err)
    }

    /// The same, going on after rows that are broken: what could be loaded, and every error in the order of the files.
    ///
    /// # Errors
    /// Where the list of women's first names or of acronyms is missing.
    pub fn check(files: &Files) -> Result<(Self, Vec<WorldError>), WorldError> {
        let list = |path: &str| Ok::<_, WorldError>(files.lines(path)?.into_iter().collect());
        let mut actors = Self { female: list("lexicon/female.txt")?, acronyms: list("lexicon/acronyms.txt")?, ..Self::default() };
        actors.names.reserve(NAMES);
        let errors = load::all(&mut actors, files);
        Ok((actors, errors))
    }

    fn name(&mut self, name: &str, meaning: Meaning) {
        let key = key(name);
        if key.bytes().all(|byte| byte == b' ') {
            return;
        }
        self.longest = self.longest.max(1 + key.bytes().filter(|&byte| byte == b' ').count());
        let meanings = self.names.entry(key).or_insert_with(|| Vec::with_capacity(1));
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
        self.names.get(&key(name)).map_or(&[], Vec::as_slice)
    }

    /// The role of a title such as "foreign minister" or "president".
    #[must_use]
    pub fn title(&self, words: &str) -> Option<Role> {
        self.titles.get(words).copied()
    }

    /// The role of an agent noun such as "military", "protester" or "foreign ministry" (its last word as a lemma).
    #[must_use]
    pub fn agent(&self, lemma: &str) -> Option<Role> {
        self.agents.get(lemma).copied()
    }

    /// The only one who holds an office of a title on a day, in whatever country: "the Taoiseach", "the Pope".
    #[must_use]
    pub fn only_holder(&self, title: &str, day: Option<civil::Date>) -> Option<&Term> {
        let fits = |term: &&Term| {
            let office = term.office.to_lowercase();
            (office == title || office.strip_prefix(title).is_some_and(|rest| rest.starts_with(" of"))) && term.on_or_now(day) > Held::No
        };
        let mut holders = self.terms.iter().filter(fits);
        let first = holders.next()?;
        holders.all(|other| other.country == first.country).then(|| self.holder(first.country, title, day)).flatten()
    }

    /// Whether a term is that of a head of state or government.
    #[must_use]
    pub fn is_head(&self, term: &Term) -> bool {
        let Some((title, country)) = term.office.split_once(" of ") else { return false };
        let named = country.strip_prefix("the ").unwrap_or(country);
        self.title(&title.to_lowercase()).is_some_and(|role| role.head)
            && self.country(term.country).is_some_and(|country| country.name == named)
    }

    /// Whether a word may be a name as it is written: an acronym that is another word too counts in capitals alone.
    #[must_use]
    pub fn is_written_as_name(&self, form: &str, folded: &str) -> bool {
        !self.acronyms.contains(folded) || is_capitals(form)
    }

    /// The code of a country or organisation that a name stands for on a day; none of a person.
    #[must_use]
    pub fn code_of(&self, meaning: Meaning, day: Option<civil::Date>) -> Option<Code> {
        match meaning {
            Meaning::Country(country) | Meaning::Adjective(country) | Meaning::People(country) | Meaning::Seat(country) => {
                self.countries.get(country).map(Country::coded)
            }
            Meaning::Organisation(index) => self.organisations.get(index).filter(|entry| entry.is_of(day)).map(|entry| entry.code),
            Meaning::Person(_) | Meaning::Surname(_) => None,
        }
    }

    /// Whether a name stands for a state or a part of its government, so that what it publishes is the state's own word.
    #[must_use]
    pub fn is_official(&self, meaning: Meaning) -> bool {
        match meaning {
            Meaning::Country(_) | Meaning::Seat(_) => true,
            Meaning::Organisation(index) => self.organisations.get(index).is_some_and(|entry| entry.kind == PartyKind::Government),
            _ => false,
        }
    }

    /// The country of a code.
    #[must_use]
    pub fn country(&self, code: Code) -> Option<&Country> {
        self.countries.get(*self.by_code.get(&code)?)
    }

    /// The index of the country of a code.
    #[must_use]
    pub fn country_index(&self, code: Code) -> Option<usize> {
        self.by_code.get(&code).copied()
    }

    /// All terms of a person, by name.
    pub fn terms_of(&self, name: &str) -> impl Iterator<Item = &Term> {
        self.by_person.get(name).into_iter().flatten().filter_map(|&term| self.terms.get(term))
    }

    /// Who holds an office of a country on a day: the term whose office begins with `title`, a certain one before an uncertain
    /// one, the latest where there are several.
    #[must_use]
    pub fn holder(&self, country: Code, title: &str, day: Option<civil::Date>) -> Option<&Term> {
        let fits = |term: &&Term| {
            let office = term.office.to_lowercase();
            office == title || office.strip_prefix(title).is_some_and(|rest| rest.starts_with(" of"))
        };
        let terms = self.by_country.get(&country).into_iter().flatten().filter_map(|&term| self.terms.get(term));
        terms.filter(fits).filter(|term| term.on_or_now(day) > Held::No).max_by_key(|term| (term.on_or_now(day), term.from))
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

/// The folded words of a name, joined by spaces.
fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for (index, word) in words(name).into_iter().enumerate() {
        if index > 0 {
            key.push(' ');
        }
        key.push_str(&fold(word));
    }
    key
}

/// Whether a word is two capital letters or more, full stops apart: "US", "U.N.".
#[must_use]
pub fn is_capitals(word: &str) -> bool {
    let letters: String = word.chars().filter(|&letter| letter != '.').collect();
    letters.len() > 1 && letters.chars().all(char::is_uppercase)
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

    use super::{Actors, Meaning};
    use crate::record::Code;
    use crate::world::Files;

    fn actors() -> Actors {
        Actors::load(&Files::builtin()).expect("the actor files are sound")
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
            b"name,surname,aliases,office,country,sector,from,from_precision,to,to_precision,wikidata,basis,checked\nA B,B,,President of X,XXX,GOV,soon,day,,,,,\n".to_vec(),
        );
        let error = Actors::load(&files).expect_err("soon is no date");
        assert_eq!(error.to_string(), "could not use actors/people.csv line 2: \"soon\" is no date: write 2026, 2026-02 or 2026-02-04");
    }
}
