//! Relations under a what-if: the same histories with banks merged, mandates changed and deals
//! planned. The book stays as it is.

use std::collections::BTreeMap;

use crate::book::{DealBook, Issuer, Rates, day_number};
use crate::model::{Currency, GroupId, IssuerId, RoleSet};

use super::relations::{Histories, Step, leads_of};
use super::what_if::{Overlay, Planned};

/// How the part of one bank at an issuer moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LoyaltyMove {
    /// The bank group.
    pub group: GroupId,
    /// Its part of the proceeds before, in per cent.
    pub before_pct: f64,
    /// Its part afterwards, in per cent.
    pub after_pct: f64,
}

impl Histories {
    /// The histories with an overlay laid over them. A planned deal joins the history of the issuer
    /// whose name it bears, in either script; one of an issuer that the book does not know is left
    /// out.
    #[must_use]
    pub fn under(&self, book: &DealBook, overlay: &Overlay) -> Self {
        let mut imagined = self.clone();
        for steps in imagined.of.values_mut() {
            for step in steps.iter_mut() {
                step.lay(overlay);
            }
        }
        for planned in &overlay.planned {
            if let Some(issuer_id) = issuer_named(book, &planned.label) {
                let steps = imagined.of.entry(issuer_id).or_default();
                steps.push(step_of(planned, overlay));
                steps.sort_by_key(|step| (step.day, step.deal));
            }
        }
        imagined
    }

    /// How the wallet of an issuer moves from these histories to others: every bank that has a part
    /// in either, the largest move first. Banks whose part stays are left out.
    pub fn loyalty_moves(&self, after: &Self, issuer_id: IssuerId) -> Vec<LoyaltyMove> {
        let mut moves: BTreeMap<GroupId, LoyaltyMove> = BTreeMap::new();
        let blank = |group| LoyaltyMove { group, before_pct: 0.0, after_pct: 0.0 };
        for bank in self.wallet(issuer_id) {
            moves.entry(bank.group).or_insert(blank(bank.group)).before_pct = bank.proceeds_pct;
        }
        for bank in after.wallet(issuer_id) {
            moves.entry(bank.group).or_insert(blank(bank.group)).after_pct = bank.proceeds_pct;
        }
        let gap = |row: &LoyaltyMove| (row.after_pct - row.before_pct).abs();
        let mut moves: Vec<LoyaltyMove> =
            moves.into_values().filter(|row| gap(row) > 1e-9).collect();
        moves.sort_by(|a, b| gap(b).total_cmp(&gap(a)).then(a.group.cmp(&b.group)));
        moves
    }
}

impl Step {
    fn lay(&mut self, overlay: &Overlay) {
        let before = self.members.clone();
        if let Some(deal) = self.deal {
            self.members.retain(|group, _| !overlay.dropped.contains(&(deal, *group)));
            for mandate in overlay.added.iter().filter(|mandate| mandate.deal == deal) {
                let roles = self.members.entry(mandate.group).or_insert(RoleSet::EMPTY);
                *roles = roles.union(mandate.roles);
            }
        }
        self.members = merged(std::mem::take(&mut self.members), overlay);
        if self.members != before {
            self.leads = leads_of(&self.members, self.unnamed);
        }
    }
}

fn merged(members: BTreeMap<GroupId, RoleSet>, overlay: &Overlay) -> BTreeMap<GroupId, RoleSet> {
    let mut merged: BTreeMap<GroupId, RoleSet> = BTreeMap::new();
    for (group, roles) in members {
        let group = overlay
            .merges
            .iter()
            .fold(group, |group, merge| if merge.from == group { merge.into } else { group });
        let held = merged.entry(group).or_insert(RoleSet::EMPTY);
        *held = held.union(roles);
    }
    merged
}

fn step_of(planned: &Planned, overlay: &Overlay) -> Step {
    let members = merged(planned.members.iter().copied().collect(), overlay);
    let cents = match planned.value.currency == Currency::usd() {
        true => Some(planned.value.minor),
        false => Rates::embedded().usd_cents(planned.value, planned.date),
    };
    Step {
        deal: None,
        day: day_number(planned.date),
        cents: cents.unwrap_or(0),
        leads: leads_of(&members, None),
        members,
        unnamed: None,
    }
}

