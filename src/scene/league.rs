//! A league table as a picture: a bar a bank.

use super::labels::cut_to_width;
use super::{Anchor, Color, Palette, Scene, Shape};

/// A line of the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct LeagueLine {
    /// The rank.
    pub rank: usize,
    /// Whose line it is.
    pub name: String,
    /// The credit, as text.
    pub value: String,
    /// The share in per cent.
    pub share_pct: f64,
    /// The length of the bar, 0 to 1.
    pub part: f32,
    /// Deals with credit.
    pub deals: usize,
}

/// What the picture says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeaguePicture {
    /// The heading.
    pub title: String,
    /// The heading of the deals.
    pub deals: String,
    /// The lines, best first.
    pub lines: Vec<LeagueLine>,
}

const ROW: f32 = 20.0;
const TOP: f32 = 46.0;

/// Draws as many lines as the picture has room for.
pub fn league_scene(picture: &LeaguePicture, size: [f32; 2], palette: Palette) -> Scene {
    let mut artist = Artist { palette, shapes: Vec::new() };
    artist.text([16.0, 22.0], Anchor::Left, 15.0, &picture.title, palette.ink, true);
    let right = size[0] - 16.0;
    artist.text([right, 30.0], Anchor::Right, 10.5, &picture.deals, palette.faint, false);
    let room = ((size[1] - 8.0 - TOP) / ROW).max(0.0) as usize;
    let name = (size[0] * 0.26).clamp(110.0, 260.0);
    let bar = [16.0 + 30.0 + name, size[0] - 16.0 - 190.0];
    for (at, line) in picture.lines.iter().take(room).enumerate() {
        artist.line(line, TOP + (at as f32 + 0.5) * ROW, name, bar, right);
    }
    Scene { size, background: palette.ground, shapes: artist.shapes }
}

struct Artist {
    palette: Palette,
    shapes: Vec<Shape>,
}

impl Artist {
    fn text(
        &mut self,
        at: [f32; 2],
        anchor: Anchor,
        size: f32,
        text: &str,
        color: Color,
        bold: bool,
    ) {
        let text = text.to_owned();
        self.shapes.push(Shape::Text { at, anchor, size, text, color, bold, halo: None });
    }

    fn line(&mut self, line: &LeagueLine, y: f32, name: f32, bar: [f32; 2], right: f32) {
        let palette = self.palette;
        self.text([38.0, y], Anchor::Right, 11.5, &line.rank.to_string(), palette.faint, false);
        let shown = cut_to_width(&line.name, 12.0, name - 10.0);
        self.text([46.0, y], Anchor::Left, 12.0, &shown, palette.ink, true);
        let end = bar[0] + (bar[1] - bar[0]).max(0.0) * line.part.clamp(0.0, 1.0);
        self.shapes.push(Shape::Rect {
            min: [bar[0], y - 6.0],
            max: [end.max(bar[0] + 1.0), y + 6.0],
            rounding: 2.0,
            fill: palette.bank,
            stroke: 0.0,
            stroke_color: palette.ground,
        });
        self.text([right - 104.0, y], Anchor::Right, 11.5, &line.value, palette.ink, false);
        let share = format!("{:.2}%", line.share_pct);
        self.text([right - 42.0, y], Anchor::Right, 11.5, &share, palette.ink, false);
        self.text([right, y], Anchor::Right, 11.5, &line.deals.to_string(), palette.faint, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_holds_what_fits() {
        let line = |rank: usize| LeagueLine {
            rank,
            name: format!("Bank {rank}"),
            value: "$1bn".into(),
            share_pct: 1.0,
            part: 0.5,
            deals: 3,
        };
        let picture = LeaguePicture {
            title: "League table".into(),
            deals: "Deals".into(),
            lines: (1..=100).map(line).collect(),
        };
        let scene = league_scene(&picture, [700.0, 300.0], Palette::LIGHT);
        let texts: Vec<&str> = scene
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert!(texts.contains(&"Bank 1") && texts.contains(&"Deals"));
        assert!(!texts.contains(&"Bank 100"));
    }
}
