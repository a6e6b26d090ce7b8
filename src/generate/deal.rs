//! One deal of a market as a record.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::dice::Dice;
use super::{FIRST_YEAR, Market, YEARS, names};

/// The largest syndicate.
const LARGEST_SYNDICATE: usize = 40;

pub(super) fn write(market: &Market, number: usize, line: &mut String) {
    // Writing to a string cannot fail.
    record(market, number, line).unwrap_or_default();
}

fn record(market: &Market, number: usize, line: &mut String) -> std::fmt::Result {
    let mut dice = Dice::new(market.seed, number as u64);
    let date = date(market, number, &mut dice);
    let issuer_at = issuer(market, date.year(), &mut dice);
    let issuer = &market.issuers[issuer_at];
    let (country, _, home) = names::COUNTRIES[issuer.country];
    let shares: Vec<f64> = names::INSTRUMENTS.iter().map(|row| row.2).collect();
    let (instrument, kind, _) = names::INSTRUMENTS[dice.weighed(&shares)];
    write!(line, "{{\"id\":\"D{number:07}\",\"issuer\":{{\"id\":\"I{issuer_at:05}\"")?;
    write!(line, ",\"name\":{}", issuer.name)?;
    if let Some(name_zh) = &issuer.name_zh {
        write!(line, ",\"name_zh\":{name_zh}")?;
    }
    let sector = names::SECTORS[issuer.sector].0;
    write!(line, ",\"country\":\"{country}\",\"sector\":\"{sector}\"}}")?;
    write!(line, ",\"priced\":\"{date}\",\"status\":\"priced\",\"market\":\"{kind}\"")?;
    write!(line, ",\"instrument\":\"{instrument}\",\"tranches\":[")?;
    tranches(&mut dice, home, kind, date, issuer.size, line)?;
    line.push_str("],\"syndicate\":[");
    let is_chinese = issuer.name_zh.is_some() && dice.chance(0.5);
    syndicate(market, &mut dice, issuer_at, kind, is_chinese, line)?;
    writeln!(line, "],\"source\":\"made-up market, seed {}\"}}", market.seed)
}

/// The date of a deal: deals stand in the order of their dates, and volume grows over the years.
fn date(market: &Market, number: usize, dice: &mut Dice) -> Date {
    // Volume grows by this share of the first year's in each year.
    let growth = 0.09;
    let total = YEARS + growth * YEARS * YEARS / 2.0;
    let part = (number as f64 + dice.unit()) / market.deals.max(1) as f64 * total;
    let at = ((1.0 + 2.0 * growth * part).sqrt() - 1.0) / growth;
    let year = FIRST_YEAR + (at as i16).clamp(0, YEARS as i16);
    let days = (at.fract() * 365.0) as i32;
    let first = Date::new(year, 1, 1).unwrap_or_default();
    first.saturating_add(jiff::Span::new().days(days.clamp(0, 364)))
}

/// An issuer: half of the choice moves on with the years, so that names come and go.
fn issuer(market: &Market, year: i16, dice: &mut Dice) -> usize {
    let count = market.issuers.len();
    let rank = dice.drawn(&market.issuer_draw);
    let passed = usize::try_from(year - FIRST_YEAR).unwrap_or(0);
    let moved = if dice.chance(0.5) { passed * (count / 60) } else { 0 };
    (rank + moved) % count
}

fn tranches(
    dice: &mut Dice,
    home: &str,
    kind: &str,
    date: Date,
    size: f64,
    line: &mut String,
) -> std::fmt::Result {
    let count = if kind == "ECM" { 1 } else { 1 + dice.weighed(&[0.62, 0.24, 0.10, 0.04]) };
    let main = if dice.chance(0.5) { home } else { "USD" };
    let tenors: Vec<f64> = names::TENORS.iter().map(|row| row.1).collect();
    for at in 0..count {
        let is_main = dice.chance(0.88);
        let any = dice.pick(names::CURRENCIES);
        let own = names::CURRENCIES.iter().find(|row| row.0 == main).unwrap_or(any);
        let (currency, middle, step) = *if is_main { own } else { any };
        let amount = (dice.skewed(middle, 0.8) * size / step).round().max(1.0) * step;
        let comma = if at > 0 { "," } else { "" };
        write!(line, "{comma}{{\"currency\":\"{currency}\",\"amount\":{amount:.0}")?;
        if currency.starts_with("CN") && date.year() < 2006 {
            // The ECB quotes no renminbi before 2005; until then it was pegged.
            write!(line, ",\"fx_usd\":0.12082")?;
        }
        if kind != "ECM" {
            let coupon = ((4.0 + 1.8 * dice.normal()).abs() * 8.0).round() / 8.0;
            let tenor = names::TENORS[dice.weighed(&tenors)].0;
            // No year but a leap year has a 29 February.
            let maturity = Date::new(date.year() + tenor, date.month(), date.day().min(28));
            write!(line, ",\"coupon_pct\":{coupon}")?;
            write!(line, ",\"maturity\":\"{}\"", maturity.unwrap_or(date))?;
        }
        line.push('}');
    }
    Ok(())
}

