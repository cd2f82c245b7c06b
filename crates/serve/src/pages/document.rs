//! `/documents/{id}`: one article with every record marked in its text.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use legation::json::in_scalars;
use legation::record::Reading;
use legation_store::Kind;

use serde_json::json;

use crate::card::{Card, Maker, Source};
use crate::marks;
use crate::page::Page;
use crate::visit::Visit;
use crate::{App, Problem};

/// `GET /documents/{id}`.
pub async fn page(State(app): State<App>, Path(id): Path<String>, visit: Visit) -> Response {
    visit
        .show(&app, move |visit, app, store| {
            visit.only(&[])?;
            let reading = store.reading(&id)?.ok_or_else(|| Problem::not_found(format!("there is no document {id:?}")))?;
            article(app, &reading)
        })
        .await
}

/// The page of a reading.
pub fn article(app: &App, reading: &Reading) -> Result<Page, Problem> {
    let maker = Maker::new(reading, Some(app.world()?));
    let lists: Vec<(&str, Vec<Card>)> = Kind::ALL.into_iter().map(|kind| (kind.name(), maker.cards(kind))).collect();
    let notes: Vec<_> = reading.notes.iter().map(|note| maker.note(note)).collect();
    let cards: Vec<&Card> = lists.iter().flat_map(|(_, cards)| cards).collect();
    let paragraphs = marks::paragraphs(&reading.document.text, &cards, &notes);
    let shown = json!({ "source": Source::of(reading), "lists": lists, "notes": notes, "paragraphs": paragraphs, "published_basis": reading.document.published_basis });
    let data = serde_json::to_value(in_scalars(reading)).unwrap_or_default();
    Ok(Page::new("document.html", shown, data))
}

/// `GET /records/{id}`: to the record in its document.
pub async fn of_record(State(app): State<App>, Path(id): Path<String>, visit: Visit) -> Response {
    let asked = id.clone();
    match app.ask(move |_, store| Ok(store.find(&asked)?)).await {
        Ok(Some((_, document))) => Redirect::to(&format!("/documents/{document}#{id}")).into_response(),
        Ok(None) => visit.show(&app, move |_, _, _| Err(Problem::not_found(format!("there is no record {id:?}")))).await,
        Err(problem) => visit.show(&app, move |_, _, _| Err(problem)).await,
    }
}
