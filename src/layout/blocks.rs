//! The push of nodes on each other, block by block: nodes that stand near each other are a block,
//! and a group of blocks that is far from one pushes all of it as a single mass.

use rayon::prelude::*;

/// How far a group must be from a block, in its own widths, to push as one.
const FAR: f32 = 1.1;
/// How many nodes a block holds.
const BLOCK: usize = 8;
/// For how many steps nodes keep the blocks that they are in.
const KEPT_STEPS: usize = 4;
/// How many blocks a thread takes at the least.
const SHARE: usize = 64;
/// The node of a body that only fills the last block.
const FILLING: u32 = u32::MAX;

/// A group of blocks. Groups stand in the order of a walk that meets a group before its halves.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    low: [f32; 2],
    high: [f32; 2],
    /// The centre of mass.
    at: [f32; 2],
    mass: f32,
    /// Its blocks: from and until.
    blocks: [u32; 2],
    /// The group that comes after all of its halves.
    after: u32,
}

impl Group {
    const fn is_block(&self) -> bool {
        self.blocks[0] + 1 == self.blocks[1]
    }
}

/// A node as blocks hold it.
#[derive(Clone, Copy, Debug, Default)]
struct Body {
    at: [f32; 2],
    mass: f32,
    /// Its position among the nodes.
    node: u32,
}

/// Nodes that push each other.
#[derive(Debug)]
pub(super) struct Blocks {
    bodies: Vec<Body>,
    groups: Vec<Group>,
    nodes: usize,
    steps: usize,
}

impl Blocks {
    pub(super) fn new(masses: &[f32]) -> Self {
        let body = |(node, mass): (usize, &f32)| Body {
            at: [0.0; 2],
            mass: *mass,
            node: u32::try_from(node).unwrap_or(FILLING),
        };
        let mut bodies: Vec<Body> = masses.iter().enumerate().map(body).collect();
        let blocks = masses.len().div_ceil(BLOCK);
        bodies.resize(blocks * BLOCK, Body { node: FILLING, ..Body::default() });
        let mut groups = Vec::with_capacity(2 * blocks);
        divide(0, u32::try_from(blocks).unwrap_or(u32::MAX), &mut groups);
        Self { bodies, groups, nodes: masses.len(), steps: 0 }
    }

    /// Takes in where the nodes stand.
    pub(super) fn update(&mut self, places: &[[f32; 2]]) {
        let filling = places.first().copied().unwrap_or_default();
        for body in &mut self.bodies {
            body.at = places.get(body.node as usize).copied().unwrap_or(filling);
        }
        if self.steps.is_multiple_of(KEPT_STEPS) {
            self.sort();
        }
        self.steps += 1;
        for at in (0..self.groups.len()).rev() {
            let group = self.groups[at];
            self.groups[at] = if group.is_block() {
                let from = group.blocks[0] as usize * BLOCK;
                around(
                    group,
                    self.bodies[from..from + BLOCK]
                        .iter()
                        .map(|body| (body.at, body.at, body.at, body.mass)),
                )
            } else {
                let halves = [self.groups[at + 1], self.groups[self.groups[at + 1].after as usize]];
                around(group, halves.iter().map(|half| (half.low, half.high, half.at, half.mass)))
            };
        }
    }

    /// Sorts the nodes into blocks: each group is cut across its longer side.
    fn sort(&mut self) {
        for group in &self.groups {
            if group.is_block() {
                continue;
            }
            let from = group.blocks[0] as usize;
            let middle = (half_way(group.blocks) as usize - from) * BLOCK;
            let own = &mut self.bodies[from * BLOCK..group.blocks[1] as usize * BLOCK];
            let side = |axis: usize| {
                let [low, high] = bounds_of(own, axis);
                high - low
            };
            let axis = usize::from(side(1) > side(0));
            own.select_nth_unstable_by(middle, |a, b| {
                a.at[axis].total_cmp(&b.at[axis]).then(a.node.cmp(&b.node))
            });
        }
    }

