//! The frame around the views: menus, search, the line of the filter, the dock, notices.

use eframe::egui::{
    self, Align, Align2, CentralPanel, Color32, Frame, Id, Key, Label, Layout, Margin, Modal,
    Panel, RichText, Stroke, Ui, UiBuilder, UiKind, UiStackInfo, WidgetText, vec2,
};
use egui_tiles::{Behavior, TileId, Tiles, Tree, UiResponse};

use super::actions::{ACTIONS, find};
use super::status::status_ui;
use super::theme::{bold, color32, plain};
use super::views::VIEWS;
use super::widgets::{small, words_ui};
use super::{ViewContext, filters, palette, search};
use crate::query::{Filter, Part};
use crate::scene::count;
use crate::state::{Command, DocumentCommand, FilterCommand, Go, Show, Theme, ViewId};
use crate::words::Lang;

/// How long a notice stays, in seconds; an error stays until it is put away.
const NOTICE_SECONDS: f64 = 5.0;

/// Draws everything, on a ground in the colour of panels: what has that colour does not paint it
/// once more, which costs time where no graphics card does it. Lists that fade into the ground find
/// its colour in the stack of frames.
pub fn shell_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, tree: &mut Tree<ViewId>) {
    ui.scope_builder(on_ground(cx), |ui| window_ui(ui, cx, tree));
}

/// What stands on the ground of the window, which is not painted.
fn on_ground(cx: &ViewContext<'_>) -> UiBuilder {
    let ground = Frame::new().fill(color32(cx.palette.panel));
    UiBuilder::new().ui_stack_info(UiStackInfo::new(UiKind::CentralPanel).with_frame(ground))
}

fn window_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, tree: &mut Tree<ViewId>) {
    keys_ui(ui, cx);
    let bar = Frame::new().inner_margin(Margin::symmetric(10, 5));
    Panel::top("menu").frame(bar).show(ui, |ui| menu_ui(ui, cx));
    Panel::top("filter-line").frame(bar).show(ui, |ui| filter_line_ui(ui, cx));
    Panel::bottom("status")
        .frame(Frame::new().inner_margin(Margin::symmetric(10, 3)))
        .show(ui, |ui| status_ui(ui, cx));
    if cx.state.view.options.filters_open {
        let frame = Frame::new().inner_margin(Margin::symmetric(10, 6));
        Panel::left("filters")
            .frame(frame)
            .default_size(218.0)
            .size_range(170.0..=380.0)
            .show(ui, |ui| filters::ui(ui, cx));
    }
    // Tiles leave nothing free but where one is dragged out.
    let is_covered = !tree.is_empty() && tree.dragged_id(ui.ctx()).is_none();
    let ground = if is_covered { Color32::TRANSPARENT } else { color32(cx.palette.line) };
    let ground = Frame::new().fill(ground);
    CentralPanel::default().frame(ground).show(ui, |ui| {
        tree.ui(&mut Dock { cx, is_covered }, ui);
        if tree.is_empty() {
            super::widgets::empty_ui(
                ui,
                &cx.palette,
                &cx.tr("dock.empty"),
                &cx.tr("dock.empty_hint"),
            );
        }
    });
    notice_ui(ui, cx);
    palette::ui(ui.ctx(), cx);
    about_ui(ui, cx);
}

/// Shortcuts. Plain keys work only while no text is being typed and no menu is open, which Escape
/// closes.
fn keys_ui(ui: &Ui, cx: &mut ViewContext<'_>) {
    let typing = ui.ctx().egui_wants_keyboard_input() || cx.local.palette.is_some();
    let is_menu_open = egui::Popup::is_any_open(ui.ctx());
    let mut order: Vec<_> = ACTIONS.iter().filter(|action| action.shortcut.is_some()).collect();
    // Shortcuts with more modifiers go first, since the others match them too.
    order.sort_by_key(|action| !action.shortcut.is_some_and(|shortcut| shortcut.modifiers.shift));
    for action in order {
        let Some(shortcut) = action.shortcut else { continue };
        if typing && !shortcut.modifiers.command && !shortcut.modifiers.ctrl {
            continue;
        }
        if is_menu_open && shortcut.modifiers.is_none() {
            continue;
        }
        if typing && matches!(shortcut.logical_key, Key::Z | Key::Backspace | Key::ArrowLeft) {
            continue;
        }
        if ui.input_mut(|input| input.consume_shortcut(&shortcut)) {
            cx.send((action.command)());
        }
    }
}

