//! Copies fold into one story, texts from one mould do not, and both sides' words on a call are one meeting.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test that cannot go on has failed, and figures are told")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use legation::{Document, World};
use legation_store::{Kind, Query, Sqlite, ingest};

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| World::builtin().expect("the data are sound"))
}

fn linked(documents: Vec<Document>) -> (tempfile::TempDir, Sqlite) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Sqlite::create(&folder.path().join("store.db")).expect("a store");
    let run = store.begin("test", "").expect("a run");
    ingest::ingest(&mut store, world(), run, documents.into_iter().map(Ok), 2, |_, _| {}).expect("it is stored");
    store.link(world(), |_| {}).expect("it is linked");
    (folder, store)
}

/// Stories that two texts make. Folding looks at words alone, so they are not analysed.
fn stories(one: &str, other: &str) -> usize {
    let document = |name: &str, text: &str| Document { language: Some("xx".to_owned()), ..Document::new(name, text) };
    let (_folder, store) = linked(vec![document("one", one), document("other", other)]);
    store.documents(&Query::default()).expect("an answer").len()
}

/// Sides of which documents tell the meeting that most sides tell.
fn sides(documents: Vec<(String, Document)>) -> BTreeSet<String> {
    let of: BTreeMap<String, String> = documents.iter().map(|(side, document)| (document.reference.clone(), side.clone())).collect();
    let (_folder, store) = linked(documents.into_iter().map(|(_, document)| document).collect());
    let hits = store.answer(&Query { kind: Some(Kind::Meeting), ..Query::default() }).expect("an answer");
    let told = hits.iter().map(|hit| hit.sources.iter().map(|source| of[&source.reference].clone()).collect::<BTreeSet<_>>());
    told.max_by_key(BTreeSet::len).unwrap_or_default()
}

const READOUT: &str = "President NAME of LAND spoke by phone today with President Ana Silva of Peru. The presidents reviewed the work of the joint \
commission on fisheries and welcomed progress towards a treaty on scientific research in the southern ocean. President NAME thanked President Silva \
for the help of the Peruvian navy in the rescue of a research vessel in March. They agreed to stay in touch ahead of the summit in Lima. WORDS";

#[test]
fn a_copy_with_another_headline_folds_and_a_readout_from_the_same_mould_does_not() {
    let chile =
        READOUT.replace("NAME", "Luis Rojas").replace("LAND", "Chile").replace("WORDS", "Both praised the fishing fleets of their coasts.");
    let kenya = READOUT
        .replace("NAME", "Grace Otieno")
        .replace("LAND", "Kenya")
        .replace("WORDS", "They also spoke of tea, of flights between Nairobi and Lima and of a vote at the United Nations.");
    assert_eq!(stories(&chile, &format!("CORRECTED: {chile}")), 1);
    assert_eq!(stories(&chile, &kenya), 2);
}

#[test]
fn both_sides_of_a_call_land_on_one_meeting() {
    let document = |side: &str, text: &str| (side.to_owned(), Document::new(side, text).published("2026-05-12".parse().expect("a day")));
    let norway = "Prime Minister Jonas Gahr Støre of Norway spoke by telephone today with President Gabriel Boric of Chile. They discussed ocean research.";
    let chile = "President of Chile Gabriel Boric had a phone conversation with Prime Minister of Norway Jonas Gahr Støre. The President thanked Norway.";
    assert_eq!(sides(vec![document("NOR", norway), document("CHL", chile)]).len(), 2);
}

/// The folder beside the repository with development data, where there is one; `LEGATION_SHARED` names another.
fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("LEGATION_SHARED").map_or(beside, PathBuf::from);
    let there = folder.join("data/dev").is_dir();
    if !there {
        println!("not run: there is no {}", folder.display());
    }
    there.then_some(folder)
}

#[test]
fn all_duplicates_of_the_development_set_fold_and_no_look_alike_does() {
    let Some(shared) = shared() else { return };
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for file in std::fs::read_dir(shared.join("data/raw")).expect("a folder") {
        let lines = std::fs::read_to_string(file.expect("a file").path()).unwrap_or_default();
        for line in lines.lines() {
            let item: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let text = item["text"].as_str().unwrap_or_default();
            for id in [item["id"].as_str(), item["url"].as_str().and_then(|url| url.trim_end_matches('/').rsplit('/').next())] {
                texts.extend(id.map(|id| (id.to_owned(), text.to_owned())));
            }
        }
    }
    let pairs = std::fs::read_to_string(shared.join("data/dev/near_dup/wh_candidate_pairs.tsv")).expect("the pairs");
    // An id is the day and the last part of the address.
    let text = |id: &str| texts.get(id).or_else(|| texts.get(id.get(11..)?));
    let (mut seen, mut wrong) = (0, Vec::new());
    for line in pairs.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (Some(one), Some(other)) = (text(fields[1]), text(fields[2])) else { continue };
        seen += 1;
        // The set's own measure: .98 and more are copies, .71 and less are not.
        let copies = fields[0].parse::<f64>().expect("a number") > 0.9;
        if (stories(one, other) == 1) != copies {
            wrong.push(line.to_owned());
        }
    }
    println!("{seen} pairs with both texts");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn both_sides_of_each_readout_pair_of_the_development_set_land_on_one_meeting() {
    let Some(shared) = shared() else { return };
    let pairs = std::fs::read_to_string(shared.join("data/dev/readout_pairs.jsonl")).expect("the pairs");
    let mut apart = Vec::new();
    for line in pairs.lines() {
        let pair: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let documents = pair["docs"].as_array().expect("documents").iter().enumerate().map(|(at, item)| {
            let day = item["date"].as_str().expect("a day")[..10].parse().expect("a day");
            let document = Document::new(format!("{at}"), item["text"].as_str().expect("a text")).published(day);
            (item["side"].as_str().expect("a side").to_owned(), document)
        });
        if sides(documents.collect()).len() < 2 {
            apart.push(pair["event"].to_string() + &pair["event_date"].to_string());
        }
    }
    assert!(apart.is_empty(), "{apart:#?}");
}
