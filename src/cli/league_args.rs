//! The arguments of `league`, and the rules that they ask for.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::civil::Date;

use super::CliError;
use super::args::LeagueFormat;
use crate::index::{Facet, Parents};
use crate::model::{Currency, PartialDate, Role, RoleSet};
use crate::query::Filter;
use crate::stats::{
    Converts, CreditMethod, Criteria, CriteriaCard, DateBasis, Entity, MarketClass, Period,
    PeriodPreset, Pools, Preset, SelfLed, Weights,
};

/// Arguments of `league`.
#[derive(Debug, clap::Args)]
pub(super) struct LeagueArgs {
    /// The books; several are taken together.
    #[arg(value_name = "BOOK")]
    pub(super) books: Vec<PathBuf>,
    /// How the value of a tranche becomes credit [default: equal].
    #[arg(long, value_parser = choices(CreditMethod::ALL, CreditMethod::code))]
    credit: Option<CreditMethod>,
    /// Credit only these roles, such as `joint_bookrunner,lead_manager`, or tiers such as
    /// `coordinator`. Without: bookrunners, else the next rung that the deal has.
    #[arg(long, value_delimiter = ',', value_name = "ROLE,…")]
    roles: Vec<String>,
    /// Who has a line: bank groups, or banks as printed [default: group].
    #[arg(long, value_parser = choices(Entity::ALL, Entity::code))]
    by: Option<Entity>,
    /// The first day: 2024, 2024-06 or 2024-06-30.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The last day: 2024, 2024-06 or 2024-06-30. With both ends, ranks are compared with the same
    /// days of the year before.
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// A period: 2024, 2024H1, 2024Q3, ytd, qtd, last-quarter, last-year or 12m.
    #[arg(long, value_name = "PERIOD", conflicts_with_all = ["from", "to"])]
    period: Option<String>,
    /// Which date of a deal the period means; others than pricing leave out deals without it.
    #[arg(long, value_parser = choices(DateBasis::ALL, DateBasis::code))]
    basis: Option<DateBasis>,
    /// Only deals that pass this filter.
    #[arg(long = "where", value_name = "FILTER")]
    filter: Option<String>,
    /// The least tenor in months; a tranche whose tenor is not known counts.
    #[arg(long, value_name = "N")]
    min_tenor_months: Option<u16>,
    /// The least value of a tranche, in whole units of the currency.
    #[arg(long, value_name = "N")]
    min_amount: Option<i64>,
    /// What becomes of deals that a bank brings for its own group [default: include].
    #[arg(long, value_parser = choices(SelfLed::ALL, SelfLed::code))]
    self_led: Option<SelfLed>,
    /// The currency of the table [default: USD].
    #[arg(long, value_parser = currency)]
    currency: Option<Currency>,
    /// The market of the table [default: all].
    #[arg(long, value_parser = choices(MarketClass::ALL, MarketClass::code))]
    market: Option<MarketClass>,
    /// Where convertible bonds count [default: own].
    #[arg(long, value_parser = choices(Converts::ALL, Converts::code))]
    converts: Option<Converts>,
    /// Under which parent a bank counts: of today, or at the date of the deal.
    #[arg(long, value_parser = PossibleValuesParser::new(["today", "at-deal"]))]
    parents: Option<String>,
    /// Count new money only.
    #[arg(long)]
    new_money: bool,
    /// Leave out club deals, private placements or retained issues.
    #[arg(long, value_delimiter = ',', value_parser = PossibleValuesParser::new(["club", "private", "retained"]))]
    without: Vec<String>,
    /// Count mandated, proposed and withdrawn deals too.
    #[arg(long)]
    with_unpriced: bool,
    /// Passive bookrunners are no bookrunners.
    #[arg(long)]
    active_only: bool,
    /// Under lead-left credit the first name of a record leads where no bank is marked.
    #[arg(long)]
    first_name_leads: bool,
    /// Under fee credit estimate fees that are not disclosed.
    #[arg(long)]
    impute_fees: bool,
    /// Weights of coordinators, bookrunners and co-managers [default: 3,2,1].
    #[arg(long, value_name = "C,B,M", value_parser = weights)]
    weights: Option<Weights>,
    /// Pools of leads and co-managers [default: 70,30].
    #[arg(long, value_name = "LEADS,OTHERS", value_parser = pools)]
    pools: Option<Pools>,
    /// The rules of a house, or like them; other arguments go before it.
    #[arg(long, value_parser = choices(Preset::ALL, Preset::code), conflicts_with = "criteria")]
    preset: Option<Preset>,
    /// Read rules, filter and parents from a saved card; other arguments go before it.
    #[arg(long, value_name = "FILE")]
    criteria: Option<PathBuf>,
    /// Save rules, filter and parents as a card.
    #[arg(long, value_name = "FILE")]
    pub(super) save_criteria: Option<PathBuf>,
    /// List deal by deal what adds up to the value of a bank; also `(unnamed)` and `(unallocated)`.
    #[arg(long, value_name = "BANK")]
    pub(super) audit: Option<String>,
    /// List every tranche that does not count, with the reason.
    #[arg(long, conflicts_with = "audit")]
    pub(super) left_out: bool,
    /// Print only the first lines.
    #[arg(long, value_name = "N")]
    pub(super) top: Option<usize>,
    /// How to print; without, as the name of the output ends, else text.
    #[arg(long, value_enum)]
    pub(super) format: Option<LeagueFormat>,
    /// Write to a file.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// The day that the table carries and that `ytd` and the like mean [default: today].
    #[arg(long, value_name = "DATE", value_parser = day)]
    date: Option<Date>,
}

