use std::collections::BTreeMap;

use legation::record::{Account, Note, NoteKind, Reading};
use legation::{PublishedBasis, World};
use legation_store::{Elsewhere, Kind, Report, Sighting};
use serde::Serialize;

use crate::card::{Card, Fact, Maker, Name, Source, called, is_web};
use crate::marks::{self, Piece};

/// A reading as its page shows it: the text in marked pieces, and its records beside it.
#[derive(Debug, Serialize)]
pub struct Article {
    /// The document.
    pub source: Source,
    /// How its day was found, for people; nothing where it has none.
    pub dated: Option<&'static str>,
    /// Whether the store has it.
    pub kept: bool,
    /// The five lists.
    pub lists: Vec<List>,
    /// What else the reader should know.
    pub notes: Vec<Fact>,
    /// The text.
    pub paragraphs: Vec<Vec<Piece>>,
    /// Other documents with nearly the same text.
    pub story: Vec<Source>,
    /// Other places of the very same text.
    pub sightings: Vec<Source>,
}

/// The records of one kind in the order of the text.
#[derive(Debug, Serialize)]
pub struct List {
    /// Such as `event`.
    pub kind: &'static str,
    /// For its heading.
    pub title: &'static str,
    /// Its records.
    pub items: Vec<Item>,
}

/// A record beside its text.
#[derive(Debug, Serialize)]
pub struct Item {
    /// The record.
    #[serde(flatten)]
    pub card: Card,
    /// Other records that rest on words which lead here.
    pub also: Vec<Also>,
    /// Other documents that tell the same, each with the address of its record.
    pub told: Vec<Source>,
    /// The table of an account.
    pub table: Option<Table>,
}

/// A record that rests on the same words as another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Also {
    /// Its anchor on the page.
    pub anchor: String,
    /// Such as `event`.
    pub kind: &'static str,
    /// Its type.
    pub label: String,
    /// Who, and to whom.
    pub who: String,
}

/// An account: topics by sides.
#[derive(Debug, Serialize)]
pub struct Table {
    /// Who tells, and where.
    pub sides: Vec<Teller>,
    /// A row a topic.
    pub rows: Vec<Topic>,
}

/// A side of an account.
#[derive(Debug, Serialize)]
pub struct Teller {
    /// Its name.
    pub name: String,
    /// Where it tells its story.
    pub channels: Vec<String>,
}

/// What the sides say of one topic.
#[derive(Debug, Serialize)]
pub struct Topic {
    /// The topic.
    pub topic: String,
    /// Their passages, in the order of the sides; none is "not mentioned".
    pub cells: Vec<Vec<Fact>>,
}

/// What a store knows around a document, for its page.
#[derive(Default)]
pub struct Around {
    told: BTreeMap<String, Vec<Source>>,
    story: Vec<Source>,
    sightings: Vec<Source>,
}

impl Around {
    /// As the store tells it.
    pub fn of(elsewhere: &Elsewhere) -> Self {
        let mut around = Self::default();
        for told in &elsewhere.records {
            let prefix = if told.kind == Kind::Account.name() { "account-" } else { "" };
            let source = source(&told.report, &format!("#{prefix}{}", told.other));
            let own = around.told.entry(format!("{prefix}{}", told.key)).or_default();
            // A document may tell one act twice.
            if !own.iter().any(|known| document_of(known) == document_of(&source)) {
                own.push(source);
            }
        }
        around.story = elsewhere.story.iter().map(|report| source(report, "")).collect();
        let sighting = |one: &Sighting| Source {
            href: String::new(),
            title: called(&one.reference).to_owned(),
            publisher: one.publisher.clone(),
            published: one.published,
            url: one.url.clone().filter(|url| is_web(url)),
        };
        around.sightings = elsewhere.sightings.iter().map(sighting).collect();
        around
    }
}

fn document_of(source: &Source) -> &str {
    source.href.split('#').next().unwrap_or_default()
}

fn source(report: &Report, anchor: &str) -> Source {
    Source {
        href: format!("/documents/{}{anchor}", report.document),
        title: report.title.clone().unwrap_or_else(|| called(&report.reference).to_owned()),
        publisher: report.publisher.clone(),
        published: report.published,
        url: report.url.clone().filter(|url| is_web(url)),
    }
}

