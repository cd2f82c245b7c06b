//! Casualties of an act: how many people it killed, injured, arrested and displaced.
//!
//! Needs: the analysed text and the spots of its acts. Gives: [`Casualties`] for each act; a toll belongs to one act only.
//! Example: "The raid left 5 dead and 20 wounded" is 5 killed and 20 injured. Proof: `corpus/events/casualties.md`.
//!
//! - "5" is low, best and high; "at least 5" low and best; "up to 20" best and high; "about 40" best alone; "between 5 and 7" low
//!   and high; "dozens" low alone (24). What is joined is added up: "a soldier and two policemen" are 3. A named person is 1.
//! - Only people are counted. The number of families is the least number of people.

mod lexicon;
mod people;
mod tolls;

use crate::Text;
use crate::analyse::{Sentence, clause};
use crate::record::{Casualties, Count, EventType};

pub use lexicon::CasualtyWords;
use lexicon::Telling;
use tolls::Toll;

/// How far a toll may stand from the act that owns it, in arcs of the tree.
const REACH: usize = 6;
/// How many sentences behind an act may tell nothing but its toll.
const SENTENCES: usize = 2;

/// The act that may own a toll: the sentence and word of its trigger, and its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// Index of the sentence.
    pub sentence: usize,
    /// Index of the word.
    pub word: usize,
    /// What is coded there.
    pub kind: EventType,
}

/// What became of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Killed,
    Injured,
    Arrested,
    Displaced,
}

impl Kind {
    fn all(words: &CasualtyWords) -> [(Self, &Telling); 4] {
        [
            (Self::Killed, &words.killed),
            (Self::Injured, &words.injured),
            (Self::Arrested, &words.arrested),
            (Self::Displaced, &words.displaced),
        ]
    }

    fn of(self, casualties: &mut Casualties) -> &mut Option<Count> {
        match self {
            Self::Killed => &mut casualties.killed,
            Self::Injured => &mut casualties.injured,
            Self::Arrested => &mut casualties.arrested,
            Self::Displaced => &mut casualties.displaced,
        }
    }
}

/// The casualties of each act of a text, in the order of `spots`. All acts are given at once, since a toll that several could own
/// is that of the nearest.
#[must_use]
pub fn of_acts(text: &Text<'_>, spots: &[Spot]) -> Vec<Option<Casualties>> {
    let mut out = vec![None; spots.len()];
    let may_own = |spot: &Spot, index: usize| {
        text.world.casualties.owners.contains(&spot.kind) && (spot.sentence..=spot.sentence + SENTENCES).contains(&index)
    };
    for index in (0..text.sentences.len()).filter(|&index| spots.iter().any(|spot| may_own(spot, index))) {
        for toll in tolls::of_sentence(text, index) {
            if let Some(owner) = owner(text, spots, index, &toll) {
                let casualties = out[owner].get_or_insert_with(Casualties::default);
                let known = toll.kind.of(casualties);
                *known = fuller(known.take(), Some(toll.count));
            }
        }
    }
    out
}

/// The casualties that two mentions of one act tell together: of each kind the fuller count.
#[must_use]
pub fn merged(one: Option<Casualties>, other: Option<Casualties>) -> Option<Casualties> {
    match (one, other) {
        (Some(one), Some(other)) => Some(Casualties {
            killed: fuller(one.killed, other.killed),
            injured: fuller(one.injured, other.injured),
            arrested: fuller(one.arrested, other.arrested),
            displaced: fuller(one.displaced, other.displaced),
        }),
        (one, other) => one.or(other),
    }
}

