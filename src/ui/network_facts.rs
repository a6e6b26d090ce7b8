//! What the pointer says of a node of the network.

use std::sync::Arc;

use eframe::egui::{RichText, Ui};
use rayon::prelude::*;

use super::ViewContext;
use super::theme::bold;
use super::widgets::small;
use crate::graph::Node;
use crate::model::{DealId, GroupId};
use crate::scene::{PlacedNode, count, usd_from_cents};

/// What the pointer says of a node.
pub fn facts_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, placed: &PlacedNode) {
    ui.set_max_width(280.0);
    ui.label(RichText::new(&placed.label).font(bold(13.0)));
    let kind = match placed.node {
        Node::Issuer(_) => "kind.issuer",
        Node::Group(_) => "kind.bank",
        Node::Deal(_) => "kind.deal",
        Node::Unnamed(_) => "kind.unnamed",
    };
    ui.label(small(&cx.palette, cx.tr(kind)));
    let (deals, value) = figures(cx, placed.node);
    let text = cx.tr_with(
        "network.node_facts",
        &[&count(deals), &usd_from_cents(value, cx.lang()), &count(placed.partners)],
    );
    ui.label(text);
    ui.label(small(&cx.palette, cx.tr("network.click_hint")));
}

/// Deals and value of a node under the filter. The last answer is kept: the pointer rests on a node
/// for many frames, and a market has a million deals.
fn figures(cx: &mut ViewContext<'_>, node: Node) -> (usize, i64) {
    let (index, chosen) = (&cx.state.derived.index, &cx.state.derived.chosen);
    if let Some((known, of, figures)) = &cx.local.facts
        && *known == node
        && Arc::ptr_eq(of, chosen)
    {
        return *figures;
    }
    let issuers = &index.deals().issuer;
    let works = |deal_id: DealId, group_id: GroupId| {
        let mut seats = index.seats_of(deal_id);
        seats.any(|seat| index.seats().group[seat] == Some(group_id))
    };
    let belongs = |deal: usize| match node {
        Node::Issuer(issuer_id) => issuers[deal] == issuer_id,
        Node::Group(group_id) => works(DealId::new(deal), group_id),
        Node::Deal(deal_id) | Node::Unnamed(deal_id) => deal == deal_id.index(),
    };
    let figures = (0..index.len())
        .into_par_iter()
        .filter(|deal| chosen.bits().contains(*deal) && belongs(*deal))
        .map(|deal| (1, index.deals().value(DealId::new(deal)).unwrap_or(0)))
        .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1.saturating_add(b.1)));
    cx.local.facts = Some((node, chosen.clone(), figures));
    figures
}
