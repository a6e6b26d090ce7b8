//! The network as it is drawn: nodes with places, links between them, what a target lights.

use std::collections::{HashMap, HashSet};

use crate::book::DealBook;
use crate::graph::{Link, Node, Places, Projection};
use crate::layout::{LayoutEdge, LayoutNode, LayoutRequest};
use crate::model::{Region, Tier};
use crate::query::Target;
use crate::words::Lang;

use super::artist::screen_radius;
use super::large::LARGE;
use super::{Camera, LargeNetwork, Palette};

/// A node with its place in the world.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedNode {
    /// Who or what it is.
    pub node: Node,
    /// Where it stands.
    pub at: [f32; 2],
    /// Its radius in the world.
    pub radius: f32,
    /// Its name.
    pub label: String,
    /// The region of a bank's head office.
    pub region: Option<Region>,
    /// The community it belongs to, where colours mean communities.
    pub community: Option<u16>,
    /// Whether a chosen deal touches it.
    pub active: bool,
    /// Chosen deals behind it.
    pub deals: u32,
    /// Nodes it is linked to.
    pub partners: u32,
    /// US cents behind its links, each deal once a link.
    pub usd_cents: i64,
}

/// A link between placed nodes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedLink {
    /// Position of one end in the nodes.
    pub a: usize,
    /// Position of the other end.
    pub b: usize,
    /// The highest tier.
    pub tier: Tier,
    /// Deals behind it.
    pub deals: u32,
}

/// A network with places, ready to draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkModel {
    /// The nodes.
    pub nodes: Vec<PlacedNode>,
    /// The links of the chosen deals in the tiers shown.
    pub links: Vec<PlacedLink>,
    /// How many links the whole book has.
    pub all_links: usize,
    /// The tiers of the links of the chosen deals, shown or hidden, highest first.
    pub tiers: Vec<Tier>,
    /// How many nodes a chosen deal touches.
    pub active: usize,
}

/// How a network is drawn.
#[derive(Clone, Copy, Debug)]
pub struct NetworkStyle {
    /// The colours.
    pub palette: Palette,
    /// The language.
    pub lang: Lang,
    /// What is selected.
    pub selected: Option<Target>,
    /// What the pointer is on.
    pub hover: Option<Target>,
    /// Whether the legend is drawn into the picture.
    pub legend: bool,
}

/// The radius of a node in the world for a weight.
fn radius_of(node: Node, weight: f32) -> f32 {
    match node {
        Node::Group(_) => 3.4 + 1.9 * weight.max(0.0).sqrt(),
        Node::Issuer(_) => 3.4 + 1.1 * weight.max(0.0).sqrt(),
        Node::Deal(_) => 3.2,
        Node::Unnamed(_) => 3.0,
    }
}

/// What to lay out for the links of a whole book.
pub fn layout_request(book: &DealBook, links: &[Link], projection: Projection) -> LayoutRequest {
    let places = Places::of(links);
    let mut deals = vec![0.0_f32; places.nodes().len()];
    let mut edges = Vec::with_capacity(links.len());
    for link in links {
        let Some((a, b)) = places.find(link.a).zip(places.find(link.b)) else { continue };
        let weight = link.deals as f32;
        deals[a] += weight;
        deals[b] += weight;
        let [a, b] = [a, b].map(|place| u32::try_from(place).unwrap_or(u32::MAX));
        edges.push(LayoutEdge { a, b, weight });
    }
    let nodes = places
        .nodes()
        .iter()
        .zip(deals)
        .map(|(node, deals)| LayoutNode {
            stable_id: stable_id(book, *node),
            radius: radius_of(*node, deals / 2.0),
            hub: matches!(node, Node::Group(_)) && projection != Projection::BankBank,
            old: None,
        })
        .collect();
    LayoutRequest { nodes, edges, seed: 7 }
}

