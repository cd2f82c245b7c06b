//! Mends what no tree of English has, where the analyser's scores say it all the same.

use super::Word;

/// Relations inside a name or between a title and a name: they do not reach over a verb.
const OF_NAMES: [&str; 4] = ["flat", "appos", "nmod:desc", "compound"];

/// Mends a tree, in place: what hangs on a name over a verb depends on that verb ("Roe spoke today with John Doe"), and a preposition
/// belongs to the noun that heads its phrase ("with His Majesty King X").
pub fn mend(words: &mut [Word]) {
    for word in 0..words.len() {
        past(words, word);
    }
    for word in 0..words.len() {
        detach(words, word);
    }
    for verb in 0..words.len() {
        subject(words, verb);
    }
    for word in 0..words.len() {
        light(words, word);
    }
    for word in 0..words.len() {
        if words[word].rel == "obl" && !has_case(words, word) && !take_case(words, word) {
            bare(words, word);
        }
    }
}

/// Whether a word is `top` or depends on it.
fn is_under(words: &[Word], mut at: usize, top: usize) -> bool {
    for _ in 0..words.len() {
        match words[at].head {
            _ if at == top => return true,
            Some(head) => at = head,
            None => return false,
        }
    }
    false
}

fn has_case(words: &[Word], word: usize) -> bool {
    (0..word).any(|at| words[at].head == Some(word) && words[at].rel == "case")
}

/// Gives a word the preposition that begins its phrase and hangs on a part of it.
fn take_case(words: &mut [Word], word: usize) -> bool {
    let Some(first) = (0..word).rev().take_while(|&at| is_under(words, at, word) || words[at].upos == "PUNCT").last() else { return false };
    if words[first].rel != "case" {
        return false;
    }
    words[first].head = Some(word);
    true
}

/// "After talks with Roe, Doe met Poe": a name between a comma and a verb that lacks a subject is its subject, and no part of what
/// stands before the comma.
fn subject(words: &mut [Word], verb: usize) {
    let finite =
        words[verb].upos == "VERB" && !words[verb].form.ends_with("ing") && matches!(words[verb].rel, "root" | "ccomp" | "parataxis");
    if !finite || words.iter().any(|word| word.head == Some(verb) && word.rel.starts_with("nsubj")) {
        return;
    }
    let under = |at: usize, top: usize| is_under(words, at, top);
    let candidate = (0..verb).rev().find(|&at| {
        words[at].upos == "PROPN"
            && matches!(words[at].rel, "appos" | "flat")
            && !matches!(words[at].form.as_str(), "Jr." | "Jr" | "Sr." | "Sr")
            && words[at].head.is_some_and(|head| head < at)
            && (at + 1..verb).all(|inner| under(inner, at) || words[inner].upos == "PUNCT")
            && (0..at).rev().find(|&before| words[before].form == "," || !under(before, at)).is_some_and(|before| words[before].form == ",")
    });
    if let Some(name) = candidate.filter(|&name| !under(verb, name)) {
        words[name].head = Some(verb);
        words[name].rel = "nsubj";
    }
}

/// A name right behind a verb without object is its object: "welcomed President-elect Roe".
fn bare(words: &mut [Word], word: usize) {
    let Some(verb) = words[word].head.filter(|&head| head < word && words[head].upos == "VERB") else { return };
    let close = (verb + 1..word).all(|at| matches!(words[at].upos, "PROPN" | "ADJ" | "NOUN" | "DET" | "PUNCT") && words[at].form != ",");
    let has_object = words.iter().any(|other| other.head == Some(verb) && other.rel == "obj");
    if words[word].upos == "PROPN" && close && !has_object {
        words[word].rel = "obj";
    }
}

/// "Peru pulled out": what has a subject and no copula and ends in -ed is a verb, whatever part of speech it was taken for.
fn past(words: &mut [Word], word: usize) {
    let clause = ["root", "ccomp", "parataxis", "conj", "advcl", "acl:relcl"].contains(&words[word].rel);
    let has = |rel: &str| words.iter().any(|other| other.head == Some(word) && other.rel.split(':').next() == Some(rel));
    if clause && !matches!(words[word].upos, "VERB" | "NOUN" | "PROPN") && words[word].form.ends_with("ed") && has("nsubj") && !has("cop") {
        words[word].upos = "VERB";
    }
}

/// "held talks with Roe": a noun behind a verb is no part of a compound with it but its object; what a preposition leads is none.
fn light(words: &mut [Word], word: usize) {
    let Some(verb) = words[word].head.filter(|&head| head < word && words[head].upos == "VERB") else { return };
    if words[word].rel != "compound" || words[word].upos != "NOUN" {
        return;
    }
    words[word].rel = "obj";
    for other in word + 1..words.len() {
        if words[other].head == Some(verb) && words[other].rel == "obj" && has_case(words, other) {
            words[other].rel = "obl";
        }
    }
}

