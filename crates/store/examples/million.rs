//! How long questions take to a store of a million events: fills a store with varied copies of a few readings, then asks it.
//!
//! ```sh
//! cargo run --release -p legation-store --example million -- million.db
//! ```
//!
//! A second number is how many events, a word after it asks only the questions whose name has it. The store is filled where it is not there;
//! nothing but reading text is left out. Every question is asked for 50 records, as the program does.

#![allow(clippy::expect_used, reason = "a measurement that cannot go on has failed")]

use std::path::Path;
use std::time::Instant;

use jiff::civil;
use legation::record::{Code, CommitmentStatus, Date, EventType, MeetingStatus, PartyKind, Reading, Ref, Status};
use legation::{Document, World, read};
use legation_store::{Kind, Order, Query, Sqlite, Step, Who};

/// Short reports that give records of every kind.
const REPORTS: [&str; 3] = [
    "Norwegian Foreign Minister Espen Barth Eide spoke by phone with Chilean Foreign Minister Alberto van Klaveren on Tuesday about fisheries. \
     Norway pledged to deliver 20 boats to Chile by June 30, 2026. “We are glad of this step,” van Klaveren said. Chile agreed to lift its tariffs \
     on salmon. Norway had accused Chile of blocking the port last week. The two ministers will meet in Santiago in August.",
    "Japan on Thursday imposed sanctions on Belarus. “We will not wait,” Japanese Foreign Minister Toshimitsu Motegi said. Belarus rejected the \
     measures and threatened to expel the Japanese ambassador. Japan demanded that Belarus release ten prisoners. Thousands of people protested in \
     Minsk. Japan offered to send aid to Lithuania. Belarus said on Friday that it would close its embassy in Tokyo by March 1, 2026.",
    "Kenyan President William Ruto met Ethiopian Prime Minister Abiy Ahmed in Nairobi on Monday. They signed an agreement on trade and water. Kenya \
     praised Ethiopia for withdrawing its troops from the border. Ethiopia promised to supply 200 megawatts of power to Kenya by December 2026. \
     Kenya asked Ethiopia to free a detained journalist. Ethiopian soldiers attacked a village near Moyale, Kenya said. Abiy Ahmed denied it.",
];

const CODES: &str = "USA CHN RUS UKR ISR IRN GBR FRA DEU JPN IND PAK TUR SYR KOR PRK SAU EGY IRQ AFG BRA MEX CAN AUS ITA ESP POL NLD SWE NOR FIN DNK \
    BEL AUT CHE CZE HUN ROU BGR GRC SRB BLR GEO ARM AZE KAZ UZB VNM THA IDN MYS PHL SGP MMR BGD LKA NPL YEM QAT ARE KWT OMN JOR LBN LBY TUN DZA MAR \
    SDN SSD ETH ERI SOM KEN UGA RWA COD NGA GHA MLI NER TCD ZAF ZWE ZMB MOZ AGO CMR SEN VEN COL PER CHL ARG BOL ECU CUB HTI GTM HND NIC UNO EUR";

const GIVEN: &str =
    "Anna Bela Carl Dora Emil Fatima Goran Hana Igor Juan Karin Leon Mira Nils Olga Pavel Rosa Sami Tara Umar Vera Wim Xenia Yusuf Zoe";

/// A small generator of numbers (xorshift): the same in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// The first of so many more often than the last, as words and countries are in the news.
    fn skewed(&mut self, end: usize) -> usize {
        let part = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((end as f64 + 1.0).powf(part) as usize - 1).min(end - 1)
    }
}

fn codes() -> Vec<Code> {
    CODES.split_whitespace().filter_map(Code::new).collect()
}

/// A made word of so many letters; the lower the number, the oftener it is used.
fn word(letters: usize, number: usize) -> String {
    let (mut rest, mut word) = (number, String::new());
    for at in 0..letters {
        let from = if at % 2 == 0 { "bdfgklmnprstvz" } else { "aeiou" };
        word.push(char::from(from.as_bytes()[rest % from.len()]));
        rest /= from.len();
    }
    word
}

/// The last name of so manieth person.
fn name(number: usize) -> String {
    let given: Vec<&str> = GIVEN.split(' ').collect();
    let mut last = word(7, number * 37);
    last[..1].make_ascii_uppercase();
    format!("{} {last}", given[number % given.len()])
}

