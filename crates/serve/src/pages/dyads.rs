//! `/dyads`: the pairs of countries between which most happens, and a form that leads to any pair.

use axum::extract::State;
use axum::response::Response;
use jiff::ToSpan;
use legation::World;
use legation_store::{Busy, asked};
use serde_json::{Value, json};

use crate::page::{Page, Rows};
use crate::visit::Visit;
use crate::{App, Problem, country};

/// So many dyads are listed.
const LISTED: usize = 100;

/// So many days count where no period is chosen.
pub const LATELY: i64 = 365;

/// `GET /dyads`.
pub async fn page(State(app): State<App>, visit: Visit) -> Response {
    visit
        .show(&app, |visit, app, store| {
            visit.only(&["one", "two", "from", "to"])?;
            let world = app.world()?;
            if let (Some(one), Some(two)) = (visit.param("one"), visit.param("two")) {
                let known = |words: &str| {
                    country::code(world, words).ok_or_else(|| {
                        Problem::question(format!("{words:?} is no country that is known here"))
                            .hint("write its usual English name, or its code such as CHN")
                            .link("/dyads")
                    })
                };
                let (one, two) = (known(one)?, known(two)?);
                if one == two {
                    return Err(Problem::question("both fields name the same country").hint("name two different ones").link("/dyads"));
                }
                return Ok(Page::elsewhere(address(one.min(two), one.max(two))));
            }
            let to = visit.param("to").map(asked::last_day).transpose()?;
            let from = visit.param("from").map(asked::first_day).transpose()?;
            let to = match to {
                Some(day) => Some(day),
                None => app.as_of(store)?,
            };
            let from = from.or_else(|| to.map(|to| to.saturating_sub(LATELY.days())));
            let busiest = match from.zip(to) {
                Some((from, to)) => {
                    app.kept(&format!("busiest {from} {to} {LISTED}"), || Ok(named(world, &store.busiest(from, to, LISTED)?)))?
                }
                None => json!([]),
            };
            let names: Vec<&str> = world.actors.countries.iter().map(|country| country.name.as_str()).collect();
            let shown = json!({
                "busiest": busiest, "from": from, "to": to, "names": names, "top": most(&busiest),
                "params": { "from": visit.param("from").unwrap_or_default(), "to": visit.param("to").unwrap_or_default(),
                "one": visit.param("one").unwrap_or_default(), "two": visit.param("two").unwrap_or_default() },
            });
            let field = |one: &Value, name: &str| one[name].as_str().map_or_else(|| one[name].to_string(), str::to_owned);
            let header = ["one", "other", "one_name", "other_name", "events", "mean"];
            let rows = busiest.as_array().into_iter().flatten().map(|one| header.map(|name| field(one, name)).to_vec()).collect();
            let data = json!({ "from": from, "to": to, "dyads": busiest });
            Ok(Page::new("dyads.html", shown, data).rows(Rows { header: header.map(str::to_owned).to_vec(), rows }))
        })
        .await
}

/// Dyads with the names of their countries and the address of their page.
pub fn named(world: &World, busiest: &[Busy]) -> Value {
    let one = |busy: &Busy| {
        json!({
            "one": busy.one, "other": busy.other, "one_name": country::name(world, busy.one),
            "other_name": country::name(world, busy.other),
            "events": busy.events, "mean": (busy.mean * 100.0).round() / 100.0, "href": address(busy.one, busy.other),
        })
    };
    busiest.iter().map(one).collect()
}

/// The most events that any of them has.
pub fn most(busiest: &Value) -> i64 {
    busiest.as_array().into_iter().flatten().filter_map(|one| one["events"].as_i64()).max().unwrap_or(1)
}

/// The page of two countries, the codes in the order of the alphabet.
pub fn address(one: legation::record::Code, other: legation::record::Code) -> String {
    format!("/dyads/{one}-{other}")
}
