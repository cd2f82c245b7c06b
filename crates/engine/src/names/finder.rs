use std::collections::BTreeMap;
use std::ops::Range;

use super::{Form, Mention, Parties};
use crate::analyse::{NameKind, PartRole, SayingRole, Sentence};
use crate::places::Places;
use crate::record::{Code, Party, PartyKind, Spans};
use crate::world::actors::{Held, Meaning, Role, fold};
use crate::{Document, World};

/// Walks through a document and finds its parties.
pub struct Finder<'a> {
    pub world: &'a World,
    pub document: &'a Document,
    pub sentences: &'a [Sentence],
    pub places: &'a Places,
    pub parties: Parties,
    /// The country whose officers the document names without it: that of its publisher, else of the first whom the tables know.
    pub home: Option<Code>,
    /// The sentence at hand.
    pub current: usize,
    /// Which words of the sentence at hand belong to a mention already.
    pub taken: Vec<bool>,
    /// Acronyms that the document has introduced in brackets: "Fishers' League (FLK)".
    acronyms: BTreeMap<String, usize>,
}

/// A stretch of a sentence that may name a party.
enum Item<'a> {
    /// Words that the tables know.
    Known(Range<usize>, &'a [Meaning]),
    /// A name that only the analyser knows.
    Unknown(Range<usize>, NameKind),
}

impl Item<'_> {
    fn words(&self) -> &Range<usize> {
        match self {
            Item::Known(words, _) | Item::Unknown(words, _) => words,
        }
    }
}

/// What the event heads are less sure of names no party.
const TAGGED: f32 = 0.5;

impl<'a> Finder<'a> {
    pub fn new(world: &'a World, document: &'a Document, sentences: &'a [Sentence], places: &'a Places) -> Self {
        let publisher = document.publisher.as_deref().unwrap_or_default();
        let publisher = world.actors.meanings(publisher.trim_start_matches("The ")).iter();
        let home = publisher.filter(|meaning| world.actors.is_official(**meaning)).find_map(|meaning| world.actors.code_of(*meaning, None));
        Self {
            world,
            document,
            sentences,
            places,
            parties: Parties::default(),
            home,
            current: 0,
            taken: Vec::new(),
            acronyms: BTreeMap::new(),
        }
    }

    /// The same for a text of a country, where it is known.
    pub fn at_home(mut self, country: Option<Code>) -> Self {
        self.home = country.or(self.home);
        self
    }

    pub fn find(mut self) -> Parties {
        let sentences = self.sentences;
        for (index, sentence) in sentences.iter().enumerate() {
            self.current = index;
            self.taken = vec![false; sentence.words.len()];
            // Names first: nouns and titles around them belong to them.
            for item in self.names(sentence) {
                if self.introduced(index, item.words()) {
                    continue;
                }
                match item {
                    Item::Known(words, meanings) => self.known(index, words, meanings),
                    Item::Unknown(words, kind) => self.unknown(index, words, kind),
                }
                self.introduce(index);
            }
            for word in 0..sentence.words.len() {
                if !self.taken[word] {
                    self.noun_or_pronoun(index, word);
                }
            }
            self.parts(index);
            self.settle(index);
        }
        self.finish()
    }

    /// What the heads take for an actor, recipient, speaker or addressee and nothing else has named: "six villagers", "critics".
    fn parts(&mut self, index: usize) {
        let sentence = &self.sentences[index];
        let acting = sentence.acts.iter().filter(|act| act.confidence >= TAGGED).flat_map(|act| {
            act.parties.iter().filter(|part| matches!(part.role, PartRole::Actor | PartRole::Recipient) && part.confidence >= TAGGED)
        });
        let saying = sentence.sayings.iter().filter(|saying| saying.confidence >= TAGGED).flat_map(|saying| {
            let parts = saying.parts.iter();
            parts.filter(|part| matches!(part.role, SayingRole::Speaker | SayingRole::Addressee) && part.confidence >= TAGGED)
        });
        for (words, speaks) in acting.map(|part| (&part.words, false)).chain(saying.map(|part| (&part.words, true))) {
            let head = sentence.head_of(words.clone());
            // "His surrogates" speak themselves; what "his forces" do, he does.
            let free = if speaks { !self.taken[head] } else { words.clone().all(|word| !self.taken[word]) };
            if free && matches!(sentence.words[head].upos, "NOUN" | "PROPN") {
                self.unlisted(index, head, words.clone());
            }
        }
    }

