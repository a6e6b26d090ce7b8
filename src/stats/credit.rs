//! Credit of one tranche: who counts, and how its value is split.
//!
//! After the published criteria of the league-table houses: the bookrunners count; where a source
//! names none, the ladder goes down over lead managers, lead underwriters and arrangers to dealers
//! and placing agents. A group counts once, by its highest role, however many entities it has, and
//! is brought together before anything is split.

use crate::index::{Index, WHOLE_DEAL};
use crate::model::{Credit, DealId, GroupId, Market, Role, RoleSet, Tier};

use super::criteria::{CreditMethod, Criteria, Entity, SelfLed};
use super::eligible::{Reason, hundredths, mul_div};
use super::formula::Formula;
use super::what_if::Overlay;

/// Rungs of the ladder: bookrunner, lead manager, lead underwriter, arranger, placement.
const RUNGS: usize = 5;
/// Stands for a member whose name the source lost.
pub(super) const UNNAMED: u32 = u32::MAX;

/// To whom a part of a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// A bank group.
    Group(GroupId),
    /// A printed bank, in a table of printed banks.
    Bank(crate::model::BankId),
    /// Members whose names the sources lost.
    Unnamed,
    /// Nobody.
    Unallocated,
}

/// A seat on a tranche: a group, or a printed bank, with everything it does there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat {
    /// Position of the group or bank, or [`UNNAMED`].
    pub key: u32,
    /// Position of the group, or [`UNNAMED`].
    pub group: u32,
    pub roles: RoleSet,
    /// What it took, in hundredths of a unit or of a share.
    pub taken: Option<i128>,
}

/// A part of the value of a tranche.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub key: u32,
    pub micro: i128,
    pub formula: Formula,
    /// Whether the rules on self-led deals take it away: it goes to nobody.
    pub taken_away: bool,
}

/// The split of one tranche, in room that is used again for the next.
#[derive(Debug, Default)]
pub(super) struct Split {
    pub seats: Vec<Seat>,
    pub credited: Vec<Seat>,
    pub parts: Vec<Part>,
    /// What nobody gets beside the parts that were taken away.
    pub unallocated: i128,
    /// What rests on known allotments.
    pub known: i128,
}

/// Sets of roles that decide.
pub(super) struct Masks {
    rungs: [u64; RUNGS],
    underwriting: u64,
    pub(super) coordinator: u64,
    lead: u64,
}

impl Masks {
    fn new(active_only: bool) -> Self {
        let mask = |wanted: &dyn Fn(Role) -> bool| {
            Role::all().filter(|role| wanted(*role)).collect::<RoleSet>().bits()
        };
        let is_passive = |role: Role| role == Role::PassiveBookrunner;
        let rung = |credit: Credit| {
            mask(&|role| role.credit() == credit && !(active_only && is_passive(role)))
        };
        Self {
            rungs: [
                rung(Credit::Bookrunner),
                rung(Credit::LeadManager),
                rung(Credit::LeadUnderwriter),
                rung(Credit::Arranger),
                rung(Credit::Placement),
            ],
            underwriting: mask(&|role| role.credit() != Credit::None),
            coordinator: mask(&|role| {
                role.tier() == Tier::Coordinator && role.credit() != Credit::None
            }),
            lead: mask(&|role| {
                matches!(role.tier(), Tier::Bookrunner | Tier::Lead)
                    && role.credit() != Credit::None
                    && !is_passive(role)
            }),
        }
    }

    /// The rung on which a member stands; [`RUNGS`] where on none.
    fn rung(&self, roles: RoleSet) -> usize {
        let stands = |mask: &u64| roles.bits() & mask != 0;
        self.rungs.iter().position(stands).unwrap_or(RUNGS)
    }

    /// Whether a member is a coordinator, a bookrunner or a lead manager.
    pub(super) fn is_lead(&self, roles: RoleSet) -> bool {
        roles.bits() & (self.coordinator | self.lead) != 0
    }
}

/// The rules of splitting, ready to be asked for every tranche.
pub(super) struct Splitter<'a> {
    index: &'a Index,
    pub(super) criteria: &'a Criteria,
    pub(super) masks: Masks,
    overlay: Option<&'a Overlay>,
    /// For each group the one under which it counts, where the overlay merges any.
    merged: Vec<u32>,
}

