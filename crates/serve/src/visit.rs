use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT, HOST, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use legation_store::asked::Asked;
use legation_store::{Kind, Query, Sqlite};
use serde_json::{Value, json};

use crate::page::Page;
use crate::parameter::{DEEPEST, FORMAT, Form, MOST, QUESTION, SHOWN};
use crate::wanted::Wanted;
use crate::{App, Problem};

/// A request as pages see it: its address, its parameters, and the form in which its answer is wanted.
#[derive(Clone)]
pub struct Visit {
    /// The address's path.
    pub path: String,
    /// Its parameters in order; those without a value are left out, as an empty field of a form is.
    pub params: Vec<(String, String)>,
    /// What the visitor calls this server, such as `127.0.0.1:8300`.
    pub host: Option<String>,
    wanted: Result<Wanted, Problem>,
    known: Option<String>,
    posted: bool,
    says: bool,
    /// Whether the answer depends on the address and the store alone.
    lasting: bool,
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let params: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let format = params.iter().find(|(name, _)| name == "format").map(|(_, value)| value.as_str());
        let wanted = Wanted::of(format, &parts.headers);
        let known = parts.headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let is_name = |host: &&str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:-[]".contains(&byte));
        let host = parts.headers.get(HOST).and_then(|value| value.to_str().ok()).filter(is_name).map(str::to_owned);
        let accept = parts.headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let says =
            format.is_some() || !accept.split(',').all(|range| matches!(range.split(';').next().unwrap_or_default().trim(), "" | "*/*"));
        let posted = parts.method == Method::POST;
        let lasting = matches!(parts.method, Method::GET | Method::HEAD);
        Ok(Self { host, path: parts.uri.path().to_owned(), params, wanted, known, posted, says, lasting })
    }
}

impl Visit {
    /// The value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the answer is for people.
    pub fn is_html(&self) -> bool {
        matches!(self.wanted, Ok(Wanted::Html))
    }

    /// Answers with a page made from the store.
    pub async fn show(self, app: &App, make: impl FnOnce(&Self, &App, &Sqlite) -> Result<Page, Problem> + Send + 'static) -> Response {
        let wanted = match &self.wanted {
            Ok(wanted) => *wanted,
            Err(problem) => return self.refuse(app, problem.clone()),
        };
        let version = match app.version() {
            Ok(version) => version,
            Err(problem) => return self.refuse(app, problem),
        };
        let known = self.known.clone();
        let address = self.lasting.then(|| format!("{wanted:?} {} {}", self.host.as_deref().unwrap_or_default(), self.with(&[])));
        if let Some(sent) = address.as_ref().and_then(|address| app.answers().get(address, version)) {
            return sent.response(known.as_deref());
        }
        let refusing = self.clone();
        let made = app.ask(move |app, store| Ok(make(&self, app, store)?.sent(app, wanted, self.site()))).await;
        match made {
            Ok(sent) => {
                let response = sent.response(known.as_deref());
                if let Some(address) = address.filter(|_| sent.is_well()) {
                    app.answers().put(address, version, sent);
                }
                response
            }
            Err(problem) => refusing.refuse(app, problem),
        }
    }

    /// The same visit, whose answer depends on more than its address and the store: it is made anew each time.
    pub fn fresh(self) -> Self {
        Self { lasting: false, ..self }
    }

    /// Answers with a page that is made already, or with what kept it from being made.
    pub fn answer(self, app: &App, made: Result<Page, Problem>) -> Response {
        match (&self.wanted, made) {
            (Ok(wanted), Ok(page)) => page.sent(app, *wanted, self.site()).response(self.known.as_deref()),
            (Err(problem), _) => self.refuse(app, problem.clone()),
            (Ok(_), Err(problem)) => self.refuse(app, problem),
        }
    }

    /// Says why there is no page; who has to sign in can do so at once.
    pub fn refuse(&self, app: &App, problem: Problem) -> Response {
        let wanted = self.wanted.as_ref().map_or(Wanted::Json, |&wanted| wanted);
        let page = if problem.status == StatusCode::UNAUTHORIZED && wanted == Wanted::Html {
            Page::login(&problem, &self.with(&[]))
        } else {
            Page::problem(problem, &self.path)
        };
        page.sent(app, wanted, self.site()).response(None)
    }

    /// The same visit to another address: the one that somebody wanted before they had to sign in.
    pub fn at(self, address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Self { path: path.to_owned(), params: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(), ..self }
    }

    /// This address, and where the same is JSON and CSV.
    fn site(&self) -> Value {
        // What was sent along with a request is not in its address: there is no other form of the answer to lead to.
        let link = |format: &str| (!self.posted).then(|| self.with(&[("format", Some(format))]));
        json!({ "path": self.path, "json": link("json"), "csv": link("csv") })
    }

