//! The filter as data.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::index::Facet;

/// Which deals are looked at. Parts are joined by "and", the values of one facet by "or".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filter {
    /// For each facet that filters: the values let through, as text.
    pub values: BTreeMap<Facet, BTreeSet<String>>,
    /// The first day let through.
    pub from: Option<Date>,
    /// The last day let through.
    pub to: Option<Date>,
    /// The least value of a deal in US dollars.
    pub least_usd: Option<i64>,
    /// The greatest value of a deal in US dollars.
    pub most_usd: Option<i64>,
    /// The least syndicate size.
    pub least_banks: Option<usize>,
    /// The greatest syndicate size.
    pub most_banks: Option<usize>,
    /// Words that the deal must hold.
    pub text: String,
}

impl Filter {
    /// Whether every deal is let through.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The values let through of a facet; `None` where it does not filter.
    pub fn of(&self, facet: Facet) -> Option<&BTreeSet<String>> {
        self.values.get(&facet)
    }

    /// Whether a value is chosen.
    pub fn has(&self, facet: Facet, value: &str) -> bool {
        self.of(facet).is_some_and(|values| values.contains(value))
    }

    /// The filter with a value chosen or, where it is chosen, no longer.
    #[must_use]
    pub fn toggled(&self, facet: Facet, value: &str) -> Self {
        let mut filter = self.clone();
        let values = filter.values.entry(facet).or_default();
        if !values.remove(value) {
            values.insert(value.to_owned());
        }
        filter.values.retain(|_, values| !values.is_empty());
        filter
    }

    /// The filter with only this value of a facet chosen.
    #[must_use]
    pub fn only(&self, facet: Facet, value: &str) -> Self {
        let mut filter = self.clone();
        filter.values.insert(facet, BTreeSet::from([value.to_owned()]));
        filter
    }

    /// The filter without one of its parts.
    #[must_use]
    pub fn without(&self, part: Part) -> Self {
        let mut filter = self.clone();
        match part {
            Part::Facet(facet) => {
                filter.values.remove(&facet);
            }
            Part::Dates => (filter.from, filter.to) = (None, None),
            Part::Value => (filter.least_usd, filter.most_usd) = (None, None),
            Part::Banks => (filter.least_banks, filter.most_banks) = (None, None),
            Part::Text => filter.text.clear(),
        }
        filter
    }

    /// The parts that filter, in order.
    pub fn parts(&self) -> Vec<Part> {
        let facets = self.values.keys().map(|facet| Part::Facet(*facet));
        let others = [
            (Part::Dates, self.from.is_some() || self.to.is_some()),
            (Part::Value, self.least_usd.is_some() || self.most_usd.is_some()),
            (Part::Banks, self.least_banks.is_some() || self.most_banks.is_some()),
            (Part::Text, !self.text.trim().is_empty()),
        ];
        facets.chain(others.into_iter().filter(|(_, on)| *on).map(|(part, _)| part)).collect()
    }
}

/// One part of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The values of a facet.
    Facet(Facet),
    /// The days.
    Dates,
    /// The value in US dollars.
    Value,
    /// The syndicate size.
    Banks,
    /// The words.
    Text,
}
