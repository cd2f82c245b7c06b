use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::book::Book;
use super::learner::{Learner, softmax};
use crate::analyse::{self, Sentence, clause};
use crate::events;
use crate::record::{Because, Coded, Event, Statement, Status, id, rounded};
use crate::{Document, Span, Text, World, WorldError, amounts, places, when};

/// What a pattern that matches adds to the score of its type. On the worked example 1 and 2 are alike, 0 loses .02 of F1.
const PATTERN: f64 = 1.5;
/// What being the trigger of an act, or in the match of a pattern, adds to what speaks for a word as the trigger.
const NAMES_ACT: f64 = 1.0;

/// Codes sentences by one codebook.
#[derive(Debug, Clone)]
pub struct Coder {
    book: Book,
    learner: Learner,
    /// By type: patterns, how typical a lemma is of it, and vectors of its examples.
    patterns: Vec<Vec<Regex>>,
    typical: Vec<BTreeMap<String, f64>>,
    examples: Vec<Vec<Vec<f32>>>,
}

/// How likely a sentence is to tell each type of a codebook.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// By type in the order of the codebook; what is missing to 1 is "none of them".
    pub sure: Vec<f32>,
}

impl Coder {
    /// Makes a codebook ready: its examples are analysed and learnt.
    ///
    /// # Errors
    /// Where a pattern is no regular expression.
    pub fn new(world: &World, book: Book) -> Result<Self, WorldError> {
        let none = book.types.len();
        let general: &[String] = if book.general_background { &world.background } else { &[] };
        let kinds = || book.types.iter().enumerate();
        // A definition is one more example to learn from.
        let learnt = kinds().flat_map(|(class, kind)| kind.examples.iter().chain([&kind.definition]).map(move |text| (class, text)));
        let background = book.background.iter().chain(general).map(|text| (none, text));
        let (mut vectors, mut classes) = (Vec::new(), Vec::new());
        // How many examples of each class have a lemma.
        let mut seen: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut count = vec![0; none + 1];
        for (class, text) in learnt.chain(background) {
            let sentences = analysed(world, text);
            let Some(vector) = sentences.first().map(|sentence| sentence.vector.clone()) else { continue };
            let lemmas: BTreeSet<String> = sentences.iter().flat_map(content_lemmas).map(|(_, lemma)| lemma).collect();
            for lemma in lemmas {
                seen.entry(lemma).or_insert_with(|| vec![0; none + 1])[class] += 1;
            }
            count[class] += 1;
            vectors.push(vector);
            classes.push(class);
        }
        let total: usize = count.iter().sum();
        let typical = (0..none)
            .map(|class| {
                let rate = |of: usize, among: usize| (of as f64 + 0.5) / (among as f64 + 1.0);
                let known = seen.iter().filter(|(_, counts)| counts[class] >= 2);
                known
                    .map(|(lemma, counts)| {
                        let elsewhere = counts.iter().sum::<usize>() - counts[class];
                        (lemma.clone(), (rate(counts[class], count[class]) / rate(elsewhere, total - count[class])).ln())
                    })
                    .collect()
            })
            .collect();
        let examples = kinds().map(|(_, kind)| kind.examples.iter().map(|text| analyse::vector(world, text)).collect()).collect();
        let patterns = book.patterns()?;
        Ok(Self { learner: Learner::learn(&vectors, &classes, none + 1), patterns, typical, examples, book })
    }

    /// The codebook.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// How likely a text of one sentence is to tell each type. Of several sentences each is judged, and the likeliest counts.
    #[must_use]
    pub fn judge(&self, world: &World, text: &str) -> Judgement {
        let mut sure = vec![0.0_f32; self.book.types.len()];
        for sentence in analysed(world, text) {
            for (sure, own) in sure.iter_mut().zip(self.likelihoods(&sentence, sentence.span.of(text))) {
                *sure = sure.max(own as f32);
            }
        }
        Judgement { sure }
    }

