//! The search field over issuers, banks and deals.

use eframe::egui::{
    Align, Frame, Id, Key, Label, Layout, Modifiers, Order, RichText, Sense, TextEdit, Ui,
    WidgetInfo, vec2,
};

use super::ViewContext;
use super::theme::{bold, color32};
use super::widgets::small;
use crate::query::{Hit, Target};
use crate::scene::usd_from_cents;
use crate::state::{Command, Show, ViewId};

/// How many hits are listed.
const MOST_HITS: usize = 12;

/// Draws the field and, while it is used, the hits below it.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let id = Id::unique("search");
    let mut typed = std::mem::take(&mut cx.local.search);
    let hint = cx.tr("search.hint");
    let (down, up, enter, escape) = ui.input_mut(|input| {
        let focused = !typed.is_empty();
        let mut pressed = |key| focused && input.consume_key(Modifiers::NONE, key);
        (pressed(Key::ArrowDown), pressed(Key::ArrowUp), pressed(Key::Enter), pressed(Key::Escape))
    });
    let width = (ui.available_width() * 0.42).clamp(160.0, 420.0);
    let edit =
        TextEdit::singleline(&mut typed).id(id).hint_text(hint.as_ref()).desired_width(width);
    let response = ui.add(edit);
    let name = hint.into_owned();
    let value = typed.clone();
    response.widget_info(|| {
        let mut info = WidgetInfo::text_edit(true, "", value.as_str(), "");
        info.label = Some(name.clone());
        info
    });
    if std::mem::take(&mut cx.local.search_wants_focus) {
        response.request_focus();
    }
    if response.changed() {
        cx.local.search_at = 0;
    }
    if escape {
        typed.clear();
    }
    let hits = cx.state.derived.search.find(&typed, MOST_HITS);
    if !typed.trim().is_empty() {
        let last = hits.len().saturating_sub(1);
        let at = cx.local.search_at.min(last);
        cx.local.search_at =
            if down { (at + 1).min(last) } else { at.saturating_sub(usize::from(up)) };
        let clicked = hits_ui(ui, cx, &hits, response.rect);
        let chosen = clicked.or_else(|| enter.then(|| hits.get(cx.local.search_at).copied())?);
        if let Some(hit) = chosen {
            go(cx, hit.target);
            typed.clear();
            ui.memory_mut(|memory| memory.surrender_focus(id));
        }
    }
    cx.local.search = typed;
}

/// Selects what was found and brings its page to the front.
fn go(cx: &mut ViewContext<'_>, target: Target) {
    cx.select(target);
    let view = match target {
        Target::Deal(_) => ViewId::Details,
        Target::Issuer(_) => ViewId::Issuer,
        Target::Group(_) => ViewId::Bank,
    };
    cx.send(Command::Show(Show::View(view)));
}

fn hits_ui(
    ui: &Ui,
    cx: &mut ViewContext<'_>,
    hits: &[Hit],
    field: eframe::egui::Rect,
) -> Option<Hit> {
    let area = eframe::egui::Area::new(Id::unique("search-hits"))
        .order(Order::Foreground)
        .fixed_pos(field.left_bottom() + vec2(0.0, 4.0));
    let shown = area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).show(ui, |ui| {
            ui.set_width(field.width().max(320.0));
            if hits.is_empty() {
                ui.label(small(&cx.palette, cx.tr("search.nothing")));
                return None;
            }
            let mut clicked = None;
            for (at, hit) in hits.iter().enumerate() {
                if hit_ui(ui, cx, hit, at == cx.local.search_at) {
                    clicked = Some(*hit);
                }
            }
            clicked
        })
    });
    shown.inner.inner
}

fn hit_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, hit: &Hit, marked: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::click());
    let name = cx.names().target(hit.target);
    response.widget_info(|| {
        WidgetInfo::selected(eframe::egui::Role::ListBoxOption, true, marked, &name)
    });
    if marked || response.hovered() {
        let fill = cx.palette.raised.mixed(cx.palette.accent, 0.16);
        ui.painter().rect_filled(rect, 4.0, color32(fill));
    }
    let mut line = ui.new_child(
        eframe::egui::UiBuilder::new()
            .max_rect(rect.shrink2(vec2(6.0, 0.0)))
            .layout(Layout::left_to_right(Align::Center)),
    );
    let (kind, color, more) = match hit.target {
        Target::Issuer(issuer_id) => {
            let issuer = cx.book().issuer(issuer_id);
            ("kind.issuer", cx.palette.issuer, issuer.ticker.clone())
        }
        Target::Group(group_id) => {
            ("kind.bank", cx.palette.bank, cx.book().group(group_id).country.clone())
        }
        Target::Deal(deal_id) => {
            let value = cx.state.derived.index.deals().value(deal_id);
            ("kind.deal", cx.palette.deal, value.map(|cents| usd_from_cents(cents, cx.lang())))
        }
    };
    let kind = cx.tr(kind);
    line.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.label(RichText::new(kind).small().color(color32(color)));
        if let Some(more) = more {
            ui.label(small(&cx.palette, more));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add(Label::new(RichText::new(&name).font(bold(12.5))).truncate().selectable(false));
        });
    });
    if response.hovered() {
        cx.hover(hit.target);
    }
    response.clicked()
}
