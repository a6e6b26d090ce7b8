//! The league table: the rules it rests on, the table, what is behind its cells, ranks over time,
//! how far a rank depends on the rules, and what if.

mod audit;
mod bump;
mod diff;
mod left_out;
mod rules;
mod stability;
mod table;
mod what_if;

pub use what_if::WhatIfLocal;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, Label, Layout, RichText, Role as Widget, Sense, Ui, WidgetInfo};

use super::ViewContext;
use super::theme::{bold, color32, plain};
use super::widgets::{card_ui, empty_ui, small, words_ui};
use crate::scene::count;
use crate::state::{Command, DocumentCommand, LeagueExport, LeagueTab, PictureId, Show};
use crate::stats::CardLine;

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    head_ui(ui, cx);
    if let Some(recipient) = cx.local.audit {
        audit::ui(ui, cx, recipient);
        return;
    }
    tabs_ui(ui, cx);
    if cx.state.derived.league.rows.is_empty() {
        empty_ui(ui, &cx.palette, &cx.tr("league.empty"), &cx.tr("empty.filter_hint"));
        return;
    }
    match cx.state.view.options.league_tab {
        LeagueTab::Table => table::ui(ui, cx),
        LeagueTab::OverTime => bump::ui(ui, cx),
        LeagueTab::Stability => stability::ui(ui, cx),
        LeagueTab::Rules => diff::ui(ui, cx),
        LeagueTab::WhatIf => what_if::ui(ui, cx),
        LeagueTab::LeftOut => left_out::ui(ui, cx),
    }
}

/// In less room than this, in points, the card is folded, so that the table keeps its rows.
const ROOM: f32 = 330.0;

/// The criteria as a card: the rules in words, the market, how concentrated it is.
fn head_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let card = rules::card(cx);
    let is_open = cx.local.card_open.unwrap_or(ui.available_height() > ROOM);
    card_ui(ui, &cx.palette.clone(), |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                export_ui(ui, cx);
                let open = cx.local.rules_open;
                let hint = cx.tr("league.rules_hint");
                if ui.selectable_label(open, cx.tr("league.rules")).on_hover_text(hint).clicked() {
                    cx.local.rules_open = !open;
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let mark = if is_open { "▼" } else { "▶" };
                    let words = format!("{mark} {}", rules::sentence(cx, &card));
                    let text = RichText::new(&words).font(bold(12.0));
                    let label = Label::new(text).truncate().sense(Sense::click());
                    let response = ui.add(label).on_hover_text(cx.tr("league.card_hint"));
                    response.widget_info(|| WidgetInfo::labeled(Widget::Button, true, &words));
                    if response.clicked() {
                        cx.local.card_open = Some(!is_open);
                    }
                });
            });
        });
        if is_open {
            card_lines_ui(ui, cx, &card);
        }
        if cx.local.rules_open {
            rules::ui(ui, cx);
        }
        market_ui(ui, cx);
    });
}

/// Every line of the card with its label, and the fingerprint of the book.
fn card_lines_ui(ui: &mut Ui, cx: &ViewContext<'_>, card: &[CardLine]) {
    let mut job = LayoutJob::default();
    let faint = TextFormat::simple(plain(11.0), color32(cx.palette.faint));
    let ink = TextFormat::simple(plain(11.0), color32(cx.palette.ink));
    let lit = TextFormat::simple(bold(11.0), color32(cx.palette.accent));
    let revision = cx.book().revision().to_string();
    let book = cx.tr("league.book");
    let lines = card.iter().map(|line| (line.label.as_str(), line.text.as_str(), line.differs));
    for (at, (label, text, differs)) in
        lines.chain(std::iter::once((book.as_ref(), revision.as_str(), false))).enumerate()
    {
        if at > 0 {
            job.append(" · ", 0.0, faint.clone());
        }
        job.append(&format!("{label} "), 0.0, faint.clone());
        job.append(text, 0.0, if differs { lit.clone() } else { ink.clone() });
    }
    ui.add(Label::new(job).wrap().selectable(true));
}

fn market_ui(ui: &mut Ui, cx: &ViewContext<'_>) {
    let league = &cx.state.derived.league;
    let total = rules::value(league.market_value, league.currency, cx.lang());
    let mut line = cx.tr_with("league.market", &[&total, &count(league.deals)]);
    let effective = league.effective_banks().map_or_else(|| "–".into(), |n| format!("{n:.1}"));
    let figures = [format!("{:.0}", league.hhi), effective, format!("{:.1}", league.cr5_pct)];
    let concentration =
        cx.tr_with("league.concentration", &[&figures[0], &figures[1], &figures[2]]);
    line = format!("{line} · {concentration}");
    ui.add(Label::new(small(&cx.palette, line)).wrap());
    if let Some((period, _)) = &*cx.state.derived.movement {
        let days = format!("{} – {}", period.from, period.to);
        ui.add(Label::new(small(&cx.palette, cx.tr_with("league.against", &[&days]))).wrap());
    }
}

fn export_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    ui.menu_button(cx.tr("league.export"), |ui| {
        for (export, key) in [
            (LeagueExport::Tsv, "action.copy_league"),
            (LeagueExport::Csv, "action.export_league_csv"),
            (LeagueExport::Xlsx, "action.export_league_xlsx"),
            (LeagueExport::Card, "action.export_card"),
        ] {
            if ui.button(cx.tr(key)).clicked() {
                cx.send(Command::Document(DocumentCommand::ExportLeague(export)));
                ui.close();
            }
        }
        if ui.button(cx.tr("action.export_league_picture")).clicked() {
            cx.send(Command::Document(DocumentCommand::ExportPicture(PictureId::League)));
            ui.close();
        }
        ui.separator();
        if ui.button(cx.tr("action.open_card")).clicked() {
            cx.send(Command::Document(DocumentCommand::OpenCard));
            ui.close();
        }
    });
}

fn tabs_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    ui.horizontal_wrapped(|ui| {
        let current = cx.state.view.options.league_tab;
        for tab in LeagueTab::ALL {
            if ui.selectable_label(current == tab, cx.tr(tab.key())).clicked() {
                cx.send(Command::Show(Show::LeagueTab(tab)));
            }
        }
        if current == LeagueTab::Table {
            let mut words = std::mem::take(&mut cx.local.league_words);
            let hint = cx.tr("league.search");
            words_ui(ui, &mut words, &hint, 96.0);
            cx.local.league_words = words;
        }
    });
}
