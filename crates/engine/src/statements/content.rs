use super::quotes::Quote;
use super::tagged;
use crate::analyse::{Sentence, clause};
use crate::record::{PartyKind, Ref, Spans, Status};
use crate::{Span, Text};

/// A word that attributes something, with what it attributes outside quotation marks.
#[derive(Debug, Clone)]
pub struct Cue {
    pub sentence: usize,
    pub word: usize,
    pub span: Span,
    pub rule: &'static str,
    pub speakers: Vec<Ref>,
    pub addressees: Vec<Ref>,
    pub channel: Option<String>,
    /// What is attributed in words of the reporter, quotations inside it included; none where a quotation beside it is all.
    pub content: Option<Spans>,
    /// Probability that it attributes something.
    pub confidence: f32,
    pub negated: bool,
    /// The content is a noun phrase or an infinitive: without speaker it attributes nothing.
    pub weak: bool,
    /// The speaker is an agency or another medium.
    pub medium: bool,
}

/// The cues of a sentence, in order. Words inside a quotation attribute nothing of the reporter's.
pub fn cues(text: &Text<'_>, index: usize, quotes: &[Quote]) -> Vec<Cue> {
    let sentence = &text.sentences[index];
    let quoted = |word: usize| quotes.iter().any(|quote| quote.inner.holds(sentence.words[word].span));
    let mut found: Vec<Cue> = sentence.sayings.iter().filter_map(|saying| tagged::cue(text, index, saying, quotes)).collect();
    found.retain(|cue| !quoted(cue.word));
    // What the head does not see, the lexicon may.
    for word in (0..sentence.words.len()).filter(|&word| !quoted(word)) {
        let told = found.iter().any(|cue| cue.span.overlaps(sentence.words[word].span));
        if !told {
            found.extend(verb(text, index, word, quotes));
            found.extend(according(text, index, word));
        }
    }
    found.sort_by_key(|cue| cue.span);
    found
}

fn verb(text: &Text<'_>, index: usize, word: usize, quotes: &[Quote]) -> Option<Cue> {
    let sentence = &text.sentences[index];
    let entry = &sentence.words[word];
    if entry.upos != "VERB" {
        return None;
    }
    let lexicon = &text.world.reporting;
    let lemma = entry.lemma.as_str();
    let (says, tells) = (lexicon.say.contains(lemma), lexicon.tell.contains(lemma));
    let (judges, urges) = (lexicon.judge.contains(lemma), lexicon.urge.contains(lemma));
    if !(says || judges || urges) {
        return None;
    }
    let agent = clause::agent(sentence, word);
    let inverted =
        || sentence.words.get(word + 1).and_then(|_| sentence.children(word).find(|&child| child > word && sentence.is(child, "nsubj")));
    let agent = agent.or_else(inverted);
    let mut speakers = agent.map(|agent| named(text, index, agent)).unwrap_or_default();
    if clause::is_passive(sentence, word) && sentence.child(word, "obl:agent").is_none() {
        speakers.clear();
    }
    let status = clause::status(sentence, word).0;
    // "to say", "if she says": nothing was said.
    if matches!(status, Status::Possible | Status::Conditional) {
        return None;
    }
    let object = sentence.child(word, "obj");
    let hearer = if tells || matches!(lemma, "urge" | "call" | "encourage" | "press" | "order" | "invite" | "request") {
        object.or_else(|| sentence.child(word, "iobj"))
    } else {
        sentence.child(word, "iobj")
    };
    let (content, weak, rule) = content(sentence, word, hearer, (says, judges, urges), quotes)?;
    let mut addressees: Vec<Ref> = hearer.map(|hearer| named(text, index, hearer)).unwrap_or_default();
    if addressees.is_empty() {
        addressees = clause::obliques(sentence, word, &["to", "on", "upon"])
            .into_iter()
            .flat_map(|noun| text.parties.of(sentence, index, noun))
            .filter(|party| is_actor(text, party))
            .collect();
    }
    addressees.retain(|party| !speakers.iter().any(|speaker| speaker.party == party.party));
    Some(Cue {
        sentence: index,
        word,
        span: entry.span,
        rule,
        medium: is_medium(text, &speakers),
        speakers,
        addressees,
        channel: channel(text, index, word),
        content: content.map(Spans::one),
        confidence: 0.9,
        negated: status == Status::Negated,
        weak,
    })
}

