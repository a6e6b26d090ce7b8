//! What if: banks merge, mandates fall away or come, deals are planned; ranks and shares move.

use eframe::egui::{Align, Label, Layout, RichText, ScrollArea, Ui, vec2};

use super::super::ViewContext;
use super::super::relations_ui::histories;
use super::super::theme::{bold, color32};
use super::super::widgets::{link_colored_ui, link_ui, section_ui, small, words_ui};
use super::rules;
use crate::model::{Currency, DealId, GroupId, IssuerId, Money, Role, RoleSet};
use crate::query::Target;
use crate::state::{Command, WhatIfCommand};
use crate::stats::{Mandate, Merge, Overlay, Planned, WhatIf};
use crate::text::fold;

/// The most banks whose part at an issuer is told.
const MOST_MOVES: usize = 6;
/// The most banks that a menu lists.
const MOST_BANKS: usize = 14;

/// The half-finished what-if.
#[derive(Clone, Debug, Default)]
pub struct WhatIfLocal {
    words: String,
    from: Option<GroupId>,
    into: Option<GroupId>,
    issuer: String,
    amount: String,
    members: Vec<GroupId>,
}

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let mut local = std::mem::take(&mut cx.local.what_if);
    ui.horizontal_wrapped(|ui| {
        merge_ui(ui, cx, &mut local);
        mandate_ui(ui, cx, &mut local);
        plan_ui(ui, cx, &mut local);
    });
    cx.local.what_if = local;
    changes_ui(ui, cx);
    let derived = &cx.state.derived;
    let overlay = &cx.state.what_if.overlay;
    if overlay.is_empty() {
        ui.add(Label::new(small(&cx.palette, cx.tr("what_if.hint"))).wrap());
        return;
    }
    let criteria = &cx.state.view.options.criteria;
    let what_if = WhatIf::new(&derived.index, &derived.chosen, criteria, overlay);
    loyalty_ui(ui, cx, overlay);
    table_ui(ui, cx, &what_if);
}

/// How the wallet of the planned deal's issuer, or of the issuer in hand, moves.
fn loyalty_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, overlay: &Overlay) {
    let before = histories(cx);
    let after = before.under(cx.book(), overlay);
    let planned = overlay.planned.last().and_then(|planned| {
        let named = |id: &IssuerId| cx.names().issuer(*id) == planned.label;
        after.issuers().find(named)
    });
    let Some(issuer) = planned.or(cx.state.view.issuer) else { return };
    let moves = before.loyalty_moves(&after, issuer);
    if moves.is_empty() {
        return;
    }
    let title = cx.tr_with("what_if.loyalty", &[cx.names().issuer(issuer)]);
    section_ui(ui, &cx.palette, &title);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
        for row in moves.iter().take(MOST_MOVES) {
            let name = cx.names().group(row.group);
            let text = RichText::new(name).size(12.0);
            link_colored_ui(ui, cx, Target::Group(row.group), text, name);
            let change = row.after_pct - row.before_pct;
            let color = if change > 0.0 { cx.palette.good } else { cx.palette.error };
            let words = format!("{:.0}% → {:.0}%", row.before_pct, row.after_pct);
            ui.label(RichText::new(words).size(12.0).color(color32(color)));
        }
    });
    ui.add_space(4.0);
}

fn imagine(cx: &mut ViewContext<'_>, command: WhatIfCommand) {
    cx.send(Command::WhatIf(command));
}

/// Banks to choose from: those whose names contain what is typed, the largest first.
fn bank_menu_ui(ui: &mut Ui, cx: &ViewContext<'_>, words: &mut String) -> Option<GroupId> {
    let hint = cx.tr("league.search");
    words_ui(ui, words, &hint, 150.0);
    let wanted = fold(words);
    let rows = cx.state.derived.league.rows.iter().map(|row| row.group);
    let fits = |group: &GroupId| {
        wanted.is_empty()
            || fold(cx.names().group(*group)).contains(&wanted)
            || fold(&cx.book().group(*group).name).contains(&wanted)
    };
    let mut picked = None;
    for group in rows.filter(fits).take(MOST_BANKS) {
        if ui.button(cx.names().group(group)).clicked() {
            picked = Some(group);
        }
    }
    picked
}

