use super::Kind;
use super::lexicon::{Phrase, Telling};
use super::people::Numbered;
use crate::Text;
use crate::analyse::{Sentence, clause};
use crate::record::{Count, Status};

/// A count of people with the word that tells what became of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Toll {
    pub kind: Kind,
    pub count: Count,
    pub word: usize,
}

/// The tolls that a sentence tells, in order of the words that tell them.
pub fn of_sentence(text: &Text<'_>, index: usize) -> Vec<Toll> {
    let numbered = Numbered::new(text, index);
    let sentence = numbered.sentence;
    let mut found: Vec<Toll> = Vec::new();
    for word in 0..sentence.words.len() {
        for (kind, telling) in Kind::all(&text.world.casualties) {
            let count = match sentence.words[word].upos {
                "VERB" => verb(&numbered, word, telling),
                "NOUN" => noun(&numbered, word, telling),
                _ => None,
            };
            found.extend(count.map(|count| Toll { kind, count, word }));
        }
        if text.world.casualties.none.nouns.contains(&sentence.words[word].lemma)
            && let Some(none) = numbered.people(word).filter(|count| count.high == Some(0))
        {
            found.extend([Kind::Killed, Kind::Injured].map(|kind| Toll { kind, count: none.clone(), word }));
        }
    }
    for (kind, telling) in Kind::all(&text.world.casualties) {
        for (word, count) in states(&numbered, telling) {
            if !found.iter().any(|toll| toll.count.span.overlaps(count.span)) {
                found.push(Toll { kind, count, word });
            }
        }
    }
    // "Five were killed or injured" tells neither number.
    let either = |toll: &Toll| {
        found.iter().any(|other| other.kind != toll.kind && other.count.span == toll.count.span) && toll.count.high != Some(0)
    };
    let mut clear: Vec<Toll> = found.iter().filter(|toll| !either(toll) && !has_alternative(sentence, toll.word)).cloned().collect();
    clear.sort_by_key(|toll| (toll.word, toll.kind));
    clear
}

/// Whether another verb is joined to one by "or": "killed or wounded 40".
fn has_alternative(sentence: &Sentence, word: usize) -> bool {
    let or = |joined: usize| {
        sentence.is(joined, "conj")
            && sentence.words[joined].upos == "VERB"
            && sentence.children(joined).any(|child| sentence.is(child, "cc") && sentence.words[child].lemma == "or")
            && sentence.child(joined, "nsubj").is_none()
    };
    sentence.words[word].upos == "VERB"
        && (or(word) || sentence.children(word).any(or))
        && !sentence.children(word).chain(clause::patient(sentence, word)).any(|child| is_none(sentence, child))
}

fn is_none(sentence: &Sentence, word: usize) -> bool {
    sentence.words[word].lemma == "nobody"
        || sentence.children(word).any(|child| sentence.is(child, "det") && sentence.words[child].lemma == "no")
}

/// People as object, or as subject of what befalls them.
fn verb(numbered: &Numbered<'_>, word: usize, telling: &Telling) -> Option<Count> {
    let sentence = numbered.sentence;
    let lemma = &sentence.words[word].lemma;
    let form = sentence.words[word].form.to_lowercase();
    let with = |phrases: &[Phrase]| {
        let object = sentence.child(word, "obj").into_iter().flat_map(|object| sentence.children(object));
        let near: Vec<usize> =
            sentence.children(word).chain(sentence.words.len().min(word + 1)..sentence.words.len().min(word + 2)).chain(object).collect();
        phrases.iter().any(|phrase| {
            (phrase.verbs.contains(lemma) || phrase.verbs.contains(&form))
                && near.iter().any(|&near| phrase.words.contains(&sentence.words[near].lemma.to_lowercase()))
        })
    };
    let people = if telling.verbs.contains(lemma) || with(&telling.phrases) {
        // The object before the subject, which the analyser may take for that of a passive.
        sentence.child(word, "obj").map(|object| clause::antecedent(sentence, object)).or_else(|| clause::patient(sentence, word))
    } else if telling.subjects.contains(lemma) || with(&telling.flight) {
        clause::agent(sentence, word)
    } else {
        None
    }?;
    let count = numbered.people(people)?;
    let happened = matches!(clause::status(sentence, word).0, Status::Occurred | Status::Ongoing);
    happened.then_some(count)
}

