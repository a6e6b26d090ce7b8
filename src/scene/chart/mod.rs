//! Charts as plain data and as pictures: what the plots of the window show, for SVG and PNG.

mod axis;
mod draw;

use super::{Color, Palette, Scene};
use crate::words::Lang;

pub use draw::chart_scene;

/// What the numbers of an axis are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Numbers as they are.
    #[default]
    Plain,
    /// Years: whole, without separators.
    Year,
    /// US dollars.
    Dollars,
}

/// A series with its colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The name in the legend.
    pub name: String,
    /// The colour.
    pub color: Color,
}

/// A line over the years or other numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartLine {
    /// The name, written where the line ends and in the legend.
    pub name: String,
    /// The colour.
    pub color: Color,
    /// Points from left to right; a step of more than `gap` is not joined.
    pub points: Vec<[f64; 2]>,
    /// Whether the line is dashed.
    pub dashed: bool,
}

/// A row of horizontal bars.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarRow {
    /// Whose row it is.
    pub name: String,
    /// The pieces of the bar, in the order of the series.
    pub values: Vec<f64>,
    /// What stands at the right of the bar.
    pub figures: String,
}

/// The ranks of a bank over many sets of rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RankRow {
    /// The bank.
    pub name: String,
    /// Its best and its worst rank.
    pub span: [usize; 2],
    /// The rank in the middle.
    pub median: usize,
    /// Every rank that it has.
    pub ranks: Vec<u32>,
    /// What stands at the right.
    pub figures: String,
}

/// What a chart draws.
#[derive(Clone, Debug, PartialEq)]
pub enum ChartBody {
    /// Stacked columns over whole numbers, such as years: the number, a value for each series.
    Columns(Vec<(i64, Vec<f64>)>),
    /// Lines. `down` turns the axis, as for ranks; `gap` is the longest step that is joined.
    Lines {
        /// The lines.
        lines: Vec<ChartLine>,
        /// Whether the first rank is at the top.
        down: bool,
        /// The longest step that is joined.
        gap: f64,
    },
    /// Dots, a set for each series.
    Dots(Vec<Vec<[f64; 2]>>),
    /// Rows of stacked horizontal bars.
    Rows(Vec<BarRow>),
    /// Spans of ranks, a row a bank.
    Ranks(Vec<RankRow>),
}

/// A chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The heading.
    pub title: String,
    /// What is shown, in a sentence under the heading; may be empty.
    pub note: String,
    /// The series of the legend; lines name themselves.
    pub series: Vec<Series>,
    /// What stands along the bottom; may be empty.
    pub x_label: String,
    /// What stands above the vertical axis; may be empty.
    pub y_label: String,
    /// The numbers along the bottom.
    pub x_unit: Unit,
    /// The numbers of the vertical axis.
    pub y_unit: Unit,
    /// The language of the numbers.
    pub lang: Lang,
    /// What is drawn.
    pub body: ChartBody,
}

impl Chart {
    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        match &self.body {
            ChartBody::Columns(columns) => columns.is_empty(),
            ChartBody::Lines { lines, .. } => lines.iter().all(|line| line.points.is_empty()),
            ChartBody::Dots(sets) => sets.iter().all(Vec::is_empty),
            ChartBody::Rows(rows) => rows.is_empty(),
            ChartBody::Ranks(rows) => rows.is_empty(),
        }
    }
}

/// The height of a line beneath a picture.
const NOTE: f32 = 14.0;

/// How much of the height of a picture so many lines beneath it take.
pub fn notes_height(notes: usize) -> f32 {
    if notes == 0 { 0.0 } else { NOTE * notes as f32 + 12.0 }
}

/// A picture with lines beneath it that say what it rests on: rules, filter, source, date,
/// fingerprint of the book. The picture grows by [`notes_height`].
#[must_use]
pub fn with_notes(mut scene: Scene, notes: &[String], palette: Palette) -> Scene {
    if notes.is_empty() {
        return scene;
    }
    let [width, top] = scene.size;
    let height = top + notes_height(notes.len());
    // A network may reach over the rim of its picture; the notes lie on a ground of their own.
    scene.shapes.push(super::Shape::Rect {
        min: [0.0, top],
        max: [width, height],
        rounding: 0.0,
        fill: palette.ground,
        stroke: 0.0,
        stroke_color: palette.ground,
    });
    for (at, note) in notes.iter().enumerate() {
        scene.shapes.push(super::Shape::Text {
            at: [16.0, top + 4.0 + (at as f32 + 0.5) * NOTE],
            anchor: super::Anchor::Left,
            size: 10.0,
            text: super::labels::cut_to_width(note, 10.0, width - 32.0),
            color: palette.faint,
            bold: false,
            halo: None,
        });
    }
    scene.size = [width, height];
    scene
}
