use crate::analyse::{Sentence, clause};
use crate::record::{Amount, Because, Casualties, Date, EventType, Other, Place, Ref, Reporter, Statement, Status};
use crate::{Span, Text, places, when};

/// One act as one trigger tells it, before the mentions of one act are put together.
#[derive(Debug, Clone)]
pub struct Act {
    pub kind: EventType,
    pub modes: Vec<String>,
    pub contexts: Vec<String>,
    pub status: Status,
    pub actors: Vec<Ref>,
    pub recipients: Vec<Ref>,
    pub others: Vec<Other>,
    pub date: Date,
    pub place: Option<Place>,
    pub amounts: Vec<Amount>,
    pub casualties: Option<Casualties>,
    pub said_by: Vec<Reporter>,
    pub sentence: usize,
    pub word: usize,
    pub trigger: Span,
    /// Lemma of the object, to tell two acts of one dyad apart.
    pub object: String,
    pub nominal: bool,
    /// Told as something before or beside the news: in a relative clause, or in the past perfect.
    pub background: bool,
    pub confidence: f32,
    pub because: Because,
}

impl Act {
    /// An act that has occurred, with what its place in the sentence tells, whoever saw it; modes and parties are the caller's.
    pub fn at(text: &Text<'_>, statements: &[Statement], index: usize, word: usize, kind: EventType, because: Because) -> Self {
        let sentence = &text.sentences[index];
        let trigger = because.span;
        let date = when::of_act(text, index, word);
        let because = match date.span {
            Some(span) => because.and(Because::new("when.of-act", span, 0.8)),
            None => because,
        };
        Self {
            kind,
            modes: Vec::new(),
            contexts: contexts(text, sentence),
            status: Status::Occurred,
            actors: Vec::new(),
            recipients: Vec::new(),
            others: Vec::new(),
            date,
            place: places::of_act(text, index, word),
            amounts: Vec::new(),
            casualties: None,
            said_by: said_by(statements, trigger),
            sentence: index,
            word,
            trigger,
            object: clause::patient(sentence, word).map(|object| sentence.words[object].lemma.clone()).unwrap_or_default(),
            nominal: false,
            background: is_background(sentence, word),
            confidence: because.confidence,
            because,
        }
    }

    /// The same with its parties as they stood when it happened: in office then, before or after it.
    pub fn placed_in_time(mut self, text: &Text<'_>) -> Self {
        let day = self.date.start;
        let then = |refs: Vec<Ref>| refs.into_iter().map(|party| text.parties.as_of(text.world, party, day)).collect();
        self.actors = then(self.actors);
        self.recipients = then(self.recipients);
        self
    }
}

/// Whether an act is told aside: "where they signed", "which it had rejected".
fn is_background(sentence: &Sentence, word: usize) -> bool {
    let mut at = word;
    for _ in 0..6 {
        if sentence.is(at, "acl:relcl") {
            return true;
        }
        match sentence.words[at].head {
            Some(head) => at = head,
            None => break,
        }
    }
    sentence.children(word).any(|child| sentence.is(child, "aux") && sentence.words[child].form == "had")
}

/// What the words of a sentence and the analyser say that it is about.
fn contexts(text: &Text<'_>, sentence: &Sentence) -> Vec<String> {
    let told = |lemmas: &Vec<String>| sentence.words.iter().any(|word| lemmas.iter().any(|lemma| *lemma == word.lemma.to_lowercase()));
    let of_words = text.world.events.contexts.iter().filter(|(_, lemmas)| told(lemmas)).map(|(context, _)| context.clone());
    let mut found: Vec<String> = of_words.collect();
    found.extend(sentence.contexts.iter().map(|(context, _)| context.clone()));
    found.sort();
    found.dedup();
    found
}

/// The speakers of the innermost statement that holds a span, and who reports it.
fn said_by(statements: &[Statement], span: Span) -> Vec<Reporter> {
    let holding = statements.iter().filter(|statement| statement.content.as_slice().iter().any(|content| content.holds(span)));
    let Some(inner) = holding.min_by_key(|statement| statement.content.hull().len()) else { return Vec::new() };
    let speakers = inner.speakers.iter().map(|speaker| Reporter { party: speaker.clone(), channel: inner.channel.clone() });
    speakers.chain(inner.reported_by.iter().cloned()).collect()
}
