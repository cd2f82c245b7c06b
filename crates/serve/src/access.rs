//! Who is let in: the names that this server has, requests that its own pages send, and the token.

use std::net::IpAddr;

use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{Method, StatusCode};

use crate::{Problem, Settings};

/// Addresses that need no token: signing in, what the page for that looks like, and whether the server lives.
const FREE: [&str; 2] = ["/login", "/healthz"];

/// Refuses a name that is not this server's. A page elsewhere can have its own name lead here (DNS rebinding); by that name it gets nothing.
///
/// # Errors
/// A problem with status 421.
pub fn name(parts: &Parts, settings: &Settings) -> Result<(), Problem> {
    // A browser always sends the name; programs that send none are no danger.
    let Some(asked) = asked(parts) else { return Ok(()) };
    let host = asked
        .as_ref()
        .filter(|authority| !authority.as_str().contains('@'))
        .map(|authority| authority.host().trim_end_matches('.').to_ascii_lowercase());
    let known = host.as_deref().is_some_and(|host| {
        let number: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
        let named = settings.names.iter().any(|name| name.eq_ignore_ascii_case(host));
        let listened = settings.listen.ip();
        let ours = number.is_some_and(|number| number == listened);
        if listened.is_loopback() {
            named || ours || matches!(host, "localhost" | "127.0.0.1" | "[::1]")
        } else {
            named || number.is_some() || settings.names.is_empty()
        }
    });
    if known {
        return Ok(());
    }
    let problem = Problem::of(StatusCode::MISDIRECTED_REQUEST, "name", "this server is not known by the name that was asked for");
    Err(problem.hint("ask for 127.0.0.1 or localhost; whoever runs the server can add a name by --name"))
}

/// The name that a request asks for; `None` where it is no name.
fn asked(parts: &Parts) -> Option<Option<Authority>> {
    let header = || parts.headers.get(HOST).map(|value| Authority::try_from(value.as_bytes()).ok());
    parts.uri.authority().map(|authority| Some(authority.clone())).or_else(header)
}

/// Refuses what a page of another site makes a browser send.
///
/// # Errors
/// A problem with status 403.
pub fn site(parts: &Parts) -> Result<(), Problem> {
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let header = |name: &str| parts.headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let own = match (header("sec-fetch-site"), header(ORIGIN.as_str())) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let from = origin.split_once("://").and_then(|(_, from)| Authority::try_from(from).ok());
            from.is_some() && asked(parts) == Some(from)
        }
        // No browser.
        (None, None) => true,
    };
    if own {
        return Ok(());
    }
    let problem = Problem::of(StatusCode::FORBIDDEN, "other-site", "a page of another site may not send this");
    Err(problem.hint("send it from a page of this server, or from a program without the headers Origin and Sec-Fetch-Site").link("/api"))
}

/// Refuses who has no token, where one is needed. `Ok` tells nothing about whether it is.
///
/// # Errors
/// A problem with status 401; its code is `wrong-token` where one was shown that is not right.
pub fn token(parts: &Parts, settings: &Settings) -> Result<(), Problem> {
    let path = parts.uri.path();
    let Some(token) = &settings.token else { return Ok(()) };
    if FREE.contains(&path) || path.starts_with("/static/") {
        return Ok(());
    }
    match token.shown(&parts.headers) {
        Some(true) => Ok(()),
        Some(false) => Err(wrong()),
        None => Err(Problem::of(StatusCode::UNAUTHORIZED, "token", "this server asks for a token")
            .hint("sign in, or send it as `Authorization: Bearer TOKEN`")
            .link("/login")),
    }
}

/// A token was shown, and it is not right.
pub fn wrong() -> Problem {
    let problem = Problem::of(StatusCode::UNAUTHORIZED, "wrong-token", "that is not the token of this server");
    problem.hint("ask for it whoever runs the server").link("/login")
}
