//! Two sets of rules side by side: each gap in rank, value and share split by rule and by deal.

use std::collections::BTreeMap;

use crate::index::Index;
use crate::model::DealId;
use crate::query::Chosen;

use super::audit::Audit;
use super::compare::rank_change;
use super::credit::Recipient;
use super::criteria::{Criteria, Eligibility};
use super::league::{Credited, League};

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident $key:literal |$criteria:ident| $field:expr;)*) => {
        /// A rule in which two sets of criteria may differ.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $($(#[$doc])* $variant,)* }

        impl Rule {
            /// Every rule, in the order in which a difference is taken apart.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The key of its words in the catalogue.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// Whether two sets of criteria differ in it.
            pub fn differs(self, a: &Criteria, b: &Criteria) -> bool {
                match self { $(Self::$variant => {
                    let of = |$criteria: &Criteria| $field;
                    of(a) != of(b)
                })* }
            }

            /// Takes the rule over from another set.
            pub fn take(self, to: &mut Criteria, from: &Criteria) {
                match self { $(Self::$variant => {
                    let $criteria = &mut *to;
                    let taken = { let $criteria = from; $field };
                    $field = taken;
                })* }
            }
        }
    };
}

rules! {
    /// Who has a line.
    By "rule.by" |c| c.by;
    /// The currency.
    Currency "rule.currency" |c| c.currency;
    /// Which tranches count.
    Eligibility "rule.eligibility" |c| c.eligibility;
    /// The method.
    Method "rule.method" |c| c.credit;
    /// The roles that count.
    Roles "rule.roles" |c| c.roles;
    /// Passive bookrunners.
    Active "rule.active" |c| c.active_only;
    /// The order of a record.
    Order "rule.order" |c| c.order_is_seniority;
    /// Weights of roles.
    Weights "rule.weights" |c| c.weights;
    /// Pools of roles.
    Pools "rule.pools" |c| c.pools;
    /// Fees that are not disclosed.
    Fees "rule.fees" |c| c.impute_fees;
    /// Self-led deals.
    SelfLed "rule.self_led" |c| c.self_led;
}

/// The table after one more rule was taken over.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The rule.
    pub rule: Rule,
    /// The table with it.
    pub league: League,
}

/// Two sets of rules over the same deals, with a table for each rule on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct CriteriaDiff {
    /// The table of the first set.
    pub first: League,
    /// A step for each rule that differs; the last is the table of the second set. The split depends
    /// on the order of the steps, which is fixed: what counts, then how it is shared, then self-led
    /// deals.
    pub steps: Vec<Step>,
}

/// What one rule does to one bank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RulePart {
    /// The rule.
    pub rule: Rule,
    /// Ranks won by it; `None` where the bank has no rank before or after.
    pub rank_change: Option<i64>,
    /// Credit won by it.
    pub value_change: Credited,
    /// Percentage points of share won by it.
    pub share_change: f64,
}

/// What one deal does to one bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DealPart {
    /// The deal; `None` for a planned one.
    pub deal: Option<DealId>,
    /// Its credit under the first set.
    pub first: Credited,
    /// Its credit under the second set.
    pub second: Credited,
}

impl CriteriaDiff {
    /// Ranks the banks under the first set, then takes over one rule after the other.
    pub fn new(index: &Index, chosen: &Chosen, first: &Criteria, second: &Criteria) -> Self {
        let mut criteria = *first;
        let mut steps = Vec::new();
        for rule in Rule::ALL.iter().filter(|rule| rule.differs(first, second)) {
            rule.take(&mut criteria, second);
            steps.push(Step { rule: *rule, league: League::new(index, chosen, &criteria) });
        }
        Self { first: League::new(index, chosen, first), steps }
    }

    /// The table of the second set.
    pub fn second(&self) -> &League {
        self.steps.last().map_or(&self.first, |step| &step.league)
    }

