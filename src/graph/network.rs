//! The petgraph network of a book: issuers, deals and banks with role-labelled edges.

use std::collections::HashMap;

use petgraph::Undirected;
use petgraph::graph::{Graph, NodeIndex};
use petgraph::visit::EdgeRef as _;

use crate::book::DealBook;
use crate::index::Index;
use crate::model::{DealId, GroupId, IssuerId, RoleSet};

/// Who or what stands at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// An issuer.
    Issuer(IssuerId),
    /// A bank group.
    Group(GroupId),
    /// A deal.
    Deal(DealId),
    /// The members of a deal whose names the source lost.
    Unnamed(DealId),
}

/// What an edge says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// An issuer brings a deal.
    Brings,
    /// A bank works on a deal in these roles, over all its entities and tranches.
    Works {
        /// The roles.
        roles: RoleSet,
        /// The tranches as bits, as in the index.
        tranches: u64,
        /// How many members of the record stand behind the edge.
        members: u32,
    },
}

/// The network of a book: one edge between a bank and a deal, whatever roles it holds, so that
/// degrees stay true. Built once per index and then read only.
#[derive(Debug)]
pub struct Network {
    graph: Graph<Node, Edge, Undirected>,
    places: HashMap<Node, NodeIndex>,
}

impl Network {
    /// Builds the network of every deal that counts.
    pub fn build(book: &DealBook, index: &Index) -> Self {
        debug_assert_eq!(book.revision(), index.revision(), "columns of another book");
        let mut network = Self { graph: Graph::new_undirected(), places: HashMap::new() };
        for deal in index.deals().counted.ones() {
            network.add_deal(index, DealId::new(deal));
        }
        network
    }

    fn add_deal(&mut self, index: &Index, deal_id: DealId) {
        let deal_at = self.place(Node::Deal(deal_id));
        let issuer_at = self.place(Node::Issuer(index.deals().issuer[deal_id.index()]));
        self.graph.add_edge(issuer_at, deal_at, Edge::Brings);
        let mut works: Vec<(Node, RoleSet, u64, u32)> = Vec::new();
        for member in index.members_of(deal_id) {
            let columns = index.members();
            let node = columns.group[member].map_or(Node::Unnamed(deal_id), Node::Group);
            let (roles, bits) = (columns.roles[member], columns.tranches[member]);
            match works.iter_mut().find(|work| work.0 == node) {
                Some(work) => {
                    *work = (node, work.1.union(roles), work.2 | bits, work.3 + 1);
                }
                None => works.push((node, roles, bits, 1)),
            }
        }
        for (node, roles, tranches, members) in works {
            let bank_at = self.place(node);
            self.graph.add_edge(bank_at, deal_at, Edge::Works { roles, tranches, members });
        }
    }

    fn place(&mut self, node: Node) -> NodeIndex {
        *self.places.entry(node).or_insert_with(|| self.graph.add_node(node))
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.graph.node_count()
    }

    /// How many edges there are.
    pub fn edge_count(&self) -> usize {
        self.graph.edge_count()
    }

    /// Every node, in order of first appearance.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        self.graph.node_weights().copied()
    }

    /// The neighbours of a node with the edges to them, in book order; empty for a node that is
    /// not there.
    pub fn around(&self, node: Node) -> Vec<(Node, Edge)> {
        let Some(at) = self.places.get(&node) else { return Vec::new() };
        let mut around: Vec<(Node, Edge)> = self
            .graph
            .edges(*at)
            .map(|edge| {
                let other = if edge.source() == *at { edge.target() } else { edge.source() };
                (self.graph[other], *edge.weight())
            })
            .collect();
        around.sort_by_key(|(node, _)| *node);
        around
    }

    /// The degree of a node: deals of an issuer or bank, banks and issuer of a deal.
    pub fn degree(&self, node: Node) -> usize {
        self.places.get(&node).map_or(0, |at| self.graph.edges(*at).count())
    }

    /// The deals with their issuers and banks, in order.
    pub(super) fn deals(&self) -> impl Iterator<Item = (DealId, Vec<(Node, Edge)>)> + '_ {
        self.nodes().filter_map(|node| match node {
            Node::Deal(deal_id) => Some((deal_id, self.around(node))),
            _ => None,
        })
    }
}
