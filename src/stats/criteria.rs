//! The rules of a league table as plain data, and the presets.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::index::Parents;
use crate::model::{Currency, RoleSet};
use crate::query::{Filter, FilterError};

macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $code)] $variant,)*
        }

        impl $name {
            /// Every choice, the usual one first.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code on the command line and in saved criteria.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The choice with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.code() == code)
            }
        }
    };
}

choices! {
    /// How the value of a tranche becomes credit.
    ///
    /// Every method but [`CreditMethod::Full`] splits: credits, credit of unnamed members and what
    /// nobody gets add up to the market value.
    CreditMethod {
        /// The bookrunners share the value equally (apportioned credit).
        #[default]
        Equal = "equal",
        /// Every bookrunner gets the whole value: credits add up to more than the market.
        Full = "full",
        /// Every underwriting member shares the value equally, co-managers like bookrunners.
        AllManagers = "all-managers",
        /// The bank on the left of the cover takes the whole value.
        LeadLeft = "lead-left",
        /// Each member is credited what it took; see [`Criteria`] for what is not known.
        Allotment = "allotment",
        /// Members share by the weight of their highest role.
        RoleWeighted = "role-weighted",
        /// A pool for the leads and one for the co-managers, each shared equally.
        RolePools = "role-pools",
        /// The bookrunners share the fee: value times gross spread, where it is disclosed.
        Fee = "fee",
    }
}

impl CreditMethod {
    /// Whether credits and what is left over add up to the market value.
    pub const fn splits(self) -> bool {
        !matches!(self, Self::Full)
    }
}

choices! {
    /// What becomes of a tranche that a bank brings for its own group.
    SelfLed {
        /// Nothing: it counts like any other.
        #[default]
        Include = "include",
        /// The bank's own credit goes to nobody; the others keep theirs.
        DropCredit = "drop-credit",
        /// The others share the value; where there are none, it goes to nobody.
        Resplit = "resplit",
        /// The tranche does not count at all.
        DropDeal = "drop-deal",
        /// The tranche does not count where nobody else is credited; else it counts as it is.
        DropIfSole = "drop-if-sole",
    }
}

choices! {
    /// Who has a line in the table.
    Entity {
        /// Bank groups, each with all its entities.
        #[default]
        Group = "group",
        /// Banks as printed: an entity, a branch, a spelling.
        Bank = "bank",
    }
}

choices! {
    /// Where convertible and exchangeable bonds count.
    Converts {
        /// As a market of their own, in the table of all markets only.
        #[default]
        Own = "own",
        /// As debt.
        Debt = "debt",
        /// As equity: no floor of tenor applies.
        Equity = "equity",
    }
}

choices! {
    /// The market of a table.
    MarketClass {
        /// Every market.
        #[default]
        All = "all",
        /// Bonds, and convertibles where they count as debt.
        Debt = "debt",
        /// Shares, and convertibles where they count as equity.
        Equity = "equity",
        /// Loans.
        Loan = "loan",
    }
}

choices! {
    /// Which date of a deal must lie in the period.
    DateBasis {
        /// The date of pricing or signing, else the next best known.
        #[default]
        Pricing = "pricing",
        /// The date of announcement; a deal without one is left out.
        Announcement = "announcement",
        /// The date of settlement; a deal without one is left out.
        Settlement = "settlement",
    }
}

/// Which tranches count. Each is a switch, and every tranche left out keeps its
/// [`Reason`](super::Reason).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Eligibility {
    /// Mandated, proposed and withdrawn deals count too; a record without a status counts as priced
    /// in any case.
    pub unpriced_deals: bool,
    /// The market of the table.
    pub market: MarketClass,
    /// Where convertibles count.
    pub converts: Converts,
    /// Which date must lie in the period.
    pub basis: DateBasis,
    /// The first day of the period.
    pub from: Option<Date>,
    /// The last day of the period.
    pub to: Option<Date>,
    /// The least tenor in whole months from settlement to final maturity; 0 sets no floor. Shares
    /// have no tenor; a debt tranche whose tenor is not known counts, and the table says how many.
    pub min_tenor_months: u16,
    /// The least value of a tranche in whole units of the reporting currency.
    pub min_amount: i64,
    /// Only new money counts: what was given for old paper is taken off.
    pub new_money: bool,
    /// Club deals are left out.
    pub without_club: bool,
    /// Private placements are left out.
    pub without_private: bool,
    /// Retained issues are left out.
    pub without_retained: bool,
}

impl Default for Eligibility {
    fn default() -> Self {
        Self {
            unpriced_deals: false,
            market: MarketClass::All,
            converts: Converts::Own,
            basis: DateBasis::Pricing,
            from: None,
            to: None,
            min_tenor_months: 0,
            min_amount: 0,
            new_money: false,
            without_club: false,
            without_private: false,
            without_retained: false,
        }
    }
}

/// The weights of [`CreditMethod::RoleWeighted`], by the highest role of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Weights {
    /// Global coordinators, lead-left banks, representatives.
    pub coordinator: u16,
    /// Bookrunners, lead managers, lead underwriters, arrangers.
    pub bookrunner: u16,
    /// Co-managers, passive bookrunners, and every other underwriting member.
    pub co_manager: u16,
}

