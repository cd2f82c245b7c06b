//! Syntax of clauses: who does what to whom in a tree, and whether it happened.
//!
//! Needs: an analysed [`Sentence`]. Gives: words by their part in an act. Example: in "The envoy was expelled by Peru" the
//! agent of "expelled" is "Peru", its patient "envoy". Proof: the unit tests below and `corpus/events/`.

use super::Sentence;
use crate::record::Status;

/// The word that acts: subject, "by" phrase of a passive, owner of a deed ("Peru's attack", "the attack by Peru").
#[must_use]
pub fn agent(sentence: &Sentence, word: usize) -> Option<usize> {
    agent_within(sentence, word, 8)
}

fn agent_within(sentence: &Sentence, word: usize, steps: usize) -> Option<usize> {
    let steps = steps.checked_sub(1)?;
    let entry = sentence.words.get(word)?;
    if matches!(entry.upos, "NOUN" | "PROPN") && sentence.child(word, "cop").is_none() {
        return owner(sentence, word);
    }
    if is_passive(sentence, word) {
        let by = sentence.child(word, "obl:agent").or_else(|| obliques(sentence, word, &["by"]).first().copied());
        return by.map(|by| antecedent(sentence, by));
    }
    if let Some(subject) = sentence.children(word).find(|&child| matches!(sentence.words[child].rel, "nsubj" | "nsubj:outer")) {
        return Some(antecedent(sentence, subject));
    }
    let head = entry.head?;
    match entry.rel {
        "conj" | "parataxis" | "advcl" | "ccomp" | "root" => agent_within(sentence, head, steps),
        "xcomp" => controller(sentence, head).or_else(|| agent_within(sentence, head, steps)),
        "acl" if is_passive_participle(sentence, word) => None,
        "acl" if matches!(sentence.words[head].upos, "NOUN" | "PROPN") && !entry.form.ends_with("ing") => {
            owner(sentence, head).or_else(|| agent_within(sentence, sentence.words[head].head?, steps))
        }
        "acl" | "acl:relcl" => Some(head),
        _ => role(sentence, word, "ARG0"),
    }
}

/// In "urged Peru to sign" Peru is to sign.
fn controller(sentence: &Sentence, verb: usize) -> Option<usize> {
    sentence.child(verb, "obj").or_else(|| sentence.child(verb, "iobj"))
}

fn owner(sentence: &Sentence, noun: usize) -> Option<usize> {
    let by = sentence.children(noun).find(|&child| sentence.is(child, "nmod") && sentence.case(child) == Some("by"));
    by.or_else(|| sentence.child(noun, "nmod:poss"))
        .or_else(|| {
            sentence
                .children(noun)
                .find(|&child| (sentence.is(child, "amod") || sentence.is(child, "compound")) && is_capital(sentence, child))
        })
        .or_else(|| role(sentence, noun, "ARG0"))
}

fn is_capital(sentence: &Sentence, word: usize) -> bool {
    sentence.words[word].form.chars().next().is_some_and(char::is_uppercase)
}

fn role(sentence: &Sentence, word: usize, role: &str) -> Option<usize> {
    sentence.argument(word, role).map(|argument| antecedent(sentence, argument.head))
}

/// What a relative pronoun stands for; any other word itself.
#[must_use]
pub fn antecedent(sentence: &Sentence, word: usize) -> usize {
    if !matches!(sentence.words[word].lemma.as_str(), "who" | "which" | "that" | "whom" | "whose") || sentence.words[word].upos != "PRON" {
        return word;
    }
    let mut at = word;
    for _ in 0..6 {
        let Some(head) = sentence.words[at].head else { return word };
        if sentence.is(at, "acl:relcl") {
            return head;
        }
        at = head;
    }
    word
}

/// The object that a verb without one shares with a verb joined to it: "called and congratulated Ana Diaz".
#[must_use]
pub fn shared_patient(sentence: &Sentence, word: usize) -> Option<usize> {
    let next = sentence.children(word).find(|&child| sentence.is(child, "conj") && sentence.words[child].upos == "VERB")?;
    (sentence.child(next, "nsubj").is_none() && next <= word + 3).then(|| sentence.child(next, "obj")).flatten()
}

