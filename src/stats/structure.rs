//! The structure of syndicates in depth: sizes by tier for each part of the market, how many really
//! share the work, how titles multiply, and how far banks from abroad take part.

use std::collections::BTreeMap;

use crate::book::DealBook;
use crate::index::{Facet, Index, NO_DAY};
use crate::model::{Credit, DealId, Region, Role, RoleSet, Tier};
use crate::query::Chosen;

use super::criteria::{CreditMethod, Criteria, Weights};
use super::league::Credited;
use super::sizes::MEMBER_TIERS;
use super::walk::{At, Sink, Walk};
use super::{Reason, credit::Split, eligible::Worth};

/// By what deals are put into parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Breakdown {
    /// All deals as one part.
    Whole,
    /// A facet: market, currency, sector, country, issuer, year and so on. A deal with several
    /// values is in the part of each.
    Facet(Facet),
    /// The size of the deal in dollars.
    SizeClass,
}

/// Bounds of the classes of size, in millions of dollars.
const CLASSES: [(i64, &str); 6] = [
    (100, "0–100m"),
    (300, "100–300m"),
    (500, "300–500m"),
    (1_000, "500m–1bn"),
    (2_000, "1–2bn"),
    (i64::MAX, "2bn and more"),
];

/// The syndicates of one part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartSizes {
    /// The part, as text; "?" where the record does not say.
    pub part: String,
    /// Deals with a syndicate.
    pub deals: usize,
    /// Banks per deal for each tier, highest first, each bank under its highest tier.
    pub by_tier: [f64; MEMBER_TIERS],
    /// Banks per deal.
    pub mean: f64,
    /// Banks per deal, the deal in the middle.
    pub median: f64,
    /// The mean over deals of (Σw)² ÷ Σw² with the weights of roles 3, 2, 1: how many banks of equal
    /// weight would share the work as unevenly.
    pub effective: f64,
    /// Banks per deal with a bookrunner's title or one that includes it: where it rises, titles
    /// inflate.
    pub bookrunners: f64,
    /// Deals with two or more of them, in per cent of deals with any.
    pub co_led_pct: f64,
}

/// Sizes of the chosen deals for each part, in the order of the parts' names or bounds.
pub fn sizes_by(index: &Index, chosen: &Chosen, by: Breakdown) -> Vec<PartSizes> {
    let mut parts: BTreeMap<(usize, String), Sum> = BTreeMap::new();
    for deal_id in chosen.deals() {
        let Some(sum) = Sum::of(index, deal_id) else { continue };
        for part in parts_of(index, deal_id, by) {
            parts.entry(part).or_default().add(&sum);
        }
    }
    parts.into_iter().map(|((_, part), sum)| sum.finish(part)).collect()
}

fn parts_of(index: &Index, deal_id: DealId, by: Breakdown) -> Vec<(usize, String)> {
    let unknown = || vec![(usize::MAX, "?".to_owned())];
    match by {
        Breakdown::Whole => vec![(0, String::new())],
        Breakdown::SizeClass => match index.deals().value(deal_id) {
            None => unknown(),
            Some(cents) => {
                let millions = cents / 100_000_000;
                let class = CLASSES.iter().enumerate().find(|(_, (below, _))| millions < *below);
                class.map_or_else(unknown, |(at, (_, name))| vec![(at, (*name).to_owned())])
            }
        },
        Breakdown::Facet(facet) => {
            let column = index.facet(facet);
            let values = column.of(deal_id.index()).iter();
            let names = values.filter_map(|value| column.values.get(*value as usize));
            let parts: Vec<(usize, String)> = names.map(|name| (0, name.clone())).collect();
            if parts.is_empty() { unknown() } else { parts }
        }
    }
}

/// What is added up over deals.
#[derive(Clone, Debug, Default)]
struct Sum {
    totals: Vec<usize>,
    by_tier: [usize; MEMBER_TIERS],
    effective: f64,
    bookrunners: usize,
    led: usize,
    co_led: usize,
}

