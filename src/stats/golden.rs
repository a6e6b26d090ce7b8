//! The worked example of the rules, to the cent, and the laws that every table keeps.

use proptest::prelude::*;

use super::*;
use crate::book::{BookSource, DealBook};
use crate::index::{Index, Parents};
use crate::model::{Currency, GroupId, Role, RoleSet};
use crate::query::{Chosen, Filter};

const EXAMPLE: &[u8] = include_bytes!("../../tests/books/league_example.json");
const BANKS: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

fn open(json: &[u8]) -> (DealBook, Index, Chosen) {
    let book = DealBook::build(BookSource::read(json, "t").into());
    let index = Index::build(&book, Parents::Today);
    let chosen = Chosen::new(&index, &Filter::default());
    (book, index, chosen)
}

fn group(book: &DealBook, letter: &str) -> GroupId {
    let name = format!("Example Bank {letter}");
    let at = book.groups().iter().position(|group| group.name == name).unwrap();
    GroupId::new(at)
}

/// The rules of the example: a floor of twelve months shuts out D4.
fn rules(credit: CreditMethod) -> Criteria {
    let eligibility = Eligibility { min_tenor_months: 12, ..Eligibility::default() };
    Criteria { credit, eligibility, ..Criteria::default() }
}

/// Cents of every bank, and the ranks of those with credit.
fn cells(book: &DealBook, league: &League) -> ([i128; 6], [usize; 6]) {
    let row = |letter: &str| league.row_of(group(book, letter));
    (
        BANKS.map(|letter| row(letter).map_or(0, |row| row.value.cents())),
        BANKS.map(|letter| row(letter).map_or(0, |row| row.rank)),
    )
}

struct Expected {
    cents: [i128; 6],
    ranks: [usize; 6],
    sum: i128,
    market: i128,
    unallocated: i128,
    hhi: f64,
}

fn check(criteria: &Criteria, expected: &Expected) {
    let (book, index, chosen) = open(EXAMPLE);
    let league = League::new(&index, &chosen, criteria);
    let (cents, ranks) = cells(&book, &league);
    assert_eq!(cents, expected.cents, "{criteria:?}");
    assert_eq!(ranks, expected.ranks, "{criteria:?}");
    assert_eq!(league.credits().cents(), expected.sum);
    assert_eq!(league.market_value.cents(), expected.market);
    assert_eq!(league.unallocated.cents(), expected.unallocated);
    assert!((league.hhi - expected.hhi).abs() < 0.005, "{} {}", league.hhi, expected.hhi);
    assert_eq!(league.left_out_for(Reason::ShortTenor), 1);
}

const fn m(millions: i128) -> i128 {
    millions * 100_000_000
}

const BASE: Expected = Expected {
    cents: [0; 6],
    ranks: [0; 6],
    sum: m(2050),
    market: m(2050),
    unallocated: 0,
    hhi: 0.0,
};

#[test]
fn full_credit() {
    check(
        &rules(CreditMethod::Full),
        &Expected {
            cents: [m(1550), m(1500), m(1550), m(1500), 0, 0],
            ranks: [1, 3, 1, 3, 0, 0],
            sum: m(6100),
            hhi: 2500.67,
            ..BASE
        },
    );
    let (book, index, chosen) = open(EXAMPLE);
    let league = League::new(&index, &chosen, &rules(CreditMethod::Full));
    assert!((league.row_of(group(&book, "A")).unwrap().share_pct - 75.61).abs() < 0.005);
}

#[test]
fn equal_credit() {
    let (a, b) = (m(525), m(500));
    let ranks = [1, 3, 1, 3, 0, 0];
    let cents = [a, b, a, b, 0, 0];
    check(&rules(CreditMethod::Equal), &Expected { cents, ranks, hhi: 2501.49, ..BASE });
    let (book, index, chosen) = open(EXAMPLE);
    let league = League::new(&index, &chosen, &rules(CreditMethod::Equal));
    let share = |letter: &str| league.row_of(group(&book, letter)).unwrap().share_pct;
    assert!((share("A") - 25.610).abs() < 0.0005 && (share("D") - 24.390).abs() < 0.0005);
    assert_eq!((league.deals, league.deal_counts()), (3, 8));
}

#[test]
fn credit_of_all_managers() {
    let (a, b, f) = (m(350), 41_666_666_667, 16_666_666_667);
    let cents = [a, b, a, b, a, f];
    let ranks = [3, 1, 3, 1, 3, 6];
    check(&rules(CreditMethod::AllManagers), &Expected { cents, ranks, hhi: 1766.81, ..BASE });
}

