//! Countries as people write and read them.

use legation::World;
use legation::record::Code;
use legation::world::actors::Meaning;

/// The usual English name of a code: a country's, or that of a top-level code of PLOVER; else the code itself.
pub fn name(world: &World, code: Code) -> String {
    // A former state may have the code of the one that is there now; those come first.
    if let Some(country) = world.actors.countries.iter().find(|country| country.code == code) {
        return country.name.clone();
    }
    match code.as_str() {
        "UNO" => "United Nations",
        "EUR" => "European Union",
        "IGO" => "Intergovernmental organisations",
        "NGO" => "Non-governmental organisations",
        "ISM" => "Social movements",
        "IMG" => "Transnational armed groups",
        "MNC" => "Multinational companies",
        other => other,
    }
    .to_owned()
}

/// The country or organisation that words name: a code in any case, a name, an adjective, a capital.
pub fn code(world: &World, words: &str) -> Option<Code> {
    let words = words.trim();
    let of_code = Code::new(&words.to_uppercase()).filter(|code| world.actors.country(*code).is_some() || TOP.contains(&code.as_str()));
    of_code.or_else(|| {
        let meanings = world.actors.meanings(words);
        // A country before an organisation of the same name.
        let country = meanings.iter().find(|meaning| !matches!(meaning, Meaning::Organisation(_)));
        country.into_iter().chain(meanings).find_map(|&meaning| world.actors.code_of(meaning, None))
    })
}

/// PLOVER's codes of who is no country.
const TOP: [&str; 7] = ["UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"];
