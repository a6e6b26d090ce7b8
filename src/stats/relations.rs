//! Relations between issuers and banks: loyalty, house banks, wallets, switching, promotion,
//! exclusivity, and whether a lead keeps its club together.
//!
//! After Ljungqvist, Marston and Wilhelm (2006), Krigman, Shaw and Womack (2001), Corwin and
//! Stegemoller, and Pichler and Wilhelm (2001). Who leads a deal is who is credited with it: the
//! highest rung of the ladder that it has.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::{Index, NO_DAY};
use crate::model::{Credit, DealId, GroupId, IssuerId, RoleSet, Tier};
use crate::query::Chosen;

use super::eligible::is_unpriced;
use super::league::share;

/// The window of loyalty, in years.
pub const LOYALTY_YEARS: i32 = 5;

/// One deal of an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The deal; `None` for one that is only planned.
    pub(super) deal: Option<DealId>,
    pub(super) day: i32,
    /// US cents; 0 where there is no value.
    pub(super) cents: i64,
    pub(super) leads: BTreeSet<GroupId>,
    pub(super) members: BTreeMap<GroupId, RoleSet>,
    /// The highest rung of the ladder that an unnamed member stands on.
    pub(super) unnamed: Option<Credit>,
}

/// The priced deals of the chosen ones for each issuer, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Histories {
    pub(super) of: BTreeMap<IssuerId, Vec<Step>>,
}

/// A bank at an issuer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loyalty {
    /// The bank group.
    pub group: GroupId,
    /// Its part of the proceeds, split over joint leads, in per cent: the loyalty index, and the
    /// share of the wallet.
    pub proceeds_pct: f64,
    /// Its part of the deals that it led, alone or with others, in per cent.
    pub deals_pct: f64,
    /// Deals that it led.
    pub led: usize,
    /// Deals in which it was in the syndicate.
    pub deals: usize,
    /// The day of its last deal.
    pub last_day: i32,
}

/// How an issuer's leads change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switching {
    /// Steps from one deal with a lead to the next.
    pub steps: usize,
    /// Steps in which no lead stays.
    pub full: usize,
    /// Steps in which some lead goes.
    pub partial: usize,
}

/// How exclusive an issuer is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Exclusivity {
    /// The Herfindahl–Hirschman index of lead credit over its banks, 0 to 10,000.
    pub hhi: f64,
    /// 1 − the part of lead seats, after the first deal, that go to banks that never led before, in
    /// per cent; `None` with one deal.
    pub kept_pct: Option<f64>,
}

/// Whether co-managers become leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Promotion {
    /// Later seats of banks that had been below the leads at the issuer and never a lead.
    pub after_junior: usize,
    /// Those of them as a lead.
    pub promoted: usize,
    /// First seats of banks at an issuer that had a deal before.
    pub newcomers: usize,
    /// Those of them as a lead.
    pub newcomers_leading: usize,
}

impl Promotion {
    /// How often a bank leads given that it had been below the leads, in per cent.
    pub fn promoted_pct(&self) -> Option<f64> {
        (self.after_junior > 0).then(|| share(self.promoted as i128, self.after_junior as i128))
    }

    /// How often a bank leads given that it is new to the issuer, in per cent.
    pub fn newcomers_pct(&self) -> Option<f64> {
        (self.newcomers > 0).then(|| share(self.newcomers_leading as i128, self.newcomers as i128))
    }
}

/// A bank's roles on one deal of an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrailStep {
    /// The deal.
    pub deal: DealId,
    /// Days since 1970-01-01, or [`NO_DAY`].
    pub day: i32,
    /// The roles; empty where the bank is not in the syndicate.
    pub roles: RoleSet,
    /// The highest tier.
    pub tier: Option<Tier>,
    /// Whether it leads.
    pub leads: bool,
}

impl Histories {
    /// Gathers the histories of the issuers of the chosen deals. Deals that are not priced and deals
    /// without a named syndicate are left out; a deal without a date stands first.
    pub fn new(index: &Index, chosen: &Chosen) -> Self {
        let mut of: BTreeMap<IssuerId, Vec<Step>> = BTreeMap::new();
        let columns = index.deals();
        for deal_id in chosen.deals() {
            let at = deal_id.index();
            if is_unpriced(columns.status[at]) {
                continue;
            }
            let (members, unnamed) = syndicate(index, deal_id);
            if members.is_empty() {
                continue;
            }
            let cents = columns.value(deal_id).unwrap_or(0);
            let leads = leads_of(&members, unnamed);
            let (deal, day) = (Some(deal_id), columns.day[at]);
            let step = Step { deal, day, cents, leads, members, unnamed };
            of.entry(columns.issuer[at]).or_default().push(step);
        }
        for steps in of.values_mut() {
            steps.sort_by_key(|step| (step.day, step.deal));
        }
        Self { of }
    }

