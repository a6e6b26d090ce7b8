//! Networks with more nodes and links than can be drawn shape by shape in every frame.
//!
//! What does not depend on the camera is made once a model: an order of importance, a grid of
//! nodes, the links of each node, and bundles (links between the same two cells of a coarse grid as
//! one stroke). A frame then looks only at what it shows: bundles from afar, single links when near,
//! the most important first, up to a budget.

use rayon::prelude::*;

use super::artist::screen_radius;
use super::network::{NetworkModel, PlacedLink};
use super::{Camera, Color, LinkBudget, Palette, Shape};
use crate::model::Tier;

/// From this many nodes and links on a network is drawn as a large one.
pub const LARGE: usize = 9_000;

/// Cells of the bundle grid along each side.
const BUNDLE_CELLS: usize = 36;

/// The most bundles that are kept.
const MOST_BUNDLES: usize = 1_600;

/// Cells of the node grid along each side.
const NODE_CELLS: usize = 128;

/// Many links as one stroke.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bundle {
    /// One end in the world.
    pub from: [f32; 2],
    /// The other end.
    pub to: [f32; 2],
    /// The tier of most of its links.
    pub tier: Tier,
    /// How many links it stands for.
    pub links: u32,
}

/// What is prepared of a large network, whatever the camera.
#[derive(Clone, Debug, Default)]
pub struct LargeNetwork {
    /// Nodes that a chosen deal touches, the most important first.
    pub order: Vec<u32>,
    /// Bundles, the thinnest first, so that the thick lie on top.
    pub bundles: Vec<Bundle>,
    grid: Grid,
    starts: Vec<u32>,
    links_of: Vec<u32>,
}

impl LargeNetwork {
    /// Whether a network is drawn this way.
    pub fn is_wanted(model: &NetworkModel) -> bool {
        model.nodes.len() + model.links.len() >= LARGE
    }

    /// Prepares a network; the cost is that of sorting its links.
    pub fn new(model: &NetworkModel) -> Self {
        let mut order: Vec<u32> = (0..model.nodes.len())
            .filter(|at| model.nodes[*at].active)
            .filter_map(|at| u32::try_from(at).ok())
            .collect();
        let radius = |at: u32| model.nodes[at as usize].radius;
        order.sort_by(|a, b| radius(*b).total_cmp(&radius(*a)).then(a.cmp(b)));
        let grid = Grid::new(model);
        let (starts, links_of) = incidence(model);
        Self { bundles: bundles(model, &grid), order, grid, starts, links_of }
    }

    /// The nearest node within a few points of its rim.
    pub fn hit(
        &self,
        model: &NetworkModel,
        point: [f32; 2],
        camera: Camera,
        size: [f32; 2],
    ) -> Option<usize> {
        let mut best: Option<(f32, usize)> = None;
        let reach = 60.0 / camera.zoom;
        let world = camera.to_world(point, size);
        let low = [world[0] - reach, world[1] - reach];
        let high = [world[0] + reach, world[1] + reach];
        let near = self.grid.within(low, high).chain(self.order.iter().take(64).copied());
        for at in near.map(|at| at as usize).filter(|at| model.nodes[*at].active) {
            let node = &model.nodes[at];
            let place = camera.to_picture(node.at, size);
            let distance = (place[0] - point[0]).hypot(place[1] - point[1]);
            let rim = distance - screen_radius(node.radius, camera.zoom);
            if rim < 5.0 && best.is_none_or(|(nearest, _)| rim < nearest) {
                best = Some((rim, at));
            }
        }
        best.map(|(_, at)| at)
    }

    /// The links of a node, as positions in the model.
    pub fn links_of(&self, node: usize) -> &[u32] {
        let bound = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        self.links_of.get(bound(node)..bound(node + 1)).unwrap_or_default()
    }

    /// How near the camera is: 0 where bundles are drawn, 1 where single links are.
    pub fn nearness(&self, camera: Camera, size: [f32; 2], links: usize, budget: usize) -> f32 {
        let part = self.grid.part_seen(camera, size);
        let seen = links as f32 * part;
        // From twice the budget to the budget one picture fades into the other.
        (2.0 - seen / budget.max(1) as f32).clamp(0.0, 1.0)
    }

