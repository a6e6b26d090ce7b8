//! Where nodes stand in a list.

use super::network::Node;
use super::projection::Link;

/// Stands for a node that is not in the list.
const NOWHERE: u32 = u32::MAX;

/// The nodes at the ends of links, each once and in order, and where each stands among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    nodes: Vec<Node>,
    /// For each kind of node, by id, the place.
    of: [Vec<u32>; 4],
}

impl Places {
    /// The ends of these links; costs no more than reading them twice.
    pub fn of(links: &[Link]) -> Self {
        let mut places = Self::default();
        for node in links.iter().flat_map(|link| [link.a, link.b]) {
            let (kind, id) = spot(node);
            let row = &mut places.of[kind];
            if row.len() <= id {
                row.resize(id + 1, NOWHERE);
            }
            row[id] = 0;
        }
        for (kind, row) in places.of.iter_mut().enumerate() {
            for (id, place) in row.iter_mut().enumerate().filter(|(_, place)| **place == 0) {
                *place = u32::try_from(places.nodes.len()).unwrap_or(NOWHERE);
                places.nodes.push(node(kind, id));
            }
        }
        places
    }

    /// The nodes, in order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Where a node stands.
    pub fn find(&self, node: Node) -> Option<usize> {
        let (kind, id) = spot(node);
        let place = *self.of[kind].get(id)?;
        (place != NOWHERE).then_some(place as usize)
    }
}

/// The kind of a node as a number, in the order of nodes, and its id.
const fn spot(node: Node) -> (usize, usize) {
    match node {
        Node::Issuer(id) => (0, id.index()),
        Node::Group(id) => (1, id.index()),
        Node::Deal(id) => (2, id.index()),
        Node::Unnamed(id) => (3, id.index()),
    }
}

fn node(kind: usize, id: usize) -> Node {
    use crate::model::{DealId, GroupId, IssuerId};
    match kind {
        0 => Node::Issuer(IssuerId::new(id)),
        1 => Node::Group(GroupId::new(id)),
        2 => Node::Deal(DealId::new(id)),
        _ => Node::Unnamed(DealId::new(id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RoleSet;

    #[test]
    fn every_end_stands_where_it_is_found() {
        let ends = [(node(0, 9), node(1, 4)), (node(0, 2), node(3, 1)), (node(0, 2), node(1, 4))];
        let links = ends.map(|(a, b)| Link::new(b, a, 0, RoleSet::EMPTY));
        let places = Places::of(&links);
        assert_eq!(places.nodes(), [node(0, 2), node(0, 9), node(1, 4), node(3, 1)]);
        assert!(places.nodes().is_sorted());
        for (at, node) in places.nodes().iter().enumerate() {
            assert_eq!(places.find(*node), Some(at));
        }
        assert_eq!([places.find(node(0, 3)), places.find(node(2, 1))], [None, None]);
    }
}
