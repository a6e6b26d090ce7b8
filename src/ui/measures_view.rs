//! The measures of the network: who is central, who stands high, as a table that sorts.

use std::sync::Arc;

use eframe::egui::{Align, Label, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use super::ViewContext;
use super::relations_ui::{SAMPLE, SEED, measures_of};
use super::theme::{bold, color32};
use super::widgets::{choice_ui, empty_ui, faint, small, words_ui};
use crate::graph::{Node, Projection};
use crate::report::{measures_rules, measures_sheet};
use crate::scene::count;
use crate::state::{Command, DocumentCommand, MeasureColumn, Show, target_of};
use crate::stats::{BankMeasures, NetMeasures};
use crate::text::fold;
use crate::words::Lang;

/// What the view keeps.
#[derive(Clone, Debug, Default)]
pub struct MeasuresLocal {
    words: String,
    sorted: Option<(Arc<NetMeasures>, SortKey, Arc<Vec<usize>>)>,
}

/// The column, whether upwards, what is typed, the language.
type SortKey = (MeasureColumn, bool, String, Lang);

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let projection = cx.state.view.options.measures_of;
    let Some(measures) = measures_of(cx, projection) else {
        empty_ui(ui, &cx.palette, &cx.tr("measures.waiting"), &cx.tr("measures.waiting_hint"));
        return;
    };
    head_ui(ui, cx, &measures, projection);
    if measures.rows.is_empty() {
        empty_ui(ui, &cx.palette, &cx.tr("deals.empty"), &cx.tr("empty.filter_hint"));
        return;
    }
    let rows = rows(cx, &measures);
    table_ui(ui, cx, &measures, &rows, projection);
}

/// Which network, a search, what the network as a whole is like, and a way to copy the table.
fn head_ui(
    ui: &mut Ui,
    cx: &mut ViewContext<'_>,
    measures: &Arc<NetMeasures>,
    projection: Projection,
) {
    ui.horizontal_wrapped(|ui| {
        let networks = [
            (Projection::BankBank, "measures.of_banks"),
            (Projection::IssuerBank, "measures.of_issuers"),
        ];
        if let Some(projection) = choice_ui(ui, cx, "measures.network", &networks, projection) {
            cx.send(Command::Show(Show::MeasuresOf(projection)));
        }
        let mut words = std::mem::take(&mut cx.local.measures.words);
        let hint = cx.tr("league.search");
        words_ui(ui, &mut words, &hint, 110.0);
        cx.local.measures.words = words;
        let hint = cx.tr("measures.copy_hint");
        if ui.button(cx.tr("measures.copy")).on_hover_text(hint).clicked() {
            let rules = measures_rules(measures, projection, SEED);
            let sheet = Box::new(measures_sheet(measures, usize::MAX));
            cx.send(Command::Document(DocumentCommand::CopyTable(sheet, rules)));
        }
    });
    let ratio = measures.world.ratio().map_or_else(|| "–".to_owned(), |r| format!("{r:.2}"));
    let figures = [
        count(measures.rows.len()),
        count(measures.links),
        format!("{:.1}", 100.0 * measures.density),
        format!("{:.1}", measures.mean_degree),
        format!("{:.2}", measures.world.mean_path),
        format!("{:.2}", measures.world.clustering),
        ratio,
        count(measures.communities),
        format!("{:.2}", measures.modularity),
    ];
    let words = cx.tr_with("measures.world", &figures.each_ref().map(String::as_str));
    let text = small(&cx.palette, words);
    ui.add(Label::new(text).wrap()).on_hover_text(cx.tr("measures.world_hint"));
    if measures.sources.is_some() {
        let note = cx.tr_with("measures.sampled", &[&SAMPLE.to_string()]);
        ui.add(Label::new(small(&cx.palette, note)).wrap());
    }
}

