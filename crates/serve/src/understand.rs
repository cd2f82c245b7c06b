//! What somebody means who types "USA China tariffs November" or "when did Trump and Xi last speak?".

use jiff::{ToSpan, civil};
use legation::World;
use legation::record::{Code, EventType};
use legation::world::actors::{Held, Meaning, fold};
use legation_store::{Kind, asked};
use serde::Serialize;

use crate::{card, country};

/// A stretch of a question and what it is taken for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// The words as they were typed.
    pub words: String,
    /// What they are taken for: `country`, `person`, `organisation`, `period`, `meeting`, `type`, `mode`, `topic`, `status`, `records`, `last`,
    /// `next` or `text`.
    #[serde(rename = "as")]
    pub kind: &'static str,
    /// The same in words: "China (CHN)", "November 2025".
    pub says: String,
    /// What it changes in a question.
    #[serde(skip)]
    pub means: Means,
    /// The question without these words.
    pub without: String,
}

/// What a stretch of a question changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Means {
    /// A country takes part.
    Country(Code),
    /// Somebody of this name, of this country, takes part.
    Named(String, Option<Code>),
    /// From a day, to a day.
    Period(Option<civil::Date>, Option<civil::Date>),
    /// Meetings of these kinds; all where there is none, as for "talks".
    Meeting(&'static [&'static str]),
    /// Events of a type.
    Type(EventType),
    /// Events of a mode.
    Mode(String),
    /// Statements on a topic.
    Topic(String),
    /// Records of one kind with this status.
    Status(Kind, &'static str),
    /// Records of one kind; documents where there is none.
    Only(Option<Kind>),
    /// The last one that was.
    Last,
    /// The next one to come.
    Next,
    /// Words that a record has.
    Text(String),
}

/// What a store can tell about words.
pub struct Known<'a> {
    /// Whether statements have a topic of this name.
    pub topic: &'a dyn Fn(&str) -> bool,
    /// Whether somebody of this name is in a record.
    pub name: &'a dyn Fn(&str) -> bool,
}

/// A word of a question.
struct Token {
    form: String,
    /// Without case, marks, possessive and punctuation.
    word: String,
    quoted: bool,
    /// Belongs to the token before: it was written with it, as "China" is in "USA-China".
    joined: bool,
}

/// Takes a question apart. `today` is the day as of which it is asked.
pub fn understand(world: &World, known: &Known<'_>, question: &str, today: civil::Date) -> Vec<Part> {
    let tokens = tokens(world, question);
    let mut found: Vec<(std::ops::Range<usize>, &'static str, String, Means)> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (count, meaning) = next(world, known, &tokens[at..], today);
        if let Some((kind, says, means)) = meaning {
            found.push((at..at + count, kind, says, means));
        }
        at += count.max(1);
    }
    let spoken = |keep: &dyn Fn(usize) -> bool| {
        let mut words = String::new();
        for (at, token) in tokens.iter().enumerate().filter(|(at, _)| keep(*at)) {
            if !words.is_empty() {
                words.push(if token.joined && keep(at - 1) { '-' } else { ' ' });
            }
            if token.quoted {
                words.push_str(&format!("\"{}\"", token.form));
            } else {
                words.push_str(&token.form);
            }
        }
        words
    };
    found
        .into_iter()
        .map(|(range, kind, says, means)| Part {
            words: spoken(&|at| range.contains(&at)),
            without: spoken(&|at| !range.contains(&at)),
            kind,
            says,
            means,
        })
        .collect()
}

fn tokens(world: &World, question: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let straight = question.replace(['“', '”'], "\"");
    for (at, piece) in straight.split('"').enumerate() {
        if at % 2 == 1 {
            let form = piece.split_whitespace().collect::<Vec<_>>().join(" ");
            if form.chars().any(char::is_alphanumeric) {
                tokens.push(Token { word: String::new(), form, quoted: true, joined: false });
            }
            continue;
        }
        for form in piece.split_whitespace() {
            // "USA-China" are two countries; "Guinea-Bissau" is one, and "2025-11" a month.
            let halves: Vec<&str> = form.split(['-', '–', '/']).collect();
            let apart =
                halves.len() > 1 && country::code(world, form).is_none() && halves.iter().all(|half| is_somebody(world, bare(half)));
            let forms = if apart { halves } else { vec![form] };
            for (place, form) in forms.into_iter().enumerate() {
                let word = fold(bare(form).trim_end_matches("'s").trim_end_matches("’s")).split_whitespace().collect::<Vec<_>>().join(" ");
                if !word.is_empty() {
                    tokens.push(Token { word, form: form.to_owned(), quoted: false, joined: place > 0 });
                }
            }
        }
    }
    tokens
}

