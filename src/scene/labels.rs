//! Labels that do not overlap: placed greedily, the most important first.

use crate::text::is_cjk;

/// The width of a text in points, near enough to place labels the same way on every machine: the
/// widths of Inter, and a square for Chinese characters.
pub fn text_width(text: &str, size: f32) -> f32 {
    let units = text.chars().map(|char| match char {
        'i' | 'l' | 'j' | 'I' | '.' | ',' | ' ' | '\'' | '|' | '·' => 0.28,
        'f' | 't' | 'r' | '(' | ')' => 0.37,
        '-' => 0.46,
        'm' | 'w' | 'M' | 'W' | '@' => 0.88,
        'C' | 'D' | 'G' | 'H' | 'N' | 'O' | 'Q' | 'U' => 0.74,
        'A'..='Z' | '0'..='9' | '&' | '+' => 0.65,
        '…' => 0.82,
        _ if is_cjk(char) || ('\u{ff00}'..='\u{ffef}').contains(&char) => 1.0,
        _ => 0.58,
    });
    units.sum::<f32>() * size
}

/// A text cut to a width, with an ellipsis where something was cut.
pub(super) fn cut_to_width(text: &str, size: f32, width: f32) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = text_width("…", size);
    for char in text.chars() {
        used += text_width(char.encode_utf8(&mut [0; 4]), size);
        if used > width {
            break;
        }
        cut.push(char);
    }
    cut.trim_end().to_owned() + "…"
}

/// A box: left, top, right, bottom.
pub(super) type Bounds = [f32; 4];

/// Places that are taken, on a grid so that a check looks at few of them.
pub(super) struct Taken {
    cell: f32,
    columns: usize,
    rows: usize,
    boxes: Vec<Vec<Bounds>>,
}

impl Taken {
    pub(super) fn new(size: [f32; 2]) -> Self {
        let cell = 64.0;
        let cells = |length: f32| (length / cell).ceil().clamp(1.0, 200.0) as usize;
        let (columns, rows) = (cells(size[0]), cells(size[1]));
        Self { cell, columns, rows, boxes: vec![Vec::new(); columns * rows] }
    }

    fn cells(&self, bounds: Bounds) -> impl Iterator<Item = usize> + use<> {
        let column = |x: f32| ((x / self.cell).max(0.0) as usize).min(self.columns - 1);
        let row = |y: f32| ((y / self.cell).max(0.0) as usize).min(self.rows - 1);
        let (left, right) = (column(bounds[0]), column(bounds[2]));
        let (top, bottom) = (row(bounds[1]), row(bounds[3]));
        let width = self.columns;
        (top..=bottom).flat_map(move |y| (left..=right).map(move |x| y * width + x))
    }

    /// Whether a box touches none that is taken.
    pub(super) fn is_free(&self, bounds: Bounds) -> bool {
        self.cells(bounds).all(|cell| self.boxes[cell].iter().all(|other| !overlap(bounds, *other)))
    }

    /// Takes a box.
    pub(super) fn take(&mut self, bounds: Bounds) {
        let cells: Vec<usize> = self.cells(bounds).collect();
        for cell in cells {
            self.boxes[cell].push(bounds);
        }
    }
}

fn overlap(a: Bounds, b: Bounds) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_fits() {
        for text in ["Kuaishou Technology", "快手科技有限公司", "a"] {
            for width in [30.0, 60.0, 500.0] {
                let cut = cut_to_width(text, 12.0, width);
                assert!(text_width(&cut, 12.0) <= width + 1.0, "{cut}");
            }
        }
        assert_eq!(cut_to_width("UBS", 12.0, 100.0), "UBS");
    }

    #[test]
    fn taken_places_are_not_free() {
        let mut taken = Taken::new([300.0, 200.0]);
        taken.take([10.0, 10.0, 50.0, 20.0]);
        assert!(!taken.is_free([40.0, 15.0, 90.0, 25.0]));
        assert!(taken.is_free([51.0, 15.0, 90.0, 25.0]));
        assert!(taken.is_free([-500.0, -500.0, -400.0, -400.0]));
    }
}
