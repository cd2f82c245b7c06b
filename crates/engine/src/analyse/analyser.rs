use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use rten::{ModelOptions, NodeId, RunOptions, ThreadPool, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::decode;
use super::labels::{Labels, Tag};
use super::lemma::Lemmas;
use super::mend::mend;
use super::sentence::{Argument, Name, NameKind, Predicate, Sentence};
use super::weights;
use super::wordpiece::WordPiece;
use super::{MAX_PIECES, Model};
use crate::WorldError;
use crate::world::Files;

/// The trained analyser: one encoder with a head a task (`model/MODEL_CARD.md`), one sentence a run.
pub struct Analyser {
    model: rten::Model,
    inputs: [NodeId; 3],
    outputs: [NodeId; 6],
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
        let inputs = [node("ids")?, node("first")?, node("shape")?];
        let outputs = [node("pos")?, node("arc")?, node("rel")?, node("ner")?, node("pred")?, node("role")?];
        let pieces = WordPiece::new(&vocabulary)
            .ok_or_else(|| WorldError::new("model/vocab.txt", None, "one of [CLS], [SEP] and [UNK] is missing"))?;
        Ok(Self { labels: Labels::parse(&labels)?, pieces, lemmas: Lemmas::parse(&lemmas)?, model, inputs, outputs, hash })
    }

    /// Scores of a sentence of `pieces` word pieces; `None` where the model refuses it.
    fn run(&self, ids: Vec<i32>, first: Vec<i32>, shape: Vec<i32>) -> Option<Scores> {
        let pool = ONE_THREAD.with_borrow_mut(|pool| Arc::clone(pool.get_or_insert_with(|| Arc::new(ThreadPool::with_num_threads(1)))));
        let tensor = |values: Vec<i32>| NdTensor::from_data([1, values.len()], values);
        let (ids, first, shape) = (tensor(ids), tensor(first), tensor(shape));
        let values: Vec<(NodeId, ValueOrView<'_>)> =
            vec![(self.inputs[0], ids.view().into()), (self.inputs[1], first.view().into()), (self.inputs[2], shape.view().into())];
        let options = RunOptions::default().with_thread_pool(Some(pool));
        let [pos, arc, rel, ner, pred, role] = self.model.run_n(values, self.outputs, Some(options)).ok()?;
        Some(Scores {
            pos: pos.try_into().ok()?,
            arc: arc.try_into().ok()?,
            rel: rel.try_into().ok()?,
            ner: ner.try_into().ok()?,
            pred: pred.try_into().ok()?,
            role: role.try_into().ok()?,
        })
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
}

impl Model for Analyser {
    fn analyse(&self, sentence: &mut Sentence, predicates: Option<&[usize]>) {
        let mut ids = vec![self.pieces.cls];
        let (mut first, mut shape) = (vec![0_i32], vec![0_i32]);
        for word in &sentence.words {
            first.push(i32::try_from(ids.len()).unwrap_or_default());
            shape.push(case_of(&word.form));
            ids.extend(self.pieces.word(&word.form));
        }
        ids.push(self.pieces.sep);
        let n = sentence.words.len();
        if n == 0 || ids.len() > MAX_PIECES {
            return;
        }
        let Some(scores) = self.run(ids, first, shape) else { return };
        self.grammar(sentence, &scores);
        mend(&mut sentence.words);
        sentence.close();
        sentence.names = names(n, &self.labels.ner, &scores);
        sentence.predicates = (0..n)
            .filter_map(|word| {
                let sure = 1.0 / (1.0 + (-scores.pred[[0, word]]).exp());
                let wanted = predicates.map_or(sure > 0.5, |given| given.contains(&word));
                wanted.then(|| self.predicate(sentence, &scores, word, sure))
            })
            .collect();
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
