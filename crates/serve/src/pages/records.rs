//! `/events`, `/statements`, `/commitments`, `/meetings`, `/accounts`: the answer to a question.

use axum::extract::State;
use axum::response::Response;
use legation_store::export::table::{self, Records};
use legation_store::{Hit, Kind, Query, Sqlite, alone};
use serde_json::json;

use crate::card::{self, Card};
use crate::page::{Page, Rows};
use crate::visit::Visit;
use crate::{App, Problem};

/// `GET /events`.
pub async fn events(app: State<App>, visit: Visit) -> Response {
    list(app, visit, Kind::Event).await
}

/// `GET /statements`.
pub async fn statements(app: State<App>, visit: Visit) -> Response {
    list(app, visit, Kind::Statement).await
}

/// `GET /meetings`.
pub async fn meetings(app: State<App>, visit: Visit) -> Response {
    list(app, visit, Kind::Meeting).await
}

/// `GET /accounts`.
pub async fn accounts(app: State<App>, visit: Visit) -> Response {
    list(app, visit, Kind::Account).await
}

async fn list(State(app): State<App>, visit: Visit, kind: Kind) -> Response {
    visit.show(&app, move |visit, _, store| found(visit, store, kind, &[])).await
}

/// The page of the answers to a question; `own` are parameters that the address knows besides.
pub fn found(visit: &Visit, store: &Sqlite, kind: Kind, own: &[&str]) -> Result<Page, Problem> {
    let query = visit.query(kind, own)?;
    let (hits, next) = portion(store, &query)?;
    let next = next.map(|skip| visit.from(skip));
    let cards: Vec<Card> = hits.iter().filter_map(card::of_hit).collect();
    let total = store.count(&query)?;
    let shown = json!({ "kind": kind.name(), "cards": cards, "next": next, "total": total, "skip": query.skip, "params": visit.form(), "asked": !visit.params.is_empty() });
    let data = json!({ "records": hits.iter().map(Hit::to_json).collect::<Vec<_>>(), "total": total, "next": next });
    Ok(Page::new("records.html", shown, data).rows(rows(kind, &hits)).next(next))
}

/// The records of a question, and how many to pass over for the next ones, where there are more.
pub fn portion(store: &Sqlite, query: &Query) -> Result<(Vec<Hit>, Option<usize>), Problem> {
    let limit = query.limit.unwrap_or(usize::MAX - 1);
    let mut hits = store.answer(&Query { limit: Some(limit + 1), ..query.clone() })?;
    let more = hits.len() > limit;
    hits.truncate(limit);
    Ok((hits, more.then_some(query.skip + limit)))
}

/// The records as the program's own CSV has them.
pub fn rows(kind: Kind, hits: &[Hit]) -> Rows {
    let records = match kind {
        Kind::Event => Records::Events,
        Kind::Statement => Records::Statements,
        Kind::Commitment => Records::Commitments,
        Kind::Meeting => Records::Meetings,
        Kind::Account => return accounts_rows(hits),
    };
    let header = table::header(records).into_iter().chain(["reports"]).map(str::to_owned).collect();
    let row = |hit: &Hit| -> Vec<Vec<String>> {
        let rows = table::rows(&alone(&hit.reading, kind, hit.ordinal), records);
        rows.into_iter().map(|row| row.into_iter().chain([hit.reports.to_string()]).collect()).collect()
    };
    Rows { header, rows: hits.iter().flat_map(row).collect() }
}

/// A row a cell: meeting, document, topic, side, words.
fn accounts_rows(hits: &[Hit]) -> Rows {
    let mut rows = Vec::new();
    for hit in hits {
        let Some(account) = hit.reading.accounts.get(hit.ordinal) else { continue };
        for row in &account.rows {
            for side in &account.sides {
                let told = row.cells.get(&side.id).into_iter().flatten().map(|cell| cell.span.of(&hit.reading.document.text));
                let words = told.collect::<Vec<_>>().join(" … ");
                rows.push(vec![account.meeting.clone(), hit.reading.document.id.clone(), row.topic.clone(), side.id.clone(), words]);
            }
        }
    }
    Rows { header: ["meeting", "document", "topic", "side", "words"].map(str::to_owned).to_vec(), rows }
}
