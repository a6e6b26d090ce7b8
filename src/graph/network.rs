//! The petgraph network of a book: issuers, deals and banks with role-labelled edges.

use std::collections::HashMap;

use petgraph::Undirected;
use petgraph::graph::{Edge as GraphEdge, EdgeIndex, Graph, NodeIndex};
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

impl Node {
    /// Every word that [`Self::kind`] gives.
    pub const KINDS: [&str; 4] = ["issuer", "bank", "deal", "unnamed"];

    /// What it is, as tables and graph files say it.
    pub const fn kind(self) -> &'static str {
        let [issuer, bank, deal, unnamed] = Self::KINDS;
        match self {
            Self::Issuer(_) => issuer,
            Self::Group(_) => bank,
            Self::Deal(_) => deal,
            Self::Unnamed(_) => unnamed,
        }
    }
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
        /// The tranches as bits; all ones for every tranche. Tranches from the 32nd on share a bit.
        tranches: u32,
        /// How many members of the record stand behind the edge.
        members: u16,
    },
}

/// The network of a book: one edge between a bank and a deal, whatever roles it holds, so that
/// degrees stay true. Built once per index and then read only.
///
/// The edges of a deal stand beside each other in the graph, that of its issuer first: projections
/// read them as rows.
#[derive(Debug, Default)]
pub struct Network {
    graph: Graph<Node, Edge, Undirected>,
    issuers: Vec<NodeIndex>,
    groups: Vec<NodeIndex>,
    unnamed: HashMap<DealId, NodeIndex>,
    /// For each deal the edge of its issuer; the end where the deal does not count.
    brings: Vec<EdgeIndex>,
}

impl Network {
    /// Builds the network of every deal that counts, in one pass over the memberships.
    pub fn build(book: &DealBook, index: &Index) -> Self {
        debug_assert_eq!(book.revision(), index.revision(), "columns of another book");
        let (nodes, edges) = counts(book, index);
        let mut network = Self {
            graph: Graph::with_capacity(nodes, edges),
            issuers: vec![NodeIndex::end(); book.issuers().len()],
            groups: vec![NodeIndex::end(); index.groups()],
            unnamed: HashMap::new(),
            brings: vec![EdgeIndex::end(); index.len()],
        };
        let mut works = Vec::new();
        for deal in index.deals().counted.ones() {
            network.add_deal(index, DealId::new(deal), &mut works);
        }
        network
    }

    fn add_deal(&mut self, index: &Index, deal_id: DealId, works: &mut Vec<(Node, Edge)>) {
        let issuer_id = index.deals().issuer[deal_id.index()];
        let issuer_at = self.place(Node::Issuer(issuer_id));
        let deal_at = self.graph.add_node(Node::Deal(deal_id));
        self.brings[deal_id.index()] = self.graph.add_edge(issuer_at, deal_at, Edge::Brings);
        works.clear();
        let columns = index.members();
        for member in index.members_of(deal_id) {
            let node = columns.group[member].map_or(Node::Unnamed(deal_id), Node::Group);
            let edge = Edge::Works {
                roles: columns.roles[member],
                tranches: narrowed(columns.tranches[member]),
                members: 1,
            };
            match works.iter_mut().find(|work| work.0 == node) {
                Some(work) => work.1 = work.1.joined(edge),
                None => works.push((node, edge)),
            }
        }
        for (node, edge) in works {
            let bank_at = self.place(*node);
            self.graph.add_edge(bank_at, deal_at, *edge);
        }
    }

    /// The place of an issuer or bank, which it is given where it has none.
    fn place(&mut self, node: Node) -> NodeIndex {
        let graph = &mut self.graph;
        let known = match node {
            Node::Issuer(issuer_id) => &mut self.issuers[issuer_id.index()],
            Node::Group(group_id) => &mut self.groups[group_id.index()],
            Node::Deal(deal_id) | Node::Unnamed(deal_id) => {
                self.unnamed.entry(deal_id).or_insert(NodeIndex::end())
            }
        };
        if *known == NodeIndex::end() {
            *known = graph.add_node(node);
        }
        *known
    }

    fn find(&self, node: Node) -> Option<NodeIndex> {
        let found = match node {
            Node::Issuer(issuer_id) => self.issuers.get(issuer_id.index()).copied(),
            Node::Group(group_id) => self.groups.get(group_id.index()).copied(),
            Node::Unnamed(deal_id) => self.unnamed.get(&deal_id).copied(),
            Node::Deal(deal_id) => {
                let brings = self.brings.get(deal_id.index())?;
                self.graph.edge_endpoints(*brings).map(|(_, deal)| deal)
            }
        };
        found.filter(|at| *at != NodeIndex::end())
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
        let Some(at) = self.find(node) else { return Vec::new() };
        let mut around: Vec<(Node, Edge)> = self
            .graph
            .edges(at)
            .map(|edge| {
                let other = if edge.source() == at { edge.target() } else { edge.source() };
                (self.graph[other], *edge.weight())
            })
            .collect();
        around.sort_by_key(|(node, _)| *node);
        around
    }

