//! Drawing a chart as shapes.

use super::super::labels::{cut_to_width, text_width};
use super::super::{Anchor, Color, Palette, Scene, Shape};
use super::axis::{Axis, number_text};
use super::{BarRow, Chart, ChartBody, ChartLine, RankRow, Unit};

const RIM: f32 = 16.0;
const ROW: f32 = 20.0;
/// Ranks beyond this stand at the right rim.
const DEEPEST: f64 = 25.0;

/// Draws a chart. Rows that do not fit are left out from the end, and how many is said.
pub fn chart_scene(chart: &Chart, size: [f32; 2], palette: Palette) -> Scene {
    let mut artist = Artist { chart, palette, size, shapes: Vec::new() };
    let top = artist.head();
    match &chart.body {
        ChartBody::Columns(columns) => artist.columns(columns, top),
        ChartBody::Lines { lines, down, gap } => artist.lines(lines, *down, *gap, top),
        ChartBody::Dots(sets) => artist.dots(sets, top),
        ChartBody::Rows(rows) => artist.rows(rows, top),
        ChartBody::Ranks(rows) => artist.ranks(rows, top),
    }
    Scene { size, background: palette.ground, shapes: artist.shapes }
}

struct Artist<'a> {
    chart: &'a Chart,
    palette: Palette,
    size: [f32; 2],
    shapes: Vec<Shape>,
}

