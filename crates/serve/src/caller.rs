use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::request::Parts;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::{Limits, Problem};

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// Where from: the network of an IPv6 address, since one caller has all of it.
    pub address: IpAddr,
    /// Whether they came by HTTPS, as the proxy says.
    pub secure: bool,
}

impl Caller {
    /// Who sent a request. What a proxy says about the caller counts only where it comes from the proxy that was named.
    pub fn of(parts: &Parts, proxy: Option<IpAddr>) -> Self {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0);
        let header = |name: &str| parts.headers.get_all(name).iter().next_back().and_then(|value| value.to_str().ok());
        let told = Some(peer) == proxy;
        // The last one is the one that the proxy itself saw; whatever stands before it a caller can make up.
        let forwarded = header("x-forwarded-for").and_then(|all| all.rsplit(',').next()?.trim().parse().ok());
        Self {
            address: network(if told { forwarded.unwrap_or(peer) } else { peer }),
            secure: told && header("x-forwarded-proto").is_some_and(|scheme| scheme.eq_ignore_ascii_case("https")),
        }
    }
}

/// The first 64 bits of an IPv6 address; an IPv4 address as it is, also where it is written as IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(long) => IpAddr::V6(Ipv6Addr::from(u128::from(long) >> 64 << 64)),
        short => short,
    }
}

/// How much each caller has asked lately.
pub struct Callers {
    buckets: Option<DefaultKeyedRateLimiter<IpAddr>>,
}

/// A wrong token counts as so many requests.
const WRONG: usize = 50;

impl Callers {
    /// Nobody has asked yet.
    pub fn new(limits: &Limits) -> Self {
        Self { buckets: limits.rate.map(|rate| RateLimiter::keyed(Quota::per_second(rate).allow_burst(limits.burst))) }
    }

    /// Counts a request.
    pub fn ask(&self, caller: Caller) -> Result<(), Problem> {
        let Some(buckets) = &self.buckets else { return Ok(()) };
        buckets.check_key(&caller.address).map_err(|early| {
            let wait = early.wait_time_from(DefaultClock::default().now()).as_secs_f64().ceil().max(1.0) as u32;
            Problem::of(axum::http::StatusCode::TOO_MANY_REQUESTS, "rate", "too many requests from your address")
                .hint(format!("wait {wait} s, and ask for more records at once by limit"))
                .after(wait)
                .link("/api")
        })
    }

    /// Counts a wrong token, so that nobody tries many.
    pub fn wrong(&self, caller: Caller) {
        if let Some(buckets) = &self.buckets {
            // One by one: all at once they would count for nothing where fewer are left.
            let _ = (0..WRONG).try_for_each(|_| buckets.check_key(&caller.address));
        }
    }

    /// Forgets those who have not asked for a while.
    pub fn forget(&self) {
        if let Some(buckets) = &self.buckets {
            buckets.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

    use axum::http::Request;

    use super::*;

    fn caller(peer: &str, forwarded: &str, proxy: Option<&str>) -> String {
        let request = Request::get("/").header("x-forwarded-for", forwarded).header("x-forwarded-proto", "https");
        let (mut parts, ()) = request.body(()).expect("a request").into_parts();
        parts.extensions.insert(Peer(peer.parse().expect("an address")));
        let caller = Caller::of(&parts, proxy.map(|proxy| proxy.parse().expect("an address")));
        format!("{} {}", caller.address, caller.secure)
    }

    #[test]
    fn only_the_proxy_that_was_named_is_believed_and_only_its_own_word() {
        assert_eq!(caller("127.0.0.1", "1.1.1.1, 203.0.113.7", Some("127.0.0.1")), "203.0.113.7 true");
        assert_eq!(caller("198.51.100.2", "203.0.113.7", Some("127.0.0.1")), "198.51.100.2 false");
        assert_eq!(caller("127.0.0.1", "203.0.113.7", None), "127.0.0.1 false");
        assert_eq!(caller("127.0.0.1", "nonsense", Some("127.0.0.1")), "127.0.0.1 true");
    }

    #[test]
    fn all_addresses_of_one_network_are_one_caller() {
        assert_eq!(caller("2001:db8:1:2:3:4:5:6", "", None), "2001:db8:1:2:: false");
        assert_eq!(caller("::ffff:192.0.2.1", "", None), "192.0.2.1 false");
    }
}
