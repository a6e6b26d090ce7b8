//! The market: issuance over time, published totals, coupon against tenor, maturities, purposes.

use eframe::egui::{Align, Label, Layout, ScrollArea, Ui, vec2};
use egui_plot::{Legend, MarkerShape, PlotPoints, Points};

use super::sizes_view::whole_year;
use super::theme::color32;
use super::widgets::{empty_ui, picture_ui, section_picture_ui, section_ui, share_bar_ui, small};
use super::{ViewContext, plots};
use crate::book::MarketTotal;
use crate::model::Market;
use crate::query::Target;
use crate::scene::{Color, count, usd, usd_plain};
use crate::state::{LAST_MATURITY, LONGEST_TENOR, MOST_PARTS, MarketSeries, PictureId};
use crate::stats::{CouponPoint, Purpose};

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    if cx.state.derived.chosen.is_empty() {
        empty_ui(ui, &cx.palette, &cx.tr("deals.empty"), &cx.tr("empty.filter_hint"));
        return;
    }
    let series = cx.state.derived.market.clone();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        issuance_ui(ui, cx, &series);
        totals_ui(ui, cx);
        coupons_ui(ui, cx, &series.coupons);
        maturities_ui(ui, cx, &series);
        purposes_ui(ui, cx, &series);
        ui.add_space(8.0);
    });
}

fn issuance_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, series: &MarketSeries) {
    ui.horizontal(|ui| {
        let title = cx.tr("market.issuance");
        section_ui(ui, &cx.palette, &title);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let picture = match cx.local.market_by_currency {
                true => PictureId::Currencies,
                false => PictureId::Issuance,
            };
            picture_ui(ui, cx, picture);
            let by_currency = cx.local.market_by_currency;
            for (value, key) in [(true, "market.by_currency"), (false, "market.by_market")] {
                if ui.selectable_label(by_currency == value, cx.tr(key)).clicked() {
                    cx.local.market_by_currency = value;
                }
            }
        });
    });
    let by_currency = cx.local.market_by_currency;
    let issuance = if by_currency { &series.by_currency } else { &series.by_market };
    let parts: Vec<(usize, String, Color)> = issuance
        .parts
        .iter()
        .enumerate()
        .map(|(at, part)| (at, cx.names().part(part), part_color(cx, by_currency, at, part)))
        .collect();
    let charts: Vec<_> = parts
        .iter()
        .map(|(at, name, color)| {
            let bars = issuance.years.iter().filter(|year| year.usd[*at] > 0.0).map(|year| {
                let from: f64 = year.usd[..*at].iter().sum();
                plots::bar(f64::from(year.year), from, year.usd[*at], 0.8, *color)
            });
            let shown =
                if *at < MOST_PARTS { name.clone() } else { cx.tr("market.other").into_owned() };
            plots::chart(&shown, bars.collect(), *color)
        })
        .collect();
    let lang = cx.lang();
    let shown = plots::still_plot(if by_currency { "market-currency" } else { "market-market" })
        .height(170.0)
        .legend(Legend::default().position(egui_plot::Corner::LeftTop))
        .x_axis_formatter(|mark, _| whole_year(mark.value))
        .y_axis_formatter(move |mark, _| usd_plain(mark.value, lang))
        .include_y(0.0)
        .show_x(false)
        .show_y(false)
        .show(ui, |plot| {
            for chart in charts {
                plot.bar_chart(chart);
            }
        });
    let at = shown.response.hover_pos().map(|at| shown.transform.value_from_position(at).x.round());
    let year = at.and_then(|x| issuance.years.iter().find(|year| f64::from(year.year) == x));
    if let Some(year) = year {
        let mut lines = vec![format!("{}  {}", year.year, usd(year.usd.iter().sum(), lang))];
        for (at, name, _) in parts.iter().filter(|(at, ..)| year.usd[*at] > 0.0).take(9) {
            lines.push(format!("{name}  {} · {}", usd(year.usd[*at], lang), year.deals[*at]));
        }
        shown.response.on_hover_ui_at_pointer(|ui| {
            ui.label(lines.join("\n"));
        });
    }
    let left_out = count(issuance.left_out);
    ui.add(Label::new(small(&cx.palette, cx.tr_with("market.left_out", &[&left_out]))).wrap());
}

fn part_color(cx: &ViewContext<'_>, by_currency: bool, at: usize, part: &str) -> Color {
    if by_currency { cx.palette.series(at) } else { cx.palette.market(Market::from_code(part)) }
}

/// The totals that the article quotes, as bars of one measure.
fn totals_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let totals: Vec<&MarketTotal> = cx.book().dealogic_totals().collect();
    let Some(most) = totals.iter().map(|total| total.amount).reduce(f64::max) else { return };
    let title = cx.tr("market.totals");
    section_picture_ui(ui, cx, &title, PictureId::Totals);
    for total in &totals {
        ui.horizontal(|ui| {
            fixed_ui(ui, 100.0, |ui| {
                ui.add(Label::new(cx.names().scope(&total.scope)).truncate());
            });
            fixed_ui(ui, 76.0, |ui| {
                ui.label(usd(total.amount, cx.lang()));
            });
            share_bar_ui(ui, (total.amount / most) as f32, cx.palette.deal, &cx.palette);
        })
        .response
        .on_hover_text(total.notes.clone().unwrap_or_default());
    }
    let whole = totals.iter().find(|total| total.scope == "global").map(|total| total.amount);
    let parts: f64 = totals.iter().filter(|t| t.scope != "global").map(|t| t.amount).sum();
    if let Some(whole) = whole {
        let first = totals[0];
        let publisher = first.source.publisher.clone().unwrap_or_default();
        let text = cx.tr_with(
            "market.totals_note",
            &[&usd(parts, cx.lang()), &usd(whole - parts, cx.lang()), &publisher, &first.period],
        );
        ui.add(Label::new(small(&cx.palette, text)).wrap());
    }
}

