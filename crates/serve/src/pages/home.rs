//! `/`: what came in, the busiest dyads, what is to come and what is open.

use axum::extract::State;
use axum::response::Response;
use jiff::{ToSpan, civil};
use legation::World;
use legation_store::{Hit, Kind, Order, Query, Sqlite};
use serde_json::{Value, json};

use super::documents::counts;
use super::dyads;
use crate::card::{self, Card, Maker, Source};
use crate::moment;
use crate::page::Page;
use crate::visit::Visit;
use crate::{App, Problem};

/// So many days count for the busiest dyads; the longer stretch where the shorter one has few.
const BUSY: [i64; 2] = [90, 365];
/// A deadline is near for so many days.
const NEAR: i64 = 90;
/// So many lines a list.
const FEW: usize = 6;

/// `GET /`.
pub async fn page(State(app): State<App>, visit: Visit) -> Response {
    visit
        .show(&app, |visit, app, store| {
            visit.only(&[])?;
            let as_of = app.as_of(store)?;
            let name = as_of.map_or_else(|| "home".to_owned(), |day| format!("home {day}"));
            let mut front = app.kept(&name, || front(app.world()?, store, as_of))?;
            Ok(Page::new("home.html", front["shown"].take(), front["data"].take()))
        })
        .await
}

/// All that the page says, for people and for programs.
fn front(world: &World, store: &Sqlite, as_of: Option<civil::Date>) -> Result<Value, Problem> {
    let overview = store.overview()?;
    let (mut busy, mut days_of) = (Vec::new(), BUSY[0]);
    for days in BUSY {
        if let Some(day) = as_of.filter(|_| busy.len() < FEW) {
            (busy, days_of) = (store.busiest(day.saturating_sub(days.days()), day, 10)?, days);
        }
    }
    let busiest = dyads::named(world, &busy);
    let coming =
        Query { kind: Some(Kind::Meeting), open: true, from: as_of, order: Order::Oldest, limit: Some(FEW * 3), ..Query::default() };
    let mut meetings = store.answer(&coming)?;
    meetings.retain(moment::is_dated);
    meetings.truncate(FEW);
    let open = Query { kind: Some(Kind::Commitment), open: true, order: Order::Newest, limit: Some(FEW), ..Query::default() };
    let commitments = store.answer(&open)?;
    let mut deadlines = Vec::new();
    let mut due = Vec::new();
    if let Some(day) = as_of {
        for key in store.due(None, day, day.saturating_add(NEAR.days()), FEW)? {
            let Some((kind, ordinal, reading)) = store.record(&key)? else { continue };
            deadlines.extend(Maker::new(&reading, None).card(kind, ordinal));
            due.push(moment::record_json(&reading, kind, ordinal));
        }
    }
    let latest = store.documents(&Query { limit: Some(8), ..Query::default() })?;
    let cards = |hits: &[Hit]| hits.iter().filter_map(card::of_hit).collect::<Vec<Card>>();
    let days = |card: &Card| as_of.zip(card.due).map(|(day, due)| (due - day).get_days());
    let shown = json!({
        "overview": overview, "as_of": as_of, "top": dyads::most(&busiest), "busiest": busiest, "days": days_of,
        "meetings": cards(&meetings), "commitments": cards(&commitments),
        "deadlines": deadlines.iter().map(|card| json!({ "card": card, "days": days(card) })).collect::<Vec<_>>(),
        "latest": latest.iter().map(|reading| json!({ "source": Source::of(reading), "counts": counts(reading) })).collect::<Vec<_>>(),
    });
    let records = |hits: &[Hit]| hits.iter().map(Hit::to_json).collect::<Vec<_>>();
    let data = json!({
        "overview": overview, "as_of": as_of, "busiest": busiest,
        "meetings": records(&meetings), "deadlines": due, "commitments": records(&commitments),
        "documents": latest.iter().map(|reading| &reading.document.id).collect::<Vec<_>>(),
    });
    Ok(json!({ "shown": shown, "data": data }))
}
