//! Roles in a syndicate: one enum and one table.

use std::fmt;
use std::sync::LazyLock;

/// The tier of a role, highest first, after the role taxonomy of league-table practice.
///
/// A bank's tier on a deal is the highest tier among its roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Sponsor and overall coordinator of a Hong Kong offering.
    Sponsor,
    /// Global coordinators, lead-left banks and representatives.
    Coordinator,
    /// Bookrunners of every kind but passive ones.
    Bookrunner,
    /// Lead managers, lead underwriters, mandated lead arrangers, passive bookrunners.
    Lead,
    /// Co-managers and co-arrangers.
    CoManager,
    /// Underwriters, participants, dealers, initial purchasers.
    Member,
    /// Labels that carry no credit: advisers, agents, trustees.
    Label,
}

impl Tier {
    /// Every tier, highest first.
    pub const ALL: [Self; 7] = [
        Self::Sponsor,
        Self::Coordinator,
        Self::Bookrunner,
        Self::Lead,
        Self::CoManager,
        Self::Member,
        Self::Label,
    ];

    /// The stable code of the tier, as used in files and filters.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sponsor => "sponsor",
            Self::Coordinator => "coordinator",
            Self::Bookrunner => "bookrunner",
            Self::Lead => "lead",
            Self::CoManager => "co_manager",
            Self::Member => "member",
            Self::Label => "label",
        }
    }

    /// The tier with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.code() == code)
    }

    /// Position in [`Tier::ALL`]: 0 is the highest.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// On which rung of the credit ladder a role stands.
///
/// League tables credit the bookrunners; where a source names none, they go down the ladder
/// bookrunner, lead manager, lead underwriter, arranger, dealer or placing agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Credit {
    /// A bookrunner title, or one that includes it (global coordinator, lead left).
    Bookrunner,
    /// Lead manager: counts where no bookrunner is named.
    LeadManager,
    /// Lead underwriter of an onshore issue.
    LeadUnderwriter,
    /// Mandated lead arranger or arranger of a loan.
    Arranger,
    /// Dealer, placement agent or initial purchaser: the end of the ladder.
    Placement,
    /// An underwriting role that counts in all-manager tables only.
    ManagersOnly,
    /// Carries no credit.
    None,
}

/// What a row of the role table says.
struct Row {
    role: Role,
    code: &'static str,
    en: &'static str,
    hans: &'static str,
    hant: &'static str,
    tier: Tier,
    credit: Credit,
}

macro_rules! roles {
    ($($variant:ident $code:literal $en:literal $hans:literal $hant:literal $tier:ident $credit:ident;)*) => {
        /// A role that a bank holds in the syndicate of a deal, highest first.
        ///
        /// The order is the order of seniority in which a tombstone prints the banks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Role {
            $(
                #[doc = $en]
                $variant,
            )*
        }

        const TABLE: &[Row] = &[
            $(Row {
                role: Role::$variant,
                code: $code,
                en: $en,
                hans: $hans,
                hant: $hant,
                tier: Tier::$tier,
                credit: Credit::$credit,
            },)*
        ];
    };
}

