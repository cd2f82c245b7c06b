//! A small archive made by hand: two documents, with letters outside ASCII and Latin-1, tabs, line ends and quotation marks.

use std::collections::BTreeMap;

use jiff::civil::{self, date};
use legation::document::PublishedBasis;
use legation::record::{
    Basis, Because, By, Casualties, Code, Commitment, CommitmentStatus, Count, Date, DocumentRecord, Event, EventType, Meeting,
    MeetingKind, MeetingStatus, Party, PartyKind, Place, PlacePrecision, Polarity, Precision, Ref, Reporter, SCHEMA, Statement,
    StatementKind, Status, Strength,
};
use legation::{Document, Reading, Span, Spans};
use legation_store::export::{Exported, Merged, SourceRef};

/// A headline, a lead, and a second paragraph with a tab.
pub const FIRST: &str = "Ministers on the phone\n\
Élise Moreau of France and Japan’s Ken Sato held talks by phone on 3 March 2026. Moreau pledged to lift “all tariffs” by June.\n\
On Monday France sanctioned Türkiye and Kosovo. In February the police\tarrested five people in Pristina. The call lasted an hour. \
France will host Erdoğan in May.\n";

/// The same call, another of that day, and an act without a date.
pub const SECOND: &str = "Sato and Moreau spoke on Tuesday. They spoke again that night. The United Nations praised the European Union.\n";

/// One document with what is needed to name its words.
struct Maker {
    text: &'static str,
    id: String,
}

impl Maker {
    fn of(text: &'static str) -> Self {
        Self { text, id: Document::new("", text).id() }
    }

    /// Where words stand first.
    fn span(&self, words: &str) -> Span {
        let at = self.text.find(words).unwrap_or_else(|| panic!("{words:?} is not in the text"));
        Span::new(at, at + words.len()).expect("a span")
    }

    fn party(&self, id: usize, name: &str, kind: PartyKind, country: &str, sectors: &[&str], words: &[&str]) -> Party {
        let mut mentions = words.iter().map(|words| self.span(words));
        let mut spans = Spans::one(mentions.next().expect("a mention"));
        mentions.for_each(|span| spans.add(span));
        Party {
            id,
            name: name.to_owned(),
            kind,
            country: Code::new(country),
            sectors: codes(sectors),
            office: None,
            wikidata: None,
            mentions: spans,
        }
    }

    fn at(&self, party: &Party, words: &str) -> Ref {
        Ref { party: party.id, country: party.country, sectors: party.sectors.clone(), text: words.to_owned(), span: self.span(words) }
    }

    fn because(&self, trigger: &str) -> Because {
        Because::new("test-rule", self.span(trigger), 0.97)
    }

    fn event(&self, kind: EventType, cameo: &str, quad: u8, score: f32, trigger: &str, sentence: &str) -> Event {
        let span = self.span(trigger);
        Event {
            id: legation::record::id(&self.id, "event", span, 0),
            kind,
            modes: Vec::new(),
            contexts: Vec::new(),
            quad,
            score,
            cameo: cameo.to_owned(),
            status: Status::Occurred,
            actors: Vec::new(),
            recipients: Vec::new(),
            others: Vec::new(),
            date: Date::unknown(),
            place: None,
            amounts: Vec::new(),
            casualties: None,
            said_by: Vec::new(),
            trigger: span,
            mentions: Spans::one(span),
            sentence: self.span(sentence),
            confidence: 0.97,
            because: self.because(trigger),
        }
    }

    fn reading(&self, document: DocumentRecord) -> Reading {
        Reading {
            schema: SCHEMA,
            document,
            by: By { engine: "0.1.0".into(), data: "d".into(), model: "m".into(), codebook: "plover-2.0".into() },
            parties: Vec::new(),
            events: Vec::new(),
            statements: Vec::new(),
            commitments: Vec::new(),
            meetings: Vec::new(),
            accounts: Vec::new(),
            coded: Vec::new(),
            notes: Vec::new(),
        }
    }
}

fn codes(letters: &[&str]) -> Vec<Code> {
    letters.iter().filter_map(|letters| Code::new(letters)).collect()
}

fn on(start: civil::Date, end: civil::Date, precision: Precision) -> Date {
    Date { start: Some(start), end: Some(end), precision, basis: Basis::Stated, ..Date::unknown() }
}

fn day(day: civil::Date) -> Date {
    on(day, day, Precision::Day)
}

