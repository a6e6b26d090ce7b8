//! Who is in a market: banks with a home and a name in each script, issuers with their house banks.

use std::collections::BTreeSet;

use super::dice::{Dice, added_up};
use super::{Market, names};
use crate::book::{BankDirectory, GroupKind};

/// How many house banks an issuer has.
const HOUSE_BANKS: usize = 16;

/// A bank; names are written as JSON.
#[derive(Debug)]
pub(super) struct Bank {
    pub(super) name: String,
    /// The Chinese name, written where a record is Chinese and then with the group.
    pub(super) name_zh: Option<String>,
    country: Option<usize>,
    /// The trade in which it is strong, where it is in one.
    sector: usize,
}

/// An issuer; names are written as JSON.
#[derive(Debug)]
pub(super) struct Issuer {
    pub(super) name: String,
    pub(super) name_zh: Option<String>,
    /// Position in [`names::COUNTRIES`].
    pub(super) country: usize,
    /// Position in [`names::SECTORS`].
    pub(super) sector: usize,
    /// House banks, closest first.
    pub(super) houses: Vec<u32>,
    /// How large its deals are beside others'.
    pub(super) size: f64,
}

pub(super) fn cast(deals: usize, seed: u64) -> Market {
    let banks = banks(grown(deals, 600.0, 0.26, 60, 3_000), seed);
    let weights: Vec<f64> = (0..banks.len()).map(|rank| weight(rank, banks.len())).collect();
    let local_draw: Vec<Vec<f64>> =
        (0..names::COUNTRIES.len()).map(|country| local(&banks, &weights, country)).collect();
    let bank_draw = added_up(weights.into_iter());
    let count = grown(deals, 3_500.0, 0.62, 40, 200_000);
    let issuer_draw = added_up((0..count).map(|rank| (rank as f64 + 16.0).powf(-0.75)));
    let mut market =
        Market { deals, seed, banks, issuers: Vec::new(), bank_draw, local_draw, issuer_draw };
    market.issuers = issuers(&market, count);
    market
}

/// A number that grows with a power of the deals and is `middle` at 10,000 of them.
fn grown(deals: usize, middle: f64, power: f64, least: usize, most: usize) -> usize {
    ((middle * (deals as f64 / 10_000.0).powf(power)) as usize).clamp(least, most)
}

/// The share of a bank in the free choice: the largest take three fifths, the others share the rest
/// along a long tail.
fn weight(rank: usize, count: usize) -> f64 {
    let large = names::LARGEST.len();
    let head = |rank: usize| (rank as f64 + 3.0).powf(-0.55);
    let tail = |rank: usize| (rank as f64 + 1.0).powf(-0.9);
    if rank < large {
        0.6 * head(rank) / (0..large).map(head).sum::<f64>()
    } else {
        // The sum over the tail, by its integral.
        let (from, to) = (large as f64 + 0.5, count.max(large + 1) as f64 + 0.5);
        0.4 * tail(rank) / ((to.powf(0.1) - from.powf(0.1)) / 0.1)
    }
}

fn local(banks: &[Bank], weights: &[f64], country: usize) -> Vec<f64> {
    let large = names::LARGEST.len();
    let share = |(rank, bank): (usize, &Bank)| match bank.country == Some(country) {
        true => weights[rank] * if rank < large { 0.3 } else { 1.0 },
        false => weights[rank] * 0.002,
    };
    added_up(banks.iter().enumerate().map(share))
}

