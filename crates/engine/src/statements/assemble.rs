use super::cue::{self, Cue};
use super::quotes::Quote;
use super::topics;
use crate::record::Date;
use crate::record::{Because, Polarity, Ref, Reporter, Spans, Statement, StatementKind, id, rounded};
use crate::{Span, Text, when};

/// A statement is at most this long; the contract's readers rely on it.
const LONGEST: usize = 1400;

/// Puts cues and quotations together: each cue with a clause is a statement with the quotations inside it; each other quotation goes
/// to the cue beside it, or goes on with the speaker before.
pub fn statements(text: &Text<'_>, quotes: &[Quote], cues: Vec<Cue>) -> Vec<Statement> {
    let mut found: Vec<Draft> = Vec::new();
    let mut used = vec![false; quotes.len()];
    for cue in &cues {
        let Some(content) = &cue.content else { continue };
        if is_told_otherwise(&cues, cue, content) {
            continue;
        }
        let touching = |piece: Span| (0..quotes.len()).filter(move |&at| piece.overlaps(quotes[at].outer));
        // A quotation that a piece touches belongs to it whole, also where it began sentences before.
        let pieces: Vec<Span> =
            content.as_slice().iter().map(|&piece| touching(piece).fold(piece, |piece, at| piece.to(quotes[at].inner))).collect();
        let parts: Vec<usize> = (0..quotes.len()).filter(|&at| pieces.iter().any(|piece| piece.holds(quotes[at].inner))).collect();
        // All of it is one quotation: that is a direct statement, found below.
        if let ([only], [piece]) = (&parts[..], &pieces[..])
            && quotes[*only].outer.holds(*piece)
        {
            continue;
        }
        parts.iter().for_each(|&part| used[part] = true);
        found.push(Draft {
            cue: Some(cue.clone()),
            content: pieces,
            quotes: parts.iter().map(|&part| quotes[part].inner).collect(),
            speakers: cue.speakers.clone(),
            reporters: reporters(&cues, cue),
            inherited: false,
            sentence: cue.sentence,
        });
    }
    for (at, quote) in quotes.iter().enumerate() {
        if !used[at] {
            direct(text, quotes, &cues, at, quote, &mut found);
        }
    }
    found.sort_by_key(|draft| (draft.content[0].start(), draft.cue.as_ref().map(|cue| cue.span)));
    finished(text, found)
}

/// Whether what a cue attributes is told by another cue.
fn is_told_otherwise(cues: &[Cue], cue: &Cue, content: &Spans) -> bool {
    let inner: Vec<&Cue> = cues
        .iter()
        .filter(|other| other.span != cue.span && content.holds(other.span) && other.content.is_some() && !other.speakers.is_empty())
        .collect();
    // "Xinhua said Xi told Trump …": what Xi told is the statement, Xinhua reports it.
    let reports = cue.medium && !inner.is_empty();
    // "… also said that …, she added": one speaker's words are told once, by the inner cue.
    let repeats = inner
        .iter()
        .any(|other| other.speakers == cue.speakers && other.sentence == cue.sentence && other.span.start() < content.hull().start() + 12);
    reports || repeats
}

/// A statement on its way.
#[derive(Debug, Clone)]
struct Draft {
    cue: Option<Cue>,
    content: Vec<Span>,
    quotes: Vec<Span>,
    speakers: Vec<Ref>,
    reporters: Vec<Reporter>,
    inherited: bool,
    sentence: usize,
}

/// Who reports what a cue attributes: the speakers of each cue whose content holds it, from the innermost out.
fn reporters(cues: &[Cue], cue: &Cue) -> Vec<Reporter> {
    let mut outer: Vec<&Cue> = cues
        .iter()
        .filter(|other| other.span != cue.span && other.speakers != cue.speakers && !other.negated)
        .filter(|other| other.content.as_ref().is_some_and(|content| content.holds(cue.span)))
        .collect();
    outer.sort_by_key(|other| other.content.as_ref().map(|content| content.hull().len()));
    let channel = |other: &Cue, speaker: &Ref| if other.medium { Some(speaker.text.clone()) } else { other.channel.clone() };
    let told = outer.iter().flat_map(|other| other.speakers.iter().map(move |speaker| (*other, speaker)));
    told.map(|(other, speaker)| Reporter { party: speaker.clone(), channel: channel(other, speaker) }).collect()
}

