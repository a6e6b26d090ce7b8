//! Syndicates in depth: sizes for each part of the market, and how far banks from abroad take part.

use std::sync::Arc;

use eframe::egui::{Align, Color32, Label, Layout, Rect, RichText, ScrollArea, Sense, Ui, vec2};

use super::ViewContext;
use super::theme::{bold, color32};
use super::widgets::{choice_ui, legend_word_ui, picture_ui, section_picture_ui, small};
use crate::book::Revision;
use crate::index::Parents;
use crate::model::Tier;
use crate::query::Filter;
use crate::scene::{count, tier_key, usd};
use crate::state::{Command, DepthBy, LARGE_BOOK, Memo, Outcome, PictureId, Show};
use crate::stats::{Abroad, Home, MEMBER_TIERS, Origin, PartSizes, sizes_by};

/// The most parts that are listed.
const MOST_PARTS: usize = 40;

type Key = (Revision, Parents, Filter, DepthBy, Home);

/// What the view shows.
#[derive(Debug, Default)]
struct Depth {
    parts: Vec<PartSizes>,
    abroad: Abroad,
}

/// What the view keeps; on a large book it is made in the background.
#[derive(Debug, Default)]
pub struct DepthLocal {
    made: Memo<Key, Depth>,
}

impl DepthLocal {
    /// Takes what was made in the background; what is none of ours is given back.
    pub fn take(&mut self, outcome: Outcome) -> Option<Outcome> {
        self.made.take(outcome)
    }
}

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let made = made(cx);
    ui.horizontal_wrapped(|ui| {
        let options = &cx.state.view.options;
        let (by, home) = (options.depth_by, options.home);
        let choices = DepthBy::ALL.map(|by| (by, by.key()));
        if let Some(by) = choice_ui(ui, cx, "depth.by", &choices, by) {
            cx.send(Command::Show(Show::DepthBy(by)));
        }
        let homes = [(Home::Region, "depth.region"), (Home::Country, "depth.country")];
        if let Some(home) = choice_ui(ui, cx, "depth.home", &homes, home) {
            cx.send(Command::Show(Show::Home(home)));
        }
        picture_ui(ui, cx, PictureId::Depth);
    });
    ScrollArea::vertical().id_salt("depth").auto_shrink(false).show(ui, |ui| {
        parts_ui(ui, cx, &made.parts);
        abroad_ui(ui, cx, &made.abroad);
        ui.add_space(8.0);
    });
}

fn made(cx: &mut ViewContext<'_>) -> Arc<Depth> {
    let options = &cx.state.view.options;
    let (by, home) = (options.depth_by, options.home);
    let (index, chosen) = (cx.state.derived.index.clone(), cx.state.derived.chosen.clone());
    let book = cx.state.book().clone();
    let key = (book.revision(), index.parents(), options.filter.clone(), by, home);
    let local = &mut *cx.local;
    let works = (index.len() >= LARGE_BOOK).then_some(&mut local.works);
    local.depth.made.get_later(key, works, move || Depth {
        parts: sizes_by(&index, &chosen, by.breakdown()),
        abroad: Abroad::new(&book, &index, &chosen, home),
    })
}

/// A line a part: mean banks per deal as a bar by tier, then the figures.
fn parts_ui(ui: &mut Ui, cx: &ViewContext<'_>, parts: &[PartSizes]) {
    ui.add(Label::new(small(&cx.palette, cx.tr("depth.note"))).wrap());
    let most = parts.iter().map(|part| part.mean).fold(1.0, f64::max);
    for part in parts.iter().take(MOST_PARTS) {
        let name = cx.names().part(&part.part);
        let words = cx.tr_with(
            "depth.facts",
            &[
                &name,
                &count(part.deals),
                &format!("{:.2}", part.mean),
                &format!("{:.1}", part.median),
                &format!("{:.2}", part.effective),
                &format!("{:.2}", part.bookrunners),
                &format!("{:.0}", part.co_led_pct),
            ],
        );
        ui.horizontal(|ui| {
            ui.set_height(19.0);
            let width = (ui.available_width() * 0.28).max(70.0);
            ui.allocate_ui(vec2(width, 19.0), |ui| {
                ui.set_width(width);
                ui.add(Label::new(RichText::new(&name).size(12.0)).truncate());
            });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                let figures =
                    format!("{:.1} · {:.1} · {:.1}", part.mean, part.effective, part.bookrunners);
                ui.add(Label::new(RichText::new(figures).font(bold(11.5))).extend());
                ui.add(Label::new(small(&cx.palette, count(part.deals))).extend());
                bar_ui(ui, cx, part, most);
            });
        })
        .response
        .on_hover_text(words);
    }
}

