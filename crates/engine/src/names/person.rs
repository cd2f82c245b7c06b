use std::ops::Range;

use super::Form;
use super::around::{Around, Tenure};
use super::finder::{Finder, words_of};
use crate::analyse::Sentence;
use crate::record::{Code, PartyKind};
use crate::world::actors::{Held, Meaning, Term, fold};

impl<'a> Finder<'a> {
    /// A person's name: resolved by the tables where it can be, with what title and country the words around it tell.
    pub fn person(&mut self, index: usize, words: Range<usize>, meanings: &'a [Meaning]) {
        let sentence = &self.sentences[index];
        let around = self.around(sentence, &words);
        let name = words_of(sentence, &words);
        let terms: Vec<&Term> = meanings
            .iter()
            .filter_map(|meaning| match meaning {
                Meaning::Person(term) | Meaning::Surname(term) => self.world.actors.terms.get(*term),
                _ => None,
            })
            .filter(|term| around.country.is_none_or(|country| term.country == country) || words.len() > 1)
            .collect();
        let full = meanings.iter().any(|meaning| matches!(meaning, Meaning::Person(_)));
        let known = self.known_surname(sentence, &words);
        let party = match (self.best(&terms, &around, full), known) {
            // A surname goes to whom the document has named in full, unless a title says otherwise.
            (_, Some(known)) if !full => known,
            (Some(term), _) => {
                // "President Biden spoke with President X of Finland": whoever needs no country is at home.
                if around.country.is_none() && around.title.is_some() {
                    self.home = self.home.or(Some(term.country));
                }
                self.of_term(&term, &around)
            }
            (None, Some(known)) => known,
            (None, None) => {
                // Whom one meets with is seldom of one's own side.
                let head = sentence.head_of(words.clone());
                let met = matches!(sentence.case(head), Some("with" | "to" | "by" | "from"));
                let country = around.country.or(self.home.filter(|_| around.title.is_some() && !met));
                let sectors = around.title.map(|role| if around.is_out() { elite() } else { vec![role.sector] }).unwrap_or_default();
                let party = self.party(&name, PartyKind::Person, country, sectors);
                if let (Some(_), Some(entry)) = (around.title, self.parties.list.get_mut(party)) {
                    entry.office.get_or_insert_with(|| around.title_words.clone());
                }
                party
            }
        };
        self.complete(party, &around);
        let rule = if full || !terms.is_empty() { "name.person" } else { "analyser.name" };
        self.mention(index, vec![party], around.extent, words, Form::Name, rule, 0.9);
    }

    /// A person first named without country gets it when a later mention tells it.
    fn complete(&mut self, party: usize, around: &Around) {
        let Some(entry) = self.parties.list.get_mut(party) else { return };
        if entry.country.is_none() {
            entry.country = around.country;
        }
        if let (true, Some(role)) = (entry.sectors.is_empty(), around.title) {
            entry.sectors = if around.is_out() { elite() } else { vec![role.sector] };
        }
    }