    /// The degree of a node: deals of an issuer or bank, banks and issuer of a deal.
    pub fn degree(&self, node: Node) -> usize {
        self.find(node).map_or(0, |at| self.graph.edges(at).count())
    }

    /// How many issuers and groups have ids.
    pub(super) const fn spans(&self) -> [usize; 2] {
        [self.issuers.len(), self.groups.len()]
    }

    /// The deals, in order.
    pub(super) fn deals(&self) -> impl Iterator<Item = DealId> + '_ {
        let deals = self.brings.iter().enumerate();
        deals.filter(|(_, brings)| **brings != EdgeIndex::end()).map(|(deal, _)| DealId::new(deal))
    }

    /// The issuer of a deal that is there.
    pub(super) fn issuer_of(&self, deal_id: DealId) -> Option<Node> {
        self.row_of(deal_id).first().map(|edge| self.graph[edge.source()])
    }

    /// The banks of a deal with their roles, in the order of its record.
    pub(super) fn banks_of(&self, deal_id: DealId) -> impl Iterator<Item = (Node, RoleSet)> + '_ {
        self.row_of(deal_id).iter().filter_map(|edge| match edge.weight {
            Edge::Brings => None,
            Edge::Works { roles, .. } => Some((self.graph[edge.source()], roles)),
        })
    }

    /// The edges of a deal, that of its issuer first.
    fn row_of(&self, deal_id: DealId) -> &[GraphEdge<Edge>] {
        let from = self.brings.get(deal_id.index()).map_or(usize::MAX, |edge| edge.index());
        let Some(row) = self.graph.raw_edges().get(from..) else { return &[] };
        let deal = row.first().map(GraphEdge::target);
        let end = row.iter().position(|edge| Some(edge.target()) != deal);
        &row[..end.unwrap_or(row.len())]
    }
}

impl Edge {
    /// An edge that stands for both.
    const fn joined(self, other: Self) -> Self {
        match (self, other) {
            (
                Self::Works { roles, tranches, members },
                Self::Works { roles: more, tranches: others, members: count },
            ) => Self::Works {
                roles: roles.union(more),
                tranches: tranches | others,
                members: members.saturating_add(count),
            },
            _ => self,
        }
    }
}

/// Tranches as bits of a word half as wide: those past its end share its last bit.
const fn narrowed(tranches: u64) -> u32 {
    let own = (tranches & 0x7fff_ffff) as u32;
    if tranches >> 31 == 0 { own } else { own | 1 << 31 }
}

/// How many nodes at most and how many edges the network of a book has.
fn counts(book: &DealBook, index: &Index) -> (usize, usize) {
    let seats = &index.seats().group;
    let (mut deals, mut edges, mut unnamed) = (0, 0, 0);
    for deal in index.deals().counted.ones() {
        let row = &seats[index.seats_of(DealId::new(deal))];
        let named = row.iter().flatten().count();
        let has_unnamed = usize::from(named < row.len());
        deals += 1;
        unnamed += has_unnamed;
        edges += 1 + named + has_unnamed;
    }
    (book.issuers().len() + index.groups() + deals + unnamed, edges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::BookSource;
    use crate::index::Parents;

    #[test]
    fn a_bank_has_one_edge_to_a_deal_and_unnamed_members_share_one() {
        let record = r#"[{"id":"a","issuer":"Quxco","date":"2024-01-05","amount":100,"currency":"USD",
            "syndicate":[{"bank":"Qxa","group":"Qx","roles":["joint_bookrunner"]},
            {"bank":"Qxb","group":"Qx","roles":["co_manager"],"tranches":[0]},
            {"bank":"","roles":["co_manager"]},{"bank":"","roles":["underwriter"]}]},
            {"id":"b","issuer":"Quxco","date":"2024-02-05","amount":50,"currency":"USD",
            "syndicate":[{"bank":"Qxa","group":"Qx","roles":["sole_bookrunner"]}]}]"#;
        let book = DealBook::build(BookSource::read(record.as_bytes(), "t").into());
        let index = Index::build(&book, Parents::Today);
        let network = Network::build(&book, &index);
        assert_eq!((network.node_count(), network.edge_count()), (5, 5));
        let [first, second] = [DealId::new(0), DealId::new(1)];
        let around = network.around(Node::Deal(first));
        let members: Vec<u16> = around
            .iter()
            .map(|(_, edge)| if let Edge::Works { members, .. } = edge { *members } else { 0 })
            .collect();
        assert_eq!(members, [0, 2, 2]);
        assert_eq!(network.degree(around[0].0), 2, "two deals of the issuer");
        assert_eq!(network.banks_of(second).count(), 1);
        assert_eq!(network.issuer_of(second), Some(around[0].0));
        assert_eq!(network.around(Node::Unnamed(second)), []);
        let (nodes, edges) = network.graph.capacity();
        assert!(nodes >= 5 && edges == 5, "{nodes} {edges}: no room to spare");
    }

    #[test]
    fn many_tranches_share_a_bit() {
        let bits = [0, 1, 1 << 30, 1 << 31, 1 << 63, u64::MAX].map(narrowed);
        assert_eq!(bits, [0, 1, 1 << 30, 1 << 31, 1 << 31, u32::MAX]);
    }
}
