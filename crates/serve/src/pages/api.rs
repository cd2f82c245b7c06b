//! `/api`: how programs ask; `/openapi.json`: the same for programs.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::App;
use crate::addresses::{ADDRESSES, Address};
use crate::openapi;
use crate::page::Page;
use crate::parameter::{FORMAT_OF_ROWS, Parameter, QUESTION};
use crate::visit::Visit;

/// `GET /api`.
pub async fn page(State(app): State<App>, visit: Visit) -> Response {
    visit
        .show(&app, |visit, app, _| {
            visit.only(&[])?;
            let shown = json!({
                "addresses": ADDRESSES.iter().map(address).collect::<Vec<_>>(),
                "question": QUESTION.iter().map(parameter).collect::<Vec<_>>(),
                "common": [parameter(&FORMAT_OF_ROWS)],
                "limits": {
                    "address": app.settings().limits.address, "body": app.settings().limits.body,
                    "rate": app.settings().limits.rate, "burst": app.settings().limits.burst, "seconds": app.settings().limits.answer.as_secs(),
                },
                "token": app.settings().token.is_some(),
            });
            let data = json!({ "openapi": "/openapi.json", "addresses": shown["addresses"] });
            Ok(Page::new("api.html", shown, data))
        })
        .await
}

/// `GET /openapi.json`.
pub async fn openapi(State(app): State<App>, visit: Visit) -> Response {
    match visit.only(&[]) {
        Ok(()) => ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "private, max-age=3600")], openapi::description().to_string())
            .into_response(),
        Err(problem) => visit.refuse(&app, problem),
    }
}

fn address(address: &Address) -> Value {
    let body = address.body.map(|(kind, _)| kind);
    json!({
        "method": address.method.to_uppercase(), "path": address.path, "says": plain(address.says), "part": plain(address.part), "question": address.question,
        "own": address.own.iter().map(parameter).collect::<Vec<_>>(), "body": body, "forms": address.forms(), "example": address.example,
    })
}

fn parameter(parameter: &Parameter) -> Value {
    json!({ "name": parameter.name, "says": plain(parameter.says), "written": parameter.written() })
}

/// Without the marks of code that Markdown has: the description for programs is Markdown, a page is not.
fn plain(words: &str) -> String {
    words.replace('`', "")
}
