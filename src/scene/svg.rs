//! Scenes as SVG with real text, and as PNG.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use resvg::{tiny_skia, usvg};

use super::{Anchor, Color, Scene, Shape};

/// The fonts that the program carries, by family.
const FONTS: [&[u8]; 3] = [
    include_bytes!("../../assets/fonts/Inter-Regular-tabular.otf"),
    include_bytes!("../../assets/fonts/Inter-SemiBold-tabular.otf"),
    include_bytes!("../../assets/fonts/NotoSansSC-subset.otf"),
];

static FONT_BOOK: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    for font in FONTS {
        fonts.load_font_data(font.to_vec());
    }
    fonts.set_sans_serif_family("Inter");
    Arc::new(fonts)
});

/// The scene as an SVG document. Text stays text.
pub fn to_svg(scene: &Scene) -> String {
    let [width, height] = scene.size;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" \
         font-family=\"Inter, 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif\">\n"
    );
    let ground = paint("fill", scene.background);
    put(&mut svg, format_args!("<rect width=\"{width}\" height=\"{height}\"{ground}/>\n"));
    for shape in &scene.shapes {
        shape_svg(&mut svg, shape);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Writing to a string cannot fail.
fn put(svg: &mut String, arguments: std::fmt::Arguments<'_>) {
    svg.write_fmt(arguments).unwrap_or_default();
}

fn shape_svg(svg: &mut String, shape: &Shape) {
    match shape {
        Shape::Line { from: [x1, y1], to: [x2, y2], width, color } => {
            let stroke = paint("stroke", *color);
            put(
                svg,
                format_args!(
                    "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"{stroke} stroke-width=\"{width:.2}\"/>\n"
                ),
            );
        }
        Shape::Circle { center: [x, y], radius, fill, stroke, stroke_color } => {
            let (fill, line) = (paint("fill", *fill), paint("stroke", *stroke_color));
            put(
                svg,
                format_args!(
                    "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"{fill}{line} stroke-width=\"{stroke:.1}\"/>\n"
                ),
            );
        }
        Shape::Rect { min: [x, y], max, rounding, fill, stroke, stroke_color } => {
            let (width, height) = ((max[0] - x).max(0.0), (max[1] - y).max(0.0));
            let (fill, line) = (paint("fill", *fill), paint("stroke", *stroke_color));
            put(
                svg,
                format_args!(
                    "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{rounding:.1}\"{fill}{line} stroke-width=\"{stroke:.1}\"/>\n"
                ),
            );
        }
        Shape::Diamond { center: [x, y], radius, fill } => {
            let fill = paint("fill", *fill);
            put(
                svg,
                format_args!(
                    "<path d=\"M{x:.1} {:.1}L{:.1} {y:.1}L{x:.1} {:.1}L{:.1} {y:.1}Z\"{fill}/>\n",
                    y - radius,
                    x + radius,
                    y + radius,
                    x - radius
                ),
            );
        }
        Shape::Text { .. } => text_svg(svg, shape),
    }
}

fn text_svg(svg: &mut String, shape: &Shape) {
    let Shape::Text { at: [x, y], anchor, size, text, color, bold, halo } = shape else { return };
    let anchor = match anchor {
        Anchor::Left => "start",
        Anchor::Middle => "middle",
        Anchor::Right => "end",
    };
    let weight = if *bold { " font-weight=\"600\"" } else { "" };
    let fill = paint("fill", *color);
    let rim = halo.map_or_else(String::new, |halo| {
        let stroke = paint("stroke", halo);
        format!("{stroke} stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"")
    });
    let base = y + size * 0.36;
    let text = escaped(text);
    put(
        svg,
        format_args!(
            "<text x=\"{x:.1}\" y=\"{base:.1}\" font-size=\"{size:.1}\" text-anchor=\"{anchor}\"{weight}{fill}{rim}>{text}</text>\n"
        ),
    );
}

fn paint(name: &str, color: Color) -> String {
    let [red, green, blue, alpha] = color.0;
    let mut text = format!(" {name}=\"#{red:02x}{green:02x}{blue:02x}\"");
    if alpha < 255 {
        text += &format!(" {name}-opacity=\"{:.3}\"", f32::from(alpha) / 255.0);
    }
    text
}

/// Text for XML; characters that XML forbids are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            char if char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}') => {}
            char => escaped.push(char),
        }
    }
    escaped
}

/// The scene as a PNG file, `scale` pixels for a point, with the fonts of the program. The error is
/// a sentence.
pub fn to_png(scene: &Scene, scale: f32) -> Result<Vec<u8>, String> {
    let options = usvg::Options {
        fontdb: FONT_BOOK.clone(),
        font_family: "Inter".into(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(&to_svg(scene), &options).map_err(|error| error.to_string())?;
    let pixels = |length: f32| (length * scale).round().clamp(1.0, 16_000.0) as u32;
    let mut image = tiny_skia::Pixmap::new(pixels(scene.size[0]), pixels(scene.size[1]))
        .ok_or("The picture is too large; choose a smaller size")?;
    let transform = tiny_skia::Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut image.as_mut());
    image.encode_png().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene(text: &str) -> Scene {
        let shape = Shape::Text {
            at: [10.0, 20.0],
            anchor: Anchor::Left,
            size: 14.0,
            text: text.into(),
            color: Color::rgb(0),
            bold: false,
            halo: None,
        };
        Scene { size: [120.0, 40.0], background: Color::rgb(0xFF_FF_FF), shapes: vec![shape] }
    }

    #[test]
    fn text_stays_text_and_is_escaped() {
        let svg = to_svg(&scene("A & <B> 快手\u{1}"));
        assert!(svg.contains(">A &amp; &lt;B&gt; 快手</text>"));
    }

    #[test]
    fn chinese_and_latin_text_is_drawn_with_our_fonts() {
        let empty = to_png(&scene(""), 1.0).unwrap();
        for text in ["Kuaishou", "快手", "滙豐"] {
            assert_ne!(to_png(&scene(text), 1.0).unwrap(), empty, "{text} left no ink");
        }
    }
}
