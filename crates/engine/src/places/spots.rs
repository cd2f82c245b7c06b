//! Spots: which words name a place, and which places they may name.

use std::ops::Range;

use super::gazetteer::Entry;
use crate::World;
use crate::analyse::{NameKind, Sentence};
use crate::record::{Code, PlacePrecision};
use crate::world::actors::{Meaning, fold};

/// What a country weighs against divisions and cities of its name: "Georgia" is mostly the country.
const COUNTRY: f32 = 2e8;
/// A name that the analyser takes for something else than a place is one after "in" and the like where it weighs this much.
const LARGE: f32 = 100_000.0;
/// A name of several words is one wherever it stands where it weighs this much.
const KNOWN: f32 = 10_000_000.0;
/// Prepositions of place.
const LOCATIVE: [&str; 18] = [
    "on", "over", "in", "at", "near", "to", "from", "outside", "around", "into", "across", "inside", "within", "toward", "towards",
    "through", "off", "along",
];
/// Directions that go before the name of a place: "northern Syria".
pub const DIRECTIONS: [&str; 20] = [
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "northeastern",
    "northwestern",
    "southeastern",
    "southwestern",
    "upper",
    "lower",
    "occupied",
];
/// Words that end a longer name without moving it elsewhere: "Kharkiv Airport" is in Kharkiv.
const ENDINGS: [&str; 30] = [
    "province",
    "region",
    "oblast",
    "governorate",
    "state",
    "county",
    "district",
    "prefecture",
    "city",
    "town",
    "village",
    "port",
    "airport",
    "crossing",
    "border",
    "strip",
    "camp",
    "university",
    "hospital",
    "embassy",
    "base",
    "station",
    "stadium",
    "plant",
    "prison",
    "cathedral",
    "mosque",
    "harbour",
    "harbor",
    "suburb",
];

/// Words that name a place.
#[derive(Debug)]
pub struct Spot {
    /// Index of the sentence.
    pub sentence: usize,
    /// The words.
    pub words: Range<usize>,
    /// What they may name, the likeliest first; never empty.
    pub candidates: Vec<Entry>,
}

/// The spots of a sentence, in order.
#[must_use]
pub fn of(world: &World, sentence: &Sentence, index: usize) -> Vec<Spot> {
    let forms: Vec<&str> = sentence.words.iter().map(|word| word.form.as_str()).collect();
    let folded: Vec<String> = forms.iter().map(|form| fold(form)).collect();
    let mut spots = Vec::new();
    let mut at = 0;
    while at < forms.len() {
        let (count, candidates) = if begins(&forms, at) { candidates(world, sentence, &forms, &folded, at) } else { (1, Vec::new()) };
        if !candidates.is_empty() {
            spots.push(Spot { sentence: index, words: at..at + count, candidates });
        }
        at += count.max(1);
    }
    spots
}

/// A capital, or an Arabic article before one: "al-Tanf".
fn begins(forms: &[&str], at: usize) -> bool {
    let capital = |at: usize| forms.get(at).is_some_and(|form| form.chars().next().is_some_and(char::is_uppercase));
    let article = matches!(forms[at], "al" | "el" | "ar" | "as" | "ad" | "at" | "az" | "an" | "ash" | "the");
    capital(at) || article && forms[at] != "the" && (capital(at + 1) || forms.get(at + 1) == Some(&"-") && capital(at + 2))
}

/// How many words to go on by, and what they may name (nothing where they name no place).
fn candidates(world: &World, sentence: &Sentence, forms: &[&str], folded: &[String], at: usize) -> (usize, Vec<Entry>) {
    let actor = world.actors.at(&folded[at..]);
    let country = actor.and_then(|(count, meanings)| Some((count, country(meanings)?)));
    let (mut count, mut entries) = world.gazetteer.at(&forms[at..]).unwrap_or_default();
    if let Some((words, index)) = country.filter(|(words, _)| *words >= count) {
        let known = &world.actors.countries[index];
        let entry = world.gazetteer.country(known.code);
        let country = Entry {
            name: known.name.clone(),
            country: Some(known.code),
            division: String::new(),
            geonames: entry.as_ref().and_then(|entry| entry.geonames),
            lat: entry.as_ref().and_then(|entry| entry.lat),
            lon: entry.and_then(|entry| entry.lon),
            weight: COUNTRY,
            precision: PlacePrecision::Country,
        };
        if words > count {
            entries.clear();
        }
        count = words;
        // "Scotland" is a name of its country to whoever asks who acts, but as a place a part of it.
        let part = entries.iter().any(|entry| entry.precision == PlacePrecision::Division && entry.country == country.country);
        if !part || fold(&known.name) == folded[at..at + count].join(" ") {
            entries.insert(0, country);
        }
    }
    // "Bank of China", "Georgia Meloni": a longer name of somebody.
    if let Some((words, _)) = actor.filter(|(words, meanings)| *words > count && meanings.iter().all(is_somebody)) {
        return (words, Vec::new());
    }
    let words = at..at + count;
    if entries.is_empty() || !names_place(sentence, forms, words, &entries) {
        return (1, Vec::new());
    }
    (count, entries)
}

