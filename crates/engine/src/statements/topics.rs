use std::collections::{BTreeMap, BTreeSet};

use crate::analyse::Sentence;
use crate::names::Form;
use crate::record::{Code, PartyKind, Ref, Spans};
use crate::world::{Files, WorldError};
use crate::{Span, Text};

/// The taxonomy of `data/lexicon/topics.toml`.
#[derive(Debug, Clone, Default)]
pub struct Topics {
    /// Topic and the words of each phrase that tells it, by the phrase's first word.
    by_first: BTreeMap<String, Vec<(String, Vec<String>)>>,
}

impl Topics {
    /// Loads `lexicon/topics.toml`.
    ///
    /// # Errors
    /// Where it is missing or broken.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let table: BTreeMap<String, Vec<String>> = files.toml("lexicon/topics.toml")?;
        let mut by_first: BTreeMap<String, Vec<(String, Vec<String>)>> = BTreeMap::new();
        for (topic, phrases) in table {
            for phrase in phrases {
                let mut words = phrase.split([' ', '-']).map(str::to_owned);
                if let Some(first) = words.next() {
                    by_first.entry(first).or_default().push((topic.clone(), words.collect()));
                }
            }
        }
        Ok(Self { by_first })
    }

    /// The topics that the words of a sentence inside a span tell.
    fn in_words(&self, sentence: &Sentence, span: Span) -> BTreeSet<String> {
        let inside = sentence.words.iter().filter(|word| span.holds(word.span) && word.form != "-");
        // As lemma and as written: "arms" is told apart from "arm" by its form alone.
        let words: Vec<[String; 2]> = inside.map(|word| [word.lemma.to_lowercase(), word.form.to_lowercase()]).collect();
        let mut found = BTreeSet::new();
        for (at, word) in words.iter().enumerate() {
            for (topic, rest) in word.iter().filter_map(|first| self.by_first.get(first)).flatten() {
                let follows = |(next, wanted): (usize, &String)| words.get(at + 1 + next).is_some_and(|word| word.contains(wanted));
                if rest.iter().enumerate().all(follows) {
                    found.insert(topic.clone());
                }
            }
        }
        found
    }
}

/// What a statement is about: topics of the taxonomy, and the countries and regions it names that are not the speaker's or the
/// hearer's own; sorted.
pub fn of(text: &Text<'_>, content: &Spans, speakers: &[Ref], addressees: &[Ref]) -> Vec<String> {
    let own: BTreeSet<Code> = speakers.iter().chain(addressees).filter_map(|party| party.country).collect();
    let mut found = BTreeSet::new();
    for span in content.as_slice() {
        for (index, sentence) in text.sentences_of(*span) {
            found.extend(text.world.topics.in_words(sentence, *span));
            let named = text.parties.in_sentence(index).filter(|mention| span.holds(mention.span) && mention.form != Form::Pronoun);
            for party in named.flat_map(|mention| &mention.parties).filter_map(|&party| text.parties.as_slice().get(party)) {
                let states = matches!(party.kind, PartyKind::State | PartyKind::Government);
                let country = party.country.filter(|country| states && !own.contains(country));
                found.extend(country.and_then(|code| text.world.actors.country(code)).map(|country| country.name.clone()));
            }
        }
    }
    found.into_iter().collect()
}
