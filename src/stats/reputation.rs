//! Reputation of banks by where they stand on tombstones: who stands above whom, and how the
//! market ranks them by it.
//!
//! A bracket of a tombstone is a tier of roles; labels, which carry no credit, are no bracket.

use std::collections::{BTreeMap, HashMap};

use crate::book::DealBook;
use crate::index::Index;
use crate::model::{Credit, DealId, GroupId, Role, Tier};
use crate::query::Chosen;

use super::criteria::{CreditMethod, Criteria};
use super::league::League;

/// A lead whose allotment is below this part of the lead-left's is a phantom: it has the title and
/// hardly the work. Dunbar and King (2023) say "well below"; a half is our reading of it.
pub const PHANTOM_PART: f64 = 0.5;

/// How often each pair of banks is looked at in the fit of tombstone ranks.
const SWEEPS: usize = 200;

/// The highest tombstone rank; ranks go in half steps from 0, so there are 19.
const HIGHEST: f64 = 9.0;

/// The reputation of one bank.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reputation {
    /// The part of all proceeds that it led, full credit to each lead, in per cent: the market-share
    /// reputation of Megginson and Weiss (1991). Over all banks it adds up to more than 100.
    pub led_pct: f64,
    /// Where it stands on tombstones, 0 to 9 in half steps, in the manner of Carter and Manaster
    /// (1990): brackets set banks apart, a bank that stands above others of high rank stands higher.
    /// Theirs was drawn up by hand from one tombstone after another; here the same brackets are
    /// fitted at once by least squares, so that no order of reading matters. `None` for a bank that
    /// shares no tombstone with another bank.
    pub tombstone: Option<f64>,
    /// Status after Podolny (1993): Bonacich power on the matrix of how often a bank stands above
    /// another, of the tombstones that they share; β is three quarters of what would still converge,
    /// squares add up to the number of banks.
    pub status: f64,
    /// Of the deals with a marked lead left and known allotments, those in which it is another lead:
    /// first those in which it is a phantom ([`PHANTOM_PART`]), then all.
    pub phantom: (usize, usize),
}

/// How often banks share a tombstone, and who stands above whom.
#[derive(Clone, Debug, Default)]
struct Tombstones {
    groups: Vec<GroupId>,
    /// For a pair of positions, the smaller first: shared deals, deals in which the first stands
    /// above, deals in which the second does.
    pairs: Vec<((u32, u32), [u32; 3])>,
}

impl Tombstones {
    fn new(index: &Index, chosen: &Chosen) -> Self {
        let seats = index.seats();
        let named = |deal_id: DealId| {
            index
                .seats_of(deal_id)
                .filter(|seat| seats.tier[*seat] != Tier::Label)
                .filter_map(|seat| Some((seats.group[seat]?, seats.tier[seat])))
        };
        let mut groups: Vec<GroupId> = chosen.deals().flat_map(named).map(|seat| seat.0).collect();
        groups.sort_unstable();
        groups.dedup();
        let at = |group: GroupId| groups.binary_search(&group).unwrap_or_default() as u32;
        let mut pairs: HashMap<(u32, u32), [u32; 3]> = HashMap::new();
        for deal_id in chosen.deals() {
            let mut here: Vec<(u32, Tier)> =
                named(deal_id).map(|seat| (at(seat.0), seat.1)).collect();
            here.sort_unstable();
            here.dedup_by_key(|seat| seat.0);
            for (first, (a, above)) in here.iter().enumerate() {
                for (b, below) in &here[first + 1..] {
                    let pair = pairs.entry((*a, *b)).or_default();
                    pair[0] += 1;
                    pair[1] += u32::from(above < below);
                    pair[2] += u32::from(below < above);
                }
            }
        }
        let mut pairs: Vec<((u32, u32), [u32; 3])> = pairs.into_iter().collect();
        pairs.sort_unstable();
        Self { groups, pairs }
    }