fn bare(form: &str) -> &str {
    form.trim_matches(|character: char| !character.is_alphanumeric())
}

fn is_somebody(world: &World, words: &str) -> bool {
    country::code(world, words).is_some() || !world.actors.meanings(words).is_empty()
}

/// How many tokens belong together, and what they mean; nothing for words that a question has but a record need not.
fn next(world: &World, known: &Known<'_>, tokens: &[Token], today: civil::Date) -> (usize, Option<(&'static str, String, Means)>) {
    let Some(first) = tokens.first() else { return (0, None) };
    if first.quoted {
        return (1, Some(("text", format!("the words “{}”", first.form), Means::Text(format!("\"{}\"", first.form)))));
    }
    if let Some((count, from, to)) = period(tokens, today) {
        return (count, Some(("period", say(from, to), Means::Period(from, to))));
    }
    if let Some((count, meaning)) = somebody(world, known, tokens, today) {
        return (count, Some(meaning));
    }
    if let Some(meaning) = word(world, known, &first.word) {
        return (1, Some(meaning));
    }
    if STOP.contains(&first.word.as_str()) || !first.word.chars().any(char::is_alphanumeric) {
        return (1, None);
    }
    (1, Some(("text", format!("the word “{}”", first.word), Means::Text(first.word.clone()))))
}

/// The words by which questions ask, and those that stand in nearly every text.
const STOP: [&str; 62] = [
    "when", "did", "do", "does", "has", "have", "had", "is", "are", "was", "were", "be", "been", "will", "what", "which", "who", "whom",
    "where", "how", "the", "a", "an", "and", "or", "of", "in", "on", "at", "by", "with", "to", "for", "from", "between", "about", "as",
    "than", "that", "this", "these", "those", "it", "its", "they", "their", "them", "he", "she", "his", "her", "we", "our", "there", "any",
    "all", "over", "during", "each", "other", "vs", "versus",
];

/// Short names that people write in small letters too.
const SMALL: [&str; 4] = ["us", "uk", "un", "eu"];

fn somebody(world: &World, known: &Known<'_>, tokens: &[Token], today: civil::Date) -> Option<(usize, (&'static str, String, Means))> {
    let first = tokens.first()?;
    let words: Vec<String> = tokens.iter().take(8).take_while(|token| !token.quoted).map(|token| token.word.clone()).collect();
    let capital = first.form.chars().next().is_some_and(char::is_uppercase);
    if let Some((count, meanings)) = world.actors.at(&words) {
        let written = count > 1 || world.actors.is_written_as_name(bare(&first.form), &first.word) || SMALL.contains(&first.word.as_str());
        let best =
            meanings.iter().filter(|_| written).filter_map(|&meaning| meant(world, meaning, today, capital)).min_by_key(|(rank, ..)| *rank);
        if let Some((_, kind, says, means)) = best {
            return Some((count, (kind, says, means)));
        }
    }
    // A code such as CHN, in capitals.
    let form = bare(&first.form);
    if let Some(code) = Code::new(form).filter(|_| country::code(world, form).is_some()) {
        return Some((1, of_country(world, code)));
    }
    // People whom the lists of office-holders do not have, but a record does.
    let named = (2..=words.len().min(4)).rev().find(|&count| {
        let capitals = tokens[..count].iter().all(|token| token.form.chars().next().is_some_and(char::is_uppercase));
        capitals && (known.name)(&words[..count].join(" "))
    })?;
    let name = tokens[..named].iter().map(|token| bare(&token.form)).collect::<Vec<_>>().join(" ");
    Some((named, ("person", name.clone(), Means::Named(name, None))))
}

fn of_country(world: &World, code: Code) -> (&'static str, String, Means) {
    ("country", format!("{} ({code})", country::name(world, code)), Means::Country(code))
}

