//! Clustering, and whether a network is a small world.

use super::csr::Csr;

/// For each node how many triangles it is in.
fn triangles(csr: &Csr) -> Vec<u64> {
    let mut triangles = vec![0; csr.nodes()];
    for a in 0..csr.nodes() {
        for b in csr.neighbours(a).iter().map(|b| *b as usize).filter(|b| *b > a) {
            let (mut left, mut right) = (csr.neighbours(a), csr.neighbours(b));
            while let (Some((x, rest_x)), Some((y, rest_y))) =
                (left.split_first(), right.split_first())
            {
                if x == y && *x as usize > b {
                    for node in [a, b, *x as usize] {
                        triangles[node] += 1;
                    }
                }
                left = if x <= y { rest_x } else { left };
                right = if y <= x { rest_y } else { right };
            }
        }
    }
    triangles
}

fn pairs(degree: usize) -> f64 {
    degree as f64 * degree.saturating_sub(1) as f64 / 2.0
}

/// For each node the part of the pairs of its neighbours that are linked; 0 with fewer than two.
pub fn clustering(csr: &Csr) -> Vec<f64> {
    let part = |(node, triangles): (usize, u64)| match pairs(csr.degree(node)) {
        0.0 => 0.0,
        pairs => triangles as f64 / pairs,
    };
    triangles(csr).into_iter().enumerate().map(part).collect()
}

/// The mean of [`clustering`] over all nodes.
pub fn mean_clustering(csr: &Csr) -> f64 {
    let nodes = csr.nodes();
    if nodes == 0 { 0.0 } else { clustering(csr).iter().sum::<f64>() / nodes as f64 }
}

/// Three times the triangles ÷ the pairs of links that meet: the part of all such pairs that close.
pub fn transitivity(csr: &Csr) -> f64 {
    let open: f64 = (0..csr.nodes()).map(|node| pairs(csr.degree(node))).sum();
    let closed: u64 = triangles(csr).iter().sum();
    if open == 0.0 { 0.0 } else { closed as f64 / open }
}

/// Cliques and short paths at once, after Baum, Shipilov and Rowley (2003).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SmallWorld {
    /// Mean clustering.
    pub clustering: f64,
    /// Mean length of the shortest paths.
    pub mean_path: f64,
    /// Clustering of a random network of that size: k ÷ (n − 1).
    pub random_clustering: f64,
    /// Mean path of a random network of that size: ln n ÷ ln k.
    pub random_path: f64,
}

impl SmallWorld {
    /// The measure of a network; `mean_path` comes with betweenness.
    pub fn new(csr: &Csr, mean_path: f64) -> Self {
        let random = Self::random(csr.nodes(), csr.mean_degree());
        Self { clustering: mean_clustering(csr), mean_path, ..random }
    }

    /// What a random network of so many nodes with this mean degree has.
    pub fn random(nodes: usize, mean_degree: f64) -> Self {
        let others = nodes.saturating_sub(1) as f64;
        Self {
            random_clustering: if others > 0.0 { mean_degree / others } else { 0.0 },
            random_path: if mean_degree > 1.0 {
                (nodes as f64).ln() / mean_degree.ln()
            } else {
                0.0
            },
            ..Self::default()
        }
    }

    /// (C ÷ C of chance) ÷ (L ÷ L of chance): well above 1 in a small world. `None` where a part is
    /// missing.
    pub fn ratio(&self) -> Option<f64> {
        let parts = [self.random_clustering, self.mean_path, self.random_path];
        parts.iter().all(|part| *part > 0.0).then(|| {
            (self.clustering / self.random_clustering) / (self.mean_path / self.random_path)
        })
    }
}
