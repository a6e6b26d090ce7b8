//! Credit of one tranche: who counts, and how its value is split.
//!
//! After the published criteria of the league-table houses: the bookrunners count; where a source
//! names none, the ladder goes down over lead managers, lead underwriters and arrangers to dealers
//! and placing agents. A group counts once, by its highest role, however many entities it has.

use crate::index::Index;
use crate::model::{Credit, DealId, GroupId, RoleSet};

/// How the value of a tranche becomes credit.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum CreditMethod {
    /// Every bookrunner gets the whole value: credits add up to more than the market.
    Full,
    /// The bookrunners share the value equally (apportioned credit).
    #[default]
    Equal,
}

impl CreditMethod {
    /// Every method.
    pub const ALL: [Self; 2] = [Self::Equal, Self::Full];

    /// The code on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Equal => "equal",
        }
    }

    /// The method with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }
}

/// The rungs of the ladder, highest first.
const LADDER: [Credit; 5] = [
    Credit::Bookrunner,
    Credit::LeadManager,
    Credit::LeadUnderwriter,
    Credit::Arranger,
    Credit::Placement,
];

/// The members that are credited for a tranche, each group once, in the order of the record;
/// `None` stands for an unnamed member. With `roles`, exactly the members that hold one of them,
/// without a ladder.
pub fn credited(
    index: &Index,
    deal_id: DealId,
    tranche: usize,
    roles: Option<RoleSet>,
) -> Vec<Option<GroupId>> {
    if let Some(wanted) = roles {
        return holders(index, deal_id, tranche, |held| held.intersects(wanted));
    }
    LADDER
        .into_iter()
        .map(|rung| {
            holders(index, deal_id, tranche, |held| held.iter().any(|role| role.credit() == rung))
        })
        .find(|members| !members.is_empty())
        .unwrap_or_default()
}

fn holders(
    index: &Index,
    deal_id: DealId,
    tranche: usize,
    counts: impl Fn(RoleSet) -> bool,
) -> Vec<Option<GroupId>> {
    let columns = index.members();
    let bit = 1_u64 << tranche.min(63);
    let mut members = Vec::new();
    for member in index.members_of(deal_id) {
        let group = columns.group[member];
        let works = columns.tranches[member] & bit != 0 && counts(columns.roles[member]);
        if works && (group.is_none() || !members.contains(&group)) {
            members.push(group);
        }
    }
    members
}

/// Splits a value into parts that add up to it, as equal as whole units allow.
pub fn split(value: i128, parts: usize) -> impl Iterator<Item = i128> {
    let count = i128::try_from(parts).unwrap_or(i128::MAX).max(1);
    let (each, left) = (value / count, value % count);
    (0..count).take(parts).map(move |at| each + i128::from(at < left))
}
