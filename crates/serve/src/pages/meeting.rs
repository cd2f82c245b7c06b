//! `/meetings/{id}`: one meeting: who, when and where, as each side tells it, what was announced before and what came of it.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, State};
use axum::response::Response;
use legation::accounts;
use legation::record::{Account, Cell, Code, Commitment, Meeting, MeetingStatus, Reading, code_of};
use legation::{Span, World, json};
use legation_store::{Kind, Sqlite, record_json};
use serde::Serialize;
use serde_json::{Value, json};

use crate::card::{self, Later, Maker, Source};
use crate::moment::Moment;
use crate::page::{Page, Rows};
use crate::visit::Visit;
use crate::{App, Problem, country};

/// So many documents are compared with each other: each is analysed again for it.
const COMPARED: usize = 4;
/// So many reports are shown.
const REPORTS: usize = 30;

/// `GET /meetings/{id}`.
pub async fn page(State(app): State<App>, Path(id): Path<String>, visit: Visit) -> Response {
    visit
        .show(&app, move |visit, app, store| {
            visit.only(&["compare"])?;
            let compare = match visit.param("compare") {
                None | Some("0" | "false") => false,
                Some("1" | "true" | "on") => true,
                Some(other) => return Err(Problem::question(format!("compare={other:?} is neither true nor false"))),
            };
            let unknown =
                || Problem::not_found(format!("there is no meeting {id:?}")).hint("choose one from the list of meetings").link("/meetings");
            let Some((Kind::Meeting, ordinal, reading)) = store.record(&id)? else { return Err(unknown()) };
            let members = store.members(&id)?;
            if let Some(standing) = members.iter().find(|member| member.stands && member.key != id) {
                return Ok(Page::elsewhere(format!("/meetings/{}", standing.key)));
            }
            let mut reports = vec![Report { reading, ordinal }];
            for member in members.iter().filter(|member| member.key != id).take(REPORTS) {
                if let Some((Kind::Meeting, ordinal, reading)) = store.record(&member.key)? {
                    reports.push(Report { reading, ordinal });
                }
            }
            told(app, store, &reports, compare)
        })
        .await
}

/// A document that tells the meeting, and where it stands in its list of meetings.
struct Report {
    reading: Reading,
    ordinal: usize,
}

impl Report {
    fn meeting(&self) -> Option<&Meeting> {
        self.reading.meetings.get(self.ordinal)
    }

    /// Whether the document is about this meeting: it is the first one that it says was held.
    fn is_main(&self) -> bool {
        let held = |meeting: &&Meeting| meeting.status == MeetingStatus::Held;
        self.reading.meetings.iter().find(held).zip(self.meeting()).is_some_and(|(first, own)| first.id == own.id)
    }
}

