use std::collections::BTreeSet;

use crate::Text;
use crate::record::Amount;

/// The amounts of each act of a text, in the order of `spots`, the sentences and words of their triggers: those in its clause that do
/// not belong to another act. Of two acts one above the other in the tree, the lower has what hangs on it.
#[must_use]
pub fn of_acts(text: &Text<'_>, spots: &[(usize, usize)]) -> Vec<Vec<Amount>> {
    let known: BTreeSet<(usize, usize)> = spots.iter().copied().collect();
    spots
        .iter()
        .map(|&(index, word)| {
            let sentence = &text.sentences[index];
            let clause = sentence.span_of(sentence.subtree(word));
            let is_own = |amount: &Amount| nearest(text, index, amount, &known).is_none_or(|nearest| nearest == word);
            text.amounts.within(clause).into_iter().filter(is_own).collect()
        })
        .collect()
}

/// The first act above an amount in the tree.
fn nearest(text: &Text<'_>, index: usize, amount: &Amount, acts: &BTreeSet<(usize, usize)>) -> Option<usize> {
    let sentence = &text.sentences[index];
    let (first, last) = (sentence.word_at(amount.span.start())?, sentence.word_at(amount.span.end() - 1)?);
    let head = sentence.head_of(first..last + 1);
    let above = std::iter::successors(Some(head), |&at| sentence.words[at].head).take(sentence.words.len());
    above.into_iter().find(|&word| acts.contains(&(index, word)))
}
