//! Problems of the book: what, where, what to do.

use eframe::egui::{Label, ScrollArea, Ui};

use super::ViewContext;
use super::details_view::severity_ui;
use super::widgets::{card_ui, empty_ui, link_ui, small, words_ui};
use crate::book::{Problem, Severity};
use crate::query::Target;
use crate::scene::count;

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    if cx.book().problems().len() == 0 {
        empty_ui(ui, &cx.palette, &cx.tr("problems.none"), &cx.tr("problems.none_hint"));
        return;
    }
    options_ui(ui, cx);
    let words = cx.local.problem_words.to_lowercase();
    let shown: Vec<usize> = (0..cx.book().problems().len())
        .filter(|at| {
            let severities = &cx.local.severities;
            let text = || {
                let problem = cx.book().problem_at(*at);
                format!("{} {} {}", problem.code.code(), problem.sentence(cx.lang()), problem.place)
            };
            (severities.is_empty() || severities.contains(&cx.book().problem_code(*at).severity()))
                && (words.is_empty() || text().to_lowercase().contains(&words))
        })
        .collect();
    let row = 42.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, row, shown.len(), |ui, range| {
        for at in &shown[range] {
            let problem = cx.book().problem_at(*at);
            ui.allocate_ui(eframe::egui::vec2(ui.available_width(), row), |ui| {
                ui.set_min_height(row);
                problem_ui(ui, cx, &problem);
            });
        }
    });
}

fn options_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let counts = cx.book().problem_counts();
    let source = cx.book().source();
    card_ui(ui, &cx.palette.clone(), |ui| {
        let text = cx.tr_with(
            "problems.rows",
            &[&count(source.rows()), &count(source.records.len()), &count(source.rejected.len())],
        );
        ui.add(Label::new(text).wrap());
    });
    ui.horizontal_wrapped(|ui| {
        for (severity, count) in Severity::ALL.into_iter().zip(counts) {
            let on = cx.local.severities.contains(&severity);
            let key = format!("severity.{}", severity.code());
            if ui.selectable_label(on, format!("{} {count}", cx.tr(&key))).clicked() {
                cx.local.severities.retain(|other| *other != severity);
                if !on {
                    cx.local.severities.push(severity);
                }
            }
        }
        let mut words = std::mem::take(&mut cx.local.problem_words);
        let hint = cx.tr("problems.search");
        words_ui(ui, &mut words, &hint, 140.0);
        cx.local.problem_words = words;
    });
}

fn problem_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, problem: &Problem) {
    ui.horizontal(|ui| {
        severity_ui(ui, cx, problem.severity());
        ui.label(small(&cx.palette, problem.code.code()));
        let deal_id = problem.deal.as_deref().and_then(|key| cx.book().find(key));
        if let Some(deal_id) = deal_id {
            let name = cx.names().issuer(cx.book().deal(deal_id).issuer);
            link_ui(ui, cx, Target::Deal(deal_id), name);
        }
        ui.label(small(&cx.palette, problem.place.to_string()));
    });
    let sentence = problem.sentence(cx.lang());
    ui.add(Label::new(&sentence).truncate()).on_hover_text(sentence);
}
