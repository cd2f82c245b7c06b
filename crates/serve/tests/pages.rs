//! Every page says what the store says, in HTML and JSON; what is hostile is refused or shown as text.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::sync::OnceLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use legation::{Document, World};
use legation_serve::{App, Settings, router};
use legation_store::{Sqlite, ingest};
use serde_json::Value;
use tower::ServiceExt;

const HOSTILE: &str = "<script>alert(1)</script>";

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| World::builtin().expect("the data are sound"))
}

fn report(name: &str, day: &str, publisher: &str, text: &str) -> Document {
    let mut document = Document::new(name, text).published(day.parse().expect("a day"));
    document.publisher = Some(publisher.to_owned());
    document.title = Some(format!("Report {name} {HOSTILE}"));
    document
}

fn reports() -> Vec<Document> {
    vec![
        report(
            "a",
            "2026-05-12",
            "Fjordpost",
            "Norwegian Foreign Minister Espen Barth Eide spoke by phone with Chilean Foreign Minister Alberto van Klaveren on Tuesday. Norway pledged to deliver 20 boats to Chile by June 30, 2026.",
        ),
        report(
            "b",
            "2026-05-13",
            "Andes Daily",
            "Chilean Foreign Minister Alberto van Klaveren spoke by telephone with Norwegian Foreign Minister Espen Barth Eide on Tuesday about salmon.",
        ),
        report(
            "c",
            "2026-05-14",
            "Fjordpost",
            "Chile on Thursday imposed sanctions on Norway. “We will not wait,” Chilean Foreign Minister Alberto van Klaveren said.",
        ),
        report(
            "d",
            "2026-05-15",
            "Andes Daily",
            "Norwegian Foreign Minister Espen Barth Eide will visit Chile on June 3, 2026, the Foreign Ministry of Chile said on Friday.",
        ),
    ]
}

fn put(path: &Path, documents: Vec<Document>) {
    let mut store = Sqlite::create(path).expect("a store");
    let run = store.begin("test", "2026-06-01T00:00:00Z").expect("a run");
    ingest::ingest(&mut store, world(), run, documents.into_iter().map(Ok), 2, |_, _| {}).expect("it is stored");
    store.link(world(), |_| {}).expect("it is linked");
}

struct Server {
    folder: tempfile::TempDir,
    router: Router,
}

impl Server {
    fn with(documents: Vec<Document>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = folder.path().join("record.db");
        put(&store, documents);
        let settings = Settings { names: vec!["record.example".to_owned()], ..Settings::new(store) };
        Self { router: router(App::open(settings).expect("it opens")), folder }
    }

