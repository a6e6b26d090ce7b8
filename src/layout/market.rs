//! A large network with hubs: the skeleton of hubs first, the others by it, then everything at once.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::mesh::Mesh;
use super::skeleton::skeleton;
use super::springs::Springs;
use super::warm::{self, shake};
use super::{LayoutRequest, apart, clean, polish};

/// Steps on all nodes: so many, one more for each thousand nodes, and no more than twice as many.
const STEPS: usize = 60;
/// After how many steps a picture is published.
const PUBLISHED_EVERY: usize = 10;
/// How far the others stand from the mean of their hubs at first, at most.
const SHAKE: f32 = 1.5;
/// Pull towards the mean of the neighbours: a spring, and a hold on what is near.
const SPRING: f32 = 0.2;
const HOLD: f32 = 20.0;
/// Push of all on all.
const PUSH: f32 = 0.25;
/// Mass of a hub for each root of its degree; the others have 1.
const HUB_MASS: f32 = 0.03;
/// Pull to the middle, for what hangs on nothing.
const GRAVITY: f32 = 0.002;
/// Rounds in which overlaps are parted.
const ROUNDS: usize = 40;

/// Places a network: first published soon, then as it settles. `None` where it was cancelled.
pub(super) fn place(
    request: &LayoutRequest,
    publish: &mut dyn FnMut(&[[f32; 2]]),
    cancel: &AtomicBool,
) -> Option<Vec<[f32; 2]>> {
    let springs = Springs::new(request);
    let hubs = hubs_of(request);
    let bones = skeleton(&hubs, &springs, request.seed, cancel)?;
    let radii: Vec<f32> = request.nodes.iter().map(|node| clean(node.radius)).collect();
    let mut field = Field::new(request, &springs, hang(request, &springs, &hubs, &bones));
    publish(&filled(&field.places, &radii));
    let steps = (STEPS + request.nodes.len() / 1_000).min(2 * STEPS);
    for step in 0..steps {
        if cancel.load(Ordering::Relaxed) {
            return None;
        }
        field.step(1.0 - step as f32 / steps as f32);
        if step % PUBLISHED_EVERY == PUBLISHED_EVERY - 1 {
            publish(&filled(&field.places, &radii));
        }
    }
    let mut places = filled(&field.places, &radii);
    apart::part(&mut places, &radii, ROUNDS);
    Some(places)
}

/// The hubs; where none is said to be one, every node is.
fn hubs_of(request: &LayoutRequest) -> Vec<usize> {
    let hubs: Vec<usize> = (0..request.nodes.len()).filter(|at| request.nodes[*at].hub).collect();
    if hubs.is_empty() { (0..request.nodes.len()).collect() } else { hubs }
}

/// Places at the size of the picture.
fn filled(places: &[[f32; 2]], radii: &[f32]) -> Vec<[f32; 2]> {
    let mut filled = places.to_vec();
    polish::fill_disc(&mut filled, radii);
    filled
}

/// Hangs every node on the hubs around it: at their mean, small hubs counting more, with a shake
/// that its id decides.
fn hang(
    request: &LayoutRequest,
    springs: &Springs,
    hubs: &[usize],
    bones: &[[f32; 2]],
) -> Vec<[f32; 2]> {
    let mut placed: Vec<Option<[f32; 2]>> = vec![None; request.nodes.len()];
    for (node, at) in hubs.iter().zip(bones) {
        placed[*node] = Some(*at);
    }
    warm::hang_on(request, springs, &mut placed, SHAKE);
    let reach = bones.iter().map(|at| at[0].hypot(at[1])).fold(1.0, f32::max);
    let places = placed.into_iter().enumerate().map(|(node, place)| {
        place.unwrap_or_else(|| {
            let (angle, _) = shake(request.nodes[node].stable_id ^ request.seed);
            [1.1 * reach * angle.cos(), 1.1 * reach * angle.sin()]
        })
    });
    places.collect()
}

/// All nodes with the forces between them: t-forces, after t-FDP.
struct Field<'a> {
    springs: &'a Springs,
    places: Vec<[f32; 2]>,
    masses: Vec<f32>,
    /// By what a spring to a node counts: the root of its degree, so that many-linked hubs do not
    /// pull everything into one heap.
    calm: Vec<f32>,
    mesh: Mesh,
}

impl<'a> Field<'a> {
    fn new(request: &LayoutRequest, springs: &'a Springs, places: Vec<[f32; 2]>) -> Self {
        let degrees = || (0..places.len()).map(|node| springs.degree(node).max(1) as f32);
        let nodes = request.nodes.iter().zip(degrees());
        let masses =
            nodes.map(|(node, degree)| if node.hub { HUB_MASS * degree.sqrt() } else { 1.0 });
        Self {
            springs,
            masses: masses.collect(),
            calm: degrees().map(|degree| degree.sqrt().recip()).collect(),
            mesh: Mesh::new(if places.len() < 6_000 { 128 } else { 256 }),
            places,
        }
    }

    /// One step; what is hot moves far.
    fn step(&mut self, heat: f32) {
        self.mesh.update(&self.places, &self.masses);
        let furthest = 0.05 + heat;
        let moved: Vec<[f32; 2]> = (0..self.places.len())
            .into_par_iter()
            .with_min_len(256)
            .map(|node| {
                let (at, by) = (self.places[node], self.force(node));
                let length = by[0].hypot(by[1]).max(1e-9);
                let scale = (0.3 * length).min(furthest) / length;
                [at[0] + by[0] * scale, at[1] + by[1] * scale]
            })
            .collect();
        self.places = moved;
    }

    fn force(&self, node: usize) -> [f32; 2] {
        let at = self.places[node];
        let push = self.mesh.push(at);
        let (mut pull, mut sum) = ([0.0_f32; 2], 1e-9_f32);
        for (end, weight) in self.springs.of(node) {
            let other = self.places[end];
            let by = [other[0] - at[0], other[1] - at[1]];
            let weight = weight * self.calm[end];
            let strength = weight * (SPRING + HOLD / (1.0 + by[0] * by[0] + by[1] * by[1]));
            pull = [pull[0] + strength * by[0], pull[1] + strength * by[1]];
            sum += weight;
        }
        [0, 1].map(|axis| PUSH * push[axis] + pull[axis] / sum - GRAVITY * at[axis])
    }
}
