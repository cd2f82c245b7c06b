//! Dates, durations and deadlines in prose, against the day of publication.
//!
//! Needs: sentences, the publication date. Gives: [`Whens`]. Example: "on Tuesday" in a report of Wednesday 4 February
//! 2026 is 2026-02-03. Proof: `corpus/when/`.

mod calendar;
pub mod rules;

use crate::analyse::{Sentence, clause};
use crate::record::{Basis, Date, Span, Status};
use crate::{Document, Text, World};
use calendar::Tense;
use rules::Meaning;

/// The dates of a document, in order of their spans.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Whens {
    list: Vec<When>,
}

/// One date or duration.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// The date; of a duration ("for 90 days") unknown.
    pub date: Date,
    /// Where it stands.
    pub span: Span,
    /// Whether it is a deadline ("by May", "within 90 days").
    pub deadline: bool,
    /// ISO 8601, where it is or has a duration: `P90D`, `P1Y`.
    pub duration: Option<String>,
    /// The rule that found it.
    pub rule: String,
}

impl Whens {
    /// All of them, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[When] {
        &self.list
    }

    /// Those inside a span, in order.
    pub fn within(&self, span: Span) -> impl Iterator<Item = &When> {
        let start = self.list.partition_point(|when| when.span.start() < span.start());
        self.list[start..].iter().take_while(move |when| when.span.start() < span.end()).filter(move |when| span.holds(when.span))
    }
}

/// Finds the dates of a document.
#[must_use]
pub fn find(world: &World, document: &Document, sentences: &[Sentence]) -> Whens {
    let list = sentences.iter().flat_map(|sentence| in_sentence(&world.whens, document, sentence)).collect();
    Whens { list }
}

/// The dates of a sentence: of two that overlap the longer one, of two as long the one whose rule comes first.
fn in_sentence(rules: &[rules::Rule], document: &Document, sentence: &Sentence) -> Vec<When> {
    let words = sentence.span.of(&document.text);
    if !words.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        && !words.contains("day")
        && !words.contains("ago")
        && !words.contains("last")
        && !words.contains("next")
        && !words.contains("-")
        && !words.contains("year")
        && !words.contains("month")
        && !words.contains("week")
    {
        return Vec::new();
    }
    let mut found: Vec<When> = Vec::new();
    for rule in rules {
        for hit in rule.pattern.captures_iter(words) {
            let Some(whole) = rule.keeps.as_deref().and_then(|group| hit.name(group)).or_else(|| hit.get(0)) else { continue };
            let from = hit
                .name("part")
                .filter(|part| rule.keeps.is_some() && part.start() < whole.start())
                .map_or(whole.start(), |part| part.start());
            let Some(span) = Span::new(sentence.span.start() + from, sentence.span.start() + whole.end()) else { continue };
            if !is_written_as_date(rule.means, &hit, sentence, span) {
                continue;
            }
            let tense = tense(sentence, span, words.get(..from).unwrap_or_default());
            let Some(value) = calendar::value(rule.means, &hit, document.published, tense) else { continue };
            let before = words.get(..from).unwrap_or_default().trim_end().to_lowercase();
            let deadline = rule.means == Meaning::Within
                || (before.ends_with(" by") || before == "by" || before.ends_with("until") || before.ends_with("before"))
                    && rule.means != Meaning::Duration;
            let (start, end) = value.days.map_or((None, None), |(start, end)| (Some(start), Some(end)));
            let date = Date {
                start,
                end,
                precision: value.precision,
                basis: if start.is_some() { value.basis } else { Basis::None },
                text: Some(span.of(&document.text).to_owned()),
                span: Some(span),
                why: value.why,
            };
            found.push(When { date, span, deadline, duration: value.duration, rule: rule.id.clone() });
        }
    }
    let mut kept: Vec<When> = Vec::new();
    found.sort_by_key(|when| std::cmp::Reverse(when.span.len()));
    for when in found {
        if !kept.iter().any(|other| other.span.overlaps(when.span)) {
            kept.push(when);
        }
    }
    kept.sort_by_key(|when| when.span);
    kept
}

/// Months and weekdays are capitalised ("may" and "march" are verbs); "Theresa May" is a person; numbers with a noun are no years.
fn is_written_as_date(means: Meaning, hit: &regex::Captures<'_>, sentence: &Sentence, span: Span) -> bool {
    let capital = |name: &str| {
        hit.name(name).is_none_or(|group| group.as_str().chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit()))
    };
    if !capital("month") || !capital("weekday") {
        return false;
    }
    let word = sentence.word_at(span.start());
    let in_name = |kind| word.is_some_and(|word| sentence.names.iter().any(|name| name.kind == kind && name.words.contains(&word)));
    let month_alone = matches!(means, Meaning::Month) && hit.name("year").is_none();
    if (month_alone || means == Meaning::Weekday)
        && (in_name(crate::analyse::NameKind::Person) || in_name(crate::analyse::NameKind::Organisation))
    {
        return false;
    }
    if means == Meaning::Ago && hit.get(0).is_some_and(|whole| whole.as_str().to_lowercase().ends_with("before")) {
        // "two months before the summit" counts from the summit.
        let next = sentence.word_at(span.end());
        return next.is_none_or(|next| sentence.words[next].upos == "PUNCT");
    }
    if means == Meaning::Year {
        let last = sentence.word_at(span.end().saturating_sub(1));
        let counts = last.is_some_and(|last| sentence.is(last, "nummod"));
        let next_is_noun = last.and_then(|last| sentence.words.get(last + 1)).is_some_and(|next| next.upos == "NOUN");
        return !(counts && next_is_noun);
    }
    true
}

