//! Fetching pages and feeds: politely, and never from where a stranger's address should not lead.

use std::collections::HashMap;
use std::io::{self, Cursor, Read};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use legation::Document;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::{HeaderMap, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::Url;

use crate::input::{Input, Items, Page};
use crate::open::open;
use crate::robots::Robots;
use crate::{MAX_PAGE, Options, SourceError, address, page};

/// What Legation calls itself to servers.
pub const USER_AGENT: &str = concat!("legation/", env!("CARGO_PKG_VERSION"), " (+https://github.com/legation/legation)");
/// How long one answer may take in all, with its redirects.
pub const TIME: Duration = Duration::from_secs(30);
/// How many redirects are followed.
pub const REDIRECTS: usize = 5;
/// So much of a robots.txt is read, in bytes (RFC 9309 asks for 500 KiB at least).
const ROBOTS_BYTES: u64 = 512 << 10;
/// How long a robots.txt is remembered (RFC 9309 allows a day).
const ROBOTS_TIME: Duration = Duration::from_secs(24 * 60 * 60);

/// What a server gave to recognise an answer by: sent back, it lets the server say that nothing changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub last_modified: Option<String>,
}

/// What came of a request.
#[derive(Debug)]
pub enum Fetched {
    /// The bytes at an address.
    Body(Download),
    /// They are what they were.
    NotModified,
}

/// The bytes at an address.
#[derive(Debug)]
pub struct Download {
    /// The address as it was given.
    pub reference: String,
    /// The address that redirects led to.
    pub url: String,
    /// Its media type, empty where the server gives none.
    pub media: String,
    /// At most [`MAX_PAGE`].
    pub bytes: Vec<u8>,
    /// What to recognise them by.
    pub validators: Validators,
}

impl Download {
    /// The documents in it: a page's article, a feed's entries.
    ///
    /// # Errors
    /// Where it cannot be read at all.
    pub fn documents(self, options: &Options) -> Result<Vec<Result<Document, SourceError>>, SourceError> {
        Ok(self.items(&Arc::new(options.clone()))?.collect())
    }

    pub(crate) fn items(self, options: &Arc<Options>) -> Result<Items, SourceError> {
        let path = Url::parse(&self.url).map(|url| url.path().to_owned()).unwrap_or_default();
        let html = page::format(&self.media) == Some(crate::Format::Html);
        let page = Page { url: self.url, charset: page::charset(&self.media), html };
        let reader = Box::new(Cursor::new(self.bytes));
        let input = Input { reference: self.reference, name: PathBuf::from(path), reader, file: None, page: Some(page), inner: false };
        open(input, options)
    }
}

/// Fetches addresses. It speaks http and https only, and unless it is told to trust them asks no address outside the public
/// internet: every address that a name resolves to is checked, at every redirect, and the checked ones are those that it connects
/// to. For the same reason it uses the proxy of the environment only where it trusts every address.
pub struct Fetcher {
    agent: Agent,
    robots: HashMap<String, (Instant, Robots)>,
}

impl Fetcher {
    /// A fetcher; `allow_private` lets it ask this machine and private networks too.
    #[must_use]
    pub fn new(allow_private: bool) -> Self {
        if allow_private { Self::with(|_| true, Config::default()) } else { Self::with(address::is_public, direct()) }
    }

