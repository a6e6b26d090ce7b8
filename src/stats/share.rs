//! How the value of a tranche is shared by those who count, method by method. Parts always add up.

use super::credit::{Amount, Part, Seat, Split, Splitter};
use super::criteria::CreditMethod;
use super::eligible::mul_div;
use super::formula::Formula;
use crate::model::Role;

impl Splitter<'_> {
    /// Shares a value among the credited members of the split.
    pub(super) fn share(&self, micro: i128, amount: Amount, split: &mut Split) {
        let of = split.credited.len();
        let restricted = self.criteria.roles.is_some();
        match self.criteria.credit {
            CreditMethod::Full => {
                let parts =
                    split.credited.iter().map(|seat| part(seat, micro, Formula::Whole { of }));
                split.parts.extend(parts);
            }
            CreditMethod::Equal | CreditMethod::Fee if restricted => {
                equal(&split.credited, micro, Formula::RolesEqual { of }, &mut split.parts);
            }
            CreditMethod::Equal | CreditMethod::Fee => {
                equal(&split.credited, micro, Formula::Equal { of }, &mut split.parts);
            }
            CreditMethod::AllManagers => {
                equal(&split.credited, micro, Formula::Managers { of }, &mut split.parts);
            }
            CreditMethod::LeadLeft => self.lead_left(micro, split),
            CreditMethod::Allotment => self.allotment(micro, amount, split),
            CreditMethod::RoleWeighted => self.role_weighted(micro, split),
            CreditMethod::RolePools => self.role_pools(micro, split),
        }
    }

    fn lead_left(&self, micro: i128, split: &mut Split) {
        let Split { credited, parts, .. } = split;
        let marked: Vec<Seat> =
            credited.iter().filter(|seat| seat.roles.contains(Role::LeadLeft)).copied().collect();
        let first = credited.first().filter(|_| self.criteria.order_is_seniority);
        match (marked.len(), first) {
            (0, Some(first)) => parts.push(part(first, micro, Formula::FirstName)),
            (of, _) => equal(&marked, micro, Formula::LeadLeft { of }, parts),
        }
    }

    fn allotment(&self, micro: i128, amount: Amount, split: &mut Split) {
        let (known, unknown): (Vec<Seat>, Vec<Seat>) =
            split.credited.iter().partition(|seat| seat.taken.is_some());
        let total: i128 = known.iter().filter_map(|seat| seat.taken).sum();
        let parts = &mut split.parts;
        if total > 0 && unknown.is_empty() {
            let formula = |taken| Formula::Allotted { taken, total };
            weighted(&known, micro, total, |seat| seat.taken.unwrap_or(0), formula, parts);
            split.known = micro;
            return;
        }
        let Amount::Money(whole) = amount else {
            return self.not_known(micro, split);
        };
        if total <= 0 || whole <= 0 {
            return self.not_known(micro, split);
        }
        if total > whole {
            let formula = |taken| Formula::AllottedScaled { taken, total };
            weighted(&known, micro, total, |seat| seat.taken.unwrap_or(0), formula, parts);
            split.known = micro;
            return;
        }
        let kept = mul_div(micro, total, whole);
        let formula = |taken| Formula::AllottedOfAmount { taken, total: whole };
        weighted(&known, kept, total, |seat| seat.taken.unwrap_or(0), formula, parts);
        equal(&unknown, micro - kept, Formula::Rest { of: unknown.len() }, parts);
        split.known = kept;
    }

    fn not_known(&self, micro: i128, split: &mut Split) {
        let leads: Vec<Seat> = match self.criteria.roles {
            Some(_) => split.credited.clone(),
            None => self.on_ladder(&split.credited).copied().collect(),
        };
        // A syndicate without a rung of the ladder still has its members.
        let leads = if leads.is_empty() { split.credited.clone() } else { leads };
        equal(&leads, micro, Formula::NotKnown { of: leads.len() }, &mut split.parts);
    }

    fn weight(&self, seat: &Seat) -> u16 {
        let weights = &self.criteria.weights;
        if seat.roles.bits() & self.masks.coordinator != 0 {
            weights.coordinator
        } else if self.masks.is_lead(seat.roles) {
            weights.bookrunner
        } else {
            weights.co_manager
        }
    }

    fn role_weighted(&self, micro: i128, split: &mut Split) {
        let total: u32 = split.credited.iter().map(|seat| u32::from(self.weight(seat))).sum();
        if total == 0 {
            return;
        }
        let weight = |seat: &Seat| i128::from(self.weight(seat));
        let formula = |weight: i128| Formula::Weighted {
            weight: u16::try_from(weight).unwrap_or(u16::MAX),
            total,
        };
        weighted(&split.credited, micro, total.into(), weight, formula, &mut split.parts);
    }

    fn role_pools(&self, micro: i128, split: &mut Split) {
        let pools = &self.criteria.pools;
        let (leads, others): (Vec<Seat>, Vec<Seat>) =
            split.credited.iter().partition(|seat| self.masks.is_lead(seat.roles));
        let part = |seats: &[Seat], pool: u16| if seats.is_empty() { 0 } else { pool };
        let (first, second) = (part(&leads, pools.leads), part(&others, pools.co_managers));
        let total = first.saturating_add(second);
        if total == 0 {
            return;
        }
        let first_micro = mul_div(micro, first.into(), total.into());
        let formula = |pool, of| Formula::Pool { pool, total, of };
        if first > 0 {
            equal(&leads, first_micro, formula(first, leads.len()), &mut split.parts);
        }
        if second > 0 {
            equal(&others, micro - first_micro, formula(second, others.len()), &mut split.parts);
        }
    }
}