impl<'a> Splitter<'a> {
    pub(super) fn new(
        index: &'a Index,
        criteria: &'a Criteria,
        overlay: Option<&'a Overlay>,
    ) -> Self {
        let merged = overlay.map_or_else(Vec::new, |overlay| overlay.merged_groups(index.groups()));
        Self { index, criteria, masks: Masks::new(criteria.active_only), overlay, merged }
    }

    /// The group under which a group counts with the overlay.
    pub(super) fn counted(&self, group: u32) -> u32 {
        self.merged.get(group as usize).copied().unwrap_or(group)
    }

    /// Splits the value of a tranche of the book.
    pub(super) fn tranche(
        &self,
        deal_id: DealId,
        number: usize,
        micro: i128,
        split: &mut Split,
    ) -> Result<(), Reason> {
        split.seats.clear();
        self.gather(deal_id, number, &mut split.seats);
        let issuer = self.index.credit().issuer_group[deal_id.index()];
        let issuer = issuer.map_or(UNNAMED, |group_id| self.counted(number_of(group_id.index())));
        let amount = Amount::of(self.index, deal_id, number);
        self.seats(issuer, micro, amount, split)
    }

    /// Puts who is credited for a tranche into the split.
    pub(super) fn credited(&self, deal_id: DealId, number: usize, split: &mut Split) {
        split.seats.clear();
        self.gather(deal_id, number, &mut split.seats);
        self.choose(split);
    }

    /// Splits a value among those of a list, under the usual rules. The split has no seats.
    pub(super) fn listed(&self, groups: &[u32], micro: i128, split: &mut Split) {
        let of = groups.len();
        let is_full = self.criteria.credit == CreditMethod::Full;
        split.parts.clear();
        (split.unallocated, split.known) = (if of == 0 { micro } else { 0 }, 0);
        let parts = groups.iter().zip(super::share::split(micro, of));
        split.parts.extend(parts.map(|(key, equal)| Part {
            key: *key,
            micro: if is_full { micro } else { equal },
            formula: if is_full { Formula::Whole { of } } else { Formula::Equal { of } },
            taken_away: false,
        }));
    }

    /// Splits a value among the seats of the split. `issuer` is the issuer's own bank group.
    pub(super) fn seats(
        &self,
        issuer: u32,
        micro: i128,
        amount: Amount,
        split: &mut Split,
    ) -> Result<(), Reason> {
        split.parts.clear();
        (split.unallocated, split.known) = (0, 0);
        self.choose(split);
        let is_own = |seat: &Seat| issuer != UNNAMED && seat.group == issuer;
        let is_self_led = split.credited.iter().any(is_own);
        let has_others = !split.credited.iter().all(is_own);
        match self.criteria.self_led {
            SelfLed::DropDeal if is_self_led => return Err(Reason::SelfLed),
            SelfLed::DropIfSole if is_self_led && !has_others => return Err(Reason::SelfLed),
            SelfLed::Resplit if is_self_led => split.credited.retain(|seat| !is_own(seat)),
            _ => {}
        }
        self.share(micro, amount, split);
        if is_self_led && self.criteria.self_led == SelfLed::DropCredit {
            let own: Vec<u32> = split.seats.iter().filter(|s| is_own(s)).map(|s| s.key).collect();
            for part in &mut split.parts {
                part.taken_away = part.key != UNNAMED && own.contains(&part.key);
            }
            if !self.criteria.credit.splits() {
                split.parts.retain(|part| !part.taken_away);
            }
        }
        if split.parts.is_empty() {
            split.unallocated = micro;
        }
        Ok(())
    }

    fn gather(&self, deal_id: DealId, number: usize, seats: &mut Vec<Seat>) {
        let columns = self.index.members();
        let bit = 1_u64 << number.min(63);
        let by_bank = self.criteria.by == Entity::Bank;
        let wants_taken = self.criteria.credit == CreditMethod::Allotment;
        for member in self.index.members_of(deal_id) {
            if columns.tranches[member] & bit == 0 {
                continue;
            }
            let own = columns.group[member].map_or(UNNAMED, |group_id| number_of(group_id.index()));
            let is_dropped = |overlay: &Overlay| own != UNNAMED && overlay.drops(deal_id, own);
            if self.overlay.is_some_and(is_dropped) {
                continue;
            }
            let group = self.counted(own);
            let key = match (by_bank, columns.bank[member]) {
                (true, Some(bank_id)) => number_of(bank_id.index()),
                _ => group,
            };
            let taken = if wants_taken { self.taken(deal_id, member, number) } else { None };
            add(seats, Seat { key, group, roles: columns.roles[member], taken });
        }
        for (group, roles) in self.overlay.into_iter().flat_map(|overlay| overlay.adds(deal_id)) {
            let group = self.counted(group);
            add(seats, Seat { key: group, group, roles, taken: None });
        }
    }

