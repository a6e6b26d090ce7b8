//! Small widgets that several views share.

use eframe::egui::{
    Align, Color32, CornerRadius, Frame, Label, Layout, Margin, Rect, Response, RichText,
    Role as Widget, Sense, Stroke, TextEdit, Ui, Vec2, WidgetInfo, vec2,
};

use eframe::egui::text::{LayoutJob, TextFormat};

use super::ViewContext;
use super::theme::{bold, color32, plain};
use crate::query::Target;
use crate::scene::{Color, Palette};
use crate::state::{Command, DocumentCommand, PictureId};

/// Text that stands back.
pub fn faint(palette: &Palette, text: impl Into<String>) -> RichText {
    RichText::new(text).color(color32(palette.faint))
}

/// Small text that stands back.
pub fn small(palette: &Palette, text: impl Into<String>) -> RichText {
    faint(palette, text).font(plain(11.0))
}

/// Bold text.
pub fn strong(text: impl Into<String>, size: f32) -> RichText {
    RichText::new(text).font(bold(size))
}

/// The heading of a part of a view.
pub fn section_ui(ui: &mut Ui, palette: &Palette, title: &str) {
    ui.add_space(8.0);
    ui.label(RichText::new(title).font(bold(11.5)).color(color32(palette.faint)));
    ui.add_space(1.0);
}

/// The heading of a chart, with a way to save it as a picture at its end.
pub fn section_picture_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, title: &str, picture: PictureId) {
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let ink = color32(cx.palette.faint);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            picture_ui(ui, cx, picture);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let title = RichText::new(title).font(bold(11.5)).color(ink);
                ui.add(Label::new(title).truncate());
            });
        });
    });
    ui.add_space(1.0);
}

/// A note above a chart, with a way to save it as a picture at its end.
pub fn note_picture_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, note: &str, picture: PictureId) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            picture_ui(ui, cx, picture);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(small(&cx.palette, note)).wrap());
            });
        });
    });
}

/// Words that save a chart as a picture.
pub fn picture_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, picture: PictureId) {
    let text = small(&cx.palette, cx.tr("picture.save"));
    let label = Label::new(text).extend().sense(Sense::click());
    let response = ui.add(label).on_hover_cursor(eframe::egui::CursorIcon::PointingHand);
    let name = format!("{}: {}", cx.tr("picture.save"), cx.tr(picture.key()));
    response.widget_info(|| WidgetInfo::labeled(Widget::Button, true, &name));
    if response.on_hover_text(cx.tr("picture.save_hint")).clicked() {
        cx.send(Command::Document(DocumentCommand::ExportPicture(picture)));
    }
}

/// A sentence in the middle of an empty view, with what can be done.
pub fn empty_ui(ui: &mut Ui, palette: &Palette, title: &str, hint: &str) {
    ui.add_space((ui.available_height() * 0.30).max(12.0));
    ui.vertical_centered(|ui| {
        ui.label(strong(title, 14.0));
        ui.add(Label::new(faint(palette, hint)).wrap());
    });
}

/// A name that can be clicked: selects its target, lights it in every view.
pub fn link_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, target: Target, text: &str) -> Response {
    let color = if cx.is_selected(target) { cx.palette.accent } else { cx.palette.ink };
    link_colored_ui(ui, cx, target, RichText::new(text).color(color32(color)), text)
}

/// A name that can be clicked, in a look of its own.
pub fn link_colored_ui(
    ui: &mut Ui,
    cx: &mut ViewContext<'_>,
    target: Target,
    text: RichText,
    name: &str,
) -> Response {
    let hovered = cx.is_hovered(target);
    let text = if hovered { text.underline() } else { text };
    let response = ui.add(Label::new(text).truncate().sense(Sense::click()));
    response.widget_info(|| WidgetInfo::labeled(Widget::Link, true, name));
    let response = response.on_hover_cursor(eframe::egui::CursorIcon::PointingHand);
    if response.hovered() {
        cx.hover(target);
    }
    if response.clicked() {
        cx.select(target);
    }
    response
}