impl Sum {
    /// One deal; `None` where it has no syndicate.
    fn of(index: &Index, deal_id: DealId) -> Option<Self> {
        let mut sum = Self::default();
        let (mut weights, mut squares) = (0.0, 0.0);
        let seats = index.seats();
        for seat in index.seats_of(deal_id) {
            let (tier, roles) = (seats.tier[seat], seats.roles[seat]);
            let Some(count) = sum.by_tier.get_mut(tier.index()) else { continue };
            *count += 1;
            let weight = weight(tier, roles);
            weights += weight;
            squares += weight * weight;
            let is_bookrunner = roles.iter().any(|role| role.credit() == Credit::Bookrunner);
            sum.bookrunners += usize::from(is_bookrunner);
        }
        let total = sum.by_tier.iter().sum();
        sum.totals.push(total);
        sum.effective = if squares > 0.0 { weights * weights / squares } else { 0.0 };
        sum.led = usize::from(sum.bookrunners > 0);
        sum.co_led = usize::from(sum.bookrunners > 1);
        (total > 0).then_some(sum)
    }

    fn add(&mut self, other: &Self) {
        self.totals.extend(&other.totals);
        for (mine, theirs) in self.by_tier.iter_mut().zip(&other.by_tier) {
            *mine += theirs;
        }
        self.effective += other.effective;
        self.bookrunners += other.bookrunners;
        self.led += other.led;
        self.co_led += other.co_led;
    }

    fn finish(mut self, part: String) -> PartSizes {
        let deals = self.totals.len();
        let per_deal = |count: usize| count as f64 / deals.max(1) as f64;
        self.totals.sort_unstable();
        let middle = |at: usize| self.totals.get(at).copied().unwrap_or(0) as f64;
        PartSizes {
            part,
            deals,
            by_tier: self.by_tier.map(per_deal),
            mean: per_deal(self.totals.iter().sum()),
            median: (middle(deals.saturating_sub(1) / 2) + middle(deals / 2)) / 2.0,
            effective: self.effective / deals.max(1) as f64,
            bookrunners: per_deal(self.bookrunners),
            co_led_pct: 100.0 * self.co_led as f64 / self.led.max(1) as f64,
        }
    }
}

/// The weight of a seat by the weights of role-weighted credit.
fn weight(tier: Tier, roles: RoleSet) -> f64 {
    let weights = Weights::default();
    let is_passive =
        roles.iter().all(|role| role == Role::PassiveBookrunner || role.tier() > Tier::Lead);
    f64::from(match tier {
        Tier::Sponsor | Tier::Coordinator => weights.coordinator,
        Tier::Lead if is_passive => weights.co_manager,
        Tier::Bookrunner | Tier::Lead => weights.bookrunner,
        Tier::CoManager | Tier::Member | Tier::Label => weights.co_manager,
    })
}

/// What is home to an issuer.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Home {
    /// Its country.
    Country,
    /// Its region: for an issuer from the mainland also Hong Kong, Macau and Taiwan.
    #[default]
    Region,
}

/// Something from home, from abroad, and of unknown country.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin<T> {
    /// From the issuer's home.
    pub home: T,
    /// From abroad; supranational banks are from abroad.
    pub abroad: T,
    /// The country of the bank or of the issuer is not known, or the bank is not named.
    pub unknown: T,
}

impl Origin<usize> {
    /// From abroad, in per cent of what is known.
    pub fn abroad_pct(&self) -> Option<f64> {
        let known = self.home + self.abroad;
        (known > 0).then(|| 100.0 * self.abroad as f64 / known as f64)
    }
}

impl Origin<Credited> {
    /// From abroad, in per cent of what is known.
    pub fn abroad_pct(&self) -> Option<f64> {
        let known = self.home.0 + self.abroad.0;
        (known > 0).then(|| 100.0 * self.abroad.0 as f64 / known as f64)
    }
}

