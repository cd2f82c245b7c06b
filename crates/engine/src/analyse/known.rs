//! What the tables know of names lays the analyser's guesses right: "the United States" is a place and one name, "Palestinians" are a
//! people, "IAEA" is an organisation, and an address of electronic mail is no name at all.

use std::ops::Range;

use super::sentence::{Name, NameKind, Sentence};
use crate::World;
use crate::world::actors::{Meaning, fold, is_capitals};

/// How sure a name is that the tables give.
const SURE: f32 = 0.95;

/// Mends the names of an analysed sentence by the tables of actors.
pub fn settle(world: &World, sentence: &mut Sentence) {
    let folded: Vec<String> = sentence.words.iter().map(|word| fold(&word.form)).collect();
    sentence.names.retain(|name| !is_none(world, sentence.words[name.words.clone()].iter().map(|word| word.form.as_str())));
    let mut at = 0;
    while at < folded.len() {
        let Some((count, kind)) = known(world, sentence, &folded, at) else {
            at += 1;
            continue;
        };
        let words = at..at + count;
        at += count;
        let overlapping: Vec<&Name> = sentence.names.iter().filter(|name| meets(&name.words, &words)).collect();
        // A longer name is somebody or something else: "Bank of China", "Jordan Peterson".
        if overlapping.iter().any(|name| name.words.start < words.start || name.words.end > words.end) {
            continue;
        }
        let same = overlapping.iter().any(|name| name.words == words);
        // Where the analyser sees nothing, a word must at least be a proper noun; where it sees a person, a one-word name may be one.
        let proper = sentence.words[words.clone()].iter().any(|word| word.upos == "PROPN");
        let person = overlapping.iter().any(|name| name.kind == NameKind::Person && name.confidence > 0.8);
        if (overlapping.is_empty() && !proper) || (same && count == 1 && person && kind != NameKind::Norp) {
            continue;
        }
        sentence.names.retain(|name| !meets(&name.words, &words));
        sentence.names.push(Name { words, kind, confidence: SURE });
    }
    sentence.names.sort_by_key(|name| name.words.start);
}

fn meets(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// The longest name of the tables that begins at a word and has one meaning there, with its kind.
fn known(world: &World, sentence: &Sentence, folded: &[String], at: usize) -> Option<(usize, NameKind)> {
    let form = &sentence.words[at].form;
    if !form.starts_with(char::is_uppercase) {
        return None;
    }
    let Some((count, meanings)) = world.actors.at(&folded[at..]) else { return place(world, sentence, at) };
    if count == 1 && !world.actors.is_written_as_name(form, &folded[at]) {
        return None;
    }
    if meanings.iter().any(|meaning| matches!(meaning, Meaning::Person(_))) {
        return (count > 1).then_some((count, NameKind::Person));
    }
    let kind = meanings.iter().find_map(|meaning| match meaning {
        Meaning::Country(_) => Some(NameKind::Location),
        Meaning::Adjective(_) | Meaning::People(_) => Some(NameKind::Norp),
        // One word in small letters may be a word: "Apple", "Target".
        Meaning::Organisation(_) if count > 1 || is_capitals(form) => Some(NameKind::Organisation),
        _ => None,
    })?;
    Some((count, kind))
}

/// A place of several words of which the analyser saw a part: "New York" where it saw "York".
fn place(world: &World, sentence: &Sentence, at: usize) -> Option<(usize, NameKind)> {
    let part =
        |name: &&Name| name.words.start >= at && name.words.start <= at + 1 && matches!(name.kind, NameKind::Location | NameKind::Norp);
    let seen = sentence.names.iter().any(|name| part(&name));
    let forms: Vec<&str> = sentence.words[at..].iter().take(6).map(|word| word.form.as_str()).collect();
    let (count, _) = world.gazetteer.at(&forms).filter(|_| seen)?;
    let capitals = forms[..count].iter().all(|form| form.starts_with(char::is_uppercase));
    (count > 1 && capitals).then_some((count, NameKind::Location))
}

/// Whether words are no name, whatever they look like: an address, or titles alone.
fn is_none<'a>(world: &World, words: impl Iterator<Item = &'a str>) -> bool {
    let words: Vec<&str> = words.collect();
    let address = |word: &&str| {
        word.split_once('@').is_some_and(|(_, host)| host.contains('.')) || word.starts_with("http") || word.starts_with("www.")
    };
    let titles = words.join(" ").to_lowercase();
    words.iter().any(address) || world.actors.title(titles.trim_end_matches('.')).is_some()
}
