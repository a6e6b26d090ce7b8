//! Communities by the method of Louvain (Blondel et al. 2008), seeded.
//!
//! Nodes are moved while a queue lasts, as Leiden does, and communities that fall apart are cut
//! into their parts at the end, which is what Leiden adds for the reader: every community is
//! connected. The same network and seed give the same communities on every machine.

use super::between::Random;
use super::csr::Csr;

/// Least gain in modularity that moves a node: below it lies the noise of sums.
const LEAST_GAIN: f64 = 1e-12;

/// Communities of a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Communities {
    /// For each node its community; the largest has the number 0.
    pub of: Vec<usize>,
    /// How many there are; a node without links is one of its own.
    pub count: usize,
    /// The part of the weight inside communities beyond what chance would put there, −0.5 to 1.
    pub modularity: f64,
}

/// Finds communities by weight.
pub fn communities(csr: &Csr, seed: u64) -> Communities {
    let mut random = Random(seed);
    let mut of: Vec<usize> = (0..csr.nodes()).collect();
    let mut level = Level::new(csr);
    loop {
        let (moved, labels, count) = level.settle(&mut random);
        if !moved {
            break;
        }
        for community in &mut of {
            *community = labels[*community];
        }
        level = level.merged(&labels, count);
    }
    let of = by_size(&connected(csr, &of));
    let count = of.iter().max().map_or(0, |last| last + 1);
    Communities { modularity: modularity(csr, &of, count), of, count }
}

/// The network at one level: nodes are communities of the level below.
struct Level {
    csr: Csr,
    /// Twice the weight inside each node.
    inside: Vec<f64>,
    strength: Vec<f64>,
    total: f64,
}

impl Level {
    fn new(csr: &Csr) -> Self {
        let strength = (0..csr.nodes()).map(|node| csr.strength(node)).collect();
        let inside = vec![0.0; csr.nodes()];
        Self { csr: csr.clone(), inside, strength, total: 2.0 * csr.total_weight() }
    }

    /// Moves nodes until none gains; says whether any moved, the new labels, and how many there are.
    fn settle(&self, random: &mut Random) -> (bool, Vec<usize>, usize) {
        let nodes = self.csr.nodes();
        let mut of: Vec<usize> = (0..nodes).collect();
        let mut sums = self.strength.clone();
        let mut queue: std::collections::VecDeque<usize> = shuffled(nodes, random).into();
        let mut waits = vec![true; nodes];
        let mut links = vec![0.0; nodes];
        let mut touched: Vec<usize> = Vec::new();
        let mut moved = false;
        while let Some(node) = queue.pop_front() {
            waits[node] = false;
            let own = of[node];
            for (end, weight) in self.csr.around(node) {
                let community = of[end];
                if links[community] == 0.0 {
                    touched.push(community);
                }
                links[community] += weight;
            }
            let best = self.best(node, own, &links, &sums, &touched);
            for community in touched.drain(..) {
                links[community] = 0.0;
            }
            if best == own {
                continue;
            }
            moved = true;
            sums[own] -= self.strength[node];
            sums[best] += self.strength[node];
            of[node] = best;
            for end in self.csr.neighbours(node).iter().map(|end| *end as usize) {
                if of[end] != best && !waits[end] {
                    waits[end] = true;
                    queue.push_back(end);
                }
            }
        }
        let (labels, count) = numbered(&of);
        (moved, labels, count)
    }

    /// The community that a node gains most by; its own unless another is better.
    fn best(
        &self,
        node: usize,
        own: usize,
        links: &[f64],
        sums: &[f64],
        touched: &[usize],
    ) -> usize {
        let strength = self.strength[node];
        if self.total <= 0.0 {
            return own;
        }
        let gain = |community: usize| {
            let others = sums[community] - if community == own { strength } else { 0.0 };
            links[community] - strength * others / self.total
        };
        let mut best = (own, gain(own));
        for community in touched {
            let gained = gain(*community);
            let is_equal = (gained - best.1).abs() <= LEAST_GAIN;
            if gained > best.1 + LEAST_GAIN || is_equal && *community < best.0 && best.0 != own {
                best = (*community, gained);
            }
        }
        best.0
    }

