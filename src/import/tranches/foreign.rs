//! Sizes of another kind of debt than the deal's: a revolver that is signed beside a bond.

use std::sync::LazyLock;

use regex::Regex;

use super::{Fact, Market, Term};
use crate::import::money;
use crate::import::pattern::rx;

static LOAN: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^ ?(?:(?:super|senior|secured|unsecured|new|existing|undrawn|committed|first[- ]lien|multi-?currency|syndicated|\w+-year)[ -]){0,4}(?:revolver|revolving|RCF\b|term loan|credit facilit|bridge (?:loan|facilit)|bank (?:loan|debt|facilit)|club loan|syndicated loan|line of credit)",
    )
});
static BOND: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^ ?(?:of )?(?:(?:senior|secured|unsecured|new|existing|green|eurobond|\d[\d.]*%|\w+-year)[ -]){0,4}(?:bonds?|notes|eurobonds?|sukuk|debentures)\b",
    )
});

/// The terms without sizes of loans in a deal of bonds, or of bonds in a loan, where others are left.
pub(super) fn without(text: &str, terms: &[Fact], market: Market) -> Vec<Fact> {
    let other = match market {
        Market::Dcm | Market::Cb => &LOAN,
        Market::Loan => &BOND,
        Market::Ecm => return terms.to_vec(),
    };
    let is_other = |fact: &&Fact| {
        matches!(fact.term, Term::Amount(..))
            && other.is_match(money::window(text, fact.span.end, 90))
    };
    let sizes = terms.iter().filter(|fact| matches!(fact.term, Term::Amount(..))).count();
    let others = terms.iter().filter(is_other).count();
    if others == 0 || others == sizes {
        return terms.to_vec();
    }
    terms.iter().filter(|fact| !is_other(fact)).cloned().collect()
}
