//! Where an act took place, by syntax.

use crate::Text;
use crate::analyse::{NameKind, Sentence, clause};
use crate::record::{Place, PlacePrecision};
use crate::world::actors::Meaning;

/// Prepositions that say where something happens.
const WHERE: [&str; 18] = [
    "in",
    "at",
    "near",
    "outside",
    "inside",
    "on",
    "off",
    "over",
    "across",
    "along",
    "around",
    "within",
    "above",
    "through",
    "beneath",
    "aboard",
    "throughout",
    "beside",
];
/// Verbs that only say that the act of their object or subject takes place: "held talks in Doha", "the summit opened in Lima".
const LIGHT: [&str; 33] = [
    "hold", "have", "conduct", "carry", "launch", "stage", "host", "attend", "sign", "make", "pay", "open", "begin", "convene", "resume",
    "reach", "join", "take", "occur", "happen", "start", "end", "conclude", "schedule", "continue", "be", "give", "lead", "plan",
    "organise", "organize", "chair", "announce",
];
/// Verbs of motion: the place is where they lead.
const GOING: [&str; 16] = [
    "visit", "trip", "travel", "fly", "arrive", "return", "head", "go", "come", "deploy", "station", "enter", "tour", "land", "journey",
    "move",
];
/// Verbs whose object, where it is a place, is where they happen.
const ON_PLACE: [&str; 30] = [
    "strike",
    "bomb",
    "shell",
    "bombard",
    "attack",
    "hit",
    "seize",
    "capture",
    "storm",
    "raid",
    "occupy",
    "invade",
    "besiege",
    "liberate",
    "recapture",
    "retake",
    "block",
    "blockade",
    "cross",
    "close",
    "reopen",
    "pound",
    "overrun",
    "annex",
    "visit",
    "enter",
    "evacuate",
    "tour",
    "encircle",
    "take",
];
/// Nouns of such acts: "the attack on Kharkiv", "the siege of Aleppo", "a visit to Hanoi".
const NOUNS_ON_PLACE: [&str; 22] = [
    "attack",
    "strike",
    "airstrike",
    "raid",
    "bombing",
    "shelling",
    "bombardment",
    "assault",
    "offensive",
    "siege",
    "invasion",
    "occupation",
    "capture",
    "blockade",
    "seizure",
    "annexation",
    "visit",
    "trip",
    "tour",
    "incursion",
    "evacuation",
    "battle",
];
/// Verbs of leaving: the place is what is left.
const LEAVING: [&str; 6] = ["withdraw", "pull", "retreat", "evacuate", "withdrawal", "retreat"];
/// Verbs that judge or tell of another act: where that took place is not where they did.
const JUDGING: [&str; 34] = [
    "condemn",
    "criticise",
    "criticize",
    "welcome",
    "praise",
    "denounce",
    "accuse",
    "blame",
    "deny",
    "discuss",
    "say",
    "warn",
    "urge",
    "demand",
    "call",
    "reject",
    "support",
    "back",
    "deplore",
    "protest",
    "investigate",
    "probe",
    "report",
    "describe",
    "suspend",
    "cancel",
    "postpone",
    "expect",
    "mark",
    "mourn",
    "oppose",
    "threaten",
    "sanction",
    "approve",
];
/// Nouns of gathering and violence: before them even the name of a capital is a place ("the Beijing summit").
const GATHERING: [&str; 26] = [
    "talk",
    "talks",
    "meeting",
    "summit",
    "visit",
    "conference",
    "forum",
    "negotiation",
    "negotiations",
    "attack",
    "bombing",
    "protest",
    "demonstration",
    "ceremony",
    "gathering",
    "rally",
    "raid",
    "siege",
    "shooting",
    "explosion",
    "trip",
    "session",
    "massacre",
    "riot",
    "round",
    "congress",
];

/// Where the act that the word `trigger` of a sentence names took place: "met in Busan", "the Busan meeting", "shelled Kherson",
/// "held talks at a hotel in Doha", "outside the embassy in Lima". A place of another act, an actor's origin ("officials in Beijing
/// criticised") and a capital that acts are none.
#[must_use]
pub fn of_act(text: &Text<'_>, sentence: usize, trigger: usize) -> Option<Place> {
    let sentence = text.sentences.get(sentence)?;
    let act = Act { text, sentence };
    let entry = sentence.words.get(trigger)?;
    act.named_before(trigger)
        .or_else(|| act.hanging_on(trigger))
        .or_else(|| act.goal(trigger))
        .or_else(|| act.acted_upon(trigger))
        .or_else(|| act.of_parts(trigger))
        .or_else(|| act.with_whom(trigger))
        .or_else(|| act.above(trigger))
        .or_else(|| act.role(trigger))
        .or_else(|| entry.head.filter(|_| entry.rel == "acl:relcl").and_then(|head| act.where_clause(trigger, head)))
        .filter(|place| !act.is_origin(place))
        .cloned()
}