/// What a verb attributes outside quotation marks: a clause, an infinitive, a noun phrase, or nothing (then a quotation follows).
fn content(
    sentence: &Sentence,
    word: usize,
    hearer: Option<usize>,
    (says, judges, urges): (bool, bool, bool),
    quotes: &[Quote],
) -> Option<(Option<Span>, bool, &'static str)> {
    if says && let Some(clause) = sentence.child(word, "ccomp") {
        return Some((span_of_clause(sentence, clause, word), false, "statement.clause"));
    }
    // "…, she said": the cue stands beside or below what is said.
    if says
        && sentence.is(word, "parataxis")
        && let Some(head) = sentence.words[word].head
    {
        return Some((around(sentence, head, word), false, "statement.parataxis"));
    }
    if says && let Some(clause) = sentence.child(word, "parataxis") {
        return Some((span_of_clause(sentence, clause, word), false, "statement.parataxis"));
    }
    if urges
        && let Some(clause) =
            sentence.child(word, "xcomp").filter(|&child| sentence.words[child].upos == "VERB").or_else(|| infinitive(sentence, word))
    {
        return Some((span_of_clause(sentence, clause, word), true, "statement.infinitive"));
    }
    if judges
        && let Some(object) =
            sentence.child(word, "obj").filter(|object| Some(*object) != hearer || !says || sentence.child(word, "xcomp").is_some())
    {
        let mut span = sentence.span_of(sentence.subtree(object));
        for child in sentence.children(word).filter(|&child| {
            child > object && (sentence.is(child, "xcomp") || (sentence.is(child, "obl") && sentence.child(object, "nmod").is_none()))
        }) {
            span = span.to(sentence.span_of(sentence.subtree(child)));
        }
        return Some((Some(span), true, "statement.judgement"));
    }
    let near = quotes.iter().any(|quote| quote.outer.overlaps(sentence.span));
    (says && near).then_some((None, false, "statement.quotation"))
}

fn infinitive(sentence: &Sentence, word: usize) -> Option<usize> {
    sentence.children(word).find(|&child| {
        sentence.is(child, "advcl") && sentence.children(child).any(|mark| sentence.is(mark, "mark") && sentence.words[mark].form == "to")
    })
}

/// A clause without its "that" and without the cue, should the cue stand inside.
fn span_of_clause(sentence: &Sentence, clause: usize, cue: usize) -> Option<Span> {
    let range = sentence.subtree(clause);
    let (mut start, mut end) = (range.start, range.end);
    if (start..end).contains(&cue) {
        (start, end) = if clause > cue { (cue + 1, end) } else { (start, cue) };
    }
    while start < end
        && (matches!(sentence.words[start].form.to_lowercase().as_str(), "that" | "," | ":")
            && !(sentence.is(start, "nsubj") || sentence.is(start, "det")))
    {
        start += 1;
    }
    while start < end && sentence.words[end - 1].upos == "PUNCT" && !matches!(sentence.words[end - 1].form.as_str(), "”" | "\"" | ")") {
        end -= 1;
    }
    (start < end).then(|| sentence.span_of(start..end))
}

/// The sentence around a cue that stands beside its content: what comes before it, or after it where it comes first.
fn around(sentence: &Sentence, head: usize, cue: usize) -> Option<Span> {
    let own = sentence.subtree(cue);
    let (mut start, mut end) = if head < cue { (0, own.start) } else { (own.end, sentence.words.len()) };
    while start < end && sentence.words[start].upos == "PUNCT" && !matches!(sentence.words[start].form.as_str(), "“" | "\"") {
        start += 1;
    }
    while start < end && sentence.words[end - 1].upos == "PUNCT" && !matches!(sentence.words[end - 1].form.as_str(), "”" | "\"") {
        end -= 1;
    }
    (start < end).then(|| sentence.span_of(start..end))
}

