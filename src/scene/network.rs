//! The network as a picture.

use std::collections::HashMap;

use crate::book::DealBook;
use crate::graph::{Link, Node, Projection};
use crate::layout::{LayoutEdge, LayoutNode, LayoutRequest};
use crate::model::{Region, Tier};
use crate::query::Target;
use crate::words::{Lang, tr};

use super::labels::{Bounds, Taken, cut_to_width, text_width};
use super::{Anchor, Camera, Color, Palette, Scene, Shape};

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

/// The nodes of a set of links, in order.
fn nodes_of(links: &[Link]) -> Vec<Node> {
    let mut nodes: Vec<Node> = links.iter().flat_map(|link| [link.a, link.b]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
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
    let nodes = nodes_of(links);
    let places: HashMap<Node, usize> =
        nodes.iter().enumerate().map(|(at, node)| (*node, at)).collect();
    let mut deals = vec![0.0_f32; nodes.len()];
    let place = |node: Node| u32::try_from(places[&node]).unwrap_or(u32::MAX);
    let edges = links
        .iter()
        .map(|link| {
            deals[places[&link.a]] += link.deals as f32;
            deals[places[&link.b]] += link.deals as f32;
            LayoutEdge { a: place(link.a), b: place(link.b), weight: link.deals as f32 }
        })
        .collect();
    let nodes = nodes
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
        let nodes = nodes_of(all_links);
        let places: HashMap<Node, usize> =
            nodes.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        let mut placed: Vec<PlacedNode> = nodes
            .into_iter()
            .enumerate()
            .map(|(at, node)| PlacedNode {
                node,
                at: positions.get(at).copied().unwrap_or_default(),
                radius: 0.0,
                label: name(node),
                region: region(node),
                active: false,
                deals: 0,
                partners: 0,
                usd_cents: 0,
            })
            .collect();
        let mut shown = Vec::with_capacity(links.len());
        for link in links {
            let Some((a, b)) = places.get(&link.a).zip(places.get(&link.b)) else { continue };
            for at in [*a, *b] {
                let node = &mut placed[at];
                node.active = true;
                node.deals += link.deals;
                node.partners += 1;
                node.usd_cents = node.usd_cents.saturating_add(link.usd_cents);
            }
            let tier = link.tier();
            if hidden_tiers & (1 << tier.index()) == 0 {
                shown.push(PlacedLink { a: *a, b: *b, tier, deals: link.deals });
            }
        }
        for node in &mut placed {
            node.radius = radius_of(node.node, weigh(node));
        }
        shown.sort_by_key(|link| std::cmp::Reverse(link.tier));
        Self { nodes: placed, links: shown, all_links: all_links.len() }
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
        Self { links: links.collect(), nodes, all_links: self.all_links }
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

    /// What a target lights: itself and its neighbours, as flags for nodes and links.
    fn light(&self, book: &DealBook, target: Target) -> Light {
        let mut light = Light {
            nodes: vec![false; self.nodes.len()],
            links: vec![false; self.links.len()],
            main: None,
        };
        let find = |wanted: Node| self.nodes.iter().position(|node| node.node == wanted);
        match target {
            Target::Issuer(issuer_id) => {
                self.light_around(&mut light, find(Node::Issuer(issuer_id)))
            }
            Target::Group(group_id) => self.light_around(&mut light, find(Node::Group(group_id))),
            Target::Deal(deal_id) => {
                let own = find(Node::Deal(deal_id));
                if own.is_some() {
                    self.light_around(&mut light, own);
                    return light;
                }
                let deal = book.deal(deal_id);
                light.main = find(Node::Issuer(deal.issuer));
                let members = deal.members.iter().filter_map(|member| member.bank).map(|bank_id| {
                    let group_id = book.bank(bank_id).group;
                    [group_id, book.group_today(group_id)].map(Node::Group)
                });
                let wanted = members.flatten().chain([Node::Unnamed(deal_id)]);
                for at in wanted.filter_map(find).chain(light.main) {
                    light.nodes[at] = true;
                }
                for (at, link) in self.links.iter().enumerate() {
                    let touches = light.main.is_none_or(|main| link.a == main || link.b == main);
                    light.links[at] = touches && light.nodes[link.a] && light.nodes[link.b];
                }
            }
        }
        light
    }

    fn light_around(&self, light: &mut Light, main: Option<usize>) {
        light.main = main;
        let Some(main) = main else { return };
        light.nodes[main] = true;
        for (at, link) in self.links.iter().enumerate() {
            if link.a == main || link.b == main {
                light.links[at] = true;
                light.nodes[link.a] = true;
                light.nodes[link.b] = true;
            }
        }
    }
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

struct Light {
    nodes: Vec<bool>,
    links: Vec<bool>,
    main: Option<usize>,
}

/// The radius on the picture: it grows slower than the zoom, so that near pictures are not all disc.
fn screen_radius(radius: f32, zoom: f32) -> f32 {
    (radius * zoom.powf(0.72)).max(1.8)
}

/// Draws a network.
pub fn network_scene(
    book: &DealBook,
    model: &NetworkModel,
    camera: Camera,
    size: [f32; 2],
    style: &NetworkStyle,
) -> Scene {
    let hover = style.hover.map(|target| model.light(book, target)).filter(|l| l.main.is_some());
    let selected =
        style.selected.map(|target| model.light(book, target)).filter(|l| l.main.is_some());
    let is_hover = hover.is_some();
    let mut artist = Artist {
        model,
        camera,
        size,
        style,
        light: hover.or(selected),
        dim: if is_hover { 0.14 } else { 0.46 },
        shapes: Vec::with_capacity(model.links.len() + 2 * model.nodes.len()),
    };
    artist.links();
    artist.nodes();
    artist.labels();
    if style.legend {
        artist.legend();
    }
    Scene { size, background: style.palette.ground, shapes: artist.shapes }
}

struct Artist<'a> {
    model: &'a NetworkModel,
    camera: Camera,
    size: [f32; 2],
    style: &'a NetworkStyle,
    light: Option<Light>,
    dim: f32,
    shapes: Vec<Shape>,
}

impl Artist<'_> {
    fn seen(&self, at: [f32; 2], margin: f32) -> bool {
        at[0] > -margin
            && at[1] > -margin
            && at[0] < self.size[0] + margin
            && at[1] < self.size[1] + margin
    }

    fn place(&self, at: usize) -> [f32; 2] {
        self.camera.to_picture(self.model.nodes[at].at, self.size)
    }

    fn links(&mut self) {
        for lit_pass in [false, true] {
            for (at, link) in self.model.links.iter().enumerate() {
                let lit = self.light.as_ref().map(|light| light.links[at]);
                if lit.unwrap_or(false) == lit_pass {
                    self.link(link, lit);
                }
            }
        }
    }

    fn link(&mut self, link: &PlacedLink, lit: Option<bool>) {
        let (from, to) = (self.place(link.a), self.place(link.b));
        let outside = (0..2).any(|axis| {
            from[axis].max(to[axis]) < 0.0 || from[axis].min(to[axis]) > self.size[axis]
        });
        if outside {
            return;
        }
        let strength = (1.0 + link.deals as f32).ln();
        let crowd = (1_100.0 / (self.model.links.len() as f32 + 1.0)).clamp(0.38, 1.0);
        let (opacity, width) = match lit {
            Some(true) => (0.9, 1.1 + 0.8 * strength),
            Some(false) => (self.dim * 0.62 * crowd, 0.5 + 0.4 * strength),
            None => ((0.36 + 0.12 * strength).min(0.8) * crowd, 0.6 + 0.5 * strength),
        };
        let color = self.style.palette.tier(link.tier).alpha(opacity);
        self.shapes.push(Shape::Line { from, to, width, color });
    }

    fn nodes(&mut self) {
        let mut order: Vec<usize> = (0..self.model.nodes.len()).collect();
        order.sort_by_key(|at| (self.is_lit(*at), self.model.nodes[*at].active));
        for at in order {
            self.node(at);
        }
    }

    fn is_lit(&self, at: usize) -> bool {
        self.light.as_ref().is_some_and(|light| light.nodes[at])
    }

    fn node(&mut self, at: usize) {
        let node = &self.model.nodes[at];
        let center = self.place(at);
        let radius = screen_radius(node.radius, self.camera.zoom);
        if !self.seen(center, radius + 4.0) {
            return;
        }
        let palette = &self.style.palette;
        let color = node.region.map_or(palette.node(node.node), |region| palette.region(region));
        let opacity = match (&self.light, node.active) {
            (_, false) => 0.10,
            (Some(light), true) if !light.nodes[at] => self.dim + 0.12,
            _ => 1.0,
        };
        let fill = palette.ground.mixed(color, opacity);
        let is_main = self.light.as_ref().is_some_and(|light| light.main == Some(at));
        if is_main {
            self.circle(center, radius + 5.0, palette.accent.alpha(0.22), 1.5, palette.accent);
        }
        match node.node {
            Node::Group(_) => self.circle(center, radius, fill, 1.0, palette.ground),
            Node::Issuer(_) => {
                let half = radius * 0.88;
                self.shapes.push(Shape::Rect {
                    min: [center[0] - half, center[1] - half],
                    max: [center[0] + half, center[1] + half],
                    rounding: half * 0.35,
                    fill,
                    stroke: 1.0,
                    stroke_color: palette.ground,
                });
            }
            Node::Deal(_) => {
                self.shapes.push(Shape::Diamond { center, radius: radius * 1.2, fill })
            }
            Node::Unnamed(_) => self.circle(center, radius, palette.ground, 1.3, fill),
        }
    }

    fn circle(
        &mut self,
        center: [f32; 2],
        radius: f32,
        fill: Color,
        stroke: f32,
        stroke_color: Color,
    ) {
        self.shapes.push(Shape::Circle { center, radius, fill, stroke, stroke_color });
    }

    /// Labels by importance: what is selected, then what is lit, then the largest; none overlaps
    /// another, and large discs are kept clear.
    fn labels(&mut self) {
        let mut order: Vec<(usize, f32)> = (0..self.model.nodes.len())
            .filter(|at| self.model.nodes[*at].active && self.seen(self.place(*at), 0.0))
            .map(|at| (at, self.importance(at)))
            .collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let (mut taken, mut names) = (Taken::new(self.size), Taken::new(self.size));
        for (at, _) in order.iter().take(60) {
            let (center, node) = (self.place(*at), &self.model.nodes[*at]);
            let half = screen_radius(node.radius, self.camera.zoom) * 0.7;
            taken.take([center[0] - half, center[1] - half, center[0] + half, center[1] + half]);
        }
        let budget = (self.size[0] * self.size[1] / 6_500.0) as usize + 6;
        let mut placed = 0;
        for (at, importance) in order {
            if placed >= budget {
                break;
            }
            let dimmed = self.light.is_some() && !self.is_lit(at);
            if dimmed && placed > 0 && importance < 9.0 {
                continue;
            }
            placed += usize::from(self.label(at, dimmed, &mut taken, &mut names));
        }
    }

    fn importance(&self, at: usize) -> f32 {
        let node = &self.model.nodes[at];
        let lit = match &self.light {
            Some(light) if light.main == Some(at) => 10_000.0,
            Some(light) if light.nodes[at] => 1_000.0,
            _ => 0.0,
        };
        let kind = if matches!(node.node, Node::Unnamed(_)) { -6.0 } else { 0.0 };
        lit + node.radius + kind
    }

    fn label(&mut self, at: usize, dimmed: bool, taken: &mut Taken, names: &mut Taken) -> bool {
        let node = &self.model.nodes[at];
        let radius = screen_radius(node.radius, self.camera.zoom);
        let center = self.place(at);
        let is_main = self.light.as_ref().is_some_and(|light| light.main == Some(at));
        let size = (9.5 + radius * 0.22).min(if is_main { 16.0 } else { 14.0 });
        let text = cut_to_width(&node.label, size, if is_main { 260.0 } else { 150.0 });
        let width = text_width(&text, size);
        let spots = label_spots(center, radius, width, size);
        let found = spots.into_iter().find(|(_, _, bounds)| {
            bounds[0] > 2.0
                && bounds[2] < self.size[0] - 2.0
                && bounds[1] > 1.0
                && bounds[3] < self.size[1] - 1.0
                && taken.is_free(*bounds)
        });
        // A hub in a crowd carries its name on its disc, where no other name stands.
        let on_disc = (Anchor::Middle, center, centred(center, width, size));
        let fits = radius > 11.0 && names.is_free(on_disc.2);
        let beside = || spots.into_iter().find(|(_, _, bounds)| names.is_free(*bounds));
        let fallback = match (is_main, self.is_lit(at)) {
            (true, _) => beside().or(Some(spots[0])),
            (false, true) => beside().or(fits.then_some(on_disc)),
            (false, false) => fits.then_some(on_disc),
        };
        let Some((anchor, position, bounds)) = found.or(fallback) else { return false };
        names.take(bounds);
        taken.take(bounds);
        let palette = &self.style.palette;
        let ink = if matches!(node.node, Node::Unnamed(_)) { palette.faint } else { palette.ink };
        self.shapes.push(Shape::Text {
            at: position,
            anchor,
            size,
            text,
            color: if dimmed { palette.ground.mixed(ink, 0.45) } else { ink },
            bold: is_main || matches!(node.node, Node::Group(_)) && radius > 13.0,
            halo: Some(palette.ground.alpha(0.86)),
        });
        true
    }

    fn legend(&mut self) {
        let palette = &self.style.palette;
        let lang = self.style.lang;
        let mut x = 16.0;
        let y = self.size[1] - 16.0;
        let tiers: Vec<Tier> = Tier::ALL
            .into_iter()
            .filter(|tier| self.model.links.iter().any(|link| link.tier == *tier))
            .collect();
        for tier in tiers {
            let text = tr(lang, tier_key(tier)).into_owned();
            let width = text_width(&text, 11.0);
            let color = palette.tier(tier);
            self.shapes.push(Shape::Line { from: [x, y], to: [x + 18.0, y], width: 3.0, color });
            self.shapes.push(Shape::Text {
                at: [x + 24.0, y],
                anchor: Anchor::Left,
                size: 11.0,
                text,
                color: palette.faint,
                bold: false,
                halo: Some(palette.ground.alpha(0.86)),
            });
            x += 24.0 + width + 16.0;
        }
    }
}

