//! The league table, with the rules it rests on above it.

use eframe::egui::{Align, Label, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use super::ViewContext;
use super::theme::{bold, color32};
use super::widgets::{card_ui, empty_ui, faint, share_bar_ui, small, words_ui};
use crate::index::Parents;
use crate::query::Target;
use crate::scene::usd;
use crate::state::{Command, Show};
use crate::stats::{CreditMethod, Criteria, LeagueRow};
use crate::text::fold;

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    criteria_ui(ui, cx);
    let league = cx.state.derived.league.clone();
    if league.rows.is_empty() {
        empty_ui(ui, &cx.palette, &cx.tr("league.empty"), &cx.tr("empty.filter_hint"));
        return;
    }
    let wanted = fold(&cx.local.league_words);
    let named = |row: &&LeagueRow| {
        let group = cx.book().group(row.group);
        let names = [Some(&group.name), group.name_hans.as_ref(), group.name_hant.as_ref()];
        wanted.is_empty() || names.into_iter().flatten().any(|name| fold(name).contains(&wanted))
    };
    let rows: Vec<LeagueRow> = league.rows.iter().filter(named).cloned().collect();
    table_ui(ui, cx, &rows);
}

/// The rules, as choices and as a sentence.
fn criteria_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    ui.horizontal_wrapped(|ui| {
        let criteria = cx.state.view.options.criteria;
        for (method, key) in
            [(CreditMethod::Equal, "league.equal"), (CreditMethod::Full, "league.full")]
        {
            let hint = cx.tr(&format!("{key}_hint"));
            let chosen = criteria.credit == method;
            if ui.selectable_label(chosen, cx.tr(key)).on_hover_text(hint).clicked() {
                let criteria = Criteria { credit: method, ..criteria };
                cx.send(Command::Show(Show::Criteria(criteria)));
            }
        }
        ui.separator();
        let parents = cx.state.view.options.parents;
        for (value, key) in
            [(Parents::Today, "league.parents_today"), (Parents::AtDeal, "league.parents_at_deal")]
        {
            let hint = cx.tr("league.parents_hint");
            if ui.selectable_label(parents == value, cx.tr(key)).on_hover_text(hint).clicked() {
                cx.send(Command::Show(Show::Parents(value)));
            }
        }
        let mut words = std::mem::take(&mut cx.local.league_words);
        let hint = cx.tr("league.search");
        words_ui(ui, &mut words, &hint, 110.0);
        cx.local.league_words = words;
    });
    card_ui(ui, &cx.palette.clone(), |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        let league = &cx.state.derived.league;
        let total = usd(league.market_value.usd(), cx.lang());
        let line = cx.tr_with("league.market", &[&total, &league.deals.to_string()]);
        ui.add(Label::new(RichText::new(line).font(bold(12.0))).wrap());
        let effective = league.effective_banks().map_or_else(|| "–".into(), |n| format!("{n:.1}"));
        let line = cx.tr_with(
            "league.concentration",
            &[&format!("{:.0}", league.hhi), &effective, &format!("{:.1}", league.cr5_pct)],
        );
        ui.add(Label::new(small(&cx.palette, line)).wrap());
        let line = cx.tr_with(
            "league.left_out",
            &[
                &league.not_priced.to_string(),
                &league.unpriced_tranches.to_string(),
                &usd(league.unnamed.usd(), cx.lang()),
                &usd(league.unallocated.usd(), cx.lang()),
            ],
        );
        ui.add(Label::new(small(&cx.palette, line)).wrap());
    });
}

fn table_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, rows: &[LeagueRow]) {
    let most = cx.state.derived.league.rows.first().map_or(1.0, |row| row.value.usd());
    TableBuilder::new(ui)
        .id_salt("league")
        .sense(Sense::click())
        .auto_shrink(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(26.0))
        .column(Column::remainder().at_least(80.0).clip(true))
        .column(Column::exact(if cx.lang() == crate::words::Lang::Zh { 92.0 } else { 64.0 }))
        .column(Column::exact(52.0))
        .column(Column::exact(40.0))
        .column(Column::exact(44.0))
        .header(20.0, |mut header| {
            for (key, right) in [
                ("league.rank", true),
                ("league.bank", false),
                ("league.value", true),
                ("league.share", true),
                ("league.deals", true),
                ("league.bar", false),
            ] {
                header.col(|ui| {
                    let text = RichText::new(cx.tr(key)).font(bold(11.0));
                    let label = Label::new(text.color(color32(cx.palette.faint))).truncate();
                    if right {
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(label));
                    } else {
                        ui.add(label);
                    }
                });
            }
        })
        .body(|body| {
            body.rows(20.0, rows.len(), |mut row| {
                if let Some(line) = rows.get(row.index()) {
                    row_ui(&mut row, cx, line, most);
                }
            });
        });
}

fn row_ui(row: &mut TableRow<'_, '_>, cx: &mut ViewContext<'_>, line: &LeagueRow, most: f64) {
    let target = Target::Group(line.group);
    row.set_selected(cx.is_selected(target));
    row.set_hovered(cx.is_hovered(target));
    let right = |ui: &mut Ui, text: RichText| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(Label::new(text).extend().selectable(false));
        });
    };
    row.col(|ui| right(ui, faint(&cx.palette, line.rank.to_string())));
    row.col(|ui| {
        let name = RichText::new(cx.names().group(line.group)).font(bold(12.5));
        ui.add(Label::new(name).truncate().selectable(false));
    });
    row.col(|ui| right(ui, RichText::new(usd(line.value.usd(), cx.lang()))));
    row.col(|ui| right(ui, RichText::new(format!("{:.2}%", line.share_pct))));
    row.col(|ui| right(ui, RichText::new(line.deals.to_string())));
    row.col(|ui| {
        let part = (line.value.usd() / most.max(1.0)) as f32;
        share_bar_ui(ui, part, cx.palette.bank, &cx.palette);
    });
    let response = row.response();
    if response.hovered() {
        cx.hover(target);
    }
    if response.clicked() {
        cx.select(target);
        cx.send(Command::Show(Show::View(crate::state::ViewId::Bank)));
    }
}