fn menu_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Syndiscope").font(bold(14.0)).color(color32(cx.palette.accent)));
        ui.add_space(4.0);
        ui.menu_button(cx.tr("menu.file"), |ui| file_menu_ui(ui, cx));
        ui.menu_button(cx.tr("menu.edit"), |ui| edit_menu_ui(ui, cx));
        ui.menu_button(cx.tr("menu.view"), |ui| view_menu_ui(ui, cx));
        ui.menu_button(cx.tr("menu.help"), |ui| {
            for key in ["action.palette", "action.about"] {
                action_ui(ui, cx, key);
            }
        });
        ui.separator();
        history_ui(ui, cx);
        search::ui(ui, cx);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| settings_ui(ui, cx));
    });
}

/// The menu entry of an action.
fn action_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, key: &str) {
    let Some(action) = find(key) else { return };
    let mut button = egui::Button::new(cx.tr(action.key).into_owned());
    if let Some(shortcut) = action.shortcut {
        button = button.shortcut_text(ui.ctx().format_shortcut(&shortcut));
    }
    if ui.add(button).clicked() {
        cx.send((action.command)());
        ui.close();
    }
}

fn file_menu_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    action_ui(ui, cx, "action.open");
    let recent = cx.state.view.options.recent.clone();
    ui.menu_button(cx.tr("menu.recent"), |ui| {
        if recent.is_empty() {
            ui.label(small(&cx.palette, cx.tr("menu.no_recent")));
        }
        for path in recent {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let button = ui.button(name.unwrap_or_default());
            if button.on_hover_text(path.display().to_string()).clicked() {
                cx.send(Command::Document(DocumentCommand::OpenFile(path)));
                ui.close();
            }
        }
        ui.separator();
        action_ui(ui, cx, "action.forget_recent");
    });
    action_ui(ui, cx, "action.open_embedded");
    action_ui(ui, cx, "action.add");
    ui.separator();
    action_ui(ui, cx, "action.save");
    action_ui(ui, cx, "action.save_as");
    ui.separator();
    action_ui(ui, cx, "action.export_network");
    action_ui(ui, cx, "action.save_graph");
    action_ui(ui, cx, "action.open_places");
    action_ui(ui, cx, "action.export_sizes");
    ui.separator();
    action_ui(ui, cx, "action.quit");
}

fn edit_menu_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let document = &cx.state.document;
    let steps = [
        ("action.undo", document.undo_label().map(str::to_owned), DocumentCommand::Undo),
        ("action.redo", document.redo_label().map(str::to_owned), DocumentCommand::Redo),
    ];
    for (key, label, command) in steps {
        let text = match &label {
            Some(label) => format!("{}: {label}", cx.tr(key)),
            None => cx.tr(key).into_owned(),
        };
        let shortcut = find(key).and_then(|action| action.shortcut);
        let shortcut = shortcut.map(|shortcut| ui.ctx().format_shortcut(&shortcut));
        let button = egui::Button::new(text).shortcut_text(shortcut.unwrap_or_default());
        if ui.add_enabled(label.is_some(), button).clicked() {
            cx.send(Command::Document(command));
            ui.close();
        }
    }
    ui.separator();
    for key in ["action.clear_filter", "action.nothing", "action.next_deal", "action.previous_deal"]
    {
        action_ui(ui, cx, key);
    }
}

fn view_menu_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    for view in ViewId::ALL {
        action_ui(ui, cx, view.key());
    }
    ui.separator();
    for key in [
        "action.toggle_filters",
        "action.default_views",
        "action.fit",
        "action.whole_network",
        "action.rearrange",
    ] {
        action_ui(ui, cx, key);
    }
}

fn history_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let view = &cx.state.view;
    for (text, key, can, go) in [
        ("←", "action.back", view.can_go_back(), Go::Back),
        ("→", "action.forward", view.can_go_forward(), Go::Forward),
    ] {
        let button = ui.add_enabled(can, egui::Button::new(text));
        if button.on_hover_text(cx.tr(key)).clicked() {
            cx.send(Command::Go(go));
        }
    }
}

/// Language and theme.
fn settings_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let (text, next) = match cx.lang() {
        Lang::En => ("中文", Lang::Zh),
        Lang::Zh => ("English", Lang::En),
    };
    if ui.button(text).on_hover_text(cx.tr("settings.lang")).clicked() {
        cx.send(Command::Show(Show::Lang(next)));
    }
    let (key, next) = if cx.palette.dark {
        ("settings.light", Theme::Light)
    } else {
        ("settings.dark", Theme::Dark)
    };
    if ui.button(cx.tr(key)).on_hover_text(cx.tr("settings.theme")).clicked() {
        cx.send(Command::Show(Show::Theme(next)));
    }
    if let Some(action) = find("action.palette") {
        let shortcut = action.shortcut.map(|shortcut| ui.ctx().format_shortcut(&shortcut));
        let text = small(&cx.palette, shortcut.unwrap_or_default());
        if ui.button(text).on_hover_text(cx.tr(action.key)).clicked() {
            cx.send((action.command)());
        }
    }
}

