//! The skeleton: places for the hubs alone, by what they share.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::springs::Springs;

/// The strongest neighbours that a hub keeps.
const NEIGHBOURS: usize = 15;
/// Rounds of the power iteration.
const ROUNDS: usize = 60;
/// Steps of the forces.
const STEPS: usize = 160;
/// Pull towards the mean of the neighbours: a spring, and a hold on what is near.
const SPRING: f32 = 0.2;
const HOLD: f32 = 3.0;
/// Push of all on all.
const PUSH: f32 = 2.0;
/// Pull to the middle.
const GRAVITY: f32 = 0.002;
/// Vectors that the power iteration carries: two are used, the others make it settle sooner.
const VECTORS: usize = 4;

/// For each hub its strongest neighbours, with shares that add up to 1.
type Rows = Vec<Vec<(u32, f32)>>;

/// Places hubs about the origin, a unit or so apart.
pub(super) fn skeleton(
    hubs: &[usize],
    springs: &Springs,
    seed: u64,
    cancel: &AtomicBool,
) -> Option<Vec<[f32; 2]>> {
    let rows = neighbours(hubs, springs);
    let mut places = spectral(&rows, seed);
    for step in 0..STEPS {
        if cancel.load(Ordering::Relaxed) {
            return None;
        }
        let part = step as f32 / STEPS as f32;
        push_and_pull(&mut places, &rows, 1.0 - part);
    }
    Some(places)
}

/// What hubs share, over the nodes between them: each of those gives 1 ÷ (k − 1) to each pair of
/// its k hubs, and a spring from hub to hub gives its weight.
fn neighbours(hubs: &[usize], springs: &Springs) -> Rows {
    let mut hub_of = vec![u32::MAX; springs.len()];
    for (at, node) in hubs.iter().enumerate() {
        hub_of[*node] = u32::try_from(at).unwrap_or(u32::MAX);
    }
    let hubs_of = |node: usize| {
        springs.of(node).filter_map(|(end, weight)| {
            let hub = hub_of[end];
            (hub != u32::MAX).then_some((hub, weight))
        })
    };
    let shares: Vec<f32> = (0..springs.len())
        .into_par_iter()
        .map(|node| 1.0 / (hubs_of(node).count().max(2) - 1) as f32)
        .collect();
    let shared: Vec<Vec<(u32, f32)>> = hubs
        .par_iter()
        .enumerate()
        .map_init(
            || (vec![0.0_f32; hubs.len()], Vec::new()),
            |(sums, touched), (own, node)| {
                let mut add = |hub: u32, weight: f32| {
                    if hub as usize != own {
                        if sums[hub as usize] == 0.0 {
                            touched.push(hub);
                        }
                        sums[hub as usize] += weight;
                    }
                };
                for (end, weight) in springs.of(*node) {
                    if hub_of[end] != u32::MAX {
                        add(hub_of[end], weight);
                        continue;
                    }
                    for (hub, other) in hubs_of(end) {
                        add(hub, shares[end] * weight.min(other));
                    }
                }
                touched.sort_unstable();
                let row =
                    touched.drain(..).map(|hub| (hub, std::mem::take(&mut sums[hub as usize])));
                row.collect()
            },
        )
        .collect();
    // Hubs that share with everybody share with nobody in particular.
    let calm: Vec<f32> =
        shared.iter().map(|row| row.iter().map(|(_, weight)| weight).sum::<f32>().sqrt()).collect();
    let strongest = shared.into_par_iter().enumerate().map(|(own, mut row)| {
        for (hub, weight) in &mut row {
            *weight /= (calm[own] * calm[*hub as usize]).max(1e-6);
        }
        row.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        row.truncate(NEIGHBOURS);
        row
    });
    both_ways(strongest.collect())
}

/// A neighbour of either is a neighbour of both; then shares add up to 1.
fn both_ways(strongest: Rows) -> Rows {
    let mut rows: Rows = vec![Vec::new(); strongest.len()];
    for (own, row) in strongest.into_iter().enumerate() {
        let own_id = u32::try_from(own).unwrap_or(u32::MAX);
        for (hub, weight) in row {
            rows[own].push((hub, weight));
            rows[hub as usize].push((own_id, weight));
        }
    }
    for row in &mut rows {
        row.sort_by_key(|(hub, _)| *hub);
        row.dedup_by_key(|(hub, _)| *hub);
        let sum: f32 = row.iter().map(|(_, weight)| weight).sum();
        for (_, weight) in row {
            *weight /= sum.max(1e-12);
        }
    }
    rows
}

