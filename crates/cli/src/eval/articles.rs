//! Whole articles against records coded by hand: NAME.txt, NAME.json (the records) and perhaps NAME.meta.json (title, published,
//! publisher).
//!
//! An event found answers for one of gold of the same type, or of one that is accepted, where one of its mentions lies in the gold
//! passage, or its sentence holds the passage and the parties agree. A record that only repeats one that was matched is neither
//! right nor wrong. A statement answers for every gold passage that it fits. Fields are scored on matched records.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use legation::record::{AmountRole, Basis, Date, Event, EventType, NoteKind, Status};
use legation::{Document, Reading, json, read_all};
use legation_source::{Format, Options, date, from_bytes};

use super::fit::{begins, codes, event_fit, jaccard, meeting_fit, mentioned, named, parties_agree, reporter, shared};
use super::gold::{self, About, Gold};
use super::score::{Confusion, NONE, Tally, pair, share};
use super::table::{Cell, PRF, Report, Table, errors, prf, text};
use super::{Common, Scored, Skipped, threads};
use crate::failure::Failure;

/// What `legation eval articles` takes.
#[derive(Args)]
pub struct Arguments {
    /// Folders, or files NAME.json beside their NAME.txt
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Print the full matrix of event types too
    #[arg(long)]
    confusion: bool,
    #[command(flatten)]
    pub common: Common,
}

/// Scores records against gold.
pub fn score(arguments: &Arguments) -> Scored {
    let world = arguments.common.own.load()?;
    let mut skipped = Skipped::default();
    let (mut golds, mut documents) = (Vec::new(), Vec::new());
    for path in paths(&arguments.files)? {
        if let Some((gold, document)) = article(&path, &mut skipped) {
            golds.push(gold);
            documents.push(document);
        }
    }
    let mut counts = Counts::default();
    for (gold, reading) in golds.iter().zip(read_all(&world, &documents, threads())) {
        counts.add(gold, &json::in_scalars(&reading));
    }
    Ok((
        Report {
            gold: "articles",
            files: arguments.files.iter().map(|path| path.display().to_string()).collect(),
            counts: vec![("articles", documents.len()), ("skipped", skipped.0)],
            tables: counts.tables(arguments.confusion),
        },
        skipped,
    ))
}

/// The gold files of some paths; of folders those that have records.
fn paths(given: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut out = Vec::new();
    for path in given {
        if !path.is_dir() {
            out.push(path.clone());
            continue;
        }
        for entry in walkdir::WalkDir::new(path).max_depth(1).sort_by_file_name() {
            let path = entry?.into_path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.ends_with(".json") && !name.ends_with(".meta.json") && !name.ends_with(".accounts.json") {
                out.push(path);
            }
        }
    }
    if out.is_empty() {
        return Err(Failure::new("there are no gold files", "an article is NAME.txt, its records are NAME.json beside it"));
    }
    Ok(out)
}

/// An article and its gold; what is wrong with it is told.
fn article(path: &Path, skipped: &mut Skipped) -> Option<(Gold, Document)> {
    let (text_path, meta_path) = (path.with_extension("txt"), path.with_extension("meta.json"));
    let mut contents = |path: &Path| std::fs::read(path).map_err(|error| skipped.tell(path.display(), None, error)).ok();
    let (json, bytes) = (contents(path)?, contents(&text_path)?);
    let meta = if meta_path.exists() { Some(contents(&meta_path)?) } else { None };
    let options = Options { format: Format::Text, ..Options::default() };
    let mut document =
        from_bytes(&text_path.display().to_string(), &bytes, &options).map_err(|error| skipped.tell(path.display(), None, error)).ok()?;
    let Ok(json) = String::from_utf8(json) else {
        skipped.tell(path.display(), None, "it is not UTF-8");
        return None;
    };
    let read = gold::read(&json, &document.text, &mut |line, message| skipped.tell(path.display(), Some(line), message));
    let mut gold = read.map_err(|(line, message)| skipped.tell(path.display(), Some(line), message)).ok()?;
    if let Some(meta) = meta {
        let about: Result<About, _> = serde_json::from_slice(&meta);
        gold.about = about.map_err(|error| skipped.tell(meta_path.display(), Some(error.line() as u64), &error)).ok()?;
    }
    if let Some(given) = gold.about.published.as_deref().filter(|given| !given.is_empty()) {
        let Some(day) = date::parse(given) else {
            skipped.tell(path.display(), None, format!("the day of publication {given:?} is no date"));
            return None;
        };
        document = document.published(day);
    }
    document.title.clone_from(&gold.about.title);
    document.publisher.clone_from(&gold.about.publisher);
    Some((gold, document))
}

