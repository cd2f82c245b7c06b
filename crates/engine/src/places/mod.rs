//! Places: which words name one, and where it is.
//!
//! Needs: sentences. Gives: [`Places`]. Example: "met in Busan, South Korea" has the place Busan, KOR.
//! Proof: `corpus/places.md`.

/// Names of places.
pub mod gazetteer;

use crate::analyse::{NameKind, Sentence, clause};
use crate::record::{Code, Place, PlacePrecision, Span};
use crate::world::actors::{Meaning, fold};
use crate::{Document, Text, World};

/// The places of a document, in order of their spans.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Places {
    list: Vec<Place>,
}

impl Places {
    /// All of them, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Place] {
        &self.list
    }

    /// Those inside a span, in order.
    pub fn within(&self, span: Span) -> impl Iterator<Item = &Place> {
        let start = self.list.partition_point(|place| place.span.start() < span.start());
        self.list[start..].iter().take_while(move |place| place.span.start() < span.end()).filter(move |place| span.holds(place.span))
    }
}

/// Finds the places of a document: gazetteer names and countries, the longest at each spot, that are capitalised and no person's or
/// organisation's name. Of several places of one name the one in a country that the sentence names, else the largest.
#[must_use]
pub fn find(world: &World, _document: &Document, sentences: &[Sentence]) -> Places {
    let mut list = Vec::new();
    for sentence in sentences {
        let folded: Vec<String> = sentence.words.iter().map(|word| fold(&word.form)).collect();
        let mut at = 0;
        while at < folded.len() {
            let found = if sentence.words[at].form.chars().next().is_some_and(char::is_uppercase) {
                named(world, sentence, &folded, at)
            } else {
                None
            };
            at += match found {
                Some((count, place)) => {
                    list.push(place);
                    count
                }
                None => 1,
            };
        }
    }
    Places { list }
}

fn named(world: &World, sentence: &Sentence, folded: &[String], at: usize) -> Option<(usize, Place)> {
    let name = sentence.names.iter().find(|name| name.words.contains(&at));
    if name.is_some_and(|name| matches!(name.kind, NameKind::Person | NameKind::Organisation) && name.words.len() > 1) {
        return None;
    }
    let country = world.actors.at(&folded[at..]).and_then(|(count, meanings)| {
        let country = meanings.iter().find_map(|meaning| if let Meaning::Country(country) = meaning { Some(*country) } else { None })?;
        Some((count, country))
    });
    let entry = world.gazetteer.at(&folded[at..]);
    let spelled_out = |count: usize| count > 1 || sentence.words[at].form.len() > 2;
    match (country, entry) {
        (Some((count, country)), entry) if entry.as_ref().is_none_or(|(longer, _)| *longer <= count) && spelled_out(count) => {
            let country = &world.actors.countries[country];
            let span = sentence.span_of(at..at + count);
            Some((
                count,
                Place {
                    name: country.name.clone(),
                    country: Some(country.code),
                    geonames: None,
                    lat: None,
                    lon: None,
                    precision: PlacePrecision::Country,
                    span,
                },
            ))
        }
        (_, Some((count, entries))) => {
            // A single word that the analyser takes for something else is none.
            if count == 1 && name.is_some_and(|name| !matches!(name.kind, NameKind::Location))
                || (name.is_none() && !is_locative(sentence, at + count - 1))
            {
                return None;
            }
            let told: Vec<Code> = (0..sentence.words.len()).filter_map(|word| country_at(world, folded, sentence, word)).collect();
            let best =
                entries.iter().find(|entry| entry.country.is_some_and(|country| told.contains(&country))).or_else(|| entries.first())?;
            let span = sentence.span_of(at..at + count);
            let place = Place {
                name: best.name.clone(),
                country: best.country,
                geonames: best.geonames,
                lat: Some(best.lat),
                lon: Some(best.lon),
                precision: best.precision,
                span,
            };
            Some((count, place))
        }
        _ => None,
    }
}

fn country_at(world: &World, folded: &[String], sentence: &Sentence, at: usize) -> Option<Code> {
    if !sentence.words[at].form.chars().next().is_some_and(char::is_uppercase) {
        return None;
    }
    let (_, meanings) = world.actors.at(&folded[at..])?;
    meanings
        .iter()
        .find_map(|meaning| if let Meaning::Country(country) = meaning { Some(world.actors.countries[*country].code) } else { None })
}

fn is_locative(sentence: &Sentence, word: usize) -> bool {
    sentence.case(word).is_some_and(|case| matches!(case, "in" | "at" | "near" | "to" | "from" | "outside" | "around"))
        || sentence.is(word, "compound")
}

/// Where the act that the word `trigger` of a sentence names took place, by syntax ("met in Busan", "the Busan meeting").
#[must_use]
pub fn of_act(text: &Text<'_>, sentence: usize, trigger: usize) -> Option<Place> {
    let analysed = text.sentences.get(sentence)?;
    let at = |word: usize| {
        let span = analysed.words.get(word)?.span;
        text.places.as_slice().iter().find(|place| place.span.overlaps(span) && place.precision != PlacePrecision::Region)
    };
    let mut spots = clause::obliques(analysed, trigger, &["in", "at", "near", "outside"]);
    spots.extend(analysed.children(trigger).filter(|&child| analysed.is(child, "compound") && analysed.words[trigger].upos == "NOUN"));
    // "held talks in Doha": the place hangs on the noun, or the noun's verb.
    spots.extend(analysed.child(trigger, "obj").into_iter().flat_map(|object| clause::obliques(analysed, object, &["in", "at"])));
    if analysed.is(trigger, "obj") || analysed.is(trigger, "conj") {
        spots.extend(analysed.words[trigger].head.into_iter().flat_map(|head| clause::obliques(analysed, head, &["in", "at"])));
    }
    let direct = spots.iter().find_map(|&word| at(word));
    let role = || {
        let argument = analysed.argument(trigger, "ARGM-LOC")?;
        let span = analysed.span_of(argument.words.clone());
        text.places.within(span).find(|place| place.precision != PlacePrecision::Region)
    };
    // "a visit to China", "travelled to Doha", "a summit in South Korea"
    let goal = || {
        let goes =
            matches!(analysed.words[trigger].lemma.as_str(), "visit" | "trip" | "travel" | "fly" | "arrive" | "return" | "head" | "go");
        let mut goals = if goes { clause::obliques(analysed, trigger, &["to"]) } else { Vec::new() };
        goals.extend(goes.then(|| analysed.child(trigger, "obj")).flatten());
        goals.into_iter().find_map(at)
    };
    direct.or_else(role).or_else(goal).cloned()
}
