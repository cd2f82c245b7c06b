//! `/search`: a question in the words of whoever asks, how it was understood, and what answers it.

use axum::extract::State;
use axum::response::Response;
use jiff::civil;
use legation::record::{Code, Reading};
use legation_store::asked::Asked;
use legation_store::{Hit, Kind, Query, Sqlite};
use serde_json::{Value, json};

use super::dyad::last_contact;
use super::dyads;
use crate::card::{self, Card, Source};
use crate::moment::{self, Moment};
use crate::page::{Page, Rows};
use crate::understand::{Known, Means, Part, understand};
use crate::visit::Visit;
use crate::{App, Problem, country};

/// A question is so many characters long at most.
const LONGEST: usize = 300;
/// So many records of a kind are shown.
const FEW: usize = 5;

/// `GET /search`.
pub async fn page(State(app): State<App>, visit: Visit) -> Response {
    visit.show(&app, |visit, app, store| {
        visit.only(&["q"])?;
        let asked = visit.param("q").unwrap_or_default().trim();
        if asked.chars().count() > LONGEST {
            let problem = Problem::question(format!("the question is longer than {LONGEST} characters"));
            return Err(problem.hint("leave some of it out").link("/search"));
        }
        let as_of = app.as_of(store)?;
        let world = app.world()?;
        let known = Known { topic: &|word| store.has_label(word).unwrap_or(false), name: &|name| store.has_name(name).unwrap_or(false) };
        let parts = understand(world, &known, asked, as_of.unwrap_or(civil::date(2000, 1, 1)));
        let meant = Meant::of(&parts);
        let pair = meant.pair();
        let answer = meant.answer(store, as_of)?;
        let mut groups = Vec::new();
        if !parts.is_empty() {
            let mut kinds = [Kind::Event, Kind::Meeting, Kind::Commitment, Kind::Statement, Kind::Account];
            // Who asks for meetings sees those first.
            kinds.sort_by_key(|kind| *kind != Kind::Meeting && meant.has(|means| matches!(means, Means::Meeting(_))));
            for kind in kinds {
                groups.extend(meant.group(store, kind)?);
            }
        }
        let documents = if parts.is_empty() { None } else { meant.documents(store)? };
        let names = pair.map(|pair| pair.map(|code| country::name(world, code)));
        let href = pair.map(|[one, other]| dyads::address(one.min(other), one.max(other)));
        let chip = |part: &Part| json!({ "part": part, "without": visit.with(&[("q", Some(&part.without))]) });
        let chips: Vec<Value> = parts.iter().map(chip).collect();
        let shown = json!({
            "q": asked, "chips": chips, "as_of": meant.until(as_of), "names": names, "dyad": href,
            "answer": answer.as_ref().map(|(name, hit)| json!({ "name": name, "moment": Moment::of(hit) })),
            "groups": groups.iter().map(|group| json!({ "name": group.name(), "total": group.total, "href": group.href,
            "cards": group.cards() })).collect::<Vec<_>>(),
            "documents": documents.as_ref().map(|(readings, href)| json!({ "sources": readings.iter().map(Source::of).collect::<Vec<_>>(),
            "href": href })),
        });
        let data = json!({
            "question": asked, "as_of": as_of, "understood": parts, "dyad": pair, "link": href,
            "answer": answer.as_ref().map(|(name, hit)| { let mut data = Moment::to_json(hit); data["answers"] = json!(name); data }),
            "groups": groups.iter().map(|group| json!({ "kind": group.kind.name(), "total": group.total, "link": group.href,
            "records": group.hits.iter().map(Hit::to_json).collect::<Vec<_>>() })).collect::<Vec<_>>(),
            "documents": documents.iter().flat_map(|(readings, _)| readings).map(|reading| json!({ "id": reading.document.id,
            "title": reading.document.title, "published": reading.document.published })).collect::<Vec<_>>(),
        });
        Ok(Page::new("search.html", shown, data).rows(rows(&groups)))
    })
    .await
}

