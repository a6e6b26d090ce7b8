//! Relations between issuers and banks, and where a bank stands in the network.

use std::sync::Arc;

use eframe::egui::{Label, RichText, Ui};

use super::ViewContext;
use super::theme::bold;
use super::widgets::{figure_ui, link_ui, section_ui, share_bar_ui, small};
use crate::book::Revision;
use crate::graph::{Node, Projection};
use crate::index::Parents;
use crate::model::{GroupId, IssuerId};
use crate::query::{Filter, Target};
use crate::scene::count;
use crate::state::{LARGE_BOOK, Memo, Outcome};
use crate::stats::{Histories, LOYALTY_YEARS, NetMeasures};

/// House banks that are listed.
const MOST_BANKS: usize = 8;

/// Sources from which betweenness is estimated on a large book.
pub const SAMPLE: usize = 400;
/// The seed of communities and of the sample.
pub const SEED: u64 = 7;

/// What follows from a book under a filter.
type Key = (Revision, Parents, Filter);

/// Of the network of banks.
#[derive(Clone, Debug, PartialEq)]
struct OfBanks(Key);

/// Of the network of issuers and banks.
#[derive(Clone, Debug, PartialEq)]
struct OfIssuers(Key);

/// What the pages keep, with what it was made from; on a large book it is made in the background.
#[derive(Debug, Default)]
pub struct RelationsLocal {
    histories: Memo<Key, Histories>,
    banks: Memo<OfBanks, NetMeasures>,
    issuers: Memo<OfIssuers, NetMeasures>,
}

impl RelationsLocal {
    /// Takes what was made in the background; what is none of ours is given back.
    pub fn take(&mut self, outcome: Outcome) -> Option<Outcome> {
        let outcome = self.histories.take(outcome)?;
        let outcome = self.banks.take(outcome)?;
        self.issuers.take(outcome)
    }
}

fn key(cx: &ViewContext<'_>) -> Key {
    let filter = cx.state.view.options.filter.clone();
    (cx.book().revision(), cx.state.derived.index.parents(), filter)
}

/// The histories of the issuers; empty ones while they are made.
pub fn histories(cx: &mut ViewContext<'_>) -> Arc<Histories> {
    let key = key(cx);
    let (index, chosen) = (cx.state.derived.index.clone(), cx.state.derived.chosen.clone());
    let local = &mut *cx.local;
    let works = (index.len() >= LARGE_BOOK).then_some(&mut local.works);
    local.relations.histories.get_later(key, works, move || Histories::new(&index, &chosen))
}

/// The measures of the network of banks; `None` while they are made.
pub fn measures(cx: &mut ViewContext<'_>) -> Option<Arc<NetMeasures>> {
    measures_of(cx, Projection::BankBank)
}

/// The measures of a network; `None` while they are made. On a large book betweenness is estimated
/// from [`SAMPLE`] sources.
pub fn measures_of(cx: &mut ViewContext<'_>, of: Projection) -> Option<Arc<NetMeasures>> {
    let key = key(cx);
    let (index, chosen) = (cx.state.derived.index.clone(), cx.state.derived.chosen.clone());
    let book = cx.state.book().clone();
    let is_large = index.len() >= LARGE_BOOK;
    let sample = is_large.then_some(SAMPLE);
    let make = move || NetMeasures::new(&book, &index, &chosen, of, sample, SEED);
    let local = &mut *cx.local;
    let works = is_large.then_some(&mut local.works);
    let relations = &mut local.relations;
    let (made, is_waiting) = match of {
        Projection::BankBank => {
            let made = relations.banks.get_later(OfBanks(key), works, make);
            (made, relations.banks.is_waiting())
        }
        _ => {
            let made = relations.issuers.get_later(OfIssuers(key), works, make);
            (made, relations.issuers.is_waiting())
        }
    };
    (!is_waiting).then_some(made)
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
            &count(measures.rows.len()),
            &count(measures.links),
            &format!("{:.1}", 100.0 * measures.density),
            &format!("{:.1}", measures.mean_degree),
            &count(measures.communities),
        ],
    );
    ui.add(Label::new(small(&cx.palette, words)).wrap());
}