    /// Notes the acronym in brackets behind the organisation named last.
    fn introduce(&mut self, index: usize) {
        let sentence = &self.sentences[index];
        let Some(last) = self.parties.mentions.last().filter(|mention| mention.sentence == index && mention.words.len() > 1) else {
            return;
        };
        let [party] = last.parties[..] else { return };
        let form = |at: usize| sentence.words.get(at).map_or("", |word| word.form.as_str());
        let acronym = form(last.words.end + 1);
        let is_acronym = acronym.len() > 1 && acronym.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit());
        let body = matches!(self.parties.list[party].kind, PartyKind::Organisation | PartyKind::Group | PartyKind::Government);
        if form(last.words.end) == "(" && form(last.words.end + 2) == ")" && is_acronym && body {
            self.acronyms.insert(acronym.to_owned(), party);
        }
    }

    /// Takes an acronym for whom the document has introduced with it, whatever the tables say.
    fn introduced(&mut self, index: usize, words: &Range<usize>) -> bool {
        let form = &self.sentences[index].words[words.start].form;
        let Some(&party) = self.acronyms.get(form.as_str()).filter(|_| words.len() == 1) else { return false };
        self.mention(index, vec![party], words.clone(), words.clone(), Form::Name, "name.acronym", 0.9);
        true
    }

    /// The names of a sentence, in order, none inside another.
    fn names(&self, sentence: &Sentence) -> Vec<Item<'a>> {
        let world = self.world;
        let folded: Vec<String> = sentence.words.iter().map(|word| fold(&word.form)).collect();
        let mut items = Vec::new();
        let mut at = 0;
        while at < folded.len() {
            let name = sentence.names.iter().find(|name| name.words.contains(&at));
            let begins = name.is_some_and(|name| name.words.start == at);
            let capital = sentence.words[at].form.chars().next().is_some_and(char::is_uppercase) || is_article_of_name(sentence, at);
            // Where a person's name begins that the analyser may have begun too early.
            let person = name.filter(|name| begins && name.kind == NameKind::Person).map(|name| self.name_begins(sentence, &name.words));
            let hit = world
                .actors
                .at(&folded[at..])
                .filter(|_| capital)
                .filter(|(count, _)| *count > 1 || world.actors.is_written_as_name(&sentence.words[at].form, &folded[at]));
            match (hit, name) {
                // "the Taoiseach", "the Pope": a title alone is read as a noun, whatever the analyser takes it for.
                (_, Some(name))
                    if begins
                        && at > 0
                        && matches!(sentence.words[at - 1].form.as_str(), "the" | "The")
                        && world.actors.title(&words_of(sentence, &name.words).to_lowercase()).is_some() =>
                {
                    at = name.words.end
                }
                // "of State James Baker", "-elect Yoon Suk Yeol", "Finland Sauli Niinistö": the end of a title is no part of the name.
                (_, Some(name)) if person.is_some_and(|start| start > at) => {
                    let start = person.unwrap_or(at);
                    while at < start {
                        match world.actors.at(&folded[at..start]) {
                            Some((count, meanings))
                                if meanings.iter().any(|meaning| matches!(meaning, Meaning::Country(_) | Meaning::Adjective(_))) =>
                            {
                                items.push(Item::Known(at..at + count, meanings));
                                at += count;
                            }
                            _ => at += 1,
                        }
                    }
                    match world.actors.at(&folded[start..]) {
                        Some((count, meanings)) if usable(meanings, Some(name.kind), true) => {
                            items.push(Item::Known(start..start + count, meanings));
                            at = name.words.end.max(start + count);
                        }
                        _ => {
                            items.push(Item::Unknown(start..name.words.end, name.kind));
                            at = name.words.end;
                        }
                    }
                }
                // The analyser's name is longer: it is somebody else, "Nawaz Sharif", or something else, "Bank of China".
                (Some((count, meanings)), Some(name))
                    if name.words.start == at && name.words.end > at + count && !is_whole(meanings, name.kind) =>
                {
                    items.push(Item::Unknown(name.words.clone(), name.kind));
                    at = name.words.end;
                }
                (Some((count, meanings)), name) if usable(meanings, name.map(|name| name.kind), begins || name.is_none()) => {
                    items.push(Item::Known(at..at + count, meanings));
                    at += count;
                }
                // "The Kremlin", "The President": the article is no part of a name.
                (_, Some(name)) if begins && name.words.len() > 1 && matches!(folded[at].as_str(), "the" | "a") => {
                    let rest = at + 1..name.words.end;
                    match world.actors.at(&folded[at + 1..]) {
                        Some((count, meanings)) if count == rest.len() && usable(meanings, Some(name.kind), true) => {
                            items.push(Item::Known(rest, meanings))
                        }
                        _ if name.kind == NameKind::Person => {}
                        _ => items.push(Item::Unknown(rest, name.kind)),
                    }
                    at = name.words.end;
                }
                // A title alone names nobody yet.
                (_, Some(name))
                    if begins
                        && name.kind == NameKind::Person
                        && world.actors.title(&words_of(sentence, &name.words).to_lowercase()).is_some() =>
                {
                    at = name.words.end
                }
                (_, Some(name)) if begins => {
                    items.push(Item::Unknown(name.words.clone(), name.kind));
                    at = name.words.end;
                }
                _ => at += 1,
            }
        }
        items
    }

    /// "…, a rebel group in Mali," behind a name: what it is, and of which country.
    fn explained(&self, sentence: &Sentence, end: usize) -> (Option<Role>, Option<Code>) {
        let form = |at: usize| sentence.words.get(at).map_or("", |word| word.form.as_str());
        let comma = if form(end) == "(" && form(end + 2) == ")" { end + 3 } else { end };
        if form(comma) != "," || !matches!(form(comma + 1), "a" | "an" | "the") {
            return (None, None);
        }
        let inside = comma + 2..sentence.words.len().min(comma + 12);
        let stop = inside.clone().find(|&at| form(at) == "," || matches!(sentence.words[at].upos, "VERB" | "AUX")).unwrap_or(inside.end);
        let role = (comma + 2..stop).find_map(|at| {
            let lemma = sentence.words[at].lemma.to_lowercase();
            let two = format!("{} {lemma}", form(at - 1).to_lowercase());
            self.world.actors.agent(&two).or_else(|| self.world.actors.agent(&lemma))
        });
        (role, (comma + 2..stop).find_map(|at| self.country_at(sentence, at, stop)).map(|(country, _)| country))
    }

    /// "Minister of Foreign Affairs": what stands inside a title is no name.
    fn is_inside_title(&self, sentence: &Sentence, words: &Range<usize>) -> bool {
        let ends = words.end..(words.end + 4).min(sentence.words.len() + 1);
        ends.into_iter().any(|end| {
            (words.start.saturating_sub(8)..words.start)
                .any(|start| self.world.actors.title(&words_of(sentence, &(start..end)).to_lowercase()).is_some())
        })
    }

    /// "Supreme Court of X", "National Police": the noun of agents that an unknown body's name ends with, or has before "of" or "for".
    fn noun_within(&self, sentence: &Sentence, name: &Range<usize>) -> Option<Role> {
        let small = |at: &usize| matches!(sentence.words[*at].form.as_str(), "of" | "for");
        let end = name.clone().find(small).unwrap_or(name.end);
        (name.start..end).find_map(|start| self.world.actors.agent(&words_of(sentence, &(start..end)).to_lowercase()))
    }

    /// Where a person's name begins: behind the title, the country and the small words that the analyser may have taken for a part
    /// of it.
    fn name_begins(&self, sentence: &Sentence, name: &Range<usize>) -> usize {
        let is_title = |start: usize, end: usize| self.is_mere_title(sentence, &(start..end));
        let mut at = name.start;
        while at + 1 < name.end {
            let titled = (at + 1..name.end).rev().find(|&end| (end.saturating_sub(6)..=at).any(|start| is_title(start, end)));
            let form = &sentence.words[at].form;
            let of = at > 0 && matches!(sentence.words[at - 1].form.as_str(), "of" | "the");
            at = match (titled, self.country_at(sentence, at, name.end)) {
                (Some(end), _) => end,
                (None, Some((_, end))) if of && end < name.end => end,
                _ if !form.chars().next().is_some_and(char::is_uppercase) && !is_article_of_name(sentence, at) => at + 1,
                _ => break,
            };
        }
        at
    }

    fn known(&mut self, index: usize, words: Range<usize>, meanings: &'a [Meaning]) {
        let sentence = &self.sentences[index];
        let is_person = |meaning: &&Meaning| matches!(meaning, Meaning::Person(_) | Meaning::Surname(_));
        let tagged = sentence.names.iter().find(|name| name.words.start < words.end && words.start < name.words.end).map(|name| name.kind);
        let person = meanings.iter().any(|meaning| is_person(&meaning))
            && (tagged == Some(NameKind::Person) || meanings.iter().all(|meaning| is_person(&meaning)));
        if person {
            let full = meanings.iter().any(|meaning| matches!(meaning, Meaning::Person(_)));
            let titled = self.title_before(sentence, words.start).is_some()
                || words.start > 0 && self.is_mere_title(sentence, &(words.start - 1..words.start));
            let named_before = self.knows_surname(sentence, &words);
            let time = words.len() == 1 && is_calendar(&sentence.words[words.start].form);
            let proper = sentence.words[words.start].upos == "PROPN" && self.is_head_now(meanings);
            let read = tagged == Some(NameKind::Person) || proper;
            if titled || named_before || (full || read) && !time {
                self.person(index, words, meanings);
            }
            return;
        }
        let Some(meaning) = self.meant(meanings) else { return };
        match meaning {
            Meaning::Country(country) | Meaning::Seat(country) => {
                let party = self.state(country);
                let rule = if matches!(meaning, Meaning::Seat(_)) { "name.seat" } else { "name.country" };
                self.mention(index, vec![party], words.clone(), words, Form::Name, rule, 0.95);
            }
            Meaning::Adjective(country) | Meaning::People(country) => {
                let adjective =
                    matches!(meaning, Meaning::Adjective(_)) || meanings.iter().any(|meaning| matches!(meaning, Meaning::Adjective(_)));
                let people = meanings.iter().any(|meaning| matches!(meaning, Meaning::People(_)));
                let last = words.end - 1;
                let modifies = sentence.words[last].upos == "ADJ" && ["amod", "nmod", "compound"].iter().any(|rel| sentence.is(last, rel))
                    || ["compound", "amod", "flat"].iter().any(|rel| sentence.is(last, rel));
                if people && !modifies {
                    let country = &self.world.actors.countries[country];
                    let (code, name) = (country.coded(), words_of(sentence, &words));
                    let party = self.party(&name, PartyKind::Generic, Some(code), Vec::new());
                    self.mention(index, vec![party], words.clone(), words, Form::Noun, "name.people", 0.8);
                } else if adjective {
                    let party = self.state(country);
                    self.mention(index, vec![party], words.clone(), words, Form::Adjective, "name.adjective", 0.9);
                }
            }
            Meaning::Organisation(organisation) => {
                let entry = &self.world.actors.organisations[organisation];
                let party = self.party(&entry.name, entry.kind, Some(entry.code), entry.sectors.clone());
                let covering = sentence.names.iter().find(|name| name.words.start == words.start && name.words.end > words.end);
                let words = covering.map_or(words, |name| name.words.clone());
                self.mention(index, vec![party], words.clone(), words, Form::Name, "name.organisation", 0.95);
            }
            Meaning::Person(_) | Meaning::Surname(_) => {}
        }
    }

    /// Whether a surname is that of a head of state or government on the document's day.
    fn is_head_now(&self, meanings: &[Meaning]) -> bool {
        meanings.iter().any(|meaning| match meaning {
            Meaning::Surname(term) => self
                .world
                .actors
                .terms
                .get(*term)
                .is_some_and(|term| self.world.actors.is_head(term) && term.on_or_now(self.document.published) == Held::Yes),
            _ => false,
        })
    }

    /// What a name that is no person's means: of several organisations the one that is so on the document's day.
    fn meant(&self, meanings: &[Meaning]) -> Option<Meaning> {
        let day = self.document.published;
        let now = |meaning: &&Meaning| match meaning {
            Meaning::Person(_) | Meaning::Surname(_) => false,
            Meaning::Organisation(organisation) => self.world.actors.organisations[*organisation].is_of(day),
            _ => true,
        };
        let named = |meaning: &&Meaning| !matches!(meaning, Meaning::Person(_) | Meaning::Surname(_));
        meanings.iter().find(now).or_else(|| meanings.iter().rfind(named)).copied()
    }

    /// A name that no table has.
    fn unknown(&mut self, index: usize, words: Range<usize>, kind: NameKind) {
        let sentence = &self.sentences[index];
        if !sentence.words[words.clone()].iter().any(|word| matches!(word.upos, "PROPN" | "NOUN" | "X")) {
            return;
        }
        if self.is_inside_title(sentence, &words) {
            return;
        }
        match kind {
            NameKind::Person if words.len() == 1 && is_calendar(&sentence.words[words.start].form) => {}
            NameKind::Person if self.is_mere_title(sentence, &words) => {}
            NameKind::Person => self.person(index, words, &[]),
            NameKind::Organisation => {
                let country =
                    words.clone().find_map(|word| self.country_word(sentence, word)).or_else(|| self.country_before(sentence, words.start));
                let name = words_of(sentence, &words);
                let (kind, where_) = self.explained(sentence, words.end);
                let country = country.or(where_);
                let sectors = self.noun_within(sentence, &words).or(kind).map(|role| vec![role.sector]).unwrap_or_default();
                let party = self.party(&name, PartyKind::Organisation, country, sectors);
                self.mention(index, vec![party], words.clone(), words, Form::Name, "analyser.name", 0.7);
            }
            NameKind::Norp | NameKind::Location | NameKind::Other => {}
        }
    }

    /// The country that a single word names, by name, adjective or seat.
    pub fn country_word(&self, sentence: &Sentence, word: usize) -> Option<Code> {
        let entry = sentence.words.get(word)?;
        if !entry.form.chars().next().is_some_and(char::is_uppercase)
            || !self.world.actors.is_written_as_name(&entry.form, &fold(&entry.form))
        {
            return None;
        }
        let day = self.document.published;
        self.world.actors.meanings(&entry.form).iter().find_map(|meaning| self.world.actors.code_of(*meaning, day))
    }

    /// The country mention that stands close before a word in the same noun phrase.
    pub fn country_before(&self, sentence: &Sentence, word: usize) -> Option<Code> {
        let mut at = word;
        for _ in 0..7 {
            at = at.checked_sub(1)?;
            let entry = &sentence.words[at];
            if let Some(code) = self.mentioned_country(at) {
                return Some(code);
            }
            let fits = matches!(entry.upos, "ADJ" | "NOUN" | "PROPN" | "PART")
                || entry.form.starts_with(char::is_uppercase) && entry.form.ends_with("ing")
                || matches!(entry.form.as_str(), "of" | "for" | "the" | "and" | "-" | "’s" | "'s");
            if !fits {
                return None;
            }
        }
        None
    }

    /// The country of the mention in the sentence at hand that has this word.
    pub fn mentioned_country(&self, word: usize) -> Option<Code> {
        let here = self.parties.mentions.iter().rev().take_while(|mention| mention.sentence == self.current);
        here.filter(|mention| mention.core.contains(&word)).find_map(|mention| self.parties.list[*mention.parties.first()?].country)
    }

    /// The state party of a country, by its index in the table.
    pub fn state(&mut self, country: usize) -> usize {
        let entry = &self.world.actors.countries[country];
        let (name, code) = (entry.name.clone(), entry.coded());
        self.party(&name, PartyKind::State, Some(code), Code::new("GOV").into_iter().collect())
    }

    /// The state party of a code, if it is a country's.
    pub fn state_of(&mut self, code: Code) -> Option<usize> {
        let country = self.world.actors.country_index(code)?;
        Some(self.state(country))
    }

    /// The party of this name, kind and country, made where it is new.
    pub fn party(&mut self, name: &str, kind: PartyKind, country: Option<Code>, sectors: Vec<Code>) -> usize {
        if let Some(found) = self.parties.list.iter().position(|party| party.name == name && party.kind == kind && party.country == country)
        {
            return found;
        }
        let id = self.parties.list.len();
        let mentions = Spans::one(self.sentences[self.current].span);
        self.parties.list.push(Party { id, name: name.to_owned(), kind, country, sectors, office: None, wikidata: None, mentions });
        id
    }

    #[expect(clippy::too_many_arguments, reason = "a mention has these parts")]
    pub fn mention(
        &mut self,
        index: usize,
        parties: Vec<usize>,
        words: Range<usize>,
        core: Range<usize>,
        form: Form,
        rule: &'static str,
        confidence: f32,
    ) {
        let sentence = &self.sentences[index];
        let head = sentence.head_of(core.clone());
        let span = sentence.span_of(core.clone());
        for word in words.clone() {
            if let Some(taken) = self.taken.get_mut(word) {
                *taken = true;
            }
        }
        let text = span.of(&self.document.text).to_owned();
        self.parties.mentions.push(Mention { parties, sentence: index, words, core, head, span, text, form, rule, confidence });
    }

    /// Puts the mentions of a finished sentence in order.
    fn settle(&mut self, index: usize) {
        let start = self.parties.mentions.partition_point(|mention| mention.sentence < index);
        self.parties.mentions[start..].sort_by_key(|mention| (mention.core.start, mention.core.end));
    }

    /// Gives each party its spans.
    fn finish(mut self) -> Parties {
        let mut spans: Vec<Vec<crate::Span>> = vec![Vec::new(); self.parties.list.len()];
        for mention in &self.parties.mentions {
            for &party in &mention.parties {
                spans[party].push(mention.span);
            }
        }
        for (party, spans) in self.parties.list.iter_mut().zip(spans) {
            let mut spans = spans.into_iter();
            if let Some(first) = spans.next() {
                party.mentions = Spans::one(first);
                spans.for_each(|span| party.mentions.add(span));
            }
        }
        self.parties
    }
}

