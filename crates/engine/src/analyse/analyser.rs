use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use rten::{ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::decode;
use super::labels::{Labels, Tag};
use super::lemma::Lemmas;
use super::mend::mend;
use super::sentence::{Argument, Name, NameKind, Predicate, Sentence};
use super::wordpiece::WordPiece;
use super::{MAX_PIECES, Model, tagging, weights};
use crate::WorldError;
use crate::record::EventType;
use crate::world::Files;

/// The case class of marks around source and target, as training gives it to them.
const MARK_CASE: i32 = 5;

/// The trained analyser: one encoder with a head a task (`model/MODEL_CARD.md`), one sentence a run.
pub struct Analyser {
    model: rten::Model,
    /// Pieces, first piece of each word, case of each word, the words before source and target.
    inputs: [NodeId; 4],
    outputs: [NodeId; 14],
    relation: NodeId,
    labels: Labels,
    pieces: WordPiece,
    lemmas: Lemmas,
    hash: String,
}

thread_local! {
    /// Each worker runs its sentences on one thread of its own: one sentence is too small to share out.
    static ONE_THREAD: RefCell<Option<Arc<ThreadPool>>> = const { RefCell::new(None) };
}

impl Analyser {
    /// Loads `model/analyser.onnx`, `labels.json`, `vocab.txt` and `lemmas.tsv`.
    ///
    /// # Errors
    /// Where one is missing or broken.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let path = "model/analyser.onnx";
        let labels = files.text("model/labels.json")?;
        let vocabulary = files.text("model/vocab.txt")?;
        let lemmas = files.text("model/lemmas.tsv")?;
        let hash = files.hash([path, "model/labels.json", "model/vocab.txt", "model/lemmas.tsv"]);
        let broken = |error: &dyn fmt::Display| WorldError::new(path, None, format!("it is no model that this version can run: {error}"));
        let onnx = files.shipped(path).or_else(|| files.bytes(path).map(|bytes| Cow::Owned(bytes.into_owned())));
        let onnx = onnx.ok_or_else(|| WorldError::new(path, None, "there is no such file"))?;
        let graph = weights::left_in(&onnx).ok_or_else(|| broken(&"it is not ONNX"))?;
        let mut options = ModelOptions::with_all_ops();
        match onnx {
            Cow::Borrowed(onnx) => options.external_data_static(weights::PATH, onnx),
            Cow::Owned(onnx) => options.external_data(weights::PATH, onnx),
        };
        let model = options.prepack_weights(true).load(graph).map_err(|error| broken(&error))?;
        let node = |name: &str| model.node_id(name).map_err(|error| broken(&error));
        let inputs = [node("ids")?, node("first")?, node("shape")?, node("pair")?];
        let outputs = [
            node("pos")?,
            node("arc")?,
            node("rel")?,
            node("ner")?,
            node("pred")?,
            node("role")?,
            node("trigger")?,
            node("status")?,
            node("mode")?,
            node("party")?,
            node("context")?,
            node("cue")?,
            node("say")?,
            node("sense")?,
        ];
        let relation = node("relation")?;
        let pieces = WordPiece::new(&vocabulary)
            .ok_or_else(|| WorldError::new("model/vocab.txt", None, "one of [CLS], [SEP], [UNK] and [unused0] to [unused3] is missing"))?;
        Ok(Self { labels: Labels::parse(&labels)?, pieces, lemmas: Lemmas::parse(&lemmas)?, model, inputs, outputs, relation, hash })
    }

    /// The outputs of one run over a sentence; `None` where the model refuses it.
    fn run<const N: usize>(&self, input: &Input, outputs: [NodeId; N]) -> Option<[Value; N]> {
        let pool = ONE_THREAD.with_borrow_mut(|pool| Arc::clone(pool.get_or_insert_with(|| Arc::new(ThreadPool::with_num_threads(1)))));
        let tensor = |values: &[i32]| NdTensor::from_data([1, values.len()], values.to_vec());
        let tensors = [tensor(&input.ids), tensor(&input.first), tensor(&input.shape), tensor(&input.pair)];
        let values: Vec<(NodeId, ValueOrView<'_>)> =
            self.inputs.iter().zip(&tensors).map(|(node, tensor)| (*node, tensor.view().into())).collect();
        self.model.run_n(values, outputs, Some(RunOptions::default().with_thread_pool(Some(pool)))).ok()
    }

    fn scores(&self, input: &Input) -> Option<Scores> {
        let [pos, arc, rel, ner, pred, role, trigger, status, mode, party, context, cue, say, sense] = self.run(input, self.outputs)?;
        Some(Scores {
            pos: pos.try_into().ok()?,
            arc: arc.try_into().ok()?,
            rel: rel.try_into().ok()?,
            ner: ner.try_into().ok()?,
            pred: pred.try_into().ok()?,
            role: role.try_into().ok()?,
            sense: sense.try_into().ok()?,
            acts: tagging::Scores {
                trigger: trigger.try_into().ok()?,
                status: status.try_into().ok()?,
                mode: mode.try_into().ok()?,
                party: party.try_into().ok()?,
                context: context.try_into().ok()?,
                cue: cue.try_into().ok()?,
                say: say.try_into().ok()?,
            },
        })
    }

    /// ROOT alone.
    fn root(&self) -> Input {
        Input { ids: vec![self.pieces.cls], first: vec![0], shape: vec![0], pair: vec![0, 0] }
    }

    /// The pieces of words; `None` where there are none or too many.
    fn input(&self, words: &[&str]) -> Option<Input> {
        let mut input = self.root();
        for word in words {
            input.push(case_of(word), self.pieces.word(word));
        }
        input.ids.push(self.pieces.sep);
        (!words.is_empty() && input.ids.len() <= MAX_PIECES).then_some(input)
    }
}

/// What the model reads: ROOT and the words of one sentence.
struct Input {
    ids: Vec<i32>,
    /// Index of each word's first piece.
    first: Vec<i32>,
    /// Case class of each word.
    shape: Vec<i32>,
    /// Words (0 the root) before source and target; 0, 0 where none is marked.
    pair: Vec<i32>,
}

impl Input {
    fn push(&mut self, shape: i32, pieces: Vec<i32>) {
        self.first.push(i32::try_from(self.ids.len()).unwrap_or_default());
        self.shape.push(shape);
        self.ids.extend(pieces);
    }
}

/// Logits of one sentence with W words; the first axis is 1.
struct Scores {
    /// [1, W, parts of speech]
    pos: NdTensor<f32, 3>,
    /// [1, W, W + 1], 0 the root
    arc: NdTensor<f32, 3>,
    /// [1, W, W + 1, relations]
    rel: NdTensor<f32, 4>,
    /// [1, W, name tags]
    ner: NdTensor<f32, 3>,
    /// [1, W]
    pred: NdTensor<f32, 2>,
    /// [1, W predicates, W words, role tags]
    role: NdTensor<f32, 4>,
    /// [1, 2 × size]: what the base made of the sentence, and the mean of its words
    sense: NdTensor<f32, 2>,
    acts: tagging::Scores,
}

impl Model for Analyser {
    fn analyse(&self, sentence: &mut Sentence, predicates: Option<&[usize]>) {
        let words: Vec<&str> = sentence.words.iter().map(|word| word.form.as_str()).collect();
        let n = words.len();
        let Some(scores) = self.input(&words).and_then(|input| self.scores(&input)) else { return };
        self.grammar(sentence, &scores);
        let before: Vec<&str> = sentence.words.iter().map(|word| word.upos).collect();
        mend(&mut sentence.words);
        for (word, before) in sentence.words.iter_mut().zip(before) {
            if word.upos != before {
                word.lemma = self.lemmas.of(&word.form, word.upos);
            }
        }
        sentence.close();
        sentence.names = names(n, &self.labels.ner, &scores);
        sentence.predicates = (0..n)
            .filter_map(|word| {
                let sure = 1.0 / (1.0 + (-scores.pred[[0, word]]).exp());
                let wanted = predicates.map_or(sure > 0.5, |given| given.contains(&word));
                wanted.then(|| self.predicate(sentence, &scores, word, sure))
            })
            .collect();
        sentence.acts = tagging::acts(n, &scores.acts, &self.labels);
        sentence.contexts = tagging::contexts(&scores.acts, &self.labels);
        sentence.sayings = tagging::sayings(n, &scores.acts, &self.labels);
        sentence.vector = vector(&scores.sense);
    }

    fn relate(&self, words: &[&str], source: Range<usize>, target: Range<usize>) -> Vec<(EventType, f32)> {
        let mut input = self.root();
        let [before_source, behind_source, before_target, behind_target] = self.pieces.marks;
        // The marks are words too; `training/data.py` puts them in the same order.
        for at in 0..=words.len() {
            for (mark, stands, pair) in [
                (behind_source, at == source.end, None),
                (behind_target, at == target.end, None),
                (before_source, at == source.start, Some(0)),
                (before_target, at == target.start, Some(1)),
            ] {
                if stands {
                    if let Some(pair) = pair {
                        input.pair[pair] = i32::try_from(input.first.len()).unwrap_or_default();
                    }
                    input.push(MARK_CASE, vec![mark]);
                }
            }
            if let Some(word) = words.get(at) {
                input.push(case_of(word), self.pieces.word(word));
            }
        }
        input.ids.push(self.pieces.sep);
        if input.ids.len() > MAX_PIECES {
            return Vec::new();
        }
        let Some([relation]) = self.run(&input, [self.relation]) else { return Vec::new() };
        let Ok(relation) = NdTensor::<f32, 2>::try_from(relation) else { return Vec::new() };
        tagging::relation(&relation, &self.labels)
    }

    fn lemma(&self, form: &str, upos: &'static str) -> String {
        self.lemmas.of(form, upos)
    }

    fn pieces(&self, word: &str) -> usize {
        self.pieces.word(word).len()
    }

    fn hash(&self) -> &str {
        &self.hash
    }
}

impl Analyser {
    fn grammar(&self, sentence: &mut Sentence, scores: &Scores) {
        let n = sentence.words.len();
        let heads = decode::tree(n, &|word, head| scores.arc[[0, word, head]]);
        for (word, head) in heads.into_iter().enumerate() {
            let at = head.map_or(0, |head| head + 1);
            let upos = (0..self.labels.pos.len())
                .fold(0, |best, tag| if scores.pos[[0, word, tag]] > scores.pos[[0, word, best]] { tag } else { best });
            // Only the root's relation is "root".
            let fits = |rel: &usize| (self.labels.rel[*rel] == "root") == head.is_none();
            let rel = (0..self.labels.rel.len())
                .filter(fits)
                .reduce(|best, rel| if scores.rel[[0, word, at, rel]] > scores.rel[[0, word, at, best]] { rel } else { best });
            let sum = (0..=n)
                .filter(|&other| other != word + 1)
                .map(|other| (scores.arc[[0, word, other]] - scores.arc[[0, word, at]]).exp())
                .sum::<f32>();
            let entry = &mut sentence.words[word];
            entry.upos = self.labels.pos.get(upos).copied().unwrap_or("X");
            entry.rel = rel.map_or("dep", |rel| self.labels.rel[rel]);
            entry.head = head;
            entry.confidence = 1.0 / sum;
            entry.lemma = self.lemmas.of(&entry.form, entry.upos);
        }
    }

    fn predicate(&self, sentence: &Sentence, scores: &Scores, word: usize, sure: f32) -> Predicate {
        let n = sentence.words.len();
        let found = decode::runs(n, &self.labels.role, &|other, tag| scores.role[[0, word, other, tag]]);
        let arguments = found
            .into_iter()
            .filter(|&(_, start, end, _)| !(start..end).contains(&word))
            .map(|(role, start, end, confidence)| Argument { role, words: start..end, head: sentence.head_of(start..end), confidence })
            .collect();
        Predicate { word, arguments, confidence: sure }
    }
}

/// Both halves of the sense, each of the same length, together of length 1.
fn vector(sense: &NdTensor<f32, 2>) -> Vec<f32> {
    let size = sense.size(1);
    let half = |from: usize, to: usize| {
        let values: Vec<f32> = (from..to).map(|at| sense[[0, at]]).collect();
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE) * std::f32::consts::SQRT_2;
        values.into_iter().map(move |value| value / length)
    };
    half(0, size / 2).chain(half(size / 2, size)).collect()
}

fn names(n: usize, tags: &[Tag], scores: &Scores) -> Vec<Name> {
    decode::runs(n, tags, &|word, tag| scores.ner[[0, word, tag]])
        .into_iter()
        .map(|(label, start, end, confidence)| {
            let kind = match label {
                "PER" => NameKind::Person,
                "ORG" => NameKind::Organisation,
                "LOC" => NameKind::Location,
                "NORP" => NameKind::Norp,
                _ => NameKind::Other,
            };
            Name { words: start..end, kind, confidence }
        })
        .collect()
}

/// The case class of a word, as `training/model.py` defines it.
fn case_of(word: &str) -> i32 {
    if word.chars().any(char::is_numeric) {
        return 5;
    }
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let Some((first, rest)) = letters.split_first() else { return 6 };
    if letters.iter().all(|c| c.is_lowercase()) {
        1
    } else if letters.iter().all(|c| c.is_uppercase()) {
        if rest.is_empty() { 2 } else { 3 }
    } else if first.is_uppercase() && rest.iter().all(|c| c.is_lowercase()) {
        2
    } else {
        4
    }
}

impl fmt::Debug for Analyser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Analyser").field("hash", &self.hash).finish_non_exhaustive()
    }
}
