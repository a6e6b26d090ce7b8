//! Betweenness by the algorithm of Brandes (2001), over all nodes or from a sample of them.

use rayon::prelude::*;

use super::csr::Csr;

/// Into how many stretches the sources are cut. Their sums are added in order, so that the outcome
/// does not depend on how many cores there are.
const STRETCHES: usize = 32;

/// On how many shortest paths each node lies, and how long paths are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Betweenness {
    /// For each node the sum over pairs of others of the part of their shortest paths on which it
    /// lies.
    pub raw: Vec<f64>,
    /// The mean length of the shortest paths between pairs that reach each other.
    pub mean_path: f64,
}

impl Betweenness {
    /// Raw ÷ [(n − 1)(n − 2)/2]: the part of all pairs of others, 0 to 1.
    pub fn normalised(&self) -> Vec<f64> {
        let scale = pairs(self.raw.len());
        self.raw.iter().map(|raw| if scale > 0.0 { raw / scale } else { 0.0 }).collect()
    }
}

/// Pairs of others of a node.
fn pairs(nodes: usize) -> f64 {
    let nodes = nodes as f64;
    ((nodes - 1.0) * (nodes - 2.0) / 2.0).max(0.0)
}

/// Betweenness from every node as a source; costs nodes times links, on every core.
pub fn betweenness(csr: &Csr) -> Betweenness {
    let sources: Vec<u32> = (0..csr.nodes()).filter_map(|node| u32::try_from(node).ok()).collect();
    let sums = sums(csr, &sources, false);
    // Each pair was met from both of its ends.
    Betweenness { raw: sums.raw.iter().map(|raw| raw / 2.0).collect(), mean_path: sums.mean_path() }
}

/// Betweenness that was estimated from a sample of sources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SampledBetweenness {
    /// The estimate.
    pub estimate: Betweenness,
    /// For each node the standard error of its raw value.
    pub standard_error: Vec<f64>,
    /// How many sources were taken.
    pub sources: usize,
}

/// Betweenness from a sample of sources, drawn without putting back; exact where the sample takes
/// all nodes. The same seed draws the same sample.
pub fn sampled_betweenness(csr: &Csr, sources: usize, seed: u64) -> SampledBetweenness {
    let nodes = csr.nodes();
    let count = sources.min(nodes);
    if count == nodes {
        let (estimate, standard_error) = (betweenness(csr), vec![0.0; nodes]);
        return SampledBetweenness { estimate, standard_error, sources: count };
    }
    let mut order: Vec<u32> = (0..nodes).filter_map(|node| u32::try_from(node).ok()).collect();
    let mut random = Random(seed);
    for at in 0..count {
        let other = at + random.below(nodes - at);
        order.swap(at, other);
    }
    order.truncate(count);
    let sums = sums(csr, &order, true);
    let (k, n) = (count as f64, nodes as f64);
    let scale = if count == 0 { 0.0 } else { n / k / 2.0 };
    let error = |raw: f64, squares: f64| {
        if count < 2 {
            return f64::INFINITY;
        }
        let variance = ((squares - raw * raw / k) / (k - 1.0)).max(0.0);
        // The factor for drawing without putting back.
        n / 2.0 * (variance / k * (1.0 - k / n)).sqrt()
    };
    SampledBetweenness {
        estimate: Betweenness {
            raw: sums.raw.iter().map(|raw| raw * scale).collect(),
            mean_path: sums.mean_path(),
        },
        standard_error: sums.raw.iter().zip(&sums.squares).map(|(r, s)| error(*r, *s)).collect(),
        sources: count,
    }
}

/// What is added up over sources.
struct Sums {
    raw: Vec<f64>,
    squares: Vec<f64>,
    steps: u64,
    reached: u64,
}

impl Sums {
    fn new(nodes: usize, with_squares: bool) -> Self {
        let squares = if with_squares { vec![0.0; nodes] } else { Vec::new() };
        Self { raw: vec![0.0; nodes], squares, steps: 0, reached: 0 }
    }

    fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.raw.iter_mut().zip(&other.raw) {
            *mine += theirs;
        }
        for (mine, theirs) in self.squares.iter_mut().zip(&other.squares) {
            *mine += theirs;
        }
        self.steps += other.steps;
        self.reached += other.reached;
    }

    fn mean_path(&self) -> f64 {
        if self.reached == 0 { 0.0 } else { self.steps as f64 / self.reached as f64 }
    }
}

fn sums(csr: &Csr, sources: &[u32], with_squares: bool) -> Sums {
    let stretch = sources.len().div_ceil(STRETCHES).max(1);
    let parts: Vec<Sums> = sources
        .par_chunks(stretch)
        .map(|sources| {
            let mut sums = Sums::new(csr.nodes(), with_squares);
            let mut search = Search::new(csr.nodes());
            for source in sources {
                search.from(csr, *source, &mut sums);
            }
            sums
        })
        .collect();
    let mut total = Sums::new(csr.nodes(), with_squares);
    for part in &parts {
        total.add(part);
    }
    total
}

/// Stands for a node that was not reached.
const FAR: u32 = u32::MAX;

/// A search in breadth with room that is used again.
struct Search {
    order: Vec<u32>,
    distance: Vec<u32>,
    /// How many shortest paths lead to a node.
    paths: Vec<f64>,
    /// (1 + dependency) ÷ paths of a node.
    share: Vec<f64>,
}

impl Search {
    fn new(nodes: usize) -> Self {
        Self {
            order: Vec::with_capacity(nodes),
            distance: vec![FAR; nodes],
            paths: vec![0.0; nodes],
            share: vec![0.0; nodes],
        }
    }

    fn from(&mut self, csr: &Csr, source: u32, sums: &mut Sums) {
        self.spread(csr, source, sums);
        self.gather(csr, sums);
        for node in self.order.drain(..) {
            self.distance[node as usize] = FAR;
        }
    }

    fn spread(&mut self, csr: &Csr, source: u32, sums: &mut Sums) {
        let Self { order, distance, paths, .. } = self;
        distance[source as usize] = 0;
        paths[source as usize] = 1.0;
        order.push(source);
        let mut next = 0;
        while let Some(node) = order.get(next).copied() {
            next += 1;
            let (beyond, ways) = (distance[node as usize] + 1, paths[node as usize]);
            for end in csr.neighbours(node as usize) {
                let at = *end as usize;
                if distance[at] == FAR {
                    distance[at] = beyond;
                    paths[at] = ways;
                    sums.steps += u64::from(beyond);
                    order.push(*end);
                } else if distance[at] == beyond {
                    paths[at] += ways;
                }
            }
        }
        sums.reached += order.len() as u64 - 1;
    }

    fn gather(&mut self, csr: &Csr, sums: &mut Sums) {
        let Self { order, distance, paths, share } = self;
        for node in order.iter().skip(1).rev() {
            let at = *node as usize;
            let beyond = distance[at] + 1;
            let mut sum = 0.0;
            for end in csr.neighbours(at) {
                let end = *end as usize;
                sum += if distance[end] == beyond { share[end] } else { 0.0 };
            }
            let dependency = paths[at] * sum;
            share[at] = (1.0 + dependency) / paths[at];
            sums.raw[at] += dependency;
            if let Some(squares) = sums.squares.get_mut(at) {
                *squares += dependency * dependency;
            }
        }
    }
}

/// Numbers that look random and follow from a seed (SplitMix64).
pub(super) struct Random(pub u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound that is not 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.next()) * bound as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }
}
