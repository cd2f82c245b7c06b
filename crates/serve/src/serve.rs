use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};
use axum::middleware;
use axum::response::Response;
use axum::routing::get;
use legation_store::StoreError;
use thiserror::Error;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::guard::guard;
use crate::listen::listen;
use crate::visit::Visit;
use crate::{App, Problem, Settings, pages, web};

/// What keeps a server from starting or going on.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Others could reach it, and nothing keeps them out.
    #[error(
        "{0}, so it needs a token: make one with `openssl rand -hex 32` and give it by the variable LEGATION_TOKEN or by --token-file; or serve this machine alone, by --host 127.0.0.1 and without --name"
    )]
    Open(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}; choose another port by --port, or an address of this machine by --host")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// The server stopped.
    #[error("the server stopped: {0}")]
    Stopped(#[from] io::Error),
}

/// Scripts, styles and pictures from here alone, nothing inline, and nobody may put a page into a frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What no page needs.
const PERMISSIONS: &str = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()";

/// All addresses.
pub fn router(app: App) -> Router {
    let header = |name: HeaderName, value: &'static str| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Router::new()
        .merge(pages::router())
        .route("/static/{*name}", get(web::file))
        .fallback(nowhere)
        .layer(middleware::from_fn_with_state(app.clone(), guard))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(header(CONTENT_SECURITY_POLICY, POLICY))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(X_FRAME_OPTIONS, "DENY"))
        .layer(header(REFERRER_POLICY, "same-origin"))
        .layer(header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(header(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(header(HeaderName::from_static("permissions-policy"), PERMISSIONS))
        .with_state(app)
}

async fn nowhere(State(app): State<App>, visit: Visit) -> Response {
    visit.refuse(&app, Problem::not_found(format!("there is no page {}", visit.path)))
}

/// Serves until the program is told to stop, by Ctrl-C or by the signal of service managers; then lets the requests end that are under way,
/// at most [`Limits::closing`](crate::Limits::closing) long. `ready` is told the address that is listened on.
///
/// # Errors
/// Where it cannot start.
pub fn serve(settings: Settings, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    serve_until(settings, ready, stop())
}

/// The same, until `end` is done.
///
/// # Errors
/// Where it cannot start.
pub fn serve_until(settings: Settings, ready: impl FnOnce(SocketAddr), end: impl Future<Output = ()>) -> Result<(), ServeError> {
    if settings.token.is_none() {
        if !settings.listen.ip().is_loopback() {
            return Err(ServeError::Open(format!("{} can be reached from other machines", settings.listen)));
        }
        if let Some(name) = settings.names.first() {
            return Err(ServeError::Open(format!("{name} is a name by which others ask")));
        }
    }
    let address = settings.listen;
    let app = App::open(settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| ServeError::Listen { address, error })?;
        ready(listener.local_addr()?);
        listen(listener, &app, router(app.clone()), end).await;
        Ok(())
    });
    // Whatever still waits for the store is not waited for.
    runtime.shutdown_background();
    served
}

/// Ctrl-C, or the signal by which service managers end a program.
async fn stop() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
