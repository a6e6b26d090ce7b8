//! Places for a network of points and springs. The floor knows no banks.
//!
//! Budgets are in steps and never in time, sums are taken in a fixed order, so that the same request
//! gives the same places on every machine and on any number of threads.
//!
//! A large network ([`LARGE`] nodes and more) is placed skeleton first:
//!
//! 1. hubs are placed by what they share: each node between k hubs gives 1 ÷ (k − 1) to each pair,
//!    divided by a power of their degrees; the strongest neighbours stay, two slow waves over them
//!    are the start, t-forces (after t-FDP) settle them;
//! 2. the others hang on their hubs, small hubs counting more; this is the first picture;
//! 3. some steps on all nodes, with the push over a mesh and attraction to the mean of neighbours,
//!    so that hubs with thousands of links stay calm;
//! 4. the disc is filled evenly and overlaps are parted on a grid.
//!
//! A small one is placed by forces from node to node:
//!
//! 1. hubs and the others start on a sunflower, ordered by a seeded spread of their ids;
//! 2. forces: nodes push each other away (a group that is far as one, after Barnes and Hut), springs
//!    pull with a strength that is divided by the degrees of their ends, so that hubs stay calm, and
//!    a mild gravity keeps parts that are not connected near (after the family of ForceAtlas2 and
//!    t-FDP);
//! 3. the disc is filled evenly: radii move towards what an even density would give;
//! 4. nodes that overlap are moved apart.
//!
//! Where most nodes have an old place, they keep it and only new ones look for theirs.

mod apart;
mod blocks;
mod fft;
mod forces;
mod market;
mod mesh;
mod polish;
mod skeleton;
mod springs;
mod warm;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use forces::Simulation;

pub use warm::KEPT;

/// A request: nodes, edges between their positions in the list, and a seed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LayoutRequest {
    /// The nodes.
    pub nodes: Vec<LayoutNode>,
    /// The edges. Edges that name no node, loops and weights that are no positive number are
    /// ignored.
    pub edges: Vec<LayoutEdge>,
    /// The seed: another one gives another picture.
    pub seed: u64,
}

/// A node to place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LayoutNode {
    /// A number that stays the same for the node from run to run.
    pub stable_id: u64,
    /// Its radius when drawn, in the units of the positions.
    pub radius: f32,
    /// Whether it is one of the few to which the many are linked.
    pub hub: bool,
    /// Where it stood in the picture before, if there was one.
    pub old: Option<[f32; 2]>,
}

/// An edge between two nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LayoutEdge {
    /// Position of one end in the nodes.
    pub a: u32,
    /// Position of the other end.
    pub b: u32,
    /// How strongly it pulls.
    pub weight: f32,
}

impl LayoutRequest {
    /// Says where the nodes stood in a picture before, by their stable ids; those that were not in
    /// it look for a place.
    pub fn stand_on(&mut self, before: &Layout) {
        let known: HashMap<u64, [f32; 2]> =
            before.ids.iter().copied().zip(before.positions.iter().copied()).collect();
        for node in &mut self.nodes {
            node.old = known.get(&node.stable_id).copied();
        }
    }
}

/// The outcome.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// A place for each node, around the origin.
    pub positions: Vec<[f32; 2]>,
    /// The stable ids of the nodes, in the same order.
    pub ids: Vec<u64>,
}

/// From how many nodes on a network is placed skeleton first.
pub const LARGE: usize = 2_500;

/// Places the nodes. Time grows with n log n; the result depends on the request alone.
pub fn lay_out(request: &LayoutRequest) -> Layout {
    let never = AtomicBool::new(false);
    lay_out_watched(request, &mut |_| {}, &never).unwrap_or_default()
}

/// Places the nodes like [`lay_out`], and shows every now and then where they stand on the way, in
/// the units of the outcome. `None` where `cancel` was set meanwhile.
pub fn lay_out_watched(
    request: &LayoutRequest,
    publish: &mut dyn FnMut(&[[f32; 2]]),
    cancel: &AtomicBool,
) -> Option<Layout> {
    let positions = match warm::kept(request) {
        Some(positions) => positions,
        None if request.nodes.len() >= LARGE => market::place(request, publish, cancel)?,
        None => small(request, publish, cancel)?,
    };
    let ids = request.nodes.iter().map(|node| node.stable_id).collect();
    (!cancel.load(Ordering::Relaxed)).then_some(Layout { positions, ids })
}

/// After how many steps a small network is shown.
const SHOWN_EVERY: usize = 40;

fn small(
    request: &LayoutRequest,
    publish: &mut dyn FnMut(&[[f32; 2]]),
    cancel: &AtomicBool,
) -> Option<Vec<[f32; 2]>> {
    let radii: Vec<f32> = request.nodes.iter().map(|node| clean(node.radius)).collect();
    let mut simulation = Simulation::new(request);
    let mut steps = 0;
    while simulation.step_on() {
        if cancel.load(Ordering::Relaxed) {
            return None;
        }
        steps += 1;
        if steps % SHOWN_EVERY == 0 {
            let mut positions = simulation.positions().to_vec();
            polish::fill_disc(&mut positions, &radii);
            publish(&positions);
        }
    }
    let mut positions = simulation.into_positions();
    polish::fill_disc(&mut positions, &radii);
    polish::part_overlaps(&mut positions, &radii);
    Some(positions)
}