impl Article {
    /// The article of a reading; `around` is nothing where it is not kept.
    pub fn of(reading: &Reading, world: &World, around: Option<Around>) -> Self {
        let maker = Maker::new(reading, Some(world));
        let kept = around.is_some();
        let mut around = around.unwrap_or_default();
        let mut tables: BTreeMap<String, Table> =
            reading.accounts.iter().map(|account| (format!("account-{}", account.meeting), table(&maker, account))).collect();
        let mut lists: Vec<(Kind, Vec<Card>)> = Kind::ALL.into_iter().map(|kind| (kind, maker.cards(kind))).collect();
        for (_, cards) in &mut lists {
            cards.sort_by_key(|card| (card.why.span, card.spans.first().copied()));
        }
        let notes: Vec<Fact> = reading.notes.iter().filter(|note| note.kind != NoteKind::NoDate).map(|note| noted(&maker, note)).collect();
        let all: Vec<&Card> = lists.iter().flat_map(|(_, cards)| cards).collect();
        let paragraphs = marks::paragraphs(&reading.document.text, &all, &notes);
        let mut beside = also(&all, &paragraphs);
        let mut item = |card: Card| Item {
            also: beside.remove(&card.anchor).unwrap_or_default(),
            told: around.told.remove(&card.anchor).unwrap_or_default(),
            table: tables.remove(&card.anchor),
            card,
        };
        let lists = lists
            .into_iter()
            .map(|(kind, cards)| List { kind: kind.name(), title: title(kind), items: cards.into_iter().map(&mut item).collect() })
            .collect();
        Self {
            source: Source::of(reading),
            dated: reading.document.published.map(|_| basis(reading)),
            kept,
            lists,
            notes,
            paragraphs,
            story: around.story,
            sightings: around.sightings,
        }
    }
}

/// A note; where it is about a stretch of text, with the words of that.
fn noted(maker: &Maker<'_>, note: &Note) -> Fact {
    let own = maker.note(note);
    let value = note.span.map_or_else(|| own.value.clone(), |span| maker.words(span));
    Fact { value, ..own }
}

const fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Event => "Events",
        Kind::Statement => "Statements",
        Kind::Commitment => "Commitments",
        Kind::Meeting => "Meetings",
        Kind::Account => "Accounts",
    }
}

fn basis(reading: &Reading) -> &'static str {
    match reading.document.published_basis {
        PublishedBasis::Given => "date as given",
        PublishedBasis::JsonLd | PublishedBasis::Meta => "date from the page's metadata",
        PublishedBasis::TimeElement => "date from the page",
        PublishedBasis::Url => "date from the address",
        PublishedBasis::Feed => "date from the feed",
        PublishedBasis::Warc => "date from the archive",
        PublishedBasis::None => "no date found",
    }
}

fn table(maker: &Maker<'_>, account: &Account) -> Table {
    let sides = account.sides.iter().map(|side| Teller { name: maker.country(&side.id), channels: side.channels.clone() }).collect();
    let rows = account.rows.iter().map(|row| {
        let cell = |id: &String| {
            row.cells.get(id).into_iter().flatten().filter(|cell| maker.tells(cell)).map(|cell| maker.passage(cell.span)).collect()
        };
        Topic { topic: row.topic.clone(), cells: account.sides.iter().map(|side| cell(&side.id)).collect() }
    });
    Table { sides, rows: rows.collect() }
}

/// By record to which a click on words leads without a script, the other records that rest on such words.
fn also(cards: &[&Card], paragraphs: &[Vec<Piece>]) -> BTreeMap<String, Vec<Also>> {
    let by_anchor: BTreeMap<&str, Also> = cards.iter().map(|card| (card.anchor.as_str(), Also::of(card))).collect();
    let mut all: BTreeMap<String, Vec<Also>> = BTreeMap::new();
    for piece in paragraphs.iter().flatten() {
        let Some((first, others)) = piece.records.split_first() else { continue };
        let own = all.entry(first.clone()).or_default();
        for other in others.iter().filter_map(|anchor| by_anchor.get(anchor.as_str())) {
            if !own.contains(other) {
                own.push(other.clone());
            }
        }
    }
    all
}

impl Also {
    fn of(card: &Card) -> Self {
        let names = |people: &[Name]| people.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ");
        let (from, to) = (names(&card.actors), names(&card.recipients));
        let who = match (from.is_empty(), to.is_empty()) {
            (false, true) => from,
            (true, true) => "nobody named".to_owned(),
            (_, false) => format!("{} → {to}", if from.is_empty() { "nobody named" } else { &from }),
        };
        Self { anchor: card.anchor.clone(), kind: card.kind, label: card.label.clone(), who }
    }
}
