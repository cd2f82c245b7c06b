//! Which of the places of one name is meant: by what stands beside it, by the countries told around it, by size.

use std::collections::HashMap;

use super::gazetteer::Entry;
use super::spots::{self, DIRECTIONS, Spot};
use crate::World;
use crate::analyse::Sentence;
use crate::record::{Code, Place, PlacePrecision};
use crate::world::actors::fold;

/// Points are natural logarithms of a weight in people, so that two points outweigh a city seven times as large.
const BESIDE: f32 = 20.0;
const OF_KIND: f32 = 8.0;
const SAID_BEFORE: f32 = 8.0;
const SAME_DIVISION: f32 = 4.0;
const SAME_SENTENCE: f32 = 2.0;
const SAME_PARAGRAPH: f32 = 2.0;
const SAME_DOCUMENT: f32 = 0.5;
const SAME_MARKS: f32 = 1.5;
/// A spot whose first candidate weighs so many times the second speaks for its country.
const CLEAR: f32 = 8.0;

const DIVISION_NOUNS: [&str; 16] = [
    "province",
    "region",
    "oblast",
    "governorate",
    "state",
    "county",
    "prefecture",
    "department",
    "krai",
    "canton",
    "emirate",
    "republic",
    "territory",
    "gov.",
    "governor",
    "senator",
];
const CITY_NOUNS: [&str; 18] = [
    "city",
    "town",
    "village",
    "port",
    "capital",
    "suburb",
    "municipality",
    "settlement",
    "mayor",
    "hub",
    "stronghold",
    "airport",
    "metropolis",
    "resort",
    "downtown",
    "hamlet",
    "city-state",
    "neighbourhood",
];

/// A paragraph's sentences farther off than this do not count: the cost of long documents stays bounded.
const NEAR: usize = 8;

/// A country told somewhere, with the division where a place tells it.
struct Told {
    sentence: usize,
    paragraph: usize,
    /// The words that tell it.
    start: usize,
    code: Code,
    division: String,
}

/// The places of the spots of a document.
#[must_use]
pub fn resolve(world: &World, sentences: &[Sentence], spots: &[Spot]) -> Vec<Place> {
    let beside: Vec<Option<usize>> = spots.iter().enumerate().map(|(at, _)| beside(world, sentences, spots, at)).collect();
    let told = told(world, sentences, spots, &beside);
    let mut of_country: HashMap<Code, Vec<&Told>> = HashMap::new();
    for one in &told {
        of_country.entry(one.code).or_default().push(one);
    }
    // What a name was once said to be holds for the whole document.
    let mut before: HashMap<String, &Entry> = HashMap::new();
    for (spot, found) in spots.iter().zip(&beside) {
        if let Some(found) = found {
            before.entry(surface(sentences, spot)).or_insert(&spot.candidates[*found]);
        }
    }
    let points = |spot: &Spot, candidate: &Entry, is_beside: bool| {
        let sentence = &sentences[spot.sentence];
        let mut points = candidate.weight.max(1.0).ln() + if is_beside { BESIDE } else { 0.0 };
        if before.get(&surface(sentences, spot)).is_some_and(|known| *known == candidate) {
            points += SAID_BEFORE;
        }
        if is_of_kind(sentence, spot, candidate) {
            points += OF_KIND;
        }
        if sentence.words[spot.words.clone()].iter().map(|word| word.form.as_str()).eq(candidate.name.split(' ')) {
            points += SAME_MARKS;
        }
        let Some(code) = candidate.country else { return points };
        if candidate.precision == PlacePrecision::Country {
            return points;
        }
        let all = of_country.get(&code).map_or(&[][..], Vec::as_slice);
        let from = all.partition_point(|one| one.sentence + NEAR < spot.sentence);
        let others = || {
            let near = all[from..].iter().take_while(|one| one.sentence <= spot.sentence + NEAR);
            near.filter(|one| one.sentence != spot.sentence || !spot.words.contains(&one.start))
        };
        let near = |one: &&&Told| one.paragraph == sentence.paragraph || one.sentence + 1 == spot.sentence;
        if others().any(|one| one.sentence == spot.sentence) {
            points += SAME_SENTENCE;
        } else if others().any(|one| near(&one)) {
            points += SAME_PARAGRAPH;
        }
        if !candidate.division.is_empty() && others().any(|one| near(&one) && one.division == candidate.division) {
            points += SAME_DIVISION;
        }
        points += SAME_DOCUMENT * all.len() as f32 / told.len().max(1) as f32;
        points
    };
    let mut places = Vec::with_capacity(spots.len());
    for (spot, found) in spots.iter().zip(&beside) {
        let scored = spot.candidates.iter().enumerate().map(|(at, candidate)| (points(spot, candidate, *found == Some(at)), candidate));
        let best = scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.geonames.cmp(&a.1.geonames)));
        if let Some((_, best)) = best {
            places.push(Place {
                name: best.name.clone(),
                country: best.country,
                geonames: best.geonames,
                lat: best.lat,
                lon: best.lon,
                precision: best.precision,
                span: sentences[spot.sentence].span_of(spot.words.clone()),
            });
        }
    }
    places
}

