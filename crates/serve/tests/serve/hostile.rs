use axum::body::Body;
use axum::http::{Method, Request, StatusCode};

use crate::support::{SCRIPT, addresses, document, event, get, get_with, post, send, server};

/// Values that have broken other servers.
const VALUES: [&str; 22] = [
    "'",
    "\"",
    "'; DROP TABLE records; --",
    "1 OR 1=1",
    "\" OR \"\"=\"",
    "') UNION SELECT sql FROM sqlite_master --",
    "USA-CHN'; DELETE FROM documents; --",
    "%",
    "*",
    "NEAR(a b)",
    "a AND OR NOT",
    "{{ 7 * 7 }}",
    "<script>alert('x')</script>",
    "\0",
    "\u{202e}abc",
    "-1",
    "18446744073709551616",
    "1e309",
    "NaN",
    "n99999999999999999999",
    "2026-02-30",
    "../../../../etc/passwd",
];

fn escaped(words: &str) -> String {
    url::form_urlencoded::byte_serialize(words.as_bytes()).collect()
}

#[tokio::test]
async fn no_value_of_any_parameter_of_any_address_breaks_anything() {
    let server = server(|settings| settings.limits.rate = None);
    for (address, parameters) in addresses() {
        for parameter in parameters.iter().map(String::as_str) {
            for value in VALUES {
                for form in ["html", "json"] {
                    let form = if parameter == "format" { String::new() } else { format!("&format={form}") };
                    let asked = format!("{address}?{parameter}={}{form}", escaped(value));
                    let answer = get(&server, &asked).await;
                    assert!(
                        answer.status == StatusCode::OK || answer.status == StatusCode::BAD_REQUEST || answer.status.is_redirection(),
                        "{asked}: {}",
                        answer.status
                    );
                    assert!(!answer.body.contains(SCRIPT) || !answer.header("content-type").contains("html"), "{asked} runs a script");
                    assert!(!answer.body.contains("sqlite_master") || value.contains("sqlite_master"), "{asked}: {}", answer.body);
                }
            }
        }
    }
    let all = get(&server, "/documents?format=json").await.json();
    assert_eq!(all["documents"].as_array().map(Vec::len), Some(2), "nothing was deleted");
}

#[tokio::test]
async fn no_part_of_a_path_breaks_anything() {
    let server = server(|settings| settings.limits.rate = None);
    for path in ["/documents/", "/records/", "/dyads/", "/meetings/", "/static/", "/", "//", "/events/"] {
        for value in VALUES {
            let asked = format!("{path}{}", escaped(value).replace('+', "%20"));
            let answer = get(&server, &asked).await;
            assert!(answer.status.is_client_error(), "{asked}: {}", answer.status);
            assert!(!answer.body.contains(SCRIPT), "{asked} runs a script");
        }
    }
}

#[tokio::test]
async fn nothing_outside_the_static_files_can_be_read() {
    let server = server(|_| {});
    for path in [
        "/static/../templates/base.html",
        "/static/..%2ftemplates%2fbase.html",
        "/static/%2e%2e/templates/base.html",
        "/static/%2e%2e%2f%2e%2e%2fCargo.toml",
        "/static/..%5c..%5cCargo.toml",
        "/static/%252e%252e%252ftemplates/base.html",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/....//....//etc/passwd",
        "/static/style.css%00.html",
        "/static/style.css/../../templates/base.html",
        "/static/",
        "/static/.",
    ] {
        let answer = get(&server, path).await;
        assert!(answer.status.is_client_error(), "{path}: {} {}", answer.status, answer.body);
        assert!(!answer.body.contains("{% block") && !answer.body.contains("[package]") && !answer.body.contains("root:"), "{path}");
    }
    assert_eq!(get(&server, "/static/style.css").await.header("content-type"), "text/css; charset=utf-8");
}

#[tokio::test]
async fn what_an_article_says_is_text_on_every_page() {
    let server = server(|_| {});
    let mut shown = 0;
    for (address, parameters) in addresses() {
        let address = address.replace(&document("plain"), &document("evil"));
        let answer = get(&server, &address).await;
        if !answer.header("content-type").contains("html") {
            continue;
        }
        for raw in
            [SCRIPT, "<svg onload", "<img src=x", "\" onmouseover=\"", "href=\"javascript:", "href=javascript:", "We will 49 deliver"]
        {
            assert!(!answer.body.contains(raw), "{address} has {raw}");
        }
        shown += usize::from(answer.body.contains("&lt;script&gt;") || answer.body.contains("&lt;svg onload"));
        if parameters.iter().any(|parameter| parameter == "text") {
            let asked = get(&server, &format!("{address}?text={}", escaped("\"><script>alert('x')</script>"))).await;
            assert!(!asked.body.contains(SCRIPT), "{address} gives the question back as it is");
        }
    }
    assert!(shown >= 4, "the article is on the pages: {shown}");
}

