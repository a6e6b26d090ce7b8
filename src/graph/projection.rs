//! Projections of the network: issuer–bank, bank–bank, and issuer–deal–bank.

use fixedbitset::FixedBitSet;
use rayon::prelude::*;

use super::network::{Network, Node};
use crate::index::Index;
use crate::model::{DealId, GroupId, IssuerId, RoleSet, Tier};

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
    /// US cents of the deals behind it that have a value, each whole.
    pub usd_cents: i64,
    /// The roles held over all deals; for two banks the roles that both hold.
    pub roles: RoleSet,
    /// How many deals stand behind the link.
    pub deals: u32,
    tier: Tier,
}

impl Link {
    /// A link for one deal.
    pub(super) fn new(a: Node, b: Node, usd_cents: i64, roles: RoleSet) -> Self {
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        Self { a, b, deals: 1, usd_cents, roles, tier: roles.tier().unwrap_or(Tier::Label) }
    }

    /// Adds another deal.
    fn add(&mut self, usd_cents: i64, roles: RoleSet) {
        self.deals += 1;
        self.usd_cents = self.usd_cents.saturating_add(usd_cents);
        self.roles = self.roles.union(roles);
        self.tier = self.tier.min(roles.tier().unwrap_or(Tier::Label));
    }

    /// The highest tier held on any of the deals.
    pub const fn tier(&self) -> Tier {
        self.tier
    }
}

/// The links of a projection over the deals of a set, or over all deals, by their ends. Time grows
/// with the edges of the deals, shared by every core; two banks of a syndicate cost its square.
pub fn project(
    network: &Network,
    index: &Index,
    projection: Projection,
    chosen: Option<&FixedBitSet>,
) -> Vec<Link> {
    let is_chosen = |deal_id: &DealId| chosen.is_none_or(|chosen| chosen.contains(deal_id.index()));
    let deals: Vec<DealId> = network.deals().filter(is_chosen).collect();
    let parts = Parts { network, index, deals };
    match projection {
        Projection::IssuerBank => parts.issuer_bank(),
        Projection::BankBank => parts.bank_bank(),
        Projection::WithDeals => parts.with_deals(),
    }
}

/// What a projection is made from.
struct Parts<'a> {
    network: &'a Network,
    index: &'a Index,
    deals: Vec<DealId>,
}

impl Parts<'_> {
    fn cents(&self, deal_id: DealId) -> i64 {
        self.index.deals().value(deal_id).unwrap_or(0)
    }

    fn issuer_bank(&self) -> Vec<Link> {
        let issuer = |deal_id: DealId| self.index.deals().issuer[deal_id.index()];
        let [issuers, groups] = self.network.spans();
        let entries = || self.deals.iter().map(|deal_id| (issuer(*deal_id).index(), *deal_id));
        Rows::new(issuers, entries).links(groups, |own, deals, sums| {
            let own = Node::Issuer(IssuerId::new(own));
            for deal_id in deals {
                let cents = self.cents(*deal_id);
                for (bank, roles) in self.network.banks_of(*deal_id) {
                    sums.add(own, bank, cents, roles);
                }
            }
        })
    }

    /// Two banks are joined where both hold a role beyond a label. An unnamed member is joined
    /// to nobody: it may be any bank.
    fn bank_bank(&self) -> Vec<Link> {
        let [_, groups] = self.network.spans();
        let members = |deal_id: DealId| {
            self.network.banks_of(deal_id).filter_map(|(node, roles)| {
                let has_seat = roles.tier().is_some_and(|tier| tier != Tier::Label);
                group_of(node).filter(|_| has_seat).map(|group_id| (group_id, roles))
            })
        };
        let entries = || {
            let deals = self.deals.iter();
            deals.flat_map(|deal| members(*deal).map(|(group_id, _)| (group_id.index(), *deal)))
        };
        Rows::new(groups, entries).links(groups, |own, deals, sums| {
            let own = GroupId::new(own);
            for deal_id in deals {
                let cents = self.cents(*deal_id);
                let mine = members(*deal_id).find(|(group_id, _)| *group_id == own);
                let Some((_, mine)) = mine else { continue };
                for (other, roles) in members(*deal_id).filter(|(other, _)| *other > own) {
                    let both = mine.intersection(roles);
                    let lower = if mine.tier() >= roles.tier() { mine } else { roles };
                    let roles = if both.is_empty() { lower } else { both };
                    sums.add(Node::Group(own), Node::Group(other), cents, roles);
                }
            }
        })
    }

    fn with_deals(&self) -> Vec<Link> {
        let of_deal = |deal_id: &DealId| {
            let (deal, cents) = (Node::Deal(*deal_id), self.cents(*deal_id));
            let issuer = self.network.issuer_of(*deal_id).map(|issuer| (issuer, RoleSet::EMPTY));
            let ends = issuer.into_iter().chain(self.network.banks_of(*deal_id));
            ends.map(|(node, roles)| Link::new(deal, node, cents, roles)).collect::<Vec<Link>>()
        };
        let mut links: Vec<Link> = self.deals.par_iter().flat_map_iter(of_deal).collect();
        links.par_sort_unstable_by_key(|link| (link.a, link.b));
        links
    }
}