/// What a name stands for, and how likely that is meant: the lower the number, the likelier.
fn meant(world: &World, meaning: Meaning, today: civil::Date, capital: bool) -> Option<(u8, &'static str, String, Means)> {
    match meaning {
        Meaning::Country(_) | Meaning::Adjective(_) | Meaning::People(_) | Meaning::Seat(_) => {
            let code = world.actors.code_of(meaning, Some(today))?;
            let (kind, says, means) = of_country(world, code);
            Some((if matches!(meaning, Meaning::Country(_)) { 0 } else { 1 }, kind, says, means))
        }
        Meaning::Organisation(index) => {
            let entry = world.actors.organisations.get(index)?;
            // The two organisations that have a code of their own.
            if matches!(entry.name.as_str(), "United Nations" | "European Union") {
                let (kind, says, means) = of_country(world, entry.code);
                return Some((2, kind, says, means));
            }
            Some((3, "organisation", entry.name.clone(), Means::Named(entry.name.clone(), Some(entry.code))))
        }
        Meaning::Person(index) | Meaning::Surname(index) => {
            let term = world.actors.terms.get(index)?;
            let terms = || world.actors.terms_of(&term.name);
            let in_office = terms().any(|term| term.on_or_now(Some(today)) == Held::Yes);
            let head = terms().any(|term| world.actors.is_head(term) && term.on_or_now(Some(today)) == Held::Yes);
            let surname = matches!(meaning, Meaning::Surname(_));
            // In small letters a last name is meant where a head of state or government has it: "may", "rice" and "park" are words.
            if surname && !capital && !head {
                return None;
            }
            let rank = 4 + u8::from(surname) * 4 + u8::from(!in_office) * 2 + u8::from(!head);
            Some((rank, "person", format!("{} ({})", term.name, term.country), Means::Named(term.name.clone(), Some(term.country))))
        }
    }
}

/// Kinds of meetings, types of events, statuses and kinds of records by the words that people use.
fn word(world: &World, known: &Known<'_>, word: &str) -> Option<(&'static str, String, Means)> {
    let meeting = |says: &str, kinds: &'static [&'static str]| Some(("meeting", says.to_owned(), Means::Meeting(kinds)));
    let only = |says: &str, kind: Option<Kind>| Some(("records", says.to_owned(), Means::Only(kind)));
    let of_type = |kind: EventType| Some(("type", format!("events of type {}", kind.code()), Means::Type(kind)));
    let status = |kind: Kind, of: &'static str| Some(("status", format!("{}s that are {of}", kind.name()), Means::Status(kind, of)));
    match word {
        "call" | "calls" | "phone" | "phoned" | "called" | "telephone" => meeting("calls", &["call", "video"]),
        "visit" | "visits" | "visited" | "trip" => meeting("visits", &["visit"]),
        "summit" | "summits" => meeting("summits", &["summit"]),
        "speak" | "spoke" | "spoken" | "talk" | "talks" | "talked" | "meet" | "meets" | "met" | "meeting" | "meetings" | "contact"
        | "contacts" => meeting("meetings and calls", &[]),
        "last" | "latest" | "lately" => Some(("last", "the last one".to_owned(), Means::Last)),
        "next" | "upcoming" | "coming" => Some(("next", "the next one".to_owned(), Means::Next)),
        "event" | "events" => only("events", Some(Kind::Event)),
        "statement" | "statements" | "said" | "say" | "says" | "quote" | "quotes" => only("statements", Some(Kind::Statement)),
        "commitment" | "commitments" | "promise" | "promises" | "promised" | "pledge" | "pledges" | "pledged" => {
            only("commitments", Some(Kind::Commitment))
        }
        "account" | "accounts" => only("accounts", Some(Kind::Account)),
        "document" | "documents" | "article" | "articles" => only("documents", None),
        "held" => status(Kind::Meeting, "held"),
        "scheduled" => status(Kind::Meeting, "scheduled"),
        "invited" => status(Kind::Meeting, "invited"),
        "proposed" => status(Kind::Meeting, "proposed"),
        "postponed" => status(Kind::Meeting, "postponed"),
        "cancelled" | "canceled" => status(Kind::Meeting, "cancelled"),
        "open" => status(Kind::Commitment, "open"),
        "kept" => status(Kind::Commitment, "kept"),
        "broken" => status(Kind::Commitment, "broken"),
        "expired" => status(Kind::Commitment, "expired"),
        "planned" => status(Kind::Event, "planned"),
        "denied" => status(Kind::Event, "denied"),
        "sanction" | "sanctions" | "sanctioned" => of_type(EventType::Sanction),
        "threat" | "threats" | "threatened" | "threatens" => of_type(EventType::Threaten),
        "accusation" | "accusations" | "accused" | "accuses" => of_type(EventType::Accuse),
        "protests" | "protested" => of_type(EventType::Protest),
        "attack" | "attacks" | "attacked" | "assaults" => of_type(EventType::Assault),
        "agreement" | "agreements" | "agreed" | "deal" | "deals" => of_type(EventType::Agree),
        "rejected" | "rejects" | "rejection" => of_type(EventType::Reject),
        "demand" | "demands" | "demanded" | "requests" | "requested" => of_type(EventType::Request),
        "coercion" | "coerced" => of_type(EventType::Coerce),
        "withdrawal" | "withdrew" => of_type(EventType::Retreat),
        "cooperation" | "cooperated" => of_type(EventType::Cooperate),
        _ => {
            if let Some(kind) = EventType::from_code(&word.to_uppercase()) {
                return of_type(kind);
            }
            if EventType::ALL.into_iter().any(|kind| world.codebook.mode(kind, word).is_some()) {
                return Some(("mode", format!("events of mode {word}"), Means::Mode(word.to_owned())));
            }
            let both = |word: &str| (known.topic)(word).then(|| word.to_owned());
            let topic = both(word).or_else(|| both(&format!("{word}s")))?;
            Some(("topic", format!("the topic {topic}"), Means::Topic(topic)))
        }
    }
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

