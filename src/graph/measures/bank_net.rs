//! The network of bank groups: who sat in a syndicate with whom, and who took whom in.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::csr::Csr;
use crate::index::Index;
use crate::model::{Credit, DealId, GroupId, Role, RoleSet, Tier};

/// What a link weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NewmanWeight {
    /// The number of deals together.
    #[default]
    Deals,
    /// After Newman (2001): 1 ÷ (size − 1) for each deal, so that a large syndicate binds its
    /// members less.
    Newman,
}

/// The bank groups of a set of deals. An unnamed member may be any bank and is linked to nobody; a
/// label such as trustee is no seat.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BankNet {
    /// The groups; position is the node.
    pub groups: Vec<GroupId>,
    /// Links weighted by the number of deals together.
    pub by_deals: Csr,
    /// Links weighted after Newman.
    pub newman: Csr,
    /// For each node how many other banks joined deals that it led.
    pub out_degree: Vec<usize>,
    /// For each node how many leads took it in.
    pub in_degree: Vec<usize>,
    /// For each node its deals.
    pub deals: Vec<usize>,
}

impl BankNet {
    /// The network of the deals of a set. Who leads is who would be credited: the highest rung of
    /// bookrunner, lead manager, lead underwriter, arranger, placing agent that the deal has. Leads
    /// beside each other took nobody in: the issuer chose them.
    pub fn new(index: &Index, chosen: &FixedBitSet) -> Self {
        let mut builder = Builder::default();
        let counted = &index.deals().counted;
        for deal in chosen.ones().filter(|deal| counted.contains(*deal)) {
            builder.deal(index, DealId::new(deal));
        }
        builder.finish()
    }

    /// The network of syndicates given by hand: for each deal its members, with a mark for leads.
    pub fn of_syndicates(syndicates: &[Vec<(GroupId, bool)>]) -> Self {
        let mut builder = Builder::default();
        for members in syndicates {
            builder.syndicate(members);
        }
        builder.finish()
    }

    /// The node of a group.
    pub fn node(&self, group_id: GroupId) -> Option<usize> {
        self.groups.binary_search(&group_id).ok()
    }

    /// The links by a weight.
    pub const fn links(&self, weight: NewmanWeight) -> &Csr {
        match weight {
            NewmanWeight::Deals => &self.by_deals,
            NewmanWeight::Newman => &self.newman,
        }
    }
}

/// The rung of the ladder on which a member stands: 0 is the highest, 5 is none.
fn rung(roles: RoleSet) -> u8 {
    let rungs = roles.iter().map(|role: Role| match role.credit() {
        Credit::Bookrunner => 0,
        Credit::LeadManager => 1,
        Credit::LeadUnderwriter => 2,
        Credit::Arranger => 3,
        Credit::Placement => 4,
        Credit::ManagersOnly | Credit::None => 5,
    });
    rungs.min().unwrap_or(5)
}

#[derive(Default)]
struct Builder {
    deals: BTreeMap<GroupId, usize>,
    /// Pairs that sat together, each deal anew, with its weight after Newman.
    pairs: Vec<((GroupId, GroupId), f64)>,
    took_in: Vec<(GroupId, GroupId)>,
    members: Vec<(GroupId, bool)>,
}

impl Builder {
    fn deal(&mut self, index: &Index, deal_id: DealId) {
        let seats = index.seats();
        let here = index.seats_of(deal_id).filter(|seat| seats.tier[*seat] != Tier::Label);
        let ranked: Vec<(Option<GroupId>, u8)> =
            here.map(|seat| (seats.group[seat], rung(seats.roles[seat]))).collect();
        let highest = ranked.iter().map(|(_, rung)| *rung).min().unwrap_or(5);
        let mut members = std::mem::take(&mut self.members);
        members.clear();
        members.extend(ranked.into_iter().filter_map(|(group, rung)| {
            group.map(|group_id| (group_id, rung == highest && rung < 5))
        }));
        self.syndicate(&members);
        self.members = members;
    }

    fn syndicate(&mut self, members: &[(GroupId, bool)]) {
        let newman = 1.0 / (members.len().max(2) - 1) as f64;
        for (at, (group_id, leads)) in members.iter().enumerate() {
            *self.deals.entry(*group_id).or_default() += 1;
            for (other, other_leads) in &members[at + 1..] {
                self.pairs.push(((*group_id.min(other), *group_id.max(other)), newman));
                match (leads, other_leads) {
                    (true, false) => self.took_in.push((*group_id, *other)),
                    (false, true) => self.took_in.push((*other, *group_id)),
                    _ => {}
                }
            }
        }
    }

    /// The pairs, each once, with the number of deals and the sum of the weights.
    fn links(&mut self) -> Vec<((GroupId, GroupId), f64, f64)> {
        // A stable sort keeps the order in which weights are added.
        self.pairs.sort_by_key(|(ends, _)| *ends);
        let mut links: Vec<((GroupId, GroupId), f64, f64)> = Vec::new();
        for (ends, newman) in &self.pairs {
            match links.last_mut() {
                Some(link) if link.0 == *ends => *link = (*ends, link.1 + 1.0, link.2 + newman),
                _ => links.push((*ends, 1.0, *newman)),
            }
        }
        links
    }

    fn finish(mut self) -> BankNet {
        let groups: Vec<GroupId> = self.deals.keys().copied().collect();
        let node = |group_id: &GroupId| groups.binary_search(group_id).unwrap_or(usize::MAX);
        let links = self.links();
        let ends = links.iter().map(|((a, b), deals, newman)| (node(a), node(b), *deals, *newman));
        let ends: Vec<(usize, usize, f64, f64)> = ends.collect();
        let (by_deals, newman) = (
            Csr::new(groups.len(), ends.iter().map(|(a, b, deals, _)| (*a, *b, *deals))),
            Csr::new(groups.len(), ends.iter().map(|(a, b, _, newman)| (*a, *b, *newman))),
        );
        let (mut out_degree, mut in_degree) = (vec![0; groups.len()], vec![0; groups.len()]);
        self.took_in.sort_unstable();
        self.took_in.dedup();
        for (lead, member) in &self.took_in {
            out_degree[node(lead)] += 1;
            in_degree[node(member)] += 1;
        }
        let deals = self.deals.into_values().collect();
        BankNet { groups, by_deals, newman, out_degree, in_degree, deals }
    }
}