    /// By type; none where the sentence was not analysed.
    fn likelihoods(&self, sentence: &Sentence, words: &str) -> Vec<f64> {
        if sentence.vector.is_empty() {
            return Vec::new();
        }
        let mut scores = self.learner.scores(&sentence.vector);
        let lower = words.to_lowercase();
        for (score, patterns) in scores.iter_mut().zip(&self.patterns) {
            if patterns.iter().any(|pattern| pattern.is_match(&lower)) {
                *score += PATTERN;
            }
        }
        softmax(&scores)
    }

    /// What a sentence tells.
    pub(super) fn code(&self, text: &Text<'_>, statements: &[Statement], told: &[Event], index: usize) -> Vec<Coded> {
        let sentence = &text.sentences[index];
        let likely = self.likelihoods(sentence, text.words(sentence.span));
        let kinds = likely.iter().take(self.book.types.len()).enumerate();
        kinds
            .filter(|(_, sure)| **sure >= f64::from(self.book.threshold))
            .map(|(kind, sure)| self.coded(text, statements, told, index, kind, *sure as f32))
            .collect()
    }

    fn coded(&self, text: &Text<'_>, statements: &[Statement], told: &[Event], index: usize, kind: usize, sure: f32) -> Coded {
        let sentence = &text.sentences[index];
        let matched = self.patterns[kind].iter().find_map(|pattern| match_in(pattern, text.words(sentence.span), sentence.span));
        let word = self.trigger(sentence, kind, matched);
        let trigger = sentence.words[word].span;
        let name = format!("codebook.{}.{}", self.book.name, self.book.types[kind].code);
        let mut because = Because::new(&name, trigger, rounded(sure));
        if let Some(nearest) = self.nearest(kind, &sentence.vector) {
            because = because.and(Because::new(format!("{name}.{}", nearest + 1), sentence.span, rounded(sure)));
        }
        if let Some(span) = matched {
            because = because.and(Because::new("codebook.pattern", span, 1.0));
        }
        let event = event_of(sentence, told, word);
        let record = Coded {
            id: id(&text.id, &name, trigger, 0),
            codebook: self.book.name.clone(),
            code: self.book.types[kind].code.clone(),
            status: Status::Occurred,
            actors: Vec::new(),
            recipients: Vec::new(),
            date: crate::record::Date::unknown(),
            place: None,
            amounts: Vec::new(),
            event: None,
            trigger,
            sentence: sentence.span,
            confidence: rounded(sure),
            because,
        };
        match event {
            Some(event) => Coded {
                status: event.status,
                actors: event.actors.clone(),
                recipients: event.recipients.clone(),
                date: event.date.clone(),
                place: event.place.clone(),
                amounts: event.amounts.clone(),
                event: Some(event.id.clone()),
                ..record
            },
            None => {
                let verb = clause_verb(sentence, word);
                let (actors, _) = events::actors(text, statements, index, verb);
                Coded {
                    status: clause::status(sentence, verb).0,
                    recipients: events::reached(text, index, verb, &actors),
                    date: when::of_act(text, index, verb),
                    place: places::of_act(text, index, verb),
                    amounts: amounts::of_acts(text, &[(index, verb)]).pop().unwrap_or_default(),
                    actors,
                    ..record
                }
            }
        }
    }

    /// The word that most speaks for a type: one that is typical of its examples, best where it names an act or a pattern has it.
    fn trigger(&self, sentence: &Sentence, kind: usize, matched: Option<Span>) -> usize {
        let weight = |word: usize, lemma: &str| {
            let typical = self.typical[kind].get(lemma).copied().unwrap_or(0.0);
            let act = sentence.acts.iter().any(|act| act.words.contains(&word));
            let in_match = matched.is_some_and(|span| span.holds(sentence.words[word].span));
            typical + if act { NAMES_ACT } else { 0.0 } + if in_match { NAMES_ACT } else { 0.0 }
        };
        let spoken = content_lemmas(sentence).into_iter().map(|(word, lemma)| (weight(word, &lemma), word));
        let best =
            spoken.fold(None, |best: Option<(f64, usize)>, own| if best.is_none_or(|best| own.0 > best.0) { Some(own) } else { best });
        best.map(|(_, word)| word).or_else(|| sentence.root()).unwrap_or(0)
    }

