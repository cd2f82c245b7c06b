use std::collections::BTreeSet;

use jiff::civil;
use legation::ledger::sentence_around;
use legation::record::{Amount, Basis, Because, Cell, Code, Date, Event, Note, Place, Reading, Ref, Reporter, code_of};
use legation::world::codebook::Entry;
use legation::{Span, World};
use legation_store::{Answer, Hit, Kind};
use serde::Serialize;

/// A record as a page shows it: a line that says what it is, the words it rests on, and every field with where it stands.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// `event`, `statement`, `commitment`, `meeting` or `account`.
    pub kind: &'static str,
    /// The record's id; an account has its meeting's.
    pub id: String,
    /// Its anchor in its document's page: the id, of an account with its kind before it.
    pub anchor: String,
    /// Where the record is shown in its document.
    pub href: String,
    /// When, for people: "4 February 2026", "April 2026", "no date".
    pub when: String,
    /// How the date was found: "counted: Tuesday before 2026-02-04".
    pub found: String,
    /// Its first day.
    pub day: Option<civil::Date>,
    /// Type, kind or strength.
    pub label: String,
    /// Modes, contexts, topics.
    pub labels: Vec<String>,
    /// What the codebook says of an event's type and modes; known where the maker has a world.
    pub terms: Vec<Term>,
    /// Status, or polarity where something was not said.
    pub status: String,
    /// `good` for cooperation, `bad` for conflict, else nothing.
    pub tone: &'static str,
    /// PLOVER score of an event.
    pub score: Option<f32>,
    /// Who acts, speaks, promises or takes part.
    pub actors: Vec<Name>,
    /// Whom it is done, said or promised to.
    pub recipients: Vec<Name>,
    /// What was said or promised, else the sentence.
    pub words: String,
    /// The fields with their own words.
    pub facts: Vec<Fact>,
    /// Deadline.
    pub due: Option<civil::Date>,
    /// 0 to 1.
    pub confidence: f32,
    /// How it was derived.
    pub why: Reason,
    /// All spans that the record rests on, in Unicode scalar values.
    pub spans: Vec<[usize; 2]>,
    /// The document that tells it.
    pub document: Source,
    /// What later documents say of it, the earliest first.
    pub later: Vec<Later>,
    /// How many documents tell it.
    pub reports: usize,
    /// Those, where they are more than one.
    pub sources: Vec<Source>,
}

/// A code, and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// Such as `CONSULT`.
    pub code: String,
    /// Its name: "Consult".
    pub name: String,
    /// What it means.
    pub definition: String,
}

/// Somebody, as a page names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Name {
    /// The party's name.
    pub name: String,
    /// Country or other top-level code.
    pub country: Option<String>,
    /// The office held.
    pub office: Option<String>,
}

/// What a later document says of a record.
#[derive(Debug, Clone, Serialize)]
pub struct Later {
    /// `kept`, `broken`, `held`, `denies` ...
    pub kind: String,
    /// The sentence.
    pub words: String,
    /// Where it stands.
    pub href: String,
    /// The document.
    pub source: Source,
}

impl Later {
    /// An answer as a page shows it.
    pub fn of(answer: &Answer) -> Self {
        let href = format!("/documents/{}", answer.document);
        Self {
            kind: answer.kind.clone(),
            words: answer.text.split_whitespace().collect::<Vec<_>>().join(" "),
            href: answer.other.as_ref().map_or_else(|| format!("{href}#c{}", answer.sentence[0]), |other| format!("{href}#{other}")),
            source: Source::told(href, &answer.reference, answer.publisher.as_ref(), answer.published, answer.url.as_ref()),
        }
    }
}

/// A field of a record and the words it comes from.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// What it is: "place", "due", "amount".
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where its words stand, in Unicode scalar values.
    pub span: Option<[usize; 2]>,
}

/// Why a record says what it says.
#[derive(Debug, Clone, Serialize)]
pub struct Reason {
    /// Rule or model head.
    pub rule: String,
    /// What the rule says, where it is one of ours.
    pub says: Option<String>,
    /// The words it fired on.
    pub words: String,
    /// Where they stand, in Unicode scalar values.
    pub span: [usize; 2],
    /// 0 to 1.
    pub confidence: f32,
    /// What it rests on.
    pub parts: Vec<Reason>,
}

