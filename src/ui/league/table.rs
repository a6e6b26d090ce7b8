//! The table: ranks with their change, banks, credit, shares, deals; a totals row that ties.

use eframe::egui::{Align, Color32, Label, Layout, Rect, RichText, Sense, Ui, vec2};
use egui_extras::{Column, TableBuilder, TableRow};

use super::super::ViewContext;
use super::super::theme::{bold, color32};
use super::super::widgets::{faint, small};
use super::rules;
use crate::query::Target;
use crate::scene::{Color, count};
use crate::state::{Command, Show};
use crate::stats::{LeagueRow, Move, Recipient, TitleAndTaken};
use crate::text::fold;
use crate::words::Lang;

/// In less room than this, in points, what banks took has no column.
const ROOM_FOR_TAKEN: f32 = 410.0;

/// Draws the table.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let wanted = fold(&cx.local.league_words);
    let league = cx.state.derived.league.clone();
    let shown: Vec<usize> = (0..league.rows.len())
        .filter(|at| wanted.is_empty() || is_named(cx, &league.rows[*at], &wanted))
        .collect();
    let moved = cx.state.derived.movement.clone();
    let moves = (*moved).as_ref().map(|(_, movement)| movement.moves.as_slice());
    // In a narrow pane names go before it; the pointer on a value tells it too.
    let with_taken = !cx.state.derived.taken.is_empty() && ui.available_width() > ROOM_FOR_TAKEN;
    let most = league.rows.first().map_or(1.0, |row| row.value.units(league.currency));
    let most_deals = league.rows.iter().map(|row| row.deals).max().unwrap_or(0);
    let totals = ui.available_height() - 26.0;
    let width = if cx.lang() == Lang::Zh { 84.0 } else { 66.0 };
    let mut table = TableBuilder::new(ui)
        .id_salt("league")
        .sense(Sense::click())
        .auto_shrink(false)
        .max_scroll_height(totals - 26.0)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(26.0));
    if moves.is_some() {
        table = table.column(Column::exact(34.0));
    }
    table = table
        .column(Column::remainder().at_least(72.0).clip(true))
        .column(Column::exact(width))
        .column(Column::exact(52.0));
    if moves.is_some() {
        table = table.column(Column::exact(48.0));
    }
    if with_taken {
        table = table.column(Column::exact(44.0));
    }
    table
        .column(Column::exact(if most_deals < 10_000 { 38.0 } else { 56.0 }))
        .header(20.0, |mut header| {
            for (key, right) in headings(moves.is_some(), with_taken) {
                header.col(|ui| heading_ui(ui, cx, key, right));
            }
        })
        .body(|body| {
            body.rows(20.0, shown.len(), |mut row| {
                let Some(at) = shown.get(row.index()).copied() else { return };
                let moved = moves.map(|moves| moves.get(at).copied());
                row_ui(&mut row, cx, &league.rows[at], moved, most, with_taken);
            });
        });
    totals_ui(ui, cx);
}

fn headings(moved: bool, taken: bool) -> Vec<(&'static str, bool)> {
    let mut keys = vec![("league.rank", true)];
    keys.extend(moved.then_some(("league.change", true)));
    keys.extend([("league.bank", false), ("league.value", true), ("league.share", true)]);
    keys.extend(moved.then_some(("league.share_change", true)));
    keys.extend(taken.then_some(("league.taken", true)));
    keys.push(("league.deals", true));
    keys
}

fn heading_ui(ui: &mut Ui, cx: &ViewContext<'_>, key: &str, right: bool) {
    let text = RichText::new(cx.tr(key)).font(bold(11.0)).color(color32(cx.palette.faint));
    let label = Label::new(text).truncate();
    let hint = cx.tr(&format!("{key}_hint"));
    let response = if right {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(label)).inner
    } else {
        ui.add(label)
    };
    if !hint.ends_with("_hint") {
        response.on_hover_text(hint);
    }
}

fn is_named(cx: &ViewContext<'_>, row: &LeagueRow, wanted: &str) -> bool {
    let group = cx.book().group(row.group);
    let bank = row.bank.map(|bank_id| &cx.book().bank(bank_id).name);
    let names = [Some(&group.name), group.name_hans.as_ref(), group.name_hant.as_ref(), bank];
    names.into_iter().flatten().any(|name| fold(name).contains(wanted))
}

/// The name of whoever has a line.
pub fn name_of(cx: &ViewContext<'_>, recipient: Recipient) -> String {
    cx.names().recipient(recipient)
}

fn right_ui(ui: &mut Ui, text: RichText) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add(Label::new(text).extend().selectable(false));
    });
}

