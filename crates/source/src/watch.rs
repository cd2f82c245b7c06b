//! Feeds that are asked again and again: which, how often, and when next.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::SourceError;
use crate::fetch::Validators;

/// How often a feed is asked that says nothing about it.
const EVERY: Duration = Duration::from_secs(15 * 60);
/// No feed is asked more often.
const SHORTEST: Duration = Duration::from_secs(60);
/// The longest wait after failures, unless a feed is asked less often anyway.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest wait that a server can ask for.
const PATIENCE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A feed to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its address.
    pub url: String,
    /// Who publishes it; the feed's own title where it is not given.
    pub publisher: Option<String>,
    /// How often it is asked.
    pub every: Duration,
    /// Whether the page of each entry is fetched for its article.
    pub full_text: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    feed: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    url: String,
    publisher: Option<String>,
    every: Option<String>,
    #[serde(default)]
    full_text: bool,
}

/// Reads a list of feeds: `[[feed]]` tables with `url` and, where wanted, `publisher`, `every = "15m"` and `full_text = true`.
///
/// # Errors
/// Where it is no TOML, a key is unknown, an address is no http(s) one or stands twice, or a time cannot be read.
pub fn parse(toml: &str) -> Result<Vec<Feed>, String> {
    let file: File = toml::from_str(toml).map_err(|error| error.to_string())?;
    if file.feed.is_empty() {
        return Err("there is no feed in it; write [[feed]] and, under it, url = \"https://…\"".to_owned());
    }
    let mut feeds: Vec<Feed> = Vec::new();
    for Entry { url, publisher, every, full_text } in file.feed {
        let fetchable = url::Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if !fetchable {
            return Err(format!("{url:?} is no address of a feed; it begins with https:// or http://"));
        }
        if feeds.iter().any(|other| other.url == url) {
            return Err(format!("{url} stands twice"));
        }
        let every = every.map_or(Ok(EVERY), |every| {
            interval(&every).ok_or_else(|| format!("every = {every:?} of {url} is no time of a minute or more; write 15m, 6h or 1d"))
        })?;
        feeds.push(Feed { url, publisher, every, full_text });
    }
    Ok(feeds)
}

/// `90s`, `15m`, `6h`, `1d`: from a minute to a year.
fn interval(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: u64 = text[..digits].parse().ok()?;
    let unit = match text[digits..].trim() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return None,
    };
    let every = Duration::from_secs(number.checked_mul(unit)?);
    (SHORTEST..=Duration::from_secs(366 * 24 * 60 * 60)).contains(&every).then_some(every)
}

/// What is known of a feed from the last time it was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// What to recognise its last answer by.
    #[serde(flatten)]
    pub validators: Validators,
    /// How many times in a row it failed.
    pub failures: u32,
    /// When to ask it next; at once where it was never asked.
    pub next: Option<Timestamp>,
    /// Why it failed last, where it did.
    pub error: Option<String>,
}

/// Decides which feed is to be asked when. It has no clock: the caller tells the time.
#[derive(Debug, Clone)]
pub struct Watch {
    feeds: Vec<Feed>,
    states: BTreeMap<String, State>,
}

impl Watch {
    /// Watches feeds, going on from kept states; those of feeds that are no longer watched are dropped.
    #[must_use]
    pub fn new(feeds: Vec<Feed>, mut states: BTreeMap<String, State>) -> Self {
        states.retain(|url, _| feeds.iter().any(|feed| feed.url == *url));
        for feed in &feeds {
            states.entry(feed.url.clone()).or_default();
        }
        Self { feeds, states }
    }

    /// The states by address, to be kept.
    #[must_use]
    pub fn states(&self) -> &BTreeMap<String, State> {
        &self.states
    }

    /// What is known of a feed.
    #[must_use]
    pub fn state(&self, url: &str) -> Option<&State> {
        self.states.get(url)
    }

    /// The feeds to ask now, the longest due first.
    #[must_use]
    pub fn due(&self, now: Timestamp) -> Vec<&Feed> {
        let next = |feed: &Feed| self.states.get(&feed.url).and_then(|state| state.next);
        let mut due: Vec<&Feed> = self.feeds.iter().filter(|feed| next(feed).is_none_or(|next| next <= now)).collect();
        due.sort_by_key(|feed| next(feed));
        due
    }

    /// When the next feed is to be asked; a time that has passed, or `None` where one was never asked, means now.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        self.states.values().map(|state| state.next).min().flatten()
    }

    /// A feed answered; `validators` are those of the answer, or `None` where nothing had changed.
    pub fn answered(&mut self, url: &str, now: Timestamp, validators: Option<Validators>) {
        let Some(every) = self.every(url) else { return };
        let state = self.states.entry(url.to_owned()).or_default();
        if let Some(validators) = validators {
            state.validators = validators;
        }
        *state = State { validators: std::mem::take(&mut state.validators), failures: 0, next: after(now, every), error: None };
    }

    /// A feed failed: each failure in a row doubles the wait, up to a day, and a server's `Retry-After` is waited for.
    pub fn failed(&mut self, url: &str, now: Timestamp, error: &SourceError) {
        let Some(every) = self.every(url) else { return };
        let state = self.states.entry(url.to_owned()).or_default();
        state.failures = state.failures.saturating_add(1);
        state.error = Some(error.to_string());
        let doubled = every.saturating_mul(1 << state.failures.min(16)).min(LONGEST.max(every));
        let asked = match error {
            SourceError::Status { retry_after: Some(wait), .. } => (*wait).min(PATIENCE),
            _ => Duration::ZERO,
        };
        state.next = after(now, doubled.max(asked));
    }

    fn every(&self, url: &str) -> Option<Duration> {
        self.feeds.iter().find(|feed| feed.url == url).map(|feed| feed.every)
    }
}

