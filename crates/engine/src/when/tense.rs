//! Whether a date lies before or after publication, as tense and the words around it tell.

use super::act;
use super::calendar::Tense;
use super::tokens::Token;
use crate::analyse::{Sentence, clause};
use crate::record::{Span, Status};

/// What the words right before a date say of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Marks {
    /// "by", "until", "before", "no later than".
    pub deadline: bool,
    /// "by", "until": what lies ahead of what the verb says.
    ahead: bool,
    /// "since": it is over.
    past: bool,
}

impl Marks {
    /// Reads the words before the token `at`.
    pub fn of(tokens: &[Token<'_>], at: usize) -> Self {
        let word = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at)).map_or("", |token| token.text);
        let one = if matches!(word(1), "the" | "about" | "around" | "at" | "mid") { 2 } else { 1 };
        match word(one) {
            "by" | "until" | "till" => Self { deadline: true, ahead: true, past: false },
            "before" => Self { deadline: true, ahead: false, past: false },
            "than" if matches!(word(one + 1), "later" | "sooner") => Self { deadline: word(one + 1) == "later", ahead: true, past: false },
            "of" if word(one + 1) == "ahead" => Self { deadline: true, ahead: true, past: false },
            "to" if word(one + 1) == "prior" => Self { deadline: true, ahead: false, past: false },
            "since" => Self { past: true, ..Self::default() },
            _ => Self::default(),
        }
    }
}

/// Whether the verb above a date speaks of the future.
pub fn of(sentence: &Sentence, span: Span, marks: &Marks) -> Tense {
    if marks.past {
        return Tense::Past;
    }
    // "talked about his visit in April": a date behind an act told as a noun is the noun's, and lies on the nearer side.
    let noun = act::noun_before(sentence, span);
    let mut at = sentence.word_at(span.start());
    let mut steps = 0;
    while let Some(word) = at {
        let entry = &sentence.words[word];
        if matches!(entry.upos, "VERB" | "AUX") || is_ahead(&entry.lemma) {
            let tense = of_verb(sentence, word);
            if marks.ahead && (tense != Tense::Past || !happened(sentence, word)) {
                return Tense::Future;
            }
            return if noun.is_some() && tense == Tense::Past { Tense::Nearest } else { tense };
        }
        if entry.upos == "NOUN" && sentence.children(word).any(|child| is_ahead(&sentence.words[child].lemma)) {
            return Tense::Future;
        }
        steps += 1;
        at = if steps > sentence.words.len() { None } else { entry.head };
    }
    if marks.ahead {
        Tense::Future
    } else if noun.is_some() {
        Tense::Nearest
    } else {
        Tense::Past
    }
}

/// Words that say that something is to come.
fn is_ahead(lemma: &str) -> bool {
    matches!(
        lemma,
        "schedule"
            | "scheduled"
            | "slate"
            | "slated"
            | "due"
            | "upcoming"
            | "plan"
            | "planned"
            | "forthcoming"
            | "set"
            | "expect"
            | "expected"
    )
}

/// Whether a verb says by itself that something is over: "was signed", "had left".
fn happened(sentence: &Sentence, word: usize) -> bool {
    clause::status(sentence, word).0 == Status::Occurred && is_past(sentence, word)
}

fn is_past(sentence: &Sentence, word: usize) -> bool {
    let entry = &sentence.words[word];
    let mut auxiliaries = sentence.children(word).filter(|&child| sentence.is(child, "aux") || sentence.is(child, "mark"));
    if auxiliaries.any(|child| {
        matches!(
            sentence.words[child].lemma.as_str(),
            "will" | "would" | "should" | "must" | "may" | "might" | "can" | "could" | "shall" | "to"
        )
    }) {
        return sentence.children(word).any(|child| sentence.words[child].lemma == "have");
    }
    let had = sentence.children(word).any(|child| {
        (sentence.is(child, "aux") || sentence.is(child, "cop"))
            && matches!(
                sentence.words[child].form.to_lowercase().as_str(),
                "was" | "were" | "had" | "did" | "has" | "have" | "been" | "'d" | "’d"
            )
    });
    had || entry.upos == "VERB" && entry.form.to_lowercase() != entry.lemma && !entry.form.ends_with("ing") && !entry.form.ends_with('s')
}

fn of_verb(sentence: &Sentence, word: usize) -> Tense {
    let status = clause::status(sentence, word).0;
    if is_ahead(&sentence.words[word].lemma) && !matches!(sentence.words[word].lemma.as_str(), "set" | "plan") {
        return Tense::Future;
    }
    match status {
        Status::Planned => return Tense::Future,
        Status::Possible | Status::Conditional if !is_past(sentence, word) => return Tense::Future,
        _ => {}
    }
    let entry = &sentence.words[word];
    let child = |forms: &[&str]| sentence.children(word).any(|child| forms.contains(&sentence.words[child].form.to_lowercase().as_str()));
    if matches!(entry.lemma.as_str(), "set" | "plan") && child(&["is", "are", "'s", "’s"]) {
        return Tense::Future;
    }
    // "opens on Friday", "is visiting on Friday": the present with a date is a plan, unless it only reports.
    let present = entry.upos == "VERB"
        && !is_past(sentence, word)
        && !sentence.heading
        && (entry.form.ends_with('s') && entry.form.to_lowercase() != entry.lemma
            || child(&["is", "are", "am"]) && entry.form.ends_with("ing"));
    let reports = matches!(entry.lemma.as_str(), "say" | "show" | "report" | "tell" | "add" | "note" | "write" | "come" | "mark");
    if present && !reports {
        return Tense::Future;
    }
    Tense::Past
}