impl Artist<'_> {
    fn text(&mut self, at: [f32; 2], anchor: Anchor, size: f32, text: String, color: Color) {
        let bold = size > 12.0;
        self.shapes.push(Shape::Text { at, anchor, size, text, color, bold, halo: None });
    }

    fn rect(&mut self, min: [f32; 2], max: [f32; 2], fill: Color) {
        let stroke_color = self.palette.ground;
        self.shapes.push(Shape::Rect { min, max, rounding: 1.0, fill, stroke: 0.0, stroke_color });
    }

    fn line(&mut self, from: [f32; 2], to: [f32; 2], width: f32, color: Color) {
        self.shapes.push(Shape::Line { from, to, width, color });
    }

    fn dot(&mut self, center: [f32; 2], radius: f32, fill: Color) {
        let stroke_color = self.palette.ground;
        self.shapes.push(Shape::Circle { center, radius, fill, stroke: 0.0, stroke_color });
    }

    /// Heading, note and legend; where the body may begin.
    fn head(&mut self) -> f32 {
        let (ink, faint) = (self.palette.ink, self.palette.faint);
        let room = self.size[0] - 2.0 * RIM;
        let title = cut_to_width(&self.chart.title, 15.0, room);
        self.text([RIM, 22.0], Anchor::Left, 15.0, title, ink);
        let mut y = 42.0;
        if !self.chart.note.is_empty() {
            let note = cut_to_width(&self.chart.note, 10.5, room);
            self.text([RIM, y], Anchor::Left, 10.5, note, faint);
            y += 18.0;
        }
        let mut x = RIM;
        // The heading names a single series.
        let legend = if self.chart.series.len() > 1 { &self.chart.series[..] } else { &[] };
        for series in legend {
            let width = text_width(&series.name, 11.0) + 31.0;
            if x + width > self.size[0] - RIM && x > RIM {
                x = RIM;
                y += 17.0;
            }
            self.rect([x, y - 5.0], [x + 10.0, y + 5.0], series.color);
            self.text([x + 15.0, y], Anchor::Left, 11.0, series.name.clone(), faint);
            x += width;
        }
        if legend.is_empty() { y } else { y + 18.0 }
    }

    /// The frame of a plot with two axes: grid, numbers, labels. `right` is kept free.
    fn frame(&mut self, x: [f64; 2], y: [f64; 2], top: f32, right: f32) -> (Axis, Axis) {
        let (faint, chart) = (self.palette.faint, self.chart);
        let grid = self.palette.line;
        let bottom = self.size[1] - if chart.x_label.is_empty() { 28.0 } else { 44.0 };
        let start = if chart.y_label.is_empty() { top + 6.0 } else { top + 22.0 };
        let down = y[0] > y[1];
        let vertical = Axis { from: y[0], to: y[1], start: bottom, end: start };
        let whole = chart.y_unit != Unit::Dollars && (y[1] - y[0]).abs() > 4.0;
        let ticks = vertical.ticks(34.0, whole || down);
        let texts: Vec<String> =
            ticks.iter().map(|tick| number_text(*tick, chart.y_unit, chart.lang)).collect();
        let left = RIM + texts.iter().map(|text| text_width(text, 10.5)).fold(12.0, f32::max) + 8.0;
        for (tick, text) in ticks.iter().zip(texts) {
            let y = vertical.place(*tick);
            self.line([left, y], [self.size[0] - RIM - right, y], 1.0, grid);
            self.text([left - 7.0, y], Anchor::Right, 10.5, text, faint);
        }
        if !chart.y_label.is_empty() {
            let label = chart.y_label.clone();
            self.text([RIM, top + 6.0], Anchor::Left, 10.5, label, faint);
        }
        let horizontal =
            Axis { from: x[0], to: x[1], start: left, end: self.size[0] - RIM - right };
        let whole = chart.x_unit == Unit::Year || (x[1] - x[0]).abs() > 6.0;
        for tick in horizontal.ticks(52.0, whole) {
            let text = number_text(tick, chart.x_unit, chart.lang);
            self.text([horizontal.place(tick), bottom + 12.0], Anchor::Middle, 10.5, text, faint);
        }
        if !chart.x_label.is_empty() {
            let middle = (horizontal.start + horizontal.end) / 2.0;
            let label = chart.x_label.clone();
            self.text([middle, bottom + 30.0], Anchor::Middle, 10.5, label, faint);
        }
        (horizontal, vertical)
    }

    fn columns(&mut self, columns: &[(i64, Vec<f64>)], top: f32) {
        let (Some(first), Some(last)) = (columns.first(), columns.last()) else { return };
        let most = columns.iter().map(|(_, values)| values.iter().sum()).fold(0.0, f64::max);
        let span = [first.0 as f64 - 0.6, last.0 as f64 + 0.6];
        let (x, y) = self.frame(span, [0.0, most.max(1e-9) * 1.05], top, 0.0);
        let half = ((x.place(1.0) - x.place(0.0)) * 0.40).clamp(0.5, 36.0);
        for (at, values) in columns {
            let middle = x.place(*at as f64);
            let mut from = 0.0;
            for (value, series) in values.iter().zip(&self.chart.series) {
                if *value > 0.0 {
                    let (low, high) = (y.place(from), y.place(from + value));
                    self.rect([middle - half, high], [middle + half, low], series.color);
                    from += value;
                }
            }
        }
    }

    fn lines(&mut self, lines: &[ChartLine], down: bool, gap: f64, top: f32) {
        let points = || lines.iter().flat_map(|line| line.points.iter());
        let (Some(x), Some(y)) = (bounds(points().map(|p| p[0])), bounds(points().map(|p| p[1])))
        else {
            return;
        };
        let names = lines.iter().map(|line| text_width(&line.name, 11.0)).fold(0.0, f32::max);
        let names = names.min(self.size[0] * 0.28);
        let y = if down { [y[1] + 0.5, y[0].min(1.0) - 0.5] } else { [y[0].min(0.0), y[1] * 1.06] };
        let (x, y) = self.frame([x[0] - 0.2, x[1] + 0.2], y, top, names + 12.0);
        let mut taken: Vec<f32> = Vec::new();
        for line in lines {
            for pair in line.points.windows(2).filter(|pair| pair[1][0] - pair[0][0] <= gap) {
                let [from, to] = [pair[0], pair[1]].map(|p| [x.place(p[0]), y.place(p[1])]);
                self.stretch(from, to, line);
            }
            for point in &line.points {
                self.dot([x.place(point[0]), y.place(point[1])], 3.4, line.color);
            }
            let Some(end) = line.points.last() else { continue };
            let (at, height) = (x.place(end[0]), y.place(end[1]));
            // Lines that end before the last year are named by their colour alone.
            let ends = at > x.place(x.to - 0.21) - 1.0;
            if ends && taken.iter().all(|other| (other - height).abs() > 10.0) {
                taken.push(height);
                let name = cut_to_width(&line.name, 11.0, names);
                self.text([at + 8.0, height], Anchor::Left, 11.0, name, self.palette.ink);
            }
        }
    }

    fn stretch(&mut self, from: [f32; 2], to: [f32; 2], line: &ChartLine) {
        if !line.dashed {
            self.line(from, to, 2.0, line.color);
            return;
        }
        let length = (to[0] - from[0]).hypot(to[1] - from[1]);
        let dashes = (length / 9.0).ceil().clamp(1.0, 400.0) as usize;
        let at =
            |part: f32| [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part];
        for dash in 0..dashes {
            let begin = dash as f32 / dashes as f32;
            self.line(at(begin), at(begin + 0.6 / dashes as f32), 2.0, line.color);
        }
    }

    fn dots(&mut self, sets: &[Vec<[f64; 2]>], top: f32) {
        let points = || sets.iter().flatten();
        let (Some(x), Some(y)) = (bounds(points().map(|p| p[0])), bounds(points().map(|p| p[1])))
        else {
            return;
        };
        let (x, y) =
            self.frame([x[0].min(0.0), x[1] * 1.03], [y[0].min(0.0), y[1] * 1.06], top, 0.0);
        for (set, series) in sets.iter().zip(&self.chart.series) {
            for point in set {
                let center = [x.place(point[0]), y.place(point[1])];
                self.dot(center, 2.6, series.color.alpha(0.75));
            }
        }
    }

    /// How many rows fit; says at the foot how many do not.
    fn fitting(&mut self, rows: usize, top: f32) -> usize {
        let fit = (((self.size[1] - top - 8.0) / ROW).max(0.0) as usize).min(rows);
        if fit == rows {
            return rows;
        }
        let fit = fit.saturating_sub(1);
        let text = format!("+ {}", rows - fit);
        let at = [RIM, top + (fit as f32 + 0.5) * ROW];
        self.text(at, Anchor::Left, 11.0, text, self.palette.faint);
        fit
    }

    /// Where names end and figures begin.
    fn columns_of_rows<'r>(
        &self,
        names: impl Iterator<Item = &'r str>,
        figures: impl Iterator<Item = &'r str>,
    ) -> (f32, f32) {
        let widest = |texts: &mut dyn Iterator<Item = &'r str>| {
            texts.map(|text| text_width(text, 11.5)).fold(0.0, f32::max)
        };
        let mut names = names;
        let mut figures = figures;
        let left = RIM + widest(&mut names).min(self.size[0] * 0.34) + 10.0;
        let right = self.size[0] - RIM - widest(&mut figures).min(self.size[0] * 0.3) - 10.0;
        (left, right.max(left + 20.0))
    }

    fn rows(&mut self, rows: &[BarRow], top: f32) {
        let rows = &rows[..self.fitting(rows.len(), top)];
        let most = rows.iter().map(|row| row.values.iter().sum()).fold(0.0, f64::max).max(1e-9);
        let names = rows.iter().map(|row| row.name.as_str());
        let (left, right) =
            self.columns_of_rows(names, rows.iter().map(|row| row.figures.as_str()));
        let axis = Axis { from: 0.0, to: most, start: left, end: right };
        // Few rows stand wider, so that they fill the picture.
        let height = ((self.size[1] - top - 8.0) / rows.len().max(1) as f32).clamp(ROW, 1.7 * ROW);
        let half = height * 0.31;
        let (ink, faint) = (self.palette.ink, self.palette.faint);
        for (at, row) in rows.iter().enumerate() {
            let y = top + (at as f32 + 0.5) * height;
            let name = cut_to_width(&row.name, 11.5, left - RIM - 10.0);
            self.text([left - 10.0, y], Anchor::Right, 11.5, name, ink);
            let mut from = 0.0;
            for (value, series) in row.values.iter().zip(&self.chart.series) {
                if *value > 0.0 {
                    let (start, end) = (axis.place(from), axis.place(from + value));
                    self.rect([start, y - half], [end.max(start + 1.0), y + half], series.color);
                    from += value;
                }
            }
            let figures = [self.size[0] - RIM, y];
            self.text(figures, Anchor::Right, 11.5, row.figures.clone(), faint);
        }
    }

    fn ranks(&mut self, rows: &[RankRow], top: f32) {
        let top = top + ROW;
        let rows = &rows[..self.fitting(rows.len(), top)];
        let names = rows.iter().map(|row| row.name.as_str());
        let (left, right) =
            self.columns_of_rows(names, rows.iter().map(|row| row.figures.as_str()));
        let axis = Axis { from: 1.0, to: DEEPEST, start: left + 6.0, end: right - 6.0 };
        let (ink, faint) = (self.palette.ink, self.palette.faint);
        for rank in [1.0, 5.0, 10.0, 15.0, 20.0, DEEPEST] {
            let text = if rank >= DEEPEST { format!("{rank}+") } else { rank.to_string() };
            self.text([axis.place(rank), top - ROW / 2.0], Anchor::Middle, 10.5, text, faint);
        }
        let place = |rank: usize| axis.place((rank as f64).min(DEEPEST));
        for (at, row) in rows.iter().enumerate() {
            let y = top + (at as f32 + 0.5) * ROW;
            let name = cut_to_width(&row.name, 11.5, left - RIM - 10.0);
            self.text([left - 10.0, y], Anchor::Right, 11.5, name, ink);
            self.line([axis.start, y], [axis.end, y], 1.0, self.palette.line);
            let (best, worst) = (place(row.span[0]), place(row.span[1]));
            let span = self.palette.bank.alpha(0.30);
            self.rect([best - 2.0, y - 3.0], [worst + 2.0, y + 3.0], span);
            // A rank that many sets of rules give is drawn once, as dark as it is common.
            let mut ranks: Vec<usize> =
                row.ranks.iter().map(|rank| *rank as usize).filter(|rank| *rank > 0).collect();
            ranks.sort_unstable();
            for same in ranks.chunk_by(|a, b| a == b) {
                let part = same.len() as f32 / ranks.len() as f32;
                let color = self.palette.bank.alpha(0.15 + 0.6 * part);
                self.dot([place(same[0]), y], 3.0, color);
            }
            self.dot([place(row.median), y], 4.2, self.palette.accent);
            let figures = [self.size[0] - RIM, y];
            self.text(figures, Anchor::Right, 11.5, row.figures.clone(), faint);
        }
    }
}