    fn with(allowed: fn(IpAddr) -> bool, base: Config) -> Self {
        let config = Agent::config_builder()
            .proxy(base.proxy().cloned())
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(USER_AGENT)
            .accept("text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5")
            .timeout_global(Some(TIME))
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), Checked { inner: DefaultResolver::default(), allowed });
        Self { agent, robots: HashMap::new() }
    }

    /// What is at an address, unless it is what `known` recognises.
    ///
    /// # Errors
    /// Where the address may not be asked, does not answer, or answers with an error.
    pub fn get(&mut self, url: &str, known: &Validators) -> Result<Fetched, SourceError> {
        let request = Request { reference: url, known, deadline: Instant::now() + TIME };
        let start = request.parse(url)?;
        self.follow(&request, start, MAX_PAGE, true)
    }

    /// What is at an address.
    ///
    /// # Errors
    /// Where the address may not be asked, does not answer, or answers with an error.
    pub fn page(&mut self, url: &str) -> Result<Download, SourceError> {
        match self.get(url, &Validators::default())? {
            Fetched::Body(download) => Ok(download),
            Fetched::NotModified => Err(SourceError::Status { reference: url.to_owned(), status: 304, retry_after: None }),
        }
    }

    /// A feed's entry with the article of its page in place of its own text, where the page has one.
    ///
    /// # Errors
    /// Where the page cannot be had.
    pub fn full_text(&mut self, entry: Document, options: &Options) -> Result<Document, SourceError> {
        let Some(url) = entry.url.as_deref() else { return Ok(entry) };
        let page = self.page(url)?.documents(options)?.into_iter().next();
        let Some(page) = page.transpose()?.filter(|page| !page.text.trim().is_empty()) else { return Ok(entry) };
        let (published, published_basis) = match page.published {
            Some(day) => (Some(day), page.published_basis),
            None => (entry.published, entry.published_basis),
        };
        Ok(Document {
            reference: entry.reference,
            title: entry.title.or(page.title),
            url: entry.url,
            publisher: entry.publisher.or(page.publisher),
            published,
            published_basis,
            language: page.language,
            text: page.text,
            notes: page.notes,
        })
    }

    fn follow(&mut self, request: &Request<'_>, mut url: Url, limit: u64, ask_robots: bool) -> Result<Fetched, SourceError> {
        for _ in 0..=REDIRECTS {
            if ask_robots && !self.robots(request, &url)?.allows(&url[url::Position::BeforePath..url::Position::AfterQuery]) {
                return Err(SourceError::Robots { reference: request.reference.to_owned() });
            }
            match self.ask(request, &url, limit)? {
                Answer::Moved(to) => {
                    let next =
                        url.join(&to).map_err(|error| request.refused(format!("it leads to {to:?}, which is no address ({error})")))?;
                    url = request.parse(next.as_str())?;
                }
                Answer::Final(fetched) => return Ok(fetched),
            }
        }
        Err(request.network(format!("it leads to more than {REDIRECTS} other addresses, one after the other")))
    }

    /// The rules of an address's site.
    fn robots(&mut self, request: &Request<'_>, url: &Url) -> Result<&Robots, SourceError> {
        let origin = url.origin().ascii_serialization();
        if self.robots.get(&origin).is_none_or(|(since, _)| since.elapsed() > ROBOTS_TIME) {
            let nothing = Validators::default();
            let request = Request { known: &nothing, ..*request };
            let robots = match self.follow(&request, request.parse(&format!("{origin}/robots.txt"))?, ROBOTS_BYTES, false) {
                Ok(Fetched::Body(download)) => Robots::parse(&String::from_utf8_lossy(&download.bytes), "legation"),
                // A site that answers without rules has none; one that fails to answer is not to be asked.
                Err(SourceError::Status { status: 400..=499, .. }) => Robots::default(),
                Ok(Fetched::NotModified) | Err(SourceError::Status { .. }) => Robots::closed(),
                Err(error) => return Err(error),
            };
            self.robots.insert(origin.clone(), (Instant::now(), robots));
        }
        self.robots.get(&origin).map(|(_, robots)| robots).ok_or_else(|| request.network("its robots.txt is not known".to_owned()))
    }

    /// One request.
    fn ask(&self, request: &Request<'_>, url: &Url, limit: u64) -> Result<Answer, SourceError> {
        let left = request.deadline.saturating_duration_since(Instant::now());
        let mut get = self.agent.get(url.as_str()).config().timeout_global(Some(left)).build();
        if let Some(etag) = &request.known.etag {
            get = get.header("If-None-Match", etag);
        }
        if let Some(since) = &request.known.last_modified {
            get = get.header("If-Modified-Since", since);
        }
        let response = get.call().map_err(|error| request.failed(&error))?;
        let header = |name: &str| header(response.headers(), name);
        match (response.status().as_u16(), header("location")) {
            (304, _) => Ok(Answer::Final(Fetched::NotModified)),
            (301 | 302 | 303 | 307 | 308, Some(to)) => Ok(Answer::Moved(to)),
            (200..=299, _) => {
                let media = header("content-type").unwrap_or_default();
                let validators = Validators { etag: header("etag"), last_modified: header("last-modified") };
                let mut bytes = Vec::new();
                let robots = limit < MAX_PAGE;
                let body = response.into_body().into_reader().take(if robots { limit } else { limit + 1 }).read_to_end(&mut bytes);
                body.map_err(|error| request.broken(&error))?;
                if bytes.len() as u64 > limit {
                    return Err(SourceError::TooLarge { reference: request.reference.to_owned(), limit });
                }
                let (reference, url) = (request.reference.to_owned(), url.as_str().to_owned());
                Ok(Answer::Final(Fetched::Body(Download { reference, url, media, bytes, validators })))
            }
            (status, _) => {
                let retry_after = header("retry-after").and_then(|value| wait(&value, Timestamp::now()));
                Err(SourceError::Status { reference: request.reference.to_owned(), status, retry_after })
            }
        }
    }
}

