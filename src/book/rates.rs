//! Exchange rates: the euro foreign exchange reference rates of the ECB, daily from 1999.
//!
//! Cross rates go through the euro. Offshore renminbi is converted at the onshore rate, because the
//! ECB quotes no other; [`Rate::assumed`] says so.

use std::io::Read as _;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use jiff::civil::Date;

use crate::model::{Currency, Decimal, Money, UsdRate};

/// How many days back a rate may be taken from where a day has none, after the criteria of the
/// league-table houses.
const DAYS_BACK: i32 = 7;

/// The rates that come with the app.
pub(super) static RATES: &[u8] = include_bytes!("../../data/ecb-fx.csv.gz");

static EMBEDDED: LazyLock<Rates> = LazyLock::new(|| {
    let mut csv = String::new();
    flate2::read::GzDecoder::new(RATES)
        .read_to_string(&mut csv)
        .expect("the embedded rates are packed by us");
    Rates::from_csv(csv)
});

/// A rate that was used: how many US dollars one unit costs, and on what it rests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Units of the currency for one euro, in 10⁻⁹.
    pub per_euro: i64,
    /// Dollars for one euro, in 10⁻⁹.
    pub usd_per_euro: i64,
    /// The day of the rate.
    pub day: Date,
    /// Whether the onshore rate stands in for the offshore one.
    pub assumed: bool,
}

impl Rate {
    /// US dollars for one unit, for showing.
    pub fn usd_per_unit(self) -> f64 {
        self.usd_per_euro as f64 / self.per_euro as f64
    }
}

/// Daily rates against the euro. A day is read when it is first asked for: a book needs few of the
/// days of a quarter of a century.
#[derive(Debug, Default)]
pub struct Rates {
    csv: String,
    /// Days since 1970-01-01, ascending.
    days: Vec<i32>,
    /// For each day its cells.
    rows: Vec<Row>,
    /// The currencies that are quoted; `None` for one that is not known.
    columns: Vec<Option<Currency>>,
}

/// The rates of a day.
#[derive(Debug)]
struct Row {
    /// Where its cells stand in the table.
    cells: Range<usize>,
    /// Units for one euro in 10⁻⁹, 0 where there is no rate; once they were read.
    per_euro: OnceLock<Box<[i64]>>,
}

impl Rates {
    /// The rates that the program carries.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads a table: a first column of dates, oldest first, then a column for each currency with
    /// its units for one euro. Lines that begin with `#` are skipped, cells that do not read are
    /// days without a rate.
    pub fn from_csv(csv: String) -> Self {
        let mut lines = csv.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let header = lines.next().unwrap_or_default();
        let columns = header.split(',').skip(1).map(Currency::from_code).collect();
        let (mut days, mut rows) = (Vec::new(), Vec::new());
        for line in lines {
            let (date, cells) = line.split_once(',').unwrap_or_else(|| line.split_at(line.len()));
            let Ok(date) = date.parse() else { continue };
            days.push(day_number(date));
            // A line is a part of the table.
            let from = cells.as_ptr() as usize - csv.as_ptr() as usize;
            rows.push(Row { cells: from..from + cells.len(), per_euro: OnceLock::new() });
        }
        Self { csv, days, rows, columns }
    }

    /// The rate of a currency on a day, or on the last day before it within a week; `None` where
    /// there is none.
    pub fn rate(&self, currency: Currency, date: Date) -> Option<Rate> {
        let assumed = currency.code() == "CNH";
        let quoted = if assumed { Currency::from_code("CNY")? } else { currency };
        let wanted = day_number(date);
        let behind = self.days.partition_point(|day| *day <= wanted);
        let earliest = wanted.checked_sub(DAYS_BACK)?;
        for at in (0..behind).rev().take_while(|at| self.days[*at] >= earliest) {
            let found = self.per_euro(quoted, at).zip(self.per_euro(Currency::usd(), at));
            if let Some((per_euro, usd_per_euro)) = found {
                return Some(Rate { per_euro, usd_per_euro, day: date_of(self.days[at]), assumed });
            }
        }
        None
    }

    /// The last day with rates.
    pub fn last_day(&self) -> Option<Date> {
        self.days.last().copied().map(date_of)
    }

    /// Money in US cents, rounded half away from zero; `None` where there is no rate.
    pub fn usd_cents(&self, money: Money, date: Date) -> Option<i64> {
        self.convert(money, Currency::usd(), date).map(|usd| usd.minor)
    }

    /// Money in another currency at the rate of a day, through the euro, rounded once.
    pub fn convert(&self, money: Money, to: Currency, date: Date) -> Option<Money> {
        if money.currency == to {
            return Some(money);
        }
        let from_rate = self.rate(money.currency, date)?;
        let to_rate = self.rate(to, date)?;
        let shift = i64::from(to.decimals()) - i64::from(money.currency.decimals());
        let mut top = i128::from(money.minor) * i128::from(to_rate.per_euro);
        let mut bottom = i128::from(from_rate.per_euro);
        if shift >= 0 {
            top = top.checked_mul(10_i128.pow(u32::try_from(shift).ok()?))?;
        } else {
            bottom = bottom.checked_mul(10_i128.pow(u32::try_from(-shift).ok()?))?;
        }
        let minor = i64::try_from(rounded(top, bottom)).ok()?;
        Some(Money { minor, currency: to })
    }

