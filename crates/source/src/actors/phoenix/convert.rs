use std::collections::{BTreeMap, BTreeSet};

use legation::world::actors::Meaning as Known;
use legation::world::{Actors, Files, WorldError};

use super::code::{Codes, Meaning, Skip};
use super::name::{usual, without_abbreviation};
use super::{Dictionary, Entry};
use crate::actors::{OrganisationRow, PartialDate, PersonRow, surname};

/// Turns dictionaries into rows of our tables.
pub struct Converter {
    codes: Codes,
    actors: Actors,
    nouns: BTreeSet<String>,
}

/// What became of dictionaries.
#[derive(Debug, Default)]
pub struct Converted {
    /// Terms.
    pub people: Vec<PersonRow>,
    /// Organisations.
    pub organisations: Vec<OrganisationRow>,
    /// How many actors were read.
    pub read: usize,
    /// How many actors, spans and names were left out, by the reason.
    pub skipped: BTreeMap<&'static str, usize>,
}

type Span = (Meaning, Option<PartialDate>, Option<PartialDate>);

impl Converter {
    /// Reads the tables of codes and countries.
    ///
    /// # Errors
    /// Where one is broken.
    pub fn new(files: &Files) -> Result<Self, WorldError> {
        let nouns = files.lines("lexicon/organisation-nouns.txt")?.into_iter().collect();
        Ok(Self { codes: Codes::load(files)?, actors: Actors::load(files)?, nouns })
    }

    /// Adds the rows of a dictionary; `basis` names it.
    pub fn add(&self, dictionary: &Dictionary, basis: &str, to: &mut Converted) {
        for entry in &dictionary.entries {
            to.read += 1;
            if let Err(reason) = self.entry(entry, basis, to) {
                to.skip(reason);
            }
        }
    }

