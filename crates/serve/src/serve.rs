use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};
use axum::middleware;
use axum::routing::get;
use legation_store::StoreError;
use thiserror::Error;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::visit::Visit;
use crate::{App, Problem, Settings, pages, web};

/// What keeps a server from starting or going on.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Others could reach it, and nothing keeps them out.
    #[error("{0} can be reached from other machines; set a token, or listen on 127.0.0.1")]
    Open(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}; choose another port")]
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

/// All addresses.
pub fn router(app: App) -> Router {
    let header = |name: HeaderName, value: &'static str| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Router::new()
        .merge(pages::router())
        .route("/static/{*name}", get(web::file))
        .fallback(nowhere)
        .layer(middleware::from_fn_with_state(app.clone(), pass))
        .layer(header(CONTENT_SECURITY_POLICY, POLICY))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(X_FRAME_OPTIONS, "DENY"))
        .layer(header(REFERRER_POLICY, "same-origin"))
        .layer(CompressionLayer::new())
        .with_state(app)
}

async fn pass(State(_app): State<App>, request: Request, next: middleware::Next) -> axum::response::Response {
    next.run(request).await
}

async fn nowhere(State(app): State<App>, visit: Visit) -> axum::response::Response {
    visit.show(&app, |visit, _, _| Err(Problem::not_found(format!("there is no page {}", visit.path)))).await
}

/// Serves until `stop` is done; then lets the requests that are under way end. `ready` is told the address that is listened on.
///
/// # Errors
/// Where it cannot start.
pub fn serve(settings: Settings, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    if !settings.listen.ip().is_loopback() && settings.token.is_none() {
        return Err(ServeError::Open(settings.listen));
    }
    let address = settings.listen;
    let app = App::open(settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| ServeError::Listen { address, error })?;
        ready(listener.local_addr()?);
        axum::serve(listener, router(app)).with_graceful_shutdown(stop()).await?;
        Ok(())
    })
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