#[test]
fn credit_by_allotment() {
    let cents = [m(575), m(550), m(425), m(400), m(50), m(50)];
    let ranks = [1, 2, 3, 4, 5, 5];
    check(&rules(CreditMethod::Allotment), &Expected { cents, ranks, hhi: 2328.97, ..BASE });
    let (book, index, chosen) = open(EXAMPLE);
    let league = League::new(&index, &chosen, &rules(CreditMethod::Allotment));
    assert!((league.coverage_pct().unwrap() - 48.78).abs() < 0.005);
    let a = league.row_of(group(&book, "A")).unwrap();
    assert_eq!(a.estimated.cents(), m(275));
}

#[test]
fn credit_by_weight_of_roles() {
    let cents = [m(470), m(500), 38_666_666_667, 41_666_666_667, 19_333_333_333, 8_333_333_333];
    let ranks = [2, 1, 4, 3, 5, 6];
    check(&rules(CreditMethod::RoleWeighted), &Expected { cents, ranks, hhi: 1994.87, ..BASE });
}

#[test]
fn credit_by_pools_of_roles() {
    // D1 700 / 4 and 300 / 2; D2 385 / 2 and 165; D3 has leads only, 500 / 2.
    let cents = [m(175) + 19_250_000_000, m(425), m(175) + 19_250_000_000, m(425), m(315), m(150)];
    let ranks = [3, 1, 3, 1, 5, 6];
    let hhi = [367.5, 425.0, 367.5, 425.0, 315.0, 150.0];
    let hhi = hhi.iter().map(|value: &f64| (value / 20.50).powi(2)).sum();
    check(&rules(CreditMethod::RolePools), &Expected { cents, ranks, hhi, ..BASE });
}

#[test]
fn self_led_deals() {
    let (a, b) = (m(525), m(250));
    let check = |self_led, d: i128, market: i128, unallocated: i128, ranks, hhi| {
        let criteria = Criteria { self_led, ..rules(CreditMethod::Equal) };
        let cents = [a, b, a, d, 0, 0];
        let sum = market - unallocated;
        check(&criteria, &Expected { cents, ranks, sum, market, unallocated, hhi });
    };
    check(SelfLed::DropDeal, m(250), m(1550), 0, [1, 3, 1, 3, 0, 0], 2814.78);
    check(SelfLed::DropCredit, m(500), m(2050), m(250), [1, 4, 1, 3, 0, 0], 2665.90);
    check(SelfLed::Resplit, m(750), m(2050), 0, [2, 4, 2, 1, 0, 0], 2798.93);
    let criteria = Criteria { self_led: SelfLed::DropIfSole, ..rules(CreditMethod::Equal) };
    let (_, index, chosen) = open(EXAMPLE);
    let same = League::new(&index, &chosen, &rules(CreditMethod::Equal));
    assert_eq!(League::new(&index, &chosen, &criteria), same);
}

#[test]
fn a_merger_is_counted_before_the_split() {
    let (book, index, chosen) = open(EXAMPLE);
    let merge = Merge { from: group(&book, "C"), into: group(&book, "A") };
    let overlay = Overlay { merges: vec![merge], ..Overlay::default() };
    let before = League::new(&index, &chosen, &rules(CreditMethod::Equal));
    let what_if = WhatIf::new(&index, &chosen, &rules(CreditMethod::Equal), &overlay);
    let (cents, ranks) = cells(&book, &what_if.after);
    assert_eq!(cents, [88_333_333_333, 58_333_333_333, 0, 58_333_333_333, 0, 0]);
    assert_eq!(ranks, [1, 2, 0, 2, 0, 0]);
    assert!((what_if.after.hhi - 3476.11).abs() < 0.005);
    assert_eq!(what_if.after.credits().0, what_if.after.market_value.0);
    assert_eq!(what_if.before, before);
    assert_eq!(what_if.movement.leavers[0].recipient, Recipient::Group(group(&book, "C")));
}

