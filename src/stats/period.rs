//! Periods of a table, and the one before to which it is compared: pure functions of dates.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::query::Filter;

/// A span of days, both ends counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// A period as people ask for it, on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PeriodPreset {
    /// From the first of January to the day itself.
    YearToDate,
    /// The quarter that ended last.
    LastQuarter,
    /// From the first day of the quarter to the day itself.
    QuarterToDate,
    /// The year that ended last.
    LastYear,
    /// The twelve months that end on the day.
    TwelveMonths,
    /// A whole year.
    Year(i16),
    /// A quarter of a year, 1 to 4.
    Quarter(i16, i8),
    /// A half of a year, 1 or 2.
    Half(i16, i8),
}

impl PeriodPreset {
    /// The period on a day; `None` for a quarter or half that no year has.
    pub fn on(self, today: Date) -> Option<Period> {
        let year = today.year();
        let quarter = (today.month() - 1) / 3 + 1;
        match self {
            Self::YearToDate => Some(Period { from: Date::new(year, 1, 1).ok()?, to: today }),
            Self::QuarterToDate => {
                Some(Period { to: today, ..months(year, (quarter - 1) * 3 + 1, 3)? })
            }
            Self::LastQuarter if quarter == 1 => Self::Quarter(year - 1, 4).on(today),
            Self::LastQuarter => Self::Quarter(year, quarter - 1).on(today),
            Self::LastYear => Self::Year(year - 1).on(today),
            Self::TwelveMonths => {
                let day_before = today.checked_sub(1.year()).ok()?;
                Some(Period { from: day_before.tomorrow().ok()?, to: today })
            }
            Self::Year(year) => months(year, 1, 12),
            Self::Quarter(year, quarter) if (1..=4).contains(&quarter) => {
                months(year, (quarter - 1) * 3 + 1, 3)
            }
            Self::Half(year, half) if (1..=2).contains(&half) => {
                months(year, (half - 1) * 6 + 1, 6)
            }
            Self::Quarter(..) | Self::Half(..) => None,
        }
    }
}

/// So many whole months from the first of a month on.
fn months(year: i16, month: i8, count: i64) -> Option<Period> {
    let from = Date::new(year, month, 1).ok()?;
    let after = from.checked_add(jiff::Span::new().try_months(count).ok()?).ok()?;
    Some(Period { from, to: after.yesterday().ok()? })
}

impl Period {
    /// The period that a filter lets through, where it has both ends.
    pub fn of_filter(filter: &Filter) -> Option<Self> {
        let (from, to) = filter.from.zip(filter.to)?;
        (from <= to).then_some(Self { from, to })
    }

    /// The comparable period before: the same days of the year, as many years back as the period
    /// touches, so that the two never overlap. A 29 February becomes the 28th.
    pub fn previous(self) -> Option<Self> {
        let years = i64::from(self.to.year() - self.from.year());
        let whole = jiff::Span::new().try_years(years + 1).ok()?;
        let back = jiff::Span::new().try_years(years.max(1)).ok()?;
        let span = if self.from.checked_add(back).ok()? > self.to { back } else { whole };
        Some(Self { from: self.from.checked_sub(span).ok()?, to: self.to.checked_sub(span).ok()? })
    }

    /// The filter with its days set to this period.
    #[must_use]
    pub fn apply(self, filter: &Filter) -> Filter {
        Filter { from: Some(self.from), to: Some(self.to), ..filter.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn check(preset: PeriodPreset, today: &str, expected: &str, before: &str) {
        let text = |period: Period| format!("{}..{}", period.from, period.to);
        let period = preset.on(date(today)).unwrap();
        assert_eq!(text(period), expected);
        assert_eq!(text(period.previous().unwrap()), before, "before {expected}");
    }

    #[test]
    fn presets_are_pure_functions_of_the_day() {
        let day = "2024-05-15";
        check(PeriodPreset::YearToDate, day, "2024-01-01..2024-05-15", "2023-01-01..2023-05-15");
        check(PeriodPreset::QuarterToDate, day, "2024-04-01..2024-05-15", "2023-04-01..2023-05-15");
        check(PeriodPreset::LastQuarter, day, "2024-01-01..2024-03-31", "2023-01-01..2023-03-31");
        let january = "2024-01-15";
        check(
            PeriodPreset::LastQuarter,
            january,
            "2023-10-01..2023-12-31",
            "2022-10-01..2022-12-31",
        );
        check(PeriodPreset::LastYear, day, "2023-01-01..2023-12-31", "2022-01-01..2022-12-31");
        check(PeriodPreset::TwelveMonths, day, "2023-05-16..2024-05-15", "2022-05-16..2023-05-15");
        check(PeriodPreset::Half(2020, 1), day, "2020-01-01..2020-06-30", "2019-01-01..2019-06-30");
    }

    #[test]
    fn a_leap_day_has_a_comparable_day() {
        let today = "2024-02-29";
        check(PeriodPreset::YearToDate, today, "2024-01-01..2024-02-29", "2023-01-01..2023-02-28");
    }

    #[test]
    fn periods_of_several_years_do_not_overlap() {
        let check = |from: &str, to: &str, before: (&str, &str)| {
            let previous = Period { from: date(from), to: date(to) }.previous().unwrap();
            assert_eq!(previous, Period { from: date(before.0), to: date(before.1) });
        };
        check("2022-01-01", "2023-12-31", ("2020-01-01", "2021-12-31"));
        check("2023-07-01", "2024-06-30", ("2022-07-01", "2023-06-30"));
        check("2023-07-01", "2024-07-01", ("2021-07-01", "2022-07-01"));
    }

    #[test]
    fn no_year_has_a_fifth_quarter() {
        assert_eq!(PeriodPreset::Quarter(2024, 5).on(date("2024-05-15")), None);
        assert_eq!(PeriodPreset::Half(2024, 0).on(date("2024-05-15")), None);
    }
}
