//! `/`: what came in, the busiest dyads, what is to come and what is open.

use axum::extract::State;
use axum::response::Response;
use legation_store::{Hit, Kind, Order, Query};
use serde_json::json;

use crate::App;
use crate::card::{self, Card, Source};
use crate::page::Page;
use crate::visit::Visit;

/// So many days count for the busiest dyads.
const BUSY: i64 = 90;

/// `GET /`.
pub async fn page(State(app): State<App>, visit: Visit) -> Response {
    visit.show(&app, |visit, app, store| {
        visit.only(&["q"])?;
        let overview = store.overview()?;
        let as_of = app.as_of(store)?;
        let busiest = match as_of {
            Some(day) => store.busiest(day.saturating_sub(jiff::Span::new().days(BUSY)), day, 12)?,
            None => Vec::new(),
        };
        let coming = Query { kind: Some(Kind::Meeting), open: true, from: as_of, order: Order::Oldest, limit: Some(6), ..Query::default() };
        let meetings = store.answer(&coming)?;
        let open = Query { kind: Some(Kind::Commitment), open: true, order: Order::Newest, limit: Some(6), ..Query::default() };
        let commitments = store.answer(&open)?;
        let latest = store.documents(&Query { limit: Some(8), ..Query::default() })?;
        let cards = |hits: &[Hit]| hits.iter().filter_map(card::of_hit).collect::<Vec<Card>>();
        let shown = json!({ "overview": overview, "as_of": as_of, "busiest": busiest, "days": BUSY, "meetings": cards(&meetings), "commitments": cards(&commitments), "latest": latest.iter().map(Source::of).collect::<Vec<_>>() });
        let records = |hits: &[Hit]| hits.iter().map(Hit::to_json).collect::<Vec<_>>();
        let data = json!({
            "overview": overview, "as_of": as_of, "busiest": busiest,
            "meetings": records(&meetings), "commitments": records(&commitments),
            "documents": latest.iter().map(|reading| &reading.document.id).collect::<Vec<_>>(),
        });
        Ok(Page::new("home.html", shown, data))
    })
    .await
}
