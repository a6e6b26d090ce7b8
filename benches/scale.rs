//! What a whole market costs: opening, filtering and laying out made-up books of 10,000 and 100,000
//! deals. `SYNDISCOPE_BENCH_DEALS=1000000` adds a book of that size.

use std::hint::black_box;
use std::sync::atomic::AtomicBool;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use syndiscope::book::{BookReader, DealBook};
use syndiscope::generate::Market;
use syndiscope::graph::{Network, Projection, project};
use syndiscope::index::{Index, Parents};
use syndiscope::jobs::{Cache, Stop, open_book};
use syndiscope::layout::lay_out_watched;
use syndiscope::query::{Chosen, Filter};
use syndiscope::report::{GraphFormat, write_graph};
use syndiscope::scene::layout_request;
use syndiscope::stats::{Criteria, Issuance, League, Sizes};

fn sizes() -> Vec<usize> {
    let more = std::env::var("SYNDISCOPE_BENCH_DEALS").ok();
    [10_000, 100_000].into_iter().chain(more.and_then(|deals| deals.parse().ok())).collect()
}

fn text(deals: usize) -> String {
    let market = Market::new(deals, 7);
    let mut text = String::new();
    (0..deals).for_each(|number| market.write_deal(number, &mut text));
    text
}

/// Reads a text in blocks, as a file is read.
fn open(text: &str) -> DealBook {
    let mut reader = BookReader::new("market");
    let mut rest = text.as_bytes();
    while rest.len() > 16 << 20 {
        let taken = reader.take(&rest[..16 << 20], false);
        rest = &rest[taken..];
    }
    reader.take(rest, true);
    reader.finish()
}

fn opening(criterion: &mut Criterion) {
    // Directory and rates are read once a run.
    DealBook::embedded();
    let mut group = criterion.benchmark_group("open");
    group.sample_size(10);
    for deals in sizes() {
        let text = text(deals);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(deals), &text, |bencher, text| {
            bencher.iter(|| open(black_box(text)));
        });
    }
    group.finish();
}

/// Opens books that were put aside.
fn opening_again(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("open again");
    group.sample_size(10);
    let folder = tempfile::tempdir().expect("a folder for books");
    let cache = Cache { least: Some(0), folder: None };
    for deals in sizes() {
        let path = folder.path().join("market.ndjson");
        std::fs::write(&path, text(deals)).expect("room for a book");
        let open = || {
            let opened = open_book(&path, "market", &mut |_| {}, &Stop::default(), &cache);
            opened.expect("a file to read").expect("nobody stops it")
        };
        assert!(open().with_columns_of_large().store(&cache));
        group.bench_function(BenchmarkId::from_parameter(deals), |bencher| bencher.iter(open));
    }
    group.finish();
}

/// What one movement of a brush over the years costs, over every view.
fn brush(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("brush");
    group.sample_size(20);
    for deals in sizes() {
        let book = open(&text(deals));
        let index = Index::build(&book, Parents::Today);
        let filters: Vec<Filter> = (2000..2022)
            .filter_map(|year| format!("date:{year}..{}", year + 4).parse().ok())
            .collect();
        let mut next = filters.iter().cycle();
        group.bench_function(BenchmarkId::from_parameter(deals), |bencher| {
            bencher.iter(|| {
                let chosen = Chosen::new(&index, next.next().expect("a cycle has no end"));
                let league = League::new(&index, &chosen, &Criteria::default());
                let series = Issuance::by_market(&index, &chosen);
                (league, Sizes::new(&index, &chosen), series)
            });
        });
        group.bench_function(BenchmarkId::new("columns", deals), |bencher| {
            bencher.iter(|| Index::build(&book, Parents::Today));
        });
    }
    group.finish();
}

fn layout(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout");
    group.sample_size(10);
    for deals in sizes() {
        let book = open(&text(deals));
        let index = Index::build(&book, Parents::Today);
        let network = Network::build(&book, &index);
        let links = project(&network, &index, Projection::IssuerBank, None);
        let request = layout_request(&book, &links, Projection::IssuerBank);
        let never = AtomicBool::new(false);
        group.bench_function(BenchmarkId::from_parameter(deals), |bencher| {
            bencher.iter(|| lay_out_watched(&request, &mut |_| {}, &never));
        });
        group.bench_function(BenchmarkId::new("first picture", deals), |bencher| {
            bencher.iter(|| {
                let stop = AtomicBool::new(false);
                let mut shown =
                    |_: &[[f32; 2]]| stop.store(true, std::sync::atomic::Ordering::Relaxed);
                lay_out_watched(&request, &mut shown, &stop)
            });
        });
        for format in [GraphFormat::Gexf, GraphFormat::GraphMl] {
            let name = BenchmarkId::new(format!("write {format:?}"), deals);
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    let mut out = Vec::new();
                    write_graph(&mut out, format, &book, &links).map(|()| out)
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, opening, opening_again, brush, layout);
criterion_main!(benches);
