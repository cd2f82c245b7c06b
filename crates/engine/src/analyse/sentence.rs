use std::ops::Range;

use crate::record::{EventType, Span, Status};

/// One sentence with its grammar. Words are indexed from 0; `head` is `None` at the root.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// The sentence in the document.
    pub span: Span,
    /// Which paragraph it stands in, counted from 0.
    pub paragraph: usize,
    /// Whether it is a heading or another line that is no sentence.
    pub heading: bool,
    /// Its words and punctuation marks, in order.
    pub words: Vec<Word>,
    /// The names in it, in order, never overlapping.
    pub names: Vec<Name>,
    /// Its predicates with their arguments, in order.
    pub predicates: Vec<Predicate>,
    /// The acts that the event heads see, in order, sure or not.
    pub acts: Vec<Tagged>,
    /// PLOVER contexts that the sentence tells, with their probability.
    pub contexts: Vec<(String, f32)>,
    /// Who is told to say what, in the order of the cues.
    pub sayings: Vec<Saying>,
    /// What it is about, for comparing sentences; empty before analysis. Length 1, so that a dot product is the likeness, -1 to 1.
    pub vector: Vec<f32>,
    /// For each word the words from the first to the last that depend on it; empty before analysis.
    extents: Vec<Range<usize>>,
}

/// A word or punctuation mark, cut as Universal Dependencies cuts English ("don't" is "do" + "n't", "US-led" three words).
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// As written.
    pub form: String,
    /// Dictionary form, in lower case but for proper nouns.
    pub lemma: String,
    /// Universal part of speech, such as `VERB`; empty before analysis.
    pub upos: &'static str,
    /// Index of the head; `None` at the root.
    pub head: Option<usize>,
    /// Universal Dependencies relation with its subtype, such as `nsubj:pass`; empty before analysis.
    pub rel: &'static str,
    /// Probability of the relation to the head, 0 to 1.
    pub confidence: f32,
}

/// A name.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// Its words.
    pub words: Range<usize>,
    /// What it names.
    pub kind: NameKind,
    /// Mean probability of its tags.
    pub confidence: f32,
}

/// What a [`Name`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A person.
    Person,
    /// An organisation.
    Organisation,
    /// A place or country.
    Location,
    /// A nationality, religion or political group: "Russian", "Democrats".
    Norp,
    /// Anything else.
    Other,
}

/// A word that says that something happens or is, with its arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicate {
    /// Index of the word.
    pub word: usize,
    /// Its arguments in order.
    pub arguments: Vec<Argument>,
    /// Probability that the word is a predicate.
    pub confidence: f32,
}

/// An argument of a [`Predicate`].
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// PropBank label: `ARG0`, `ARG1`, `ARGM-TMP`, ...
    pub role: &'static str,
    /// Its words.
    pub words: Range<usize>,
    /// Its head: the word whose own head lies outside.
    pub head: usize,
    /// Mean probability of its tags.
    pub confidence: f32,
}

/// An act as the event heads see it, before the codebook's rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Tagged {
    /// The trigger.
    pub words: Range<usize>,
    /// Probability that the words name an act at all.
    pub confidence: f32,
    /// PLOVER types, likeliest first, each with its probability given that there is an act.
    pub kinds: Vec<(EventType, f32)>,
    /// Modes of the likeliest type with their probabilities, likeliest first.
    pub modes: Vec<(String, f32)>,
    /// Whether it has happened, with its probability.
    pub status: (Status, f32),
    /// Who and what belongs to it, in order.
    pub parties: Vec<Part>,
}

/// Words that have a part in an act.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Which.
    pub role: PartRole,
    /// Its words.
    pub words: Range<usize>,
    /// Mean probability of its words.
    pub confidence: f32,
}

/// What words are to an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the codebook's and the contract's own names")]
pub enum PartRole {
    Actor,
    Recipient,
    Host,
    Mediator,
    About,
    Beneficiary,
    Place,
    Date,
}

/// An attribution as its head sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Saying {
    /// The cue.
    pub words: Range<usize>,
    /// Whether it is said not to be said.
    pub negated: bool,
    /// Probability that the words attribute something.
    pub confidence: f32,
    /// Speakers, content, addressees and channels, in order.
    pub parts: Vec<SayingPart>,
}

/// Words that have a part in an attribution.
#[derive(Debug, Clone, PartialEq)]
pub struct SayingPart {
    /// Which.
    pub role: SayingRole,
    /// Its words.
    pub words: Range<usize>,
    /// Mean probability of its words.
    pub confidence: f32,
}

/// What words are to an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the contract's own names")]
pub enum SayingRole {
    Speaker,
    Content,
    Addressee,
    Channel,
}

impl Saying {
    /// The parts of one role.
    pub fn parts(&self, role: SayingRole) -> impl Iterator<Item = &SayingPart> {
        self.parts.iter().filter(move |part| part.role == role)
    }
}