    async fn get(&self, address: &str) -> (StatusCode, String, Option<String>) {
        let request = Request::get(address).header(header::HOST, "record.example").body(Body::empty()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let to = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let status = response.status();
        let body = to_bytes(response.into_body(), 8 << 20).await.expect("a body");
        (status, String::from_utf8(body.to_vec()).expect("UTF-8"), to)
    }

    async fn html(&self, address: &str) -> String {
        let (status, body, _) = self.get(address).await;
        assert_eq!(status, StatusCode::OK, "{address}: {body}");
        // Templates write a slash as a character reference.
        body.replace("&#x2f;", "/")
    }

    async fn json(&self, address: &str) -> Value {
        let (status, body) = self.problem(address).await;
        assert_eq!(status, StatusCode::OK, "{address}: {body}");
        body
    }

    /// The same address as JSON, whatever its status.
    async fn problem(&self, address: &str) -> (StatusCode, Value) {
        let joint = if address.contains('?') { '&' } else { '?' };
        let (status, body, _) = self.get(&format!("{address}{joint}format=json")).await;
        (status, serde_json::from_str(&body).unwrap_or_else(|error| panic!("{address}: {error}: {body}")))
    }
}

#[tokio::test]
async fn a_dyad_says_when_the_two_last_spoke_and_what_is_to_come() {
    let server = Server::with(reports());
    let data = server.json("/dyads/CHL-NOR").await;
    assert_eq!(data["last_contact"]["meeting"]["date"]["start"], "2026-05-12", "{data}");
    assert_eq!(data["last_contact"]["meeting"]["kind"], "call");
    assert_eq!(data["last_contact"]["reports"], 2);
    assert_eq!(data["next_meetings"][0]["meeting"]["date"]["start"], "2026-06-03", "{}", data["next_meetings"]);
    let owed = data["open_commitments"].as_array().expect("a list");
    assert_eq!(owed.iter().find(|side| side["by"] == "NOR").expect("Norway's")["records"][0]["commitment"]["due"]["end"], "2026-06-30");
    let measure = &data["measures"].as_array().expect("a list").iter().find(|side| side["by"] == "CHL").expect("Chile's")["records"][0];
    assert_eq!(measure["event"]["type"], "SANCTION");
    let html = server.html("/dyads/CHL-NOR").await;
    for words in
        ["Chile – Norway", "Call, <time datetime=\"2026-05-12\">12 May 2026</time>", "spoke by", "imposed sanctions on Norway", "20 boats"]
    {
        assert!(html.contains(words), "{words}");
    }
}

#[tokio::test]
async fn every_dot_leads_to_its_record_and_the_counts_are_those_of_the_events() {
    let server = Server::with(reports());
    let data = server.json("/dyads/CHL-NOR").await;
    let html = server.html("/dyads/CHL-NOR").await;
    let dots = data["events"].as_array().expect("events");
    assert!(dots.len() >= 2, "{dots:?}");
    for dot in dots {
        let (document, id) = (dot["document"].as_str().expect("a document"), dot["id"].as_str().expect("an id"));
        assert!(html.contains(&format!("href=\"/documents/{document}#{id}\"")), "{dot}");
        assert!(server.html(&format!("/documents/{document}")).await.contains(&format!("id=\"{id}\"")), "{dot}");
    }
    let happened = dots.iter().filter(|dot| matches!(dot["status"].as_str(), Some("occurred" | "ongoing"))).count();
    let counted: i64 = data["counts"].as_array().expect("counts").iter().filter_map(|point| point["count"].as_i64()).sum();
    assert_eq!((data["total"].as_i64(), counted), (Some(happened as i64), happened as i64));
    let (_, csv, _) = server.get("/dyads/CHL-NOR?format=csv").await;
    assert!(csv.starts_with("month,events,mean_score,verbal_cooperation"), "{csv}");
    assert!(csv.contains(&format!("2026-05-01,{happened},")), "{csv}");
}

#[tokio::test]
async fn a_period_without_events_has_no_dots() {
    let server = Server::with(reports());
    let data = server.json("/dyads/CHL-NOR?from=2026-05-13&to=2026-05-13").await;
    assert_eq!((data["events"].as_array().map(Vec::len), data["total"].as_i64()), (Some(0), Some(0)));
    assert_eq!(server.problem("/dyads/CHL-NOR?from=2026-06&to=2026-01").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn either_order_codes_and_names_lead_to_one_page() {
    let server = Server::with(reports());
    for address in ["/dyads/NOR-CHL", "/dyads/nor-chl", "/dyads/Norway-Chile", "/dyads?one=Norway&two=chilean"] {
        let (status, _, to) = server.get(address).await;
        assert_eq!((status, to.as_deref()), (StatusCode::TEMPORARY_REDIRECT, Some("/dyads/CHL-NOR")), "{address}");
    }
    assert_eq!(server.get("/dyads/NOR-CHL?from=2026-01").await.2.as_deref(), Some("/dyads/CHL-NOR?from=2026-01"));
    let list = server.json("/dyads").await;
    assert_eq!((&list["dyads"][0]["one"], &list["dyads"][0]["other_name"]), (&Value::from("CHL"), &Value::from("Norway")));
}

#[tokio::test]
async fn what_is_unknown_is_a_problem_with_a_hint() {
    let server = Server::with(reports());
    for address in ["/dyads/CHL-XQZ", "/dyads/CHL-CHL", "/dyads/nowhere", "/meetings/0000", "/dyads?one=Norway&two=Atlantis"] {
        let (status, data) = server.problem(address).await;
        assert!(status.is_client_error(), "{address}: {status}");
        assert!(data["message"].is_string() && data["hint"].is_string() && data["link"].is_string(), "{address}: {data}");
    }
}

#[tokio::test]
async fn the_first_page_changes_when_the_store_does() {
    let server = Server::with(reports());
    let data = server.json("/").await;
    assert_eq!(data["overview"]["documents"], 4);
    assert_eq!(data["busiest"][0]["href"], "/dyads/CHL-NOR");
    assert_eq!(data["meetings"][0]["meeting"]["date"]["start"], "2026-06-03");
    assert_eq!(data["deadlines"][0]["commitment"]["due"]["end"], "2026-06-30");
    let html = server.html("/").await;
    assert!(html.contains("Chile – Norway") && html.contains("30 June 2026") && html.contains("name=\"q\""));
    put(&server.folder.path().join("record.db"), vec![report("e", "2026-05-16", "Fjordpost", "Norway thanked Chile on Saturday.")]);
    assert_eq!(server.json("/").await["overview"]["documents"], 5);
}

#[tokio::test]
async fn a_question_in_words_is_answered_and_says_how_it_was_understood() {
    let server = Server::with(reports());
    let data = server.json("/search?q=when+did+Norway+and+Chile+last+speak%3F").await;
    assert_eq!(data["answer"]["answers"], "last-contact");
    assert_eq!(data["answer"]["meeting"]["date"]["start"], "2026-05-12");
    assert_eq!(data["link"], "/dyads/CHL-NOR");
    let html = server.html("/search?q=when+did+Norway+and+Chile+last+speak%3F").await;
    assert!(html.contains("href=\"/dyads/CHL-NOR\"") && html.contains("12 May 2026"));
    let sanctions = server.json("/search?q=Chile+sanctions+May+2026").await;
    assert_eq!(sanctions["groups"][0]["records"][0]["event"]["type"], "SANCTION", "{sanctions}");
    assert_eq!(sanctions["understood"].as_array().map(Vec::len), Some(3));
    assert_eq!(server.json("/search?q=Chile+sanctions+2024").await["groups"].as_array().map(Vec::len), Some(0));
    let next = server.json("/search?q=next+meeting+of+Chile+and+Norway").await;
    assert_eq!(
        (&next["answer"]["answers"], &next["answer"]["meeting"]["date"]["start"]),
        (&Value::from("next-meeting"), &Value::from("2026-06-03"))
    );
}

#[tokio::test]
async fn a_meeting_has_all_reports_and_its_commitments_on_one_page() {
    let server = Server::with(reports());
    let id = server.json("/dyads/CHL-NOR").await["last_contact"]["meeting"]["id"].as_str().expect("an id").to_owned();
    let data = server.json(&format!("/meetings/{id}")).await;
    let sources = data["sources"].as_array().expect("sources");
    assert_eq!(sources.len(), 2, "{data}");
    assert_eq!(
        data["commitments"][0]["commitment"]["text"].as_str().map(|text| text.contains("20 boats")),
        Some(true),
        "{}",
        data["commitments"]
    );
    // The report that does not stand for the meeting leads to the one that does.
    for source in sources {
        let other = source["meeting"].as_str().expect("an id");
        let (status, _, to) = server.get(&format!("/meetings/{other}")).await;
        assert!(other == id || (status, to) == (StatusCode::TEMPORARY_REDIRECT, Some(format!("/meetings/{id}"))));
    }
    let html = server.html(&format!("/meetings/{id}")).await;
    assert!(html.contains("Fjordpost") && html.contains("Andes Daily") && html.contains("href=\"/dyads/CHL-NOR\""), "{html}");
}

#[tokio::test]
async fn what_one_side_does_not_mention_is_said_to_be_missing() {
    let text = "Norwegian Foreign Minister Espen Barth Eide spoke by phone with Chilean Foreign Minister Alberto van Klaveren on Tuesday. Eide told van Klaveren that Norway would buy more copper, the Norwegian Foreign Ministry said. Van Klaveren raised salmon farms, the Chilean Foreign Ministry said.";
    let server = Server::with(vec![report("two", "2026-05-12", "Fjordpost", text)]);
    let id = server.json("/accounts").await["records"][0]["account"]["meeting"].as_str().expect("an account").to_owned();
    let html = server.html(&format!("/meetings/{id}")).await;
    assert!(html.contains("As each side tells it") && html.contains("not mentioned") && html.contains("copper"), "{html}");
    let (_, csv, _) = server.get(&format!("/meetings/{id}?format=csv")).await;
    assert!(csv.starts_with("table,row,side,words") && csv.contains("copper"), "{csv}");
}

#[tokio::test]
async fn the_board_says_what_is_overdue_and_programs_get_the_list() {
    let server = Server::with(reports());
    assert!(server.html("/commitments").await.contains("in 46 days"));
    put(&server.folder.path().join("record.db"), vec![report("late", "2026-07-02", "Fjordpost", "Norway thanked Chile on Thursday.")]);
    let html = server.html("/commitments").await;
    assert!(html.contains("Overdue") && html.contains("overdue by 2 days"), "{html}");
    assert!(!server.html("/commitments?due-before=2026-06").await.contains("20 boats"));
    assert!(server.html("/commitments?view=list").await.contains("20 boats"));
    assert_eq!(server.json("/commitments").await["records"][0]["commitment"]["due"]["end"], "2026-06-30");
    assert_eq!(server.problem("/commitments?view=circle").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_calendar_has_meetings_and_deadlines_on_their_days() {
    let server = Server::with(reports());
    let html = server.html("/calendar?month=2026-06").await;
    assert!(
        html.contains("id=\"d2026-06-03\"") && html.contains("id=\"d2026-06-30\"") && html.contains("webcal://record.example/calendar.ics"),
        "{html}"
    );
    let data = server.json("/calendar?month=2026-06&dyad=NOR-CHL").await;
    assert_eq!((data["meetings"].as_array().map(Vec::len), data["deadlines"].as_array().map(Vec::len)), (Some(1), Some(1)), "{data}");
    assert_eq!(server.json("/calendar?month=2026-06&dyad=NOR-PER").await["deadlines"].as_array().map(Vec::len), Some(0));
    let file = server.html("/calendar.ics?dyad=NOR-CHL").await;
    assert!(
        file.starts_with("BEGIN:VCALENDAR\r\n")
            && file.contains("DTSTART;VALUE=DATE:20260603")
            && file.contains("DTSTART;VALUE=DATE:20260630"),
        "{file}"
    );
    assert!(!server.html("/calendar.ics?dyad=NOR-PER").await.contains("BEGIN:VEVENT"));
}

#[tokio::test]
async fn nothing_that_a_visitor_or_an_article_says_becomes_markup_or_sql() {
    let server = Server::with(reports());
    let id = server.json("/dyads/CHL-NOR").await["last_contact"]["meeting"]["id"].as_str().expect("an id").to_owned();
    let meeting = format!("/meetings/{id}");
    let pages = [
        ("/", vec![]),
        ("/dyads", vec!["one", "two", "from", "to"]),
        ("/dyads/CHL-NOR", vec!["from", "to"]),
        ("/search", vec!["q"]),
        (meeting.as_str(), vec!["compare"]),
        ("/commitments", vec!["view", "dyad", "actor", "recipient", "type", "status", "due-before", "text", "order", "cursor"]),
        ("/calendar", vec!["month", "dyad"]),
        ("/calendar.ics", vec!["dyad"]),
    ];
    let attacks = [HOSTILE, "\"><script>alert(1)</script>", "'; DROP TABLE records; --", "1 OR 1=1", "%", "\u{0}", "../../etc/passwd"];
    for (path, params) in pages {
        let html = server.html(path).await;
        assert!(!html.contains(HOSTILE), "{path}");
        assert!(!html.contains(" style=") && !html.contains(" onclick=") && !html.contains("javascript:"), "{path}");
        for param in params.iter().chain(&["unknown"]) {
            for attack in attacks {
                let value: String = url::form_urlencoded::byte_serialize(attack.as_bytes()).collect();
                let (status, body, _) = server.get(&format!("{path}?{param}={value}")).await;
                assert!(status != StatusCode::INTERNAL_SERVER_ERROR && !body.contains(HOSTILE), "{path}?{param}={attack}: {status}");
            }
        }
    }
    for attack in attacks {
        let value: String = url::form_urlencoded::byte_serialize(attack.as_bytes()).collect();
        for path in [format!("/dyads/{value}"), format!("/dyads/{value}-NOR"), format!("/meetings/{value}")] {
            let (status, body, _) = server.get(&path).await;
            assert!(status.is_client_error() && !body.contains(HOSTILE), "{path}: {status}");
        }
    }
    assert_eq!(server.json("/").await["overview"]["documents"], 4);
}
