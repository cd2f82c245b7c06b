use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{in_time, sentence_around};
use crate::analyse::{Sentence, clause};
use crate::record::{Amount, Because, Code, Commitment, CommitmentStatus, Reading, Ref, Status};
use crate::world::{Files, WorldError};
use crate::{Document, Span, Text, World};

/// So many words of content must be in common for a sentence to be about a commitment.
const COMMON: usize = 2;
/// A promise of more things than these is a programme, of which one part or another is always told.
const MOST: usize = 8;

/// Verbs that tell what has become of a promise (`data/lexicon/followups.toml`); "pull out" is a verb with its particle.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Followups {
    kept: BTreeSet<String>,
    broken: BTreeSet<String>,
    withdrawn: BTreeSet<String>,
    extended: BTreeSet<String>,
    expired: BTreeSet<String>,
    uncheckable: BTreeSet<String>,
}

/// What a later document says has become of a commitment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The commitment's id.
    pub commitment: String,
    /// What has become of it.
    pub status: CommitmentStatus,
    /// The later document, by the caller's id or path.
    pub document: String,
    /// The sentence that says so, in bytes of that document.
    pub sentence: Span,
    /// The derivation.
    pub because: Because,
}

impl Followups {
    /// Loads `lexicon/followups.toml`.
    ///
    /// # Errors
    /// Where it is missing or broken.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        files.toml("lexicon/followups.toml")
    }

    /// What a verb, with the word behind it where that is its particle, says has become of a promise.
    fn of(&self, verb: &str, with_particle: Option<&str>) -> Option<CommitmentStatus> {
        let lists = [
            (&self.kept, CommitmentStatus::Kept),
            (&self.broken, CommitmentStatus::Broken),
            (&self.withdrawn, CommitmentStatus::Withdrawn),
            (&self.extended, CommitmentStatus::Extended),
            (&self.expired, CommitmentStatus::Expired),
        ];
        let told = |words: &str| lists.iter().find(|(verbs, _)| verbs.contains(words)).map(|(_, status)| *status);
        with_particle.and_then(|particle| told(&format!("{verb} {particle}"))).or_else(|| told(verb))
    }
}

/// The lemmas that the words of a sentence have if they are verbs: enough to pass over sentences that [`became`] would find nothing in.
#[must_use]
pub fn verbs(world: &World, sentence: &str) -> BTreeSet<String> {
    let words = sentence.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    words.map(|word| world.model.lemma(word, "VERB")).collect()
}

/// Whether a sentence with these verbs may tell what has become of a promise; `named` where it or the one before names who is bound or whom it
/// is owed to.
#[must_use]
pub fn may_tell(world: &World, verbs: &BTreeSet<String>, named: bool, promise: &Promise) -> bool {
    let all = &world.followups;
    let has = |of: &BTreeSet<String>| of.iter().any(|verb| verb.split(' ').next().is_some_and(|verb| verbs.contains(verb)));
    // What runs out or is extended does so by itself.
    has(&all.extended)
        || has(&all.expired)
        || named && (verbs.contains(&promise.verb) || [&all.kept, &all.broken, &all.withdrawn].into_iter().any(has))
}

/// A commitment as later documents are searched for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// The commitment's id.
    pub commitment: String,
    /// Who is bound.
    pub by: Vec<Code>,
    /// Whom it is owed to.
    pub to: Vec<Code>,
    /// The verb of what is promised, as lemma.
    pub verb: String,
    /// Lemmas of the nouns of what is promised, but for parties.
    pub nouns: BTreeSet<String>,
    /// How much.
    pub amounts: Vec<Amount>,
}

/// What later documents say has become of the commitments of earlier ones, in the order of publication. A commitment may change more
/// than once; the last change holds.
#[must_use]
pub fn follow(world: &World, readings: &[Reading]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let mut open: Vec<Promise> = Vec::new();
    for reading in in_time(readings) {
        let document = reading.document.again();
        let (text, _) = crate::layers(world, &document);
        changes.extend(changed(&text, &reading.document.reference, 0, &open.iter().collect::<Vec<_>>()));
        open.extend(reading.commitments.iter().filter_map(|record| promised(&text, record, record.act)));
    }
    changes
}