fn bar_ui(ui: &mut Ui, cx: &ViewContext<'_>, part: &PartSizes, most: f64) {
    let size = vec2(ui.available_width().max(10.0), 10.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let mut x = rect.left();
    for (tier, banks) in Tier::ALL.into_iter().zip(part.by_tier) {
        let width = (banks / most) as f32 * rect.width();
        let piece = Rect::from_min_size(eframe::egui::pos2(x, rect.top()), vec2(width, 10.0));
        ui.painter().rect_filled(piece, 1.0, color32(cx.palette.tier(tier)));
        x += width;
    }
}

/// The part of banks from abroad: by tier of seats, of all seats, of credit.
fn abroad_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, abroad: &Abroad) {
    let title = cx.tr("depth.abroad");
    section_picture_ui(ui, cx, &title, PictureId::Abroad);
    ui.horizontal_wrapped(|ui| {
        legend_word_ui(ui, &cx.palette, cx.palette.accent, &cx.tr("depth.from_abroad"));
        legend_word_ui(ui, &cx.palette, cx.palette.line, &cx.tr("depth.from_home"));
    });
    let seats = |origin: &Origin<usize>| {
        let counts = [count(origin.abroad), count(origin.home)];
        (origin.abroad_pct(), cx.tr_with("depth.seats", &[&counts[0], &counts[1]]))
    };
    let all = seats(&abroad.seats);
    origin_ui(ui, cx, &cx.tr("depth.all_seats"), all.0, &all.1, true);
    for tier in Tier::ALL.into_iter().take(MEMBER_TIERS) {
        let (part, words) = seats(&abroad.by_tier[tier.index()]);
        if part.is_some() {
            origin_ui(ui, cx, &cx.tr(tier_key(tier)), part, &words, false);
        }
    }
    let credit = &abroad.credit;
    let values = [usd(credit.abroad.usd(), cx.lang()), usd(credit.home.usd(), cx.lang())];
    let words = cx.tr_with("depth.seats", &[&values[0], &values[1]]);
    origin_ui(ui, cx, &cx.tr("depth.credit"), credit.abroad_pct(), &words, true);
    let unknown = [count(abroad.seats.unknown), usd(credit.unknown.usd(), cx.lang())];
    let note = cx.tr_with("depth.unknown", &[&unknown[0], &unknown[1]]);
    ui.add(Label::new(small(&cx.palette, note)).wrap());
}

fn origin_ui(
    ui: &mut Ui,
    cx: &ViewContext<'_>,
    name: &str,
    part: Option<f64>,
    words: &str,
    strong: bool,
) {
    ui.horizontal(|ui| {
        ui.set_height(19.0);
        let width = (ui.available_width() * 0.34).max(80.0);
        let font = if strong { bold(12.0) } else { super::theme::plain(12.0) };
        ui.allocate_ui(vec2(width, 19.0), |ui| {
            ui.set_width(width);
            ui.add(Label::new(RichText::new(name).font(font)).truncate());
        });
        let text = part.map_or_else(|| "–".to_owned(), |part| format!("{part:.0}%"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_sized(vec2(36.0, 18.0), Label::new(RichText::new(text).font(bold(12.0))));
            let size = vec2(ui.available_width().max(10.0), 9.0);
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            ui.painter().rect_filled(rect, 2.0, color32(cx.palette.line));
            let filled = (part.unwrap_or(0.0) / 100.0) as f32 * rect.width();
            let piece = Rect::from_min_size(rect.min, vec2(filled, rect.height()));
            let ink: Color32 = color32(cx.palette.accent);
            ui.painter().rect_filled(piece, 2.0, ink);
        });
    })
    .response
    .on_hover_text(words);
}
