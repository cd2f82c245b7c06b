//! `/healthz`: whether the server can answer; `/metrics`: what it has answered.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::visit::Visit;
use crate::{App, Problem};

/// As Prometheus asks for it.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `GET /healthz`.
pub async fn healthz(State(app): State<App>, visit: Visit) -> Response {
    let asked = visit.only(&[]).and_then(|()| app.version());
    match asked {
        Ok(_) => text("text/plain; charset=utf-8", "ok\n".to_owned()),
        Err(problem) => visit.refuse(&app, problem),
    }
}

/// `GET /metrics`.
pub async fn metrics(State(app): State<App>, visit: Visit) -> Response {
    let told = app.ask(|app, store| {
        app.metrics().store(&store.overview()?, app.version()?);
        app.metrics().text().map_err(|error| Problem::inside(error.to_string()))
    });
    match async {
        visit.only(&[])?;
        told.await
    }
    .await
    {
        Ok(written) => text(OPEN_METRICS, written),
        Err(problem) => visit.refuse(&app, problem),
    }
}

fn text(kind: &'static str, written: String) -> Response {
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(kind)), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (StatusCode::OK, headers, written).into_response()
}
