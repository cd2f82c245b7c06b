//! How a question becomes SQL: what it is driven by, and in which order records come out.
//!
//! SQLite does not know how often a country, a name or a word occurs, and a store has both: two countries with five records between them and
//! two with fifty thousand. So each set of records that a question names is counted, but no further than to [`FEW`]. Where one is small its
//! records are looked up and sorted. Where all are large, records are walked in the order asked for, along an index that has that order,
//! until there are enough; every other condition is tested on the way.

use jiff::civil;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::Sqlite;
use super::answer::fts;
use crate::StoreError;
use crate::fold::fold;
use crate::query::{Kind, Order, Query, Who};

/// So many records are looked up and sorted in some milliseconds.
const FEW: usize = 3000;
/// The records of words that are in more than so many are not gathered: they are met soon enough on the way.
const MANY: usize = 50_000;

/// A question as SQL. The records are `r`.
pub struct Plan {
    /// What comes after FROM.
    pub from: String,
    /// What comes after WHERE.
    pub wheres: String,
    /// What comes after ORDER BY.
    pub order: String,
    /// The values of all marks, in order.
    pub values: Vec<Value>,
}

/// A set of records that a question names.
struct Set {
    /// A query for their ids, some perhaps twice.
    rows: String,
    /// Whether `r` is one of them.
    holds: String,
    /// The values of the marks in either.
    values: Vec<Value>,
    /// How they are walked by day, where an index has that order.
    walk: Option<Walk>,
    /// Words are slow to test one by one.
    words: bool,
}

/// No later sentence tells that something has come of a record `r`, or of another report of the same.
pub(super) const UNANSWERED: &str =
    "NOT EXISTS (SELECT 1 FROM answers a WHERE a.record IN (SELECT id FROM records WHERE id = r.id OR head = r.id)
     AND a.kind IN ('outcome', 'kept', 'broken', 'withdrawn', 'expired', 'held', 'cancelled'))";

/// A table that is walked by day: `w`, with its `starts` and `record`.
struct Walk {
    table: &'static str,
    wheres: String,
}

/// The conditions of a question.
#[derive(Default)]
struct Conditions {
    wheres: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, condition: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.wheres.push(condition.into());
        self.values.extend(values);
    }

    fn one_of(&mut self, column: &str, values: &[String]) {
        if !values.is_empty() {
            self.add(format!("{column} IN ({})", marks(values.len())), values.iter().cloned().map(Value::from));
        }
    }
}

impl Sqlite {
    /// The plan for all records that a question asks for, or for the first ones in its order.
    pub(super) fn plan(&self, query: &Query, first: bool) -> Result<Plan, StoreError> {
        let kind = query.kind.unwrap_or(Kind::Event);
        let sets = sets(query, kind)?;
        let mut smallest: Option<(usize, usize)> = None;
        let mut sizes = Vec::new();
        for (at, set) in sets.iter().enumerate() {
            let size = self.size(set, if set.words { MANY } else { FEW })?;
            sizes.push(size);
            if smallest.is_none_or(|(least, _)| size.min(FEW) < least) {
                smallest = Some((size.min(FEW), at));
            }
        }
        let gathered = smallest.filter(|(least, _)| *least < FEW || !first).map(|(_, at)| at);
        let by_day = matches!(query.order, Order::Newest | Order::Oldest);
        let walked = if gathered.is_none() && by_day { sets.iter().position(|set| set.walk.is_some()) } else { None };
        let mut found = Conditions::default();
        let mut from = "records r".to_owned();
        let days = match (gathered, walked.and_then(|at| sets[at].walk.as_ref().map(|walk| (at, walk)))) {
            (Some(at), _) => {
                found.add(format!("r.id IN ({})", sets[at].rows), sets[at].values.iter().cloned());
                "+r.starts"
            }
            (None, Some((at, walk))) => {
                from = format!("{} w CROSS JOIN records r ON r.id = w.record", walk.table);
                found.add(walk.wheres.clone(), sets[at].values.iter().cloned());
                "w.starts"
            }
            (None, None) => "r.starts",
        };
        // Without a mark in front SQLite might take an index of the column for better.
        let own = if from == "records r" && gathered.is_none() { "r." } else { "+r." };
        for (at, set) in sets.iter().enumerate().filter(|(at, _)| Some(*at) != gathered && Some(*at) != walked) {
            let gather = gathered.is_none() && set.words && sizes[at] < MANY;
            let holds = if gather { format!("+r.id IN ({})", set.rows) } else { set.holds.clone() };
            found.add(holds, set.values.iter().cloned());
        }
        filters(&mut found, query, kind, own, days);
        let (starts, id) = if walked.is_some() { ("w.starts", "w.record") } else { ("r.starts", "r.id") };
        let order = match query.order {
            // NULL is less than anything: undated records come last.
            Order::Newest => format!("{starts} DESC, {id} DESC"),
            Order::Oldest => format!("{starts} ASC NULLS LAST, {id} ASC"),
            Order::MostReported => "r.reports DESC, r.starts DESC, r.id DESC".to_owned(),
            Order::Surest => "r.confidence DESC, r.starts DESC, r.id DESC".to_owned(),
        };
        Ok(Plan { from, wheres: found.wheres.join(" AND "), order, values: found.values })
    }

