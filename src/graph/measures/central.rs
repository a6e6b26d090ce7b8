//! Eigenvector centrality and PageRank.

use rayon::prelude::*;

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
    let mut values = rows(csr, |node| csr.strength(node));
    unit(&mut values);
    let times = |values: &[f64]| {
        rows(csr, |node| csr.around(node).map(|(end, weight)| weight * values[end]).sum())
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

/// How often a walker follows a link rather than start anew.
const FOLLOWS: f64 = 0.85;

/// How often a walker who follows links by weight, and starts anew from anywhere with the
/// probability 0.15, is met at each node. Adds up to 1, to 10⁻¹⁰.
///
/// The plain iteration is sped up after Chebyshev: without directions all eigenvalues are real, so
/// that each round can lean on the one before the last. It takes some 40 rounds instead of 140.
pub fn page_rank(csr: &Csr) -> Vec<f64> {
    let nodes = csr.nodes();
    if nodes == 0 {
        return Vec::new();
    }
    let strength = rows(csr, |node| csr.strength(node));
    let start = (1.0 - FOLLOWS) / nodes as f64;
    let (mut before, mut values) = (vec![0.0; nodes], vec![1.0 / nodes as f64; nodes]);
    let mut lean = 1.0;
    for round in 0..ROUNDS {
        let sent: Vec<f64> = values
            .iter()
            .zip(&strength)
            .map(|(value, strength)| if *strength > 0.0 { value / strength } else { 0.0 })
            .collect();
        let next = rows(csr, |node| {
            let got: f64 = csr.around(node).map(|(end, weight)| weight * sent[end]).sum();
            lean * (start + FOLLOWS * got - before[node]) + before[node]
        });
        lean = match round {
            0 => 1.0 / (1.0 - FOLLOWS * FOLLOWS / 2.0),
            _ => 1.0 / (1.0 - lean * FOLLOWS * FOLLOWS / 4.0),
        };
        let moved: f64 = next.iter().zip(&values).map(|(next, old)| (next - old).abs()).sum();
        before = std::mem::replace(&mut values, next);
        if moved < 1e-11 {
            break;
        }
    }
    // Who is stuck at a node without links starts anew from anywhere: the same but for the sum.
    let sum: f64 = values.iter().sum();
    values.into_iter().map(|value| value / sum).collect()
}

/// How many nodes are worth another thread.
const STRETCH: usize = 1_024;

/// A number for each node, on every core; in the order of the nodes.
fn rows(csr: &Csr, of: impl Fn(usize) -> f64 + Send + Sync) -> Vec<f64> {
    (0..csr.nodes()).into_par_iter().with_min_len(STRETCH).map(of).collect()
}
