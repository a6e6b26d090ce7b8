//! The draft: questions first, then what may be the same deal, then every field.

use eframe::egui::{Frame, Label, Margin, RichText, ScrollArea, Stroke, Ui};

use super::super::ViewContext;
use super::super::theme::{bold, color32};
use super::super::widgets::{link_ui, section_ui, small};
use super::{Checked, checked, fields};
use crate::book::Severity;
use crate::query::Target;
use crate::scene::{Color, Palette};
use crate::state::Review;

/// Draws the draft.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>, review: &Review, lit: Option<&str>) {
    ScrollArea::vertical().id_salt("draft").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        questions_ui(ui, cx, review);
        if let Some(checked) = checked(cx, review) {
            problems_ui(ui, cx, &checked);
            duplicates_ui(ui, cx, &checked);
        }
        fields::ui(ui, cx, review, lit);
        ui.add_space(12.0);
    });
}

fn note_ui(ui: &mut Ui, palette: Palette, color: Color, add: impl FnOnce(&mut Ui)) {
    Frame::new()
        .fill(color32(palette.panel.mixed(color, 0.10)))
        .stroke(Stroke::new(1.0, color32(color.alpha(0.6))))
        .corner_radius(6)
        .inner_margin(Margin::symmetric(8, 4))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add(ui);
        });
}

fn questions_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, review: &Review) {
    for question in review.questions() {
        let (sentence, path) = (question.sentence(cx.lang()), question.path.clone());
        note_ui(ui, cx.palette, cx.palette.warning, |ui| {
            let label = Label::new(RichText::new(format!("? {sentence}")))
                .wrap()
                .sense(eframe::egui::Sense::click());
            let response = ui.add(label);
            if response.hovered() {
                cx.local.review.lit = Some(path.clone());
            }
            if response.clicked() {
                cx.local.review.scroll_to = Some(path);
            }
        });
    }
}

fn problems_ui(ui: &mut Ui, cx: &ViewContext<'_>, checked: &Checked) {
    for problem in checked.problems.iter().filter(|problem| problem.severity() < Severity::Note) {
        let color = match problem.severity() {
            Severity::Error => cx.palette.error,
            _ => cx.palette.warning,
        };
        note_ui(ui, cx.palette, color, |ui| {
            ui.add(Label::new(problem.sentence(cx.lang())).wrap());
        });
    }
}

fn duplicates_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, checked: &Checked) {
    if checked.duplicates.is_empty() {
        return;
    }
    let title = cx.tr("review.duplicates");
    section_ui(ui, &cx.palette, &title);
    for duplicate in checked.duplicates.iter() {
        note_ui(ui, cx.palette, cx.palette.accent, |ui| {
            ui.horizontal(|ui| {
                let name = cx.names().deal(duplicate.deal);
                link_ui(ui, cx, Target::Deal(duplicate.deal), &name);
            });
            if duplicate.differences.is_empty() {
                ui.label(small(&cx.palette, cx.tr("review.no_difference")));
            }
            for (what, old, new) in &duplicate.differences {
                let words =
                    cx.tr_with("review.difference", &[&cx.tr(what), or_dash(old), or_dash(new)]);
                ui.add(Label::new(RichText::new(words).font(bold(11.5))).wrap());
            }
        });
    }
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}