fn told(app: &App, store: &Sqlite, reports: &[Report], compare: bool) -> Result<Page, Problem> {
    let world = app.world()?;
    let nothing = || Problem::inside("a meeting is not in its reading");
    let first = reports.first().ok_or_else(nothing)?;
    let meeting = first.meeting().ok_or_else(nothing)?;
    let card = Maker::new(&first.reading, Some(world)).card(Kind::Meeting, first.ordinal).ok_or_else(nothing)?;
    let own = |report: &Report| report.meeting().map(|own| own.id.clone());
    let mut tables: Vec<Table> = Vec::new();
    for report in reports {
        let accounts = report.reading.accounts.iter().filter(|account| Some(&account.meeting) == own(report).as_ref());
        tables.extend(accounts.map(|account| Table::of(world, account, std::slice::from_ref(&report.reading))));
    }
    let about = about(reports);
    let compared = if compare && about.len() > 1 { comparison(app, world, &about)? } else { json!({ "tables": [], "data": null }) };
    let (mut announced, mut outcomes, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for report in reports {
        let Some(own) = report.meeting() else { continue };
        for link in store.answers(&own.id)? {
            // Either this meeting is answered, or what tells of it answers an announcement.
            let before = link.record != own.id;
            let key = if before { link.record.clone() } else { format!("{} {}", link.document, link.sentence[0]) };
            if !seen.insert((before, key)) {
                continue;
            }
            let data = serde_json::to_value(&link).unwrap_or_default();
            if !before {
                outcomes.push((json!(Later::of(&link)), data));
                continue;
            }
            let Some((kind, ordinal, reading)) = store.record(&link.record)? else { continue };
            let Some(moment) = Moment::within(&reading, kind, ordinal) else { continue };
            let record = record_json(&reading, kind, ordinal);
            announced.push((json!({ "link": link.kind, "moment": moment }), json!({ "answer": data, "record": record })));
        }
    }
    let made: Vec<(&Report, usize)> =
        reports.iter().flat_map(|report| made_at(report).into_iter().map(move |ordinal| (report, ordinal))).collect();
    let sources: Vec<Value> = reports
        .iter()
        .filter_map(|report| {
            Some(
                json!({ "moment": Moment::within(&report.reading, Kind::Meeting, report.ordinal)?, "source": Source::of(&report.reading) }),
            )
        })
        .collect();
    let countries: Vec<String> = codes(meeting).into_iter().map(|code| country::name(world, code)).collect();
    let title = meeting.name.clone().unwrap_or_else(|| title(&code_of(&meeting.kind), &countries, &card));
    let pair = match codes(meeting)[..] {
        [one, other] => Some(super::dyads::address(one.min(other), one.max(other))),
        _ => None,
    };
    let shown = |list: &[(Value, Value)]| list.iter().map(|(shown, _)| shown.clone()).collect::<Vec<_>>();
    let data = |list: &[(Value, Value)]| list.iter().map(|(_, data)| data.clone()).collect::<Vec<_>>();
    let page = json!({
        "title": title, "card": card, "pair": pair, "countries": countries, "place": meeting.place.as_ref().map(|place| &place.name),
        "host": card.facts.iter().find(|fact| fact.name == "host").map(|fact| &fact.value),
        "dated": moment_dated(meeting).then(|| card::when(&meeting.date)),
        "reports": sources, "tables": tables, "compared": compared["tables"], "about": about.len(), "announced": shown(&announced),
        "outcomes": shown(&outcomes),
        "made": made.iter().filter_map(|(report, ordinal)| Moment::within(&report.reading, Kind::Commitment, *ordinal)).collect::<Vec<_>>(),
    });
    let mut record = record_json(&first.reading, Kind::Meeting, first.ordinal);
    record["reports"] = json!(reports.len());
    record["sources"] = reports
        .iter()
        .map(|report| {
            json!({ "meeting": report.meeting().map(|own| &own.id),
    "document": report.reading.document.id, "reference": report.reading.document.reference, "publisher": report.reading.document.publisher,
    "published": report.reading.document.published })
        })
        .collect();
    record["accounts"] = reports
        .iter()
        .flat_map(|report| {
            json::in_scalars(&report.reading)
                .accounts
                .into_iter()
                .filter(|account| Some(&account.meeting) == report.meeting().map(|own| &own.id))
        })
        .map(|account| json!(account))
        .collect();
    record["comparison"] = compared["data"].clone();
    record["announced"] = json!(data(&announced));
    record["outcomes"] = json!(data(&outcomes));
    record["commitments"] = made.iter().map(|(report, ordinal)| record_json(&report.reading, Kind::Commitment, *ordinal)).collect();
    let tables = tables
        .iter()
        .chain(&[])
        .map(|table| json!(table))
        .chain(compared["tables"].as_array().into_iter().flatten().cloned())
        .collect::<Vec<_>>();
    Ok(Page::new("meeting.html", page, record).rows(rows(&tables)))
}

/// Whether the day is that of the meeting, not only that on which it was written about.
fn moment_dated(meeting: &Meeting) -> bool {
    meeting.date.start.is_some()
        && (meeting.date.basis != legation::record::Basis::Publication
            || matches!(meeting.status, MeetingStatus::Held | MeetingStatus::Ongoing))
}

fn title(kind: &str, countries: &[String], card: &card::Card) -> String {
    let kind = match kind {
        "call" => "Call",
        "video" => "Video call",
        "visit" => "Visit",
        "summit" => "Summit",
        "forum" => "Forum",
        _ => "Meeting",
    };
    let names: Vec<&str> = card.actors.iter().map(|name| name.name.as_str()).collect();
    let who = if names.len() <= 3 { names } else { countries.iter().take(4).map(String::as_str).collect() };
    match who[..] {
        [] => kind.to_owned(),
        [only] => format!("{kind}: {only}"),
        [ref others @ .., last] => format!("{kind}: {} and {last}", others.join(", ")),
    }
}

fn codes(meeting: &Meeting) -> Vec<Code> {
    let mut found = Vec::new();
    for code in meeting.participants.iter().chain(&meeting.host).filter_map(|party| party.country) {
        if !found.contains(&code) {
            found.push(code);
        }
    }
    found
}

/// Commitments that the report tells with the meeting: made by its acts, or told by a document that is about it, by those who took part.
fn made_at(report: &Report) -> Vec<usize> {
    let Some(meeting) = report.meeting() else { return Vec::new() };
    let countries = codes(meeting);
    let main = report.is_main();
    let by_them = |own: &Commitment| !own.by.is_empty() && own.by.iter().all(|by| by.country.is_some_and(|code| countries.contains(&code)));
    let belongs = |own: &Commitment| own.event.as_ref().is_some_and(|event| meeting.events.contains(event)) || (main && by_them(own));
    report.reading.commitments.iter().enumerate().filter(|(_, own)| belongs(own)).map(|(at, _)| at).collect()
}

/// The documents that are about the meeting, each text once.
fn about(reports: &[Report]) -> Vec<Reading> {
    let mut readings: Vec<Reading> = Vec::new();
    for report in reports.iter().filter(|report| report.is_main()) {
        let (own, title) = (&report.reading.document.id, &report.reading.document.title);
        let known = readings.iter().any(|known| known.document.id == *own || (title.is_some() && known.document.title == *title));
        if !known && readings.len() < COMPARED {
            readings.push(report.reading.clone());
        }
    }
    readings
}

/// What several documents that are about one meeting tell of it, side by side; as tables and as the program's own JSON.
fn comparison(app: &App, world: &World, readings: &[Reading]) -> Result<Value, Problem> {
    let name = readings.iter().map(|reading| reading.document.id.as_str()).collect::<Vec<_>>().join(" ");
    app.compared(&format!("compare {name}"), || {
        let accounts = accounts::compare(world, readings);
        let facts: Vec<_> = accounts.iter().flat_map(|account| accounts::facts(world, readings, account)).collect();
        let differences: Vec<_> = accounts.iter().flat_map(|account| accounts::differences(world, readings, account, &facts)).collect();
        let mut tables: Vec<Table> = Vec::new();
        for account in &accounts {
            let topics = Table::of(world, account, readings);
            let cells = |name: String, cells: &BTreeMap<String, Vec<Cell>>| Line {
                name,
                cells: account.sides.iter().map(|side| words(cells.get(&side.id), readings)).collect(),
            };
            let aspects = facts.iter().map(|fact| cells(code_of(&fact.aspect).replace('-', " "), &fact.cells)).collect();
            let apart = differences.iter().map(|one| {
                let mut line = cells(one.about.clone(), &one.cells);
                for (side, cell) in account.sides.iter().zip(&mut line.cells) {
                    let value = one.values.get(&side.id).cloned();
                    let href = cell.first().map(|told| told.href.clone()).unwrap_or_default();
                    *cell = value.into_iter().map(|words| Told { words, href: href.clone() }).collect();
                }
                line
            });
            let apart: Vec<Line> = apart.collect();
            tables.push(Table { name: "Differences of fact".to_owned(), sides: topics.sides.clone(), lines: apart });
            tables.push(Table { name: "Beside the topics".to_owned(), sides: topics.sides.clone(), lines: aspects });
            tables.push(Table { name: "Topics".to_owned(), ..topics });
        }
        tables.retain(|table| !table.lines.is_empty());
        let data: Value = serde_json::from_str(&json::comparison_to_json(&accounts, &facts, &differences, readings)).unwrap_or_default();
        Ok(json!({ "tables": tables, "data": data }))
    })
}

/// A column a side, a row a topic; an empty cell says that the side does not mention it.
#[derive(Debug, Clone, Serialize)]
struct Table {
    name: String,
    sides: Vec<Head>,
    lines: Vec<Line>,
}

#[derive(Debug, Clone, Serialize)]
struct Head {
    id: String,
    name: String,
    channels: Vec<String>,
    /// The document that is this side's account, where it is one.
    source: Option<Source>,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    name: String,
    cells: Vec<Vec<Told>>,
}

/// A passage and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Told {
    words: String,
    href: String,
}

