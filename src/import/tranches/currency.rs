//! Signs that two currencies share: ¥ is the yen where the text is of Japan.

use std::sync::LazyLock;

use regex::Regex;

use super::Drafted;
use crate::import::pattern::rx;

static YEN: LazyLock<Regex> = LazyLock::new(|| {
    rx(r"(?i)\byen\b|\bJPY\b|samurai|\bTONA\b|\bTIBOR\b|\bTokyo\b|\bJapan|日元|日圆|武士债")
});
static YUAN: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?i)renminbi|\bRMB|\bCNY|\bCNH|\byuan\b|人民币|dim sum|panda"));

/// Makes sizes printed with ¥ yen where the text speaks of yen and of no renminbi.
pub(super) fn read_yen(text: &str, tranches: &mut [Drafted]) {
    let is_signed = |span: &std::ops::Range<usize>| {
        text.get(span.clone()).is_some_and(|printed| printed.starts_with('¥'))
    };
    let mut signed = tranches
        .iter_mut()
        .filter_map(|tranche| tranche.currency.as_mut())
        .filter(|(code, span)| code == "CNY" && is_signed(span))
        .peekable();
    if signed.peek().is_some() && YEN.is_match(text) && !YUAN.is_match(text) {
        signed.for_each(|(code, _)| "JPY".clone_into(code));
    }
}
