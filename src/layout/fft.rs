//! A Fourier transform of square planes, in strips that a processor takes side by side. Written out
//! in plain operations, so that every machine rounds alike.

use rayon::prelude::*;

/// Columns of a strip.
pub(super) const WIDTH: usize = 16;

/// One row of a strip.
type Lane = [f32; WIDTH];

/// A square plane of complex numbers: strips of [`WIDTH`] columns, each from the first row to the
/// last. The side is a power of two and a multiple of [`WIDTH`].
#[derive(Clone, Debug)]
pub(super) struct Plane {
    pub(super) side: usize,
    pub(super) re: Vec<Lane>,
    pub(super) im: Vec<Lane>,
}

impl Plane {
    pub(super) fn new(side: usize) -> Self {
        let zero = vec![[0.0; WIDTH]; side * side / WIDTH];
        Self { side, re: zero.clone(), im: zero }
    }

    /// Where the number of a row and column stands: the lane and the place in it.
    pub(super) const fn place(side: usize, row: usize, column: usize) -> (usize, usize) {
        (column / WIDTH * side + row, column % WIDTH)
    }

    pub(super) fn set(&mut self, row: usize, column: usize, re: f32, im: f32) {
        let (lane, at) = Self::place(self.side, row, column);
        self.re[lane][at] = re;
        self.im[lane][at] = im;
    }
}

/// A transform for planes of one side, with the planes that it works in.
#[derive(Debug)]
pub(super) struct Fft {
    side: usize,
    /// The roots of one, from the whole turn on.
    roots: Vec<(f32, f32)>,
    spare: Plane,
}

impl Fft {
    pub(super) fn new(side: usize) -> Self {
        let root = |at: usize| {
            let angle = -std::f64::consts::TAU * at as f64 / side as f64;
            (angle.cos() as f32, angle.sin() as f32)
        };
        Self { side, roots: (0..side).map(root).collect(), spare: Plane::new(side) }
    }

    /// Transforms a plane in place; what comes out is transposed.
    pub(super) fn forward(&mut self, plane: &mut Plane) {
        self.strips(&mut plane.re, &mut plane.im);
        self.transpose(plane);
        self.strips(&mut plane.re, &mut plane.im);
    }

    /// The way back, times the count of numbers; transposed again, so as it was.
    pub(super) fn backward(&mut self, plane: &mut Plane) {
        self.strips(&mut plane.im, &mut plane.re);
        self.transpose(plane);
        self.strips(&mut plane.im, &mut plane.re);
    }

    /// Transforms every column.
    fn strips(&mut self, re: &mut [Lane], im: &mut [Lane]) {
        let (side, roots) = (self.side, &self.roots);
        let spare = &mut self.spare;
        let strips = re.par_chunks_mut(side).zip(im.par_chunks_mut(side));
        let spares = spare.re.par_chunks_mut(side).zip(spare.im.par_chunks_mut(side));
        strips.zip(spares).for_each(|((re, im), (spare_re, spare_im))| {
            columns(roots, (re, im), (spare_re, spare_im));
        });
    }

    fn transpose(&mut self, plane: &mut Plane) {
        let side = self.side;
        for (from, to) in [(&mut plane.re, &mut self.spare.re), (&mut plane.im, &mut self.spare.im)]
        {
            to.par_chunks_mut(side).enumerate().for_each(|(strip, lanes)| {
                for (row, lane) in lanes.iter_mut().enumerate() {
                    let source = row / WIDTH * side + strip * WIDTH;
                    for (at, value) in lane.iter_mut().enumerate() {
                        *value = from[source + at][row % WIDTH];
                    }
                }
            });
            std::mem::swap(from, to);
        }
    }
}

type Pair<'a> = (&'a mut [Lane], &'a mut [Lane]);

/// Stockham's sorting transform, four ways at a time.
fn columns(roots: &[(f32, f32)], data: Pair<'_>, spare: Pair<'_>) {
    let side = roots.len();
    let (mut from, mut to) = (data, spare);
    let (mut length, mut stride, mut moved) = (side, 1, false);
    while length >= 4 {
        four(roots, length, stride, &from, &mut to);
        (length, stride, moved) = (length / 4, stride * 4, !moved);
        std::mem::swap(&mut from, &mut to);
    }
    if length == 2 {
        two(stride, &from, &mut to);
        moved = !moved;
        std::mem::swap(&mut from, &mut to);
    }
    if moved {
        to.0.copy_from_slice(from.0);
        to.1.copy_from_slice(from.1);
    }
}

