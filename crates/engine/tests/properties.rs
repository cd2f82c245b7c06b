//! What holds for any text: no panic, spans on character boundaries, JSON there and back, the same bytes on any number of threads.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::sync::OnceLock;

use legation::record::EachSpan;
use legation::{Document, World, json, read, read_all};
use proptest::prelude::*;

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| World::builtin().expect("the built-in world loads"))
}

fn holds(text: &str) {
    let document = Document::new("any", text).published(jiff::civil::date(2026, 3, 4));
    let mut reading = read(world(), &document);
    let json = json::to_json(&reading);
    let back = json::from_json(&json).expect("what is written can be read");
    assert_eq!(back, reading, "JSON there and back");
    reading.each_span(&mut |span| assert!(text.get(span.start()..span.end()).is_some(), "{span:?} of {text:?}"));
}

/// Words that rules look for, in any order.
fn newsy() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "Xi",
        "Trump",
        "the US",
        "China",
        "said",
        "“",
        "”",
        "\"",
        "that",
        "will",
        "agreed",
        "to",
        "sign",
        "on",
        "Tuesday",
        ",",
        ".",
        "\n",
        "condemned",
        "the",
        "attack",
        "two",
        "leaders",
        "They",
        "he",
        "$11bn",
        "from 20 to 10 per cent",
        "in",
        "Busan",
        "call",
        "visit",
        "April",
        "’s",
        "not",
        "if",
        "must",
        "who",
        "By",
        "according to",
        "Xinhua",
        "🙂",
        "é",
        "中国",
        "—",
        "...",
        "U.S.",
        "(",
        ")",
        "and",
        "which",
        "G20",
        "summit",
        "told",
        "commitment",
        "2019",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn any_string_is_read(text in "\\PC{0,200}") {
        holds(&text);
    }

    #[test]
    fn any_characters_are_read(text in prop::collection::vec(any::<char>(), 0..60)) {
        holds(&text.into_iter().collect::<String>());
    }

    #[test]
    fn any_news_is_read(text in newsy()) {
        holds(&text);
    }
}

#[test]
fn threads_change_nothing() {
    let texts =
        ["France met Egypt in Cairo on Monday.", "“We agree,” Xi Jinping said.", "", "Norway urged Malta to sign. It refused.", "🙂"];
    let documents: Vec<Document> =
        texts.iter().cycle().take(40).map(|text| Document::new("same", *text).published(jiff::civil::date(2026, 3, 4))).collect();
    let written = |threads| read_all(world(), &documents, threads).iter().map(json::to_json).collect::<Vec<_>>();
    assert_eq!(written(1), written(2));
    assert_eq!(written(1), written(7));
}

#[test]
fn offsets_are_scalars_in_json() {
    let document = Document::new("emoji", "🙂🙂 Peru condemned Chile.").published(jiff::civil::date(2026, 3, 4));
    let reading = read(world(), &document);
    let value: serde_json::Value = serde_json::from_str(&json::to_json(&reading)).expect("it is JSON");
    let trigger = &value["events"][0]["trigger"];
    assert_eq!((trigger[0].as_u64(), trigger[1].as_u64()), (Some(8), Some(17)));
}

#[test]
fn a_foreign_text_is_noted_and_not_coded() {
    let mut document = Document::new("fr", "La Chine a condamné l’attaque.");
    document.language = Some("fr".to_owned());
    let reading = read(world(), &document);
    assert!(reading.events.is_empty());
    assert!(reading.notes.iter().any(|note| note.text.contains("not English")));
}