#[tokio::test]
async fn a_cell_that_a_spreadsheet_would_run_is_text() {
    let csv = get(&server(|_| {}), "/documents?format=csv").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.header("content-disposition").starts_with("attachment"));
    assert!(csv.body.contains("'=HYPERLINK") && !csv.body.contains(",=HYPERLINK") && !csv.body.contains("\"=HYPERLINK"), "{}", csv.body);
}

#[tokio::test]
async fn parameters_that_are_unknown_or_out_of_bounds_are_refused_with_a_hint() {
    let server = server(|_| {});
    for wrong in [
        "limit=0",
        "limit=501",
        "limit=-1",
        "limit=9999999999999999999999",
        "limit=ten",
        "cursor=n100001",
        "cursor=50",
        "cursor=n-1",
        "dyads=USA-CHN",
        "min-confidence=2",
        "open=perhaps",
    ] {
        let answer = get(&server, &format!("/events?{wrong}&format=json")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
        assert_eq!(answer.code(), "question");
    }
    assert_eq!(get(&server, "/events?limit=500&format=json").await.status, StatusCode::OK);
    assert_eq!(get(&server, "/events?cursor=n100000&format=json").await.json()["records"].as_array().map(Vec::len), Some(0));
    let many = "a=1&".repeat(1_000);
    assert_eq!(get(&server, &format!("/events?{many}format=json")).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn escapes_that_are_no_text_are_answered() {
    let server = server(|_| {});
    for path in [
        "/documents/%FF%FE",
        "/records/%C3%28",
        "/events?text=%FF%FE",
        "/events?%FF=1",
        "/documents/%",
        "/events?text=%ZZ",
        "/login?next=%FF",
    ] {
        let answer = get_with(&server, path, &[("accept", "application/json")]).await;
        assert!(answer.status.is_client_error() || answer.status == StatusCode::OK, "{path}: {}", answer.status);
        if answer.status.is_client_error() {
            answer.code();
        }
    }
}

#[tokio::test]
async fn no_header_can_be_split() {
    let server = server(|settings| settings.token = Some("0123456789abcdef".parse().expect("long enough")));
    let form = ("content-type", "application/x-www-form-urlencoded");
    for next in [
        "/%0d%0aSet-Cookie:%20a=b",
        "/x%0aLocation:%20//evil.example",
        "%2f%2fevil.example",
        "https:%2f%2fevil.example",
        "/%5cevil.example",
    ] {
        let answer = post(&server, "/login", &[form], format!("token=0123456789abcdef&next={next}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let location = answer.header("location");
        assert!(location.starts_with('/') && !location.starts_with("//") && !location.contains("evil.example/"), "{next}: {location}");
        assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 1, "{next}");
    }
    let listed = get(&self::server_open(), "/events?text=a%0d%0aX-Evil:%201&limit=1&every=true").await;
    assert!(listed.headers.get("x-evil").is_none());
}

fn server_open() -> axum::Router {
    server(|_| {})
}

#[tokio::test]
async fn a_method_that_an_address_does_not_take_is_refused_with_those_that_it_takes() {
    let server = server(|_| {});
    for (method, address, allowed) in [
        ("POST", "/events", "GET"),
        ("DELETE", "/documents", "GET"),
        ("BREW", "/", "GET"),
        ("GET", "/logout", "POST"),
        ("PUT", "/login", "POST"),
        ("OPTIONS", "/events", "GET"),
        ("TRACE", "/events", "GET"),
    ] {
        let request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).expect("a method"))
            .uri(address)
            .header("accept", "application/json");
        let answer = send(&server, request.body(Body::empty()).expect("a request")).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::METHOD_NOT_ALLOWED, "method"), "{method} {address}");
        assert!(answer.header("allow").contains(allowed), "{method} {address}: {}", answer.header("allow"));
    }
    let page = get_with(&server, "/logout", &[("accept", "text/html")]).await;
    assert!(page.header("content-type").contains("html") && page.body.contains("<h1>"), "a person gets a page");
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let server = server(|_| {});
    for (address, _) in addresses() {
        let got = get(&server, &address).await;
        let head = send(&server, Request::head(address.as_str()).body(Body::empty()).expect("a request")).await;
        assert_eq!((head.status, head.body.len()), (got.status, 0), "{address}");
        assert_eq!(head.header("etag"), got.header("etag"), "{address}");
        assert_eq!(head.header("content-type"), got.header("content-type"), "{address}");
    }
}

