use std::time::Instant;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{ALLOW, CONTENT_LENGTH};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::Limited;
use tokio::sync::SemaphorePermit;

use crate::caller::Caller;
use crate::page::Made;
use crate::visit::Visit;
use crate::{App, Problem, access};

/// Stands before all pages: who may come in, how much at once, for how long. Whatever goes wrong comes out as a [`Problem`].
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    app.metrics().begin();
    let (mut parts, body) = request.into_parts();
    let Ok(visit) = Visit::from_request_parts(&mut parts, &()).await;
    let route = parts.extensions.get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = parts.method.clone();
    let response = match admit(&app, &parts) {
        Err(problem) => visit.refuse(&app, problem),
        Ok(_permit) => {
            let limits = app.settings().limits;
            let request = Request::from_parts(parts, Body::new(Limited::new(body, limits.body)));
            match tokio::time::timeout(limits.answer, next.run(request)).await {
                Ok(response) => told(&app, &visit, &method, response).await,
                Err(_) => visit.refuse(&app, late(&method)),
            }
        }
    };
    app.metrics().end(&route, known(&method), response.status().as_u16(), began.elapsed());
    response
}

/// Refuses a request, or lets it in with one of the places that there are.
fn admit<'a>(app: &'a App, parts: &Parts) -> Result<Option<SemaphorePermit<'a>>, Problem> {
    let (settings, limits) = (app.settings(), app.settings().limits);
    let caller = Caller::of(parts, settings.proxy);
    access::name(parts, settings)?;
    app.callers().ask(caller)?;
    let length = parts.uri.path_and_query().map_or(0, |address| address.as_str().len());
    if length > limits.address {
        let problem = Problem::of(StatusCode::URI_TOO_LONG, "address-too-long", format!("an address of {length} bytes is too long"));
        return Err(problem.hint(format!("ask with at most {} bytes", limits.address)).link("/api"));
    }
    access::site(parts)?;
    access::token(parts, settings).inspect_err(|problem| {
        if problem.code == "wrong-token" {
            app.callers().wrong(caller);
        }
    })?;
    let announced = parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|value| value.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limits.body as u64) {
        return Err(too_large(limits.body));
    }
    // Whether the server lives must be told most of all when it has much to do.
    if parts.uri.path() == "/healthz" {
        return Ok(None);
    }
    app.room().try_acquire().map(Some).map_err(|_| {
        Problem::of(StatusCode::SERVICE_UNAVAILABLE, "busy", "the server has too much to do").hint("try again in a moment").after(1)
    })
}

/// An error that did not come from a page becomes a problem in the form that the caller wants, with the headers that it had.
async fn told(app: &App, visit: &Visit, method: &Method, response: Response) -> Response {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || response.extensions().get::<Made>().is_some() {
        return response;
    }
    let (parts, body) = response.into_parts();
    let allowed = parts.headers.get(ALLOW).cloned();
    let says = to_bytes(body, 4_096).await.ok().and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()).unwrap_or_default();
    let problem = match status {
        StatusCode::NOT_FOUND => Problem::not_found(format!("there is no page {}", visit.path)),
        StatusCode::METHOD_NOT_ALLOWED => {
            let methods = allowed.as_ref().and_then(|value| value.to_str().ok()).unwrap_or("GET");
            Problem::of(status, "method", format!("{method} is not for this address")).hint(format!("it takes {methods}")).link("/api")
        }
        StatusCode::PAYLOAD_TOO_LARGE => too_large(app.settings().limits.body),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::of(status, "media-type", says).link("/api"),
        _ if status.is_client_error() => {
            Problem::of(status, "question", if says.is_empty() { status.to_string() } else { says }).link("/api")
        }
        _ => Problem::inside(format!("{method} {}: {status} {says}", visit.path)),
    };
    let mut response = visit.refuse(app, problem);
    response.headers_mut().extend(allowed.map(|value| (ALLOW, value)));
    response
}

fn too_large(limit: usize) -> Problem {
    Problem::of(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "that is more than this server reads at once")
        .hint(format!("send at most {limit} bytes; `legation read` and `legation ingest` know no such bound"))
        .link("/api")
}

/// Who sends a body may send it too slowly; who asks may ask too much.
fn late(method: &Method) -> Problem {
    if matches!(*method, Method::GET | Method::HEAD) {
        let problem = Problem::of(StatusCode::SERVICE_UNAVAILABLE, "too-long", "this takes longer than the server may work on one answer");
        return problem.hint("ask more narrowly: a shorter time, one dyad, one type").after(5).link("/api");
    }
    Problem::of(StatusCode::REQUEST_TIMEOUT, "slow", "the request took too long to come").hint("send it again, in one go").link("/api")
}

/// The method as it is counted: no caller can make up new ones.
fn known(method: &Method) -> &str {
    match *method {
        Method::GET | Method::HEAD | Method::POST | Method::OPTIONS | Method::PUT | Method::DELETE | Method::PATCH => method.as_str(),
        _ => "other",
    }
}
