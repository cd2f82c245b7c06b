//! Grammar as CoNLL-U, scored on its own words: UPOS, attachment with and without the universal relation, lemmas without case.
//! With the PropBank release's columns (11 the roleset, then a span column a predicate; `# srl = yes` on annotated sentences)
//! roles too, predicates given.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use legation::analyse::conllu::annotate;

use super::score::{Confusion, Tally, share};
use super::table::{Cell, PRF, Report, Table, errors, prf, text};
use super::{Common, Scored, Skipped, spread};

/// What `legation eval conllu` takes.
#[derive(Args)]
pub struct Arguments {
    /// CoNLL-U with gold tags, trees and lemmas
    file: PathBuf,
    /// Print the full matrix of relations too
    #[arg(long)]
    confusion: bool,
    #[command(flatten)]
    pub common: Common,
}

/// A gold sentence as it stands in the file.
struct Block<'a> {
    lines: Vec<&'a str>,
    rows: Vec<Vec<&'a str>>,
}

/// A role: words `[start, end)` and its name.
type Role = (usize, usize, String);

/// Scores tags, trees, lemmas and roles.
pub fn score(arguments: &Arguments) -> Scored {
    let conllu = std::fs::read_to_string(&arguments.file).with_context(|| format!("could not read {}", arguments.file.display()))?;
    let world = arguments.common.own.load()?;
    let mut skipped = Skipped::default();
    let mut blocks = Vec::new();
    for (line, lines) in split(&conllu) {
        match block(&lines) {
            Ok(rows) if rows.is_empty() => {}
            Ok(rows) => blocks.push(Block { lines, rows }),
            Err((at, message)) => skipped.tell(arguments.file.display(), Some(line + at), message),
        }
    }
    let found = spread(&blocks, |block| annotate(&world, &block.lines.join("\n"), true));
    let mut counts = Counts::default();
    for (block, found) in blocks.iter().zip(&found) {
        let rows: Vec<Vec<&str>> = found.lines().filter(|line| is_word(line)).map(|line| line.split('\t').collect()).collect();
        counts.add(block, &rows);
    }
    let count = vec![("sentences", blocks.len()), ("words", counts.words), ("skipped", skipped.0)];
    let files = vec![arguments.file.display().to_string()];
    Ok((Report { gold: "conllu", files, counts: count, tables: counts.tables(arguments.confusion) }, skipped))
}

/// What was counted so far.
#[derive(Default)]
struct Counts {
    words: usize,
    heads: usize,
    labelled: usize,
    lemmas: usize,
    tags: Confusion,
    relations: Confusion,
    /// Relations of words whose head is right too, right ones only.
    attached: Confusion,
    roles: Tally,
    role_sentences: usize,
}

impl Counts {
    fn add(&mut self, block: &Block<'_>, found: &[Vec<&str>]) {
        for (gold, found) in block.rows.iter().zip(found) {
            let cell = |at: usize| (gold[at], found.get(at).copied().unwrap_or("_"));
            let universal = |rel: (&'_ str, &'_ str)| (universal(rel.0).to_owned(), universal(rel.1).to_owned());
            let (lemma, tag, head, relation) = (cell(2), cell(3), cell(6), universal(cell(7)));
            self.words += 1;
            self.lemmas += usize::from(lemma.0.to_lowercase() == lemma.1.to_lowercase());
            self.tags.add(tag.0, tag.1);
            self.relations.add(&relation.0, &relation.1);
            if head.0 == head.1 {
                self.heads += 1;
                if relation.0 == relation.1 {
                    self.labelled += 1;
                    self.attached.add(&relation.0, &relation.1);
                }
            }
        }
        if block.lines.contains(&"# srl = yes") {
            self.role_sentences += 1;
            for (predicate, gold) in roles(&block.rows) {
                let found = found.get(predicate).map(|row| found_roles(row)).unwrap_or_default();
                let right = gold.iter().filter(|role| found.contains(role)).count();
                self.roles.add(right, found.len(), gold.len());
            }
        }
    }

    fn tables(&self, matrix: bool) -> Vec<Table> {
        let mut figures = Table::new("figures", &["figure", "share", "n"]);
        let tags = self.tags.classes().into_iter().map(|tag| self.tags.count(tag, tag)).sum();
        for (figure, right) in [("UPOS", tags), ("UAS", self.heads), ("LAS", self.labelled), ("lemmas", self.lemmas)] {
            let share = if self.words == 0 { Cell::Empty } else { Cell::Share(share(right, self.words)) };
            figures.rows.push(vec![text(figure), share, Cell::Count(self.words)]);
        }
        let mut roles = Table::new("roles", &["spans", PRF[0], PRF[1], PRF[2], "n"]);
        if self.role_sentences > 0 {
            let [precision, recall, f1] = prf(&self.roles);
            roles.rows.push(vec![text("roles"), precision, recall, f1, Cell::Count(self.roles.gold)]);
        }
        let mut relations = Table::new("relations", &["relation", "n", PRF[0], PRF[1], PRF[2], "taken_for"]);
        for relation in self.relations.classes() {
            let named = self.relations.tally(relation);
            let right = self.attached.count(relation, relation);
            let tally = Tally { good: right, hit: right, ..named };
            let [precision, recall, f1] = prf(&tally);
            relations.rows.push(vec![text(relation), Cell::Count(tally.gold), precision, recall, f1, errors(&self.relations, relation)]);
        }
        let mut tables = vec![figures, roles, Table::of_classes("tags", "tag", &self.tags), relations];
        if matrix {
            tables.push(Table::matrix(&self.relations));
        }
        tables
    }
}

