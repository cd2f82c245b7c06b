use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderName, Request, StatusCode};
use legation::{Document, World};
use legation_serve::{App, Settings, description, router};
use legation_store::{Kind, Query, Sqlite, ingest};
use serde_json::Value;
use tower::ServiceExt;

/// A script that a page must show and never run.
pub const SCRIPT: &str = "<script>alert('x')</script>";

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The code of a problem, which has all its fields.
    pub fn code(&self) -> String {
        let problem = self.json();
        let fields: Vec<&str> = problem.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(fields, ["code", "hint", "link", "message"], "{problem}");
        assert!(!problem["message"].as_str().expect("words").is_empty());
        problem["code"].as_str().expect("a word").to_owned()
    }
}

fn documents() -> Vec<Document> {
    let mut evil = Document::new(
        "evil",
        "French President Emmanuel Macron <script>alert('x')</script> spoke by phone with Chilean President Gabriel Boric on Tuesday. \
         France pledged to send Chile <img src=x onerror=alert(1)> 20 boats by June 30, 2026. \
         “We will {{ 7 * 7 }} deliver,” President Emmanuel Macron said.",
    )
    .published(jiff::civil::date(2026, 5, 13));
    evil.title = Some(format!("Talks {SCRIPT} \" onmouseover=\"alert(2)"));
    evil.publisher = Some("Post</title><svg onload=alert(3)>".to_owned());
    evil.url = Some("javascript:alert(document.cookie)".to_owned());
    let mut plain = Document::new(
        "plain",
        "Norwegian Foreign Minister Espen Barth Eide spoke by phone with Chilean Foreign Minister Alberto van Klaveren on Tuesday. \
         Norway pledged to deliver 20 boats to Chile by June 30, 2026. The two ministers will meet in Oslo on September 3, 2026.",
    )
    .published(jiff::civil::date(2026, 5, 12));
    plain.title = Some("=HYPERLINK(\"http://evil.example\")".to_owned());
    plain.publisher = Some("Northwire".to_owned());
    plain.url = Some("https://news.example/a?b=1&c=\"2\"".to_owned());
    vec![evil, plain]
}

/// A store with a document of each kind: one is honest, one means it ill.
pub fn store() -> &'static Path {
    static STORE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = STORE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("record.db");
        let world = World::builtin().expect("the data are sound");
        let mut store = Sqlite::create(&path).expect("a store");
        let run = store.begin("test", "2026-06-01T00:00:00Z").expect("a run");
        ingest::ingest(&mut store, &world, run, documents().into_iter().map(Ok), 2, |_, _| {}).expect("it is stored");
        store.link(&world, |_| {}).expect("it is linked");
        (folder, path)
    });
    path
}

/// The id of a document by its reference.
pub fn document(reference: &str) -> String {
    let store = Sqlite::open(store()).expect("a store");
    store.reading(reference).expect("it is read").expect("it is there").document.id
}

/// The id of some event.
pub fn event() -> String {
    let store = Sqlite::open(store()).expect("a store");
    store.answer(&Query { kind: Some(Kind::Event), ..Query::default() }).expect("an answer").first().expect("an event").key.clone()
}

pub fn server(change: impl FnOnce(&mut Settings)) -> Router {
    let mut settings = Settings::new(store());
    change(&mut settings);
    router(App::open(settings).expect("a store"))
}

pub async fn send(server: &Router, request: Request<Body>) -> Answer {
    let response = server.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 64 << 20).await.expect("a body");
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
}

pub async fn get(server: &Router, address: &str) -> Answer {
    get_with(server, address, &[]).await
}

pub async fn get_with(server: &Router, address: &str, headers: &[(&'static str, &str)]) -> Answer {
    let mut request = Request::get(address);
    for (name, value) in headers {
        request = request.header(HeaderName::from_static(name), *value);
    }
    send(server, request.body(Body::empty()).expect("a request")).await
}

pub async fn post(server: &Router, address: &str, headers: &[(&'static str, &str)], body: impl Into<Body>) -> Answer {
    let mut request = Request::post(address);
    for (name, value) in headers {
        request = request.header(HeaderName::from_static(name), *value);
    }
    send(server, request.body(body.into()).expect("a request")).await
}

/// Every address that can be asked by GET, with what is there in place of the braces, and its parameters.
pub fn addresses() -> Vec<(String, Vec<String>)> {
    let described = description();
    let paths = described["paths"].as_object().expect("paths");
    let asked = paths.iter().filter_map(|(path, methods)| Some((path, methods.get("get")?)));
    asked
        .map(|(path, operation)| {
            let there = match path.as_str() {
                path if path.starts_with("/records/") => path.replace("{id}", &event()),
                path if path.starts_with("/dyads/") => "/dyads/CHL-NOR".to_owned(),
                path if path.starts_with("/meetings/") => path.replace("{id}", &meeting()),
                path => path.replace("{id}", &document("plain")),
            };
            let parameters = operation["parameters"].as_array().expect("parameters").iter();
            let names = parameters.filter(|one| one["in"] == "query").map(|one| one["name"].as_str().expect("a name").to_owned());
            (there, names.collect())
        })
        .collect()
}

fn meeting() -> String {
    let store = Sqlite::open(store()).expect("a store");
    store.answer(&Query { kind: Some(Kind::Meeting), ..Query::default() }).expect("an answer").first().expect("a meeting").key.clone()
}
