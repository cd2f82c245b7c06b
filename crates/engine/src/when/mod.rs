//! Dates, durations and deadlines in prose, against the day of publication.
//!
//! Needs: sentences, the publication date. Gives: [`Whens`]. Example: "on Tuesday" in a report of Wednesday 4 February
//! 2026 is 2026-02-03. Small rules compose: "the end of" + ("March" + "2026"); the longest reading counts. Proof:
//! `corpus/when/` and the examples of the rules.

mod act;
mod apart;
mod calendar;
mod chart;
mod holidays;
mod lexicon;
mod produce;
pub mod rules;
mod tense;
mod tokens;
mod value;

use crate::analyse::{NameKind, Sentence};
use crate::record::{Basis, Date, Precision, Span};
use crate::{Document, World};
use calendar::{Context, Days, Open};
use chart::{Chart, Node};
use rules::Grammar;
use tokens::Token;
use value::{Time, Unit, Value};

pub use act::of_act;

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
    /// The rules and words it is made of: `when.part("the end of", when.month-year("March", "2026"))`.
    pub derivation: String,
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

/// So many sentences back a date may lie that "three days later" counts from.
const REACH: usize = 3;

/// Finds the dates of a document.
#[must_use]
pub fn find(world: &World, document: &Document, sentences: &[Sentence]) -> Whens {
    let mut list = Vec::new();
    let mut before: Option<(usize, Days)> = None;
    for (number, sentence) in sentences.iter().enumerate() {
        if before.as_ref().is_some_and(|(at, _)| number - at > REACH) {
            before = None;
        }
        let mut last = before.take();
        in_sentence(&world.whens, document, sentence, number, &mut last, &mut list);
        before = last;
    }
    Whens { list }
}

/// The dates of a sentence: of two that overlap the longer one, of two as long the one whose rule comes first.
fn in_sentence(
    grammar: &Grammar,
    document: &Document,
    sentence: &Sentence,
    number: usize,
    before: &mut Option<(usize, Days)>,
    list: &mut Vec<When>,
) {
    let words = sentence.span.of(&document.text);
    let lower = words.to_ascii_lowercase();
    let tokens = tokens::cut(words, &lower);
    let chart = Chart::read(grammar, &tokens);
    let mut chosen: Vec<&Node> = Vec::new();
    let mut candidates: Vec<&Node> = chart.nodes.iter().filter(|node| stands_alone(grammar, node)).collect();
    candidates.sort_by_key(|node| (std::cmp::Reverse(node.end - node.start), node.value != Value::Block, node.rule, node.start));
    for node in candidates {
        if chosen.iter().any(|other| other.start < node.end && node.start < other.end) {
            continue;
        }
        if let Some(span) = span_of(sentence, &tokens, node)
            && is_written_as_date(grammar, &chart, sentence, &tokens, node, span)
        {
            chosen.push(node);
        }
    }
    chosen.sort_by_key(|node| node.start);
    for node in chosen {
        let Some(span) = span_of(sentence, &tokens, node) else { continue };
        let means = node.rule.map_or("", |rule| grammar.rules[rule].means.as_str());
        let marks = tense::Marks::of(&tokens, node.start);
        let tense = tense::of(sentence, span, &marks);
        let deadline = marks.deadline || matches!(means, "within" | "within-of" | "over-next");
        let context = Context {
            published: document.published,
            tense,
            before: before.as_ref().map(|(_, days)| days),
            deadline: marks.deadline,
            holidays: &grammar.holidays,
        };
        let mut duration = None;
        let reckoned = match &node.value {
            Value::Date(Time::Away(count, unit, _)) if means == "in" && tense == calendar::Tense::Past => {
                duration = Some(calendar::iso(*count, *unit));
                Err(Open::Unknown("how long it took"))
            }
            Value::Date(time) => {
                if let Time::Reach(count, unit, _) = time {
                    duration = Some(calendar::iso(count.abs(), *unit));
                }
                calendar::resolve(time, &context)
            }
            Value::Duration(Some(count), unit, _) => {
                duration = Some(calendar::iso(*count, *unit));
                Err(Open::Unknown("how long it lasts"))
            }
            _ => continue,
        };
        let text = Some(span.of(&document.text).to_owned());
        let date = match reckoned {
            Ok(days) => {
                let precision = if matches!(node.value, Value::Date(Time::Reach(..))) { Precision::Unknown } else { days.precision() };
                let date = Date {
                    start: Some(days.start),
                    end: Some(days.end),
                    precision,
                    basis: days.basis,
                    text,
                    span: Some(span),
                    why: Some(days.why.clone()),
                };
                *before = Some((number, days));
                date
            }
            Err(Open::Unknown(why)) => open(text, span, why.to_owned()),
            Err(Open::Ambiguous(why)) => open(text, span, why),
            Err(Open::Not) => continue,
        };
        let rule = node.rule.map_or_else(|| "when.figures".to_owned(), |rule| grammar.rules[rule].id.clone());
        let derivation = derivation(grammar, &chart, words, &tokens, node);
        list.push(When { date, span, deadline: deadline && node_is_date(node), duration, rule, derivation });
    }
}

