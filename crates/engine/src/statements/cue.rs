use std::ops::Range;

use super::channel;
use super::quotes::Quote;
use crate::Text;
use crate::analyse::{Saying, SayingRole, Sentence, clause};
use crate::record::{PartyKind, Ref, Span, Spans};

/// What a record says that the attribution head has found.
pub const HEAD: &str = "analyser.attribution";

/// The head is not followed where it is less sure than this that words attribute something. Measured on the development articles and
/// PolNeAR dev: lower finds more and is wrong more often.
const SURE: f32 = 0.92;
/// Gaps of content of at most this many words are closed, and at most so many words are added to its end.
const GAP: usize = 3;
const TAIL: usize = 4;
/// Words less likely than this to be content are left out.
const CONTENT: f32 = 0.5;

/// A word that attributes something, with what it attributes outside quotation marks.
#[derive(Debug, Clone)]
pub struct Cue {
    pub sentence: usize,
    pub word: usize,
    pub span: Span,
    pub speakers: Vec<Ref>,
    pub addressees: Vec<Ref>,
    pub channel: Option<String>,
    /// What is attributed in words of the reporter, quotations inside it included; none where a quotation beside it is all.
    pub content: Option<Spans>,
    /// Probability that it attributes something.
    pub confidence: f32,
    pub negated: bool,
    /// The speaker is an agency or another medium.
    pub medium: bool,
}

/// The cues of a sentence that the attribution head sees, in order. Words inside a quotation attribute nothing of the reporter's.
pub fn cues(text: &Text<'_>, index: usize, quotes: &[Quote]) -> Vec<Cue> {
    let sentence = &text.sentences[index];
    let quoted = |word: usize| quotes.iter().any(|quote| quote.inner.holds(sentence.words[word].span));
    let mut found: Vec<Cue> = sentence.sayings.iter().filter_map(|saying| cue(text, index, saying, quotes)).collect();
    found.retain(|cue| !quoted(cue.word));
    found
}

/// The cue of an attribution that the head sees; none where it is unsure, or where nothing is attributed.
fn cue(text: &Text<'_>, index: usize, saying: &Saying, quotes: &[Quote]) -> Option<Cue> {
    if saying.confidence < SURE {
        return None;
    }
    let sentence = &text.sentences[index];
    let word = sentence.head_of(saying.words.clone());
    let each = |role: SayingRole| -> Vec<Ref> {
        let mut found: Vec<Ref> = Vec::new();
        for (head, words) in phrases(sentence, saying, role) {
            let own = sentence.span_of(words);
            let mut refs = named(text, index, head);
            // Who speaks alone is told by all words that name him: title, name and what explains it; or by a pronoun alone.
            if let [party] = refs.as_mut_slice()
                && (own.overlaps(party.span) || sentence.words[head].upos == "PRON")
            {
                party.span = own;
                party.text = text.words(own).to_owned();
            }
            for party in refs {
                if !found.iter().any(|other| other.party == party.party) {
                    found.push(party);
                }
            }
        }
        found
    };
    let mut speakers = each(SayingRole::Speaker);
    // "…, asserting that": the tree tells whose the participle is.
    if saying.parts(SayingRole::Speaker).next().is_none() && !clause::is_passive(sentence, word) {
        speakers = clause::agent(sentence, word).map(|agent| named(text, index, agent)).unwrap_or_default();
    }
    let mut addressees = each(SayingRole::Addressee);
    addressees.retain(|party| is_actor(text, party) && !speakers.iter().any(|speaker| speaker.party == party.party));
    // "Trump wrote on his Truth Social platform": a medium beside who speaks is a channel.
    if speakers.len() > 1 {
        let spoken: Vec<Ref> = speakers.iter().filter(|speaker| !is_medium(text, std::slice::from_ref(speaker))).cloned().collect();
        speakers = if spoken.is_empty() { speakers } else { spoken };
    }
    let pieces: Vec<Span> =
        contents(sentence, saying).into_iter().filter_map(|words| trimmed(sentence, words)).map(|span| whole_quote(span, quotes)).collect();
    let content = Spans::new(joined(text, pieces));
    // "welcomed it" says nothing that can be read.
    if let Some(pronoun) = content.as_ref().map(Spans::hull)
        && sentence.words.iter().any(|word| word.span == pronoun && word.upos == "PRON")
    {
        return None;
    }
    // A quotation beside a cue is found by its marks.
    let beside = quotes.iter().any(|quote| quote.outer.overlaps(sentence.span));
    if content.is_none() && !beside {
        return None;
    }
    Some(Cue {
        sentence: index,
        word,
        span: sentence.span_of(saying.words.clone()),
        medium: is_medium(text, &speakers),
        speakers,
        addressees,
        channel: channel::of(text, index, word),
        content,
        confidence: saying.confidence,
        negated: saying.negated,
    })
}

/// Relations of words that are part of the name of what they depend on: a phrase that begins or ends with one is broken off.
const PARTS: [&str; 9] = ["det", "amod", "compound", "flat", "nummod", "nmod:poss", "nmod:unmarked", "nmod:desc", "case"];

