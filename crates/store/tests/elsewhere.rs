//! What a store knows of a document beside its reading: who else tells the same, in which words.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use legation::{Document, World};
use legation_store::{Elsewhere, Sqlite, ingest};

const CALL: &str = "Norwegian Foreign Minister Espen Barth Eide spoke by phone with Chilean Foreign Minister Alberto van Klaveren on Tuesday. The two ministers discussed fisheries in the southern ocean, the price of salmon, and a new research station that both countries want to build together.";

fn report(name: &str, day: &str, text: &str) -> Document {
    let mut document = Document::new(name, text).published(day.parse().expect("a day"));
    document.title = Some(format!("Title of {name}"));
    document
}

#[test]
fn a_document_knows_who_else_tells_the_same_and_where_its_text_was_met() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Sqlite::create(&folder.path().join("legation.db")).expect("a store");
    let world = World::builtin().expect("the data are sound");
    let documents = [
        report("a", "2026-05-13", CALL),
        report(
            "b",
            "2026-05-13",
            "Chilean Foreign Minister Alberto van Klaveren spoke by telephone with Norwegian Foreign Minister Espen Barth Eide on Tuesday.",
        ),
        report("c", "2026-05-13", &format!("{CALL} ")),
        report("d", "2026-05-14", CALL),
        report("e", "2026-05-14", "Japan on Thursday imposed sanctions on Belarus."),
    ];
    let ids: Vec<String> = documents.iter().map(Document::id).collect();
    let run = store.begin("test", "2026-06-01T00:00:00Z").expect("a run");
    ingest::ingest(&mut store, &world, run, documents.into_iter().map(Ok), 2, |_, _| {}).expect("it is stored");
    store.link(&world, |_| {}).expect("it is linked");

    let of = |at: usize| store.elsewhere(&ids[at]).expect("it can be asked");
    let first = of(0);
    assert!(first.records.iter().any(|told| told.kind == "event" && told.report.document == ids[1]), "{first:?}");
    assert_eq!(first.story.iter().map(|report| report.document.as_str()).collect::<Vec<_>>(), [ids[2].as_str()], "all but word for word");
    assert_eq!(first.story[0].title.as_deref(), Some("Title of c"));
    assert_eq!(first.sightings.iter().map(|one| one.reference.as_str()).collect::<Vec<_>>(), ["d"], "word for word");
    let back = of(1);
    let told = first.records.iter().find(|told| told.kind == "event" && told.report.document == ids[1]).expect("it is there");
    assert!(back.records.iter().any(|other| (&other.key, &other.other) == (&told.other, &told.key)), "each leads to the other");
    assert_eq!(of(4), Elsewhere::default(), "nobody else tells of Belarus");
    assert_eq!(store.elsewhere("no such document").expect("it can be asked"), Elsewhere::default());
}
