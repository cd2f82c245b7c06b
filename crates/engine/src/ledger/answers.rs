use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::analyse;
use crate::world::{Files, WorldError};
use crate::{Span, World};

/// Words of sentences that answer earlier reports (`data/lexicon/answers.toml`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    kinds: Vec<Kind>,
    acts: BTreeMap<String, Vec<String>>,
}

/// One way to answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    kind: String,
    cues: Vec<String>,
    about: Vec<String>,
    #[serde(default)]
    after: bool,
}

/// A sentence that may answer an earlier report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// `denies`, `corrects`, `cancelled`, `postponed`, `outcome` or `broken`.
    pub kind: String,
    /// The sentence.
    pub sentence: Span,
    /// What is answered: the sentence, or what stands in it behind the cue.
    pub about: Span,
    /// PLOVER types of acts that its words name, such as `ASSAULT` for "any shelling".
    pub names: BTreeSet<String>,
}

impl Answers {
    /// Loads `lexicon/answers.toml`.
    ///
    /// # Errors
    /// Where it is missing or broken.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        files.toml("lexicon/answers.toml")
    }
}

/// The sentences of a text that may answer an earlier report, from their words alone: whom and what they answer is for the caller to find.
#[must_use]
pub fn replies(world: &World, text: &str) -> Vec<Reply> {
    sentences(world, text)
        .into_iter()
        .flat_map(|sentence| {
            let words = words(text, sentence);
            let all = &world.answers;
            all.kinds.iter().filter_map(move |kind| {
                let (start, end) = kind.cues.iter().find_map(|cue| found(&words, cue, 0))?;
                let from = if kind.after { end } else { 0 };
                if !kind.about.is_empty() && !kind.about.iter().any(|about| found(&words, about, from).is_some_and(|(at, _)| at != start)) {
                    return None;
                }
                // "denied that": what is denied stands behind; "is untrue", "nothing to do with": before it, or on both sides.
                let behind = kind.kind == "denies" && (kind.after || words[start].0.starts_with("den")) && end < words.len();
                let about = if behind { Span::new(words[end].1.start(), sentence.end())? } else { sentence };
                let within = &words[if behind { end } else { 0 }..];
                let names = all.acts.iter().filter(|(_, nouns)| nouns.iter().any(|noun| found(within, noun, 0).is_some()));
                Some(Reply { kind: kind.kind.clone(), sentence, about, names: names.map(|(kind, _)| kind.clone()).collect() })
            })
        })
        .collect()
}

/// The sentences of a text, without its analysis.
#[must_use]
pub fn sentences(world: &World, text: &str) -> Vec<Span> {
    let pieces = analyse::split(text, &|word| world.abbreviations.contains(word));
    pieces.into_iter().filter_map(|piece| Span::new(piece.range.start, piece.range.end)?.trimmed(text)).collect()
}

/// Words in lower case, with their places.
fn words(text: &str, sentence: Span) -> Vec<(String, Span)> {
    let own = sentence.of(text);
    let mut found = Vec::new();
    let mut start = None;
    for (at, letter) in own.char_indices().chain([(own.len(), ' ')]) {
        let inside = letter.is_alphanumeric() || (letter == '-' && start.is_some());
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.extend(Span::new(sentence.start() + from, sentence.start() + at).map(|span| (span.of(text).to_lowercase(), span)));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Where a cue stands: the first of its words and the one behind its last. "*" for itself is one or two words.
fn found(words: &[(String, Span)], cue: &str, from: usize) -> Option<(usize, usize)> {
    let parts: Vec<&str> = cue.split(' ').collect();
    (from..words.len()).find_map(|start| fits(words, start, &parts).map(|end| (start, end)))
}

fn fits(words: &[(String, Span)], at: usize, parts: &[&str]) -> Option<usize> {
    let Some((first, rest)) = parts.split_first() else { return Some(at) };
    let (word, _) = words.get(at)?;
    if *first == "*" {
        return (at + 1..at + 4).find_map(|next| fits(words, next, rest));
    }
    let same = first.strip_suffix('*').map_or(word == first, |start| word.starts_with(start));
    same.then(|| fits(words, at + 1, rest)).flatten()
}

#[cfg(test)]
mod tests {
    use super::replies;
    use crate::World;

    fn told(text: &str) -> Vec<(String, String)> {
        let world = World::builtin().expect("the built-in world loads");
        replies(&world, text).into_iter().map(|reply| (reply.kind, reply.about.of(text).to_owned())).collect()
    }

    #[test]
    fn denials_corrections_and_cancellations_are_seen_with_what_they_answer() {
        let one = |kind: &str, about: &str| vec![(kind.to_owned(), about.to_owned())];
        assert_eq!(told("Peru denied that it had closed the port."), one("denies", "that it had closed the port."));
        assert_eq!(told("Peru dismissed reports of a raid."), one("denies", "reports of a raid."));
        assert_eq!(told("Peru dismissed its ambassador."), []);
        assert_eq!(told("The ministry revised the toll to nine."), one("corrects", "The ministry revised the toll to nine."));
        assert_eq!(told("Parliament revised the law."), []);
        assert_eq!(told("The minister called off the visit."), one("cancelled", "The minister called off the visit."));
        assert_eq!(told("No arrest had been made."), one("denies", "No arrest had been made."));
    }
}
