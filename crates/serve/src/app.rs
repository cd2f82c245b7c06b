use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use jiff::civil;
use legation::{Document, Reading, World, WorldError, read};
use legation_store::{Sqlite, StoreError};
use minijinja::Environment;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::answers::Answers;
use crate::caller::Callers;
use crate::desk::Desk;
use crate::metrics::Metrics;
use crate::pool::{self, Pool, Stamp};
use crate::{Limits, Problem, Token, web};

/// How to serve.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The store.
    pub store: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// What a caller has to show; must be there where others than this machine can reach `listen`.
    pub token: Option<Token>,
    /// The day as of which pages speak; `None` is the day of the last document in the store.
    pub as_of: Option<civil::Date>,
    /// Names by which this server is asked, besides `localhost` and the address that it listens on.
    pub names: Vec<String>,
    /// The reverse proxy whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub proxy: Option<IpAddr>,
    /// How much is let in.
    pub limits: Limits,
}

impl Settings {
    /// Serves a store to this machine alone, on a free port.
    #[must_use]
    pub fn new(store: impl Into<PathBuf>) -> Self {
        Self {
            store: store.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            token: None,
            as_of: None,
            names: Vec::new(),
            proxy: None,
            limits: Limits::default(),
        }
    }
}

/// What all requests share.
#[derive(Clone)]
pub struct App {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    pool: Pool,
    templates: Environment<'static>,
    world: OnceLock<Result<World, WorldError>>,
    callers: Callers,
    metrics: Metrics,
    answers: Answers,
    /// A place for each request that is being answered.
    room: Semaphore,
    /// A place for each question to the store: more at once than it has connections would only wait for each other.
    desks: Arc<Semaphore>,
    kept: Mutex<(Stamp, HashMap<String, Value>)>,
    /// Held by whoever counts: others who ask for the same wait for the answer instead of counting too.
    counting: [Mutex<()>; 16],
    /// Held by whoever compares documents, which takes a second and a core.
    comparing: Mutex<()>,
    /// Where texts are read that are not kept.
    desk: Desk,
}

/// So many answers are kept at most.
const KEPT: usize = 64;

impl App {
    /// Opens the store.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn open(settings: Settings) -> Result<Self, StoreError> {
        let pool = Pool::open(&settings.store)?;
        let limits = settings.limits;
        Ok(Self {
            shared: Arc::new(Shared {
                settings,
                pool,
                templates: web::templates(),
                world: OnceLock::new(),
                callers: Callers::new(&limits),
                metrics: Metrics::default(),
                answers: Answers::new(limits.kept),
                kept: Mutex::default(),
                counting: Default::default(),
                comparing: Mutex::default(),
                desk: Desk::new(),
                room: Semaphore::new(limits.requests),
                desks: Arc::new(Semaphore::new(pool::KEPT)),
            }),
        })
    }

    /// How it serves.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    pub(crate) fn callers(&self) -> &Callers {
        &self.shared.callers
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.shared.metrics
    }

    pub(crate) fn answers(&self) -> &Answers {
        &self.shared.answers
    }

    pub(crate) fn room(&self) -> &Semaphore {
        &self.shared.room
    }

    /// A number that changes whenever the store is written.
    pub(crate) fn version(&self) -> Result<i64, Problem> {
        Ok(self.shared.pool.version()?)
    }

    pub(crate) fn templates(&self) -> &Environment<'static> {
        &self.shared.templates
    }

    /// What is known of the world, loaded when it is first needed: 50 ms.
    pub(crate) fn world(&self) -> Result<&World, Problem> {
        self.shared.world.get_or_init(World::builtin).as_ref().map_err(|error| Problem::inside(error.to_string()))
    }

    /// Asks the store, on a thread that may wait. What is not answered in time is given up.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Self, &Sqlite) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = self.clone();
        let deadline = Instant::now() + self.settings().limits.answer;
        let desk = Arc::clone(&self.shared.desks).acquire_owned().await.map_err(|error| Problem::inside(error.to_string()))?;
        let asked = tokio::task::spawn_blocking(move || {
            // Kept until the work is done, also where nobody waits for it any more.
            let _desk = desk;
            app.shared.pool.with(deadline, |store| question(&app, store))
        });
        asked.await.map_err(|error| Problem::inside(error.to_string()))?
    }

    fn known(&self, stamp: Stamp, name: &str) -> Option<Value> {
        let kept = self.shared.kept.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.0 == stamp).then(|| kept.1.get(name).cloned()).flatten()
    }

    /// What takes long to count is counted once, until the store's file changes.
    pub(crate) fn kept(&self, name: &str, make: impl FnOnce() -> Result<Value, Problem>) -> Result<Value, Problem> {
        // The name's own lock, or one that it shares with few others.
        let at = name.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        self.once(&self.shared.counting[at % self.shared.counting.len()], name, make)
    }

    /// The same for what takes so long that whoever asks for something else must not wait for it; one at a time.
    pub(crate) fn compared(&self, name: &str, make: impl FnOnce() -> Result<Value, Problem>) -> Result<Value, Problem> {
        self.once(&self.shared.comparing, name, make)
    }

    fn once(&self, busy: &Mutex<()>, name: &str, make: impl FnOnce() -> Result<Value, Problem>) -> Result<Value, Problem> {
        if let Some(value) = self.known(self.shared.pool.stamp(), name) {
            return Ok(value);
        }
        let _busy = busy.lock().unwrap_or_else(PoisonError::into_inner);
        // Stamped before it is counted: what is written meanwhile makes it count again.
        let stamp = self.shared.pool.stamp();
        if let Some(value) = self.known(stamp, name) {
            return Ok(value);
        }
        let value = make()?;
        let mut kept = self.shared.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != stamp || kept.1.len() >= KEPT {
            *kept = (stamp, HashMap::new());
        }
        kept.1.insert(name.to_owned(), value.clone());
        Ok(value)
    }

    /// Reads a text that is not kept, when its turn comes, and makes something of it.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        document: Document,
        make: impl FnOnce(&Self, &Reading) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = self.clone();
        self.shared.desk.take(move || make(&app, &read(app.world()?, &document))).await
    }

    /// The day as of which a page speaks.
    pub(crate) fn as_of(&self, store: &Sqlite) -> Result<Option<civil::Date>, StoreError> {
        match self.shared.settings.as_of {
            Some(day) => Ok(Some(day)),
            None => store.last_day(),
        }
    }
}
