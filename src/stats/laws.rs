//! Laws over random books: what is split adds up, what is merged keeps its sum, and a question of
//! "what if" changes nothing.

use proptest::prelude::*;

use super::*;
use crate::book::{BookSource, DealBook};
use crate::index::{Index, Parents};
use crate::model::{Currency, DealId, GroupId, Money, Role, RoleSet};
use crate::query::{Chosen, Filter};

const ROLES: [&str; 8] = [
    "joint_bookrunner",
    "passive_bookrunner",
    "lead_left",
    "joint_lead_manager",
    "co_manager",
    "mandated_lead_arranger",
    "bond_trustee",
    "joint_global_coordinator",
];

fn any_member() -> impl Strategy<Value = String> {
    let bank = prop::option::weighted(0.9, 0..7_usize);
    let roles = prop::collection::vec(0..ROLES.len(), 1..3);
    let allotment = prop::option::weighted(0.4, 0..900_000_u64);
    let scope = prop::option::weighted(0.2, 0..2_usize);
    (bank, roles, allotment, scope, 0..2_usize).prop_map(
        |(bank, roles, allotment, scope, house)| {
            let name = match bank {
                None => "null".to_owned(),
                Some(bank) => format!(r#""Qx {bank} house {house}","group":"Qx {bank}""#),
            };
            let roles: Vec<String> = roles.iter().map(|at| format!("\"{}\"", ROLES[*at])).collect();
            let allotment = allotment.map_or(String::new(), |sum| format!(r#","allotment":{sum}"#));
            let scope = scope.map_or(String::new(), |at| format!(r#","tranches":["t{at}"]"#));
            format!(r#"{{"bank":{name},"roles":[{}]{allotment}{scope}}}"#, roles.join(","))
        },
    )
}

pub(super) fn any_deal() -> impl Strategy<Value = String> {
    let currency = prop::sample::select(vec!["USD", "EUR", "JPY", "TWD"]);
    let amount = prop::option::weighted(0.9, 1..1_000_000_u64);
    let tranche = (currency, amount, prop::option::of(1..10_u8), prop::option::of(1..4_u8));
    let tranches = prop::collection::vec(tranche, 1..4);
    let members = prop::collection::vec(any_member(), 0..9);
    let market = prop::sample::select(vec!["DCM", "CB", "ECM", "LOAN"]);
    let own = prop::option::weighted(0.4, 0..7_usize);
    let day = prop::option::weighted(0.95, (2019..2025_i16, 1..13_i8, 1..29_i8));
    (tranches, members, market, own, day).prop_map(|(tranches, members, market, own, day)| {
        let tranches = tranches.iter().enumerate().map(|(at, (currency, amount, tenor, fee))| {
            let number = |key: &str, value: Option<String>| {
                value.map_or(String::new(), |value| format!(r#","{key}":{value}"#))
            };
            let amount = number("amount", amount.map(|sum| sum.to_string()));
            let tenor = number("tenor_years", tenor.map(|years| years.to_string()));
            let fee = number("gross_spread_pct", fee.map(|fee| fee.to_string()));
            format!(r#"{{"label":"t{at}","currency":"{currency}"{amount}{tenor}{fee}}}"#)
        });
        let tranches: Vec<String> = tranches.collect();
        let day = day.map_or(String::new(), |(year, month, day)| {
            format!(r#""priced":"{year}-{month:02}-{day:02}","#)
        });
        let own = own.map_or(String::new(), |bank| format!(r#","group":"Qx {bank}""#));
        format!(
            r#"{{"issuer":{{"name":"x"{own}}},"market":"{market}",{day}"tranches":[{}],"syndicate":[{}]}}"#,
            tranches.join(","),
            members.join(",")
        )
    })
}

pub(super) fn open(deals: &[String]) -> (DealBook, Index, Chosen) {
    let text = format!("[{}]", deals.join(","));
    let book = DealBook::build(BookSource::read(text.as_bytes(), "t").into());
    let index = Index::build(&book, Parents::Today);
    let chosen = Chosen::new(&index, &Filter::default());
    (book, index, chosen)
}

pub(super) fn any_rules() -> impl Strategy<Value = Criteria> {
    let method = prop::sample::select(CreditMethod::ALL);
    let self_led = prop::sample::select(SelfLed::ALL);
    let by = prop::sample::select(Entity::ALL);
    let roles = prop::option::weighted(0.2, any::<u64>().prop_map(RoleSet::from_bits));
    let tenor = prop::sample::select(vec![0, 36]);
    (method, self_led, by, roles, tenor, any::<[bool; 3]>()).prop_map(
        |(credit, self_led, by, roles, min_tenor_months, on)| Criteria {
            credit,
            self_led,
            by,
            roles,
            active_only: on[0],
            order_is_seniority: on[1],
            impute_fees: on[2],
            eligibility: Eligibility { min_tenor_months, ..Eligibility::default() },
            ..Criteria::default()
        },
    )
}

fn adds_up(league: &League, criteria: &Criteria) -> Result<(), TestCaseError> {
    if criteria.credit.splits() {
        let sum = league.credits().0 + league.unnamed.0 + league.unallocated.0;
        prop_assert_eq!(sum, league.market_value.0);
    }
    prop_assert!(league.rows.iter().all(|row| row.value.0 >= 0 && row.estimated <= row.value));
    prop_assert!(league.known <= league.market_value);
    Ok(())
}

/// An overlay of every kind: two merge, one mandate goes, one comes, one deal is planned.
fn overlay(book: &DealBook, index: &Index) -> Overlay {
    let group = |at: usize| GroupId::new(at.min(book.groups().len().saturating_sub(1)));
    let roles: RoleSet = [Role::JointBookrunner].into_iter().collect();
    let held = index.members().group.iter().flatten().next();
    Overlay {
        merges: vec![Merge { from: group(0), into: group(1) }],
        dropped: held.map(|group| (DealId::new(0), *group)).into_iter().collect(),
        added: vec![Mandate { deal: DealId::new(0), group: group(2), roles }],
        planned: vec![Planned {
            label: "planned".into(),
            issuer_group: Some(group(3)),
            date: "2024-06-03".parse().unwrap(),
            value: Money { minor: 1_000_000, currency: Currency::from_code("EUR").unwrap() },
            members: vec![(group(0), roles), (group(1), roles), (group(3), roles)],
        }],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn credit_adds_up_over_random_books(
        deals in prop::collection::vec(any_deal(), 1..12),
        criteria in any_rules(),
    ) {
        let (book, index, chosen) = open(&deals);
        let league = League::new(&index, &chosen, &criteria);
        adds_up(&league, &criteria)?;
        for row in &league.rows {
            let audit = Audit::new(&index, &chosen, &criteria, row.recipient());
            prop_assert_eq!((audit.total, audit.deals()), (row.value, row.deals));
        }
        if book.groups().is_empty() {
            return Ok(());
        }
        let overlay = overlay(&book, &index);
        let what_if = WhatIf::new(&index, &chosen, &criteria, &overlay);
        adds_up(&what_if.after, &criteria)?;
        for row in &what_if.after.rows {
            let audit =
                Audit::with_overlay(&index, &chosen, &criteria, &overlay, row.recipient());
            prop_assert_eq!((audit.total, audit.deals()), (row.value, row.deals));
        }
        // Nothing in the book changed, and an empty overlay changes nothing.
        prop_assert_eq!(&League::new(&index, &chosen, &criteria), &league);
        prop_assert_eq!(&what_if.before, &league);
        let by_group = Criteria { by: Entity::Group, ..criteria };
        let same = League::with_overlay(&index, &chosen, &criteria, &Overlay::default());
        prop_assert_eq!(same, League::new(&index, &chosen, &by_group));
    }
}

#[test]
fn mandates_and_plans_move_the_table() {
    let deal = r#"{"issuer":"x","priced":"2024-03-01","amount":100,"currency":"USD","syndicate":[
        {"bank":"Qx 0","group":"Qx 0","roles":["joint_bookrunner"]},
        {"bank":"Qx 1","group":"Qx 1","roles":["joint_bookrunner"]}]}"#;
    let (_, index, chosen) = open(&[deal.to_owned()]);
    let (a, b) = (GroupId::new(0), GroupId::new(1));
    let roles: RoleSet = [Role::JointBookrunner].into_iter().collect();
    let check = |overlay: Overlay, expected: [i128; 2]| {
        let after = WhatIf::new(&index, &chosen, &Criteria::default(), &overlay).after;
        let cents = [a, b].map(|id| after.row_of(id).map_or(0, |row| row.value.cents()));
        assert_eq!(cents, expected);
    };
    let dropped = [(DealId::new(0), a)].into_iter().collect();
    check(Overlay { dropped, ..Overlay::default() }, [0, 10_000]);
    let planned = Planned {
        label: "planned".into(),
        issuer_group: None,
        date: "2099-01-01".parse().unwrap(),
        value: Money { minor: 30_000, currency: Currency::usd() },
        members: vec![(b, roles)],
    };
    check(Overlay { planned: vec![planned], ..Overlay::default() }, [5_000, 35_000]);
    check(Overlay { merges: vec![Merge { from: b, into: a }], ..Overlay::default() }, [10_000, 0]);
}
