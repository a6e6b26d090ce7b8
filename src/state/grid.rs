//! What the grid of rules varies, as a person chose it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::query::Filter;
use crate::stats::{CreditMethod, Grid, Period, PeriodPreset, SelfLed};

/// How many years are looked at one by one.
const YEARS: i16 = 3;

/// What the grid varies. Under both parent tables always.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GridChoice {
    /// Methods.
    pub methods: Vec<CreditMethod>,
    /// Policies on self-led deals.
    pub self_led: Vec<SelfLed>,
    /// Floors of tenor, in months.
    pub tenor_floors: Vec<u16>,
    /// Whether the last three years are looked at one by one too.
    pub years: bool,
}

impl Default for GridChoice {
    fn default() -> Self {
        let Grid { methods, self_led, tenor_floors, .. } = Grid::default();
        Self { methods, self_led, tenor_floors, years: false }
    }
}

/// A change of what the grid varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridToggle {
    /// With or without a method.
    Method(CreditMethod),
    /// With or without a policy on self-led deals.
    SelfLed(SelfLed),
    /// With or without a floor of tenor.
    TenorFloor(u16),
    /// With or without the last years one by one.
    Years,
}

impl GridChoice {
    /// The floors that can be chosen, in months.
    pub const FLOORS: [u16; 4] = [0, 12, 18, 36];

    /// Puts something into the grid or takes it out. The last of its kind stays: a grid without a
    /// method or a policy has no cells.
    #[must_use]
    pub fn toggled(mut self, toggle: GridToggle) -> Self {
        match toggle {
            GridToggle::Method(method) => switch(&mut self.methods, method, CreditMethod::ALL),
            GridToggle::SelfLed(policy) => switch(&mut self.self_led, policy, SelfLed::ALL),
            GridToggle::TenorFloor(floor) => {
                switch(&mut self.tenor_floors, floor, &Self::FLOORS);
            }
            GridToggle::Years => self.years = !self.years,
        }
        self
    }

    /// Whether something is in the grid.
    pub fn has(&self, toggle: GridToggle) -> bool {
        match toggle {
            GridToggle::Method(method) => self.methods.contains(&method),
            GridToggle::SelfLed(policy) => self.self_led.contains(&policy),
            GridToggle::TenorFloor(floor) => self.tenor_floors.contains(&floor),
            GridToggle::Years => self.years,
        }
    }

    /// The grid for a filter: with years, those up to the newest day that the filter lets through.
    pub fn grid(&self, filter: &Filter, newest: Option<Date>) -> Grid {
        let mut periods: Vec<Option<Period>> = vec![None];
        let last = filter.to.into_iter().chain(newest).map(|date| date.year()).min();
        if let Some(last) = last.filter(|_| self.years) {
            let years = (last - YEARS + 1..=last)
                .filter(|year| filter.from.is_none_or(|from| from.year() <= *year));
            periods.extend(years.filter_map(|year| {
                PeriodPreset::Year(year).on(Date::new(year, 1, 1).ok()?).map(Some)
            }));
        }
        Grid {
            methods: self.methods.clone(),
            self_led: self.self_led.clone(),
            tenor_floors: self.tenor_floors.clone(),
            periods,
        }
    }
}

/// Puts a value in or out, in the order of all values, and keeps the last one.
fn switch<T: Copy + PartialEq>(chosen: &mut Vec<T>, value: T, all: &[T]) {
    if chosen.contains(&value) {
        if chosen.len() > 1 {
            chosen.retain(|other| *other != value);
        }
    } else {
        let wanted = |other: &&T| chosen.contains(other) || **other == value;
        *chosen = all.iter().filter(wanted).copied().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_is_chosen_piece_by_piece_and_never_empty() {
        let choice = GridChoice::default();
        let lead_left = GridToggle::Method(CreditMethod::LeadLeft);
        let with = choice.clone().toggled(lead_left);
        assert!(with.has(lead_left) && with.methods.len() == choice.methods.len() + 1);
        assert_eq!(with.toggled(lead_left), choice);
        let mut least = choice;
        for floor in GridChoice::FLOORS {
            if least.has(GridToggle::TenorFloor(floor)) {
                least = least.toggled(GridToggle::TenorFloor(floor));
            }
        }
        assert_eq!(least.tenor_floors.len(), 1);
    }

    #[test]
    fn years_end_with_the_newest_day_of_the_filter() {
        let choice = GridChoice::default().toggled(GridToggle::Years);
        let newest = Some(jiff::civil::date(2026, 2, 3));
        let grid = choice.grid(&Filter::default(), newest);
        let first: Vec<i16> = grid.periods.iter().flatten().map(|p| p.from.year()).collect();
        assert_eq!(first, [2024, 2025, 2026]);
        let filter = Filter { from: Some(jiff::civil::date(2025, 3, 1)), ..Filter::default() };
        assert_eq!(choice.grid(&filter, newest).periods.len(), 3);
        assert_eq!(GridChoice::default().grid(&filter, newest).periods, [None]);
    }
}
