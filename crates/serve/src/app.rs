use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use jiff::civil;
use legation::{Document, Reading, World, WorldError, read};
use legation_store::{Sqlite, StoreError};
use minijinja::Environment;

use crate::desk::Desk;
use crate::pool::Pool;
use crate::{Problem, web};

/// How to serve.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The store.
    pub store: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// What a caller has to show; must be there where others than this machine can reach `listen`.
    pub token: Option<String>,
    /// The day as of which pages speak; `None` is the day of the last document in the store.
    pub as_of: Option<civil::Date>,
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
    desk: Desk,
}

impl App {
    /// Opens the store.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn open(settings: Settings) -> Result<Self, StoreError> {
        let pool = Pool::open(&settings.store)?;
        let shared = Shared { settings, pool, templates: web::templates(), world: OnceLock::new(), desk: Desk::new() };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// How it serves.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    pub(crate) fn templates(&self) -> &Environment<'static> {
        &self.shared.templates
    }

    /// What is known of the world, loaded when it is first needed: 50 ms.
    pub(crate) fn world(&self) -> Result<&World, Problem> {
        self.shared.world.get_or_init(World::builtin).as_ref().map_err(|error| Problem::inside(error.to_string()))
    }

    /// Asks the store, on a thread that may wait.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Self, &Sqlite) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = self.clone();
        let asked = tokio::task::spawn_blocking(move || app.shared.pool.with(|store| question(&app, store)));
        asked.await.map_err(|error| Problem::inside(error.to_string()))?
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