/// A copy of a reading with other words, days, types, countries and names. Spans stay true: a word is changed for one of its length.
fn varied(world: &World, own: &Reading, number: usize, dice: &mut Dice, codes: &[Code]) -> Reading {
    let mut reading = own.clone();
    reading.document.text = own
        .document
        .text
        .split_inclusive(|c: char| !c.is_ascii_alphabetic())
        .map(|part| match part.trim_end_matches(|c: char| !c.is_ascii_alphabetic()).len() {
            letters @ 4.. if dice.below(3) > 0 => word(letters, dice.skewed(20_000)) + &part[letters..],
            _ => part.to_owned(),
        })
        .collect();
    let published = civil::date(2015, 1, 1).saturating_add(jiff::Span::new().days(dice.below(4000) as i64));
    let record = &mut reading.document;
    record.reference = format!("https://example.org/{number}");
    record.url = Some(record.reference.clone());
    record.publisher = Some(format!("Paper {}", dice.skewed(200)));
    record.published = Some(published);
    record.id = Document::new("", record.text.clone()).id();
    // The first countries of the report become others, each of its own.
    let mut others: Vec<(Code, Code)> = Vec::new();
    let mut other = |code: Code, dice: &mut Dice| match others.iter().find(|(from, _)| *from == code) {
        Some((_, to)) => *to,
        None => {
            let mut to = codes[dice.skewed(codes.len())];
            while others.iter().any(|(_, taken)| *taken == to) {
                to = codes[dice.skewed(codes.len())];
            }
            others.push((code, to));
            to
        }
    };
    for party in &mut reading.parties {
        party.country = party.country.map(|code| other(code, dice));
        if party.kind == PartyKind::Person {
            party.name = name(dice.skewed(5000));
        }
    }
    for party in refs(&mut reading) {
        party.country = party.country.map(|code| other(code, dice));
    }
    let day = |date: &mut Date, dice: &mut Dice| {
        if date.start.is_some() {
            let day = published.saturating_add(jiff::Span::new().days(dice.below(40) as i64 - 30));
            (date.start, date.end) = (Some(day), Some(day));
        }
    };
    for (at, event) in reading.events.iter_mut().enumerate() {
        event.id = format!("{number:012x}{at:04x}");
        event.kind = EventType::ALL[[1, 1, 0, 8, 2, 7, 9, 12, 10, 11, 15, 4, 5, 14, 13, 3, 6][dice.skewed(17)]];
        event.modes.retain(|mode| world.codebook.mode(event.kind, mode).is_some());
        (event.quad, event.score) = (world.codebook.quad(event.kind), world.codebook.score(event.kind, &event.modes));
        event.status = [Status::Occurred, Status::Planned, Status::Denied, Status::Possible][dice.skewed(4)];
        event.confidence = (50 + dice.below(50)) as f32 / 100.0;
        day(&mut event.date, dice);
    }
    for (at, statement) in reading.statements.iter_mut().enumerate() {
        statement.id = format!("{number:012x}1{at:03x}");
        statement.topics = vec![["trade", "security", "energy", "water", "health"][dice.skewed(5)].to_owned()];
    }
    for (at, promise) in reading.commitments.iter_mut().enumerate() {
        promise.id = format!("{number:012x}2{at:03x}");
        promise.status = [CommitmentStatus::Open, CommitmentStatus::Kept][dice.below(2)];
        day(&mut promise.due, dice);
    }
    for (at, meeting) in reading.meetings.iter_mut().enumerate() {
        meeting.id = format!("{number:012x}3{at:03x}");
        meeting.status = [MeetingStatus::Held, MeetingStatus::Scheduled][dice.below(2)];
        day(&mut meeting.date, dice);
    }
    reading.accounts.clear();
    reading
}

/// All who take part in records that a store files.
fn refs(reading: &mut Reading) -> Vec<&mut Ref> {
    let mut all: Vec<&mut Ref> = Vec::new();
    for event in &mut reading.events {
        all.extend(event.actors.iter_mut().chain(&mut event.recipients).chain(event.others.iter_mut().map(|other| &mut other.party)));
    }
    for statement in &mut reading.statements {
        all.extend(statement.speakers.iter_mut().chain(&mut statement.addressees));
    }
    for promise in &mut reading.commitments {
        all.extend(promise.by.iter_mut().chain(&mut promise.to));
    }
    for meeting in &mut reading.meetings {
        all.extend(meeting.participants.iter_mut().chain(&mut meeting.host));
    }
    all
}

