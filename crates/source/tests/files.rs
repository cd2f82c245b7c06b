//! Files, folders, wildcards and archives, as `documents` reads them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::{Compression, write::GzEncoder};
use legation::Document;
use legation_source::{Mapping, Options, SourceError, documents};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(path: &Path, members: &[(&str, &[u8])]) {
    let mut writer = ZipWriter::new(File::create(path).unwrap());
    for (at, (name, bytes)) in members.iter().enumerate() {
        let method = if at % 2 == 0 { CompressionMethod::DEFLATE } else { CompressionMethod::Stored };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap();
}

fn read(paths: &[PathBuf]) -> Vec<Result<Document, SourceError>> {
    documents(paths, Options::default()).collect()
}

/// References within the folder and texts of documents, kinds of errors.
fn told(folder: &Path, found: &[Result<Document, SourceError>]) -> Vec<(String, String)> {
    let short = |reference: &str| reference.replace(&format!("{}/", folder.display()), "");
    let item = |item: &Result<Document, SourceError>| match item {
        Ok(document) => (short(&document.reference), document.text.clone()),
        Err(error) => (short(error.reference()), error.kind().to_owned()),
    };
    found.iter().map(item).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(reference, text)| ((*reference).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn every_format_of_a_folder_is_read_and_one_bad_file_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("a.csv", b"text,date\nA row.,2026-02-04\n");
    write("b.png", b"\x89PNG\r\n\x1a\n\0\0\0\r");
    write("c.txt.gz", &gz(b"A text."));
    write("d.jsonl.gz", &gz(b"{\"id\": \"one\", \"text\": \"A line.\"}\n{\"id\": \"two\", \"text\": \"Another.\"}\n"));
    write("e.xml", b"<?xml version='1.0'?><rss version='2.0'><channel><item><description>An entry.</description></item></channel></rss>");
    write("f.warc.gz", &gz(b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://example.org/\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nA page.\r\n\r\n"));
    write("g.txt.gz", &gz(b"Cut off.")[..20]);
    write(".hidden.txt", b"Hidden.");
    let found = read(&[folder.path().to_owned()]);
    let expected = [
        ("a.csv:2", "A row."),
        ("b.png", "binary"),
        ("c.txt.gz", "A text."),
        ("one", "A line."),
        ("two", "Another."),
        ("e.xml#1", "An entry."),
        ("https://example.org/", "A page."),
        ("g.txt.gz", "truncated"),
    ];
    assert_eq!(told(folder.path(), &found), pairs(&expected));
}

#[test]
fn wildcards_are_expanded_in_the_order_of_names_and_no_match_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["b.txt", "a.txt", "c.md", "odd[1].txt"] {
        std::fs::write(folder.path().join(name), name).unwrap();
    }
    let path = |name: &str| folder.path().join(name);
    let found = read(&[path("?.txt"), path("*.html"), path("odd[1].txt")]);
    assert_eq!(
        told(folder.path(), &found),
        pairs(&[("a.txt", "a.txt"), ("b.txt", "b.txt"), ("*.html", "no-match"), ("odd[1].txt", "odd[1].txt")])
    );
}

#[test]
fn members_of_a_zip_archive_are_read_as_files_and_touch_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    let members: [(&str, &[u8]); 7] = [
        ("news/one.txt", b"One."),
        ("two.jsonl", b"{\"id\": \"two\", \"text\": \"Two.\"}\n{\"id\": \"three\", \"text\": \"Three.\"}\n"),
        ("../../escape.txt", b"Four."),
        ("__MACOSX/x.txt", b"no"),
        ("inner.zip", b"PK\x03\x04 and so on"),
        ("inner.txt.gz", &gz(b"no")),
        ("five.csv", b"text;title\nFive.;A headline\n"),
    ];
    zip(&path, &members);
    let found = read(std::slice::from_ref(&path));
    let expected = [
        ("a.zip!/news/one.txt", "One."),
        ("two", "Two."),
        ("three", "Three."),
        ("a.zip!/../../escape.txt", "Four."),
        ("a.zip!/inner.zip", "nested-archive"),
        ("a.zip!/inner.txt.gz", "nested-archive"),
        ("a.zip!/five.csv:2", "Five."),
    ];
    assert_eq!(told(folder.path(), &found), pairs(&expected));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was written");
}

#[test]
fn a_zip_bomb_is_refused_and_its_honest_neighbours_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    let bomb = vec![b'a'; 40 << 20];
    // Noise, so that the archive as a whole is no bomb.
    let noise: Vec<u8> = (0..1_u64 << 17)
        .scan(1_u64, |state, _| {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            Some((*state ^ (*state >> 29)).to_le_bytes())
        })
        .flatten()
        .collect();
    zip(&path, &[("bomb.txt", &bomb), ("noise.bin", &noise), ("good.txt", b"Good.")]);
    let found = read(std::slice::from_ref(&path));
    let expected = [("a.zip!/bomb.txt", "zip-bomb"), ("a.zip!/noise.bin", "binary"), ("a.zip!/good.txt", "Good.")];
    assert_eq!(told(folder.path(), &found), pairs(&expected));

    // Many members, each within the free bytes, that together are a bomb: it stops before the last.
    let path = folder.path().join("b.zip");
    let small = vec![b'a'; 15 << 20];
    let names: Vec<String> = (0..10).map(|number| format!("{number}.txt")).collect();
    let mut writer = ZipWriter::new(File::create(&path).unwrap());
    for name in &names {
        writer.start_file(name.as_str(), SimpleFileOptions::default().compression_method(CompressionMethod::DEFLATE)).unwrap();
        writer.write_all(&small).unwrap();
    }
    writer.finish().unwrap();
    let found = read(&[path]);
    assert!(found.len() < 5 && found.last().unwrap().as_ref().is_err_and(|error| error.kind() == "zip-bomb"), "{}", found.len());
}

#[test]
fn damage_in_a_member_is_told_by_its_checksum() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    zip(&path, &[("x.txt", b"One."), ("stored.txt", b"The talks failed."), ("y.txt", b"Two.")]);
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(6).position(|window| window == b"failed").unwrap();
    bytes[at] = b'h';
    std::fs::write(&path, bytes).unwrap();
    let found = read(&[path]);
    assert_eq!(
        told(folder.path(), &found),
        pairs(&[("a.zip!/x.txt", "One."), ("a.zip!/stored.txt", "malformed"), ("a.zip!/y.txt", "Two.")])
    );
}

