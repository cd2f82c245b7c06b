use std::ops::Range;

use super::finder::{Finder, words_of};
use super::{Form, Mention};
use crate::analyse::Sentence;
use crate::record::{Code, PartyKind};
use crate::world::actors::{Role, Term, fold};

/// Nouns that with "two" or "both" stand for the two parties that are spoken of.
const SIDES: [&str; 14] = [
    "leader",
    "side",
    "country",
    "nation",
    "party",
    "president",
    "minister",
    "government",
    "man",
    "counterpart",
    "team",
    "state",
    "power",
    "capital",
];

/// So many words behind a delegation tell who is in it.
const MEMBERS: usize = 12;

/// Nobody is meant who was last named more than this many mentions ago.
const LOOK_BACK: usize = 400;

impl<'a> Finder<'a> {
    /// A noun or pronoun that may stand for a party.
    pub fn noun_or_pronoun(&mut self, index: usize, word: usize) {
        let sentence = &self.sentences[index];
        let entry = &sentence.words[word];
        match entry.upos {
            "PRON" | "DET" if sentence.words.get(word + 1).is_none_or(|next| next.head != Some(word)) => self.pronoun(index, word),
            "PRON" => self.pronoun(index, word),
            "NOUN" | "PROPN" | "NUM" | "ADJ" => self.noun(index, word),
            _ => {}
        }
    }

    fn pronoun(&mut self, index: usize, word: usize) {
        let sentence = &self.sentences[index];
        let found = match fold(&sentence.words[word].form).as_str() {
            "he" | "him" | "his" | "himself" => self.person_before(index, word, false).map(|party| vec![party]),
            "she" | "her" | "hers" | "herself" => self.person_before(index, word, true).map(|party| vec![party]),
            "they" | "them" | "their" | "theirs" | "themselves" => self.several_before(index, word),
            "it" | "its" | "itself" if !sentence.is(word, "expl") => self.thing_before(index, word).map(|party| vec![party]),
            "both"
                if !["det", "amod", "nummod", "advmod", "cc"].iter().any(|rel| sentence.is(word, rel))
                    && !sentence.children(word).any(|child| sentence.is(child, "case")) =>
            {
                self.pair_before(index, word, false)
            }
            _ => None,
        };
        if let Some(parties) = found {
            self.mention(index, parties, word..word + 1, word..word + 1, Form::Pronoun, "name.pronoun", 0.7);
        }
    }

