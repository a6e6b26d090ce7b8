//! The network in places that another program gave it.

use std::collections::HashMap;

use crate::book::DealBook;
use crate::graph::{Link, Node, Places};
use crate::import::GraphFile;
use crate::layout::{KEPT, Layout, LayoutRequest};
use crate::text::fold;

/// How far nodes stand from their middle, in the root mean square, for each unit of the root of the
/// sum of their squared radii: as far as in a picture of our own.
const SPREAD: f32 = 2.4;

/// What a file says of where the nodes of a network stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placed {
    /// The places of the nodes that the file knows.
    pub layout: Layout,
    /// How many nodes the network has.
    pub nodes: usize,
}

impl Placed {
    /// Looks up the nodes of a network in a file, by what they are and by any of their names.
    /// `request` is the one by which the links are placed.
    pub fn new(book: &DealBook, links: &[Link], request: &LayoutRequest, file: &GraphFile) -> Self {
        let mut known: HashMap<(Option<&str>, String), [f32; 2]> = HashMap::new();
        for node in &file.nodes {
            if let Some(at) = node.at {
                let kind = Node::KINDS.into_iter().find(|kind| *kind == node.kind);
                known.entry((kind, fold(&node.label))).or_insert(at);
            }
        }
        let find = |node: Node| {
            names_of(book, node).into_iter().flatten().find_map(|name| {
                let name = fold(name);
                let own = known.get(&(Some(node.kind()), name.clone()));
                own.or_else(|| known.get(&(None, name))).copied()
            })
        };
        let mut layout = Layout::default();
        for (node, asked) in Places::of(links).nodes().iter().zip(&request.nodes) {
            if let Some([x, y]) = find(*node) {
                layout.positions.push([x, -y]);
                layout.ids.push(asked.stable_id);
            }
        }
        let area: f32 = request.nodes.iter().map(|node| node.radius * node.radius).sum();
        spread(&mut layout.positions, SPREAD * area.sqrt());
        Self { layout, nodes: request.nodes.len() }
    }

    /// How many nodes of the network have a place in the file.
    pub fn found(&self) -> usize {
        self.layout.positions.len()
    }

    /// Whether the file places enough nodes for the others to find a place beside them.
    pub fn is_enough(&self) -> bool {
        let (found, nodes) = (self.found() as f64, self.nodes as f64);
        found > 0.0 && found >= KEPT * nodes
    }
}

/// Moves places around the origin and stretches them alike both ways.
fn spread(positions: &mut [[f32; 2]], wanted: f32) {
    let count = positions.len().max(1) as f64;
    let mean = |along: usize| positions.iter().map(|at| f64::from(at[along])).sum::<f64>() / count;
    let middle = [mean(0), mean(1)];
    let from_middle = |at: &[f32; 2]| [0, 1].map(|along| f64::from(at[along]) - middle[along]);
    let square = |at: &[f32; 2]| from_middle(at).into_iter().map(|part| part * part).sum::<f64>();
    let own = (positions.iter().map(square).sum::<f64>() / count).sqrt();
    let factor = if own > 0.0 { f64::from(wanted) / own } else { 0.0 };
    for at in positions {
        *at = from_middle(at).map(|part| (part * factor) as f32);
    }
}

/// The places of the nodes of some links, out of those of all of them.
pub fn places_among(links: &[Link], all: &[Link], positions: &[[f32; 2]]) -> Option<Vec<[f32; 2]>> {
    let all = Places::of(all);
    let at = |node: &Node| positions.get(all.find(*node)?).copied();
    Places::of(links).nodes().iter().map(at).collect()
}

/// The names by which files may know a node.
fn names_of(book: &DealBook, node: Node) -> [Option<&str>; 2] {
    match node {
        Node::Issuer(issuer_id) => {
            let issuer = book.issuer(issuer_id);
            [Some(&issuer.name), issuer.name_zh.as_deref()]
        }
        Node::Group(group_id) => {
            let group = book.group(group_id);
            [Some(&group.name), group.name_hans.as_deref()]
        }
        Node::Deal(deal_id) | Node::Unnamed(deal_id) => [Some(&book.deal(deal_id).key), None],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Network, Projection, project};
    use crate::import::read_graph;
    use crate::index::{Index, Parents};
    use crate::scene::layout_request;

    #[test]
    fn a_file_of_strangers_is_not_enough() {
        let book = DealBook::embedded();
        let index = Index::build(&book, Parents::Today);
        let network = Network::build(&book, &index);
        let links = project(&network, &index, Projection::IssuerBank, None);
        let file = br#"<gexf><graph><nodes><node id="1" label="ubs"><position x="1" y="1"/></node>
            <node id="2" label="No such bank"><position x="2" y="2"/></node></nodes></graph></gexf>"#;
        let request = layout_request(&book, &links, Projection::IssuerBank);
        let placed = Placed::new(&book, &links, &request, &read_graph(file).unwrap());
        assert_eq!((placed.found(), placed.is_enough()), (1, false));
    }
}