    /// The issuers that have a history.
    pub fn issuers(&self) -> impl Iterator<Item = IssuerId> + '_ {
        self.of.keys().copied()
    }

    /// The deals of an issuer's history with their days, oldest first.
    pub fn deals_of(&self, issuer_id: IssuerId) -> Vec<(DealId, i32)> {
        let steps = self.steps(issuer_id).iter();
        steps.filter_map(|step| Some((step.deal?, step.day))).collect()
    }

    fn steps(&self, issuer_id: IssuerId) -> &[Step] {
        self.of.get(&issuer_id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The banks of an issuer by their part of its proceeds in the window of [`LOYALTY_YEARS`]
    /// before a day: who the house banks are. The most loyal first.
    pub fn loyalty(&self, issuer_id: IssuerId, before_day: i32) -> Vec<Loyalty> {
        let from = before_day.saturating_sub(LOYALTY_YEARS * 36_525 / 100);
        self.wallet_in(issuer_id, |day| day != NO_DAY && (from..before_day).contains(&day))
    }

    /// The banks of an issuer by their part of all its proceeds: the wallet.
    pub fn wallet(&self, issuer_id: IssuerId) -> Vec<Loyalty> {
        self.wallet_in(issuer_id, |_| true)
    }

    fn wallet_in(&self, issuer_id: IssuerId, counts: impl Fn(i32) -> bool) -> Vec<Loyalty> {
        let steps: Vec<&Step> =
            self.steps(issuer_id).iter().filter(|step| counts(step.day)).collect();
        let with_lead = || steps.iter().filter(|step| !step.leads.is_empty());
        let proceeds: f64 = with_lead().map(|step| step.cents as f64).sum();
        let led_deals = with_lead().count();
        let mut banks: BTreeMap<GroupId, (f64, Loyalty)> = BTreeMap::new();
        for step in &steps {
            for group in step.members.keys() {
                let new = Loyalty {
                    group: *group,
                    proceeds_pct: 0.0,
                    deals_pct: 0.0,
                    led: 0,
                    deals: 0,
                    last_day: NO_DAY,
                };
                let (credit, bank) = banks.entry(*group).or_insert((0.0, new));
                bank.deals += 1;
                bank.last_day = bank.last_day.max(step.day);
                if step.leads.contains(group) {
                    bank.led += 1;
                    *credit += step.cents as f64 / step.leads.len() as f64;
                }
            }
        }
        let percent = |part: f64, of: f64| if of > 0.0 { 100.0 * part / of } else { 0.0 };
        let mut banks: Vec<Loyalty> = banks
            .into_values()
            .map(|(credit, bank)| Loyalty {
                proceeds_pct: percent(credit, proceeds),
                deals_pct: percent(bank.led as f64, led_deals as f64),
                ..bank
            })
            .collect();
        banks.sort_by(|a, b| {
            let by_part = b.proceeds_pct.total_cmp(&a.proceeds_pct);
            by_part.then((b.led, b.deals).cmp(&(a.led, a.deals))).then(a.group.cmp(&b.group))
        });
        banks
    }

    /// How the leads of an issuer change from deal to deal.
    pub fn switching(&self, issuer_id: IssuerId) -> Switching {
        let led: Vec<&BTreeSet<GroupId>> =
            self.steps(issuer_id).iter().map(|s| &s.leads).filter(|s| !s.is_empty()).collect();
        let mut switching = Switching::default();
        for pair in led.windows(2) {
            let stay = pair[0].intersection(pair[1]).count();
            switching.steps += 1;
            switching.full += usize::from(stay == 0);
            switching.partial += usize::from(stay > 0 && stay < pair[0].len());
        }
        switching
    }

    /// Switching over all issuers.
    pub fn all_switching(&self) -> Switching {
        self.issuers().map(|issuer_id| self.switching(issuer_id)).fold(
            Switching::default(),
            |sum, one| Switching {
                steps: sum.steps + one.steps,
                full: sum.full + one.full,
                partial: sum.partial + one.partial,
            },
        )
    }

    /// How exclusive an issuer is.
    pub fn exclusivity(&self, issuer_id: IssuerId) -> Exclusivity {
        let hhi = self.wallet(issuer_id).iter().map(|bank| bank.proceeds_pct.powi(2)).sum();
        let mut known: BTreeSet<GroupId> = BTreeSet::new();
        let (mut seats, mut new) = (0, 0);
        for step in self.steps(issuer_id) {
            if !known.is_empty() {
                seats += step.leads.len();
                new += step.leads.difference(&known).count();
            }
            known.extend(&step.leads);
        }
        let kept_pct = (seats > 0).then(|| 100.0 - share(new as i128, seats as i128));
        Exclusivity { hhi, kept_pct }
    }

    /// A bank's roles at an issuer, deal by deal, from its first deal there on: its promotion trail.
    pub fn trail(&self, issuer_id: IssuerId, group_id: GroupId) -> Vec<TrailStep> {
        let steps = self.steps(issuer_id).iter();
        let step = |step: &Step| {
            let roles = step.members.get(&group_id).copied().unwrap_or(RoleSet::EMPTY);
            Some(TrailStep {
                deal: step.deal?,
                day: step.day,
                roles,
                tier: roles.tier(),
                leads: step.leads.contains(&group_id),
            })
        };
        steps.filter_map(step).skip_while(|step| step.roles.is_empty()).collect()
    }

    /// Whether banks that had been below the leads at an issuer come to lead there more often than
    /// banks that are new to it.
    pub fn promotion(&self) -> Promotion {
        let mut found = Promotion::default();
        for steps in self.of.values() {
            let mut junior: BTreeSet<GroupId> = BTreeSet::new();
            let mut led: BTreeSet<GroupId> = BTreeSet::new();
            for (at, step) in steps.iter().enumerate() {
                for group in step.members.keys() {
                    let leads = usize::from(step.leads.contains(group));
                    if led.contains(group) {
                        continue;
                    }
                    if junior.contains(group) {
                        found.after_junior += 1;
                        found.promoted += leads;
                    } else if at > 0 {
                        found.newcomers += 1;
                        found.newcomers_leading += leads;
                    }
                }
                junior.extend(step.members.keys().filter(|group| !step.leads.contains(group)));
                led.extend(&step.leads);
            }
        }
        found
    }

    /// Deals with two or more leads, in per cent of deals with any.
    pub fn co_led_pct(&self) -> Option<f64> {
        let led =
            self.of.values().flatten().map(|step| step.leads.len()).filter(|leads| *leads > 0);
        let (deals, co_led) =
            led.fold((0, 0), |sum, leads| (sum.0 + 1, sum.1 + i128::from(leads > 1)));
        (deals > 0).then(|| share(co_led, deals))
    }

    /// How far a bank keeps its club together: the mean over its led deals, in order of time, of the
    /// Jaccard index of the syndicate and of the one before, both without the bank itself. `None`
    /// where there are no two.
    pub fn repeat_rate(&self, lead: GroupId) -> Option<f64> {
        let mut led: Vec<&Step> =
            self.of.values().flatten().filter(|step| step.leads.contains(&lead)).collect();
        led.sort_by_key(|step| (step.day, step.deal));
        let club = |step: &Step| -> BTreeSet<GroupId> {
            step.members.keys().copied().filter(|group| *group != lead).collect()
        };
        let rates: Vec<f64> = led
            .windows(2)
            .filter_map(|pair| {
                let (before, after) = (club(pair[0]), club(pair[1]));
                let all = before.union(&after).count();
                (all > 0).then(|| before.intersection(&after).count() as f64 / all as f64)
            })
            .collect();
        (!rates.is_empty()).then(|| rates.iter().sum::<f64>() / rates.len() as f64)
    }
}

/// The named members of a deal with their roles, and the highest rung that an unnamed one stands
/// on; labels are no members.
fn syndicate(index: &Index, deal_id: DealId) -> (BTreeMap<GroupId, RoleSet>, Option<Credit>) {
    let seats = index.seats();
    let mut unnamed: Option<Credit> = None;
    let mut members = BTreeMap::new();
    for seat in index.seats_of(deal_id).filter(|seat| seats.tier[*seat] != Tier::Label) {
        let roles = seats.roles[seat];
        match seats.group[seat] {
            Some(group_id) => {
                members.insert(group_id, roles);
            }
            None => unnamed = unnamed.into_iter().chain(rung(roles)).min(),
        }
    }
    (members, unnamed)
}

/// The highest rung of the ladder on which somebody with these roles stands.
fn rung(roles: RoleSet) -> Option<Credit> {
    roles.iter().map(|role| role.credit()).min()
}

/// Who leads: the named members on the highest rung that anybody of the deal stands on.
pub(super) fn leads_of(
    members: &BTreeMap<GroupId, RoleSet>,
    unnamed: Option<Credit>,
) -> BTreeSet<GroupId> {
    let highest = members.values().filter_map(|roles| rung(*roles)).chain(unnamed).min();
    let Some(highest) = highest.filter(|rung| *rung < Credit::ManagersOnly) else {
        return BTreeSet::new();
    };
    let leads = members.iter().filter(|(_, roles)| rung(**roles) == Some(highest));
    leads.map(|(group, _)| *group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{BookSource, DealBook, day_number};
    use crate::index::Parents;
    use crate::query::Filter;

    /// 300 led by A; 500 led by A and B; 200 led by B; C comes as co-manager and leads at last.
    const BOOK: &str = r#"[
      {"id":"a","issuer":"x","priced":"2020-01-10","amount":300,"currency":"USD","syndicate":[
        {"bank":"Axq","roles":["sole_bookrunner"]},{"bank":"Cxq","roles":["co_manager"]}]},
      {"id":"b","issuer":"x","priced":"2021-01-10","amount":500,"currency":"USD","syndicate":[
        {"bank":"Axq","roles":["joint_bookrunner"]},{"bank":"Bxq","roles":["joint_bookrunner"]},
        {"bank":"Cxq","roles":["co_manager"]}]},
      {"id":"c","issuer":"x","priced":"2022-01-10","amount":200,"currency":"USD","syndicate":[
        {"bank":"Bxq","roles":["sole_bookrunner"]}]},
      {"id":"d","issuer":"x","priced":"2027-06-10","amount":100,"currency":"USD","syndicate":[
        {"bank":"Cxq","roles":["sole_bookrunner"]}]}]"#;

    fn open() -> (DealBook, Histories, IssuerId) {
        let book = DealBook::build(BookSource::read(BOOK.as_bytes(), "t").into());
        let index = Index::build(&book, Parents::Today);
        let chosen = Chosen::new(&index, &Filter::default());
        let histories = Histories::new(&index, &chosen);
        (book, histories, IssuerId::new(0))
    }

    fn group(book: &DealBook, name: &str) -> GroupId {
        GroupId::new(book.groups().iter().position(|group| group.name == name).unwrap())
    }

    #[test]
    fn loyalty_is_the_part_of_prior_proceeds() {
        let (book, histories, issuer) = open();
        let check = |day: &str, expected: &[(&str, f64, f64)]| {
            let found = histories.loyalty(issuer, day_number(day.parse().unwrap()));
            let led: Vec<&Loyalty> = found.iter().filter(|bank| bank.led > 0).collect();
            assert_eq!(led.len(), expected.len());
            for (bank, (name, proceeds, deals)) in led.iter().zip(expected) {
                assert_eq!(bank.group, group(&book, name));
                assert!((bank.proceeds_pct - proceeds).abs() < 1e-9);
                assert!((bank.deals_pct - deals).abs() < 1e-9);
            }
        };
        check("2024-01-01", &[("Axq", 55.0, 200.0 / 3.0), ("Bxq", 45.0, 200.0 / 3.0)]);
        check("2021-01-10", &[("Axq", 100.0, 100.0)]);
        check("2026-12-01", &[("Bxq", 100.0, 100.0)]);
        check("2019-01-01", &[]);
    }

    #[test]
    fn a_switch_is_full_only_if_nobody_stays() {
        let (_, histories, issuer) = open();
        let expected = Switching { steps: 3, full: 1, partial: 1 };
        assert_eq!(histories.switching(issuer), expected);
        assert_eq!(histories.all_switching(), expected);
    }

    #[test]
    fn trails_show_who_rose() {
        let (book, histories, issuer) = open();
        let trail = histories.trail(issuer, group(&book, "Cxq"));
        let leads: Vec<bool> = trail.iter().map(|step| step.leads).collect();
        assert_eq!(leads, [false, false, false, true]);
        assert_eq!(trail[2].tier, None);
        let promotion = histories.promotion();
        assert_eq!((promotion.after_junior, promotion.promoted), (2, 1));
        assert_eq!((promotion.newcomers, promotion.newcomers_leading), (1, 1));
        assert_eq!(promotion.promoted_pct(), Some(50.0));
    }

    #[test]
    fn exclusivity_and_clubs() {
        let (book, histories, issuer) = open();
        let exclusive = histories.exclusivity(issuer);
        // Lead credit 550, 450 and 100 of 1,100; three of four later lead seats, two of them new.
        let expected: f64 = [50.0, 450.0 / 11.0, 100.0 / 11.0].iter().map(|s: &f64| s * s).sum();
        assert!((exclusive.hhi - expected).abs() < 1e-9);
        assert_eq!(exclusive.kept_pct, Some(50.0));
        assert_eq!(histories.co_led_pct(), Some(25.0));
        assert_eq!(histories.repeat_rate(group(&book, "Axq")), Some(0.5));
        assert_eq!(histories.repeat_rate(group(&book, "Cxq")), None);
    }
}
