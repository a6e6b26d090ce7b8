//! The table of deals.

use std::sync::Arc;

use eframe::egui::{Align, Label, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use super::ViewContext;
use super::theme::{bold, color32};
use super::widgets::{empty_ui, faint, small, words_ui};
use crate::model::DealId;
use crate::query::Target;
use crate::scene::usd_from_cents;
use crate::state::{Command, DealColumn, LARGE_BOOK, Memo, Outcome, Show};
use crate::text::fold;

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let rows = rows_ui(ui, cx);
    if rows.is_empty() {
        empty_ui(ui, &cx.palette, &cx.tr("deals.empty"), &cx.tr("empty.filter_hint"));
        return;
    }
    table_ui(ui, cx, &rows);
}

/// The rows that hold what is typed, with what they were made from; on a large book they are looked
/// for in the background.
#[derive(Debug, Default)]
pub struct DealsLocal {
    /// What is typed above the table.
    words: String,
    found: Memo<Looked, Vec<DealId>>,
}

impl DealsLocal {
    /// Takes what was made in the background; what is none of ours is given back.
    pub fn take(&mut self, outcome: Outcome) -> Option<Outcome> {
        self.found.take(outcome)
    }
}

/// Which rows were looked through, for which words.
#[derive(Clone, Debug)]
struct Looked {
    rows: Arc<Vec<DealId>>,
    words: String,
}

impl PartialEq for Looked {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.rows, &other.rows) && self.words == other.words
    }
}

/// The search field; the rows that hold its words.
fn rows_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) -> Arc<Vec<DealId>> {
    let all = cx.state.derived.rows.clone();
    let mut words = std::mem::take(&mut cx.local.deals.words);
    ui.horizontal(|ui| {
        let hint = cx.tr("deals.search");
        words_ui(ui, &mut words, &hint, 180.0);
        let total = cx.state.derived.chosen.total().to_string();
        let text = cx.tr_with("deals.count", &[&all.len().to_string(), &total]);
        ui.label(small(&cx.palette, text));
    });
    cx.local.deals.words = words;
    let wanted = fold(&cx.local.deals.words);
    if wanted.is_empty() {
        return all;
    }
    let index = cx.state.derived.index.clone();
    let key = Looked { rows: all.clone(), words: wanted.clone() };
    let local = &mut *cx.local;
    let works = (index.len() >= LARGE_BOOK).then_some(&mut local.works);
    local.deals.found.get_later(key, works, move || {
        let words: Vec<String> = wanted.split(' ').map(str::to_owned).collect();
        let test = index.text_test(&words);
        all.iter().copied().filter(|deal_id| test.passes(deal_id.index())).collect()
    })
}

fn table_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, rows: &[DealId]) {
    let selected = cx.state.view.spot.selection;
    let is_new = cx.local.scrolled_to != selected;
    let is_it = |deal_id: &DealId| selected == Some(Target::Deal(*deal_id));
    let at = if is_new { rows.iter().position(is_it) } else { None };
    let mut table = TableBuilder::new(ui)
        .id_salt("deals")
        .striped(false)
        .sense(Sense::click())
        .auto_shrink(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::initial(78.0).at_least(60.0).clip(true))
        .column(Column::initial(150.0).at_least(70.0).clip(true).resizable(true))
        .column(Column::initial(150.0).at_least(60.0).clip(true).resizable(true))
        .column(Column::initial(52.0).at_least(40.0).clip(true))
        .column(Column::initial(64.0).at_least(40.0).clip(true))
        .column(Column::initial(70.0).at_least(50.0).clip(true))
        .column(Column::initial(46.0).at_least(36.0).clip(true))
        .column(Column::remainder().at_least(60.0).clip(true));
    if let Some(at) = at {
        table = table.scroll_to_row(at, None);
    }
    cx.local.scrolled_to = selected;
    table
        .header(20.0, |mut header| {
            for column in DealColumn::ALL {
                header.col(|ui| heading_ui(ui, cx, column));
            }
        })
        .body(|body| {
            body.rows(20.0, rows.len(), |mut row| {
                if let Some(deal_id) = rows.get(row.index()) {
                    row_ui(&mut row, cx, *deal_id);
                }
            });
        });
}

fn heading_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, column: DealColumn) {
    let options = &cx.state.view.options;
    let sign = match (options.deal_column == column, options.deals_ascending) {
        (true, true) => " ↑",
        (true, false) => " ↓",
        _ => "",
    };
    let text = RichText::new(format!("{}{sign}", cx.tr(column.key()))).font(bold(11.0));
    let label = Label::new(text.color(color32(cx.palette.faint))).truncate().sense(Sense::click());
    let response = ui.add(label).on_hover_text(cx.tr("deals.sort_hint"));
    if response.clicked() {
        cx.send(Command::Show(Show::SortDeals(column)));
    }
}

fn row_ui(row: &mut TableRow<'_, '_>, cx: &mut ViewContext<'_>, deal_id: DealId) {
    let target = Target::Deal(deal_id);
    let deal = cx.book().deal(deal_id);
    let related = match cx.state.view.spot.selection {
        Some(Target::Issuer(issuer_id)) => deal.issuer == issuer_id,
        _ => false,
    };
    row.set_selected(cx.is_selected(target) || related);
    row.set_hovered(cx.is_hovered(target));
    for column in DealColumn::ALL {
        row.col(|ui| {
            let text = cell_text(cx, deal_id, column);
            let right = matches!(column, DealColumn::Value | DealColumn::Banks);
            let text = match text {
                Some(text) if column == DealColumn::Issuer => RichText::new(text).font(bold(12.5)),
                Some(text) => RichText::new(text),
                None => faint(&cx.palette, "–"),
            };
            let label = Label::new(text).truncate().selectable(false);
            if right {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(label));
            } else {
                ui.add(label);
            }
        });
    }
    let response = row.response();
    if response.hovered() {
        cx.hover(target);
    }
    if response.clicked() {
        cx.select(target);
    }
}

fn cell_text(cx: &ViewContext<'_>, deal_id: DealId, column: DealColumn) -> Option<String> {
    let deal = cx.book().deal(deal_id);
    let index = &cx.state.derived.index;
    match column {
        DealColumn::Date => deal.known_date().map(|date| date.to_string()),
        DealColumn::Issuer => Some(cx.names().issuer(deal.issuer).to_owned()),
        DealColumn::Instrument => deal.instrument.as_deref().map(str::to_owned),
        DealColumn::Market => deal.market.map(|market| market.code().to_owned()),
        DealColumn::Value => {
            index.deals().value(deal_id).map(|cents| usd_from_cents(cents, cx.lang()))
        }
        DealColumn::Currency => {
            let mut codes: Vec<&str> = Vec::new();
            for currency in deal.tranches.iter().filter_map(|tranche| tranche.currency) {
                if !codes.contains(&currency.code()) {
                    codes.push(currency.code());
                }
            }
            (!codes.is_empty()).then(|| codes.join(" "))
        }
        DealColumn::Banks => Some(index.size_of(deal_id)).filter(|n| *n > 0).map(|n| n.to_string()),
        DealColumn::Sector => cx.book().issuer(deal.issuer).sector.clone(),
    }
}
