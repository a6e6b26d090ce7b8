//! Projections of the network: issuer–bank, bank–bank, and issuer–deal–bank.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::network::{Edge, Network, Node};
use crate::index::Index;
use crate::model::{DealId, RoleSet, Tier};

/// Which nodes a picture shows.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Projection {
    /// Issuers and banks, joined by the deals between them.
    #[default]
    IssuerBank,
    /// Banks that were in a syndicate together.
    BankBank,
    /// Issuers, deals and banks.
    WithDeals,
}

/// A link of a projection, with its weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// One end; the smaller node.
    pub a: Node,
    /// The other end.
    pub b: Node,
    /// How many deals stand behind the link.
    pub deals: u32,
    /// US cents of those deals that have a value, each whole.
    pub usd_cents: i64,
    /// The roles held over all deals; for two banks the roles that both hold.
    pub roles: RoleSet,
    /// Deals by the highest tier held on each.
    pub by_tier: [u32; Tier::ALL.len()],
}

impl Link {
    fn new(a: Node, b: Node) -> Self {
        Self { a, b, deals: 0, usd_cents: 0, roles: RoleSet::EMPTY, by_tier: [0; Tier::ALL.len()] }
    }

    fn add(&mut self, usd_cents: i64, roles: RoleSet) {
        self.deals += 1;
        self.usd_cents = self.usd_cents.saturating_add(usd_cents);
        self.roles = self.roles.union(roles);
        self.by_tier[roles.tier().unwrap_or(Tier::Label).index()] += 1;
    }

    /// The highest tier held on any of the deals.
    pub fn tier(&self) -> Tier {
        let highest = Tier::ALL.into_iter().find(|tier| self.by_tier[tier.index()] > 0);
        highest.unwrap_or(Tier::Label)
    }
}

/// The links of a projection over the deals of a set, or over all deals, by their ends.
pub fn project(
    network: &Network,
    index: &Index,
    projection: Projection,
    chosen: Option<&FixedBitSet>,
) -> Vec<Link> {
    let mut links = Links::default();
    for (deal_id, around) in network.deals() {
        if chosen.is_some_and(|chosen| !chosen.contains(deal_id.index())) {
            continue;
        }
        let usd_cents = index.deals().value(deal_id).unwrap_or(0);
        match projection {
            Projection::IssuerBank => links.issuer_bank(&around, usd_cents),
            Projection::BankBank => links.bank_bank(&around, usd_cents),
            Projection::WithDeals => links.with_deals(deal_id, &around, usd_cents),
        }
    }
    links.0.into_values().collect()
}

#[derive(Default)]
struct Links(BTreeMap<(Node, Node), Link>);

impl Links {
    fn add(&mut self, a: Node, b: Node, usd_cents: i64, roles: RoleSet) {
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        self.0.entry((a, b)).or_insert_with(|| Link::new(a, b)).add(usd_cents, roles);
    }

    fn issuer_bank(&mut self, around: &[(Node, Edge)], usd_cents: i64) {
        for (issuer, _) in around.iter().filter(|(_, edge)| *edge == Edge::Brings) {
            for (bank, roles) in banks(around) {
                self.add(*issuer, bank, usd_cents, roles);
            }
        }
    }

    /// Two banks are joined where both hold a role beyond a label. An unnamed member is joined
    /// to nobody: it may be any bank.
    fn bank_bank(&mut self, around: &[(Node, Edge)], usd_cents: i64) {
        let members: Vec<(Node, RoleSet)> = banks(around)
            .filter(|(node, roles)| {
                matches!(node, Node::Group(_))
                    && roles.tier().is_some_and(|tier| tier != Tier::Label)
            })
            .collect();
        for (at, (a, a_roles)) in members.iter().enumerate() {
            for (b, b_roles) in &members[at + 1..] {
                let lower = if a_roles.tier() >= b_roles.tier() { a_roles } else { b_roles };
                let both = a_roles.intersection(*b_roles);
                self.add(*a, *b, usd_cents, if both.is_empty() { *lower } else { both });
            }
        }
    }

    fn with_deals(&mut self, deal_id: DealId, around: &[(Node, Edge)], usd_cents: i64) {
        for (node, edge) in around {
            let roles = match edge {
                Edge::Brings => RoleSet::EMPTY,
                Edge::Works { roles, .. } => *roles,
            };
            self.add(Node::Deal(deal_id), *node, usd_cents, roles);
        }
    }
}

fn banks(around: &[(Node, Edge)]) -> impl Iterator<Item = (Node, RoleSet)> + '_ {
    around.iter().filter_map(|(node, edge)| match edge {
        Edge::Brings => None,
        Edge::Works { roles, .. } => Some((*node, *roles)),
    })
}