    /// What a member took of a tranche: as its record says, or its part of what it took of the deal
    /// by the values of the tranches it works on.
    fn taken(&self, deal_id: DealId, member: usize, number: usize) -> Option<i128> {
        let rows = self.index.credit().allotted_to(member);
        let wanted = number_of(number);
        if let Some(row) = rows.iter().find(|row| row.tranche == wanted) {
            return Some(row.hundredths.into());
        }
        let whole = i128::from(rows.iter().find(|row| row.tranche == WHOLE_DEAL)?.hundredths);
        let bits = self.index.members().tranches[member];
        let cents = |at: usize| i128::from(self.index.tranches().usd_cents[at].max(0));
        let tranches = self.index.tranches_of(deal_id).enumerate();
        let works = tranches.filter(|(at, _)| bits & (1_u64 << at.min(&63)) != 0);
        let (mut own, mut all, mut count) = (0, 0, 0);
        for (at, tranche) in works {
            all += cents(tranche);
            own += if at == number { cents(tranche) } else { 0 };
            count += 1;
        }
        match (count, all) {
            (1, _) => Some(whole),
            (_, 0) => None,
            _ => Some(mul_div(whole, own, all)),
        }
    }

    /// Puts the members that count into `credited`.
    fn choose(&self, split: &mut Split) {
        let Split { seats, credited, .. } = split;
        credited.clear();
        let masks = &self.masks;
        if let Some(wanted) = self.criteria.roles {
            credited.extend(seats.iter().filter(|seat| seat.roles.intersects(wanted)));
            return;
        }
        match self.criteria.credit {
            CreditMethod::AllManagers
            | CreditMethod::Allotment
            | CreditMethod::RoleWeighted
            | CreditMethod::RolePools => {
                let works = |seat: &&Seat| seat.roles.bits() & masks.underwriting != 0;
                credited.extend(seats.iter().filter(works));
            }
            CreditMethod::Equal
            | CreditMethod::Full
            | CreditMethod::LeadLeft
            | CreditMethod::Fee => {
                credited.extend(self.on_ladder(seats));
            }
        }
    }

    /// The members on the highest rung that has any.
    pub(super) fn on_ladder<'s>(&self, seats: &'s [Seat]) -> impl Iterator<Item = &'s Seat> {
        let rung = |seat: &Seat| self.masks.rung(seat.roles);
        let highest = seats.iter().map(rung).min().unwrap_or(RUNGS);
        seats.iter().filter(move |seat| highest < RUNGS && rung(seat) == highest)
    }
}

/// The amount of a tranche, in the units in which allotments are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    /// Hundredths of a unit of its currency.
    Money(i128),
    /// Shares, of which no record says how many there are.
    Shares,
}

impl Amount {
    fn of(index: &Index, deal_id: DealId, number: usize) -> Self {
        let tranche = index.tranches_of(deal_id).start + number;
        let minor = index.credit().minor[tranche];
        match (index.deals().market[deal_id.index()], index.tranches().currency[tranche]) {
            (Some(Market::Ecm), _) | (_, None) => Self::Shares,
            (_, Some(currency)) => Self::Money(hundredths(minor.max(0), currency)),
        }
    }
}

/// Adds a seat, or what it adds to a seat that the same bank has.
pub(super) fn add(seats: &mut Vec<Seat>, seat: Seat) {
    let same = |other: &&mut Seat| other.key == seat.key && seat.key != UNNAMED;
    match seats.iter_mut().find(same) {
        Some(mine) => {
            mine.roles = mine.roles.union(seat.roles);
            mine.taken = match (mine.taken, seat.taken) {
                (Some(a), Some(b)) => Some(a + b),
                (a, b) => a.or(b),
            };
        }
        None => seats.push(seat),
    }
}

pub(super) fn number_of(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(UNNAMED - 1)
}