/// Answers of one kind.
struct Group {
    kind: Kind,
    hits: Vec<Hit>,
    total: usize,
    href: String,
}

impl Group {
    fn name(&self) -> String {
        format!("{}s", self.kind.name())
    }

    fn cards(&self) -> Vec<Card> {
        self.hits.iter().filter_map(card::of_hit).collect()
    }
}

fn rows(groups: &[Group]) -> Rows {
    let names = |names: &[card::Name]| names.iter().map(|name| name.name.clone()).collect::<Vec<_>>().join("; ");
    let row = |card: Card| {
        let day = card.day.map(|day| day.to_string()).unwrap_or_default();
        vec![
            card.kind.to_owned(),
            card.id,
            day,
            card.label,
            card.status,
            names(&card.actors),
            names(&card.recipients),
            card.words,
            card.document.href,
        ]
    };
    let header = ["kind", "id", "day", "label", "status", "actors", "recipients", "words", "document"].map(str::to_owned).to_vec();
    Rows { header, rows: groups.iter().flat_map(Group::cards).map(row).collect() }
}

/// Somebody who is asked about.
#[derive(Clone, PartialEq)]
struct Principal {
    /// A name; none where the country itself is meant.
    name: Option<String>,
    country: Option<Code>,
}

impl Principal {
    /// As the parameters of an address have it.
    fn asked(&self) -> String {
        self.name.clone().or_else(|| self.country.map(|code| code.to_string())).unwrap_or_default()
    }
}

/// What the parts of a question ask for together.
struct Meant<'a> {
    parts: &'a [Part],
    /// The first two who are asked about.
    who: Vec<Principal>,
    from: Option<civil::Date>,
    to: Option<civil::Date>,
}

impl<'a> Meant<'a> {
    fn of(parts: &'a [Part]) -> Self {
        let mut meant = Self { parts, who: Vec::new(), from: None, to: None };
        for part in parts {
            let principal = match &part.means {
                Means::Country(code) => Principal { name: None, country: Some(*code) },
                Means::Named(name, country) => Principal { name: Some(name.clone()), country: *country },
                Means::Period(from, to) => {
                    // "since March until May" are two parts of one period.
                    meant.from = from.or(meant.from);
                    meant.to = to.or(meant.to);
                    continue;
                }
                _ => continue,
            };
            if !meant.who.contains(&principal) {
                meant.who.push(principal);
            }
        }
        meant
    }

    /// The first two who take part.
    fn two(&self) -> Option<[&Principal; 2]> {
        Some([self.who.first()?, self.who.get(1)?])
    }

    /// Two different countries.
    fn pair(&self) -> Option<[Code; 2]> {
        let [one, other] = self.two()?;
        Some([one.country?, other.country?]).filter(|[one, other]| one != other)
    }

    fn has(&self, wanted: impl Fn(&Means) -> bool) -> bool {
        self.parts.iter().any(|part| wanted(&part.means))
    }

    /// Whether records of a kind can answer at all.
    fn wants(&self, kind: Kind) -> bool {
        let mut only = self.parts.iter().filter_map(|part| match &part.means {
            Means::Only(kind) => Some(*kind),
            Means::Status(kind, _) => Some(Some(*kind)),
            _ => None,
        });
        let first = only.next();
        let named = first.is_none_or(|first| first == Some(kind) || only.any(|other| other == Some(kind)));
        named
            && match kind {
                Kind::Meeting => !self.has(|means| matches!(means, Means::Type(_) | Means::Mode(_))),
                Kind::Event => true,
                Kind::Statement | Kind::Commitment => !self.has(|means| matches!(means, Means::Meeting(_) | Means::Mode(_))),
                // Tables of accounts are what a meeting's page shows.
                Kind::Account => first == Some(Some(Kind::Account)),
            }
    }