fn surface(sentences: &[Sentence], spot: &Spot) -> String {
    let words = &sentences[spot.sentence].words[spot.words.clone()];
    words.iter().map(|word| fold(&word.form)).collect::<Vec<_>>().join(" ")
}

/// The countries told: by their names and adjectives, and by places that can hardly be another.
fn told(world: &World, sentences: &[Sentence], spots: &[Spot], beside: &[Option<usize>]) -> Vec<Told> {
    let mut told = Vec::new();
    for (index, sentence) in sentences.iter().enumerate() {
        let folded: Vec<String> = sentence.words.iter().map(|word| fold(&word.form)).collect();
        let mut at = 0;
        while at < folded.len() {
            let mut count = 1;
            if let Some((words, code)) = spots::country_at(world, &folded, sentence, at) {
                count = words.max(1);
                told.push(Told { sentence: index, paragraph: sentence.paragraph, start: at, code, division: String::new() });
            }
            at += count;
        }
    }
    for (spot, beside) in spots.iter().zip(beside) {
        let first = &spot.candidates[beside.unwrap_or_default()];
        let rival = spot.candidates.iter().find(|other| other.country != first.country);
        let clear = beside.is_some() || rival.is_none_or(|rival| first.weight >= CLEAR * rival.weight);
        if let (true, Some(code), false) = (clear, first.country, first.precision == PlacePrecision::Country) {
            let paragraph = sentences[spot.sentence].paragraph;
            told.push(Told { sentence: spot.sentence, paragraph, start: spot.words.start, code, division: first.division.clone() });
        }
    }
    told.sort_by_key(|one| one.sentence);
    told
}