/// The smallest and the largest of some numbers.
fn bounds(numbers: impl Iterator<Item = f64>) -> Option<[f64; 2]> {
    numbers.fold(None, |found, number| match found {
        None => Some([number, number]),
        Some([low, high]) => Some([f64::min(low, number), f64::max(high, number)]),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Series, notes_height, with_notes};
    use super::*;
    use crate::words::Lang;

    fn chart(body: ChartBody) -> Chart {
        let color = Palette::LIGHT.bank;
        let series = ["Bonds", "Loans"].map(|name| Series { name: name.into(), color });
        Chart {
            title: "Issuance".into(),
            note: String::new(),
            series: series.into(),
            x_label: String::new(),
            y_label: "US dollars".into(),
            x_unit: Unit::Year,
            y_unit: Unit::Plain,
            lang: Lang::En,
            body,
        }
    }

    fn texts(scene: &Scene) -> Vec<&str> {
        scene
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn columns_stand_on_each_other_and_reach_their_sum() {
        let body = ChartBody::Columns(vec![(2024, vec![30.0, 10.0]), (2025, vec![0.0, 20.0])]);
        let scene = chart_scene(&chart(body), [600.0, 400.0], Palette::LIGHT);
        let bars: Vec<[f32; 2]> = scene
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Rect { min, max, .. } if max[0] - min[0] > 20.0 => Some([min[1], max[1]]),
                _ => None,
            })
            .collect();
        assert_eq!(bars.len(), 3);
        assert!((bars[0][0] - bars[1][1]).abs() < 0.01, "the second stands on the first");
        assert!((bars[0][1] - bars[2][1]).abs() < 0.01, "both columns stand on the axis");
        let found = texts(&scene);
        assert!(found.contains(&"2024") && found.contains(&"Loans") && found.contains(&"20"));
    }

    #[test]
    fn rows_that_do_not_fit_are_counted() {
        let row = |at: usize| BarRow {
            name: format!("Row {at}"),
            values: vec![at as f64],
            figures: at.to_string(),
        };
        let body = ChartBody::Rows((0..100).map(row).collect());
        let scene = chart_scene(&chart(body), [600.0, 300.0], Palette::LIGHT);
        let found = texts(&scene);
        let shown = found.iter().filter(|text| text.starts_with("Row ")).count();
        assert!(shown > 5 && found.contains(&format!("+ {}", 100 - shown).as_str()));
    }

    #[test]
    fn notes_stand_beneath_the_picture() {
        let body = ChartBody::Dots(vec![vec![[1.0, 2.0], [f64::MIN_POSITIVE, 1e12]]]);
        let scene = chart_scene(&chart(body), [300.0, 200.0], Palette::DARK);
        let notes = ["equal credit".to_owned(), "book 0123".to_owned()];
        let scene = with_notes(scene, &notes, Palette::DARK);
        assert!((scene.size[1] - 200.0 - notes_height(2)).abs() < f32::EPSILON);
        assert!(texts(&scene).contains(&"book 0123"));
    }

    #[test]
    fn nothing_to_draw_draws_a_heading() {
        for body in [
            ChartBody::Columns(Vec::new()),
            ChartBody::Lines { lines: Vec::new(), down: true, gap: 1.0 },
            ChartBody::Dots(Vec::new()),
            ChartBody::Rows(Vec::new()),
            ChartBody::Ranks(Vec::new()),
        ] {
            let chart = chart(body);
            assert!(chart.is_empty());
            let scene = chart_scene(&chart, [120.0, 100.0], Palette::LIGHT);
            assert!(texts(&scene).contains(&"Issuance"));
        }
    }
}
