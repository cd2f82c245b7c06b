//! What the article page and `/read` promise: every record once, every word of the text as it came, nothing run, and a clear word where a
//! text cannot be read.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::sync::OnceLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use legation::{Document, Reading, World, json, read};
use legation_serve::{App, Settings, router};
use legation_source::{Format, Options, from_bytes};
use legation_store::{Sqlite, ingest};
use serde_json::{Value, json};
use tower::ServiceExt;

const CALL: &str = "Norwegian Foreign Minister Espen Barth Eide spoke by phone with Chilean Foreign Minister Alberto van Klaveren on Tuesday.\n\n“We will not accept new tariffs,” Eide told reporters in Oslo. Norway pledged to deliver 20 boats to Chile by June 30, 2026.\n\nSign up for our newsletter\n";

const SAME: &str = "Chilean Foreign Minister Alberto van Klaveren spoke by telephone with Norwegian Foreign Minister Espen Barth Eide on Tuesday about fisheries.";

const HOSTILE: &str = "Japan on Thursday imposed sanctions on Belarus. <script>alert(1)</script> “<img src=x onerror=alert(2)>,” Japanese Foreign Minister Toshimitsu Motegi said.";

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| World::builtin().expect("the data are sound"))
}

fn report(name: &str, day: Option<&str>, text: &str) -> Document {
    let document = Document::new(name, text);
    day.map_or(document.clone(), |day| document.published(day.parse().expect("a day")))
}

struct Site {
    _folder: tempfile::TempDir,
    router: Router,
    ids: Vec<String>,
}

fn site(documents: Vec<Document>) -> Site {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("legation.db");
    let ids = documents.iter().map(Document::id).collect();
    let mut store = Sqlite::create(&path).expect("a store");
    let run = store.begin("test", "2026-06-01T00:00:00Z").expect("a run");
    ingest::ingest(&mut store, world(), run, documents.into_iter().map(Ok), 2, |_, _| {}).expect("it is stored");
    store.link(world(), |_| {}).expect("it is linked");
    let settings = Settings::new(path);
    Site { _folder: folder, router: router(App::open(settings).expect("it opens")), ids }
}

struct Answer {
    status: StatusCode,
    kind: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

impl Site {
    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        let body = to_bytes(response.into_body(), 16 << 20).await.expect("a body");
        Answer { status, kind, body: String::from_utf8(body.to_vec()).expect("text") }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    async fn post(&self, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
        self.ask(Request::post(path).header("content-type", kind).body(body.into()).expect("a request")).await
    }

    async fn api(&self, body: &Value) -> Answer {
        self.post("/api/read", "application/json", body.to_string()).await
    }

    async fn form(&self, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post("/read", "application/x-www-form-urlencoded", body).await
    }
}

/// The text of the page's paragraphs, one a line, as a browser shows it.
fn text_of(page: &str) -> Vec<String> {
    let text = between(page, "<div class=\"text\">", "</div>");
    let paragraphs = text.split("<p>").skip(1).map(|paragraph| paragraph.split("</p>").next().unwrap_or_default());
    paragraphs.map(|paragraph| unescaped(&without_tags(paragraph))).collect()
}

fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    page.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map(|(inside, _)| inside).unwrap_or_default()
}

fn without_tags(html: &str) -> String {
    html.split('<').enumerate().map(|(at, part)| if at == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) }).collect()
}

fn unescaped(html: &str) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")];
    entities.iter().fold(html.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

fn count(page: &str, what: &str) -> usize {
    page.matches(what).count()
}

fn keys(reading: &Reading) -> Vec<&str> {
    let events = reading.events.iter().map(|record| record.id.as_str());
    let statements = reading.statements.iter().map(|record| record.id.as_str());
    let commitments = reading.commitments.iter().map(|record| record.id.as_str());
    let meetings = reading.meetings.iter().map(|record| record.id.as_str());
    events.chain(statements).chain(commitments).chain(meetings).collect()
}

#[tokio::test]
async fn an_article_shows_each_record_once_and_its_text_as_it_came() {
    let document = report("a", Some("2026-05-12"), CALL);
    let reading = read(world(), &document);
    let site = site(vec![document]);
    let page = site.get(&format!("/documents/{}", site.ids[0])).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(keys(&reading).len() >= 4, "an event, a statement, a commitment and a meeting");
    for key in keys(&reading) {
        assert_eq!(count(&page.body, &format!(" id=\"{key}\"")), 1, "{key}");
    }
    let lines: Vec<&str> = CALL.lines().filter(|line| !line.trim().is_empty()).collect();
    assert_eq!(text_of(&page.body), lines);
    for mark in page.body.split("<a ").skip(1).filter(|link| link.contains("class=\"mark\"")) {
        let words =
            mark.split_once('>').and_then(|(_, rest)| rest.split_once("</a>")).map(|(inside, _)| without_tags(inside)).unwrap_or_default();
        assert!(!words.trim().is_empty(), "a link without words: {mark:.80}");
    }
    let ids: Vec<&str> = page.body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "no anchor is there twice");
    for link in page.body.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(&link), "#{link} leads nowhere");
    }
}

