//! Fetching pages and feeds: politely, and never from where a stranger's address should not lead.

use std::collections::HashMap;
use std::io::{self, Cursor, Read};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use legation::{Document, PublishedBasis};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ureq::config::Config;
use ureq::http::{HeaderMap, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Proxy};
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
    /// How long one answer may take.
    time: Duration,
}

impl Fetcher {
    /// A fetcher; `allow_private` lets it ask this machine and private networks too.
    #[must_use]
    pub fn new(allow_private: bool) -> Self {
        if allow_private { Self::with(|_| true, Proxy::try_from_env()) } else { Self::with(address::is_public, None) }
    }

    fn with(allowed: fn(IpAddr) -> bool, proxy: Option<Proxy>) -> Self {
        let config = Agent::config_builder()
            .proxy(proxy)
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(USER_AGENT)
            .accept("text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5")
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), Checked { inner: DefaultResolver::default(), allowed });
        Self { agent, robots: HashMap::new(), time: TIME }
    }

    /// What is at an address, unless it is what `known` recognises.
    ///
    /// # Errors
    /// Where the address may not be asked, does not answer, or answers with an error.
    pub fn get(&mut self, url: &str, known: &Validators) -> Result<Fetched, SourceError> {
        let request = Request { reference: url, known, deadline: Instant::now() + self.time };
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
    pub fn full_text(&mut self, entry: &Document, options: &Options) -> Result<Document, SourceError> {
        let mut full = entry.clone();
        let Some(url) = entry.url.as_deref() else { return Ok(full) };
        let page = self.page(url)?.documents(options)?.into_iter().next();
        let Some(page) = page.transpose()?.filter(|page| !page.text.trim().is_empty()) else { return Ok(full) };
        // A feed's word on the day is better than a guess from the address.
        if entry.published.is_none() || !matches!(page.published_basis, PublishedBasis::Url | PublishedBasis::None) {
            (full.published, full.published_basis) = (page.published, page.published_basis);
        }
        full.title = full.title.or(page.title);
        full.publisher = full.publisher.or(page.publisher);
        (full.language, full.text, full.notes) = (page.language, page.text, page.notes);
        Ok(full)
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

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use flate2::{Compression, write::GzEncoder};
    use jiff::civil::date;
    use legation::{Document, PublishedBasis};

    use super::{Download, Fetched, Fetcher, Validators, wait};
    use crate::{Options, SourceError, documents};

    /// A server on this machine, and the requests that it got.
    struct Server {
        port: u16,
        asked: Arc<Mutex<Vec<String>>>,
    }

    impl Server {
        /// Answers with what `answer` writes for the path and the whole request; closes after each.
        fn start(answer: impl Fn(&str, &str, &mut TcpStream) -> std::io::Result<()> + Send + 'static) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = listener.local_addr().unwrap().port();
            let asked = Arc::new(Mutex::new(Vec::new()));
            let log = Arc::clone(&asked);
            std::thread::spawn(move || {
                for stream in listener.incoming().take(64) {
                    let mut stream = stream.unwrap();
                    let mut reader = BufReader::new(stream.try_clone().unwrap());
                    let mut request = String::new();
                    while !request.ends_with("\r\n\r\n") && reader.read_line(&mut request).is_ok_and(|read| read > 0) {}
                    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                    log.lock().unwrap().push(path.clone());
                    // A client that had enough hangs up.
                    let _ = answer(&path, &request, &mut stream);
                }
            });
            Self { port, asked }
        }

        fn url(&self, path: &str) -> String {
            format!("http://127.0.0.1:{}{path}", self.port)
        }

        fn asked(&self) -> Vec<String> {
            self.asked.lock().unwrap().clone()
        }
    }

    fn reply(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) -> std::io::Result<()> {
        write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n", body.len())?;
        stream.write_all(body)
    }

    fn fetcher() -> Fetcher {
        Fetcher::with(|_| true, None)
    }

    fn body(fetched: Result<Fetched, SourceError>) -> Download {
        match fetched {
            Ok(Fetched::Body(download)) => download,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_did_not_change_is_not_sent_again_and_robots_txt_is_asked_once() {
        let server = Server::start(|path, request, stream| {
            let request = request.to_lowercase();
            if path == "/robots.txt" {
                reply(stream, "404 Not Found", "", b"")
            } else if request.contains("if-none-match: \"one\"") && request.contains("if-modified-since: wed") {
                reply(stream, "304 Not Modified", "", b"")
            } else {
                assert!(request.contains("user-agent: legation/"), "{request}");
                reply(stream, "200 OK", "ETag: \"one\"\r\nLast-Modified: Wed, 04 Feb 2026 10:00:00 GMT\r\n", b"Talks.")
            }
        });
        let mut fetcher = fetcher();
        let first = body(fetcher.get(&server.url("/a"), &Validators::default()));
        assert_eq!(first.bytes, b"Talks.");
        assert!(matches!(fetcher.get(&server.url("/a"), &first.validators), Ok(Fetched::NotModified)));
        assert_eq!(server.asked(), ["/robots.txt", "/a", "/a"]);
    }

    #[test]
    fn robots_txt_is_respected_and_a_site_that_fails_to_give_it_is_let_be() {
        let server = Server::start(|path, _, stream| match path {
            "/robots.txt" => reply(stream, "200 OK", "", b"User-agent: legation\nDisallow: /closed\n"),
            "/way" => reply(stream, "302 Found", "Location: /closed/door\r\n", b""),
            _ => reply(stream, "200 OK", "", b"open"),
        });
        let mut fetcher = fetcher();
        assert_eq!(fetcher.page(&server.url("/closed?a=b")).unwrap_err().kind(), "robots");
        assert_eq!(fetcher.page(&server.url("/way")).unwrap_err().kind(), "robots", "a redirect leads past no rule");
        assert_eq!(fetcher.page(&server.url("/open")).unwrap().bytes, b"open");
        assert_eq!(server.asked(), ["/robots.txt", "/way", "/open"]);
        let server = Server::start(|_, _, stream| reply(stream, "500 Internal Server Error", "", b""));
        assert_eq!(fetcher.page(&server.url("/a")).unwrap_err().kind(), "robots");
    }

    #[test]
    fn private_addresses_are_never_connected_to_whatever_they_are_called() {
        let server = Server::start(|_, _, stream| reply(stream, "200 OK", "", b"secret"));
        let mut fetcher = Fetcher::new(false);
        for host in ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254"] {
            let error = fetcher.page(&format!("http://{host}:{}/", server.port)).unwrap_err();
            assert_eq!(error.kind(), "refused-address", "{host}: {error}");
        }
        assert_eq!(fetcher.page("file:///etc/hostname").unwrap_err().kind(), "refused-address");
        assert_eq!(server.asked(), Vec::<String>::new());
    }

    #[test]
    fn a_redirect_is_checked_like_the_first_address() {
        let server = Server::start(|path, request, stream| {
            let port = request.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('\r').next()).unwrap_or_default();
            match path {
                "/inside" => reply(stream, "302 Found", &format!("Location: http://127.0.0.2:{port}/secret\r\n"), b""),
                "/file" => reply(stream, "302 Found", "Location: file:///etc/hostname\r\n", b""),
                _ => reply(stream, "404 Not Found", "", b""),
            }
        });
        let mut fetcher = Fetcher::with(|address| address == IpAddr::V4(Ipv4Addr::LOCALHOST), None);
        let error = fetcher.page(&server.url("/inside")).unwrap_err();
        assert!(error.kind() == "refused-address" && error.to_string().contains("127.0.0.2"), "{error}");
        assert_eq!(error.reference(), server.url("/inside"));
        assert_eq!(fetcher.page(&server.url("/file")).unwrap_err().kind(), "refused-address");
    }

    #[test]
    fn redirects_are_followed_but_not_for_ever() {
        let server = Server::start(|path, _, stream| match path.trim_start_matches('/').parse::<u32>() {
            Ok(0) => reply(stream, "200 OK", "", b"there"),
            Ok(left) => reply(stream, "301 Moved", &format!("Location: {}\r\n", left - 1), b""),
            Err(_) => reply(stream, "404 Not Found", "", b""),
        });
        let mut fetcher = fetcher();
        let found = fetcher.page(&server.url("/5")).unwrap();
        assert_eq!((found.bytes.as_slice(), found.url, found.reference), (&b"there"[..], server.url("/0"), server.url("/5")));
        assert!(fetcher.page(&server.url("/6")).unwrap_err().to_string().contains("more than 5"));
    }

    #[test]
    fn bodies_without_end_are_given_up() {
        let server = Server::start(|path, _, stream| match path {
            "/endless" => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
                (0..512).try_for_each(|_| stream.write_all(&[b'a'; 65536]))
            }
            "/bomb" => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
                (0..512).try_for_each(|_| encoder.write_all(&[b'a'; 65536]))?;
                reply(stream, "200 OK", "Content-Encoding: gzip\r\n", &encoder.finish()?)
            }
            "/short" => stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"),
            _ => reply(stream, "404 Not Found", "", b""),
        });
        let mut fetcher = fetcher();
        assert_eq!(fetcher.page(&server.url("/endless")).unwrap_err().kind(), "too-large");
        assert_eq!(fetcher.page(&server.url("/bomb")).unwrap_err().kind(), "too-large");
        assert_eq!(fetcher.page(&server.url("/short")).unwrap_err().kind(), "network");
    }

    #[test]
    fn a_server_that_stalls_is_given_up() {
        let server = Server::start(|path, _, stream| {
            if path == "/robots.txt" {
                return reply(stream, "404 Not Found", "", b"");
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nslow")?;
            std::thread::sleep(Duration::from_secs(5));
            Ok(())
        });
        let mut fetcher = Fetcher { time: Duration::from_millis(500), ..fetcher() };
        let error = fetcher.page(&server.url("/a")).unwrap_err();
        assert!(error.kind() == "network" && error.to_string().contains("took longer"), "{error}");
    }

    #[test]
    fn a_server_that_asks_to_wait_is_understood() {
        let server = Server::start(|path, _, stream| match path {
            "/a" => reply(stream, "503 Service Unavailable", "Retry-After: 120\r\n", b""),
            _ => reply(stream, "404 Not Found", "", b""),
        });
        match fetcher().page(&server.url("/a")).unwrap_err() {
            SourceError::Status { status: 503, retry_after: Some(wait), .. } => assert_eq!(wait, Duration::from_secs(120)),
            other => panic!("{other}"),
        }
        let now = "2026-02-04T10:00:00Z".parse().unwrap();
        assert_eq!(wait("Wed, 04 Feb 2026 10:01:30 GMT", now), Some(Duration::from_secs(90)));
        assert_eq!(wait("Wed, 04 Feb 2026 09:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(wait("soon", now), None);
    }

    const PAGE: &str = "<html><head><title>Envoys meet</title></head><body><article><h1>Envoys meet</h1><p>The envoys of the two \
        neighbours met in the capital on Tuesday and spoke for three hours about the border, the river and the prisoners.</p><p>They \
        agreed to meet again in March, and to let experts draw a map of the upper valley before then, a spokesman said.</p></article></body></html>";

    #[test]
    fn addresses_give_documents_a_page_its_article_and_a_feed_its_entries() {
        let server = Server::start(|path, _, stream| match path {
            "/2026/02/04/envoys" => reply(stream, "200 OK", "Content-Type: text/html; charset=utf-8\r\n", PAGE.as_bytes()),
            "/feed" => reply(
                stream,
                "200 OK",
                "Content-Type: application/rss+xml\r\n",
                b"<rss version='2.0'><channel><title>Post</title><item><title>A</title><description>One.</description></item>\
                  <item><title>B</title><description>Two.</description></item></channel></rss>",
            ),
            _ => reply(stream, "404 Not Found", "", b""),
        });
        let paths = [server.url("/2026/02/04/envoys").into(), server.url("/gone").into(), server.url("/feed").into()];
        let found: Vec<_> = documents(&paths, Options { allow_private: true, ..Options::default() }).collect();
        assert_eq!(found.len(), 4);
        let article = found[0].as_ref().unwrap();
        assert!(article.text.contains("agreed to meet again in March"), "{}", article.text);
        assert_eq!((article.published, article.published_basis), (Some(date(2026, 2, 4)), PublishedBasis::Url));
        assert_eq!(
            (article.url.as_deref(), &article.reference),
            (Some(server.url("/2026/02/04/envoys").as_str()), &server.url("/2026/02/04/envoys"))
        );
        assert!(matches!(found[1], Err(SourceError::Status { status: 404, .. })));
        assert_eq!(found[3].as_ref().unwrap().text, "Two.");
    }

    #[test]
    fn an_entry_takes_the_article_of_its_page_and_keeps_its_own_where_there_is_none() {
        let server = Server::start(|path, _, stream| match path {
            "/2026/02/09/envoys" => reply(stream, "200 OK", "Content-Type: text/html\r\n", PAGE.as_bytes()),
            "/empty" => reply(stream, "200 OK", "Content-Type: text/html\r\n", b"<html></html>"),
            _ => reply(stream, "404 Not Found", "", b""),
        });
        let entry = |path: &str| Document {
            url: Some(server.url(path)),
            publisher: Some("Post".to_owned()),
            ..Document::new("entry", "In short.").published(date(2026, 2, 5))
        };
        let mut fetcher = fetcher();
        let full = fetcher.full_text(&entry("/2026/02/09/envoys"), &Options::default()).unwrap();
        assert!(full.text.contains("agreed to meet again in March"));
        assert_eq!((full.reference.as_str(), full.publisher.as_deref(), full.published), ("entry", Some("Post"), Some(date(2026, 2, 5))));
        assert_eq!(fetcher.full_text(&entry("/empty"), &Options::default()).unwrap().text, "In short.");
    }
}
