//! "The call comes three months after they met": an act dated by its distance from another.

use super::calendar::{self, Context, Tense};
use super::chart::Chart;
use super::tokens;
use super::value::{Anchor, Time, Value};
use crate::Text;
use crate::analyse::Sentence;
use crate::record::{Date, Span};

/// The date of an act in a clause that a length of time and "after" or "before" lead, counted from the act of the clause above. That
/// one's date is `above`, given for its word; where it has none and the text opens with it, or it "comes", it is the day of publication.
pub fn apart(text: &Text<'_>, index: usize, trigger: usize, above: &dyn Fn(usize) -> Date) -> Option<Date> {
    let sentence = text.sentences.get(index)?;
    let (clause, mark) = led_clause(sentence, trigger)?;
    let sign = match sentence.words[mark].lemma.as_str() {
        "after" => -1,
        "before" => 1,
        _ => return None,
    };
    let (span, time) = length_before(text, sentence, mark)?;
    let (count, unit) = time;
    let head = sentence.words[clause].head?;
    let published = text.document.published;
    let comes = matches!(sentence.words[head].lemma.as_str(), "come" | "follow" | "arrive");
    let from = above(head).start.or_else(|| published.filter(|_| comes || index < 2))?;
    let anchor = Anchor::Publication;
    let context =
        Context { published: Some(from), tense: Tense::Past, before: None, deadline: false, holidays: &text.world.whens.holidays };
    let days = calendar::resolve(&Time::Away(sign * count, unit, anchor), &context).ok()?;
    Some(Date {
        start: Some(days.start),
        end: Some(days.end),
        precision: days.precision(),
        basis: days.basis,
        text: Some(text.words(span).to_owned()),
        span: Some(span),
        why: Some(days.why),
    })
}

/// The clause around a word that "after" or "before" introduces, and that word.
fn led_clause(sentence: &Sentence, word: usize) -> Option<(usize, usize)> {
    let mut at = word;
    for _ in 0..4 {
        let mark = sentence
            .children(at)
            .find(|&child| sentence.is(child, "mark") && child < at && matches!(sentence.words[child].lemma.as_str(), "after" | "before"));
        if let Some(mark) = mark {
            return Some((at, mark));
        }
        if !["xcomp", "ccomp", "obj", "aux", "conj"].iter().any(|rel| sentence.is(at, rel)) {
            return None;
        }
        at = sentence.words[at].head?;
    }
    None
}

/// The length of time right before a word: "two months" before "after".
fn length_before(text: &Text<'_>, sentence: &Sentence, word: usize) -> Option<(Span, (i32, super::value::Unit))> {
    (2..=4.min(word)).rev().find_map(|count| {
        let span = sentence.span_of(word - count..word);
        let words = text.words(span);
        let lower = words.to_ascii_lowercase();
        let tokens = tokens::cut(words, &lower);
        let chart = Chart::read(&text.world.whens, &tokens);
        let whole = chart.nodes.iter().filter(|node| node.start == 0 && node.end == tokens.len());
        let mut length = whole.filter_map(|node| match node.value {
            Value::Duration(Some(count), unit, _) => Some((count, unit)),
            _ => None,
        });
        Some((span, length.next_back()?))
    })
}
