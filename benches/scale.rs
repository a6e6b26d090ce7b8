//! What a whole market costs: opening, filtering and laying out made-up books of 10,000 and 100,000
//! deals, and a frame while a picture of 60,000 nodes and 500,000 links is panned. `SYNDISCOPE_BENCH_DEALS=1000000` adds a book of that size.

use std::hint::black_box;
use std::sync::atomic::AtomicBool;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::Date;
use syndiscope::book::{BookReader, DealBook};
use syndiscope::generate::Market;
use syndiscope::graph::{Network, Node, Projection, project};
use syndiscope::index::{Index, Parents};
use syndiscope::jobs::{Cache, Stop, open_book};
use syndiscope::layout::lay_out_watched;
use syndiscope::model::{GroupId, IssuerId, Tier};
use syndiscope::query::{Chosen, Filter, Target};
use syndiscope::report::{GraphFormat, write_graph};
use syndiscope::scene::{
    Camera, Ground, LargeNetwork, LinkBudget, NetworkModel, NetworkStyle, Palette, PlacedLink,
    PlacedNode, large_network_scene, layout_request,
};
use syndiscope::stats::{Criteria, Issuance, League, Sizes, Slices};
use syndiscope::words::Lang;

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
        let slices = Slices::new(&index, &Criteria::default());
        let mut starts = (2000..2022).cycle();
        group.bench_function(BenchmarkId::new("league alone", deals), |bencher| {
            bencher.iter(|| {
                let year = starts.next().expect("a cycle has no end");
                slices.league(&index, Date::new(year, 1, 1).ok(), Date::new(year + 4, 12, 31).ok())
            });
        });
        let year = |slices: &Slices, year| {
            slices.league(&index, Date::new(year, 1, 1).ok(), Date::new(year, 12, 31).ok())
        };
        let by_year = |slices| (2000..2027).map(|at| year(slices, at)).collect::<Vec<_>>();
        group.bench_function(BenchmarkId::new("league by bank and year", deals), |bencher| {
            bencher.iter(|| by_year(&slices));
        });
        group.bench_function(BenchmarkId::new("the months of it", deals), |bencher| {
            bencher.iter(|| Slices::new(&index, &Criteria::default()));
        });
        group.bench_function(BenchmarkId::new("league of everything", deals), |bencher| {
            let all = Chosen::new(&index, &Filter::default());
            bencher.iter(|| League::new(&index, &all, &Criteria::default()));
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
                    write_graph(&mut out, format, &book, &links, None).map(|()| out)
                });
            });
        }
    }
    group.finish();
}

/// A picture of so many nodes, a thirtieth of them banks, and links; spread over a disc, banks larger.
fn picture(nodes: usize, links: usize) -> NetworkModel {
    let banks = nodes / 30;
    let node = |at: usize| {
        let (angle, out) = (at as f32 * 2.399_963, (at as f32 + 0.5).sqrt() * 12.0);
        let is_bank = at.is_multiple_of(30);
        let id = at / 30;
        PlacedNode {
            node: if is_bank {
                Node::Group(GroupId::new(id))
            } else {
                Node::Issuer(IssuerId::new(at))
            },
            at: [out * angle.cos(), out * angle.sin()],
            radius: if is_bank { 4.0 + 40.0 / (1.0 + id as f32) } else { 3.4 },
            label: format!("Frontier Prime Holdings {at}"),
            region: None,
            community: None,
            active: true,
            deals: 3,
            partners: 8,
            usd_cents: 1,
        }
    };
    let link = |at: usize| PlacedLink {
        a: at * 7_919 % nodes,
        b: at * at % banks * 30,
        tier: Tier::ALL[at % 5 + 1],
        deals: 1 + (at % 7) as u32,
    };
    NetworkModel {
        nodes: (0..nodes).map(node).collect(),
        links: (0..links).map(link).collect(),
        all_links: links,
        tiers: Tier::ALL[1..6].to_vec(),
        active: nodes,
    }
}

/// What a frame costs the processor while a large picture is panned: what the camera shows, names,
/// and what the pointer is on. The card keeps nodes and links; nothing is uploaded.
fn pan(criterion: &mut Criterion) {
    for (links, told) in [(500_000, "500,000"), (2_100_000, "2,100,000")] {
        pan_over(criterion, &picture(60_000, links), told);
    }
}

fn pan_over(criterion: &mut Criterion, model: &NetworkModel, links: &str) {
    let book = DealBook::embedded();
    let large = LargeNetwork::new(model);
    let size = [1_000.0, 800.0];
    let fitting = Camera::fitting(model.nodes.iter().map(|node| node.at), size, 60.0);
    let mut group = criterion.benchmark_group(format!("a frame while panning {links} links"));
    for (name, zoom) in [("whole", 1.0), ("a part", 6.0), ("near", 40.0)] {
        for (kind, hover) in
            [("", None), (" with a bank lit", Some(Target::Group(GroupId::new(0))))]
        {
            let style = NetworkStyle {
                palette: Palette::LIGHT,
                lang: Lang::En,
                selected: hover,
                hover: None,
                legend: false,
            };
            let mut step = 0.0_f32;
            group.bench_function(BenchmarkId::from_parameter(format!("{name}{kind}")), |bencher| {
                bencher.iter(|| {
                    step = (step + 3.0) % 300.0;
                    let near = fitting.zoomed(zoom, [480.0, 420.0], size);
                    let camera = near.panned([step, -step / 2.0]);
                    let nearness = large.nearness(camera, size, model.links.len(), 60_000);
                    let hit = large.hit(model, [400.0, 300.0], camera, size);
                    let ground = Ground::Card;
                    let scene =
                        large_network_scene(&book, model, &large, camera, size, &style, ground);
                    (nearness, hit, scene)
                });
            });
        }
    }
    let near = fitting.zoomed(40.0, [480.0, 420.0], size);
    group.bench_function("the links in sight, without a card", |bencher| {
        let budget = LinkBudget { links: 12_000, ink: 1_200_000.0, least_width: 2.0 };
        bencher.iter(|| large.links_seen(model, near, size, budget).in_sight);
    });
    group.finish();
    criterion.bench_function(&format!("prepare 60,000 nodes and {links} links"), |bencher| {
        bencher.iter(|| LargeNetwork::new(model));
    });
}

criterion_group!(benches, opening, opening_again, brush, layout, pan);
criterion_main!(benches);