/// The first document: a call, sanctions on two, an arrest, a planned visit; a statement, a promise, two meetings.
pub fn first() -> Reading {
    let maker = Maker::of(FIRST);
    let mut reading = maker.reading(DocumentRecord {
        id: maker.id.clone(),
        reference: "wire/1.txt".into(),
        title: Some("Ministers \"talk\"; tariffs\tto fall".into()),
        url: Some("https://www.example.org/news/1?a=1;2".into()),
        publisher: Some("The Example".into()),
        published: Some(date(2026, 3, 4)),
        published_basis: PublishedBasis::Given,
        language: Some("en".into()),
        text: FIRST.into(),
    });
    let mut moreau = maker.party(0, "Élise Moreau", PartyKind::Person, "FRA", &["GOV"], &["Élise Moreau"]);
    moreau.office = Some("Foreign Minister of France".into());
    moreau.wikidata = Some("Q1".into());
    let sato = maker.party(1, "Ken Sato", PartyKind::Person, "JPN", &["GOV"], &["Ken Sato"]);
    let france = maker.party(2, "France", PartyKind::State, "FRA", &[], &["France and", "France sanctioned"]);
    let turkey = maker.party(3, "Turkey", PartyKind::State, "TUR", &[], &["Türkiye"]);
    let kosovo = maker.party(4, "Kosovo", PartyKind::State, "XKX", &[], &["Kosovo"]);
    let police = maker.party(5, "police", PartyKind::Generic, "XKX", &["COP"], &["the police"]);
    let people = maker.party(6, "people", PartyKind::Generic, "XKX", &["CVL"], &["five people"]);
    let erdogan = maker.party(7, "Recep Tayyip Erdoğan", PartyKind::Person, "TUR", &["GOV"], &["Erdoğan"]);

    let lead = "Élise Moreau of France and Japan’s Ken Sato held talks by phone on 3 March 2026.";
    let mut call = maker.event(EventType::Consult, "041", 1, 1.5, "held talks", lead);
    call.modes = vec!["phone".into()];
    call.contexts = vec!["diplomatic".into(), "economic".into()];
    call.actors = vec![maker.at(&moreau, "Élise Moreau"), maker.at(&sato, "Ken Sato")];
    call.date = day(date(2026, 3, 3));
    call.mentions.add(maker.span("The call"));
    let mut sanction = maker.event(EventType::Sanction, "163", 4, -8.0, "sanctioned", "On Monday France sanctioned Türkiye and Kosovo.");
    sanction.actors = vec![Ref { span: maker.span("France sanctioned"), text: "France".into(), ..maker.at(&france, "France") }];
    sanction.recipients = vec![maker.at(&turkey, "Türkiye"), maker.at(&kosovo, "Kosovo")];
    sanction.date = day(date(2026, 3, 2));
    let arrested = "In February the police\tarrested five people in Pristina.";
    let mut arrest = maker.event(EventType::Coerce, "173", 4, -5.0, "arrested", arrested);
    arrest.actors = vec![maker.at(&police, "the police")];
    arrest.recipients = vec![maker.at(&people, "five people")];
    arrest.date = on(date(2026, 2, 1), date(2026, 2, 28), Precision::Month);
    arrest.place = Some(pristina(&maker));
    let five = Count { low: Some(5), best: Some(5), high: Some(5), span: maker.span("five") };
    arrest.casualties = Some(Casualties { arrested: Some(five), ..Casualties::default() });
    let mut visit = maker.event(EventType::Agree, "0333", 1, 2.5, "will host", "France will host Erdoğan in May.");
    visit.status = Status::Planned;
    visit.actors = vec![Ref { span: maker.span("France will"), text: "France".into(), ..maker.at(&france, "France") }];
    visit.recipients = vec![maker.at(&erdogan, "Erdoğan")];
    visit.date = on(date(2026, 5, 1), date(2026, 5, 31), Precision::Month);

    let pledge = "Moreau pledged to lift “all tariffs” by June.";
    let speaker = Ref { span: maker.span("Moreau pledged"), text: "Moreau".into(), ..maker.at(&moreau, "Moreau") };
    let content = maker.span("to lift “all tariffs” by June");
    reading.statements = vec![Statement {
        id: legation::record::id(&maker.id, "statement", content, 0),
        speakers: vec![speaker.clone()],
        addressees: Vec::new(),
        reported_by: vec![Reporter { party: speaker.clone(), channel: Some("the wire".into()) }],
        channel: None,
        kind: StatementKind::Mixed,
        cue: Some(maker.span("pledged")),
        content: Spans::one(content),
        quotes: vec![maker.span("all tariffs")],
        polarity: Polarity::Asserted,
        topics: vec!["trade".into()],
        date: day(date(2026, 3, 3)),
        sentence: maker.span(pledge),
        confidence: 0.9,
        because: maker.because("pledged"),
    }];
    reading.commitments = vec![Commitment {
        id: legation::record::id(&maker.id, "commitment", content, 0),
        by: vec![speaker],
        to: Vec::new(),
        act: maker.span("pledged to lift “all tariffs”"),
        text: "lift “all tariffs”".into(),
        strength: Strength::Pledged,
        status: CommitmentStatus::Open,
        amounts: Vec::new(),
        starts: Date::unknown(),
        due: Date {
            text: Some("by June".into()),
            span: Some(maker.span("by June")),
            why: Some("June after 2026-03-04".into()),
            ..day(date(2026, 6, 1))
        },
        term: None,
        condition: None,
        event: None,
        said_by: Vec::new(),
        confidence: 0.9,
        because: maker.because("pledged"),
    }];
    reading.meetings = vec![
        meeting(
            &maker,
            &call,
            MeetingKind::Call,
            MeetingStatus::Held,
            vec![maker.at(&moreau, "Élise Moreau"), maker.at(&sato, "Ken Sato")],
        ),
        Meeting {
            place: Some(pristina(&maker)),
            name: Some("Balkan summit, with a name; so long that its line has to be folded — twice, if it can be: \\o/".into()),
            ..meeting(&maker, &visit, MeetingKind::Visit, MeetingStatus::Invited, vec![maker.at(&erdogan, "Erdoğan")])
        },
    ];
    reading.parties = vec![moreau, sato, france, turkey, kosovo, police, people, erdogan];
    reading.events = vec![call, sanction, arrest, visit];
    reading
}

