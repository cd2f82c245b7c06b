use std::ops::Range;

use super::finder::{Finder, words_of};
use crate::analyse::Sentence;
use crate::record::Code;
use crate::world::actors::{Role, fold};

/// What the words around a person's name tell.
#[derive(Debug)]
pub struct Around {
    /// The first of the titles.
    pub title: Option<Role>,
    /// Its words, such as "Prime Minister".
    pub title_words: String,
    /// Whose officer the person is.
    pub country: Option<Code>,
    /// Name, titles and "of Japan" together.
    pub extent: Range<usize>,
    /// When the title is held.
    pub tenure: Tenure,
}

impl Around {
    /// Whether the title is not held now.
    pub fn is_out(&self) -> bool {
        matches!(self.tenure, Tenure::Past | Tenure::Ahead)
    }
}

/// When a title is held, seen from the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenure {
    /// "President X", "Acting President X"
    Now,
    /// "former President X", "ex-president X"
    Past,
    /// "then-President X": at the time that the text speaks of.
    Then,
    /// "President-elect X"
    Ahead,
}

/// No title stands farther before a name, counted in words.
const REACH: usize = 20;
/// No explanation behind a comma is longer, counted in words.
const EXPLANATION: usize = 16;

/// Words of respect before a name, which tell no office.
const HONORIFICS: [&str; 24] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "shri",
    "smt",
    "hon",
    "honourable",
    "honorable",
    "excellency",
    "majesty",
    "highness",
    "holiness",
    "his",
    "her",
    "royal",
];

/// One title before or behind a name.
struct Title {
    words: Range<usize>,
    role: Role,
}

