use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use jiff::Timestamp;
use legation::{Document, World};
use legation_source::fetch::{Fetched, Fetcher, Validators};
use legation_source::watch::{self, Feed, State, Watch};
use legation_source::{Format, Options, SourceError};
use legation_store::{Counts, Sqlite, StoreError, ingest};

use super::Which;
use super::ingest::{failed, threads};
use crate::Done;
use crate::failure::Failure;
use crate::input::OwnWorld;

/// What `legation watch` takes.
#[derive(Args)]
pub struct Arguments {
    /// The feeds: [[feed]] tables with url and, where wanted, publisher, every = "15m" and full_text = true
    feeds: PathBuf,
    /// Ask the feeds that are due once, and end
    #[arg(long)]
    once: bool,
    /// Fetch addresses of this machine and of private networks too
    #[arg(long)]
    allow_private: bool,
    #[command(flatten)]
    own: OwnWorld,
    /// How many threads read; the store is the same for any number [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    which: Which,
}

/// Between two pages of one feed, so that no site is pressed.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a store that another program writes is left alone.
const LOCKED: Duration = Duration::from_secs(60);

/// Asks feeds, each when it is due, and stores what is new, until Ctrl-C.
pub fn run(arguments: &Arguments) -> Done {
    let shown = arguments.feeds.display();
    let toml = std::fs::read_to_string(&arguments.feeds).with_context(|| format!("could not read {shown}"))?;
    let feeds =
        watch::parse(&toml).map_err(|message| Failure::new(format!("could not read {shown}: {message}"), "see examples/feeds.toml"))?;
    let mut store = Sqlite::create(&arguments.which.store)?;
    let mut states: BTreeMap<String, State> = BTreeMap::new();
    for feed in &feeds {
        // What cannot be read is as good as not known: the feed is asked anew.
        if let Some(state) = store.feed(&feed.url)?.and_then(|kept| serde_json::from_str(&kept).ok()) {
            states.insert(feed.url.clone(), state);
        }
    }
    let (stop, stopped) = channel();
    let mut presses = 0;
    ctrlc::set_handler(move || {
        presses += 1;
        if presses > 1 {
            // What was stored is stored whole: nothing is lost by leaving at once.
            std::process::exit(130);
        }
        eprintln!("legation: stopping; again to stop at once");
        let _ = stop.send(());
    })?;
    let mut watcher = Watcher {
        world: arguments.own.load()?,
        fetcher: Fetcher::new(arguments.allow_private),
        watch: Watch::new(feeds, states),
        allow_private: arguments.allow_private,
        threads: threads(arguments.threads),
        stop: Stop { asked: false, stopped },
    };
    loop {
        let wait = match watcher.round(&mut store) {
            Ok(wrong) if arguments.once => return Ok(wrong),
            Ok(_) => {
                watcher.watch.next().map_or(Duration::ZERO, |next| next.duration_since(Timestamp::now()).try_into().unwrap_or_default())
            }
            // Feeds that could not be stored stay due.
            Err(error @ StoreError::Locked(_)) if !arguments.once => {
                eprintln!("legation: {error}");
                LOCKED
            }
            Err(error) => return Err(error.into()),
        };
        if watcher.stop.within(wait) {
            return Ok(0);
        }
    }
}

/// Whether somebody asked to end.
struct Stop {
    asked: bool,
    stopped: Receiver<()>,
}

impl Stop {
    /// Waits so long, or until it is asked.
    fn within(&mut self, wait: Duration) -> bool {
        self.asked = self.asked || !matches!(self.stopped.recv_timeout(wait), Err(RecvTimeoutError::Timeout));
        self.asked
    }
}

struct Watcher {
    world: World,
    fetcher: Fetcher,
    watch: Watch,
    allow_private: bool,
    threads: usize,
    stop: Stop,
}

/// Why nothing came of a feed.
enum Wrong {
    Feed(SourceError),
    Store(StoreError),
}

