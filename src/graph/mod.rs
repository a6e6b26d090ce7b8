//! The network of a book, its projections and its measures. petgraph's own indices do not leave this
//! folder.

mod measures;
mod network;
mod places;
mod projection;

pub use measures::{
    BankNet, Betweenness, Communities, Csr, Eigenvector, NewmanWeight, SampledBetweenness,
    SmallWorld, betweenness, clustering, communities, eigenvector, mean_clustering, page_rank,
    sampled_betweenness, transitivity,
};
pub use network::{Edge, Network, Node};
pub use places::Places;
pub use projection::{Link, Projection, project};
