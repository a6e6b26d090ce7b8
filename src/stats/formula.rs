//! How a credit came about, as data and in words.

use crate::words::{Lang, tr, tr_with};

/// How the credit of one member for one tranche came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Formula {
    /// The whole value, as each of so many bookrunners.
    Whole {
        /// How many are credited.
        of: usize,
    },
    /// One of so many equal parts.
    Equal {
        /// How many share.
        of: usize,
    },
    /// One of so many equal parts of the members with a chosen role.
    RolesEqual {
        /// How many share.
        of: usize,
    },
    /// One of so many equal parts of all underwriting members.
    Managers {
        /// How many share.
        of: usize,
    },
    /// The whole value, as the bank on the left; shared where several are marked.
    LeadLeft {
        /// How many are marked.
        of: usize,
    },
    /// The whole value, as the first name of an order by seniority.
    FirstName,
    /// What the bank took, out of what all members took.
    Allotted {
        /// Hundredths of a unit, or of a share.
        taken: i128,
        /// The sum over the members.
        total: i128,
    },
    /// What the bank took, out of the amount of the tranche.
    AllottedOfAmount {
        /// Hundredths of a unit.
        taken: i128,
        /// Hundredths of a unit of the tranche.
        total: i128,
    },
    /// What the bank took, scaled down because the allotments are more than the tranche.
    AllottedScaled {
        /// Hundredths of a unit.
        taken: i128,
        /// The sum over the members.
        total: i128,
    },
    /// One of so many equal parts of what the known allotments leave.
    Rest {
        /// How many share.
        of: usize,
    },
    /// One of so many equal parts, because no allotment is known.
    NotKnown {
        /// How many share.
        of: usize,
    },
    /// The weight of the highest role, out of the weights of all members.
    Weighted {
        /// The weight.
        weight: u16,
        /// The sum over the members.
        total: u32,
    },
    /// One of so many equal parts of a pool.
    Pool {
        /// The part of the pool, out of the pools that have members.
        pool: u16,
        /// The sum of the pools that have members.
        total: u16,
        /// How many share.
        of: usize,
    },
    /// Nobody can be credited.
    Nobody,
}

impl Formula {
    /// The formula in words, without the value of the tranche.
    pub fn sentence(self, lang: Lang) -> String {
        let number = |number: usize| number.to_string();
        let units = |hundredths: i128| {
            let (units, rest) = (hundredths / 100, hundredths % 100);
            if rest == 0 { units.to_string() } else { format!("{units}.{rest:02}") }
        };
        let one = |key: &str, of: usize| tr_with(lang, key, &[&number(of)]);
        let two = |key: &str, a: String, b: String| tr_with(lang, key, &[&a, &b]);
        match self {
            Self::Whole { of } => one("formula.whole", of),
            Self::Equal { of } => one("formula.equal", of),
            Self::RolesEqual { of } => one("formula.roles_equal", of),
            Self::Managers { of } => one("formula.managers", of),
            Self::LeadLeft { of: 1 } => tr(lang, "formula.lead_left").into_owned(),
            Self::LeadLeft { of } => one("formula.lead_left_shared", of),
            Self::FirstName => tr(lang, "formula.first_name").into_owned(),
            Self::Allotted { taken, total } => two("formula.allotted", units(taken), units(total)),
            Self::AllottedOfAmount { taken, total } => {
                two("formula.allotted_of_amount", units(taken), units(total))
            }
            Self::AllottedScaled { taken, total } => {
                two("formula.allotted_scaled", units(taken), units(total))
            }
            Self::Rest { of } => one("formula.rest", of),
            Self::NotKnown { of } => one("formula.not_known", of),
            Self::Weighted { weight, total } => {
                two("formula.weighted", weight.to_string(), total.to_string())
            }
            Self::Pool { pool, total, of } => {
                let parts = [pool.to_string(), total.to_string(), number(of)];
                tr_with(lang, "formula.pool", &[&parts[0], &parts[1], &parts[2]])
            }
            Self::Nobody => tr(lang, "formula.nobody").into_owned(),
        }
    }

    /// Whether the credit rests on a guess about an allotment.
    pub const fn is_estimated(self) -> bool {
        matches!(self, Self::Rest { .. } | Self::NotKnown { .. } | Self::AllottedScaled { .. })
    }
}