    fn merged(&self, labels: &[usize], count: usize) -> Self {
        let mut inside = vec![0.0; count];
        let mut strength = vec![0.0; count];
        for (node, label) in labels.iter().enumerate() {
            inside[*label] += self.inside[node];
            strength[*label] += self.strength[node];
        }
        let mut links = Vec::new();
        for (node, label) in labels.iter().enumerate() {
            for (end, weight) in self.csr.around(node).filter(|(end, _)| *end > node) {
                if labels[end] == *label {
                    inside[*label] += 2.0 * weight;
                } else {
                    links.push((*label, labels[end], weight));
                }
            }
        }
        Self { csr: Csr::new(count, links), inside, strength, total: self.total }
    }
}

fn shuffled(nodes: usize, random: &mut Random) -> Vec<usize> {
    let mut order: Vec<usize> = (0..nodes).collect();
    for at in (1..nodes).rev() {
        order.swap(at, random.below(at + 1));
    }
    order
}

/// The labels as numbers without gaps, in order of first appearance, and how many there are.
fn numbered(of: &[usize]) -> (Vec<usize>, usize) {
    let mut numbers = vec![usize::MAX; of.len()];
    let mut count = 0;
    let labels = of
        .iter()
        .map(|community| {
            if numbers[*community] == usize::MAX {
                numbers[*community] = count;
                count += 1;
            }
            numbers[*community]
        })
        .collect();
    (labels, count)
}

/// Cuts communities that fall apart into their parts.
fn connected(csr: &Csr, of: &[usize]) -> Vec<usize> {
    let mut part = vec![usize::MAX; of.len()];
    let mut stack = Vec::new();
    for start in 0..of.len() {
        if part[start] != usize::MAX {
            continue;
        }
        part[start] = start;
        stack.push(start);
        while let Some(node) = stack.pop() {
            for end in csr.neighbours(node).iter().map(|end| *end as usize) {
                if part[end] == usize::MAX && of[end] == of[node] {
                    part[end] = start;
                    stack.push(end);
                }
            }
        }
    }
    part
}

/// Numbers communities by size, largest first; among equals the one with the first node.
fn by_size(of: &[usize]) -> Vec<usize> {
    let (labels, count) = numbered(of);
    let mut sizes = vec![0_usize; count];
    for label in &labels {
        sizes[*label] += 1;
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|label| (std::cmp::Reverse(sizes[*label]), *label));
    let mut place = vec![0; count];
    for (at, label) in order.into_iter().enumerate() {
        place[label] = at;
    }
    labels.into_iter().map(|label| place[label]).collect()
}

fn modularity(csr: &Csr, of: &[usize], count: usize) -> f64 {
    let total = 2.0 * csr.total_weight();
    if total <= 0.0 {
        return 0.0;
    }
    let (mut inside, mut strength) = (vec![0.0; count], vec![0.0; count]);
    for (node, community) in of.iter().enumerate() {
        for (end, weight) in csr.around(node) {
            strength[*community] += weight;
            inside[*community] += if of[end] == *community { weight } else { 0.0 };
        }
    }
    let part = |(inside, strength): (&f64, &f64)| inside / total - (strength / total).powi(2);
    inside.iter().zip(&strength).map(part).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_cliques_with_a_bridge_are_two_communities() {
        let clique =
            |from: usize| (0..4).flat_map(move |a| (0..a).map(move |b| (from + a, from + b, 1.0)));
        let csr = Csr::new(9, clique(0).chain(clique(4)).chain([(3, 4, 1.0)]));
        for seed in 0..20 {
            let found = communities(&csr, seed);
            assert_eq!(found.of, [0, 0, 0, 0, 1, 1, 1, 1, 2], "{seed}");
            assert_eq!(found.count, 3);
            assert!((found.modularity - (24.0 / 26.0 - 0.5)).abs() < 1e-12);
        }
    }

    #[test]
    fn nothing_is_no_community() {
        assert_eq!(communities(&Csr::new(0, []), 1), Communities::default());
    }
}