    /// The nodes in a box of the world, with some around it.
    pub(super) fn nodes_within(
        &self,
        low: [f32; 2],
        high: [f32; 2],
    ) -> impl Iterator<Item = u32> + '_ {
        self.grid.within(low, high)
    }

    /// How many links the bundles stand for.
    pub fn bundled(&self) -> usize {
        self.bundles.iter().map(|bundle| bundle.links as usize).sum()
    }

    /// The whole picture but its names as shapes, for pictures and where the graphics card cannot
    /// be used: bundles or single links, then nodes, within a budget of shapes.
    pub fn shapes(
        &self,
        model: &NetworkModel,
        camera: Camera,
        size: [f32; 2],
        palette: &Palette,
        budget: usize,
    ) -> Vec<Shape> {
        let mut shapes = Vec::new();
        let nearness = self.nearness(camera, size, model.links.len(), budget / 2);
        if nearness < 1.0 {
            shapes.extend(self.bundles.iter().map(|bundle| {
                let (width, opacity) = bundle_look(bundle.links);
                Shape::Line {
                    from: camera.to_picture(bundle.from, size),
                    to: camera.to_picture(bundle.to, size),
                    width,
                    color: palette.tier(bundle.tier).alpha(opacity * (1.0 - nearness)),
                }
            }));
        }
        if nearness > 0.0 {
            let budget = LinkBudget::of_links(budget / 2);
            let links = self.links_seen(model, camera, size, budget);
            let among = links.among(model);
            shapes.extend(links.drawn.into_iter().map(|link| {
                let (width, opacity) = link_look(link.deals, among);
                Shape::Line {
                    from: camera.to_picture(model.nodes[link.a].at, size),
                    to: camera.to_picture(model.nodes[link.b].at, size),
                    width,
                    color: palette.tier(link.tier).alpha(opacity * nearness),
                }
            }));
        }
        let seen = |at: &&u32| {
            let place = camera.to_picture(model.nodes[**at as usize].at, size);
            (-20.0..size[0] + 20.0).contains(&place[0])
                && (-20.0..size[1] + 20.0).contains(&place[1])
        };
        let nodes: Vec<u32> = self.order.iter().filter(seen).take(budget / 2).copied().collect();
        shapes.extend(nodes.into_iter().rev().map(|at| {
            let node = &model.nodes[at as usize];
            Shape::Circle {
                center: camera.to_picture(node.at, size),
                radius: screen_radius(node.radius, camera.zoom),
                fill: node_color(palette, node),
                stroke: 0.5,
                stroke_color: palette.ground,
            }
        }));
        shapes
    }
}

/// The colour of a node.
pub fn node_color(palette: &Palette, node: &super::PlacedNode) -> Color {
    match (node.community, node.region) {
        (Some(community), _) => palette.series(usize::from(community)),
        (None, Some(region)) => palette.region(region),
        (None, None) => palette.node(node.node),
    }
}

/// Width and opacity of a bundle.
pub fn bundle_look(links: u32) -> (f32, f32) {
    let strength = (1.0 + links as f32).ln();
    (0.5 + 0.55 * strength, (0.05 + 0.035 * strength).min(0.42))
}

/// Width and opacity of a single link among many.
pub fn link_look(deals: u32, among: usize) -> (f32, f32) {
    let strength = (1.0 + deals as f32).ln();
    let crowd = (3_000.0 / (among as f32 + 1.0)).powf(0.35).clamp(0.12, 1.0);
    (0.6 + 0.35 * strength, (0.30 + 0.12 * strength).min(0.8) * crowd)
}

/// Nodes by cells of the world.
#[derive(Clone, Debug, Default)]
struct Grid {
    low: [f32; 2],
    step: [f32; 2],
    starts: Vec<u32>,
    nodes: Vec<u32>,
}

impl Grid {
    fn new(model: &NetworkModel) -> Self {
        let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
        for node in &model.nodes {
            for axis in 0..2 {
                low[axis] = low[axis].min(node.at[axis]);
                high[axis] = high[axis].max(node.at[axis]);
            }
        }
        if low[0] > high[0] {
            return Self::default();
        }
        let step = [0, 1].map(|axis| ((high[axis] - low[axis]) / NODE_CELLS as f32).max(1e-3));
        let mut grid =
            Self { low, step, starts: vec![0; NODE_CELLS * NODE_CELLS + 1], nodes: Vec::new() };
        let cells: Vec<usize> =
            model.nodes.iter().map(|node| grid.cell(node.at, NODE_CELLS)).collect();
        for cell in &cells {
            grid.starts[cell + 1] += 1;
        }
        for at in 1..grid.starts.len() {
            grid.starts[at] += grid.starts[at - 1];
        }
        let mut next = grid.starts.clone();
        grid.nodes = vec![0; cells.len()];
        for (at, cell) in (0_u32..).zip(&cells) {
            grid.nodes[next[*cell] as usize] = at;
            next[*cell] += 1;
        }
        grid
    }