fn country(meanings: &[Meaning]) -> Option<usize> {
    meanings.iter().find_map(|meaning| if let Meaning::Country(country) = meaning { Some(*country) } else { None })
}

fn is_somebody(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Organisation(_) | Meaning::Person(_))
}

/// Whether these words name a place here: by the analyser's names, by capitals and by what they hang on.
fn names_place(sentence: &Sentence, forms: &[&str], words: Range<usize>, entries: &[Entry]) -> bool {
    let best = &entries[0];
    let is_country = best.precision == PlacePrecision::Country;
    let form = forms[words.start];
    let locative = is_locative(sentence, words.clone());
    if words.len() == 1 && form.len() < 3 && !(is_country && form.chars().all(char::is_uppercase) && locative) {
        return false;
    }
    // "Bergen County" is no Bergen.
    if forms.get(words.end).is_some_and(|next| *next == "County") && entries.iter().all(|entry| entry.precision == PlacePrecision::City) {
        return false;
    }
    let name = sentence.names.iter().find(|name| name.words.start < words.end && words.start < name.words.end);
    // Short words in capitals are mostly abbreviations.
    let capitals = form.chars().all(|c| !c.is_lowercase()) && form.len() <= 4 && words.len() == 1;
    if capitals && !is_country && name.is_none_or(|name| name.kind != NameKind::Location) {
        return false;
    }
    let proper =
        words.clone().all(|word| matches!(sentence.words[word].upos, "PROPN" | "PUNCT" | "ADP" | "DET" | "ADJ" | "NOUN" | "X" | "SYM"))
            && words.clone().any(|word| sentence.words[word].upos == "PROPN");
    let Some(name) = name else {
        return is_country || locative && (proper || best.weight >= LARGE) || words.len() > 1 && (proper || best.weight >= KNOWN);
    };
    let larger = name.words.start < words.start || name.words.end > words.end;
    if larger {
        let before = name.words.start..words.start;
        let owned = before.clone().next_back().is_some_and(|word| matches!(forms[word], "'s" | "’s"));
        // "the Turkish city of Antalya", but not "the Gulf of Aden"
        let mut two = before.clone().rev().map(|word| forms[word]);
        let kind = two.next() == Some("of") && two.next().is_some_and(|noun| noun.chars().all(char::is_lowercase));
        let before = owned || kind || before.clone().all(|word| is_one_of(forms[word], &DIRECTIONS) || is_link(forms[word]));
        let after = (words.end..name.words.end).all(|word| is_one_of(forms[word], &ENDINGS) || is_link(forms[word]));
        // "Springfield, Illinois" may be one name to the analyser.
        let part = name.words.clone().any(|word| forms[word] == ",");
        return match name.kind {
            NameKind::Location => part || before && after || words.len() > 1 && best.weight >= KNOWN,
            NameKind::Norp | NameKind::Other => is_country || part && locative || before && after && locative,
            NameKind::Person | NameKind::Organisation => false,
        };
    }
    match name.kind {
        NameKind::Location => true,
        NameKind::Person => words.len() > 1 && (is_country || locative && best.weight >= LARGE),
        _ => is_country || words.len() > 1 && best.weight >= KNOWN || locative && best.weight >= LARGE,
    }
}

fn is_link(form: &str) -> bool {
    matches!(form, "," | "-" | "the" | "The" | "in" | "of" | "'s" | "’s" | "(" | ")" | "and")
}

fn is_one_of(form: &str, list: &[&str]) -> bool {
    list.contains(&form.to_lowercase().as_str())
}

/// Whether the words stand where places stand: "in X", "the X talks", "A and B" after "in".
fn is_locative(sentence: &Sentence, words: Range<usize>) -> bool {
    let head = sentence.head_of(words);
    let by_case = |word: usize| sentence.case(word).is_some_and(|case| LOCATIVE.contains(&case));
    let joined = |word: usize| sentence.is(word, "conj") || sentence.is(word, "appos");
    let small = |word: usize| sentence.words[word].form.chars().next().is_some_and(char::is_lowercase);
    // "the Geneva talks", but not "the Paris Agreement"
    let before_noun = sentence.is(head, "compound") && sentence.words[head].head.is_some_and(small);
    by_case(head) || before_noun || joined(head) && sentence.words[head].head.is_some_and(by_case)
}

/// The country that a name or an adjective at a word stands for, and how many words it takes.
#[must_use]
pub fn country_at(world: &World, folded: &[String], sentence: &Sentence, at: usize) -> Option<(usize, Code)> {
    if !sentence.words[at].form.chars().next().is_some_and(char::is_uppercase) {
        return None;
    }
    let (count, meanings) = world.actors.at(&folded[at..])?;
    let index = meanings.iter().find_map(|meaning| match meaning {
        Meaning::Country(index) | Meaning::Adjective(index) | Meaning::People(index) => Some(*index),
        _ => None,
    })?;
    Some((count, world.actors.countries[index].code))
}