    /// Ranks by least squares: for each shared tombstone the difference of two ranks should be one
    /// where one stands above, nought where both stand side by side. A weight of one tombstone ties
    /// each bank to the middle, so that a bank seen once is not carried far.
    fn ranks(&self) -> Vec<Option<f64>> {
        let mut around: Vec<Vec<(usize, f64, f64)>> = vec![Vec::new(); self.groups.len()];
        for ((a, b), [shared, above, below]) in &self.pairs {
            let (a, b) = (*a as usize, *b as usize);
            let gap = f64::from(*above) - f64::from(*below);
            around[a].push((b, f64::from(*shared), gap));
            around[b].push((a, f64::from(*shared), -gap));
        }
        let mut rating = vec![0.0; self.groups.len()];
        for _ in 0..SWEEPS {
            for at in 0..rating.len() {
                let (mut weight, mut sum) = (1.0, 0.0);
                for (other, shared, gap) in &around[at] {
                    weight += shared;
                    sum += shared * rating[*other] + gap;
                }
                rating[at] = sum / weight;
            }
        }
        let seen = || (0..rating.len()).filter(|at| !around[*at].is_empty());
        let low = seen().map(|at| rating[at]).fold(f64::INFINITY, f64::min);
        let high = seen().map(|at| rating[at]).fold(f64::NEG_INFINITY, f64::max);
        let span = high - low;
        let rank = |at: usize| match span > 1e-9 {
            true => (2.0 * HIGHEST * (rating[at] - low) / span).round() / 2.0,
            // Nobody ever stood above anybody.
            false => HIGHEST,
        };
        (0..rating.len()).map(|at| (!around[at].is_empty()).then(|| rank(at))).collect()
    }

    /// Status by repeated multiplication; see [`Reputation::status`].
    fn status(&self) -> Vec<f64> {
        let mut above: Vec<Vec<(usize, f64)>> = vec![Vec::new(); self.groups.len()];
        for ((a, b), [shared, first, second]) in &self.pairs {
            let part = |count: &u32| f64::from(*count) / f64::from(*shared);
            if *first > 0 {
                above[*a as usize].push((*b as usize, part(first)));
            }
            if *second > 0 {
                above[*b as usize].push((*a as usize, part(second)));
            }
        }
        let times = |vector: &[f64]| -> Vec<f64> {
            let row =
                |row: &Vec<(usize, f64)>| row.iter().map(|(at, part)| part * vector[*at]).sum();
            above.iter().map(row).collect()
        };
        // Without circles every power of the matrix but finitely many is nought: any β converges.
        let largest = match has_circles(&above) {
            true => largest_eigenvalue(&times, self.groups.len()),
            false => 1.0,
        };
        let beta = 0.75 / largest;
        let once = times(&vec![1.0; self.groups.len()]);
        let mut status = once.clone();
        for _ in 0..400 {
            let next: Vec<f64> =
                times(&status).iter().zip(&once).map(|(more, one)| one + beta * more).collect();
            let moved = next.iter().zip(&status).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            status = next;
            if moved < 1e-12 {
                break;
            }
        }
        let length: f64 = status.iter().map(|value| value * value).sum();
        let scale = if length > 0.0 { (self.groups.len() as f64 / length).sqrt() } else { 0.0 };
        status.iter().map(|value| value * scale).collect()
    }
}

/// Whether somebody stands above somebody who, over others, stands above him.
fn has_circles(above: &[Vec<(usize, f64)>]) -> bool {
    let mut waiting: Vec<usize> = vec![0; above.len()];
    for (below, _) in above.iter().flatten() {
        waiting[*below] += 1;
    }
    let mut free: Vec<usize> = (0..above.len()).filter(|at| waiting[*at] == 0).collect();
    let mut left = above.len();
    while let Some(at) = free.pop() {
        left -= 1;
        for (below, _) in &above[at] {
            waiting[*below] -= 1;
            if waiting[*below] == 0 {
                free.push(*below);
            }
        }
    }
    left > 0
}