/// The noun phrases that name who speaks or is spoken to, with their heads. The head of the analyser looks at each word by itself; what it breaks
/// up the tree puts together: "Ana Ruiz, | the minister | of trade | of Peru". What is joined by "and" stays apart.
fn phrases(sentence: &Sentence, saying: &Saying, role: SayingRole) -> Vec<(usize, Range<usize>)> {
    let other =
        |word: usize| saying.words.contains(&word) || saying.parts.iter().any(|part| part.role != role && part.words.contains(&word));
    let mut out: Vec<(usize, Range<usize>)> = Vec::new();
    for part in saying.parts(role) {
        let mut head = sentence.head_of(part.words.clone());
        while let Some(above) = sentence.words[head].head.filter(|&above| PARTS.iter().any(|rel| sentence.is(head, rel)) && !other(above)) {
            head = above;
        }
        if out.iter().any(|(known, words)| head == *known || words.contains(&head) && names(sentence, head, *known)) {
            continue;
        }
        let belongs = |word: usize| !other(word) && names(sentence, word, head);
        let (mut start, mut end) = (part.words.start.min(head), part.words.end.max(head + 1));
        while start > 0 && belongs(start - 1) {
            start -= 1;
        }
        while end < sentence.words.len() && belongs(end) {
            end += 1;
        }
        // Neither marks at the ends, nor words of what was not taken in: "Ana Ruiz, | who".
        let bare = |word: usize| sentence.words[word].upos == "PUNCT" && sentence.words[word].form != ")";
        let loose = |word: usize, end: usize| sentence.words[word].head.is_some_and(|above| above >= end);
        while end > head + 1 && (bare(end - 1) || loose(end - 1, end)) {
            end -= 1;
        }
        while start < head && bare(start) {
            start += 1;
        }
        out.push((head, start..end));
    }
    out
}

/// Whether a word is in the phrase that a head names: below it, and not by "and" or as a remark beside it.
fn names(sentence: &Sentence, word: usize, head: usize) -> bool {
    let mut at = word;
    for _ in 0..sentence.words.len() {
        if at == head {
            return true;
        }
        let beside =
            ["cc", "conj", "parataxis", "cop", "nsubj", "advcl", "aux", "discourse", "vocative"].iter().any(|rel| sentence.is(at, rel));
        match sentence.words[at].head {
            Some(above) if !(beside && above == head) => at = above,
            _ => return false,
        }
    }
    false
}

/// The ranges of words that are said. The head looks at each word by itself: small gaps are closed, and a phrase that it breaks off is
/// followed to its end.
fn contents(sentence: &Sentence, saying: &Saying) -> Vec<Range<usize>> {
    let other = |word: usize| {
        saying.words.contains(&word) || saying.parts.iter().any(|part| part.role != SayingRole::Content && part.words.contains(&word))
    };
    let mut out: Vec<Range<usize>> = Vec::new();
    for part in saying.parts(SayingRole::Content).filter(|part| part.confidence >= CONTENT) {
        match out.last_mut() {
            Some(last) if part.words.start <= last.end + GAP && !(last.end..part.words.start).any(other) => last.end = part.words.end,
            _ => out.push(part.words.clone()),
        }
    }
    let limits: Vec<usize> = out.iter().skip(1).map(|next| next.start).chain([sentence.words.len()]).collect();
    for (words, limit) in out.iter_mut().zip(limits) {
        for _ in 0..TAIL {
            let next = words.end;
            let belongs = |word: usize| sentence.words[word].head.is_some_and(|head| words.contains(&head));
            // "the end of | September", "gave no | details"
            let needed = next > 0 && next < limit && sentence.words[next - 1].head.is_some_and(|head| head >= next);
            if next >= limit || other(next) || sentence.words[next].upos == "PUNCT" || !(belongs(next) || needed) {
                break;
            }
            words.end += 1;
        }
    }
    out
}

/// Words without the punctuation and the "that" around them.
fn trimmed(sentence: &Sentence, words: Range<usize>) -> Option<Span> {
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

/// The parties that a word names, or whose it is.
fn named(text: &Text<'_>, index: usize, word: usize) -> Vec<Ref> {
    let sentence = &text.sentences[index];
    let own = text.parties.of(sentence, index, word);
    if own.is_empty() { text.parties.affiliation(sentence, index, word) } else { own }
}

fn is_actor(text: &Text<'_>, party: &Ref) -> bool {
    text.parties
        .as_slice()
        .get(party.party)
        .is_some_and(|party| !party.sectors.iter().any(|sector| sector.as_str() == "JRN") || party.kind == PartyKind::Generic)
}

fn is_medium(text: &Text<'_>, speakers: &[Ref]) -> bool {
    !speakers.is_empty()
        && speakers.iter().all(|speaker| {
            speaker.sectors.iter().any(|sector| sector.as_str() == "JRN")
                && text.parties.as_slice().get(speaker.party).is_some_and(|party| party.kind != PartyKind::Person)
        })
}