    /// The cell of a point where each side has so many.
    fn cell(&self, at: [f32; 2], cells: usize) -> usize {
        let [x, y] = [0, 1].map(|axis| self.along(at[axis], axis, cells));
        y * cells + x
    }

    fn along(&self, at: f32, axis: usize, cells: usize) -> usize {
        let part = (at - self.low[axis]) / (self.step[axis] * NODE_CELLS as f32);
        ((part * cells as f32).max(0.0) as usize).min(cells - 1)
    }

    /// The nodes in a box of the world, with those of its cells' rims.
    fn within(&self, low: [f32; 2], high: [f32; 2]) -> impl Iterator<Item = u32> + '_ {
        let is_empty = self.nodes.is_empty();
        let span = |axis: usize| {
            self.along(low[axis], axis, NODE_CELLS)..=self.along(high[axis], axis, NODE_CELLS)
        };
        let (columns, rows) = (span(0), span(1));
        rows.filter(move |_| !is_empty).flat_map(move |row| {
            let first = self.starts[row * NODE_CELLS + columns.start()] as usize;
            let last = self.starts[row * NODE_CELLS + columns.end() + 1] as usize;
            self.nodes[first..last].iter().copied()
        })
    }

    /// Which part of the nodes a camera shows, 0 to 1.
    fn part_seen(&self, camera: Camera, size: [f32; 2]) -> f32 {
        if self.nodes.is_empty() {
            return 0.0;
        }
        let low = camera.to_world([0.0, 0.0], size);
        let high = camera.to_world(size, size);
        let span = |axis: usize| {
            self.along(low[axis], axis, NODE_CELLS)..=self.along(high[axis], axis, NODE_CELLS)
        };
        let columns = span(0);
        let seen: u32 = span(1)
            .map(|row| {
                self.starts[row * NODE_CELLS + columns.end() + 1]
                    - self.starts[row * NODE_CELLS + columns.start()]
            })
            .sum();
        seen as f32 / self.nodes.len() as f32
    }
}