    fn per_euro(&self, currency: Currency, at: usize) -> Option<i64> {
        if currency.code() == "EUR" {
            return Some(1_000_000_000);
        }
        let column = self.columns.iter().position(|quoted| *quoted == Some(currency))?;
        let row = self.rows.get(at)?;
        let per_euro = row.per_euro.get_or_init(|| {
            let cells = self.csv[row.cells.clone()].split(',');
            let rate = |cell: &str| Decimal::parse(cell).map_or(0, |rate| rate.nanos().max(0));
            cells.map(rate).collect()
        });
        per_euro.get(column).copied().filter(|rate| *rate > 0)
    }
}

/// Money in US cents at a stated rate of dollars for one unit.
pub fn usd_cents_at(money: Money, usd_per_unit: UsdRate) -> Option<i64> {
    let top =
        i128::from(money.minor).checked_mul(i128::from(usd_per_unit.femtos()))?.checked_mul(100)?;
    let bottom = i128::from(money.currency.minor_per_unit()) * 1_000_000_000_000_000;
    i64::try_from(rounded(top, bottom)).ok()
}

/// The quotient, rounded half away from zero; the divisor is positive.
fn rounded(top: i128, bottom: i128) -> i128 {
    let half = if top < 0 { -(bottom / 2) } else { bottom / 2 };
    (top + half) / bottom
}

/// Days since 1970-01-01.
pub fn day_number(date: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    date.since(epoch).map_or(i32::MIN, |span| span.get_days())
}

/// The date of a day number; the first or last date there is for numbers out of range.
pub fn date_of(day: i32) -> Date {
    let span = jiff::Span::new().try_days(day);
    let date = span.and_then(|span| Date::constant(1970, 1, 1).checked_add(span));
    date.unwrap_or(if day < 0 { Date::MIN } else { Date::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(units: i64, code: &str, date: &str) -> Option<i64> {
        let money = Money::of_units(units, Currency::from_code(code)?)?;
        Rates::embedded().usd_cents(money, date.parse().ok()?)
    }

    #[test]
    fn the_embedded_rates_are_the_ecbs() {
        // 2022-02-02: 1.1323 dollars for one euro.
        assert_eq!(usd(1_000_000, "EUR", "2022-02-02"), Some(113_230_000));
        assert_eq!(usd(5, "USD", "1990-01-01"), Some(500));
    }

    #[test]
    fn a_day_without_rates_takes_the_last_one_before_within_a_week() {
        let sunday = usd(100, "EUR", "2024-03-03");
        assert_eq!(sunday, usd(100, "EUR", "2024-03-01"));
        assert_eq!(usd(100, "EUR", "1998-12-01"), None);
        assert_eq!(usd(100, "EUR", "2090-12-01"), None);
    }

    #[test]
    fn offshore_renminbi_is_taken_at_the_onshore_rate_and_says_so() {
        assert_eq!(usd(100, "CNH", "2024-03-01"), usd(100, "CNY", "2024-03-01"));
        let cnh = Currency::from_code("CNH").unwrap();
        let rate = Rates::embedded().rate(cnh, "2024-03-01".parse().unwrap()).unwrap();
        assert!(rate.assumed);
    }

    #[test]
    fn currencies_that_the_ecb_does_not_quote_have_no_rate() {
        assert_eq!(usd(100, "TWD", "2024-03-01"), None);
        assert_eq!(usd(100, "AED", "2024-03-01"), None);
    }

    #[test]
    fn a_table_may_have_broken_lines() {
        let table = "# rates\nDate,USD,XQQ,JPY\n\nno date,1\n2024-03-01\n2024-03-04,1.1,2,x\n";
        let rates = Rates::from_csv(table.to_owned());
        let rate = |code: &str, day: &str| {
            rates.rate(Currency::from_code(code).unwrap(), day.parse().unwrap())
        };
        assert_eq!(rate("EUR", "2024-03-02"), None, "the first day has no dollars");
        assert_eq!(rate("USD", "2024-03-05").map(|rate| rate.per_euro), Some(1_100_000_000));
        assert_eq!(rate("JPY", "2024-03-05"), None);
        assert_eq!(rates.last_day().map(|day| day.to_string()).as_deref(), Some("2024-03-04"));
    }

    #[test]
    fn day_numbers_go_both_ways() {
        for text in ["1970-01-01", "1999-01-04", "2026-11-23", "1969-12-31"] {
            let date: Date = text.parse().unwrap();
            assert_eq!(date_of(day_number(date)), date);
        }
        assert_eq!(date_of(i32::MAX), Date::MAX);
    }
}
