//! Figures that all formats share: precision and recall, confusion, calibration, and who matches whom.

use std::collections::{BTreeMap, BTreeSet};

/// The label of no answer.
pub const NONE: &str = "NONE";

/// Counts for precision (of what was found) and recall (of gold). `good` and `hit` differ only where one record found may
/// answer for several of gold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Of what was found, the right.
    pub good: usize,
    /// What was found.
    pub found: usize,
    /// Of gold, what was hit.
    pub hit: usize,
    /// Gold.
    pub gold: usize,
}

impl Tally {
    /// Adds counts in which each record found answers for one of gold.
    pub fn add(&mut self, right: usize, found: usize, gold: usize) {
        self.good += right;
        self.found += found;
        self.hit += right;
        self.gold += gold;
    }

    /// The share of what was found that is right; 0 where nothing was found.
    pub fn precision(&self) -> f64 {
        share(self.good, self.found)
    }

    /// The share of gold that was hit; 0 where there is none.
    pub fn recall(&self) -> f64 {
        share(self.hit, self.gold)
    }

    /// The harmonic mean of both.
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
    }
}

/// `part / whole`, 0 where the whole is nothing.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// How often which gold class was taken for which.
#[derive(Debug, Default)]
pub struct Confusion(BTreeMap<(String, String), usize>);

impl Confusion {
    /// Counts one item.
    pub fn add(&mut self, gold: &str, found: &str) {
        *self.0.entry((gold.to_owned(), found.to_owned())).or_default() += 1;
    }

    /// How often `gold` was taken for `found`.
    pub fn count(&self, gold: &str, found: &str) -> usize {
        self.0.get(&(gold.to_owned(), found.to_owned())).copied().unwrap_or_default()
    }

    /// The classes that gold has.
    pub fn classes(&self) -> BTreeSet<&str> {
        self.0.keys().map(|(gold, _)| gold.as_str()).collect()
    }

    /// All classes, of gold and found.
    pub fn labels(&self) -> BTreeSet<&str> {
        self.0.keys().flat_map(|(gold, found)| [gold.as_str(), found.as_str()]).collect()
    }

    /// The counts of one class.
    pub fn tally(&self, class: &str) -> Tally {
        let sum = |is: &dyn Fn(&str, &str) -> bool| self.0.iter().filter(|((gold, found), _)| is(gold, found)).map(|(_, n)| n).sum();
        let right = self.count(class, class);
        Tally { good: right, found: sum(&|_, found| found == class), hit: right, gold: sum(&|gold, _| gold == class) }
    }

    /// What a gold class was wrongly taken for, most often first.
    pub fn wrong(&self, class: &str) -> Vec<(&str, usize)> {
        let mut wrong: Vec<(&str, usize)> = self
            .0
            .iter()
            .filter(|((gold, found), _)| gold == class && found != class)
            .map(|((_, found), n)| (found.as_str(), *n))
            .collect();
        wrong.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        wrong
    }

    /// The mean F1 of the classes that gold has; each counts the same however rare it is.
    pub fn macro_f1(&self) -> f64 {
        let classes = self.classes();
        #[expect(clippy::cast_precision_loss, reason = "classes are few")]
        let number = classes.len().max(1) as f64;
        classes.iter().map(|class| self.tally(class).f1()).sum::<f64>() / number
    }

    /// The share of items that were taken for what they are.
    pub fn accuracy(&self) -> f64 {
        let right = self.0.iter().filter(|((gold, found), _)| gold == found).map(|(_, n)| n).sum();
        share(right, self.0.values().sum())
    }
}

/// An answer that says how sure it is.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    /// 0 to 1.
    pub confidence: f64,
    /// Whether it is right.
    pub right: bool,
}

/// Answers of like confidence.
#[derive(Debug, PartialEq)]
pub struct Bin {
    /// The lower bound, in tenths; the last bin holds confidence 1 too.
    pub tenth: usize,
    /// Answers in it.
    pub n: usize,
    /// Their mean confidence.
    pub said: f64,
    /// The share of them that is right.
    pub right: f64,
}

