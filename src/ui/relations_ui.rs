//! Relations between issuers and banks, and where a bank stands in the network.

use std::sync::Arc;

use eframe::egui::{Label, RichText, Ui};

use super::ViewContext;
use super::theme::bold;
use super::widgets::{figure_ui, link_ui, section_ui, share_bar_ui, small};
use crate::graph::{Node, Projection};
use crate::model::{GroupId, IssuerId};
use crate::query::Target;
use crate::state::LARGE_BOOK;
use crate::stats::{Histories, LOYALTY_YEARS, NetMeasures};

/// House banks that are listed.
const MOST_BANKS: usize = 8;

/// What the pages keep, with the choice of deals it was made from.
#[derive(Clone, Debug, Default)]
pub struct RelationsLocal {
    histories: Option<(usize, Arc<Histories>)>,
    measures: Option<(usize, Arc<NetMeasures>)>,
}

fn histories(cx: &mut ViewContext<'_>) -> Arc<Histories> {
    let derived = &cx.state.derived;
    let key = Arc::as_ptr(&derived.chosen) as usize;
    match &cx.local.relations.histories {
        Some((known, histories)) if *known == key => histories.clone(),
        _ => {
            let histories = Arc::new(Histories::new(&derived.index, &derived.chosen));
            cx.local.relations.histories = Some((key, histories.clone()));
            histories
        }
    }
}

/// The measures of the network of banks; `None` on a book too large for a frame.
pub fn measures(cx: &mut ViewContext<'_>) -> Option<Arc<NetMeasures>> {
    let derived = &cx.state.derived;
    if derived.index.len() >= LARGE_BOOK {
        return None;
    }
    let key = Arc::as_ptr(&derived.chosen) as usize;
    match &cx.local.relations.measures {
        Some((known, measures)) if *known == key => Some(measures.clone()),
        _ => {
            let (index, chosen) = (&derived.index, &derived.chosen);
            let made = NetMeasures::new(cx.book(), index, chosen, Projection::BankBank, None, 7);
            let measures = Arc::new(made);
            cx.local.relations.measures = Some((key, measures.clone()));
            Some(measures)
        }
    }
}

/// The house banks of an issuer, how exclusive they are, and how often the leads changed.
pub fn issuer_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, issuer_id: IssuerId) {
    let histories = histories(cx);
    let wallet = histories.wallet(issuer_id);
    if wallet.is_empty() {
        return;
    }
    section_ui(ui, &cx.palette, &cx.tr("relations.house_banks"));
    let day = cx.state.derived.newest_day.map_or(i32::MAX, crate::book::day_number);
    let recent = histories.loyalty(issuer_id, day.saturating_add(1));
    let rows = if recent.is_empty() { &wallet } else { &recent };
    for row in rows.iter().take(MOST_BANKS) {
        ui.horizontal(|ui| {
            ui.set_height(18.0);
            let width = ui.available_width() * 0.42;
            ui.allocate_ui(eframe::egui::vec2(width, 18.0), |ui| {
                ui.set_width(width);
                let name = cx.names().group(row.group);
                link_ui(ui, cx, Target::Group(row.group), name);
            });
            let text = format!("{:.0}%", row.proceeds_pct);
            ui.allocate_ui(eframe::egui::vec2(38.0, 18.0), |ui| {
                ui.set_width(38.0);
                ui.label(RichText::new(text).font(bold(12.0)));
            });
            let led = cx.tr_with("relations.led", &[&row.led.to_string()]);
            ui.allocate_ui(eframe::egui::vec2(56.0, 18.0), |ui| {
                ui.set_width(56.0);
                ui.label(small(&cx.palette, led));
            });
            share_bar_ui(ui, row.proceeds_pct as f32 / 100.0, cx.palette.bank, &cx.palette);
        });
    }
    let exclusive = histories.exclusivity(issuer_id);
    let switching = histories.switching(issuer_id);
    let kept = exclusive.kept_pct.map_or_else(|| "–".into(), |pct| format!("{pct:.0}%"));
    let years = if recent.is_empty() { "–".to_owned() } else { LOYALTY_YEARS.to_string() };
    let words = cx.tr_with(
        "relations.note",
        &[
            &years,
            &format!("{:.0}", exclusive.hhi),
            &kept,
            &switching.full.to_string(),
            &switching.steps.to_string(),
        ],
    );
    ui.add(Label::new(small(&cx.palette, words)).wrap());
}

/// Where a bank stands in the network of banks that worked together.
pub fn bank_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, group_id: GroupId) {
    let Some(measures) = measures(cx) else { return };
    let Some(row) = measures.rows.iter().find(|row| row.node == Node::Group(group_id)) else {
        return;
    };
    let place = |value: f64, of: fn(&crate::stats::BankMeasures) -> f64| {
        1 + measures.rows.iter().filter(|other| of(other) > value + 1e-12).count()
    };
    section_ui(ui, &cx.palette, &cx.tr("relations.network"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        let figures = [
            (row.degree.to_string(), "relations.degree"),
            (format!("#{}", place(row.betweenness, |row| row.betweenness)), "relations.between"),
            (format!("#{}", place(row.eigenvector, |row| row.eigenvector)), "relations.eigen"),
            (format!("{:.2}", row.clustering), "relations.clustering"),
            (row.out_degree.map_or_else(|| "–".into(), |n| n.to_string()), "relations.invites"),
            (row.in_degree.map_or_else(|| "–".into(), |n| n.to_string()), "relations.invited"),
        ];
        for (figure, key) in figures {
            figure_ui(ui, &cx.palette, &figure, &cx.tr(key));
        }
    });
    let words = cx.tr_with(
        "relations.world",
        &[
            &measures.rows.len().to_string(),
            &measures.links.to_string(),
            &format!("{:.1}", 100.0 * measures.density),
            &format!("{:.1}", measures.mean_degree),
            &measures.communities.to_string(),
        ],
    );
    ui.add(Label::new(small(&cx.palette, words)).wrap());
}