impl LeagueArgs {
    /// The day of the table.
    pub(super) fn today(&self) -> Date {
        self.date.unwrap_or_else(|| jiff::Zoned::now().date())
    }

    /// Filter, parents and rules together.
    pub(super) fn card(&self) -> Result<(Filter, Parents, Criteria), CliError> {
        let saved = match &self.criteria {
            Some(path) => read_card(path)?,
            None => CriteriaCard::default(),
        };
        let mut criteria = self.preset.map_or(saved.criteria, Criteria::preset);
        self.apply(&mut criteria)?;
        let line = self.filter.as_ref().unwrap_or(&saved.filter);
        let filter = self.dated(line.parse()?, &mut criteria)?;
        let parents = match self.parents.as_deref() {
            Some("at-deal") => Parents::AtDeal,
            Some(_) => Parents::Today,
            None => saved.parents,
        };
        Ok((filter, parents, criteria))
    }

    fn apply(&self, criteria: &mut Criteria) -> Result<(), CliError> {
        set(&mut criteria.credit, self.credit);
        set(&mut criteria.by, self.by);
        set(&mut criteria.self_led, self.self_led);
        set(&mut criteria.currency, self.currency);
        set(&mut criteria.weights, self.weights);
        set(&mut criteria.pools, self.pools);
        if let Some(roles) = roles(&self.roles)? {
            criteria.roles = Some(roles);
        }
        criteria.active_only |= self.active_only;
        criteria.order_is_seniority |= self.first_name_leads;
        criteria.impute_fees |= self.impute_fees;
        let rules = &mut criteria.eligibility;
        set(&mut rules.min_tenor_months, self.min_tenor_months);
        set(&mut rules.min_amount, self.min_amount);
        set(&mut rules.market, self.market);
        set(&mut rules.converts, self.converts);
        set(&mut rules.basis, self.basis);
        rules.new_money |= self.new_money;
        rules.unpriced_deals |= self.with_unpriced;
        let without = |what: &str| self.without.iter().any(|named| named == what);
        rules.without_club |= without("club");
        rules.without_private |= without("private");
        rules.without_retained |= without("retained");
        Ok(())
    }

    /// The filter with the days of the period; days of another basis go into the rules.
    fn dated(&self, mut filter: Filter, criteria: &mut Criteria) -> Result<Filter, CliError> {
        let day = |text: &Option<String>, pick: fn(PartialDate) -> Date| match text {
            None => Ok(None),
            Some(text) => match PartialDate::parse(text) {
                Some(date) => Ok(Some(pick(date))),
                None => Err(CliError::Date(text.clone())),
            },
        };
        let (mut from, mut to) =
            (day(&self.from, PartialDate::earliest)?, day(&self.to, PartialDate::latest)?);
        if let Some(text) = &self.period {
            let period = period(text, self.today());
            let period = period.ok_or_else(|| CliError::Period(text.clone()))?;
            (from, to) = (Some(period.from), Some(period.to));
        }
        let rules = &mut criteria.eligibility;
        let (first, last) = match rules.basis {
            DateBasis::Pricing => (&mut filter.from, &mut filter.to),
            _ => (&mut rules.from, &mut rules.to),
        };
        *first = (*first).max(from);
        *last = [*last, to].into_iter().flatten().min();
        Ok(filter)
    }
}

fn set<T>(slot: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *slot = value;
    }
}

pub(super) fn read_card(path: &PathBuf) -> Result<CriteriaCard, CliError> {
    let text =
        std::fs::read_to_string(path).map_err(|error| CliError::Read(path.clone(), error))?;
    CriteriaCard::from_text(&text).map_err(|error| CliError::Card(path.clone(), error))
}