    /// What each rule does to a bank. The parts add up to the whole gap.
    pub fn parts(&self, recipient: Recipient) -> Vec<RulePart> {
        let mut before = &self.first;
        let mut parts = Vec::new();
        for step in &self.steps {
            let (old, new) = (before.row_for(recipient), step.league.row_for(recipient));
            let value = |league: &League| league.value_of(recipient).0;
            let share = |row: Option<&super::league::LeagueRow>| row.map_or(0.0, |r| r.share_pct);
            parts.push(RulePart {
                rule: step.rule,
                rank_change: old.zip(new).map(|(old, new)| rank_change(old.rank, new.rank)),
                value_change: Credited(value(&step.league) - value(before)),
                share_change: share(new) - share(old),
            });
            before = &step.league;
        }
        parts
    }
}

/// What each deal does to a bank between two sets of rules in one currency: the largest difference
/// first. The differences add up to the whole gap in value.
pub fn deal_parts(
    index: &Index,
    chosen: &Chosen,
    first: &Criteria,
    second: &Criteria,
    recipient: Recipient,
) -> Vec<DealPart> {
    let mut deals: BTreeMap<Option<DealId>, (i128, i128)> = BTreeMap::new();
    for line in Audit::new(index, chosen, first, recipient).lines {
        deals.entry(line.deal).or_default().0 += line.credit.0;
    }
    for line in Audit::new(index, chosen, second, recipient).lines {
        deals.entry(line.deal).or_default().1 += line.credit.0;
    }
    let part = |(deal, (first, second))| DealPart {
        deal,
        first: Credited(first),
        second: Credited(second),
    };
    let mut parts: Vec<DealPart> =
        deals.into_iter().map(part).filter(|part| part.first != part.second).collect();
    parts.sort_by_key(|part| std::cmp::Reverse((part.second.0 - part.first.0).abs()));
    parts
}

/// The switches in which two sets of eligibility differ, by name.
pub fn switches(first: &Eligibility, second: &Eligibility) -> Vec<&'static str> {
    [
        ("rule.unpriced", first.unpriced_deals != second.unpriced_deals),
        ("rule.market", first.market != second.market),
        ("rule.converts", first.converts != second.converts),
        ("rule.period", {
            let period = |rules: &Eligibility| (rules.basis, rules.from, rules.to);
            period(first) != period(second)
        }),
        ("rule.tenor", first.min_tenor_months != second.min_tenor_months),
        ("rule.amount", first.min_amount != second.min_amount),
        ("rule.new_money", first.new_money != second.new_money),
        ("rule.club", first.without_club != second.without_club),
        ("rule.private", first.without_private != second.without_private),
        ("rule.retained", first.without_retained != second.without_retained),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(key, _)| key)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::DealBook;
    use crate::index::Parents;
    use crate::query::Filter;
    use crate::stats::{CreditMethod, Preset, SelfLed};

    #[test]
    fn parts_add_up_to_the_gap() {
        let book = DealBook::embedded();
        let index = Index::build(&book, Parents::Today);
        let chosen = Chosen::new(&index, &Filter::default());
        let first = Criteria::default();
        let second = Criteria {
            credit: CreditMethod::RoleWeighted,
            self_led: SelfLed::Resplit,
            ..Criteria::preset(Preset::CmdLike)
        };
        let diff = CriteriaDiff::new(&index, &chosen, &first, &second);
        assert_eq!(*diff.second(), League::new(&index, &chosen, &second));
        assert_eq!(diff.steps.len(), 4);
        for row in diff.first.rows.iter().take(40) {
            let recipient = row.recipient();
            let gap = diff.second().value_of(recipient).0 - row.value.0;
            let by_rule: i128 = diff.parts(recipient).iter().map(|part| part.value_change.0).sum();
            let by_deal: i128 = deal_parts(&index, &chosen, &first, &second, recipient)
                .iter()
                .map(|part| part.second.0 - part.first.0)
                .sum();
            assert_eq!((by_rule, by_deal), (gap, gap));
        }
        assert_eq!(switches(&first.eligibility, &second.eligibility), ["rule.new_money"]);
    }
}