fn month(token: &Token) -> Option<i8> {
    let word = token.word.as_str();
    let at = MONTHS
        .iter()
        .position(|month| *month == word || (word.len() == 3 && month.starts_with(word)) || (word == "sept" && *month == "september"))?;
    i8::try_from(at + 1).ok()
}

fn year(token: &Token) -> Option<i16> {
    token.word.parse().ok().filter(|year| (1900..2100).contains(year) && token.word.len() == 4)
}

fn day(token: &Token) -> Option<i8> {
    let digits = token.word.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']);
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

/// A stretch of time at the beginning of tokens: how many they are, from when, to when.
fn period(tokens: &[Token], today: civil::Date) -> Option<(usize, Option<civil::Date>, Option<civil::Date>)> {
    let bound = tokens.first()?.word.as_str();
    if matches!(bound, "since" | "after" | "before" | "until" | "till" | "from") {
        let (count, from, to) = days(&tokens[1..], today)?;
        return Some(match bound {
            "after" => (count + 1, Some(to.saturating_add(1.day())), None),
            "before" => (count + 1, None, Some(from.saturating_sub(1.day()))),
            "until" | "till" => (count + 1, None, Some(to)),
            _ => (count + 1, Some(from), None),
        });
    }
    let (count, from, to) = days(tokens, today)?;
    Some((count, Some(from), Some(to)))
}

/// A day, month, year or the like: how many tokens it has, its first day, its last.
fn days(tokens: &[Token], today: civil::Date) -> Option<(usize, civil::Date, civil::Date)> {
    let first = tokens.first().filter(|token| !token.quoted)?;
    let second = tokens.get(1).filter(|token| !token.quoted);
    let third = tokens.get(2).filter(|token| !token.quoted);
    let iso = bare(&first.form);
    if iso.as_bytes().first().is_some_and(u8::is_ascii_digit) && iso.len() >= 4 && (iso.contains('-') || year(first).is_some()) {
        return Some((1, asked::first_day(iso).ok()?, asked::last_day(iso).ok()?));
    }
    let unit = |back: i64| match second?.word.as_str() {
        "week" => {
            let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).saturating_add((back * 7).days());
            Some((2, monday, monday.saturating_add(6.days())))
        }
        "month" => {
            let first = today.first_of_month().saturating_add(back.months());
            Some((2, first, first.last_of_month()))
        }
        "year" => {
            let first = today.first_of_year().saturating_add(back.years());
            Some((2, first, first.last_of_year()))
        }
        _ => None,
    };
    match first.word.as_str() {
        "today" => return Some((1, today, today)),
        "yesterday" => return Some((1, today.yesterday().ok()?, today.yesterday().ok()?)),
        "last" => return unit(-1),
        "this" => return unit(0),
        "next" => return unit(1),
        _ => {}
    }
    let whole = |month: i8, year: i16| civil::Date::new(year, month, 1).ok().map(|first| (first, first.last_of_month()));
    // Without a year the last one that has begun is meant.
    let latest = |make: &dyn Fn(i16) -> Option<civil::Date>| {
        [0, 1].into_iter().filter_map(|back| make(today.year() - back)).find(|day| *day <= today)
    };
    if let (Some(of_month), Some(month)) = (day(first), second.and_then(month)) {
        if let Some(year) = third.and_then(year) {
            let day = civil::Date::new(year, month, of_month).ok()?;
            return Some((3, day, day));
        }
        let day = latest(&|year| civil::Date::new(year, month, of_month).ok())?;
        return Some((2, day, day));
    }
    let month = month(first)?;
    if let Some(year) = second.and_then(year) {
        let (from, to) = whole(month, year)?;
        return Some((2, from, to));
    }
    if let Some(of_month) = second.and_then(day) {
        if let Some(year) = third.and_then(year) {
            let day = civil::Date::new(year, month, of_month).ok()?;
            return Some((3, day, day));
        }
        let day = latest(&|year| civil::Date::new(year, month, of_month).ok())?;
        return Some((2, day, day));
    }
    // "may" and "march" in small letters are words.
    if matches!(first.word.as_str(), "may" | "march" | "mar") && first.form.chars().next().is_some_and(char::is_lowercase) {
        return None;
    }
    let from = latest(&|year| civil::Date::new(year, month, 1).ok())?;
    Some((1, from, from.last_of_month()))
}

