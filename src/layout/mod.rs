//! Positions for a network of points and springs. Knows no banks.

/// A request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LayoutRequest {
    /// Nodes.
    pub nodes: Vec<LayoutNode>,
    /// Edges.
    pub edges: Vec<LayoutEdge>,
    /// Seed.
    pub seed: u64,
}
/// A node.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LayoutNode {
    /// Id.
    pub stable_id: u64,
    /// Radius.
    pub radius: f32,
    /// Hub.
    pub hub: bool,
}
/// An edge.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LayoutEdge {
    /// End.
    pub a: u32,
    /// End.
    pub b: u32,
    /// Weight.
    pub weight: f32,
}
/// The outcome.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// Positions.
    pub positions: Vec<[f32; 2]>,
    /// Communities.
    pub community: Vec<u32>,
}
/// Lays out.
pub fn lay_out(request: &LayoutRequest) -> Layout {
    let n = request.nodes.len();
    let mut pos: Vec<[f32; 2]> = (0..n)
        .map(|i| {
            let (r, a) = ((i as f32 + 0.5).sqrt() * 20.0, i as f32 * 2.399_963);
            [r * a.cos(), r * a.sin()]
        })
        .collect();
    let mut degree = vec![1.0_f32; n];
    for e in &request.edges {
        degree[e.a as usize] += 1.0;
        degree[e.b as usize] += 1.0;
    }
    let mut temp = 60.0_f32;
    for _ in 0..300 {
        let mut force = vec![[0.0_f32; 2]; n];
        for i in 0..n {
            for j in 0..i {
                let (dx, dy) = (pos[i][0] - pos[j][0], pos[i][1] - pos[j][1]);
                let f = 120.0 * degree[i].sqrt() * degree[j].sqrt() / (dx * dx + dy * dy + 25.0);
                force[i][0] += dx * f;
                force[i][1] += dy * f;
                force[j][0] -= dx * f;
                force[j][1] -= dy * f;
            }
        }
        for e in &request.edges {
            let (a, b) = (e.a as usize, e.b as usize);
            let (dx, dy) = (pos[b][0] - pos[a][0], pos[b][1] - pos[a][1]);
            let f = 0.6 / degree[a].min(degree[b]);
            force[a][0] += dx * f;
            force[a][1] += dy * f;
            force[b][0] -= dx * f;
            force[b][1] -= dy * f;
        }
        for i in 0..n {
            let [mut x, mut y] = force[i];
            x -= pos[i][0] * 0.05;
            y -= pos[i][1] * 0.08;
            let l = (x * x + y * y).sqrt().max(1e-6);
            let s = l.min(temp) / l;
            pos[i][0] += x * s;
            pos[i][1] += y * s;
        }
        temp = (temp * 0.985).max(1.0);
    }
    Layout { positions: pos, community: vec![0; n] }
}
