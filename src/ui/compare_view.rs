//! Sets of deals side by side: issuers, sectors, periods, or any filters.

use std::sync::Arc;

use eframe::egui::{Align, Grid, Label, Layout, Rect, RichText, ScrollArea, Sense, Ui, pos2, vec2};
use egui_plot::{Legend, Line, PlotPoints};

use super::theme::{bold, color32};
use super::widgets::{
    legend_word_ui, link_colored_ui, picture_ui, section_ui, small, swatch_ui, words_ui,
};
use super::{ViewContext, plots};
use crate::book::Revision;
use crate::index::{Facet, Parents};
use crate::model::Tier;
use crate::query::{Filter, Target};
use crate::scene::{count, tier_key, usd};
use crate::state::{
    Command, CompareCommand, LARGE_BOOK, MOST_SIDES, Memo, Outcome, PictureId, league_value,
    periods_of, side_of, sides_by,
};
use crate::stats::{Criteria, Home, MEMBER_TIERS, Side};

/// Leading banks that are named for each set.
const LEADERS: usize = 5;
/// The width of the words at the left, in points.
const WORDS: f32 = 132.0;

/// A figure of a set, as text.
type Figure<'a> = &'a dyn Fn(&Side) -> String;

type Key = (Revision, Parents, Vec<Filter>, Criteria, Home);

/// What the view keeps: the figures, and a filter that is being typed.
#[derive(Debug, Default)]
pub struct CompareLocal {
    sides: Memo<Key, Vec<Side>>,
    typing: Option<(usize, String, Option<String>)>,
}

impl CompareLocal {
    /// Takes what was made in the background; what is none of ours is given back.
    pub fn take(&mut self, outcome: Outcome) -> Option<Outcome> {
        self.sides.take(outcome)
    }
}

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    choices_ui(ui, cx);
    let filters = cx.state.view.options.sides.clone();
    if filters.is_empty() {
        start_ui(ui, cx);
        return;
    }
    let sides = sides(cx, &filters);
    if sides.len() != filters.len() {
        ui.add_space(12.0);
        ui.label(small(&cx.palette, cx.tr("compare.waiting")));
        return;
    }
    ScrollArea::vertical().id_salt("compare").auto_shrink(false).show(ui, |ui| {
        for (at, filter) in filters.iter().enumerate() {
            head_ui(ui, cx, at, filter);
        }
        tiers_ui(ui, cx, &sides);
        figures_ui(ui, cx, &sides);
        leaders_ui(ui, cx, &sides);
        distribution_ui(ui, cx, &filters, &sides);
        ui.add_space(8.0);
    });
}

fn send(cx: &mut ViewContext<'_>, command: CompareCommand) {
    cx.send(Command::Compare(command));
}

fn sides(cx: &mut ViewContext<'_>, filters: &[Filter]) -> Arc<Vec<Side>> {
    let options = &cx.state.view.options;
    let (criteria, home) = (options.criteria, options.home);
    let index = cx.state.derived.index.clone();
    let book = cx.state.book().clone();
    let key = (book.revision(), index.parents(), filters.to_vec(), criteria, home);
    let filters = filters.to_vec();
    let local = &mut *cx.local;
    let works = (index.len() >= LARGE_BOOK).then_some(&mut local.works);
    local.compare.sides.get_later(key, works, move || {
        filters.iter().map(|filter| Side::new(&book, &index, filter, &criteria, home)).collect()
    })
}

/// What can be put beside each other, in one line.
fn choices_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    ui.horizontal_wrapped(|ui| {
        let options = &cx.state.view.options;
        let filter = options.filter.clone();
        let full = options.sides.len() >= MOST_SIDES;
        let add = eframe::egui::Button::new(cx.tr("compare.add"));
        let hint = cx.tr("compare.add_hint");
        if ui.add_enabled(!full, add).on_hover_text(hint).clicked() {
            send(cx, CompareCommand::Add(filter.clone()));
        }
        for target in
            [cx.state.view.issuer.map(Target::Issuer), cx.state.view.group.map(Target::Group)]
                .into_iter()
                .flatten()
        {
            let name: String = cx.names().target(target).chars().take(22).collect();
            let words = cx.tr_with("compare.add_named", &[&name]);
            if ui.add_enabled(!full, eframe::egui::Button::new(words)).clicked() {
                send(cx, CompareCommand::Add(side_of(cx.book(), &filter, target)));
            }
        }
        ui.menu_button(cx.tr("compare.sets"), |ui| {
            if ui.button(cx.tr("compare.periods")).clicked() {
                let periods = periods_of(&filter, cx.state.derived.newest_day);
                send(cx, CompareCommand::Replace(periods));
                ui.close();
            }
            for (facet, key) in [
                (Facet::Market, "compare.markets"),
                (Facet::Sector, "compare.sectors"),
                (Facet::Currency, "compare.currencies"),
                (Facet::Issuer, "compare.issuers"),
            ] {
                if ui.button(cx.tr(key)).clicked() {
                    let values = largest(cx, facet);
                    let values: Vec<&str> = values.iter().map(String::as_str).collect();
                    send(cx, CompareCommand::Replace(sides_by(&filter, facet, &values)));
                    ui.close();
                }
            }
        });
        if !cx.state.view.options.sides.is_empty() {
            if ui.button(cx.tr("what_if.clear")).clicked() {
                send(cx, CompareCommand::Replace(Vec::new()));
            }
            picture_ui(ui, cx, PictureId::Compare);
        }
    });
}