/// A document that tells something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its page.
    pub href: String,
    /// Its title, else what the caller calls it.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<civil::Date>,
    /// Its address, where that is one of the web.
    pub url: Option<String>,
}

impl Source {
    /// A document of which the title is not at hand: it is called by its publisher.
    fn told(href: String, reference: &str, publisher: Option<&String>, published: Option<civil::Date>, url: Option<&String>) -> Self {
        Self {
            href,
            title: publisher.cloned().unwrap_or_else(|| called(reference).to_owned()),
            publisher: publisher.cloned(),
            published,
            url: url.filter(|url| is_web(url)).cloned(),
        }
    }

    /// A document as a source of what it tells.
    pub fn of(reading: &Reading) -> Self {
        let document = &reading.document;
        Self {
            href: format!("/documents/{}", document.id),
            title: document.title.clone().unwrap_or_else(|| called(&document.reference).to_owned()),
            publisher: document.publisher.clone(),
            published: document.published,
            url: document.url.clone().filter(|url| is_web(url)),
        }
    }
}

/// What a document without a title is called: of a path its last part, since where a file lies on the server is nobody's affair.
pub fn called(reference: &str) -> &str {
    if is_web(reference) {
        return reference;
    }
    reference.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(reference)
}

/// Whether an address may be a link: nothing but HTTP, so that no article can run a script.
pub fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Makes cards of the records of one reading.
pub struct Maker<'a> {
    reading: &'a Reading,
    world: Option<&'a World>,
    scalars: Scalars,
}

impl<'a> Maker<'a> {
    /// For one reading; with a world reasons say what their rules say.
    pub fn new(reading: &'a Reading, world: Option<&'a World>) -> Self {
        Self { reading, world, scalars: Scalars::of(&reading.document.text) }
    }

    /// Where a span stands, in Unicode scalar values.
    pub fn at(&self, span: Span) -> [usize; 2] {
        [self.scalars.at(span.start()), self.scalars.at(span.end())]
    }

    /// The card of a record; `None` where there is none at this place.
    pub fn card(&self, kind: Kind, ordinal: usize) -> Option<Card> {
        match kind {
            Kind::Event => self.event(ordinal),
            Kind::Statement => self.statement(ordinal),
            Kind::Commitment => self.commitment(ordinal),
            Kind::Meeting => self.meeting(ordinal),
            Kind::Account => self.account(ordinal),
        }
    }

    /// The cards of all records of one kind.
    pub fn cards(&self, kind: Kind) -> Vec<Card> {
        (0..).map_while(|ordinal| self.card(kind, ordinal)).collect()
    }

    fn event(&self, ordinal: usize) -> Option<Card> {
        let event = self.reading.events.get(ordinal)?;
        let mut facts = vec![self.fact("trigger", self.words(event.trigger), Some(event.trigger))];
        facts.extend(self.people("actor", &event.actors));
        facts.extend(self.people("recipient", &event.recipients));
        facts.extend(event.others.iter().map(|other| self.person(&other.role, &other.party)));
        facts.push(self.date("date", &event.date));
        facts.extend(self.place(event.place.as_ref()));
        facts.extend(self.amounts(&event.amounts));
        let counts = event.casualties.iter().flat_map(|people| {
            [("killed", &people.killed), ("injured", &people.injured), ("arrested", &people.arrested), ("displaced", &people.displaced)]
        });
        facts.extend(
            counts.filter_map(|(name, count)| count.as_ref().map(|count| self.fact(name, self.words(count.span), Some(count.span)))),
        );
        facts.extend(self.reporters("said by", &event.said_by));
        facts.push(self.fact("CAMEO", event.cameo.clone(), None));
        facts.push(self.fact("PLOVER score", format!("{:+.1} (quad {})", event.score, event.quad), None));
        Some(Card {
            label: event.kind.code().to_owned(),
            labels: event.modes.iter().chain(&event.contexts).cloned().collect(),
            terms: self.terms(event),
            status: code_of(&event.status),
            tone: if event.quad <= 2 { "good" } else { "bad" },
            score: Some(event.score),
            actors: self.names(&event.actors),
            recipients: self.names(&event.recipients),
            words: self.words(event.sentence),
            ..self.bare(Kind::Event, &event.id, &event.date, event.confidence, &event.because, facts)
        })
    }

