//! Syndicate sizes: a bar for each deal, the distribution, and the trend.

use std::sync::Arc;

use eframe::egui::{Align, Align2, Label, Layout, RichText, ScrollArea, Ui, vec2};
use egui_plot::{Line, LineStyle, PlotPoint, PlotPoints, Text};

use super::theme::{color32, plain};
use super::widgets::{choice_ui, empty_ui, legend_word_ui, picture_ui, small};
use super::{ViewContext, plots};
use crate::model::{DealId, Tier};
use crate::query::Target;
use crate::scene::{SizesModel, count, text_width, tier_key};
use crate::state::{Command, PictureId, Show, SizeView, sizes_words};
use crate::stats::{SizeOrder, SizeYear};

/// More bars than this are not drawn; the table of deals shows all.
const MOST_BARS: usize = 1_000;
/// The height of a bar with its gap, in points.
const ROW: f32 = 17.0;

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    options_ui(ui, cx);
    if cx.state.derived.sizes.bars.is_empty() {
        empty_ui(ui, &cx.palette, &cx.tr("sizes.empty"), &cx.tr("empty.filter_hint"));
        return;
    }
    match cx.state.view.options.size_view {
        SizeView::Deals => bars_ui(ui, cx),
        SizeView::Distribution => distribution_ui(ui, cx),
        SizeView::Trend => trend_ui(ui, cx),
        SizeView::Depth => super::depth_view::ui(ui, cx),
    }
}

fn options_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    ui.horizontal_wrapped(|ui| {
        let options = &cx.state.view.options;
        let (view, order) = (options.size_view, options.size_order);
        for (value, key) in [
            (SizeView::Deals, "sizes.per_deal"),
            (SizeView::Distribution, "sizes.distribution"),
            (SizeView::Trend, "sizes.trend"),
            (SizeView::Depth, "sizes.depth"),
        ] {
            if ui.selectable_label(view == value, cx.tr(key)).clicked() {
                cx.send(Command::Show(Show::SizeView(value)));
            }
        }
        if view == SizeView::Deals {
            ui.separator();
            let orders = [
                (SizeOrder::Size, "sizes.by_size"),
                (SizeOrder::Date, "sizes.by_date"),
                (SizeOrder::Issuer, "sizes.by_issuer"),
                (SizeOrder::Value, "sizes.by_value"),
            ];
            if let Some(order) = choice_ui(ui, cx, "sizes.order", &orders, order) {
                cx.send(Command::Show(Show::SizeOrder(order)));
            }
        }
    });
    let picture = match cx.state.view.options.size_view {
        SizeView::Deals => Some(PictureId::Sizes),
        SizeView::Distribution => Some(PictureId::Distribution),
        SizeView::Trend => Some(PictureId::Trend),
        SizeView::Depth => None,
    };
    let text = sizes_words(&cx.state.derived.sizes, cx.lang());
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(picture) = picture {
                picture_ui(ui, cx, picture);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(small(&cx.palette, text)).truncate());
            });
        });
    });
}

fn legend_ui(ui: &mut Ui, cx: &ViewContext<'_>, tiers: &[Tier]) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(10.0, 2.0);
        for tier in tiers {
            legend_word_ui(ui, &cx.palette, cx.palette.tier(*tier), &cx.tr(tier_key(*tier)));
        }
    });
}

fn bars_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    if cx.state.derived.bars.is_empty() {
        ui.label(small(&cx.palette, cx.tr("sizes.sorting")));
        return;
    }
    let names = cx.names();
    let name = |deal_id: DealId| names.issuer(cx.book().deal(deal_id).issuer).to_owned();
    let model = SizesModel::new(cx.book(), &cx.state.derived.bars, MOST_BARS, name);
    legend_ui(ui, cx, &model.tiers());
    let width = ui.available_width();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let height = ROW * model.bars.len() as f32 + 8.0;
        bar_plot_ui(ui, cx, &model, [width - 10.0, height]);
        if model.left_out > 0 {
            let text = cx.tr_with("sizes.left_out", &[&count(model.left_out)]);
            ui.label(small(&cx.palette, text));
        }
    });
}

