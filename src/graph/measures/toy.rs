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

/// The plain iteration, as the definition has it.
fn page_ranks_by_hand(csr: &Csr) -> Vec<f64> {
    let nodes = csr.nodes();
    let mut values = vec![1.0 / nodes as f64; nodes];
    for _ in 0..400 {
        let stuck: f64 = (0..nodes).filter(|at| csr.degree(*at) == 0).map(|at| values[at]).sum();
        let got = |at: usize| {
            let around =
                csr.around(at).map(|(end, weight)| weight * values[end] / csr.strength(end));
            0.15 / nodes as f64 + 0.85 * (around.sum::<f64>() + stuck / nodes as f64)
        };
        values = (0..nodes).map(got).collect();
    }
    values
}

#[test]
fn page_ranks_are_those_of_the_definition() {
    let star = Csr::new(6, (1..5).map(|at| (0, at, at as f64)));
    let ring = Csr::new(40, (0..40).map(|at| (at, at * 7 % 40, 1.0)));
    for csr in [toy().by_deals, star, ring] {
        check(&page_rank(&csr), &page_ranks_by_hand(&csr), 9);
    }
}

/// Betweenness from the definition: over all pairs, the part of the paths that go through.
fn betweenness_by_hand(csr: &Csr) -> Vec<f64> {
    let nodes = csr.nodes();
    let search = |from: usize| {
        let (mut distance, mut paths, mut queue) =
            (vec![usize::MAX; nodes], vec![0.0; nodes], vec![from]);
        (distance[from], paths[from]) = (0, 1.0);
        let mut next = 0;
        while let Some(node) = queue.get(next).copied() {
            next += 1;
            for (end, _) in csr.around(node) {
                if distance[end] == usize::MAX {
                    distance[end] = distance[node] + 1;
                    queue.push(end);
                }
                paths[end] += if distance[end] == distance[node] + 1 { paths[node] } else { 0.0 };
            }
        }
        (distance, paths)
    };
    let found: Vec<(Vec<usize>, Vec<f64>)> = (0..nodes).map(search).collect();
    let through = |node: usize| {
        let mut sum = 0.0;
        for a in (0..nodes).filter(|a| *a != node) {
            for b in (0..a).filter(|b| *b != node && found[a].0[*b] != usize::MAX) {
                let (first, rest) = (found[a].0[node], found[node].0[b]);
                if first != usize::MAX && first + rest == found[a].0[b] {
                    sum += found[a].1[node] * found[node].1[b] / found[a].1[b];
                }
            }
        }
        sum
    };
    (0..nodes).map(through).collect()
}

#[test]
fn betweenness_is_that_of_the_definition() {
    let path = Csr::new(30, (1..30).map(|at| (at - 1, at, 1.0)));
    let two_sides = Csr::new(50, (0..120).map(|at| (at * 7 % 40, 40 + at * at % 9, 1.0)));
    let apart = Csr::new(25, (0..20).map(|at| (at, at * at % 21, 1.0)));
    let ring =
        Csr::new(43, (0..43).flat_map(|at| [(at, (at + 1) % 43, 1.0), (at, at * 5 % 43, 1.0)]));
    for csr in [path, two_sides, apart, ring] {
        check(&betweenness(&csr).raw, &betweenness_by_hand(&csr), 8);
    }
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