fn merge_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, local: &mut WhatIfLocal) {
    ui.menu_button(cx.tr("what_if.merge"), |ui| {
        let name = |group: Option<GroupId>| group.map(|group| cx.names().group(group).to_owned());
        ui.menu_button(name(local.from).unwrap_or_else(|| cx.tr("what_if.from").into()), |ui| {
            if let Some(group) = bank_menu_ui(ui, cx, &mut local.words) {
                local.from = Some(group);
            }
        });
        ui.menu_button(name(local.into).unwrap_or_else(|| cx.tr("what_if.into").into()), |ui| {
            if let Some(group) = bank_menu_ui(ui, cx, &mut local.words) {
                local.into = Some(group);
            }
        });
        let pair = local.from.zip(local.into).filter(|(from, into)| from != into);
        let merge = eframe::egui::Button::new(cx.tr("what_if.do_merge"));
        if ui.add_enabled(pair.is_some(), merge).clicked()
            && let Some((from, into)) = pair
        {
            imagine(cx, WhatIfCommand::Merge(Merge { from, into }));
            (local.from, local.into) = (None, None);
            ui.close();
        }
    });
}

/// Mandates of the deal that is shown.
fn mandate_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, local: &mut WhatIfLocal) {
    let Some(deal_id) = cx.state.view.deal else { return };
    ui.menu_button(cx.tr("what_if.mandate"), |ui| {
        ui.label(RichText::new(cx.names().deal(deal_id)).font(bold(12.0)));
        for group in groups_of(cx, deal_id) {
            let words = cx.tr_with("what_if.drop", &[cx.names().group(group)]);
            if ui.button(words).clicked() {
                imagine(cx, WhatIfCommand::Drop(deal_id, group));
                ui.close();
            }
        }
        ui.separator();
        ui.menu_button(cx.tr("what_if.add_bookrunner"), |ui| {
            if let Some(group) = bank_menu_ui(ui, cx, &mut local.words) {
                let roles = RoleSet::EMPTY.with(Role::JointBookrunner);
                imagine(cx, WhatIfCommand::Add(Mandate { deal: deal_id, group, roles }));
                ui.close();
            }
        });
    });
}

fn groups_of(cx: &ViewContext<'_>, deal_id: DealId) -> Vec<GroupId> {
    let index = &cx.state.derived.index;
    index.seats_of(deal_id).filter_map(|seat| index.seats().group[seat]).collect()
}

/// A syndicate for an issuer that is planned.
fn plan_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, local: &mut WhatIfLocal) {
    let Some(date) = cx.state.derived.newest_day else { return };
    ui.menu_button(cx.tr("what_if.plan"), |ui| {
        ui.set_min_width(230.0);
        if local.issuer.is_empty()
            && let Some(issuer) = cx.state.view.issuer
        {
            local.issuer = cx.names().issuer(issuer).to_owned();
        }
        let (issuer, amount) = (cx.tr("kind.issuer"), cx.tr("what_if.amount"));
        words_ui(ui, &mut local.issuer, &issuer, 210.0);
        words_ui(ui, &mut local.amount, &amount, 210.0);
        let mut dropped = None;
        for (at, group) in local.members.iter().enumerate() {
            if ui.button(format!("{}  ×", cx.names().group(*group))).clicked() {
                dropped = Some(at);
            }
        }
        if let Some(at) = dropped {
            local.members.remove(at);
        }
        ui.menu_button(cx.tr("what_if.add_bookrunner"), |ui| {
            if let Some(group) = bank_menu_ui(ui, cx, &mut local.words)
                && !local.members.contains(&group)
            {
                local.members.push(group);
            }
        });
        let millions: Option<i64> = local.amount.trim().replace(',', "").parse().ok();
        let value = millions
            .filter(|millions| (1..10_000_000).contains(millions))
            .and_then(|millions| Money::of_units(millions * 1_000_000, Currency::usd()));
        let ready = value.filter(|_| !local.members.is_empty() && !local.issuer.trim().is_empty());
        let plan = eframe::egui::Button::new(cx.tr("what_if.do_plan"));
        if ui.add_enabled(ready.is_some(), plan).clicked()
            && let Some(value) = ready
        {
            let roles = RoleSet::EMPTY.with(Role::JointBookrunner);
            imagine(
                cx,
                WhatIfCommand::Plan(Planned {
                    label: local.issuer.trim().to_owned(),
                    issuer_group: None,
                    date,
                    value,
                    members: local.members.iter().map(|group| (*group, roles)).collect(),
                }),
            );
            *local = WhatIfLocal::default();
            ui.close();
        }
    });
}