/// The values of a facet with the most deals under the filter.
fn largest(cx: &ViewContext<'_>, facet: Facet) -> Vec<String> {
    let counts = cx.state.derived.chosen.counts(facet);
    let values = cx.state.derived.index.facet(facet).values.iter();
    let mut counts: Vec<(&String, u32)> =
        values.zip(counts.iter().copied()).filter(|row| row.1 > 0).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    counts.into_iter().take(MOST_SIDES).map(|row| row.0.clone()).collect()
}

/// Nothing is chosen yet: what the view is for.
fn start_ui(ui: &mut Ui, cx: &ViewContext<'_>) {
    super::widgets::empty_ui(
        ui,
        &cx.palette,
        &cx.tr("compare.empty"),
        &cx.tr("compare.empty_hint"),
    );
}

/// What a set is called: its filter, or that it is everything.
fn name_of(cx: &ViewContext<'_>, filter: &Filter) -> String {
    match filter.is_empty() {
        true => cx.tr("compare.all").into_owned(),
        false => filter.to_string(),
    }
}

/// A column a set, in its colour.
fn figures_ui(ui: &mut Ui, cx: &ViewContext<'_>, sides: &[Side]) {
    let lang = cx.lang();
    let abroad = |part: Option<f64>| part.map_or_else(|| "–".into(), |p| format!("{p:.0}%"));
    let rows: [(&str, Figure<'_>); 10] = [
        ("compare.deals", &|side| count(side.deals)),
        ("compare.value", &|side| {
            league_value(side.league.market_value, side.league.currency, lang)
        }),
        ("compare.mean", &|side| format!("{:.1}", side.sizes.mean)),
        ("compare.median", &|side| format!("{:.1}", side.sizes.median)),
        ("compare.effective", &|side| format!("{:.1}", side.sizes.effective)),
        ("compare.bookrunners", &|side| format!("{:.1}", side.sizes.bookrunners)),
        ("compare.co_led", &|side| format!("{:.0}%", side.sizes.co_led_pct)),
        ("compare.abroad_seats", &|side| abroad(side.abroad.seats.abroad_pct())),
        ("compare.abroad_credit", &|side| abroad(side.abroad.credit.abroad_pct())),
        ("compare.hhi", &|side| format!("{:.0}", side.league.hhi)),
    ];
    ui.add_space(6.0);
    let width = ((ui.available_width() - WORDS) / sides.len() as f32 - 10.0).clamp(40.0, 110.0);
    Grid::new("compare-figures").num_columns(sides.len() + 1).spacing([8.0, 4.0]).show(ui, |ui| {
        for (key, figure) in rows {
            words_cell_ui(ui, cx, key);
            for (at, side) in sides.iter().enumerate() {
                ui.allocate_ui_with_layout(
                    vec2(width, 16.0),
                    Layout::right_to_left(Align::Center),
                    |ui| {
                        ui.set_width(width);
                        let ink = cx.palette.ink.mixed(cx.palette.series(at), 0.75);
                        let text = RichText::new(figure(side)).font(bold(12.5));
                        ui.add(Label::new(text.color(color32(ink))).extend());
                    },
                );
            }
            ui.end_row();
        }
    });
}

fn words_cell_ui(ui: &mut Ui, cx: &ViewContext<'_>, key: &str) {
    ui.allocate_ui(vec2(WORDS, 16.0), |ui| {
        ui.set_width(WORDS);
        ui.add(Label::new(small(&cx.palette, cx.tr(key))).wrap());
    });
}

/// The colour of a set, its filter as a line that can be changed, and a way to take it away.
fn head_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, at: usize, filter: &Filter) {
    ui.horizontal(|ui| {
        swatch_ui(ui, color32(cx.palette.series(at)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let name = cx.tr_with("compare.remove", &[&name_of(cx, filter)]);
            let button = ui.small_button("×").on_hover_text(&name);
            button.widget_info(|| {
                let kind = eframe::egui::Role::Button;
                eframe::egui::WidgetInfo::labeled(kind, true, &name)
            });
            if button.clicked() {
                send(cx, CompareCommand::Remove(at));
            }
            filter_line_ui(ui, cx, at, filter);
        });
    });
    let wrong = cx.local.compare.typing.as_ref().filter(|typing| typing.0 == at);
    if let Some((_, _, Some(sentence))) = wrong {
        let text = RichText::new(sentence).color(color32(cx.palette.error)).size(11.0);
        ui.add(Label::new(text).wrap());
    }
}