/// How far banks from abroad take part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Abroad {
    /// For each role that any bank holds, the seats with it. A bank with several roles counts under
    /// each.
    pub by_role: Vec<(Role, Origin<usize>)>,
    /// For each tier of members the seats, each bank under its highest tier.
    pub by_tier: [Origin<usize>; MEMBER_TIERS],
    /// All seats of members.
    pub seats: Origin<usize>,
    /// Credit of priced deals, shared equally by the bookrunners or the next rung.
    pub credit: Origin<Credited>,
    /// Credit of priced deals by the highest tier of the bank on the deal.
    pub credit_by_tier: [Origin<Credited>; MEMBER_TIERS],
}

impl Abroad {
    /// Measures the chosen deals.
    pub fn new(book: &DealBook, index: &Index, chosen: &Chosen, home: Home) -> Self {
        let place = Place { book, home };
        let mut found = Self::default();
        let mut by_role: BTreeMap<usize, (Role, Origin<usize>)> = BTreeMap::new();
        let seats = index.seats();
        for deal_id in chosen.deals() {
            for seat in index.seats_of(deal_id) {
                let group = seats.group[seat].map(crate::model::GroupId::index);
                let side = place.side(deal_id, group);
                for role in seats.roles[seat].iter() {
                    let row = by_role.entry(role.index()).or_insert((role, Origin::default()));
                    *side.of(&mut row.1) += 1;
                }
                if let Some(tier) = found.by_tier.get_mut(seats.tier[seat].index()) {
                    *side.of(tier) += 1;
                    *side.of(&mut found.seats) += 1;
                }
            }
        }
        found.by_role = by_role.into_values().collect();
        let criteria = Criteria { credit: CreditMethod::Equal, ..Criteria::default() };
        let mut credit = CreditByOrigin { place, found };
        Walk::new(index, &criteria, None).all(chosen, &mut credit);
        credit.found
    }
}

/// On which side a bank stands.
#[derive(Clone, Copy)]
enum Side {
    Home,
    Abroad,
    Unknown,
}

impl Side {
    const fn of<T>(self, origin: &mut Origin<T>) -> &mut T {
        match self {
            Self::Home => &mut origin.home,
            Self::Abroad => &mut origin.abroad,
            Self::Unknown => &mut origin.unknown,
        }
    }
}

struct Place<'a> {
    book: &'a DealBook,
    home: Home,
}

impl Place<'_> {
    fn side(&self, deal_id: DealId, group: Option<usize>) -> Side {
        let issuer = self.book.issuer(self.book.deal(deal_id).issuer).country.as_deref();
        let bank = group.and_then(|at| self.book.groups().get(at));
        let bank = bank.and_then(|group| group.country.as_deref());
        let Some((issuer, bank)) = issuer.zip(bank) else { return Side::Unknown };
        let regions = (Region::of(Some(issuer)), Region::of(Some(bank)));
        let is_home = match self.home {
            Home::Country => issuer == bank,
            Home::Region => {
                issuer == bank || regions.0 == regions.1 && regions.0 != Region::Elsewhere
            }
        };
        if is_home { Side::Home } else { Side::Abroad }
    }
}

struct CreditByOrigin<'a> {
    place: Place<'a>,
    found: Abroad,
}

impl Sink for CreditByOrigin<'_> {
    fn deal_rejected(&mut self, _: DealId, _: usize, _: Reason) {}

    fn rejected(&mut self, _: DealId, _: usize, _: Reason) {}

    fn counted(&mut self, at: At, _: Worth, split: &Split) {
        let Some(deal_id) = at.deal else { return };
        for part in &split.parts {
            let seat = split.seats.iter().find(|seat| seat.key == part.key);
            let group = self.place.book.groups().get(part.key as usize).map(|_| part.key as usize);
            let side = self.place.side(deal_id, group);
            side.of(&mut self.found.credit).0 += part.micro;
            let tier = seat.and_then(|seat| seat.roles.tier()).unwrap_or(Tier::Label);
            if let Some(tier) = self.found.credit_by_tier.get_mut(tier.index()) {
                side.of(tier).0 += part.micro;
            }
        }
    }
}

