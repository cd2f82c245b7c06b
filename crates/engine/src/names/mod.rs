//! Parties: who is named, by which words, and which country, sector and office they stand for.
//!
//! Needs: sentences with names, the actors of the [`World`]. Gives: [`Parties`]. Example: "Xi", "the Chinese leader" and
//! "he" are one party, CHN GOV. Proof: `corpus/names/`.

mod around;
mod finder;
mod noun;
mod person;
mod resolve;

use std::ops::Range;

use jiff::civil;

use crate::analyse::Sentence;
use crate::places::Places;
use crate::record::{Code, Party, PartyKind, Ref, Span};
use crate::world::actors::Held;
use crate::{Document, World};

use finder::Finder;
pub use resolve::{Answer, Question, resolve};

/// The parties of a document and every spot that names them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parties {
    list: Vec<Party>,
    /// In order of sentence and head word.
    mentions: Vec<Mention>,
}

/// One spot that names one party or, as "the pair" does, several.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Indices of the parties.
    pub parties: Vec<usize>,
    /// Index of the sentence.
    pub sentence: usize,
    /// Its words in the sentence, titles included.
    pub words: Range<usize>,
    /// The words that stand for it in the record: the name, the noun with its modifiers, the pronoun.
    pub core: Range<usize>,
    /// Index of the head word in the sentence.
    pub head: usize,
    /// The words of `core`.
    pub span: Span,
    /// The same as text.
    pub text: String,
    /// What sort of words name it.
    pub form: Form,
    /// The rule that resolved it.
    pub rule: &'static str,
    /// How surely, 0 to 1.
    pub confidence: f32,
}

/// What sort of words name a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// "Xi Jinping", "China", "Beijing"
    Name,
    /// "Chinese": tells whose something is, names nobody that acts.
    Adjective,
    /// "the Chinese leader", "protesters"
    Noun,
    /// "he", "the pair"
    Pronoun,
}

impl Parties {
    /// The parties.
    #[must_use]
    pub fn as_slice(&self) -> &[Party] {
        &self.list
    }

    /// Every mention, in order of the text.
    #[must_use]
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// The mentions in a sentence.
    pub fn in_sentence(&self, sentence: usize) -> impl Iterator<Item = &Mention> {
        let start = self.mentions.partition_point(|mention| mention.sentence < sentence);
        self.mentions[start..].iter().take_while(move |mention| mention.sentence == sentence)
    }

    /// The mention that a word belongs to, adjectives left out; the smallest where one lies in another.
    #[must_use]
    pub fn mention(&self, sentence: usize, word: usize) -> Option<&Mention> {
        let found = self.in_sentence(sentence).filter(|mention| mention.form != Form::Adjective && mention.words.contains(&word));
        found.min_by_key(|mention| (mention.head != word, mention.words.len()))
    }

    /// The parties that the noun phrase headed by a word names, coordination included ("Trump and Xi", "the two
    /// leaders", "the Chinese military"); empty where it names none.
    #[must_use]
    pub fn of(&self, sentence: &Sentence, index: usize, word: usize) -> Vec<Ref> {
        let mut refs = self.own(sentence, index, word);
        for child in sentence.children(word).filter(|&child| sentence.is(child, "conj")) {
            if matches!(sentence.words[child].upos, "NOUN" | "PROPN" | "PRON") {
                for found in self.of(sentence, index, child) {
                    if !refs.contains(&found) {
                        refs.push(found);
                    }
                }
            }
        }
        refs
    }

    /// The same without what is coordinated with the word.
    #[must_use]
    pub fn own(&self, sentence: &Sentence, index: usize, word: usize) -> Vec<Ref> {
        if let Some(mention) = self.mention(index, word) {
            return self.refs(mention);
        }
        // "the ministry's spokesman, Mr Roe" and "a group of senators": the name that explains the noun.
        let explains = sentence.children(word).find(|&child| sentence.is(child, "appos") || sentence.is(child, "flat"));
        explains.and_then(|child| self.mention(index, child)).map(|mention| self.refs(mention)).unwrap_or_default()
    }

    /// Whose the thing is that a noun names: its possessor, adjective of nationality, compound or "of" phrase ("Chinese export
    /// controls", "Washington's arms sales").
    #[must_use]
    pub fn affiliation(&self, sentence: &Sentence, index: usize, word: usize) -> Vec<Ref> {
        let mut refs = Vec::new();
        for child in sentence.children(word) {
            let tells = ["nmod:poss", "amod", "compound", "nmod:unmarked", "nmod:desc"].iter().any(|rel| sentence.is(child, rel))
                || (sentence.is(child, "nmod") && sentence.case(child).is_some_and(|case| matches!(case, "of" | "by" | "from")));
            if tells {
                let found =
                    self.in_sentence(index).filter(|mention| mention.words.contains(&child)).min_by_key(|mention| mention.words.len());
                refs.extend(found.map(|mention| self.refs(mention)).unwrap_or_default());
            }
        }
        refs
    }

    /// A mention as references, one a party.
    #[must_use]
    pub fn refs(&self, mention: &Mention) -> Vec<Ref> {
        mention.parties.iter().filter_map(|&party| self.reference(party, mention)).collect()
    }

    fn reference(&self, party: usize, mention: &Mention) -> Option<Ref> {
        let entry = self.list.get(party)?;
        Some(Ref { party, country: entry.country, sectors: entry.sectors.clone(), text: mention.text.clone(), span: mention.span })
    }

    /// The party of a country itself, if the document names it.
    #[must_use]
    pub fn state(&self, country: Code) -> Option<usize> {
        self.list.iter().position(|party| party.kind == PartyKind::State && party.country == Some(country))
    }

    /// A reference with country and sectors as they were on a day: an office-holder of that day in the sector of the office, before and
    /// after ELI. What the tables do not know to the day stays as it is.
    #[must_use]
    pub fn as_of(&self, world: &World, reference: Ref, day: Option<civil::Date>) -> Ref {
        let Some((day, party)) = day.zip(self.list.get(reference.party)) else { return reference };
        let held = world.actors.terms_of(&party.name).max_by_key(|term| (term.on(day), term.from));
        let known = party.kind == PartyKind::Person && party.office.is_some();
        match held {
            Some(term) if known && term.on(day) == Held::Yes => {
                Ref { country: Some(term.country), sectors: vec![term.sector], ..reference }
            }
            Some(term) if known && term.on(day) == Held::No => Ref { sectors: Code::new("ELI").into_iter().collect(), ..reference },
            // Out of office now, in office then.
            Some(term) if party.kind == PartyKind::Person && term.on(day) == Held::Yes => Ref { sectors: vec![term.sector], ..reference },
            _ => reference,
        }
    }

    /// The records for the reading.
    #[must_use]
    pub fn into_records(self) -> Vec<Party> {
        self.list
    }
}

/// Finds the parties of a document.
#[must_use]
pub fn find(world: &World, document: &Document, sentences: &[Sentence], places: &Places) -> Parties {
    Finder::new(world, document, sentences, places).find()
}
