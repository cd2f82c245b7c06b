//! `/dyads/CHN-USA`: what is last known and still open between two countries, and what happened between them.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::{ToSpan, civil};
use legation::record::{Code, EventType};
use legation::{Reading, World};
use legation_store::{Hit, Kind, Order, Point, Query, Sqlite, Step, Who, asked, record_json};
use serde_json::{Value, json};

use super::dyads;
use crate::card::{Card, Maker};
use crate::moment::{self, Moment};
use crate::page::{Page, Rows};
use crate::plot::{self, Period};
use crate::visit::Visit;
use crate::{App, Problem, country};

/// So many years are shown where no period is chosen.
const YEARS: i64 = 2;
/// So many dots are in a plot at most: more of them hide each other.
const DOTS: usize = 400;
/// So many meetings to come, commitments and measures of each side are shown.
const FEW: usize = 5;
/// So many events are listed.
const LISTED: usize = 20;
/// A meeting to come without a day is shown for so many days after it was told.
pub const AWAITED: i64 = 120;
/// A longer period is counted by years.
const BY_MONTHS: i32 = 366 * 8;

/// `GET /dyads/{pair}`.
pub async fn page(State(app): State<App>, Path(pair): Path<String>, visit: Visit) -> Response {
    visit
        .show(&app, move |visit, app, store| {
            visit.only(&["from", "to"])?;
            let world = app.world()?;
            let (one, other) = codes(world, &pair)?;
            if pair != format!("{one}-{other}") {
                let query = visit.with(&[]);
                let query = query.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
                return Ok(Page::elsewhere(dyads::address(one, other) + &query));
            }
            let as_of = app.as_of(store)?;
            let to = visit.param("to").map(asked::last_day).transpose()?.or(as_of);
            let from = visit.param("from").map(asked::first_day).transpose()?;
            let from = from.or_else(|| to.map(|to| to.saturating_sub(YEARS.years())));
            if from.zip(to).is_some_and(|(from, to)| from > to) {
                return Err(Problem::question("the period ends before it begins").hint("give an earlier `from` or a later `to`"));
            }
            let found = Found { world, store, one, other, as_of };
            let name = format!("dyad {as_of:?} {}", visit.with(&[("format", None)]));
            let period = from.zip(to).map(|(from, to)| Period { from, to });
            Ok(Page::of_kept("dyad.html", app.kept(&name, || Ok(found.page(visit, period)?.into_value()))?))
        })
        .await
}

/// The two countries of an address, in the order of the alphabet: codes or names with a hyphen between.
fn codes(world: &World, pair: &str) -> Result<(Code, Code), Problem> {
    let halves = pair
        .match_indices(['-', ','])
        .filter_map(|(at, _)| Some((country::code(world, &pair[..at])?, country::code(world, &pair[at + 1..])?)));
    let found = { halves }.next().ok_or_else(|| {
        Problem::not_found(format!("{pair:?} are no two countries that are known here"))
            .hint("write two codes with a hyphen between, such as /dyads/CHN-USA, or choose from the list of dyads")
            .link("/dyads")
    })?;
    match found {
        (one, other) if one == other => {
            Err(Problem::not_found(format!("{pair:?} is one country twice")).hint("name two different ones").link("/dyads"))
        }
        (one, other) => Ok((one.min(other), one.max(other))),
    }
}

/// Open commitments of one side to the other, or of both together.
struct Owed {
    /// By whom, to whom; nothing where both are bound.
    side: Option<[Code; 2]>,
    hits: Vec<Hit>,
    /// So many there are besides.
    more: usize,
}

struct Found<'a> {
    world: &'a World,
    store: &'a Sqlite,
    one: Code,
    other: Code,
    as_of: Option<civil::Date>,
}