/// The candidate that the words beside a spot pick: "Tripoli, Lebanon", "Springfield, Illinois", "Córdoba in northern Argentina",
/// "the Syrian city of Homs", "Lebanon's Tripoli", "Athens" of "Athens, Georgia" for Georgia.
fn beside(world: &World, sentences: &[Sentence], spots: &[Spot], at: usize) -> Option<usize> {
    let spot = &spots[at];
    let sentence = &sentences[spot.sentence];
    let form = |word: usize| sentence.words.get(word).map(|word| word.form.to_lowercase()).unwrap_or_default();
    let folded: Vec<String> = sentence.words.iter().map(|word| fold(&word.form)).collect();
    let country =
        |word: usize| (word < folded.len()).then(|| spots::country_at(world, &folded, sentence, word)).flatten().map(|(_, code)| code);
    let pick = |code: Code| {
        let fits = |entry: &Entry| entry.country == Some(code) && entry.precision != PlacePrecision::Country;
        spot.candidates.iter().position(fits)
    };

    // After it.
    let mut next = spot.words.end;
    if matches!(form(next).as_str(), "," | "(" | "in") {
        next += 1;
        if matches!(form(next).as_str(), "in") {
            next += 1;
        }
        while DIRECTIONS.contains(&form(next).as_str()) || matches!(form(next).as_str(), "the" | "-" | "us" | "u.s." | "state" | "of") {
            // "Portland, US" names the country itself.
            if country(next).is_some() && sentence.words.get(next + 1).is_none_or(|word| word.upos != "NOUN") {
                break;
            }
            next += 1;
        }
        let follower = spots.get(at + 1).filter(|other| other.sentence == spot.sentence && other.words.start == next);
        if let Some(follower) = follower {
            for division in follower.candidates.iter().filter(|entry| entry.precision == PlacePrecision::Division) {
                let within = |entry: &Entry| {
                    entry.country == division.country && entry.precision == PlacePrecision::City && entry.division == division.division
                };
                if let Some(found) = spot.candidates.iter().position(within) {
                    return Some(found);
                }
            }
        }
        if let Some(found) = country(next).and_then(pick) {
            return Some(found);
        }
    }
    // Before it: the name of a division after one of its cities.
    let leader = at.checked_sub(1).map(|at| &spots[at]).filter(|other| other.sentence == spot.sentence);
    if let Some(leader) = leader.filter(|leader| leader.words.end + 1 == spot.words.start && form(leader.words.end) == ",") {
        for (index, division) in spot.candidates.iter().enumerate().filter(|(_, entry)| entry.precision == PlacePrecision::Division) {
            let inside = |entry: &Entry| {
                entry.precision == PlacePrecision::City && entry.country == division.country && entry.division == division.division
            };
            // A country of that name holds no city of the name before: "Athens, Georgia", "Tbilisi, Georgia".
            let rival = spot.candidates.iter().any(|entry| {
                entry.precision == PlacePrecision::Country && leader.candidates.iter().any(|city| city.country == entry.country)
            });
            if leader.candidates.iter().any(inside) && !rival {
                return Some(index);
            }
        }
    }
    // "Lebanon's Tripoli"
    let start = spot.words.start;
    if start >= 2 && matches!(form(start - 1).as_str(), "'s" | "’s" | "'" | "’") {
        let found = (1..=3).filter_map(|back| (start - 1).checked_sub(back)).find_map(country).and_then(pick);
        if found.is_some() {
            return found;
        }
    }
    // "the Syrian city of Homs", "Syria's northern city of Homs", "the Spanish region of Valencia"
    if start >= 2 && form(start - 1) == "of" {
        let noun = form(start - 2);
        if CITY_NOUNS.contains(&noun.as_str()) || DIVISION_NOUNS.contains(&noun.as_str()) {
            return (1..=5).filter_map(|back| (start - 2).checked_sub(back)).find_map(country).and_then(pick);
        }
    }
    // "the Argentine Córdoba"
    start.checked_sub(1).and_then(country).and_then(pick)
}

/// Whether a noun beside the spot says the candidate's kind: "Donetsk region", "the city of New York", "Washington state".
fn is_of_kind(sentence: &Sentence, spot: &Spot, candidate: &Entry) -> bool {
    let form =
        |word: Option<usize>| word.and_then(|word| sentence.words.get(word)).map(|word| word.form.to_lowercase()).unwrap_or_default();
    let start = spot.words.start;
    let of = form(start.checked_sub(1)) == "of";
    let noun = if of { form(start.checked_sub(2)) } else { form(Some(spot.words.end)) };
    match candidate.precision {
        PlacePrecision::Division => DIVISION_NOUNS.contains(&noun.as_str()),
        PlacePrecision::City => CITY_NOUNS.contains(&noun.as_str()),
        _ => false,
    }
}