/// Whether the verb above a date speaks of the future.
fn tense(sentence: &Sentence, span: Span, before: &str) -> Tense {
    if before.trim_end().to_lowercase().ends_with(" by") || before.trim_end().to_lowercase().ends_with("until") {
        return Tense::Future;
    }
    // "talked about his visit in April": a date behind an act told as a noun is the noun's, and lies on the nearer side.
    if noun_before(sentence, span).is_some() {
        return Tense::Nearest;
    }
    let mut at = sentence.word_at(span.start());
    let mut steps = 0;
    while let Some(word) = at {
        if matches!(sentence.words[word].upos, "VERB" | "AUX") {
            return match clause::status(sentence, word).0 {
                Status::Planned => Tense::Future,
                Status::Possible if sentence.children(word).any(|child| sentence.words[child].form == "to") => Tense::Future,
                _ => Tense::Past,
            };
        }
        steps += 1;
        at = if steps > sentence.words.len() { None } else { sentence.words[word].head };
    }
    Tense::Past
}

/// "since 2019" says when something began, not when it happened.
fn is_since(sentence: &Sentence, span: Span) -> bool {
    let before = sentence.word_at(span.start()).and_then(|word| word.checked_sub(1));
    before.is_some_and(|before| sentence.words[before].lemma == "since")
}

/// The act told as a noun right before a date: "his visit to China in April".
fn noun_before(sentence: &Sentence, span: Span) -> Option<usize> {
    const ACTS: [&str; 11] = ["visit", "trip", "summit", "meeting", "talk", "election", "conference", "forum", "call", "truce", "tour"];
    let mut at = sentence.word_at(span.start())?;
    for _ in 0..6 {
        at = at.checked_sub(1)?;
        let entry = &sentence.words[at];
        if entry.upos == "NOUN" {
            return ACTS.contains(&entry.lemma.as_str()).then_some(at);
        }
        if !matches!(entry.upos, "ADP" | "DET" | "PROPN" | "ADJ") {
            return None;
        }
    }
    None
}

/// The date of the act that the word `trigger` of a sentence names, chosen by syntax: a date that depends on the
/// trigger, else on a verb above it in the same clause, never one that belongs to another act. Unknown where there is none.
#[must_use]
pub fn of_act(text: &Text<'_>, sentence: usize, trigger: usize) -> Date {
    let Some(analysed) = text.sentences.get(sentence) else { return Date::unknown() };
    let dates: Vec<&When> = text
        .whens
        .within(analysed.span)
        .filter(|when| !when.deadline && when.duration.is_none() && !is_since(analysed, when.span))
        .collect();
    if dates.is_empty() {
        return Date::unknown();
    }
    let owner = |when: &When| {
        if let Some(noun) = noun_before(analysed, when.span) {
            return Some(noun);
        }
        let mut at = analysed.word_at(when.span.start())?;
        // Climb out of the date itself and of what only carries it, to the verb or act noun that it belongs to.
        for _ in 0..6 {
            let head = analysed.words[at].head?;
            let here = &analysed.words[head];
            if matches!(here.upos, "VERB" | "AUX") || head == trigger || analysed.predicate(head).is_some() {
                return Some(head);
            }
            at = head;
        }
        Some(at)
    };
    let own = dates.iter().find(|when| owner(when) == Some(trigger));
    let in_role = || {
        let temporal = analysed.predicate(trigger)?.arguments.iter().find(|argument| argument.role == "ARGM-TMP")?;
        let span = analysed.span_of(temporal.words.clone());
        dates.iter().find(|when| span.holds(when.span))
    };
    let shared = || {
        // A coordinated verb shares the date of the first ("met on Monday and signed"), a noun that of its light verb.
        let head = analysed.words[trigger]
            .head
            .filter(|_| ["conj", "xcomp", "obj", "obl", "advcl"].iter().any(|rel| analysed.is(trigger, rel)))?;
        dates.iter().find(|when| {
            owner(when) == Some(head) && (when.span.start() < analysed.words[trigger].span.start() || !analysed.is(trigger, "conj"))
        })
    };
    own.or_else(in_role).or_else(shared).map_or_else(Date::unknown, |when| when.date.clone())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::{Document, World};

    /// The examples of the rules.
    #[test]
    fn rules_hold() {
        let world = World::builtin().expect("the built-in world loads");
        let mut wrong = Vec::new();
        for rule in &world.whens {
            for example in &rule.yes {
                let (words, wanted) = example.split_once(" => ").expect("an example has => DATE");
                let document = Document::new("example", format!("They met {words}.")).published(date(2026, 3, 4));
                let (text, _) = crate::layers(&world, &document);
                let days = |when: &super::When| match (when.date.start, when.date.end) {
                    (Some(start), Some(end)) if start == end => start.to_string(),
                    (Some(start), Some(end)) => format!("{start}..{end}"),
                    _ => "-".to_owned(),
                };
                let found: Vec<String> = text.whens.as_slice().iter().map(days).collect();
                if found != [wanted] {
                    wrong.push(format!("{}: {words:?} should be {wanted}, found {found:?}", rule.id));
                }
            }
            for words in &rule.no {
                let document = Document::new("example", format!("It was {words}.")).published(date(2026, 3, 4));
                let (text, _) = crate::layers(&world, &document);
                if text.whens.as_slice().iter().any(|when| when.rule == rule.id) {
                    wrong.push(format!("{}: {words:?} should be no date", rule.id));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