impl Found<'_> {
    fn page(&self, visit: &Visit, period: Option<Period>) -> Result<Page, Problem> {
        let (one, other) = (self.one, self.other);
        let names = [one, other].map(|code| country::name(self.world, code));
        let last = last_contact(self.store, (one, other), self.as_of)?;
        let next = self.next()?;
        let owed = self.owed()?;
        let measures = [self.measures(one, other)?, self.measures(other, one)?];
        let events = Events::find(self, period)?;
        let asked = |address: &str, more: &str| match period {
            Some(Period { from, to }) => format!("{address}?dyad={one}-{other}&from={from}&to={to}{more}"),
            None => format!("{address}?dyad={one}-{other}{more}"),
        };
        let label = format!("Events between {} and {}", names[0], names[1]);
        let plots = period.map(|period| {
            [
                plot::timeline(&events.dots, period, &label),
                plot::counts(&events.points, &|start| last_day(start, events.step), period, &format!("{label}, counted")),
            ]
        });
        let spans = self.as_of.map(|day| presets(visit, day)).unwrap_or_default();
        let shown = json!({
            "codes": [one, other], "names": names, "as_of": self.as_of, "period": period.map(|period| [period.from, period.to]),
            "last": last.as_ref().and_then(Moment::of), "ago": last.as_ref().and_then(|hit| self.ago(hit)),
            "next": next.iter().map(|(moment, _)| moment).collect::<Vec<_>>(),
            "owed": owed.iter().map(|Owed { side, hits, more }| json!({
                "by": side.map(|[by, to]| [country::name(self.world, by), country::name(self.world, to)]),
                "moments": hits.iter().filter_map(Moment::of).collect::<Vec<_>>(),
                "overdue": hits.iter().map(|hit| self.overdue(hit)).collect::<Vec<_>>(),
                "more": more,
                "href": side.map_or_else(|| format!("/commitments?dyad={one}-{other}&open=1"), |[by, to]| format!("/commitments?actor={by}&recipient={to}&open=1")),
            })).collect::<Vec<_>>(),
            "measures": measures.iter().zip([[&names[0], &names[1]], [&names[1], &names[0]]]).map(|(hits, names)| json!({
                "names": names, "moments": hits.iter().filter_map(Moment::of).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "plots": plots, "dots": events.dots, "points": events.points.iter().map(|point| json!({ "point": point,
            "words": events.words(point.start) })).collect::<Vec<_>>(),
            "step": events.step_name(), "total": events.total,
            "cards": events.latest,
            "all": asked("/events", ""), "all_csv": asked("/events", "&format=csv"), "presets": spans, "statements": asked("/statements",
            ""), "meetings": asked("/meetings", ""),
            "calendar": format!("/calendar?dyad={one}-{other}"),
            "params": { "from": visit.param("from").unwrap_or_default(), "to": visit.param("to").unwrap_or_default() },
        });
        let record = |hits: &[Hit]| hits.iter().map(Moment::to_json).collect::<Vec<_>>();
        let data = json!({
            "dyad": [one, other], "names": names, "as_of": self.as_of, "from": period.map(|period| period.from),
            "to": period.map(|period| period.to),
            "last_contact": last.as_ref().map(Moment::to_json),
            "next_meetings": next.iter().map(|(_, data)| data).collect::<Vec<_>>(),
            "open_commitments": owed.iter().map(|Owed { side, hits, more }| json!({ "by": side.map(|[by, _]| by),
            "to": side.map(|[_, to]| to), "together": side.is_none(), "records": record(hits), "more": more })).collect::<Vec<_>>(),
            "measures": [json!({ "by": one, "to": other, "records": record(&measures[0]) }), json!({ "by": other, "to": one,
            "records": record(&measures[1]) })],
            "events": events.dots, "total": events.total, "step": events.step_name(), "counts": events.points,
        });
        Ok(Page::new("dyad.html", shown, data).rows(events.rows()))
    }

    fn asks(&self, kind: Kind) -> Query {
        Query { kind: Some(kind), dyad: Some((self.one, self.other)), ..Query::default() }
    }

    /// So many days before the page's day the last contact ended.
    fn ago(&self, hit: &Hit) -> Option<i32> {
        let date = &hit.reading.meetings.get(hit.ordinal)?.date;
        let days = (self.as_of? - date.end.or(date.start)?).get_days();
        (days >= 0).then_some(days)
    }

    /// Meetings to come and called off: those with a day first.
    fn next(&self) -> Result<Vec<(Moment, Value)>, Problem> {
        let Some(day) = self.as_of else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        let ahead = Query { from: Some(day), order: Order::Oldest, limit: Some(FEW * 2), ..self.asks(Kind::Meeting) };
        let called_off = Query { statuses: vec!["cancelled".to_owned()], ..ahead.clone() };
        for query in [Query { open: true, ..ahead }, called_off] {
            let hits = self.store.answer(&query)?;
            let to_come = |hit: &&Hit| {
                moment::is_dated(hit)
                    && hit
                        .reading
                        .meetings
                        .get(hit.ordinal)
                        .is_some_and(|meeting| meeting.status != legation::record::MeetingStatus::Ongoing)
            };
            found.extend(hits.iter().filter(to_come).filter_map(|hit| Some((Moment::of(hit)?, Moment::to_json(hit)))));
        }
        found.sort_by_key(|(moment, _)| moment.card.day);
        found.truncate(FEW);
        for key in self.store.undated(Some((self.one, self.other)), day.saturating_sub(AWAITED.days()), FEW)? {
            if let Some((kind, ordinal, reading)) = self.store.record(&key)? {
                found.extend(undated(&reading, kind, ordinal));
            }
        }
        Ok(found)
    }

    /// Open commitments of the one, of the other, and of both together, each with how many more there are.
    fn owed(&self) -> Result<Vec<Owed>, Problem> {
        let both = |hit: &Hit| {
            hit.reading
                .commitments
                .get(hit.ordinal)
                .is_some_and(|own| [self.one, self.other].iter().all(|code| own.by.iter().any(|by| by.country == Some(*code))))
        };
        let mut together: Vec<Hit> = Vec::new();
        let mut owed = Vec::new();
        for [by, to] in [[self.one, self.other], [self.other, self.one]] {
            let open =
                Query { dyad: None, actor: Some(Who::Code(by)), recipient: Some(Who::Code(to)), open: true, ..self.asks(Kind::Commitment) };
            let hits = self.store.answer(&Query { limit: Some(FEW * 4), ..open.clone() })?;
            let all = if hits.len() < FEW * 4 { hits.len() } else { self.store.count(&open)? };
            let (shared, own): (Vec<Hit>, Vec<Hit>) = hits.into_iter().partition(both);
            let more = all - shared.len() - own.len().min(FEW);
            owed.push(Owed { side: Some([by, to]), hits: own.into_iter().take(FEW).collect(), more });
            for hit in shared {
                if together.len() < FEW && together.iter().all(|known| known.key != hit.key) {
                    together.push(hit);
                }
            }
        }
        if !together.is_empty() {
            owed.push(Owed { side: None, hits: together, more: 0 });
        }
        Ok(owed)
    }

    fn overdue(&self, hit: &Hit) -> bool {
        let due = hit.reading.commitments.get(hit.ordinal).and_then(|own| own.due.end);
        due.zip(self.as_of).is_some_and(|(due, as_of)| due < as_of)
    }

    /// The last measures of one side towards the other: acts, not words, that happened or go on.
    fn measures(&self, from: Code, to: Code) -> Result<Vec<Hit>, Problem> {
        let is_act = |kind: &&EventType| matches!(self.world.codebook.quad(**kind), 2 | 4);
        let types = EventType::ALL.iter().filter(is_act).map(|kind| kind.code().to_owned()).collect();
        let query = Query {
            dyad: None,
            actor: Some(Who::Code(from)),
            recipient: Some(Who::Code(to)),
            types,
            statuses: happened(),
            to: self.as_of,
            limit: Some(FEW),
            ..self.asks(Kind::Event)
        };
        Ok(self.store.answer(&query)?)
    }
}

/// A meeting to come whose day is not known, as shown and as told to programs.
pub fn undated(reading: &Reading, kind: Kind, ordinal: usize) -> Option<(Moment, Value)> {
    let moment = Moment::within(reading, kind, ordinal)?;
    let mut data = record_json(reading, kind, ordinal);
    data["sentence"] = json!({ "text": moment.sentence, "span": moment.at });
    Some((moment, data))
}

/// The latest meeting or call that was held, as far as is known on a day.
pub fn last_contact(store: &Sqlite, dyad: (Code, Code), as_of: Option<civil::Date>) -> Result<Option<Hit>, Problem> {
    let statuses = vec!["held".to_owned(), "ongoing".to_owned()];
    let query = Query { kind: Some(Kind::Meeting), dyad: Some(dyad), statuses, to: as_of, limit: Some(1), ..Query::default() };
    Ok(store.answer(&query)?.into_iter().next())
}

fn happened() -> Vec<String> {
    ["occurred", "ongoing"].map(str::to_owned).to_vec()
}

/// Periods that end on the page's day, each with its address.
fn presets(visit: &Visit, as_of: civil::Date) -> Vec<(&'static str, String)> {
    let spans = [("3 months", 3.months()), ("1 year", 1.year()), ("2 years", 2.years()), ("5 years", 5.years()), ("20 years", 20.years())];
    spans
        .map(|(name, span)| {
            (
                name,
                visit.with(&[("from", Some(&as_of.saturating_sub(span).to_string())), ("to", Some(&as_of.to_string())), ("format", None)]),
            )
        })
        .to_vec()
}

/// What happened in a period.
struct Events {
    dots: Vec<legation_store::Dot>,
    points: Vec<Point>,
    step: Step,
    latest: Vec<Card>,
    /// All that happened, in the plot or not.
    total: i64,
}

impl Events {
    fn find(found: &Found<'_>, period: Option<Period>) -> Result<Self, Problem> {
        let Some(Period { from, to }) = period else {
            return Ok(Self { dots: Vec::new(), points: Vec::new(), step: Step::Month, latest: Vec::new(), total: 0 });
        };
        let dots = found.store.dots((found.one, found.other), from, to, DOTS)?;
        let step = if (to - from).get_days() > BY_MONTHS { Step::Year } else { Step::Month };
        let points = found.store.counts((found.one, found.other), from, to, step == Step::Year)?;
        let mut latest = Vec::new();
        for dot in dots.iter().take(LISTED) {
            if let Some((kind, ordinal, reading)) = found.store.record(&dot.id)? {
                latest.extend(Maker::new(&reading, None).card(kind, ordinal));
            }
        }
        let total = points.iter().map(|point| point.count).sum();
        Ok(Self { dots, points, step, latest, total })
    }

    fn step_name(&self) -> &'static str {
        if self.step == Step::Year { "year" } else { "month" }
    }

    fn words(&self, start: civil::Date) -> String {
        start.strftime(if self.step == Step::Year { "%Y" } else { "%B %Y" }).to_string()
    }

    fn rows(&self) -> Rows {
        let header = [
            self.step_name(),
            "events",
            "mean_score",
            "verbal_cooperation",
            "material_cooperation",
            "verbal_conflict",
            "material_conflict",
        ];
        let row = |point: &Point| {
            let [a, b, c, d] = point.quads.map(|count| count.to_string());
            vec![point.start.to_string(), point.count.to_string(), format!("{:.2}", point.mean), a, b, c, d]
        };
        Rows { header: header.map(str::to_owned).to_vec(), rows: self.points.iter().map(row).collect() }
    }
}

fn last_day(start: civil::Date, step: Step) -> civil::Date {
    if step == Step::Year { start.last_of_year() } else { start.last_of_month() }
}
