//! The bar at the foot: the book, its figures, what is under way.

use eframe::egui::{Align, Label, Layout, ProgressBar, RichText, Sense, Spinner, Ui};

use super::ViewContext;
use super::theme::{color32, plain};
use super::widgets::small;
use crate::scene::count;
use crate::state::{Command, Show, ViewId};

/// Draws the bar.
pub fn status_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    ui.horizontal(|ui| {
        let book = cx.book();
        let title = match (cx.state.document.path(), book.title()) {
            (Some(path), _) => {
                path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
            }
            (None, Some(title)) => title.to_owned(),
            (None, None) => cx.tr("status.untitled").into_owned(),
        };
        let changed = if cx.state.document.is_changed() { " •" } else { "" };
        ui.label(small(&cx.palette, format!("{title}{changed}")));
        ui.separator();
        let tranches = cx.state.derived.index.tranches().deal.len();
        let text = cx.tr_with(
            "status.counts",
            &[
                &count(book.deals().len()),
                &count(tranches),
                &count(book.issuers().len()),
                &count(book.groups().len()),
            ],
        );
        ui.label(small(&cx.palette, text));
        let [errors, warnings, _] = book.problem_counts();
        if errors + warnings > 0 {
            let text = cx.tr_with("status.problems", &[&count(errors), &count(warnings)]);
            let color = if errors > 0 { cx.palette.error } else { cx.palette.warning };
            let text = RichText::new(text).font(plain(11.0)).color(color32(color));
            let label = Label::new(text).sense(Sense::click());
            if ui.add(label).on_hover_text(cx.tr("status.problems_hint")).clicked() {
                cx.send(Command::Show(Show::View(ViewId::Problems)));
            }
        }
        opening_ui(ui, cx);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let last = crate::book::Rates::embedded().last_day().map(|day| day.to_string());
            let text = cx.tr_with("status.rates", &[&last.unwrap_or_default()]);
            ui.add(Label::new(small(&cx.palette, text)).truncate());
        });
    });
}

/// How far a book is that is being opened, with the means to give it up; else whether something is
/// still being worked out.
fn opening_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    if let Some((path, progress)) = &cx.local.opening {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let part = progress.bytes as f32 / progress.total.max(1) as f32;
        let rows = count(progress.rows);
        let words = cx.tr_with("status.opening", &[&name.unwrap_or_default(), &rows]);
        ui.separator();
        ui.add(ProgressBar::new(part).desired_width(120.0).desired_height(10.0));
        ui.label(small(&cx.palette, words));
        if ui.small_button(cx.tr("filter.cancel")).clicked() {
            cx.local.cancel_opening = true;
        }
    } else if cx.state.derived.is_waiting || cx.local.asked_model.is_some() {
        ui.separator();
        ui.add(Spinner::new().size(11.0));
        ui.label(small(&cx.palette, cx.tr("status.working")));
    }
}
