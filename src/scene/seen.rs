//! Single links of a large network where the camera is near: which of them are drawn.

use super::{Camera, LargeNetwork, NetworkModel, PlacedLink};

/// How much of the links in sight is drawn at the most.
#[derive(Clone, Copy, Debug)]
pub struct LinkBudget {
    /// How many links.
    pub links: usize,
    /// How much they cover, in square points: what a long link costs where no graphics card draws.
    pub ink: f32,
    /// How wide a link is drawn at the least, in points.
    pub least_width: f32,
}

impl LinkBudget {
    /// So many links, whatever they cover.
    pub const fn of_links(links: usize) -> Self {
        Self { links, ink: f32::INFINITY, least_width: 0.0 }
    }
}

/// The links that are drawn, and of how many.
#[derive(Clone, Debug, Default)]
pub struct LinksSeen<'a> {
    /// The links that are drawn.
    pub drawn: Vec<&'a PlacedLink>,
    /// How many links the nodes in sight have.
    pub in_sight: usize,
}

impl LinksSeen<'_> {
    /// Among how many links each of these looks as if it stood, for [`super::link_look`]: the mean
    /// of those that are drawn and of all, in proportion, so that few stand out and many do not
    /// cover each other.
    pub fn among(&self, model: &NetworkModel) -> usize {
        (self.drawn.len() as f64 * model.links.len() as f64).sqrt() as usize
    }
}

impl LargeNetwork {
    /// Single links at the nodes that are seen, within a budget. Those of small nodes come first:
    /// they are few, and what a near picture is looked at for.
    pub fn links_seen<'a>(
        &'a self,
        model: &'a NetworkModel,
        camera: Camera,
        size: [f32; 2],
        budget: LinkBudget,
    ) -> LinksSeen<'a> {
        let low = camera.to_world([0.0, 0.0], size);
        let high = camera.to_world(size, size);
        let is_inside = |at: &u32| {
            let place = model.nodes[*at as usize].at;
            (0..2).all(|axis| (low[axis]..=high[axis]).contains(&place[axis]))
        };
        let mut nodes: Vec<u32> = self.nodes_within(low, high).filter(is_inside).collect();
        let radius = |at: u32| model.nodes[at as usize].radius;
        nodes.sort_by(|a, b| radius(*a).total_cmp(&radius(*b)).then(a.cmp(b)));
        let mut taken = vec![false; model.nodes.len()];
        let mut seen = LinksSeen::default();
        let mut ink = 0.0;
        for at in nodes {
            taken[at as usize] = true;
            for link in self.links_of(at as usize) {
                let Some(link) = model.links.get(*link as usize) else { continue };
                let other = if link.a == at as usize { link.b } else { link.a };
                if taken[other] {
                    continue;
                }
                seen.in_sight += 1;
                if seen.drawn.len() < budget.links && ink < budget.ink {
                    let ends =
                        [link.a, link.b].map(|end| camera.to_picture(model.nodes[end].at, size));
                    let width = super::link_look(link.deals, model.links.len()).0;
                    ink += length_inside(ends, size) * width.max(budget.least_width);
                    seen.drawn.push(link);
                }
            }
        }
        seen
    }
}

/// How long the part of a stroke is that lies in a picture of this size (after Liang and Barsky).
fn length_inside([from, to]: [[f32; 2]; 2], size: [f32; 2]) -> f32 {
    let by = [to[0] - from[0], to[1] - from[1]];
    let (mut enters, mut leaves) = (0.0_f32, 1.0_f32);
    for axis in 0..2 {
        if by[axis].abs() < f32::EPSILON {
            if !(0.0..=size[axis]).contains(&from[axis]) {
                return 0.0;
            }
            continue;
        }
        let [a, b] = [-from[axis] / by[axis], (size[axis] - from[axis]) / by[axis]];
        enters = enters.max(a.min(b));
        leaves = leaves.min(a.max(b));
    }
    (leaves - enters).max(0.0) * by[0].hypot(by[1])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_stroke_counts_where_it_is_seen() {
        let size = [100.0, 50.0];
        for (from, to, length) in [
            ([10.0, 10.0], [40.0, 50.0], 50.0),
            ([-100.0, 25.0], [200.0, 25.0], 100.0),
            ([50.0, -10.0], [50.0, 20.0], 20.0),
            ([-10.0, 60.0], [110.0, 60.0], 0.0),
            ([-30.0, 20.0], [20.0, -30.0], 0.0),
            ([20.0, 20.0], [20.0, 20.0], 0.0),
        ] {
            let found = length_inside([from, to], size);
            assert!((found - length).abs() < 1e-3, "{from:?} to {to:?}: {found}");
        }
    }

    proptest! {
        #[test]
        fn what_is_seen_of_a_stroke_is_what_its_points_say(
            ends in prop::array::uniform2([-300.0_f32..300.0, -300.0_f32..300.0]),
        ) {
            let size = [120.0, 90.0];
            let at = |part: f32| [0, 1].map(|axis| ends[0][axis] + (ends[1][axis] - ends[0][axis]) * part);
            let is_inside = |at: [f32; 2]| (0..2).all(|axis| (0.0..=size[axis]).contains(&at[axis]));
            let inside = (0..2_000).filter(|step| is_inside(at(*step as f32 / 2_000.0))).count();
            let whole = (ends[1][0] - ends[0][0]).hypot(ends[1][1] - ends[0][1]);
            let sampled = whole * inside as f32 / 2_000.0;
            prop_assert!((length_inside(ends, size) - sampled).abs() < 2.0);
        }
    }
}