fn is_word(line: &str) -> bool {
    line.split('\t').next().is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}

fn universal(relation: &str) -> &str {
    relation.split(':').next().unwrap_or(relation)
}

/// Stretches of lines without a blank one, each with the number of its first line.
fn split(conllu: &str) -> Vec<(u64, Vec<&str>)> {
    let mut out: Vec<(u64, Vec<&str>)> = Vec::new();
    let mut blank = true;
    for (number, line) in (1..).zip(conllu.lines().map(str::trim_end)) {
        match out.last_mut() {
            _ if line.is_empty() => {}
            Some((_, lines)) if !blank => lines.push(line),
            _ => out.push((number, vec![line])),
        }
        blank = line.is_empty();
    }
    out
}

/// The words of a sentence, or the line in it that is bad and why.
fn block<'a>(lines: &[&'a str]) -> Result<Vec<Vec<&'a str>>, (u64, String)> {
    let mut rows: Vec<Vec<&str>> = Vec::new();
    let mut at = Vec::new();
    for (number, line) in (0..).zip(lines) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (id, bad) = (cells[0], |message: String| Err((number, message)));
        if line.starts_with('#') {
            continue;
        }
        if cells.len() < 10 {
            return bad(format!("{} columns, CoNLL-U has 10", cells.len()));
        }
        if id.contains(['-', '.']) {
            continue;
        }
        if id.parse() != Ok(rows.len() + 1) {
            return bad(format!("{id:?} is not the number of word {}", rows.len() + 1));
        }
        rows.push(cells);
        at.push(number);
    }
    for (row, number) in rows.iter().zip(at) {
        if !row[6].parse().is_ok_and(|head: usize| head <= rows.len()) {
            return Err((number, format!("the head {:?} is no word of a sentence of {}", row[6], rows.len())));
        }
    }
    Ok(rows)
}

/// The roles of each predicate, from its span column: `(ARG0*`, `*`, `*)`. Of two that overlap the earlier counts.
fn roles(rows: &[Vec<&str>]) -> Vec<(usize, Vec<Role>)> {
    let predicates: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].get(10).is_some_and(|cell| *cell != "_")).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut out: Vec<(usize, Vec<Role>)> = Vec::new();
    for column in 11..columns {
        let (mut spans, mut open, mut verb): (Vec<Role>, Option<(usize, &str)>, Option<usize>) = (Vec::new(), None, None);
        for (at, row) in rows.iter().enumerate() {
            let cell = row.get(column).copied().unwrap_or("*");
            if let Some((role, _)) = cell.strip_prefix('(').and_then(|cell| cell.split_once('*')).filter(|(role, _)| !role.is_empty()) {
                open = Some((at, role));
            }
            if let Some((start, role)) = open.filter(|_| cell.ends_with(')')) {
                if role == "V" {
                    verb = verb.or(Some(start));
                } else if !spans.iter().any(|(first, last, _)| *first <= at && start < *last) {
                    spans.push((start, at + 1, role.to_owned()));
                }
                open = None;
            }
        }
        if let Some(predicate) = verb.or_else(|| predicates.get(column - 11).copied()) {
            out.retain(|(other, _)| *other != predicate);
            out.push((predicate, spans));
        }
    }
    out
}

/// The roles that the analyser writes into MISC, such as `Roles=ARG0:1-2,ARG1:4-6` with words from 1.
fn found_roles(row: &[&str]) -> Vec<Role> {
    let roles = row.get(9).and_then(|misc| misc.split('|').find_map(|item| item.strip_prefix("Roles="))).unwrap_or_default();
    roles
        .split(',')
        .filter_map(|item| {
            let (role, words) = item.rsplit_once(':')?;
            let (first, last) = words.split_once('-')?;
            Some((first.parse::<usize>().ok()?.checked_sub(1)?, last.parse().ok()?, role.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_lines_are_pointed_at() {
        let good = "# text = x\n1\tx\tx\tX\t_\t_\t0\troot\t_\t_";
        let file = format!("\n{good}\n\n\n{good}\n1\ty\ty\tX\t_\t_\t1\tdep\t_\t_\n\n1\tx\tx\tX\t_\t_\t3\troot\t_\t_\n\n1 x\n");
        let errors: Vec<Option<u64>> = split(&file).iter().map(|(line, lines)| block(lines).err().map(|(at, _)| line + at)).collect();
        assert_eq!(errors, [None, Some(8), Some(10), Some(12)]);
    }

    #[test]
    fn roles_are_read_from_their_columns() {
        let file = "1\tPeru\t_\t_\t_\t_\t2\t_\t_\t_\t_\t(ARG0*)\t(ARG0*)
2\ttried\t_\t_\t_\t_\t0\t_\t_\t_\ttry.01\t(V*)\t*
3\tto\t_\t_\t_\t_\t4\t_\t_\t_\t_\t(ARG1*\t*
4\tleave\t_\t_\t_\t_\t2\t_\t_\t_\tleave.01\t*)\t(V*)";
        let rows = block(&file.lines().collect::<Vec<_>>()).expect("it is sound");
        let peru = (0, 1, "ARG0".to_owned());
        assert_eq!(roles(&rows), [(1, vec![peru.clone(), (2, 4, "ARG1".to_owned())]), (3, vec![peru.clone()])]);
        let found =
            found_roles(&"_\t_\t_\t_\t_\t_\t_\t_\t_\tName=B-LOC|Pred=Yes|Roles=ARG0:1-1,ARGM-TMP:3-4".split('\t').collect::<Vec<_>>());
        assert_eq!(found, [peru, (2, 4, "ARGM-TMP".to_owned())]);
    }
}
