//! What a table leaves out, and why.

use eframe::egui::{Label, RichText, ScrollArea, Ui};

use super::super::ViewContext;
use super::super::theme::bold;
use super::super::widgets::{empty_ui, link_ui, small};
use crate::query::Target;
use crate::stats::Reason;

/// The height of a line.
const ROW: f32 = 20.0;

/// Draws the list.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let left_out = cx.state.derived.left_out.clone();
    if left_out.is_empty() {
        empty_ui(ui, &cx.palette, &cx.tr("league.nothing_left_out"), "");
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let counts = &cx.state.derived.league.left_out;
        for (reason, count) in Reason::ALL.iter().zip(counts).filter(|row| *row.1 > 0) {
            let on = cx.local.left_out_reason == Some(*reason);
            let text = format!("{} {count}", cx.tr(reason.key()));
            if ui.selectable_label(on, RichText::new(text).size(11.5)).clicked() {
                cx.local.left_out_reason = (!on).then_some(*reason);
            }
        }
    });
    let wanted = cx.local.left_out_reason;
    let shown: Vec<_> =
        left_out.iter().filter(|row| wanted.is_none_or(|reason| row.reason == reason)).collect();
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW, shown.len(), |ui, rows| {
        for row in &shown[rows] {
            ui.horizontal(|ui| {
                ui.set_height(ROW);
                let deal = cx.book().deal(row.deal);
                let tranche = row.tranche.and_then(|at| deal.tranches.get(at));
                let label = tranche.and_then(|tranche| tranche.label.clone());
                let width = ui.available_width() * 0.46;
                ui.allocate_ui(eframe::egui::vec2(width, ROW), |ui| {
                    ui.set_width(width);
                    let name = cx.names().deal(row.deal);
                    link_ui(ui, cx, Target::Deal(row.deal), &name);
                });
                if let Some(label) = label {
                    ui.add(Label::new(RichText::new(label).font(bold(11.0))).extend());
                }
                let reason = cx.tr(row.reason.key());
                ui.add(Label::new(small(&cx.palette, reason)).truncate());
            });
        }
    });
}