/// "March" and "Friday" alone are times before they are anybody.
fn is_calendar(form: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    MONTHS.contains(&form) || DAYS.contains(&form)
}

/// "al-Qaeda": an Arabic article before a capital.
fn is_article_of_name(sentence: &Sentence, at: usize) -> bool {
    let form = |at: usize| sentence.words.get(at).map_or("", |word| word.form.as_str());
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    match form(at).split_once('-') {
        Some((article, rest)) => {
            matches!(article, "al" | "el" | "ash" | "an" | "as") && (capital(rest) || rest.is_empty() && capital(form(at + 1)))
        }
        None => matches!(form(at), "al" | "el" | "ash" | "an" | "as") && form(at + 1) == "-" && capital(form(at + 2)),
    }
}

/// Whether the tables may overrule the analyser on the extent of a name.
fn is_whole(meanings: &[Meaning], kind: NameKind) -> bool {
    match kind {
        NameKind::Person => meanings.iter().any(|meaning| matches!(meaning, Meaning::Person(_))),
        NameKind::Organisation => meanings.iter().any(|meaning| matches!(meaning, Meaning::Organisation(_))),
        NameKind::Location => false,
        NameKind::Norp | NameKind::Other => true,
    }
}

/// Whether a hit may stand where the analyser sees this name: no surname in the middle of one.
fn usable(meanings: &[Meaning], kind: Option<NameKind>, at_start: bool) -> bool {
    let surname_only = meanings.iter().all(|meaning| matches!(meaning, Meaning::Surname(_)));
    at_start || !(surname_only && kind == Some(NameKind::Person))
}

/// The words of a range as they stand, single spaces between.
pub fn words_of(sentence: &Sentence, words: &Range<usize>) -> String {
    let mut out = String::new();
    for word in &sentence.words[words.clone()] {
        let glued = out.is_empty() || matches!(word.form.as_str(), "’s" | "'s" | "-" | "," | "." | "'" | "’") || out.ends_with('-');
        if !glued {
            out.push(' ');
        }
        out.push_str(&word.form);
    }
    out
}