/// Horizontal bars, the first on top; each bar is one unit high.
fn bar_plot_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, model: &SizesModel, size: [f32; 2]) {
    let largest = model.bars.iter().map(|(bar, _)| bar.total()).max().unwrap_or(1) as f64;
    let count = model.bars.len();
    let label_width = 165.0_f32.min(size[0] * 0.44);
    let label_part = f64::from((label_width / size[0]).clamp(0.1, 0.5));
    let left = -largest * 1.1 * label_part / (1.0 - label_part);
    let visible = visible_rows(ui, count);
    let (palette, selected) = (cx.palette, cx.state.view.deal);
    let hovered = cx.state.view.hover;
    let shown = plots::still_plot("sizes-bars")
        .show_axes([false, false])
        .show_grid([false, false])
        .width(size[0])
        .height(size[1])
        .set_margin_fraction(vec2(0.0, 0.0))
        .show_x(false)
        .show_y(false)
        .cursor_color(eframe::egui::Color32::TRANSPARENT)
        .default_x_bounds(left, largest * 1.1)
        .default_y_bounds(-(count as f64) + 0.5, 0.5)
        .show(ui, |plot| {
            plot.set_plot_bounds_x(left..=largest * 1.1);
            plot.set_plot_bounds_y(-(count as f64) + 0.5..=0.5);
            for tier in model.tiers() {
                let bars = visible.clone().filter_map(|at| {
                    let (bar, _) = model.bars.get(at)?;
                    let from: usize =
                        bar.tiers[..tier.index()].iter().map(|count| usize::from(*count)).sum();
                    let length = usize::from(bar.tiers[tier.index()]);
                    let color = palette.tier(tier);
                    let whole = plots::bar(-(at as f64), from as f64, length as f64, 0.74, color);
                    (length > 0).then_some(whole)
                });
                let chart = plots::chart(&tier_name(tier), bars.collect(), palette.tier(tier));
                plot.bar_chart(chart.horizontal());
            }
            for at in visible.clone() {
                let Some((bar, label)) = model.bars.get(at) else { continue };
                let y = -(at as f64);
                let is_lit = selected == Some(bar.deal) || hovered == Some(Target::Deal(bar.deal));
                let ink = if is_lit { palette.accent } else { palette.ink };
                let text = shortened(label, label_width - 6.0);
                let label = RichText::new(text).font(plain(11.0)).color(color32(ink));
                plot.text(
                    Text::new("", PlotPoint::new(-largest * 0.012, y), label)
                        .anchor(Align2::RIGHT_CENTER)
                        .allow_hover(false),
                );
                let total = RichText::new(bar.total().to_string()).font(plain(10.5));
                plot.text(
                    Text::new(
                        "",
                        PlotPoint::new(bar.total() as f64 + largest * 0.012, y),
                        total.color(color32(palette.faint)),
                    )
                    .anchor(Align2::LEFT_CENTER)
                    .allow_hover(false),
                );
            }
        });
    let row = shown.response.hover_pos().map(|at| -shown.transform.value_from_position(at).y);
    let hit = row.and_then(|row| model.bars.get((row + 0.5).floor().max(0.0) as usize));
    if let Some((bar, _)) = hit {
        let target = Target::Deal(bar.deal);
        cx.hover(target);
        if shown.response.clicked() {
            cx.select(target);
        }
        let text = hover_text(cx, bar);
        shown.response.on_hover_ui_at_pointer(|ui| {
            ui.label(text);
        });
    }
}

/// The rows that the scroll area shows, with a few beyond.
fn visible_rows(ui: &Ui, count: usize) -> std::ops::Range<usize> {
    let clip = ui.clip_rect();
    let top = ((clip.top() - ui.cursor().top()) / ROW).floor().max(0.0) as usize;
    let bottom = ((clip.bottom() - ui.cursor().top()) / ROW).ceil().max(0.0) as usize;
    top.saturating_sub(2).min(count)..(bottom + 2).min(count)
}

fn tier_name(tier: Tier) -> String {
    tier.code().to_owned()
}

fn hover_text(cx: &ViewContext<'_>, bar: &crate::stats::SizeBar) -> String {
    let mut lines = vec![cx.names().deal(bar.deal)];
    for (tier, count) in Tier::ALL.into_iter().zip(bar.tiers) {
        if count > 0 {
            lines.push(format!("{} {count}", cx.tr(tier_key(tier))));
        }
    }
    lines.join("\n")
}

