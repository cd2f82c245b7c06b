//! Sentences as CoNLL-U, so that anybody can score the analyser with the usual scripts.
//!
//! Names and roles stand in MISC: `Name=B-PER`, and on predicates `Pred=Yes|Roles=ARG0:1-2,ARG1:4-6` (words from 1).

use std::fmt::Write as _;

use super::{NameKind, Sentence, Word, known};
use crate::World;
use crate::record::Span;

/// One sentence as a CoNLL-U block, without the blank line at its end. `text` is the document's text.
#[must_use]
pub fn write(sentence: &Sentence, id: &str, text: &str) -> String {
    let mut out = format!("# sent_id = {id}\n# text = {}\n", sentence.span.of(text).replace(['\n', '\r'], " "));
    for (index, word) in sentence.words.iter().enumerate() {
        let glued = sentence.words.get(index + 1).is_some_and(|next| next.span.start() == word.span.end());
        let mut misc = annotations(sentence, index);
        if glued {
            misc.push("SpaceAfter=No".to_owned());
        }
        row(&mut out, index, word, &misc);
    }
    out
}

fn row(out: &mut String, index: usize, word: &Word, misc: &[String]) {
    let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
    let head = word.head.map_or(0, |head| head + 1);
    let upos = if word.upos.is_empty() { "_" } else { word.upos };
    let rel = if word.rel.is_empty() { "_" } else { word.rel };
    let _ = writeln!(out, "{}\t{}\t{}\t{upos}\t_\t_\t{head}\t{rel}\t_\t{misc}", index + 1, word.form, word.lemma);
}

fn annotations(sentence: &Sentence, index: usize) -> Vec<String> {
    let mut misc = Vec::new();
    if let Some(name) = sentence.names.iter().find(|name| name.words.contains(&index)) {
        let kind = match name.kind {
            NameKind::Person => "PER",
            NameKind::Organisation => "ORG",
            NameKind::Location => "LOC",
            NameKind::Norp => "NORP",
            NameKind::Other => "MISC",
        };
        misc.push(format!("Name={}-{kind}", if name.words.start == index { "B" } else { "I" }));
    }
    if let Some(predicate) = sentence.predicate(index) {
        misc.push("Pred=Yes".to_owned());
        let roles: Vec<String> = predicate.arguments.iter().map(|a| format!("{}:{}-{}", a.role, a.words.start + 1, a.words.end)).collect();
        if !roles.is_empty() {
            misc.push(format!("Roles={}", roles.join(",")));
        }
    }
    misc
}

/// Analyses CoNLL-U with its own words: comments, multiword ranges and empty nodes are copied, the rest is ours. With
/// `gold_predicates`, words whose 11th column is not `_` are taken for the predicates (the PropBank files have it).
#[must_use]
pub fn annotate(world: &World, conllu: &str, gold_predicates: bool) -> String {
    let mut out = String::with_capacity(conllu.len());
    let lines: Vec<&str> = conllu.lines().map(str::trim_end).collect();
    for block in lines.split(|line| line.is_empty()).filter(|block| !block.is_empty()) {
        annotate_block(world, block, gold_predicates, &mut out);
        out.push('\n');
    }
    out
}

fn annotate_block(world: &World, block: &[&str], gold_predicates: bool, out: &mut String) {
    let is_word = |line: &str| line.split('\t').next().is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
    let rows: Vec<Vec<&str>> = block.iter().filter(|line| is_word(line)).map(|line| line.split('\t').collect()).collect();
    let mut at = 0;
    let words: Vec<Word> = rows
        .iter()
        .filter_map(|row| {
            let form = row.get(1).copied().unwrap_or("_");
            let span = Span::new(at, at + form.len().max(1))?;
            at = span.end() + 1;
            Some(Word::new(span, form))
        })
        .collect();
    let Some(span) = Span::new(0, at) else {
        block.iter().for_each(|line| {
            let _ = writeln!(out, "{line}");
        });
        return;
    };
    let mut sentence = Sentence::new(span, 0, false, words);
    let gold: Vec<usize> = (0..rows.len()).filter(|&index| rows[index].get(10).is_some_and(|cell| *cell != "_")).collect();
    world.model.analyse(&mut sentence, gold_predicates.then_some(gold.as_slice()));
    known::settle(world, &mut sentence);
    if sentence.words.iter().any(|word| word.rel.is_empty()) {
        // Too long for the encoder: a flat tree keeps the file whole.
        for (index, word) in sentence.words.iter_mut().enumerate() {
            (word.upos, word.rel, word.head) = if index == 0 { ("X", "root", None) } else { ("X", "dep", Some(0)) };
        }
    }
    let mut index = 0;
    for line in block {
        if is_word(line) {
            let misc: Vec<String> = rows[index]
                .get(9)
                .filter(|cell| cell.contains("SpaceAfter=No"))
                .map(|_| "SpaceAfter=No".to_owned())
                .into_iter()
                .chain(annotations(&sentence, index))
                .collect();
            row(out, index, &sentence.words[index], &misc);
            index += 1;
        } else {
            let _ = writeln!(out, "{line}");
        }
    }
}
