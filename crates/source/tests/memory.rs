//! A large web archive is read within a few megabytes. Alone in its process, so that the process's peak is its own.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use legation_source::{Options, documents};

/// Peak of the process's memory, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A record whose body is a page of text, or a hole in the file.
fn record(file: &mut File, number: u32, hole: Option<u64>) {
    let page = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nText {number}.");
    let kind = if hole.is_some() { "metadata" } else { "response" };
    let length = hole.unwrap_or(page.len() as u64);
    write!(file, "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/{number}\r\nContent-Length: {length}\r\n\r\n")
        .unwrap();
    match hole {
        Some(length) => {
            file.seek(SeekFrom::Current(i64::try_from(length).unwrap())).unwrap();
        }
        None => file.write_all(page.as_bytes()).unwrap(),
    }
    file.write_all(b"\r\n\r\n").unwrap();
}

#[test]
fn two_gigabytes_of_web_archive_are_read_within_a_few_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crawl.warc");
    let mut file = File::create(&path).unwrap();
    for number in 0..200 {
        record(&mut file, number, None);
        record(&mut file, number, Some(10 << 20));
    }
    // A length that is a lie: nothing of that size is ever asked for.
    write!(
        file,
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/lie\r\nContent-Length: 999999999999999\r\n\r\nx\r\n"
    )
    .unwrap();
    record(&mut file, 200, None);
    drop(file);
    assert!(path.metadata().unwrap().len() > 2_000_000_000);

    // What the first document needs (tables, detectors) is not the archive's.
    let small = folder.path().join("small.txt");
    std::fs::write(&small, "A first text to warm up with.").unwrap();
    assert_eq!(documents(&[small], Options::default()).count(), 1);
    let before = peak();
    let (mut read, mut failed) = (0, Vec::new());
    for item in documents(&[path], Options::default()) {
        match item {
            Ok(document) => {
                assert_eq!(document.text, format!("Text {read}."));
                read += 1;
            }
            Err(error) => failed.push(error.kind()),
        }
    }
    assert_eq!((read, failed), (201, vec!["malformed"]));
    let grown = peak() - before;
    assert!(grown < 8 << 10, "it took {grown} KiB");
}