    /// The term that a name most likely means: of the country told, in office on the day, else the latest that has begun.
    fn best(&self, terms: &[&'a Term], around: &Around, full: bool) -> Option<Term> {
        let day = self.document.published;
        let spoken_of = self.spoken_of();
        let rank = |term: &&&Term| {
            let told = around.country == Some(term.country);
            let titled = !around.title_words.is_empty() && term.office.to_lowercase().starts_with(&around.title_words.to_lowercase());
            let near = spoken_of.contains(&term.country);
            (told, term.on_or_now(day), titled, near, self.world.actors.is_head(term), term.has_begun(day), term.from)
        };
        let best = terms.iter().max_by_key(rank)?;
        // A bare surname without title or tie to the text is taken only where it is an office-holder's of that day, or that of one
        // head of state or government alone.
        let alone = || self.world.actors.is_head(best) && terms.iter().all(|term| term.name == best.name);
        let tied = best.on_or_now(day) > Held::No || around.country == Some(best.country) || spoken_of.contains(&best.country);
        (full || tied || alone()).then(|| (**best).clone())
    }

    /// The countries that the text has named so far, by parties and places.
    fn spoken_of(&self) -> Vec<Code> {
        let parties = self.parties.list.iter().filter_map(|party| party.country);
        let here = self.sentences.get(self.current).map_or(0, |sentence| sentence.span.start());
        let places = self.places.as_slice().iter().take_while(|place| place.span.start() < here).filter_map(|place| place.country);
        parties.chain(places).collect()
    }

    fn of_term(&mut self, term: &Term, around: &Around) -> usize {
        let (country, sectors, office) = self.standing(term, around);
        let party = self.party(&term.name, PartyKind::Person, Some(country), sectors);
        if let Some(entry) = self.parties.list.get_mut(party) {
            entry.office = entry.office.take().or(office);
            entry.wikidata.clone_from(&term.wikidata);
        }
        party
    }

    /// Country, sectors and office of somebody whom the tables know, on the document's day. In office the sector of the office; in the
    /// uncertain window of a bound what a title tells, else nothing; before and after ELI.
    fn standing(&self, term: &Term, around: &Around) -> (Code, Vec<Code>, Option<String>) {
        let day = self.document.published;
        let terms = || self.world.actors.terms_of(&term.name);
        let told = |other: &&Term| around.country == Some(other.country);
        let held =
            terms().filter(|other| other.on_or_now(day) > Held::No).max_by_key(|other| (told(other), other.on_or_now(day), other.from));
        let titled = around.title.filter(|_| !around.title_words.is_empty());
        // Out of office, somebody is of the own country and not of the body once served.
        let at_home = || terms().map(|term| term.country).find(|code| self.world.actors.country(*code).is_some()).unwrap_or(term.country);
        match (around.tenure, held) {
            (Tenure::Past | Tenure::Ahead, _) => (around.country.unwrap_or_else(at_home), elite(), None),
            (Tenure::Then, _) => (term.country, vec![titled.map_or(term.sector, |role| role.sector)], None),
            (Tenure::Now, Some(held)) if held.on_or_now(day) == Held::Yes || titled.is_some() || day.is_none() => {
                (held.country, vec![held.sector], Some(held.office.clone()))
            }
            (Tenure::Now, Some(held)) => (held.country, Vec::new(), None),
            // A title of an office that the tables do not know the person in: the text knows more.
            (Tenure::Now, None) => {
                let title = around.title_words.to_lowercase();
                let new = titled.filter(|_| !terms().any(|other| other.office.to_lowercase().starts_with(&title)));
                let sectors = match (new, day) {
                    (Some(role), _) => vec![role.sector],
                    (None, None) => vec![term.sector],
                    (None, Some(_)) => elite(),
                };
                (around.country.unwrap_or_else(at_home), sectors, None)
            }
        }
    }

    /// The party of a person whom the document has named with this last word.
    fn known_surname(&self, sentence: &Sentence, words: &Range<usize>) -> Option<usize> {
        let last = fold(&sentence.words[words.end - 1].form);
        let first = fold(&sentence.words[words.start].form);
        let people = self.parties.mentions.iter().rev().take(2000).filter_map(|mention| self.parties.list.get(*mention.parties.first()?));
        people
            .filter(|party| party.kind == PartyKind::Person)
            .find(|party| {
                let mut parts = party.name.split_whitespace().map(fold).filter(|part| part != "jr.");
                let (begins, ends) = (parts.next().unwrap_or_default(), parts.next_back().unwrap_or_default());
                if words.len() == 1 {
                    ends == last || begins == last || party.name.split_whitespace().any(|part| fold(part) == last && part.len() > 3)
                } else {
                    ends == last && begins == first
                }
            })
            .map(|party| party.id)
    }

    /// Whether the document has named somebody with this surname.
    pub fn knows_surname(&self, sentence: &Sentence, words: &Range<usize>) -> bool {
        self.known_surname(sentence, words).is_some()
    }
}

fn elite() -> Vec<Code> {
    Code::new("ELI").into_iter().collect()
}