fn row_ui(
    row: &mut TableRow<'_, '_>,
    cx: &mut ViewContext<'_>,
    line: &LeagueRow,
    moved: Option<Option<Move>>,
    most: f64,
    with_taken: bool,
) {
    let target = Target::Group(line.group);
    let league = cx.state.derived.league.clone();
    row.set_selected(cx.is_selected(target));
    row.set_hovered(cx.is_hovered(target));
    row.col(|ui| right_ui(ui, faint(&cx.palette, line.rank.to_string())));
    if let Some(moved) = moved {
        row.col(|ui| rank_change_ui(ui, cx, moved));
    }
    row.col(|ui| {
        let part = (line.value.units(league.currency) / most.max(1.0)) as f32;
        bar_behind_ui(ui, cx, part);
        let name = RichText::new(name_of(cx, line.recipient())).font(bold(12.5));
        ui.add(Label::new(name).truncate().selectable(false));
    });
    let (_, value) = row.col(|ui| {
        let mut text = RichText::new(rules::value(line.value, league.currency, cx.lang()));
        if line.estimated.0 > 0 {
            text = text.italics();
        }
        right_ui(ui, text);
    });
    row.col(|ui| right_ui(ui, RichText::new(format!("{:.2}%", line.share_pct))));
    if let Some(moved) = moved {
        row.col(|ui| share_change_ui(ui, cx, moved, line.share_pct));
    }
    if with_taken {
        row.col(|ui| taken_ui(ui, cx, line));
    }
    row.col(|ui| right_ui(ui, RichText::new(count(line.deals))));
    let response = row.response();
    if response.hovered() {
        cx.hover(target);
    }
    let words: Vec<String> = std::iter::once(cx.tr("league.open_hint").into_owned())
        .chain(taken_of(cx, line).map(|found| taken_words(cx, found)))
        .collect();
    let value = value.on_hover_text(words.join("\n"));
    if value.clicked() {
        cx.local.audit = Some(line.recipient());
    } else if response.clicked() {
        cx.select(target);
        cx.send(Command::Show(Show::View(crate::state::ViewId::Bank)));
    }
    if response.double_clicked() {
        cx.local.audit = Some(line.recipient());
    }
}

/// A tint behind a name, as long as the part of the first.
fn bar_behind_ui(ui: &Ui, cx: &ViewContext<'_>, part: f32) {
    let cell = ui.max_rect().shrink2(vec2(0.0, 2.0));
    let width = cell.width() * part.clamp(0.0, 1.0);
    let rect = Rect::from_min_size(cell.min, vec2(width, cell.height()));
    let tint = if cx.palette.dark { 0.30 } else { 0.16 };
    ui.painter().rect_filled(rect, 3.0, color32(cx.palette.bank.alpha(tint)));
}

fn taken_of<'a>(cx: &ViewContext<'a>, line: &LeagueRow) -> Option<&'a TitleAndTaken> {
    match line.recipient() {
        Recipient::Group(group) => cx.state.derived.taken.get(&group),
        _ => None,
    }
}

fn taken_words(cx: &ViewContext<'_>, found: &TitleAndTaken) -> String {
    let currency = cx.state.derived.league.currency;
    let values = [found.title, found.taken].map(|value| rules::value(value, currency, cx.lang()));
    let tranches = count(found.tranches);
    cx.tr_with("league.taken_facts", &[&values[0], &values[1], &tranches])
}

/// What a bank took, in per cent of its title credit, where allotments are known.
fn taken_ui(ui: &mut Ui, cx: &ViewContext<'_>, line: &LeagueRow) {
    let Some(found) = taken_of(cx, line) else {
        right_ui(ui, faint(&cx.palette, "–"));
        return;
    };
    let text = found.taken_pct().map_or_else(|| "+".to_owned(), |pct| format!("{pct:.0}%"));
    let words = taken_words(cx, found);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add(Label::new(RichText::new(text).size(11.5)).extend().selectable(false))
            .on_hover_text(words);
    });
}

fn signed(cx: &ViewContext<'_>, sign: i64) -> Color32 {
    color32(match sign {
        1.. => cx.palette.good,
        0 => cx.palette.faint,
        _ => cx.palette.error,
    })
}

fn rank_change_ui(ui: &mut Ui, cx: &ViewContext<'_>, moved: Option<Move>) {
    let (text, sign) = match moved.and_then(|moved| moved.rank_change) {
        None => (cx.tr("league.new").into_owned(), 1),
        Some(0) => ("–".to_owned(), 0),
        Some(up @ 1..) => (format!("▲{up}"), 1),
        Some(down) => (format!("▼{}", -down), -1),
    };
    right_ui(ui, RichText::new(text).size(11.0).color(signed(cx, sign)));
}

fn share_change_ui(ui: &mut Ui, cx: &ViewContext<'_>, moved: Option<Move>, share: f64) {
    let change = moved.map_or(share, |moved| moved.share_change);
    let sign = if change.abs() < 0.005 { 0 } else { change.signum() as i64 };
    let text = RichText::new(format!("{change:+.2}")).size(11.5);
    right_ui(ui, text.color(signed(cx, sign)));
}

/// What all lines add up to, and what no named bank is credited for.
fn totals_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let league = cx.state.derived.league.clone();
    let lang = cx.lang();
    let line: Color = cx.palette.line;
    let top = ui.cursor().top();
    let span = ui.max_rect().x_range();
    ui.painter().hline(span, top, eframe::egui::Stroke::new(1.0, color32(line)));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        let credits = rules::value(league.credits(), league.currency, lang);
        let banks = count(league.rows.len());
        let total = cx.tr_with("league.total", &[&credits, &banks]);
        ui.add(Label::new(RichText::new(total).font(bold(11.5))).extend())
            .on_hover_text(cx.tr_with("league.total_hint", &[&count(league.deal_counts())]));
        for (recipient, credited) in
            [(Recipient::Unnamed, league.unnamed), (Recipient::Unallocated, league.unallocated)]
        {
            if credited.0 == 0 {
                continue;
            }
            let text = format!(
                "{} {}",
                name_of(cx, recipient),
                rules::value(credited, league.currency, lang)
            );
            let label = Label::new(small(&cx.palette, text)).truncate().sense(Sense::click());
            if ui.add(label).on_hover_text(cx.tr("league.open_hint")).clicked() {
                cx.local.audit = Some(recipient);
            }
        }
    });
}
