//! How long the engine takes on the embedded book: opening it, its columns and network, a brush
//! over the years, the layout, and the pictures.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use eframe::egui;
use syndiscope::app::{App, Session};
use syndiscope::book::{BookSource, DealBook};
use syndiscope::graph::{Network, Projection, project};
use syndiscope::index::{Index, Parents};
use syndiscope::layout::lay_out;
use syndiscope::query::{Chosen, Filter, SearchIndex};
use syndiscope::scene::{
    Camera, NetworkModel, NetworkStyle, Palette, SizesModel, layout_request, network_scene,
    sizes_scene, to_svg,
};
use syndiscope::state::{Derived, Names, Options};
use syndiscope::stats::{Criteria, League, Sizes};
use syndiscope::words::Lang;

const BOOK: &[u8] = include_bytes!("../data/book.json");
const SIZE: [f32; 2] = [1440.0, 900.0];

fn open(criterion: &mut Criterion) {
    // Name directory and rates are read once a run, by whichever book comes first.
    let book = DealBook::embedded();
    criterion.bench_function("open the embedded book", |bencher| {
        bencher.iter(|| DealBook::build(Arc::new(BookSource::read(black_box(BOOK), ""))));
    });
    criterion.bench_function("build columns and network", |bencher| {
        bencher.iter(|| {
            let index = Index::build(&book, Parents::Today);
            Network::build(&book, &index)
        });
    });
    criterion.bench_function("build the search index", |bencher| {
        let index = Arc::new(Index::build(&book, Parents::Today));
        bencher.iter(|| SearchIndex::build(&book, &index));
    });
    criterion.bench_function("write the book as text", |bencher| {
        bencher.iter(|| book.source().to_book_text());
    });
}

/// What one movement of a brush over the years costs.
fn brush(criterion: &mut Criterion) {
    let book = DealBook::embedded();
    let index = Index::build(&book, Parents::Today);
    let network = Network::build(&book, &index);
    let filters: Vec<Filter> = (2015..2026)
        .filter_map(|year| format!("date:{year}..2026 market:DCM,CB").parse().ok())
        .collect();
    let mut next = filters.iter().cycle();
    criterion.bench_function("filter, facets, league and sizes after a brush", |bencher| {
        bencher.iter(|| {
            let chosen = Chosen::new(&index, next.next().expect("a cycle has no end"));
            let league = League::new(&index, &chosen, &Criteria::default());
            (league, Sizes::new(&index, &chosen))
        });
    });
    let chosen = Chosen::new(&index, &Filter::default());
    criterion.bench_function("project issuers and banks", |bencher| {
        bencher.iter(|| project(&network, &index, Projection::IssuerBank, Some(chosen.bits())));
    });
}

fn layout(criterion: &mut Criterion) {
    let book = DealBook::embedded();
    let derived = Derived::new(&book, &Options::default());
    let request = layout_request(&book, &derived.all_links, Projection::IssuerBank);
    let mut group = criterion.benchmark_group("layout");
    group.sample_size(10);
    group.bench_function("lay out the embedded book", |bencher| {
        bencher.iter(|| lay_out(black_box(&request)));
    });
    group.finish();
}

fn scenes(criterion: &mut Criterion) {
    let book = DealBook::embedded();
    let derived = Derived::new(&book, &Options::default());
    let names = Names::new(&book, Lang::En);
    let request = layout_request(&book, &derived.all_links, Projection::IssuerBank);
    let positions = lay_out(&request).positions;
    let style = NetworkStyle {
        palette: Palette::LIGHT,
        lang: Lang::En,
        selected: None,
        hover: None,
        legend: true,
    };
    let model = || {
        let name = |node| names.node(node);
        let (all, links) = (&derived.all_links, &derived.links);
        let region = |node| names.region(node);
        NetworkModel::new(all, links, &positions, 0, name, region, &|node| node.deals as f32 * 0.5)
    };
    criterion.bench_function("place the network", |bencher| bencher.iter(model));
    let placed = model();
    let camera = Camera::fitting(placed.nodes.iter().map(|node| node.at), SIZE, 56.0);
    criterion.bench_function("draw the network as a scene", |bencher| {
        bencher.iter(|| network_scene(&book, &placed, camera, SIZE, &style));
    });
    let scene = network_scene(&book, &placed, camera, SIZE, &style);
    criterion.bench_function("write the network as SVG", |bencher| bencher.iter(|| to_svg(&scene)));
    criterion.bench_function("draw syndicate sizes as a scene", |bencher| {
        bencher.iter(|| {
            let name = |deal_id| names.issuer(book.deal(deal_id).issuer).to_owned();
            let model = SizesModel::new(&book, &derived.bars, 46, name);
            sizes_scene(&model, SIZE, Palette::LIGHT, Lang::En, None)
        });
    });
}

/// The default workspace at 1440 × 900: widgets, pictures and triangles, without the graphics card.
fn frame(criterion: &mut Criterion) {
    let context = egui::Context::default();
    let input = || egui::RawInput {
        screen_rect: Some(egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1440.0, 900.0))),
        ..egui::RawInput::default()
    };
    let mut app = App::new(&context, Session::default(), None);
    let mut draw = || {
        let output = context.run_ui(input(), |ui| {
            app.update(ui.ctx());
            app.draw(ui);
        });
        app.finish_jobs();
        context.tessellate(output.shapes, output.pixels_per_point)
    };
    for _ in 0..8 {
        draw();
    }
    criterion.bench_function("one frame of the default workspace", |bencher| {
        bencher.iter(|| black_box(draw()));
    });
}

criterion_group!(benches, open, brush, layout, scenes, frame);
criterion_main!(benches);