roles! {
    Sponsor "sponsor" "Sponsor" "保荐人" "保薦人" Sponsor None;
    OverallCoordinator "overall_coordinator" "Overall coordinator" "整体协调人" "整體協調人" Sponsor None;
    SoleGlobalCoordinator "sole_global_coordinator" "Sole global coordinator" "独家全球协调人" "獨家全球協調人" Coordinator Bookrunner;
    JointGlobalCoordinator "joint_global_coordinator" "Joint global coordinator" "联席全球协调人" "聯席全球協調人" Coordinator Bookrunner;
    GlobalCoordinator "global_coordinator" "Global coordinator" "全球协调人" "全球協調人" Coordinator Bookrunner;
    SoleCoordinator "sole_coordinator" "Sole coordinator" "独家协调人" "獨家協調人" Coordinator Arranger;
    Coordinator "coordinator" "Coordinator" "协调人" "協調人" Coordinator Arranger;
    LeadLeft "lead_left" "Lead left" "左侧牵头行" "左側牽頭行" Coordinator Bookrunner;
    Representative "representative" "Representative" "承销商代表" "承銷商代表" Coordinator Bookrunner;
    JointRepresentative "joint_representative" "Joint representative" "联席代表" "聯席代表" Coordinator Bookrunner;
    SoleBookrunner "sole_bookrunner" "Sole bookrunner" "独家账簿管理人" "獨家賬簿管理人" Bookrunner Bookrunner;
    JointBookrunner "joint_bookrunner" "Joint bookrunner" "联席账簿管理人" "聯席賬簿管理人" Bookrunner Bookrunner;
    ActiveBookrunner "active_bookrunner" "Active bookrunner" "主动账簿管理人" "主動賬簿管理人" Bookrunner Bookrunner;
    LeadBookrunner "lead_bookrunner" "Lead bookrunner" "牵头账簿管理人" "牽頭賬簿管理人" Bookrunner Bookrunner;
    PassiveBookrunner "passive_bookrunner" "Passive bookrunner" "被动账簿管理人" "被動賬簿管理人" Lead Bookrunner;
    JointLeadManager "joint_lead_manager" "Joint lead manager" "联席牵头经办人" "聯席牽頭經辦人" Lead LeadManager;
    LeadManager "lead_manager" "Lead manager" "牵头经办人" "牽頭經辦人" Lead LeadManager;
    LeadUnderwriter "lead_underwriter" "Lead underwriter" "主承销商" "主承銷商" Lead LeadUnderwriter;
    JointLeadUnderwriter "joint_lead_underwriter" "Joint lead underwriter" "联席主承销商" "聯席主承銷商" Lead LeadUnderwriter;
    MandatedLeadArranger "mandated_lead_arranger" "Mandated lead arranger" "委任牵头安排行" "委任牽頭安排行" Lead Arranger;
    CoordinatingArranger "coordinating_arranger" "Coordinating arranger" "协调安排行" "協調安排行" Lead Arranger;
    LeadArranger "lead_arranger" "Lead arranger" "牵头安排行" "牽頭安排行" Lead Arranger;
    Arranger "arranger" "Arranger" "安排行" "安排行" Lead Arranger;
    CoArranger "co_arranger" "Co-arranger" "联合安排行" "聯合安排行" CoManager ManagersOnly;
    CoLeadManager "co_lead_manager" "Co-lead manager" "副牵头经办人" "副牽頭經辦人" CoManager ManagersOnly;
    SeniorCoManager "senior_co_manager" "Senior co-manager" "高级副经办人" "高級副經辦人" CoManager ManagersOnly;
    CoManager "co_manager" "Co-manager" "副经办人" "副經辦人" CoManager ManagersOnly;
    JuniorCoManager "junior_co_manager" "Junior co-manager" "初级副经办人" "初級副經辦人" CoManager ManagersOnly;
    Underwriter "underwriter" "Underwriter" "承销商" "包銷商" Member ManagersOnly;
    SyndicateMember "syndicate_member" "Syndicate member" "承销团成员" "承銷團成員" Member ManagersOnly;
    Participant "participant" "Participant" "参加行" "參加行" Member ManagersOnly;
    Lender "lender" "Lender" "贷款行" "貸款行" Member ManagersOnly;
    Manager "manager" "Manager" "经办人" "經辦人" Member ManagersOnly;
    InitialPurchaser "initial_purchaser" "Initial purchaser" "初始买方" "初始買方" Member Placement;
    Dealer "dealer" "Dealer" "交易商" "交易商" Member Placement;
    PlacementAgent "placement_agent" "Placement agent" "配售代理" "配售代理" Member Placement;
    JointAgent "joint_agent" "Joint agent" "联席代理" "聯席代理" Member Placement;
    CapitalMarketIntermediary "capital_market_intermediary" "Capital market intermediary" "资本市场中介人" "資本市場中介人" Member ManagersOnly;
    EsgStructuringAdviser "esg_structuring_adviser" "ESG structuring adviser" "ESG结构顾问" "ESG結構顧問" Label None;
    StabilisationManager "stabilisation_manager" "Stabilisation manager" "稳定价格操作人" "穩定價格操作人" Label None;
    StabilisationCoordinator "stabilisation_coordinator" "Stabilisation coordinator" "稳定价格协调人" "穩定價格協調人" Label None;
    BillingAndDelivery "billing_and_delivery" "Billing and delivery" "结算交割行" "結算交割行" Label None;
    FacilityAgent "facility_agent" "Facility agent" "代理行" "代理行" Label None;
    DocumentationAgent "documentation_agent" "Documentation agent" "文件代理行" "文件代理行" Label None;
    SigningAgent "signing_agent" "Signing agent" "签约代理行" "簽約代理行" Label None;
    BondTrustee "bond_trustee" "Bond trustee" "受托管理人" "受託管理人" Label None;
    FinancialAdviser "financial_adviser" "Financial adviser" "财务顾问" "財務顧問" Label None;
    OnshoreCoordinator "onshore_coordinator" "Onshore coordinator" "境内协调人" "境內協調人" Label None;
    RatingAdviser "rating_adviser" "Rating adviser" "评级顾问" "評級顧問" Label None;
    GlobalAdviser "global_adviser" "Global adviser" "全球顾问" "全球顧問" Label None;
}

