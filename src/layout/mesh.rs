//! The push of every node on every other, over a mesh: masses are spread on cells, one Fourier
//! transform there and back gives the field, and nodes read it. Time grows with the cells and with
//! the nodes, not with their pairs.

use rayon::prelude::*;

use super::fft::{Fft, Plane, WIDTH};

/// Into how many parts the nodes are cut; each has a mesh of its own and meshes are added in order,
/// so that the sums do not depend on the number of threads.
const PARTS: usize = 8;
/// How far the extent may move before the kernel is computed anew.
const SLACK: f32 = 0.03;

/// The field that pushes nodes apart.
#[derive(Debug)]
pub(super) struct Mesh {
    /// Cells along a side.
    cells: usize,
    fft: Fft,
    /// The transformed push of one unit of mass.
    kernel: Plane,
    /// The side of the square that the kernel is for; 0 before the first.
    kernel_extent: f32,
    field: Plane,
    parts: Vec<Vec<f32>>,
    low: [f32; 2],
    /// World units for one cell.
    cell: f32,
}

impl Mesh {
    /// A mesh of `cells` along a side, a power of two from 16 on.
    pub(super) fn new(cells: usize) -> Self {
        Self {
            cells,
            fft: Fft::new(2 * cells),
            kernel: Plane::new(2 * cells),
            kernel_extent: 0.0,
            field: Plane::new(2 * cells),
            parts: vec![vec![0.0; cells * cells]; PARTS],
            low: [0.0; 2],
            cell: 1.0,
        }
    }

    /// Takes in the nodes.
    pub(super) fn update(&mut self, places: &[[f32; 2]], masses: &[f32]) {
        self.fit(places);
        self.spread(places, masses);
        self.gather();
        self.fft.forward(&mut self.field);
        let field = &mut self.field;
        let parts = field.re.par_iter_mut().zip(field.im.par_iter_mut());
        let kernel = self.kernel.re.par_iter().zip(self.kernel.im.par_iter());
        parts.zip(kernel).for_each(|((re, im), (kernel_re, kernel_im))| {
            for at in 0..WIDTH {
                let (a, b) = (re[at], im[at]);
                re[at] = a * kernel_re[at] - b * kernel_im[at];
                im[at] = a * kernel_im[at] + b * kernel_re[at];
            }
        });
        self.fft.backward(&mut self.field);
    }

    /// The push on a unit of mass at a place.
    pub(super) fn push(&self, at: [f32; 2]) -> [f32; 2] {
        let ([column, row], [right, down]) = self.cell_of(at);
        let mut push = [0.0, 0.0];
        for (row, share_y) in [(row, 1.0 - down), (row + 1, down)] {
            for (column, share_x) in [(column, 1.0 - right), (column + 1, right)] {
                let (lane, at) = Plane::place(2 * self.cells, row, column);
                push[0] += self.field.re[lane][at] * share_x * share_y;
                push[1] += self.field.im[lane][at] * share_x * share_y;
            }
        }
        push
    }

    /// Lays the mesh over the nodes, with a cell to spare on each side.
    fn fit(&mut self, places: &[[f32; 2]]) {
        let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
        for at in places {
            for axis in 0..2 {
                low[axis] = low[axis].min(at[axis]);
                high[axis] = high[axis].max(at[axis]);
            }
        }
        let extent = (high[0] - low[0]).max(high[1] - low[1]).max(1.0);
        let fits =
            extent <= self.kernel_extent && extent >= self.kernel_extent * (1.0 - 2.0 * SLACK);
        if !fits {
            self.kernel_extent = extent * (1.0 + SLACK);
            self.cell = self.kernel_extent / (self.cells as f32 - 3.0);
            self.make_kernel();
        }
        let half = self.cell * self.cells as f32 / 2.0;
        self.low = [(low[0] + high[0]) / 2.0 - half, (low[1] + high[1]) / 2.0 - half];
    }