    fn noun(&mut self, index: usize, word: usize) {
        let sentence = &self.sentences[index];
        let entry = &sentence.words[word];
        let lemma = entry.lemma.to_lowercase();
        let form = fold(&entry.form);
        // The name that a noun explains, or that explains it, stands for both.
        if sentence.is(word, "appos") && entry.head.is_some_and(|head| self.taken[head]) || self.named_by_apposition(sentence, word) {
            return;
        }
        let phrase = noun_phrase(sentence, word);
        let plural = form != lemma && form.ends_with('s') || form == "two" || form == "pair" || form == "duo";
        let two = phrase.clone().any(|at| matches!(fold(&sentence.words[at].form).as_str(), "two" | "both"));
        let country = self.country_of(sentence, word, &phrase);
        if (form == "pair" || form == "duo" || (form == "two" && entry.upos == "NUM" && self.stands_alone(sentence, word)))
            || (plural
                && country.is_none()
                && SIDES.contains(&lemma.as_str())
                && (two || (matches!(lemma.as_str(), "leader" | "side" | "party") && self.is_definite(sentence, &phrase))))
        {
            let leaders = matches!(form.as_str(), "pair" | "duo")
                || matches!(lemma.as_str(), "leader" | "president" | "minister" | "man" | "counterpart");
            if let Some(parties) = self.pair_before(index, word, leaders) {
                self.mention(index, parties, phrase.clone(), phrase, Form::Pronoun, "name.pair", 0.7);
            }
            return;
        }
        if entry.upos == "NUM" || entry.upos == "ADJ" {
            return;
        }
        if let Some(kinds) = body(&lemma).filter(|_| !plural && country.is_none() && self.is_definite(sentence, &phrase)) {
            if let Some(party) = self.body_before(index, phrase.start, kinds) {
                self.mention(index, vec![party], phrase.clone(), phrase, Form::Noun, "name.body", 0.65);
            }
            return;
        }
        let title = self.title_ending(sentence, word, &lemma);
        // Of a noun of agents and a title the longer one: "opposition leader" is no leader.
        let agent = match (self.agent_ending(sentence, word, &lemma), title) {
            (Some((0, _)), Some(title)) if self.title_words(sentence, word).is_some_and(|words| words != lemma) => Some(title),
            (Some((_, agent)), _) => Some(agent),
            (None, title) => title,
        };
        let Some(role) = agent else { return };
        let (parties, rule) = match country {
            Some(code) if role.state => (self.state_of(code).into_iter().collect(), "name.government"),
            Some(code) if title.is_some() && !plural => (vec![self.office(index, word, code, &phrase, role)], "name.office"),
            Some(code) => {
                // "representatives of the United States and Ukraine"
                let codes: Vec<Code> = std::iter::once(code).chain(self.joined_countries(sentence, word, code)).collect();
                (codes.into_iter().map(|code| self.generic(sentence, &phrase, Some(code), role)).collect(), "name.generic")
            }
            None if title.is_some() && !plural && self.is_definite(sentence, &phrase) => {
                match self.titled_before(index, &phrase, sentence, word) {
                    Some(party) => (vec![party], "name.title"),
                    None => match self.at_home_in(sentence, word) {
                        Some(term) => {
                            let (name, country, sector, office) = (term.name.clone(), term.country, term.sector, term.office.clone());
                            (vec![self.known_or_new(name, country, sector, Some(office))], "name.office-at-home")
                        }
                        None => (vec![self.generic(sentence, &phrase, None, role)], "name.generic"),
                    },
                }
            }
            // "the government", "the military": of the country that is spoken of.
            None if (role.state || matches!(role.sector.as_str(), "MIL" | "COP")) && !plural && self.is_definite(sentence, &phrase) => {
                match self.country_spoken_of(index, phrase.start) {
                    Some(code) if role.state => (self.state_of(code).into_iter().collect(), "name.government"),
                    code => (vec![self.generic(sentence, &phrase, code, role)], "name.generic"),
                }
            }
            None => (vec![self.generic(sentence, &phrase, None, role)], "name.generic"),
        };
        if !parties.is_empty() {
            self.mention(index, parties, phrase.clone(), phrase, Form::Noun, rule, 0.75);
        }
    }

    /// The last named body of the kind that a noun such as "the bloc" or "the agency" means.
    fn body_before(&self, index: usize, before: usize, kind: Body) -> Option<usize> {
        let fits = |&party: &usize| {
            let entry = &self.parties.list[party];
            let sector = entry.sectors.first().map(Code::as_str);
            let code = entry.country.map(|code| code.to_string()).unwrap_or_default();
            entry.kind == PartyKind::Organisation
                && match kind {
                    Body::Union => matches!(code.as_str(), "EUR" | "IGO"),
                    Body::Medium => sector == Some("JRN"),
                    Body::Firm => matches!(sector, Some("BUS")),
                }
        };
        self.before(index, before).filter(|mention| mention.parties.len() == 1).map(|mention| mention.parties[0]).find(fits)
    }

    fn stands_alone(&self, sentence: &Sentence, word: usize) -> bool {
        ["nsubj", "obj", "obl", "root", "nmod"].iter().any(|rel| sentence.is(word, rel))
            && sentence.children(word).all(|child| !sentence.is(child, "nmod"))
    }

    fn is_definite(&self, sentence: &Sentence, phrase: &Range<usize>) -> bool {
        phrase.clone().any(|at| {
            matches!(
                fold(&sentence.words[at].form).as_str(),
                "the" | "this" | "that" | "both" | "two" | "his" | "her" | "their" | "its" | "our"
            )
        })
    }

    fn named_by_apposition(&self, sentence: &Sentence, word: usize) -> bool {
        sentence.children(word).any(|child| {
            (sentence.is(child, "appos") || sentence.is(child, "flat") || sentence.is(child, "nmod:desc"))
                && self.taken[child]
                && self.is_name_mention(child)
        })
    }

    fn is_name_mention(&self, word: usize) -> bool {
        self.here().any(|mention| mention.form == Form::Name && mention.core.contains(&word))
    }

    fn here(&self) -> impl Iterator<Item = &Mention> {
        self.parties.mentions.iter().rev().take_while(|mention| mention.sentence == self.current)
    }

