//! `/documents`: what came in.

use axum::extract::State;
use axum::response::Response;
use legation::record::Reading;
use legation_store::{Kind, Query};
use serde_json::json;

use crate::App;
use crate::card::Source;
use crate::page::{Page, Rows};
use crate::visit::Visit;

/// `GET /documents`.
pub async fn page(State(app): State<App>, visit: Visit) -> Response {
    visit.show(&app, |visit, _, store| {
        let query = visit.query(Kind::Event, &[])?;
        let limit = query.limit.unwrap_or_default();
        let mut readings = store.documents(&Query { limit: Some(limit + 1), ..query.clone() })?;
        let next = (readings.len() > limit).then(|| visit.from(query.skip + limit));
        readings.truncate(limit);
        let documents: Vec<_> = readings.iter().map(|reading| json!({ "source": Source::of(reading), "counts": counts(reading) })).collect();
        let shown = json!({ "documents": documents, "next": next, "params": visit.form() });
        let data: Vec<_> = readings
            .iter()
            .map(|reading| {
                let document = &reading.document;
                json!({
                    "id": document.id, "ref": document.reference, "title": document.title, "url": document.url,
                    "publisher": document.publisher, "published": document.published, "language": document.language, "records": counts(reading),
                })
            })
            .collect();
        let rows = Rows {
            header: ["document", "reference", "title", "publisher", "published", "url"].map(str::to_owned).to_vec(),
            rows: readings.iter().map(row).collect(),
        };
        Ok(Page::new("documents.html", shown, json!({ "documents": data, "next": next })).rows(rows).next(next))
    })
    .await
}

fn row(reading: &Reading) -> Vec<String> {
    let document = &reading.document;
    let own = |words: &Option<String>| words.clone().unwrap_or_default();
    let published = document.published.map(|day| day.to_string()).unwrap_or_default();
    vec![document.id.clone(), document.reference.clone(), own(&document.title), own(&document.publisher), published, own(&document.url)]
}

/// How many records of each kind a document has.
pub fn counts(reading: &Reading) -> std::collections::BTreeMap<&'static str, usize> {
    [
        ("events", reading.events.len()),
        ("statements", reading.statements.len()),
        ("commitments", reading.commitments.len()),
        ("meetings", reading.meetings.len()),
        ("accounts", reading.accounts.len()),
    ]
    .into()
}
