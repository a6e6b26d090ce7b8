//! The measures of every node of a network, as rows with names.

use fixedbitset::FixedBitSet;

use crate::book::DealBook;
use crate::graph::{
    BankNet, Csr, Network, Node, Places, Projection, SmallWorld, betweenness, clustering,
    communities, eigenvector, page_rank, project, sampled_betweenness, transitivity,
};
use crate::index::Index;
use crate::query::Chosen;

use super::reputation::{Reputation, reputations};

/// The measures of one node.
#[derive(Clone, Debug, PartialEq)]
pub struct BankMeasures {
    /// Who.
    pub node: Node,
    /// The name in English, or the only one known.
    pub name: String,
    /// Deals.
    pub deals: usize,
    /// Partners, each once.
    pub degree: usize,
    /// Partners ÷ all others, 0 to 1.
    pub relative_degree: f64,
    /// Banks that joined deals it led; only in the network of banks.
    pub out_degree: Option<usize>,
    /// Leads that took it in; only in the network of banks.
    pub in_degree: Option<usize>,
    /// Betweenness over pairs of others.
    pub betweenness: f64,
    /// Betweenness ÷ the number of pairs of others, 0 to 1.
    pub betweenness_normalised: f64,
    /// The standard error of the betweenness, where it is estimated from a sample.
    pub betweenness_error: Option<f64>,
    /// Eigenvector centrality of the links, squares adding up to 1.
    pub eigenvector: f64,
    /// Eigenvector centrality of the links weighted by deals.
    pub eigenvector_weighted: f64,
    /// The part of the pairs of its partners that are partners themselves.
    pub clustering: f64,
    /// PageRank by deals; all add up to 1.
    pub page_rank: f64,
    /// Its community; 0 is the largest.
    pub community: usize,
    /// Where it stands on tombstones and what it led; only in the network of banks.
    pub reputation: Option<Reputation>,
}

/// The measures of a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetMeasures {
    /// A row a node: more betweenness first, then more partners, then the name.
    pub rows: Vec<BankMeasures>,
    /// How many links there are.
    pub links: usize,
    /// The part of all pairs that are linked.
    pub density: f64,
    /// Partners of the average node.
    pub mean_degree: f64,
    /// The largest eigenvalue of the links.
    pub lambda: f64,
    /// The largest eigenvalue of the links weighted by deals.
    pub lambda_weighted: f64,
    /// Cliques and paths, with what chance would give.
    pub world: SmallWorld,
    /// The part of the pairs of links that meet and close.
    pub transitivity: f64,
    /// How many communities there are.
    pub communities: usize,
    /// The modularity of the communities.
    pub modularity: f64,
    /// The sources of the sample, where betweenness is estimated.
    pub sources: Option<usize>,
}

/// Nodes with their deals, links by the number of deals, and directions where they are known.
struct Net {
    nodes: Vec<Node>,
    deals: Vec<usize>,
    csr: Csr,
    directions: Option<(Vec<usize>, Vec<usize>)>,
}

impl NetMeasures {
    /// Measures the network of the chosen deals: banks, or issuers and banks. `sample` estimates
    /// betweenness from so many sources.
    pub fn new(
        book: &DealBook,
        index: &Index,
        chosen: &Chosen,
        projection: Projection,
        sample: Option<usize>,
        seed: u64,
    ) -> Self {
        let net = match projection {
            Projection::BankBank => banks(index, chosen.bits()),
            _ => issuers_and_banks(book, index, chosen.bits()),
        };
        let name = |node: Node| match node {
            Node::Issuer(issuer_id) => book.issuer(issuer_id).name.clone(),
            Node::Group(group_id) => book.group(group_id).name.clone(),
            Node::Deal(deal_id) | Node::Unnamed(deal_id) => book.deal(deal_id).key.clone(),
        };
        let mut measures = measure(&net, name, sample, seed);
        if projection == Projection::BankBank {
            let found = reputations(book, index, chosen);
            for row in &mut measures.rows {
                row.reputation = match row.node {
                    Node::Group(group_id) => found.get(&group_id).copied(),
                    _ => None,
                };
            }
        }
        measures
    }
}

fn banks(index: &Index, chosen: &FixedBitSet) -> Net {
    let net = BankNet::new(index, chosen);
    Net {
        nodes: net.groups.into_iter().map(Node::Group).collect(),
        deals: net.deals,
        csr: net.by_deals,
        directions: Some((net.out_degree, net.in_degree)),
    }
}

fn issuers_and_banks(book: &DealBook, index: &Index, chosen: &FixedBitSet) -> Net {
    let network = Network::build(book, index);
    let mut links = project(&network, index, Projection::IssuerBank, Some(chosen));
    links.retain(|link| !matches!(link.b, Node::Unnamed(_)) && !matches!(link.a, Node::Unnamed(_)));
    let places = Places::of(&links);
    let ends = links.iter().filter_map(|link| {
        let (a, b) = places.find(link.a).zip(places.find(link.b))?;
        Some((a, b, f64::from(link.deals)))
    });
    let csr = Csr::new(places.nodes().len(), ends);
    let deals_of = |node: &Node| {
        let around = network.around(*node).into_iter();
        let is_chosen =
            |other: &Node| matches!(other, Node::Deal(id) if chosen.contains(id.index()));
        around.filter(|(other, _)| is_chosen(other)).count()
    };
    let deals = places.nodes().iter().map(deals_of).collect();
    Net { nodes: places.nodes().to_vec(), deals, csr, directions: None }
}

fn measure(
    net: &Net,
    name: impl Fn(Node) -> String,
    sample: Option<usize>,
    seed: u64,
) -> NetMeasures {
    let csr = &net.csr;
    let count = csr.nodes();
    let (between, errors) = match sample.filter(|sources| *sources < count) {
        Some(sources) => {
            let sampled = sampled_betweenness(csr, sources, seed);
            (sampled.estimate, Some((sampled.standard_error, sampled.sources)))
        }
        None => (betweenness(csr), None),
    };
    let normalised = between.normalised();
    let (plain, weighted) = (eigenvector(&csr.binary()), eigenvector(csr));
    let (clustering, ranks, found) = (clustering(csr), page_rank(csr), communities(csr, seed));
    let mut rows: Vec<BankMeasures> = (0..count)
        .map(|at| BankMeasures {
            node: net.nodes[at],
            name: name(net.nodes[at]),
            deals: net.deals[at],
            degree: csr.degree(at),
            relative_degree: csr.relative_degree(at),
            out_degree: net.directions.as_ref().map(|(out, _)| out[at]),
            in_degree: net.directions.as_ref().map(|(_, taken)| taken[at]),
            betweenness: between.raw[at],
            betweenness_normalised: normalised[at],
            betweenness_error: errors.as_ref().map(|(errors, _)| errors[at]),
            eigenvector: plain.values[at],
            eigenvector_weighted: weighted.values[at],
            clustering: clustering[at],
            page_rank: ranks[at],
            community: found.of[at],
            reputation: None,
        })
        .collect();
    rows.sort_by(|a, b| {
        let by_value = b.betweenness.total_cmp(&a.betweenness).then(b.degree.cmp(&a.degree));
        by_value.then_with(|| a.name.cmp(&b.name))
    });
    NetMeasures {
        rows,
        links: csr.links(),
        density: csr.density(),
        mean_degree: csr.mean_degree(),
        lambda: plain.lambda,
        lambda_weighted: weighted.lambda,
        world: SmallWorld::new(csr, between.mean_path),
        transitivity: transitivity(csr),
        communities: found.count,
        modularity: found.modularity,
        sources: errors.map(|(_, sources)| sources),
    }
}
