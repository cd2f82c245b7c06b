//! `/commitments`: who promised what, on a board by what became of it; `?view=list` as a list.

use axum::extract::State;
use axum::response::Response;
use jiff::civil;
use legation_store::{Hit, Kind, Query, Sqlite};
use serde_json::{Value, json};

use super::records;
use crate::card;
use crate::page::{Page, Rows};
use crate::visit::Visit;
use crate::{App, Problem};

/// So many commitments a column.
const COLUMN: usize = 12;

/// What became of commitments, in the order of the columns.
const STATUSES: [(&str, &str); 5] =
    [("extended", "Given more time"), ("kept", "Kept"), ("broken", "Broken"), ("withdrawn", "Withdrawn"), ("expired", "Expired")];

/// `GET /commitments`: programs get the list whatever the view.
pub async fn page(State(app): State<App>, visit: Visit) -> Response {
    visit
        .show(&app, |visit, app, store| match visit.param("view") {
            Some("list") => records::found(visit, store, Kind::Commitment, &["view"]),
            None | Some("board") if visit.is_html() => {
                let as_of = app.as_of(store)?;
                let name = format!("board {as_of:?} {}", visit.with(&[]));
                Ok(Page::of_kept("commitments.html", app.kept(&name, || Ok(board(visit, as_of, store)?.into_value()))?))
            }
            None | Some("board") => records::found(visit, store, Kind::Commitment, &["view"]),
            Some(other) => {
                Err(Problem::question(format!("there is no view {other:?}")).hint("write view=board or view=list").link("/commitments"))
            }
        })
        .await
}

fn board(visit: &Visit, as_of: Option<civil::Date>, store: &Sqlite) -> Result<Page, Problem> {
    let asked = visit.query(Kind::Commitment, &["view"])?;
    let column = |name: &str, title: &str, query: &Query, changes: &[(&str, Option<&str>)]| -> Result<Value, Problem> {
        let hits = store.answer(&Query { limit: Some(COLUMN), skip: 0, ..query.clone() })?;
        let total = if hits.len() < COLUMN { hits.len() } else { store.count(query)? };
        let cards: Vec<Value> = hits.iter().filter_map(|hit| promise(hit, as_of)).collect();
        let changes: Vec<_> = changes.iter().copied().chain([("view", Some("list")), ("cursor", None)]).collect();
        Ok(json!({ "name": name, "title": title, "cards": cards, "total": total, "href": visit.with(&changes) }))
    };
    let mut columns = Vec::new();
    let wants = |status: &str| asked.statuses.is_empty() || asked.statuses.iter().any(|own| own == status);
    if wants("open") {
        let open = Query { statuses: vec!["open".to_owned()], open: true, ..asked.clone() };
        if let Some(day) = as_of {
            // Whoever asks for what is due before an earlier day gets that.
            let before = asked.due_before.map_or(day, |before| before.min(day));
            let late = Query { due_before: Some(before), ..open.clone() };
            columns.push(column(
                "overdue",
                "Overdue",
                &late,
                &[("status", Some("open")), ("open", Some("1")), ("due-before", Some(&before.to_string()))],
            )?);
        }
        columns.push(column("open", "Open", &open, &[("status", Some("open")), ("open", Some("1"))])?);
    }
    for (status, title) in STATUSES.into_iter().filter(|(status, _)| wants(status) && !asked.open) {
        columns.push(column(status, title, &Query { statuses: vec![status.to_owned()], ..asked.clone() }, &[("status", Some(status))])?);
    }
    let (full, empty): (Vec<Value>, Vec<Value>) = columns.into_iter().partition(|column| column["total"] != json!(0));
    let shown = json!({
        "as_of": as_of, "columns": full, "empty": empty.iter().map(|column| column["title"].clone()).collect::<Vec<_>>(),
        "params": visit.form(), "asked": visit.params.iter().any(|(name, _)| name != "view"), "list": visit.with(&[("view", Some("list"))]),
        "json": visit.with(&[("format", Some("json"))]),
    });
    // Programs never get here; the page tells them where its rows are.
    Ok(Page::new("commitments.html", shown, json!(null)).rows(Rows::default()))
}

/// A commitment as the board shows it, with its deadline in words.
fn promise(hit: &Hit, as_of: Option<civil::Date>) -> Option<Value> {
    let card = card::of_hit(hit)?;
    let open = matches!(card.status.as_str(), "open" | "extended");
    let days = card.due.zip(as_of).map(|(due, day)| (due - day).get_days());
    let when = match days {
        _ if !open => None,
        Some(0) => Some("due that day".to_owned()),
        Some(1) => Some("in a day".to_owned()),
        Some(-1) => Some("overdue by a day".to_owned()),
        Some(days) if days > 0 => Some(format!("in {days} days")),
        Some(days) => Some(format!("overdue by {} days", -days)),
        None => None,
    };
    let of = |name: &str| card.facts.iter().filter(|fact| fact.name == name).map(|fact| fact.value.clone()).collect::<Vec<_>>();
    Some(json!({ "amounts": of("amount"), "conditions": of("condition"), "told_by": of("as told by"), "when": when,
        "late": open && days.is_some_and(|days| days < 0), "card": card }))
}
