use super::Word;

/// Mends what no tree of English has: a part of a name ("flat") whose name stands on the other side of a verb. It is a name of its own
/// that depends on that verb: "Roe spoke today with John Doe" is not about "Roe … John Doe".
pub fn mend(words: &mut [Word]) {
    for word in 0..words.len() {
        let Some(head) = words[word].head.filter(|&head| head < word && words[word].rel.starts_with("flat")) else { continue };
        let Some(verb) = (head + 1..word).rev().find(|&between| words[between].upos == "VERB") else { continue };
        // The preposition may hang on the first word of the name.
        let own = |words: &[Word], at: usize| words[at].head == Some(word) && words[at].rel.starts_with("case");
        if !(0..word).any(|at| own(words, at)) {
            let inner = (verb + 1..word).find(|&at| {
                words[at].rel.starts_with("case") && words[at].head.is_some_and(|name| words[name].head == Some(word) && name < word)
            });
            if let Some(case) = inner {
                words[case].head = Some(word);
            }
        }
        words[word].head = Some(verb);
        words[word].rel = if (0..word).any(|at| own(words, at)) { "obl" } else { "obj" };
    }
}

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::Span;
    use crate::analyse::Word;

    #[test]
    fn a_name_behind_a_verb_is_no_part_of_one_before_it() {
        let word = |form: &str, upos: &'static str, head: Option<usize>, rel: &'static str| Word {
            span: Span::new(0, 1).expect("a span"),
            form: form.to_owned(),
            lemma: form.to_owned(),
            upos,
            head,
            rel,
            confidence: 1.0,
        };
        let mut words = vec![
            word("Roe", "PROPN", Some(1), "nsubj"),
            word("spoke", "VERB", None, "root"),
            word("with", "ADP", Some(3), "case"),
            word("John", "PROPN", Some(0), "flat"),
            word("Doe", "PROPN", Some(3), "flat"),
        ];
        mend(&mut words);
        assert_eq!((words[3].head, words[3].rel), (Some(1), "obl"));
        assert_eq!((words[4].head, words[4].rel), (Some(3), "flat"));
    }
}
