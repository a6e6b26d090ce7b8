//! Parting overlaps in a large network: on a grid of the size of the many small nodes, with the few
//! large ones held apart. Every node gathers its own move, so that the order of threads is no matter.

use rayon::prelude::*;

/// The gap that is kept between the rims of two nodes.
const GAP: f32 = 1.0;
/// How many nodes count as large at most.
const MOST_LARGE: usize = 1_500;
/// How much of an overlap is parted in a round.
const STEP: f32 = 0.7;

/// Moves apart nodes that overlap, in at most so many rounds.
pub(super) fn part(places: &mut [[f32; 2]], radii: &[f32], rounds: usize) {
    part_some(places, radii, None, rounds);
}

/// Moves apart new nodes and those that they overlap; what overlapped before may go on.
pub(super) fn part_new(places: &mut [[f32; 2]], radii: &[f32], is_new: &[bool], rounds: usize) {
    if is_new.contains(&true) {
        part_some(places, radii, Some(is_new), rounds);
    }
}

fn part_some(places: &mut [[f32; 2]], radii: &[f32], is_new: Option<&[bool]>, rounds: usize) {
    if places.len() < 2 {
        return;
    }
    let large = large_nodes(radii);
    for _ in 0..rounds {
        let grid = Grid::new(places, radii, &large, is_new);
        let moves: Vec<[f32; 2]> = (0..places.len())
            .into_par_iter()
            .with_min_len(256)
            .map(|node| grid.push_of(node))
            .collect();
        let mut moved = false;
        for (place, by) in places.iter_mut().zip(moves) {
            moved |= by != [0.0; 2];
            *place = [place[0] + by[0], place[1] + by[1]];
        }
        if !moved {
            return;
        }
    }
}

/// The few nodes that are larger than the many, in order.
fn large_nodes(radii: &[f32]) -> Vec<u32> {
    let mut sizes = radii.to_vec();
    sizes.sort_by(f32::total_cmp);
    let middle = sizes[sizes.len() / 2];
    let rank = sizes.len().saturating_sub(MOST_LARGE.min(sizes.len() / 8));
    let bound = sizes[rank.min(sizes.len() - 1)].max(2.0 * middle);
    let is_large = |node: &usize| radii[*node] > bound;
    (0..radii.len()).filter(is_large).map(|node| u32::try_from(node).unwrap_or(u32::MAX)).collect()
}

/// Lists of nodes, one for each cell.
#[derive(Default)]
struct Cells {
    from: Vec<u32>,
    nodes: Vec<u32>,
}

impl Cells {
    /// Sorts nodes into cells; within a cell they stand in the order given.
    fn new(count: usize, entries: &[(u32, u32)]) -> Self {
        let mut from = vec![0_u32; count + 1];
        for (cell, _) in entries {
            from[*cell as usize + 1] += 1;
        }
        for at in 0..count {
            from[at + 1] += from[at];
        }
        let mut next = from.clone();
        let mut nodes = vec![0_u32; entries.len()];
        for (cell, node) in entries {
            nodes[next[*cell as usize] as usize] = *node;
            next[*cell as usize] += 1;
        }
        Self { from, nodes }
    }

    fn of(&self, cell: usize) -> &[u32] {
        &self.nodes[self.from[cell] as usize..self.from[cell + 1] as usize]
    }
}

/// One round's grid.
struct Grid<'a> {
    places: &'a [[f32; 2]],
    radii: &'a [f32],
    large: &'a [u32],
    /// Where only new nodes push and are pushed: which are new.
    is_new: Option<&'a [bool]>,
    is_large: Vec<bool>,
    low: [f32; 2],
    cell: f32,
    columns: usize,
    rows: usize,
    /// Small nodes by their cell.
    small_in: Cells,
    /// Large nodes by the cells that they may touch a small node in.
    large_over: Cells,
    widest_small: f32,
}

impl<'a> Grid<'a> {
    fn new(
        places: &'a [[f32; 2]],
        radii: &'a [f32],
        large: &'a [u32],
        is_new: Option<&'a [bool]>,
    ) -> Self {
        let mut is_large = vec![false; places.len()];
        for node in large {
            is_large[*node as usize] = true;
        }
        let small = || (0..places.len()).filter(|node| !is_large[*node]);
        let widest_small = small().map(|node| radii[node]).fold(0.5, f32::max);
        let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
        for at in places {
            for axis in 0..2 {
                low[axis] = low[axis].min(at[axis]);
                high[axis] = high[axis].max(at[axis]);
            }
        }
        let extent = [high[0] - low[0], high[1] - low[1]].map(|side| side.clamp(1.0, 1e12));
        // No more cells than four a node.
        let least = (extent[0] * extent[1] / (4.0 * places.len() as f32)).sqrt();
        let cell = (2.0 * widest_small + GAP).max(least).max(extent[0].max(extent[1]) / 8_192.0);
        let [columns, rows] = extent.map(|side| (side / cell) as usize + 1);
        let mut grid = Self {
            places,
            radii,
            large,
            is_new,
            low,
            cell,
            columns,
            rows,
            small_in: Cells::default(),
            large_over: Cells::default(),
            widest_small,
            is_large: Vec::new(),
        };
        let small: Vec<(u32, u32)> = small()
            .map(|node| {
                let [column, row] = grid.cell_of(places[node]);
                (cell_id(row * columns + column), cell_id(node))
            })
            .collect();
        let mut over = Vec::new();
        for node in large {
            grid.cells_around(*node as usize, |cell| over.push((cell_id(cell), *node)));
        }
        grid.small_in = Cells::new(columns * rows, &small);
        grid.large_over = Cells::new(columns * rows, &over);
        grid.is_large = is_large;
        grid
    }