    fn statement(&self, ordinal: usize) -> Option<Card> {
        let statement = self.reading.statements.get(ordinal)?;
        let mut facts = self.people("speaker", &statement.speakers);
        facts.extend(self.people("addressee", &statement.addressees));
        facts.extend(statement.cue.map(|span| self.fact("cue", self.words(span), Some(span))));
        facts.extend(statement.content.as_slice().iter().map(|&span| self.fact("content", self.words(span), Some(span))));
        facts.extend(statement.quotes.iter().map(|&span| self.fact("quote", self.words(span), Some(span))));
        facts.extend(statement.channel.iter().map(|channel| self.fact("channel", channel.clone(), None)));
        facts.extend(self.reporters("reported by", &statement.reported_by));
        facts.push(self.date("date", &statement.date));
        let content: Vec<String> = statement.content.as_slice().iter().map(|&span| self.words(span)).collect();
        let negated = code_of(&statement.polarity) == "negated";
        Some(Card {
            label: code_of(&statement.kind),
            labels: statement.topics.clone(),
            status: if negated { "not said".to_owned() } else { String::new() },
            actors: self.names(&statement.speakers),
            recipients: self.names(&statement.addressees),
            words: content.join(" … "),
            ..self.bare(Kind::Statement, &statement.id, &statement.date, statement.confidence, &statement.because, facts)
        })
    }

    fn commitment(&self, ordinal: usize) -> Option<Card> {
        let commitment = self.reading.commitments.get(ordinal)?;
        let mut facts = vec![self.fact("act", self.words(commitment.act), Some(commitment.act))];
        facts.extend(self.people("by", &commitment.by));
        facts.extend(self.people("to", &commitment.to));
        facts.extend(self.amounts(&commitment.amounts));
        facts.push(self.date("starts", &commitment.starts));
        facts.push(self.date("due", &commitment.due));
        facts.extend(commitment.term.iter().map(|term| self.fact("term", term.clone(), None)));
        facts.extend(commitment.condition.map(|span| self.fact("condition", self.words(span), Some(span))));
        facts.extend(self.reporters("as told by", &commitment.said_by));
        Some(Card {
            label: code_of(&commitment.strength),
            status: code_of(&commitment.status),
            actors: self.names(&commitment.by),
            recipients: self.names(&commitment.to),
            words: commitment.text.clone(),
            due: commitment.due.end,
            ..self.bare(Kind::Commitment, &commitment.id, &commitment.starts, commitment.confidence, &commitment.because, facts)
        })
    }

    fn meeting(&self, ordinal: usize) -> Option<Card> {
        let meeting = self.reading.meetings.get(ordinal)?;
        let mut facts: Vec<Fact> = meeting.name.iter().map(|name| self.fact("name", name.clone(), None)).collect();
        facts.extend(self.people("participant", &meeting.participants));
        facts.extend(meeting.host.iter().map(|host| self.person("host", host)));
        facts.push(self.date("date", &meeting.date));
        facts.extend(self.place(meeting.place.as_ref()));
        Some(Card {
            label: code_of(&meeting.kind),
            status: code_of(&meeting.status),
            actors: self.names(&meeting.participants),
            words: self.words(sentence_around(self.reading, meeting.because.span)),
            ..self.bare(Kind::Meeting, &meeting.id, &meeting.date, meeting.confidence, &meeting.because, facts)
        })
    }