#[test]
fn lead_left_credit_goes_to_the_marked_bank_only() {
    let book = br#"[
        {"id":"a","issuer":"x","amount":100,"currency":"USD","syndicate":[
            {"bank":"Bank E","group":"Example Bank E","roles":["joint_bookrunner"]},
            {"bank":"Bank F","group":"Example Bank F","roles":["lead_left","joint_bookrunner"]}]},
        {"id":"b","issuer":"x","amount":100,"currency":"USD","syndicate":[
            {"bank":"Bank E","group":"Example Bank E","roles":["joint_bookrunner"]},
            {"bank":"Bank F","group":"Example Bank F","roles":["joint_bookrunner"]}]}]"#;
    let (book, index, chosen) = open(book);
    let criteria = Criteria { credit: CreditMethod::LeadLeft, ..Criteria::default() };
    let league = League::new(&index, &chosen, &criteria);
    assert_eq!(league.rows.len(), 1);
    assert_eq!(league.row_of(group(&book, "F")).unwrap().value.cents(), 10_000);
    assert_eq!(league.unallocated.cents(), 10_000);
    let criteria = Criteria { order_is_seniority: true, ..criteria };
    let league = League::new(&index, &chosen, &criteria);
    assert_eq!(league.row_of(group(&book, "E")).unwrap().value.cents(), 10_000);
    assert_eq!(league.unallocated.cents(), 0);
}

#[test]
fn what_known_allotments_leave_is_shared_by_the_others() {
    // The figures of a printed announcement: 40 at 40/30/30, and the same with two known.
    let book = |others: &str| {
        format!(
            r#"[{{"id":"a","issuer":"x","market":"DCM","amount":4000000000,"currency":"CNY","fx_usd":0.1,
            "syndicate":[
            {{"bank":"a","group":"Example Bank A","roles":["lead_underwriter"],"allotment":1600000000}},
            {{"bank":"b","group":"Example Bank B","roles":["joint_lead_underwriter"],"allotment":1200000000}},
            {{"bank":"c","group":"Example Bank C","roles":["joint_lead_underwriter"]{others}}}]}}]"#
        )
    };
    let criteria = Criteria {
        credit: CreditMethod::Allotment,
        currency: Currency::from_code("CNY").unwrap(),
        ..Criteria::default()
    };
    for others in [r#","allotment":1200000000"#, ""] {
        let (book, index, chosen) = open(book(others).as_bytes());
        let league = League::new(&index, &chosen, &criteria);
        let fen = BANKS.map(|bank| {
            let at = book.groups().iter().position(|g| g.name == format!("Example Bank {bank}"));
            let row = at.and_then(|at| league.row_of(GroupId::new(at)));
            row.map_or(0, |row| row.value.minor())
        });
        assert_eq!(fen, [160_000_000_000, 120_000_000_000, 120_000_000_000, 0, 0, 0]);
        let coverage = if others.is_empty() { 70.0 } else { 100.0 };
        assert!((league.coverage_pct().unwrap() - coverage).abs() < 1e-9);
        let equal =
            Criteria { credit: CreditMethod::Equal, roles: Some(lead_underwriters()), ..criteria };
        let league = League::new(&index, &chosen, &equal);
        assert_eq!(league.rows[0].value.minor(), 133_333_333_333);
    }
}

fn lead_underwriters() -> RoleSet {
    [Role::LeadUnderwriter, Role::JointLeadUnderwriter].into_iter().collect()
}

#[test]
fn the_ladder_goes_down_where_no_bookrunner_is_named() {
    let book = br#"[{"id":"a","issuer":"x","amount":100,"currency":"USD","syndicate":[
            {"bank":"Axq","roles":["mandated_lead_arranger"]},
            {"bank":"Bxq","roles":["participant"]}]},
           {"id":"b","issuer":"x","amount":100,"currency":"USD","syndicate":[
            {"bank":"Cxq","roles":["bond_trustee"]}]},
           {"id":"c","issuer":"x","amount":100,"currency":"USD","syndicate":[
            {"bank":null,"roles":["joint_bookrunner"]},
            {"bank":"Axq","roles":["joint_bookrunner"]}]}]"#;
    let (book, index, chosen) = open(book);
    let league = League::new(&index, &chosen, &Criteria::default());
    assert_eq!(league.rows.len(), 1);
    assert_eq!(book.group(league.rows[0].group).name, "Axq");
    assert_eq!(league.rows[0].value.cents(), 15_000);
    assert_eq!(league.unallocated.cents(), 10_000);
    assert_eq!(league.unnamed.cents(), 5_000);
    let unallocated = Audit::new(&index, &chosen, &Criteria::default(), Recipient::Unallocated);
    assert_eq!(unallocated.lines.len(), 1);
}

