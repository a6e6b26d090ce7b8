//! The command palette: every action by name, with its shortcut.

use eframe::egui::{
    Align, Context, Id, Key, Label, Layout, Modal, Modifiers, RichText, Role as Widget, ScrollArea,
    Sense, Ui, WidgetInfo, vec2,
};

use super::ViewContext;
use super::actions::{ACTIONS, Action};
use super::theme::{color32, plain};
use super::widgets::{small, words_ui};
use crate::text::{fold, initials};
use crate::words::{Lang, tr};

/// Draws the palette while it is open.
pub fn ui(context: &Context, cx: &mut ViewContext<'_>) {
    let Some((mut typed, mut at)) = cx.local.palette.take() else { return };
    let (down, up, enter) = context.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        (pressed(Key::ArrowDown), pressed(Key::ArrowUp), pressed(Key::Enter))
    });
    let shown = Modal::new(Id::unique("palette")).show(context, |ui| {
        ui.set_width(440.0);
        let hint = cx.tr("palette.hint");
        let width = ui.available_width() - 8.0;
        let response = words_ui(ui, &mut typed, &hint, width);
        response.request_focus();
        if response.changed() {
            at = 0;
        }
        let found = matching(cx.lang(), &typed);
        let last = found.len().saturating_sub(1);
        at = if down { (at + 1).min(last) } else { at.min(last).saturating_sub(usize::from(up)) };
        let clicked = rows_ui(ui, cx, &found, at);
        clicked.or_else(|| if enter { found.get(at).copied() } else { None })
    });
    let closed = shown.should_close();
    match shown.inner {
        Some(action) => cx.send((action.command)()),
        None if !closed => cx.local.palette = Some((typed, at)),
        None => {}
    }
}

/// The actions whose name holds what was typed, in either language or as pinyin initials.
fn matching(lang: Lang, typed: &str) -> Vec<&'static Action> {
    let wanted = fold(typed);
    let holds = |action: &&Action| {
        let own = tr(lang, action.key);
        let names = Lang::ALL.map(|lang| fold(&tr(lang, action.key)));
        wanted.is_empty()
            || names.iter().any(|name| name.contains(&wanted))
            || fold(&initials(&own)).contains(&wanted)
    };
    ACTIONS.iter().filter(|action| action.key != "action.palette").filter(holds).collect()
}

fn rows_ui(
    ui: &mut Ui,
    cx: &ViewContext<'_>,
    found: &[&'static Action],
    at: usize,
) -> Option<&'static Action> {
    if found.is_empty() {
        ui.label(small(&cx.palette, cx.tr("palette.nothing")));
    }
    let mut clicked = None;
    ScrollArea::vertical().max_height(360.0).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for (place, action) in found.iter().enumerate() {
            if row_ui(ui, cx, action, place == at) {
                clicked = Some(*action);
            }
        }
    });
    clicked
}

fn row_ui(ui: &mut Ui, cx: &ViewContext<'_>, action: &Action, marked: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::click());
    let name = cx.tr(action.key);
    response.widget_info(|| WidgetInfo::selected(Widget::Button, true, marked, name.as_ref()));
    if marked || response.hovered() {
        let part = if marked { 0.20 } else { 0.10 };
        let fill = cx.palette.raised.mixed(cx.palette.accent, part);
        ui.painter().rect_filled(rect, 4.0, color32(fill));
    }
    if marked {
        response.scroll_to_me(None);
    }
    let mut line = ui.new_child(
        eframe::egui::UiBuilder::new()
            .max_rect(rect.shrink2(vec2(8.0, 0.0)))
            .layout(Layout::left_to_right(Align::Center)),
    );
    line.add(Label::new(RichText::new(name).font(plain(13.0))).selectable(false));
    if let Some(shortcut) = action.shortcut {
        let text = ui.ctx().format_shortcut(&shortcut);
        line.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(Label::new(small(&cx.palette, text)).selectable(false));
        });
    }
    response.clicked()
}