    /// The parameters by which records of a kind are asked for.
    fn params(&self, kind: Kind) -> Vec<(&'static str, String)> {
        let mut params: Vec<(&'static str, String)> = Vec::new();
        match (self.two(), self.pair()) {
            (Some([one, other]), Some([first, second])) => {
                let named = one.name.is_some() || other.name.is_some();
                match (named, kind) {
                    (true, Kind::Meeting) => params.extend([("actor", one.asked()), ("recipient", other.asked())]),
                    (true, _) => {
                        params.push(("dyad", format!("{first}-{second}")));
                        // One of the two by name; that the other is meant the countries tell.
                        params.extend(one.name.iter().chain(&other.name).take(1).map(|name| ("actor", name.clone())));
                    }
                    (false, _) => params.push(("dyad", format!("{first}-{second}"))),
                }
            }
            (Some([one, other]), None) => params.extend([("actor", one.asked()), ("recipient", other.asked())]),
            (None, _) => params.extend(self.who.first().map(|one| ("actor", one.asked()))),
        }
        params.extend(self.from.map(|day| ("from", day.to_string())));
        params.extend(self.to.map(|day| ("to", day.to_string())));
        let mut text: Vec<String> = Vec::new();
        for part in self.parts {
            match (&part.means, kind) {
                (Means::Type(of), Kind::Event) => params.push(("type", of.code().to_owned())),
                (Means::Mode(mode), Kind::Event) => params.push(("mode", mode.clone())),
                (Means::Topic(topic), Kind::Statement) => params.push(("topic", topic.clone())),
                (Means::Meeting(kinds), Kind::Meeting) => params.extend(kinds.iter().map(|kind| ("type", (*kind).to_owned()))),
                (Means::Meeting(kinds), Kind::Event) => {
                    params.push(("type", "CONSULT".to_owned()));
                    params.extend(if kinds.contains(&"call") { Some(("mode", "phone".to_owned())) } else { None });
                    params.extend(if kinds.contains(&"visit") { Some(("mode", "visit".to_owned())) } else { None });
                }
                (Means::Status(Kind::Commitment, "open"), Kind::Commitment) => params.push(("open", "true".to_owned())),
                (Means::Status(of, status), _) if *of == kind => params.push(("status", (*status).to_owned())),
                (Means::Topic(words), _) => text.push(words.clone()),
                // "Sanctions" is a type of events, and a word everywhere else.
                (Means::Type(_) | Means::Text(_), _) => {
                    text.push(if let Means::Text(words) = &part.means { words.clone() } else { part.words.clone() })
                }
                _ => {}
            }
        }
        if !text.is_empty() {
            params.push(("text", text.join(" ")));
        }
        params
    }

    /// What records of a kind answer.
    fn group(&self, store: &Sqlite, kind: Kind) -> Result<Option<Group>, Problem> {
        if !self.wants(kind) {
            return Ok(None);
        }
        let params = self.params(kind);
        if params.is_empty() && !self.has(|means| matches!(means, Means::Only(_) | Means::Meeting(_))) {
            return Ok(None);
        }
        // Who is asked for alone may be the one who acts, else the one who is acted on.
        let alone = self.who.len() == 1;
        let turned = params.iter().map(|(name, value)| (if *name == "actor" { "recipient" } else { *name }, value.clone())).collect();
        for params in [Some(params), Some(turned).filter(|_| alone)].into_iter().flatten() {
            let found = Self::group_of(store, kind, &params)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn group_of(store: &Sqlite, kind: Kind, params: &[(&'static str, String)]) -> Result<Option<Group>, Problem> {
        let query = query(params, kind)?;
        let hits = store.answer(&Query { limit: Some(FEW), ..query.clone() })?;
        if hits.is_empty() {
            return Ok(None);
        }
        let total = if hits.len() < FEW { hits.len() } else { store.count(&query)? };
        Ok(Some(Group { kind, hits, total, href: address(&format!("/{}s", kind.name()), params) }))
    }

    /// Documents that have all words, where there are words to search for, or that were published then.
    fn documents(&self, store: &Sqlite) -> Result<Option<(Vec<Reading>, String)>, Problem> {
        let only = self.has(|means| matches!(means, Means::Only(None)));
        if !only && self.has(|means| matches!(means, Means::Only(_) | Means::Status(..))) {
            return Ok(None);
        }
        let mut params: Vec<(&'static str, String)> =
            self.params(Kind::Account).into_iter().filter(|(name, _)| matches!(*name, "text" | "from" | "to")).collect();
        let words: Vec<String> = self
            .who
            .iter()
            .map(|one| one.name.clone().map_or_else(String::new, |name| format!("\"{name}\"")))
            .filter(|words| !words.is_empty())
            .collect();
        if !words.is_empty() {
            match params.iter_mut().find(|(name, _)| *name == "text") {
                Some((_, text)) => *text = format!("{text} {}", words.join(" ")),
                None => params.push(("text", words.join(" "))),
            }
        }
        params.extend(self.pair().map(|[one, other]| ("dyad", format!("{one}-{other}"))));
        if params.is_empty() {
            params.extend(self.who.first().and_then(|one| one.country).map(|code| ("actor", code.to_string())));
        }
        if params.is_empty() && !only {
            return Ok(None);
        }
        let readings = store.documents(&Query { limit: Some(FEW), ..query(&params, Kind::Event)? })?;
        let href = address("/documents", &params);
        Ok((!readings.is_empty()).then_some((readings, href)))
    }

    /// The last day that counts: that of the question or that of the page.
    fn until(&self, as_of: Option<civil::Date>) -> Option<civil::Date> {
        match (self.to, as_of) {
            (Some(to), Some(as_of)) => Some(to.min(as_of)),
            (to, as_of) => to.or(as_of),
        }
    }

    /// Where somebody asks when two last met or will meet: that meeting, with what it is an answer to.
    fn answer(&self, store: &Sqlite, as_of: Option<civil::Date>) -> Result<Option<(&'static str, Hit)>, Problem> {
        let Some([one, other]) = self.two() else { return Ok(None) };
        if self.has(|means| matches!(means, Means::Next)) {
            let mut params =
                vec![("actor", one.asked()), ("recipient", other.asked()), ("open", "true".to_owned()), ("order", "oldest".to_owned())];
            params.extend(as_of.map(|day| ("from", day.to_string())));
            let hits = store.answer(&Query { limit: Some(FEW), ..query(&params, Kind::Meeting)? })?;
            return Ok(hits.into_iter().find(moment::is_dated).map(|hit| ("next-meeting", hit)));
        }
        let to = self.until(as_of);
        if one.name.is_some() || other.name.is_some() {
            let mut params =
                vec![("actor", one.asked()), ("recipient", other.asked()), ("status", "held".to_owned()), ("status", "ongoing".to_owned())];
            params.extend(to.map(|day| ("to", day.to_string())));
            let hit = store.answer(&Query { limit: Some(1), ..query(&params, Kind::Meeting)? })?.into_iter().next();
            if hit.is_some() {
                return Ok(hit.map(|hit| ("last-contact", hit)));
            }
        }
        let Some([one, other]) = self.pair() else { return Ok(None) };
        Ok(last_contact(store, (one, other), to)?.map(|hit| ("last-contact", hit)))
    }
}

fn query(params: &[(&'static str, String)], kind: Kind) -> Result<Query, Problem> {
    let one = |name: &str| params.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone());
    let all = |names: &[&str]| params.iter().filter(|(own, _)| names.contains(own)).map(|(_, value)| value.clone()).collect();
    let asked = Asked {
        actor: one("actor"),
        recipient: one("recipient"),
        dyad: one("dyad"),
        types: all(&["type"]),
        labels: all(&["mode", "topic"]),
        statuses: all(&["status"]),
        from: one("from"),
        to: one("to"),
        text: one("text"),
        open: one("open").is_some(),
        order: one("order"),
        ..Asked::default()
    };
    Ok(asked.query(kind)?)
}

fn address(path: &str, params: &[(&'static str, String)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
