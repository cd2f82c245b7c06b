//! One file an address. Each makes a [`crate::page::Page`]: what people see, what programs get, and rows for spreadsheets.

mod api;
mod calendar;
mod commitments;
mod document;
mod documents;
mod dyad;
mod dyads;
mod health;
mod home;
mod login;
mod meeting;
mod read;
mod records;
mod search;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::App;

/// The addresses of all pages.
pub fn router() -> Router<App> {
    Router::new()
        .route("/", get(home::page))
        .route("/api", get(api::page))
        .route("/openapi.json", get(api::openapi))
        .route("/login", get(login::page).post(login::enter))
        .route("/logout", post(login::leave))
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics))
        .route("/search", get(search::page))
        .route("/dyads", get(dyads::page))
        .route("/dyads/{pair}", get(dyad::page))
        .route("/calendar", get(calendar::page))
        .route("/calendar.ics", get(calendar::file))
        .route("/documents", get(documents::page))
        .route("/documents/{id}", get(document::page))
        .route("/records/{id}", get(document::of_record))
        .route("/read", get(read::form).post(read::read).layer(DefaultBodyLimit::max(read::MAX_BODY)))
        .route("/api/read", post(read::of_program).layer(DefaultBodyLimit::max(read::MAX_BODY)))
        .route("/events", get(records::events))
        .route("/statements", get(records::statements))
        .route("/commitments", get(commitments::page))
        .route("/meetings", get(records::meetings))
        .route("/meetings/{id}", get(meeting::page))
        .route("/accounts", get(records::accounts))
}