/// The filter as chips that can be dropped, or as a line that can be typed.
fn filter_line_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    ui.horizontal(|ui| {
        let open = cx.state.view.options.filters_open;
        let text = cx.tr(if open { "filter.hide" } else { "filter.show" });
        if ui.selectable_label(open, text).clicked() {
            cx.send(Command::Show(Show::ToggleFilters));
        }
        if cx.local.filter_line.is_some() {
            typed_filter_ui(ui, cx);
        } else {
            chips_ui(ui, cx);
        }
    });
}

fn chips_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let filter = cx.state.view.options.filter.clone();
    if ui.button(cx.tr("filter.edit")).on_hover_text(cx.tr("filter.edit_hint")).clicked() {
        cx.local.filter_line = Some(filter.to_string());
    }
    let chosen = &cx.state.derived.chosen;
    let count = cx.tr_with("filter.showing", &[&count(chosen.len()), &count(chosen.total())]);
    ui.label(RichText::new(count).font(bold(12.5)));
    if filter.is_empty() {
        ui.label(small(&cx.palette, cx.tr("filter.none")));
        return;
    }
    if ui.button(cx.tr("filter.clear")).clicked() {
        cx.send(Command::Filter(FilterCommand::Clear));
    }
    egui::ScrollArea::horizontal().id_salt("chips").show(ui, |ui| {
        for part in filter.parts() {
            chip_ui(ui, cx, &filter, part);
        }
    });
}

fn chip_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, filter: &Filter, part: Part) {
    let text = part_words(cx, filter, part);
    let color = cx.palette.panel.mixed(cx.palette.accent, 0.16);
    let button = egui::Button::new(RichText::new(format!("{text}  ×")).font(plain(12.0)))
        .fill(color32(color))
        .stroke(Stroke::new(1.0, color32(cx.palette.accent.alpha(0.5))));
    let hint = format!("{}\n{}", filter.part_text(part), cx.tr("filter.drop"));
    if ui.add(button).on_hover_text(hint).clicked() {
        cx.send(Command::Filter(FilterCommand::Without(part)));
    }
}

/// A part of the filter in the reader's words.
fn part_words(cx: &ViewContext<'_>, filter: &Filter, part: Part) -> String {
    let line = filter.part_text(part);
    let value = line.split_once(':').map_or(line.as_str(), |pair| pair.1);
    match part {
        Part::Facet(facet) => {
            let values = filter.of(facet).into_iter().flatten();
            let names: Vec<String> =
                values.take(3).map(|value| filters::value_name(cx, facet, value)).collect();
            let more = filter.of(facet).map_or(0, |values| values.len()).saturating_sub(3);
            let more = if more > 0 { format!(" +{more}") } else { String::new() };
            format!("{}: {}{more}", cx.tr(&format!("facet.{}", facet.key())), names.join(", "))
        }
        Part::Dates => {
            let year =
                |date: Option<jiff::civil::Date>| date.map_or_else(String::new, |d| d.to_string());
            let whole = |from: jiff::civil::Date, to: jiff::civil::Date| {
                (from.month(), from.day(), to.month(), to.day()) == (1, 1, 12, 31)
            };
            match filter.from.zip(filter.to) {
                Some((from, to)) if whole(from, to) && from.year() == to.year() => {
                    from.year().to_string()
                }
                Some((from, to)) if whole(from, to) => format!("{}–{}", from.year(), to.year()),
                _ => format!("{} – {}", year(filter.from), year(filter.to)),
            }
        }
        Part::Value => format!("{}: {value}", cx.tr("filter.value")),
        Part::Banks => format!("{}: {value}", cx.tr("filter.banks")),
        Part::Text => format!("“{}”", filter.text),
    }
}

fn typed_filter_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let Some(mut line) = cx.local.filter_line.take() else { return };
    let hint = cx.tr("filter.line_hint");
    let width = (ui.available_width() - 220.0).clamp(160.0, 760.0);
    let response = words_ui(ui, &mut line, &hint, width);
    if !response.has_focus() && !response.lost_focus() {
        response.request_focus();
    }
    let read: Result<Filter, _> = line.parse();
    let (enter, escape) =
        ui.input(|input| (input.key_pressed(Key::Enter), input.key_pressed(Key::Escape)));
    let apply = ui.button(cx.tr("filter.apply")).clicked() || response.lost_focus() && enter;
    let cancel = ui.button(cx.tr("filter.cancel")).clicked() || escape;
    match read {
        Ok(filter) if apply => {
            cx.send(Command::Filter(FilterCommand::Set(filter)));
            return;
        }
        Ok(_) => {}
        Err(error) => {
            let text = RichText::new(error.to_string()).color(color32(cx.palette.error));
            ui.add(Label::new(text).truncate()).on_hover_text(error.to_string());
        }
    }
    if !cancel {
        cx.local.filter_line = Some(line);
    }
}

