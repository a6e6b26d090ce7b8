//! Layout, network measures and graph files on nets from files, one JSON line a figure.
//!
//! ```text
//! cargo bench --bench nets -- JOB SIZE DATA OUT
//! ```
//!
//! JOB is `layout`, `measures`, `io`, `load` or `again`, which opens what was put aside. DATA holds
//! `SIZE.edges.csv` (issuer, bank, weight; a heading first) and for the last three `SIZE.ndjson`; OUT
//! takes graph files and the positions as pairs of little-endian f64, nodes numbered by first
//! appearance, issuer before bank. `benches/nets.py` makes such nets, runs other programs on them too,
//! and says how well the pictures show who belongs to whom.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "figures are what it is run for")]

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use serde_json::{Value, json};
use syndiscope::book::DealBook;
use syndiscope::graph::{
    Csr, Network, Projection, betweenness, communities, eigenvector, page_rank, project,
    sampled_betweenness,
};
use syndiscope::import::read_graph;
use syndiscope::index::{Index, Parents};
use syndiscope::jobs::{Cache, Progress, Stop, open_book, read_book};
use syndiscope::layout::{LayoutEdge, LayoutNode, LayoutRequest, lay_out, lay_out_watched};
use syndiscope::report::{GraphFormat, write_graph};
use syndiscope::scene::layout_request;

/// Sources of sampled betweenness: at least so many, or all of a small net.
const SOURCES: usize = 256;

fn main() {
    // `cargo bench` adds an argument of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|own| own != "--bench").collect();
    let [job, size, data, out] = arguments.as_slice() else {
        eprintln!("nets JOB SIZE DATA OUT; JOB is layout, measures, io, load or again");
        return;
    };
    let (data, out) = (Path::new(data), Path::new(out));
    match job.as_str() {
        "layout" => layout(size, &Net::read(&data.join(format!("{size}.edges.csv"))), out),
        "measures" => measures(size, &Net::read(&data.join(format!("{size}.edges.csv")))),
        "io" => io(size, &data.join(format!("{size}.ndjson")), out),
        "load" => load(size, &data.join(format!("{size}.ndjson"))),
        "again" => again(size, &data.join(format!("{size}.ndjson"))),
        _ => {}
    }
}

/// Opens a book as the program does that has never seen it, then makes its columns.
fn load(size: &str, path: &Path) {
    let ((), first) = timed(|| {
        drop(File::open(path).map(|mut file| std::io::copy(&mut file, &mut std::io::sink())))
    });
    let (start, mut rows) = (Instant::now(), None);
    let mut tell = |_: Progress| {
        rows.get_or_insert_with(|| start.elapsed().as_secs_f64());
    };
    let opened = open_book(path, "market", &mut tell, &Stop::default(), &Cache::none());
    let seconds = start.elapsed().as_secs_f64();
    let opened = opened.expect("a book").expect("nobody stops it");
    let book_peak = peak();
    let (index, columns) = timed(|| Index::build(&opened.book, Parents::Today));
    let more = [
        ("reading_alone_s", json!(first)),
        ("first_rows_s", json!(rows)),
        ("peak_mb", json!(book_peak)),
        ("columns_s", json!(columns)),
        ("peak_with_columns_mb", json!(peak())),
        ("deals", json!(index.len())),
    ];
    emit("load", size, seconds, &more);
}

/// Opens a book that was put aside, with its columns; puts it aside first where nobody did.
fn again(size: &str, path: &Path) {
    let cache = Cache { least: Some(0), folder: None };
    let open = || open_book(path, "market", &mut |_| {}, &Stop::default(), &cache);
    let opened = open().expect("a book").expect("nobody stops it");
    if opened.index.is_none() {
        assert!(opened.with_columns_of_large().store(&cache), "room for the book");
    } else {
        drop(opened);
    }
    let (opened, seconds) = timed(open);
    let opened = opened.expect("a book").expect("nobody stops it");
    let deals = opened.index.map(|index| index.len());
    emit("load:again", size, seconds, &[("peak_mb", json!(peak())), ("deals", json!(deals))]);
}

/// The most memory that the process has had, in megabytes, where the system says it.
fn peak() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024 / 1_000_000)
}

fn emit(job: &str, size: &str, seconds: f64, more: &[(&str, Value)]) {
    let mut line = json!({
        "job": job,
        "peer": "syndiscope",
        "version": env!("CARGO_PKG_VERSION"),
        "size": size,
        "seconds": seconds,
    });
    for (key, value) in more {
        line[*key] = value.clone();
    }
    println!("{line}");
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed().as_secs_f64())
}

/// Issuers and banks by first appearance, with the links between them.
#[derive(Default)]
struct Net {
    names: Vec<String>,
    is_bank: Vec<bool>,
    links: Vec<(usize, usize, f64)>,
}

