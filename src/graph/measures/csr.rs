//! A network without directions as arrays of neighbours.

/// A network without directions, loops or double links: for each node its neighbours in ascending
/// order, with weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Csr {
    from: Vec<u32>,
    to: Vec<u32>,
    weight: Vec<f64>,
}

impl Csr {
    /// The network of `nodes` nodes with these links; links between the same nodes add their
    /// weights, loops are dropped, and ends out of range are dropped.
    pub fn new(nodes: usize, links: impl IntoIterator<Item = (usize, usize, f64)>) -> Self {
        let mut arcs: Vec<(u32, u32, f64)> = Vec::new();
        for (a, b, weight) in links {
            if let (Ok(x), Ok(y)) = (u32::try_from(a), u32::try_from(b))
                && a != b
                && a.max(b) < nodes
            {
                arcs.extend([(x, y, weight), (y, x, weight)]);
            }
        }
        arcs.sort_by_key(|arc| (arc.0, arc.1));
        let mut csr = Self { from: vec![0; nodes + 1], ..Self::default() };
        let mut last = None;
        for (a, b, weight) in arcs {
            match csr.weight.last_mut() {
                Some(sum) if last == Some((a, b)) => *sum += weight,
                _ => {
                    csr.from[a as usize + 1] += 1;
                    csr.to.push(b);
                    csr.weight.push(weight);
                    last = Some((a, b));
                }
            }
        }
        for node in 0..nodes {
            csr.from[node + 1] += csr.from[node];
        }
        csr
    }

    /// How many nodes there are.
    pub const fn nodes(&self) -> usize {
        self.from.len().saturating_sub(1)
    }

    /// How many links there are.
    pub const fn links(&self) -> usize {
        self.to.len() / 2
    }

    /// Where the neighbours of each node begin, the neighbours, and the weights.
    pub(super) fn rows(&self) -> (&[u32], &[u32], &[f64]) {
        (&self.from, &self.to, &self.weight)
    }

    /// The neighbours of a node, ascending.
    pub fn neighbours(&self, node: usize) -> &[u32] {
        &self.to[self.from[node] as usize..self.from[node + 1] as usize]
    }

    /// The weights of the links to the neighbours.
    pub fn weights(&self, node: usize) -> &[f64] {
        &self.weight[self.from[node] as usize..self.from[node + 1] as usize]
    }

    /// The neighbours of a node with the weights of their links.
    pub fn around(&self, node: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let ends = self.neighbours(node).iter().map(|end| *end as usize);
        ends.zip(self.weights(node).iter().copied())
    }

    /// The weight between two nodes; 0 where they are not linked.
    pub fn weight_between(&self, a: usize, b: usize) -> f64 {
        let found = self.neighbours(a).binary_search_by_key(&b, |end| *end as usize);
        found.map_or(0.0, |at| self.weights(a)[at])
    }

    /// How many neighbours a node has.
    pub fn degree(&self, node: usize) -> usize {
        self.neighbours(node).len()
    }

    /// Degree ÷ (n − 1), 0 to 1: the part of all others to whom a node is linked.
    pub fn relative_degree(&self, node: usize) -> f64 {
        let others = self.nodes().saturating_sub(1);
        if others == 0 { 0.0 } else { self.degree(node) as f64 / others as f64 }
    }

    /// The sum of the weights at a node.
    pub fn strength(&self, node: usize) -> f64 {
        self.weights(node).iter().sum()
    }

    /// The sum of the weights of all links.
    pub fn total_weight(&self) -> f64 {
        self.weight.iter().sum::<f64>() / 2.0
    }

    /// 2E ÷ n(n − 1): the part of all pairs that are linked.
    pub fn density(&self) -> f64 {
        let nodes = self.nodes() as f64;
        if nodes < 2.0 { 0.0 } else { self.to.len() as f64 / (nodes * (nodes - 1.0)) }
    }

    /// 2E ÷ n: neighbours of the average node.
    pub fn mean_degree(&self) -> f64 {
        let nodes = self.nodes();
        if nodes == 0 { 0.0 } else { self.to.len() as f64 / nodes as f64 }
    }

    /// The same links with weight 1 each.
    #[must_use]
    pub fn binary(&self) -> Self {
        Self { weight: vec![1.0; self.weight.len()], ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_add_up_and_loops_fall_away() {
        let csr = Csr::new(3, [(0, 1, 1.0), (1, 0, 2.0), (2, 2, 5.0), (0, 9, 1.0)]);
        assert_eq!((csr.nodes(), csr.links()), (3, 1));
        assert_eq!((csr.weight_between(1, 0), csr.weight_between(0, 2)), (3.0, 0.0));
        assert_eq!((csr.degree(2), csr.total_weight()), (0, 3.0));
        assert_eq!(Csr::new(0, []).density(), 0.0);
    }
}
