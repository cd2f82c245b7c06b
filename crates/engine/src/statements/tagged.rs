//! Attributions that the attribution head sees.

use super::content::{Cue, channel, is_actor, is_medium, named};
use super::quotes::Quote;
use crate::analyse::{Saying, SayingRole, Sentence};
use crate::record::{Ref, Span, Spans};
use crate::Text;

/// What a record says that the attribution head has found.
const HEAD: &str = "analyser.attribution";

/// The head is not followed where it is less sure than this that words attribute something, or that a word is content.
const SURE: f32 = 0.5;

/// The cue of an attribution that the head sees; none where it is unsure, or where nothing is attributed.
pub fn cue(text: &Text<'_>, index: usize, saying: &Saying, quotes: &[Quote]) -> Option<Cue> {
    if saying.confidence < SURE {
        return None;
    }
    let sentence = &text.sentences[index];
    let word = sentence.head_of(saying.words.clone());
    let each = |role: SayingRole| -> Vec<Ref> {
        let mut found: Vec<Ref> = Vec::new();
        for part in saying.parts(role) {
            for party in named(text, index, sentence.head_of(part.words.clone())) {
                if !found.iter().any(|other| other.party == party.party) {
                    found.push(party);
                }
            }
        }
        found
    };
    let speakers = each(SayingRole::Speaker);
    let mut addressees = each(SayingRole::Addressee);
    addressees.retain(|party| is_actor(text, party) && !speakers.iter().any(|speaker| speaker.party == party.party));
    let pieces: Vec<Span> = saying
        .parts(SayingRole::Content)
        .filter(|part| part.confidence >= SURE)
        .filter_map(|part| trimmed(sentence, part.words.clone()))
        .map(|span| whole_quote(span, quotes))
        .collect();
    let content = Spans::new(joined(text, pieces));
    // A quotation beside a cue is found by its marks.
    let beside = quotes.iter().any(|quote| quote.outer.overlaps(sentence.span));
    if content.is_none() && !beside {
        return None;
    }
    Some(Cue {
        sentence: index,
        word,
        span: sentence.span_of(saying.words.clone()),
        rule: HEAD,
        medium: is_medium(text, &speakers),
        speakers,
        addressees,
        channel: channel(text, index, word),
        weak: false,
        content,
        confidence: saying.confidence,
        negated: saying.negated,
    })
}

/// Words without the punctuation and the "that" around them.
fn trimmed(sentence: &Sentence, words: std::ops::Range<usize>) -> Option<Span> {
    let bare = |word: usize| sentence.words[word].upos == "PUNCT" && !matches!(sentence.words[word].form.as_str(), "(" | ")");
    let (mut start, mut end) = (words.start, words.end);
    while start < end && (bare(start) || sentence.words[start].form == "that" && sentence.is(start, "mark")) {
        start += 1;
    }
    while start < end && bare(end - 1) {
        end -= 1;
    }
    (start < end).then(|| sentence.span_of(start..end))
}

/// A piece that is a quotation but for its last marks, as the quotation.
fn whole_quote(span: Span, quotes: &[Quote]) -> Span {
    let whole = quotes.iter().find(|quote| quote.outer.holds(span) && span.len() + 4 >= quote.inner.len());
    whole.map_or(span, |quote| quote.inner)
}

/// Pieces with nothing but marks between them are one.
fn joined(text: &Text<'_>, pieces: Vec<Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for piece in pieces {
        match out.last_mut() {
            Some(last) if last.end() >= piece.start() || is_bare(text, last.end(), piece.start()) => *last = last.to(piece),
            _ => out.push(piece),
        }
    }
    out
}

fn is_bare(text: &Text<'_>, from: usize, to: usize) -> bool {
    text.document.text.get(from..to).is_some_and(|between| !between.chars().any(char::is_alphanumeric))
}