fn two(stride: usize, from: &Pair<'_>, to: &mut Pair<'_>) {
    for at in 0..stride {
        for (from, to) in [(&*from.0, &mut *to.0), (&*from.1, &mut *to.1)] {
            let (a, b) = (from[at], from[at + stride]);
            to[at] = add(a, b);
            to[at + stride] = take(a, b);
        }
    }
}

fn four(roots: &[(f32, f32)], length: usize, stride: usize, from: &Pair<'_>, to: &mut Pair<'_>) {
    let quarter = length / 4;
    let turn = roots.len() / length;
    for step in 0..quarter {
        let roots = [roots[step * turn], roots[2 * step * turn], roots[3 * step * turn]];
        for at in 0..stride {
            let read = |part: usize| {
                let place = at + stride * (step + part * quarter);
                (from.0[place], from.1[place])
            };
            let (a, b, c, d) = (read(0), read(1), read(2), read(3));
            let (ac, a_c) = (plus(a, c), minus(a, c));
            let (bd, b_d) = (plus(b, d), minus(b, d));
            let right = (add(a_c.0, b_d.1), take(a_c.1, b_d.0));
            let left = (take(a_c.0, b_d.1), add(a_c.1, b_d.0));
            let parts = [right, minus(ac, bd), left];
            let place = at + stride * 4 * step;
            (to.0[place], to.1[place]) = plus(ac, bd);
            for (part, (value, root)) in parts.into_iter().zip(roots).enumerate() {
                let place = place + stride * (part + 1);
                (to.0[place], to.1[place]) = times(value, root);
            }
        }
    }
}

type Complex = (Lane, Lane);

fn add(a: Lane, b: Lane) -> Lane {
    std::array::from_fn(|at| a[at] + b[at])
}

fn take(a: Lane, b: Lane) -> Lane {
    std::array::from_fn(|at| a[at] - b[at])
}

fn plus(a: Complex, b: Complex) -> Complex {
    (add(a.0, b.0), add(a.1, b.1))
}

fn minus(a: Complex, b: Complex) -> Complex {
    (take(a.0, b.0), take(a.1, b.1))
}

fn times(value: Complex, root: (f32, f32)) -> Complex {
    let re = std::array::from_fn(|at| value.0[at] * root.0 - value.1[at] * root.1);
    let im = std::array::from_fn(|at| value.0[at] * root.1 + value.1[at] * root.0);
    (re, im)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_transform_is_the_one_of_the_books() {
        let side = 32;
        let mut plane = Plane::new(side);
        let value = |row: usize, column: usize| ((row * 7 + column * 3) % 11) as f32 - 5.0;
        for row in 0..side {
            for column in 0..side {
                plane.set(row, column, value(row, column), 0.0);
            }
        }
        Fft::new(side).forward(&mut plane);
        for (u, v) in [(0, 0), (1, 0), (0, 1), (5, 9), (31, 17)] {
            let (mut re, mut im) = (0.0_f64, 0.0_f64);
            for row in 0..side {
                for column in 0..side {
                    let turn = (u * row + v * column) as f64 / side as f64;
                    let angle = -std::f64::consts::TAU * turn;
                    re += f64::from(value(row, column)) * angle.cos();
                    im += f64::from(value(row, column)) * angle.sin();
                }
            }
            let (lane, at) = Plane::place(side, v, u);
            let error = (f64::from(plane.re[lane][at]) - re).abs()
                + (f64::from(plane.im[lane][at]) - im).abs();
            assert!(error < 0.01, "{u} {v} {error}");
        }
    }

    #[test]
    fn there_and_back_is_the_same() {
        for side in [16, 64, 128] {
            let mut plane = Plane::new(side);
            for at in 0..side * side {
                plane.set(at / side, at % side, (at * 31 % 17) as f32, (at % 5) as f32);
            }
            let before = plane.clone();
            let mut fft = Fft::new(side);
            fft.forward(&mut plane);
            fft.backward(&mut plane);
            let scale = (side * side) as f32;
            let pairs = before.re.iter().chain(&before.im).flatten();
            for (a, b) in pairs.zip(plane.re.iter().chain(&plane.im).flatten()) {
                assert!((a - b / scale).abs() < 1e-3, "{a} {b}");
            }
        }
    }
}