const fn group_of(node: Node) -> Option<GroupId> {
    match node {
        Node::Group(group_id) => Some(group_id),
        _ => None,
    }
}

/// How many rows a thread takes at a time.
const STRETCH: usize = 64;

/// Deals in rows, one for each issuer or group.
struct Rows {
    from: Vec<u32>,
    deals: Vec<DealId>,
}

impl Rows {
    /// Sorts deals into rows; in a row they keep their order.
    fn new<I: Iterator<Item = (usize, DealId)>>(rows: usize, entries: impl Fn() -> I) -> Self {
        let mut from = vec![0_u32; rows + 1];
        for (row, _) in entries() {
            from[row + 1] += 1;
        }
        for at in 0..rows {
            from[at + 1] += from[at];
        }
        let mut next = from.clone();
        let mut deals = vec![DealId::new(0); from[rows] as usize];
        for (row, deal_id) in entries() {
            deals[next[row] as usize] = deal_id;
            next[row] += 1;
        }
        Self { from, deals }
    }

    /// The links that each row adds up to, in the order of the rows and of their ends.
    fn links(
        &self,
        groups: usize,
        add: impl Fn(usize, &[DealId], &mut Sums) + Send + Sync,
    ) -> Vec<Link> {
        let rows: Vec<usize> = (0..self.from.len() - 1).collect();
        let parts: Vec<Vec<Link>> = rows
            .par_chunks(STRETCH)
            .map_init(
                || Sums::new(groups),
                |sums, rows| {
                    let mut links = Vec::new();
                    for row in rows {
                        let deals = self.from[*row] as usize..self.from[row + 1] as usize;
                        add(*row, &self.deals[deals], sums);
                        sums.drain_into(&mut links);
                    }
                    links
                },
            )
            .collect();
        let mut links = Vec::with_capacity(parts.iter().map(Vec::len).sum());
        parts.into_iter().for_each(|part| links.extend(part));
        links
    }
}

/// The links of one row while they add up.
struct Sums {
    /// For each group where its link stands.
    places: Vec<u32>,
    links: Vec<Link>,
}

impl Sums {
    fn new(groups: usize) -> Self {
        Self { places: vec![u32::MAX; groups], links: Vec::new() }
    }

    /// Adds a deal between a row and another node. Nodes that are no groups have one deal each.
    fn add(&mut self, own: Node, other: Node, usd_cents: i64, roles: RoleSet) {
        let place = group_of(other).map(|group_id| &mut self.places[group_id.index()]);
        if let Some(link) = place.as_ref().and_then(|place| self.links.get_mut(**place as usize)) {
            link.add(usd_cents, roles);
            return;
        }
        if let Some(place) = place {
            *place = u32::try_from(self.links.len()).unwrap_or(u32::MAX);
        }
        self.links.push(Link::new(own, other, usd_cents, roles));
    }

