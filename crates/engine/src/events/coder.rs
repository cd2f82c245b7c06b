use super::act::Act;
use super::decisions::decide;
use super::slots::{self, actors, in_other_clause, joined, recipients, speaker};
use super::tagged;
use super::trigger::{Trigger, fire};
use crate::Text;
use crate::analyse::{Sentence, clause};
use crate::record::{Because, Date, EventType, Place, Ref, Statement, Status};

/// The acts that a sentence tells, in order of their triggers.
pub fn acts(text: &Text<'_>, statements: &[Statement], index: usize) -> Vec<Act> {
    let sentence = &text.sentences[index];
    if sentence.heading && index > 0 && sentence.root().is_none_or(|root| sentence.words[root].upos != "VERB") {
        return Vec::new();
    }
    let mut found: Vec<(Trigger<'_>, Act)> = Vec::new();
    let mut order: Vec<usize> = (0..sentence.words.len()).collect();
    // From the top of the tree down, so that an act's content is known before what lies in it.
    order.sort_by_key(|&word| (depth(sentence, word), word));
    for word in order {
        let swallowed = found.iter().any(|(trigger, _)| {
            trigger.rule.swallows
                && trigger.word != word
                && sentence.is_under(word, trigger.word)
                && !in_other_clause(sentence, word, trigger.word)
        });
        let carried = found.iter().any(|(trigger, _)| trigger.object == Some(word) && !trigger.rule.objects.is_empty());
        if swallowed || carried {
            continue;
        }
        if let Some(act) = demand(text, statements, index, word) {
            found.push(act);
            continue;
        }
        // The first rule that finds somebody who acts or is acted upon.
        for trigger in fire(text, index, word) {
            if let Some(act) = act(text, statements, index, &trigger) {
                found.push((trigger, decide(text, act)));
                break;
            }
        }
    }
    let mut acts: Vec<Act> = found.into_iter().map(|(_, act)| act).collect();
    // What no rule tells, the event heads may.
    for tag in &sentence.acts {
        let span = sentence.span_of(tag.words.clone());
        let told = acts.iter().position(|other| other.trigger.overlaps(span));
        if told.is_none() && tag.sure() < text.world.codebook.switches.event_threshold {
            continue;
        }
        let Some(act) = tagged::act(text, statements, index, tag) else { continue };
        match told.map(|at| &mut acts[at]) {
            Some(told) if told.kind == act.kind => fill(told, act),
            Some(_) => {}
            None => acts.push(act),
        }
    }
    acts.sort_by_key(|act| act.trigger);
    acts
}

/// Gives an act that a rule tells the parties that only the heads see.
fn fill(told: &mut Act, seen: Act) {
    if told.actors.is_empty() || told.kind == EventType::Consult && countries(&told.actors) < 2 && told.recipients.is_empty() {
        told.actors = joined(std::mem::take(&mut told.actors), seen.actors);
    }
    let alone = countries(&told.actors) < 2 && told.recipients.is_empty();
    if alone && seen.recipients.iter().all(|other| !told.actors.iter().any(|actor| actor.party == other.party)) {
        told.recipients = seen.recipients;
    }
    if told.modes.is_empty() {
        told.modes = seen.modes;
    }
    told.others = seen.others;
}

fn depth(sentence: &Sentence, word: usize) -> usize {
    let mut at = word;
    let mut steps = 0;
    while let Some(head) = sentence.words[at].head {
        at = head;
        steps += 1;
        if steps > sentence.words.len() {
            break;
        }
    }
    steps
}

fn act(text: &Text<'_>, statements: &[Statement], index: usize, trigger: &Trigger<'_>) -> Option<Act> {
    let sentence = &text.sentences[index];
    let (rule, word) = (trigger.rule, trigger.word);
    let (mut acting, agent) = actors(text, statements, index, word);
    let (status, why) = clause::status(sentence, word);
    if is_topic(sentence, word) && !rule.nominal {
        return None;
    }
    let mut acted_on = recipients(text, statements, index, trigger, &acting);
    if rule.actor_is == "people"
        && !acting.iter().all(|party| matches!(party.sectors.first().map(crate::record::Code::as_str), Some("OPP" | "CVL" | "LAB" | "EDU")))
        && !acting.is_empty()
    {
        return None;
    }
    if rule.symmetric {
        if rule.nominal {
            acting = joined(acting, text.parties.affiliation(sentence, index, word));
        }
        acting = joined(acting, std::mem::take(&mut acted_on));
        if rule.needs_partner && countries(&acting) < 2 || rule.alone && countries(&acting) > 1 {
            return None;
        }
    } else if rule.alone
        && (countries(&acting) > 1
            || std::iter::once(word).chain(trigger.object).any(|with| !clause::obliques(sentence, with, &["with"]).is_empty()))
    {
        return None;
    }
    if rule.reversed {
        std::mem::swap(&mut acting, &mut acted_on);
    }
    let coded = |refs: &[Ref]| refs.iter().any(|party| party.country.is_some());
    let enough = (coded(&acting) || coded(&acted_on))
        && (!rule.needs_recipient || coded(&acted_on))
        && (!rule.needs_actor || coded(&acting))
        && (rule.actor_is == "people"
            || coded(&acting)
            || matches!(rule.kind(), EventType::Assault | EventType::Coerce | EventType::Sanction | EventType::Accuse));
    if !(enough || rule.nominal && rule.symmetric) {
        return None;
    }
    let span = sentence.span_of(trigger.words(sentence));
    let act = Act::at(text, statements, index, word, rule.kind(), Because::new(&rule.id, span, 0.8));
    let date = &act.date;
    // A visit told as a noun with a date to come is announced.
    let ahead = rule.nominal && date.start.zip(text.document.published).is_some_and(|(start, published)| start > published);
    let (kind, status, turned) = turned(text, index, trigger, if ahead { Status::Planned } else { status });
    let mut because = act.because.clone();
    if let Some(agent) = agent {
        because = because.and(Because::new("syntax.agent", sentence.words[agent].span, sentence.words[agent].confidence));
    }
    if let Some(party) = acted_on.first() {
        because = because.and(Because::new("syntax.recipient", party.span, 0.8));
    }
    if status != Status::Occurred || turned {
        because = because.and(Because::new(if turned { "codebook.promised" } else { "syntax.status" }, sentence.words[why].span, 0.8));
    }
    let modes = modes(sentence, trigger, kind, &acting, act.place.as_ref());
    let sure = if coded(&acting) && (coded(&acted_on) || rule.symmetric) { 0.8 } else { 0.6 };
    let confidence = if status == Status::Occurred || status == Status::Planned { sure } else { sure - 0.2 };
    because.confidence = crate::record::rounded(confidence);
    let mut contexts = [act.contexts.as_slice(), &rule.contexts].concat();
    contexts.sort();
    contexts.dedup();
    // Verbs of a rule may carry their object otherwise than the tree says.
    let object = trigger.object.map(|object| sentence.words[object].lemma.clone()).unwrap_or_default();
    let nominal = rule.nominal;
    Some(Act { kind, modes, contexts, status, actors: acting, recipients: acted_on, object, nominal, confidence, because, ..act })
}

pub(super) fn countries(refs: &[Ref]) -> usize {
    let mut codes: Vec<_> = refs.iter().filter_map(|party| party.country).collect();
    codes.sort();
    codes.dedup();
    codes.len()
}

/// Whether a verb only names a topic or an aim ("to counter", "efforts to deepen", "discussed expanding"): nothing is told.
fn is_topic(sentence: &Sentence, word: usize) -> bool {
    let entry = &sentence.words[word];
    let infinitive =
        sentence.children(word).any(|child| sentence.is(child, "mark") && sentence.words[child].form.eq_ignore_ascii_case("to"));
    let gerund = entry.form.ends_with("ing") && sentence.children(word).any(|child| sentence.is(child, "mark"));
    let above = entry.head.map(|head| sentence.words[head].lemma.as_str()).unwrap_or_default();
    let told = matches!(
        above,
        "expect"
            | "plan"
            | "schedule"
            | "set"
            | "begin"
            | "start"
            | "continue"
            | "go"
            | "prepare"
            | "refuse"
            | "decline"
            | "intend"
            | "due"
            | "manage"
            | "have"
            | "hesitate"
            | "lead"
            | "prompt"
    );
    match entry.rel {
        "xcomp" | "ccomp" | "advcl" | "acl" | "csubj" => (infinitive && !told) || (gerund && !matches!(entry.rel, "advcl")),
        "obj" | "obl" | "nmod" | "compound" | "amod" => true,
        "conj" => entry.head.is_some_and(|head| head < word && is_topic(sentence, head)) && sentence.child(word, "nsubj").is_none(),
        _ => infinitive,
    }
}

/// The codebook's rules for what is announced: a promised act of cooperation is AGREE, a promised retreat CONCEDE, an announced
/// hostile act a threat.
fn turned(text: &Text<'_>, index: usize, trigger: &Trigger<'_>, status: Status) -> (EventType, Status, bool) {
    let kind = trigger.rule.kind();
    let sentence = &text.sentences[index];
    if kind == EventType::Agree && status == Status::Occurred {
        // "agreed to delay its controls": what is promised is a retreat or a concession.
        let promised = sentence.child(trigger.word, "xcomp").or_else(|| sentence.child(trigger.word, "ccomp"));
        let gives_way = promised.is_some_and(|verb| {
            fire(text, index, verb).iter().any(|inner| matches!(inner.rule.kind(), EventType::Concede | EventType::Retreat))
        });
        return if gives_way { (EventType::Concede, status, true) } else { (kind, status, false) };
    }
    if !matches!(status, Status::Planned | Status::Conditional) {
        return (kind, status, false);
    }
    if let Some(kind) = EventType::from_code(&trigger.rule.promised) {
        return (kind, if kind == EventType::Threaten || status == Status::Conditional { Status::Occurred } else { status }, true);
    }
    match kind {
        EventType::Concede if trigger.rule.keeps_when_promised => (kind, status, false),
        EventType::Consult | EventType::Support | EventType::Cooperate | EventType::Aid => (EventType::Agree, status, true),
        EventType::Retreat => (EventType::Concede, status, true),
        _ => (kind, status, false),
    }
}

fn modes(sentence: &Sentence, trigger: &Trigger<'_>, kind: EventType, actors: &[Ref], place: Option<&Place>) -> Vec<String> {
    let rule = trigger.rule;
    if kind != rule.kind() {
        return Vec::new();
    }
    let mut modes = rule.modes.clone();
    if kind == EventType::Consult && modes.is_empty() {
        let lemma = |word: usize| sentence.words[word].lemma.as_str();
        let near: Vec<usize> = sentence.subtree(trigger.word).filter(|&word| !in_other_clause(sentence, word, trigger.word)).collect();
        let by_phone =
            near.iter().any(|&word| matches!(lemma(word), "phone" | "telephone" | "call") && sentence.words[word].upos != "VERB");
        let in_person = near.iter().any(|&word| matches!(lemma(word), "meeting" | "person" | "summit" | "sideline")) || place.is_some();
        let speaks = matches!(lemma(trigger.word), "speak" | "talk") && sentence.words[trigger.word].upos == "VERB";
        if by_phone || (speaks && !in_person) {
            modes.push("phone".to_owned());
        } else if countries(actors) > 2 {
            modes.push("multilateral".to_owned());
        } else if place.is_some_and(|place| place.country.is_some() && actors.iter().all(|actor| actor.country != place.country)) {
            modes.push("third-party".to_owned());
        }
    }
    modes
}

/// "The US must handle arms sales with caution": what a speaker says that somebody else must do is a request.
fn demand<'a>(text: &Text<'a>, statements: &[Statement], index: usize, word: usize) -> Option<(Trigger<'a>, Act)> {
    let sentence = &text.sentences[index];
    if sentence.words[word].upos != "VERB" {
        return None;
    }
    let must = clause::auxiliary(sentence, word, &["must", "should"])?;
    let rule = text.world.events.as_slice().iter().find(|rule| rule.id == "request.urge")?;
    let speakers = speaker(text, statements, index, word);
    let (asked, _) = slots::actors(text, statements, index, word);
    let asked: Vec<Ref> = asked
        .into_iter()
        .filter(|party| party.country.is_some() && !speakers.iter().any(|speaker| speaker.country == party.country))
        .collect();
    if asked.is_empty() || speakers.is_empty() || speakers.iter().all(|speaker| speaker.country.is_none()) {
        return None;
    }
    let span = sentence.words[must].span.to(sentence.words[word].span);
    let because = Because::new("request.must", span, 0.7).and(Because::new("syntax.agent", asked[0].span, 0.8));
    let modes = vec!["change".to_owned()];
    // What must be done is not dated by it.
    let act = Act {
        modes,
        actors: speakers,
        recipients: asked,
        date: Date::unknown(),
        place: None,
        background: false,
        ..Act::at(text, statements, index, word, EventType::Request, because)
    };
    Some((Trigger { rule, word, object: None }, act))
}
