//! Loads a server on this machine: so many clients at once, for so long, over a mix of pages; tells how long answers take, and how much memory
//! the server has before and after.
//!
//! ```sh
//! legation serve million.db --rate 0 & cargo run --release -p legation-serve --example load -- http://127.0.0.1:8300 --pid $!
//! ```

#![allow(clippy::expect_used, clippy::print_stdout, clippy::print_stderr, reason = "a program that measures")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Nobody waits longer than this for one answer in a hundred.
const BOUND: Duration = Duration::from_millis(150);

/// What is asked, and how.
struct Plan {
    site: String,
    clients: u64,
    seconds: u64,
    /// How long a client waits between two pages.
    pause: Duration,
    pid: Option<u32>,
}

impl Plan {
    fn of(arguments: &[String]) -> Self {
        let option = |name: &str| {
            arguments.iter().position(|given| given == name).and_then(|at| arguments.get(at + 1)).and_then(|value| value.parse().ok())
        };
        let site = arguments.first().cloned().unwrap_or_else(|| "http://127.0.0.1:8300".to_owned());
        let here = url::Url::parse(&site).ok().is_some_and(|url| matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")));
        assert!(here, "{site} is not on this machine; only a server on this machine is loaded");
        Self {
            site: site.trim_end_matches('/').to_owned(),
            clients: option("--clients").unwrap_or(50).clamp(1, 500),
            seconds: option("--seconds").unwrap_or(60).clamp(1, 600),
            pause: Duration::from_millis(option("--pause").unwrap_or(0)),
            pid: option("--pid").and_then(|pid| u32::try_from(pid).ok()),
        }
    }
}

/// What is in the store to be asked for.
struct Known {
    dyads: Vec<String>,
    documents: Vec<String>,
    meetings: Vec<String>,
    years: Vec<String>,
}

/// Numbers that look random and are the same each time (xorshift64, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    fn one<'a>(&mut self, words: &'a [String]) -> &'a str {
        words.get(self.below(words.len())).map_or("", String::as_str)
    }
}

/// An agent that keeps its connection and takes an error for an answer.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(30))).build().into()
}

fn json(agent: &ureq::Agent, address: &str) -> Value {
    let mut answer = agent.get(address).header("accept", "application/json").call().expect("the server answers");
    serde_json::from_str(&answer.body_mut().with_config().limit(64 << 20).read_to_string().expect("a text")).unwrap_or_default()
}

fn known(plan: &Plan) -> Known {
    let agent = agent();
    let ids = |path: &str, list: &str, id: &dyn Fn(&Value) -> Option<String>| -> Vec<String> {
        json(&agent, &format!("{}{path}", plan.site))[list].as_array().into_iter().flatten().filter_map(id).collect()
    };
    let words = |value: &Value| value.as_str().map(str::to_owned);
    let home = json(&agent, &format!("{}/", plan.site));
    let mut dyads: Vec<String> = home["busiest"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|busy| Some(format!("{}-{}", busy["one"].as_str()?, busy["other"].as_str()?)))
        .collect();
    dyads.extend(["USA-CHN", "USA-RUS", "JPN-KOR", "IND-PAK", "FRA-DEU"].map(str::to_owned));
    let last: i32 = home["as_of"].as_str().and_then(|day| day.get(..4)?.parse().ok()).unwrap_or(2026);
    Known {
        dyads,
        documents: ids("/documents?limit=500", "documents", &|one| words(&one["id"])),
        meetings: ids("/meetings?limit=500", "records", &|one| words(&one["meeting"]["id"])),
        years: (last - 5..=last).map(|year| year.to_string()).collect(),
    }
}

/// A page's name in the table, and an address of that page.
fn choose(known: &Known, dice: &mut Dice) -> (&'static str, String) {
    let dyad = dice.one(&known.dyads).to_owned();
    let year = dice.one(&known.years).to_owned();
    let month = 1 + dice.below(12);
    match dice.below(20) {
        0..=3 => ("home", "/".to_owned()),
        4..=6 => ("dyad", format!("/dyads/{dyad}")),
        7 => ("dyads", "/dyads".to_owned()),
        8..=9 => ("events of a dyad", format!("/events?dyad={dyad}&from={year}&to={year}")),
        10 => ("events of a month", format!("/events?from={year}-{month:02}&to={year}-{month:02}&limit=50")),
        11 => ("events as JSON", format!("/events?dyad={dyad}&format=json&limit=50")),
        12 => (
            "words",
            format!("/events?text={}&from={year}", ["tariffs", "talks", "sanctions", "phone call"][dice.below(4)].replace(' ', "+")),
        ),
        13 => ("search", format!("/search?q={}+{year}", dyad.replace('-', "+"))),
        14..=15 => ("document", format!("/documents/{}", dice.one(&known.documents))),
        16 => ("meeting", format!("/meetings/{}", dice.one(&known.meetings))),
        17 => ("commitments", "/commitments?open=true".to_owned()),
        18 => ("calendar", "/calendar".to_owned()),
        _ => ("documents", "/documents".to_owned()),
    }
}

