//! Syndicate sizes as a picture: a bar for each deal, stacked by tier.

use crate::book::DealBook;
use crate::model::{DealId, Tier};
use crate::stats::{MEMBER_TIERS, SizeBar};
use crate::words::{Lang, tr};

use super::artist::tier_key;
use super::labels::{cut_to_width, text_width};
use super::{Anchor, Color, Palette, Scene, Shape};

/// The bars with their labels: what the plot and the picture draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SizesModel {
    /// Bars in order, with the label of each.
    pub bars: Vec<(SizeBar, String)>,
    /// How many bars there are beside those drawn.
    pub left_out: usize,
}

impl SizesModel {
    /// The first `most` bars, labelled with issuer and year.
    pub fn new(
        book: &DealBook,
        bars: &[SizeBar],
        most: usize,
        name: impl Fn(DealId) -> String,
    ) -> Self {
        let labelled = bars.iter().take(most).map(|bar| {
            let year = book.deal(bar.deal).date().map(|date| format!(" {}", date.year()));
            (*bar, name(bar.deal) + &year.unwrap_or_default())
        });
        Self { bars: labelled.collect(), left_out: bars.len().saturating_sub(most) }
    }

    /// The tiers that any bar has, highest first.
    pub fn tiers(&self) -> Vec<Tier> {
        let has = |tier: &Tier| self.bars.iter().any(|(bar, _)| bar.tiers[tier.index()] > 0);
        Tier::ALL.into_iter().take(MEMBER_TIERS).filter(has).collect()
    }
}

const ROW: f32 = 17.0;
const TOP: f32 = 58.0;

/// How many bars fit a picture of this height.
pub const fn bars_in(height: f32) -> usize {
    ((height - TOP - 24.0) / ROW) as usize
}

/// Draws syndicate sizes.
pub fn sizes_scene(
    model: &SizesModel,
    size: [f32; 2],
    palette: Palette,
    lang: Lang,
    selected: Option<DealId>,
) -> Scene {
    let mut artist = Artist { palette, lang, size, shapes: Vec::new() };
    artist.heading(model);
    let largest = model.bars.iter().map(|(bar, _)| bar.total()).max().unwrap_or(1);
    let left = (size[0] * 0.32).clamp(120.0, 300.0);
    let unit = (size[0] - left - 56.0) / largest as f32;
    for (at, (bar, label)) in model.bars.iter().take(bars_in(size[1])).enumerate() {
        let y = TOP + at as f32 * ROW;
        artist.row(bar, label, y, left, unit, selected == Some(bar.deal));
    }
    Scene { size, background: palette.ground, shapes: artist.shapes }
}

struct Artist {
    palette: Palette,
    lang: Lang,
    size: [f32; 2],
    shapes: Vec<Shape>,
}

impl Artist {
    fn text(
        &mut self,
        at: [f32; 2],
        anchor: Anchor,
        size: f32,
        text: String,
        color: Color,
        bold: bool,
    ) {
        self.shapes.push(Shape::Text { at, anchor, size, text, color, bold, halo: None });
    }

    fn heading(&mut self, model: &SizesModel) {
        let title = tr(self.lang, "sizes.title").into_owned();
        self.text([16.0, 20.0], Anchor::Left, 15.0, title, self.palette.ink, true);
        let mut x = 16.0;
        for tier in model.tiers() {
            let text = tr(self.lang, tier_key(tier)).into_owned();
            let width = text_width(&text, 11.0);
            self.rect([x, 37.0], [x + 10.0, 47.0], self.palette.tier(tier));
            self.text([x + 15.0, 42.0], Anchor::Left, 11.0, text, self.palette.faint, false);
            x += width + 31.0;
        }
        if model.left_out > 0 {
            let text =
                crate::words::tr_with(self.lang, "sizes.left_out", &[&model.left_out.to_string()]);
            let at = [self.size[0] - 16.0, 20.0];
            self.text(at, Anchor::Right, 11.0, text, self.palette.faint, false);
        }
    }

    fn rect(&mut self, min: [f32; 2], max: [f32; 2], fill: Color) {
        let stroke_color = self.palette.ground;
        self.shapes.push(Shape::Rect { min, max, rounding: 1.5, fill, stroke: 0.0, stroke_color });
    }

    fn row(&mut self, bar: &SizeBar, label: &str, y: f32, left: f32, unit: f32, selected: bool) {
        let middle = y + ROW / 2.0;
        if selected {
            let fill = self.palette.accent.alpha(0.14);
            self.rect([4.0, y], [self.size[0] - 4.0, y + ROW], fill);
        }
        let label = cut_to_width(label, 11.0, left - 24.0);
        self.text([left - 8.0, middle], Anchor::Right, 11.0, label, self.palette.ink, selected);
        let mut x = left;
        for (tier, count) in Tier::ALL.into_iter().zip(bar.tiers) {
            let end = x + unit * count as f32;
            if count > 0 {
                self.rect([x, y + 2.5], [end - 1.0, y + ROW - 2.5], self.palette.tier(tier));
            }
            x = end;
        }
        let total = bar.total().to_string();
        self.text([x + 5.0, middle], Anchor::Left, 11.0, total, self.palette.faint, false);
    }
}