/// A number that stays the same for a node from run to run: FNV-1a of its key.
fn stable_id(book: &DealBook, node: Node) -> u64 {
    let (kind, key) = match node {
        Node::Issuer(issuer_id) => (b'i', &book.issuer(issuer_id).name),
        Node::Group(group_id) => (b'b', &book.group(group_id).name),
        Node::Deal(deal_id) => (b'd', &book.deal(deal_id).key),
        Node::Unnamed(deal_id) => (b'u', &book.deal(deal_id).key),
    };
    key.bytes().chain([kind]).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The weight by which a node's area grows.
pub type Weigh<'a> = &'a dyn Fn(&PlacedNode) -> f32;

impl NetworkModel {
    /// Places the nodes of a whole book and links those of the chosen deals.
    pub fn new(
        all_links: &[Link],
        links: &[Link],
        positions: &[[f32; 2]],
        hidden_tiers: u8,
        name: impl Fn(Node) -> String,
        region: impl Fn(Node) -> Option<Region>,
        weigh: Weigh<'_>,
    ) -> Self {
        let places = Places::of(all_links);
        let mut placed: Vec<PlacedNode> = places
            .nodes()
            .iter()
            .enumerate()
            .map(|(at, &node)| PlacedNode {
                node,
                at: positions.get(at).copied().unwrap_or_default(),
                radius: 0.0,
                label: name(node),
                region: region(node),
                community: None,
                active: false,
                deals: 0,
                partners: 0,
                usd_cents: 0,
            })
            .collect();
        let mut by_tier: [Vec<PlacedLink>; Tier::ALL.len()] = Default::default();
        let mut has_tier = [false; Tier::ALL.len()];
        for link in links {
            let Some((a, b)) = places.find(link.a).zip(places.find(link.b)) else { continue };
            for at in [a, b] {
                let node = &mut placed[at];
                node.active = true;
                node.deals += link.deals;
                node.partners += 1;
                node.usd_cents = node.usd_cents.saturating_add(link.usd_cents);
            }
            let tier = link.tier();
            has_tier[tier.index()] = true;
            if hidden_tiers & (1 << tier.index()) == 0 {
                by_tier[tier.index()].push(PlacedLink { a, b, tier, deals: link.deals });
            }
        }
        // The highest tier is drawn last and so on top.
        let mut shown = Vec::with_capacity(by_tier.iter().map(Vec::len).sum());
        by_tier.into_iter().rev().for_each(|links| shown.extend(links));
        // Among very many, hubs would cover their neighbours: they grow less.
        let growth = if placed.len() + shown.len() >= LARGE { 0.33 } else { 1.0 };
        for node in &mut placed {
            let least = radius_of(node.node, 0.0);
            node.radius = least + (radius_of(node.node, weigh(node)) - least) * growth;
        }
        let tiers = Tier::ALL.into_iter().filter(|tier| has_tier[tier.index()]).collect();
        let active = placed.iter().filter(|node| node.active).count();
        Self { nodes: placed, links: shown, all_links: all_links.len(), tiers, active }
    }

    /// Only a node and its neighbours, arranged around it.
    #[must_use]
    pub fn around(&self, center: Node) -> Self {
        let Some(center_at) = self.nodes.iter().position(|node| node.node == center) else {
            return self.clone();
        };
        let mut order: Vec<(usize, Tier, u32)> = Vec::new();
        for link in &self.links {
            let other = match (link.a == center_at, link.b == center_at) {
                (true, _) => link.b,
                (_, true) => link.a,
                _ => continue,
            };
            order.push((other, link.tier, link.deals));
        }
        order.sort_by_key(|(at, tier, deals)| (*tier, std::cmp::Reverse(*deals), *at));
        let mut nodes = vec![self.nodes[center_at].clone()];
        nodes[0].at = [0.0, 0.0];
        let mut new_places = HashMap::from([(center_at, 0)]);
        for (spot, (at, ..)) in ring_places(order.len()).into_iter().zip(&order) {
            new_places.insert(*at, nodes.len());
            nodes.push(PlacedNode { at: spot, ..self.nodes[*at].clone() });
        }
        let links = self.links.iter().filter_map(|link| {
            let (a, b) = (*new_places.get(&link.a)?, *new_places.get(&link.b)?);
            Some(PlacedLink { a, b, ..*link })
        });
        Self {
            links: links.collect(),
            active: nodes.iter().filter(|node| node.active).count(),
            nodes,
            all_links: self.all_links,
            tiers: self.tiers.clone(),
        }
    }

    /// The node at a point of a picture, the nearest within a few points of its rim.
    pub fn hit(&self, point: [f32; 2], camera: Camera, size: [f32; 2]) -> Option<Node> {
        let mut best: Option<(f32, Node)> = None;
        for node in self.nodes.iter().filter(|node| node.active) {
            let at = camera.to_picture(node.at, size);
            let distance = (at[0] - point[0]).hypot(at[1] - point[1]);
            let rim = distance - screen_radius(node.radius, camera.zoom);
            if rim < 5.0 && best.is_none_or(|(nearest, _)| rim < nearest) {
                best = Some((rim, node.node));
            }
        }
        best.map(|(_, node)| node)
    }

    /// What a target lights: itself and its neighbours.
    pub(super) fn light(
        &self,
        book: &DealBook,
        target: Target,
        large: Option<&LargeNetwork>,
    ) -> Light {
        let mut light =
            Light { nodes: vec![false; self.nodes.len()], links: Vec::new(), main: None };
        let find = |wanted: Node| self.nodes.iter().position(|node| node.node == wanted);
        let main = match target {
            Target::Issuer(issuer_id) => find(Node::Issuer(issuer_id)),
            Target::Group(group_id) => find(Node::Group(group_id)),
            Target::Deal(deal_id) => match find(Node::Deal(deal_id)) {
                Some(own) => Some(own),
                None => {
                    self.light_deal(&mut light, book, deal_id, large);
                    return light;
                }
            },
        };
        light.main = main;
        let Some(main) = main else { return light };
        light.nodes[main] = true;
        light.links = self.links_at(main, large);
        for link in &light.links {
            let link = self.links[*link as usize];
            light.nodes[link.a] = true;
            light.nodes[link.b] = true;
        }
        light
    }

    /// Lights a deal that is no node of its own: its issuer, its banks, and the links between.
    fn light_deal(
        &self,
        light: &mut Light,
        book: &DealBook,
        deal_id: crate::model::DealId,
        large: Option<&LargeNetwork>,
    ) {
        let deal = book.deal(deal_id);
        let members = deal.members.iter().filter_map(|member| member.bank).map(|bank_id| {
            let group_id = book.bank(bank_id).group;
            [group_id, book.group_today(group_id)].map(Node::Group)
        });
        let wanted: HashSet<Node> = members.flatten().chain([Node::Unnamed(deal_id)]).collect();
        for (at, node) in self.nodes.iter().enumerate() {
            light.nodes[at] = wanted.contains(&node.node);
            if node.node == Node::Issuer(deal.issuer) {
                light.nodes[at] = true;
                light.main = Some(at);
            }
        }
        let near = match light.main {
            Some(main) => self.links_at(main, large),
            None => (0..u32::try_from(self.links.len()).unwrap_or(u32::MAX)).collect(),
        };
        let is_lit = |link: &u32| {
            let link = self.links[*link as usize];
            light.nodes[link.a] && light.nodes[link.b]
        };
        light.links = near.into_iter().filter(is_lit).collect();
    }

    /// The links at a node, as positions, in the order of the links.
    fn links_at(&self, node: usize, large: Option<&LargeNetwork>) -> Vec<u32> {
        match large {
            Some(large) => large.links_of(node).to_vec(),
            None => (0..)
                .zip(&self.links)
                .filter(|(_, link)| link.a == node || link.b == node)
                .map(|(at, _)| at)
                .collect(),
        }
    }
}

/// What is lit.
pub(super) struct Light {
    /// The nodes, as flags.
    pub(super) nodes: Vec<bool>,
    /// The links, as positions in rising order.
    pub(super) links: Vec<u32>,
    /// The node that lights the others.
    pub(super) main: Option<usize>,
}

/// How far places are stretched to the shape of a picture, width against height, in steps of a
/// twentieth so that a picture which is resized by a little stays as it is. Areas are kept.
pub fn stretch(positions: &[[f32; 2]], size: [f32; 2]) -> f32 {
    let spread = |axis: usize| {
        let mut places: Vec<f32> = positions.iter().map(|at| at[axis]).collect();
        places.sort_by(f32::total_cmp);
        // The few that stand far out do not decide.
        let at = |part: f32| places[((places.len() - 1) as f32 * part) as usize];
        at(0.98) - at(0.02)
    };
    if positions.len() < 3 || positions.len() > LARGE {
        return 1.0;
    }
    let own = spread(0) / spread(1).max(1e-3);
    let wanted = size[0] / size[1].max(1.0);
    let factor = (wanted / own.max(1e-3)).sqrt().clamp(0.72, 1.4);
    if factor.is_finite() { (factor * 20.0).round() / 20.0 } else { 1.0 }
}

/// Places stretched by a factor.
pub fn stretched(positions: &[[f32; 2]], factor: f32) -> Vec<[f32; 2]> {
    positions.iter().map(|[x, y]| [x * factor, y / factor]).collect()
}

/// Places on rings around the middle, from within outwards and from the top clockwise.
fn ring_places(count: usize) -> Vec<[f32; 2]> {
    let mut places = Vec::with_capacity(count);
    let mut ring = 0_usize;
    while places.len() < count {
        let radius = 90.0 + 62.0 * ring as f32;
        let room = ((std::f32::consts::TAU * radius / 46.0) as usize).max(1);
        let here = room.min(count - places.len());
        for at in 0..here {
            let turn = (at as f32 + 0.5 * (ring % 2) as f32) / here as f32;
            let angle = turn * std::f32::consts::TAU - std::f32::consts::FRAC_PI_2;
            places.push([radius * 1.35 * angle.cos(), radius * angle.sin()]);
        }
        ring += 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::BookSource;
    use crate::graph::{Network, project};
    use crate::index::{Index, Parents};
    use crate::layout::{Layout, lay_out};
    use crate::model::IssuerId;
    use crate::scene::{Anchor, Shape, network_scene, text_width};

    fn request(book: &DealBook) -> LayoutRequest {
        let index = Index::build(book, Parents::Today);
        let network = Network::build(book, &index);
        let links = project(&network, &index, Projection::IssuerBank, None);
        layout_request(book, &links, Projection::IssuerBank)
    }

    #[test]
    fn a_deal_that_is_added_moves_nobody_far() {
        let book = DealBook::embedded();
        let before = lay_out(&request(&book));
        let record = r#"[{"id":"new","issuer":"Quxco","date":"2026-02-01","amount":500,"currency":"USD",
            "syndicate":[{"bank":"UBS","roles":["joint_bookrunner"]},
            {"bank":"Quxbank","roles":["joint_bookrunner"]}]}]"#;
        let mut source = BookSource::clone(book.source());
        source.append(BookSource::read(record.as_bytes(), "new"));
        let mut next = request(&DealBook::build(source.into()));
        next.stand_on(&before);
        let after = lay_out(&next);
        assert_eq!(after.ids.len(), before.ids.len() + 2, "an issuer and a bank are new");
        let at = |layout: &Layout, id: u64| {
            let place = layout.ids.iter().position(|own| *own == id);
            place.map(|place| layout.positions[place])
        };
        let mut moved: Vec<f32> = before
            .ids
            .iter()
            .filter_map(|id| at(&before, *id).zip(at(&after, *id)))
            .map(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1]))
            .collect();
        moved.sort_by(f32::total_cmp);
        assert_eq!(moved.len(), before.ids.len());
        assert_eq!(moved[moved.len() * 9 / 10], 0.0, "nine of ten do not move at all");
        assert!(moved[moved.len() - 1] < 40.0, "{moved:?}");
        let mut back = request(&book);
        back.stand_on(&after);
        let back = lay_out(&back);
        let stays = |id: &u64| at(&back, *id) == at(&after, *id);
        assert!(before.ids.iter().all(stays), "what is taken out again moves nobody");
    }

    #[test]
    fn names_stand_inside_the_picture() {
        let book = DealBook::embedded();
        let index = Index::build(&book, Parents::Today);
        let links = project(&Network::build(&book, &index), &index, Projection::IssuerBank, None);
        let places = lay_out(&layout_request(&book, &links, Projection::IssuerBank)).positions;
        let name = |node| format!("{node:?} and some words more");
        let model = NetworkModel::new(&links, &links, &places, 0, name, |_| None, &|_| 1.0);
        let size = [480.0, 600.0];
        let camera = Camera::fitting(model.nodes.iter().map(|node| node.at), size, 40.0);
        for issuer in 0..book.issuers().len() {
            let style = NetworkStyle {
                palette: Palette::LIGHT,
                lang: Lang::En,
                selected: Some(Target::Issuer(IssuerId::new(issuer))),
                hover: None,
                legend: false,
            };
            for shape in network_scene(&book, &model, camera, size, &style).shapes {
                let Shape::Text { at, anchor, size: points, text, .. } = shape else { continue };
                let width = text_width(&text, points);
                let left = match anchor {
                    Anchor::Left => at[0],
                    Anchor::Middle => at[0] - width / 2.0,
                    Anchor::Right => at[0] - width,
                };
                assert!(left > 0.0 && left + width < size[0], "{text} at {at:?}, {anchor:?}");
            }
        }
    }
}
