//! How fast announcements are read: one megabyte of them as one text, and each by itself.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use serde_json::Value;
use syndiscope::import::read;

/// The texts of the tests.
fn texts() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/announcements");
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder of announcements") {
        let file = fs::read_to_string(entry.expect("a file").path()).expect("a text");
        let cases: Vec<Value> = serde_json::from_str(&file).expect("cases");
        texts.extend(cases.iter().filter_map(|case| case["text"].as_str().map(str::to_owned)));
    }
    texts
}

fn reading(criterion: &mut Criterion) {
    let texts = texts();
    let joined = texts.join("\n\n");
    let megabyte: String = joined.repeat((1 << 20) / joined.len() + 1);
    let mut group = criterion.benchmark_group("announcements");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(megabyte.len() as u64));
    group.bench_function("one megabyte as one text", |bencher| {
        bencher.iter(|| read(black_box(&megabyte)));
    });
    group.throughput(Throughput::Bytes(joined.len() as u64));
    group.bench_function("each announcement by itself", |bencher| {
        bencher.iter(|| texts.iter().map(|text| read(black_box(text)).drafts.len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
