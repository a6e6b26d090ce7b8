//! Axes: round numbers, their texts, and where they stand.

use super::super::format::{count, usd_plain};
use super::Unit;
use crate::words::Lang;

/// A span of numbers drawn along a span of points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) start: f32,
    pub(super) end: f32,
}

impl Axis {
    pub(super) fn place(&self, number: f64) -> f32 {
        let span = self.to - self.from;
        let part = if span.abs() < f64::EPSILON { 0.0 } else { (number - self.from) / span };
        self.start + part as f32 * (self.end - self.start)
    }

    /// Round numbers within the axis, `room` points apart or more.
    pub(super) fn ticks(&self, room: f32, whole: bool) -> Vec<f64> {
        let span = (self.to - self.from).abs();
        let most = ((self.end - self.start).abs() / room).max(1.0);
        let step = round_step(span / f64::from(most), whole);
        let (low, high) = (self.from.min(self.to), self.from.max(self.to));
        let first = (low / step).ceil();
        let count = ((high / step + 1e-9).floor() - first).clamp(-1.0, 200.0) as i64 + 1;
        (0..count).map(|at| (first + at as f64) * step).collect()
    }
}

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is not below a step.
fn round_step(step: f64, whole: bool) -> f64 {
    if !step.is_finite() || step <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf(step.log10().floor());
    let factors: &[f64] = &[1.0, 2.0, 2.5, 5.0, 10.0];
    let fits = |factor: &&f64| {
        let candidate = *factor * power;
        candidate >= step * (1.0 - 1e-9) && (!whole || candidate.fract() == 0.0)
    };
    factors.iter().find(fits).map_or(1.0, |factor| factor * power).max(if whole {
        1.0
    } else {
        0.0
    })
}

/// A number of an axis as text.
pub(super) fn number_text(number: f64, unit: Unit, lang: Lang) -> String {
    match unit {
        Unit::Year => format!("{number:.0}"),
        Unit::Dollars => usd_plain(number, lang),
        Unit::Plain if number.fract() == 0.0 && number.abs() < 1e15 => count(number as i128),
        Unit::Plain => {
            let text = format!("{number:.2}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_whole_where_asked() {
        let ticks = |to: f64, room: f32, whole: bool| {
            Axis { from: 0.0, to, start: 0.0, end: 100.0 }.ticks(room, whole)
        };
        assert_eq!(ticks(10.0, 20.0, false), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(ticks(3.0, 10.0, true), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(ticks(0.0, 10.0, false), [0.0]);
        assert!(ticks(7.3e11, 25.0, false).len() <= 5);
    }

    #[test]
    fn ranks_run_down_the_axis() {
        let axis = Axis { from: 1.0, to: 10.0, start: 20.0, end: 200.0 };
        assert!((axis.place(1.0) - 20.0).abs() < 1e-6 && (axis.place(10.0) - 200.0).abs() < 1e-6);
        assert_eq!(number_text(2024.0, Unit::Year, Lang::En), "2024");
        assert_eq!(number_text(12_500.0, Unit::Plain, Lang::En), "12,500");
        assert_eq!(number_text(2.5, Unit::Plain, Lang::En), "2.5");
    }
}