/// A quotation that no clause holds.
fn direct(text: &Text<'_>, quotes: &[Quote], cues: &[Cue], at: usize, quote: &Quote, found: &mut Vec<Draft>) {
    let sentences: Vec<usize> = text.sentences_of(quote.outer).map(|(index, _)| index).collect();
    let Some(&first) = sentences.first() else { return };
    let beside = cues.iter().filter(|cue| sentences.contains(&cue.sentence) && !quote.outer.holds(cue.span));
    // The nearest cue with a speaker.
    let distance = |cue: &Cue| {
        if cue.span.start() >= quote.outer.end() {
            cue.span.start() - quote.outer.end()
        } else {
            quote.outer.start().saturating_sub(cue.span.end())
        }
    };
    let best = beside.filter(|cue| !cue.speakers.is_empty()).min_by_key(|cue| distance(cue));
    let content = quote.inner;
    let length = content.of(&text.document.text).split_whitespace().count();
    match best {
        Some(cue) => {
            // `“A,” she said, “B.”` is one statement.
            let joined = found.iter_mut().find(|draft| {
                draft.cue.as_ref().is_some_and(|other| other.span == cue.span)
                    && draft.quotes == draft.content
                    && draft.content.iter().all(|part| cue.span.start() >= part.end())
                    && quote.outer.start() >= cue.span.end()
            });
            if let Some(draft) = joined {
                draft.content.push(content);
                draft.quotes.push(content);
                return;
            }
            let reporters = reporters(cues, cue);
            found.push(Draft {
                cue: Some(cue.clone()),
                content: vec![content],
                quotes: vec![content],
                speakers: cue.speakers.clone(),
                reporters,
                inherited: false,
                sentence: cue.sentence,
            });
        }
        // A quoted sentence without a cue of its own goes on with the speaker before, close by; a quoted phrase is a name or irony.
        None if length >= 4 || quotes.iter().take(at).any(|other| other.outer.end() + 2 >= quote.outer.start()) => {
            let before =
                found.iter().filter(|draft| draft.content[0].start() < content.start()).max_by_key(|draft| draft.content[0].start());
            let near = before.filter(|draft| first <= draft.sentence + 2);
            let speakers = near.map(|draft| draft.speakers.clone()).unwrap_or_default();
            let reporters = near.map(|draft| draft.reporters.clone()).unwrap_or_default();
            found.push(Draft {
                cue: None,
                content: vec![content],
                quotes: vec![content],
                speakers,
                reporters,
                inherited: true,
                sentence: first,
            });
        }
        None => {}
    }
}

fn finished(text: &Text<'_>, drafts: Vec<Draft>) -> Vec<Statement> {
    let mut out: Vec<Statement> = Vec::new();
    for draft in drafts {
        let content: Vec<Span> =
            draft.content.iter().filter(|span| span.of(&text.document.text).chars().count() <= LONGEST).copied().collect();
        let Some(content) = Spans::new(content) else { continue };
        // Nobody says it and no word says that it is said: a title, a phrase in irony.
        if draft.speakers.is_empty() && draft.cue.is_none() {
            continue;
        }
        let hull = content.hull();
        // The same words are said once, by the surer cue.
        let sure = draft.cue.as_ref().map_or(0.9, |cue| cue.confidence);
        if let Some(same) = out.iter().position(|other| other.content == content) {
            if out[same].confidence >= sure {
                continue;
            }
            out.remove(same);
        }
        if hull.len() > 2 * LONGEST {
            continue;
        }
        let quotes: Vec<Span> =
            draft.quotes.iter().filter(|quote| content.as_slice().iter().any(|span| span.holds(**quote))).copied().collect();
        let direct = content.as_slice() == quotes.as_slice();
        let kind = if direct {
            StatementKind::Direct
        } else if quotes.is_empty() {
            StatementKind::Indirect
        } else {
            StatementKind::Mixed
        };
        let ordinal = out.iter().filter(|other| other.content.as_slice()[0] == content.as_slice()[0]).count();
        let (rule, span) = draft.cue.as_ref().map_or(("statement.goes-on", hull), |cue| (cue::HEAD, cue.span));
        let confidence = match (draft.speakers.is_empty(), draft.inherited) {
            (true, _) => 0.5,
            (_, true) => 0.65,
            _ => sure,
        };
        let mut because = Because::new(rule, span, confidence);
        if let Some(speaker) = draft.speakers.first() {
            because = because.and(Because::new("syntax.agent", speaker.span, 0.8));
        }
        let date = draft.cue.as_ref().map_or_else(Date::unknown, |cue| when::of_act(text, cue.sentence, cue.word));
        let date = if date.start.is_none() && date.span.is_none() && draft.sentence < 2 {
            Date::publication(text.document.published)
        } else {
            date
        };
        let addressees = draft.cue.as_ref().map(|cue| cue.addressees.clone()).unwrap_or_default();
        let topics = topics::of(text, &content, &draft.speakers, &addressees);
        out.push(Statement {
            id: id(&text.id, "statement", content.as_slice()[0], ordinal),
            speakers: draft.speakers,
            addressees,
            reported_by: draft.reporters,
            channel: draft.cue.as_ref().and_then(|cue| cue.channel.clone()),
            kind,
            cue: draft.cue.as_ref().map(|cue| cue.span),
            content,
            quotes,
            polarity: if draft.cue.as_ref().is_some_and(|cue| cue.negated) { Polarity::Negated } else { Polarity::Asserted },
            topics,
            date,
            sentence: text.sentences.get(draft.sentence).map_or(hull, |sentence| sentence.span),
            confidence: rounded(confidence),
            because,
        });
    }
    out
}