/// The rows that hold what is typed, in order.
fn rows(cx: &mut ViewContext<'_>, measures: &Arc<NetMeasures>) -> Arc<Vec<usize>> {
    let options = &cx.state.view.options;
    let (column, up) = (options.measure_column, options.measures_ascending);
    let wanted = fold(&cx.local.measures.words);
    let key = (column, up, wanted, cx.lang());
    if let Some((of, known, rows)) = &cx.local.measures.sorted
        && Arc::ptr_eq(of, measures)
        && *known == key
    {
        return rows.clone();
    }
    let wanted = &key.2;
    let names = cx.names();
    let holds = |at: &usize| {
        let row = &measures.rows[*at];
        wanted.is_empty()
            || fold(&row.name).contains(wanted)
            || fold(&names.node(row.node)).contains(wanted)
    };
    let mut rows: Vec<usize> = (0..measures.rows.len()).filter(holds).collect();
    if column == MeasureColumn::Name {
        rows.sort_by_cached_key(|at| names.node(measures.rows[*at].node).to_lowercase());
    } else {
        let value = |at: &usize| column.value(&measures.rows[*at]).unwrap_or(f64::NEG_INFINITY);
        rows.sort_by(|a, b| value(a).total_cmp(&value(b)).then(b.cmp(a)));
    }
    if !up {
        rows.reverse();
    }
    let rows = Arc::new(rows);
    cx.local.measures.sorted = Some((measures.clone(), key, rows.clone()));
    rows
}

fn table_ui(
    ui: &mut Ui,
    cx: &mut ViewContext<'_>,
    measures: &NetMeasures,
    rows: &[usize],
    projection: Projection,
) {
    let columns: Vec<MeasureColumn> = MeasureColumn::ALL
        .into_iter()
        .filter(|column| projection == Projection::BankBank || !column.of_banks())
        .collect();
    eframe::egui::ScrollArea::horizontal().id_salt("measures").auto_shrink(false).show(ui, |ui| {
        let mut table = TableBuilder::new(ui)
            .id_salt("measures")
            .sense(Sense::click())
            .auto_shrink(false)
            .cell_layout(Layout::left_to_right(Align::Center));
        for column in &columns {
            table = table.column(match column {
                MeasureColumn::Name => Column::initial(150.0).at_least(90.0).clip(true),
                MeasureColumn::Community | MeasureColumn::Deals => Column::exact(50.0),
                _ => Column::exact(62.0),
            });
        }
        table
            .header(20.0, |mut header| {
                for column in &columns {
                    header.col(|ui| heading_ui(ui, cx, *column));
                }
            })
            .body(|body| {
                body.rows(20.0, rows.len(), |mut row| {
                    if let Some(found) = rows.get(row.index()).and_then(|at| measures.rows.get(*at))
                    {
                        row_ui(&mut row, cx, found, &columns);
                    }
                });
            });
    });
}

fn heading_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, column: MeasureColumn) {
    let options = &cx.state.view.options;
    let sign = match (options.measure_column == column, options.measures_ascending) {
        (true, true) => " ↑",
        (true, false) => " ↓",
        _ => "",
    };
    let text = RichText::new(format!("{}{sign}", cx.tr(column.key()))).font(bold(11.0));
    let label = Label::new(text.color(color32(cx.palette.faint))).truncate().sense(Sense::click());
    let response = match column {
        MeasureColumn::Name => ui.add(label),
        _ => ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(label)).inner,
    };
    let hint = cx.tr(&format!("{}_hint", column.key()));
    if response.on_hover_text(hint).clicked() {
        cx.send(Command::Show(Show::SortMeasures(column)));
    }
}

fn row_ui(
    row: &mut TableRow<'_, '_>,
    cx: &mut ViewContext<'_>,
    found: &BankMeasures,
    columns: &[MeasureColumn],
) {
    let target = target_of(found.node);
    row.set_selected(cx.is_selected(target));
    row.set_hovered(cx.is_hovered(target));
    for column in columns {
        row.col(|ui| {
            if *column == MeasureColumn::Name {
                let ink = match found.node {
                    Node::Issuer(_) => cx.palette.issuer,
                    _ => cx.palette.ink,
                };
                let name = RichText::new(cx.names().node(found.node)).font(bold(12.0));
                ui.add(Label::new(name.color(color32(ink))).truncate().selectable(false));
                return;
            }
            let text = match column.text(found) {
                Some(text) => RichText::new(text),
                None => faint(&cx.palette, "–"),
            };
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add(Label::new(text.size(12.0)).extend().selectable(false));
            });
        });
    }
    let response = row.response();
    if response.hovered() {
        cx.hover(target);
    }
    if response.clicked() {
        cx.select(target);
    }
}
