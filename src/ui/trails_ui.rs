//! Promotion trails: a bank's role at an issuer, deal by deal, as a row of marks.

use eframe::egui::{Align2, Label, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::ViewContext;
use super::relations_ui::histories;
use super::theme::{color32, plain};
use super::widgets::{link_ui, section_ui, small};
use crate::book::date_of;
use crate::index::NO_DAY;
use crate::model::{GroupId, IssuerId};
use crate::query::Target;
use crate::stats::TrailStep;

/// The side of a mark, in points.
const CELL: f32 = 16.0;
/// The width of the names.
const NAME: f32 = 132.0;
/// Banks, or issuers, that are shown.
const MOST_ROWS: usize = 40;
/// Of an issuer with more deals the newest so many are shown.
const MOST_STEPS: usize = 60;

/// The banks of an issuer: a column a deal, a mark in the colour of the role. `false` where no
/// priced deal of the filter names a bank.
pub fn issuer_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, issuer_id: IssuerId) -> bool {
    let histories = histories(cx);
    let banks = histories.wallet(issuer_id);
    let deals = histories.deals_of(issuer_id);
    if banks.is_empty() || deals.is_empty() {
        return false;
    }
    section_ui(ui, &cx.palette, &cx.tr("trails.title"));
    ui.add(Label::new(small(&cx.palette, cx.tr("trails.note"))).wrap());
    let hidden = deals.len().saturating_sub(MOST_STEPS);
    let rows: Vec<(GroupId, Vec<Option<TrailStep>>)> = banks
        .iter()
        .take(MOST_ROWS)
        .map(|bank| {
            let trail = histories.trail(issuer_id, bank.group);
            // The trail begins with the bank's first deal; before it there is nothing to show.
            let late = deals.len() - trail.len();
            let before = std::iter::repeat_n(None, late);
            (bank.group, before.chain(trail.into_iter().map(Some)).skip(hidden).collect())
        })
        .collect();
    ScrollArea::horizontal().id_salt("trails").show(ui, |ui| {
        years_ui(ui, cx, &deals[hidden..]);
        for (group, steps) in &rows {
            row_ui(ui, cx, Target::Group(*group), steps);
        }
    });
    let rest = banks.len().saturating_sub(MOST_ROWS);
    if rest > 0 {
        ui.label(small(&cx.palette, cx.tr_with("trails.more", &[&rest.to_string()])));
    }
    promotion_ui(ui, cx);
    true
}

/// The issuers of a bank that it served more than once: where it rose, fell, stayed.
pub fn bank_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, group_id: GroupId) {
    let histories = histories(cx);
    let mut rows: Vec<(IssuerId, Vec<Option<TrailStep>>)> = histories
        .issuers()
        .filter_map(|issuer_id| {
            let trail = histories.trail(issuer_id, group_id);
            let served = trail.iter().filter(|step| !step.roles.is_empty()).count();
            let hidden = trail.len().saturating_sub(MOST_STEPS);
            (served > 1)
                .then(|| (issuer_id, trail.into_iter().skip(hidden).map(Some).collect::<Vec<_>>()))
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    rows.sort_by_key(|row| (std::cmp::Reverse(row.1.len()), row.0));
    let title = cx.tr_with("trails.of_bank", &[&rows.len().to_string()]);
    section_ui(ui, &cx.palette, &title);
    ScrollArea::horizontal().id_salt("bank-trails").show(ui, |ui| {
        for (issuer, steps) in rows.iter().take(MOST_ROWS) {
            row_ui(ui, cx, Target::Issuer(*issuer), steps);
        }
    });
}

/// The year over the first deal of each year.
fn years_ui(ui: &mut Ui, cx: &ViewContext<'_>, deals: &[(crate::model::DealId, i32)]) {
    let width = NAME + CELL * deals.len() as f32;
    let (rect, _) = ui.allocate_exact_size(vec2(width, 13.0), Sense::hover());
    let mut last = None;
    let mut free = rect.left();
    for (at, (_, day)) in deals.iter().enumerate() {
        let year = (*day != NO_DAY).then(|| date_of(*day).year());
        let x = rect.left() + NAME + CELL * at as f32;
        if let Some(year) = year.filter(|year| last != Some(*year) && x >= free) {
            let text = format!("’{:02}", year.rem_euclid(100));
            let ink = color32(cx.palette.faint);
            let at = pos2(x, rect.center().y);
            ui.painter().text(at, Align2::LEFT_CENTER, text, plain(10.0), ink);
            last = Some(year);
            free = x + CELL;
        }
    }
}

fn row_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, target: Target, steps: &[Option<TrailStep>]) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.set_height(CELL + 2.0);
        ui.allocate_ui(vec2(NAME, CELL), |ui| {
            ui.set_width(NAME);
            let name = cx.names().target(target);
            link_ui(ui, cx, target, &name);
        });
        for step in steps {
            step_ui(ui, cx, step.as_ref());
        }
    });
}

/// One deal: filled in the colour of the role; with a rim where the bank leads; a dot where it was
/// left out; nothing before its first deal.
fn step_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, step: Option<&TrailStep>) {
    let (rect, response) = ui.allocate_exact_size(vec2(CELL, CELL), Sense::click());
    let Some(step) = step else { return };
    let mark = Rect::from_center_size(rect.center(), vec2(CELL - 4.0, CELL - 4.0));
    let target = Target::Deal(step.deal);
    let lit = cx.is_hovered(target) || cx.is_selected(target);
    match step.tier {
        Some(tier) => {
            ui.painter().rect_filled(mark, 2.0, color32(cx.palette.tier(tier)));
            if step.leads || lit {
                let ink = if lit { cx.palette.accent } else { cx.palette.ink };
                let rim = Stroke::new(if lit { 2.0 } else { 1.2 }, color32(ink));
                ui.painter().rect_stroke(mark, 2.0, rim, StrokeKind::Outside);
            }
        }
        None => {
            let ink = if lit { cx.palette.accent } else { cx.palette.line };
            ui.painter().circle_filled(rect.center(), 1.8, color32(ink));
        }
    }
    let day = match step.day {
        NO_DAY => "–".to_owned(),
        day => date_of(day).to_string(),
    };
    let roles: Vec<&str> = step.roles.iter().map(|role| cx.names().role(role)).collect();
    let roles = match roles.is_empty() {
        true => cx.tr("trails.absent").into_owned(),
        false => roles.join(", "),
    };
    let words = format!("{day}  {}\n{roles}", cx.names().deal(step.deal));
    response.widget_info(|| {
        eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, true, words.as_str())
    });
    if response.hovered() {
        cx.hover(target);
    }
    if response.on_hover_text(words).clicked() {
        cx.select(target);
    }
}

/// Whether seats below the leads pay later, over all issuers of the filter.
fn promotion_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let promotion = histories(cx).promotion();
    let Some((rose, new)) = promotion.promoted_pct().zip(promotion.newcomers_pct()) else { return };
    let figures = [
        format!("{rose:.0}"),
        promotion.after_junior.to_string(),
        format!("{new:.0}"),
        promotion.newcomers.to_string(),
    ];
    let words = cx.tr_with("trails.promotion", &figures.each_ref().map(String::as_str));
    ui.add(Label::new(small(&cx.palette, words)).wrap());
}
