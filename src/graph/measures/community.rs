//! Communities by the method of Leiden (Traag, Waltman and van Eck 2019), seeded.
//!
//! Nodes move to the community that they gain most modularity by, while a queue lasts; communities
//! are cut into parts that hold together; the parts are the nodes of the next level. Where the method
//! draws a part by chance, the best is taken here. Every community is connected. The same network and
//! seed give the same communities on every machine.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::between::Random;
use super::csr::Csr;

/// Least gain in modularity that moves a node: below it lies the noise of sums.
const LEAST_GAIN: f64 = 1e-12;
/// How often the whole method is gone through, each time from the communities found before.
const PASSES: usize = 2;
/// How often a node is looked at on a level, on average and at most: far more than it takes.
const MOST_VISITS: usize = 200;

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
    let base = Level::new(csr);
    let mut of: Vec<u32> = (0..csr.nodes()).map(id).collect();
    for _ in 0..PASSES {
        let before = of.clone();
        pass(&base, &mut of, &mut random);
        if of == before {
            break;
        }
    }
    let of = by_size(&connected(csr, &of));
    let count = of.iter().max().map_or(0, |last| last + 1);
    Communities { modularity: modularity(csr, &of, count), of, count }
}

/// Moves nodes between communities at every level, from the nodes themselves up to parts that
/// nothing more can be gained from.
fn pass(base: &Level<'_>, of: &mut [u32], random: &mut Random) {
    // For each node of the base the node of the level that it is in.
    let mut within: Vec<u32> = (0..base.nodes()).map(id).collect();
    let mut labels = of.to_vec();
    let mut merged: Option<Level<'static>> = None;
    loop {
        let level: &Level<'_> = merged.as_ref().map_or(base, |level| level);
        let count = level.settle(&mut labels, random);
        for (own, node) in of.iter_mut().zip(&within) {
            *own = labels[*node as usize];
        }
        let (parts, parts_count) = level.refined(&labels, count, random);
        if parts_count == level.nodes() {
            return;
        }
        for node in &mut within {
            *node = parts[*node as usize];
        }
        let mut upper = vec![0; parts_count];
        for (part, label) in parts.iter().zip(&labels) {
            upper[*part as usize] = *label;
        }
        merged = Some(level.merged(&parts, parts_count));
        labels = upper;
    }
}

/// The network at one level: nodes are parts of the level below.
struct Level<'a> {
    from: Cow<'a, [u32]>,
    to: Cow<'a, [u32]>,
    weight: Cow<'a, [f64]>,
    /// The sum of the weights at each node, twice those inside it.
    strength: Vec<f64>,
    /// The strength as a part of all.
    share: Vec<f64>,
    total: f64,
}

/// Weights by community or part, with those that are not nothing.
struct Scratch {
    links: Vec<f64>,
    /// The places that are not nothing, and room for one more.
    places: Vec<u32>,
    count: usize,
}

impl Scratch {
    fn new(count: usize) -> Self {
        Self { links: vec![0.0; count], places: vec![0; count + 1], count: 0 }
    }

    fn add(&mut self, at: u32, weight: f64) {
        let link = &mut self.links[at as usize];
        // Without a branch, which could not be foreseen.
        self.places[self.count] = at;
        self.count += usize::from(*link == 0.0);
        *link += weight;
    }

    fn touched(&self) -> &[u32] {
        &self.places[..self.count]
    }

    fn clear(&mut self) {
        for at in &self.places[..self.count] {
            self.links[*at as usize] = 0.0;
        }
        self.count = 0;
    }
}

impl<'a> Level<'a> {
    fn new(csr: &'a Csr) -> Self {
        let strength: Vec<f64> = (0..csr.nodes()).map(|node| csr.strength(node)).collect();
        let (from, to, weight) = csr.rows();
        let total = 2.0 * csr.total_weight();
        let share = shares(&strength, total);
        Self { from: from.into(), to: to.into(), weight: weight.into(), strength, share, total }
    }
}