impl Tagged {
    /// The likeliest type.
    #[must_use]
    pub fn kind(&self) -> Option<EventType> {
        self.kinds.first().map(|(kind, _)| *kind)
    }

    /// Probability that there is an act of the likeliest type.
    #[must_use]
    pub fn sure(&self) -> f32 {
        self.confidence * self.kinds.first().map_or(0.0, |(_, sure)| *sure)
    }

    /// The words with one role.
    pub fn parts(&self, role: PartRole) -> impl Iterator<Item = &Part> {
        self.parties.iter().filter(move |part| part.role == role)
    }
}

impl Word {
    /// A word before analysis.
    #[must_use]
    pub fn new(span: Span, form: &str) -> Self {
        Self { span, form: form.to_owned(), lemma: form.to_lowercase(), upos: "", head: None, rel: "", confidence: 0.0 }
    }
}

impl Sentence {
    /// A sentence before analysis.
    #[must_use]
    pub fn new(span: Span, paragraph: usize, heading: bool, words: Vec<Word>) -> Self {
        Self {
            span,
            paragraph,
            heading,
            words,
            names: Vec::new(),
            predicates: Vec::new(),
            acts: Vec::new(),
            contexts: Vec::new(),
            sayings: Vec::new(),
            vector: Vec::new(),
            extents: Vec::new(),
        }
    }

    /// Works out the extent of each word's subtree once the heads are known.
    pub fn close(&mut self) {
        let mut extents: Vec<Range<usize>> = (0..self.words.len()).map(|word| word..word + 1).collect();
        for word in 0..self.words.len() {
            let mut at = self.words[word].head;
            let mut steps = 0;
            while let Some(head) = at.filter(|_| steps <= self.words.len()) {
                extents[head].start = extents[head].start.min(word);
                extents[head].end = extents[head].end.max(word + 1);
                at = self.words[head].head;
                steps += 1;
            }
        }
        self.extents = extents;
    }

    /// The word of a range whose own head lies outside it; the first such, or the range's first word.
    #[must_use]
    pub fn head_of(&self, words: Range<usize>) -> usize {
        words
            .clone()
            .find(|&word| self.words.get(word).is_some_and(|entry| entry.head.is_none_or(|head| !words.contains(&head))))
            .unwrap_or(words.start)
    }

    /// The words that depend on a word directly, in order.
    pub fn children(&self, word: usize) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().filter(move |(_, child)| child.head == Some(word)).map(|(index, _)| index)
    }

    /// The first child with this relation; `nsubj` also finds `nsubj:pass`, `nsubj:pass` only itself.
    #[must_use]
    pub fn child(&self, word: usize, rel: &str) -> Option<usize> {
        self.children(word).find(|&child| self.is(child, rel))
    }

    /// Whether a word's relation is `rel` or a subtype of it.
    #[must_use]
    pub fn is(&self, word: usize, rel: &str) -> bool {
        self.words[word].rel.strip_prefix(rel).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    }

    /// Whether `word` is `ancestor` or depends on it through any number of arcs.
    #[must_use]
    pub fn is_under(&self, word: usize, ancestor: usize) -> bool {
        let mut at = Some(word);
        let mut steps = 0;
        while let Some(here) = at {
            if here == ancestor {
                return true;
            }
            steps += 1;
            at = if steps > self.words.len() { None } else { self.words[here].head };
        }
        false
    }

    /// The preposition or other case marker of a word: "with" of "China" in "with China".
    #[must_use]
    pub fn case(&self, word: usize) -> Option<&str> {
        self.child(word, "case").map(|case| self.words[case].lemma.as_str())
    }

    /// The words from the first to the last that depend on `word`, itself included.
    #[must_use]
    pub fn subtree(&self, word: usize) -> Range<usize> {
        self.extents.get(word).cloned().unwrap_or(word..word + 1)
    }

    /// The span of a range of words. Ranges of no words give the word at their start, or the sentence.
    #[must_use]
    pub fn span_of(&self, words: Range<usize>) -> Span {
        let first = self.words.get(words.start).map_or(self.span, |word| word.span);
        let last = self.words.get(words.end.saturating_sub(1)).map_or(first, |word| word.span);
        first.to(last)
    }

    /// The word that covers or follows a byte of the document.
    #[must_use]
    pub fn word_at(&self, byte: usize) -> Option<usize> {
        let at = self.words.partition_point(|word| word.span.end() <= byte);
        (at < self.words.len()).then_some(at)
    }

    /// The index of the word at the top of the tree.
    #[must_use]
    pub fn root(&self) -> Option<usize> {
        self.words.iter().position(|word| word.head.is_none())
    }

    /// The predicate at a word.
    #[must_use]
    pub fn predicate(&self, word: usize) -> Option<&Predicate> {
        self.predicates.iter().find(|predicate| predicate.word == word)
    }

    /// A predicate's argument with this role.
    #[must_use]
    pub fn argument(&self, word: usize, role: &str) -> Option<&Argument> {
        self.predicate(word)?.arguments.iter().find(|argument| argument.role == role)
    }
}