/// The largest eigenvalue of a matrix without negative numbers, which is given by its product. One
/// is added and taken away again, so that the iteration settles on matrices that turn in circles.
fn largest_eigenvalue(times: &impl Fn(&[f64]) -> Vec<f64>, size: usize) -> f64 {
    let mut vector = vec![1.0; size];
    let mut found = 1.0;
    for _ in 0..300 {
        let next: Vec<f64> = times(&vector).iter().zip(&vector).map(|(a, b)| a + b).collect();
        let length = next.iter().copied().fold(0.0, f64::max);
        if length <= 0.0 {
            return 0.0;
        }
        let settled = (length - found).abs() < 1e-12;
        found = length;
        vector = next.iter().map(|value| value / length).collect();
        if settled {
            break;
        }
    }
    found - 1.0
}

/// The reputation of every bank of the chosen deals.
pub fn reputations(
    book: &DealBook,
    index: &Index,
    chosen: &Chosen,
) -> BTreeMap<GroupId, Reputation> {
    let tombstones = Tombstones::new(index, chosen);
    let (ranks, status) = (tombstones.ranks(), tombstones.status());
    let mut found: BTreeMap<GroupId, Reputation> = BTreeMap::new();
    for ((group, tombstone), status) in tombstones.groups.iter().zip(ranks).zip(status) {
        found.insert(*group, Reputation { tombstone, status, ..Reputation::default() });
    }
    let full = Criteria { credit: CreditMethod::Full, ..Criteria::default() };
    for row in &League::new(index, chosen, &full).rows {
        found.entry(row.group).or_default().led_pct = row.share_pct;
    }
    for deal_id in chosen.deals() {
        for (group, is_phantom) in phantoms(book, deal_id) {
            let phantom = &mut found.entry(group).or_default().phantom;
            phantom.0 += usize::from(is_phantom);
            phantom.1 += 1;
        }
    }
    found
}

