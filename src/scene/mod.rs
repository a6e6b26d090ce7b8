//! Pictures as plain shapes: the screen, SVG and PNG are drawn from the same scene, so that an
//! export looks like what was seen.

mod artist;
mod camera;
mod chart;
mod format;
mod labels;
mod large;
mod league;
mod network;
mod palette;
mod placed;
mod seen;
mod sizes;
mod svg;

pub use artist::{Ground, large_network_scene, network_scene, tier_key};
pub use camera::Camera;
pub use chart::{
    BarRow, Chart, ChartBody, ChartLine, RankRow, Series, Unit, chart_scene, notes_height,
    with_notes,
};
pub use format::{
    count, date_text, days_text, money, money_short, pct, usd, usd_from_cents, usd_plain,
};
pub use labels::text_width;
pub use large::{Bundle, LARGE, LargeNetwork, bundle_look, link_look, node_color};
pub use league::{LeagueLine, LeaguePicture, league_scene};
pub use network::{
    NetworkModel, NetworkStyle, PlacedLink, PlacedNode, Weigh, layout_request, stretch, stretched,
};
pub use palette::{Color, Palette};
pub use placed::{Placed, places_among};
pub use seen::{LinkBudget, LinksSeen};
pub use sizes::{SizesModel, bars_in, sizes_scene};
pub use svg::{to_png, to_svg};

/// How a text stands to its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins at the position, centred in height.
    Left,
    /// The text is centred on the position.
    Middle,
    /// The text ends at the position, centred in height.
    Right,
}

/// One shape; positions and sizes are in points, y goes down.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line.
    Line {
        /// One end.
        from: [f32; 2],
        /// The other end.
        to: [f32; 2],
        /// The width.
        width: f32,
        /// The colour.
        color: Color,
    },
    /// A circle with an outline.
    Circle {
        /// The centre.
        center: [f32; 2],
        /// The radius.
        radius: f32,
        /// The colour inside.
        fill: Color,
        /// The width of the outline.
        stroke: f32,
        /// The colour of the outline.
        stroke_color: Color,
    },
    /// A rectangle with round corners and an outline.
    Rect {
        /// The upper left corner.
        min: [f32; 2],
        /// The lower right corner.
        max: [f32; 2],
        /// The radius of the corners.
        rounding: f32,
        /// The colour inside.
        fill: Color,
        /// The width of the outline.
        stroke: f32,
        /// The colour of the outline.
        stroke_color: Color,
    },
    /// A square that stands on a corner.
    Diamond {
        /// The centre.
        center: [f32; 2],
        /// Half the diagonal.
        radius: f32,
        /// The colour inside.
        fill: Color,
    },
    /// A text on one line.
    Text {
        /// Where it stands.
        at: [f32; 2],
        /// How it stands there.
        anchor: Anchor,
        /// The size in points.
        size: f32,
        /// The text.
        text: String,
        /// The colour.
        color: Color,
        /// Whether it is bold.
        bold: bool,
        /// The colour of a rim that parts it from what lies behind.
        halo: Option<Color>,
    },
}

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Width and height in points.
    pub size: [f32; 2],
    /// The colour of the ground.
    pub background: Color,
    /// The shapes, from back to front.
    pub shapes: Vec<Shape>,
}
