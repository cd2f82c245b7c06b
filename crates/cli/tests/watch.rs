//! Feeds that are watched, from a server on this machine.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A server that answers at most 200 requests, and what it was asked.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    /// Whether the feed that fails has been mended.
    mended: Arc<AtomicBool>,
}

const PAGE: &str = "<html><head><title>Boats for Chile</title></head><body><article><h1>Boats for Chile</h1><p>Norway on Tuesday agreed to sell \
    20 boats to Chile, and the two foreign ministers spoke by phone about fisheries for an hour.</p><p>Chile pledged to lift its tariffs on salmon \
    by June 30, 2026, a spokesman of the ministry in Santiago told reporters after the call.</p></article></body></html>";

fn feed(title: &str, items: &[String]) -> String {
    let items: String = items
        .iter()
        .map(|link| format!("<item><title>News</title><link>{link}</link><pubDate>Tue, 12 May 2026 10:00:00 GMT</pubDate><description>In short: talks on {link}.</description></item>"))
        .collect();
    format!("<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>")
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = Self { port, asked: Arc::default(), mended: Arc::default() };
        let (asked, mended) = (Arc::clone(&server.asked), Arc::clone(&server.mended));
        std::thread::spawn(move || {
            for stream in listener.incoming().take(200).flatten() {
                let _ = answer(stream, port, &asked, mended.load(SeqCst));
            }
        });
        server
    }

    /// How many requests there were for a path; with a second word, such as a header, those that have it.
    fn asked(&self, path: &str, with: &str) -> usize {
        let asked = self.asked.lock().expect("a log");
        asked.iter().filter(|request| request.starts_with(&format!("GET {path} ")) && request.contains(with)).count()
    }
}

fn answer(mut stream: TcpStream, port: u16, asked: &Mutex<Vec<String>>, mended: bool) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut request = String::new();
    let mut lines = BufReader::new(stream.try_clone()?);
    while lines.read_line(&mut request)? > 2 {}
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let known = request.to_lowercase().contains("if-none-match: \"one\"");
    asked.lock().expect("a log").push(request);
    let at = |path: &str| format!("http://127.0.0.1:{port}{path}");
    let (status, head, body) = match path.as_str() {
        "/robots.txt" => ("200 OK", "", "User-agent: *\nDisallow: /closed\n".to_owned()),
        "/feed" if known => ("304 Not Modified", "", String::new()),
        "/feed" => ("200 OK", "ETag: \"one\"\r\n", feed("Harbour Post", &[at("/boats"), at("/closed/page")])),
        "/failing" if !mended => ("500 Internal Server Error", "", String::new()),
        "/failing" => ("200 OK", "", feed("Northwire", &[at("/short")])),
        "/broken" => ("200 OK", "", "<sitemap>no feed</sitemap>".to_owned()),
        "/closed/feed" => ("200 OK", "", feed("Closed", &[])),
        "/boats" => ("200 OK", "Content-Type: text/html\r\n", PAGE.to_owned()),
        _ => ("404 Not Found", "", String::new()),
    };
    write!(stream, "HTTP/1.1 {status}\r\n{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn watch(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_legation"));
    command.current_dir(folder).args(["watch", "feeds.toml", "--store", "record.db"]).args(arguments);
    command
}

