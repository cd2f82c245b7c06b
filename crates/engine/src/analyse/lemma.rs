use std::collections::HashMap;

use crate::WorldError;

/// Dictionary forms: a table of what the rules get wrong, then the rules.
#[derive(Debug)]
pub struct Lemmas {
    table: HashMap<(String, &'static str), String>,
}

impl Lemmas {
    /// Reads `form<TAB>upos<TAB>lemma` lines.
    ///
    /// # Errors
    /// Where a line has other than three columns or an unknown part of speech.
    pub fn parse(text: &str) -> Result<Self, WorldError> {
        let mut table = HashMap::new();
        for (line, row) in text.lines().enumerate().filter(|(_, row)| !row.is_empty()) {
            let bad = |message: &str| WorldError::new("model/lemmas.tsv", Some(line as u64 + 1), message);
            let mut columns = row.split('\t');
            let (Some(form), Some(upos), Some(lemma), None) = (columns.next(), columns.next(), columns.next(), columns.next()) else {
                return Err(bad("a line has three columns: form, part of speech, lemma"));
            };
            let upos = super::labels::pos(upos).ok_or_else(|| bad("the second column is no part of speech"))?;
            table.insert((form.to_owned(), upos), lemma.to_owned());
        }
        Ok(Self { table })
    }

    /// The lemma of a form with this part of speech.
    #[must_use]
    pub fn of(&self, form: &str, upos: &'static str) -> String {
        if upos == "PROPN" {
            return form.to_owned();
        }
        let key = (form.to_lowercase(), upos);
        self.table.get(&key).cloned().unwrap_or_else(|| by_rule(&key.0, upos))
    }
}

/// Regular English inflection. `training/lemmas.py` has the same rules: keep them alike.
fn by_rule(form: &str, upos: &str) -> String {
    let cut =
        |suffix: &str, put: &str| form.strip_suffix(suffix).filter(|stem| stem.chars().count() >= 2).map(|stem| format!("{stem}{put}"));
    let hit = match upos {
        "NOUN" => cut("ies", "y")
            .or_else(|| sibilant(form))
            .or_else(|| if form.ends_with("ss") || form.ends_with("us") { None } else { cut("s", "") }),
        "VERB" | "AUX" => cut("ies", "y")
            .or_else(|| sibilant(form))
            .or_else(|| if form.ends_with("ss") { None } else { cut("s", "") })
            .or_else(|| cut("ied", "y"))
            .or_else(|| form.strip_suffix("ed").and_then(stem_of))
            .or_else(|| form.strip_suffix("ing").and_then(stem_of)),
        _ => None,
    };
    hit.unwrap_or_else(|| form.to_owned())
}

/// "reaches" is reach + es, "closes" is close + s.
fn sibilant(form: &str) -> Option<String> {
    let stem = form.strip_suffix("es")?;
    ["ch", "sh", "ss", "x", "zz"].iter().any(|end| stem.ends_with(end)).then(|| stem.to_owned())
}

/// The verb whose `-ed` or `-ing` was cut off: "stopp" is stop, "impos" impose, "meet" meet. What this gets wrong is in the table.
fn stem_of(stem: &str) -> Option<String> {
    let letters: Vec<char> = stem.chars().collect();
    let vowel = |c: char| "aeiouy".contains(c);
    let [.., before, last] = letters[..] else { return None };
    if !letters.iter().any(|&c| vowel(c)) {
        return None;
    }
    if last == before && !vowel(last) && !"lsfz".contains(last) {
        return Some(letters[..letters.len() - 1].iter().collect());
    }
    let needs_e = "cvuz".contains(last)
        || (last == 's' && vowel(before))
        || (last == 'g' && before != 'n' && !vowel(before))
        || (last == 'l' && "bpdtgkf".contains(before))
        || ["at", "ir", "ud"].iter().any(|end| stem.ends_with(end) && !stem.ends_with("eat"));
    Some(if needs_e { format!("{stem}e") } else { stem.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::by_rule;

    #[test]
    fn regular_forms() {
        for (form, upos, lemma) in [
            ("countries", "NOUN", "country"),
            ("sanctions", "NOUN", "sanction"),
            ("reaches", "VERB", "reach"),
            ("imposed", "VERB", "impose"),
            ("meeting", "VERB", "meet"),
            ("planned", "VERB", "plan"),
            ("condemned", "VERB", "condemn"),
            ("accusing", "VERB", "accuse"),
            ("pass", "VERB", "pass"),
            ("crisis", "ADJ", "crisis"),
        ] {
            assert_eq!(by_rule(form, upos), lemma, "{form}");
        }
    }
}
