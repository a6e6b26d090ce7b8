//! Eigenvector centrality and PageRank.

use super::csr::Csr;

/// Most rounds of an iteration: far more than a network of banks needs.
const ROUNDS: usize = 5_000;

/// How central each node is by the centrality of its neighbours.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Eigenvector {
    /// One value a node, not negative, with squares that add up to 1. UCINET prints 100·√2 times
    /// that.
    pub values: Vec<f64>,
    /// The largest eigenvalue.
    pub lambda: f64,
}

/// The leading eigenvector of the weights: A x = λ x. Where the network falls apart, the part with
/// the largest eigenvalue has all the weight.
pub fn eigenvector(csr: &Csr) -> Eigenvector {
    let nodes = csr.nodes();
    if csr.links() == 0 {
        return Eigenvector { values: vec![0.0; nodes], lambda: 0.0 };
    }
    let mut values: Vec<f64> = (0..nodes).map(|node| csr.strength(node)).collect();
    unit(&mut values);
    let times = |values: &[f64]| -> Vec<f64> {
        let row = |node| csr.around(node).map(|(end, weight)| weight * values[end]).sum();
        (0..nodes).map(row).collect()
    };
    // Adding a part of the old vector keeps networks of two sides from swinging to and fro.
    let shift = csr.total_weight() * 2.0 / nodes as f64;
    for _ in 0..ROUNDS {
        let mut next = times(&values);
        for (next, old) in next.iter_mut().zip(&values) {
            *next += shift * old;
        }
        unit(&mut next);
        let moved: f64 = next.iter().zip(&values).map(|(next, old)| (next - old).abs()).sum();
        values = next;
        if moved < 1e-13 * nodes as f64 {
            break;
        }
    }
    let lambda = times(&values).iter().zip(&values).map(|(next, old)| next * old).sum();
    Eigenvector { values, lambda }
}

fn unit(values: &mut [f64]) {
    let length = values.iter().map(|value| value * value).sum::<f64>().sqrt();
    if length > 0.0 {
        for value in values {
            *value /= length;
        }
    }
}

/// How often a walker who follows links by weight, and starts anew from anywhere with the
/// probability 0.15, is met at each node. Adds up to 1.
pub fn page_rank(csr: &Csr) -> Vec<f64> {
    const FOLLOWS: f64 = 0.85;
    let nodes = csr.nodes();
    if nodes == 0 {
        return Vec::new();
    }
    let strength: Vec<f64> = (0..nodes).map(|node| csr.strength(node)).collect();
    let mut values = vec![1.0 / nodes as f64; nodes];
    for _ in 0..ROUNDS {
        let sent: Vec<f64> = values
            .iter()
            .zip(&strength)
            .map(|(value, strength)| if *strength > 0.0 { value / strength } else { 0.0 })
            .collect();
        let stuck: f64 =
            values.iter().zip(&strength).filter(|(_, s)| **s <= 0.0).map(|(value, _)| value).sum();
        let base = (1.0 - FOLLOWS + FOLLOWS * stuck) / nodes as f64;
        let row = |node| csr.around(node).map(|(end, weight)| weight * sent[end]).sum::<f64>();
        let next: Vec<f64> = (0..nodes).map(|node| base + FOLLOWS * row(node)).collect();
        let moved: f64 = next.iter().zip(&values).map(|(next, old)| (next - old).abs()).sum();
        values = next;
        if moved < 1e-10 {
            break;
        }
    }
    values
}