/// "17 deaths", "the arrest of 12 others", "claimed 17 lives", "the death toll rose to 34".
fn noun(numbered: &Numbered<'_>, word: usize, telling: &Telling) -> Option<Count> {
    let sentence = numbered.sentence;
    let entry = &sentence.words[word];
    let head = entry.head.map(|head| sentence.words[head].lemma.as_str());
    if entry.lemma == "toll" {
        let of_kind = sentence.children(word).any(|child| child < word && telling.tolls.contains(&sentence.words[child].lemma));
        return if of_kind { toll(numbered, word) } else { None };
    }
    if telling.taken.get(&entry.lemma).is_some_and(|verbs| head.is_some_and(|head| verbs.iter().any(|verb| verb == head))) {
        return numbered.people(word).filter(|_| sentence.is(word, "obj"));
    }
    if !telling.nouns.contains(&entry.lemma) {
        return None;
    }
    let counted = sentence.children(word).any(|child| sentence.is(child, "nummod")) || is_none(sentence, word);
    if counted {
        return numbered.people(word);
    }
    let of = sentence.children(word).find(|&child| sentence.is(child, "nmod") && sentence.case(child) == Some("of"))?;
    numbered.people(of)
}

/// The number behind "toll": what it came to, not what it was.
fn toll(numbered: &Numbered<'_>, word: usize) -> Option<Count> {
    let sentence = numbered.sentence;
    let head = sentence.words[word].head;
    let (_, counted) = numbered.numbers().find(|(number, counted)| {
        let lead = sentence.word_at(sentence.span.start() + counted.whole.start).and_then(|first| first.checked_sub(1));
        let case = lead.map(|lead| sentence.words[lead].lemma.to_lowercase());
        let near = sentence.is_under(*number, word) || head.is_some_and(|head| sentence.is_under(*number, head) || head == *number);
        *number > word && near && !matches!(case.as_deref(), Some("from" | "in" | "since" | "on" | "by" | "for" | "than"))
    })?;
    let count = numbered.count(counted, None)?;
    // "rose from 20 to 34" is 34, not a spread.
    let lead = sentence.word_at(count.span.start()).is_some_and(|first| sentence.words[first].lemma.eq_ignore_ascii_case("from"));
    Some(if lead { Count { low: count.high, best: count.high, ..count } } else { count })
}

/// A number with the state of the people directly behind it: "five dead", "five people were left homeless".
fn states(numbered: &Numbered<'_>, telling: &Telling) -> Vec<(usize, Count)> {
    let sentence = numbered.sentence;
    let mut out = Vec::new();
    for (_, counted) in numbered.numbers() {
        let mut at = numbered.end_of(counted);
        let end = sentence.words.len().min(at + 6);
        while at < end {
            let entry = &sentence.words[at];
            let state = telling.states.contains(&entry.form.to_lowercase());
            // "12 wounded soldiers" are told to be wounded aside; "dead" with a verb of its own is that verb's.
            if state && !(sentence.is(at, "amod") && entry.head.is_some_and(|head| head > at)) {
                out.extend(numbered.count(counted, Some(at)).map(|count| (at, count)));
                break;
            }
            let between =
                matches!(entry.upos, "NOUN" | "ADJ" | "AUX" | "PART") || matches!(entry.lemma.as_str(), "leave" | "of" | "the" | "make");
            let other = numbered.numbers().any(|(number, _)| number == at);
            if !between || other || entry.form == "not" {
                break;
            }
            at += 1;
        }
    }
    out
}
