//! Words a second of the whole pipeline, of the analyser and of what finds names, places and dates, on one thread, over the
//! example article; and how long the world takes to load. `resolve` and `when` against `read` is their share of a reading.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use legation::{Document, World, analyse, names, places, read, when};

fn speed(criterion: &mut Criterion) {
    let text = include_str!("../../../examples/leaders-call.txt");
    let document = Document::new("example", text).published(jiff::civil::date(2026, 5, 12));
    let world = World::builtin().expect("the built-in world loads");
    let sentences = analyse::sentences(&world, &document, &[], &mut Vec::new());
    let spots = places::find(&world, &document, &sentences);
    let mut group = criterion.benchmark_group("example");
    group.throughput(Throughput::Elements(text.split_whitespace().count() as u64)).sample_size(20);
    group.bench_function("read", |bencher| bencher.iter(|| read(&world, &document)));
    group.bench_function("analyse", |bencher| bencher.iter(|| analyse::sentences(&world, &document, &[], &mut Vec::new())));
    group.bench_function("resolve", |bencher| bencher.iter(|| names::find(&world, &document, &sentences, &spots)));
    group.bench_function("places", |bencher| bencher.iter(|| places::find(&world, &document, &sentences)));
    group.bench_function("when", |bencher| bencher.iter(|| when::find(&world, &document, &sentences)));
    group.finish();
}

fn load(criterion: &mut Criterion) {
    criterion.benchmark_group("world").sample_size(20).bench_function("load", |bencher| {
        bencher.iter(|| World::builtin().expect("the built-in world loads"));
    });
}

criterion_group!(benches, speed, load);
criterion_main!(benches);