    /// "The President" with a capital, of nobody named before: who holds that office at home.
    fn at_home_in(&self, sentence: &Sentence, word: usize) -> Option<&'a Term> {
        let capital = sentence.words[word].form.chars().next().is_some_and(char::is_uppercase);
        let title = self.title_words(sentence, word)?;
        let day = self.document.published;
        let home = self.home.filter(|_| capital).and_then(|home| self.world.actors.holder(home, &title, day));
        home.or_else(|| self.world.actors.only_holder(&title, day))
    }

    /// The country that a noun's modifiers tell: an adjective, a possessor, a compound, an "of" phrase.
    fn country_of(&self, sentence: &Sentence, word: usize, phrase: &Range<usize>) -> Option<Code> {
        let close = phrase.clone().rev().find_map(|at| self.mentioned_country(at));
        // "a delegation made up of the heads of Chilean courts": whoever is in it tells whose it is.
        let members = || {
            let collective = matches!(sentence.words[word].lemma.as_str(), "delegation" | "team" | "mission");
            let inside = (word + 1..sentence.subtree(word).end).take(if collective { MEMBERS } else { 0 });
            inside.into_iter().find_map(|at| self.mentioned_country(at))
        };
        let whose = close.or_else(|| {
            let far = sentence.children(word).filter(|&child| sentence.is(child, "nmod") || sentence.is(child, "nmod:poss"));
            far.filter(|&child| {
                sentence.is(child, "nmod:poss")
                    || sentence.case(child).is_some_and(|case| matches!(case, "of" | "from" | "in" | "near" | "outside" | "at"))
            })
            .find_map(|child| self.mentioned_country(child).or_else(|| self.place_country(sentence, child)))
        });
        whose.or_else(members)
    }

    /// The countries that "and" joins to the one of an "of" phrase behind a noun.
    fn joined_countries(&self, sentence: &Sentence, word: usize, first: Code) -> Vec<Code> {
        let of = sentence.children(word).filter(|&child| child > word && sentence.is(child, "nmod") && sentence.case(child) == Some("of"));
        let joined = of.filter(|&child| self.mentioned_country(child) == Some(first));
        joined
            .flat_map(|child| sentence.children(child).filter(|&other| sentence.is(other, "conj")).collect::<Vec<_>>())
            .filter_map(|other| self.mentioned_country(other))
            .filter(|&code| code != first)
            .collect()
    }

    /// "police in Lyon", "protesters outside parliament in Tbilisi": the country of the place that a word names.
    fn place_country(&self, sentence: &Sentence, word: usize) -> Option<Code> {
        let place = self.places.within(sentence.span_of(sentence.subtree(word))).next()?;
        let country = self.world.actors.country(place.country?)?;
        Some(country.coded())
    }

    /// The title that a noun ends, "foreign minister" for "minister".
    fn title_ending(&self, sentence: &Sentence, word: usize, lemma: &str) -> Option<Role> {
        (0..=3.min(word)).rev().find_map(|count| self.world.actors.title(&ending(sentence, word, count, lemma)))
    }

    /// The noun of agents that a noun ends, "foreign ministry" for "ministry", and how many words it has.
    fn agent_ending(&self, sentence: &Sentence, word: usize, lemma: &str) -> Option<(usize, Role)> {
        (0..=3.min(word)).rev().find_map(|count| Some((count, self.world.actors.agent(&ending(sentence, word, count, lemma))?)))
    }

    /// "the Chinese leader", "the US president", "the Romanian security adviser": who holds the office, else somebody unnamed.
    fn office(&mut self, index: usize, word: usize, code: Code, phrase: &Range<usize>, role: Role) -> usize {
        let sentence = &self.sentences[index];
        let lemma = sentence.words[word].lemma.to_lowercase();
        if lemma == "counterpart" {
            // "his Russian counterpart" has the title of whose counterpart it is.
            let title = sentence.children(word).find(|&child| sentence.is(child, "nmod:poss")).and_then(|owner| {
                let mention = self.here().find(|mention| mention.core.contains(&owner))?;
                self.parties.list[*mention.parties.first()?].office.clone()
            });
            let title = title.map(|office| office.split(" of ").next().unwrap_or_default().to_lowercase());
            if let Some(term) = title.and_then(|title| self.world.actors.holder(code, &title, self.document.published)) {
                return self.known_or_new(term.name.clone(), code, term.sector, Some(term.office.clone()));
            }
            return self.generic(sentence, phrase, Some(code), role);
        }
        let full = words_of(sentence, phrase).to_lowercase();
        let indefinite = fold(&sentence.words[phrase.start].form) == "a" || full.contains("former") || full.contains("deputy");
        let day = self.document.published;
        let named = self.people_of(code).into_iter().find(|&party| {
            let office = self.parties.list[party].office.as_deref().unwrap_or_default().to_lowercase();
            office.contains(&lemma)
                || (lemma == "leader"
                    && ["president", "prime minister", "premier", "chancellor", "king", "leader"]
                        .iter()
                        .any(|title| office.starts_with(title)))
        });
        if let Some(party) = named.filter(|_| !indefinite) {
            return party;
        }
        let term = if indefinite {
            None
        } else if lemma == "leader" {
            self.world.actors.leader(code, day)
        } else {
            self.title_words(sentence, word).and_then(|title| self.world.actors.holder(code, &title, day))
        };
        match term {
            Some(term) => self.known_or_new(term.name.clone(), code, term.sector, Some(term.office.clone())),
            None => self.generic(sentence, phrase, Some(code), role),
        }
    }

    fn title_words(&self, sentence: &Sentence, word: usize) -> Option<String> {
        let lemma = sentence.words[word].lemma.to_lowercase();
        (0..=3.min(word)).rev().map(|count| ending(sentence, word, count, &lemma)).find(|title| self.world.actors.title(title).is_some())
    }

    fn known_or_new(&mut self, name: String, country: Code, sector: Code, office: Option<String>) -> usize {
        if let Some(party) = self.parties.list.iter().position(|party| party.name == name && party.kind == PartyKind::Person) {
            return party;
        }
        let party = self.party(&name, PartyKind::Person, Some(country), vec![sector]);
        self.parties.list[party].office = office;
        party
    }

    fn people_of(&self, code: Code) -> Vec<usize> {
        let mut found = Vec::new();
        for mention in self.parties.mentions.iter().rev().take(LOOK_BACK) {
            for &party in &mention.parties {
                if self.parties.list[party].kind == PartyKind::Person
                    && self.parties.list[party].country == Some(code)
                    && !found.contains(&party)
                {
                    found.push(party);
                }
            }
        }
        found
    }

    /// "the president", "the prime minister": the last named person with that title.
    fn titled_before(&self, index: usize, phrase: &Range<usize>, sentence: &Sentence, word: usize) -> Option<usize> {
        let title = self.title_words(sentence, word)?;
        let lemma = sentence.words[word].lemma.to_lowercase();
        let mut people = self.people(index, phrase.start);
        // In the same clause the subject does not name its own object.
        if let Some(verb) = sentence.words[word].head
            && !sentence.is(word, "nsubj")
        {
            let subject = sentence
                .child(verb, "nsubj")
                .and_then(|subject| self.here().find(|mention| mention.core.contains(&subject)).map(|mention| mention.parties.clone()));
            if let Some(subject) = subject {
                people.retain(|party| !subject.contains(party));
            }
        }
        // Of "Assistant to the President" only the assistant is meant.
        let office = |party: usize| {
            let office = self.parties.list[party].office.as_deref().unwrap_or_default().to_lowercase();
            office.split(" to ").next().unwrap_or_default().to_owned()
        };
        // "The President" with a capital is the one whom the document is about, "the president" the last one named.
        let capital = sentence.words[word].form.chars().next().is_some_and(char::is_uppercase);
        let mut fitting = people.iter().copied().filter(|&party| office(party).starts_with(&title));
        let exact = if capital { fitting.min() } else { fitting.next() };
        let loose =
            || people.iter().copied().find(|&party| lemma == "leader" && !office(party).is_empty() || office(party).contains(&lemma));
        exact.or_else(loose)
    }

    /// People named before a spot, most recent first, no one twice.
    fn people(&self, index: usize, before: usize) -> Vec<usize> {
        let mut found = Vec::new();
        for mention in self.before(index, before) {
            for &party in &mention.parties {
                if self.parties.list[party].kind == PartyKind::Person && !found.contains(&party) {
                    found.push(party);
                }
            }
        }
        found
    }

    /// Mentions before a spot, most recent first.
    fn before(&self, index: usize, word: usize) -> impl Iterator<Item = &Mention> {
        // Those of earlier sentences are in order; those of this one are put so.
        let settled = self.parties.mentions.partition_point(|mention| mention.sentence < index);
        let (earlier, here) = self.parties.mentions.split_at(settled);
        let mut here: Vec<&Mention> = here.iter().filter(|mention| mention.core.start < word).collect();
        here.sort_by_key(|mention| std::cmp::Reverse(mention.core.start));
        here.into_iter().chain(earlier.iter().rev()).take(LOOK_BACK)
    }

    /// The country of the last party named in this sentence, else of the subject of the one before.
    fn country_spoken_of(&self, index: usize, word: usize) -> Option<Code> {
        let country = |mention: &Mention| mention.parties.first().and_then(|&party| self.parties.list[party].country);
        let named = |mention: &&Mention| mention.form != Form::Adjective;
        let here = self.before(index, word).take_while(|mention| mention.sentence == index).filter(named).find_map(country);
        let subject = |mention: &&Mention| mention.sentence + 1 == index && self.sentences[mention.sentence].is(mention.head, "nsubj");
        here.or_else(|| self.before(index, word).filter(named).filter(subject).find_map(country))
    }

    fn generic(&mut self, sentence: &Sentence, phrase: &Range<usize>, country: Option<Code>, role: Role) -> usize {
        let words = phrase.clone().skip_while(|&at| matches!(sentence.words[at].upos, "DET" | "PRON" | "NUM" | "PUNCT"));
        let start = words.clone().next().unwrap_or(phrase.start);
        let name = words_of(sentence, &(start..phrase.end));
        self.party(&name, PartyKind::Generic, country, vec![role.sector])
    }

    /// A party that no table knows: named by its noun, of the country that its modifiers tell, in no sector.
    pub fn unlisted(&mut self, index: usize, head: usize, words: Range<usize>) {
        let sentence = &self.sentences[index];
        let country = self.country_of(sentence, head, &words);
        let start = words.clone().find(|&at| !matches!(sentence.words[at].upos, "DET" | "PRON" | "PUNCT")).unwrap_or(words.start);
        let name = words_of(sentence, &(start..words.end));
        let party = self.party(&name, PartyKind::Generic, country, Vec::new());
        self.mention(index, vec![party], words.clone(), words, Form::Noun, "analyser.party", 0.6);
    }

    /// Whom "he" or "she" means: a subject of this sentence or the one before, else the last person named.
    fn person_before(&self, index: usize, word: usize, female: bool) -> Option<usize> {
        let sentence = &self.sentences[index];
        let fits = |party: usize| {
            let entry = &self.parties.list[party];
            let singular = matches!(entry.kind, PartyKind::Person) || (entry.kind == PartyKind::Generic && !entry.name.ends_with('s'));
            let woman = entry.name.split_whitespace().next().is_some_and(|first| self.world.actors.female.contains(first));
            singular && (woman == female || (female && !self.any_woman()))
        };
        // The subject of a verb is never its object: "Roe told him" is not about Roe.
        let own_verb = sentence.words[word].head.filter(|_| ["obj", "iobj", "obl"].iter().any(|rel| sentence.is(word, rel)));
        let barred: Vec<usize> = own_verb
            .and_then(|verb| sentence.child(verb, "nsubj"))
            .and_then(|subject| self.here().find(|mention| mention.core.contains(&subject)))
            .map(|mention| mention.parties.clone())
            .unwrap_or_default();
        let candidates: Vec<&Mention> = self.before(index, word).filter(|mention| mention.form != Form::Adjective).collect();
        let single = |mention: &&&Mention| mention.parties.len() == 1 && fits(mention.parties[0]) && !barred.contains(&mention.parties[0]);
        let is_subject = |mention: &Mention| {
            let sentence = &self.sentences[mention.sentence];
            sentence.is(mention.head, "nsubj") || mention.words.clone().any(|word| sentence.is(word, "nsubj"))
        };
        let here = candidates.iter().filter(single).rfind(|mention| mention.sentence == index && is_subject(mention));
        let last = || candidates.iter().filter(single).rfind(|mention| mention.sentence + 1 == index && is_subject(mention));
        here.or_else(last).or_else(|| candidates.iter().find(single)).map(|mention| mention.parties[0])
    }

    fn any_woman(&self) -> bool {
        self.parties
            .list
            .iter()
            .any(|party| party.name.split_whitespace().next().is_some_and(|first| self.world.actors.female.contains(first)))
    }

    /// Whom "they" means: several named together, else the pair that is spoken of.
    fn several_before(&self, index: usize, word: usize) -> Option<Vec<usize>> {
        let near = self.before(index, word).filter(|mention| mention.sentence + 1 >= index && mention.form != Form::Adjective);
        for mention in near {
            let sentence = &self.sentences[mention.sentence];
            let subject = sentence.is(mention.head, "nsubj");
            if mention.parties.len() > 1 {
                return Some(mention.parties.clone());
            }
            let plural = mention.parties.len() == 1
                && self.parties.list[mention.parties[0]].kind == PartyKind::Generic
                && self.parties.list[mention.parties[0]].name.ends_with('s');
            if plural && subject {
                return Some(mention.parties.clone());
            }
        }
        self.pair_before(index, word, false)
    }

    /// What "it" means: the last state or organisation that was a subject, else none.
    fn thing_before(&self, index: usize, word: usize) -> Option<usize> {
        let near = self
            .before(index, word)
            .filter(|mention| mention.sentence + 1 >= index && mention.form != Form::Adjective && mention.parties.len() == 1);
        let things = near.filter(|mention| !matches!(self.parties.list[mention.parties[0]].kind, PartyKind::Person | PartyKind::Generic));
        things.filter(|mention| self.sentences[mention.sentence].is(mention.head, "nsubj")).map(|mention| mention.parties[0]).next()
    }

    /// The two that are spoken of: people of two countries in the last sentences, else a person and a state, else two states, else
    /// the two most often named.
    fn pair_before(&self, index: usize, word: usize, leaders: bool) -> Option<Vec<usize>> {
        let mentions: Vec<&Mention> = self.before(index, word).filter(|mention| mention.form != Form::Adjective).collect();
        let pick = |within: usize, people: bool| {
            let mut found: Vec<usize> = Vec::new();
            for mention in mentions.iter().filter(|mention| mention.sentence + within >= index) {
                for &party in &mention.parties {
                    let entry = &self.parties.list[party];
                    let fits = match entry.kind {
                        PartyKind::Person => entry.country.is_some(),
                        PartyKind::State => !people,
                        _ => false,
                    };
                    if fits && !found.iter().any(|&other| self.parties.list[other].country == entry.country) {
                        found.push(party);
                    }
                }
            }
            (found.len() >= 2).then(|| {
                found.truncate(2);
                found.reverse();
                found
            })
        };
        // Leaders are people; states count where too few are named.
        let near = if leaders { pick(1, true).or_else(|| pick(3, true)).or_else(|| pick(8, true)) } else { pick(1, true) };
        near.or_else(|| pick(1, false))
            .or_else(|| pick(3, true))
            .or_else(|| pick(3, false))
            .or_else(|| pick(usize::MAX / 2, true))
            .or_else(|| pick(usize::MAX / 2, false))
    }
}