/// The issuer of this name, in either script.
fn issuer_named(book: &DealBook, name: &str) -> Option<IssuerId> {
    let is_named = |issuer: &Issuer| issuer.name == name || issuer.name_zh.as_deref() == Some(name);
    book.issuers().iter().position(is_named).map(IssuerId::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::BookSource;
    use crate::index::{Index, Parents};
    use crate::model::{DealId, Money, Role};
    use crate::query::{Chosen, Filter};
    use crate::stats::{Mandate, Merge};

    /// 300 led by A; 500 led by A and B.
    const BOOK: &str = r#"[
      {"id":"a","issuer":"x","priced":"2020-01-10","amount":300,"currency":"USD","syndicate":[
        {"bank":"Axq","roles":["sole_bookrunner"]},{"bank":"Cxq","roles":["co_manager"]}]},
      {"id":"b","issuer":"x","priced":"2021-01-10","amount":500,"currency":"USD","syndicate":[
        {"bank":"Axq","roles":["joint_bookrunner"]},{"bank":"Bxq","roles":["joint_bookrunner"]}]}]"#;

    struct Case {
        book: DealBook,
        histories: Histories,
    }

    impl Case {
        fn open() -> Self {
            let book = DealBook::build(BookSource::read(BOOK.as_bytes(), "t").into());
            let index = Index::build(&book, Parents::Today);
            let histories = Histories::new(&index, &Chosen::new(&index, &Filter::default()));
            Self { book, histories }
        }

        fn group(&self, name: &str) -> GroupId {
            let at = self.book.groups().iter().position(|group| group.name == name);
            GroupId::new(at.unwrap())
        }

        fn check(&self, overlay: &Overlay, expected: &[(&str, f64, f64)]) {
            let after = self.histories.under(&self.book, overlay);
            let mut found = self.histories.loyalty_moves(&after, IssuerId::new(0));
            found.sort_by_key(|row| row.group);
            let found: Vec<(&str, f64, f64)> = found
                .iter()
                .map(|row| {
                    let name = self.book.group(row.group).name.as_str();
                    (name, row.before_pct, row.after_pct)
                })
                .collect();
            assert_eq!(found.len(), expected.len(), "{found:?}");
            for (name, before, after) in expected {
                let row = found.iter().find(|row| row.0 == *name).expect("the bank moves");
                assert!((row.1 - before).abs() < 1e-9 && (row.2 - after).abs() < 1e-9, "{row:?}");
            }
        }
    }

    #[test]
    fn nothing_laid_over_moves_nothing() {
        Case::open().check(&Overlay::default(), &[]);
    }

    #[test]
    fn a_dropped_lead_leaves_its_part_to_the_next() {
        let case = Case::open();
        let mut overlay = Overlay::default();
        overlay.dropped.insert((DealId::new(1), case.group("Bxq")));
        case.check(&overlay, &[("Axq", 68.75, 100.0), ("Bxq", 31.25, 0.0)]);
    }

    #[test]
    fn merged_banks_have_one_part() {
        let case = Case::open();
        let merge = Merge { from: case.group("Bxq"), into: case.group("Axq") };
        let overlay = Overlay { merges: vec![merge], ..Overlay::default() };
        case.check(&overlay, &[("Axq", 68.75, 100.0), ("Bxq", 31.25, 0.0)]);
    }

    #[test]
    fn a_mandate_and_a_planned_deal_win_a_part() {
        let case = Case::open();
        let lead = RoleSet::EMPTY.with(Role::JointBookrunner);
        let added = Mandate { deal: DealId::new(0), group: case.group("Cxq"), roles: lead };
        let overlay = Overlay { added: vec![added], ..Overlay::default() };
        case.check(&overlay, &[("Axq", 68.75, 50.0), ("Cxq", 0.0, 18.75)]);
        let planned = Planned {
            label: "x".into(),
            issuer_group: None,
            date: jiff::civil::date(2026, 1, 1),
            value: Money::of_units(800, Currency::usd()).unwrap(),
            members: vec![(case.group("Cxq"), lead)],
        };
        let overlay = Overlay { planned: vec![planned], ..Overlay::default() };
        let expected = [("Axq", 68.75, 34.375), ("Bxq", 31.25, 15.625), ("Cxq", 0.0, 50.0)];
        case.check(&overlay, &expected);
    }
}
