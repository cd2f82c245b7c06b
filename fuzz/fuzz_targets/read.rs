//! Any text is read, and what is written can be read back.
#![no_main]

use std::sync::LazyLock;

use legation::{Document, World, json, read};

static WORLD: LazyLock<World> = LazyLock::new(|| World::builtin().expect("the built-in world loads"));

libfuzzer_sys::fuzz_target!(|text: &str| {
    let reading = read(&WORLD, &Document::new("any", text));
    assert_eq!(json::from_json(&json::to_json(&reading)).expect("it can be read back"), reading);
});