struct Act<'a> {
    text: &'a Text<'a>,
    sentence: &'a Sentence,
}

impl<'a> Act<'a> {
    fn lemma(&self, word: usize) -> String {
        self.sentence.words[word].lemma.to_lowercase()
    }

    fn is_any(&self, word: usize, lemmas: &[&str]) -> bool {
        lemmas.contains(&self.lemma(word).as_str())
    }

    /// The place whose name covers a word.
    fn at(&self, word: usize) -> Option<&'a Place> {
        let span = self.sentence.words.get(word)?.span;
        let list = self.text.places.as_slice();
        let at = list.partition_point(|place| place.span.end() <= span.start());
        list.get(at).filter(|place| place.span.overlaps(span))
    }

    /// The place that a noun phrase of place names: its head, or what stands nearest below it: "the port city of Basra", "a hotel in Doha",
    /// "Geneva's airport", "the embassy in Lima".
    fn below(&self, word: usize) -> Option<&'a Place> {
        let mut level = vec![word];
        for _ in 0..4 {
            if let Some(place) = level.iter().find_map(|&word| self.at(word)) {
                return Some(place);
            }
            let inside = |&child: &usize| {
                let rel = self.sentence.words[child].rel;
                let of_place = self.sentence.case(child).is_some_and(|case| case == "of" || WHERE.contains(&case));
                matches!(rel, "appos" | "compound" | "flat" | "nmod:poss" | "list") || rel.starts_with("nmod") && of_place
            };
            level = level.iter().flat_map(|&word| self.sentence.children(word).filter(inside).collect::<Vec<_>>()).collect();
            // "Israel's consulate in Istanbul" is in Istanbul, "the Red Sea port of Jeddah" in Jeddah.
            let rank = |word: usize| match self.sentence.words[word].rel {
                "nmod:poss" => 2,
                "compound" => 1,
                _ => 0,
            };
            level.sort_by_key(|&word| rank(word));
        }
        None
    }

    /// What hangs on a word by a preposition of place.
    fn hanging_on(&self, word: usize) -> Option<&'a Place> {
        clause::obliques(self.sentence, word, &WHERE).into_iter().find_map(|spot| {
            // "on Iran", "on Kosovo": a topic; on islands and heights things happen.
            let topic = self.sentence.children(word).any(|child| child == spot && self.sentence.case(child) == Some("on"));
            self.below(spot).filter(|place| !topic || !matches!(place.precision, PlacePrecision::Country | PlacePrecision::City))
        })
    }

    /// "President X of Ukraine": where somebody is from, not where something happens.
    fn is_origin(&self, place: &Place) -> bool {
        let person = |head: usize| self.sentence.names.iter().any(|name| name.kind == NameKind::Person && name.words.contains(&head));
        let inside = |word: &usize| place.span.holds(self.sentence.words[*word].span);
        (0..self.sentence.words.len())
            .filter(inside)
            .any(|word| self.sentence.case(word) == Some("of") && self.sentence.words[word].head.is_some_and(person))
    }

    /// "held talks with Russian officials in Riyadh": the tree hangs the place on whom one talks with.
    fn with_whom(&self, word: usize) -> Option<&'a Place> {
        let told = std::iter::once(word).chain(self.sentence.child(word, "obj"));
        let partners = told.flat_map(|word| clause::obliques(self.sentence, word, &["with"]));
        partners.flat_map(|partner| clause::obliques(self.sentence, partner, &["in", "at"])).find_map(|spot| self.below(spot))
    }

    /// "the Busan meeting"; a seat of power only before a noun of gathering.
    fn named_before(&self, word: usize) -> Option<&'a Place> {
        if !matches!(self.sentence.words[word].upos, "NOUN" | "PROPN") {
            return None;
        }
        let before = self.sentence.children(word).filter(|&child| self.sentence.is(child, "compound") && child < word);
        before.filter_map(|child| self.at(child)).find(|place| self.is_any(word, &GATHERING) || !self.is_seat(place))
    }

    fn is_seat(&self, place: &Place) -> bool {
        let meanings = self.text.world.actors.meanings(self.text.words(place.span));
        place.precision == PlacePrecision::Country || meanings.iter().any(|meaning| matches!(meaning, Meaning::Seat(_)))
    }

    /// "a visit to China", "travelled to Doha", "withdrew from Kherson".
    fn goal(&self, word: usize) -> Option<&'a Place> {
        let mut goals = Vec::new();
        if self.is_any(word, &GOING) {
            goals = clause::obliques(self.sentence, word, &["to", "into"]);
        } else if self.is_any(word, &LEAVING) {
            goals = clause::obliques(self.sentence, word, &["from"]);
        }
        goals.into_iter().find_map(|goal| self.below(goal))
    }

    /// "shelled Kherson", "the attack on Kharkiv", "Kherson was shelled", "Doha hosted talks".
    fn acted_upon(&self, word: usize) -> Option<&'a Place> {
        if self.sentence.words[word].upos == "VERB" && self.is_any(word, &ON_PLACE) {
            let object = self.sentence.child(word, "obj").or_else(|| self.sentence.child(word, "nsubj:pass"));
            return object.and_then(|object| self.at(object));
        }
        if self.is_any(word, &NOUNS_ON_PLACE) {
            let on = clause::obliques(self.sentence, word, &["on", "of", "to", "against", "for"]);
            return on.into_iter().find_map(|on| self.below(on));
        }
        None
    }

    /// Where the object of the act is: "attacked a base in Syria", "met Lavrov in Vienna"; not where a judged act took place.
    fn of_parts(&self, word: usize) -> Option<&'a Place> {
        if self.is_any(word, &JUDGING) {
            return None;
        }
        let object = self.sentence.child(word, "obj").or_else(|| self.sentence.child(word, "nsubj:pass"));
        // "officials in Beijing were told": where people come from.
        let object = object.filter(|&object| self.text.world.actors.agent(&self.lemma(object)).is_none());
        let partners = clause::obliques(self.sentence, word, &["with", "between"]);
        let partners = partners.into_iter().filter(|&partner| self.sentence.words[partner].upos == "PROPN");
        object.into_iter().chain(partners).find_map(|part| self.hanging_on(part))
    }

    /// The verb above an act: "held talks in Doha", "the summit opened in Lima", "met in Doha and signed", "flew to Doha for talks",
    /// "Doha hosted talks".
    fn above(&self, word: usize) -> Option<&'a Place> {
        let entry = &self.sentence.words[word];
        let head = entry.head?;
        let light = self.is_any(head, &LIGHT);
        let of_head = || self.hanging_on(head).or_else(|| self.goal(head));
        match entry.rel {
            "obj" | "nsubj" | "nsubj:pass" if light => {
                let host = || {
                    let host = self.sentence.child(head, "nsubj").filter(|_| self.lemma(head) == "host" && entry.rel == "obj");
                    host.and_then(|host| self.at(host))
                };
                of_head().or_else(host)
            }
            "nsubj" if self.sentence.child(head, "cop").is_some() => {
                self.sentence.case(head).filter(|case| WHERE.contains(case)).and_then(|_| self.below(head))
            }
            "obj" if !self.is_any(head, &JUDGING) => of_head(),
            "conj" if self.sentence.child(word, "nsubj").is_none() => {
                self.hanging_on(head).or_else(|| self.goal(head)).or_else(|| self.above_once(head))
            }
            "xcomp" | "advcl" if self.is_any(head, &GOING) => of_head(),
            rel if rel.starts_with("obl") || rel.starts_with("nmod") => {
                let purpose = self.sentence.case(word).is_some_and(|case| matches!(case, "for" | "during" | "to" | "on" | "at"));
                if purpose && (self.is_any(head, &GOING) || self.is_any(head, &["meet", "gather", "convene", "be", "attend"])) {
                    of_head()
                } else {
                    None
                }
            }
            _ => None,
        }
        .or_else(|| {
            // "the talks held in Geneva"
            let told = self.sentence.children(word).filter(|&child| self.sentence.is(child, "acl"));
            told.filter(|&child| self.is_any(child, &LIGHT)).find_map(|child| self.hanging_on(child))
        })
    }

    /// The place of the light verb above a first conjunct: "held talks and signed a deal in Lima" for the deal's partner.
    fn above_once(&self, word: usize) -> Option<&'a Place> {
        let entry = &self.sentence.words[word];
        let head = entry.head.filter(|&head| entry.rel == "obj" && self.is_any(head, &LIGHT))?;
        self.hanging_on(head)
    }

    /// The analyser's argument of place, where syntax alone finds none.
    fn role(&self, word: usize) -> Option<&'a Place> {
        let argument = self.sentence.argument(word, "ARGM-LOC")?;
        self.below(argument.head)
    }

    /// "in Doha, where they met"
    fn where_clause(&self, word: usize, head: usize) -> Option<&'a Place> {
        self.sentence.children(word).any(|child| self.lemma(child) == "where").then(|| self.below(head)).flatten()
    }
}
