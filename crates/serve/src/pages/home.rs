//! `/`: what came in, the busiest dyads, what is to come and what is open.

use axum::extract::State;
use axum::response::Response;
use jiff::{ToSpan, civil};
use legation::{Reading, World};
use legation_store::{Kind, Query, Sqlite, record_json};
use serde_json::{Value, json};

use super::documents::counts;
use super::dyads;
use crate::card::{Card, Maker, Source};
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
            Ok(Page::of_kept("home.html", app.kept(&name, || front(app.world()?, store, as_of))?))
        })
        .await
}

/// A record as its own document tells it.
type Record = (Reading, Kind, usize);

fn records(store: &Sqlite, keys: Vec<String>) -> Result<Vec<Record>, Problem> {
    let mut found = Vec::new();
    for key in keys {
        found.extend(store.record(&key)?.map(|(kind, ordinal, reading)| (reading, kind, ordinal)));
    }
    Ok(found)
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
    let (mut meetings, mut deadlines, mut commitments) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(day) = as_of {
        meetings = records(store, store.ahead(day, FEW * 3)?)?;
        meetings.retain(|(reading, _, ordinal)| moment::is_dated_in(reading, *ordinal));
        meetings.truncate(FEW);
        deadlines = records(store, store.due(None, day, day.saturating_add(NEAR.days()), FEW)?)?;
        commitments = records(store, store.made(day.saturating_sub(1.year()), day, FEW)?)?;
    }
    let latest = store.documents(&Query { limit: Some(8), ..Query::default() })?;
    let card = |(reading, kind, ordinal): &Record| Maker::new(reading, None).card(*kind, *ordinal);
    let cards = |found: &[Record]| found.iter().filter_map(card).collect::<Vec<Card>>();
    let json_of = |(reading, kind, ordinal): &Record| record_json(reading, *kind, *ordinal);
    let all = |found: &[Record]| found.iter().map(json_of).collect::<Vec<_>>();
    let days = |card: &Card| as_of.zip(card.due).map(|(day, due)| (due - day).get_days());
    let shown = json!({
        "overview": overview, "as_of": as_of, "top": dyads::most(&busiest), "busiest": busiest, "days": days_of,
        "meetings": cards(&meetings), "commitments": cards(&commitments),
        "deadlines": cards(&deadlines).iter().map(|card| json!({ "card": card, "days": days(card) })).collect::<Vec<_>>(),
        "latest": latest.iter().map(|reading| json!({ "source": Source::of(reading), "counts": counts(reading) })).collect::<Vec<_>>(),
    });
    let data = json!({
        "overview": overview, "as_of": as_of, "busiest": busiest,
        "meetings": all(&meetings), "deadlines": all(&deadlines), "commitments": all(&commitments),
        "documents": latest.iter().map(|reading| &reading.document.id).collect::<Vec<_>>(),
    });
    Ok(json!({ "shown": shown, "data": data }))
}