fn pristina(maker: &Maker) -> Place {
    Place {
        name: "Pristina".into(),
        country: Code::new("XKX"),
        geonames: Some(786_714),
        lat: Some(42.67),
        lon: Some(21.17),
        precision: PlacePrecision::City,
        span: maker.span("Pristina"),
    }
}

fn meeting(maker: &Maker, event: &Event, kind: MeetingKind, status: MeetingStatus, participants: Vec<Ref>) -> Meeting {
    Meeting {
        id: legation::record::id(&maker.id, "meeting", event.trigger, 0),
        kind,
        name: None,
        participants,
        host: None,
        place: None,
        date: event.date.clone(),
        status,
        events: vec![event.id.clone()],
        confidence: 0.9,
        because: event.because.clone(),
    }
}

/// The second document: the same call, another of the same day, and praise without a date.
pub fn second() -> Reading {
    let maker = Maker::of(SECOND);
    let mut reading = maker.reading(DocumentRecord {
        id: maker.id.clone(),
        reference: "wire/2.txt".into(),
        title: None,
        url: Some("https://news.example.net/2".into()),
        publisher: None,
        published: Some(date(2026, 3, 4)),
        published_basis: PublishedBasis::Url,
        language: Some("en".into()),
        text: SECOND.into(),
    });
    let sato = maker.party(0, "Ken Sato", PartyKind::Person, "JPN", &["GOV"], &["Sato"]);
    let moreau = maker.party(1, "Élise Moreau", PartyKind::Person, "FRA", &["GOV"], &["Moreau"]);
    let un = maker.party(2, "United Nations", PartyKind::Organisation, "UNO", &[], &["The United Nations"]);
    let eu = maker.party(3, "European Union", PartyKind::Organisation, "EUR", &[], &["the European Union"]);
    let mut call = maker.event(EventType::Consult, "041", 1, 1.5, "spoke on", "Sato and Moreau spoke on Tuesday.");
    call.modes = vec!["phone".into()];
    call.actors = vec![maker.at(&sato, "Sato"), maker.at(&moreau, "Moreau")];
    call.date = day(date(2026, 3, 3));
    let again = Ref { span: maker.span("They"), text: "They".into(), ..maker.at(&sato, "They") };
    let mut second = maker.event(EventType::Consult, "041", 1, 1.5, "spoke again", "They spoke again that night.");
    second.actors = vec![again.clone(), Ref { party: moreau.id, country: moreau.country, ..again }];
    second.date = day(date(2026, 3, 3));
    let mut praise = maker.event(EventType::Support, "051", 1, 5.0, "praised", "The United Nations praised the European Union.");
    praise.actors = vec![maker.at(&un, "The United Nations")];
    praise.recipients = vec![maker.at(&eu, "the European Union")];
    reading.meetings = vec![meeting(&maker, &call, MeetingKind::Call, MeetingStatus::Held, call.actors.clone())];
    reading.parties = vec![sato, moreau, un, eu];
    reading.events = vec![call, second, praise];
    reading
}

/// Both documents; the call of the first stands for that of the second.
pub fn archive() -> Vec<Exported> {
    let (first, second) = (first(), second());
    let merged = Merged { event: first.events[0].id.clone(), sources: vec![SourceRef::of(&first), SourceRef::of(&second)] };
    let entry = |reading: &Reading| BTreeMap::from([(reading.events[0].id.clone(), merged.clone())]);
    let (ones, twos) = (entry(&first), entry(&second));
    vec![Exported { reading: first, merged: ones }, Exported { reading: second, merged: twos }]
}
