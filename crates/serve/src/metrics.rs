//! What is counted about requests, as Prometheus reads it.

use std::sync::atomic::AtomicI64;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Upper bounds in seconds of the classes of time that an answer takes.
const CLASSES: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    method: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    kind: String,
}

/// Counters and times of one server.
pub struct Metrics {
    registry: Registry,
    answered: Family<Answered, Counter>,
    took: Family<Route, Histogram>,
    under_way: Gauge,
    documents: Gauge,
    records: Family<Of, Gauge>,
    version: Gauge<i64, AtomicI64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let took = Family::new_with_constructor((|| Histogram::new(CLASSES)) as fn() -> Histogram);
        let mut metrics = Self {
            registry: Registry::with_prefix("legation"),
            answered: Family::default(),
            took: took.clone(),
            under_way: Gauge::default(),
            documents: Gauge::default(),
            records: Family::default(),
            version: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("requests", "Requests answered, by route, method and status", metrics.answered.clone());
        registry.register_with_unit("request_duration", "Time from a request's head to its answer", Unit::Seconds, took);
        registry.register("requests_under_way", "Requests that are being answered", metrics.under_way.clone());
        registry.register("store_documents", "Documents in the store", metrics.documents.clone());
        registry.register("store_records", "Records in the store that stand for themselves, by kind", metrics.records.clone());
        registry.register("store_version", "Changes when the store is written", metrics.version.clone());
        metrics
    }
}

impl Metrics {
    /// A request begins.
    pub fn begin(&self) {
        self.under_way.inc();
    }

    /// It has been answered. The route is its pattern, so that no caller can make up new ones.
    pub fn end(&self, route: &str, method: &str, status: u16, took: Duration) {
        self.under_way.dec();
        self.answered.get_or_create(&Answered { route: route.to_owned(), method: method.to_owned(), status }).inc();
        self.took.get_or_create(&Route { route: route.to_owned() }).observe(took.as_secs_f64());
    }

    /// What the store holds.
    pub fn store(&self, overview: &legation_store::Overview, version: i64) {
        self.documents.set(overview.documents);
        for (kind, &count) in &overview.records {
            self.records.get_or_create(&Of { kind: kind.clone() }).set(count);
        }
        self.version.set(version);
    }

    /// All of it.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut written = String::new();
        text::encode(&mut written, &self.registry)?;
        Ok(written)
    }
}