fn fill(path: &Path, events: usize) {
    let world = World::builtin().expect("the built-in world loads");
    let day = civil::date(2026, 2, 6);
    let own: Vec<Reading> = REPORTS.iter().map(|text| read(&world, &Document::new("report", *text).published(day))).collect();
    for reading in &own {
        let counts = [reading.events.len(), reading.statements.len(), reading.commitments.len(), reading.meetings.len()];
        println!("a report of {} bytes: {counts:?} events, statements, commitments, meetings", reading.document.text.len());
    }
    let (codes, mut dice) = (codes(), Dice(0x5eed_1e6a_7105));
    let mut store = Sqlite::create(path).expect("a store");
    let run = store.begin("a million events", "2026-01-01T00:00:00Z").expect("a run");
    // Indexes are made at once in the end: that takes a tenth of the time.
    let db = rusqlite::Connection::open(path).expect("opened");
    let indexes = db
        .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        .and_then(|mut found| found.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<Vec<(String, String)>, _>>())
        .expect("indexes");
    for (name, _) in &indexes {
        db.execute_batch(&format!("DROP INDEX {name}")).expect("dropped");
    }
    let (mut stored, mut number, begun) = (0, 0, Instant::now());
    while stored < events {
        let portion: Vec<Reading> =
            (0..500).map(|at| varied(&world, &own[(number + at) % own.len()], number + at, &mut dice, &codes)).collect();
        number += portion.len();
        stored += portion.iter().map(|reading| reading.events.len()).sum::<usize>();
        store.put(run, &portion, &[], &[]).expect("it is stored");
    }
    println!("{stored} events of {number} documents stored in {:.0} s", begun.elapsed().as_secs_f64());
    drop(store);
    for (_, sql) in &indexes {
        db.execute_batch(sql).expect("made");
    }
    println!("with indexes in {:.0} s", begun.elapsed().as_secs_f64());
    // Copies of one report are no acts to be compared with each other.
    db.execute("UPDATE documents SET linked = 1", []).expect("written");
}

/// Questions of one sort, each of other words, days and countries.
fn questions(sort: &str, dice: &mut Dice) -> Query {
    let codes = codes();
    let code = |dice: &mut Dice| codes[dice.skewed(codes.len())];
    let pair = |dice: &mut Dice| {
        let one = code(dice);
        let mut other = code(dice);
        while other == one {
            other = code(dice);
        }
        (one, other)
    };
    let kind = |dice: &mut Dice| vec![EventType::ALL[dice.below(16)].code().to_owned()];
    let from = civil::date(2015, 1, 1).saturating_add(jiff::Span::new().days(dice.below(3900) as i64));
    let to = from.saturating_add(jiff::Span::new().days([7, 30, 365][dice.below(3)]));
    let words = word(4 + dice.below(5), dice.skewed(20_000));
    let query = Query { limit: Some(50), ..Query::default() };
    match sort {
        "dyad" => Query { dyad: Some(pair(dice)), ..query },
        "dyad, type" => Query { dyad: Some(pair(dice)), types: kind(dice), ..query },
        "dyad, days" => Query { dyad: Some(pair(dice)), from: Some(from), to: Some(to), ..query },
        "dyad, words" => Query { dyad: Some(pair(dice)), text: Some(words), ..query },
        "days" => Query { from: Some(from), to: Some(to), ..query },
        "type" => Query { types: kind(dice), ..query },
        "type, days" => Query { types: kind(dice), from: Some(from), to: Some(to), ..query },
        "types, oldest" => Query { types: [kind(dice), kind(dice)].concat(), order: Order::Oldest, ..query },
        "words" => Query { text: Some(words), ..query },
        "two words" => Query { text: Some(format!("{words} {}", word(5, dice.skewed(300)))), ..query },
        "actor" => Query { actor: Some(Who::Code(code(dice))), ..query },
        "actor, type" => Query { actor: Some(Who::Code(code(dice))), types: kind(dice), ..query },
        "actor, recipient" => {
            let (one, other) = pair(dice);
            Query { actor: Some(Who::Code(one)), recipient: Some(Who::Code(other)), ..query }
        }
        "name" => Query { actor: Some(Who::Name(name(dice.skewed(5000)))), ..query },
        "last name" => {
            let whole = name(dice.skewed(5000));
            Query { actor: Some(Who::Name(whole.split(' ').nth(1).unwrap_or_default().to_owned())), ..query }
        }
        "speaker" => Query { kind: Some(Kind::Statement), speaker: Some(Who::Name(name(dice.skewed(5000)))), ..query },
        "speaker, words" => {
            Query { kind: Some(Kind::Statement), speaker: Some(Who::Name(name(dice.skewed(500)))), text: Some(words), ..query }
        }
        "source" => Query { source: Some(format!("Paper {}", dice.skewed(200))), ..query },
        "source, days" => Query { source: Some(format!("Paper {}", dice.skewed(200))), from: Some(from), to: Some(to), ..query },
        "mode" => Query { labels: vec![["phone", "diplomatic", "economic", "military"][dice.below(4)].to_owned()], ..query },
        "status" => Query { statuses: vec!["denied".to_owned()], ..query },
        "surest" => Query { order: Order::Surest, min_confidence: Some(0.9), ..query },
        "most reported" => Query { order: Order::MostReported, dyad: Some(pair(dice)), ..query },
        "open commitments" => Query { kind: Some(Kind::Commitment), open: true, dyad: Some(pair(dice)), ..query },
        "due" => Query { kind: Some(Kind::Commitment), open: true, due_before: Some(from), ..query },
        "meetings" => Query { kind: Some(Kind::Meeting), dyad: Some(pair(dice)), ..query },
        "last" => Query {
            dyad: Some(pair(dice)),
            types: vec!["CONSULT".to_owned()],
            statuses: vec!["occurred".to_owned(), "ongoing".to_owned()],
            limit: Some(1),
            ..query
        },
        _ => query,
    }
}

