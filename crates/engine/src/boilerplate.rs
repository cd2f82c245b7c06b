//! Text that is no news: newsletter boxes, share lines, "read more", bylines, datelines, photo credits.
//!
//! Needs: the document. Gives: spans that are never coded, each with a note.
//! Example: "Sign up for our newsletter". Proof: `corpus/boilerplate.md`.

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use crate::record::{Note, NoteKind, Span};
use crate::world::{Files, WorldError};
use crate::{Document, World};

/// One rule of `data/rules/boilerplate.toml`.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Unique, such as `boilerplate.byline`.
    pub id: String,
    /// The reason.
    pub why: String,
    pattern: Regex,
    followed_by: Option<Regex>,
    prefix: bool,
    /// Lines that it drops.
    pub yes: Vec<String>,
    /// Lines that it keeps.
    pub no: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    why: String,
    pattern: String,
    followed_by: Option<String>,
    #[serde(default)]
    case: bool,
    #[serde(default)]
    prefix: bool,
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    rule: Vec<Raw>,
}

/// Loads `rules/boilerplate.toml`.
///
/// # Errors
/// Where a pattern is broken.
pub fn load(files: &Files) -> Result<Vec<Rule>, WorldError> {
    let path = "rules/boilerplate.toml";
    let compiled = |raw: Raw| {
        let build = |pattern: &str, case: bool| {
            let built = RegexBuilder::new(pattern).case_insensitive(!case).build();
            built.map_err(|error| WorldError::new(path, None, format!("the rule {:?} has a broken pattern: {error}", raw.id)))
        };
        let pattern = build(&raw.pattern, raw.case)?;
        let followed_by = raw.followed_by.as_deref().map(|pattern| build(pattern, false)).transpose()?;
        Ok(Rule {
            id: raw.id.clone(),
            why: raw.why.clone(),
            pattern,
            followed_by,
            prefix: raw.prefix,
            yes: raw.yes.clone(),
            no: raw.no.clone(),
        })
    };
    files.toml::<File>(path)?.rule.into_iter().map(compiled).collect()
}

/// The stretches of a document that are no news, in order, each told in `notes`.
#[must_use]
pub fn find(world: &World, document: &Document, notes: &mut Vec<Note>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut at = 0;
    let mut next: Option<(&Rule, &Regex)> = None;
    for line in document.text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len()).and_then(|span| span.trimmed(&document.text));
        at += line.len();
        let Some(span) = span else { continue };
        let words = span.of(&document.text);
        let follows = next.take().filter(|(_, pattern)| pattern.is_match(words)).map(|(rule, _)| (rule, span));
        let hit = follows.or_else(|| world.boilerplate.iter().find_map(|rule| Some((rule, matched(rule, words, span, spans.is_empty())?))));
        if let Some((rule, span)) = hit {
            next = rule.followed_by.as_ref().map(|pattern| (rule, pattern));
            notes.push(Note { kind: NoteKind::Boilerplate, span: Some(span), text: format!("not part of the news ({})", rule.id) });
            spans.push(span);
        }
    }
    spans
}

/// The part of a line that a rule drops.
fn matched(rule: &Rule, words: &str, span: Span, at_start: bool) -> Option<Span> {
    let hit = rule.pattern.find(words)?;
    if !rule.prefix {
        return Some(span);
    }
    // A dateline stands before the first sentence only.
    (at_start && hit.start() == 0 && hit.end() < words.len()).then(|| Span::new(span.start(), span.start() + hit.end())).flatten()
}

#[cfg(test)]
mod tests {
    use crate::{Document, World};

    #[test]
    fn rules_hold() {
        let world = World::builtin().expect("the built-in world loads");
        for rule in &world.boilerplate {
            let drops = |line: &str| {
                let document = Document::new(
                    "example",
                    format!("{line}Both sides met on Monday.", line = if rule.prefix { line.to_owned() } else { format!("{line}\n") }),
                );
                let mut notes = Vec::new();
                let _ = super::find(&world, &document, &mut notes);
                notes.iter().any(|note| note.text.contains(&rule.id))
            };
            for line in &rule.yes {
                assert!(drops(line), "{} should drop {line:?}", rule.id);
            }
            for line in &rule.no {
                assert!(!drops(line), "{} should keep {line:?}", rule.id);
            }
        }
    }
}