/// A radius that can be worked with.
fn clean(radius: f32) -> f32 {
    if radius.is_finite() { radius.clamp(0.5, 500.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn node(stable_id: u64) -> LayoutNode {
        LayoutNode { stable_id, radius: 4.0, hub: stable_id.is_multiple_of(5), old: None }
    }

    fn request(nodes: u64, edges: &[(u32, u32, f32)]) -> LayoutRequest {
        LayoutRequest {
            nodes: (0..nodes).map(node).collect(),
            edges: edges
                .iter()
                .map(|(a, b, weight)| LayoutEdge { a: *a, b: *b, weight: *weight })
                .collect(),
            seed: 7,
        }
    }

    #[test]
    fn the_same_request_gives_the_same_places_on_any_number_of_threads() {
        // One thread is enough for few; many are shared.
        for nodes in [400, 1_600] {
            let edge = |at: u32| (at % 40, 40 + (at * 7) % (nodes - 40), 1.0 + (at % 3) as f32);
            let edges: Vec<(u32, u32, f32)> = (0..3 * nodes).map(edge).collect();
            let request = request(u64::from(nodes), &edges);
            let with = |threads: usize| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| lay_out(&request))
            };
            assert_eq!(with(1), with(2));
        }
    }

    #[test]
    fn linked_nodes_stand_nearer_than_others() {
        let mut edges = Vec::new();
        for at in 1..20 {
            edges.push((0, at, 1.0));
            edges.push((20, 20 + at, 1.0));
        }
        let places = lay_out(&request(40, &edges)).positions;
        let distance =
            |a: usize, b: usize| (places[a][0] - places[b][0]).hypot(places[a][1] - places[b][1]);
        let own: f32 = (1..20).map(|at| distance(0, at)).sum();
        let other: f32 = (1..20).map(|at| distance(20, at)).sum();
        assert!(own * 1.5 < other, "{own} {other}");
    }

    #[test]
    fn nodes_do_not_overlap() {
        let edges: Vec<(u32, u32, f32)> = (1..200).map(|at| (at % 9, at, 1.0)).collect();
        let places = lay_out(&request(200, &edges)).positions;
        for (at, a) in places.iter().enumerate() {
            for b in &places[..at] {
                assert!((a[0] - b[0]).hypot(a[1] - b[1]) > 7.0);
            }
        }
    }

    /// A market with returning issuers: enough nodes for the skeleton.
    fn market(nodes: u64) -> LayoutRequest {
        let edges: Vec<(u32, u32, f32)> = (0..nodes as u32 * 6)
            .map(|at| (at.wrapping_mul(2_654_435_761) % (nodes as u32 / 20) * 5, at / 6, 1.0))
            .collect();
        request(nodes, &edges)
    }

    #[test]
    fn a_market_settles_alike_on_any_number_of_threads() {
        let request = market(4_000);
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let mut shown = 0;
                let layout =
                    lay_out_watched(&request, &mut |_| shown += 1, &AtomicBool::new(false));
                (layout.unwrap(), shown)
            })
        };
        let (layout, shown) = with(1);
        assert_eq!((&layout, shown), (&with(2).0, with(3).1));
        assert!(shown > 3);
        assert!(layout.positions.iter().flatten().all(|at| at.is_finite()));
    }

    #[test]
    fn a_layout_that_nobody_waits_for_any_more_ends() {
        for nodes in [300, 3_000] {
            let cancel = AtomicBool::new(true);
            assert_eq!(lay_out_watched(&market(nodes), &mut |_| {}, &cancel), None);
        }
    }

    #[test]
    fn old_nodes_stay_and_new_ones_stand_by_their_neighbours() {
        for nodes in [300, 3_000] {
            let mut request = market(nodes);
            let first = lay_out(&request);
            request.stand_on(&first);
            assert_eq!(lay_out(&request), first);
            let new = request.nodes.len();
            request.nodes.insert(7, node(77_777));
            for edge in &mut request.edges {
                (edge.a, edge.b) =
                    (edge.a + u32::from(edge.a >= 7), edge.b + u32::from(edge.b >= 7));
            }
            request.edges.push(LayoutEdge { a: 0, b: 7, weight: 2.0 });
            request.stand_on(&first);
            let second = lay_out(&request).positions;
            let mut kept = second.clone();
            kept.remove(7);
            let distance = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
            let old = first.positions.iter().zip(&kept);
            let moved: Vec<f32> =
                old.map(|(a, b)| distance(*a, *b)).filter(|by| *by > 0.0).collect();
            assert!(moved.len() < 12, "{moved:?}");
            assert!(moved.iter().all(|by| *by < 20.0), "{moved:?}");
            assert!(distance(second[0], second[7]) < 80.0);
            assert_eq!(second.len(), new + 1);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn any_request_gives_finite_places(
            nodes in 0u64..60,
            edges in proptest::collection::vec((0u32..70, 0u32..70, proptest::num::f32::ANY), 0..80),
        ) {
            let layout = lay_out(&request(nodes, &edges));
            prop_assert_eq!(layout.positions.len() as u64, nodes);
            prop_assert!(layout.positions.iter().flatten().all(|at| at.is_finite()));
        }
    }
}