/// What a noun for a body stands for when it stands alone.
#[derive(Clone, Copy)]
enum Body {
    Union,
    Medium,
    Firm,
}

fn body(lemma: &str) -> Option<Body> {
    match lemma {
        "bloc" | "alliance" => Some(Body::Union),
        "agency" | "newspaper" | "paper" | "broadcaster" | "outlet" => Some(Body::Medium),
        "company" | "firm" | "carmaker" | "chipmaker" | "airline" => Some(Body::Firm),
        _ => None,
    }
}

/// A noun's lemma with some words before it, in lower case: "foreign minister", "secretary-general".
fn ending(sentence: &Sentence, word: usize, count: usize, lemma: &str) -> String {
    let before = words_of(sentence, &(word - count..word)).to_lowercase();
    let glue = if before.is_empty() || before.ends_with('-') { "" } else { " " };
    format!("{before}{glue}{lemma}")
}

/// A noun with the modifiers right before it.
fn noun_phrase(sentence: &Sentence, word: usize) -> Range<usize> {
    let mut start = word;
    while let Some(before) = start.checked_sub(1) {
        let entry = &sentence.words[before];
        let belongs =
            sentence.is_under(before, word) && !matches!(entry.upos, "VERB" | "AUX" | "ADP" | "SCONJ" | "CCONJ") && entry.form != ",";
        if !belongs {
            break;
        }
        start = before;
    }
    start..word + 1
}