impl Level<'_> {
    fn nodes(&self) -> usize {
        self.strength.len()
    }

    fn around(&self, node: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        let row = self.from[node] as usize..self.from[node + 1] as usize;
        self.to[row.clone()].iter().copied().zip(self.weight[row].iter().copied())
    }

    /// What a node gains in a community or part with links of this weight to it; `others` is the
    /// strength of its other nodes.
    fn gain(&self, node: usize, links: f64, others: f64) -> f64 {
        links - self.share[node] * others
    }

    /// Moves nodes until none gains; numbers the labels without gaps and says how many there are.
    fn settle(&self, of: &mut [u32], random: &mut Random) -> usize {
        let nodes = self.nodes();
        let mut sums = vec![0.0; of.iter().max().map_or(0, |last| *last as usize + 1)];
        for (label, strength) in of.iter().zip(&self.strength) {
            sums[*label as usize] += strength;
        }
        let mut scratch = Scratch::new(sums.len());
        let mut queue: VecDeque<u32> = shuffled(nodes, random).into();
        let mut waits = vec![true; nodes];
        let mut visits = MOST_VISITS * nodes;
        while let Some(node) = queue.pop_front().filter(|_| visits > 0 && self.total > 0.0) {
            visits -= 1;
            let node = node as usize;
            waits[node] = false;
            let own = of[node];
            self.around(node).for_each(|(end, weight)| scratch.add(of[end as usize], weight));
            let best = self.best(node, own, &scratch, &sums);
            scratch.clear();
            if best == own {
                continue;
            }
            sums[own as usize] -= self.strength[node];
            sums[best as usize] += self.strength[node];
            of[node] = best;
            for (end, _) in self.around(node) {
                let at = end as usize;
                if of[at] != best && !waits[at] {
                    waits[at] = true;
                    queue.push_back(end);
                }
            }
        }
        renumber(of)
    }

    /// The community that a node gains most by; its own unless another is better.
    fn best(&self, node: usize, own: u32, scratch: &Scratch, sums: &[f64]) -> u32 {
        let gain = |community: u32, strength: f64| {
            let at = community as usize;
            self.gain(node, scratch.links[at], sums[at] - strength)
        };
        let mut best = (own, gain(own, self.strength[node]));
        for community in scratch.touched().iter().copied().filter(|community| *community != own) {
            let gained = gain(community, 0.0);
            if gained < best.1 - LEAST_GAIN {
                continue;
            }
            let is_equal = gained <= best.1 + LEAST_GAIN;
            if !is_equal || community < best.0 && best.0 != own {
                best = (community, gained);
            }
        }
        best.0
    }

    /// Cuts communities into parts that hold together: every node starts as a part of its own and
    /// joins, once, the part of its community that it gains most by, where both are well linked
    /// with the rest of the community.
    fn refined(&self, of: &[u32], count: usize, random: &mut Random) -> (Vec<u32>, usize) {
        let nodes = self.nodes();
        let mut whole = vec![0.0; count];
        for (label, strength) in of.iter().zip(&self.strength) {
            whole[*label as usize] += strength;
        }
        let inner: Vec<f64> = (0..nodes)
            .map(|node| {
                let ends = self.around(node).filter(|(end, _)| of[*end as usize] == of[node]);
                ends.map(|(_, weight)| weight).sum()
            })
            .collect();
        // By part: its strength, and the weight of its links to the rest of its community.
        let (mut sums, mut cut) = (self.strength.clone(), inner.clone());
        let mut parts: Vec<u32> = (0..nodes).map(id).collect();
        let mut is_alone = vec![true; nodes];
        let mut scratch = Scratch::new(nodes);
        for node in shuffled(nodes, random).into_iter().map(|node| node as usize) {
            let whole = whole[of[node] as usize];
            let holds = |cut: f64, sum: f64| cut >= sum * (whole - sum) / self.total - LEAST_GAIN;
            if !is_alone[node] || !holds(inner[node], self.strength[node]) {
                continue;
            }
            for (end, weight) in self.around(node).filter(|(end, _)| of[*end as usize] == of[node])
            {
                scratch.add(parts[end as usize], weight);
            }
            let mut best = (parts[node], 0.0);
            for part in scratch.touched() {
                let at = *part as usize;
                let gained = self.gain(node, scratch.links[at], sums[at]);
                if gained > best.1 + LEAST_GAIN && holds(cut[at], sums[at]) {
                    best = (*part, gained);
                }
            }
            let at = best.0 as usize;
            if at != node {
                is_alone[node] = false;
                is_alone[at] = false;
                parts[node] = best.0;
                sums[at] += self.strength[node];
                cut[at] += inner[node] - 2.0 * scratch.links[at];
            }
            scratch.clear();
        }
        let count = renumber(&mut parts);
        (parts, count)
    }

    /// The network of the parts.
    fn merged(&self, parts: &[u32], count: usize) -> Level<'static> {
        let mut strength = vec![0.0; count];
        let mut first = vec![0_usize; count + 1];
        for (part, own) in parts.iter().zip(&self.strength) {
            strength[*part as usize] += own;
            first[*part as usize + 1] += 1;
        }
        for at in 0..count {
            first[at + 1] += first[at];
        }
        let mut next = first.clone();
        let mut members = vec![0_usize; parts.len()];
        for (node, part) in parts.iter().enumerate() {
            members[next[*part as usize]] = node;
            next[*part as usize] += 1;
        }
        let (mut from, mut to, mut weight) = (vec![0; count + 1], Vec::new(), Vec::new());
        let mut scratch = Scratch::new(count);
        for part in 0..count {
            for node in &members[first[part]..first[part + 1]] {
                for (end, weight) in self.around(*node) {
                    let other = parts[end as usize];
                    if other as usize != part {
                        scratch.add(other, weight);
                    }
                }
            }
            for other in scratch.touched() {
                to.push(*other);
                weight.push(scratch.links[*other as usize]);
            }
            scratch.clear();
            from[part + 1] = id(to.len());
        }
        let total = self.total;
        let share = shares(&strength, total);
        Level { from: from.into(), to: to.into(), weight: weight.into(), strength, share, total }
    }
}

