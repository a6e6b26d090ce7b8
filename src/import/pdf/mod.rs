//! PDF to text: what the pages of a file show, line by line, rows of tables with tabs between cells.
//!
//! The file itself is read by `hayro`; here its glyphs become lines, cells and paragraphs.

mod page;
mod table;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, TransformExt as _, interpret_page,
};

use self::page::Piece;
use super::file::TextError;

/// The most pages of a file that are read.
const MOST_PAGES: usize = 400;
/// The most glyphs of a file that are read.
const MOST_GLYPHS: usize = 4_000_000;

/// Whether bytes are a PDF file.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    memchr::memmem::find(head, b"%PDF-").is_some()
}

/// The text of a PDF file.
///
/// # Errors
/// When the file is damaged or locked, or when its pages hold no text.
pub(super) fn text_of(bytes: &[u8]) -> Result<String, TextError> {
    // The crate has no panics that are known; one that is not must not take the program down.
    catch_unwind(AssertUnwindSafe(|| pages_of(bytes))).unwrap_or(Err(TextError::Damaged))
}

fn pages_of(bytes: &[u8]) -> Result<String, TextError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => TextError::Locked,
        LoadPdfError::Invalid => TextError::Damaged,
    })?;
    let cache = InterpreterCache::new();
    let mut pages = Vec::new();
    let (mut left, mut unknown) = (MOST_GLYPHS, 0);
    for page in pdf.pages().iter().take(MOST_PAGES) {
        let (width, height) = page.render_dimensions();
        let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let upright = page.initial_transform(true).to_kurbo();
        let settings = InterpreterSettings::default();
        let mut context = Context::new(upright, area, &cache, pdf.xref(), settings);
        let mut glyphs = Glyphs { pieces: Vec::new(), area, left, unknown };
        interpret_page(page, &mut context, &mut glyphs);
        (left, unknown) = (glyphs.left, glyphs.unknown);
        pages.push(page::text_of(glyphs.pieces, area.width()));
    }
    let text = page::joined(&pages);
    let shown = text.chars().filter(|char| !char.is_whitespace()).count();
    if shown == 0 || unknown > shown {
        return Err(TextError::Pictures);
    }
    Ok(text)
}

/// Takes the glyphs of a page and nothing else.
struct Glyphs {
    pieces: Vec<Piece>,
    area: Rect,
    /// How many more glyphs are taken.
    left: usize,
    /// Glyphs of which no character is known.
    unknown: usize,
}

impl Glyphs {
    fn take(&mut self, glyph: &Glyph<'_>, place: Affine) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(char)) => char.to_string(),
            Some(BfString::String(text)) => text,
            None => {
                self.unknown += 1;
                return;
            }
        };
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let start = place * Point::ZERO;
        let end = place * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
        let top = place * Point::new(0.0, 1000.0);
        let (along, size) = (end - start, (top - start).hypot());
        let is_level = along.x >= 0.0 && along.y.abs() <= along.x * 0.05 && size > 0.5;
        let is_finite = start.is_finite() && end.is_finite() && size.is_finite();
        let is_seen = is_finite && self.area.inflate(size, size).contains(start);
        if is_level && is_seen && self.left > 0 {
            self.left -= 1;
            self.pieces.push(Piece { text, left: start.x, right: end.x, base: start.y, size });
        }
    }
}

impl Device<'_> for Glyphs {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.take(glyph, props.transform * glyph.transform());
        }
    }
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