    /// The example of a type that a sentence is most like.
    fn nearest(&self, kind: usize, vector: &[f32]) -> Option<usize> {
        let like = |other: &Vec<f32>| vector.iter().zip(other).map(|(one, other)| one * other).sum::<f32>();
        let each = self.examples[kind].iter().enumerate().map(|(at, example)| (at, like(example)));
        each.max_by(|one, other| one.1.total_cmp(&other.1)).map(|(at, _)| at)
    }

    /// What a name in a derivation stands for: a type's definition, or one of its examples.
    #[must_use]
    pub fn reason(&self, name: &str) -> Option<String> {
        let rest = name.strip_prefix("codebook.")?.strip_prefix(self.book.name.as_str())?.strip_prefix('.')?;
        let (code, example) = rest.split_once('.').map_or((rest, None), |(code, number)| (code, number.parse::<usize>().ok()));
        let kind = self.book.types.iter().find(|kind| kind.code == code)?;
        match example {
            None => Some(kind.definition.clone()),
            Some(number) => kind.examples.get(number.checked_sub(1)?).map(|example| format!("most like its example: {example}")),
        }
    }
}

/// The sentences of a short text, analysed.
fn analysed(world: &World, text: &str) -> Vec<Sentence> {
    analyse::sentences(world, &Document::new("", text), &[], &mut Vec::new())
}

/// The words that carry meaning, with their lemmas.
fn content_lemmas(sentence: &Sentence) -> Vec<(usize, String)> {
    let words = sentence.words.iter().enumerate();
    words.filter(|(_, word)| matches!(word.upos, "NOUN" | "VERB" | "ADJ")).map(|(at, word)| (at, word.lemma.to_lowercase())).collect()
}

/// Where a pattern over lower case matches; `None` where lower case has other lengths.
fn match_in(pattern: &Regex, words: &str, sentence: Span) -> Option<Span> {
    let lower = words.to_lowercase();
    let found = pattern.find(&lower)?;
    let same = lower.len() == words.len() && words.is_char_boundary(found.start()) && words.is_char_boundary(found.end());
    if same { Span::new(sentence.start() + found.start(), sentence.start() + found.end()) } else { None }
}

/// The event of which a word tells: one whose trigger it is in, hangs on or carries; else the only one of the sentence.
fn event_of<'a>(sentence: &Sentence, events: &'a [Event], word: usize) -> Option<&'a Event> {
    let span = sentence.words[word].span;
    let told: Vec<(&Event, usize)> = events
        .iter()
        .flat_map(|event| event.mentions.as_slice().iter().map(move |mention| (event, mention)))
        .filter(|(_, mention)| sentence.span.holds(**mention))
        .filter_map(|(event, mention)| Some((event, sentence.words.iter().position(|word| word.span.overlaps(*mention))?)))
        .collect();
    let own = told.iter().find(|(event, _)| event.mentions.as_slice().iter().any(|mention| mention.overlaps(span)));
    let near = || told.iter().find(|(_, at)| sentence.words[word].head == Some(*at) || sentence.words[*at].head == Some(word));
    own.or_else(near).or_else(|| told.first().filter(|_| told.len() == 1)).map(|(event, _)| *event)
}

/// The verb of the clause that a word stands in; the word itself where there is none.
fn clause_verb(sentence: &Sentence, word: usize) -> usize {
    let mut at = word;
    for _ in 0..sentence.words.len() {
        if sentence.words[at].upos == "VERB" {
            return at;
        }
        match sentence.words[at].head {
            Some(head) => at = head,
            None => break,
        }
    }
    word
}
