//! The league table: banks ranked by credit.

use std::collections::BTreeMap;

use super::credit::{CreditMethod, credited, split};
use crate::index::{Index, NO_VALUE};
use crate::model::{DealId, GroupId, RoleSet, Status};
use crate::query::Chosen;

/// Credit is held in millionths of a US cent, so that a split loses nothing that could be seen.
const PER_CENT: i128 = 1_000_000;

/// The rules of a league table.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Criteria {
    /// How value becomes credit.
    pub credit: CreditMethod,
    /// Only members with one of these roles count, as bits of a [`RoleSet`]; `None` = bookrunners,
    /// with the ladder.
    pub roles: Option<u64>,
}

/// Credit in millionths of a US cent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Credited(pub i128);

impl Credited {
    /// US cents, rounded half up.
    pub const fn cents(self) -> i128 {
        (self.0 + PER_CENT / 2).div_euclid(PER_CENT)
    }

    /// US dollars as a float, for plots and shares.
    pub fn usd(self) -> f64 {
        self.0 as f64 / (100 * PER_CENT) as f64
    }
}

/// One line of a league table.
#[derive(Clone, Debug, PartialEq)]
pub struct LeagueRow {
    /// The rank; equals share one, and the next ranks are skipped (1, 2, 2, 4).
    pub rank: usize,
    /// The bank group.
    pub group: GroupId,
    /// Its credit.
    pub value: Credited,
    /// Its share of the market value, in per cent. Under full credit shares add up to more than 100.
    pub share_pct: f64,
    /// Deals with credit, each once.
    pub deals: usize,
}

/// A league table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct League {
    /// The lines, best first.
    pub rows: Vec<LeagueRow>,
    /// The value of every eligible tranche.
    pub market_value: Credited,
    /// Eligible deals with a value.
    pub deals: usize,
    /// Credit of members whose names the sources lost.
    pub unnamed: Credited,
    /// Value of tranches on which nobody can be credited.
    pub unallocated: Credited,
    /// Tranches with an amount that could not be converted, or with no amount.
    pub unpriced_tranches: usize,
    /// Deals left out because they are not priced: mandated, proposed, withdrawn.
    pub not_priced: usize,
    /// The Herfindahl–Hirschman index over shares that add up to 100, 0 to 10,000.
    pub hhi: f64,
    /// The five largest shares together, in per cent, on the same shares.
    pub cr5_pct: f64,
}

impl League {
    /// Ranks the banks of the chosen deals.
    pub fn new(index: &Index, chosen: &Chosen, criteria: &Criteria) -> Self {
        let mut table = Table::new(index, criteria);
        for deal_id in chosen.deals() {
            table.deal(deal_id);
        }
        table.finish()
    }

    /// 10,000 ÷ HHI: how many equal banks would be as concentrated; `None` for an empty table.
    pub fn effective_banks(&self) -> Option<f64> {
        (self.hhi > 0.0).then(|| 10_000.0 / self.hhi)
    }

    /// The line of a group.
    pub fn row_of(&self, group_id: GroupId) -> Option<&LeagueRow> {
        self.rows.iter().find(|row| row.group == group_id)
    }
}

struct Table<'a> {
    index: &'a Index,
    criteria: &'a Criteria,
    credit: BTreeMap<GroupId, (i128, usize)>,
    league: League,
}

impl<'a> Table<'a> {
    fn new(index: &'a Index, criteria: &'a Criteria) -> Self {
        Self { index, criteria, credit: BTreeMap::new(), league: League::default() }
    }

    fn deal(&mut self, deal_id: DealId) {
        if is_unpriced(self.index.deals().status[deal_id.index()]) {
            self.league.not_priced += 1;
            return;
        }
        let mut credited_here: Vec<GroupId> = Vec::new();
        let mut valued = false;
        for (number, tranche) in self.index.tranches_of(deal_id).enumerate() {
            let cents = self.index.tranches().usd_cents[tranche];
            if cents == NO_VALUE {
                self.league.unpriced_tranches += 1;
                continue;
            }
            valued = true;
            self.tranche(deal_id, number, i128::from(cents) * PER_CENT, &mut credited_here);
        }
        self.league.deals += usize::from(valued);
        for group_id in credited_here {
            self.credit.entry(group_id).or_default().1 += 1;
        }
    }

