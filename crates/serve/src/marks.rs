use legation_store::Kind;
use serde::Serialize;

use crate::card::{Card, Fact, Reason};

/// A stretch of text that is in the same records from end to end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Where it begins, in Unicode scalar values: an anchor.
    pub start: usize,
    /// Where it ends, in the same.
    pub end: usize,
    /// The anchors of the records that rest on it, the one that is marked by least text first.
    pub records: Vec<String>,
    /// Their kinds, each once, in the order of the five lists.
    pub kinds: Vec<&'static str>,
    /// Whether a note, such as boilerplate, is about it.
    pub noted: bool,
}

/// A text in paragraphs, cut wherever a record's words, or those of the reasons for it, begin or end.
pub fn paragraphs(text: &str, cards: &[&Card], notes: &[Fact]) -> Vec<Vec<Piece>> {
    let scalars: Vec<char> = text.chars().collect();
    // How much text each record marks: where several lie over each other the smallest one is what a click means.
    let mut marked: Vec<(usize, &Card)> =
        cards.iter().map(|card| (card.spans.iter().map(|[start, end]| end - start).sum(), *card)).collect();
    marked.sort_by_key(|(length, _)| *length);
    let noted: Vec<[usize; 2]> = notes.iter().filter_map(|note| note.span).collect();
    let mut cuts: Vec<usize> = cards.iter().flat_map(|card| &card.spans).chain(&noted).flatten().copied().collect();
    for card in cards {
        cuts_of(&card.why, &mut cuts);
    }
    for (at, _) in scalars.iter().enumerate().filter(|(_, scalar)| **scalar == '\n') {
        cuts.extend([at, at + 1]);
    }
    cuts.extend([0, scalars.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut paragraphs = vec![Vec::new()];
    for pair in cuts.windows(2) {
        let &[start, end] = pair else { continue };
        let Some(words) = scalars.get(start..end) else { continue };
        if words == ['\n'] {
            paragraphs.push(Vec::new());
            continue;
        }
        let inside = |[from, to]: &[usize; 2]| *from <= start && end <= *to;
        let here: Vec<&Card> = marked.iter().map(|(_, card)| *card).filter(|card| card.spans.iter().any(inside)).collect();
        let kinds = Kind::ALL.into_iter().map(Kind::name).filter(|kind| here.iter().any(|card| card.kind == *kind)).collect();
        let piece = Piece {
            text: words.iter().collect(),
            start,
            end,
            records: here.iter().map(|card| card.anchor.clone()).collect(),
            kinds,
            noted: noted.iter().any(inside),
        };
        if let Some(paragraph) = paragraphs.last_mut() {
            paragraph.push(piece);
        }
    }
    paragraphs.retain(|paragraph| paragraph.iter().any(|piece| !piece.text.trim().is_empty()));
    paragraphs
}

/// The words that a reason names are not marked, but can be led to.
fn cuts_of(why: &Reason, cuts: &mut Vec<usize>) {
    cuts.extend(why.span);
    for part in &why.parts {
        cuts_of(part, cuts);
    }
}
