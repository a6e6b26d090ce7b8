//! The page of a bank: its deals, issuers, partners, and roles over time.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{Label, RichText, ScrollArea, Ui};
use egui_plot::Legend;

use super::details_view::deal_line_ui;
use super::issuer_view::buttons_ui;
use super::sizes_view::whole_year;
use super::theme::bold;
use super::widgets::{empty_ui, faint, figure_ui, link_ui, section_picture_ui, section_ui, small};
use super::{ViewContext, plots};
use crate::index::Facet;
use crate::model::{DealId, GroupId, IssuerId, Tier};
use crate::query::{Chosen, Target};
use crate::scene::{count, tier_key, usd};
use crate::state::PictureId;
use crate::stats::tiers_by_year;

/// How many issuers, partners and deals a page lists at most.
const MOST_ROWS: usize = 40;

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let Some(group_id) = cx.state.view.group else {
        empty_ui(ui, &cx.palette, &cx.tr("bank.empty"), &cx.tr("bank.empty_hint"));
        return;
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let page = page_of(cx, group_id);
        header_ui(ui, cx, group_id, &page);
        if page.deals.is_empty() {
            ui.add_space(12.0);
            ui.label(faint(&cx.palette, cx.tr("bank.no_deals")));
            return;
        }
        roles_ui(ui, cx, &page);
        super::relations_ui::bank_ui(ui, cx, group_id);
        super::trails_ui::bank_ui(ui, cx, group_id);
        issuers_ui(ui, cx, &page);
        partners_ui(ui, cx, &page);
        deals_ui(ui, cx, &page);
        names_ui(ui, cx, group_id);
    });
}

/// The page of a bank as it was last shown, with what it was made from.
pub type KeptPage = (GroupId, Arc<Chosen>, Arc<Page>);

/// The page of a bank, made anew only where the choice of deals has changed.
fn page_of(cx: &mut ViewContext<'_>, group_id: GroupId) -> Arc<Page> {
    let chosen = &cx.state.derived.chosen;
    if let Some((known, of, page)) = &cx.local.bank_page
        && *known == group_id
        && Arc::ptr_eq(of, chosen)
    {
        return page.clone();
    }
    let page = Arc::new(Page::new(cx, group_id));
    cx.local.bank_page = Some((group_id, chosen.clone(), page.clone()));
    page
}

/// What a page shows, over the chosen deals.
pub struct Page {
    deals: Vec<DealId>,
    issuers: Vec<(IssuerId, usize)>,
    partners: Vec<(GroupId, usize)>,
    by_year: BTreeMap<i16, [usize; Tier::ALL.len()]>,
}

impl Page {
    fn new(cx: &ViewContext<'_>, group_id: GroupId) -> Self {
        let (index, chosen) = (&cx.state.derived.index, &cx.state.derived.chosen);
        let mut issuers: BTreeMap<IssuerId, usize> = BTreeMap::new();
        let mut partners: BTreeMap<GroupId, usize> = BTreeMap::new();
        let mut page = Self {
            deals: Vec::new(),
            issuers: Vec::new(),
            partners: Vec::new(),
            by_year: tiers_by_year(index, chosen, group_id),
        };
        for deal_id in chosen.deals() {
            let mut seats = index.seats_of(deal_id);
            if !seats.any(|seat| index.seats().group[seat] == Some(group_id)) {
                continue;
            }
            page.deals.push(deal_id);
            *issuers.entry(index.deals().issuer[deal_id.index()]).or_default() += 1;
            for other in index.seats_of(deal_id).filter_map(|seat| index.seats().group[seat]) {
                if other != group_id {
                    *partners.entry(other).or_default() += 1;
                }
            }
        }
        page.deals.sort_by_key(|deal_id| std::cmp::Reverse(index.deals().day[deal_id.index()]));
        page.issuers = by_count(issuers);
        page.partners = by_count(partners);
        page
    }
}

fn by_count<K: Ord + Copy>(counts: BTreeMap<K, usize>) -> Vec<(K, usize)> {
    let mut rows: Vec<(K, usize)> = counts.into_iter().collect();
    rows.sort_by_key(|(key, count)| (std::cmp::Reverse(*count), *key));
    rows
}

