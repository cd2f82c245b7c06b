//! What a store promises: nothing lost, nothing twice, the same whatever the order, and a clear word where it cannot go on.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use legation::{Document, World};
use legation_store::{Failed, Kind, Query, Sqlite, Step, StoreError, Who, ingest};

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| World::builtin().expect("the data are sound"))
}

fn report(name: &str, day: &str, publisher: &str, text: &str) -> Document {
    let mut document = Document::new(name, text).published(day.parse().expect("a day"));
    document.publisher = Some(publisher.to_owned());
    document
}

fn reports() -> Vec<Document> {
    vec![
        report(
            "a",
            "2026-05-12",
            "Northwire",
            "Norwegian Foreign Minister Espen Barth Eide spoke by phone with Chilean Foreign Minister Alberto van Klaveren on Tuesday. Norway pledged to deliver 20 boats to Chile by June 30, 2026.",
        ),
        report(
            "b",
            "2026-05-13",
            "Harbour Post",
            "Chilean Foreign Minister Alberto van Klaveren spoke by telephone with Norwegian Foreign Minister Espen Barth Eide on Tuesday about fisheries.",
        ),
        report(
            "c",
            "2026-05-14",
            "Northwire",
            "Japan on Thursday imposed sanctions on Belarus. “We will not wait,” Japanese Foreign Minister Toshimitsu Motegi said.",
        ),
        report(
            "d",
            "2026-05-20",
            "Northwire",
            "Norwegian Foreign Minister Espen Barth Eide spoke by phone with Chilean Foreign Minister Alberto van Klaveren on Wednesday.",
        ),
    ]
}

fn put(path: &Path, documents: Vec<Document>) -> Sqlite {
    let mut store = Sqlite::create(path).expect("a store");
    let run = store.begin("test", "2026-06-01T00:00:00Z").expect("a run");
    ingest::ingest(&mut store, world(), run, documents.into_iter().map(Ok), 2, |_, _| {}).expect("it is stored");
    store.link(world(), |_| {}).expect("it is linked");
    store
}

fn new() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    (folder, path)
}

fn hash(store: &Sqlite) -> String {
    store.dump(|_| {}).expect("a dump").hash
}

#[test]
fn the_same_documents_again_change_nothing_and_their_order_does_not_matter() {
    let (_one, path) = new();
    let store = put(&path, reports());
    let first = hash(&store);
    drop(store);
    assert_eq!(first, hash(&put(&path, reports())), "a second ingest changed the store");
    let (_other, path) = new();
    assert_eq!(first, hash(&put(&path, reports().into_iter().rev().collect())), "the order of documents shows");
}

