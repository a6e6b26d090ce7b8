//! How far a rank depends on the rules: the range of ranks over a grid of rules, a line a bank.

use eframe::egui::{Align2, Rect, ScrollArea, Sense, Stroke, Ui, pos2, vec2};

use super::super::ViewContext;
use super::super::theme::{bold, color32, plain};
use super::super::widgets::{empty_ui, note_picture_ui};
use super::rules;
use crate::query::Target;
use crate::state::{Command, GridChoice, GridToggle, PictureId, Show};
use crate::stats::{CreditMethod, SelfLed, StableRow};

/// The height of a line.
const ROW: f32 = 22.0;
/// Ranks beyond this stand at the right rim.
const DEPTH: f32 = 25.0;

/// Draws the picture.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let stability = cx.state.derived.stability.clone();
    if stability.rows.is_empty() {
        empty_ui(ui, &cx.palette, &cx.tr("stability.waiting"), "");
        return;
    }
    let cells = stability.cells.len().to_string();
    let note = cx.tr_with("stability.note", &[&cells]);
    note_picture_ui(ui, cx, &note, PictureId::Stability);
    grid_ui(ui, cx);
    axis_ui(ui, cx);
    let rows = &stability.rows;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW, rows.len(), |ui, shown| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for row in &rows[shown] {
            row_ui(ui, cx, row);
        }
    });
}

/// What the grid varies, as choices.
fn grid_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let methods = CreditMethod::ALL.iter().map(|method| {
        (GridToggle::Method(*method), cx.tr(rules::method_key(*method)).into_owned())
    });
    let policies = SelfLed::ALL.iter().map(|policy| {
        (GridToggle::SelfLed(*policy), cx.tr(rules::self_led_key(*policy)).into_owned())
    });
    let floors = GridChoice::FLOORS.iter().map(|floor| {
        let words = cx.tr_with("league.tenor_from", &[&floor.to_string()]);
        (GridToggle::TenorFloor(*floor), words)
    });
    let years = std::iter::once((GridToggle::Years, cx.tr("stability.years").into_owned()));
    let menus: [(&str, Vec<(GridToggle, String)>); 4] = [
        ("stability.methods", methods.collect()),
        ("league.self_led", policies.collect()),
        ("stability.floors", floors.collect()),
        ("stability.periods", years.collect()),
    ];
    ui.horizontal_wrapped(|ui| {
        for (title, choices) in menus {
            let grid = &cx.state.view.options.grid;
            let on = choices.iter().filter(|choice| grid.has(choice.0)).count();
            let title = format!("{} {on}/{} ▼", cx.tr(title), choices.len());
            ui.menu_button(title, |ui| {
                for (toggle, words) in choices {
                    let mut is_on = cx.state.view.options.grid.has(toggle);
                    if ui.checkbox(&mut is_on, words).changed() {
                        cx.send(Command::Show(Show::Grid(toggle)));
                    }
                }
            });
        }
    });
}

/// Where the names, the ranks and the part of first places stand.
fn parts(rect: Rect) -> (Rect, Rect, Rect) {
    let name = (rect.width() * 0.34).clamp(80.0, 190.0);
    let first = 44.0;
    // The bar of the scroll area stands at the rim.
    let rect = Rect::from_min_max(rect.min, pos2(rect.right() - 10.0, rect.bottom()));
    let middle = rect.left() + name;
    let right = rect.right() - first;
    (
        Rect::from_min_max(rect.min, pos2(middle - 6.0, rect.bottom())),
        Rect::from_min_max(pos2(middle, rect.top()), pos2(right - 8.0, rect.bottom())),
        Rect::from_min_max(pos2(right, rect.top()), rect.max),
    )
}

fn place(track: Rect, rank: f32) -> f32 {
    let part = ((rank - 1.0) / (DEPTH - 1.0)).clamp(0.0, 1.0);
    track.left() + part * track.width()
}

fn axis_ui(ui: &mut Ui, cx: &ViewContext<'_>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 16.0), Sense::hover());
    let (_, track, first) = parts(rect);
    let ink = color32(cx.palette.faint);
    for rank in [1.0_f32, 5.0, 10.0, 15.0, 20.0, 25.0] {
        let text = if rank >= DEPTH { format!("{rank}+") } else { rank.to_string() };
        let at = pos2(place(track, rank), rect.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, text, plain(10.0), ink);
    }
    let at = first.right_center();
    ui.painter().text(at, Align2::RIGHT_CENTER, cx.tr("stability.first"), plain(10.0), ink);
}

fn row_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, row: &StableRow) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let target = Target::Group(row.group);
    let name = cx.names().group(row.group).to_owned();
    let words = cx.tr_with(
        "stability.facts",
        &[
            &name,
            &row.best.to_string(),
            &row.worst.to_string(),
            &row.median.to_string(),
            &format!("{:.0}", row.first_pct),
            &row.absent.to_string(),
        ],
    );
    response.widget_info(|| {
        eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, true, words.as_str())
    });
    if response.hovered() {
        cx.hover(target);
    }
    let lit = cx.is_selected(target) || cx.is_hovered(target);
    if lit {
        let tint = color32(cx.palette.accent.alpha(0.10));
        ui.painter().rect_filled(rect, 4.0, tint);
    }
    draw(ui, cx, row, rect, &name);
    if response.on_hover_text(words).clicked() {
        cx.select(target);
    }
}

fn draw(ui: &Ui, cx: &ViewContext<'_>, row: &StableRow, rect: Rect, name: &str) {
    let palette = &cx.palette;
    let (left, track, first) = parts(rect);
    let ink = color32(palette.ink);
    let clipped = ui.painter_at(left);
    clipped.text(left.left_center(), Align2::LEFT_CENTER, name, bold(12.0), ink);
    let y = track.center().y;
    let line = Stroke::new(1.0, color32(palette.line));
    ui.painter().hline(track.x_range(), y, line);
    let span = Rect::from_min_max(
        pos2(place(track, row.best as f32), y - 3.0),
        pos2(place(track, row.worst as f32).max(place(track, row.best as f32) + 2.0), y + 3.0),
    );
    ui.painter().rect_filled(span, 3.0, color32(palette.bank.alpha(0.30)));
    // Each cell leaves a faint mark, so that a range shows where its ranks lie.
    let strength = (6.0 / row.ranks.len().max(1) as f32).clamp(0.03, 0.5);
    for rank in row.ranks.iter().filter(|rank| **rank > 0) {
        let at = pos2(place(track, *rank as f32), y);
        ui.painter().circle_filled(at, 3.0, color32(palette.bank.alpha(strength)));
    }
    let median = pos2(place(track, row.median as f32), y);
    ui.painter().circle_filled(median, 4.2, color32(palette.accent));
    let text = if row.first_pct > 0.0 { format!("{:.0}%", row.first_pct) } else { "–".into() };
    let faint = color32(palette.faint);
    ui.painter().text(first.right_center(), Align2::RIGHT_CENTER, text, plain(11.5), faint);
}