    fn entry(&self, entry: &Entry, basis: &str, to: &mut Converted) -> Result<(), &'static str> {
        let spans = self.spans(entry, to)?;
        let dated = spans.iter().any(|(_, from, to)| from.is_some() || to.is_some());
        let names: Vec<&str> = entry.names.iter().map(|name| self.without_title(name)).filter(|name| !self.is_country(name)).collect();
        to.skip_many("names of countries, their people and seats", entry.names.len() - names.len());
        let first = *names.first().ok_or("actors whose names are all countries' or titles")?;
        let shape = self.shape(first);
        let of_state = spans.iter().any(|(meaning, ..)| {
            meaning.sectors.first().is_some_and(|sector| sector == "GOV") || ["UNO", "EUR", "IGO"].contains(&meaning.code.as_str())
        });
        match (shape, dated) {
            (Shape::Person, true) => to.people.extend(person(&names, spans, basis)),
            (Shape::Person, false) if of_state => return Err("actors that may be a person or an office, without dates"),
            _ => to.organisations.extend(self.organisation(&names, spans)),
        }
        Ok(())
    }

    /// The spans of an entry that give rows. A code without dates stands in for all days that the dated ones leave over, which
    /// our tables cannot say; it is left out beside them.
    fn spans(&self, entry: &Entry, to: &mut Converted) -> Result<Vec<Span>, &'static str> {
        let mut spans = Vec::new();
        let mut skips = Vec::new();
        for code in &entry.codes {
            match self.codes.meaning(&code.code) {
                Ok(meaning) => spans.push((meaning, code.from, code.to)),
                Err(skip) => skips.push(skip),
            }
        }
        if let Some(&skip) = skips.first().filter(|_| spans.is_empty()) {
            return Err(match skip {
                Skip::Null => "actors coded as none",
                Skip::Former => "actors that are former officials throughout",
                Skip::Country => "countries, places and their people, without a role",
                Skip::NoCountry => "actors of no country or organisation of PLOVER's",
                Skip::Agent => "nouns of agents",
            });
        }
        to.skip_many("spans of former officials, which our tables tell from the dates", count(&skips, Skip::Former));
        to.skip_many("other spans without a role", skips.len() - count(&skips, Skip::Former));
        let before = spans.len();
        if spans.iter().any(|(_, from, to)| from.is_some() || to.is_some()) {
            spans.retain(|(_, from, to)| from.is_some() || to.is_some());
        }
        to.skip_many("undated codes beside dated ones", before - spans.len());
        Ok(joined(spans))
    }

    /// A name without titles before it, unless it is nothing else.
    fn without_title<'a>(&self, name: &'a str) -> &'a str {
        let words: Vec<&str> = name.split(' ').collect();
        let title = |count: &usize| words.get(..*count).is_some_and(|words| self.actors.title(&words.join(" ").to_lowercase()).is_some());
        match (1..=3.min(words.len().saturating_sub(2))).rev().find(title) {
            Some(count) => name.splitn(count + 1, ' ').last().unwrap_or(name),
            None => name,
        }
    }

    fn is_country(&self, name: &str) -> bool {
        let country = |meaning: &Known| matches!(meaning, Known::Country(_) | Known::Adjective(_) | Known::People(_) | Known::Seat(_));
        self.actors.meanings(name).iter().any(country)
    }

    fn organisation(&self, names: &[&str], spans: Vec<Span>) -> impl Iterator<Item = OrganisationRow> + use<> {
        let (full, short) = without_abbreviation(names.first().copied().unwrap_or_default());
        let name = usual(full, false);
        let rest = names.iter().skip(1).flat_map(|name| {
            let (full, short) = without_abbreviation(name);
            [Some(usual(full, false)), short.map(str::to_owned)].into_iter().flatten()
        });
        // In "Direct Action (Greece)" the brackets hold no name of its own.
        let aliases = others(&name, short.map(str::to_owned).into_iter().chain(rest).filter(|name| !self.is_country(name)));
        spans.into_iter().map(move |(meaning, from, to)| {
            let of = |sectors: &[&str]| meaning.sectors.iter().any(|sector| sectors.contains(&sector.as_str()));
            let kind = match () {
                () if meaning.code == "IMG" || of(&["REB", "PRM", "CRM", "UAF"]) => "group",
                () if of(&["GOV", "MIL", "LEG", "JUD", "COP", "SPY"]) && meaning.home.is_empty() => "government",
                () => "organisation",
            };
            let cell = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
            OrganisationRow {
                name: name.clone(),
                aliases: aliases.clone(),
                kind: kind.to_owned(),
                channel: if of(&["JRN"]) { "yes" } else { "no" }.to_owned(),
                sectors: meaning.sectors.join("|"),
                code: meaning.code,
                country: meaning.home,
                from: cell(from),
                to: cell(to),
                ..OrganisationRow::default()
            }
        })
    }

    /// People have two to five words of letters, none of them a noun of organisations.
    fn shape(&self, name: &str) -> Shape {
        let words: Vec<String> = name.split(' ').map(str::to_lowercase).collect();
        let letters = |word: &String| word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '.'));
        let of_organisations =
            |word: &String| self.nouns.contains(word) || ["of", "the", "and", "for", "in", "on"].contains(&word.as_str());
        let title = self.actors.title(&words.join(" ")).is_some();
        let person = (2..=5).contains(&words.len()) && words.iter().all(letters) && !words.iter().any(of_organisations) && !title;
        if person { Shape::Person } else { Shape::Organisation }
    }
}

#[derive(Clone, Copy)]
enum Shape {
    Person,
    Organisation,
}

impl Converted {
    fn skip(&mut self, reason: &'static str) {
        self.skip_many(reason, 1);
    }

    fn skip_many(&mut self, reason: &'static str, count: usize) {
        if count > 0 {
            *self.skipped.entry(reason).or_default() += count;
        }
    }
}

fn count(skips: &[Skip], which: Skip) -> usize {
    skips.iter().filter(|&&skip| skip == which).count()
}