#[test]
fn two_reports_of_one_call_are_one_event_and_the_next_call_is_another() {
    let (_folder, path) = new();
    let mut store = put(&path, reports());
    let query = Query { dyad: Some((code("NOR"), code("CHL"))), types: vec!["CONSULT".to_owned()], ..Query::default() };
    let calls = store.answer(&query).expect("an answer");
    assert_eq!(calls.iter().map(|hit| hit.reports).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(calls[1].sources.iter().filter_map(|source| source.publisher.as_deref()).collect::<Vec<_>>(), ["Northwire", "Harbour Post"]);
    // Somebody decides otherwise, and changes their mind.
    let members = store.members(&calls[1].key).expect("members");
    store.decide(false, &members[0].key, &members[1].key).expect("split");
    assert_eq!(store.count(&query).expect("a count"), 3);
    store.relink(world(), |_| {}).expect("linked again");
    assert_eq!(store.count(&query).expect("a count"), 3, "a decision was lost");
    store.decide(true, &members[0].key, &members[1].key).expect("joined");
    assert_eq!(store.count(&query).expect("a count"), 2);
}

#[test]
fn a_promise_has_its_later_status_with_the_sentence_it_is_known_from_whatever_the_order() {
    let rice = "Peru agreed on Wednesday to buy 2 million tonnes of rice from Vietnam by June 30, 2026.";
    let documents = || {
        vec![
            report("first", "2026-03-04", "Northwire", rice),
            report("later", "2026-05-20", "Lima Standard", "Markets were calm. Peru bought 2 million tonnes of rice in the spring."),
        ]
    };
    let query = Query { kind: Some(Kind::Commitment), dyad: Some((code("PER"), code("VNM"))), ..Query::default() };
    let (_folder, path) = new();
    let mut store = put(&path, documents());
    let hit = &store.answer(&query).expect("an answer")[0];
    assert_eq!(hit.became.as_deref(), Some("kept"));
    assert_eq!(hit.later[0].text, "Peru bought 2 million tonnes of rice in the spring.");
    assert_eq!(store.count(&Query { open: true, ..query.clone() }).expect("a count"), 0);
    let day = |day: &str| day.parse().expect("a day");
    assert!(store.made(day("2026-03-01"), day("2026-03-31"), 9).expect("an answer").is_empty(), "what is kept is listed as open");
    assert!(store.due(None, day("2026-06-01"), day("2026-07-31"), 9).expect("an answer").is_empty(), "what is kept is listed as due");
    let first = hash(&store);
    store.relink(world(), |_| {}).expect("linked again");
    assert_eq!(first, hash(&store), "making the links again changed them");
    let (_other, path) = new();
    assert_eq!(first, hash(&put(&path, documents().into_iter().rev().collect())), "the order of documents shows");
    // Another run each: the later document comes in when the first is linked already, and the other way round.
    for order in [[0, 1], [1, 0]] {
        let (_folder, path) = new();
        for at in order {
            put(&path, vec![documents().swap_remove(at)]);
        }
        assert_eq!(first, hash(&Sqlite::open(&path).expect("a store")), "the order of runs shows");
    }
    // A deadline that has passed is a view of a day, not a link.
    let (_folder, path) = new();
    let store = put(&path, documents().into_iter().take(1).collect());
    let on = |day: &str| Query { open: true, as_of: Some(day.parse().expect("a day")), ..query.clone() };
    assert_eq!((store.count(&on("2026-06-30")).expect("a count"), store.count(&on("2026-07-01")).expect("a count")), (1, 0));
    let late = Query { open: false, ..on("2026-07-01") };
    assert_eq!(store.answer(&late).expect("an answer")[0].became.as_deref(), Some("expired"));
}

#[test]
fn reports_of_one_act_with_different_tolls_keep_low_best_and_high() {
    let toll = |name: &str, day: &str, killed: &str| {
        report(
            name,
            day,
            name,
            &format!("Russian drones struck a depot in Odesa on Tuesday, killing {killed} people, Ukrainian officials said."),
        )
    };
    let (_folder, path) = new();
    let store = put(&path, vec![toll("a", "2026-05-12", "12"), toll("b", "2026-05-13", "15")]);
    let hits = store.answer(&Query { types: vec!["ASSAULT".to_owned()], ..Query::default() }).expect("an answer");
    let figures = hits.iter().flat_map(|hit| &hit.figures).find(|figure| figure.of == "killed").expect("a toll");
    assert_eq!((figures.low, figures.best, figures.high, figures.given.len()), (12.0, 15.0, 15.0, 2));
}

#[test]
fn questions_find_what_they_ask_for() {
    let (_folder, path) = new();
    let store = put(&path, reports());
    let count = |query: &Query| store.count(query).expect("a count");
    assert_eq!(count(&Query { actor: Some(Who::of("JPN")), recipient: Some(Who::of("BLR")), ..Query::default() }), 1);
    assert_eq!(count(&Query { actor: Some(Who::of("BLR")), recipient: Some(Who::of("JPN")), ..Query::default() }), 0);
    let said = Query { kind: Some(Kind::Statement), speaker: Some(Who::of("motegi")), ..Query::default() };
    assert_eq!(count(&said), 1);
    assert_eq!(count(&Query { text: Some("\"not wait\"".to_owned()), ..said.clone() }), 1);
    assert_eq!(count(&Query { text: Some("\"wait not\"".to_owned()), ..said }), 0);
    let due =
        |day: &str| Query { kind: Some(Kind::Commitment), open: true, due_before: Some(day.parse().expect("a day")), ..Query::default() };
    assert_eq!((count(&due("2026-07-01")), count(&due("2026-06-30"))), (1, 0));
    let late = Query { from: Some("2026-05-14".parse().expect("a day")), types: vec!["CONSULT".to_owned()], ..Query::default() };
    assert_eq!(count(&late), 1);
    let months = store.series(&Query { types: vec!["CONSULT".to_owned()], ..Query::default() }, Step::Month).expect("a series");
    assert_eq!(months.iter().map(|point| (point.start.to_string(), point.count)).collect::<Vec<_>>(), [("2026-05-01".to_owned(), 2)]);
    // Words of a question never become SQL.
    assert_eq!(count(&Query { source: Some("x' OR 1=1 --".to_owned()), ..Query::default() }), 0);
    assert!(matches!(store.count(&Query { text: Some("\"*\"".to_owned()), ..Query::default() }), Err(StoreError::Question(_))));
}

#[test]
fn a_copy_with_another_headline_is_of_the_same_story() {
    let (_folder, path) = new();
    let long = (0..60).map(|number| format!("clause {number} of the accord binds both parties")).collect::<Vec<_>>().join(", ");
    let store = put(
        &path,
        vec![
            report("first", "2026-05-12", "Northwire", &format!("Chile and Norway sign. {long}")),
            report("copy", "2026-05-13", "Harbour Post", &format!("A pact in the north. {long}")),
            report("other", "2026-05-13", "Harbour Post", &long.replace("accord", "treaty").replace("parties", "states")),
        ],
    );
    let stories: Vec<String> =
        store.documents(&Query::default()).expect("documents").into_iter().map(|reading| reading.document.reference).collect();
    assert_eq!(stories, ["other", "first"]);
}

#[test]
fn what_fails_is_kept_until_it_is_read() {
    let (_folder, path) = new();
    let mut store = Sqlite::create(&path).expect("a store");
    let run = store.begin("test", "").expect("a run");
    let failed = Failed { reference: "c".to_owned(), reason: "binary".to_owned(), message: "no text".to_owned() };
    let counts = ingest::ingest(&mut store, world(), run, [Err(failed.clone())].into_iter(), 1, |_, _| {}).expect("it goes on");
    assert_eq!((counts.failed, store.failures().expect("failures")), (1, vec![failed]));
    drop(store);
    assert_eq!(put(&path, reports()).failures().expect("failures"), []);
}

#[test]
fn a_store_that_cannot_be_used_says_why() {
    let (folder, path) = new();
    assert!(matches!(Sqlite::open(&path), Err(StoreError::Missing(_))));
    std::fs::write(&path, "this is a text that somebody keeps, and longer than a header of a file of SQLite would be; it goes on and on")
        .expect("written");
    assert!(matches!(Sqlite::create(&path), Err(StoreError::Foreign(_))));
    let other = folder.path().join("other.db");
    rusqlite::Connection::open(&other).expect("opened").execute_batch("CREATE TABLE people (name TEXT)").expect("made");
    assert!(matches!(Sqlite::create(&other), Err(StoreError::Foreign(_))));
    let newer = folder.path().join("newer.db");
    drop(Sqlite::create(&newer).expect("a store"));
    rusqlite::Connection::open(&newer).expect("opened").pragma_update(None, "user_version", 99).expect("set");
    assert!(matches!(Sqlite::create(&newer), Err(StoreError::Newer { found: 99, .. })));
    assert!(matches!(Sqlite::create(&folder.path().join("no/such/folder.db")), Err(StoreError::ReadOnly(_))));
    let locked = folder.path().join("locked.db");
    drop(Sqlite::create(&locked).expect("a store"));
    let mut writer = rusqlite::Connection::open(&locked).expect("opened");
    let held = writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).expect("held");
    let mut second = Sqlite::create(&locked).expect("readers go on");
    assert!(matches!(second.begin("x", ""), Err(StoreError::Locked(_))));
    drop(held);
    assert!(second.begin("x", "").is_ok());
}

#[test]
fn a_damaged_store_is_told_and_not_written_over() {
    let (_folder, path) = new();
    drop(put(&path, reports()));
    let mut bytes = std::fs::read(&path).expect("bytes");
    let middle = bytes.len() / 3;
    bytes[middle..middle * 2].fill(0x5a);
    std::fs::write(&path, &bytes).expect("written");
    let told = Sqlite::create(&path).and_then(|store| store.check());
    assert!(matches!(&told, Err(StoreError::Corrupt(..))) || told.is_ok_and(|wrong| !wrong.is_empty()));
}

fn code(letters: &str) -> legation::record::Code {
    legation::record::Code::new(letters).expect("a code")
}
