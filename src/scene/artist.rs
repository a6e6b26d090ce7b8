//! Draws a network: links, nodes, names that do not overlap, the legend.

use crate::book::DealBook;
use crate::graph::Node;
use crate::model::{Region, Tier};
use crate::words::tr;

use super::labels::{Bounds, Taken, cut_to_width, text_width};
use super::large::{LargeNetwork, node_color};
use super::network::{Light, NetworkModel, NetworkStyle, PlacedLink, PlacedNode};
use super::{Anchor, Camera, Color, Scene, Shape};

/// The radius on the picture: it grows slower than the zoom, so that near pictures are not all disc.
pub(super) fn screen_radius(radius: f32, zoom: f32) -> f32 {
    (radius * zoom.powf(0.72)).max(1.8)
}

/// The most lit links and nodes of a large network that are drawn over it.
const MOST_LIT: usize = 1_500;

/// Lit links up to this number are drawn in full strength.
const FEW_LIT: f32 = 240.0;

/// The most lit links that carry the name of their role.
const MOST_LABELLED: usize = 40;

/// The most nodes of a large network that are tried for a name in one picture.
const MOST_TRIED: usize = 3_000;

/// Where the links and nodes of a large network are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// In the scene, with at most so many shapes.
    Shapes(usize),
    /// By the graphics card, under the scene.
    Card,
}

/// Draws a network; a large one within a budget of shapes.
pub fn network_scene(
    book: &DealBook,
    model: &NetworkModel,
    camera: Camera,
    size: [f32; 2],
    style: &NetworkStyle,
) -> Scene {
    let mut artist = Artist::new(book, model, None, camera, size, style);
    artist.links();
    artist.nodes();
    let nodes: Vec<usize> = (0..model.nodes.len()).collect();
    artist.labels(&nodes);
    artist.finish()
}

/// Draws a large network: what is lit and the names, over a ground drawn here or by the card.
pub fn large_network_scene(
    book: &DealBook,
    model: &NetworkModel,
    large: &LargeNetwork,
    camera: Camera,
    size: [f32; 2],
    style: &NetworkStyle,
    ground: Ground,
) -> Scene {
    let mut artist = Artist::new(book, model, Some(large), camera, size, style);
    if let Ground::Shapes(budget) = ground {
        artist.shapes = large.shapes(model, camera, size, &style.palette, budget);
        if artist.light.is_some() {
            let veil = style.palette.ground.alpha(1.0 - artist.dim);
            artist.shapes.push(Shape::Rect {
                min: [0.0, 0.0],
                max: size,
                rounding: 0.0,
                fill: veil,
                stroke: 0.0,
                stroke_color: veil,
            });
        }
    }
    let lit = artist.lit_over_ground();
    let mut nodes: Vec<usize> = large.order.iter().map(|at| *at as usize).collect();
    nodes.retain(|at| artist.seen(artist.place(*at), 0.0));
    nodes.truncate(MOST_TRIED);
    nodes.extend(lit);
    nodes.sort_unstable();
    nodes.dedup();
    artist.labels(&nodes);
    artist.finish()
}