/// The word acted upon: object, subject of a passive, what a passive participle belongs to.
#[must_use]
pub fn patient(sentence: &Sentence, word: usize) -> Option<usize> {
    let entry = sentence.words.get(word)?;
    if let Some(subject) = sentence.child(word, "nsubj:pass") {
        return Some(antecedent(sentence, subject));
    }
    if let Some(object) = sentence.child(word, "obj") {
        return Some(antecedent(sentence, object));
    }
    // A lone name that the analyser takes for a predicate ("called Ana Diaz") is the object.
    if let Some(name) = sentence.child(word, "xcomp").filter(|&child| sentence.words[child].upos == "PROPN") {
        return Some(name);
    }
    if entry.rel == "acl" && is_passive_participle(sentence, word) {
        return entry.head;
    }
    if entry.rel == "conj" && is_passive(sentence, word) {
        return entry.head.and_then(|head| sentence.child(head, "nsubj:pass"));
    }
    if matches!(entry.upos, "NOUN" | "PROPN") {
        return sentence.children(word).find(|&child| sentence.is(child, "nmod") && sentence.case(child) == Some("of"));
    }
    None
}

/// Whether a verb is passive.
#[must_use]
pub fn is_passive(sentence: &Sentence, word: usize) -> bool {
    sentence.children(word).any(|child| matches!(sentence.words[child].rel, "nsubj:pass" | "aux:pass" | "obl:agent"))
        || (sentence.words[word].rel == "acl" && is_passive_participle(sentence, word))
}

fn is_passive_participle(sentence: &Sentence, word: usize) -> bool {
    let entry = &sentence.words[word];
    entry.upos == "VERB"
        && !entry.form.ends_with("ing")
        && sentence.child(word, "mark").is_none()
        && sentence.child(word, "obj").is_none()
        && entry.form.to_lowercase() != entry.lemma
}

/// The words that hang on a word by one of these prepositions, in order.
#[must_use]
pub fn obliques(sentence: &Sentence, word: usize, cases: &[&str]) -> Vec<usize> {
    // A name behind a preposition is an oblique, whatever the tree calls it.
    let named =
        |child: &usize| sentence.words[*child].upos == "PROPN" && ["ccomp", "xcomp", "obj"].iter().any(|rel| sentence.is(*child, rel));
    let hangs = |child: &usize| sentence.is(*child, "obl") || sentence.is(*child, "nmod") || sentence.is(*child, "advcl") || named(child);
    let fits = |child: &usize| {
        // "with Coordinating Minister X" is read as a clause.
        let title = sentence.is(*child, "advcl") && sentence.words[*child].form.starts_with(char::is_uppercase);
        let mark = || sentence.children(*child).find(|&mark| sentence.is(mark, "mark")).map(|mark| sentence.words[mark].form.as_str());
        sentence.case(*child).or_else(|| mark().filter(|_| title)).is_some_and(|case| cases.contains(&case))
    };
    sentence.children(word).filter(|child| hangs(child)).filter(|child| fits(child)).map(|child| antecedent(sentence, child)).collect()
}

/// Whether an act has happened, and the word that says so.
#[must_use]
pub fn status(sentence: &Sentence, word: usize) -> (Status, usize) {
    let mut verdict = own_status(sentence, word);
    // What is wanted, feared or asked has not happened.
    let mut at = word;
    for _ in 0..6 {
        if verdict.0 != Status::Occurred && verdict.0 != Status::Ongoing {
            break;
        }
        let entry = &sentence.words[at];
        let Some(head) = entry.head else { break };
        let above = &sentence.words[head];
        let infinitive = sentence.children(at).any(|child| sentence.words[child].form == "to" && sentence.is(child, "mark"));
        match entry.rel {
            "xcomp" | "ccomp" | "csubj" if infinitive || entry.rel == "xcomp" => match above.lemma.as_str() {
                "expect" | "plan" | "schedule" | "set" | "prepare" | "intend" | "due" | "be" | "go" => verdict = (Status::Planned, head),
                "begin" | "start" | "continue" | "keep" => verdict = (Status::Ongoing, head),
                "refuse" | "decline" | "fail" => verdict = (Status::Negated, head),
                "want" | "hope" | "aim" | "seek" | "need" | "wish" | "like" | "try" | "consider" | "threaten" | "propose" | "ready"
                | "willing" => verdict = (Status::Possible, head),
                "manage" | "help" | "have" | "appear" | "seem" => {}
                _ if infinitive => verdict = (Status::Possible, head),
                _ => {}
            },
            "advcl" if infinitive => verdict = (Status::Possible, at),
            "advcl"
                if sentence
                    .children(at)
                    .any(|child| sentence.is(child, "mark") && matches!(sentence.words[child].lemma.as_str(), "if" | "unless")) =>
            {
                verdict = (Status::Conditional, at)
            }
            "acl" if infinitive => verdict = (Status::Possible, at),
            // "will cut the tariff by suspending a part and removing the rest": a participle is of its verb's time.
            "advcl" | "conj" | "aux" | "cop" if entry.rel != "advcl" || entry.form.ends_with("ing") => {
                let (outer, why) = own_status(sentence, head);
                if outer != Status::Occurred && own_auxiliaries(sentence, at) == 0 {
                    verdict = (outer, why);
                }
            }
            _ => break,
        }
        at = head;
    }
    verdict
}