/// What hangs on a name over a verb, or is called the subject of a verb before it, depends on that verb as its preposition says.
fn detach(words: &mut [Word], word: usize) {
    let Some(head) = words[word].head.filter(|&head| head < word) else { return };
    let nominal = matches!(words[word].upos, "PROPN" | "NOUN");
    let is_verb = |at: usize| words[at].upos == "VERB";
    let verb = if OF_NAMES.contains(&words[word].rel) {
        (head + 1..word).rev().find(|&between| is_verb(between))
    } else if words[word].rel == "nsubj" && is_verb(head) {
        Some(head)
    } else {
        None
    };
    // A verb below the word would close a circle.
    let Some(verb) = verb.filter(|&verb| nominal && !is_under(words, verb, word)) else { return };
    let led = has_case(words, word) || take_case(words, word);
    let flat = words[word].rel == "flat";
    if led || flat {
        words[word].head = Some(verb);
        words[word].rel = if led { "obl" } else { "obj" };
    }
}

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::Span;
    use crate::analyse::Word;

    fn words(rows: &[(&str, &'static str, usize, &'static str)]) -> Vec<Word> {
        let word = |&(form, upos, head, rel): &(&str, &'static str, usize, &'static str)| Word {
            span: Span::new(0, 1).expect("a span"),
            form: form.to_owned(),
            lemma: form.to_owned(),
            upos,
            head: head.checked_sub(1),
            rel,
            confidence: 1.0,
        };
        rows.iter().map(word).collect()
    }

    #[test]
    fn a_name_behind_a_verb_is_no_part_of_one_before_it() {
        let mut tree = words(&[
            ("Roe", "PROPN", 2, "nsubj"),
            ("spoke", "VERB", 0, "root"),
            ("with", "ADP", 4, "case"),
            ("John", "PROPN", 1, "flat"),
            ("Doe", "PROPN", 4, "flat"),
        ]);
        mend(&mut tree);
        assert_eq!((tree[3].head, tree[3].rel), (Some(1), "obl"));
        assert_eq!((tree[4].head, tree[4].rel), (Some(3), "flat"));
    }

    #[test]
    fn what_has_a_subject_and_ends_in_ed_is_a_verb() {
        let mut tree = words(&[("Roe", "PROPN", 2, "nsubj"), ("pulled", "ADV", 0, "root"), ("out", "ADP", 2, "advmod")]);
        mend(&mut tree);
        assert_eq!(tree[1].upos, "VERB");
        let mut tree = words(&[("Roe", "PROPN", 3, "nsubj"), ("is", "AUX", 3, "cop"), ("tired", "ADJ", 0, "root")]);
        mend(&mut tree);
        assert_eq!(tree[2].upos, "ADJ");
    }

    #[test]
    fn a_noun_behind_a_verb_is_its_object() {
        let mut tree = words(&[
            ("Roe", "PROPN", 2, "nsubj"),
            ("held", "VERB", 0, "root"),
            ("talks", "NOUN", 2, "compound"),
            ("with", "ADP", 5, "case"),
            ("Doe", "PROPN", 2, "obj"),
        ]);
        mend(&mut tree);
        assert_eq!((tree[2].rel, tree[4].rel), ("obj", "obl"));
    }

    #[test]
    fn no_circle_is_made() {
        let mut tree =
            words(&[("Roe", "PROPN", 4, "nsubj"), ("named", "VERB", 3, "acl"), ("Doe", "PROPN", 1, "flat"), ("spoke", "VERB", 0, "root")]);
        mend(&mut tree);
        assert_eq!(tree[2].head, Some(0));
    }

    #[test]
    fn a_verb_has_the_name_before_it_for_subject() {
        let mut tree = words(&[
            ("After", "ADP", 2, "case"),
            ("talks", "NOUN", 7, "obl"),
            ("with", "ADP", 4, "case"),
            ("Roe", "PROPN", 2, "nmod"),
            (",", "PUNCT", 6, "punct"),
            ("Doe", "PROPN", 4, "appos"),
            ("met", "VERB", 0, "root"),
            ("Poe", "PROPN", 7, "obj"),
        ]);
        mend(&mut tree);
        assert_eq!((tree[5].head, tree[5].rel), (Some(6), "nsubj"));
    }

    #[test]
    fn a_preposition_belongs_to_the_head_of_its_phrase() {
        let mut tree = words(&[
            ("Roe", "PROPN", 2, "nsubj"),
            ("met", "VERB", 0, "root"),
            ("with", "ADP", 6, "case"),
            ("His", "PRON", 5, "nmod:poss"),
            ("Majesty", "PROPN", 2, "obl"),
            ("Otto", "PROPN", 5, "appos"),
        ]);
        mend(&mut tree);
        assert_eq!(tree[2].head, Some(4));
    }
}