/// How strongly what is not lit is drawn.
const fn dim_of(is_hover: bool) -> f32 {
    if is_hover { 0.14 } else { 0.46 }
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

impl<'a> Artist<'a> {
    fn new(
        book: &DealBook,
        model: &'a NetworkModel,
        large: Option<&LargeNetwork>,
        camera: Camera,
        size: [f32; 2],
        style: &'a NetworkStyle,
    ) -> Self {
        let light = |target| {
            let light = model.light(book, target, large);
            light.main.is_some().then_some(light)
        };
        let hover = style.hover.and_then(light);
        let dim = dim_of(hover.is_some());
        let light = hover.or_else(|| style.selected.and_then(light));
        Self { model, camera, size, style, light, dim, shapes: Vec::new() }
    }

    fn finish(mut self) -> Scene {
        if self.style.legend {
            self.legend();
        }
        Scene { size: self.size, background: self.style.palette.ground, shapes: self.shapes }
    }

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
        let model = self.model;
        let Some(lit) = self.light.as_ref().map(|light| light.links.clone()) else {
            model.links.iter().for_each(|link| self.link(link, None));
            return;
        };
        let mut next = lit.iter().peekable();
        for (at, link) in (0..).zip(&model.links) {
            if next.next_if(|lit| **lit == at).is_none() {
                self.link(link, Some(false));
            }
        }
        lit.iter().for_each(|at| self.link(&model.links[*at as usize], Some(true)));
    }

    /// Draws what is lit over the ground of a large network; gives the nodes.
    fn lit_over_ground(&mut self) -> Vec<usize> {
        let model = self.model;
        let Some(light) = &self.light else { return Vec::new() };
        let links = light.links[light.links.len().saturating_sub(MOST_LIT)..].to_vec();
        let nodes: Vec<usize> = light
            .nodes
            .iter()
            .enumerate()
            .filter(|(at, is_lit)| **is_lit && model.nodes[*at].active)
            .map(|(at, _)| at)
            .collect();
        let main = light.main;
        links.iter().for_each(|at| self.link(&model.links[*at as usize], Some(true)));
        let mut drawn = nodes.clone();
        drawn.sort_by(|a, b| model.nodes[*b].radius.total_cmp(&model.nodes[*a].radius));
        drawn.truncate(MOST_LIT);
        drawn.retain(|at| Some(*at) != main);
        drawn.into_iter().rev().chain(main).for_each(|at| self.node(at));
        nodes
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
            Some(true) => {
                // Thousands of links of a house would cover everything: they get finer.
                let links = self.light.as_ref().map_or(0, |light| light.links.len());
                let few = (FEW_LIT / (links as f32 + 1.0)).sqrt().clamp(0.22, 1.0);
                (0.9 * few, (1.1 + 0.8 * strength) * few.sqrt())
            }
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
        let color = node_color(palette, node);
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
    fn labels(&mut self, nodes: &[usize]) {
        let mut order: Vec<(usize, f32)> = nodes
            .iter()
            .filter(|at| self.model.nodes[**at].active && self.seen(self.place(**at), 0.0))
            .map(|at| (*at, self.importance(*at)))
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
        self.link_labels(&mut names);
    }

    /// The highest role on lit links, where they are few and there is room.
    fn link_labels(&mut self, names: &mut Taken) {
        let lit = self.light.as_ref().map(|light| light.links.clone()).unwrap_or_default();
        if lit.len() > MOST_LABELLED {
            return;
        }
        let size = 9.5;
        for link in lit.iter().rev().map(|at| self.model.links[*at as usize]) {
            let (from, to) = (self.place(link.a), self.place(link.b));
            let text = tr(self.style.lang, tier_key(link.tier)).into_owned();
            let width = text_width(&text, size);
            if (from[0] - to[0]).hypot(from[1] - to[1]) < width + 34.0 {
                continue;
            }
            let middle = [(from[0] + to[0]) / 2.0, (from[1] + to[1]) / 2.0];
            let bounds = centred(middle, width, size);
            if !self.seen(middle, 0.0) || !names.is_free(bounds) {
                continue;
            }
            names.take(bounds);
            let palette = &self.style.palette;
            self.shapes.push(Shape::Text {
                at: middle,
                anchor: Anchor::Middle,
                size,
                text,
                color: palette.tier(link.tier),
                bold: false,
                halo: Some(palette.ground.alpha(0.92)),
            });
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
        let is_inside = |bounds: &Bounds| {
            bounds[0] > 2.0
                && bounds[2] < self.size[0] - 2.0
                && bounds[1] > 1.0
                && bounds[3] < self.size[1] - 1.0
        };
        let find = |taken: &Taken| {
            let is_good = |spot: &(_, _, Bounds)| is_inside(&spot.2) && taken.is_free(spot.2);
            spots.into_iter().find(is_good)
        };
        let found = find(taken);
        // A hub in a crowd carries its name on its disc, where no other name stands.
        let on_disc = (Anchor::Middle, center, centred(center, width, size));
        let fits = radius > 11.0 && is_inside(&on_disc.2) && names.is_free(on_disc.2);
        let beside = || find(names);
        let fallback = match (is_main, self.is_lit(at)) {
            (true, _) => {
                let inside = spots.into_iter().find(|spot| is_inside(&spot.2));
                beside().or(inside).or(Some(spots[0]))
            }
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

    /// The colours of nodes and, under them, of links.
    fn legend(&mut self) {
        let (palette, lang) = (self.style.palette, self.style.lang);
        let [upper, lower] = [self.size[1] - 36.0, self.size[1] - 16.0];
        let has = |test: &dyn Fn(&PlacedNode) -> bool| self.model.nodes.iter().any(test);
        let mut nodes = Vec::new();
        if has(&|node| matches!(node.node, Node::Issuer(_))) {
            nodes.push((palette.issuer, "kind.issuer"));
        }
        let regions = Region::ALL.into_iter().filter(|region| has(&|n| n.region == Some(*region)));
        nodes.extend(regions.map(|region| (palette.region(region), region.key())));
        let mut x = 16.0;
        for (color, key) in nodes {
            let square = key == "kind.issuer";
            self.shapes.push(Shape::Rect {
                min: [x + 4.0, upper - 5.0],
                max: [x + 14.0, upper + 5.0],
                rounding: if square { 2.0 } else { 5.0 },
                fill: color,
                stroke: 0.0,
                stroke_color: color,
            });
            x = self.legend_word(x + 18.0, upper, &tr(lang, key));
        }
        let tiers: Vec<Tier> = Tier::ALL
            .into_iter()
            .filter(|tier| self.model.links.iter().any(|link| link.tier == *tier))
            .collect();
        let mut x = 16.0;
        for tier in tiers {
            let color = palette.tier(tier);
            self.shapes.push(Shape::Line {
                from: [x, lower],
                to: [x + 18.0, lower],
                width: 3.0,
                color,
            });
            x = self.legend_word(x + 24.0, lower, &tr(lang, tier_key(tier)));
        }
    }

    /// A word of the legend; gives where the next one begins.
    fn legend_word(&mut self, x: f32, y: f32, text: &str) -> f32 {
        let palette = &self.style.palette;
        self.shapes.push(Shape::Text {
            at: [x, y],
            anchor: Anchor::Left,
            size: 11.0,
            text: text.to_owned(),
            color: palette.faint,
            bold: false,
            halo: Some(palette.ground.alpha(0.86)),
        });
        x + text_width(text, 11.0) + 16.0
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
