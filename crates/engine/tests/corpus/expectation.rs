use std::fmt::Write as _;

use legation::record::{Amount, Commitment, Count, Date, Event, Meeting, Note, Party, Place, Reading, Ref, Statement};
use legation::when::When;
use legation::{Span, Text};

use crate::marks::MarkedEvent;

/// One line below a case's text.
pub struct Expectation {
    pub number: usize,
    pub source: String,
    pub todo: bool,
    not: bool,
    /// "no other event": nothing of this kind beyond the lines of the case.
    no_other: bool,
    kind: String,
    tokens: Vec<Token>,
}

/// A word or a quoted string of a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Word(String),
    Quoted(String),
}

/// What was found in a case's text.
pub struct Found<'a> {
    pub reading: &'a Reading,
    pub text: &'a Text<'a>,
    /// The events marked in the case's text.
    pub marked: &'a [MarkedEvent],
}

const KINDS: [&str; 11] =
    ["event", "statement", "commitment", "meeting", "account", "party", "when", "place", "amount", "note", "sentence"];

impl Expectation {
    pub fn parse(number: usize, line: &str) -> Result<Self, String> {
        let mut tokens = tokens(line)?;
        let mut starts_with = |words: &[&str]| {
            let hit =
                tokens.len() >= words.len() && words.iter().zip(&tokens).all(|(word, token)| *token == Token::Word((*word).to_owned()));
            if hit {
                tokens.drain(..words.len());
            }
            hit
        };
        let todo = starts_with(&["todo"]);
        let not = starts_with(&["not"]);
        let no_other = starts_with(&["no", "other"]);
        let Some(Token::Word(kind)) = tokens.first().cloned() else { return Err(format!("{line:?} does not begin with a kind of record")) };
        if !KINDS.contains(&kind.as_str()) {
            return Err(format!("{kind:?} is none of {}", KINDS.join(", ")));
        }
        tokens.remove(0);
        Ok(Self { number, source: line.to_owned(), todo, not, no_other, kind, tokens })
    }

    /// Whether the line is true of what was found; `all` are the lines of the same case.
    pub fn holds(&self, found: &Found<'_>, all: &[Self]) -> bool {
        if self.no_other {
            let lines: Vec<&Self> = all.iter().filter(|line| line.kind == self.kind && !line.not && !line.no_other).collect();
            return found.items(&self.kind).iter().all(|item| lines.iter().any(|line| line.fits(found, item)));
        }
        if self.is_marked() {
            let events = &found.reading.events;
            return !found.marked.is_empty() && found.marked.iter().all(|marked| events.iter().any(|event| marked.is(event)));
        }
        found.items(&self.kind).iter().any(|item| self.fits(found, item)) != self.not
    }

    /// "event as marked"
    fn is_marked(&self) -> bool {
        self.kind == "event" && self.tokens == ["as", "marked"].map(|word| Token::Word(word.to_owned()))
    }

    fn fits(&self, found: &Found<'_>, item: &Item<'_>) -> bool {
        let mut tokens = Tokens { list: &self.tokens, at: 0 };
        match item {
            Item::Event(event) if self.is_marked() => found.marked.iter().any(|marked| marked.is(event)),
            Item::Event(event) => fits_event(&mut tokens, found, event),
            Item::Statement(statement) => fits_statement(&mut tokens, found, statement),
            Item::Commitment(commitment) => fits_commitment(&mut tokens, found, commitment),
            Item::Meeting(meeting) => fits_meeting(&mut tokens, found, meeting),
            Item::Row(filled, topic) => tokens.word() == filled.as_str() && holds_fold(topic, tokens.quoted()),
            Item::Party(party) => fits_party(&tokens, found, party),
            Item::When(when) => fits_when(&mut tokens, found, when),
            Item::Place(place) => fits_place(&mut tokens, found, place),
            Item::Amount(amount) => fits_amount(&mut tokens, amount),
            Item::Note(note) => fits_note(&mut tokens, found, note),
            Item::Sentence(words) => *words == tokens.quoted(),
        }
    }
}

/// Splits a line into words and "quoted strings"; quotation marks of the text itself are curly.
pub fn tokens(line: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('"') {
            let end = after.find('"').ok_or_else(|| format!("{line:?} has a quotation mark without its mate"))?;
            tokens.push(Token::Quoted(after[..end].to_owned()));
            rest = after[end + 1..].trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            rest = rest[end..].trim_start();
        }
    }
    Ok(tokens)
}

