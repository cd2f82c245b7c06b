use std::ops::Range;

use super::rules::Rule;
use crate::Text;
use crate::analyse::{Sentence, clause};
use crate::record::PartyKind;

/// A word that a rule fires on.
#[derive(Debug, Clone)]
pub struct Trigger<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// The verb or noun.
    pub word: usize,
    /// The noun that the rule asks for.
    pub object: Option<usize>,
}

impl Trigger<'_> {
    /// The words that name the act: the verb with its particle and, where close by, its noun.
    pub fn words(&self, sentence: &Sentence) -> Range<usize> {
        let particle = sentence.child(self.word, "compound:prt").filter(|&particle| particle == self.word + 1);
        let end = particle.map_or(self.word + 1, |particle| particle + 1);
        match self.object {
            Some(object) if !self.rule.objects.is_empty() && object > self.word && object < self.word + 8 => self.word..object + 1,
            _ => self.word..end,
        }
    }
}

/// The rules that fire on a word.
pub fn fire<'a>(text: &Text<'a>, index: usize, word: usize) -> Vec<Trigger<'a>> {
    let sentence = &text.sentences[index];
    let entry = &sentence.words[word];
    let rules = &text.world.events;
    let mut fired: Vec<Trigger<'a>> = match entry.upos {
        "VERB" => rules.of_verb(&entry.lemma).filter_map(|rule| fires(text, index, word, rule)).collect(),
        "NOUN" => rules.of_noun(&entry.lemma).filter_map(|rule| fires(text, index, word, rule)).collect(),
        _ => Vec::new(),
    };
    // What asks for more is surer: "refused to rule out force" before "refused".
    fired.sort_by_key(|trigger| {
        let rule = trigger.rule;
        let asks = [
            !rule.objects.is_empty(),
            !rule.complement.is_empty(),
            !rule.prepositions.is_empty(),
            rule.object_is_person,
            rule.object_is_thing,
            rule.negative,
            !rule.needs_particle_for.is_empty(),
        ];
        std::cmp::Reverse(asks.into_iter().filter(|asked| *asked).count())
    });
    fired
}

fn fires<'a>(text: &Text<'a>, index: usize, word: usize, rule: &'a Rule) -> Option<Trigger<'a>> {
    let sentence = &text.sentences[index];
    let lemma = sentence.words[word].lemma.as_str();
    let object = clause::patient(sentence, word);
    let mut carried = object;
    if !rule.objects.is_empty() && !rule.nominal {
        if rule.not_verbs_objects.contains(lemma) {
            return None;
        }
        carried = Some(wanted(sentence, word, object, rule)?);
    }
    let particle = sentence.child(word, "compound:prt");
    if rule.needs_particle_for.contains(lemma) && particle.is_none() {
        return None;
    }
    if !rule.complement.is_empty() && !rule.complement.iter().any(|wanted| complement(sentence, word, wanted)) {
        return None;
    }
    let prepositions: Vec<&str> = rule.prepositions.iter().map(String::as_str).collect();
    if !prepositions.is_empty() {
        // "called him on Monday" calls on nobody.
        let is_date = |noun: &usize| text.whens.as_slice().iter().any(|when| when.span.overlaps(sentence.words[*noun].span));
        let hangs = clause::obliques(sentence, word, &prepositions).iter().any(|noun| !is_date(noun));
        let particle = particle.is_some_and(|particle| prepositions.contains(&sentence.words[particle].form.as_str()));
        let next = sentence.words.get(word + 1).is_some_and(|next| prepositions.contains(&next.form.as_str()));
        if !hangs && !particle && !next {
            return None;
        }
    }
    let shared = || clause::shared_patient(sentence, word).filter(|_| rule.symmetric);
    let person = || {
        object.or_else(shared).is_some_and(|object| {
            let people = |party: &crate::record::Ref| {
                text.parties.as_slice().get(party.party).is_some_and(|party| matches!(party.kind, PartyKind::Person | PartyKind::Generic))
            };
            text.parties.own(sentence, index, object).iter().any(people)
        })
    };
    if rule.object_is_person && !person() || rule.object_is_thing && person() {
        return None;
    }
    // "Officials called the plan a mistake" is no telephone call.
    if rule.object_is_person && sentence.child(word, "xcomp").is_some_and(|child| Some(child) != object) {
        return None;
    }
    if rule.negative && !finds_fault(text, sentence, word) {
        return None;
    }
    Some(Trigger { rule, word, object: carried })
}

/// The noun of the rule's list that a verb carries: its object, what is coordinated with it, or what hangs on it by "with" or "in".
fn wanted(sentence: &Sentence, word: usize, object: Option<usize>, rule: &Rule) -> Option<usize> {
    let is_wanted = |&noun: &usize| rule.objects.contains(&sentence.words[noun].lemma.to_lowercase());
    let mut nouns: Vec<usize> = object.into_iter().collect();
    nouns.extend(object.into_iter().flat_map(|object| {
        sentence.children(object).filter(|&child| {
            sentence.is(child, "conj")
                || sentence.is(child, "compound")
                || (sentence.is(child, "nmod") && matches!(sentence.case(child), Some("of" | "in" | "on")))
        })
    }));
    nouns.extend(clause::obliques(sentence, word, &["with", "in", "into", "of"]));
    nouns.into_iter().find(is_wanted)
}

fn complement(sentence: &Sentence, word: usize, wanted: &str) -> bool {
    match wanted.split_once(':') {
        Some(("xcomp", lemma)) => sentence.child(word, "xcomp").is_some_and(|child| sentence.words[child].lemma == lemma),
        Some(("obl", case)) => !clause::obliques(sentence, word, &[case]).is_empty(),
        _ => sentence.child(word, wanted).is_some(),
    }
}

/// Whether what follows a verb finds fault.
fn finds_fault(text: &Text<'_>, sentence: &Sentence, word: usize) -> bool {
    let range = sentence.subtree(word);
    let rest = sentence.words.get(word + 1..range.end.max(word + 1)).unwrap_or_default();
    rest.iter()
        .any(|entry| text.world.events.negative.contains(&entry.lemma) || text.world.events.negative.contains(&entry.form.to_lowercase()))
}