fn part(seat: &Seat, micro: i128, formula: Formula) -> Part {
    Part { key: seat.key, micro, formula, taken_away: false }
}

fn equal(seats: &[Seat], micro: i128, formula: Formula, parts: &mut Vec<Part>) {
    parts.extend(seats.iter().zip(split(micro, seats.len())).map(|(s, m)| part(s, m, formula)));
}

/// Parts by weight that add up to the value: each reaches from the weights before it to its own.
fn weighted(
    seats: &[Seat],
    micro: i128,
    total: i128,
    weight: impl Fn(&Seat) -> i128,
    formula: impl Fn(i128) -> Formula,
    parts: &mut Vec<Part>,
) {
    let (mut reached, mut given) = (0, 0);
    for seat in seats {
        let own = weight(seat);
        reached += own;
        let upto = mul_div(micro, reached, total);
        parts.push(part(seat, upto - given, formula(own)));
        given = upto;
    }
}

/// Splits a value into parts that add up to it, as equal as whole units allow.
pub fn split(value: i128, parts: usize) -> impl Iterator<Item = i128> {
    let count = parts.max(1);
    // Dividing wide numbers is slow, and nearly every value fits into a narrow one.
    let (each, left) = match (u64::try_from(value), u64::try_from(count)) {
        (Ok(value), Ok(count)) => (i128::from(value / count), i128::from(value % count)),
        _ => {
            let count = i128::try_from(count).unwrap_or(i128::MAX);
            (value / count, value % count)
        }
    };
    // What is left over is less than there are parts; of a negative value nothing is handed on.
    let left = usize::try_from(left).unwrap_or(0);
    (0..parts).map(move |at| each + i128::from(at < left))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::RoleSet;

    proptest! {
        #[test]
        fn parts_of_a_split_add_up(value in 0i128..1_000_000_000_000, parts in 1usize..50) {
            prop_assert_eq!(split(value, parts).sum::<i128>(), value);
        }

        #[test]
        fn parts_by_weight_add_up(
            value in 0i128..1_000_000_000_000_000_000_000_000,
            weights in prop::collection::vec(0i128..1_000_000_000_000_000_000, 1..30),
        ) {
            let total: i128 = weights.iter().sum();
            prop_assume!(total > 0);
            let seat = |taken: &i128| Seat {
                key: 0, group: 0, roles: RoleSet::EMPTY, taken: Some(*taken),
            };
            let seats: Vec<Seat> = weights.iter().map(seat).collect();
            let mut parts = Vec::new();
            let taken = |seat: &Seat| seat.taken.unwrap_or(0);
            weighted(&seats, value, total, taken, |_| Formula::FirstName, &mut parts);
            prop_assert_eq!(parts.iter().map(|part| part.micro).sum::<i128>(), value);
            prop_assert!(parts.iter().all(|part| part.micro >= 0));
        }
    }
}
