//! From scores to trees and tag sequences.

use super::labels::Tag;

/// The best tree with a single root for `n` words: `score(word, head)` with head 0 for the root and head `i + 1` for word `i`.
/// Gives each word's head, `None` at the root. Greedy where that is a tree, else Chu-Liu/Edmonds for each of the likeliest roots.
#[must_use]
pub fn tree(n: usize, score: &dyn Fn(usize, usize) -> f32) -> Vec<Option<usize>> {
    if n == 0 {
        return Vec::new();
    }
    let heads: Vec<usize> = (0..n)
        .map(|word| {
            (0..=n).filter(|&head| head != word + 1).fold(0, |best, head| if score(word, head) > score(word, best) { head } else { best })
        })
        .collect();
    let heads = if is_tree(&heads) { heads } else { best_of_roots(n, score) };
    heads.into_iter().map(|head| head.checked_sub(1)).collect()
}

fn is_tree(heads: &[usize]) -> bool {
    heads.iter().filter(|&&head| head == 0).count() == 1
        && (0..heads.len()).all(|word| {
            let mut at = word + 1;
            (0..=heads.len()).any(|_| {
                at = if at == 0 { 0 } else { heads[at - 1] };
                at == 0
            })
        })
}

fn best_of_roots(n: usize, score: &dyn Fn(usize, usize) -> f32) -> Vec<usize> {
    let mut roots: Vec<usize> = (0..n).collect();
    roots.sort_by(|&a, &b| score(b, 0).total_cmp(&score(a, 0)));
    let total = |heads: &[usize]| heads.iter().enumerate().map(|(word, &head)| f64::from(score(word, head))).sum::<f64>();
    let mut best: Option<(f64, Vec<usize>)> = None;
    for &root in roots.iter().take(3) {
        // Node 0 is the root, node i + 1 word i; only `root` may hang on node 0.
        let mut scores = vec![vec![f64::NEG_INFINITY; n + 1]; n + 1];
        for word in 0..n {
            for (head, cell) in scores[word + 1].iter_mut().enumerate() {
                if head != word + 1 && (head == 0) == (word == root) {
                    *cell = f64::from(score(word, head));
                }
            }
        }
        let heads = edmonds(&scores)[1..].to_vec();
        let sum = total(&heads);
        if best.as_ref().is_none_or(|(most, _)| sum > *most) {
            best = Some((sum, heads));
        }
    }
    best.map_or_else(|| (0..n).collect(), |(_, heads)| heads)
}

/// Chu-Liu/Edmonds: `scores[node][head]`, node 0 the root. Gives each node's head (node 0's is 0).
fn edmonds(scores: &[Vec<f64>]) -> Vec<usize> {
    let n = scores.len();
    let mut heads = vec![0; n];
    for node in 1..n {
        heads[node] = (0..n)
            .filter(|&head| head != node)
            .fold(usize::from(node == 0), |best, head| if best == node || scores[node][head] > scores[node][best] { head } else { best });
    }
    let Some(cycle) = cycle(&heads) else { return heads };
    let inside = |node: usize| cycle.contains(&node);
    let rest: Vec<usize> = (0..n).filter(|&node| !inside(node)).collect();
    let merged = rest.len();
    let mut smaller = vec![vec![f64::NEG_INFINITY; merged + 1]; merged + 1];
    let mut enter = vec![cycle[0]; merged];
    let mut leave = vec![cycle[0]; merged];
    for (at, &node) in rest.iter().enumerate() {
        for (other, &head) in rest.iter().enumerate() {
            smaller[at][other] = scores[node][head];
        }
        // From the cycle to `node`: its best head inside.
        leave[at] = cycle.iter().copied().fold(cycle[0], |best, head| if scores[node][head] > scores[node][best] { head } else { best });
        smaller[at][merged] = scores[node][leave[at]];
        // From `node` into the cycle: the member whose head it best replaces.
        let gain = |member: usize| scores[member][node] - scores[member][heads[member]];
        enter[at] = cycle.iter().copied().fold(cycle[0], |best, member| if gain(member) > gain(best) { member } else { best });
        smaller[merged][at] = gain(enter[at]);
    }
    let solved = edmonds(&smaller);
    for (at, &node) in rest.iter().enumerate().skip(1) {
        heads[node] = if solved[at] == merged { leave[at] } else { rest[solved[at]] };
    }
    let from = solved[merged];
    heads[enter[from]] = rest[from];
    heads
}