fn syndicate(
    market: &Market,
    dice: &mut Dice,
    issuer_at: usize,
    kind: &str,
    is_chinese: bool,
    line: &mut String,
) -> std::fmt::Result {
    let size = dice.skewed(4.75, 0.62) * market.issuers[issuer_at].size.powf(0.3);
    let size = (size.round() as usize).clamp(1, LARGEST_SYNDICATE.min(market.banks.len()));
    let banks = members(market, dice, issuer_at, size);
    let runners = ((size as f64 * (0.15 + 0.35 * dice.unit())).round() as usize).max(1);
    let coordinators = match size > 1 && dice.chance(0.55) {
        true => ((runners as f64 * (0.2 + 0.6 * dice.unit())).round() as usize).max(1),
        false => 0,
    };
    let juniors = match size > 3 {
        true => ((size - runners) as f64 * 0.8 * dice.unit()).round() as usize,
        false => 0,
    };
    for (at, bank) in banks.iter().enumerate() {
        let bank = &market.banks[*bank];
        if at > 0 {
            line.push(',');
        }
        match (&bank.name_zh, is_chinese) {
            _ if at >= 4 && dice.chance(0.004) => line.push_str("{\"bank\":null"),
            (Some(name_zh), true) => {
                write!(line, "{{\"bank\":{name_zh},\"group\":{}", bank.name)?;
            }
            _ => write!(line, "{{\"bank\":{}", bank.name)?,
        }
        let rank = Rank { coordinators, runners, leads: size - juniors, at };
        write!(line, ",\"roles\":[{}]}}", rank.roles(kind))?;
    }
    Ok(())
}

/// The banks of a deal, each once: house banks, banks of anywhere, banks of the issuer's country.
/// In most deals the largest stand first.
fn members(market: &Market, dice: &mut Dice, issuer_at: usize, size: usize) -> Vec<usize> {
    let issuer = &market.issuers[issuer_at];
    let mut banks: Vec<usize> = Vec::with_capacity(size);
    for _ in 0..3 * size + 8 {
        let bank = match dice.unit() {
            share if share < 0.72 => {
                let at = (issuer.houses.len() as f64 * dice.unit().powf(1.6)) as usize;
                issuer.houses[at] as usize
            }
            share if share < 0.90 => dice.drawn(&market.bank_draw),
            _ => dice.drawn(&market.local_draw[issuer.country]),
        };
        if banks.len() < size && !banks.contains(&bank) {
            banks.push(bank);
        }
    }
    let rest = (0..market.banks.len()).filter(|bank| !banks.contains(bank));
    let rest: Vec<usize> = rest.take(size - banks.len()).collect();
    banks.extend(rest);
    if dice.chance(0.8) {
        banks.sort_by_key(|bank| *bank >= names::LARGEST.len());
    }
    banks
}

/// Where a member stands in its syndicate.
struct Rank {
    coordinators: usize,
    runners: usize,
    leads: usize,
    at: usize,
}

impl Rank {
    fn roles(&self, kind: &str) -> &'static str {
        let is_loan = kind == "LOAN";
        let is_runner = self.at < self.runners;
        if is_loan && is_runner {
            return "\"mandated_lead_arranger\",\"joint_bookrunner\"";
        }
        if self.at < self.coordinators && kind == "ECM" {
            return "\"sponsor\",\"overall_coordinator\",\"joint_bookrunner\"";
        }
        let sole = (self.coordinators == 1, self.runners == 1);
        match (self.at < self.coordinators, is_runner, self.at < self.leads) {
            (true, ..) => match sole {
                (true, true) => {
                    "\"sole_global_coordinator\",\"sole_bookrunner\",\"joint_lead_manager\""
                }
                (true, false) => {
                    "\"sole_global_coordinator\",\"joint_bookrunner\",\"joint_lead_manager\""
                }
                _ => "\"joint_global_coordinator\",\"joint_bookrunner\",\"joint_lead_manager\"",
            },
            (_, true, _) if sole.1 => "\"sole_bookrunner\",\"joint_lead_manager\"",
            (_, true, _) => "\"joint_bookrunner\",\"joint_lead_manager\"",
            (_, _, true) if is_loan => "\"arranger\"",
            (_, _, true) => "\"joint_lead_manager\"",
            _ if is_loan => "\"lender\"",
            _ => "\"co_manager\"",
        }
    }
}
