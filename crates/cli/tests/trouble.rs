//! What goes wrong around a store: each trouble is told with what, where and what to do, and nothing that was stored is lost.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flate2::{Compression, write::GzEncoder};

fn legation(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_legation")).args(arguments).output().expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

/// Reports as JSON Lines, from one number to another.
fn lines(from: usize, to: usize) -> String {
    let report = |number: usize| {
        let (day, boats) = (number % 27 + 1, number + 2);
        format!(
            "{{\"id\": \"r{number}\", \"published\": \"2026-03-{day:02}\", \"text\": \"Norway on Sunday agreed to sell {boats} boats to Chile in deal {number}.\"}}\n"
        )
    };
    (from..to).map(report).collect()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

/// A folder with a store of 20 reports.
struct Place {
    folder: tempfile::TempDir,
    store: String,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = folder.path().join("record.db").display().to_string();
        let place = Self { folder, store };
        let input = place.file("first.jsonl", lines(0, 20).as_bytes());
        let output = place.ingest(&[&input]);
        assert!(out(&output).starts_with("20 documents read"), "{}", err(&output));
        place
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path.display().to_string()
    }

    fn ingest(&self, arguments: &[&str]) -> Output {
        legation(&[&["ingest", "--store", &self.store], arguments].concat())
    }

    fn ask(&self, arguments: &[&str]) -> String {
        out(&legation(&[arguments, &["--store", &self.store]].concat()))
    }

    fn documents(&self) -> usize {
        self.ask(&["documents", "--every", "--limit", "0", "--format", "csv"]).lines().count() - 1
    }

    /// An ingest ends with a status and tells so; the store is sound and has so many documents.
    fn told(&self, output: &Output, status: i32, words: &[&str], documents: usize) {
        assert_eq!(output.status.code(), Some(status), "{}", err(output));
        for words in words {
            assert!(err(output).contains(words), "{words:?} is not in: {}", err(output));
        }
        assert_eq!(self.ask(&["store", "check"]), "sound\n");
        assert_eq!(self.documents(), documents);
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_the_same_command_goes_on_later() {
    let place = Place::new();
    let more = place.file("more.jsonl", lines(20, 600).as_bytes());
    // A file may not grow beyond a limit, as on a disk that is full; blocks are 1024 bytes.
    let room = std::fs::metadata(&place.store).expect("a store").len() / 1024 + 400;
    let script = format!("trap '' XFSZ; ulimit -f {room}; exec \"$0\" \"$@\"");
    let program = env!("CARGO_BIN_EXE_legation");
    let full = Command::new("bash").args(["-c", &script, program, "ingest", &more, "--store", &place.store]).output().expect("it runs");
    assert_eq!(full.status.code(), Some(2), "{}", err(&full));
    for words in ["record.db", "what was stored before is safe: make room and run the same command again"] {
        assert!(err(&full).contains(words), "{}", err(&full));
    }
    assert_eq!(place.ask(&["store", "check"]), "sound\n");
    let kept = place.documents();
    assert!((20..600).contains(&kept), "{kept} documents");
    let output = place.ingest(&[&more]);
    assert_eq!(
        out(&output).lines().next().map(str::to_owned),
        Some(format!("{} documents read, {} known already, 0 failed", 600 - kept, kept - 20))
    );
    place.told(&output, 0, &[], 600);
}

#[test]
fn an_output_that_takes_no_more_is_told() {
    let place = Place::new();
    if Path::new("/dev/full").exists() {
        let output = legation(&["export", "csv", "--store", &place.store, "--output", "/dev/full"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains("is there room on the disk"), "{}", err(&output));
    }
}

#[test]
fn a_store_that_cannot_be_made_there_is_told() {
    let place = Place::new();
    let input = place.file("a.jsonl", lines(0, 1).as_bytes());
    let within = format!("{input}/record.db");
    let missing = place.path().join("no/such/folder/record.db").display().to_string();
    let mut refused = vec![within.as_str(), missing.as_str()];
    // Nobody can write there, not even root.
    if Path::new("/proc/self").exists() {
        refused.push("/proc/record.db");
    }
    for store in refused {
        let output = legation(&["ingest", &input, "--store", store]);
        assert_eq!(output.status.code(), Some(2), "{store}");
        assert!(err(&output).contains(&format!("{store} cannot be written; check that the folder exists")), "{}", err(&output));
    }
    assert_eq!(place.documents(), 20);
}

#[test]
fn a_locked_store_is_told_and_read_all_the_same() {
    let place = Place::new();
    let more = place.file("more.jsonl", lines(20, 30).as_bytes());
    let mut writer = rusqlite::Connection::open(&place.store).expect("opened");
    let held = writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).expect("held");
    let output = place.ingest(&[&more]);
    place.told(&output, 2, &["is being written by another program; wait for it to end and try again"], 20);
    drop(held);
    place.told(&place.ingest(&[&more]), 0, &[], 30);
}

#[test]
fn a_damaged_store_is_told_and_not_written_over() {
    let place = Place::new();
    let more = place.file("more.jsonl", lines(20, 30).as_bytes());
    let mut bytes = std::fs::read(&place.store).expect("bytes");
    // All but the first page.
    bytes[4096..].fill(0x5a);
    std::fs::write(&place.store, &bytes).expect("written");
    for arguments in [&["ingest", &more][..], &["events"], &["store", "dump"]] {
        let output = legation(&[arguments, &["--store", &place.store]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", out(&output));
        assert!(err(&output).contains("is damaged") && err(&output).contains("restore it from a copy"), "{arguments:?}: {}", err(&output));
    }
    assert!(std::fs::read(&place.store).expect("bytes")[4096..].iter().all(|&byte| byte == 0x5a), "it was written over");
    let cut = place.file("cut.db", &bytes[..2000]);
    let output = legation(&["events", "--store", &cut]);
    assert_eq!(output.status.code(), Some(2), "{}", out(&output));
    let other = place.file("other.db", "a text that somebody keeps, ".repeat(50).as_bytes());
    assert!(err(&legation(&["ingest", &more, "--store", &other])).contains("is no Legation store"));
    assert!(std::fs::read_to_string(other).expect("a text").starts_with("a text that somebody keeps"));
}

#[test]
fn a_store_of_a_later_version_is_left_alone() {
    let place = Place::new();
    let db = rusqlite::Connection::open(&place.store).expect("opened");
    db.pragma_update(None, "user_version", 99).expect("set");
    let before = std::fs::read(&place.store).expect("bytes");
    for command in ["events", "ingest"] {
        let output = legation(&[command, "--store", &place.store, if command == "ingest" { "-" } else { "--every" }]);
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains("a later version of Legation (schema 99"), "{}", err(&output));
    }
    assert!(before == std::fs::read(&place.store).expect("bytes"), "it was changed");
}

#[test]
fn a_wrong_mapping_names_the_columns_that_there_are() {
    let place = Place::new();
    let table = place.file("news.csv", b"body,day\nNorway agreed to sell boats to Peru.,2026-03-04\n");
    let good = place.file("more.txt", b"Norway on Sunday agreed to sell ferries to Peru.");
    let output = place.ingest(&[&table, &good, "--map", "text=story"]);
    place.told(&output, 1, &["news.csv", "story", "it has body, day"], 21);
    assert!(place.ask(&["store", "failures"]).contains("news.csv\tno-column"));
    let output = place.ingest(&[&table, "--map", "text=body,published=day"]);
    place.told(&output, 0, &[], 22);
    assert_eq!(place.ask(&["store", "failures"]), "", "what was read now is no failure any more");
    let output = place.ingest(&[&table, "--map", "text:body"]);
    place.told(&output, 2, &["--map text=body,published=date"], 22);
}

#[test]
fn a_bomb_is_refused_and_its_neighbours_are_read() {
    let place = Place::new();
    let bomb = place.file("bomb.txt.gz", &gz(&vec![b'a'; 64 << 20]));
    let good = place.file("more.jsonl", lines(20, 21).as_bytes());
    let output = place.ingest(&[&bomb, &good]);
    place.told(&output, 1, &["bomb.txt.gz", "as a zip bomb does; unpack it yourself if you trust it"], 21);
}

#[test]
fn a_file_that_is_cut_off_gives_what_it_has_and_the_rest_when_it_is_whole() {
    let place = Place::new();
    let whole = gz(lines(20, 200).as_bytes());
    let cut = place.file("more.jsonl.gz", &whole[..whole.len() / 2]);
    let output = place.ingest(&[&cut]);
    let kept = place.documents();
    assert!((21..199).contains(&kept), "{kept} documents");
    place.told(&output, 1, &["more.jsonl.gz is cut off", "fetch it again"], kept);
    assert!(place.ask(&["store", "failures"]).contains("more.jsonl.gz\ttruncated"));
    place.file("more.jsonl.gz", &whole);
    let output = place.ingest(&["--retry"]);
    place.told(&output, 0, &[], 200);
    assert_eq!(place.ask(&["store", "failures"]), "");
}

#[test]
fn a_web_archive_that_is_cut_off_gives_the_pages_before_the_cut() {
    let place = Place::new();
    let page = |number: usize| {
        let text = format!("Norway on Sunday agreed to sell {number} ferries to Peru, in a deal of its own kind, number {number}.");
        let head =
            format!("WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://example.org/{number}\r\nContent-Type: text/plain\r\n");
        gz(format!("{head}Content-Length: {}\r\n\r\n{text}\r\n\r\n", text.len()).as_bytes())
    };
    let pages: Vec<Vec<u8>> = (0..5).map(page).collect();
    let mut cut = pages.concat();
    cut.truncate(cut.len() - pages[4].len() / 2);
    let cut = place.file("crawl.warc.gz", &cut);
    place.told(&place.ingest(&[&cut]), 1, &["crawl.warc.gz", "cut off"], 24);
    place.file("crawl.warc.gz", &pages.concat());
    place.told(&place.ingest(&["--retry"]), 0, &[], 25);
}

#[test]
fn accounts_are_no_rows_and_what_to_use_is_told() {
    let place = Place::new();
    let output = legation(&["export", "csv", "--records", "accounts", "--store", &place.store]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("use `legation accounts --format json`"), "{}", err(&output));
    let output = legation(&["accounts", "--format", "csv", "--store", &place.store]);
    assert!(err(&output).contains("use `legation accounts --format json`"), "{}", err(&output));
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&place.ask(&["accounts", "--format", "json"])).expect("JSON"),
        serde_json::json!([])
    );
}

#[test]
fn a_missing_file_is_told_and_the_others_are_read() {
    let place = Place::new();
    let good = place.file("more.jsonl", lines(20, 21).as_bytes());
    let missing: PathBuf = place.path().join("nothing.txt");
    let output = place.ingest(&[&missing.display().to_string(), &good]);
    place.told(&output, 1, &["could not read", "nothing.txt"], 21);
}
