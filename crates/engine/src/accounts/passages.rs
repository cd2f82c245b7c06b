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
            if lemmas.is_empty() || is_the_meeting(text, index, sentence, &words) {
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
    let party = |word: usize| text.parties.mention(index, word).is_some_and(|mention| mention.head == word);
    let weight = |words: Range<usize>| {
        words.filter(|&word| matches!(sentence.words[word].upos, "NOUN" | "PROPN" | "VERB" | "NUM") && !party(word)).count()
    };
    let start = frame(text, sentence);
    let mut cuts = vec![start];
    for word in start..sentence.words.len() {
        let Some(head) = sentence.words[word].head.filter(|_| sentence.is(word, "conj")) else { continue };
        let own = sentence.subtree(word);
        let listed = match sentence.words[word].upos {
            "VERB" => true,
            "NOUN" | "PROPN" | "SYM" => {
                let whole = LISTED.iter().any(|rel| sentence.is(head, rel)) || is_set_off(sentence, word);
                whole && !(party(word) && party(head)) && !is_shared(sentence, head, word)
            }
            _ => false,
        };
        let last = cuts.last().copied().unwrap_or(start);
        if listed && own.start > last && weight(own.clone()) >= CONTENT && weight(last..own.start) >= CONTENT {
            cuts.push(own.start);
        }
    }
    cuts.push(sentence.words.len());
    cuts.windows(2).filter_map(|cut| trimmed(sentence, cut[0]..cut[1])).collect()
}

/// Whether a conjunct stands behind a comma and "as well as" or "and" with an article of its own: it then goes on with the whole list,
/// wherever the tree hangs it: "a package of sanctions on Russia, as well as the talks".
fn is_set_off(sentence: &Sentence, word: usize) -> bool {
    let start = sentence.subtree(word).start;
    let own = |rel: &str| sentence.words.iter().enumerate().any(|(at, entry)| entry.head == Some(word) && sentence.is(at, rel));
    sentence.words[start].form == "," && own("cc") && (own("det") || own("nmod:poss"))
}

/// Whether two bare nouns share what follows: "the course and results of the talks", "the independence and integrity of the country".
fn is_shared(sentence: &Sentence, head: usize, word: usize) -> bool {
    let before = sentence.subtree(word).start;
    let has = |of: usize, rels: &[&str]| {
        (0..sentence.words.len()).any(|at| sentence.words[at].head == Some(of) && rels.iter().any(|rel| sentence.is(at, rel)))
    };
    head + 1 == before && !has(word, &["det"]) && !has(head, &["amod", "compound", "nummod", "nmod", "acl"])
}

/// Where what is said or talked about begins: behind "The President underscored", "The leaders discussed", "The topic of the talks was".
fn frame(text: &Text<'_>, sentence: &Sentence) -> usize {
    let Some(root) = sentence.root() else { return 0 };
    let said = sentence.sayings.iter().find(|saying| saying.words.contains(&root));
    let content = said.and_then(|saying| saying.parts(SayingRole::Content).map(|part| part.words.start).min());
    let wording = &text.world.wording;
    if sentence.words[root].upos == "VERB" && wording.discusses.contains(&sentence.words[root].lemma) && content.is_none_or(|at| at < root)
    {
        let below = |rel: &str| (root..sentence.words.len()).find(|&at| sentence.words[at].head == Some(root) && sentence.is(at, rel));
        let about = (root..sentence.words.len()).find(|&at| wording.about.contains(&sentence.words[at].lemma));
        return if below("obj").is_some() { root + 1 } else { about.unwrap_or(0) };
    }
    let copula = (0..root).find(|&word| sentence.words[word].head == Some(root) && sentence.is(word, "cop"));
    let subject = (0..root).find(|&word| sentence.words[word].head == Some(root) && sentence.is(word, "nsubj"));
    match (content, copula, subject) {
        (Some(start), ..) if start > root => start,
        (_, Some(copula), Some(subject)) if wording.agenda.contains(&sentence.words[subject].lemma) => copula + 1,
        _ => 0,
    }
}

/// Words without the commas and conjunctions around them.
fn trimmed(sentence: &Sentence, mut words: Range<usize>) -> Option<Range<usize>> {
    let bare =
        |word: usize| matches!(sentence.words[word].upos, "PUNCT" | "CCONJ") || sentence.is(word, "cc") || sentence.is(word, "fixed");
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
fn is_the_meeting(text: &Text<'_>, index: usize, sentence: &Sentence, words: &Range<usize>) -> bool {
    let mut meets = sentence.acts.iter().filter(|act| act.kind() == Some(EventType::Consult));
    let talks = |word: usize| text.world.wording.talks.contains(&sentence.words[word].lemma.to_lowercase());
    let told = |word: usize| sentence.acts.iter().any(|act| act.kind() == Some(EventType::Consult) && act.words.contains(&word));
    let time = |word: usize| text.whens.as_slice().iter().any(|when| when.span.overlaps(sentence.words[word].span));
    let carries = |word: usize| sentence.words.iter().enumerate().any(|(at, entry)| entry.head == Some(word) && told(at));
    let else_said = |&word: &usize| {
        matches!(sentence.words[word].upos, "NOUN" | "PROPN" | "VERB" | "NUM")
            && !(talks(word) || told(word) || time(word) || carries(word))
            && text.parties.mention(index, word).is_none()
            && text.places.within(sentence.words[word].span).next().is_none()
    };
    meets.any(|act| words.contains(&act.words.start)) && words.clone().filter(else_said).count() < CONTENT
}
