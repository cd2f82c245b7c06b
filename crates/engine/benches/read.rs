//! Words a second of the whole pipeline and of the analyser alone, on one thread, over the example article.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use legation::{Document, World, analyse, read};

fn speed(criterion: &mut Criterion) {
    let text = include_str!("../../../examples/leaders-call.txt");
    let document = Document::new("example", text).published(jiff::civil::date(2026, 5, 12));
    let world = World::builtin().expect("the built-in world loads");
    let mut group = criterion.benchmark_group("example");
    group.throughput(Throughput::Elements(text.split_whitespace().count() as u64)).sample_size(20);
    group.bench_function("read", |bencher| bencher.iter(|| read(&world, &document)));
    group.bench_function("analyse", |bencher| bencher.iter(|| analyse::sentences(&world, &document, &[], &mut Vec::new())));
    group.finish();
    criterion.bench_function("World::builtin", |bencher| bencher.iter(|| World::builtin().expect("the built-in world loads")));
}

criterion_group!(benches, speed);
criterion_main!(benches);