/// The newest notice, over the lower right corner.
fn notice_ui(ui: &Ui, cx: &mut ViewContext<'_>) {
    let Some((number, notice)) = cx.state.notice.clone() else { return };
    if cx.local.notice_done >= number {
        return;
    }
    let now = ui.input(|input| input.time);
    let since = match cx.local.notice_since {
        Some((known, since)) if known == number => since,
        _ => {
            cx.local.notice_since = Some((number, now));
            now
        }
    };
    if !notice.is_error && now - since > NOTICE_SECONDS {
        cx.local.notice_done = number;
        return;
    }
    if !notice.is_error {
        let left = (NOTICE_SECONDS - (now - since)).max(0.05);
        ui.ctx().request_repaint_after_secs(left as f32);
    }
    let color = if notice.is_error { cx.palette.error } else { cx.palette.good };
    egui::Area::new(Id::unique("notice")).anchor(Align2::RIGHT_BOTTOM, vec2(-16.0, -36.0)).show(
        ui.ctx(),
        |ui| {
            Frame::popup(ui.style()).stroke(Stroke::new(1.0, color32(color))).show(ui, |ui| {
                ui.set_max_width(420.0);
                ui.horizontal(|ui| {
                    ui.add(Label::new(&notice.text).wrap());
                    if ui.button("×").on_hover_text(cx.tr("notice.close")).clicked() {
                        cx.local.notice_done = number;
                    }
                });
            });
        },
    );
}

/// What the program is and what it rests on.
fn about_ui(ui: &Ui, cx: &mut ViewContext<'_>) {
    if !cx.local.about {
        return;
    }
    let shown = Modal::new(Id::unique("about")).show(ui.ctx(), |ui| {
        ui.set_width(460.0);
        ui.label(RichText::new("Syndiscope").font(bold(18.0)));
        ui.label(small(&cx.palette, env!("CARGO_PKG_VERSION")));
        ui.add_space(6.0);
        for key in ["about.what", "about.data", "about.rates", "about.fonts", "about.licence"] {
            ui.add(Label::new(cx.tr(key)).wrap());
            ui.add_space(4.0);
        }
        ui.vertical_centered(|ui| ui.button(cx.tr("about.close")).clicked()).inner
    });
    if shown.should_close() || shown.inner {
        cx.local.about = false;
    }
}

/// The dock of views.
struct Dock<'a, 'b> {
    cx: &'a mut ViewContext<'b>,
    /// Whether tiles stand on the ground of the window.
    is_covered: bool,
}

impl Behavior<ViewId> for Dock<'_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _: TileId, view: &mut ViewId) -> UiResponse {
        let fill = match view {
            ViewId::Network => color32(self.cx.palette.ground),
            _ if self.is_covered => Color32::TRANSPARENT,
            _ => color32(self.cx.palette.panel),
        };
        // Tiles begin a stack of frames of their own.
        ui.scope_builder(on_ground(self.cx), |ui| {
            Frame::new().fill(fill).inner_margin(Margin::symmetric(8, 6)).show(ui, |ui| {
                ui.set_min_size(ui.available_size());
                if let Some(row) = VIEWS.iter().find(|row| row.id == *view) {
                    (row.ui)(ui, self.cx);
                }
            });
        });
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, view: &ViewId) -> WidgetText {
        RichText::new(self.cx.tr(view.key())).font(plain(12.5)).into()
    }

    fn is_tab_closable(&self, _: &Tiles<ViewId>, _: TileId) -> bool {
        true
    }

    fn tab_bar_height(&self, _: &egui::Style) -> f32 {
        26.0
    }

    fn gap_width(&self, _: &egui::Style) -> f32 {
        2.0
    }

    fn min_size(&self) -> f32 {
        120.0
    }

    fn tab_bar_color(&self, _: &egui::Visuals) -> Color32 {
        color32(self.cx.palette.panel.mixed(self.cx.palette.line, 0.55))
    }

    fn simplification_options(&self) -> egui_tiles::SimplificationOptions {
        egui_tiles::SimplificationOptions {
            all_panes_must_have_tabs: true,
            ..egui_tiles::SimplificationOptions::default()
        }
    }
}
