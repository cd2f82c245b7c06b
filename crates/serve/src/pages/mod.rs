//! One file an address. Each makes a [`crate::page::Page`]: what people see, what programs get, and rows for spreadsheets.

mod document;
mod documents;
mod home;
mod read;
mod records;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::App;

/// The addresses of all pages.
pub fn router() -> Router<App> {
    Router::new()
        .route("/", get(home::page))
        .route("/documents", get(documents::page))
        .route("/documents/{id}", get(document::page))
        .route("/records/{id}", get(document::of_record))
        .route("/read", get(read::form).post(read::read).layer(DefaultBodyLimit::max(read::MAX_BODY)))
        .route("/api/read", post(read::of_program).layer(DefaultBodyLimit::max(read::MAX_BODY)))
        .route("/events", get(records::events))
        .route("/statements", get(records::statements))
        .route("/commitments", get(records::commitments))
        .route("/meetings", get(records::meetings))
        .route("/accounts", get(records::accounts))
}