    fn tranche(&mut self, deal_id: DealId, number: usize, value: i128, here: &mut Vec<GroupId>) {
        let roles = self.criteria.roles.map(RoleSet::from_bits);
        let members = credited(self.index, deal_id, number, roles);
        self.league.market_value.0 += value;
        if members.is_empty() {
            self.league.unallocated.0 += value;
        }
        let parts: Vec<i128> = match self.criteria.credit {
            CreditMethod::Full => vec![value; members.len()],
            CreditMethod::Equal => split(value, members.len()).collect(),
        };
        for (member, part) in members.into_iter().zip(parts) {
            match member {
                None => self.league.unnamed.0 += part,
                Some(group_id) => {
                    self.credit.entry(group_id).or_default().0 += part;
                    if !here.contains(&group_id) {
                        here.push(group_id);
                    }
                }
            }
        }
    }

    fn finish(mut self) -> League {
        let market = self.league.market_value.0;
        let mut rows: Vec<LeagueRow> = self
            .credit
            .into_iter()
            .map(|(group, (value, deals))| LeagueRow {
                rank: 0,
                group,
                value: Credited(value),
                share_pct: share(value, market),
                deals,
            })
            .collect();
        rows.sort_by(|a, b| {
            b.value
                .cents()
                .cmp(&a.value.cents())
                .then(b.deals.cmp(&a.deals))
                .then(a.group.cmp(&b.group))
        });
        rank(&mut rows);
        let credits: i128 = rows.iter().map(|row| row.value.0).sum();
        let shares: Vec<f64> = rows.iter().map(|row| share(row.value.0, credits)).collect();
        self.league.hhi = shares.iter().map(|share| share * share).sum();
        self.league.cr5_pct = shares.iter().take(5).sum();
        self.league.rows = rows;
        self.league
    }
}

/// Whether the status says that the deal is not priced. A record without a status counts as priced.
pub fn is_unpriced(status: Option<Status>) -> bool {
    matches!(status, Some(Status::Mandated | Status::Proposed | Status::Withdrawn))
}

fn share(value: i128, of: i128) -> f64 {
    if of == 0 { 0.0 } else { 100.0 * value as f64 / of as f64 }
}

