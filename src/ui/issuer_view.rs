//! The page of an issuer: its deals, its banks, their roles over time.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{Align, Label, Layout, RichText, ScrollArea, Ui};

use super::ViewContext;
use super::details_view::deal_line_ui;
use super::theme::bold;
use super::widgets::{
    chip_ui, empty_ui, faint, figure_ui, link_ui, section_ui, share_bar_ui, small,
};
use crate::model::{DealId, GroupId, IssuerId, RoleSet};
use crate::query::Target;
use crate::scene::{count, usd_from_cents};
use crate::state::{Command, FilterCommand, Go};

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let Some(issuer_id) = cx.state.view.issuer else {
        empty_ui(ui, &cx.palette, &cx.tr("issuer.empty"), &cx.tr("issuer.empty_hint"));
        return;
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let kept = deals_of(cx, issuer_id);
        let deals = kept.as_slice();
        header_ui(ui, cx, issuer_id, deals);
        super::relations_ui::issuer_ui(ui, cx, issuer_id);
        if !super::trails_ui::issuer_ui(ui, cx, issuer_id) {
            banks_ui(ui, cx, deals);
        }
        let title = cx.tr("issuer.deals");
        section_ui(ui, &cx.palette, &title);
        for deal_id in deals {
            deal_line_ui(ui, cx, *deal_id, false);
        }
    });
}

/// Deals that count, newest first, whatever the filter; looked for anew only for another issuer or book.
fn deals_of(cx: &mut ViewContext<'_>, issuer_id: IssuerId) -> Arc<Vec<DealId>> {
    let index = &cx.state.derived.index;
    let key = (issuer_id, index.revision());
    cx.local.issuer_deals.get(key, || {
        let columns = index.deals();
        let mut deals: Vec<DealId> = columns
            .counted
            .ones()
            .filter(|deal| columns.issuer[*deal] == issuer_id)
            .map(DealId::new)
            .collect();
        deals.sort_by_key(|deal_id| std::cmp::Reverse(columns.day[deal_id.index()]));
        deals
    })
}

fn header_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, issuer_id: IssuerId, deals: &[DealId]) {
    let issuer = cx.book().issuer(issuer_id);
    let name = cx.names().issuer(issuer_id);
    ui.add(Label::new(RichText::new(name).font(bold(17.0))).wrap().selectable(true));
    let other = if name == issuer.name { issuer.name_zh.as_ref() } else { Some(&issuer.name) };
    let parts = [other, issuer.ticker.as_ref(), issuer.country.as_ref(), issuer.sector.as_ref()];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    ui.add(Label::new(faint(&cx.palette, parts.join(" · "))).wrap());
    if let Some(group_id) = issuer.group {
        ui.horizontal_wrapped(|ui| {
            ui.label(small(&cx.palette, cx.tr("issuer.own_group")));
            let group_id = cx.book().group_today(group_id);
            let name = cx.names().group(group_id);
            link_ui(ui, cx, Target::Group(group_id), name);
        });
    }
    let columns = cx.state.derived.index.deals();
    let value: i64 = deals.iter().filter_map(|deal_id| columns.value(*deal_id)).sum();
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        figure_ui(ui, &cx.palette, &count(deals.len()), &cx.tr("figure.deals"));
        figure_ui(ui, &cx.palette, &usd_from_cents(value, cx.lang()), &cx.tr("figure.value"));
        let banks = bank_rows(cx, deals).len();
        figure_ui(ui, &cx.palette, &count(banks), &cx.tr("figure.banks"));
    });
    buttons_ui(ui, cx, Target::Issuer(issuer_id), crate::index::Facet::Issuer, &issuer.name);
}

/// What can be done with the thing of a page: show it in the network, filter by it.
pub fn buttons_ui(
    ui: &mut Ui,
    cx: &mut ViewContext<'_>,
    target: Target,
    facet: crate::index::Facet,
    value: &str,
) {
    ui.horizontal_wrapped(|ui| {
        if ui.button(cx.tr("page.focus")).clicked() {
            cx.send(Command::Go(Go::Focus(target)));
        }
        let on = cx.state.view.options.filter.has(facet, value);
        let key = if on { "page.unfilter" } else { "page.filter" };
        if ui.button(cx.tr(key)).clicked() {
            cx.send(Command::Filter(FilterCommand::Toggle(facet, value.to_owned())));
        }
    });
}

struct BankRow {
    group: GroupId,
    deals: usize,
    roles: RoleSet,
    by_year: BTreeMap<i16, RoleSet>,
}

fn bank_rows(cx: &ViewContext<'_>, deals: &[DealId]) -> Vec<BankRow> {
    let index = &cx.state.derived.index;
    let mut rows: BTreeMap<GroupId, BankRow> = BTreeMap::new();
    for deal_id in deals {
        let year = index.deals().date(*deal_id).map(|date| date.year());
        for seat in index.seats_of(*deal_id) {
            let Some(group) = index.seats().group[seat] else { continue };
            let roles = index.seats().roles[seat];
            let row = rows.entry(group).or_insert_with(|| BankRow {
                group,
                deals: 0,
                roles: RoleSet::EMPTY,
                by_year: BTreeMap::new(),
            });
            row.deals += 1;
            row.roles = row.roles.union(roles);
            if let Some(year) = year {
                let held = row.by_year.entry(year).or_default();
                *held = held.union(roles);
            }
        }
    }
    let mut rows: Vec<BankRow> = rows.into_values().collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.deals), row.roles.highest(), row.group));
    rows
}

fn banks_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, deals: &[DealId]) {
    let rows = bank_rows(cx, deals);
    let title = cx.tr("issuer.banks");
    section_ui(ui, &cx.palette, &title);
    if rows.is_empty() {
        ui.label(small(&cx.palette, cx.tr("details.no_syndicate")));
        return;
    }
    for row in rows {
        ui.horizontal(|ui| {
            ui.set_height(18.0);
            let name = cx.names().group(row.group);
            ui.allocate_ui_with_layout(
                eframe::egui::vec2(ui.available_width() * 0.36, 18.0),
                Layout::left_to_right(Align::Center),
                |ui| {
                    ui.set_width(ui.available_width());
                    link_ui(ui, cx, Target::Group(row.group), name);
                },
            );
            let text = cx.tr_with("issuer.of_deals", &[&count(row.deals), &count(deals.len())]);
            ui.allocate_ui(eframe::egui::vec2(54.0, 18.0), |ui| {
                ui.set_width(54.0);
                ui.label(small(&cx.palette, text));
            });
            ui.allocate_ui(eframe::egui::vec2(44.0, 8.0), |ui| {
                let part = row.deals as f32 / deals.len().max(1) as f32;
                share_bar_ui(ui, part, cx.palette.bank, &cx.palette);
            });
            let years = row.by_year.iter().rev().take(4).rev();
            for (year, roles) in years {
                if let Some(role) = roles.highest() {
                    let text = format!("’{:02}", year.rem_euclid(100));
                    let color = cx.palette.tier(role.tier());
                    let hint = format!("{year} · {}", cx.names().role(role));
                    chip_ui(ui, &text, color, &cx.palette).on_hover_text(hint);
                }
            }
        });
    }
}