/// The leads of a deal beside the lead left, with whether each is a phantom. Empty where no lead
/// left is marked or an allotment of a lead is not known.
fn phantoms(book: &DealBook, deal_id: DealId) -> Vec<(GroupId, bool)> {
    let deal = book.deal(deal_id);
    let leads = deal
        .members
        .iter()
        .filter(|member| member.roles.iter().any(|role| role.credit() == Credit::Bookrunner));
    let mut left: Option<i64> = None;
    let mut others: Vec<(GroupId, i64)> = Vec::new();
    for member in leads {
        let Some(bank_id) = member.bank else { continue };
        let allotments = &member.allotments;
        if allotments.is_empty() {
            return Vec::new();
        }
        let allotted: i64 =
            allotments.iter().fold(0, |sum, one| sum.saturating_add(one.hundredths));
        if member.roles.contains(Role::LeadLeft) {
            left = Some(allotted);
        } else {
            others.push((book.group_today(book.bank(bank_id).group), allotted));
        }
    }
    let Some(left) = left.filter(|left| *left > 0) else { return Vec::new() };
    let is_phantom = |allotted: i64| (allotted as f64) < PHANTOM_PART * left as f64;
    others.into_iter().map(|(group, allotted)| (group, is_phantom(allotted))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::BookSource;
    use crate::index::Parents;
    use crate::query::Filter;

    fn open(text: &str) -> (DealBook, BTreeMap<String, Reputation>) {
        let book = DealBook::build(BookSource::read(text.as_bytes(), "t").into());
        let index = Index::build(&book, Parents::Today);
        let chosen = Chosen::new(&index, &Filter::default());
        let found = reputations(&book, &index, &chosen);
        let named = found.into_iter().map(|(group, found)| (book.group(group).name.clone(), found));
        let named = named.collect();
        (book, named)
    }

    /// The toy net of section 4: {A*, B, C}, {A*, C, D}, {B*, E}, {E*}.
    const TOY: &str = r#"[
      {"id":"1","issuer":"x","priced":"2020-01-10","amount":100,"currency":"USD","syndicate":[
        {"bank":"Axq","roles":["sole_bookrunner"]},{"bank":"Bxq","roles":["co_manager"]},
        {"bank":"Cxq","roles":["co_manager"]}]},
      {"id":"2","issuer":"x","priced":"2020-02-10","amount":100,"currency":"USD","syndicate":[
        {"bank":"Axq","roles":["sole_bookrunner"]},{"bank":"Cxq","roles":["co_manager"]},
        {"bank":"Dxq","roles":["co_manager"]}]},
      {"id":"3","issuer":"x","priced":"2020-03-10","amount":100,"currency":"USD","syndicate":[
        {"bank":"Bxq","roles":["sole_bookrunner"]},{"bank":"Exq","roles":["co_manager"]}]},
      {"id":"4","issuer":"x","priced":"2020-04-10","amount":100,"currency":"USD","syndicate":[
        {"bank":"Exq","roles":["sole_bookrunner"]}]}]"#;

    #[test]
    fn status_of_the_toy_net_is_a_series_that_ends() {
        let (_, found) = open(TOY);
        // A stands above B, C and D, B above E: c(B) = 1, c(A) = 3 + 3/4; five banks.
        let scale = (5.0_f64 / (1.0 + 3.75 * 3.75)).sqrt();
        let near = |name: &str, expected: f64| {
            assert!((found[name].status - expected).abs() < 1e-9, "{name}: {:?}", found[name]);
        };
        near("Axq", 3.75 * scale);
        near("Bxq", scale);
        near("Cxq", 0.0);
        near("Exq", 0.0);
    }

    #[test]
    fn tombstone_ranks_run_from_nought_to_nine_in_half_steps() {
        let (_, found) = open(TOY);
        let rank = |name: &str| found[name].tombstone.unwrap();
        assert!((rank("Axq") - 9.0).abs() < 1e-9 && rank("Axq") > rank("Bxq"));
        assert!(rank("Bxq") > rank("Exq"));
        assert!(found.values().any(|bank| bank.tombstone == Some(0.0)));
        assert!(found.values().filter_map(|bank| bank.tombstone).all(|r| (2.0 * r).fract() == 0.0));
    }

    #[test]
    fn led_parts_are_of_all_proceeds() {
        let (_, found) = open(TOY);
        assert!((found["Axq"].led_pct - 50.0).abs() < 1e-9);
        assert!((found["Exq"].led_pct - 25.0).abs() < 1e-9);
        assert!(found["Cxq"].led_pct.abs() < 1e-9);
    }

    #[test]
    fn a_circle_of_brackets_settles() {
        let deal = |id: &str, lead: &str, below: &str| {
            format!(
                r#"{{"id":"{id}","issuer":"x","priced":"2020-01-10","amount":100,"currency":"USD","syndicate":[
                {{"bank":"{lead}","roles":["sole_bookrunner"]}},{{"bank":"{below}","roles":["co_manager"]}}]}}"#
            )
        };
        let deals = [deal("1", "Axq", "Bxq"), deal("2", "Bxq", "Cxq"), deal("3", "Cxq", "Axq")];
        let (_, found) = open(&format!("[{}]", deals.join(",")));
        assert!(found.values().all(|bank| (bank.status - 1.0).abs() < 1e-9));
        assert!(found.values().all(|bank| bank.tombstone == Some(9.0)));
    }

    #[test]
    fn a_lead_with_hardly_a_share_is_a_phantom() {
        let text = r#"[{"id":"1","issuer":"x","priced":"2020-01-10","amount":100,"currency":"USD",
          "syndicate":[
           {"bank":"Axq","roles":["lead_left","joint_bookrunner"],"allotment":60},
           {"bank":"Bxq","roles":["joint_bookrunner"],"allotment":30},
           {"bank":"Cxq","roles":["joint_bookrunner"],"allotment":10},
           {"bank":"Dxq","roles":["co_manager"],"allotment":1}]},
          {"id":"2","issuer":"x","priced":"2020-01-10","amount":100,"currency":"USD","syndicate":[
           {"bank":"Axq","roles":["lead_left"]},{"bank":"Cxq","roles":["joint_bookrunner"]}]}]"#;
        let (_, found) = open(text);
        assert_eq!(found["Bxq"].phantom, (0, 1));
        assert_eq!(found["Cxq"].phantom, (1, 1));
        assert_eq!(found["Axq"].phantom, (0, 0));
        assert_eq!(found["Dxq"].phantom, (0, 0));
    }
}