fn fixed_ui(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(width, 18.0), Layout::left_to_right(Align::Center), |ui| {
        ui.set_width(width);
        add(ui);
    });
}

fn coupons_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, points: &[CouponPoint]) {
    if points.is_empty() {
        return;
    }
    let title = cx.tr_with("market.coupons", &[&points.len().to_string()]);
    section_picture_ui(ui, cx, &title, PictureId::Coupons);
    let mut currencies: Vec<(&str, usize)> = Vec::new();
    for point in points {
        match currencies.iter_mut().find(|row| row.0 == point.currency) {
            Some(row) => row.1 += 1,
            None => currencies.push((point.currency, 1)),
        }
    }
    currencies.sort_by_key(|row| (std::cmp::Reverse(row.1), row.0));
    let selected = cx.state.view.deal;
    let sets: Vec<Points<'_>> = currencies
        .iter()
        .enumerate()
        .map(|(at, (currency, _))| {
            let mine = points.iter().filter(|point| point.currency == *currency);
            let places: PlotPoints<'_> =
                mine.map(|p| [p.tenor_years.min(LONGEST_TENOR), p.coupon_pct]).collect();
            let shape =
                [MarkerShape::Circle, MarkerShape::Square, MarkerShape::Diamond, MarkerShape::Up];
            Points::new(*currency, places)
                .radius(2.6)
                .shape(shape[at % shape.len()])
                .color(color32(cx.palette.series(at).alpha(0.75)))
                .allow_hover(false)
        })
        .collect();
    let marked: PlotPoints<'_> = points
        .iter()
        .filter(|point| Some(point.deal) == selected)
        .map(|point| [point.tenor_years.min(LONGEST_TENOR), point.coupon_pct])
        .collect();
    let accent = color32(cx.palette.accent);
    let marked = Points::new("", marked).radius(6.0).filled(false).color(accent).allow_hover(false);
    let (x, y) = (cx.tr("market.axis_tenor"), cx.tr("market.axis_coupon"));
    let shown = plots::still_plot("market-coupons")
        .height(190.0)
        .legend(Legend::default().position(egui_plot::Corner::RightTop))
        .x_axis_label(x.as_ref())
        .y_axis_label(y.as_ref())
        .include_y(0.0)
        .include_x(0.0)
        .show_x(false)
        .show_y(false)
        .show(ui, |plot| {
            for set in sets {
                plot.points(set);
            }
            plot.points(marked);
        });
    let Some(pointer) = shown.response.hover_pos() else { return };
    let nearest = points
        .iter()
        .map(|point| {
            let at =
                egui_plot::PlotPoint::new(point.tenor_years.min(LONGEST_TENOR), point.coupon_pct);
            (shown.transform.position_from_point(&at).distance(pointer), point)
        })
        .min_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((_, point)) = nearest.filter(|(distance, _)| *distance < 12.0) {
        let target = Target::Deal(point.deal);
        cx.hover(target);
        if shown.response.clicked() {
            cx.select(target);
        }
        let text = cx.tr_with(
            "market.coupon_facts",
            &[
                &cx.names().deal(point.deal),
                point.currency,
                &format!("{:.3}", point.coupon_pct),
                &format!("{:.1}", point.tenor_years),
            ],
        );
        shown.response.on_hover_ui_at_pointer(|ui| {
            ui.label(text);
        });
    }
}

fn maturities_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, series: &MarketSeries) {
    if series.maturities.is_empty() {
        return;
    }
    let title = cx.tr("market.maturities");
    section_picture_ui(ui, cx, &title, PictureId::Maturities);
    let color = cx.palette.series(2);
    let bars = series.maturities.iter().filter(|row| *row.0 <= LAST_MATURITY);
    let bars =
        bars.map(|(year, usd)| plots::bar(f64::from(*year), 0.0, *usd, 0.8, color)).collect();
    let lang = cx.lang();
    let shown = plots::still_plot("market-maturities")
        .height(130.0)
        .x_axis_formatter(|mark, _| whole_year(mark.value))
        .y_axis_formatter(move |mark, _| usd_plain(mark.value, lang))
        .include_y(0.0)
        .show_x(false)
        .show_y(false)
        .show(ui, |plot| plot.bar_chart(plots::chart("", bars, color)));
    let at = shown.response.hover_pos().map(|at| shown.transform.value_from_position(at).x.round());
    if let Some((year, due)) = at.and_then(|x| series.maturities.get_key_value(&(x as i16))) {
        let text = format!("{year}  {}", usd(*due, lang));
        shown.response.on_hover_ui_at_pointer(|ui| {
            ui.label(text);
        });
    }
}

fn purposes_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, series: &MarketSeries) {
    let Some(most) = series.purposes.values().max().copied() else { return };
    let title = cx.tr("market.purposes");
    section_picture_ui(ui, cx, &title, PictureId::Purposes);
    let mut rows: Vec<(Purpose, usize)> =
        series.purposes.iter().map(|(purpose, count)| (*purpose, *count)).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.1), row.0));
    for (purpose, deals) in rows {
        ui.horizontal(|ui| {
            fixed_ui(ui, 160.0, |ui| {
                ui.add(Label::new(cx.tr(purpose.key())).truncate());
            });
            fixed_ui(ui, 30.0, |ui| {
                ui.label(count(deals));
            });
            share_bar_ui(ui, deals as f32 / most as f32, cx.palette.series(2), &cx.palette);
        });
    }
    let text = cx.tr_with("market.purposes_note", &[&count(series.without_purpose)]);
    ui.add(Label::new(small(&cx.palette, text)).wrap());
}