impl Default for Weights {
    fn default() -> Self {
        Self { coordinator: 3, bookrunner: 2, co_manager: 1 }
    }
}

/// The pools of [`CreditMethod::RolePools`]. A pool without members goes to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Pools {
    /// The part of coordinators, bookrunners and lead managers.
    pub leads: u16,
    /// The part of co-managers, passive bookrunners and every other underwriting member.
    pub co_managers: u16,
}

impl Default for Pools {
    fn default() -> Self {
        Self { leads: 70, co_managers: 30 }
    }
}

/// The rules of a league table.
///
/// Three readings of `LEAGUE.md` are ours. A member without a known allotment means any underwriting
/// member where some allotments are known, and a credited bookrunner where none is. Allotments in
/// shares are used only where every member has one, because a record does not say how many shares
/// there are in all. Which order a source prints its banks in is not in the record, so it is a
/// switch of the reader ([`Criteria::order_is_seniority`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Criteria {
    /// How value becomes credit.
    pub credit: CreditMethod,
    /// Only members with one of these roles count; `None` = the set of the method: bookrunners with
    /// the ladder, or all underwriting members.
    pub roles: Option<RoleSet>,
    /// Who has a line.
    pub by: Entity,
    /// The reporting currency.
    pub currency: Currency,
    /// What becomes of deals that a bank brings for its own group.
    pub self_led: SelfLed,
    /// Which tranches count.
    pub eligibility: Eligibility,
    /// Weights of roles.
    pub weights: Weights,
    /// Pools of roles.
    pub pools: Pools,
    /// Passive bookrunners are no bookrunners.
    pub active_only: bool,
    /// The order of a record is by seniority: under lead-left credit the first name stands for the
    /// lead-left bank where none is marked.
    pub order_is_seniority: bool,
    /// Under fee credit a fee that is not disclosed is taken as the median of its market, rating
    /// band and tenor, and marked as estimated.
    pub impute_fees: bool,
}

choices! {
    /// A set of rules in the manner of a house. The names say "like": the houses' own tables rest on
    /// data and reviews that no rule can copy.
    Preset {
        /// Equal credit to bookrunners, 18 months, convertibles with equity.
        #[default]
        DealogicLike = "dealogic-like",
        /// Equal credit, 12 months.
        SdcLike = "sdc-like",
        /// Equal credit to active bookrunners, no floor, new money only.
        CmdLike = "cmd-like",
    }
}

impl Criteria {
    /// The rules of a preset, in dollars and over all dates.
    pub fn preset(preset: Preset) -> Self {
        let rules = |eligibility| Self { eligibility, ..Self::default() };
        let base = Eligibility::default();
        match preset {
            Preset::DealogicLike => rules(Eligibility {
                min_tenor_months: 18,
                converts: Converts::Equity,
                without_retained: true,
                ..base
            }),
            Preset::SdcLike => rules(Eligibility { min_tenor_months: 12, ..base }),
            Preset::CmdLike => {
                let criteria = rules(Eligibility { new_money: true, ..base });
                Self { active_only: true, ..criteria }
            }
        }
    }
}

/// Everything that a table rests on beside its book: a saved card opens again to the same bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CriteriaCard {
    /// The filter as its line of text.
    pub filter: String,
    /// Under which parent banks count.
    pub parents: Parents,
    /// The rules.
    pub criteria: Criteria,
}

impl CriteriaCard {
    /// The card of a filter and rules.
    pub fn new(filter: &Filter, parents: Parents, criteria: Criteria) -> Self {
        Self { filter: filter.to_string(), parents, criteria }
    }

    /// Reads a saved card.
    pub fn from_text(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The card as text to save: JSON that ends in a line break.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// The filter of the card.
    pub fn filter(&self) -> Result<Filter, FilterError> {
        self.filter.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;

    #[test]
    fn a_saved_card_opens_again_to_the_same_bytes() {
        let criteria = Criteria {
            roles: Some([Role::CoManager, Role::JointBookrunner].into_iter().collect()),
            currency: Currency::from_code("CNH").unwrap(),
            ..Criteria::preset(Preset::CmdLike)
        };
        let filter = "market:DCM bank:\"Example Bank\" date:2024..".parse().unwrap();
        let card = CriteriaCard::new(&filter, Parents::AtDeal, criteria);
        let text = card.to_text().unwrap();
        let again = CriteriaCard::from_text(&text).unwrap();
        assert_eq!(again, card);
        assert_eq!(again.to_text().unwrap(), text);
        assert_eq!(again.filter().unwrap(), filter);
        assert!(text.contains("\"joint_bookrunner\""), "{text}");
    }

    #[test]
    fn a_card_of_an_older_program_opens_with_defaults() {
        let card = CriteriaCard::from_text(r#"{"criteria":{"credit":"full"}}"#).unwrap();
        assert_eq!(card.criteria, Criteria { credit: CreditMethod::Full, ..Criteria::default() });
        assert!(CriteriaCard::from_text(r#"{"criteria":{"credit":"most"}}"#).is_err());
    }

    #[test]
    fn codes_lead_back() {
        for method in CreditMethod::ALL {
            assert_eq!(CreditMethod::from_code(method.code()), Some(*method));
        }
        assert_eq!(Preset::from_code("cmd-like"), Some(Preset::CmdLike));
    }
}