/// What was counted so far.
#[derive(Default)]
struct Counts {
    tallies: BTreeMap<Kind, Tally>,
    /// By field: right, all.
    fields: BTreeMap<Field, (usize, usize)>,
    /// Forbidden events: coded, all.
    forbidden: (usize, usize),
    types: BTreeMap<EventType, Tally>,
    confusion: Confusion,
}

/// What is counted as right or wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Events,
    Dyads,
    Statements,
    Speakers,
    Commitments,
    CommitmentParties,
    Meetings,
    MeetingsRight,
}

const KINDS: [(Kind, &str); 8] = [
    (Kind::Events, "events"),
    (Kind::Dyads, "... with parties"),
    (Kind::Statements, "statements"),
    (Kind::Speakers, "... with speaker"),
    (Kind::Commitments, "commitments"),
    (Kind::CommitmentParties, "... with parties"),
    (Kind::Meetings, "meetings"),
    (Kind::MeetingsRight, "... with status and date"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Status,
    Date,
    OtherDate,
    Undated,
    Place,
    Mode,
    Sector,
    Amount,
    Reporter,
    Addressee,
    Strength,
    Due,
    MeetingPlace,
    Boilerplate,
}

const FIELDS: [(Field, &str); 14] = [
    (Field::Status, "status"),
    (Field::Date, "date"),
    (Field::OtherDate, "date other than publication"),
    (Field::Undated, "undated left open"),
    (Field::Place, "place"),
    (Field::Mode, "mode"),
    (Field::Sector, "sector"),
    (Field::Amount, "amount"),
    (Field::Reporter, "reporter or channel"),
    (Field::Addressee, "addressee"),
    (Field::Strength, "commitment strength"),
    (Field::Due, "commitment due or term"),
    (Field::MeetingPlace, "meeting place"),
    (Field::Boilerplate, "boilerplate dropped"),
];

/// Pairs of gold and found, by index.
type Pairs = Vec<(usize, usize)>;

impl Counts {
    fn add(&mut self, gold: &Gold, reading: &Reading) {
        self.events(gold, reading);
        self.boilerplate(gold, reading);
        self.statements(gold, reading);
        self.commitments(gold, reading);
        self.meetings(gold, reading);
    }

    fn field(&mut self, field: Field, right: bool) {
        let (good, all) = self.fields.entry(field).or_default();
        *good += usize::from(right);
        *all += 1;
    }

    /// Counts one-to-one matches: `right` ones with required gold, of `found` records that count and `need` of gold.
    fn count(&mut self, kind: Kind, right: usize, found: usize, need: usize) {
        self.tallies.entry(kind).or_default().add(right, found, need);
    }

    fn events(&mut self, gold: &Gold, reading: &Reading) {
        let (wanted, found) = (&gold.events, &reading.events);
        let fit = |i: usize, j: usize| event_fit(&wanted[i], &found[j]);
        let pairs = pair(wanted.len(), found.len(), fit);
        let taken: BTreeSet<usize> = pairs.iter().map(|(_, j)| *j).collect();
        let hit: BTreeMap<usize, usize> = pairs.iter().copied().collect();
        let optional = |j: usize| (0..wanted.len()).any(|i| wanted[i].optional && fit(i, j) > 0.0);
        // Found, and right if somebody wants it; gold that a matched event tells as well: same type and parties, a mention in it.
        let again: BTreeSet<usize> = (0..found.len()).filter(|j| !taken.contains(j) && optional(*j)).collect();
        let told = |i: usize| !hit.contains_key(&i) && taken.iter().any(|&j| fit(i, j) >= 8.0);
        let needed: Vec<usize> = (0..wanted.len()).filter(|&i| !wanted[i].optional && !told(i)).collect();
        let free: BTreeSet<usize> =
            pairs.iter().filter(|(i, _)| wanted[*i].optional).map(|(_, j)| *j).chain(again.iter().copied()).collect();
        let required: Pairs = pairs.iter().copied().filter(|(i, _)| !wanted[*i].optional).collect();
        let dyads = required.iter().filter(|(i, j)| parties_agree(&wanted[*i], &found[*j])).count();
        self.count(Kind::Events, required.len(), found.len() - free.len(), needed.len());
        self.count(Kind::Dyads, dyads, found.len() - free.len(), needed.len());
        for (i, j) in &required {
            self.event_fields(&wanted[*i], &found[*j], gold.about.published.as_deref().unwrap_or_default());
        }
        for near in &gold.forbidden {
            let coded = |j: usize| {
                let real = matches!(found[j].status, Status::Occurred | Status::Ongoing);
                real && !taken.contains(&j) && !again.contains(&j) && found[j].trigger.overlaps(*near)
            };
            self.forbidden.0 += usize::from((0..found.len()).any(coded));
            self.forbidden.1 += 1;
        }
        self.types(gold, found, &needed, &free, &hit);
    }

    /// Counts types, and what they are taken for: by the event that fits, else by another that is told in the passage.
    fn types(&mut self, gold: &Gold, found: &[Event], needed: &[usize], free: &BTreeSet<usize>, hit: &BTreeMap<usize, usize>) {
        let taken: BTreeSet<usize> = hit.values().copied().collect();
        let mut spare: BTreeSet<usize> = (0..found.len()).filter(|j| !taken.contains(j) && !free.contains(j)).collect();
        for j in (0..found.len()).filter(|j| !free.contains(j)) {
            let tally = self.types.entry(found[j].kind).or_default();
            tally.found += 1;
            tally.good += usize::from(taken.contains(&j));
        }
        for i in needed {
            let event = &gold.events[*i];
            let kind = event.kinds[0];
            let tally = self.types.entry(kind).or_default();
            tally.gold += 1;
            if hit.contains_key(i) {
                tally.hit += 1;
                self.confusion.add(kind.code(), kind.code());
            } else {
                let other = spare.iter().copied().find(|&j| mentioned(&found[j], event.at));
                self.confusion.add(kind.code(), other.map_or(NONE, |j| found[j].kind.code()));
                other.map(|j| spare.remove(&j));
            }
        }
        for j in spare {
            self.confusion.add(NONE, found[j].kind.code());
        }
    }

    fn event_fields(&mut self, gold: &gold::Event, event: &Event, published: &str) {
        self.field(Field::Status, gold.statuses.contains(&event.status));
        if let Some(date) = &gold.date {
            let right = begins(&event.date, gold.alt_dates.iter().chain([date]));
            self.field(Field::Date, right);
            if !published.get(..10).unwrap_or(published).starts_with(date.as_str()) {
                self.field(Field::OtherDate, right);
            }
        } else if gold.statuses[0] == Status::Occurred {
            let open = event.date.start.is_none() || matches!(event.date.basis, Basis::Publication | Basis::Inferred);
            self.field(Field::Undated, open || begins(&event.date, &gold.alt_dates));
        }
        if let Some(place) = gold.place {
            self.field(Field::Place, event.place.as_ref().is_some_and(|found| found.country == Some(place)));
        }
        if !gold.modes.is_empty() {
            self.field(Field::Mode, gold.modes.iter().any(|mode| event.modes.contains(mode)));
        }
        for (wanted, parties) in [(&gold.actor_sectors, &event.actors), (&gold.recipient_sectors, &event.recipients)] {
            if !wanted.is_empty() {
                self.field(Field::Sector, parties.iter().flat_map(|party| &party.sectors).any(|sector| wanted.contains(sector)));
            }
        }
        if let Some(money) = &gold.money {
            let right = match money.as_f64() {
                Some(value) => event.amounts.iter().any(|amount| (amount.value - value).abs() < 1e-6 * value),
                None => !event.amounts.is_empty(),
            };
            self.field(Field::Amount, right);
        }
        if !gold.from_to.is_empty() {
            let of = |role: AmountRole| event.amounts.iter().filter(move |amount| amount.role == role).map(|amount| amount.value);
            self.field(Field::Amount, of(AmountRole::From).chain(of(AmountRole::To)).eq(gold.from_to.iter().copied()));
        }
    }

    fn boilerplate(&mut self, gold: &Gold, reading: &Reading) {
        for span in &gold.boilerplate {
            let noted =
                reading.notes.iter().any(|note| note.kind == NoteKind::Boilerplate && note.span.is_some_and(|noted| noted.overlaps(*span)));
            let triggers = reading.events.iter().map(|event| &event.trigger);
            let contents = reading.statements.iter().flat_map(|statement| statement.content.as_slice());
            let coded = triggers.chain(contents).any(|record| record.overlaps(*span));
            self.field(Field::Boilerplate, noted && !coded);
        }
    }

    fn statements(&mut self, gold: &Gold, reading: &Reading) {
        let found = &reading.statements;
        let fit = |wanted: &gold::Statement, j: usize| {
            let quotes = if wanted.quoted { found[j].quotes.as_slice() } else { &[] };
            let pieces = found[j].content.as_slice().iter().chain(quotes).copied();
            pieces.chain([found[j].content.hull()]).map(|span| jaccard(wanted.at, span)).fold(0.0, f64::max)
        };
        let mut got: Pairs = Vec::new();
        for (i, wanted) in gold.statements.iter().enumerate() {
            let mut best = (0.0, 0);
            for j in 0..found.len() {
                let fit = fit(wanted, j);
                if fit > best.0 {
                    best = (fit, j);
                }
            }
            if best.0 >= 0.5 {
                got.push((i, best.1));
            }
        }
        let needed = |i: usize| !gold.statements[i].optional;
        let need = (0..gold.statements.len()).filter(|&i| needed(i)).count();
        let wanted: BTreeSet<usize> = got.iter().filter(|(i, _)| needed(*i)).map(|(_, j)| *j).collect();
        let free = got.iter().map(|(_, j)| *j).filter(|j| !wanted.contains(j)).collect::<BTreeSet<usize>>().len();
        let speaker = |(i, j): &(usize, usize)| {
            let speakers = &found[*j].speakers;
            let right = speakers.iter().filter(|by| gold.statements[*i].speakers.iter().any(|name| named(name, by, reading))).count();
            2 * right >= speakers.len().max(1)
        };
        let right: Pairs = got.iter().copied().filter(speaker).collect();
        for (kind, list) in [(Kind::Statements, &got), (Kind::Speakers, &right)] {
            let list: Pairs = list.iter().copied().filter(|(i, _)| needed(*i)).collect();
            let good = list.iter().map(|(_, j)| *j).collect::<BTreeSet<usize>>().len();
            let tally = self.tallies.entry(kind).or_default();
            tally.good += good;
            tally.found += found.len() - free;
            tally.hit += list.len();
            tally.gold += need;
        }
        for (i, j) in got {
            let (wanted, statement) = (&gold.statements[i], &found[j]);
            let reporters = statement.reported_by.iter().map(|by| reporter(by, reading));
            let told = statement.channel.iter().cloned().chain(reporters).collect::<Vec<_>>().join(" ").to_lowercase();
            for name in [&wanted.reported_by, &wanted.channel].into_iter().flatten() {
                let name = name.to_lowercase();
                self.field(Field::Reporter, name.split_whitespace().last().is_some_and(|word| told.contains(word)));
            }
            if let Some(name) = &wanted.addressee {
                self.field(Field::Addressee, statement.addressees.iter().any(|to| named(name, to, reading)));
            }
        }
    }

    fn commitments(&mut self, gold: &Gold, reading: &Reading) {
        let (wanted, found) = (&gold.commitments, &reading.commitments);
        let fit = |i: usize, j: usize| {
            let (at, act) = (wanted[i].at, found[j].act);
            let fit = jaccard(act, at);
            if fit >= 0.25 || shared(act, at) * 10 >= act.len() * 8 { fit } else { 0.0 }
        };
        let pairs = pair(wanted.len(), found.len(), fit);
        let parties = |(i, j): &(usize, usize)| {
            let (gold, commitment) = (&wanted[*i], &found[*j]);
            gold.by.accept(&codes(&commitment.by)) && (gold.to.len() == 0 || gold.to.accept(&codes(&commitment.to)))
        };
        self.matched(Kind::Commitments, Kind::CommitmentParties, &pairs, |i| wanted[i].optional, wanted.len(), found.len(), parties);
        for (i, j) in pairs {
            let (gold, commitment) = (&wanted[i], &found[j]);
            if let Some(strength) = gold.strength {
                self.field(Field::Strength, commitment.strength == strength);
            }
            if let Some(due) = &gold.due {
                let ends = Date { start: commitment.due.end, ..commitment.due.clone() };
                self.field(Field::Due, begins(&commitment.due, [due]) || begins(&ends, [due]));
            }
            if gold.term.is_some() {
                self.field(Field::Due, commitment.term == gold.term);
            }
        }
    }

    fn meetings(&mut self, gold: &Gold, reading: &Reading) {
        let (wanted, found) = (&gold.meetings, &reading.meetings);
        let pairs = pair(wanted.len(), found.len(), |i, j| meeting_fit(&wanted[i], &found[j]));
        let right = |(i, j): &(usize, usize)| {
            let (gold, meeting) = (&wanted[*i], &found[*j]);
            let day = gold.date.is_none() || begins(&meeting.date, gold.date.iter().chain(&gold.alt_dates));
            gold.statuses.contains(&meeting.status) && day
        };
        self.matched(Kind::Meetings, Kind::MeetingsRight, &pairs, |i| wanted[i].optional, wanted.len(), found.len(), right);
        for (i, j) in pairs {
            if let Some(place) = &wanted[i].place {
                let name = found[j].place.as_ref().map(|place| place.name.to_lowercase()).unwrap_or_default();
                self.field(Field::MeetingPlace, name.contains(&place.to_lowercase()));
            }
        }
    }

    /// Counts pairs as one kind, and those that are `right` as another; optional gold and what matches it are left out.
    #[expect(clippy::too_many_arguments, reason = "two kinds of record that are counted alike")]
    fn matched(
        &mut self,
        kind: Kind,
        strict: Kind,
        pairs: &Pairs,
        optional: impl Fn(usize) -> bool,
        gold: usize,
        found: usize,
        right: impl Fn(&(usize, usize)) -> bool,
    ) {
        let required: Pairs = pairs.iter().copied().filter(|(i, _)| !optional(*i)).collect();
        let found = found - (pairs.len() - required.len());
        let need = (0..gold).filter(|&i| !optional(i)).count();
        self.count(kind, required.len(), found, need);
        self.count(strict, required.iter().filter(|pair| right(pair)).count(), found, need);
    }

    fn tables(&self, matrix: bool) -> Vec<Table> {
        let mut records = Table::new("records", &["records", "gold", "found", PRF[0], PRF[1], PRF[2]]);
        for (kind, name) in KINDS {
            let tally = self.tallies.get(&kind).copied().unwrap_or_default();
            let counts = [Cell::Count(tally.gold), Cell::Count(tally.found)];
            records.rows.push(std::iter::once(text(name)).chain(counts).chain(prf(&tally)).collect());
        }
        let mut fields = Table::new("fields", &["field", "right", "n"]);
        for (field, name) in FIELDS {
            if let Some((right, all)) = self.fields.get(&field) {
                fields.rows.push(vec![text(name), Cell::Share(share(*right, *all)), Cell::Count(*all)]);
            }
        }
        let mut forbidden = Table::new("forbidden", &["forbidden", "coded", "n"]);
        if self.forbidden.1 > 0 {
            forbidden.rows.push(vec![text("events"), Cell::Count(self.forbidden.0), Cell::Count(self.forbidden.1)]);
        }
        let mut types = Table::new("types", &["type", "n", "found", PRF[0], PRF[1], PRF[2], "taken_for"]);
        for (kind, tally) in &self.types {
            let counts = [Cell::Count(tally.gold), Cell::Count(tally.found)];
            let wrong = errors(&self.confusion, kind.code());
            types.rows.push(std::iter::once(text(kind.code())).chain(counts).chain(prf(tally)).chain([wrong]).collect());
        }
        let mut tables = vec![records, fields, forbidden, types];
        if matrix {
            tables.push(Table::matrix(&self.confusion));
        }
        tables
    }
}