/// A label cut to a width in points, its year kept.
fn shortened(text: &str, width: f32) -> String {
    let size = 11.0;
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let year = text.rsplit_once(' ').filter(|(_, year)| year.len() == 4).map_or("", |part| part.1);
    let tail = format!("… {year}");
    let mut room = width - text_width(&tail, size);
    let cut: String = text
        .chars()
        .take_while(|char| {
            room -= text_width(char.encode_utf8(&mut [0; 4]), size);
            room >= 0.0
        })
        .collect();
    format!("{}{tail}", cut.trim_end()).trim_end().to_owned()
}

fn distribution_ui(ui: &mut Ui, cx: &ViewContext<'_>) {
    let counts = cx.state.derived.sizes.distribution();
    let color = cx.palette.tier(Tier::Bookrunner);
    let bars = counts
        .iter()
        .enumerate()
        .skip(1)
        .map(|(size, count)| plots::bar(size as f64, 0.0, *count as f64, 0.82, color))
        .collect();
    let (x, y) = (cx.tr("sizes.axis_banks"), cx.tr("sizes.axis_deals"));
    let lang_text = |size: usize, deals: usize| {
        cx.tr_with("sizes.bar_facts", &[&size.to_string(), &count(deals)])
    };
    let shown = plots::still_plot("sizes.distribution")
        .height(plots::plot_height(ui, 120.0))
        .x_axis_label(x.as_ref())
        .y_axis_label(y.as_ref())
        .include_y(0.0)
        .show(ui, |plot| plot.bar_chart(plots::chart("", bars, color)));
    let hover = shown.response.hover_pos().map(|at| shown.transform.value_from_position(at).x);
    if let Some(size) = hover.map(|x| x.round().max(0.0) as usize)
        && let Some(count) = counts.get(size)
    {
        let text = lang_text(size, *count);
        shown.response.on_hover_ui_at_pointer(|ui| {
            ui.label(text);
        });
    }
}

/// Sizes by year, made anew only where the choice of deals has changed.
fn years_of(cx: &mut ViewContext<'_>) -> Arc<Vec<SizeYear>> {
    let sizes = &cx.state.derived.sizes;
    if let Some((of, years)) = &cx.local.size_years
        && Arc::ptr_eq(of, sizes)
    {
        return years.clone();
    }
    let years = Arc::new(sizes.by_year(&cx.state.derived.index));
    cx.local.size_years = Some((sizes.clone(), years.clone()));
    years
}

fn trend_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let years = years_of(cx);
    if years.is_empty() {
        empty_ui(ui, &cx.palette, &cx.tr("sizes.no_dates"), &cx.tr("empty.filter_hint"));
        return;
    }
    let points = |value: fn(&SizeYear) -> f64| -> PlotPoints<'_> {
        years.iter().map(|year| [f64::from(year.year), value(year)]).collect()
    };
    let mean = Line::new(cx.tr("sizes.mean"), points(|year| year.mean))
        .color(color32(cx.palette.tier(Tier::Bookrunner)))
        .width(2.2);
    let median = Line::new(cx.tr("sizes.median"), points(|year| year.median))
        .color(color32(cx.palette.tier(Tier::Coordinator)))
        .style(LineStyle::dashed_dense())
        .width(2.0);
    let y = cx.tr("sizes.axis_banks");
    let shown = plots::still_plot("sizes.trend")
        .height(plots::plot_height(ui, 120.0))
        .legend(egui_plot::Legend::default())
        .y_axis_label(y.as_ref())
        .x_axis_formatter(|mark, _| whole_year(mark.value))
        .include_y(0.0)
        .show(ui, |plot| {
            plot.line(mean);
            plot.line(median);
        });
    let hover = shown.response.hover_pos().map(|at| shown.transform.value_from_position(at).x);
    let year = hover.and_then(|x| years.iter().find(|row| f64::from(row.year) == x.round()));
    if let Some(row) = year {
        let text = cx.tr_with(
            "sizes.year_facts",
            &[
                &row.year.to_string(),
                &count(row.deals),
                &format!("{:.1}", row.mean),
                &format!("{:.1}", row.median),
            ],
        );
        shown.response.on_hover_ui_at_pointer(|ui| {
            ui.label(text);
        });
    }
}

/// A year on an axis; nothing between years.
pub fn whole_year(value: f64) -> String {
    if (value - value.round()).abs() < 1e-6 { format!("{value:.0}") } else { String::new() }
}