    /// How many records a set has, at most so many.
    fn size(&self, set: &Set, most: usize) -> Result<usize, StoreError> {
        let sql = format!("SELECT count(*) FROM ({} LIMIT {most})", set.rows);
        let mut statement = self.db.prepare_cached(&sql).map_err(|error| self.failed(error))?;
        let size = statement.query_row(params_from_iter(&set.values), |row| row.get::<_, i64>(0));
        Ok(usize::try_from(size.map_err(|error| self.failed(error))?).unwrap_or_default())
    }
}

/// What is told by a record itself.
fn filters(found: &mut Conditions, query: &Query, kind: Kind, own: &str, days: &str) {
    let day = |day: civil::Date| Value::from(day.to_string());
    found.add(format!("{own}kind = ?"), [Value::from(kind.name().to_owned())]);
    found.one_of(&format!("{own}type"), &query.types);
    status(found, query, kind);
    if let Some(from) = query.from {
        found.add("coalesce(r.ends, r.starts) >= ?", [day(from)]);
        // No record lasts longer than it takes to look at all of them from ten years before: an index can begin there.
        found.add(format!("{days} >= ?"), [day(from.checked_sub(jiff::Span::new().years(10)).unwrap_or(civil::Date::MIN))]);
    }
    if let Some(to) = query.to {
        found.add(format!("{days} <= ?"), [day(to)]);
    }
    if query.undated {
        found.add(format!("{days} IS NULL"), []);
    }
    if let Some(least) = query.min_confidence {
        found.add(format!("{own}confidence >= ?"), [Value::from(least)]);
    }
    if query.open {
        let open: &[&str] =
            if kind == Kind::Meeting { &["scheduled", "invited", "proposed", "postponed", "ongoing"] } else { &["open", "extended"] };
        found.one_of("r.status", &open.iter().map(|&status| status.to_owned()).collect::<Vec<_>>());
        found.add(UNANSWERED, []);
        if let Some(as_of) = query.as_of {
            let over = if kind == Kind::Meeting { "r.ends" } else { "r.due" };
            found.add(format!("({over} IS NULL OR {over} >= ?)"), [day(as_of)]);
        }
    }
    if !query.every {
        found.add("+r.head IS NULL", []);
    }
}

/// What can become of a commitment or meeting later, as answers tell it.
const LATER: [&str; 8] = ["kept", "broken", "withdrawn", "extended", "expired", "held", "cancelled", "postponed"];

/// The status that the record's own document tells; of commitments and meetings also what later ones tell has become of them.
fn status(found: &mut Conditions, query: &Query, kind: Kind) {
    let later: Vec<&String> = query.statuses.iter().filter(|status| LATER.contains(&status.as_str())).collect();
    if later.is_empty() || !matches!(kind, Kind::Commitment | Kind::Meeting) {
        return found.one_of("r.status", &query.statuses);
    }
    let condition = format!(
        "(r.status IN ({}) OR EXISTS (SELECT 1 FROM answers WHERE record = r.id AND kind IN ({})))",
        marks(query.statuses.len()),
        marks(later.len())
    );
    found.add(condition, query.statuses.iter().chain(later).cloned().map(Value::from));
}

