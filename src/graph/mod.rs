//! The network of a book and its projections. petgraph's own indices do not leave this folder.

mod network;
mod projection;

pub use network::{Edge, Network, Node};
pub use projection::{Link, Projection, project};