/// Spans of one meaning that touch or overlap are one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|(_, from, _)| *from);
    let mut out: Vec<Span> = Vec::new();
    for (meaning, from, to) in spans {
        let touches = |last: &Span| {
            last.0 == meaning
                && match (last.2, from) {
                    (None, _) | (_, None) => true,
                    (Some(last), Some(from)) => last.last().tomorrow().is_ok_and(|next| from.first() <= next),
                }
        };
        match out.iter_mut().rev().find(|last| touches(last)) {
            Some(last) => last.2 = last.2.zip(to).map(|(last, to)| last.max(to)),
            None => out.push((meaning, from, to)),
        }
    }
    out
}

fn person<'a>(names: &'a [&str], spans: Vec<Span>, basis: &'a str) -> impl Iterator<Item = PersonRow> + use<'a> {
    let name = usual(names.first().copied().unwrap_or_default(), true);
    let aliases = others(&name, names.iter().skip(1).map(|name| usual(name, true)));
    spans.into_iter().map(move |(meaning, from, to)| {
        let row = PersonRow {
            surname: surname(&name, &meaning.code),
            name: name.clone(),
            aliases: aliases.clone(),
            office: meaning.office,
            sector: meaning.sectors.first().map_or("GOV", String::as_str).to_owned(),
            country: meaning.code,
            basis: basis.to_owned(),
            checked: "no".to_owned(),
            ..PersonRow::default()
        };
        row.dated(from, to)
    })
}

/// Names other than the first, each once, joined.
fn others(name: &str, names: impl Iterator<Item = String>) -> String {
    let mut seen = BTreeSet::from([name.to_owned()]);
    names.map(|name| name.replace('|', " ")).filter(|name| seen.insert(name.clone())).collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use legation::world::Files;

    use super::{Converted, Converter};
    use crate::actors::phoenix::parse;

    #[test]
    fn actors_become_people_and_organisations() {
        let text = "ANNA_BEK_ \n+PRESIDENT_ANNA_BEK_\n+A._BEK\n\t[PERELI 800101-030101]\n\t[PERGOV 030101-051231]\n\t[PERGOVHLH 060101-080101]\n\t[PERELI]\n\
            LIMA_SHINING_BRIGADES_(LSB) [PERREB]\n+SHINING_BRIGADES_(PERU)\nPERU_ [PER]\n+LIMA_\nQUIPU_INC [MNCPERMED]\nTOM_OX [IGOUNO]\n+PERUVIAN [---]\n";
        let dictionary = parse(text);
        assert_eq!(dictionary.broken, []);
        let mut found = Converted::default();
        Converter::new(&Files::builtin()).expect("the tables are sound").add(&dictionary, "mine.txt", &mut found);
        let person = &found.people[0];
        assert_eq!((found.people.len(), found.organisations.len(), found.read), (1, 2, 5), "{found:?}");
        assert_eq!((person.name.as_str(), person.surname.as_str(), person.aliases.as_str()), ("Anna Bek", "Bek", "A. Bek"));
        assert_eq!((person.country.as_str(), person.sector.as_str(), person.office.as_str()), ("PER", "GOV", "government official"));
        assert_eq!((person.from.as_str(), person.to.as_str(), person.to_precision.as_str()), ("2003-01-01", "2008-01-01", "day"));
        let group = &found.organisations[0];
        assert_eq!(
            (group.name.as_str(), group.aliases.as_str(), group.kind.as_str()),
            ("Lima Shining Brigades", "LSB|Shining Brigades", "group")
        );
        let company = &found.organisations[1];
        assert_eq!((company.code.as_str(), company.country.as_str(), company.sectors.as_str()), ("MNC", "PER", "JRN"));
        assert_eq!(found.skipped["spans of former officials, which our tables tell from the dates"], 2);
        assert_eq!(found.skipped["countries, places and their people, without a role"], 1);
        assert_eq!(found.skipped["actors that may be a person or an office, without dates"], 1);
    }
}
