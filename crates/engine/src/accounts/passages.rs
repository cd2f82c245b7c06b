use std::collections::BTreeSet;
use std::ops::Range;

use crate::analyse::{self, SayingRole, Sentence};
use crate::record::{Code, EventType};
use crate::{Span, Text};

/// A conjunct is a passage of its own from this many nouns, verbs and numbers on that are no party's name.
const CONTENT: usize = 2;

/// What a noun that begins a list may be to its verb.
const LISTED: [&str; 6] = ["obj", "obl", "nsubj", "root", "ccomp", "conj"];

/// What one side says on one topic: what a sentence says, or one of the things that are listed in it.
#[derive(Debug, Clone)]
pub struct Passage {
    /// The words.
    pub span: Span,
    /// Lemmas of its nouns, verbs and adjectives, but for those of the parties to the meeting.
    pub lemmas: BTreeSet<String>,
    /// Amounts in it, as value and unit.
    pub amounts: Vec<(f64, String)>,
    /// What it is about, of length 1; see [`Sentence::vector`].
    pub vector: Vec<f32>,
}

/// The passages of a document in order, without the ones that only say that the meeting of these countries took place.
pub fn of(text: &Text<'_>, countries: &[Code]) -> Vec<Passage> {
    let mut found = Vec::new();
    for (index, sentence) in text.sentences.iter().enumerate() {
        let theirs = |word: usize| {
            let mention = text.parties.mention(index, word);
            mention.is_some_and(|mention| {
                text.parties.refs(mention).iter().any(|party| party.country.is_some_and(|code| countries.contains(&code)))
            })
        };
        for words in pieces(text, index, sentence) {
            let content: Vec<usize> = words.clone().filter(|&word| is_content(sentence, word) && !theirs(word)).collect();
            let lemmas: BTreeSet<String> = content
                .iter()
                .map(|&word| sentence.words[word].lemma.to_lowercase())
                .filter(|lemma| lemma.len() > 2 && !text.world.untopical.contains(lemma))
                .collect();
            if lemmas.is_empty() || is_the_meeting(sentence, &words) {
                continue;
            }
            let span = sentence.span_of(words.clone());
            let amounts = text.amounts.within(span).into_iter().map(|amount| (amount.value, amount.unit)).collect();
            // The parties are in every passage: without them it is plainer what it is about.
            let about: Vec<&str> = words.filter(|&word| !theirs(word)).map(|word| sentence.words[word].form.as_str()).collect();
            found.push(Passage { span, lemmas, amounts, vector: analyse::vector(text.world, &about.join(" ")) });
        }
    }
    found
}

/// What a sentence says, without who says it, cut before each conjunct that says something of its own: "sanctions on Russia | the talks
/// with it | aid for Kyiv".
fn pieces(text: &Text<'_>, index: usize, sentence: &Sentence) -> Vec<Range<usize>> {
    let party = |word: usize| text.parties.mention(index, word).is_some();
    let weight = |words: Range<usize>| {
        words.filter(|&word| matches!(sentence.words[word].upos, "NOUN" | "PROPN" | "VERB" | "NUM") && !party(word)).count()
    };
    let start = frame(sentence);
    let mut cuts = vec![start];
    for word in start..sentence.words.len() {
        let Some(head) = sentence.words[word].head.filter(|_| sentence.is(word, "conj")) else { continue };
        let listed = match sentence.words[word].upos {
            "VERB" => true,
            "NOUN" | "PROPN" => LISTED.iter().any(|rel| sentence.is(head, rel)) && !(party(word) && party(head)),
            _ => false,
        };
        let own = sentence.subtree(word);
        let last = cuts.last().copied().unwrap_or(start);
        if listed && own.start > last && weight(own.clone()) >= CONTENT && weight(last..own.start) >= CONTENT {
            cuts.push(own.start);
        }
    }
    cuts.push(sentence.words.len());
    cuts.windows(2).filter_map(|cut| trimmed(sentence, cut[0]..cut[1])).collect()
}

/// Where what is said or talked about begins: behind "The President underscored", "The leaders discussed".
fn frame(sentence: &Sentence) -> usize {
    let Some(root) = sentence.root() else { return 0 };
    let said = sentence.sayings.iter().find(|saying| saying.words.contains(&root));
    let content = said.and_then(|saying| saying.parts(SayingRole::Content).map(|part| part.words.start).min());
    let discussed = matches!(
        sentence.words[root].lemma.as_str(),
        "discuss"
            | "address"
            | "review"
            | "exchange"
            | "speak"
            | "talk"
            | "raise"
            | "outline"
            | "inform"
            | "update"
            | "brief"
            | "share"
            | "voice"
            | "pay"
            | "thank"
            | "consider"
    );
    match content {
        Some(start) if start > root => start,
        _ if discussed && sentence.words[root].upos == "VERB" => root + 1,
        _ => 0,
    }
}

/// Words without the commas and conjunctions around them.
fn trimmed(sentence: &Sentence, mut words: Range<usize>) -> Option<Range<usize>> {
    let bare = |word: usize| matches!(sentence.words[word].upos, "PUNCT" | "CCONJ");
    while words.start < words.end && bare(words.start) {
        words.start += 1;
    }
    while words.start < words.end && bare(words.end - 1) {
        words.end -= 1;
    }
    (!words.is_empty()).then_some(words)
}

fn is_content(sentence: &Sentence, word: usize) -> bool {
    matches!(sentence.words[word].upos, "NOUN" | "PROPN" | "VERB" | "ADJ" | "NUM")
}

/// "The presidents spoke by phone today": a meeting and its parties, and nothing that they spoke about.
fn is_the_meeting(sentence: &Sentence, words: &Range<usize>) -> bool {
    let meets = sentence.acts.iter().any(|act| act.kind() == Some(EventType::Consult) && act.words.start + 1 >= words.start);
    let about = |word: usize| matches!(sentence.words[word].lemma.as_str(), "about" | "discuss" | "on" | "regarding" | "over");
    meets && !(0..words.end).any(about) && sentence.sayings.is_empty()
}