/// Strengths as parts of all.
fn shares(strength: &[f64], total: f64) -> Vec<f64> {
    strength.iter().map(|own| own / total).collect()
}

/// A position as the small number that rows are made of.
fn id(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn shuffled(nodes: usize, random: &mut Random) -> Vec<u32> {
    let mut order: Vec<u32> = (0..nodes).map(id).collect();
    for at in (1..nodes).rev() {
        order.swap(at, random.below(at + 1));
    }
    order
}

/// Gives labels numbers without gaps, in order of first appearance; says how many there are.
fn renumber(of: &mut [u32]) -> usize {
    let mut numbers = vec![u32::MAX; of.iter().max().map_or(0, |last| *last as usize + 1)];
    let mut count = 0;
    for label in of {
        let number = &mut numbers[*label as usize];
        if *number == u32::MAX {
            *number = id(count);
            count += 1;
        }
        *label = *number;
    }
    count
}

/// Cuts communities that fall apart into their parts.
fn connected(csr: &Csr, of: &[u32]) -> Vec<u32> {
    let mut part = vec![u32::MAX; of.len()];
    let mut stack = Vec::new();
    for start in 0..of.len() {
        if part[start] != u32::MAX {
            continue;
        }
        part[start] = id(start);
        stack.push(start);
        while let Some(node) = stack.pop() {
            for end in csr.neighbours(node).iter().map(|end| *end as usize) {
                if part[end] == u32::MAX && of[end] == of[node] {
                    part[end] = id(start);
                    stack.push(end);
                }
            }
        }
    }
    part
}

/// Numbers communities by size, largest first; among equals the one with the first node.
fn by_size(of: &[u32]) -> Vec<usize> {
    let mut labels = of.to_vec();
    let mut sizes = vec![0_usize; renumber(&mut labels)];
    for label in &labels {
        sizes[*label as usize] += 1;
    }
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|label| (std::cmp::Reverse(sizes[*label]), *label));
    let mut place = vec![0; sizes.len()];
    for (at, label) in order.into_iter().enumerate() {
        place[label] = at;
    }
    labels.into_iter().map(|label| place[label as usize]).collect()
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