fn cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut colour = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut at = start;
        while at != 0 && colour[at] == 0 {
            colour[at] = start;
            at = heads[at];
        }
        if at != 0 && colour[at] == start {
            let mut members = vec![at];
            let mut next = heads[at];
            while next != at {
                members.push(next);
                next = heads[next];
            }
            return Some(members);
        }
    }
    None
}

/// Something found in a sequence: label, first word, one past the last, mean probability.
pub type Run = (&'static str, usize, usize, f32);

/// The likeliest sequence of tags for `n` words in which no `I-X` follows anything but `B-X` or `I-X`, as runs.
#[must_use]
pub fn runs(n: usize, tags: &[Tag], logits: &dyn Fn(usize, usize) -> f32) -> Vec<Run> {
    let count = tags.len();
    // What may come before each I-: its B- and itself.
    let before_inside: Vec<Vec<usize>> = tags
        .iter()
        .map(|tag| match tag {
            Tag::Inside(label) => {
                (0..count).filter(|&before| matches!(tags[before], Tag::Begin(other) | Tag::Inside(other) if other == *label)).collect()
            }
            _ => Vec::new(),
        })
        .collect();
    let mut score = vec![f32::NEG_INFINITY; count];
    let mut back = vec![vec![0_usize; count]; n];
    for (word, back) in back.iter_mut().enumerate() {
        let best_before = (0..count).fold(0, |best, tag| if score[tag] > score[best] { tag } else { best });
        let mut next = vec![f32::NEG_INFINITY; count];
        for (tag, kind) in tags.iter().enumerate() {
            let inside = matches!(kind, Tag::Inside(_));
            if word == 0 {
                next[tag] = if inside { f32::NEG_INFINITY } else { logits(word, tag) };
                continue;
            }
            let before = if inside {
                before_inside[tag].iter().copied().reduce(|best, before| if score[before] > score[best] { before } else { best })
            } else {
                Some(best_before)
            };
            if let Some(before) = before {
                next[tag] = score[before] + logits(word, tag);
                back[tag] = before;
            }
        }
        score = next;
    }
    let mut sequence = vec![0; n];
    let mut tag = (0..count).fold(0, |best, tag| if score[tag] > score[best] { tag } else { best });
    for word in (0..n).rev() {
        sequence[word] = tag;
        tag = back[word][tag];
    }
    let mut found: Vec<Run> = Vec::new();
    for (word, &tag) in sequence.iter().enumerate() {
        match (tags[tag], found.last_mut()) {
            (Tag::Begin(label), _) => found.push((label, word, word + 1, probability(count, word, tag, logits))),
            (Tag::Inside(_), Some((_, _, end, sum))) => {
                *end = word + 1;
                *sum += probability(count, word, tag, logits);
            }
            _ => {}
        }
    }
    for (_, start, end, sum) in &mut found {
        *sum /= (*end - *start) as f32;
    }
    found
}

fn probability(count: usize, word: usize, tag: usize, logits: &dyn Fn(usize, usize) -> f32) -> f32 {
    let own = logits(word, tag);
    1.0 / (0..count).map(|other| (logits(word, other) - own).exp()).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Tag, runs, tree};

    #[test]
    fn breaks_a_cycle() {
        // "a" and "b" want each other; the root is worth more through "b".
        let scores = [[0.0, f32::NEG_INFINITY, 9.0], [1.0, 9.0, f32::NEG_INFINITY]];
        assert_eq!(tree(2, &|word, head| scores[word][head]), [Some(1), None]);
    }

    #[test]
    fn an_inside_tag_needs_its_begin() {
        let tags = [Tag::Outside, Tag::Begin("PER"), Tag::Inside("PER"), Tag::Begin("LOC"), Tag::Inside("LOC")];
        let logits = [[0.0, 5.0, 0.0, 4.9, 0.0], [0.0, 0.0, 0.0, 0.0, 9.0]];
        assert_eq!(
            runs(2, &tags, &|word, tag| logits[word][tag]).iter().map(|run| (run.0, run.1, run.2)).collect::<Vec<_>>(),
            [("LOC", 0, 2)]
        );
    }

    proptest! {
        #[test]
        fn any_scores_give_one_tree(n in 1_usize..12, seed in proptest::collection::vec(-5.0_f32..5.0, 12 * 13)) {
            let heads = tree(n, &|word, head| seed[word * 13 + head]);
            prop_assert_eq!(heads.iter().filter(|head| head.is_none()).count(), 1);
            for start in 0..n {
                let mut at = start;
                let mut steps = 0;
                while let Some(head) = heads[at] {
                    at = head;
                    steps += 1;
                    prop_assert!(steps <= n, "a cycle in {:?}", heads);
                }
            }
        }
    }
}
