//! The springs of each node, in rows.

use super::LayoutRequest;

/// The springs of every node, both ways, in rows one after another.
#[derive(Debug, Default)]
pub(super) struct Springs {
    from: Vec<u32>,
    ends: Vec<u32>,
    weights: Vec<f32>,
}

impl Springs {
    /// Takes the edges of a request that can pull.
    pub(super) fn new(request: &LayoutRequest) -> Self {
        let count = request.nodes.len();
        let edges = || {
            request.edges.iter().filter(|edge| {
                let (a, b) = (edge.a as usize, edge.b as usize);
                a != b && a < count && b < count && edge.weight > 0.0 && edge.weight.is_finite()
            })
        };
        let mut from = vec![0_u32; count + 1];
        for edge in edges() {
            from[edge.a as usize + 1] += 1;
            from[edge.b as usize + 1] += 1;
        }
        for at in 0..count {
            from[at + 1] += from[at];
        }
        let total = from[count] as usize;
        let mut next = from.clone();
        let (mut ends, mut weights) = (vec![0_u32; total], vec![0.0_f32; total]);
        for edge in edges() {
            for (own, other) in [(edge.a, edge.b), (edge.b, edge.a)] {
                let place = next[own as usize] as usize;
                next[own as usize] += 1;
                ends[place] = other;
                weights[place] = 1.0 + edge.weight.min(1e6).ln_1p();
            }
        }
        Self { from, ends, weights }
    }

    /// The springs of a node: the other ends with their weights.
    pub(super) fn of(&self, node: usize) -> impl Iterator<Item = (usize, f32)> + '_ {
        let row = self.from[node] as usize..self.from[node + 1] as usize;
        let weights = &self.weights[row.clone()];
        self.ends[row].iter().map(|end| *end as usize).zip(weights.iter().copied())
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.from.len() - 1
    }

    /// How many springs a node has.
    pub(super) fn degree(&self, node: usize) -> usize {
        (self.from[node + 1] - self.from[node]) as usize
    }
}
