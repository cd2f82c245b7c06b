//! `/calendar`: meetings and deadlines of a month by day; `/calendar.ics`: the same for calendar programs, as a subscription.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use jiff::{ToSpan, civil};
use legation::record::Code;
use legation::world::Files;
use legation_store::export::{Codes, Exported, Format, View, write};
use legation_store::{Hit, Kind, Order, Query, Sqlite, alone, asked, record_json};
use serde_json::{Value, json};

use crate::card::{self, Card, Maker};
use crate::moment;
use crate::page::{Page, Rows};
use crate::visit::Visit;
use crate::{App, Problem, country};

/// So many meetings, and so many deadlines, are on a page or in a file at most.
const MOST: usize = 500;
/// A subscription begins so many days before the page's day, and ends so many years after it.
const BEFORE: i64 = 90;
const AFTER: i64 = 10;
/// What lasts longer than this is not on a day, but some time in the month.
const LONG: i32 = 7;

/// `GET /calendar`.
pub async fn page(State(app): State<App>, visit: Visit) -> Response {
    visit.show(&app, |visit, app, store| {
        visit.only(&["month", "dyad"])?;
        let dyad = visit.param("dyad").map(asked::dyad).transpose()?;
        let as_of = app.as_of(store)?;
        let first = match visit.param("month") {
            Some(month) => asked::first_day(month)?.first_of_month(),
            None => as_of.unwrap_or(civil::date(2000, 1, 1)).first_of_month(),
        };
        let last = first.last_of_month();
        let host = visit.host.as_deref().unwrap_or_default();
        let name = format!("calendar {as_of:?} {host} {}", visit.with(&[("format", None)]));
        let make = || -> Result<Value, Problem> {
        let found = Found::of(store, dyad, first, last)?;
        let (days, some_time) = found.by_day(first);
        let world = app.world()?;
        let names = dyad.map(|(one, other)| [one, other].map(|code| country::name(world, code)));
        let pair = dyad.map(|(one, other)| format!("{one}-{other}"));
        let month = |day: civil::Date| day.strftime("%Y-%m").to_string();
        let file = pair.as_ref().map_or_else(|| "/calendar.ics".to_owned(), |pair| format!("/calendar.ics?dyad={pair}"));
        let shown = json!({
            "title": first.strftime("%B %Y").to_string(), "month": month(first), "as_of": as_of, "names": names, "pair": pair,
            "before": visit.with(&[("month", Some(&month(first.saturating_sub(1.month()))))]),
            "after": visit.with(&[("month", Some(&month(first.saturating_add(1.month()))))]),
            "now": visit.with(&[("month", None)]), "grid": grid(first, &days), "days": days.iter().map(|(day, lines)| json!({ "day": day,
            "weekday": day.strftime("%A").to_string(), "lines": lines })).collect::<Vec<_>>(),
            "some_time": some_time, "file": file, "webcal": visit.host.as_ref().map(|host| format!("webcal://{host}{file}")),
            "params": { "month": visit.param("month").unwrap_or_default(), "dyad": visit.param("dyad").unwrap_or_default() },
        });
        let data = json!({
            "month": month(first), "from": first, "to": last, "dyad": dyad.map(|(one, other)| [one, other]),
            "meetings": found.meetings.iter().map(Hit::to_json).collect::<Vec<_>>(),
            "deadlines": found.deadlines.iter().map(|(_, data)| data).collect::<Vec<_>>(), "calendar": file,
        });
        Ok(Page::new("calendar.html", shown, data).rows(found.rows()).into_value())
        };
        Ok(Page::of_kept("calendar.html", app.kept(&name, make)?))
    })
    .await
}

/// `GET /calendar.ics`.
pub async fn file(State(app): State<App>, visit: Visit) -> Response {
    visit
        .show(&app, |visit, app, store| {
            visit.only(&["dyad"])?;
            let dyad = visit.param("dyad").map(asked::dyad).transpose()?;
            let day = app.as_of(store)?.unwrap_or(civil::date(2000, 1, 1));
            let name = format!("ics {day} {:?}", dyad);
            let text = app.kept(&name, || {
                let meetings = meetings(store, dyad, day.saturating_sub(BEFORE.days()), day.saturating_add(AFTER.years()))?;
                let mut readings: Vec<Exported> =
                    meetings.iter().map(|hit| Exported::from(alone(&hit.reading, hit.kind, hit.ordinal))).collect();
                for key in store.due(dyad, day.saturating_sub(BEFORE.days()), day.saturating_add(AFTER.years()), MOST)? {
                    readings.extend(store.record(&key)?.map(|(kind, ordinal, reading)| Exported::from(alone(&reading, kind, ordinal))));
                }
                let codes = Codes::load(&Files::builtin()).map_err(|error| Problem::inside(error.to_string()))?;
                let mut out = Vec::new();
                write(Format::Calendar, readings.into_iter(), &View::of(Format::Calendar), &codes, &mut out)
                    .map_err(|error| Problem::inside(error.to_string()))?;
                Ok(Value::String(String::from_utf8_lossy(&out).into_owned()))
            })?;
            Ok(Page::file("text/calendar; charset=utf-8", text.as_str().unwrap_or_default().to_owned()))
        })
        .await
}

