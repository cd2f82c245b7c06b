/// Acronyms with vowels inside of longer names.
const ACRONYMS: [&str; 6] = ["EU", "UK", "UN", "US", "USA", "NATO"];

/// Short words without a vowel that are no acronyms.
const ABBREVIATIONS: [&str; 5] = ["DR", "LTD", "MR", "MT", "ST"];

/// Numerals after the names of monarchs; XI is a Chinese name too.
const NUMERALS: [&str; 9] = ["II", "III", "IV", "VI", "VII", "VIII", "XII", "XIII", "XVI"];

/// A name in capitals as English writes it: people's words and those of organisations begin with a capital, acronyms stay.
pub fn usual(name: &str, person: bool) -> String {
    if !name.chars().any(char::is_lowercase) {
        let words: Vec<&str> = name.split(' ').collect();
        let small = ["OF", "THE", "AND", "FOR", "IN", "ON", "TO", "AT"];
        let vowelless = |word: &str| word.len() <= 3 && !word.contains(['A', 'E', 'I', 'O', 'U', 'Y']) && !ABBREVIATIONS.contains(&word);
        let acronym = |word: &str| {
            let known = ACRONYMS.contains(&word) || word.contains('.') || vowelless(word);
            !person && (known || words.len() == 1 && word.chars().count() <= 6)
        };
        let written = words.iter().enumerate().map(|(at, word)| match () {
            () if acronym(word) || at > 0 && NUMERALS.contains(word) => (*word).to_owned(),
            () if at > 0 && small.contains(word) => word.to_lowercase(),
            () => capitalised(word),
        });
        return written.collect::<Vec<_>>().join(" ");
    }
    name.to_owned()
}

fn capitalised(word: &str) -> String {
    let mut out = String::new();
    let mut begins = true;
    for letter in word.chars() {
        if begins {
            out.extend(letter.to_uppercase());
        } else {
            out.extend(letter.to_lowercase());
        }
        // "Mazar-I-Sharif", "B.J.", "O'Neill"; the s of a genitive stays small.
        begins = matches!(letter, '-' | '.' | '(' | '/') || (letter == '\'' && out.chars().count() == 2);
    }
    out
}

/// A name without an abbreviation in brackets at its end, and that abbreviation.
pub fn without_abbreviation(name: &str) -> (&str, Option<&str>) {
    match name.strip_suffix(')').and_then(|name| name.rsplit_once('(')) {
        Some((full, short)) if !full.trim().is_empty() && !short.trim().is_empty() => (full.trim(), Some(short.trim())),
        _ => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{usual, without_abbreviation};

    #[test]
    fn capitals_become_usual() {
        assert_eq!(usual("BAN KI-MOON", true), "Ban Ki-Moon");
        assert_eq!(usual("SHAUN O'NEILL", true), "Shaun O'Neill");
        assert_eq!(usual("MINISTRY OF THE INTERIOR", false), "Ministry of the Interior");
        assert_eq!(usual("ABDULLAH II", true), "Abdullah II");
        assert_eq!(usual("US AMBASSADOR TO THE UN", false), "US Ambassador to the UN");
        assert_eq!(usual("DR PEPPER RF LTD", false), "Dr Pepper RF Ltd");
        assert_eq!(usual("IAEA", false), "IAEA");
        assert_eq!(usual("U.N. STAFF", false), "U.N. Staff");
        assert_eq!(usual("Boko Haram", false), "Boko Haram");
    }

    #[test]
    fn abbreviations_are_names_of_their_own() {
        assert_eq!(without_abbreviation("FATHERLAND AND FREEDOM (ETA)"), ("FATHERLAND AND FREEDOM", Some("ETA")));
        assert_eq!(without_abbreviation("(ETA)"), ("(ETA)", None));
    }
}