/// A card: a raised surface with a thin rim.
pub fn card_ui<R>(ui: &mut Ui, palette: &Palette, add: impl FnOnce(&mut Ui) -> R) -> R {
    Frame::new()
        .fill(color32(palette.raised))
        .stroke(Stroke::new(1.0, color32(palette.line)))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(12, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add(ui)
        })
        .inner
}

/// A small rounded word, such as a role or a market.
pub fn chip_ui(ui: &mut Ui, text: &str, color: Color, palette: &Palette) -> Response {
    let fill = palette.panel.mixed(color, if palette.dark { 0.26 } else { 0.13 });
    let ink = palette.ink.mixed(color, if palette.dark { 0.30 } else { 0.55 });
    let galley = ui.painter().layout_no_wrap(text.to_owned(), plain(11.0), color32(ink));
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(10.0, 4.0), Sense::hover());
    ui.painter().rect_filled(rect, 4.0, color32(fill));
    ui.painter().galley(rect.min + vec2(5.0, 2.0), galley, color32(ink));
    response.widget_info(|| WidgetInfo::labeled(Widget::Label, true, text));
    response
}

/// A square of colour before a word.
pub fn swatch_ui(ui: &mut Ui, color: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
    ui.painter().rect_filled(rect, 2.0, color);
}

/// A square of colour with its word, which never part at the end of a line.
pub fn legend_word_ui(ui: &mut Ui, palette: &Palette, color: Color, word: &str) {
    let mut job = LayoutJob::default();
    let format = |ink: Color| TextFormat::simple(plain(11.0), color32(ink));
    job.append("■ ", 0.0, format(color));
    job.append(word, 0.0, format(palette.faint));
    ui.add(Label::new(job).extend());
}

/// A field for a few words, with a hint and a name for screen readers.
pub fn words_ui(ui: &mut Ui, text: &mut String, hint: &str, width: f32) -> Response {
    let edit = TextEdit::singleline(text).hint_text(hint).desired_width(width);
    let response = ui.add(edit);
    let (value, name) = (text.clone(), hint.to_owned());
    response.widget_info(|| {
        let mut info = WidgetInfo::text_edit(true, "", value.as_str(), "");
        info.label = Some(name.clone());
        info
    });
    response
}

/// A row of figures: a large number over what it counts.
pub fn figure_ui(ui: &mut Ui, palette: &Palette, number: &str, what: &str) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add(Label::new(strong(number, 16.0)).extend());
        ui.add(Label::new(small(palette, what)).extend());
    });
}

/// A thin bar that fills a part of its width.
pub fn share_bar_ui(ui: &mut Ui, part: f32, color: Color, palette: &Palette) {
    let size = Vec2::new(ui.available_width().max(10.0), 6.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let track = color32(palette.panel.mixed(palette.line, 0.6));
    ui.painter().rect_filled(rect, 3.0, track);
    let filled = Rect::from_min_size(rect.min, vec2(size.x * part.clamp(0.0, 1.0), size.y));
    ui.painter().rect_filled(filled, 3.0, color32(color));
}

/// A label on the left with its value on the right, wrapped.
pub fn fact_ui(ui: &mut Ui, palette: &Palette, label: &str, value: &str) {
    ui.horizontal_top(|ui| {
        let width = 112.0;
        ui.allocate_ui_with_layout(vec2(width, 16.0), Layout::left_to_right(Align::Min), |ui| {
            ui.set_width(width);
            ui.add(Label::new(faint(palette, label)).wrap());
        });
        ui.add(Label::new(value).wrap().selectable(true));
    });
}

/// A button that names a choice and opens a menu of the others; the value that was picked.
pub fn choice_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    cx: &ViewContext<'_>,
    title: &str,
    values: &[(T, &str)],
    current: T,
) -> Option<T> {
    let chosen = values.iter().find(|(value, _)| *value == current);
    let name = chosen.map(|(_, key)| cx.tr(key)).unwrap_or_default();
    let mut picked = None;
    ui.menu_button(format!("{}: {name} ▼", cx.tr(title)), |ui| {
        for (value, key) in values {
            if ui.selectable_label(*value == current, cx.tr(key)).clicked() {
                picked = Some(*value);
                ui.close();
            }
        }
    });
    picked
}