/// A commitment as later documents are searched for it; `None` where it says too little to be found again.
#[must_use]
pub fn promise(world: &World, reading: &Reading, record: &Commitment) -> Option<Promise> {
    let (document, start) = part(reading, sentence_around(reading, record.act));
    let (text, _) = crate::layers(world, &document);
    promised(&text, record, moved(record.act, start, false)?)
}

/// What a stretch of a later document (a few sentences, so that pronouns are known) says has become of promises: the same that [`follow`]
/// finds, without analysing all of it again.
#[must_use]
pub fn became(world: &World, reading: &Reading, within: Span, promises: &[&Promise]) -> Vec<Change> {
    let (document, start) = part(reading, within);
    let (text, _) = crate::layers(world, &document);
    changed(&text, &reading.document.reference, start, promises)
}

/// A stretch of a document as a document, and where it begins.
fn part(reading: &Reading, span: Span) -> (Document, usize) {
    (Document { text: span.of(&reading.document.text).to_owned(), ..reading.document.again() }, span.start())
}

fn moved(span: Span, by: usize, on: bool) -> Option<Span> {
    let at = |place: usize| if on { Some(place + by) } else { place.checked_sub(by) };
    Span::new(at(span.start())?, at(span.end())?)
}

fn changed(text: &Text<'_>, document: &str, start: usize, promises: &[&Promise]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (index, sentence) in text.sentences.iter().enumerate() {
        for promise in promises {
            let Some((status, because)) = told(text, index, promise) else { continue };
            let (Some(span), Some(cue)) = (moved(sentence.span, start, true), moved(because.span, start, true)) else { continue };
            changes.push(Change {
                commitment: promise.commitment.clone(),
                status,
                document: document.to_owned(),
                sentence: span,
                because: Because { span: cue, ..because },
            });
        }
    }
    changes
}

fn codes(refs: &[Ref]) -> Vec<Code> {
    refs.iter().filter_map(|party| party.country).collect()
}

/// What to look for: the last verb of the act before its nouns ("agreed to buy", "pledged that it would lift").
fn promised(text: &Text<'_>, record: &Commitment, act: Span) -> Option<Promise> {
    let (index, sentence) = text.sentences_of(act).next()?;
    let inside: Vec<usize> = (0..sentence.words.len()).filter(|&word| act.holds(sentence.words[word].span)).collect();
    let is_verb =
        |word: &&usize| sentence.words[**word].upos == "VERB" && !text.world.undertakings.verbs.contains_key(&sentence.words[**word].lemma);
    let verb = inside.iter().find(is_verb).map(|&verb| sentence.words[verb].lemma.clone()).unwrap_or_default();
    let nouns = nouns(text, index, sentence, &inside);
    let (by, to) = (codes(&record.by), codes(&record.to));
    let commitment = record.id.clone();
    // "agreed to deepen their partnership on security": whatever is told later, it can neither be kept nor broken.
    let vague = text.world.followups.uncheckable.contains(&verb) && record.amounts.is_empty() || nouns.len() > MOST;
    (!by.is_empty() && !nouns.is_empty() && !vague).then_some(Promise { commitment, by, to, verb, nouns, amounts: record.amounts.clone() })
}

/// Lemmas of common nouns and of names that are no parties.
fn nouns(text: &Text<'_>, index: usize, sentence: &Sentence, words: &[usize]) -> BTreeSet<String> {
    let named = |word: usize| text.parties.mention(index, word).is_some() && sentence.words[word].upos == "PROPN";
    let dated = |word: usize| text.whens.as_slice().iter().any(|when| when.span.holds(sentence.words[word].span));
    let nouns = words.iter().filter(|&&word| matches!(sentence.words[word].upos, "NOUN" | "PROPN") && !named(word) && !dated(word));
    nouns.map(|&word| sentence.words[word].lemma.to_lowercase()).filter(|lemma| !text.world.untopical.contains(lemma)).collect()
}

