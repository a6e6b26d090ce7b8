//! An announcement under review: the text with its marks on the left, the draft on the right, and
//! the light between them.

mod draft;
mod fields;
mod text;

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{Label, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::ViewContext;
use super::theme::{bold, color32};
use super::widgets::{faint, small};
use crate::book::{DealBook, Problem};
use crate::import::MarkKind;
use crate::scene::{Color, Palette};
use crate::state::{Command, Duplicate, Review, ReviewCommand};

/// The half-finished things of the view.
#[derive(Debug, Default)]
pub struct ReviewLocal {
    /// What is pasted or typed before it is read.
    typed: String,
    /// The place of the draft that the pointer is on, in either half.
    lit: Option<String>,
    /// The place to which the text scrolls.
    scroll_to: Option<String>,
    /// The stretch of the text that is selected, in bytes.
    selected: Option<Range<usize>>,
    /// Fields while they are typed into: their place and text.
    typing: Option<(String, String)>,
    /// What follows from the draft, with what it was made from.
    checked: Option<Checked>,
}

/// What follows from a draft and the book.
#[derive(Clone, Debug)]
struct Checked {
    key: (usize, crate::book::Revision, String),
    problems: Arc<Vec<Problem>>,
    duplicates: Arc<Vec<Duplicate>>,
}

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let Some(review) = cx.state.review.clone() else {
        empty_ui(ui, cx);
        return;
    };
    head_ui(ui, cx, &review);
    let (width, height) = (ui.available_width(), ui.available_height());
    let lit_before = cx.local.review.lit.take();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        let half = (width - 10.0) / 2.0;
        ui.allocate_ui(vec2(half, height), |ui| {
            ui.set_width(half);
            ui.vertical(|ui| text::ui(ui, cx, &review, lit_before.as_deref()));
        });
        ui.allocate_ui(vec2(half, height), |ui| {
            ui.set_width(half);
            ui.vertical(|ui| draft::ui(ui, cx, &review, lit_before.as_deref()));
        });
    });
    if cx.local.review.lit != lit_before {
        ui.ctx().request_repaint();
    }
}

/// A place to paste, where nothing is under review.
fn empty_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    ui.add_space(6.0);
    ui.label(RichText::new(cx.tr("review.title")).font(bold(17.0)));
    ui.add(Label::new(faint(&cx.palette, cx.tr("review.hint"))).wrap());
    ui.add_space(6.0);
    let mut typed = std::mem::take(&mut cx.local.review.typed);
    ui.horizontal(|ui| {
        let can = !typed.trim().is_empty();
        let read = eframe::egui::Button::new(cx.tr("review.read"));
        if ui.add_enabled(can, read).clicked() {
            let text = std::mem::take(&mut typed);
            cx.send(Command::Review(ReviewCommand::Read(String::new(), text)));
        }
        if ui.button(cx.tr("action.open_text")).clicked() {
            cx.send(Command::Review(ReviewCommand::Open));
        }
    });
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let hint = cx.tr("review.paste");
        let edit = TextEdit::multiline(&mut typed)
            .hint_text(hint.as_ref())
            .desired_width(f32::INFINITY)
            .desired_rows(18);
        let response = ui.add(edit);
        let (value, name) = (typed.clone(), hint.to_string());
        response.widget_info(move || {
            let mut info = eframe::egui::WidgetInfo::text_edit(true, "", value.as_str(), "");
            info.label = Some(name.clone());
            info
        });
    });
    cx.local.review.typed = typed;
}

/// The drafts, and what can be done with the whole.
fn head_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, review: &Review) {
    ui.horizontal_wrapped(|ui| {
        let done = review.accepted.get(review.at).copied().unwrap_or(true);
        let accept = RichText::new(cx.tr(if done { "review.accepted" } else { "review.accept" }))
            .font(bold(13.0));
        let button = eframe::egui::Button::new(accept).fill(color32(
            cx.palette.raised.mixed(cx.palette.accent, if done { 0.0 } else { 0.22 }),
        ));
        if ui.add_enabled(!done, button).on_hover_text("Ctrl+Enter").clicked() {
            cx.send(Command::Review(ReviewCommand::Accept));
        }
        let undo = eframe::egui::Button::new(cx.tr("review.undo"));
        if ui.add_enabled(review.can_undo(), undo).clicked() {
            cx.send(Command::Review(ReviewCommand::Undo));
        }
        if ui.button(cx.tr("review.close")).clicked() {
            cx.send(Command::Review(ReviewCommand::Close));
        }
        let name =
            if review.name.is_empty() { cx.tr("review.pasted") } else { (&*review.name).into() };
        ui.label(small(&cx.palette, name));
    });
    if review.records.len() > 1 {
        drafts_ui(ui, cx, review);
    }
    if review.records.is_empty() {
        ui.label(faint(&cx.palette, cx.tr("review.nothing")));
    }
}

fn drafts_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, review: &Review) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 2.0);
        for at in 0..review.records.len() {
            let done = if review.accepted[at] { " ●" } else { "" };
            let text = format!("{} {}{done}", at + 1, draft_name(cx, review, at));
            let text = RichText::new(text).size(11.5);
            if ui.selectable_label(review.at == at, text).clicked() {
                cx.send(Command::Review(ReviewCommand::Draft(at)));
            }
        }
    });
}

/// Issuer and first amount.
fn draft_name(cx: &ViewContext<'_>, review: &Review, at: usize) -> String {
    let record = &review.records[at];
    let issuer = record.get("issuer");
    let name = issuer.and_then(|issuer| {
        let keys: [&str; 2] = match cx.lang() {
            crate::words::Lang::Zh => ["name_zh", "name"],
            crate::words::Lang::En => ["name", "name_zh"],
        };
        issuer.as_str().or_else(|| keys.iter().find_map(|key| issuer.get(key)?.as_str()))
    });
    let name: String = name.unwrap_or("–").chars().take(14).collect();
    let currency = record
        .get("tranches")
        .and_then(|tranches| tranches.get(0)?.get("currency")?.as_str())
        .unwrap_or_default();
    format!("{name} {currency}").trim_end().to_owned()
}

/// The colour of a kind of fact.
fn kind_color(palette: &Palette, kind: MarkKind) -> Color {
    match kind {
        MarkKind::Party => palette.issuer,
        MarkKind::Bank => palette.bank,
        MarkKind::Lost => palette.error,
        MarkKind::Role => palette.series(4),
        MarkKind::Amount => palette.deal,
        MarkKind::Rate => palette.series(3),
        MarkKind::Date => palette.series(5),
        MarkKind::Word => palette.faint,
    }
}

/// Problems and duplicates of the draft, made anew where draft or book have changed.
fn checked(cx: &mut ViewContext<'_>, review: &Review) -> Option<Checked> {
    let record = review.record()?;
    let text = serde_json::Value::Object(record.clone()).to_string();
    let key = (review.at, cx.book().revision(), text);
    if let Some(checked) = cx.local.review.checked.as_ref().filter(|checked| checked.key == key) {
        return Some(checked.clone());
    }
    let preview: DealBook = review.preview()?;
    let problems = crate::state::problems_of(&preview);
    let duplicates = crate::state::duplicates(&preview, cx.book());
    let checked = Checked { key, problems: problems.into(), duplicates: duplicates.into() };
    cx.local.review.checked = Some(checked.clone());
    Some(checked)
}