/// The sets that a question names, those first that are walked by day with the fewest others on the way.
fn sets(query: &Query, kind: Kind) -> Result<Vec<Set>, StoreError> {
    let mut sets = Vec::new();
    match (&query.actor, &query.recipient) {
        (Some(Who::Code(actor)), Some(Who::Code(recipient))) => {
            let values = [actor.to_string(), recipient.to_string(), kind.name().to_owned()].map(Value::from).to_vec();
            sets.push(ties(["one", "other"], values, ""));
        }
        (actor, recipient) => {
            if let Some(who) = actor {
                sets.push(party(kind, who, &["actor", "speaker", "by", "participant", "host", "side"])?);
            }
            if let Some(who) = recipient {
                sets.push(party(kind, who, &["recipient", "addressee", "to", "participant", "host", "side"])?);
            }
        }
    }
    if let Some((one, other)) = query.dyad {
        let values = [one.min(other).to_string(), one.max(other).to_string(), kind.name().to_owned()].map(Value::from).to_vec();
        // What is tied both ways is walked once.
        let once = " AND (w.one = w.low OR NOT EXISTS
            (SELECT 1 FROM ties v WHERE v.record = w.record AND +v.one = w.other AND +v.other = w.one))";
        sets.insert(0, ties(["low", "high"], values, once));
    }
    if let Some(who) = &query.speaker {
        sets.push(party(kind, who, &["speaker"])?);
    }
    if let Some(text) = &query.text {
        let words = fts(text).ok_or_else(|| StoreError::Question(format!("{text:?} has no word to search for")))?;
        sets.push(Set {
            rows: "SELECT rowid FROM record_words WHERE record_words MATCH ?".to_owned(),
            holds: "EXISTS (SELECT 1 FROM record_words WHERE record_words MATCH ? AND rowid = r.id)".to_owned(),
            values: vec![Value::from(words)],
            walk: None,
            words: true,
        });
    }
    if !query.labels.is_empty() {
        let labels = format!("label IN ({})", marks(query.labels.len()));
        sets.push(Set {
            rows: format!("SELECT record FROM labels WHERE {labels}"),
            holds: format!("EXISTS (SELECT 1 FROM labels WHERE record = r.id AND {labels})"),
            values: query.labels.iter().cloned().map(Value::from).collect(),
            walk: None,
            words: false,
        });
    }
    if let Some(source) = &query.source {
        sets.push(Set {
            rows: "SELECT s.id FROM documents d CROSS JOIN records s ON s.document = d.id WHERE d.publisher = ? COLLATE NOCASE".to_owned(),
            holds: "EXISTS (SELECT 1 FROM documents WHERE id = r.document AND publisher = ? COLLATE NOCASE)".to_owned(),
            values: vec![Value::from(source.clone())],
            walk: None,
            words: false,
        });
    }
    if let Some(before) = query.due_before {
        sets.push(Set {
            rows: "SELECT id FROM records WHERE due < ?".to_owned(),
            holds: "r.due < ?".to_owned(),
            values: vec![Value::from(before.to_string())],
            walk: None,
            words: false,
        });
    }
    Ok(sets)
}

/// Records that tie two countries, which stand in these columns.
fn ties([one, other]: [&str; 2], values: Vec<Value>, once: &str) -> Set {
    Set {
        rows: format!("SELECT record FROM ties WHERE {one} = ? AND {other} = ? AND kind = ?"),
        holds: format!("EXISTS (SELECT 1 FROM ties WHERE record = r.id AND +{one} = ? AND +{other} = ? AND +kind = ?)"),
        values,
        walk: Some(Walk { table: "ties", wheres: format!("w.{one} = ? AND w.{other} = ? AND w.kind = ?{once}") }),
        words: false,
    }
}

/// Records in which somebody takes part in one of these roles.
fn party(kind: Kind, who: &Who, roles: &[&str]) -> Result<Set, StoreError> {
    let roles = roles.iter().map(|role| format!("'{role}'")).collect::<Vec<_>>().join(", ");
    let (is, values, walk) = match who {
        Who::Code(code) => {
            // Whoever takes part twice is met once.
            let wheres = format!(
                "w.country = ? AND w.kind = ? AND w.role IN ({roles}) AND NOT EXISTS (SELECT 1 FROM parties v
                 WHERE v.record = w.record AND +v.country = w.country AND v.role IN ({roles}) AND v.rowid < w.rowid)"
            );
            ("country = ?", vec![Value::from(code.to_string())], Some(Walk { table: "parties", wheres }))
        }
        Who::Name(name) => {
            let folded = fold(name);
            let Some(last) = folded.rsplit(' ').next().filter(|last| !last.is_empty()) else {
                return Err(StoreError::Question(format!("{name:?} is no name")));
            };
            let any = format!("% {}", folded.replace(['%', '_'], " "));
            let values = vec![Value::from(last.to_owned()), Value::from(folded.clone()), Value::from(any)];
            ("name IN (SELECT id FROM names WHERE last = ? AND (folded = ? OR folded LIKE ?))", values, None)
        }
    };
    let values = values.into_iter().chain([Value::from(kind.name().to_owned())]).collect();
    Ok(Set {
        rows: format!("SELECT record FROM parties WHERE {is} AND kind = ? AND role IN ({roles})"),
        holds: format!("EXISTS (SELECT 1 FROM parties WHERE record = r.id AND +{is} AND +kind = ? AND role IN ({roles}))"),
        values,
        walk,
        words: false,
    })
}

fn marks(number: usize) -> String {
    vec!["?"; number].join(", ")
}