/// One of the choices, by its code.
pub(super) fn choices<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    code: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let codes = PossibleValuesParser::new(all.iter().map(move |choice| code(*choice)));
    codes.try_map(move |text| {
        all.iter().copied().find(|choice| code(*choice) == text).ok_or("no choice")
    })
}

fn currency(text: &str) -> Result<Currency, String> {
    Currency::from_code(text).ok_or_else(|| "write a code such as USD, EUR or CNH".to_owned())
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write it as 2024-06-30".to_owned())
}

fn numbers<const N: usize>(text: &str) -> Option<[u16; N]> {
    let parts: Option<Vec<u16>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    parts?.try_into().ok()
}

fn weights(text: &str) -> Result<Weights, String> {
    let [coordinator, bookrunner, co_manager] =
        numbers(text).ok_or_else(|| "write three whole numbers such as 3,2,1".to_owned())?;
    Ok(Weights { coordinator, bookrunner, co_manager })
}

fn pools(text: &str) -> Result<Pools, String> {
    let [leads, co_managers] =
        numbers(text).ok_or_else(|| "write two whole numbers such as 70,30".to_owned())?;
    Ok(Pools { leads, co_managers })
}

/// Reads `2024`, `2024H1`, `2024Q3`, `ytd` and the like.
fn period(text: &str, today: Date) -> Option<Period> {
    let text = text.trim().to_ascii_lowercase();
    let year = |text: &str| text.parse::<i16>().ok().filter(|year| (1900..3000).contains(year));
    let part = |mark: char| {
        let (before, after) = text.split_once(mark)?;
        Some((year(before)?, after.parse::<i8>().ok()?))
    };
    let preset = match text.as_str() {
        "ytd" => PeriodPreset::YearToDate,
        "qtd" => PeriodPreset::QuarterToDate,
        "last-quarter" => PeriodPreset::LastQuarter,
        "last-year" => PeriodPreset::LastYear,
        "12m" => PeriodPreset::TwelveMonths,
        text => match (year(text), part('q'), part('h')) {
            (Some(year), _, _) => PeriodPreset::Year(year),
            (_, Some((year, quarter)), _) => PeriodPreset::Quarter(year, quarter),
            (_, _, Some((year, half))) => PeriodPreset::Half(year, half),
            _ => return None,
        },
    };
    preset.on(today)
}

/// The roles of codes and tiers, as the filter reads them; `None` where none is named.
pub(super) fn roles(words: &[String]) -> Result<Option<RoleSet>, CliError> {
    let wanted = words.iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
    let mut asked = Filter::default();
    asked.values.insert(Facet::Role, wanted.collect());
    let read: Filter = asked.to_string().parse()?;
    let codes = read.of(Facet::Role);
    Ok(codes.map(|codes| codes.iter().filter_map(|code| Role::from_code(code)).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expected: Option<&str>) {
        let words: Vec<String> = words.split(',').map(str::to_owned).collect();
        let read = roles(&words).map(|roles| {
            let codes = roles.map(|roles| roles.iter().map(Role::code).collect::<Vec<_>>());
            codes.map_or_else(String::new, |codes| codes.join(","))
        });
        assert_eq!(read.ok().as_deref(), expected, "{words:?}");
    }

    #[test]
    fn roles_are_codes_or_tiers() {
        check("", Some(""));
        check("co_manager", Some("co_manager"));
        check("co_manager, sole_bookrunner", Some("sole_bookrunner,co_manager"));
        check("sponsor", Some("sponsor"));
        check("boss", None);
        check("a\"b", None);
    }

    fn check_period(text: &str, expected: Option<&str>) {
        let period = period(text, "2024-05-15".parse().unwrap());
        let period = period.map(|period| format!("{}..{}", period.from, period.to));
        assert_eq!(period.as_deref(), expected, "{text}");
    }

    #[test]
    fn periods_read() {
        check_period("2020", Some("2020-01-01..2020-12-31"));
        check_period("2020Q1", Some("2020-01-01..2020-03-31"));
        check_period("2017h1", Some("2017-01-01..2017-06-30"));
        check_period("ytd", Some("2024-01-01..2024-05-15"));
        check_period("2020Q5", None);
        check_period("soon", None);
    }

    #[test]
    fn weights_and_pools_read() {
        assert!(weights("3,2").is_err() && weights("a,b,c").is_err());
        assert_eq!(weights("4, 2,1").map(|weights| weights.coordinator), Ok(4));
        assert_eq!(pools("80,20"), Ok(Pools { leads: 80, co_managers: 20 }));
    }
}
