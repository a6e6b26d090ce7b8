//! How long league tables, rank stability, audits and network measures take on a synthetic market of
//! 10,000 deals: returning issuers, a few banks in most syndicates, one to forty members.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use syndiscope::book::{BookSource, DealBook};
use syndiscope::graph::{
    BankNet, Csr, Network, Node, Projection, betweenness, communities, eigenvector, page_rank,
    project, sampled_betweenness,
};
use syndiscope::index::{Index, Parents};
use syndiscope::query::{Chosen, Filter};
use syndiscope::stats::{
    Audit, CreditMethod, Criteria, CriteriaDiff, Grid, Histories, League, Preset, Stability,
};

const DEALS: usize = 10_000;

/// Numbers that look random and are the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }
}

const ROLES: [&str; 6] = [
    "joint_global_coordinator",
    "joint_bookrunner",
    "joint_bookrunner",
    "joint_lead_manager",
    "co_manager",
    "co_manager",
];

fn market() -> DealBook {
    let mut random = Random(20_260_123);
    let mut text = String::new();
    for deal in 0..DEALS {
        let members = 1 + random.below(4) + random.below(4) + random.below(3) * random.below(12);
        let mut seats = String::new();
        let mut seen = Vec::new();
        for _ in 0..members {
            // Twenty-five banks take more than half of the seats.
            let bank = if random.below(100) < 56 { random.below(25) } else { random.below(400) };
            if seen.contains(&bank) {
                continue;
            }
            seen.push(bank);
            let role = ROLES[random.below(ROLES.len())];
            let gap = if seats.is_empty() { "" } else { "," };
            write!(seats, r#"{gap}{{"bank":"Qx{bank}","group":"Qx{bank}","roles":["{role}"]}}"#)
                .expect("writing to memory cannot fail");
        }
        let (year, month, day) =
            (2010 + random.below(15), 1 + random.below(12), 1 + random.below(28));
        let currency = ["USD", "USD", "EUR", "CNY", "HKD"][random.below(5)];
        let (issuer, amount) = (random.below(3_300), 1_000_000 * (50 + random.below(2_000)));
        let tenor = 1 + random.below(12);
        writeln!(
            text,
            r#"{{"id":"{deal}","issuer":"Issuer {issuer}","market":"DCM","priced":"{year}-{month:02}-{day:02}","tranches":[{{"currency":"{currency}","amount":{amount},"tenor_years":{tenor}}}],"syndicate":[{seats}]}}"#
        )
        .expect("writing to memory cannot fail");
    }
    DealBook::build(BookSource::read(text.as_bytes(), "bench").into())
}

fn tables(criterion: &mut Criterion) {
    let book = market();
    let indexes = [Parents::Today, Parents::AtDeal].map(|parents| Index::build(&book, parents));
    let index = &indexes[0];
    let all = Chosen::new(index, &Filter::default());
    for method in CreditMethod::ALL {
        let criteria = Criteria { credit: *method, ..Criteria::default() };
        criterion.bench_function(&format!("league by {}", method.code()), |bencher| {
            bencher.iter(|| League::new(index, black_box(&all), &criteria));
        });
    }
    let criteria = Criteria::default();
    let leader = League::new(index, &all, &criteria).rows[0].recipient();
    criterion.bench_function("audit of the leader", |bencher| {
        bencher.iter(|| Audit::new(index, &all, &criteria, leader));
    });
    let second =
        Criteria { credit: CreditMethod::RoleWeighted, ..Criteria::preset(Preset::SdcLike) };
    criterion.bench_function("two sets of rules", |bencher| {
        bencher.iter(|| CriteriaDiff::new(index, &all, &criteria, &second));
    });
    criterion.bench_function("histories of issuers", |bencher| {
        bencher.iter(|| Histories::new(index, &all));
    });
    let mut group = criterion.benchmark_group("grid");
    group.sample_size(10);
    let (grid, both) = (Grid::default(), [&indexes[0], &indexes[1]]);
    group.bench_function("rank stability over 180 sets of rules", |bencher| {
        bencher.iter(|| Stability::new(&both, &Filter::default(), &criteria, &grid));
    });
    group.finish();
}

fn measures(criterion: &mut Criterion) {
    let book = market();
    let index = Index::build(&book, Parents::Today);
    let all = Chosen::new(&index, &Filter::default());
    criterion.bench_function("network of banks", |bencher| {
        bencher.iter(|| BankNet::new(&index, all.bits()));
    });
    let network = Network::build(&book, &index);
    let links = project(&network, &index, Projection::IssuerBank, None);
    let mut nodes: Vec<Node> = links.iter().flat_map(|link| [link.a, link.b]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let at = |node: &Node| nodes.binary_search(node).unwrap_or(usize::MAX);
    let ends = links.iter().map(|link| (at(&link.a), at(&link.b), f64::from(link.deals)));
    let csr = Csr::new(nodes.len(), ends);
    criterion.bench_function("page rank", |bencher| bencher.iter(|| page_rank(&csr)));
    criterion.bench_function("communities", |bencher| bencher.iter(|| communities(&csr, 1)));
    criterion.bench_function("eigenvector", |bencher| bencher.iter(|| eigenvector(&csr)));
    let mut group = criterion.benchmark_group("paths");
    group.sample_size(10);
    group.bench_function("betweenness", |bencher| bencher.iter(|| betweenness(&csr)));
    group.bench_function("betweenness from 200 sources", |bencher| {
        bencher.iter(|| sampled_betweenness(&csr, 200, 1));
    });
    group.finish();
}

criterion_group!(benches, tables, measures);
criterion_main!(benches);