impl Table {
    fn of(world: &World, account: &Account, readings: &[Reading]) -> Self {
        let own =
            |at: usize| (readings.len() == account.sides.len() && readings.len() > 1).then(|| readings.get(at).map(Source::of)).flatten();
        let sides = account.sides.iter().enumerate().map(|(at, side)| {
            let source = own(at);
            let code = Code::new(&side.id);
            let name = code.map(|code| country::name(world, code)).or_else(|| source.as_ref().map(|source| source.title.clone()));
            Head { id: side.id.clone(), name: name.unwrap_or_else(|| side.id.clone()), channels: side.channels.clone(), source }
        });
        let line = |row: &legation::record::Row| Line {
            name: row.topic.split_whitespace().collect::<Vec<_>>().join(" "),
            cells: account.sides.iter().map(|side| words(row.cells.get(&side.id), readings)).collect(),
        };
        let name = readings.first().filter(|_| readings.len() == 1).map(|reading| Source::of(reading).title).unwrap_or_default();
        Self { name, sides: sides.collect(), lines: account.rows.iter().map(line).collect() }
    }
}

/// What the cells of one side say: passages as they are, topics with the sentence that they stand in.
fn words(cells: Option<&Vec<Cell>>, readings: &[Reading]) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    for cell in cells.into_iter().flatten() {
        let Some(reading) = readings.iter().find(|reading| reading.document.reference == cell.document) else { continue };
        let around = around(reading, cell.span);
        let words = Maker::new(reading, None)
            .words(around.map_or(cell.span, |(sentence, _)| if sentence.holds(cell.span) { sentence } else { cell.span }));
        let anchor = around.map(|(_, id)| format!("#{id}")).unwrap_or_default();
        let told = Told { words, href: format!("/documents/{}{anchor}", reading.document.id) };
        if !all.contains(&told) {
            all.push(told);
        }
    }
    all
}

/// The shortest sentence of a record that holds some words or is held by them, with the record's id.
fn around(reading: &Reading, span: Span) -> Option<(Span, &str)> {
    let statements = reading.statements.iter().map(|own| (own.sentence, own.id.as_str()));
    let events = reading.events.iter().map(|own| (own.sentence, own.id.as_str()));
    statements
        .chain(events)
        .filter(|(sentence, _)| sentence.holds(span) || span.holds(*sentence))
        .min_by_key(|(sentence, _)| sentence.len())
}

fn rows(tables: &[Value]) -> Rows {
    let mut rows = Vec::new();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for table in tables {
        for line in table["lines"].as_array().into_iter().flatten() {
            for (side, cell) in table["sides"].as_array().into_iter().flatten().zip(line["cells"].as_array().into_iter().flatten()) {
                let words: Vec<String> = cell.as_array().into_iter().flatten().map(|told| text(&told["words"])).collect();
                rows.push(vec![text(&table["name"]), text(&line["name"]), text(&side["id"]), words.join(" … ")]);
            }
        }
    }
    Rows { header: ["table", "row", "side", "words"].map(str::to_owned).to_vec(), rows }
}