impl From<StoreError> for Wrong {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Watcher {
    /// Asks the feeds that are due, links what came in, and gives how many feeds and items failed.
    fn round(&mut self, store: &mut Sqlite) -> Result<usize, StoreError> {
        let due: Vec<Feed> = self.watch.due(Timestamp::now()).into_iter().cloned().collect();
        let (mut wrong, mut read) = (0, 0);
        for feed in due {
            if self.stop.within(Duration::ZERO) {
                break;
            }
            match self.ask(store, &feed) {
                Ok(counts) => {
                    wrong += usize::try_from(counts.failed).unwrap_or(usize::MAX);
                    read += counts.read;
                }
                Err(Wrong::Feed(error)) => {
                    wrong += 1;
                    self.watch.failed(&feed.url, Timestamp::now(), &error);
                    let next = self.watch.state(&feed.url).and_then(|state| state.next).map(minute).unwrap_or_default();
                    eprintln!("legation: {error}; it is asked again after {next}");
                }
                Err(Wrong::Store(error)) => return Err(error),
            }
            if let Some(state) = self.watch.state(&feed.url) {
                store.keep_feed(&feed.url, &serde_json::to_string(state).unwrap_or_default())?;
            }
        }
        if read > 0 {
            let linked = store.link(&self.world, |_| {})?;
            println!(
                "{}  {} copies of a story, {} pairs of reports of one act, {} denials, corrections and outcomes",
                minute(Timestamp::now()),
                linked.copies,
                linked.same,
                linked.answers
            );
        }
        Ok(wrong)
    }

    /// Asks one feed and stores its new items, each with the article of its page where the feed is watched so.
    fn ask(&mut self, store: &mut Sqlite, feed: &Feed) -> Result<Counts, Wrong> {
        let known = self.watch.state(&feed.url).map(|state| state.validators.clone()).unwrap_or_default();
        let Fetched::Body(download) = self.fetcher.get(&feed.url, &known).map_err(Wrong::Feed)? else {
            self.watch.answered(&feed.url, Timestamp::now(), None);
            println!("{}  {}: nothing has changed", minute(Timestamp::now()), feed.url);
            return Ok(Counts::default());
        };
        let validators = download.validators.clone();
        let options =
            Options { format: Format::Feed, publisher: feed.publisher.clone(), allow_private: self.allow_private, ..Options::default() };
        let (mut fresh, mut stored) = (Vec::new(), 0_u64);
        for entry in download.documents(&options).map_err(Wrong::Feed)? {
            match entry {
                Ok(entry) if store.has(&entry.reference)? => stored += 1,
                entry => fresh.push(entry),
            }
        }
        let mut counts = Counts::default();
        let mut lasting = true;
        if !fresh.is_empty() {
            let run = store.begin(&feed.url, &Timestamp::now().to_string())?;
            let Self { world, fetcher, stop, threads, .. } = self;
            let items = fresh.into_iter().enumerate().map_while(|(at, entry)| {
                let pause = if feed.full_text && at > 0 { PAUSE } else { Duration::ZERO };
                if stop.within(pause) {
                    return None;
                }
                let item = entry.and_then(|entry| article(fetcher, feed, &options, entry));
                lasting &= item.as_ref().err().is_none_or(|error| !passing(error));
                Some(item.map_err(|error| failed(&error)))
            });
            counts = ingest::ingest(store, world, run, items, *threads, |_, failure| {
                if let Some(failure) = failure {
                    eprintln!("legation: {}", failure.message);
                }
            })?;
            store.finish(run, &counts, &Timestamp::now().to_string())?;
        }
        counts.known += stored;
        // What was not had may be had the next time, so the feed has to be given whole then.
        let validators = if lasting && !self.stop.asked { validators } else { Validators::default() };
        self.watch.answered(&feed.url, Timestamp::now(), Some(validators));
        println!(
            "{}  {}: {} read, {} known already, {} failed",
            minute(Timestamp::now()),
            feed.url,
            counts.read,
            counts.known,
            counts.failed
        );
        Ok(counts)
    }
}

/// A feed's entry, with the article of its page where that is wanted.
fn article(fetcher: &mut Fetcher, feed: &Feed, options: &Options, entry: Document) -> Result<Document, SourceError> {
    let options = Options { format: Format::Auto, ..options.clone() };
    let item = if feed.full_text { fetcher.full_text(&entry, &options) } else { Ok(entry) };
    item.and_then(|document| match document.text.trim() {
        "" => Err(SourceError::Unsupported {
            reference: document.reference,
            message: "the feed gives no text of it; write full_text = true under the feed to fetch its page".to_owned(),
        }),
        _ => Ok(document),
    })
}

/// Whether a failure may pass by itself.
fn passing(error: &SourceError) -> bool {
    matches!(error, SourceError::Network { .. } | SourceError::Status { status: 429 | 500..=599, .. })
}

/// A time to the minute, such as `2026-02-04 10:30`.
fn minute(time: Timestamp) -> String {
    time.to_string().replace('T', " ").chars().take(16).collect()
}