/// A configuration without a proxy.
fn direct() -> Config {
    Config::builder().proxy(None).build()
}

/// What one call of [`Fetcher::get`] wants.
struct Request<'a> {
    reference: &'a str,
    known: &'a Validators,
    deadline: Instant,
}

/// What a server answers.
enum Answer {
    Moved(String),
    Final(Fetched),
}

impl Request<'_> {
    fn parse(&self, url: &str) -> Result<Url, SourceError> {
        let mut url = Url::parse(url).map_err(|error| self.refused(format!("it is no address ({error})")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(self.refused(format!("{}: is neither http nor https", url.scheme())));
        }
        url.set_fragment(None);
        Ok(url)
    }

    fn refused(&self, message: String) -> SourceError {
        SourceError::Refused { reference: self.reference.to_owned(), message }
    }

    fn network(&self, message: String) -> SourceError {
        SourceError::Network { reference: self.reference.to_owned(), message }
    }

    fn failed(&self, error: &ureq::Error) -> SourceError {
        match error {
            ureq::Error::Other(inner) if inner.is::<Private>() => self.refused(inner.to_string()),
            ureq::Error::Timeout(_) => self.network(format!("it took longer than {} seconds", TIME.as_secs())),
            other => self.network(other.to_string()),
        }
    }

    fn broken(&self, error: &io::Error) -> SourceError {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
            Some(error) => self.failed(error),
            None => self.network(format!("the answer broke off ({error})")),
        }
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// `Retry-After`: seconds, or a time.
fn wait(value: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    Some(Duration::try_from(until.duration_since(now)).unwrap_or_default())
}

/// Names become addresses here and nowhere else, so those that are checked are those that are connected to.
#[derive(Debug)]
struct Checked {
    inner: DefaultResolver,
    allowed: fn(IpAddr) -> bool,
}

/// A name leads to an address that may not be asked.
#[derive(Debug, Error)]
#[error("{host} leads to {address}, which is not on the public internet; allow private addresses if you trust it")]
struct Private {
    host: String,
    address: IpAddr,
}

impl Resolver for Checked {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        match found.iter().map(|socket| socket.ip()).find(|address| !(self.allowed)(*address)) {
            Some(address) => Err(ureq::Error::Other(Box::new(Private { host: uri.host().unwrap_or_default().to_owned(), address }))),
            None => Ok(found),
        }
    }
}