fn rank(rows: &mut [LeagueRow]) {
    let mut last = None;
    for (at, row) in rows.iter_mut().enumerate() {
        let cents = row.value.cents();
        row.rank = match last {
            Some((rank, value)) if value == cents => rank,
            _ => at + 1,
        };
        last = Some((row.rank, cents));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::book::{BookSource, DealBook};
    use crate::index::Parents;
    use crate::query::Filter;

    /// The worked example of the rules: two dollar deals and two at stated rates.
    const EXAMPLE: &str = r#"[
      {"id":"D1","issuer":"I1","market":"DCM","priced":"2024-01-10",
       "tranches":[{"currency":"USD","amount":1000000000}],
       "syndicate":[
        {"bank":"Axq","roles":["joint_global_coordinator","joint_bookrunner"]},
        {"bank":"Bxq","roles":["joint_global_coordinator","joint_bookrunner"]},
        {"bank":"Cxq","roles":["joint_bookrunner"]},{"bank":"Dxq","roles":["joint_bookrunner"]},
        {"bank":"Exq","roles":["co_manager"]},{"bank":"Fxq","roles":["co_manager"]}]},
      {"id":"D2","issuer":"I2","market":"DCM","priced":"2024-02-10",
       "tranches":[{"currency":"EUR","amount":500000000,"fx_usd":1.1}],
       "syndicate":[{"bank":"Axq","roles":["joint_bookrunner"]},
        {"bank":"Cxq","roles":["joint_bookrunner"]},{"bank":"Exq","roles":["co_manager"]}]},
      {"id":"D3","issuer":"I3","market":"DCM","priced":"2024-03-10",
       "tranches":[{"currency":"CNH","amount":3500000000,"fx_usd":0.14285714285714285}],
       "syndicate":[{"bank":"Bxq","roles":["joint_bookrunner"]},
        {"bank":"Dxq","roles":["joint_bookrunner"]}]},
      {"id":"D5","issuer":"I5","market":"DCM","priced":"2024-03-10","status":"proposed",
       "tranches":[{"currency":"USD","amount":3500000000}],
       "syndicate":[{"bank":"Bxq","roles":["joint_bookrunner"]}]}
    ]"#;

    fn league(json: &str, credit: CreditMethod) -> (DealBook, League) {
        let book = DealBook::build(BookSource::read(json.as_bytes(), "t").into());
        let index = Index::build(&book, Parents::Today);
        let chosen = Chosen::new(&index, &Filter::default());
        let league = League::new(&index, &chosen, &Criteria { credit, roles: None });
        (book, league)
    }

    fn check(credit: CreditMethod, expected: &[(usize, &str, f64)], hhi: f64) {
        let (book, league) = league(EXAMPLE, credit);
        let rows: Vec<(usize, &str, f64)> = league
            .rows
            .iter()
            .map(|row| {
                (
                    row.rank,
                    book.group(row.group).name.as_str(),
                    (row.value.usd() / 1e4).round() / 100.0,
                )
            })
            .collect();
        assert_eq!(rows, expected);
        assert!((league.hhi - hhi).abs() < 0.005, "{}", league.hhi);
        assert_eq!(league.market_value.cents(), 205_000_000_000);
        assert_eq!(league.not_priced, 1);
    }

    #[test]
    fn equal_credit_of_the_worked_example() {
        let rows = [(1, "Axq", 525.0), (1, "Cxq", 525.0), (3, "Bxq", 500.0), (3, "Dxq", 500.0)];
        check(CreditMethod::Equal, &rows, 2501.49);
    }

    #[test]
    fn full_credit_of_the_worked_example() {
        let rows = [(1, "Axq", 1550.0), (1, "Cxq", 1550.0), (3, "Bxq", 1500.0), (3, "Dxq", 1500.0)];
        check(CreditMethod::Full, &rows, 2500.67);
    }

    #[test]
    fn without_bookrunners_the_ladder_goes_down() {
        let (book, league) = league(
            r#"[{"id":"a","issuer":"x","amount":100,"currency":"USD","syndicate":[
                {"bank":"Axq","roles":["mandated_lead_arranger"]},
                {"bank":"Bxq","roles":["participant"]}]},
               {"id":"b","issuer":"x","amount":100,"currency":"USD","syndicate":[
                {"bank":"Cxq","roles":["bond_trustee"]}]},
               {"id":"c","issuer":"x","amount":100,"currency":"USD","syndicate":[
                {"bank":null,"roles":["joint_bookrunner"]},
                {"bank":"Axq","roles":["joint_bookrunner"]}]}]"#,
            CreditMethod::Equal,
        );
        assert_eq!(league.rows.len(), 1);
        assert_eq!(book.group(league.rows[0].group).name, "Axq");
        assert_eq!(league.rows[0].value.cents(), 15_000);
        assert_eq!(league.unallocated.cents(), 10_000);
        assert_eq!(league.unnamed.cents(), 5_000);
    }

    proptest! {
        #[test]
        fn parts_of_a_split_add_up(value in 0i128..1_000_000_000_000, parts in 1usize..50) {
            prop_assert_eq!(split(value, parts).sum::<i128>(), value);
        }
    }

    #[test]
    fn credits_and_what_nobody_gets_add_up_to_the_market() {
        let book = DealBook::embedded();
        let index = Index::build(&book, Parents::Today);
        for line in
            ["", "market:DCM", "currency:EUR,CNH", "year:2021", "role:co_manager", "banks:1..3"]
        {
            let chosen = Chosen::new(&index, &line.parse().unwrap());
            let league = League::new(&index, &chosen, &Criteria::default());
            let credits: i128 = league.rows.iter().map(|row| row.value.0).sum();
            let sum = credits + league.unnamed.0 + league.unallocated.0;
            assert_eq!(sum, league.market_value.0, "{line}");
        }
    }
}