fn say(from: Option<civil::Date>, to: Option<civil::Date>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => card::days(from, to),
        (Some(from), None) => format!("from {}", card::day(from)),
        (None, Some(to)) => format!("to {}", card::day(to)),
        (None, None) => "any time".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

    use std::sync::OnceLock;

    use super::*;

    const TODAY: civil::Date = civil::date(2026, 2, 10);

    fn parts(question: &str) -> Vec<Part> {
        static WORLD: OnceLock<World> = OnceLock::new();
        let world = WORLD.get_or_init(|| World::builtin().expect("the data are sound"));
        let known = Known { topic: &|word| word == "tariffs", name: &|name| name == "ada brakken" };
        understand(world, &known, question, TODAY)
    }

    fn seen(question: &str) -> Vec<(&'static str, String)> {
        parts(question).into_iter().map(|part| (part.kind, part.says)).collect()
    }

    #[test]
    fn countries_topics_and_months_are_told_apart() {
        let own = |kind, says: &str| (kind, says.to_owned());
        let expected = vec![
            own("country", "United States (USA)"),
            own("country", "China (CHN)"),
            own("topic", "the topic tariffs"),
            own("period", "November 2025"),
        ];
        assert_eq!(seen("USA China tariffs November"), expected);
        assert_eq!(seen("usa-china tariffs Nov 2025"), expected);
    }

    #[test]
    fn a_question_is_read_without_its_small_words() {
        let kinds: Vec<&str> = parts("When did the US and China last speak?").iter().map(|part| part.kind).collect();
        assert_eq!(kinds, ["country", "country", "last", "meeting"]);
    }

    #[test]
    fn people_are_known_by_last_name_by_office_and_by_the_record() {
        let named = |question: &str| {
            parts(question).into_iter().find_map(|part| if let Means::Named(name, _) = part.means { Some(name) } else { None })
        };
        assert_eq!(named("xi speech"), Some("Xi Jinping".to_owned()));
        assert_eq!(named("Ada Brakken said"), Some("Ada Brakken".to_owned()));
        assert_eq!(named("rice exports may rise"), None);
    }

    #[test]
    fn dates_are_days_months_and_open_ends() {
        let period = |question: &str| {
            parts(question).into_iter().find_map(|part| if let Means::Period(from, to) = part.means { Some((from, to)) } else { None })
        };
        let day = |year, month, day| Some(civil::date(year, month, day));
        assert_eq!(period("4 February 2026"), Some((day(2026, 2, 4), day(2026, 2, 4))));
        assert_eq!(period("February 4"), Some((day(2026, 2, 4), day(2026, 2, 4))));
        assert_eq!(period("2025-11"), Some((day(2025, 11, 1), day(2025, 11, 30))));
        assert_eq!(period("since March 2025"), Some((day(2025, 3, 1), None)));
        assert_eq!(period("last month"), Some((day(2026, 1, 1), day(2026, 1, 31))));
        assert_eq!(period("before 2025"), Some((None, day(2024, 12, 31))));
    }

    #[test]
    fn what_stands_in_quotation_marks_is_text_and_each_part_can_be_left_out() {
        let parts = parts("\"New China\" USA calls");
        assert_eq!(parts.iter().map(|part| part.kind).collect::<Vec<_>>(), ["text", "country", "meeting"]);
        assert_eq!(parts[1].without, "\"New China\" calls");
    }
}