/// What a sentence says has become of a promise: a verb of which what was promised is subject or object, by who is bound, towards whom it is owed.
fn told(text: &Text<'_>, index: usize, promise: &Promise) -> Option<(CommitmentStatus, Because)> {
    let sentence = &text.sentences[index];
    let all: Vec<usize> = (0..sentence.words.len()).collect();
    let common = nouns(text, index, sentence, &all).intersection(&promise.nouns).count();
    let amount = text.amounts.within(sentence.span).iter().any(|done| promise.amounts.iter().any(|own| own.unit == done.unit));
    if common < promise.nouns.len().min(COMMON) && !amount || common * 2 < promise.nouns.len() || common == 0 {
        return None;
    }
    (0..sentence.words.len()).filter(|&word| is_told(sentence, word)).find_map(|word| {
        let entry = &sentence.words[word];
        let particle = sentence.words.get(word + 1).map(|next| next.lemma.as_str());
        let named = text.world.followups.of(&entry.lemma, particle);
        let status = named.or((entry.lemma == promise.verb).then_some(CommitmentStatus::Kept))?;
        let (told, _) = clause::status(sentence, word);
        // "has not bought": nothing has come of it yet, or it never will; only words of failing say which.
        if !matches!(told, Status::Occurred | Status::Ongoing) {
            return None;
        }
        let agent = clause::agent(sentence, word);
        let about = |word: usize| {
            let inside: Vec<usize> = sentence.subtree(word).collect();
            !nouns(text, index, sentence, &inside).is_disjoint(&promise.nouns)
        };
        // What runs out or is extended does so by itself or by either side.
        let by_itself = matches!(status, CommitmentStatus::Extended | CommitmentStatus::Expired);
        let things: Vec<usize> = ["nsubj", "nsubj:pass", "obj", "obl"]
            .iter()
            .flat_map(|rel| sentence.children(word).filter(move |&child| sentence.is(child, rel)))
            .filter(|&child| by_itself || Some(child) != agent || clause::is_passive(sentence, word))
            .collect();
        if !things.into_iter().any(about) {
            return None;
        }
        let agents = agent.map(|agent| {
            let own = text.parties.of(sentence, index, agent);
            if own.is_empty() { text.parties.affiliation(sentence, index, agent) } else { own }
        });
        // "Six Dutch boats were handed over to Ukraine" has no agent: the sentence has to name who is bound or whom it is owed to.
        let by_own = match &agents {
            Some(agents) => codes(agents).iter().any(|code| promise.by.contains(code)),
            None => clause::is_passive(sentence, word) && names(text, index, promise),
        };
        // What is done for a third country is no word kept.
        let others = towards(text, index, promise);
        if !(by_own || by_itself) || others || status == CommitmentStatus::Kept && falls_short(text, sentence.span, promise) {
            return None;
        }
        // "failed to deliver" is told by the upper verb.
        let rule = if named.is_some() { "ledger.followup" } else { "ledger.same-verb" };
        Some((status, Because::new(rule, entry.span, 0.7)))
    })
}

/// Whether a verb tells what happens, and does not only describe something or name it in passing ("extended deterrence", "ending poverty").
fn is_told(sentence: &Sentence, word: usize) -> bool {
    let told = ["root", "conj", "ccomp", "parataxis", "acl:relcl", "advcl"];
    sentence.words[word].upos == "VERB"
        && told.iter().any(|rel| sentence.words[word].rel == *rel)
        && !sentence.words[word].form.ends_with("ing")
}