    /// What `force` makes of every node and the push on it: the sum of mass ÷ distance over all
    /// others, as a vector. `soft` is above 0 and added to the square of the distance.
    pub(super) fn forces(
        &self,
        soft: f32,
        force: impl Fn(usize, [f32; 2]) -> [f32; 2] + Sync,
    ) -> Vec<[f32; 2]> {
        let of_block = |pushers: &mut Vec<[f32; 3]>, (at, block): (usize, &[Body])| {
            self.gather(at, block, pushers);
            let pushes = push_block(block, pushers, soft);
            let own = |at: usize| match block[at].node {
                FILLING => [0.0; 2],
                node => force(node as usize, pushes[at]),
            };
            std::array::from_fn::<_, BLOCK, _>(own)
        };
        let forces: Vec<[[f32; 2]; BLOCK]> = if self.bodies.len() < 2 * BLOCK * SHARE {
            let mut pushers = Vec::new();
            let blocks = self.bodies.chunks_exact(BLOCK).enumerate();
            blocks.map(|block| of_block(&mut pushers, block)).collect()
        } else {
            let blocks = self.bodies.par_chunks_exact(BLOCK).enumerate().with_min_len(SHARE);
            blocks.map_init(Vec::new, of_block).collect()
        };
        let mut by_node = vec![[0.0; 2]; self.nodes];
        for (body, force) in self.bodies.iter().zip(forces.as_flattened()) {
            if let Some(own) = by_node.get_mut(body.node as usize) {
                *own = *force;
            }
        }
        by_node
    }

    /// Gathers what pushes a block: nodes that are near, groups that are far, as place and mass. A
    /// group that the block is in is never far.
    fn gather(&self, own: usize, block: &[Body], pushers: &mut Vec<[f32; 3]>) {
        pushers.clear();
        let bounds = [0, 1].map(|axis| bounds_of(block, axis));
        let mut at = 0;
        while let Some(group) = self.groups.get(at) {
            let away = |axis: usize| {
                (bounds[axis][0] - group.at[axis]).max(group.at[axis] - bounds[axis][1]).max(0.0)
            };
            let (x, y) = (away(0), away(1));
            let width = (group.high[0] - group.low[0]).max(group.high[1] - group.low[1]);
            let is_around = (group.blocks[0] as usize..group.blocks[1] as usize).contains(&own);
            at += 1;
            if !is_around && x * x + y * y > (width * FAR).powi(2) {
                pushers.push([group.at[0], group.at[1], group.mass]);
                at = group.after as usize;
            } else if group.is_block() {
                let from = group.blocks[0] as usize * BLOCK;
                let bodies = &self.bodies[from..from + BLOCK];
                pushers.extend(bodies.iter().map(|body| [body.at[0], body.at[1], body.mass]));
            }
        }
    }
}

/// The lowest and the highest place of some bodies along an axis.
fn bounds_of(bodies: &[Body], axis: usize) -> [f32; 2] {
    bodies.iter().fold([f32::MAX, f32::MIN], |[low, high], body| {
        [low.min(body.at[axis]), high.max(body.at[axis])]
    })
}

/// The pushes on the nodes of a block; a node that is among the pushers does not move itself.
fn push_block(block: &[Body], pushers: &[[f32; 3]], soft: f32) -> [[f32; 2]; BLOCK] {
    let at = |axis: usize| -> [f32; BLOCK] { std::array::from_fn(|node| block[node].at[axis]) };
    let [xs, ys] = [at(0), at(1)];
    let (mut sum_x, mut sum_y) = ([0.0_f32; BLOCK], [0.0_f32; BLOCK]);
    for [x, y, mass] in pushers {
        for node in 0..BLOCK {
            let by = [xs[node] - x, ys[node] - y];
            let strength = mass / (by[0] * by[0] + by[1] * by[1] + soft);
            sum_x[node] += by[0] * strength;
            sum_y[node] += by[1] * strength;
        }
    }
    std::array::from_fn(|node| [sum_x[node], sum_y[node]])
}

