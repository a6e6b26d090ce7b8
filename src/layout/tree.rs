//! Barnes and Hut's tree: far groups of nodes push as one.

/// How far a cell must be, in its own widths, to push as one.
const FAR: f32 = 1.1;
/// Cells this small are not divided further.
const DEEPEST: usize = 18;

#[derive(Clone, Copy, Debug)]
struct Cell {
    /// The centre of mass.
    at: [f32; 2],
    mass: f32,
    /// Half the width.
    half: f32,
    /// The first of four children; 0 for a leaf.
    children: u32,
    /// The node of a leaf that holds one.
    node: u32,
}

/// A tree over places with masses.
#[derive(Debug)]
pub(super) struct Tree {
    cells: Vec<Cell>,
}

const NOBODY: u32 = u32::MAX;

impl Tree {
    pub(super) fn new(places: &[[f32; 2]], masses: &[f32]) -> Self {
        let reach = places.iter().flatten().fold(1.0_f32, |reach, at| reach.max(at.abs()));
        let mut tree = Self { cells: Vec::with_capacity(places.len() * 2 + 8) };
        tree.cells.push(empty(reach * 1.01));
        for (node, (at, mass)) in places.iter().zip(masses).enumerate() {
            tree.insert(u32::try_from(node).unwrap_or(NOBODY), *at, *mass, places, masses);
        }
        tree
    }

    fn insert(&mut self, node: u32, at: [f32; 2], mass: f32, places: &[[f32; 2]], masses: &[f32]) {
        let (mut cell, mut center) = (0_usize, [0.0_f32; 2]);
        for depth in 0.. {
            let known = self.cells[cell];
            let total = known.mass + mass;
            let mean = |axis: usize| (known.at[axis] * known.mass + at[axis] * mass) / total;
            self.cells[cell].at = [mean(0), mean(1)];
            self.cells[cell].mass = total;
            if known.mass == 0.0 {
                self.cells[cell].node = node;
                return;
            }
            if depth >= DEEPEST {
                self.cells[cell].node = NOBODY;
                return;
            }
            if known.children == 0 {
                self.divide(cell, center, places, masses);
            }
            let quarter = quarter_of(at, center);
            let half = known.half / 2.0;
            center = [
                center[0] + if quarter & 1 == 1 { half } else { -half },
                center[1] + if quarter & 2 == 2 { half } else { -half },
            ];
            cell = self.cells[cell].children as usize + quarter;
        }
    }

    /// Gives a leaf four children and moves its node into one of them.
    fn divide(&mut self, cell: usize, center: [f32; 2], places: &[[f32; 2]], masses: &[f32]) {
        let first = self.cells.len();
        let half = self.cells[cell].half / 2.0;
        self.cells.extend([empty(half); 4]);
        self.cells[cell].children = u32::try_from(first).unwrap_or(0);
        let node = std::mem::replace(&mut self.cells[cell].node, NOBODY);
        if let Some((at, mass)) = places.get(node as usize).zip(masses.get(node as usize)) {
            let child = &mut self.cells[first + quarter_of(*at, center)];
            child.at = *at;
            child.mass = *mass;
            child.node = node;
        }
    }

    /// The push on a node: the sum of mass ÷ distance over all others, as a vector.
    pub(super) fn push(&self, node: usize, at: [f32; 2], soft: f32) -> [f32; 2] {
        let mut sum = [0.0_f32; 2];
        let mut stack = [0_u32; 4 * (DEEPEST + 2)];
        let mut height = 1;
        while height > 0 {
            height -= 1;
            let cell = &self.cells[stack[height] as usize];
            if cell.mass == 0.0 || cell.node as usize == node {
                continue;
            }
            let by = [at[0] - cell.at[0], at[1] - cell.at[1]];
            let square = by[0] * by[0] + by[1] * by[1];
            let is_far = square > (2.0 * cell.half * FAR).powi(2);
            if cell.children == 0 || is_far {
                let strength = cell.mass / (square + soft);
                sum[0] += by[0] * strength;
                sum[1] += by[1] * strength;
            } else {
                for child in 0..4 {
                    stack[height] = cell.children + child;
                    height += 1;
                }
            }
        }
        sum
    }
}

const fn empty(half: f32) -> Cell {
    Cell { at: [0.0, 0.0], mass: 0.0, half, children: 0, node: NOBODY }
}

fn quarter_of(at: [f32; 2], center: [f32; 2]) -> usize {
    usize::from(at[0] > center[0]) | usize::from(at[1] > center[1]) << 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_pushes_as_all_pairs_do() {
        let places: Vec<[f32; 2]> = (0..300)
            .map(|at| {
                let angle = at as f32 * 2.399_963;
                let radius = (at as f32).sqrt() * 9.0;
                [radius * angle.cos(), radius * angle.sin()]
            })
            .collect();
        let masses: Vec<f32> = (0..300).map(|at| 1.0 + (at % 7) as f32).collect();
        let tree = Tree::new(&places, &masses);
        let (mut wrong, mut whole) = (0.0, 0.0);
        for (node, at) in places.iter().enumerate() {
            let near = tree.push(node, *at, 1.0);
            let mut exact = [0.0_f32; 2];
            for (other, place) in places.iter().enumerate().filter(|(other, _)| *other != node) {
                let by = [at[0] - place[0], at[1] - place[1]];
                let strength = masses[other] / (by[0] * by[0] + by[1] * by[1] + 1.0);
                exact = [exact[0] + by[0] * strength, exact[1] + by[1] * strength];
            }
            wrong += (near[0] - exact[0]).hypot(near[1] - exact[1]);
            whole += exact[0].hypot(exact[1]);
        }
        assert!(wrong / whole < 0.05, "{}", wrong / whole);
    }

    #[test]
    fn nodes_in_one_place_do_no_harm() {
        let places = vec![[3.0, 3.0]; 50];
        let tree = Tree::new(&places, &[1.0; 50]);
        assert!(tree.push(0, places[0], 1.0).iter().all(|part| part.is_finite()));
    }
}