/// The key of a tier's name in the catalogue.
pub const fn tier_key(tier: Tier) -> &'static str {
    match tier {
        Tier::Sponsor => "tier.sponsor",
        Tier::Coordinator => "tier.coordinator",
        Tier::Bookrunner => "tier.bookrunner",
        Tier::Lead => "tier.lead",
        Tier::CoManager => "tier.co_manager",
        Tier::Member => "tier.member",
        Tier::Label => "tier.label",
    }
}

/// The box of a text centred on a point.
fn centred(at: [f32; 2], width: f32, size: f32) -> Bounds {
    let half = [width / 2.0 + 1.0, size * 0.58];
    [at[0] - half[0], at[1] - half[1], at[0] + half[0], at[1] + half[1]]
}

/// Where a label may stand, best first: right, left, below, above.
fn label_spots(
    center: [f32; 2],
    radius: f32,
    width: f32,
    size: f32,
) -> [(Anchor, [f32; 2], Bounds); 4] {
    let [x, y] = center;
    let (gap, half) = (radius + 4.0, size * 0.58);
    let below = y + radius + size * 0.72;
    let above = y - radius - size * 0.72;
    [
        (Anchor::Left, [x + gap, y], [x + gap - 1.0, y - half, x + gap + width + 2.0, y + half]),
        (Anchor::Right, [x - gap, y], [x - gap - width - 2.0, y - half, x - gap + 1.0, y + half]),
        (
            Anchor::Middle,
            [x, below],
            [x - width / 2.0 - 1.0, below - half, x + width / 2.0 + 1.0, below + half],
        ),
        (
            Anchor::Middle,
            [x, above],
            [x - width / 2.0 - 1.0, above - half, x + width / 2.0 + 1.0, above + half],
        ),
    ]
}