impl Role {
    /// How many roles there are.
    pub const COUNT: usize = TABLE.len();

    /// Every role, highest first.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        TABLE.iter().map(|row| row.role)
    }

    const fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The code of the role in files, such as `joint_bookrunner`.
    pub const fn code(self) -> &'static str {
        self.row().code
    }

    /// The role with this code; codes are compared as written.
    pub fn from_code(code: &str) -> Option<Self> {
        static SLOTS: LazyLock<[Option<Role>; 256]> = LazyLock::new(|| {
            let mut slots = [None; 256];
            for role in Role::all() {
                let mut slot = slot_of(role.code());
                while slots[slot].is_some() {
                    slot = (slot + 1) % slots.len();
                }
                slots[slot] = Some(role);
            }
            slots
        });
        let mut slot = slot_of(code);
        while let Some(role) = SLOTS[slot] {
            if role.code() == code {
                return Some(role);
            }
            slot = (slot + 1) % SLOTS.len();
        }
        None
    }

    /// The English label, such as "Joint bookrunner".
    pub const fn english(self) -> &'static str {
        self.row().en
    }

    /// The label in simplified Chinese.
    pub const fn simplified(self) -> &'static str {
        self.row().hans
    }

    /// The label in traditional Chinese.
    pub const fn traditional(self) -> &'static str {
        self.row().hant
    }

    /// The tier the role belongs to.
    pub const fn tier(self) -> Tier {
        self.row().tier
    }

    /// The rung of the credit ladder.
    pub const fn credit(self) -> Credit {
        self.row().credit
    }

    /// Position in the table: 0 is the most senior role.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// Where a code stands in a table of 256 slots, or before it.
fn slot_of(code: &str) -> usize {
    let bytes = code.as_bytes();
    let letter = |at: usize| bytes.get(at).map_or(0, |byte| usize::from(*byte));
    let sum = bytes.len() * 131 + letter(0) * 7 + letter(4) * 31 + letter(6) * 57;
    (sum + letter(bytes.len() / 2) * 17 + letter(bytes.len().saturating_sub(3)) * 97) % 256
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A set of roles, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoleSet(u64);

impl RoleSet {
    /// No role.
    pub const EMPTY: Self = Self(0);

    /// The set with this role added.
    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u8)
    }

    /// Adds a role.
    pub const fn insert(&mut self, role: Role) {
        self.0 |= 1 << role as u8;
    }

    /// Whether the role is in the set.
    pub const fn contains(self, role: Role) -> bool {
        self.0 & 1 << role as u8 != 0
    }

    /// All roles of either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The roles that both sets hold.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The roles that the other set does not hold.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the two sets share a role.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether no role is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many roles are in the set.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The roles of the set, highest first.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let row = TABLE.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(row.role)
        })
    }

    /// The most senior role of the set.
    pub fn highest(self) -> Option<Role> {
        self.iter().next()
    }

    /// The highest tier among the roles.
    pub fn tier(self) -> Option<Tier> {
        self.iter().map(Role::tier).min()
    }

    /// The set of these bits; bits past the table are dropped.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits & ((1 << Role::COUNT) - 1))
    }

    /// The bits, one per role in the order of the table.
    pub const fn bits(self) -> u64 {
        self.0
    }
}

impl FromIterator<Role> for RoleSet {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl serde::Serialize for RoleSet {
    /// Written as the list of its codes, so that a new role in the table changes no file.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Role::code))
    }
}

impl<'de> serde::Deserialize<'de> for RoleSet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let codes = Vec::<String>::deserialize(deserializer)?;
        let role = |code: &String| {
            let unknown = || serde::de::Error::custom(format!("“{code}” is no role"));
            Role::from_code(code).ok_or_else(unknown)
        };
        codes.iter().map(role).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_follows_the_enum_and_codes_are_unique() {
        for (index, role) in Role::all().enumerate() {
            assert_eq!(role.index(), index);
            assert_eq!(Role::from_code(role.code()), Some(role));
        }
        const { assert!(Role::COUNT <= 64, "a role set holds 64 roles") };
    }

    #[test]
    fn every_role_is_named_in_three_scripts() {
        for role in Role::all() {
            assert!(!role.english().is_empty());
            assert!(!role.simplified().is_empty());
            assert!(!role.traditional().is_empty());
        }
    }

    #[test]
    fn highest_role_of_a_set_is_the_most_senior() {
        let set: RoleSet = [Role::CoManager, Role::JointBookrunner].into_iter().collect();
        assert_eq!(set.highest(), Some(Role::JointBookrunner));
        assert_eq!(set.tier(), Some(Tier::Bookrunner));
        assert_eq!(RoleSet::EMPTY.highest(), None);
        assert_eq!(set.len(), 2);
    }
}