/// The years of the chosen deals, first and last; `None` where none has a date.
pub fn year_span(index: &Index, chosen: &Chosen) -> Option<(i16, i16)> {
    let days = chosen.deals().map(|deal_id| index.deals().day[deal_id.index()]);
    let days: Vec<i32> = days.filter(|day| *day != NO_DAY).collect();
    let year = |day: &i32| crate::book::date_of(*day).year();
    Some((year(days.iter().min()?), year(days.iter().max()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::BookSource;
    use crate::index::Parents;
    use crate::query::Filter;

    const BOOK: &str = r#"[
      {"id":"a","issuer":{"name":"x","country":"CN"},"market":"DCM","priced":"2024-01-10","amount":300,
       "currency":"USD","syndicate":[
        {"bank":"UBS","roles":["joint_global_coordinator","joint_bookrunner"]},
        {"bank":"Bank of China","roles":["joint_bookrunner"]},
        {"bank":"HSBC","roles":["joint_bookrunner"]},
        {"bank":null,"roles":["co_manager"]}]},
      {"id":"b","issuer":{"name":"y","country":"CN"},"market":"CB","priced":"2025-01-10","amount":100,
       "currency":"USD","syndicate":[{"bank":"Goldman Sachs","roles":["sole_bookrunner"]}]}]"#;

    fn open() -> (DealBook, Index, Chosen) {
        let book = DealBook::build(BookSource::read(BOOK.as_bytes(), "t").into());
        let index = Index::build(&book, Parents::Today);
        let chosen = Chosen::new(&index, &Filter::default());
        (book, index, chosen)
    }

    #[test]
    fn sizes_are_told_for_each_part() {
        let (_, index, chosen) = open();
        let parts = sizes_by(&index, &chosen, Breakdown::Facet(Facet::Market));
        let means: Vec<(&str, f64, f64)> =
            parts.iter().map(|part| (part.part.as_str(), part.mean, part.bookrunners)).collect();
        assert_eq!(means, [("CB", 1.0, 1.0), ("DCM", 4.0, 3.0)]);
        // Weights 3, 2, 2, 1: 64 ÷ 18.
        assert!((parts[1].effective - 64.0 / 18.0).abs() < 1e-12);
        let whole = &sizes_by(&index, &chosen, Breakdown::Whole)[0];
        assert_eq!((whole.median, whole.co_led_pct), (2.5, 50.0));
        assert_eq!(sizes_by(&index, &chosen, Breakdown::SizeClass)[0].part, "0–100m");
        assert_eq!(year_span(&index, &chosen), Some((2024, 2025)));
    }

    #[test]
    fn banks_from_abroad_are_measured_by_seats_and_credit() {
        let (book, index, chosen) = open();
        let found = Abroad::new(&book, &index, &chosen, Home::Region);
        assert_eq!((found.seats.home, found.seats.abroad, found.seats.unknown), (1, 3, 1));
        assert_eq!(found.seats.abroad_pct(), Some(75.0));
        // 100 of UBS, 100 of HSBC and 100 of Goldman Sachs against 100 of Bank of China.
        assert_eq!(found.credit.abroad_pct(), Some(75.0));
        let coordinators = found.by_tier[Tier::Coordinator.index()];
        assert_eq!((coordinators.home, coordinators.abroad), (0, 1));
        let total = found.credit.home.0 + found.credit.abroad.0 + found.credit.unknown.0;
        assert_eq!(Credited(total).cents(), 40_000);
    }
}
