//! `/login`: where people sign in by the token; `/logout`.

use axum::extract::{Form, Request, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::caller::Caller;
use crate::page::Page;
use crate::visit::Visit;
use crate::{App, Token, access};

/// What the form sends.
#[derive(Deserialize)]
pub struct Entry {
    token: String,
    #[serde(default)]
    next: String,
}

/// `GET /login`.
pub async fn page(State(app): State<App>, visit: Visit, request: Request) -> Response {
    let token = app.settings().token.as_ref();
    let needed = token.is_some();
    let signed_in = token.is_none_or(|token| token.shown(request.headers()) == Some(true));
    visit
        .fresh()
        .show(&app, move |visit, _, _| {
            visit.only(&["next"])?;
            let next = local(visit.param("next").unwrap_or("/"));
            let data = json!({ "needed": needed, "signed_in": signed_in });
            Ok(Page::new("login.html", json!({ "problem": null, "next": next, "signed_in": signed_in, "needed": needed }), data))
        })
        .await
}

/// `POST /login`.
pub async fn enter(State(app): State<App>, visit: Visit, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let caller = Caller::of(&parts, app.settings().proxy);
    let entry = match <Form<Entry> as axum::extract::FromRequest<App>>::from_request(Request::from_parts(parts, body), &app).await {
        Ok(Form(entry)) => entry,
        Err(refused) => return refused.into_response(),
    };
    let next = local(&entry.next);
    match &app.settings().token {
        None => to(&next, None),
        Some(token) if token.is(entry.token.trim()) => to(&next, Some(&token.cookie(caller.secure))),
        Some(_) => {
            app.callers().wrong(caller);
            visit.at(&next).refuse(&app, access::wrong())
        }
    }
}

/// `POST /logout`.
pub async fn leave() -> Response {
    to("/login", Some(&Token::no_cookie()))
}

/// Goes on with a cookie.
fn to(next: &str, cookie: Option<&str>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let header = |value: &str| HeaderValue::from_str(value).ok();
    response.headers_mut().extend(header(next).map(|value| (LOCATION, value)));
    response.headers_mut().extend(cookie.and_then(header).map(|value| (SET_COOKIE, value)));
    response
}

/// The address where somebody wanted to go, if it is one of this server; else the first page.
fn local(next: &str) -> String {
    let here = Url::parse("http://here.invalid/").ok();
    let there = here.as_ref().filter(|_| next.starts_with('/')).and_then(|here| here.join(next).ok());
    let same = there.filter(|there| here.is_some_and(|here| here.origin() == there.origin()) && there.username().is_empty());
    let address = same.map(|there| there[url::Position::BeforePath..].to_owned());
    // Two slashes would be another host again.
    address.filter(|address| !address.starts_with("//")).unwrap_or_else(|| "/".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site_and_no_header_is_split() {
        for wrong in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/.//evil.example",
            "/x/..//evil.example",
            "javascript:alert(1)",
            "",
            "events",
            "/\t/evil.example",
            "/%2e//evil.example",
            "//here.invalid/ok@evil.example",
        ] {
            let next = local(wrong);
            assert!(
                next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\") && !next.contains("evil.example")
                    || next == "/ok@evil.example",
                "{wrong:?} leads to {next:?}"
            );
        }
        assert_eq!(local("/events?dyad=USA-CHN&text=a%20b#x"), "/events?dyad=USA-CHN&text=a%20b#x");
        let split = local("/events\r\nSet-Cookie: a=b");
        assert!(!split.contains(['\r', '\n']) && HeaderValue::from_str(&split).is_ok(), "{split:?}");
    }
}