    fn drain_into(&mut self, links: &mut Vec<Link>) {
        for link in &self.links {
            if let Some(group_id) = group_of(link.b) {
                self.places[group_id.index()] = u32::MAX;
            }
        }
        self.links.sort_unstable_by_key(|link| link.b);
        links.append(&mut self.links);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::book::{BookSource, DealBook};
    use crate::generate::Market;
    use crate::graph::Edge;
    use crate::index::Parents;

    /// The links as one would write them down by hand: deal by deal, every pair of ends.
    fn by_hand(network: &Network, index: &Index, projection: Projection) -> Vec<Link> {
        let mut links: BTreeMap<(Node, Node), Link> = BTreeMap::new();
        let mut add = |a: Node, b: Node, usd_cents: i64, roles: RoleSet| {
            let (a, b) = (a.min(b), a.max(b));
            links
                .entry((a, b))
                .and_modify(|link| link.add(usd_cents, roles))
                .or_insert_with(|| Link::new(a, b, usd_cents, roles));
        };
        let deals = network.nodes().filter(|node| matches!(node, Node::Deal(_)));
        for deal in deals.collect::<Vec<Node>>() {
            let Node::Deal(deal_id) = deal else { continue };
            let cents = index.deals().value(deal_id).unwrap_or(0);
            let around = network.around(deal);
            for (at, (node, edge)) in around.iter().enumerate() {
                let roles = roles_of(*edge);
                match projection {
                    Projection::WithDeals => add(deal, *node, cents, roles),
                    Projection::IssuerBank if *edge != Edge::Brings => {
                        let issuer = around.iter().find(|(_, edge)| *edge == Edge::Brings);
                        add(issuer.unwrap().0, *node, cents, roles);
                    }
                    Projection::BankBank if group_of(*node).is_some() && is_seat(roles) => {
                        for (other, edge) in &around[at + 1..] {
                            let theirs = roles_of(*edge);
                            if group_of(*other).is_some() && is_seat(theirs) {
                                let both = roles.intersection(theirs);
                                let lower =
                                    if roles.tier() >= theirs.tier() { roles } else { theirs };
                                add(
                                    *node,
                                    *other,
                                    cents,
                                    if both.is_empty() { lower } else { both },
                                );
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        links.into_values().collect()
    }

    fn roles_of(edge: Edge) -> RoleSet {
        match edge {
            Edge::Brings => RoleSet::EMPTY,
            Edge::Works { roles, .. } => roles,
        }
    }

    fn is_seat(roles: RoleSet) -> bool {
        roles.tier().is_some_and(|tier| tier != Tier::Label)
    }

    fn market() -> DealBook {
        let market = Market::new(600, 3);
        let mut text = String::new();
        (0..600).for_each(|number| market.write_deal(number, &mut text));
        text.push_str(
            r#"{"id":"lost","issuer":"Quxco","date":"2024-01-05","amount":100,"currency":"USD",
            "syndicate":[{"bank":"","roles":["joint_bookrunner"]},{"bank":"UBS","roles":["co_manager"]},
            {"bank":"","roles":["co_manager"]},{"bank":"Citigroup","roles":["bond_trustee"]}]}"#
                .replace('\n', "")
                .as_str(),
        );
        DealBook::build(BookSource::read(text.as_bytes(), "t").into())
    }

    #[test]
    fn projections_are_what_one_would_write_down_by_hand() {
        let book = market();
        let index = Index::build(&book, Parents::Today);
        let network = Network::build(&book, &index);
        for projection in [Projection::IssuerBank, Projection::BankBank, Projection::WithDeals] {
            let links = project(&network, &index, projection, None);
            assert!(links.len() > 500, "{projection:?} {}", links.len());
            assert_eq!(links, by_hand(&network, &index, projection), "{projection:?}");
        }
    }

    #[test]
    fn only_chosen_deals_make_links() {
        let book = market();
        let index = Index::build(&book, Parents::Today);
        let network = Network::build(&book, &index);
        let mut chosen = FixedBitSet::with_capacity(index.len());
        assert_eq!(project(&network, &index, Projection::IssuerBank, Some(&chosen)), []);
        chosen.insert(7);
        let links = project(&network, &index, Projection::IssuerBank, Some(&chosen));
        assert_eq!(links.len(), network.degree(Node::Deal(DealId::new(7))) - 1);
        assert!(links.iter().all(|link| link.deals == 1));
    }
}
