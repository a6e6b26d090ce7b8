//! New nodes in an old picture: they find a place and the old ones stay, but for those that give way.

use rayon::prelude::*;

use super::springs::Springs;
use super::{LayoutNode, LayoutRequest, apart, clean};

/// A picture is kept where at least this share of its nodes is.
pub const KEPT: f64 = 0.6;
/// How far from the mean of its neighbours a new node stands, in units of the picture.
const SHAKE: f32 = 30.0;
/// Rounds in which overlaps are parted.
const ROUNDS: usize = 30;
/// The golden angle.
const GOLDEN: f32 = 2.399_963_2;

/// The places of a picture to which few nodes were added or from which some were taken; `None` where
/// too little of it is left.
pub(super) fn kept(request: &LayoutRequest) -> Option<Vec<[f32; 2]>> {
    let is_finite = |at: &[f32; 2]| at.iter().all(|along| along.is_finite());
    let mut placed: Vec<Option<[f32; 2]>> =
        request.nodes.iter().map(|node| node.old.filter(is_finite)).collect();
    let old = placed.iter().flatten().count();
    if old == 0 || (old as f64) < KEPT * placed.len() as f64 {
        return None;
    }
    let reach = placed.iter().flatten().map(|at| at[0].hypot(at[1])).fold(1.0, f32::max);
    hang_on(request, &Springs::new(request), &mut placed, SHAKE);
    let places = placed.into_iter().zip(&request.nodes).map(|(place, node)| {
        place.unwrap_or_else(|| {
            let (angle, out) = shake(node.stable_id ^ request.seed);
            let reach = reach * (1.0 + 0.1 * out);
            [reach * angle.cos(), reach * angle.sin()]
        })
    });
    let mut places: Vec<[f32; 2]> = places.collect();
    let is_new = |node: &LayoutNode| node.old.filter(is_finite).is_none();
    let is_new: Vec<bool> = request.nodes.iter().map(is_new).collect();
    let radii: Vec<f32> = request.nodes.iter().map(|node| clean(node.radius)).collect();
    apart::part_new(&mut places, &radii, &is_new, ROUNDS);
    Some(places)
}

/// Gives each node without a place the mean of its neighbours' places, and those that hang on such
/// nodes alone the mean of theirs.
pub(super) fn hang_on(
    request: &LayoutRequest,
    springs: &Springs,
    placed: &mut Vec<Option<[f32; 2]>>,
    away: f32,
) {
    for _ in 0..2 {
        let before = &*placed;
        let next = (0..before.len())
            .into_par_iter()
            .map(|node| before[node].or_else(|| mean_around(request, springs, before, node, away)))
            .collect();
        *placed = next;
    }
}

fn mean_around(
    request: &LayoutRequest,
    springs: &Springs,
    placed: &[Option<[f32; 2]>],
    node: usize,
    away: f32,
) -> Option<[f32; 2]> {
    let (mut sum, mut total) = ([0.0_f32; 2], 0.0_f32);
    for (end, weight) in springs.of(node) {
        let Some(at) = placed[end] else { continue };
        let weight = weight / (springs.degree(end).max(1) as f32).sqrt();
        sum = [sum[0] + weight * at[0], sum[1] + weight * at[1]];
        total += weight;
    }
    let (angle, out) = shake(request.nodes[node].stable_id ^ request.seed);
    let away = away * out;
    (total > 0.0)
        .then(|| [sum[0] / total + away * angle.cos(), sum[1] / total + away * angle.sin()])
}

/// An angle and a share of the way out that an id decides: turns of the golden angle, spread evenly
/// over a disc.
pub(super) fn shake(id: u64) -> (f32, f32) {
    let mixed = id.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let turn = (mixed >> 48) as f32 * GOLDEN;
    let out = ((mixed << 24) >> 44) as f32 / (1_u64 << 20) as f32;
    (turn % std::f32::consts::TAU, out.sqrt())
}