/// What is laid over the book, in words, and what can be done with it.
fn changes_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let overlay = cx.state.what_if.overlay.clone();
    let name = |group: GroupId| cx.names().group(group).to_owned();
    let mut lines: Vec<String> = Vec::new();
    for merge in &overlay.merges {
        lines.push(cx.tr_with("what_if.merged", &[&name(merge.from), &name(merge.into)]));
    }
    for (deal, group) in &overlay.dropped {
        lines.push(cx.tr_with("what_if.dropped", &[&name(*group), &cx.names().deal(*deal)]));
    }
    for mandate in &overlay.added {
        let deal = cx.names().deal(mandate.deal);
        lines.push(cx.tr_with("what_if.added", &[&name(mandate.group), &deal]));
    }
    for planned in &overlay.planned {
        let banks: Vec<String> = planned.members.iter().map(|member| name(member.0)).collect();
        let value = crate::scene::money(planned.value, cx.lang());
        lines.push(cx.tr_with("what_if.planned", &[&planned.label, &value, &banks.join(", ")]));
    }
    for line in &lines {
        let text = RichText::new(format!("• {line}")).font(bold(11.5));
        ui.add(Label::new(text.color(color32(cx.palette.accent))).wrap());
    }
    ui.horizontal_wrapped(|ui| {
        let can_undo = cx.state.what_if.can_undo();
        let undo = eframe::egui::Button::new(cx.tr("action.undo"));
        if ui.add_enabled(can_undo, undo).clicked() {
            imagine(cx, WhatIfCommand::Undo);
        }
        if !overlay.is_empty() {
            if ui.button(cx.tr("what_if.clear")).clicked() {
                imagine(cx, WhatIfCommand::Clear);
            }
            let hint = cx.tr("what_if.keep_hint");
            if ui.button(cx.tr("what_if.keep")).on_hover_text(hint).clicked() {
                imagine(cx, WhatIfCommand::Keep);
            }
        }
    });
}

/// The table with the changes: rank and share with how they moved.
fn table_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, what_if: &WhatIf) {
    let rows = &what_if.after.rows;
    let currency = what_if.after.currency;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, 19.0, rows.len(), |ui, shown| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for at in shown {
            let (Some(row), Some(moved)) = (rows.get(at), what_if.movement.moves.get(at)) else {
                continue;
            };
            ui.horizontal(|ui| {
                ui.set_height(19.0);
                let rank = match moved.rank_change {
                    Some(0) => row.rank.to_string(),
                    Some(change) => format!("{} ({change:+})", row.rank),
                    None => format!("{} *", row.rank),
                };
                ui.allocate_ui(vec2(54.0, 19.0), |ui| {
                    ui.set_width(54.0);
                    ui.label(RichText::new(rank).size(12.0));
                });
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let color = match moved.share_change {
                        change if change > 0.0005 => cx.palette.good,
                        change if change < -0.0005 => cx.palette.error,
                        _ => cx.palette.faint,
                    };
                    let change = RichText::new(format!("{:+.2}", moved.share_change)).size(11.5);
                    ui.add(Label::new(change.color(color32(color))).extend());
                    ui.label(RichText::new(format!("{:.2}%", row.share_pct)).size(12.0));
                    let value = rules::value(row.value, currency, cx.lang());
                    ui.add(Label::new(value).extend());
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let name = cx.names().group(row.group);
                        link_ui(ui, cx, Target::Group(row.group), name);
                    });
                });
            });
        }
    });
}
