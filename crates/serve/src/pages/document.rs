//! `/documents/{id}`: one article with every record marked in its text.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use legation::json::to_json;
use legation::record::Reading;
use legation_store::Elsewhere;
use serde_json::{Value, json};

use crate::article::{Around, Article};
use crate::page::Page;
use crate::visit::Visit;
use crate::{App, Problem};

/// `GET /documents/{id}`.
pub async fn page(State(app): State<App>, Path(id): Path<String>, visit: Visit) -> Response {
    visit
        .show(&app, move |visit, app, store| {
            visit.only(&[])?;
            let reading = store.reading(&id)?.ok_or_else(|| Problem::not_found(format!("there is no document {id:?}")))?;
            article(app, &reading, Some(&store.elsewhere(&reading.document.id)?))
        })
        .await
}

/// The page of a reading; `elsewhere` is what a store knows beside it, nothing for a text that is not kept.
pub fn article(app: &App, reading: &Reading, elsewhere: Option<&Elsewhere>) -> Result<Page, Problem> {
    let article = Article::of(reading, app.world()?, elsewhere.map(Around::of));
    let shown = serde_json::to_value(&article).map_err(|error| Problem::inside(error.to_string()))?;
    // By way of the text: numbers are then those that the program prints.
    let mut data: Value = serde_json::from_str(&to_json(reading)).unwrap_or_default();
    if let (Some(fields), Some(elsewhere)) = (data.as_object_mut(), elsewhere) {
        fields.insert("elsewhere".to_owned(), json!(elsewhere));
    }
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
