use std::ops::Range;

use super::Form;
use super::finder::{Finder, words_of};
use crate::analyse::Sentence;
use crate::record::{Code, PartyKind};
use crate::world::actors::{Meaning, Role, Term, fold};

/// What the words around a person's name tell.
#[derive(Debug, Default)]
struct Around {
    title: Option<Role>,
    title_words: String,
    country: Option<Code>,
    /// Name and title together.
    extent: Option<Range<usize>>,
    former: bool,
}

impl<'a> Finder<'a> {
    /// A person's name: resolved by the tables where it can be, with what title and country the words around it tell.
    pub fn person(&mut self, index: usize, words: Range<usize>, meanings: &'a [Meaning]) {
        let sentence = &self.sentences[index];
        let around = self.around(sentence, &words);
        let extent = around.extent.clone().unwrap_or_else(|| words.clone());
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
            (Some(term), _) => self.of_term(&term),
            (None, Some(known)) => known,
            (None, None) => {
                let sectors = around.title.map(|role| if around.former { elite() } else { vec![role.sector] }).unwrap_or_default();
                let country = around.country;
                let party = self.party(&name, PartyKind::Person, country, sectors);
                if let (Some(_), Some(entry)) = (around.title, self.parties.list.get_mut(party)) {
                    entry.office.get_or_insert_with(|| around.title_words.clone());
                }
                party
            }
        };
        self.complete(party, &around);
        let rule = if full || !terms.is_empty() { "name.person" } else { "analyser.name" };
        self.mention(index, vec![party], extent, words, Form::Name, rule, 0.9);
    }

    /// A person first named without country gets it when a later mention tells it.
    fn complete(&mut self, party: usize, around: &Around) {
        let Some(entry) = self.parties.list.get_mut(party) else { return };
        if entry.country.is_none() {
            entry.country = around.country;
        }
        if let (true, Some(role)) = (entry.sectors.is_empty(), around.title) {
            entry.sectors = vec![role.sector];
        }
    }

    /// The term that a name most likely means: of the country told, in office on the day, else the latest.
    fn best(&self, terms: &[&'a Term], around: &Around, full: bool) -> Option<Term> {
        let day = self.document.published;
        let rank = |term: &&&Term| {
            let in_office = day.map_or(term.to.is_none(), |day| term.holds(day));
            let told = around.country == Some(term.country);
            (told, in_office, term.from.is_some_and(|from| day.is_none_or(|day| from <= day)), term.from)
        };
        let best = terms.iter().max_by_key(rank)?;
        // A bare surname without title or tie to the text is taken only where it is an office-holder's of that day.
        let in_office = day.map_or(best.to.is_none(), |day| best.holds(day));
        (full || in_office || around.country == Some(best.country)).then(|| (**best).clone())
    }

    fn of_term(&mut self, term: &Term) -> usize {
        let day = self.document.published;
        let held = self
            .world
            .actors
            .terms_of(&term.name)
            .filter(|other| day.map_or(other.to.is_none(), |day| other.holds(day)))
            .max_by_key(|other| other.from);
        let sectors = match held {
            Some(held) => vec![held.sector],
            None if day.is_none() => vec![term.sector],
            None => elite(),
        };
        let (country, office) = held.map_or((term.country, None), |held| (held.country, Some(held.office.clone())));
        let party = self.party(&term.name, PartyKind::Person, Some(country), sectors);
        if let Some(entry) = self.parties.list.get_mut(party) {
            entry.office = entry.office.take().or(office);
            entry.wikidata.clone_from(&term.wikidata);
        }
        party
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

    /// The title that ends right before a word: where it begins, and its role.
    pub fn title_before(&self, sentence: &Sentence, word: usize) -> Option<(usize, Role)> {
        (1..=4.min(word)).rev().find_map(|count| {
            let start = word - count;
            let phrase = words_of(sentence, &(start..word)).to_lowercase();
            self.world.actors.title(phrase.trim_end_matches('.')).map(|role| (start, role))
        })
    }

    fn around(&self, sentence: &Sentence, words: &Range<usize>) -> Around {
        let mut around = Around::default();
        let mut start = words.start;
        if let Some((at, role)) = self.title_before(sentence, start) {
            around.title = Some(role);
            around.title_words = words_of(sentence, &(at..start));
            start = at;
        } else if let Some((at, role, country)) = self.title_of_country_before(sentence, start) {
            // "President of Ukraine Volodymyr Zelenskyy"
            around.title = Some(role);
            around.title_words = words_of(sentence, &(at..start));
            around.country = Some(country);
            start = at;
        }
        // "Romanian Presidential Security Advisor", "Turkey’s communication chief", "former U.S."
        if around.country.is_none() && around.title.is_some() {
            around.country = self.country_before(sentence, start);
        }
        let before = start.checked_sub(1).map(|at| fold(&sentence.words[at].form));
        let before_that = start.checked_sub(2).map(|at| fold(&sentence.words[at].form));
        around.former = [before, before_that].into_iter().flatten().any(|word| matches!(word.as_str(), "former" | "ex" | "late" | "then"));
        let mut end = words.end;
        if around.country.is_none() {
            (around.country, end) =
                self.country_after(sentence, words.end, around.title.is_some()).map_or((None, end), |(country, end)| (Some(country), end));
        }
        let head = sentence.head_of(words.clone());
        if around.country.is_none() || around.title.is_none() {
            self.apposition(sentence, head, &mut around);
        }
        around.extent = Some(start..end);
        around
    }

    fn title_of_country_before(&self, sentence: &Sentence, word: usize) -> Option<(usize, Role, Code)> {
        let (mut at, mut country) = (word, None);
        while country.is_none() && word - at < 6 {
            at = at.checked_sub(1)?;
            let entry = &sentence.words[at];
            country = self.country_word(sentence, at).or_else(|| self.country_phrase(sentence, at + 1));
            if country.is_none() && !matches!(entry.upos, "PROPN" | "ADJ" | "ADP" | "DET") {
                return None;
            }
        }
        let of = (at.saturating_sub(5)..at).rev().find(|&at| sentence.words[at].form == "of")?;
        let (start, role) = self.title_before(sentence, of)?;
        Some((start, role, country?))
    }

    /// The country whose name of several words ends right before a word.
    fn country_phrase(&self, sentence: &Sentence, end: usize) -> Option<Code> {
        (2..=5.min(end)).find_map(|count| {
            let name = words_of(sentence, &(end - count..end));
            self.world.actors.meanings(&name).iter().find_map(|meaning| match meaning {
                Meaning::Country(country) => Some(self.world.actors.countries[*country].code),
                _ => None,
            })
        })
    }

    /// "… of Israel", "… of the Republic of X" right behind a name, or "(Canada)".
    fn country_after(&self, sentence: &Sentence, at: usize, titled: bool) -> Option<(Code, usize)> {
        let form = |at: usize| sentence.words.get(at).map(|word| word.form.as_str());
        let mut here = at;
        if form(here) == Some(",") {
            here += 1;
        }
        if form(here)? != "of" || !(titled || here == at) {
            return None;
        }
        here += 1;
        if form(here) == Some("the") {
            here += 1;
        }
        let rest: Vec<String> = sentence.words.get(here..)?.iter().take(8).map(|word| fold(&word.form)).collect();
        let (count, meanings) = self.world.actors.at(&rest)?;
        let code = meanings.iter().find_map(|meaning| match meaning {
            Meaning::Country(country) => Some(self.world.actors.countries[*country].code),
            Meaning::Organisation(organisation) => Some(self.world.actors.organisations[*organisation].code),
            _ => None,
        })?;
        Some((code, here + count))
    }

    /// "…, Ontario's provincial leader," or "the Turkish president's communication chief, …".
    fn apposition(&self, sentence: &Sentence, head: usize, around: &mut Around) {
        let noun = sentence.children(head).find(|&child| sentence.is(child, "appos"));
        let noun = noun.or_else(|| sentence.words[head].head.filter(|_| sentence.is(head, "appos") || sentence.is(head, "flat")));
        let Some(noun) = noun else { return };
        let range = sentence.subtree(noun);
        let words = range.clone().filter(|&word| !sentence.is_under(word, head) || sentence.is_under(noun, head));
        for word in words.take(14) {
            if around.country.is_none() {
                around.country = self.country_word(sentence, word);
            }
            if around.title.is_none() {
                around.title = self
                    .title_before(sentence, word + 1)
                    .map(|(_, role)| role)
                    .or_else(|| self.world.actors.title(&sentence.words[word].lemma));
                if around.title.is_some() {
                    around.title_words = sentence.words[word].lemma.clone();
                }
            }
        }
    }
}

fn elite() -> Vec<Code> {
    Code::new("ELI").into_iter().collect()
}
