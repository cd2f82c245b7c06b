use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::num::NonZeroU32;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use legation_serve::{ServeError, Settings, serve_until};
use tokio::sync::oneshot;

use crate::support::{get, get_with, server, store};

#[tokio::test]
async fn who_asks_too_often_is_told_how_long_to_wait() {
    let server = server(|settings| {
        settings.limits.rate = NonZeroU32::new(1);
        settings.limits.burst = NonZeroU32::new(3).expect("not zero");
    });
    for _ in 0..3 {
        assert_eq!(get(&server, "/healthz").await.status, StatusCode::OK);
    }
    let answer = get_with(&server, "/events", &[("accept", "application/json")]).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "rate"));
    assert!((1..=3).contains(&answer.header("retry-after").parse::<u32>().expect("seconds")));
}

#[tokio::test]
async fn behind_a_proxy_each_of_its_callers_has_a_rate_of_their_own() {
    let server = server(|settings| {
        settings.proxy = Some("127.0.0.1".parse().expect("an address"));
        settings.limits.rate = NonZeroU32::new(1);
        settings.limits.burst = NonZeroU32::MIN;
    });
    for (from, status) in [("203.0.113.7", 200), ("203.0.113.7", 429), ("203.0.113.8", 200), ("1.1.1.1, 203.0.113.7", 429)] {
        assert_eq!(get_with(&server, "/healthz", &[("x-forwarded-for", from)]).await.status.as_u16(), status, "{from}");
    }
}

#[tokio::test]
async fn an_address_that_is_too_long_is_refused() {
    let answer = get(&server(|_| {}), &format!("/events?format=json&text={}", "a".repeat(8_000))).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::URI_TOO_LONG, "address-too-long"));
}

#[tokio::test]
async fn with_too_much_to_do_the_server_says_so_and_that_it_lives() {
    let server = server(|settings| settings.limits.requests = 0);
    let answer = get_with(&server, "/events", &[("accept", "application/json")]).await;
    assert_eq!((answer.status, answer.code().as_str(), answer.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "busy", "1"));
    assert_eq!(get(&server, "/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_was_asked_is_counted_by_route_and_not_by_what_callers_make_up() {
    let server = server(|_| {});
    for address in ["/events?dyad=NOR-CHL", "/documents/none-such-1", "/documents/none-such-2", "/made/up/1", "/made/up/2"] {
        get(&server, address).await;
    }
    let told = get(&server, "/metrics").await;
    assert!(told.header("content-type").starts_with("application/openmetrics-text"));
    for line in [
        "legation_requests_total{route=\"/events\",method=\"GET\",status=\"200\"} 1",
        "legation_requests_total{route=\"/documents/{id}\",method=\"GET\",status=\"404\"} 2",
        "legation_requests_total{route=\"none\",method=\"GET\",status=\"404\"} 2",
        "legation_request_duration_seconds_count{route=\"/documents/{id}\"} 2",
        "legation_store_documents 2",
    ] {
        assert!(told.body.contains(line), "{line} is not in\n{}", told.body);
    }
    assert!(!told.body.contains("none-such") && told.body.ends_with("# EOF\n"));
}

/// A server on a port of its own, until it is told to stop.
struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), ServeError>>,
}

fn start(change: impl FnOnce(&mut Settings)) -> Running {
    let mut settings = Settings::new(store());
    change(&mut settings);
    let (told, address) = mpsc::channel();
    let (stop, stopped) = oneshot::channel();
    let ended = std::thread::spawn(move || {
        serve_until(settings, |address| told.send(address).expect("somebody listens"), async {
            let _ = stopped.await;
        })
    });
    Running { address: address.recv().expect("it starts"), stop, ended }
}

impl Running {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a bound");
        stream
    }

    fn end(self) {
        self.stop.send(()).expect("it runs");
        self.ended.join().expect("no panic").expect("it ends well");
    }
}

fn rest(mut stream: TcpStream) -> String {
    let mut read = Vec::new();
    // A connection that is cut may be reset.
    let _ = stream.read_to_end(&mut read);
    String::from_utf8_lossy(&read).into_owned()
}

#[test]
fn a_head_that_comes_slowly_or_never_is_cut_off() {
    let running = start(|settings| settings.limits.head = Duration::from_millis(400));
    let began = Instant::now();
    let silent = running.connect();
    let mut slow = running.connect();
    let mut writer = slow.try_clone().expect("a second handle");
    let dripping = std::thread::spawn(move || {
        for byte in b"GET /events HTTP/1.1\r\nHost: localhost\r\nX-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" {
            if writer.write_all(&[*byte]).is_err() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let mut byte = [0];
    assert!(matches!(slow.read(&mut byte), Ok(0) | Err(_)), "nothing is answered");
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    assert_eq!(rest(silent), "");
    drop(slow);
    dripping.join().expect("no panic");
    running.end();
}

#[test]
fn a_body_that_comes_slowly_is_cut_off_with_a_problem() {
    let running = start(|settings| settings.limits.answer = Duration::from_millis(400));
    let mut slow = running.connect();
    slow.write_all(b"POST /login HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\nConnection: close\r\n\r\ntoken=")
        .expect("it is sent");
    let answer = rest(slow);
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("\"code\":\"slow\""), "{answer}");
    running.end();
}

#[test]
fn when_it_stops_a_request_that_is_under_way_is_answered_and_no_new_one_is_taken() {
    let running = start(|settings| settings.limits.closing = Duration::from_secs(8));
    let mut under_way = running.connect();
    under_way
        .write_all(b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 19\r\n\r\ntoken=")
        .expect("it is sent");
    std::thread::sleep(Duration::from_millis(300));
    let address = running.address;
    let ended = std::thread::spawn(move || running.end());
    std::thread::sleep(Duration::from_millis(300));
    assert!(TcpStream::connect(address).is_err(), "it takes no more");
    under_way.write_all(b"a&next=/api\r\n").expect("it is sent");
    let answer = rest(under_way);
    assert!(answer.starts_with("HTTP/1.1 303") && answer.contains("location: /api"), "{answer}");
    ended.join().expect("it ends");
}

#[test]
fn a_server_that_stops_waits_only_so_long() {
    let running = start(|settings| settings.limits.closing = Duration::from_millis(300));
    let mut stuck = running.connect();
    stuck.write_all(b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n").expect("it is sent");
    std::thread::sleep(Duration::from_millis(200));
    let began = Instant::now();
    running.end();
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

#[test]
fn more_connections_than_there_is_room_for_wait() {
    let running = start(|settings| {
        settings.limits.connections = 2;
        settings.limits.head = Duration::from_millis(500);
    });
    let idle = [running.connect(), running.connect()];
    let began = Instant::now();
    let mut third = running.connect();
    third.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("it is sent");
    assert!(rest(third).ends_with("ok\n"));
    assert!(began.elapsed() >= Duration::from_millis(300), "it waited for one of the two: {:?}", began.elapsed());
    drop(idle);
    running.end();
}
