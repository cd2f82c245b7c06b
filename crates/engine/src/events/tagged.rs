//! Acts that the event heads see.

use super::act::Act;
use super::decisions::decide;
use super::slots::{self, joined};
use crate::Text;
use crate::analyse::{Part, PartRole, Sentence, Tagged};
use crate::record::{Because, EventType, Other, Ref, Statement, Status, rounded};

/// What a record says that the event heads alone have found.
pub const HEAD: &str = "analyser.event";

/// Verbs that tell what a meeting is about.
const TOPICAL: [&str; 6] = ["discuss", "consult", "address", "review", "highlight", "update"];

/// Roles beside actor and recipient.
const OTHERS: [(PartRole, &str); 4] =
    [(PartRole::Host, "host"), (PartRole::Mediator, "mediator"), (PartRole::About, "about"), (PartRole::Beneficiary, "beneficiary")];

/// Modes less likely than this are not told.
const MODE: f32 = 0.5;

/// The act that a tag tells, if anybody in it can be made out.
pub fn act(text: &Text<'_>, statements: &[Statement], index: usize, tag: &Tagged) -> Option<Act> {
    let sentence = &text.sentences[index];
    let word = sentence.head_of(tag.words.clone());
    let kind = tag.kind()?;
    // What is discussed in a meeting is no meeting of its own.
    if kind == EventType::Consult && TOPICAL.contains(&sentence.words[word].lemma.as_str()) {
        return None;
    }
    let span = sentence.span_of(tag.words.clone());
    let named = |role: PartRole| -> Vec<Ref> {
        tag.parts(role).fold(Vec::new(), |found, part| joined(found, of_part(text, statements, index, sentence, part)))
    };
    let (mut acting, mut acted_on) = (named(PartRole::Actor), named(PartRole::Recipient));
    let act = Act::at(text, statements, index, word, kind, Because::new(HEAD, span, rounded(tag.sure())));
    let mut because = act.because.clone();
    for part in tag.parts(PartRole::Actor).chain(tag.parts(PartRole::Recipient)) {
        because = because.and(Because::new("analyser.party", sentence.span_of(part.words.clone()), part.confidence));
    }
    if acting.is_empty() && tag.parts(PartRole::Actor).next().is_none() {
        acting = slots::actors(text, statements, index, word).0;
        acting.retain(|actor| !acted_on.iter().any(|other| other.party == actor.party));
    }
    if acted_on.is_empty() && !acting.is_empty() {
        acted_on = slots::reached(text, index, word, &acting);
    }
    let visit = tag.modes.first().is_some_and(|(mode, sure)| mode == "visit" && *sure >= MODE);
    if kind == EventType::Consult && !visit {
        acting = joined(acting, std::mem::take(&mut acted_on));
    }
    let coded = |refs: &[Ref]| refs.iter().any(|party| party.country.is_some());
    if !coded(&acting) && !coded(&acted_on) {
        return None;
    }
    let status = tag.status.0;
    if status != Status::Occurred {
        because = because.and(Because::new("analyser.status", span, tag.status.1));
    }
    let modes: Vec<String> = tag.modes.iter().filter(|(_, sure)| *sure >= MODE).map(|(mode, _)| mode.clone()).collect();
    let nominal = sentence.words[word].upos == "NOUN" && sentence.words[tag.words.start].upos != "VERB";
    let others = others(tag, &|part| of_part(text, statements, index, sentence, part));
    let confidence = tag.sure();
    Some(decide(text, Act { modes, status, actors: acting, recipients: acted_on, others, nominal, confidence, because, ..act }))
}

/// Hosts, mediators, beneficiaries and those it is about, each once.
fn others(tag: &Tagged, named: &dyn Fn(&Part) -> Vec<Ref>) -> Vec<Other> {
    let mut found: Vec<Other> = Vec::new();
    for (role, name) in OTHERS {
        for party in tag.parts(role).flat_map(named) {
            if !found.iter().any(|other| other.role == name && other.party.party == party.party) {
                found.push(Other { role: name.to_owned(), party });
            }
        }
    }
    found
}

/// Who the words of a part name: what they head, else whose they are, else the speaker of "we".
fn of_part(text: &Text<'_>, statements: &[Statement], index: usize, sentence: &Sentence, part: &Part) -> Vec<Ref> {
    let head = sentence.head_of(part.words.clone());
    let mut refs = text.parties.own(sentence, index, head);
    if refs.is_empty() {
        // A name or adjective inside the part, then whose the part is.
        let inside = text.parties.in_sentence(index).filter(|mention| part.words.contains(&mention.head));
        refs = inside.max_by_key(|mention| mention.head).map(|mention| text.parties.refs(mention)).unwrap_or_default();
    }
    if refs.is_empty() && slots::is_first_person(sentence, head) {
        refs = slots::speaker(text, statements, index, head);
    }
    if refs.is_empty() {
        refs = text.parties.affiliation(sentence, index, head);
    }
    refs
}