struct Tokens<'a> {
    list: &'a [Token],
    at: usize,
}

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Option<&'a Token> {
        self.at += 1;
        self.list.get(self.at - 1)
    }

    /// The next token as a word, or "".
    fn word(&mut self) -> &'a str {
        match self.next() {
            Some(Token::Word(word)) => word,
            Some(Token::Quoted(words)) => panic!("a word is wanted before {words:?}"),
            None => "",
        }
    }

    /// The next token as a quoted string, or "".
    fn quoted(&mut self) -> &'a str {
        match self.next() {
            Some(Token::Quoted(words)) => words,
            Some(Token::Word(word)) => panic!("a quoted string is wanted instead of {word:?}"),
            None => "",
        }
    }
}

enum Item<'a> {
    Event(&'a Event),
    Statement(&'a Statement),
    Commitment(&'a Commitment),
    Meeting(&'a Meeting),
    /// The sides with a filled cell, joined by `+`, and the topic.
    Row(String, &'a str),
    Party(&'a Party),
    When(&'a When),
    Place(&'a Place),
    Amount(&'a Amount),
    Note(&'a Note),
    Sentence(&'a str),
}

impl<'a> Found<'a> {
    fn items(&self, kind: &str) -> Vec<Item<'a>> {
        let (reading, text) = (self.reading, self.text);
        match kind {
            "event" => reading.events.iter().map(Item::Event).collect(),
            "statement" => reading.statements.iter().map(Item::Statement).collect(),
            "commitment" => reading.commitments.iter().map(Item::Commitment).collect(),
            "meeting" => reading.meetings.iter().map(Item::Meeting).collect(),
            "account" => reading
                .accounts
                .iter()
                .flat_map(|account| &account.rows)
                .map(|row| {
                    let filled = row.cells.iter().filter(|(_, cells)| !cells.is_empty()).map(|(side, _)| side.as_str());
                    Item::Row(filled.collect::<Vec<_>>().join("+"), &row.topic)
                })
                .collect(),
            "party" => reading.parties.iter().map(Item::Party).collect(),
            "when" => text.whens.as_slice().iter().map(Item::When).collect(),
            "place" => text.places.as_slice().iter().map(Item::Place).collect(),
            "amount" => text.amounts.as_slice().iter().map(Item::Amount).collect(),
            "note" => reading.notes.iter().map(Item::Note).collect(),
            _ => text.sentences.iter().map(|sentence| Item::Sentence(text.words(sentence.span))).collect(),
        }
    }

    fn words(&self, span: Span) -> &'a str {
        span.of(&self.text.document.text)
    }

    fn name(&self, party: &Ref) -> &'a str {
        self.reading.parties.get(party.party).map_or("", |party| &party.name)
    }

    /// What was found of the kind that a failed line is about, a line each.
    pub fn show(&self, line: &Expectation) -> String {
        let mut shown = String::new();
        let dyad = |a: &[Ref], b: &[Ref]| format!("{}>{}", codes(a), codes(b));
        for item in self.items(&line.kind) {
            let row = match item {
                Item::Event(e) => format!(
                    "{} {} {:?} on {} {:?} {:?} because {}{}",
                    e.kind.code(),
                    dyad(&e.actors, &e.recipients),
                    e.status,
                    day(&e.date),
                    e.modes,
                    self.words(e.trigger),
                    e.because.rule,
                    casualties(e)
                ),
                Item::Statement(s) => format!(
                    "{:?} {:?} cue {:?} via {:?} because {}",
                    s.speakers.iter().map(|speaker| self.name(speaker)).collect::<Vec<_>>(),
                    s.content.as_slice().iter().map(|span| self.words(*span)).collect::<Vec<_>>(),
                    s.cue.map(|cue| self.words(cue)),
                    s.channel,
                    s.because.rule
                ),
                Item::Commitment(c) => {
                    format!("{} {:?} {:?} due {}", dyad(&c.by, &c.to), self.words(c.act), c.strength, day(&c.due))
                }
                Item::Meeting(m) => format!(
                    "{} {:?} {:?} on {} in {:?} named {:?}",
                    codes(&m.participants),
                    m.kind,
                    m.status,
                    day(&m.date),
                    m.place.as_ref().map(|place| &place.name),
                    m.name
                ),
                Item::Row(filled, topic) => format!("{filled} {topic:?}"),
                Item::Party(party) => format!(
                    "{:?} {:?} {:?} {:?}",
                    party.name,
                    party.country,
                    party.sectors,
                    party.mentions.as_slice().iter().map(|span| self.words(*span)).collect::<Vec<_>>()
                ),
                Item::When(when) => format!("{:?} = {}..{:?} {}", self.words(when.span), day(&when.date), when.date.end, when.rule),
                Item::Place(place) => format!("{:?} = {:?} {:?}", self.words(place.span), place.name, place.country),
                Item::Amount(amount) => format!("{:?} = {} {} {:?}", amount.text, amount.value, amount.unit, amount.role),
                Item::Note(note) => format!("{:?} {:?}", note.kind, note.span.map(|span| self.words(span))),
                Item::Sentence(words) => format!("{words:?}"),
            };
            let _ = writeln!(shown, "      found {row}");
        }
        shown
    }
}

fn casualties(event: &Event) -> String {
    let Some(told) = &event.casualties else { return String::new() };
    let bound = |bound: Option<u32>| bound.map_or_else(|| "?".to_owned(), |bound| bound.to_string());
    let kinds = [("killed", &told.killed), ("injured", &told.injured), ("arrested", &told.arrested), ("displaced", &told.displaced)];
    let told = kinds.into_iter().filter_map(|(kind, count)| Some((kind, count.as_ref()?)));
    told.map(|(kind, count)| format!(" {kind} {}/{}/{}", bound(count.low), bound(count.best), bound(count.high))).collect()
}

fn day(date: &Date) -> String {
    date.start.map_or_else(|| "-".to_owned(), |start| start.to_string())
}

fn sorted_codes(refs: &[Ref]) -> Vec<String> {
    let mut codes: Vec<String> = refs.iter().filter_map(|party| party.country).map(|code| code.to_string()).collect();
    codes.sort();
    codes.dedup();
    codes
}

fn codes(refs: &[Ref]) -> String {
    sorted_codes(refs).join("+")
}

/// Whether the parties' codes are those of a list such as `USA+CHN`.
fn codes_are(refs: &[Ref], list: &str) -> bool {
    let mut wanted: Vec<&str> = list.split('+').filter(|code| !code.is_empty()).collect();
    wanted.sort_unstable();
    sorted_codes(refs) == wanted
}

/// Lower case with straight quotation marks.
pub fn fold(words: &str) -> String {
    words.replace(['’', '‘'], "'").replace(['“', '”'], "\"").to_lowercase()
}

fn holds_fold(text: &str, words: &str) -> bool {
    fold(text).contains(&fold(words))
}

/// The lower-case name of a unit variant, as the contract writes it.
pub fn code_of<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn on(date: &Date, wanted: &str) -> bool {
    if wanted == "-" { date.start.is_none() } else { date.start.is_some_and(|start| start.to_string().starts_with(wanted)) }
}

fn amounts_have(amounts: &[Amount], value: &str, unit: Option<&str>) -> bool {
    let value: f64 = value.parse().expect("an amount is a number");
    amounts.iter().any(|amount| (amount.value - value).abs() <= 1e-6 * value.abs() && unit.is_none_or(|unit| amount.unit == unit))
}

/// Whether a count is `17` (exactly), `~17` (best alone), `5..7` (low and high), `5..` (no high), `..7` (no low) or `-` (not told).
fn count_is(count: Option<&Count>, wanted: &str) -> bool {
    let Some(count) = count else { return wanted == "-" };
    let number = |words: &str| words.parse::<u32>().ok();
    match wanted.split_once("..") {
        Some((low, high)) => (count.low, count.high) == (number(low), number(high)),
        None => match wanted.strip_prefix('~') {
            Some(best) => (count.low, count.best, count.high) == (None, number(best), None),
            None => number(wanted).is_some() && [count.low, count.best, count.high].iter().all(|bound| *bound == number(wanted)),
        },
    }
}

fn is_in(place: Option<&Place>, wanted: &Token) -> bool {
    place.is_some_and(|place| match wanted {
        Token::Word(code) => place.country.is_some_and(|country| country.as_str() == code),
        Token::Quoted(name) => holds_fold(&place.name, name),
    })
}

fn fits_event(tokens: &mut Tokens<'_>, found: &Found<'_>, event: &Event) -> bool {
    let kind = tokens.word();
    if kind != event.kind.code() {
        return false;
    }
    while let Some(token) = tokens.next() {
        let fits = match token {
            Token::Quoted(words) => event.mentions.as_slice().iter().chain([&event.trigger]).any(|span| {
                let mention = found.words(*span);
                holds_fold(mention, words) || holds_fold(words, mention)
            }),
            Token::Word(word) => match word.as_str() {
                "on" => on(&event.date, tokens.word()),
                "mode" => event.modes.iter().any(|mode| mode == tokens.list[tokens.at].text()) && tokens.next().is_some(),
                "in" => tokens.next().is_some_and(|place| is_in(event.place.as_ref(), place)),
                "amount" => {
                    let value = tokens.word();
                    let unit = matches!(tokens.list.get(tokens.at), Some(Token::Word(unit)) if unit.chars().all(char::is_alphabetic))
                        .then(|| tokens.word());
                    amounts_have(&event.amounts, value, unit)
                }
                "sector" => {
                    let (side, sector) = tokens.word().split_once(':').expect("sector A:MIL");
                    let refs = if side == "A" { &event.actors } else { &event.recipients };
                    refs.iter().flat_map(|party| &party.sectors).any(|code| code.as_str() == sector)
                }
                "killed" | "injured" | "arrested" | "displaced" => {
                    let told = event.casualties.as_ref().and_then(|told| match word.as_str() {
                        "killed" => told.killed.as_ref(),
                        "injured" => told.injured.as_ref(),
                        "arrested" => told.arrested.as_ref(),
                        _ => told.displaced.as_ref(),
                    });
                    count_is(told, tokens.word())
                }
                "cameo" => event.cameo == tokens.word(),
                dyad if dyad.contains('>') => {
                    let (actors, recipients) = dyad.split_once('>').unwrap_or_default();
                    codes_are(&event.actors, actors) && codes_are(&event.recipients, recipients)
                }
                status => code_of(&event.status) == status,
            },
        };
        if !fits {
            return false;
        }
    }
    true
}

impl Token {
    fn text(&self) -> &str {
        match self {
            Self::Word(text) | Self::Quoted(text) => text,
        }
    }
}

fn names_fit(found: &Found<'_>, refs: &[Ref], wanted: &str) -> bool {
    if wanted.is_empty() {
        return refs.is_empty();
    }
    wanted.split(" and ").all(|one| refs.iter().any(|party| holds_fold(found.name(party), one) || holds_fold(&party.text, one)))
}

fn fits_statement(tokens: &mut Tokens<'_>, found: &Found<'_>, statement: &Statement) -> bool {
    let (speaker, content) = (tokens.quoted(), tokens.quoted());
    let told: Vec<&str> = statement.content.as_slice().iter().map(|span| found.words(*span)).collect();
    if !names_fit(found, &statement.speakers, speaker) || !holds_fold(&told.join(" "), content) {
        return false;
    }
    while let Some(token) = tokens.next() {
        let Token::Word(word) = token else { panic!("a word is wanted instead of {token:?}") };
        let channel_has = |words: &str| statement.channel.as_deref().is_some_and(|channel| holds_fold(channel, words));
        let fits = match word.as_str() {
            "via" => {
                let words = tokens.quoted();
                channel_has(words)
                    || statement.reported_by.iter().any(|by| by.channel.as_deref().is_some_and(|channel| holds_fold(channel, words)))
            }
            "by" => {
                let words = tokens.quoted();
                statement.reported_by.iter().any(|by| holds_fold(found.name(&by.party), words) || holds_fold(&by.party.text, words))
            }
            "to" => names_fit(found, &statement.addressees, tokens.quoted()),
            "cue" => {
                let words = tokens.quoted();
                statement.cue.is_some_and(|cue| holds_fold(found.words(cue), words))
            }
            "negated" | "asserted" => code_of(&statement.polarity) == *word,
            kind => code_of(&statement.kind) == kind,
        };
        if !fits {
            return false;
        }
    }
    true
}

fn fits_commitment(tokens: &mut Tokens<'_>, found: &Found<'_>, commitment: &Commitment) -> bool {
    let (by, to) = tokens.word().split_once('>').expect("commitment A>B");
    if !codes_are(&commitment.by, by) || !codes_are(&commitment.to, to) || !holds_fold(found.words(commitment.act), tokens.quoted()) {
        return false;
    }
    while let Some(token) = tokens.next() {
        let fits = match token.text() {
            "due" => {
                let wanted = tokens.word();
                on(&commitment.due, wanted) || commitment.due.end.is_some_and(|end| end.to_string().starts_with(wanted))
            }
            "term" => commitment.term.as_deref() == Some(tokens.word()),
            "if" => {
                let words = tokens.quoted();
                commitment.condition.is_some_and(|span| holds_fold(found.words(span), words))
            }
            "amount" => amounts_have(&commitment.amounts, tokens.word(), None),
            "status" => code_of(&commitment.status) == tokens.word(),
            strength => code_of(&commitment.strength) == strength,
        };
        if !fits {
            return false;
        }
    }
    true
}

fn fits_meeting(tokens: &mut Tokens<'_>, found: &Found<'_>, meeting: &Meeting) -> bool {
    const STATUS: [&str; 7] = ["held", "ongoing", "scheduled", "invited", "proposed", "postponed", "cancelled"];
    if let Some(Token::Word(first)) = tokens.list.first()
        && first.chars().all(|letter| letter.is_ascii_uppercase() || letter == '+')
        && !codes_are(&meeting.participants, tokens.word())
    {
        return false;
    }
    while let Some(token) = tokens.next() {
        let fits = match token.text() {
            "on" => on(&meeting.date, tokens.word()),
            "in" => tokens.next().is_some_and(|place| is_in(meeting.place.as_ref(), place)),
            "named" => {
                let words = tokens.quoted();
                meeting.name.as_deref().is_some_and(|name| holds_fold(name, words))
            }
            "host" => {
                let code = tokens.word();
                meeting.host.as_ref().and_then(|host| host.country).is_some_and(|country| country.as_str() == code)
            }
            word if STATUS.contains(&word) => code_of(&meeting.status) == word,
            kind => code_of(&meeting.kind) == kind,
        };
        if !fits {
            return false;
        }
    }
    let _ = found;
    true
}

/// `party "the pair" = "Donald Trump" + "Xi Jinping"`: one of the named parties has that mention, all of them have it, and the
/// codes fit the first.
fn fits_party(tokens: &Tokens<'_>, found: &Found<'_>, party: &Party) -> bool {
    let [Token::Quoted(words), Token::Word(_), rest @ ..] = tokens.list else { panic!("party \"words\" = \"Name\"") };
    let has = |party: &Party| party.mentions.as_slice().iter().any(|span| fold(found.words(*span)) == fold(words));
    let names: Vec<&str> =
        rest.iter().filter_map(|token| if let Token::Quoted(name) = token { Some(name.as_str()) } else { None }).collect();
    let codes_fit = rest.iter().all(|token| match token {
        Token::Word(code) if code != "+" => {
            party.country.is_some_and(|country| country.as_str() == code) || party.sectors.iter().any(|sector| sector.as_str() == code)
        }
        _ => true,
    });
    let Some(first) = names.first() else { return has(party) && codes_fit };
    holds_fold(&party.name, first)
        && has(party)
        && codes_fit
        && names[1..].iter().all(|name| found.reading.parties.iter().any(|other| holds_fold(&other.name, name) && has(other)))
}

fn fits_when(tokens: &mut Tokens<'_>, found: &Found<'_>, when: &When) -> bool {
    if fold(found.words(when.span)) != fold(tokens.quoted()) {
        return false;
    }
    while let Some(token) = tokens.next() {
        let fits = match token.text() {
            "=" => {
                let wanted = tokens.word();
                match wanted.split_once("..") {
                    Some((start, end)) => on(&when.date, start) && when.date.end.is_some_and(|day| day.to_string().starts_with(end)),
                    None => {
                        on(&when.date, wanted) && (wanted == "-" || when.date.end.is_some_and(|day| day.to_string().starts_with(wanted)))
                    }
                }
            }
            "deadline" => when.deadline,
            duration if duration.starts_with('P') => when.duration.as_deref() == Some(duration),
            precision => code_of(&when.date.precision) == precision,
        };
        if !fits {
            return false;
        }
    }
    true
}

fn fits_place(tokens: &mut Tokens<'_>, found: &Found<'_>, place: &Place) -> bool {
    if fold(found.words(place.span)) != fold(tokens.quoted()) {
        return false;
    }
    while let Some(token) = tokens.next() {
        let fits = match token {
            Token::Quoted(name) => holds_fold(&place.name, name),
            Token::Word(word) if word == "=" => place.country.is_some_and(|country| country.as_str() == tokens.word()),
            Token::Word(precision) => code_of(&place.precision) == *precision,
        };
        if !fits {
            return false;
        }
    }
    true
}

fn fits_amount(tokens: &mut Tokens<'_>, amount: &Amount) -> bool {
    if fold(&amount.text) != fold(tokens.quoted()) {
        return false;
    }
    while let Some(token) = tokens.next() {
        let fits = match token.text() {
            "=" => {
                let value: f64 = tokens.word().parse().expect("an amount is a number");
                (amount.value - value).abs() <= 1e-6 * value.abs()
            }
            role @ ("value" | "from" | "to" | "change") => code_of(&amount.role) == role,
            unit => amount.unit == unit,
        };
        if !fits {
            return false;
        }
    }
    true
}

fn fits_note(tokens: &mut Tokens<'_>, found: &Found<'_>, note: &Note) -> bool {
    let kind = tokens.word();
    let words = tokens.quoted();
    code_of(&note.kind) == kind && (words.is_empty() || note.span.is_some_and(|span| holds_fold(found.words(span), words)))
}
