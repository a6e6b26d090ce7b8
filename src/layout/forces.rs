//! The forces: push, springs, gravity.

use super::blocks::Blocks;
use super::{LayoutRequest, clean};

/// How many steps a small network gets; larger ones get fewer, down to a fifth.
const STEPS: usize = 420;
/// How far two linked nodes of middling degree stand from each other, about.
const SPACING: f32 = 30.0;

/// Nodes in motion.
pub(super) struct Simulation {
    places: Vec<[f32; 2]>,
    masses: Vec<f32>,
    blocks: Blocks,
    /// For each node its springs: the other end and the strength.
    springs: Vec<Vec<(u32, f32)>>,
    steps: usize,
    done: usize,
}

impl Simulation {
    pub(super) fn new(request: &LayoutRequest) -> Self {
        let count = request.nodes.len();
        let springs = springs(request);
        let degree = |node: usize| springs[node].len() as f32;
        let masses: Vec<f32> = (0..count)
            .map(|node| 1.0 + 0.55 * degree(node).sqrt() + 0.05 * clean(request.nodes[node].radius))
            .collect();
        let steps = if count < 2_000 { STEPS } else { (STEPS * 2_000 / count).max(STEPS / 5) };
        let blocks = Blocks::new(&masses);
        Self { places: start(request), masses, blocks, springs, steps, done: 0 }
    }

    /// Takes one more step; `false` where the last was taken.
    pub(super) fn step_on(&mut self) -> bool {
        if self.done == self.steps {
            return false;
        }
        let part = self.done as f32 / self.steps as f32;
        let furthest = SPACING * (1.6 * (1.0 - part).powi(2) + 0.02);
        self.step(furthest, 0.5 + 0.5 * part);
        self.done += 1;
        true
    }

    /// Where the nodes stand.
    pub(super) fn positions(&self) -> &[[f32; 2]] {
        &self.places
    }

    /// One step: every node moves along its force, at most `furthest`.
    fn step(&mut self, furthest: f32, spring: f32) {
        self.blocks.update(&self.places);
        let forces = self.blocks.forces(SPACING, |node, push| self.force(node, push, spring));
        for (place, force) in self.places.iter_mut().zip(forces) {
            let length = (force[0] * force[0] + force[1] * force[1]).sqrt();
            if length.is_finite() && length > 1e-6 {
                let scale = length.min(furthest) / length;
                *place = [place[0] + force[0] * scale, place[1] + force[1] * scale];
            }
        }
    }

    fn force(&self, node: usize, push: [f32; 2], spring: f32) -> [f32; 2] {
        let at = self.places[node];
        let mass = self.masses[node];
        let strength = 0.62 * SPACING;
        let mut force = [push[0] * strength, push[1] * strength];
        for (other, pull) in &self.springs[node] {
            let end = self.places[*other as usize];
            let by = [end[0] - at[0], end[1] - at[1]];
            // A spring that grows slower than its length lets far communities part.
            let length = (by[0] * by[0] + by[1] * by[1]).sqrt();
            let pull = pull * spring * 6.0 / (1.0 + length / (5.0 * SPACING));
            force = [force[0] + by[0] * pull, force[1] + by[1] * pull];
        }
        let gravity = 0.16 * mass.sqrt();
        [(force[0] - at[0] * gravity) / mass.sqrt(), (force[1] - at[1] * gravity) / mass.sqrt()]
    }

    pub(super) fn into_positions(self) -> Vec<[f32; 2]> {
        self.places
    }
}

/// The springs of each node. A spring's strength grows with the logarithm of its weight and is
/// divided by the root of the degrees of its ends.
fn springs(request: &LayoutRequest) -> Vec<Vec<(u32, f32)>> {
    let count = request.nodes.len();
    let mut springs: Vec<Vec<(u32, f32)>> = vec![Vec::new(); count];
    for edge in &request.edges {
        let (a, b) = (edge.a as usize, edge.b as usize);
        if a == b || a >= count || b >= count || !(edge.weight > 0.0 && edge.weight.is_finite()) {
            continue;
        }
        let pull = 1.0 + edge.weight.min(1e6).ln_1p();
        springs[a].push((edge.b, pull));
        springs[b].push((edge.a, pull));
    }
    let degrees: Vec<f32> = springs.iter().map(|own| own.len() as f32).collect();
    for (node, own) in springs.iter_mut().enumerate() {
        for (other, pull) in own {
            let far = degrees[*other as usize];
            *pull /= (degrees[node] * far).sqrt().max(1.0) * 0.55 + 0.45 * degrees[node].min(far);
        }
    }
    springs
}

/// A sunflower: hubs first, so that they start in the middle; inside each kind the order follows a
/// seeded spread of the ids.
fn start(request: &LayoutRequest) -> Vec<[f32; 2]> {
    let spread = |id: u64| {
        (id ^ request.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd)
            >> 11
    };
    let mut order: Vec<usize> = (0..request.nodes.len()).collect();
    order.sort_by_key(|at| {
        let node = &request.nodes[*at];
        (!node.hub, spread(node.stable_id), *at)
    });
    let mut places = vec![[0.0; 2]; order.len()];
    for (rank, node) in order.into_iter().enumerate() {
        let radius = SPACING * 0.6 * (rank as f32 + 0.5).sqrt();
        let angle = rank as f32 * 2.399_963_2;
        places[node] = [radius * angle.cos(), radius * angle.sin()];
    }
    places
}