/// The count that says more: more of its bounds, then more people; the first of equals.
fn fuller(one: Option<Count>, other: Option<Count>) -> Option<Count> {
    let says = |count: &Count| {
        let bounds = [count.low, count.best, count.high];
        (bounds.iter().flatten().count(), count.best.or(count.low))
    };
    match (one, other) {
        (Some(one), Some(other)) => Some(if says(&other) > says(&one) { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// Which of the acts owns a toll of sentence `index`.
fn owner(text: &Text<'_>, spots: &[Spot], index: usize, toll: &Toll) -> Option<usize> {
    let words = &text.world.casualties;
    let sentence = &text.sentences[index];
    let owns = |spot: &Spot| words.owners.contains(&spot.kind);
    let here = || spots.iter().enumerate().filter(|(_, spot)| spot.sentence == index);
    // "bombed Niger, killing 12": the participle only tells what the act above it did.
    let result_of = result_of(sentence, toll.word);
    let told = here().find(|(_, spot)| owns(spot) && Some(spot.word) == result_of);
    if let Some((own, _)) = told.or_else(|| here().find(|(_, spot)| owns(spot) && spot.word == toll.word)) {
        return Some(own);
    }
    if is_elsewhere(words, sentence, toll.word) {
        return None;
    }
    let near = here().filter(|(_, spot)| owns(spot)).filter_map(|(at, spot)| Some((distance(words, sentence, toll.word, spot.word)?, at)));
    if let Some((_, at)) = near.min() {
        return Some(at);
    }
    // "Turkish police rounded up 1,200": somebody else's deed.
    let by_another = clause::agent(sentence, toll.word).is_some_and(|agent| {
        sentence.words[toll.word].upos == "VERB"
            && Some(agent) != clause::patient(sentence, toll.word)
            && text.parties.of(sentence, index, agent).iter().any(|party| party.country.is_some())
    });
    if by_another || here().next().is_some() || !is_main(words, sentence, toll.word) {
        return None;
    }
    // "… Twelve people died.": a sentence that tells nothing but the toll of the act before it.
    let before = (index.saturating_sub(SENTENCES)..index).rev().find(|before| spots.iter().any(|spot| spot.sentence == *before))?;
    let only_tolls = (before + 1..index).all(|between| {
        let told = tolls::of_sentence(text, between);
        told.iter().any(|toll| is_main(words, &text.sentences[between], toll.word))
    });
    let last = spots.iter().enumerate().rfind(|(_, spot)| spot.sentence == before && owns(spot));
    last.filter(|_| only_tolls).map(|(at, _)| at)
}

/// The verb of which a participle, or what is joined to it, tells the result.
fn result_of(sentence: &Sentence, word: usize) -> Option<usize> {
    let mut at = word;
    while sentence.is(at, "conj") && sentence.words[at].form.ends_with("ing") {
        at = sentence.words[at].head?;
    }
    let entry = &sentence.words[at];
    let bare = sentence.child(at, "mark").is_none() && sentence.child(at, "nsubj").is_none();
    entry.head.filter(|&head| sentence.is(at, "advcl") && entry.form.ends_with("ing") && bare && head < at)
}

/// Whether a word beside a toll says that it is of another time or of a whole war.
fn is_elsewhere(words: &CasualtyWords, sentence: &Sentence, word: usize) -> bool {
    let says = |word: usize| {
        let entry = &sentence.words[word];
        words.elsewhere.contains(&entry.lemma.to_lowercase()) || words.elsewhere.contains(&entry.form.to_lowercase())
    };
    let beside = |child: usize| ["nsubj", "obl", "advmod", "mark", "amod", "nmod", "advcl"].iter().any(|rel| sentence.is(child, rel));
    let around = sentence.children(word).filter(|&child| beside(child));
    around
        .flat_map(|child| {
            let marks = |below: &usize| ["amod", "case", "mark"].iter().any(|rel| sentence.is(*below, rel));
            std::iter::once(child).chain(sentence.children(child).filter(marks))
        })
        .any(says)
}

/// Whether a toll is what its sentence is about: "Twelve people died", "Officials said that the death toll rose to 34".
fn is_main(words: &CasualtyWords, sentence: &Sentence, word: usize) -> bool {
    let mut at = word;
    for _ in 0..4 {
        let Some(head) = sentence.words[at].head else { return true };
        let carries = ["conj", "ccomp", "parataxis", "nsubj", "obj"].iter().any(|rel| sentence.is(at, rel))
            || sentence.is(at, "advcl") && !is_marked(sentence, at, &words.earlier) && sentence.words[head].upos == "VERB"
            || sentence.is(at, "xcomp")
            || sentence.is(at, "amod");
        if !carries {
            return false;
        }
        at = head;
    }
    false
}

fn is_marked(sentence: &Sentence, word: usize, marks: &[String]) -> bool {
    let leads = |child: usize| ["mark", "case", "advmod"].iter().any(|rel| sentence.is(child, rel)) && child < word;
    sentence.children(word).filter(|&child| leads(child)).any(|child| marks.contains(&sentence.words[child].lemma.to_lowercase()))
}

/// Arcs between a toll and an act of its sentence, or `None` where the tree says that the toll is another's.
fn distance(words: &CasualtyWords, sentence: &Sentence, toll: usize, act: usize) -> Option<usize> {
    let (from_toll, from_act) = (up(sentence, toll), up(sentence, act));
    let meet = from_toll.iter().position(|word| from_act.contains(word))?;
    let down = from_act.iter().position(|word| *word == from_toll[meet])?;
    // "bombed Niger after an attack killed five", "Chad, which killed five last year, bombed Niger".
    let aside = |word: usize| {
        is_marked(sentence, word, &words.earlier)
            || sentence.is(word, "acl:relcl") && sentence.words[word].head.is_some_and(|head| sentence.words[head].upos == "PROPN")
    };
    let other =
        from_toll[..meet].iter().any(|&word| aside(word)) || from_act[..down].iter().any(|&word| is_marked(sentence, word, &words.later));
    (!other && meet + down <= REACH).then_some(meet + down)
}

/// A word and all above it.
fn up(sentence: &Sentence, word: usize) -> Vec<usize> {
    std::iter::successors(Some(word), |&at| sentence.words[at].head).take(sentence.words.len()).collect()
}