    fn account(&self, ordinal: usize) -> Option<Card> {
        let account = self.reading.accounts.get(ordinal)?;
        let meeting = self.reading.meetings.iter().find(|meeting| meeting.id == account.meeting)?;
        let side = |id: &String| Name { name: self.country(id), country: Some(id.clone()), office: None };
        let told = account.rows.iter().flat_map(|row| row.cells.values().flatten()).filter(|cell| self.tells(cell));
        let spans: BTreeSet<[usize; 2]> = told.map(|cell| self.at(cell.span)).collect();
        let topics: Vec<&str> = account.rows.iter().map(|row| row.topic.as_str()).collect();
        Some(Card {
            label: code_of(&meeting.kind),
            status: code_of(&meeting.status),
            actors: account.sides.iter().map(|one| side(&one.id)).collect(),
            words: topics.join("; "),
            href: format!("/meetings/{}", account.meeting),
            anchor: format!("account-{}", account.meeting),
            spans: spans.into_iter().collect(),
            ..self.bare(Kind::Account, &account.meeting, &meeting.date, meeting.confidence, &meeting.because, Vec::new())
        })
    }

    fn bare(&self, kind: Kind, id: &str, date: &Date, confidence: f32, because: &Because, facts: Vec<Fact>) -> Card {
        let spans: BTreeSet<[usize; 2]> = facts.iter().filter_map(|fact| fact.span).chain([self.at(because.span)]).collect();
        let document = Source::of(self.reading);
        Card {
            kind: kind.name(),
            id: id.to_owned(),
            anchor: id.to_owned(),
            href: format!("{}#{id}", document.href),
            when: when(date),
            found: found(date),
            day: date.start,
            label: String::new(),
            labels: Vec::new(),
            terms: Vec::new(),
            status: String::new(),
            tone: "",
            score: None,
            actors: Vec::new(),
            recipients: Vec::new(),
            words: String::new(),
            facts,
            due: None,
            confidence,
            why: self.reason(because),
            spans: spans.into_iter().collect(),
            document,
            later: Vec::new(),
            reports: 1,
            sources: Vec::new(),
        }
    }

    /// Whether a cell of an account stands in this document.
    pub fn tells(&self, cell: &Cell) -> bool {
        cell.document == self.reading.document.reference
    }

    /// A country's usual name, where it is known; else its code.
    pub fn country(&self, code: &str) -> String {
        let country = self.world.zip(Code::new(code)).and_then(|(world, code)| world.actors.country(code));
        country.map_or_else(|| code.to_owned(), |country| country.name.clone())
    }

    fn terms(&self, event: &Event) -> Vec<Term> {
        let Some(world) = self.world else { return Vec::new() };
        let entries = &world.codebook.entries;
        let kind = event.kind.code();
        let of_type = entries.iter().filter(|entry| entry.kind == "type" && entry.code == kind);
        let modes = entries.iter().filter(|entry| entry.kind == "mode" && entry.parent == kind && event.modes.contains(&entry.code));
        let term = |entry: &Entry| Term { code: entry.code.clone(), name: entry.label.clone(), definition: entry.definition.clone() };
        of_type.chain(modes).map(term).collect()
    }

    fn reason(&self, because: &Because) -> Reason {
        Reason {
            rule: because.rule.clone(),
            says: self.world.and_then(|world| world.reason(&because.rule)),
            words: self.words(because.span),
            span: self.at(because.span),
            confidence: because.confidence,
            parts: because.parts.iter().map(|part| self.reason(part)).collect(),
        }
    }

