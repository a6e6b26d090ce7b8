//! Measures of a network: who is central, how closed the club is, which communities there are.
//!
//! Everything works on [`Csr`], arrays of neighbours, and gives the same numbers on every machine:
//! sums are taken in a fixed order, and what is random is seeded. After Hochberg, Ljungqvist and Lu
//! (2007), Baum, Shipilov and Rowley (2003), Newman (2001), Brandes (2001) and Traag et al. (2019).

mod bank_net;
mod between;
mod central;
mod cluster;
mod community;
mod csr;

#[cfg(test)]
mod toy;

pub use bank_net::{BankNet, NewmanWeight};
pub use between::{Betweenness, SampledBetweenness, betweenness, sampled_betweenness};
pub use central::{Eigenvector, eigenvector, page_rank};
pub use cluster::{SmallWorld, clustering, mean_clustering, transitivity};
pub use community::{Communities, communities};
pub use csr::Csr;
