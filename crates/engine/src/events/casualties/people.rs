use crate::Text;
use crate::analyse::{NameKind, Sentence};
use crate::numbers::Counted;
use crate::record::{Count, Span};

/// A sentence with the numbers in it.
pub struct Numbered<'a> {
    pub sentence: &'a Sentence,
    words: &'a super::CasualtyWords,
    counted: Vec<Counted>,
}

impl<'a> Numbered<'a> {
    pub fn new(text: &'a Text<'_>, index: usize) -> Self {
        let sentence = &text.sentences[index];
        let counted = text.world.numbers.counted(text.words(sentence.span));
        Self { sentence, words: &text.world.casualties, counted }
    }

    /// The numbers with the first word of each, in order.
    pub fn numbers(&self) -> impl Iterator<Item = (usize, &Counted)> {
        self.counted.iter().filter_map(|counted| {
            let word = self.sentence.word_at(self.sentence.span.start() + counted.number.start)?;
            Some((word, counted))
        })
    }

    /// One past the last word of a number.
    pub fn end_of(&self, counted: &Counted) -> usize {
        let last = self.sentence.word_at(self.sentence.span.start() + counted.number.end - 1);
        last.map_or(self.sentence.words.len(), |last| last + 1)
    }

    fn number_at(&self, word: usize) -> Option<&Counted> {
        self.numbers().find(|(first, counted)| (*first..self.end_of(counted)).contains(&word)).map(|(_, counted)| counted)
    }

    /// A number as a count of people, its words up to and with `last`.
    pub fn count(&self, counted: &Counted, last: Option<usize>) -> Option<Count> {
        let start = self.sentence.span.start();
        let own = Span::new(start + counted.whole.start, start + counted.whole.end)?;
        let span =
            last.map(|last| self.sentence.words[last].span).filter(|last| last.start() >= own.start()).map_or(own, |last| own.to(last));
        Some(Count { low: whole(counted.low), best: whole(counted.best), high: whole(counted.high), span })
    }

    /// How many people a noun phrase names, with what is joined to it: "a soldier and two policemen" are three.
    pub fn people(&self, head: usize) -> Option<Count> {
        let sentence = self.sentence;
        let first = self.alone(head);
        let joined = sentence.children(head).filter(|&child| sentence.is(child, "conj") && is_nominal(sentence, child));
        let mut sum = first;
        for next in joined.collect::<Vec<_>>() {
            // "between five and seven" is one number.
            let inside = self
                .number_at(head)
                .is_some_and(|counted| (self.sentence.words[next].span.start() - sentence.span.start()) < counted.number.end);
            if inside || !self.is_people(next) {
                continue;
            }
            let next = self.alone(next);
            sum = match (sum, next) {
                (Some(one), Some(other)) => Some(Count {
                    low: plus(one.low, other.low),
                    best: plus(one.best, other.best),
                    high: plus(one.high, other.high),
                    span: one.span.to(other.span),
                }),
                // "two soldiers and civilians": two at least.
                (Some(one), None) | (None, Some(one)) => Some(Count { low: one.low, best: None, high: None, span: one.span }),
                (None, None) => None,
            };
        }
        sum
    }

    fn is_people(&self, noun: usize) -> bool {
        let lemma = self.sentence.words[noun].lemma.to_lowercase();
        !self.words.not_people.contains(&lemma)
    }

    /// The same for one noun without what is joined to it.
    fn alone(&self, noun: usize) -> Option<Count> {
        let sentence = self.sentence;
        let entry = &sentence.words[noun];
        let lemma = entry.lemma.to_lowercase();
        let child_is = |rel: &str, lemmas: &[&str]| {
            sentence
                .children(noun)
                .any(|child| sentence.is(child, rel) && lemmas.contains(&sentence.words[child].lemma.to_lowercase().as_str()))
        };
        let exactly =
            |n: u32, from: usize| Count { low: Some(n), best: Some(n), high: Some(n), span: sentence.words[from].span.to(entry.span) };
        if !self.is_people(noun) {
            return None;
        }
        if self.words.nobody.contains(&lemma) || child_is("det", &["no"]) {
            return Some(exactly(0, sentence.child(noun, "det").filter(|&det| det < noun).unwrap_or(noun)));
        }
        if let Some(counted) = self.number_at(noun) {
            // "dozens of cattle" and "that one" number nobody.
            let of = sentence.children(noun).find(|&child| sentence.is(child, "nmod") && sentence.case(child) == Some("of"));
            let of_people = of.is_none_or(|of| self.is_people(of));
            return self.count(counted, of.filter(|&of| of > noun)).filter(|_| of_people && entry.upos != "PRON");
        }
        let number = sentence.children(noun).filter(|&child| sentence.is(child, "nummod")).find_map(|child| self.number_at(child));
        if let Some(counted) = number {
            let count = self.count(counted, Some(noun))?;
            let at_least = self.words.households.contains(&lemma);
            return Some(if at_least { Count { low: count.low.or(count.best), best: None, high: None, ..count } } else { count });
        }
        if self.words.groups.contains(&lemma) {
            let of = sentence.children(noun).find(|&child| sentence.is(child, "nmod") && sentence.case(child) == Some("of"))?;
            return self.alone(of).filter(|count| count.best != Some(1) && sentence.name_kind(of).is_none());
        }
        let singular = entry.upos == "NOUN" && entry.form.to_lowercase() == lemma && !lemma.ends_with("men") && !lemma.ends_with('s');
        let article = sentence.children(noun).find(|&child| {
            sentence.is(child, "det") && matches!(sentence.words[child].lemma.to_lowercase().as_str(), "a" | "an" | "another")
        });
        if let Some(article) = article.filter(|&article| singular && article < noun) {
            return Some(exactly(1, article));
        }
        (sentence.name_kind(noun) == Some(NameKind::Person)).then(|| exactly(1, noun))
    }
}

impl Sentence {
    /// What the name around a word names.
    fn name_kind(&self, word: usize) -> Option<NameKind> {
        self.names.iter().find(|name| name.words.contains(&word)).map(|name| name.kind)
    }
}

fn is_nominal(sentence: &Sentence, word: usize) -> bool {
    matches!(sentence.words[word].upos, "NOUN" | "NUM" | "PROPN" | "PRON")
}

fn plus(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    one.zip(other).and_then(|(one, other)| one.checked_add(other))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn whole(value: Option<f64>) -> Option<u32> {
    value.filter(|value| (0.0..=f64::from(u32::MAX)).contains(value)).map(|value| value.round() as u32)
}