/// The links of each node as rows: where each begins, and the links.
fn incidence(model: &NetworkModel) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; model.nodes.len() + 1];
    for link in &model.links {
        starts[link.a + 1] += 1;
        starts[link.b + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut rows = vec![0_u32; model.links.len() * 2];
    for (at, link) in (0_u32..).zip(&model.links) {
        for end in [link.a, link.b] {
            rows[next[end] as usize] = at;
            next[end] += 1;
        }
    }
    (starts, rows)
}

/// Links between the same two cells as one stroke between the means of their ends; of very many the
/// thickest.
fn bundles(model: &NetworkModel, grid: &Grid) -> Vec<Bundle> {
    const CELLS: usize = BUNDLE_CELLS * BUNDLE_CELLS;
    let cells: Vec<u32> = (model.nodes.par_iter())
        .map(|node| u32::try_from(grid.cell(node.at, BUNDLE_CELLS)).unwrap_or(u32::MAX))
        .collect();
    let key = |link: &PlacedLink| {
        let (a, b) = (cells[link.a] as usize, cells[link.b] as usize);
        a.min(b) * CELLS + a.max(b)
    };
    let mut counts = vec![0_u32; CELLS * CELLS];
    model.links.iter().for_each(|link| counts[key(link)] += 1);
    let mut thickest: Vec<usize> = (0..counts.len()).filter(|key| counts[*key] > 0).collect();
    if thickest.len() > MOST_BUNDLES {
        let thick = |key: &usize| (std::cmp::Reverse(counts[*key]), *key);
        thickest.select_nth_unstable_by_key(MOST_BUNDLES, thick);
        thickest.truncate(MOST_BUNDLES);
    }
    let mut slots = vec![u32::MAX; counts.len()];
    for (slot, key) in (0_u32..).zip(&thickest) {
        slots[*key] = slot;
    }
    let mut sums = vec![Sum::default(); thickest.len()];
    for link in &model.links {
        let Some(sum) = sums.get_mut(slots[key(link)] as usize) else { continue };
        let is_turned = cells[link.a] > cells[link.b];
        let (first, second) = if is_turned { (link.b, link.a) } else { (link.a, link.b) };
        sum.add(model.nodes[first].at, model.nodes[second].at, link.tier);
    }
    let mut bundles: Vec<Bundle> = sums.iter().map(Sum::bundle).collect();
    bundles.sort_by(|a, b| {
        a.links
            .cmp(&b.links)
            .then(b.from[0].total_cmp(&a.from[0]))
            .then(b.to[0].total_cmp(&a.to[0]))
    });
    bundles
}

/// What adds up to a bundle.
#[derive(Clone, Copy, Default)]
struct Sum {
    from: [f64; 2],
    to: [f64; 2],
    tiers: [u32; Tier::ALL.len()],
}

impl Sum {
    fn add(&mut self, from: [f32; 2], to: [f32; 2], tier: Tier) {
        for axis in 0..2 {
            self.from[axis] += f64::from(from[axis]);
            self.to[axis] += f64::from(to[axis]);
        }
        self.tiers[tier.index()] += 1;
    }

    fn bundle(&self) -> Bundle {
        let links = self.tiers.iter().sum::<u32>();
        let mean = |sum: [f64; 2]| sum.map(|sum| (sum / f64::from(links.max(1))) as f32);
        let most = (0..self.tiers.len()).max_by_key(|at| (self.tiers[*at], std::cmp::Reverse(*at)));
        let tier = Tier::ALL[most.unwrap_or_default()];
        Bundle { from: mean(self.from), to: mean(self.to), tier, links }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Node;
    use crate::model::{GroupId, IssuerId};
    use crate::scene::PlacedNode;

    fn model(issuers: usize) -> NetworkModel {
        let node = |node: Node, at: [f32; 2]| PlacedNode {
            node,
            at,
            radius: 4.0,
            label: String::new(),
            region: None,
            community: None,
            active: true,
            deals: 1,
            partners: 1,
            usd_cents: 0,
        };
        let spread = |at: usize| [(at * 37 % 1_000) as f32, (at * 91 % 800) as f32];
        let mut nodes: Vec<PlacedNode> =
            (0..issuers).map(|at| node(Node::Issuer(IssuerId::new(at)), spread(at))).collect();
        nodes.extend((0..20).map(|at| node(Node::Group(GroupId::new(at)), spread(at * 7 + 3))));
        let links = (0..issuers * 3)
            .map(|at| PlacedLink {
                a: at % issuers,
                b: issuers + at % 20,
                tier: Tier::Bookrunner,
                deals: 1,
            })
            .collect();
        let (active, tiers) = (nodes.len(), vec![Tier::Bookrunner]);
        NetworkModel { nodes, links, all_links: issuers * 3, tiers, active }
    }

    #[test]
    fn bundles_stand_for_every_link() {
        let model = model(900);
        let large = LargeNetwork::new(&model);
        let links: u32 = large.bundles.iter().map(|bundle| bundle.links).sum();
        assert!(large.bundles.len() < model.links.len());
        assert!(large.bundles.len() == MOST_BUNDLES || links as usize == model.links.len());
    }

    #[test]
    fn every_node_is_hit_where_it_stands() {
        let model = model(500);
        let large = LargeNetwork::new(&model);
        let size = [900.0, 700.0];
        let camera = Camera::fitting(model.nodes.iter().map(|node| node.at), size, 30.0).zoomed(
            4.0,
            [450.0, 350.0],
            size,
        );
        for node in &model.nodes {
            let at = camera.to_picture(node.at, size);
            let hit = large.hit(&model, at, camera, size).expect("a node stands here");
            assert_eq!(model.nodes[hit].at, node.at);
        }
    }

    #[test]
    fn a_frame_stays_within_its_budget() {
        let model = model(6_000);
        let large = LargeNetwork::new(&model);
        assert!(LargeNetwork::is_wanted(&model));
        let size = [900.0, 700.0];
        for zoom in [0.5, 1.0, 4.0, 20.0] {
            let camera = Camera { center: [500.0, 400.0], zoom };
            let shapes = large.shapes(&model, camera, size, &Palette::LIGHT, 4_000);
            assert!(shapes.len() <= 4_000 + MOST_BUNDLES, "{}", shapes.len());
            let few = LinkBudget { links: 100, ink: 2_000.0, least_width: 1.0 };
            let seen = large.links_seen(&model, camera, size, few);
            let all = large.links_seen(&model, camera, size, LinkBudget::of_links(usize::MAX));
            assert!(seen.drawn.len() <= 100);
            assert_eq!(seen.in_sight, all.in_sight);
            assert_eq!(all.drawn.len(), all.in_sight);
        }
        let far = Camera { center: [500.0, 400.0], zoom: 0.5 };
        let near = Camera { center: [500.0, 400.0], zoom: 50.0 };
        assert!(large.nearness(far, size, model.links.len(), 1_000) < 0.01);
        assert!(large.nearness(near, size, model.links.len(), 1_000) > 0.99);
    }
}