#[tokio::test]
async fn a_records_fields_lead_to_their_own_words_and_its_type_is_said_in_plain_words() {
    let site = site(vec![report("a", Some("2026-05-12"), CALL)]);
    let page = site.get(&format!("/documents/{}", site.ids[0])).await.body;
    let at = CALL.find("by June 30, 2026").map(|byte| CALL[..byte].chars().count()).expect("the deadline");
    assert!(page.contains(&format!("data-from=\"{}\"", at)) || page.contains(&format!("data-from=\"{}\"", at + 3)), "the deadline's words");
    let consult = world().codebook.entries.iter().find(|entry| entry.kind == "type" && entry.code == "CONSULT").expect("the type");
    assert!(unescaped(&page).contains(&consult.definition), "the codebook's definition");
    assert!(page.contains("<details class=\"why\">"));
}

#[tokio::test]
async fn an_article_leads_to_the_others_that_tell_the_same() {
    let site = site(vec![report("a", Some("2026-05-12"), CALL), report("b", Some("2026-05-13"), SAME)]);
    let page = site.get(&format!("/documents/{}", site.ids[0])).await.body;
    let told = unescaped(between(&page, "<p class=\"told\">", "</p>"));
    assert!(told.contains(&format!("/documents/{}#", site.ids[1])), "{told:?}");
    let back = told.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let (path, key) = back.split_once('#').expect("an anchor");
    assert_eq!(count(&site.get(path).await.body, &format!(" id=\"{key}\"")), 1);
    let data = site.get(&format!("/documents/{}?format=json", site.ids[0])).await.json();
    assert_eq!(data["elsewhere"]["records"][0]["report"]["document"], site.ids[1]);
}

#[tokio::test]
async fn nothing_that_an_article_says_runs() {
    let mut document = report("<script>alert(0)</script>", Some("2026-05-14"), HOSTILE);
    document.title = Some("</title><script>alert(3)</script>".to_owned());
    document.publisher = Some("\"><script>alert(4)</script>".to_owned());
    document.url = Some("javascript:alert(5)".to_owned());
    let site = site(vec![document]);
    for path in [format!("/documents/{}", site.ids[0]), "/documents".to_owned(), "/events".to_owned()] {
        let page = site.get(&path).await.body;
        // The one script is our own.
        assert_eq!(count(&page.to_lowercase(), "<script"), 1, "{path}");
        assert_eq!(count(&page, "<img"), 0, "{path}");
        assert_eq!(count(&page, "href=\"javascript:"), 0, "{path}");
    }
    let page = site.get(&format!("/documents/{}", site.ids[0])).await.body;
    assert_eq!(text_of(&page), [HOSTILE], "all of it is shown as text");
}

#[tokio::test]
async fn an_undated_article_says_so() {
    let site = site(vec![report("a", None, CALL)]);
    let page = site.get(&format!("/documents/{}", site.ids[0])).await.body;
    assert!(page.contains("Undated"));
    let dated = self::site(vec![report("a", Some("2026-05-12"), CALL)]);
    assert!(!dated.get(&format!("/documents/{}", dated.ids[0])).await.body.contains("Undated"));
}

#[tokio::test]
async fn text_that_is_no_news_is_marked_as_not_coded() {
    let site = site(vec![report("a", Some("2026-05-12"), CALL)]);
    let page = site.get(&format!("/documents/{}", site.ids[0])).await.body;
    let at = CALL.find("Sign up").map(|byte| CALL[..byte].chars().count()).expect("the box");
    assert!(page.contains(&format!("class=\"piece noted\" id=\"c{at}\"")), "in the text");
    assert!(between(&page, "<details class=\"notes\"", "</details>").contains(&format!("#c{at}")), "and at the head");
}