/// Memory of a process that is in use, in MiB.
fn memory(pid: Option<u32>) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", pid?)).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok().map(|kib| kib / 1024)
}

/// Times of answers by page, and what went wrong.
type Times = (BTreeMap<&'static str, Vec<Duration>>, BTreeMap<String, usize>);

fn client(plan: &Plan, known: &Known, seed: u64, stop: &AtomicBool) -> Times {
    let agent = agent();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ (seed + 1).wrapping_mul(0x2545_F491_4F6C_DD1D));
    let (mut times, mut wrong) = Times::default();
    while !stop.load(Ordering::Relaxed) {
        let (page, address) = choose(known, &mut dice);
        let began = Instant::now();
        let answered = agent.get(format!("{}{address}", plan.site)).call().and_then(|mut answer| {
            let size = answer.body_mut().with_config().limit(64 << 20).read_to_vec()?.len();
            Ok((answer.status().as_u16(), size))
        });
        times.entry(page).or_default().push(began.elapsed());
        match answered {
            Ok((200, size)) if size > 0 => {}
            Ok((status, _)) => *wrong.entry(format!("{status} {page}")).or_default() += 1,
            Err(error) => *wrong.entry(format!("{error} {page}")).or_default() += 1,
        }
        std::thread::sleep(plan.pause);
    }
    (times, wrong)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let plan = Plan::of(&arguments);
    let known = known(&plan);
    let stop = AtomicBool::new(false);
    let before = memory(plan.pid);
    let mut grown = Vec::new();
    let results: Vec<Times> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..plan.clients)
            .map(|seed| {
                scope.spawn({
                    let (plan, known, stop) = (&plan, &known, &stop);
                    move || client(plan, known, seed, stop)
                })
            })
            .collect();
        for second in 1..=plan.seconds {
            std::thread::sleep(Duration::from_secs(1));
            if second % 10 == 0 {
                grown.extend(memory(plan.pid));
            }
        }
        stop.store(true, Ordering::Relaxed);
        running.into_iter().map(|client| client.join().expect("no client fails")).collect()
    });
    let (mut times, mut wrong): Times = Times::default();
    for (some, errors) in results {
        some.into_iter().for_each(|(page, took)| times.entry(page).or_default().extend(took));
        errors.into_iter().for_each(|(error, count)| *wrong.entry(error).or_default() += count);
    }
    let all: Vec<Duration> = times.values().flatten().copied().collect();
    println!("{:20} {:>8} {:>9} {:>9} {:>9}", "page", "answers", "p50 ms", "p99 ms", "most ms");
    let mut slow = false;
    for (page, mut took) in times.into_iter().chain([("all", all.clone())]) {
        took.sort();
        let at = |share: f64| {
            took.get(((took.len() as f64 * share) as usize).min(took.len().saturating_sub(1))).map_or(0.0, |time| time.as_secs_f64() * 1e3)
        };
        println!("{page:20} {:>8} {:>9.1} {:>9.1} {:>9.1}", took.len(), at(0.5), at(0.99), at(1.0));
        slow |= at(0.99) > BOUND.as_secs_f64() * 1e3;
    }
    println!("{} clients for {} s: {:.0} answers a second", plan.clients, plan.seconds, all.len() as f64 / plan.seconds as f64);
    if let Some(before) = before {
        println!("memory: {before} MiB before, {grown:?} MiB every 10 s");
    }
    wrong.iter().for_each(|(error, count)| println!("{count} × {error}"));
    if slow {
        println!("one answer in a hundred takes longer than {} ms", BOUND.as_millis());
    }
    ExitCode::from(u8::from(slow || !wrong.is_empty()))
}
