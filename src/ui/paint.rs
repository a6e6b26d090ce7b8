//! Scenes on the screen.

use eframe::egui::{
    Align2, Painter, Pos2, Rect, Shape as EguiShape, Stroke, StrokeKind, pos2, vec2,
};

use super::theme::{bold, color32, plain};
use crate::scene::{Anchor, Scene, Shape};

/// Paints a scene with its upper left corner at a position.
pub fn scene(painter: &Painter, at: Pos2, scene: &Scene) {
    let place = |point: [f32; 2]| at + vec2(point[0], point[1]);
    for shape in &scene.shapes {
        match shape {
            Shape::Line { from, to, width, color } => {
                painter
                    .line_segment([place(*from), place(*to)], Stroke::new(*width, color32(*color)));
            }
            Shape::Circle { center, radius, fill, stroke, stroke_color } => {
                let line = Stroke::new(*stroke, color32(*stroke_color));
                painter.circle(place(*center), *radius, color32(*fill), line);
            }
            Shape::Rect { min, max, rounding, fill, stroke, stroke_color } => {
                let line = Stroke::new(*stroke, color32(*stroke_color));
                let rect = Rect::from_min_max(place(*min), place(*max));
                painter.rect(rect, *rounding, color32(*fill), line, StrokeKind::Middle);
            }
            Shape::Diamond { center, radius, fill } => {
                let [x, y] = *center;
                let corners = [[x, y - radius], [x + radius, y], [x, y + radius], [x - radius, y]];
                let corners = corners.map(place).to_vec();
                painter.add(EguiShape::convex_polygon(corners, color32(*fill), Stroke::NONE));
            }
            Shape::Text { .. } => text(painter, at, shape),
        }
    }
}

fn text(painter: &Painter, origin: Pos2, shape: &Shape) {
    let Shape::Text { at, anchor, size, text, color, bold: is_bold, halo } = shape else { return };
    let font = if *is_bold { bold(*size) } else { plain(*size) };
    let galley = painter.layout_no_wrap(text.clone(), font, color32(*color));
    let align = match anchor {
        Anchor::Left => Align2::LEFT_CENTER,
        Anchor::Middle => Align2::CENTER_CENTER,
        Anchor::Right => Align2::RIGHT_CENTER,
    };
    let corner = align.anchor_size(pos2(origin.x + at[0], origin.y + at[1]), galley.size()).min;
    if let Some(halo) = halo {
        for offset in [[-1.2, 0.0], [1.2, 0.0], [0.0, -1.2], [0.0, 1.2]] {
            let at = corner + vec2(offset[0], offset[1]);
            painter.galley_with_override_text_color(at, galley.clone(), color32(*halo));
        }
    }
    painter.galley(corner, galley, color32(*color));
}