/// Whether a sentence names other countries than those of a promise, and none of those whom it is owed to.
fn towards(text: &Text<'_>, index: usize, promise: &Promise) -> bool {
    let named: BTreeSet<Code> = text.parties.in_sentence(index).flat_map(|mention| codes(&text.parties.refs(mention))).collect();
    let owed = |code: &Code| promise.to.contains(code) || promise.by.len() > 1 && promise.by.contains(code);
    let stranger = named.iter().any(|code| !promise.by.contains(code) && !promise.to.contains(code));
    stranger && (named.iter().filter(|code| owed(code)).count() < if promise.to.is_empty() { 2 } else { 1 })
}

/// Whether a sentence names who is bound or whom it is owed to.
fn names(text: &Text<'_>, index: usize, promise: &Promise) -> bool {
    text.parties
        .in_sentence(index)
        .any(|mention| codes(&text.parties.refs(mention)).iter().any(|code| promise.by.contains(code) || promise.to.contains(code)))
}

/// Whether less was done than promised, where both are told in one unit.
fn falls_short(text: &Text<'_>, sentence: Span, promise: &Promise) -> bool {
    let done = text.amounts.within(sentence);
    promise.amounts.iter().any(|promised| done.iter().any(|done| done.unit == promised.unit && done.value < promised.value * 0.99))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::record::CommitmentStatus::{self, Broken, Expired, Extended, Kept, Withdrawn};
    use crate::{Document, World, ledger, read};

    fn after(first: &str, later: &str) -> Vec<CommitmentStatus> {
        let world = World::builtin().expect("the built-in world loads");
        let read = |name: &str, text: &str, day| read(&world, &Document::new(name, text).published(day));
        let readings = [read("later", later, date(2026, 9, 1)), read("first", first, date(2026, 3, 4))];
        assert!(!readings[1].commitments.is_empty(), "{first}");
        ledger::follow(&world, &readings).into_iter().map(|change| change.status).collect()
    }

    #[test]
    fn a_stretch_of_a_later_document_tells_the_same_as_all_of_it() {
        let world = World::builtin().expect("the built-in world loads");
        let read = |name: &str, text: &str, day| read(&world, &Document::new(name, text).published(day));
        let first =
            read("first", "It rained. Peru agreed to buy 2 million tonnes of rice from Vietnam by the end of June.", date(2026, 3, 4));
        let text = "Märkte waren ruhig. Prices fell. Peru bought 2 million tonnes of rice in the spring.";
        let later = read("later", text, date(2026, 9, 1));
        let promise = ledger::promise(&world, &first, &first.commitments[0]).expect("a promise");
        let at = text.find("Peru").expect("a sentence");
        let changes = ledger::became(&world, &later, crate::Span::new(at, text.len()).expect("words"), &[&promise]);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].sentence.of(text), "Peru bought 2 million tonnes of rice in the spring.");
    }

    #[test]
    fn later_documents_tell_what_became_of_a_promise() {
        let rice = "Peru agreed to buy 2 million tonnes of rice from Vietnam by the end of June.";
        assert_eq!(after(rice, "Peru bought 2 million tonnes of rice in the spring, the ministry said."), [Kept]);
        assert_eq!(after(rice, "Peru bought half a million tonnes of rice in the spring."), []);
        assert_eq!(after(rice, "Chile bought 2 million tonnes of rice."), []);
        assert_eq!(after(rice, "Peru will buy 2 million tonnes of rice next year."), []);
        let levy = "Norway pledged to suspend its levy on Polish furniture for a year.";
        assert_eq!(after(levy, "Norway broke its promise on the furniture levy."), [Broken]);
        assert_eq!(after(levy, "The suspension of the furniture levy ran out on Monday."), [Expired]);
        let truce = "Japan and Brazil agreed to a one-year trade truce.";
        assert_eq!(after(truce, "Japan and Brazil extended their trade truce by six months."), [Extended]);
        let boats = "The Netherlands committed itself to handing over six boats to Ukraine by June.";
        assert_eq!(after(boats, "The last of six Dutch boats was handed over on Friday."), [Kept]);
        assert_eq!(after(boats, "Six Danish boats were handed over to Chile on Friday."), []);
        assert_eq!(after(truce, "Brazil pulled out of the trade truce."), [Withdrawn]);
    }
}