fn open(text: Option<String>, span: Span, why: String) -> Date {
    Date { text, span: Some(span), why: Some(why), basis: Basis::None, ..Date::unknown() }
}

const fn node_is_date(node: &Node) -> bool {
    matches!(node.value, Value::Date(_))
}

/// Whether a value is a date or duration by itself, or bars one. A bare number of units is none: "two days" in "within two days".
fn stands_alone(grammar: &Grammar, node: &Node) -> bool {
    match node.value {
        Value::Date(_) | Value::Block => true,
        Value::Duration(..) => node.rule.is_some_and(|rule| grammar.rules[rule].means == "written-duration"),
        _ => false,
    }
}

fn span_of(sentence: &Sentence, tokens: &[Token<'_>], node: &Node) -> Option<Span> {
    let from = sentence.span.start();
    Span::new(from + tokens.get(node.start)?.start, from + tokens.get(node.end.checked_sub(1)?)?.end)
}

/// The rules and words of a value.
fn derivation(grammar: &Grammar, chart: &Chart, words: &str, tokens: &[Token<'_>], node: &Node) -> String {
    let Some(rule) = node.rule else {
        let text = tokens.get(node.start).zip(tokens.get(node.end - 1)).and_then(|(first, last)| words.get(first.start..last.end));
        return format!("{:?}", text.unwrap_or_default());
    };
    let parts: Vec<String> = node.children.iter().map(|child| derivation(grammar, chart, words, tokens, &chart.nodes[*child])).collect();
    format!("{}({})", grammar.rules[rule].id, parts.join(", "))
}

/// "Theresa May" is a person, "may" a verb; numbers with a noun are no years; "two months before the summit" counts from the summit.
fn is_written_as_date(grammar: &Grammar, chart: &Chart, sentence: &Sentence, tokens: &[Token<'_>], node: &Node, span: Span) -> bool {
    let Some(rule) = node.rule.map(|rule| &grammar.rules[rule]) else { return true };
    let word = sentence.word_at(span.start());
    let last = sentence.word_at(span.end() - 1);
    let next = last.and_then(|last| sentence.words.get(last + 1));
    let in_name = |kind| word.is_some_and(|word| sentence.names.iter().any(|name| name.kind == kind && name.words.contains(&word)));
    if rule.closes && !closes(tokens, node.end, next.map(|next| next.upos)) {
        return false;
    }
    // "Prices fall", "they march": the words are verbs too.
    if matches!(tokens[node.start].text, "fall" | "spring" | "summer" | "winter" | "may" | "march" | "second")
        && word.is_some_and(|word| matches!(sentence.words[word].upos, "VERB" | "AUX"))
    {
        return false;
    }
    // A longer name holds it: "the April 6 Youth Movement", "1600 Pennsylvania Avenue".
    let within_name = word.zip(last).is_some_and(|(first, last)| {
        sentence.names.iter().any(|name| name.words.contains(&first) && name.words.contains(&last) && name.words.len() > last - first + 1)
    });
    // A preposition tells the day from a name: "on Sunday Norway voted".
    let led =
        node.start > 0 && matches!(tokens[node.start - 1].text, "on" | "by" | "since" | "until" | "till" | "from" | "before" | "after");
    if within_name
        && !(led && rule.means == "weekday")
        && matches!(rule.means.as_str(), "month" | "year" | "month-day" | "weekday" | "season")
    {
        return false;
    }
    let alone = node.children.len() == 1 && chart.nodes[node.children[0]].rule.is_none();
    match rule.means.as_str() {
        "month" if in_name(NameKind::Person) || in_name(NameKind::Organisation) => false,
        "month" => {
            // Only a preposition tells the month from the verb or the name: "in May", "of March".
            let ambiguous = matches!(tokens[node.start].text, "may" | "march" | "mar" | "april" | "june" | "august");
            let led = node.start > 0
                && matches!(
                    tokens[node.start - 1].text,
                    "in" | "since"
                        | "until"
                        | "till"
                        | "by"
                        | "during"
                        | "of"
                        | "from"
                        | "between"
                        | "to"
                        | "before"
                        | "after"
                        | "through"
                        | "for"
                        | "and"
                        | "or"
                        | "throughout"
                );
            let upos = word.map_or("", |word| sentence.words[word].upos);
            let short = tokens[node.start].text.len() < 5 && !matches!(tokens[node.start].text, "may" | "june" | "july");
            !matches!(upos, "VERB" | "AUX") && (led || !ambiguous) && !short
        }
        "weekday" if alone => {
            let short = tokens[node.start].text.len() < 6;
            !short && (led || !in_name(NameKind::Person) && !in_name(NameKind::Organisation) && !in_name(NameKind::Other))
        }
        "season" | "holiday" if alone => !in_name(NameKind::Person) && !in_name(NameKind::Organisation),
        "year" => {
            let counts = last.is_some_and(|last| sentence.is(last, "nummod"));
            let many = next.is_some_and(|next| next.upos == "NOUN" && next.form.to_lowercase() != next.lemma);
            let behind = tokens.get(node.end).map_or("", |token| token.text);
            // "a 2003 study", "their 2015 deal": only right before what it dates.
            let owned =
                node.start > 0 && matches!(tokens[node.start - 1].text, "a" | "an" | "its" | "his" | "her" | "their" | "this" | "'s");
            if owned && !next.is_some_and(|next| matches!(next.upos, "NOUN" | "ADJ" | "PROPN")) {
                return false;
            }
            !(counts && (many || next.is_some_and(|next| next.upos == "PROPN")))
                && !matches!(behind, "%" | "percent" | "per" | "km" | "people" | "-" | "troops")
        }
        "month-day" => {
            // "In May 30 people died."
            let bare = tokens[node.end - 1].text.len() <= 2;
            let counted = last.is_some_and(|last| sentence.is(last, "nummod") && sentence.words[last].head > Some(last));
            let behind = tokens.get(node.end).map_or("", |token| token.text);
            let counts = bare && counted && next.is_some_and(|next| next.upos == "NOUN");
            !counts && !matches!(behind, "%" | "percent" | "per" | "million" | "billion")
        }
        "written-duration" => {
            !matches!(node.value, Value::Duration(None, ..) | Value::Duration(_, Unit::Quarter, _) | Value::Duration(_, Unit::Hour, false))
        }
        _ => true,
    }
}

/// Whether nothing follows that a distance would count from.
fn closes(tokens: &[Token<'_>], end: usize, upos: Option<&str>) -> bool {
    let Some(token) = tokens.get(end) else { return true };
    !token.text.starts_with(char::is_alphanumeric)
        || matches!(upos, Some("VERB" | "AUX" | "CCONJ"))
        || matches!(token.text, "in" | "at" | "by" | "with" | "and" | "but" | "on" | "for" | "as" | "during" | "to")
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
        let mut seen = std::collections::HashSet::new();
        for rule in world.whens.rules.iter().filter(|rule| seen.insert(rule.id.clone())) {
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
                let by_rule = text.whens.as_slice().iter().any(|when| when.derivation.contains(&format!("{}(", rule.id)));
                let wanted: Vec<&str> = wanted.split(" & ").filter(|wanted| *wanted != "none").collect();
                if found != wanted || !by_rule && !wanted.is_empty() {
                    let made: Vec<&str> = text.whens.as_slice().iter().map(|when| when.derivation.as_str()).collect();
                    wrong.push(format!("{}: {words:?} should be {wanted:?}, found {found:?} by {made:?}", rule.id));
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