#[tokio::test]
async fn every_page_comes_in_each_of_its_forms_and_once_only() {
    let server = server(|_| {});
    let described = legation_serve::description();
    for (address, parameters) in addresses() {
        let answer = get(&server, &address).await;
        assert!(answer.status == StatusCode::OK || answer.status == StatusCode::SEE_OTHER, "{address}: {}", answer.status);
        if !parameters.iter().any(|parameter| parameter == "format") {
            continue;
        }
        assert!(answer.header("content-type").starts_with("text/html") && answer.body.contains("<main"), "{address}");
        let tag = answer.header("etag");
        let again = get_with(&server, &address, &[("if-none-match", tag)]).await;
        assert_eq!((again.status, again.body.len(), again.header("etag")), (StatusCode::NOT_MODIFIED, 0, tag), "{address}");
        assert_eq!(get_with(&server, &address, &[("if-none-match", "\"other\"")]).await.status, StatusCode::OK);
        let json = get_with(&server, &address, &[("accept", "application/json")]).await;
        assert_eq!((json.status, json.header("content-type")), (StatusCode::OK, "application/json"), "{address}");
        json.json();
        let csv = get(&server, &format!("{address}?format=csv")).await;
        let rows =
            described["paths"].get(&address).is_some_and(|path| path["get"]["responses"]["200"]["content"].get("text/csv").is_some());
        if rows {
            assert_eq!((csv.status, csv.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8"), "{address}");
        } else {
            assert!(csv.status == StatusCode::NOT_ACCEPTABLE || csv.status == StatusCode::OK, "{address}: {}", csv.status);
        }
        let other = get_with(&server, &address, &[("accept", "image/png")]).await;
        assert_eq!((other.status, other.code().as_str()), (StatusCode::NOT_ACCEPTABLE, "form"), "{address}");
        let zipped = get_with(&server, &address, &[("accept-encoding", "gzip")]).await;
        assert_eq!((zipped.status, zipped.header("content-encoding")), (StatusCode::OK, "gzip"), "{address}");
        assert!(zipped.body.len() < answer.body.len());
    }
}

#[tokio::test]
async fn every_error_is_a_problem_in_the_form_that_was_wanted() {
    let server = server(|settings| settings.limits.body = 1_000);
    let record = format!("/records/{}x", event());
    for (address, status) in [
        ("/nowhere", 404),
        (record.as_str(), 404),
        ("/documents/00000000000", 404),
        ("/events?dyad=XX", 400),
        ("/events?format=xml", 400),
        ("/static/none.css", 404),
    ] {
        let json = get_with(&server, address, &[("accept", "application/json")]).await;
        assert_eq!(json.status.as_u16(), status, "{address}");
        assert_eq!(json.header("content-type"), "application/json");
        json.code();
        let page = get_with(&server, address, &[("accept", "text/html")]).await;
        assert_eq!(page.status.as_u16(), status, "{address}");
        if !address.contains("format=xml") {
            assert!(page.header("content-type").starts_with("text/html") && page.body.contains("<h1>"), "{address}");
        }
    }
    let large = post(
        &server,
        "/login",
        &[("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")],
        vec![b'a'; 2_000],
    )
    .await;
    assert_eq!((large.status, large.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
    let announced =
        [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json"), ("content-length", "99999999999")];
    let large = post(&server, "/login", &announced, "token=a").await;
    assert_eq!((large.status, large.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"), "it is refused before it comes");
    let kind = post(&server, "/login", &[("content-type", "text/plain"), ("accept", "application/json")], "token=a").await;
    assert_eq!((kind.status, kind.code().as_str()), (StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type"));
    let lacking =
        post(&server, "/login", &[("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")], "next=/").await;
    assert!(lacking.status.is_client_error());
    assert!(lacking.json()["message"].as_str().expect("words").contains("token"), "{}", lacking.body);
}