    /// Words of the document on one line.
    pub fn words(&self, span: Span) -> String {
        span.of(&self.reading.document.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn fact(&self, name: &str, value: String, span: Option<Span>) -> Fact {
        Fact { name: name.to_owned(), value, span: span.map(|span| self.at(span)) }
    }

    fn names(&self, refs: &[Ref]) -> Vec<Name> {
        let mut names: Vec<Name> = Vec::new();
        for party in refs {
            let name = self.name(party);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn name(&self, party: &Ref) -> Name {
        let entry = self.reading.parties.get(party.party);
        Name {
            name: entry.map_or_else(|| party.text.clone(), |entry| entry.name.clone()),
            country: party.country.map(|code| code.to_string()),
            office: entry.and_then(|entry| entry.office.clone()),
        }
    }

    fn person(&self, role: &str, party: &Ref) -> Fact {
        let name = self.name(party);
        let sectors = party.sectors.iter().map(|code| format!(" {code}")).collect::<String>();
        let code = name.country.map(|code| format!(" ({code}{sectors})")).unwrap_or_default();
        self.fact(role, format!("{}{code}", name.name), Some(party.span))
    }

    fn people(&self, role: &str, refs: &[Ref]) -> Vec<Fact> {
        refs.iter().map(|party| self.person(role, party)).collect()
    }

    fn reporters(&self, role: &str, reporters: &[Reporter]) -> Vec<Fact> {
        let shown = |reporter: &Reporter| {
            let name = self.name(&reporter.party).name;
            let value = reporter.channel.as_ref().map_or_else(|| name.clone(), |channel| format!("{name}, via {channel}"));
            self.fact(role, value, Some(reporter.party.span))
        };
        reporters.iter().map(shown).collect()
    }

    fn date(&self, name: &str, date: &Date) -> Fact {
        let value =
            if date.start.is_none() && date.end.is_none() { "none given".to_owned() } else { format!("{} ({})", when(date), found(date)) };
        self.fact(name, value, date.span)
    }

    fn place(&self, place: Option<&Place>) -> Option<Fact> {
        let place = place?;
        let country = place.country.map(|code| format!(" ({code})")).unwrap_or_default();
        Some(self.fact("place", format!("{}{country}", place.name), Some(place.span)))
    }

    fn amounts(&self, amounts: &[Amount]) -> Vec<Fact> {
        amounts.iter().map(|amount| self.fact("amount", amount.text.clone(), Some(amount.span))).collect()
    }

    /// A passage of the document.
    pub fn passage(&self, span: Span) -> Fact {
        self.fact("passage", self.words(span), Some(span))
    }

    /// A note with its words.
    pub fn note(&self, note: &Note) -> Fact {
        self.fact(&code_of(&note.kind), note.text.clone(), note.span)
    }
}

/// The card of an answer to a question.
pub fn of_hit(hit: &Hit) -> Option<Card> {
    let card = Maker::new(&hit.reading, None).card(hit.kind, hit.ordinal)?;
    let source = |one: &legation_store::Source| {
        Source::told(format!("/documents/{}", one.document), &one.reference, one.publisher.as_ref(), one.published, one.url.as_ref())
    };
    Some(Card {
        later: hit.later.iter().map(Later::of).collect(),
        reports: hit.reports,
        sources: hit.sources.iter().map(source).collect(),
        ..card
    })
}

/// A date for people.
pub fn when(date: &Date) -> String {
    let (Some(start), Some(end)) = (date.start.or(date.end), date.end.or(date.start)) else { return "no date".to_owned() };
    days(start, end)
}

/// The days from one to another for people: a month or year where they are that.
pub fn days(start: civil::Date, end: civil::Date) -> String {
    if start == end {
        return day(start);
    }
    let month = |date: civil::Date| date.strftime("%B %Y").to_string();
    if start == start.first_of_month() && end == start.last_of_month() {
        return month(start);
    }
    if (start.month(), start.day(), end.month(), end.day()) == (1, 1, 12, 31) {
        return if start.year() == end.year() { start.year().to_string() } else { format!("{} to {}", start.year(), end.year()) };
    }
    format!("{} to {}", day(start), day(end))
}

/// How a date was found, for people.
fn found(date: &Date) -> String {
    let basis = match date.basis {
        Basis::Stated => "stated in the text",
        Basis::Relative => "counted",
        Basis::Inferred => "inferred",
        Basis::Publication => return "the day of publication".to_owned(),
        Basis::None => return "not found".to_owned(),
    };
    date.why.as_ref().map_or_else(|| basis.to_owned(), |why| format!("{basis}: {why}"))
}

/// A day for people: "4 February 2026".
pub fn day(day: civil::Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// From bytes to Unicode scalar values.
struct Scalars {
    /// The byte at which each scalar begins; an ASCII text needs none.
    starts: Option<Vec<usize>>,
}

impl Scalars {
    fn of(text: &str) -> Self {
        Self { starts: (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect()) }
    }

    fn at(&self, byte: usize) -> usize {
        self.starts.as_ref().map_or(byte, |starts| starts.partition_point(|&start| start < byte))
    }
}
