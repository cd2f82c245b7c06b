use axum::http::StatusCode;

use crate::support::{get, get_with, post, server};

const TOKEN: &str = "c0ffee-c0ffee-c0ffee";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn locked() -> axum::Router {
    server(|settings| settings.token = Some(TOKEN.parse().expect("long enough")))
}

#[tokio::test]
async fn without_the_token_nothing_is_told_but_how_to_sign_in_and_that_the_server_lives() {
    let server = locked();
    for (address, _) in crate::support::addresses() {
        let answer = get_with(&server, &address, &[("accept", "application/json")]).await;
        if ["/login", "/healthz"].contains(&address.as_str()) {
            assert_eq!(answer.status, StatusCode::OK, "{address}");
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{address}");
            assert_eq!(answer.code(), "token");
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
        }
    }
    assert_eq!(get(&server, "/static/style.css").await.status, StatusCode::OK);
    assert_eq!(get(&server, "/nowhere").await.status, StatusCode::UNAUTHORIZED, "not even which pages there are");
}

#[tokio::test]
async fn a_token_opens_the_server_and_a_wrong_one_does_not() {
    let server = locked();
    let bearer = format!("Bearer {TOKEN}");
    assert_eq!(get_with(&server, "/events", &[("authorization", &bearer)]).await.status, StatusCode::OK);
    let wrong = get_with(&server, "/events?format=json", &[("authorization", "Bearer c0ffee-c0ffee-c0ffef")]).await;
    assert_eq!((wrong.status, wrong.code().as_str()), (StatusCode::UNAUTHORIZED, "wrong-token"));
}

#[tokio::test]
async fn a_browser_signs_in_by_a_form_and_goes_on_where_it_wanted() {
    let server = locked();
    let shut = get_with(&server, "/events?dyad=NOR-CHL", &[("accept", "text/html")]).await;
    assert_eq!(shut.status, StatusCode::UNAUTHORIZED);
    assert!(shut.body.contains("type=\"password\"") && shut.body.contains("value=\"&#x2f;events?dyad=NOR-CHL\""), "{}", shut.body);
    let wrong = post(&server, "/login", &[FORM, ("accept", "text/html")], "token=guess&next=/events").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(
        wrong.body.contains("role=\"alert\"") && wrong.body.contains("value=\"&#x2f;events\"") && wrong.header("set-cookie").is_empty()
    );
    let entered = post(&server, "/login", &[FORM], format!("token={TOKEN}&next=/events?dyad=NOR-CHL")).await;
    assert_eq!((entered.status, entered.header("location")), (StatusCode::SEE_OTHER, "/events?dyad=NOR-CHL"));
    let cookie = entered.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains(TOKEN), "{cookie}");
    let pair = cookie.split(';').next().expect("a pair");
    assert_eq!(get_with(&server, "/events", &[("cookie", pair)]).await.status, StatusCode::OK);
    assert_eq!(get_with(&server, "/events", &[("cookie", "legation=00")]).await.status, StatusCode::UNAUTHORIZED);
    let left = post(&server, "/logout", &[("cookie", pair)], "").await;
    assert!(left.header("set-cookie").contains("Max-Age=0"));
}

#[tokio::test]
async fn whoever_guesses_tokens_is_made_to_wait() {
    let server = locked();
    let mut statuses = Vec::new();
    for guess in 0..20 {
        statuses.push(post(&server, "/login", &[FORM], format!("token=guess-{guess}")).await.status);
    }
    assert_eq!(statuses[0], StatusCode::UNAUTHORIZED);
    assert_eq!(statuses.last(), Some(&StatusCode::TOO_MANY_REQUESTS));
}

#[tokio::test]
async fn a_name_that_leads_here_from_elsewhere_gets_nothing() {
    let server = crate::support::server(|settings| {
        settings.names = vec!["record.example".to_owned()];
        settings.token = None;
    });
    for name in ["localhost:8300", "127.0.0.1:8300", "[::1]:8300", "LOCALHOST", "record.example", "localhost."] {
        assert_eq!(get_with(&server, "/api", &[("host", name)]).await.status, StatusCode::OK, "{name}");
    }
    for name in
        ["evil.example", "evil.example:8300", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "", "a b", "@localhost"]
    {
        let answer = get_with(&server, "/api?format=json", &[("host", name)]).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::MISDIRECTED_REQUEST, "name"), "{name:?}");
    }
    assert_eq!(get(&server, "http://evil.example/api").await.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn a_page_of_another_site_can_send_nothing() {
    let server = locked();
    let body = format!("token={TOKEN}");
    let own: [&[(&str, &str)]; 3] =
        [&[("sec-fetch-site", "same-origin"), ("origin", "http://localhost:8300")], &[("origin", "http://localhost:8300")], &[]];
    for headers in own {
        let headers = [&[FORM, ("host", "localhost:8300")], headers].concat();
        assert_eq!(post(&server, "/login", &headers, body.clone()).await.status, StatusCode::SEE_OTHER, "{headers:?}");
    }
    let others: [&[(&str, &str)]; 6] = [
        &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:8300")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "http://evil.example")],
        &[("origin", "http://localhost:9999")],
        &[("origin", "null")],
        &[("origin", "")],
    ];
    for headers in others {
        let headers = [&[FORM, ("host", "localhost:8300"), ("accept", "application/json")], headers].concat();
        let answer = post(&server, "/login", &headers, body.clone()).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "other-site"), "{headers:?}");
        assert!(answer.header("set-cookie").is_empty());
    }
}

#[tokio::test]
async fn a_server_that_others_can_reach_does_not_start_without_a_token() {
    let settings = legation_serve::Settings { listen: ([0, 0, 0, 0], 0).into(), ..legation_serve::Settings::new(crate::support::store()) };
    let named =
        legation_serve::Settings { names: vec!["record.example".to_owned()], ..legation_serve::Settings::new(crate::support::store()) };
    for settings in [settings, named] {
        let error = legation_serve::serve_until(settings, |_| panic!("it listens"), async {}).expect_err("it is refused").to_string();
        assert!(error.contains("LEGATION_TOKEN") && error.contains("127.0.0.1"), "{error}");
    }
}

#[tokio::test]
async fn what_browsers_are_told_keeps_pages_to_themselves() {
    let server = server(|_| {});
    for address in ["/", "/nowhere", "/static/style.css", "/openapi.json"] {
        let answer = get(&server, address).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("script-src 'self'") && !policy.contains("unsafe"),
            "{address}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("camera=()"));
        assert!(answer.header("access-control-allow-origin").is_empty());
    }
}