fn ask(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_legation"))
        .current_dir(folder)
        .args(arguments)
        .args(["--store", "record.db"])
        .output()
        .expect("the program runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.clone(), output.stderr.clone()].concat()).into_owned()
}

fn feeds(folder: &Path, port: u16, paths: &[&str]) {
    let toml: String = paths
        .iter()
        .map(|path| format!("[[feed]]\nurl = \"http://127.0.0.1:{port}{path}\"\nevery = \"60s\"\nfull_text = {}\n", *path == "/feed"))
        .collect();
    std::fs::write(folder.join("feeds.toml"), toml).expect("written");
}

/// The time of every feed comes now, as if the minute had passed.
fn later(folder: &Path) {
    let db = rusqlite::Connection::open(folder.join("record.db")).expect("opened");
    db.execute("UPDATE feeds SET state = json_set(state, '$.next', '2026-01-01T00:00:00Z')", []).expect("written");
}

fn failures(folder: &Path, path: &str) -> i64 {
    let db = rusqlite::Connection::open(folder.join("record.db")).expect("opened");
    let sql = "SELECT state ->> '$.failures' FROM feeds WHERE substr(url, 7 + instr(substr(url, 8), '/')) = ?1";
    db.query_row(sql, [path], |row| row.get(0)).expect("a state is kept")
}

#[test]
fn feeds_are_asked_politely_and_items_stored_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let server = Server::start();
    feeds(folder, server.port, &["/broken", "/failing", "/closed/feed", "/feed"]);

    let first = watch(folder, &["--once", "--allow-private"]).output().expect("it runs");
    assert_eq!(first.status.code(), Some(1), "feeds that fail are told: {}", told(&first));
    for words in [
        "/broken: it is no RSS",
        "/failing: the server answered 500",
        "/closed/feed: the robots.txt",
        "/closed/page: the robots.txt",
        "/feed: 1 read",
    ] {
        assert!(told(&first).contains(words), "{words}: {}", told(&first));
    }
    assert_eq!((server.asked("/closed/page", ""), server.asked("/closed/feed", "")), (0, 0), "robots.txt was not obeyed");
    let documents = ask(folder, &["documents", "--format", "csv"]);
    assert_eq!(documents.lines().count(), 2, "{documents}");
    assert!(documents.contains("Harbour Post,2026-05-12") && documents.contains("/boats"), "{documents}");
    assert!(ask(folder, &["commitments"]).contains("boats") || ask(folder, &["events"]).contains("boats"), "the page was not read");
    assert!(ask(folder, &["store", "failures"]).contains("/closed/page\trobots"));

    // Nothing is due: nobody is asked.
    let again = watch(folder, &["--once", "--allow-private"]).output().expect("it runs");
    assert_eq!((again.status.code(), server.asked("/feed", ""), server.asked("/failing", "")), (Some(0), 1, 1), "{}", told(&again));

    // A minute later: the feed is recognised, the failing one has failed twice.
    later(folder);
    let third = watch(folder, &["--once", "--allow-private"]).output().expect("it runs");
    assert!(told(&third).contains("/feed: nothing has changed"), "{}", told(&third));
    assert_eq!((server.asked("/feed", "\"one\""), server.asked("/boats", "")), (1, 1));
    assert_eq!((failures(folder, "/failing"), failures(folder, "/feed")), (2, 0));
    later(folder);
    server.mended.store(true, SeqCst);
    let fourth = watch(folder, &["--once", "--allow-private"]).output().expect("it runs");
    assert!(told(&fourth).contains("/failing: 1 read"), "{}", told(&fourth));
    assert_eq!(failures(folder, "/failing"), 0);
    assert_eq!(ask(folder, &["documents", "--format", "csv"]).lines().count(), 3);
}

#[test]
fn this_machine_is_asked_only_where_that_is_allowed() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start();
    feeds(folder.path(), server.port, &["/feed"]);
    let output = watch(folder.path(), &["--once"]).output().expect("it runs");
    assert_eq!((output.status.code(), server.asked("/feed", "")), (Some(1), 0));
    assert!(told(&output).contains("not on the public internet"), "{}", told(&output));
}

#[cfg(unix)]
#[test]
fn a_watch_that_is_interrupted_ends_clean() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start();
    feeds(folder.path(), server.port, &["/feed"]);
    let child = watch(folder.path(), &["--allow-private"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let begun = Instant::now();
    while server.asked("/boats", "") == 0 && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(50));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("a signal");
    assert!(killed.success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(ask(folder.path(), &["store", "check"]), "sound\n");
    assert_eq!(ask(folder.path(), &["documents", "--format", "csv"]).lines().count(), 2, "what was read is stored");
}

#[test]
fn a_wrong_list_of_feeds_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("feeds.toml"), "[[feed]]\nurl = \"ftp://example.org\"\n").expect("written");
    let output = watch(folder.path(), &["--once"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("feeds.toml") && told(&output).contains("begins with https://"), "{}", told(&output));
    assert!(!folder.path().join("record.db").exists(), "a store was made for nothing");
    let example = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/feeds.toml")).expect("the example");
    assert_eq!(legation_source::watch::parse(&example).expect("it is right").len(), 2);
}