/// The houses of the directory first, the largest in front; then houses made up.
fn banks(count: usize, seed: u64) -> Vec<Bank> {
    let mut dice = Dice::new(seed, 1 << 40);
    let directory = BankDirectory::embedded();
    let is_alive = |at: &usize| {
        let group = &directory.groups()[*at];
        matches!(group.kind, GroupKind::Bank | GroupKind::Broker)
            && directory.parent_today(*at) == *at
            && directory.resolve_group(&group.name) == Some(*at)
    };
    let mut known: Vec<usize> = (0..directory.groups().len()).filter(is_alive).collect();
    let rank = |at: &usize| {
        let id = &directory.groups()[*at].id;
        names::LARGEST.iter().position(|large| large == id).unwrap_or(usize::MAX)
    };
    let others: Vec<u64> = directory.groups().iter().map(|_| dice.next()).collect();
    known.sort_by_key(|at| (rank(at), others[*at]));
    known.truncate(count.min(known.len()) * 3 / 4);
    let mut banks: Vec<Bank> = known
        .into_iter()
        .map(|at| {
            let group = &directory.groups()[at];
            let home = |row: &&(&str, f64, &str)| Some(row.0) == group.country.as_deref();
            Bank {
                name: quoted(&group.name),
                name_zh: group.name_hans.as_deref().map(quoted),
                country: names::COUNTRIES.iter().position(|row| home(&row)),
                sector: dice.below(names::SECTORS.len()),
            }
        })
        .collect();
    let mut taken = BTreeSet::new();
    while banks.len() < count {
        let words = [*dice.pick(names::FIRST), *dice.pick(names::FIRST), *dice.pick(names::HOUSES)];
        let name = words.join(" ");
        if directory.resolve(&name).is_none() && taken.insert(name.clone()) {
            let shares: Vec<f64> = names::COUNTRIES.iter().map(|row| row.1).collect();
            let country = Some(dice.weighed(&shares));
            let sector = dice.below(names::SECTORS.len());
            banks.push(Bank { name: quoted(&name), name_zh: None, country, sector });
        }
    }
    banks
}

fn issuers(market: &Market, count: usize) -> Vec<Issuer> {
    let mut dice = Dice::new(market.seed, 2 << 40);
    let shares: Vec<f64> = names::COUNTRIES.iter().map(|row| row.1).collect();
    let mut taken = BTreeSet::new();
    let mut issuers = Vec::with_capacity(count);
    while issuers.len() < count {
        let country = dice.weighed(&shares);
        let sector = dice.below(names::SECTORS.len());
        let (_, words, words_zh) = names::SECTORS[sector];
        let mut name = format!("{} {}", dice.pick(names::FIRST), dice.pick(words));
        if issuers.len() > 2_000 {
            name = format!("{} {name}", dice.pick(names::FIRST));
        }
        name = format!("{name} {}", dice.pick(names::FORMS));
        if !taken.insert(name.clone()) {
            continue;
        }
        let is_chinese = names::COUNTRIES[country].0 == "CN" || names::COUNTRIES[country].0 == "HK";
        let mut name_zh = None;
        if is_chinese && dice.chance(0.7) {
            let first: String = (0..3).map(|_| *dice.pick(names::ZH_FIRST)).collect();
            let name = format!("{first}{}{}", dice.pick(words_zh), dice.pick(names::ZH_FORMS));
            name_zh = taken.insert(name.clone()).then(|| quoted(&name));
        }
        issuers.push(Issuer {
            name: quoted(&name),
            name_zh,
            country,
            sector,
            houses: houses(market, &mut dice, country, sector),
            size: dice.skewed(1.0, 0.5),
        });
    }
    issuers
}

/// House banks: half from anywhere, half from home, and rather those that are strong in the trade.
fn houses(market: &Market, dice: &mut Dice, country: usize, sector: usize) -> Vec<u32> {
    let mut houses = Vec::with_capacity(HOUSE_BANKS);
    while houses.len() < HOUSE_BANKS {
        let draw = if dice.chance(0.55) { &market.bank_draw } else { &market.local_draw[country] };
        let bank = dice.drawn(draw);
        let is_large = bank < names::LARGEST.len();
        if is_large || market.banks[bank].sector == sector || dice.chance(0.4) {
            houses.push(u32::try_from(bank).unwrap_or(0));
        }
    }
    houses
}

fn quoted(name: &str) -> String {
    serde_json::Value::from(name).to_string()
}
