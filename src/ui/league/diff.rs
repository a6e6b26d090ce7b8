//! Two sets of rules side by side: each gap split by rule and by deal.

use eframe::egui::{Align, Label, Layout, RichText, ScrollArea, Sense, Ui, vec2};

use super::super::ViewContext;
use super::super::theme::{bold, color32};
use super::super::widgets::{empty_ui, link_ui, small};
use super::rules;
use crate::model::GroupId;
use crate::query::Target;
use crate::state::{Command, Show};
use crate::stats::{CreditMethod, Criteria, CriteriaDiff, Preset, Recipient, SelfLed, deal_parts};

/// Deals that a gap is opened down to.
const MOST_DEALS: usize = 12;

/// Draws the comparison.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    rival_ui(ui, cx);
    let apart = cx.state.derived.rules_apart.clone();
    let Some(diff) = &*apart else { return };
    if diff.steps.is_empty() {
        empty_ui(ui, &cx.palette, &cx.tr("diff.same"), &cx.tr("diff.same_hint"));
        return;
    }
    let changed: Vec<String> =
        diff.steps.iter().map(|step| cx.tr(step.rule.key()).into_owned()).collect();
    let words = cx.tr_with("diff.by", &[&changed.join(", ")]);
    ui.add(Label::new(small(&cx.palette, words)).wrap());
    let mut groups: Vec<GroupId> = diff.first.rows.iter().map(|row| row.group).collect();
    let more = diff.second().rows.iter().map(|row| row.group);
    groups.extend(more.filter(|group| diff.first.row_of(*group).is_none()).collect::<Vec<_>>());
    groups.truncate(200);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for group in groups {
            line_ui(ui, cx, diff, group);
        }
    });
}

/// Which rules to compare with.
fn rival_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let now = cx.state.view.options.criteria;
    let rival = cx.state.view.options.rival;
    ui.horizontal_wrapped(|ui| {
        ui.label(small(&cx.palette, cx.tr("diff.against")));
        let method = cx.tr(rules::method_key(rival.credit));
        ui.menu_button(format!("{method} ▼"), |ui| {
            for credit in CreditMethod::ALL {
                let on = rival.credit == *credit;
                if ui.selectable_label(on, cx.tr(rules::method_key(*credit))).clicked() {
                    cx.send(Command::Show(Show::Rival(Criteria { credit: *credit, ..now })));
                    ui.close();
                }
            }
        });
        ui.menu_button(cx.tr("league.presets"), |ui| {
            for preset in Preset::ALL {
                let criteria = Criteria { currency: now.currency, ..Criteria::preset(*preset) };
                if ui.selectable_label(rival == criteria, preset.code()).clicked() {
                    cx.send(Command::Show(Show::Rival(criteria)));
                    ui.close();
                }
            }
        });
        let mut resplit = rival.self_led == SelfLed::Resplit;
        if ui.checkbox(&mut resplit, cx.tr("diff.resplit").as_ref()).clicked() {
            let self_led = if resplit { SelfLed::Resplit } else { now.self_led };
            cx.send(Command::Show(Show::Rival(Criteria { self_led, ..rival })));
        }
        if ui.button(cx.tr("diff.swap")).on_hover_text(cx.tr("diff.swap_hint")).clicked() {
            cx.send(Command::Show(Show::Rival(now)));
            cx.send(Command::Show(Show::Criteria(rival)));
        }
    });
}

fn line_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, diff: &CriteriaDiff, group: GroupId) {
    let (first, second) = (diff.first.row_of(group), diff.second().row_of(group));
    let rank = |row: Option<&crate::stats::LeagueRow>| {
        row.map_or_else(|| "–".to_owned(), |row| row.rank.to_string())
    };
    let change = first.zip(second).map(|(a, b)| a.rank as i64 - b.rank as i64);
    ui.horizontal(|ui| {
        let width = (ui.available_width() * 0.42).max(90.0);
        ui.allocate_ui(vec2(width, 18.0), |ui| {
            ui.set_width(width);
            let name = cx.names().group(group);
            link_ui(ui, cx, Target::Group(group), name);
        });
        let ranks = format!("{} → {}", rank(first), rank(second));
        ui.allocate_ui(vec2(64.0, 18.0), |ui| {
            ui.set_width(64.0);
            ui.label(RichText::new(ranks).font(bold(12.0)));
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let open = cx.local.apart == Some(group);
            let sign = if open { "▲" } else { "▼" };
            let hint = cx.tr("diff.open_hint");
            if ui.small_button(sign).on_hover_text(hint).clicked() {
                cx.local.apart = (!open).then_some(group);
            }
            parts_ui(ui, cx, diff, group, change);
        });
    });
    if cx.local.apart == Some(group) {
        deals_ui(ui, cx, group);
    }
}

/// What each rule does to the rank.
fn parts_ui(
    ui: &mut Ui,
    cx: &ViewContext<'_>,
    diff: &CriteriaDiff,
    group: GroupId,
    change: Option<i64>,
) {
    let parts = diff.parts(Recipient::Group(group));
    let words: Vec<String> = parts
        .iter()
        .filter(|part| part.rank_change.is_none_or(|change| change != 0))
        .map(|part| {
            let change = part.rank_change.map_or_else(|| "–".into(), |n| format!("{n:+}"));
            format!("{} {change}", cx.tr(part.rule.key()))
        })
        .collect();
    let color = match change {
        Some(1..) => cx.palette.good,
        Some(..=-1) => cx.palette.error,
        _ => cx.palette.faint,
    };
    let hint: Vec<String> = parts
        .iter()
        .map(|part| {
            let value = rules::value(part.value_change, diff.first.currency, cx.lang());
            format!("{}: {value}, {:+.2} pts", cx.tr(part.rule.key()), part.share_change)
        })
        .collect();
    let text = RichText::new(words.join(" · ")).size(11.5).color(color32(color));
    ui.add(Label::new(text).truncate().sense(Sense::hover())).on_hover_text(hint.join("\n"));
}

/// The deals that make the gap in value.
fn deals_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, group: GroupId) {
    let (derived, options) = (&cx.state.derived, &cx.state.view.options);
    let (index, chosen) = (derived.index.clone(), derived.chosen.clone());
    let currency = options.criteria.currency;
    if currency != options.rival.currency {
        ui.label(small(&cx.palette, cx.tr("diff.currencies")));
        return;
    }
    let recipient = Recipient::Group(group);
    let parts = deal_parts(&index, &chosen, &options.criteria, &options.rival, recipient);
    for part in parts.iter().take(MOST_DEALS) {
        ui.horizontal(|ui| {
            ui.add_space(12.0);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = format!(
                    "{} → {}",
                    rules::value(part.first, currency, cx.lang()),
                    rules::value(part.second, currency, cx.lang())
                );
                ui.add(Label::new(small(&cx.palette, words)).extend());
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if let Some(deal_id) = part.deal {
                        let name = cx.names().deal(deal_id);
                        link_ui(ui, cx, Target::Deal(deal_id), &name);
                    }
                });
            });
        });
    }
    if parts.len() > MOST_DEALS {
        let more = (parts.len() - MOST_DEALS).to_string();
        ui.label(small(&cx.palette, cx.tr_with("list.more", &[&more])));
    }
}