fn filter_line_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, at: usize, filter: &Filter) {
    let mut text = match &cx.local.compare.typing {
        Some((typed, text, _)) if *typed == at => text.clone(),
        _ => filter.to_string(),
    };
    let hint = cx.tr_with("compare.line", &[&(at + 1).to_string()]);
    let response = words_ui(ui, &mut text, &hint, ui.available_width() - 6.0);
    let response = response.on_hover_text(name_of(cx, filter));
    if response.changed() {
        cx.local.compare.typing = Some((at, text.clone(), None));
    }
    if response.lost_focus() && cx.local.compare.typing.as_ref().is_some_and(|t| t.0 == at) {
        cx.local.compare.typing = match text.parse() {
            Ok(filter) => {
                send(cx, CompareCommand::Set(at, filter));
                None
            }
            // What was typed stays, so that it can be mended.
            Err(error) => Some((at, text, Some(error.to_string()))),
        };
    }
}

/// Banks per deal by tier, a bar a set; the longest fills the width.
fn tiers_ui(ui: &mut Ui, cx: &ViewContext<'_>, sides: &[Side]) {
    section_ui(ui, &cx.palette, &cx.tr("compare.tiers"));
    let most = sides.iter().map(|side| side.sizes.mean).fold(1.0, f64::max);
    for (at, side) in sides.iter().enumerate() {
        ui.horizontal(|ui| {
            swatch_ui(ui, color32(cx.palette.series(at)));
            let size = vec2((ui.available_width() - 4.0).max(20.0), 14.0);
            let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
            let mut x = rect.left();
            let mut words: Vec<String> = Vec::new();
            for (tier, banks) in Tier::ALL.into_iter().zip(side.sizes.by_tier) {
                if banks <= 0.0 {
                    continue;
                }
                let size = vec2((banks / most) as f32 * rect.width(), rect.height());
                let piece = Rect::from_min_size(pos2(x, rect.top()), size);
                ui.painter().rect_filled(piece, 1.0, color32(cx.palette.tier(tier)));
                x += size.x;
                words.push(format!("{} {banks:.2}", cx.tr(tier_key(tier))));
            }
            response.on_hover_text(words.join("\n"));
        });
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(10.0, 2.0);
        for tier in Tier::ALL.into_iter().take(MEMBER_TIERS) {
            if sides.iter().any(|side| side.sizes.by_tier[tier.index()] > 0.0) {
                legend_word_ui(ui, &cx.palette, cx.palette.tier(tier), &cx.tr(tier_key(tier)));
            }
        }
    });
}

/// Who is first in each set.
fn leaders_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, sides: &[Side]) {
    section_ui(ui, &cx.palette, &cx.tr("compare.leaders"));
    for (at, side) in sides.iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            swatch_ui(ui, color32(cx.palette.series(at)));
            for row in side.league.rows.iter().take(LEADERS) {
                let name = format!("{} {}", row.rank, cx.names().group(row.group));
                let text = RichText::new(&name).size(12.0);
                link_colored_ui(ui, cx, Target::Group(row.group), text, &name);
                ui.label(small(&cx.palette, format!("{:.1}%", row.share_pct)));
            }
            if side.league.rows.is_empty() {
                ui.label(small(&cx.palette, "–"));
            }
        });
    }
}

/// How many of a hundred deals have each size, a line a set.
fn distribution_ui(ui: &mut Ui, cx: &ViewContext<'_>, filters: &[Filter], sides: &[Side]) {
    if sides.iter().all(|side| side.sizes.deals == 0) {
        return;
    }
    section_ui(ui, &cx.palette, &cx.tr("compare.distribution"));
    let names: Vec<String> = filters.iter().map(|filter| name_of(cx, filter)).collect();
    let lines: Vec<Line<'_>> = sides
        .iter()
        .zip(&names)
        .enumerate()
        .map(|(at, (side, name))| {
            let deals = side.sizes.deals.max(1) as f64;
            let points: PlotPoints<'_> = side
                .distribution
                .iter()
                .enumerate()
                .skip(1)
                .map(|(size, count)| [size as f64, 100.0 * *count as f64 / deals])
                .collect();
            let name: String = name.chars().take(34).collect();
            Line::new(name, points).color(color32(cx.palette.series(at))).width(2.2)
        })
        .collect();
    let (x, y) = (cx.tr("sizes.axis_banks"), cx.tr("compare.axis_deals"));
    plots::still_plot("compare-distribution")
        .height(170.0)
        .legend(Legend::default())
        .x_axis_label(x.as_ref())
        .y_axis_label(y.as_ref())
        .include_y(0.0)
        .show(ui, |plot| {
            for line in lines {
                plot.line(line);
            }
        });
    let total = sides.iter().map(|side| side.abroad.credit.unknown.usd()).sum::<f64>();
    if total > 0.0 {
        let note = cx.tr_with("compare.unknown", &[&usd(total, cx.lang())]);
        ui.add(Label::new(small(&cx.palette, note)).wrap());
    }
}
