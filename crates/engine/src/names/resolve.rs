use jiff::civil;

use super::{Form, Mention};
use crate::analyse::{self, Sentence};
use crate::record::{Code, Party, Span};
use crate::{Document, World, places};

/// What is asked about the words of a mention.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The words, such as "President Xi" or "police in Lyon".
    pub words: String,
    /// The day that they are said about.
    pub day: Option<civil::Date>,
    /// The country of those who say it: "the president" is its president.
    pub country: Option<Code>,
    /// Text before them that may tell who is meant.
    pub context: Option<String>,
}

/// Whom the words mean, and why.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The party, its mention being the words asked about; none where they name nobody.
    pub party: Option<Party>,
    /// The rule that found it, with what decided country, office and sector.
    pub why: String,
}

/// Resolves the words of one mention as it would be resolved in a text: behind the context, as the subject of a sentence.
#[must_use]
pub fn resolve(world: &World, question: &Question) -> Answer {
    let words = question.words.trim();
    if words.is_empty() {
        return Answer { party: None, why: "no words were given".to_owned() };
    }
    let context = question.context.as_deref().map(str::trim).filter(|context| !context.is_empty());
    let before = context.map(|context| format!("{context}\n\n")).unwrap_or_default();
    let mut document = Document::new("question", format!("{before}{words} said so."));
    document.published = question.day;
    let Some(asked) = Span::new(before.len(), before.len() + words.len()) else {
        return Answer { party: None, why: "no words were given".to_owned() };
    };
    let sentences = analyse::sentences(world, &document, &[], &mut Vec::new());
    let places = places::find(world, &document, &sentences);
    let parties = super::Finder::new(world, &document, &sentences, &places).at_home(question.country).find();
    let Some(mention) = parties.mentions().iter().filter(|mention| asked.holds(mention.span)).max_by_key(|mention| {
        let sentence = &sentences[mention.sentence];
        (is_head(sentence, asked, mention), mention.words.len(), std::cmp::Reverse(mention.span.start()))
    }) else {
        return Answer { party: None, why: "no name, title, office or noun of agents was found in them".to_owned() };
    };
    // "Brussels sprouts", "French fries": they name a state and mean something else.
    let sentence = &sentences[mention.sentence];
    if !is_head(sentence, asked, mention) && head(sentence, asked).is_some_and(|head| sentence.words[head].upos == "NOUN") {
        return Answer { party: None, why: format!("they only belong to {}, and name nobody who acts", mention.text) };
    }
    let party = mention.parties.first().and_then(|&party| parties.as_slice().get(party)).cloned();
    let why = party.as_ref().map(|party| reason(mention, party, question.day)).unwrap_or_default();
    Answer { party, why }
}

/// The word of a span that all its others depend on.
fn head(sentence: &Sentence, span: Span) -> Option<usize> {
    let inside = |word: usize| sentence.words.get(word).is_some_and(|word| span.holds(word.span));
    (0..sentence.words.len()).find(|&word| inside(word) && sentence.words[word].head.is_none_or(|head| !inside(head)))
}

/// Whether a mention has the head of what is asked about.
fn is_head(sentence: &Sentence, asked: Span, mention: &Mention) -> bool {
    mention.form != Form::Adjective && head(sentence, asked).is_some_and(|head| mention.words.contains(&head))
}

/// In words: the rule that fired and what the tables say.
fn reason(mention: &Mention, party: &Party, day: Option<civil::Date>) -> String {
    let when = day.map_or_else(|| "today".to_owned(), |day| format!("on {day}"));
    let sector = party.sectors.first().map(Code::as_str);
    let standing = match (&party.office, sector) {
        (Some(office), _) => format!("{office} {when}"),
        (None, Some("ELI")) => format!("in no office {when}"),
        (None, Some(sector)) => format!("sector {sector}"),
        (None, None) => "no sector is told".to_owned(),
    };
    format!("{} ({}): {standing}", mention.rule, mention.text)
}