/// Answers in ten bins of confidence; empty ones are left out.
pub fn reliability(answers: &[Answer]) -> Vec<Bin> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a confidence is 0 to 1")]
    let tenth = |answer: &Answer| ((answer.confidence * 10.0 + 1e-6) as usize).min(9);
    (0..10)
        .filter_map(|at| {
            let inside: Vec<&Answer> = answers.iter().filter(|answer| tenth(answer) == at).collect();
            let right = inside.iter().filter(|answer| answer.right).count();
            (!inside.is_empty()).then(|| Bin {
                tenth: at,
                n: inside.len(),
                said: inside.iter().map(|answer| answer.confidence).sum::<f64>() * share(1, inside.len()),
                right: share(right, inside.len()),
            })
        })
        .collect()
}

/// The expected calibration error: the mean distance of what is said from what is right, each bin by its number of answers.
pub fn calibration_error(bins: &[Bin]) -> f64 {
    let all = bins.iter().map(|bin| bin.n).sum();
    bins.iter().map(|bin| share(bin.n, all) * (bin.said - bin.right).abs()).sum()
}

/// Pairs gold with found one to one, the best pairs first; scores of 0 are no pairs. Where scores are equal, the earlier goes first.
pub fn pair(gold: usize, found: usize, score: impl Fn(usize, usize) -> f64) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(f64, usize, usize)> = (0..gold)
        .flat_map(|i| (0..found).map(move |j| (i, j)))
        .map(|(i, j)| (score(i, j), i, j))
        .filter(|(score, _, _)| *score > 0.0)
        .collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut taken_gold, mut taken_found) = (vec![false; gold], vec![false; found]);
    let mut out = Vec::new();
    for (_, i, j) in pairs {
        if !taken_gold[i] && !taken_found[j] {
            (taken_gold[i], taken_found[j]) = (true, true);
            out.push((i, j));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    }

    /// Gold AAABB C, found AABBA and no answer for C: A 2 of 3 both ways, B 1 of 2 both ways, C nothing.
    fn confusion() -> Confusion {
        let mut confusion = Confusion::default();
        for (gold, found) in [("A", "A"), ("A", "A"), ("A", "B"), ("B", "B"), ("B", "A"), ("C", NONE)] {
            confusion.add(gold, found);
        }
        confusion
    }

    #[test]
    fn precision_recall_f1() {
        let tally = Tally { good: 3, found: 4, hit: 3, gold: 6 };
        near(tally.precision(), 0.75);
        near(tally.recall(), 0.5);
        near(tally.f1(), 0.6);
        near(Tally::default().f1(), 0.0);
    }

    #[test]
    fn classes_are_counted() {
        let confusion = confusion();
        assert_eq!(confusion.tally("A"), Tally { good: 2, found: 3, hit: 2, gold: 3 });
        assert_eq!(confusion.tally("C"), Tally { good: 0, found: 0, hit: 0, gold: 1 });
        near(confusion.accuracy(), 0.5);
        // (2/3 + 1/2 + 0) / 3; NONE is no class of gold.
        near(confusion.macro_f1(), 7.0 / 18.0);
        assert_eq!(confusion.wrong("C"), [(NONE, 1)]);
        assert_eq!(confusion.labels().len(), 4);
    }

    #[test]
    fn the_most_frequent_error_comes_first() {
        let mut confusion = confusion();
        for _ in 0..2 {
            confusion.add("A", "C");
        }
        assert_eq!(confusion.wrong("A"), [("C", 2), ("B", 1)]);
    }

    /// .9 and 1 are right, of .5 and .6 (two bins) one: |.95 - 1| * 2/4 + |.5 - 0| / 4 + |.6 - 1| / 4.
    #[test]
    fn calibration_is_counted_by_bins() {
        let answers = [(0.9, true), (1.0, true), (0.5, false), (0.6, true)].map(|(confidence, right)| Answer { confidence, right });
        let bins = reliability(&answers);
        assert_eq!(bins.iter().map(|bin| (bin.tenth, bin.n)).collect::<Vec<_>>(), [(5, 1), (6, 1), (9, 2)]);
        near(bins[2].said, 0.95);
        near(calibration_error(&bins), 0.25);
        near(calibration_error(&[]), 0.0);
    }

    #[test]
    fn the_best_pairs_go_first() {
        let scores = [[0.5, 0.9], [0.4, 0.8], [0.0, 0.0]];
        assert_eq!(pair(3, 2, |i, j| scores[i][j]), [(0, 1), (1, 0)]);
        assert_eq!(pair(2, 2, |_, _| 1.0), [(0, 0), (1, 1)]);
    }
}