fn after(now: Timestamp, wait: Duration) -> Option<Timestamp> {
    let wait = SignedDuration::try_from(wait).ok()?;
    Some(now.checked_add(wait).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use jiff::{SignedDuration, Timestamp};

    use super::{Feed, State, Watch, parse};
    use crate::SourceError;
    use crate::fetch::Validators;

    const FEEDS: &str = "[[feed]]\nurl = \"https://example.org/a.xml\"\npublisher = \"Post\"\nevery = \"1h\"\nfull_text = true\n\n\
        [[feed]]\nurl = \"https://example.org/b.xml\"\n";
    const A: &str = "https://example.org/a.xml";
    const B: &str = "https://example.org/b.xml";

    fn at(minutes: i64) -> Timestamp {
        "2026-02-04T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
    }

    fn due(watch: &Watch, minutes: i64) -> Vec<&str> {
        watch.due(at(minutes)).into_iter().map(|feed| feed.url.as_str()).collect()
    }

    fn status(status: u16, retry_after: Option<u64>) -> SourceError {
        SourceError::Status { reference: A.to_owned(), status, retry_after: retry_after.map(Duration::from_secs) }
    }

    #[test]
    fn feeds_are_read_from_toml() {
        let feeds = parse(FEEDS).unwrap();
        let first = Feed { url: A.to_owned(), publisher: Some("Post".to_owned()), every: Duration::from_secs(3600), full_text: true };
        assert_eq!(feeds[0], first);
        assert_eq!((feeds[1].every, feeds[1].full_text), (Duration::from_secs(900), false));
    }

    #[test]
    fn a_wrong_list_of_feeds_says_what_is_wrong() {
        for (toml, says) in [
            ("", "there is no feed in it"),
            ("[[feed]]\nurl = \"ftp://example.org\"", "begins with https://"),
            ("[[feed]]\nurl = \"https://example.org\"\nevery = \"5s\"", "15m, 6h or 1d"),
            ("[[feed]]\nurl = \"https://example.org\"\nevery = \"soon\"", "15m, 6h or 1d"),
            ("[[feed]]\nurl = \"https://example.org\"\nfulltext = true", "unknown field `fulltext`"),
            ("[[feed]]\nurl = \"https://example.org\"\n[[feed]]\nurl = \"https://example.org\"", "stands twice"),
        ] {
            let message = parse(toml).unwrap_err();
            assert!(message.contains(says), "{toml}: {message}");
        }
    }

    #[test]
    fn a_feed_is_due_again_after_its_own_time() {
        let mut watch = Watch::new(parse(FEEDS).unwrap(), BTreeMap::new());
        assert_eq!(due(&watch, 0), [A, B]);
        assert_eq!(watch.next(), None);
        watch.answered(A, at(0), Some(Validators { etag: Some("\"1\"".to_owned()), last_modified: None }));
        watch.answered(B, at(0), None);
        assert_eq!(due(&watch, 14), Vec::<&str>::new());
        assert_eq!(watch.next(), Some(at(15)));
        assert_eq!(due(&watch, 15), [B]);
        assert_eq!(due(&watch, 60), [B, A], "the longest due is first");
        watch.answered(A, at(60), None);
        assert_eq!(watch.state(A).unwrap().validators.etag.as_deref(), Some("\"1\""), "what had not changed is still recognised");
    }

    #[test]
    fn failures_double_the_wait_up_to_a_day_and_an_answer_ends_them() {
        let mut watch = Watch::new(parse(FEEDS).unwrap(), BTreeMap::new());
        let mut waits = Vec::new();
        for _ in 0..8 {
            watch.failed(B, at(0), &status(500, None));
            waits.push(watch.state(B).unwrap().next.unwrap().duration_since(at(0)).as_mins());
        }
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1440, 1440]);
        assert!(watch.state(B).unwrap().error.as_deref().unwrap().contains("500"));
        watch.answered(B, at(0), None);
        assert_eq!((watch.state(B).unwrap().failures, watch.state(B).unwrap().error.clone()), (0, None));
        assert_eq!(watch.state(B).unwrap().next, Some(at(15)));
    }

    #[test]
    fn a_server_that_asks_to_wait_is_waited_for_but_not_for_ever() {
        let mut watch = Watch::new(parse(FEEDS).unwrap(), BTreeMap::new());
        watch.failed(A, at(0), &status(503, Some(6 * 3600)));
        assert_eq!(watch.state(A).unwrap().next, Some(at(6 * 60)));
        watch.failed(A, at(0), &status(429, Some(5)));
        assert_eq!(watch.state(A).unwrap().next, Some(at(4 * 60)), "never sooner than the doubled wait");
        watch.failed(A, at(0), &status(503, Some(u64::MAX)));
        assert_eq!(watch.state(A).unwrap().next, Some(at(30 * 24 * 60)));
    }

    #[test]
    fn states_are_kept_and_those_of_other_feeds_dropped() {
        let mut watch = Watch::new(parse(FEEDS).unwrap(), BTreeMap::new());
        watch.answered(A, at(0), Some(Validators { etag: Some("x".to_owned()), last_modified: Some("y".to_owned()) }));
        let kept = serde_json::to_string(watch.states()).unwrap();
        let states: BTreeMap<String, State> = serde_json::from_str(&kept).unwrap();
        assert_eq!(&states, watch.states());
        let only_b = parse(FEEDS).unwrap().split_off(1);
        let again = Watch::new(only_b, states);
        assert_eq!(again.states().keys().collect::<Vec<_>>(), [B]);
    }
}
