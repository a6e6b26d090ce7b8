//! The columns of the table of measures.

use serde::{Deserialize, Serialize};

use crate::stats::BankMeasures;

/// A column of the table of measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MeasureColumn {
    /// The name.
    Name,
    /// Deals.
    Deals,
    /// Partners.
    Degree,
    /// Banks that joined deals it led.
    Invites,
    /// Leads that took it in.
    Invited,
    /// The part of shortest paths between others that lead over it.
    #[default]
    Betweenness,
    /// Eigenvector centrality.
    Eigenvector,
    /// The part of its partners that are partners themselves.
    Clustering,
    /// PageRank by deals.
    PageRank,
    /// Its community.
    Community,
    /// What it led, in per cent of all proceeds.
    Led,
    /// Its place on tombstones, 0 to 9.
    Tombstone,
    /// Status.
    Status,
    /// Deals in which it was a lead with hardly a share.
    Phantom,
}

impl MeasureColumn {
    /// Every column, from left to right.
    pub const ALL: [Self; 14] = [
        Self::Name,
        Self::Deals,
        Self::Degree,
        Self::Invites,
        Self::Invited,
        Self::Betweenness,
        Self::Eigenvector,
        Self::Clustering,
        Self::PageRank,
        Self::Community,
        Self::Led,
        Self::Tombstone,
        Self::Status,
        Self::Phantom,
    ];

    /// The key of its heading in the catalogue; the explanation stands under `…_hint`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "measure.name",
            Self::Deals => "measure.deals",
            Self::Degree => "measure.degree",
            Self::Invites => "measure.invites",
            Self::Invited => "measure.invited",
            Self::Betweenness => "measure.betweenness",
            Self::Eigenvector => "measure.eigenvector",
            Self::Clustering => "measure.clustering",
            Self::PageRank => "measure.page_rank",
            Self::Community => "measure.community",
            Self::Led => "measure.led",
            Self::Tombstone => "measure.tombstone",
            Self::Status => "measure.status",
            Self::Phantom => "measure.phantom",
        }
    }

    /// Whether it is told of banks alone, not of issuers.
    pub const fn of_banks(self) -> bool {
        matches!(
            self,
            Self::Invites
                | Self::Invited
                | Self::Led
                | Self::Tombstone
                | Self::Status
                | Self::Phantom
        )
    }

    /// The value of a row; `None` for the name, and where the measure does not apply.
    pub fn value(self, row: &BankMeasures) -> Option<f64> {
        let count = |count: usize| Some(count as f64);
        match self {
            Self::Name => None,
            Self::Deals => count(row.deals),
            Self::Degree => count(row.degree),
            Self::Invites => row.out_degree.and_then(count),
            Self::Invited => row.in_degree.and_then(count),
            Self::Betweenness => Some(row.betweenness_normalised),
            Self::Eigenvector => Some(row.eigenvector),
            Self::Clustering => Some(row.clustering),
            Self::PageRank => Some(row.page_rank),
            Self::Community => count(row.community + 1),
            Self::Led => row.reputation.map(|found| found.led_pct),
            Self::Tombstone => row.reputation.and_then(|found| found.tombstone),
            Self::Status => row.reputation.map(|found| found.status),
            Self::Phantom => row
                .reputation
                .filter(|found| found.phantom.1 > 0)
                .and_then(|found| count(found.phantom.0)),
        }
    }

    /// The value as text.
    pub fn text(self, row: &BankMeasures) -> Option<String> {
        let value = self.value(row)?;
        Some(match self {
            Self::Name => return None,
            Self::Deals | Self::Degree | Self::Invites | Self::Invited | Self::Community => {
                format!("{value:.0}")
            }
            Self::Betweenness | Self::Eigenvector | Self::PageRank => format!("{value:.4}"),
            Self::Clustering | Self::Status => format!("{value:.2}"),
            Self::Led => format!("{value:.1}%"),
            Self::Tombstone => format!("{value:.1}"),
            Self::Phantom => {
                format!("{value:.0}/{}", row.reputation.map_or(0, |found| found.phantom.1))
            }
        })
    }
}