/// Two slow waves over the neighbours: a start that already shows who belongs together.
fn spectral(rows: &Rows, seed: u64) -> Vec<[f32; 2]> {
    let count = rows.len();
    let mut block: Vec<[f32; VECTORS]> = (0..count as u64)
        .map(|hub| std::array::from_fn(|vector| noise(seed, hub * VECTORS as u64 + vector as u64)))
        .collect();
    for _ in 0..ROUNDS {
        center_and_part(&mut block);
        block = rows
            .iter()
            .zip(&block)
            .map(|(row, own)| {
                let mut next = *own;
                for (hub, share) in row {
                    for (value, other) in next.iter_mut().zip(&block[*hub as usize]) {
                        *value += share * other;
                    }
                }
                next
            })
            .collect();
    }
    center_and_part(&mut block);
    let spread = (count as f32).sqrt() * 0.6;
    let places = block.iter().enumerate().map(|(at, own)| {
        let shake = [noise(seed, at as u64 * 2 + 1), noise(seed, at as u64 * 2)];
        [0, 1].map(|axis| (own[axis] * spread).clamp(-2.5 * spread, 2.5 * spread) + shake[axis])
    });
    places.collect()
}

/// Takes the mean and what earlier vectors hold out of each vector; each then has deviation 1.
fn center_and_part(block: &mut [[f32; VECTORS]]) {
    let count = block.len().max(1) as f32;
    for vector in 0..VECTORS {
        let mean = block.iter().map(|row| row[vector]).sum::<f32>() / count;
        for row in block.iter_mut() {
            row[vector] -= mean;
        }
        for earlier in 0..vector {
            let dot = block.iter().map(|row| row[vector] * row[earlier]).sum::<f32>() / count;
            for row in block.iter_mut() {
                row[vector] -= dot * row[earlier];
            }
        }
        let size = (block.iter().map(|row| row[vector].powi(2)).sum::<f32>() / count).sqrt();
        for row in block.iter_mut() {
            row[vector] /= size.max(1e-9);
        }
    }
}

/// One step of t-forces: a hub goes towards the mean of its neighbours and away from every hub.
fn push_and_pull(places: &mut [[f32; 2]], rows: &Rows, heat: f32) {
    let lanes = in_lanes(places);
    let before = &*places;
    let moves: Vec<[f32; 2]> = rows
        .par_iter()
        .enumerate()
        .map(|(own, row)| {
            let at = before[own];
            let push = push_of_all(at, &lanes);
            let mut pull = [0.0_f32; 2];
            for (hub, share) in row {
                let other = before[*hub as usize];
                let by = [other[0] - at[0], other[1] - at[1]];
                let near = HOLD / (1.0 + by[0] * by[0] + by[1] * by[1]);
                pull[0] += share * (SPRING + near) * by[0];
                pull[1] += share * (SPRING + near) * by[1];
            }
            [0, 1].map(|axis| PUSH * push[axis] + pull[axis] - GRAVITY * at[axis])
        })
        .collect();
    let furthest = 0.05 + 1.5 * heat;
    for (place, by) in places.iter_mut().zip(moves) {
        let length = by[0].hypot(by[1]).max(1e-9);
        let scale = (0.3 * length).min(furthest) / length;
        *place = [place[0] + by[0] * scale, place[1] + by[1] * scale];
    }
}

/// Hubs that are taken side by side.
const LANES: usize = 8;

/// The places along each axis, in lanes; the last is filled up with places so far away that they
/// push nobody.
fn in_lanes(places: &[[f32; 2]]) -> Vec<[[f32; LANES]; 2]> {
    let lanes = places.chunks(LANES).map(|chunk| {
        let along = |axis: usize| std::array::from_fn(|at| chunk.get(at).map_or(1e9, |p| p[axis]));
        [along(0), along(1)]
    });
    lanes.collect()
}

/// The push of every hub; lanes are added in order.
fn push_of_all(at: [f32; 2], lanes: &[[[f32; LANES]; 2]]) -> [f32; 2] {
    let (mut sum_x, mut sum_y) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    for [xs, ys] in lanes {
        for lane in 0..LANES {
            let by = [at[0] - xs[lane], at[1] - ys[lane]];
            let fall = 1.0 + by[0] * by[0] + by[1] * by[1];
            let fall = 1.0 / (fall * fall);
            sum_x[lane] += by[0] * fall;
            sum_y[lane] += by[1] * fall;
        }
    }
    [sum_x.iter().sum(), sum_y.iter().sum()]
}

/// A number between −1 and 1 that a seed decides.
pub(super) fn noise(seed: u64, number: u64) -> f32 {
    let mut bits = (number ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .wrapping_add(0x9e37_79b9_7f4a_7c15)
        .wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits >> 40) as f32) / 8_388_608.0 - 1.0
}