/// Meetings of some days whose own day is known, the first ones first.
fn meetings(store: &Sqlite, dyad: Option<(Code, Code)>, from: civil::Date, to: civil::Date) -> Result<Vec<Hit>, Problem> {
    let query = Query {
        kind: Some(Kind::Meeting),
        dyad,
        from: Some(from),
        to: Some(to),
        order: Order::Oldest,
        limit: Some(MOST),
        ..Query::default()
    };
    let mut hits = store.answer(&query)?;
    hits.retain(moment::is_dated);
    Ok(hits)
}

/// Meetings and open deadlines of a month.
struct Found {
    meetings: Vec<Hit>,
    deadlines: Vec<(Card, Value)>,
}

impl Found {
    fn of(store: &Sqlite, dyad: Option<(Code, Code)>, first: civil::Date, last: civil::Date) -> Result<Self, Problem> {
        let mut deadlines = Vec::new();
        for key in store.due(dyad, first, last, MOST)? {
            let Some((kind, ordinal, reading)) = store.record(&key)? else { continue };
            deadlines.extend(Maker::new(&reading, None).card(kind, ordinal).map(|card| (card, record_json(&reading, kind, ordinal))));
        }
        Ok(Self { meetings: meetings(store, dyad, first, last)?, deadlines })
    }

    /// What is on each day, and what is some time in the month: what is told without a day, or goes on for long.
    fn by_day(&self, first: civil::Date) -> (BTreeMap<civil::Date, Vec<Value>>, Vec<Value>) {
        let mut days: BTreeMap<civil::Date, Vec<Value>> = BTreeMap::new();
        let mut some_time = Vec::new();
        for hit in &self.meetings {
            let (Some(card), Some(meeting)) = (card::of_hit(hit), hit.reading.meetings.get(hit.ordinal)) else { continue };
            let (Some(start), Some(end)) = (meeting.date.start, meeting.date.end.or(meeting.date.start)) else { continue };
            let place = meeting.place.as_ref().map(|place| &place.name);
            let href = format!("/meetings/{}", card.id);
            let line = json!({ "kind": "meeting", "href": href, "card": card, "place": place, "long": start != end });
            if (end - start).get_days() > LONG { some_time.push(line) } else { days.entry(start.max(first)).or_default().push(line) }
        }
        for (card, _) in &self.deadlines {
            let Some(due) = card.due else { continue };
            days.entry(due).or_default().push(json!({ "kind": "deadline", "href": card.href, "card": card, "place": null, "long": false }));
        }
        (days, some_time)
    }

    fn rows(&self) -> Rows {
        let names = |names: &[card::Name]| names.iter().map(|name| name.name.clone()).collect::<Vec<_>>().join("; ");
        let row = |day: Option<civil::Date>, what: &str, card: &Card| {
            vec![
                day.map(|day| day.to_string()).unwrap_or_default(),
                what.to_owned(),
                card.id.clone(),
                card.label.clone(),
                card.status.clone(),
                names(&card.actors),
                names(&card.recipients),
                card.words.clone(),
                card.document.href.clone(),
            ]
        };
        let meetings = self.meetings.iter().filter_map(card::of_hit).map(|card| row(card.day, "meeting", &card));
        let mut rows: Vec<Vec<String>> = meetings.chain(self.deadlines.iter().map(|(card, _)| row(card.due, "deadline", card))).collect();
        rows.sort();
        Rows { header: ["day", "what", "id", "label", "status", "who", "to", "words", "document"].map(str::to_owned).to_vec(), rows }
    }
}

/// The weeks of a month from Monday on: each day with how much is on it; days of other months are empty.
fn grid(first: civil::Date, days: &BTreeMap<civil::Date, Vec<Value>>) -> Vec<Vec<Value>> {
    let start = first.saturating_sub(i64::from(first.weekday().to_monday_zero_offset()).days());
    let cell = |day: civil::Date| {
        let inside = day.month() == first.month();
        json!({ "day": day, "month": day.strftime("%B %Y").to_string(), "number": if inside { json!(day.day()) } else { json!(null) },
        "count": days.get(&day).filter(|_| inside).map_or(0, Vec::len) })
    };
    let weeks = start.series(7.days()).take_while(|monday| *monday <= first.last_of_month());
    weeks.map(|monday| monday.series(1.day()).take(7).map(cell).collect()).collect()
}