const SORTS: [&str; 28] = [
    "dyad",
    "dyad, type",
    "dyad, days",
    "dyad, words",
    "days",
    "type",
    "type, days",
    "types, oldest",
    "words",
    "two words",
    "actor",
    "actor, type",
    "actor, recipient",
    "name",
    "last name",
    "speaker",
    "speaker, words",
    "source",
    "source, days",
    "mode",
    "status",
    "surest",
    "most reported",
    "open commitments",
    "due",
    "meetings",
    "last",
    "all",
];

/// What a question took by the clock, and of a processor; milliseconds.
type Took = (f64, f64);

/// What this thread has had of a processor, in milliseconds, where the system tells: on a machine that others use too, that is what the
/// question takes alone.
fn worked() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or_default() / 1e6
}

fn took(mut ask: impl FnMut()) -> Took {
    let (begun, before) = (Instant::now(), worked());
    ask();
    (begun.elapsed().as_secs_f64() * 1000.0, worked() - before)
}

fn row(sort: &str, times: &[Took], found: usize) {
    let part = |of: fn(&Took) -> f64, part: f64| {
        let mut times: Vec<f64> = times.iter().map(of).collect();
        times.sort_by(f64::total_cmp);
        times[((times.len() - 1) as f64 * part).round() as usize]
    };
    let clock: fn(&Took) -> f64 = |took| took.0;
    let own: fn(&Took) -> f64 = |took| took.1;
    let (half, most) = (part(clock, 0.5), part(clock, 0.99));
    println!(
        "{sort:<20} {half:>8.1} {most:>8.1} {:>8.1} {:>8.1} {:>8.1}",
        part(own, 0.5),
        part(own, 0.99),
        found as f64 / times.len() as f64
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = Path::new(arguments.first().expect("give the path of a store"));
    let events = arguments.get(1).map_or(1_000_000, |events| events.parse().expect("a number of events"));
    let only = arguments.get(2).map_or("", String::as_str);
    if !path.exists() {
        fill(path, events);
    }
    println!("{} MB", path.metadata().expect("it is there").len() / 1_000_000);
    let store = Sqlite::open(path).expect("a store");
    let mut all = Vec::new();
    println!("{:<20} {:>8} {:>8} {:>8} {:>8} {:>8}", "milliseconds", "p50", "p99", "cpu p50", "cpu p99", "records");
    for sort in SORTS.into_iter().filter(|sort| sort.contains(only)) {
        let (mut dice, mut times, mut found) = (Dice(7_919), Vec::new(), 0);
        for _ in 0..100 {
            let query = questions(sort, &mut dice);
            times.push(took(|| found += store.answer(&query).expect("an answer").len()));
        }
        all.extend_from_slice(&times);
        row(sort, &times, found);
    }
    if "timeline".contains(only) {
        let (mut dice, mut times, mut found) = (Dice(7_919), Vec::new(), 0);
        for _ in 0..100 {
            let query = Query { limit: None, ..questions("dyad", &mut dice) };
            times.push(took(|| found += store.series(&query, Step::Month).expect("a series").len()));
        }
        all.extend_from_slice(&times);
        row("timeline", &times, found);
    }
    let asked = all.len();
    row(&format!("all {asked}"), &all, 0);
}