/// "According to Xinhua, …"
fn according(text: &Text<'_>, index: usize, word: usize) -> Option<Cue> {
    let sentence = &text.sentences[index];
    if !sentence.words[word].form.eq_ignore_ascii_case("according") || sentence.words.get(word + 1)?.form != "to" {
        return None;
    }
    let source = sentence.words[word].head.filter(|&head| head > word)?;
    let speakers = named(text, index, source);
    let own = sentence.subtree(source);
    let (start, end) = if own.start < sentence.words.len() / 2 { (own.end, sentence.words.len()) } else { (0, own.start) };
    let content: Vec<usize> = (start..end).skip_while(|&at| sentence.words[at].upos == "PUNCT").collect();
    let last = content.iter().rposition(|&at| sentence.words[at].upos != "PUNCT")?;
    Some(Cue {
        sentence: index,
        word,
        span: sentence.span_of(word..word + 2),
        rule: "statement.according-to",
        medium: is_medium(text, &speakers),
        speakers,
        addressees: Vec::new(),
        channel: None,
        content: Some(Spans::one(sentence.span_of(content[0]..content[last] + 1))),
        confidence: 0.9,
        negated: false,
        weak: true,
    })
}

/// The parties that a word names, or whose it is.
pub(super) fn named(text: &Text<'_>, index: usize, word: usize) -> Vec<Ref> {
    let sentence = &text.sentences[index];
    let own = text.parties.of(sentence, index, word);
    if own.is_empty() { text.parties.affiliation(sentence, index, word) } else { own }
}

pub(super) fn is_actor(text: &Text<'_>, party: &Ref) -> bool {
    text.parties
        .as_slice()
        .get(party.party)
        .is_some_and(|party| !party.sectors.iter().any(|sector| sector.as_str() == "JRN") || party.kind == PartyKind::Generic)
}

pub(super) fn is_medium(text: &Text<'_>, speakers: &[Ref]) -> bool {
    !speakers.is_empty()
        && speakers.iter().all(|speaker| {
            speaker.sectors.iter().any(|sector| sector.as_str() == "JRN")
                && text.parties.as_slice().get(speaker.party).is_some_and(|party| party.kind != PartyKind::Person)
        })
}

/// The channel of a cue: a medium or a noun of the lexicon that hangs on it by "on", "in", "at", "to" or "during".
pub(super) fn channel(text: &Text<'_>, index: usize, word: usize) -> Option<String> {
    let sentence = &text.sentences[index];
    let mut nouns = clause::obliques(sentence, word, &["on", "in", "at", "during", "via", "through", "to", "with", "by"]);
    nouns.extend(clause::agent(sentence, word).into_iter().flat_map(|agent| clause::obliques(sentence, agent, &["in", "on"])));
    nouns.iter().find_map(|&noun| {
        let medium =
            text.parties.own(sentence, index, noun).into_iter().find(|party| party.sectors.iter().any(|sector| sector.as_str() == "JRN"));
        let medium =
            medium.and_then(|party| text.parties.as_slice().get(party.party)).filter(|party| party.kind == PartyKind::Organisation);
        let entry = &sentence.words[noun];
        let is_x = entry.form == "X" || entry.form == "Twitter" || entry.form == "Telegram";
        if let Some(party) = medium {
            return Some(party.name.clone());
        }
        let compound = sentence.children(noun).find(|&child| sentence.is(child, "compound"));
        let inner = compound
            .and_then(|child| text.parties.own(sentence, index, child).into_iter().next())
            .and_then(|party| text.parties.as_slice().get(party.party));
        if let Some(party) = inner.filter(|party| party.sectors.iter().any(|sector| sector.as_str() == "JRN")) {
            return Some(party.name.clone());
        }
        let named = text.world.reporting.channels.contains(&entry.lemma) || is_x;
        named.then(|| {
            let platform = clause::obliques(sentence, noun, &["on"]).first().map(|&on| sentence.words[on].form.clone());
            match platform.filter(|platform| platform.chars().next().is_some_and(char::is_uppercase)) {
                Some(platform) => platform,
                None => {
                    let start = sentence
                        .children(noun)
                        .filter(|&child| child < noun && (sentence.is(child, "compound") || sentence.is(child, "amod")))
                        .min()
                        .unwrap_or(noun);
                    let end = sentence
                        .children(noun)
                        .filter(|&child| child > noun && sentence.is(child, "nmod"))
                        .map(|child| sentence.subtree(child).end)
                        .next()
                        .unwrap_or(noun + 1);
                    text.words(sentence.span_of(start..end)).to_owned()
                }
            }
        })
    })
}