fn header_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, group_id: GroupId, page: &Page) {
    let group = cx.book().group(group_id);
    let name = cx.names().group(group_id);
    ui.add(Label::new(RichText::new(name).font(bold(17.0))).wrap().selectable(true));
    let other = if name == group.name { group.name_hans.as_ref() } else { Some(&group.name) };
    let mut parts: Vec<String> =
        [other, group.country.as_ref()].into_iter().flatten().cloned().collect();
    if !group.known {
        parts.push(cx.tr("bank.unknown").into_owned());
    }
    if let Some((parent, year)) = group.parent.zip(group.merged) {
        let parent = cx.names().group(parent);
        parts.push(cx.tr_with("bank.merged", &[parent, &year.to_string()]));
    }
    ui.add(Label::new(faint(&cx.palette, parts.join(" · "))).wrap());
    ui.add_space(4.0);
    let row = cx.state.derived.league.row_of(group_id).cloned();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        let rank = row.as_ref().map_or_else(|| "–".to_owned(), |row| format!("#{}", row.rank));
        figure_ui(ui, &cx.palette, &rank, &cx.tr("figure.rank"));
        let value =
            row.as_ref().map_or_else(|| "–".to_owned(), |row| usd(row.value.usd(), cx.lang()));
        figure_ui(ui, &cx.palette, &value, &cx.tr("figure.credit"));
        figure_ui(ui, &cx.palette, &count(page.deals.len()), &cx.tr("figure.deals"));
        figure_ui(ui, &cx.palette, &count(page.issuers.len()), &cx.tr("figure.issuers"));
        figure_ui(ui, &cx.palette, &count(page.partners.len()), &cx.tr("figure.partners"));
    });
    buttons_ui(ui, cx, Target::Group(group_id), Facet::Group, &group.name);
}

/// Deals by year, stacked by the highest tier that the bank held.
fn roles_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, page: &Page) {
    if page.by_year.is_empty() {
        return;
    }
    let title = cx.tr("bank.roles_over_time");
    section_picture_ui(ui, cx, &title, PictureId::BankRoles);
    let charts = Tier::ALL.into_iter().filter_map(|tier| {
        let bars: Vec<_> = page
            .by_year
            .iter()
            .filter(|(_, counts)| counts[tier.index()] > 0)
            .map(|(year, counts)| {
                let from: usize = counts[..tier.index()].iter().sum();
                let height = counts[tier.index()] as f64;
                plots::bar(f64::from(*year), from as f64, height, 0.78, cx.palette.tier(tier))
            })
            .collect();
        let name = cx.tr(tier_key(tier));
        (!bars.is_empty()).then(|| plots::chart(&name, bars, cx.palette.tier(tier)))
    });
    let charts: Vec<_> = charts.collect();
    plots::still_plot("bank-roles")
        .height(130.0)
        .legend(Legend::default().position(egui_plot::Corner::LeftTop))
        .x_axis_formatter(|mark, _| whole_year(mark.value))
        .include_y(0.0)
        .show_x(false)
        .show_y(false)
        .show(ui, |plot| {
            for chart in charts {
                plot.bar_chart(chart);
            }
        });
}

fn issuers_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, page: &Page) {
    let title = cx.tr_with("bank.issuers", &[&count(page.issuers.len())]);
    section_ui(ui, &cx.palette, &title);
    let rows: Vec<(Target, String, usize)> = page
        .issuers
        .iter()
        .take(MOST_ROWS)
        .map(|(id, count)| (Target::Issuer(*id), cx.names().issuer(*id).to_owned(), *count))
        .collect();
    counted_links_ui(ui, cx, &rows, page.issuers.len());
}

fn partners_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, page: &Page) {
    let title = cx.tr_with("bank.partners", &[&count(page.partners.len())]);
    section_ui(ui, &cx.palette, &title);
    let rows: Vec<(Target, String, usize)> = page
        .partners
        .iter()
        .take(MOST_ROWS)
        .map(|(id, count)| (Target::Group(*id), cx.names().group(*id).to_owned(), *count))
        .collect();
    counted_links_ui(ui, cx, &rows, page.partners.len());
}

fn counted_links_ui(
    ui: &mut Ui,
    cx: &mut ViewContext<'_>,
    rows: &[(Target, String, usize)],
    total: usize,
) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (target, name, deals) in rows {
            link_ui(ui, cx, *target, name);
            ui.label(small(&cx.palette, count(*deals)));
            ui.add_space(6.0);
        }
        if total > rows.len() {
            let more = count(total - rows.len());
            ui.label(small(&cx.palette, cx.tr_with("list.more", &[&more])));
        }
    });
}

fn deals_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, page: &Page) {
    let title = cx.tr_with("bank.deals", &[&count(page.deals.len())]);
    section_ui(ui, &cx.palette, &title);
    for deal_id in page.deals.iter().take(MOST_ROWS) {
        deal_line_ui(ui, cx, *deal_id, true);
    }
    if page.deals.len() > MOST_ROWS {
        let more = count(page.deals.len() - MOST_ROWS);
        ui.label(small(&cx.palette, cx.tr_with("list.more", &[&more])));
    }
}

/// The printed names that count for the group.
fn names_ui(ui: &mut Ui, cx: &ViewContext<'_>, group_id: GroupId) {
    let book = cx.book();
    let counts_for = |bank: &&crate::book::Bank| book.group_today(bank.group) == group_id;
    let mut names: Vec<&str> =
        book.banks().iter().filter(counts_for).map(|bank| &*bank.name).collect();
    names.sort_unstable();
    names.dedup();
    let title = cx.tr_with("bank.names", &[&names.len().to_string()]);
    section_ui(ui, &cx.palette, &title);
    ui.add(Label::new(small(&cx.palette, names.join(" · "))).wrap().selectable(true));
}
