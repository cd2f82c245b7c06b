use std::collections::BTreeSet;

use crate::analyse::Sentence;
use crate::record::{Code, Statement};
use crate::{Span, Text};

/// Something that an account is about: a noun with its compounds, or a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// As written.
    pub words: String,
    /// Where it stands.
    pub span: Span,
    /// The lemmas of its nouns.
    lemmas: BTreeSet<String>,
    /// The lemma of its head.
    head: String,
}

impl Topic {
    /// Whether two topics are one: the same head, or one noun phrase inside the other.
    pub fn same(&self, other: &Self) -> bool {
        self.head == other.head || self.lemmas.is_subset(&other.lemmas) || other.lemmas.is_subset(&self.lemmas)
    }
}

/// The topics of a statement: its nouns and names but for those of the sides themselves and words of no content.
pub fn of(text: &Text<'_>, statement: &Statement, sides: &[Code]) -> Vec<Topic> {
    let mut found = Vec::new();
    for (index, sentence) in text.sentences_of(statement.content.hull()) {
        for word in 0..sentence.words.len() {
            let inside = statement.content.as_slice().iter().any(|span| span.holds(sentence.words[word].span));
            if inside && let Some(topic) = at(text, index, sentence, word, sides) {
                found.push(topic);
            }
        }
    }
    found
}

fn at(text: &Text<'_>, index: usize, sentence: &Sentence, word: usize, sides: &[Code]) -> Option<Topic> {
    let entry = &sentence.words[word];
    if !matches!(entry.upos, "NOUN" | "PROPN")
        || ["compound", "flat", "nmod:unmarked", "obl:unmarked"].iter().any(|rel| sentence.is(word, rel))
    {
        return None;
    }
    if text.world.untopical.contains(&entry.lemma.to_lowercase()) {
        return None;
    }
    // The parties themselves, people, and times are no topics.
    let mention = text.parties.mention(index, word);
    let own = mention.is_some_and(|mention| {
        text.parties.refs(mention).iter().any(|party| party.country.is_none_or(|country| sides.contains(&country)))
            && mention.head == word
            && entry.upos == "PROPN"
    });
    let person = mention.is_some_and(|mention| {
        mention
            .parties
            .iter()
            .any(|&party| text.parties.as_slice().get(party).is_some_and(|party| party.kind == crate::record::PartyKind::Person))
    });
    let time = text.whens.as_slice().iter().any(|when| when.span.overlaps(entry.span));
    if own || person || time {
        return None;
    }
    let start = (0..word)
        .rev()
        .take_while(|&before| {
            sentence.words[before].head == Some(word)
                && (sentence.is(before, "compound") || (sentence.is(before, "amod") && sentence.words[before].upos == "ADJ"))
        })
        .last()
        .unwrap_or(word);
    let span = sentence.span_of(start..word + 1);
    let lemmas = (start..word + 1)
        .filter(|&at| matches!(sentence.words[at].upos, "NOUN" | "PROPN"))
        .map(|at| sentence.words[at].lemma.to_lowercase())
        .collect();
    Some(Topic { words: text.words(span).to_owned(), span, lemmas, head: entry.lemma.to_lowercase() })
}
