//! Betweenness by the algorithm of Brandes (2001), over all nodes or from a sample of them. Some
//! sources are searched from side by side, so that a link is looked at once for all of them.

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
    // Sources of one side of a net of two sides meet the same nodes on the same steps.
    let sides = sides(csr);
    let mut sources = sources.to_vec();
    sources.sort_by_key(|source| sides[*source as usize]);
    let stretch = sources.len().div_ceil(STRETCHES).next_multiple_of(LANES).max(LANES);
    let parts: Vec<Sums> = sources
        .par_chunks(stretch)
        .map(|sources| {
            let mut sums = Sums::new(csr.nodes(), with_squares);
            let mut search = Search::new(csr);
            for sources in sources.chunks(LANES) {
                search.from(sources, &mut sums);
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

/// For each node whether it is an odd number of steps away from the first node of its part.
fn sides(csr: &Csr) -> Vec<bool> {
    let (mut sides, mut seen) = (vec![false; csr.nodes()], vec![false; csr.nodes()]);
    let mut queue = Vec::new();
    for start in 0..csr.nodes() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        queue.push(start);
        let mut next = 0;
        while let Some(node) = queue.get(next).copied() {
            next += 1;
            for end in csr.neighbours(node).iter().map(|end| *end as usize) {
                if !std::mem::replace(&mut seen[end], true) {
                    sides[end] = !sides[node];
                    queue.push(end);
                }
            }
        }
        queue.clear();
    }
    sides
}

/// How many sources are searched from side by side.
const LANES: usize = 8;

/// A number for each source.
type Lanes = [f64; LANES];

/// The lanes of a set; the others are nothing.
fn only(mask: u8, lanes: Lanes) -> Lanes {
    std::array::from_fn(|lane| if mask >> lane & 1 == 1 { lanes[lane] } else { 0.0 })
}

fn add(sum: &mut Lanes, lanes: &Lanes) {
    for (sum, lane) in sum.iter_mut().zip(lanes) {
        *sum += lane;
    }
}

/// A search in breadth from some sources at once, with room that is used again.
struct Search<'a> {
    csr: &'a Csr,
    /// Nodes by steps, with the sources that they are as many steps away from.
    steps: Vec<(u32, u8)>,
    /// Where each step begins.
    starts: Vec<usize>,
    /// From which sources a node was reached.
    reached: Vec<u8>,
    /// How many shortest paths lead to a node.
    paths: Vec<Lanes>,
    /// Which part of all shortest paths beyond a node leads over it.
    dependency: Vec<Lanes>,
    /// What the nodes of one step pass on to their neighbours.
    sent: Vec<Lanes>,
    /// What reaches a node.
    got: Vec<Lanes>,
    touched: Vec<u32>,
    is_touched: Vec<bool>,
}

impl<'a> Search<'a> {
    fn new(csr: &'a Csr) -> Self {
        let lanes = || vec![[0.0; LANES]; csr.nodes()];
        Self {
            csr,
            steps: Vec::new(),
            starts: Vec::new(),
            reached: vec![0; csr.nodes()],
            paths: lanes(),
            dependency: lanes(),
            sent: lanes(),
            got: lanes(),
            touched: Vec::new(),
            is_touched: vec![false; csr.nodes()],
        }
    }

    fn from(&mut self, sources: &[u32], sums: &mut Sums) {
        self.spread(sources, sums);
        self.gather(sums);
        for (node, _) in self.steps.drain(..) {
            let at = node as usize;
            self.reached[at] = 0;
            self.dependency[at] = [0.0; LANES];
        }
        self.starts.clear();
    }

    fn spread(&mut self, sources: &[u32], sums: &mut Sums) {
        let all = u8::MAX >> (LANES - sources.len());
        for (lane, source) in sources.iter().enumerate() {
            self.reach(*source, 1 << lane, [1.0; LANES]);
        }
        // Links of nodes that are not reached from every source yet.
        let mut open = 2 * self.csr.links();
        let mut from = 0;
        while from < self.steps.len() {
            self.starts.push(from);
            let step = from..self.steps.len();
            let ends = |at: usize| self.csr.degree(self.steps[at].0 as usize);
            if step.clone().map(ends).sum::<usize>() <= open {
                self.push(step.clone(), all);
            } else {
                self.pull(all);
            }
            for at in step.clone() {
                self.sent[self.steps[at].0 as usize] = [0.0; LANES];
            }
            from = step.end;
            for node in std::mem::take(&mut self.touched) {
                let at = node as usize;
                self.is_touched[at] = false;
                let got = std::mem::take(&mut self.got[at]);
                let is_new = |lane: &usize| got[*lane] > 0.0 && self.reached[at] >> lane & 1 == 0;
                let new = (0..LANES).filter(is_new).fold(0, |mask, lane| mask | 1 << lane);
                if new != 0 {
                    self.reach(node, new, got);
                    let found = u64::from(new.count_ones());
                    sums.reached += found;
                    sums.steps += found * self.starts.len() as u64;
                    open -= if self.reached[at] == all { self.csr.degree(at) } else { 0 };
                }
            }
        }
    }

    /// Notes that a node was reached from some sources, on so many paths each.
    fn reach(&mut self, node: u32, mask: u8, paths: Lanes) {
        let at = node as usize;
        let known = only(self.reached[at], self.paths[at]);
        self.sent[at] = only(mask, paths);
        self.paths[at] = known;
        add(&mut self.paths[at], &self.sent[at]);
        self.reached[at] |= mask;
        self.steps.push((node, mask));
    }

    /// The nodes of a step pass their paths on.
    fn push(&mut self, step: std::ops::Range<usize>, all: u8) {
        for (node, _) in &self.steps[step] {
            let sent = self.sent[*node as usize];
            for end in self.csr.neighbours(*node as usize) {
                let at = *end as usize;
                if self.reached[at] == all {
                    continue;
                }
                if !std::mem::replace(&mut self.is_touched[at], true) {
                    self.touched.push(*end);
                }
                add(&mut self.got[at], &sent);
            }
        }
    }

    /// Nodes that are not reached from every source look around for paths.
    fn pull(&mut self, all: u8) {
        for at in (0..self.csr.nodes()).filter(|at| self.reached[*at] != all) {
            let mut got = [0.0; LANES];
            for end in self.csr.neighbours(at) {
                add(&mut got, &self.sent[*end as usize]);
            }
            self.got[at] = got;
            self.touched.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
    }

    /// From the farthest step back, what depends on each node.
    fn gather(&mut self, sums: &mut Sums) {
        let mut end = self.steps.len();
        for (number, start) in self.starts.iter().copied().enumerate().skip(1).rev() {
            for (node, mask) in &self.steps[start..end] {
                let at = *node as usize;
                let (paths, dependency) = (&self.paths[at], &self.dependency[at]);
                let share = |lane: usize| (1.0 + dependency[lane]) / paths[lane].max(1.0);
                self.sent[at] = only(*mask, std::array::from_fn(share));
            }
            let before = self.starts[number - 1]..start;
            for (node, mask) in self.steps[before].iter().filter(|_| number > 1) {
                let at = *node as usize;
                let mut beyond = [0.0; LANES];
                for end in self.csr.neighbours(at) {
                    add(&mut beyond, &self.sent[*end as usize]);
                }
                let paths = &self.paths[at];
                let own = only(*mask, std::array::from_fn(|lane| paths[lane] * beyond[lane]));
                add(&mut self.dependency[at], &own);
                sums.raw[at] += own.iter().sum::<f64>();
                if let Some(squares) = sums.squares.get_mut(at) {
                    *squares += own.iter().map(|own| own * own).sum::<f64>();
                }
            }
            for (node, _) in &self.steps[start..end] {
                self.sent[*node as usize] = [0.0; LANES];
            }
            end = start;
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
