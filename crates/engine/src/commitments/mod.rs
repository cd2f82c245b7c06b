//! Commitments: who promised what to whom, how much, by when, on what condition, how firmly.
//!
//! Needs: all layers, events and statements. Gives: [`Commitment`]s. Example: "China agreed to buy more soyabeans".
//! Proof: `corpus/commitments/`.

/// Words that undertake something.
pub mod lexicon;

use crate::analyse::{Sentence, clause};
use crate::record::{Because, Commitment, CommitmentStatus, Date, Event, Ref, Reporter, Statement, Status, Strength, id};
use crate::{Span, Text};

/// An act may be at most this long; a longer one is cut at the end of a clause.
const LONGEST: usize = 560;

/// An undertaking on its way: the word that undertakes, what is undertaken.
struct Draft {
    sentence: usize,
    word: usize,
    /// The verb or noun of what is promised.
    content: usize,
    by: Vec<Ref>,
    strength: Strength,
    rule: &'static str,
    act: Span,
}

/// Finds the commitments of a document, in order.
#[must_use]
pub fn find(text: &Text<'_>, events: &[Event], statements: &[Statement]) -> Vec<Commitment> {
    let mut drafts: Vec<Draft> = Vec::new();
    for index in 0..text.sentences.len() {
        for word in 0..text.sentences[index].words.len() {
            drafts.extend(by_verb(text, statements, index, word));
            drafts.extend(by_noun(text, statements, index, word));
            drafts.extend(by_future(text, statements, index, word));
        }
    }
    drafts.sort_by_key(|draft| (draft.act, draft.rule == "commitment.future"));
    let mut found: Vec<Commitment> = Vec::new();
    for draft in drafts {
        // What a promise promises is no second promise.
        if found.iter().any(|other| other.act.holds(draft.act) || other.act == draft.act) {
            continue;
        }
        found.push(finished(text, events, statements, draft, found.len()));
    }
    found
}

fn parties(text: &Text<'_>, statements: &[Statement], index: usize, word: usize) -> Vec<Ref> {
    let sentence = &text.sentences[index];
    let Some(agent) = clause::agent(sentence, word) else { return Vec::new() };
    let own = text.parties.of(sentence, index, agent);
    if !own.is_empty() {
        return own;
    }
    if matches!(sentence.words[agent].form.to_lowercase().as_str(), "i" | "we") {
        return crate::events::speaker(text, statements, index, agent);
    }
    text.parties.affiliation(sentence, index, agent)
}

/// "agreed to buy", "pledged that it would stop", "offered help"
fn by_verb(text: &Text<'_>, statements: &[Statement], index: usize, word: usize) -> Vec<Draft> {
    let sentence = &text.sentences[index];
    let entry = &sentence.words[word];
    let lexicon = &text.world.undertakings;
    let adjective = lexicon.adjectives.get(&entry.lemma).copied().filter(|_| entry.upos == "ADJ" && sentence.child(word, "cop").is_some());
    let strength = if entry.upos == "VERB" { lexicon.verbs.get(&entry.lemma).copied() } else { adjective };
    // "are committed to the principle"
    let Some(strength) = strength else { return Vec::new() };
    if !matches!(clause::status(sentence, word).0, Status::Occurred | Status::Ongoing) {
        return Vec::new();
    }
    let content = sentence
        .child(word, "xcomp")
        .or_else(|| sentence.child(word, "ccomp"))
        .or_else(|| {
            sentence.children(word).find(|&child| {
                sentence.is(child, "advcl")
                    && child > word
                    && sentence
                        .children(child)
                        .any(|mark| sentence.is(mark, "mark") && matches!(sentence.words[mark].form.as_str(), "to" | "on"))
            })
        })
        .or_else(|| clause::obliques(sentence, word, &["to", "on"]).into_iter().next())
        .or_else(|| sentence.child(word, "obj"));
    let Some(content) = content else { return Vec::new() };
    // "agreed that the talks were useful" promises nothing.
    if sentence.is(content, "ccomp") && !matches!(clause::status(sentence, content).0, Status::Planned | Status::Conditional) {
        return Vec::new();
    }
    let mut by = parties(text, statements, index, word);
    if by.is_empty() && clause::is_passive(sentence, word) {
        by = clause::patient(sentence, word).map(|patient| text.parties.of(sentence, index, patient)).unwrap_or_default();
    }
    spread(text, index, word, content, by, strength, "commitment.verb")
}