impl Finder<'_> {
    /// Titles, country and tenure that the words before and behind a name tell.
    pub fn around(&self, sentence: &Sentence, words: &Range<usize>) -> Around {
        let mut around = Around { title: None, title_words: String::new(), country: None, extent: words.clone(), tenure: Tenure::Now };
        self.before_name(sentence, words, &mut around);
        if around.country.is_none()
            && let Some((country, end)) = self.country_after(sentence, words.end, around.title.is_some())
        {
            around.country = Some(country);
            around.extent.end = end;
        }
        if around.country.is_none() || around.title.is_none() {
            self.explanation_behind(sentence, words.end, &mut around);
        }
        if around.country.is_none() || around.title.is_none() {
            self.apposition(sentence, sentence.head_of(words.clone()), &mut around);
        }
        around
    }

    /// "Romanian Presidential Security Advisor", "Deputy Chief of Staff of the President of Kazakhstan and Special Representative …".
    fn before_name(&self, sentence: &Sentence, words: &Range<usize>, around: &mut Around) {
        let begin = (0..words.start).rev().take_while(|&at| HONORIFICS.contains(&fold(&sentence.words[at].form).trim_end_matches('.')));
        let begin = begin.last().unwrap_or(words.start);
        around.extent.start = begin;
        let window = self.window(sentence, begin);
        let titles = self.titles(sentence, &window);
        let Some(first) = titles.first() else { return };
        let start = first.words.start;
        around.title = Some(first.role);
        around.title_words = words_of(sentence, &first.words);
        around.tenure = self.tenure(sentence, start);
        let elect = (first.words.end..begin).find(|&at| sentence.words[at].form != "-").map(|at| fold(&sentence.words[at].form));
        let ahead = ["-elect", "-designate"].iter().any(|ending| around.title_words.to_lowercase().ends_with(ending));
        if ahead || elect.is_some_and(|word| matches!(word.as_str(), "elect" | "designate")) {
            around.tenure = Tenure::Ahead;
        }
        around.extent.start = self.modifiers_before(sentence, start, window.start);
        // Whose: the words right before the title, then what "of" tells, then the only country among them.
        around.country = titles.iter().find_map(|title| self.country_before(sentence, title.words.start));
        if around.country.is_none() {
            around.country = self.country_among(sentence, start..begin);
        }
        if around.country.is_none() {
            // "New York Governor X": the country of the place.
            let place = self.places.within(sentence.span_of(around.extent.start..words.end)).find_map(|place| place.country);
            around.country = place.and_then(|code| self.world.actors.country(code)).map(crate::world::actors::Country::coded);
        }
    }

    /// Whether words are but titles and words of respect: "Dr.", "King".
    pub fn is_mere_title(&self, sentence: &Sentence, words: &Range<usize>) -> bool {
        let phrase = words_of(sentence, words).to_lowercase();
        let phrase = phrase.trim_end_matches('.');
        HONORIFICS.contains(&phrase) || self.world.actors.title(phrase).is_some()
    }

    /// The words before a name that may be titles and what belongs to them: nouns, adjectives and small words, up to a verb, a
    /// comma or somebody else's name.
    fn window(&self, sentence: &Sentence, end: usize) -> Range<usize> {
        let mut start = end;
        while let Some(before) = start.checked_sub(1) {
            let entry = &sentence.words[before];
            // "Principal Deputy National Security Advisor (PDNSA) Jon Finer"
            if entry.form == ")" {
                match (before.saturating_sub(5)..before).rev().find(|&at| sentence.words[at].form == "(") {
                    Some(open) => {
                        start = open;
                        continue;
                    }
                    None => break,
                }
            }
            let small = matches!(fold(&entry.form).as_str(), "of" | "for" | "to" | "and" | "at" | "the" | "'s" | "-" | "&" | "in" | "on");
            let fits =
                small || matches!(entry.upos, "PROPN" | "NOUN" | "ADJ" | "DET" | "NUM" | "PART") || is_title_participle(sentence, before);
            if !fits || end - before > REACH || self.is_person_here(before) {
                break;
            }
            start = before;
        }
        start..end
    }

    fn is_person_here(&self, word: usize) -> bool {
        let here = self.parties.mentions.iter().rev().take_while(|mention| mention.sentence == self.current);
        let mut people =
            here.filter(|mention| mention.parties.iter().any(|&party| self.parties.list[party].kind == crate::record::PartyKind::Person));
        people.any(|mention| mention.words.contains(&word))
    }

    /// The unbroken chain of titles that ends at the end of a window: between two of them, or the last and the name, stands nothing or
    /// what "of", "for", "to", "at" or "and" begins.
    fn titles(&self, sentence: &Sentence, window: &Range<usize>) -> Vec<Title> {
        let mut found: Vec<Title> = Vec::new();
        let mut at = window.start;
        while at < window.end {
            match self.title_at(sentence, at, window.end) {
                Some(title) => {
                    at = title.words.end;
                    found.push(title);
                }
                None => at += 1,
            }
        }
        let mut boundary = window.end;
        let mut kept = Vec::new();
        for title in found.into_iter().rev() {
            let between = title.words.end..boundary;
            let joined = between.is_empty()
                || matches!(fold(&sentence.words[between.start].form).as_str(), "of" | "for" | "to" | "at" | "and" | "on" | "(" | "-");
            // "meeting of ministers and Prime Minister X": a plural is nobody's title.
            if !joined || is_plural(sentence, &title) {
                break;
            }
            // "France and Prime Minister X": what stands before "and" is another's unless it is a title too.
            boundary = self.modifiers_before(sentence, title.words.start, window.start);
            kept.push(title);
        }
        kept.reverse();
        kept
    }

    /// The longest title that begins at a word and ends before `end`.
    fn title_at(&self, sentence: &Sentence, start: usize, end: usize) -> Option<Title> {
        (start + 1..=end.min(start + 9)).rev().find_map(|stop| {
            let phrase = words_of(sentence, &(start..stop)).to_lowercase();
            self.world.actors.title(phrase.trim_end_matches('.')).map(|role| Title { words: start..stop, role })
        })
    }

    /// Where the adjectives, countries and "former" right before a title begin.
    fn modifiers_before(&self, sentence: &Sentence, title: usize, limit: usize) -> usize {
        let mut start = title;
        while start > limit {
            let entry = &sentence.words[start - 1];
            let fits = matches!(entry.upos, "ADJ" | "PROPN" | "NOUN" | "NUM" | "PART" | "DET")
                || entry.form == "-"
                || is_title_participle(sentence, start - 1);
            if !fits || self.mentioned_country(start - 1).is_some() || self.is_person_here(start - 1) {
                break;
            }
            start -= 1;
        }
        start
    }

    fn tenure(&self, sentence: &Sentence, title: usize) -> Tenure {
        let words = (title.saturating_sub(4)..title).rev().map(|at| fold(&sentence.words[at].form));
        let told = words.take_while(|word| !matches!(word.as_str(), "," | "and" | "with" | "by")).find_map(|word| match word.as_str() {
            "former" | "ex" | "late" | "ousted" | "deposed" | "onetime" | "erstwhile" | "toppled" => Some(Tenure::Past),
            "then" => Some(Tenure::Then),
            "incoming" => Some(Tenure::Ahead),
            _ => None,
        });
        let title = sentence.words.get(title).map(|word| fold(&word.form)).unwrap_or_default();
        told.unwrap_or(match () {
            () if title.starts_with("ex-") => Tenure::Past,
            () if title.starts_with("then-") => Tenure::Then,
            () if title.ends_with("-elect") => Tenure::Ahead,
            () => Tenure::Now,
        })
    }

    /// The country that a run of words names: after "of" where there is one, else the only one named. An envoy "to" or "for" a country
    /// is not its officer.
    fn country_among(&self, sentence: &Sentence, range: Range<usize>) -> Option<Code> {
        let mut found: Vec<(Code, bool)> = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let Some((country, end)) = self.country_at(sentence, at, range.end) else {
                at += 1;
                continue;
            };
            let small =
                (range.start..at).rev().find(|&at| !matches!(fold(&sentence.words[at].form).as_str(), "the" | "republic" | "kingdom"));
            let case = small.map(|at| fold(&sentence.words[at].form)).unwrap_or_default();
            let sent = (range.start..at).any(|at| {
                matches!(
                    fold(&sentence.words[at].form).as_str(),
                    "ambassador" | "envoy" | "representative" | "coordinator" | "director" | "rapporteur"
                )
            });
            if !(matches!(case.as_str(), "to" | "for" | "on" | "in") && sent) {
                found.push((country, case == "of"));
            }
            at = end;
        }
        found.iter().find(|(_, of)| *of).or(found.first()).map(|(country, _)| *country)
    }

    /// The country or international body that begins at a word, and where it ends.
    pub fn country_at(&self, sentence: &Sentence, at: usize, end: usize) -> Option<(Code, usize)> {
        let capital = sentence.words.get(at)?.form.chars().next().is_some_and(char::is_uppercase);
        let folded: Vec<String> = sentence.words.get(at..end)?.iter().take(8).map(|word| fold(&word.form)).collect();
        let (count, meanings) = self.world.actors.at(&folded).filter(|_| capital)?;
        let country = meanings.iter().find_map(|meaning| self.world.actors.code_of(*meaning, self.document.published))?;
        (count > 1 || self.world.actors.is_written_as_name(&sentence.words[at].form, folded.first()?)).then_some((country, at + count))
    }

    /// "… of Israel", "… of the Republic of X" right behind a name, or "(Canada)".
    fn country_after(&self, sentence: &Sentence, at: usize, titled: bool) -> Option<(Code, usize)> {
        let form = |at: usize| sentence.words.get(at).map(|word| word.form.as_str());
        let mut here = at;
        if form(here) == Some("(") {
            let (country, end) = self.country_at(sentence, here + 1, sentence.words.len())?;
            return (form(end) == Some(")")).then_some((country, end + 1));
        }
        if form(here) == Some(",") {
            here += 1;
        }
        if form(here)? != "of" || !(titled || here == at) {
            return None;
        }
        here += 1;
        // "of the Hashemite Kingdom of Jordan"
        let stop = (here + 7).min(sentence.words.len());
        let within = |word: &usize| {
            matches!(sentence.words[*word].upos, "PROPN" | "ADJ" | "DET")
                || matches!(sentence.words[*word].form.as_str(), "of" | "the" | "and")
        };
        (here..stop).take_while(within).find_map(|at| self.country_at(sentence, at, sentence.words.len()))
    }

    /// "…, Spokesperson and Chief Advisor to the President of Türkiye," behind a name.
    fn explanation_behind(&self, sentence: &Sentence, at: usize, around: &mut Around) {
        if sentence.words.get(at).is_none_or(|word| word.form != ",") {
            return;
        }
        let is_end = |&word: &usize| {
            let entry = &sentence.words[word];
            matches!(entry.upos, "VERB" | "AUX" | "SCONJ")
                || matches!(entry.form.as_str(), "," | ";" | "who" | "which" | "said")
                || self.is_person_here(word)
        };
        let stop =
            (at + 1..sentence.words.len().min(at + 1 + EXPLANATION)).find(is_end).unwrap_or(sentence.words.len().min(at + 1 + EXPLANATION));
        let Some(title) = (at + 1..stop.min(at + 8)).find_map(|start| self.title_at(sentence, start, stop)) else { return };
        if around.title.is_none() {
            around.title = Some(title.role);
            around.title_words = words_of(sentence, &title.words);
            around.tenure = self.tenure(sentence, title.words.start);
        }
        if around.country.is_none() {
            around.country = self.country_before(sentence, title.words.start).or_else(|| self.country_among(sentence, at + 1..stop));
        }
    }

    /// "the Turkish president's communication chief, Fahrettin Altun": the noun that a name explains.
    fn apposition(&self, sentence: &Sentence, head: usize, around: &mut Around) {
        let noun = sentence.children(head).find(|&child| sentence.is(child, "appos"));
        let noun = noun.or_else(|| sentence.words[head].head.filter(|_| sentence.is(head, "appos") || sentence.is(head, "flat")));
        let Some(noun) = noun else { return };
        let range = sentence.subtree(noun);
        let words = range.clone().filter(|&word| !sentence.is_under(word, head) || sentence.is_under(noun, head));
        for word in words.take(EXPLANATION) {
            if around.country.is_none() {
                around.country = self.country_at(sentence, word, range.end).map(|(country, _)| country);
            }
            if around.title.is_none() {
                let lemma = || self.world.actors.title(&sentence.words[word].lemma);
                around.title = self.title_before(sentence, word + 1).map(|(_, role)| role).or_else(lemma);
                if around.title.is_some() {
                    around.title_words = sentence.words[word].lemma.clone();
                    around.tenure = self.tenure(sentence, word);
                }
            }
        }
    }

    /// The title that ends right before a word: where it begins, and its role.
    pub fn title_before(&self, sentence: &Sentence, word: usize) -> Option<(usize, Role)> {
        (1..=4.min(word)).rev().find_map(|count| {
            let start = word - count;
            let phrase = words_of(sentence, &(start..word)).to_lowercase();
            self.world.actors.title(phrase.trim_end_matches('.')).map(|role| (start, role))
        })
    }
}

/// "Acting Foreign Minister", "Coordinating Minister"
fn is_title_participle(sentence: &Sentence, word: usize) -> bool {
    let entry = &sentence.words[word];
    entry.upos == "VERB" && entry.form.ends_with("ing") && entry.form.starts_with(char::is_uppercase) && word > 0
}

fn is_plural(sentence: &Sentence, title: &Title) -> bool {
    let last = &sentence.words[title.words.end - 1];
    last.form.ends_with('s') && !last.lemma.ends_with('s')
}
