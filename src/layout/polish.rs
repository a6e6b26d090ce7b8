//! The last touches: an even disc without overlaps.

use std::collections::BTreeMap;

/// How far radii move towards an even density: 0 not at all, 1 all the way.
const EVENNESS: f32 = 0.62;
/// The gap that is kept between the rims of two nodes.
const GAP: f32 = 3.0;
/// How many rounds overlaps are parted.
const ROUNDS: usize = 60;

/// Moves radii about the centre of mass towards those of an even density, keeping angles: the
/// crowded middle opens and far outliers come in.
pub(super) fn fill_disc(places: &mut [[f32; 2]], radii: &[f32]) {
    let count = places.len();
    if count < 3 {
        return;
    }
    let mean = |axis: usize| places.iter().map(|at| at[axis]).sum::<f32>() / count as f32;
    let center = [mean(0), mean(1)];
    let distance = |at: [f32; 2]| (at[0] - center[0]).hypot(at[1] - center[1]);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| distance(places[*a]).total_cmp(&distance(places[*b])).then(a.cmp(b)));
    let area: f32 = radii.iter().map(|radius| (radius + GAP + 5.0).powi(2) * 4.0).sum();
    let outer = (area / std::f32::consts::PI).sqrt() * 1.12;
    let near_rim = distance(places[order[count * 9 / 10]]).max(1.0);
    let mut inside = 0.0;
    for node in order {
        let own = (radii[node] + GAP + 5.0).powi(2) * 4.0;
        inside += own;
        let even = outer * ((inside - own / 2.0) / area).sqrt();
        let old = distance(places[node]);
        let scaled = old / near_rim * outer * 0.9;
        let new = held_in(scaled / outer, count) * outer * (1.0 - EVENNESS) + even * EVENNESS;
        let factor = if old > 1e-3 { new / old } else { 0.0 };
        let at = places[node];
        places[node] = [(at[0] - center[0]) * factor, (at[1] - center[1]) * factor];
    }
}

/// How far out a node may stand, as a share of the disc: a small network ends at its rim, in a large
/// one whole communities stand far out and are brought in without being crushed.
fn held_in(share: f32, count: usize) -> f32 {
    if count < super::LARGE {
        return share.min(1.25);
    }
    let over = (share - 0.9).max(0.0);
    share.min(0.9) + over / (1.0 + over / 0.6)
}

/// Moves apart nodes that overlap, each pair by the same way, in rounds over a grid.
pub(super) fn part_overlaps(places: &mut [[f32; 2]], radii: &[f32]) {
    let widest = radii.iter().copied().fold(1.0_f32, f32::max);
    let cell = 2.0 * widest + GAP;
    for _ in 0..ROUNDS {
        let grid = grid_of(places, cell);
        let mut moves = vec![[0.0_f32; 2]; places.len()];
        let mut moved = false;
        for (key, nodes) in &grid {
            for (x, y) in [(0, 0), (1, 0), (-1, 1), (0, 1), (1, 1)] {
                let Some(others) = grid.get(&(key.0 + x, key.1 + y)) else { continue };
                for a in nodes {
                    for b in others {
                        if (x, y) != (0, 0) || a < b {
                            moved |= part(*a, *b, places, radii, &mut moves);
                        }
                    }
                }
            }
        }
        if !moved {
            return;
        }
        for (place, by) in places.iter_mut().zip(moves) {
            *place = [place[0] + by[0], place[1] + by[1]];
        }
    }
}

fn grid_of(places: &[[f32; 2]], cell: f32) -> BTreeMap<(i32, i32), Vec<usize>> {
    let mut grid: BTreeMap<(i32, i32), Vec<usize>> = BTreeMap::new();
    for (node, at) in places.iter().enumerate() {
        let key = ((at[0] / cell).floor() as i32, (at[1] / cell).floor() as i32);
        grid.entry(key).or_default().push(node);
    }
    grid
}

/// Notes how far two nodes must move to be apart; `false` where they are.
fn part(a: usize, b: usize, places: &[[f32; 2]], radii: &[f32], moves: &mut [[f32; 2]]) -> bool {
    let by = [places[b][0] - places[a][0], places[b][1] - places[a][1]];
    let distance = by[0].hypot(by[1]);
    let wanted = radii[a] + radii[b] + GAP;
    if distance >= wanted {
        return false;
    }
    let direction = if distance > 1e-4 {
        [by[0] / distance, by[1] / distance]
    } else {
        let angle = (a * 31 + b) as f32;
        [angle.cos(), angle.sin()]
    };
    let half = (wanted - distance) * 0.52;
    // The smaller node gives way more.
    let share = radii[b] / (radii[a] + radii[b]);
    for axis in 0..2 {
        moves[a][axis] -= direction[axis] * half * 2.0 * share * 0.5;
        moves[b][axis] += direction[axis] * half * 2.0 * (1.0 - share) * 0.5;
    }
    true
}