#[test]
fn a_mapping_reaches_tables_within_archives() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    zip(&path, &[("a.csv", b"key,story\nk1,One.\n"), ("b.csv", b"key,text\nk2,Two.\n")]);
    let mapping = Mapping::parse("id=key,text=story").unwrap();
    let found: Vec<_> = documents(&[path], Options { mapping, ..Options::default() }).collect();
    assert_eq!(told(folder.path(), &found), pairs(&[("k1", "One."), ("a.zip!/b.csv", "no-column")]));
}

#[test]
fn documents_can_be_read_on_a_thread_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "One.").unwrap();
    let documents = documents(&[folder.path().to_owned()], Options::default());
    assert_eq!(std::thread::spawn(move || documents.count()).join().unwrap(), 1);
}

#[test]
fn the_bytes_taken_grow_to_the_size_that_was_told_before() {
    use std::sync::atomic::Ordering::Relaxed;
    let folder = tempfile::tempdir().unwrap();
    let lines = format!("{{\"text\": \"{}\"}}\n", "A line. ".repeat(40)).repeat(1000);
    std::fs::write(folder.path().join("a.jsonl"), &lines).unwrap();
    zip(&folder.path().join("b.zip"), &[("one.txt", b"One."), ("two.txt", b"Two.")]);
    std::fs::write(folder.path().join("c.txt"), "Three.").unwrap();
    let paths = [folder.path().to_owned()];
    let size = legation_source::size(&paths).unwrap();
    assert_eq!(legation_source::size(&[folder.path().join("*.jsonl")]), Some(lines.len() as u64));
    assert_eq!(legation_source::size(&["-".into()]), None);
    let mut found = documents(&paths, Options::default());
    let taken = found.taken();
    assert!(found.next().is_some() && (1..size / 2).contains(&taken.load(Relaxed)), "{}", taken.load(Relaxed));
    assert_eq!(found.count(), 1002);
    assert_eq!(taken.load(Relaxed), size);
}
