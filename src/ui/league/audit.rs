//! What a cell adds up from: deal by deal, with formula, rate, date and source.

use eframe::egui::{Align, Label, Layout, RichText, ScrollArea, Ui};

use super::super::ViewContext;
use super::super::theme::bold;
use super::super::widgets::{link_ui, small};
use super::rules;
use super::table::name_of;
use crate::query::Target;
use crate::scene::count;
use crate::stats::{AuditLine, RateUsed, Recipient};

/// The height of a line.
const ROW: f32 = 38.0;

/// Draws what is behind a cell.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>, recipient: Recipient) {
    let audit = cx.local.audit_of(cx.state, recipient);
    let (currency, lang) = (audit.currency, cx.lang());
    ui.horizontal(|ui| {
        if ui.button(cx.tr("league.back")).clicked() {
            cx.local.audit = None;
        }
        let total = rules::value(audit.total, currency, lang);
        let figures = [count(audit.deals()), count(audit.lines.len())];
        let name = name_of(cx, recipient);
        let text = cx.tr_with("league.audit_of", &[&name, &total, &figures[0], &figures[1]]);
        ui.add(Label::new(RichText::new(text).font(bold(12.5))).wrap());
    });
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW, audit.lines.len(), |ui, rows| {
        for line in &audit.lines[rows] {
            ui.allocate_ui(eframe::egui::vec2(ui.available_width(), ROW), |ui| {
                ui.set_min_height(ROW);
                line_ui(ui, cx, line, currency);
            });
        }
    });
}

fn line_ui(
    ui: &mut Ui,
    cx: &mut ViewContext<'_>,
    line: &AuditLine,
    currency: crate::model::Currency,
) {
    let lang = cx.lang();
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let credit = rules::value(line.credit, currency, lang);
            ui.add(Label::new(RichText::new(credit).font(bold(12.5))).extend());
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| match line.deal {
                Some(deal_id) => {
                    let name = cx.names().deal(deal_id);
                    link_ui(ui, cx, Target::Deal(deal_id), &name);
                }
                None => {
                    ui.label(cx.tr("league.planned"));
                }
            });
        });
    });
    let mut parts = vec![format!(
        "{}: {}",
        rules::value(line.value, currency, lang),
        line.formula.sentence(lang)
    )];
    parts.extend(line.deal.map(|deal_id| rate_words(cx, deal_id, line.tranche, currency)));
    let words = parts.join(" · ");
    let source = line.deal.and_then(|deal_id| cx.book().deal(deal_id).source.url.clone());
    let hint = format!("{words}\n{}", source.unwrap_or_default());
    ui.add(Label::new(small(&cx.palette, &words)).truncate()).on_hover_text(hint.trim_end());
}

/// The tranche, its rate and its day.
fn rate_words(
    cx: &ViewContext<'_>,
    deal_id: crate::model::DealId,
    tranche: usize,
    currency: crate::model::Currency,
) -> String {
    let deal = cx.book().deal(deal_id);
    let row = deal.tranches.get(tranche);
    let label = row.and_then(|row| row.label.clone()).unwrap_or_default();
    let own = row.and_then(|row| row.currency).map_or("", |currency| currency.code());
    let date = deal.known_date().map(|date| date.to_string()).unwrap_or_default();
    let rate = RateUsed::of(cx.book(), deal_id, tranche, currency);
    let rate = match rate {
        None | Some(RateUsed::Same) => String::new(),
        Some(rate) => format!(
            "1 {own} = {:.6} {} ({}{})",
            rate.per_unit(),
            currency.code(),
            rate.code(),
            rate.day().map(|day| format!(" {day}")).unwrap_or_default(),
        ),
    };
    let parts = [label, own.to_owned(), date, rate];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