    fn cell_of(&self, at: [f32; 2]) -> [usize; 2] {
        let along = |axis: usize| ((at[axis] - self.low[axis]) / self.cell).max(0.0) as usize;
        [along(0).min(self.columns - 1), along(1).min(self.rows - 1)]
    }

    /// The cells in which a small node may touch a large one.
    fn cells_around(&self, node: usize, mut visit: impl FnMut(usize)) {
        let reach = self.radii[node] + self.widest_small + GAP;
        let at = self.places[node];
        let [left, top] = self.cell_of([at[0] - reach, at[1] - reach]);
        let [right, bottom] = self.cell_of([at[0] + reach, at[1] + reach]);
        for row in top..=bottom {
            for column in left..=right {
                visit(row * self.columns + column);
            }
        }
    }

    fn push_of(&self, node: usize) -> [f32; 2] {
        let mut push = [0.0; 2];
        if self.is_large[node] {
            for other in self.large {
                self.add(node, *other, &mut push);
            }
            self.cells_around(node, |cell| {
                for other in self.small_in.of(cell) {
                    self.add(node, *other, &mut push);
                }
            });
            return push;
        }
        let [column, row] = self.cell_of(self.places[node]);
        for other in self.large_over.of(row * self.columns + column) {
            self.add(node, *other, &mut push);
        }
        for row in row.saturating_sub(1)..=(row + 1).min(self.rows - 1) {
            for column in column.saturating_sub(1)..=(column + 1).min(self.columns - 1) {
                for other in self.small_in.of(row * self.columns + column) {
                    self.add(node, *other, &mut push);
                }
            }
        }
        push
    }

    /// Adds the push of another node, where the two overlap: the smaller gives way.
    fn add(&self, node: usize, other: u32, push: &mut [f32; 2]) {
        let other = other as usize;
        if other == node || self.is_new.is_some_and(|is_new| !is_new[node] && !is_new[other]) {
            return;
        }
        let (at, from) = (self.places[node], self.places[other]);
        let by = [at[0] - from[0], at[1] - from[1]];
        let (own, theirs) = (self.radii[node], self.radii[other]);
        let wanted = own + theirs + GAP;
        let square = by[0] * by[0] + by[1] * by[1];
        if square >= wanted * wanted {
            return;
        }
        let distance = square.sqrt();
        let direction = if distance > 1e-4 {
            [by[0] / distance, by[1] / distance]
        } else {
            let angle = (node.min(other) * 31 + node.max(other)) as f32;
            let side = if node < other { 1.0 } else { -1.0 };
            [side * angle.cos(), side * angle.sin()]
        };
        let share = theirs * theirs / (own * own + theirs * theirs);
        let way = (wanted - distance + 0.05) * share * STEP;
        push[0] += direction[0] * way;
        push[1] += direction[1] * way;
    }
}

fn cell_id(cell: usize) -> u32 {
    u32::try_from(cell).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crowds_are_parted_and_the_large_stand() {
        let radii: Vec<f32> = (0..800).map(|at| if at < 8 { 40.0 } else { 3.0 }).collect();
        let mut places: Vec<[f32; 2]> =
            (0..800).map(|at| [(at % 40) as f32 * 4.0, (at / 40) as f32 * 4.0]).collect();
        part(&mut places, &radii, 400);
        let mut overlaps = 0;
        for (at, a) in places.iter().enumerate() {
            for (other, b) in places[..at].iter().enumerate() {
                let distance = (a[0] - b[0]).hypot(a[1] - b[1]);
                overlaps += usize::from(distance < radii[at] + radii[other] - 0.5);
            }
        }
        assert!(overlaps < 16, "{overlaps}");
    }

    #[test]
    fn nodes_on_one_spot_or_none_at_all_are_no_trouble() {
        part(&mut [], &[], 5);
        let mut places = vec![[1.0, 1.0]; 50];
        part(&mut places, &[2.0; 50], 200);
        assert!(places.iter().flatten().all(|at| at.is_finite()));
        assert_ne!(places[0], places[1]);
    }
}
