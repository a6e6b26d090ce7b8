//! What the pointer says of a node of the network.

use eframe::egui::{RichText, Ui};

use super::ViewContext;
use super::theme::bold;
use super::widgets::small;
use crate::graph::Node;
use crate::scene::{PlacedNode, usd_from_cents};

/// What the pointer says of a node.
pub fn facts_ui(ui: &mut Ui, cx: &ViewContext<'_>, placed: &PlacedNode) {
    ui.set_max_width(280.0);
    ui.label(RichText::new(&placed.label).font(bold(13.0)));
    let kind = match placed.node {
        Node::Issuer(_) => "kind.issuer",
        Node::Group(_) => "kind.bank",
        Node::Deal(_) => "kind.deal",
        Node::Unnamed(_) => "kind.unnamed",
    };
    ui.label(small(&cx.palette, cx.tr(kind)));
    let (deals, value) = match placed.node {
        Node::Issuer(issuer_id) => deal_figures(cx, |deal| deal.issuer == issuer_id),
        Node::Group(group_id) => group_figures(cx, group_id),
        Node::Deal(deal_id) | Node::Unnamed(deal_id) => {
            (1, cx.state.derived.index.deals().value(deal_id).unwrap_or(0))
        }
    };
    let text = cx.tr_with(
        "network.node_facts",
        &[&deals.to_string(), &usd_from_cents(value, cx.lang()), &placed.partners.to_string()],
    );
    ui.label(text);
    ui.label(small(&cx.palette, cx.tr("network.click_hint")));
}

fn deal_figures(
    cx: &ViewContext<'_>,
    belongs: impl Fn(&crate::model::Deal) -> bool,
) -> (usize, i64) {
    let derived = &cx.state.derived;
    let deals = derived.chosen.deals().filter(|deal_id| belongs(cx.book().deal(*deal_id)));
    deals.fold((0, 0), |(count, sum), deal_id| {
        (count + 1, derived.index.deals().value(deal_id).unwrap_or(0).saturating_add(sum))
    })
}

fn group_figures(cx: &ViewContext<'_>, group_id: crate::model::GroupId) -> (usize, i64) {
    let derived = &cx.state.derived;
    let works = |deal_id: &crate::model::DealId| {
        let mut seats = derived.index.seats_of(*deal_id);
        seats.any(|seat| derived.index.seats().group[seat] == Some(group_id))
    };
    derived.chosen.deals().filter(works).fold((0, 0), |(count, sum), deal_id| {
        (count + 1, derived.index.deals().value(deal_id).unwrap_or(0).saturating_add(sum))
    })
}