    /// The push of a unit of mass at distance r: r ÷ (1 + r²)², after t-FDP.
    fn make_kernel(&mut self) {
        let side = 2 * self.cells;
        let scale = 1.0 / (side * side) as f32;
        let offset = |at: usize| {
            let away = if at < self.cells { at as f32 } else { at as f32 - side as f32 };
            away * self.cell
        };
        for row in 0..side {
            for column in 0..side {
                let (x, y) = (offset(column), offset(row));
                let fall = scale / (1.0 + x * x + y * y).powi(2);
                self.kernel.set(row, column, x * fall, y * fall);
            }
        }
        self.fft.forward(&mut self.kernel);
    }

    /// The cell of a place and how far in it stands, from 0 to 1 along each axis.
    fn cell_of(&self, at: [f32; 2]) -> ([usize; 2], [f32; 2]) {
        let most = self.cells as f32 - 2.0;
        let place = [0, 1].map(|axis| ((at[axis] - self.low[axis]) / self.cell).clamp(0.0, most));
        let cell = place.map(|along| (along as usize).min(self.cells - 2));
        (cell, [place[0] - cell[0] as f32, place[1] - cell[1] as f32])
    }

    fn spread(&mut self, places: &[[f32; 2]], masses: &[f32]) {
        let part = places.len().div_ceil(PARTS).max(1);
        let mut parts = std::mem::take(&mut self.parts);
        parts.par_iter_mut().enumerate().for_each(|(at, mesh)| {
            mesh.fill(0.0);
            let from = (at * part).min(places.len());
            let to = (from + part).min(places.len());
            for (place, mass) in places[from..to].iter().zip(&masses[from..to]) {
                let ([column, row], [right, down]) = self.cell_of(*place);
                let corner = row * self.cells + column;
                mesh[corner] += mass * (1.0 - right) * (1.0 - down);
                mesh[corner + 1] += mass * right * (1.0 - down);
                mesh[corner + self.cells] += mass * (1.0 - right) * down;
                mesh[corner + self.cells + 1] += mass * right * down;
            }
        });
        self.parts = parts;
    }

    /// Adds the parts into the field, with nothing around them.
    fn gather(&mut self) {
        let (cells, side, parts) = (self.cells, 2 * self.cells, &self.parts);
        self.field.im.par_iter_mut().for_each(|lane| *lane = [0.0; WIDTH]);
        self.field.re.par_chunks_mut(side).enumerate().for_each(|(strip, lanes)| {
            for (row, lane) in lanes.iter_mut().enumerate() {
                *lane = [0.0; WIDTH];
                let column = strip * WIDTH;
                if row < cells && column < cells {
                    let from = row * cells + column;
                    for mesh in parts {
                        for (value, mass) in lane.iter_mut().zip(&mesh[from..from + WIDTH]) {
                            *value += mass;
                        }
                    }
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mesh_pushes_like_the_pairs() {
        let places: Vec<[f32; 2]> = (0..300)
            .map(|at| {
                let angle = at as f32 * 2.4;
                let radius = 3.0 * (at as f32).sqrt();
                [radius * angle.cos(), radius * angle.sin()]
            })
            .collect();
        let masses: Vec<f32> = (0..300).map(|at| 1.0 + (at % 3) as f32).collect();
        let mut mesh = Mesh::new(256);
        mesh.update(&places, &masses);
        for probe in [[38.0, 3.0], [-20.0, 30.0], [0.0, -40.0]] {
            let mut expected = [0.0_f32; 2];
            for (at, mass) in places.iter().zip(&masses) {
                let by = [probe[0] - at[0], probe[1] - at[1]];
                let fall = mass / (1.0 + by[0] * by[0] + by[1] * by[1]).powi(2);
                expected = [expected[0] + by[0] * fall, expected[1] + by[1] * fall];
            }
            let push = mesh.push(probe);
            let error = (push[0] - expected[0]).hypot(push[1] - expected[1]);
            let size = expected[0].hypot(expected[1]);
            assert!(error < 0.12 * size + 0.02, "{probe:?} {push:?} {expected:?}");
        }
    }
}