/// "their commitment to support Ukraine", "the readiness of the United States to engage"
fn by_noun(text: &Text<'_>, statements: &[Statement], index: usize, word: usize) -> Vec<Draft> {
    let sentence = &text.sentences[index];
    let entry = &sentence.words[word];
    let Some(strength) = text.world.undertakings.nouns.get(&entry.lemma).copied().filter(|_| entry.upos == "NOUN") else {
        return Vec::new();
    };
    let infinitive = |child: &usize| {
        (sentence.is(*child, "acl") || sentence.is(*child, "advcl") || sentence.is(*child, "nmod"))
            && *child > word
            && sentence.words[*child].upos == "VERB"
    };
    let Some(content) = sentence.children(word).find(infinitive) else { return Vec::new() };
    let mut by = parties(text, statements, index, word);
    if by.is_empty() {
        by = text.parties.affiliation(sentence, index, word);
    }
    if by.is_empty()
        && let Some(verb) = sentence.words[word].head
    {
        by = parties(text, statements, index, verb);
    }
    spread(text, index, word, content, by, strength, "commitment.noun")
}

/// "The United States will provide …": told by its own side, or in a text of the parties themselves.
fn by_future(text: &Text<'_>, statements: &[Statement], index: usize, word: usize) -> Vec<Draft> {
    let sentence = &text.sentences[index];
    let Some(will) =
        clause::auxiliary(sentence, word, &["will", "would", "’ll", "'ll", "shall"]).filter(|_| sentence.words[word].upos == "VERB")
    else {
        return Vec::new();
    };
    if !matches!(clause::status(sentence, word).0, Status::Planned | Status::Conditional) || clause::is_passive(sentence, word) {
        return Vec::new();
    }
    if matches!(
        sentence.words[word].lemma.as_str(),
        "be" | "become" | "have" | "include" | "increase" | "take" | "meet" | "need" | "like" | "mean"
    ) {
        return Vec::new();
    }
    let by: Vec<Ref> = parties(text, statements, index, word).into_iter().filter(|party| party.country.is_some()).collect();
    if by.is_empty() {
        return Vec::new();
    }
    let span = sentence.words[word].span;
    let said = statements
        .iter()
        .filter(|statement| statement.content.as_slice().iter().any(|content| content.holds(span)))
        .min_by_key(|statement| statement.content.hull().len());
    let own = match said {
        Some(statement) => statement.speakers.iter().any(|speaker| by.iter().any(|party| party.country == speaker.country)),
        // Without quotations the text speaks for those it names.
        None => !text.document.text.contains(['“', '"', '”']) && sentence.root() == Some(word),
    };
    if !own {
        return Vec::new();
    }
    let strength = if said.is_none() || by.len() > 1 { Strength::Agreed } else { Strength::Pledged };
    let subject = clause::agent(sentence, word).map_or(will, |agent| sentence.subtree(agent).start.min(will));
    let mut drafts = spread(text, index, subject.min(word), word, by, strength, "commitment.future");
    for draft in &mut drafts {
        draft.word = word;
    }
    drafts
}

/// One undertaking for each coordinated act: "to support Ukraine, impose costs and reinforce the flank".
fn spread(text: &Text<'_>, index: usize, word: usize, content: usize, by: Vec<Ref>, strength: Strength, rule: &'static str) -> Vec<Draft> {
    let sentence = &text.sentences[index];
    if !by.iter().any(|party| party.country.is_some()) {
        return Vec::new();
    }
    let others: Vec<usize> = sentence
        .children(content)
        .filter(|&child| {
            sentence.is(child, "conj")
                && sentence.words[child].upos == "VERB"
                && sentence.words[content].upos == "VERB"
                && sentence.child(child, "nsubj").is_none()
        })
        .collect();
    let end_of = |verb: usize| {
        let own = sentence.subtree(verb);
        let next = others.iter().copied().filter(|&other| other > verb).min();
        next.map_or(own.end, |next| sentence.subtree(next).start.min(own.end))
    };
    let mut drafts = Vec::new();
    for (first, last) in std::iter::once((word.min(content), content))
        .chain(others.iter().map(|&other| (sentence.subtree(other).start.max(content + 1).min(other), other)))
    {
        let mut end = end_of(last).max(last + 1);
        while end > first + 1
            && matches!(sentence.words[end - 1].upos, "PUNCT" | "CCONJ")
            && !matches!(sentence.words[end - 1].form.as_str(), "”" | "\"" | ")")
        {
            end -= 1;
        }
        let mut start = first;
        while start < last && matches!(sentence.words[start].upos, "PUNCT" | "CCONJ") {
            start += 1;
        }
        while end > start + 1 && sentence.span_of(start..end).len() > LONGEST {
            end -= 1;
        }
        drafts.push(Draft { sentence: index, word, content: last, by: by.clone(), strength, rule, act: sentence.span_of(start..end) });
    }
    drafts
}

