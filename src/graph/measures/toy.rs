//! The toy networks of the rules, exactly.

use super::*;
use crate::model::GroupId;

/// Deals {A*, B, C}, {A*, C, D}, {B*, E}, {E*}, where * leads; A to E are nodes 0 to 4.
fn toy() -> BankNet {
    let deal = |members: &[usize]| -> Vec<(GroupId, bool)> {
        members.iter().enumerate().map(|(at, bank)| (GroupId::new(*bank), at == 0)).collect()
    };
    BankNet::of_syndicates(&[deal(&[0, 1, 2]), deal(&[0, 2, 3]), deal(&[1, 4]), deal(&[4])])
}

fn check(found: &[f64], expected: &[f64], digits: i32) {
    let half = 0.5 * 10_f64.powi(-digits) + 1e-9;
    let near = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < half);
    assert!(near && found.len() == expected.len(), "{found:?} {expected:?}");
}

#[test]
fn links_and_degrees() {
    let net = toy();
    let links: Vec<(usize, usize, f64, f64)> = (0..5)
        .flat_map(|a| {
            let net = &net;
            let ends = net.by_deals.around(a).filter(move |(b, _)| *b > a);
            ends.map(move |(b, deals)| (a, b, deals, net.newman.weight_between(a, b)))
        })
        .collect();
    let expected = [
        (0, 1, 1.0, 0.5),
        (0, 2, 2.0, 1.0),
        (0, 3, 1.0, 0.5),
        (1, 2, 1.0, 0.5),
        (1, 4, 1.0, 1.0),
        (2, 3, 1.0, 0.5),
    ];
    assert_eq!(links, expected);
    assert_eq!(net.by_deals.density(), 0.6);
    let degrees: Vec<f64> = (0..5).map(|node| net.by_deals.relative_degree(node)).collect();
    assert_eq!(degrees, [0.75, 0.75, 0.75, 0.5, 0.25]);
    assert_eq!(net.out_degree, [3, 1, 0, 0, 0]);
    assert_eq!(net.in_degree, [0, 1, 1, 1, 1]);
    assert_eq!(net.deals, [2, 2, 2, 1, 2]);
}

#[test]
fn betweenness_and_paths() {
    let found = betweenness(&toy().by_deals);
    check(&found.raw, &[1.0, 3.0, 1.0, 0.0, 0.0], 9);
    check(&found.normalised(), &[0.1667, 0.5, 0.1667, 0.0, 0.0], 4);
    check(&[found.mean_path], &[1.5], 9);
    let whole = sampled_betweenness(&toy().by_deals, 99, 7);
    assert_eq!((whole.estimate, whole.sources), (found, 5));
}

#[test]
fn eigenvectors() {
    let binary = eigenvector(&toy().by_deals.binary());
    check(&binary.values, &[0.5371, 0.4747, 0.5371, 0.4067, 0.1797], 4);
    check(&[binary.lambda], &[2.6412], 4);
    let weighted = eigenvector(&toy().by_deals);
    check(&weighted.values, &[0.5908, 0.3970, 0.5908, 0.3601, 0.1210], 4);
}

#[test]
fn clusters() {
    let csr = toy().by_deals;
    check(&clustering(&csr), &[0.667, 0.333, 0.667, 1.0, 0.0], 3);
    check(&[mean_clustering(&csr), transitivity(&csr)], &[0.5333, 0.6], 4);
    let world = SmallWorld::new(&csr, 1.5);
    check(&[world.random_clustering, world.random_path], &[0.6, 5_f64.ln() / 2.4_f64.ln()], 9);
}

#[test]
fn the_chinese_ipo_net_by_chance() {
    // 89 banks with 905 ties: density 23.1 per cent, 20.34 neighbours, C 0.231 and L 1.49 by chance.
    let degree = 2.0 * 905.0 / 89.0;
    let world = SmallWorld::random(89, degree);
    check(&[degree], &[20.34], 2);
    check(&[100.0 * degree / 88.0], &[23.1], 1);
    check(&[world.random_clustering], &[0.231], 3);
    check(&[world.random_path], &[1.49], 2);
}

#[test]
fn page_ranks_add_up() {
    let ranks = page_rank(&toy().by_deals);
    assert!((ranks.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    assert!(ranks[0] > ranks[1] && ranks[1] > ranks[4]);
}

#[test]
fn a_sample_lies_within_its_error() {
    let ring = (0..60).flat_map(|at| [(at, (at + 1) % 60, 1.0), (at, (at * 7 + 3) % 60, 1.0)]);
    let csr = Csr::new(60, ring);
    let exact = betweenness(&csr);
    assert_eq!(sampled_betweenness(&csr, 30, 42), sampled_betweenness(&csr, 30, 42));
    let mut outside = 0;
    for seed in 0..200 {
        let sampled = sampled_betweenness(&csr, 30, seed);
        let far = exact.raw.iter().zip(&sampled.estimate.raw).zip(&sampled.standard_error);
        outside +=
            far.filter(|((exact, found), error)| (*exact - *found).abs() > 2.0 * **error).count();
    }
    // Two standard errors hold some 90 of 100: what a source adds is skewed.
    assert!(outside < 200 * 60 * 12 / 100, "{outside} of 12000");
}
