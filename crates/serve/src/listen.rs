use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use crate::App;
use crate::caller::Peer;

/// Bytes that the head of a request may have.
const HEAD: usize = 32 << 10;

/// Takes connections until `stop` is done, then lets the requests end that are under way. What axum's own loop lacks: a bound on the time that
/// a head may take, on the time that a caller may take to read, and on connections.
pub async fn listen(listener: TcpListener, app: &App, router: Router, stop: impl Future<Output = ()>) {
    let limits = app.settings().limits;
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(HEAD);
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(limits.connections));
    let forgetting = tokio::spawn(forget(app.clone()));
    let mut stop = pin!(stop);
    loop {
        let taken = tokio::select! {
            taken = take(&listener, &room) => taken,
            () = &mut stop => break,
        };
        let Some((stream, peer, place)) = taken else { continue };
        let peer = Peer(peer.ip());
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(limits.answer));
        let service = router.clone().map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            request.map(Body::new)
        });
        let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), TowerToHyperService::new(service));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // How a connection ends is the caller's business.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    forgetting.abort();
    let _ = tokio::time::timeout(limits.closing, graceful.shutdown()).await;
}

/// The next connection, once there is room for it; `None` where it broke before it was there.
async fn take(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(tokio::net::TcpStream, std::net::SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, place)),
        Err(error) => {
            // Where the system has no file handles left, some become free by waiting.
            if !matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            None
        }
    }
}

/// Forgets every minute who has not asked for a while.
async fn forget(app: App) {
    loop {
        tokio::time::sleep(Duration::from_secs(60)).await;
        app.callers().forget();
    }
}