fn finished(text: &Text<'_>, events: &[Event], statements: &[Statement], draft: Draft, ordinal: usize) -> Commitment {
    let sentence = &text.sentences[draft.sentence];
    let event =
        events.iter().find(|event| event.mentions.as_slice().iter().any(|mention| mention.overlaps(sentence.words[draft.word].span)));
    let to = recipients(text, sentence, &draft, event);
    let whens: Vec<_> = text.whens.within(draft.act).collect();
    let due = whens.iter().find(|when| when.deadline).map_or_else(Date::unknown, |when| when.date.clone());
    let term = whens.iter().find_map(|when| when.duration.clone().filter(|_| !when.deadline));
    let conditional = |child: &usize| {
        sentence.is(*child, "advcl")
            && sentence
                .children(*child)
                .any(|mark| sentence.is(mark, "mark") && matches!(sentence.words[mark].lemma.as_str(), "if" | "unless" | "provided"))
    };
    let condition = [draft.word, draft.content]
        .into_iter()
        .flat_map(|word| sentence.children(word))
        .find(conditional)
        .map(|clause| sentence.span_of(sentence.subtree(clause)));
    let span = sentence.words[draft.word].span;
    let said = statements
        .iter()
        .filter(|statement| statement.content.as_slice().iter().any(|content| content.holds(span)))
        .min_by_key(|statement| statement.content.hull().len());
    let said_by: Vec<Reporter> = said
        .map(|statement| {
            statement.speakers.iter().map(|speaker| Reporter { party: speaker.clone(), channel: statement.channel.clone() }).collect()
        })
        .unwrap_or_default();
    let confidence = match draft.rule {
        "commitment.verb" => 0.85,
        "commitment.noun" => 0.75,
        _ => 0.6,
    };
    let mut because = Because::new(draft.rule, span, confidence);
    if let Some(event) = event {
        because = because.and(event.because.clone());
    }
    let content = Span::new(sentence.words[draft.content].span.start().max(draft.act.start()), draft.act.end()).unwrap_or(draft.act);
    Commitment {
        id: id(&text.id, "commitment", draft.act, ordinal),
        by: draft.by,
        to,
        act: draft.act,
        text: text.words(content).to_owned(),
        strength: draft.strength,
        status: CommitmentStatus::Open,
        amounts: text.amounts.within(draft.act),
        starts: Date::unknown(),
        due,
        term,
        condition,
        event: event.map(|event| event.id.clone()),
        said_by,
        confidence,
        because,
    }
}

/// Whom an act is owed to: the event's recipients, else the first party in what is promised that does not promise.
fn recipients(text: &Text<'_>, sentence: &Sentence, draft: &Draft, event: Option<&Event>) -> Vec<Ref> {
    let outside = |party: &Ref| party.country.is_some() && !draft.by.iter().any(|by| by.country == party.country);
    // A second act in a row is owed to whom it names itself.
    let second = sentence.is(draft.content, "conj");
    if let Some(event) = event.filter(|event| !second && event.recipients.iter().any(outside)) {
        return event.recipients.clone();
    }
    let given = sentence
        .child(draft.content, "iobj")
        .into_iter()
        .chain(clause::obliques(sentence, draft.content, &["to", "for"]))
        .chain(sentence.child(draft.content, "obj"));
    given.map(|noun| text.parties.own(sentence, draft.sentence, noun)).find(|refs| refs.iter().any(outside)).unwrap_or_default()
}