#[tokio::test]
async fn a_pasted_text_is_read_at_once_and_nothing_of_it_is_kept() {
    let site = site(vec![report("b", Some("2026-05-13"), SAME)]);
    assert_eq!(site.get("/read").await.status, StatusCode::OK);
    let dated = site.form(&[("text", CALL), ("published", "2026-05-13"), ("title", "A call"), ("publisher", ""), ("url", "")]).await;
    assert_eq!(dated.status, StatusCode::OK, "{}", dated.body);
    assert!(dated.body.contains("<h1>A call</h1>"));
    assert!(dated.body.contains("12 May 2026"), "Tuesday is counted from the day of publication");
    let undated = site.form(&[("text", CALL)]).await;
    assert!(undated.body.contains("Undated") && !undated.body.contains("12 May 2026"));
    assert_eq!(text_of(&undated.body), text_of(&dated.body));
    let id = Document::new("", CALL).id();
    assert_eq!(site.get(&format!("/documents/{id}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn line_ends_of_a_form_are_those_of_the_text() {
    let site = site(Vec::new());
    let page = site.form(&[("text", &CALL.replace('\n', "\r\n"))]).await;
    let lines: Vec<&str> = CALL.lines().filter(|line| !line.trim().is_empty()).collect();
    assert_eq!(text_of(&page.body), lines);
}

#[tokio::test]
async fn a_file_is_read_as_what_it_is() {
    let site = site(Vec::new());
    let html = format!(
        "<html><head><title>A call</title><meta property=\"article:published_time\" content=\"2026-05-13T08:00:00Z\"></head><body><nav>Home</nav><article><h1>A call</h1><p>{}</p><p>{SAME}</p></article></body></html>",
        CALL.lines().next().unwrap_or_default()
    );
    let part = |name: &str, more: &str, value: &str| {
        format!("--frontier\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let body = part("text", "", "") + &part("published", "", "") + &part("file", "; filename=\"call.html\"", &html) + "--frontier--\r\n";
    let page = site.post("/read", "multipart/form-data; boundary=frontier", body).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("13 May 2026"), "the page's own date");
    assert!(text_of(&page.body).iter().any(|line| line == SAME), "{:?}", text_of(&page.body));
    let body = part("text", "", "") + &part("file", "; filename=\"call.zip\"", "PK\u{3}\u{4}") + "--frontier--\r\n";
    let refused = site.post("/read", "multipart/form-data; boundary=frontier", body).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unescaped(&refused.body).contains("is no text, Markdown or HTML file"));
}

#[tokio::test]
async fn programs_get_the_reading_that_the_program_prints() {
    let site = site(Vec::new());
    let answer = site.api(&json!({ "text": CALL, "published": "2026-05-13", "title": "A call" })).await;
    assert_eq!((answer.status, answer.kind.as_str()), (StatusCode::OK, "application/json"));
    let options =
        Options { format: Format::Text, published: "2026-05-13".parse().ok(), title: Some("A call".to_owned()), ..Options::default() };
    let document = from_bytes("pasted", CALL.as_bytes(), &options).expect("it is text");
    let expected: Value = serde_json::from_str(&json::to_json(&read(world(), &document))).expect("JSON");
    assert_eq!(answer.json(), expected);
    let request = Request::post("/api/read").header("content-type", "application/json").header("accept", "text/html");
    let page = site.ask(request.body(Body::from(json!({ "text": CALL }).to_string())).expect("a request")).await;
    assert_eq!(page.kind, "text/html; charset=utf-8");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_what_to_do() {
    let site = site(Vec::new());
    let long = "word ".repeat(20_001);
    let cases = [
        (json!({ "text": "" }), 422, "empty"),
        (json!({ "text": " \n\t " }), 422, "empty"),
        (json!({}), 422, "empty"),
        (json!({ "text": CALL, "published": "yesterday" }), 422, "unreadable"),
        (json!({ "text": 7 }), 422, "unreadable"),
        (json!({ "txt": CALL }), 422, "unreadable"),
        (json!({ "text": long }), 413, "too-long"),
        (json!({ "text": "a".repeat(1 << 20) }), 413, "too-large"),
    ];
    for (body, status, code) in cases {
        let answer = site.api(&body).await;
        let problem = answer.json();
        assert_eq!((answer.status.as_u16(), problem["code"].as_str()), (status, Some(code)), "{problem}");
        assert!(problem["message"].is_string() && problem["hint"].is_string(), "{problem}");
    }
    assert_eq!(site.post("/api/read", "application/json", "{\"text\": ").await.json()["code"], "unreadable");
    assert_eq!(site.post("/api/read", "text/plain", CALL).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(site.post("/read", "multipart/form-data", "x").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_form_that_cannot_be_read_comes_back_filled_in() {
    let site = site(Vec::new());
    let page = site.form(&[("text", HOSTILE), ("published", "soon")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = between(&page.body, "<textarea", "</textarea>").split_once('>').map(|(_, text)| text).unwrap_or_default();
    assert_eq!(unescaped(text).trim_start_matches('\n'), HOSTILE);
    assert!(between(&page.body, "role=\"alert\"", "</div>").contains("is no day"));
    assert_eq!(count(&page.body, "<script"), 1);
}

#[tokio::test]
async fn a_text_in_another_language_says_that_nothing_was_coded() {
    let site = site(Vec::new());
    let german = "Die Außenminister beider Länder telefonierten am Dienstag miteinander und sprachen über die Lage an der Grenze. Sie vereinbarten, das Gespräch in der kommenden Woche fortzusetzen.";
    let page = site.form(&[("text", german)]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("not English"), "{}", between(&page.body, "<header class=\"article\">", "</header>"));
    assert_eq!(text_of(&page.body), [german]);
}