#[test]
fn fees_are_disclosed_or_marked() {
    let deal = |id: usize, spread: &str| {
        format!(
            r#"{{"id":"{id}","issuer":"x","market":"DCM","priced":"2024-01-10","status":"priced",
            "tranches":[{{"currency":"USD","amount":1000,"tenor_years":5{spread}}}],
            "syndicate":[{{"bank":"Bank E","group":"Example Bank E","roles":["sole_bookrunner"]}}]}}"#
        )
    };
    let disclosed = (0..5).map(|at| deal(at, &format!(r#","gross_spread_pct":{}"#, at + 1)));
    let deals: Vec<String> = disclosed.chain([deal(9, "")]).collect();
    let (_, index, chosen) = open(format!("[{}]", deals.join(",")).as_bytes());
    let criteria = Criteria { credit: CreditMethod::Fee, ..Criteria::default() };
    let league = League::new(&index, &chosen, &criteria);
    assert_eq!(league.market_value.cents(), 15_000);
    assert_eq!(league.left_out_for(Reason::NoFee), 1);
    let criteria = Criteria { impute_fees: true, ..criteria };
    let league = League::new(&index, &chosen, &criteria);
    assert_eq!(league.market_value.cents(), 18_000);
    assert_eq!((league.imputed.cents(), league.rows[0].estimated.cents()), (3_000, 3_000));
}

#[test]
fn every_switch_keeps_its_reason() {
    let deal = |id: &str, more: &str, tranche: &str| {
        format!(
            r#"{{"id":"{id}","issuer":{{"name":"x","group":"Example Bank E"}},{more},
            "tranches":[{tranche}],"syndicate":[
            {{"bank":"Bank E","group":"Example Bank E","roles":["sole_bookrunner"]}}]}}"#
        )
    };
    let usd = r#"{"currency":"USD","amount":1000,"tenor_years":5}"#;
    let dated = r#""market":"DCM","priced":"2024-01-10""#;
    let books = [
        deal("a", &format!(r#"{dated},"status":"mandated""#), usd),
        deal("b", r#""market":"LOAN","priced":"2024-01-10""#, usd),
        deal("c", r#""market":"DCM","priced":"2023-01-10""#, usd),
        deal("d", &format!(r#"{dated},"instrument":"club loan""#), usd),
        deal("e", &format!(r#"{dated},"format":"private placement""#), usd),
        deal("f", &format!(r#"{dated},"instrument":"retained covered bond""#), usd),
        deal("g", dated, ""),
        deal("h", dated, r#"{"currency":"USD","tenor_years":5}"#),
        deal("i", dated, r#"{"currency":"TWD","amount":1000,"tenor_years":5}"#),
        deal("j", dated, r#"{"currency":"USD","amount":1000,"tenor_years":1}"#),
        deal(
            "k",
            dated,
            r#"{"currency":"USD","amount":1000,"tenor_years":5,"exchanged_amount":1000}"#,
        ),
        deal("l", dated, r#"{"currency":"USD","amount":10,"tenor_years":5}"#),
        deal("m", dated, usd),
        deal(
            "n",
            dated,
            r#"{"currency":"USD","amount":1000,"maturity":"perpetual","tenor_years":1}"#,
        ),
    ];
    let (book, index, chosen) = open(format!("[{}]", books.join(",")).as_bytes());
    let eligibility = Eligibility {
        market: MarketClass::Debt,
        from: Some("2024-01-01".parse().unwrap()),
        min_tenor_months: 18,
        min_amount: 100,
        new_money: true,
        without_club: true,
        without_private: true,
        without_retained: true,
        ..Eligibility::default()
    };
    let criteria = Criteria { eligibility, self_led: SelfLed::DropDeal, ..Criteria::default() };
    let found = left_out(&index, &chosen, &criteria);
    let found: Vec<(&str, Reason)> =
        found.iter().map(|row| (book.deal(row.deal).key.as_str(), row.reason)).collect();
    let expected = [
        Reason::NotPriced,
        Reason::OtherMarket,
        Reason::OutsidePeriod,
        Reason::Club,
        Reason::Private,
        Reason::Retained,
        Reason::NoTranche,
        Reason::NoAmount,
        Reason::NoRate,
        Reason::ShortTenor,
        Reason::NoNewMoney,
        Reason::SmallAmount,
        Reason::SelfLed,
        Reason::SelfLed,
    ];
    let keys = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"];
    assert_eq!(found, keys.into_iter().zip(expected).collect::<Vec<_>>());
    let league = League::new(&index, &chosen, &criteria);
    assert_eq!(league.left_out.iter().sum::<usize>(), 14);
    assert_eq!(league.market_value, Credited(0));
}

/// Criteria of every kind.
fn any_criteria() -> impl Strategy<Value = Criteria> {
    let method = prop::sample::select(CreditMethod::ALL);
    let self_led = prop::sample::select(SelfLed::ALL);
    let by = prop::sample::select(Entity::ALL);
    let currency = prop::sample::select(vec!["USD", "EUR", "CNY", "JPY", "KWD"]);
    let roles = prop::option::weighted(0.2, any::<u64>().prop_map(RoleSet::from_bits));
    let tenor = prop::sample::select(vec![0, 12, 18, 60]);
    let amount = prop::sample::select(vec![0, 1_000_000, 300_000_000]);
    let switches = any::<[bool; 7]>();
    (method, self_led, by, currency, roles, tenor, amount, switches).prop_map(
        |(credit, self_led, by, currency, roles, min_tenor_months, min_amount, on)| Criteria {
            credit,
            self_led,
            by,
            currency: Currency::from_code(currency).unwrap(),
            roles,
            active_only: on[0],
            order_is_seniority: on[1],
            impute_fees: on[2],
            eligibility: Eligibility {
                min_tenor_months,
                min_amount,
                new_money: on[3],
                unpriced_deals: on[4],
                without_private: on[5],
                converts: if on[6] { Converts::Equity } else { Converts::Own },
                ..Eligibility::default()
            },
            ..Criteria::default()
        },
    )
}

/// Filters over the embedded book.
fn any_filter() -> impl Strategy<Value = Filter> {
    let market = prop::sample::select(vec!["", "market:DCM ", "market:CB,ECM ", "market:LOAN "]);
    let more = prop::sample::select(vec!["", "currency:USD ", "country:CN ", "role:co_manager "]);
    let span = (2010..2027_i16, 0..16_i16);
    let banks = prop::sample::select(vec!["", "banks:1..3", "banks:4..9", "size:>=500m"]);
    (market, more, span, banks).prop_map(|(market, more, (year, years), banks)| {
        format!("{market}{more}year:{year}..{} {banks}", year + years).parse().unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn cells_add_up_to_the_market_and_audits_to_the_cells(
        criteria in any_criteria(),
        filter in any_filter(),
        pick in any::<prop::sample::Index>(),
    ) {
        let (_, index) = embedded();
        let chosen = Chosen::new(index, &filter);
        let league = League::new(index, &chosen, &criteria);
        if criteria.credit.splits() {
            let sum = league.credits().0 + league.unnamed.0 + league.unallocated.0;
            prop_assert_eq!(sum, league.market_value.0);
        }
        let everybody = [Recipient::Unnamed, Recipient::Unallocated];
        let mut audited: Vec<Recipient> = everybody.into();
        if !league.rows.is_empty() {
            audited.push(league.rows[pick.index(league.rows.len())].recipient());
        }
        for recipient in audited {
            let audit = Audit::new(index, &chosen, &criteria, recipient);
            prop_assert_eq!(audit.total, league.value_of(recipient));
            if let Some(row) = league.row_for(recipient) {
                prop_assert_eq!(audit.deals(), row.deals);
                prop_assert_eq!(audit.lines.len(), row.tranches);
            }
        }
        let out = left_out(index, &chosen, &criteria);
        prop_assert_eq!(out.len(), league.left_out.iter().sum::<usize>());
        let ranks: Vec<usize> = league.rows.iter().map(|row| row.rank).collect();
        prop_assert!(ranks.windows(2).all(|pair| pair[0] <= pair[1]));
    }
}

fn embedded() -> &'static (std::sync::Arc<DealBook>, Index) {
    static EMBEDDED: std::sync::OnceLock<(std::sync::Arc<DealBook>, Index)> =
        std::sync::OnceLock::new();
    EMBEDDED.get_or_init(|| {
        let book = DealBook::embedded();
        let index = Index::build(&book, Parents::AtDeal);
        (book, index)
    })
}

#[test]
fn an_exercised_greenshoe_is_sold_with_its_tranche() {
    let deal = |id: &str, exercised: &str| {
        format!(
            r#"{{"id":"{id}","issuer":"x","priced":"2024-06-03","market":"CB","tranches":[
            {{"currency":"USD","amount":500,"greenshoe_amount":75{exercised},"tenor_years":5}}],
            "syndicate":[{{"bank":"Axq","roles":["sole_bookrunner"]}}]}}"#
        )
    };
    let books = [
        deal("a", ""),
        deal("b", r#","greenshoe_exercised":false"#),
        deal("c", r#","greenshoe_exercised":true"#),
        deal("d", r#","greenshoe_exercised":50"#),
    ];
    let (_, index, chosen) = open(format!("[{}]", books.join(",")).as_bytes());
    let league = League::new(&index, &chosen, &Criteria::default());
    assert_eq!(league.market_value.cents(), (500 + 500 + 575 + 550) * 100);
    assert_eq!(league.credits().0 + league.unallocated.0, league.market_value.0);
}