/// Lists a group of blocks and its halves.
fn divide(from: u32, until: u32, groups: &mut Vec<Group>) {
    if from == until {
        return;
    }
    let own = groups.len();
    let group = Group { blocks: [from, until], ..Group::default() };
    groups.push(group);
    if !group.is_block() {
        let middle = half_way(group.blocks);
        divide(from, middle, groups);
        divide(middle, until, groups);
    }
    groups[own].after = u32::try_from(groups.len()).unwrap_or(u32::MAX);
}

/// Where the second half of a group begins.
const fn half_way(blocks: [u32; 2]) -> u32 {
    blocks[0] + (blocks[1] - blocks[0]).div_ceil(2)
}

/// A group around parts: bounds, centre and mass of each.
fn around(group: Group, parts: impl Iterator<Item = ([f32; 2], [f32; 2], [f32; 2], f32)>) -> Group {
    let mut whole =
        Group { low: [f32::MAX; 2], high: [f32::MIN; 2], at: [0.0; 2], mass: 0.0, ..group };
    for (low, high, at, mass) in parts {
        for axis in 0..2 {
            whole.low[axis] = whole.low[axis].min(low[axis]);
            whole.high[axis] = whole.high[axis].max(high[axis]);
            whole.at[axis] += at[axis] * mass;
        }
        whole.mass += mass;
    }
    if whole.mass > 0.0 {
        whole.at = [whole.at[0] / whole.mass, whole.at[1] / whole.mass];
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pushes(places: &[[f32; 2]], masses: &[f32]) -> Vec<[f32; 2]> {
        let mut blocks = Blocks::new(masses);
        blocks.update(places);
        blocks.forces(1.0, |_, push| push)
    }

    /// How far the pushes on some nodes are from those of all pairs, as a part of these.
    fn wrong_part(places: &[[f32; 2]], masses: &[f32], nodes: std::ops::Range<usize>) -> f32 {
        let near = pushes(places, masses);
        let (mut wrong, mut whole) = (0.0, 0.0);
        for node in nodes {
            let mut exact = [0.0_f32; 2];
            for (place, mass) in places.iter().zip(masses) {
                let by = [places[node][0] - place[0], places[node][1] - place[1]];
                let strength = mass / (by[0] * by[0] + by[1] * by[1] + 1.0);
                exact = [exact[0] + by[0] * strength, exact[1] + by[1] * strength];
            }
            wrong += (near[node][0] - exact[0]).hypot(near[node][1] - exact[1]);
            whole += exact[0].hypot(exact[1]);
        }
        wrong / whole
    }

    #[test]
    fn blocks_push_as_all_pairs_do() {
        let places: Vec<[f32; 2]> = (0..300)
            .map(|at| {
                let angle = at as f32 * 2.399_963;
                let radius = (at as f32).sqrt() * 9.0;
                [radius * angle.cos(), radius * angle.sin()]
            })
            .collect();
        let masses: Vec<f32> = (0..300).map(|at| 1.0 + (at % 7) as f32).collect();
        let wrong = wrong_part(&places, &masses, 0..300);
        assert!(wrong < 0.05, "{wrong}");
    }

    #[test]
    fn a_few_far_away_push_each_other_and_not_themselves() {
        // Where most stand in one place, the centre of all is far from a few at the other end.
        let few = |at: usize| [1_000.0 + (at % 7) as f32, 1_000.0 + (at / 7) as f32];
        let many = |at: usize| [(at % 25) as f32, (at / 25) as f32];
        let places: Vec<[f32; 2]> = (0..560).map(many).chain((0..40).map(few)).collect();
        let wrong = wrong_part(&places, &[1.0; 600], 560..600);
        assert!(wrong < 0.3, "{wrong}");
    }

    #[test]
    fn nodes_in_one_place_do_no_harm() {
        let own = pushes(&[[3.0, 3.0]; 50], &[1.0; 50]);
        assert!(own.iter().flatten().all(|part| part.is_finite()));
        assert!(pushes(&[], &[]).is_empty());
    }
}