    /// Gives JSON where the caller does not say what he wants.
    pub fn for_programs(mut self) -> Self {
        if !self.says {
            self.wanted = Ok(Wanted::Json);
        }
        self
    }

    /// Whether a page for people is wanted.
    pub fn is_for_people(&self) -> bool {
        matches!(self.wanted, Ok(Wanted::Html))
    }

    /// Refuses parameters that an address does not know: a misspelt one must not look as if it had been heeded.
    pub fn only(&self, known: &[&str]) -> Result<(), Problem> {
        let known: Vec<&str> = known.iter().copied().chain([FORMAT.name]).collect();
        let wrong = self.params.iter().find(|(name, _)| !known.contains(&name.as_str()));
        match wrong {
            None => Ok(()),
            Some((name, _)) => {
                Err(Problem::question(format!("{name:?} is no parameter of this address")).hint(format!("it knows {}", known.join(", "))))
            }
        }
    }

    /// The question that the parameters ask about records of a kind, with a limit, and what was passed over before.
    pub fn query(&self, kind: Kind, own: &[&str]) -> Result<Query, Problem> {
        let known: Vec<&str> = QUESTION.iter().map(|parameter| parameter.name).chain(own.iter().copied()).collect();
        self.only(&known)?;
        let one = |name: &str| self.param(name).map(str::to_owned);
        let all = |names: &[&str]| -> Vec<String> {
            self.params.iter().filter(|(name, _)| names.contains(&name.as_str())).map(|(_, value)| value.clone()).collect()
        };
        let asked = Asked {
            actor: one("actor"),
            recipient: one("recipient"),
            dyad: one("dyad"),
            types: all(&["type"]),
            labels: all(&["mode", "topic"]),
            statuses: all(&["status"]),
            from: one("from"),
            to: one("to"),
            speaker: one("speaker"),
            text: one("text"),
            source: one("source"),
            min_confidence: self.number("min-confidence")?,
            open: self.switch("open")?,
            as_of: one("as-of"),
            due_before: one("due-before"),
            order: one("order"),
            limit: None,
            every: self.switch("every")?,
        };
        let limit = self.number("limit")?.unwrap_or(SHOWN);
        if !(1..=MOST).contains(&limit) {
            return Err(Problem::question(format!("limit={limit} is not from 1 to {MOST}")).hint("follow `next` for more"));
        }
        Ok(Query { limit: Some(limit), skip: self.cursor()?, ..asked.query(kind)? })
    }

    /// What the cursor of an earlier answer passes over.
    pub fn cursor(&self) -> Result<usize, Problem> {
        let Some(cursor) = self.param("cursor") else { return Ok(0) };
        let skip = cursor.strip_prefix('n').and_then(|digits| digits.parse().ok()).filter(|&skip| skip <= DEEPEST);
        skip.ok_or_else(|| {
            Problem::question(format!("{cursor:?} is no cursor")).hint("take it from `next` of the answer before, or ask more narrowly")
        })
    }

    /// The address of the same question from `skip` on.
    pub fn from(&self, skip: usize) -> String {
        self.with(&[("cursor", Some(&format!("n{skip}")))])
    }

    /// This address with some parameters changed or, where `None`, left out.
    pub fn with(&self, changes: &[(&str, Option<&str>)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let kept = self.params.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        query.extend_pairs(kept.map(|(name, value)| (name.as_str(), value.as_str())));
        query.extend_pairs(changes.iter().filter_map(|(name, value)| Some((*name, (*value)?))));
        let query = query.finish();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// The parameters of a question as a form shows them again, all of them; those given more than once with commas between.
    pub fn form(&self) -> std::collections::BTreeMap<String, String> {
        let mut form: std::collections::BTreeMap<String, String> =
            QUESTION.iter().filter(|known| !matches!(known.form, Form::Cursor)).map(|known| (known.field(), String::new())).collect();
        for (name, value) in &self.params {
            form.entry(name.replace('-', "_"))
                .and_modify(|known| *known = if known.is_empty() { value.clone() } else { format!("{known},{value}") })
                .or_insert_with(|| value.clone());
        }
        form
    }

    fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        let number = |given: &str| given.parse().map_err(|_| Problem::question(format!("{name}={given:?} is no number")));
        self.param(name).map(number).transpose()
    }

    fn switch(&self, name: &str) -> Result<bool, Problem> {
        match self.param(name) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1" | "on") => Ok(true),
            Some(other) => Err(Problem::question(format!("{name}={other:?} is neither true nor false"))),
        }
    }
}
