use super::trigger::Trigger;
use crate::Text;
use crate::analyse::{Sentence, clause};
use crate::names::Form;
use crate::record::{Ref, Statement};

/// Prepositions of those whom an act reaches.
const REACHING: [&str; 6] = ["with", "to", "against", "on", "from", "for"];

/// Who acts: the agent of the trigger, whose the agent is, or the speaker of "I" and "we".
pub fn actors(text: &Text<'_>, statements: &[Statement], index: usize, word: usize) -> (Vec<Ref>, Option<usize>) {
    let sentence = &text.sentences[index];
    let Some(agent) = clause::agent(sentence, word) else { return (Vec::new(), None) };
    let mut refs = text.parties.of(sentence, index, agent);
    if refs.is_empty() && is_first_person(sentence, agent) {
        refs = speaker(text, statements, index, agent);
    }
    if refs.is_empty() {
        refs = text.parties.affiliation(sentence, index, agent);
    }
    (refs, Some(agent))
}

/// Whether a word is "I" or "we".
pub fn is_first_person(sentence: &Sentence, word: usize) -> bool {
    matches!(sentence.words[word].form.to_lowercase().as_str(), "i" | "we" | "me" | "us")
}

/// Who says the words around a word, if a statement holds it.
pub fn speaker(text: &Text<'_>, statements: &[Statement], index: usize, word: usize) -> Vec<Ref> {
    let span = text.sentences[index].words[word].span;
    let holding = statements.iter().filter(|statement| statement.content.as_slice().iter().any(|content| content.holds(span)));
    let inner = holding.min_by_key(|statement| statement.content.hull().len());
    inner.map(|statement| statement.speakers.clone()).unwrap_or_default()
}

/// Who is acted upon: the first slot of the rule that holds a party that does not act.
pub fn recipients(text: &Text<'_>, statements: &[Statement], index: usize, trigger: &Trigger<'_>, actors: &[Ref]) -> Vec<Ref> {
    let sentence = &text.sentences[index];
    let word = trigger.word;
    let object = if trigger.rule.nominal { None } else { trigger.object.or_else(|| clause::patient(sentence, word)) };
    let other = |refs: Vec<Ref>| -> Vec<Ref> {
        let acts = |found: &Ref| {
            actors.iter().any(|actor| {
                actor.party == found.party || (!trigger.rule.symmetric && actor.country.is_some() && actor.country == found.country)
            })
        };
        refs.into_iter().filter(|found| !acts(found)).collect()
    };
    let named = |noun: usize| {
        let own = text.parties.of(sentence, index, noun);
        if own.is_empty() && is_first_person(sentence, noun) { speaker(text, statements, index, noun) } else { own }
    };
    let reached = |noun: usize| {
        let own = other(named(noun));
        if own.iter().any(|found| found.country.is_some()) {
            own
        } else {
            let of = other(text.parties.affiliation(sentence, index, noun));
            if of.is_empty() { own } else { of }
        }
    };
    let mut fallback = Vec::new();
    for slot in &trigger.rule.recipient {
        let found: Vec<Ref> = match slot.split_once('.') {
            Some(("obj", "of")) => object.map(|object| other(text.parties.affiliation(sentence, index, object))).unwrap_or_default(),
            Some(("obj", case)) => {
                object.into_iter().flat_map(|object| clause::obliques(sentence, object, &[case])).flat_map(&reached).collect()
            }
            Some(("ccomp", _)) => sentence
                .child(word, "ccomp")
                .and_then(|clause| clause::agent(sentence, clause))
                .map(|subject| other(named(subject)))
                .unwrap_or_default(),
            _ if slot == "obj" => {
                let shared = || clause::shared_patient(sentence, word).filter(|_| trigger.rule.symmetric);
                let patient = clause::patient(sentence, word).or_else(shared).filter(|_| !trigger.rule.nominal);
                patient.map(|object| other(named(object))).unwrap_or_default()
            }
            _ if slot == "iobj" => sentence.child(word, "iobj").map(|noun| other(named(noun))).unwrap_or_default(),
            _ if slot == "any" => other(anywhere(text, index, word)),
            _ => {
                let mut found: Vec<Ref> = clause::obliques(sentence, word, &[slot]).into_iter().flat_map(&reached).collect();
                if found.is_empty() && slot == "between" {
                    found = clause::obliques(sentence, word, &["between"])
                        .into_iter()
                        .flat_map(|noun| text.parties.of(sentence, index, noun))
                        .collect();
                }
                found
            }
        };
        if found.iter().any(|party| party.country.is_some()) {
            return unique(found);
        }
        if fallback.is_empty() {
            fallback = found;
        }
    }
    unique(fallback)
}

/// The first party named in what follows a trigger and depends on it; adjectives count after names.
fn anywhere(text: &Text<'_>, index: usize, word: usize) -> Vec<Ref> {
    let sentence = &text.sentences[index];
    let under = |word_: &usize| sentence.is_under(*word_, word) && *word_ > word && !in_other_clause(sentence, *word_, word);
    for form in [false, true] {
        let hit = text.parties.in_sentence(index).find(|mention| {
            (mention.form == Form::Adjective) == form
                && mention.form != Form::Pronoun
                && under(&mention.head)
                && text.parties.refs(mention).iter().any(|party| party.country.is_some())
        });
        if let Some(mention) = hit {
            return text.parties.refs(mention);
        }
    }
    Vec::new()
}

/// Whom the tree says that an act reaches where nothing else does: the first of its object and what hangs on it that is of another country.
pub fn reached(text: &Text<'_>, index: usize, word: usize, acting: &[Ref]) -> Vec<Ref> {
    let sentence = &text.sentences[index];
    let nouns = clause::patient(sentence, word).into_iter().chain(clause::obliques(sentence, word, &REACHING));
    let other = |refs: &Vec<Ref>| {
        refs.iter().all(|party| party.country.is_some() && acting.iter().all(|actor| actor.country != party.country)) && !refs.is_empty()
    };
    let named = |noun: usize| {
        let own = text.parties.of(sentence, index, noun);
        if own.is_empty() { text.parties.affiliation(sentence, index, noun) } else { own }
    };
    nouns.map(named).find(other).unwrap_or_default()
}

/// Whether a relative clause, a coordinated verb or an adverbial clause lies between a word and the trigger above it.
pub fn in_other_clause(sentence: &Sentence, word: usize, trigger: usize) -> bool {
    let mut at = word;
    for _ in 0..sentence.words.len() {
        if at == trigger {
            return false;
        }
        let entry = &sentence.words[at];
        let verb = entry.upos == "VERB" || entry.upos == "AUX";
        if matches!(entry.rel, "acl:relcl" | "parataxis") || (verb && matches!(entry.rel, "conj" | "advcl")) {
            return true;
        }
        let Some(head) = entry.head else { return true };
        at = head;
    }
    true
}

fn unique(refs: Vec<Ref>) -> Vec<Ref> {
    let mut out: Vec<Ref> = Vec::new();
    for found in refs {
        if !out.iter().any(|other| other.party == found.party) {
            out.push(found);
        }
    }
    out
}

/// Puts two lists of parties together, each party once.
pub fn joined(first: Vec<Ref>, second: Vec<Ref>) -> Vec<Ref> {
    unique(first.into_iter().chain(second).collect())
}