fn own_auxiliaries(sentence: &Sentence, word: usize) -> usize {
    sentence.children(word).filter(|&child| sentence.is(child, "aux") || sentence.is(child, "nsubj")).count()
}

fn own_status(sentence: &Sentence, word: usize) -> (Status, usize) {
    let children: Vec<usize> = sentence.children(word).collect();
    let lemma = |child: usize| sentence.words[child].lemma.as_str();
    let form = |child: usize| sentence.words[child].form.to_lowercase();
    if let Some(&not) = children
        .iter()
        .find(|&&child| matches!(lemma(child), "not" | "never" | "n't" | "n’t") || (sentence.is(child, "det") && lemma(child) == "no"))
    {
        return (Status::Negated, not);
    }
    if let Some(&if_) = children.iter().find(|&&child| {
        sentence.is(child, "advcl")
            && sentence.children(child).any(|mark| sentence.is(mark, "mark") && matches!(lemma(mark), "if" | "unless"))
    }) {
        return (Status::Conditional, if_);
    }
    for &child in children.iter().filter(|&&child| sentence.is(child, "aux")) {
        match form(child).as_str() {
            "will" | "’ll" | "'ll" | "shall" => return (Status::Planned, child),
            "would" if !children.iter().any(|&other| form(other) == "have") => return (Status::Planned, child),
            "may" | "might" | "could" | "can" => return (Status::Possible, child),
            "should" | "must" => return (Status::Possible, child),
            _ => {}
        }
    }
    if sentence.words[word].form.ends_with("ing")
        && children
            .iter()
            .any(|&child| sentence.is(child, "aux") && matches!(form(child).as_str(), "is" | "are" | "am" | "’s" | "'s" | "'re" | "’re"))
    {
        return (Status::Ongoing, word);
    }
    (Status::Occurred, word)
}

/// Whether a verb has one of these auxiliaries ("must handle").
#[must_use]
pub fn auxiliary(sentence: &Sentence, word: usize, forms: &[&str]) -> Option<usize> {
    sentence.children(word).find(|&child| sentence.is(child, "aux") && forms.contains(&sentence.words[child].form.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use crate::record::Status;
    use crate::{Document, World};

    fn check(text: &str, verb: &str, agent: Option<&str>, patient: Option<&str>, status: Status) {
        let world = World::builtin().expect("the built-in world loads");
        let document = Document::new("test", text);
        let sentences = crate::analyse::sentences(&world, &document, &[], &mut Vec::new());
        let sentence = &sentences[0];
        let word = sentence.words.iter().position(|word| word.form == verb).expect("the verb is in the sentence");
        let form = |word: Option<usize>| word.map(|word| sentence.words[word].form.clone());
        assert_eq!(form(super::agent(sentence, word)).as_deref(), agent, "agent of {verb} in {text}");
        assert_eq!(form(super::patient(sentence, word)).as_deref(), patient, "patient of {verb} in {text}");
        assert_eq!(super::status(sentence, word).0, status, "status of {verb} in {text}");
    }

    #[test]
    fn parts_of_a_clause() {
        check("Peru expelled the envoy on Monday.", "expelled", Some("Peru"), Some("envoy"), Status::Occurred);
        check("The envoy was expelled by Peru.", "expelled", Some("Peru"), Some("envoy"), Status::Occurred);
        check("Peru condemned the raid and recalled its envoy.", "recalled", Some("Peru"), Some("envoy"), Status::Occurred);
        check("Peru will expel the envoy.", "expel", Some("Peru"), Some("envoy"), Status::Planned);
        check("Peru did not expel the envoy.", "expel", Some("Peru"), Some("envoy"), Status::Negated);
        check("Peru refused to sign the treaty.", "sign", Some("Peru"), Some("treaty"), Status::Negated);
        check("Chile urged Peru to sign the treaty.", "sign", Some("Peru"), Some("treaty"), Status::Possible);
    }
}