impl Net {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("a file of links");
        let (mut net, mut places) = (Self::default(), HashMap::new());
        for line in text.lines().skip(1) {
            let mut parts = line.rsplitn(2, ',');
            let weight = parts.next().and_then(|weight| weight.parse().ok()).expect("a weight");
            let (issuer, bank) = parts.next().and_then(|ends| ends.split_once(',')).expect("ends");
            let mut place = |name: &str, is_bank: bool| {
                *places.entry((name.to_owned(), is_bank)).or_insert_with(|| {
                    net.names.push(name.to_owned());
                    net.is_bank.push(is_bank);
                    net.names.len() - 1
                })
            };
            let ends = (place(issuer, false), place(bank, true));
            net.links.push((ends.0, ends.1, weight));
        }
        net
    }

    fn request(&self) -> LayoutRequest {
        let mut deals = vec![0.0_f32; self.names.len()];
        for (a, b, weight) in &self.links {
            deals[*a] += *weight as f32;
            deals[*b] += *weight as f32;
        }
        let nodes = (0..self.names.len()).map(|at| {
            let hash = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            let growth = if self.is_bank[at] { 1.9 } else { 1.1 };
            LayoutNode {
                stable_id: self.names[at].bytes().fold(0xcbf2_9ce4_8422_2325, hash),
                radius: 3.4 + growth * (deals[at] / 2.0).sqrt(),
                hub: self.is_bank[at],
                old: None,
            }
        });
        let edges = self.links.iter().map(|(a, b, weight)| LayoutEdge {
            a: u32::try_from(*a).expect("few nodes"),
            b: u32::try_from(*b).expect("few nodes"),
            weight: *weight as f32,
        });
        LayoutRequest { nodes: nodes.collect(), edges: edges.collect(), seed: 7 }
    }
}

fn layout(size: &str, net: &Net, out: &Path) {
    let request = net.request();
    let (never, start, mut first) = (AtomicBool::new(false), Instant::now(), None);
    let mut publish = |_: &[[f32; 2]]| {
        first.get_or_insert_with(|| start.elapsed().as_secs_f64());
    };
    let (layout, seconds) = timed(|| lay_out_watched(&request, &mut publish, &never));
    let path = out.join(format!("syndiscope.{size}.f64"));
    let mut file = BufWriter::new(File::create(path).expect("a file for the positions"));
    for along in layout.unwrap_or_default().positions.iter().flatten() {
        file.write_all(&f64::from(*along).to_le_bytes()).expect("room for the positions");
    }
    emit("layout", size, seconds, &[("first_picture_s", json!(first.unwrap_or(seconds)))]);
}

fn measures(size: &str, net: &Net) {
    let csr = Csr::new(net.names.len(), net.links.iter().copied());
    let told = |measure: &str, seconds: f64, values: &[f64], more: &[(&str, Value)]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
        let top: Vec<&str> = order.iter().take(3).map(|at| net.names[*at].as_str()).collect();
        let ratio = order.get(1).map_or(0.0, |second| values[*second] / values[order[0]]);
        let mut fields = vec![("quality", json!({"top": top, "ratio_2nd": ratio}))];
        fields.extend_from_slice(more);
        emit(&format!("measure:{measure}"), size, seconds, &fields);
    };
    let (ranks, seconds) = timed(|| page_rank(&csr));
    told("pagerank", seconds, &ranks, &[]);
    let (eigen, seconds) = timed(|| eigenvector(&csr));
    told("eigenvector", seconds, &eigen.values, &[]);
    let (found, seconds) = timed(|| communities(&csr, 7));
    let quality = json!({"modularity": found.modularity, "communities": found.count});
    emit("measure:leiden", size, seconds, &[("quality", quality)]);
    let (sampled, seconds) = timed(|| sampled_betweenness(&csr, SOURCES, 7));
    let top = sampled.estimate.raw.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    let error = top.map_or(0.0, |(at, raw)| sampled.standard_error[at] / raw);
    let more = [("sources", json!(sampled.sources)), ("relative_error_of_top", json!(error))];
    told("betweenness_sampled", seconds, &sampled.estimate.raw, &more);
    if csr.nodes() < 10_000 {
        let (exact, seconds) = timed(|| betweenness(&csr));
        told("betweenness", seconds, &exact.raw, &[]);
    }
}

fn io(size: &str, book: &Path, out: &Path) {
    let reader = read_book(book, "market", &mut |_| {}, &Stop::default());
    let book: DealBook = reader.expect("a book").expect("nobody stops it").finish();
    let index = Index::build(&book, Parents::Today);
    let links = project(&Network::build(&book, &index), &index, Projection::IssuerBank, None);
    let places = lay_out(&layout_request(&book, &links, Projection::IssuerBank)).positions;
    for (format, name) in [(GraphFormat::Gexf, "gexf"), (GraphFormat::GraphMl, "graphml")] {
        let path: PathBuf = out.join(format!("syndiscope.{size}.{name}"));
        let ((), seconds) = timed(|| {
            let mut file = BufWriter::new(File::create(&path).expect("a file"));
            write_graph(&mut file, format, &book, &links, Some(&places))
                .expect("room for the graph");
            file.flush().expect("room for the graph");
        });
        let bytes = fs::metadata(&path).map_or(0, |file| file.len());
        let more = [("file_mb", json!(bytes as f64 / 1e6)), ("links", json!(links.len()))];
        emit(&format!("export:{name}"), size, seconds, &more);
        let (read, seconds) = timed(|| read_graph(&fs::read(&path).expect("the file")));
        let read = read.expect("a graph");
        assert_eq!((read.nodes.len(), read.edges.len()), (places.len(), links.len()));
        emit(&format!("import:{name}"), size, seconds, &more);
    }
    // The file that igraph wrote of the same net, where `nets.py` had it write one.
    let path = out.join(format!("igraph.{size}.graphml"));
    if let Ok(file) = fs::metadata(&path) {
        let (read, seconds) = timed(|| read_graph(&fs::read(&path).expect("the file")));
        let edges = read.expect("a graph").edges.len();
        let more = [("file_mb", json!(file.len() as f64 / 1e6)), ("links", json!(edges))];
        emit("import:graphml of igraph", size, seconds, &more);
    }
}
