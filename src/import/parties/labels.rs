//! Issuers that a label or a role names: "Issuer: X", "X (the "Issuer")", "offering of notes by X",
//! 发行人为X.

use std::sync::LazyLock;

use regex::Regex;

use super::{Parties, strike, take, ticker};
use crate::import::money;
use crate::import::pattern::rx;

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r#"(?im)^[ •|*-]*(?:issuer(?:/borrower|(?:,| and|,? &) (?:the )?(?:trustee|lessor|seller|lessee|obligor|originator|guarantor))*|borrower|company|issuer name|name of issuer|the issuer|发行人|发行主体|发行体|发行机构|借款人|借款方|公司名称|发行人名称|发行公司|公司|发行人全称)(?: ?\([^)\n]{0,30}\))? *[:|] *(?P<name>[^\n|]{2,160})|^(?P<entity>[A-Z][^\n|()]{3,90}?) \((?:[Tt]he )?"?(?:Issuing Entity|Issuer|Borrower)"?\)(?: *\||$)"#,
    )
});
static INLINE: LazyLock<Regex> = LazyLock::new(|| {
    rx(r"(?:\b[Ii]ssuer|\b[Bb]orrower|发行人|借款人) ?: ?(?P<name>[^\n|.;,。、]{2,120})")
});
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r#"(?P<d>[\u{4e00}-\u{9fff}A-Za-z][\u{4e00}-\u{9fff}A-Za-z.,&' ]{2,80}?(?:有限公司|Limited|Ltd\.?|Inc\.?|B\.V\.|LIMITED))\((?:[^()]{0,12}[,;])?(?:作为|为|")?(?:票据|债券)?发行人"?\)|(?P<a>[^,;。、:\n]{2,80}?)(?:作为|担任|为)(?:票据|债券)?(?:的)?发行(?:人|主体)|(?:发行主体|发行体|债券发行人|票据发行人|发行人|借款人|借款方|借款主体)(?:为|是|:)? ?(?:特殊目的(?:公司|载体|实体)|全资(?:附属公司|子公司)|附属公司|子公司)?(?P<b>[A-Z][^,;。、:\n\u{4e00}-\u{9fff}]{3,80}|[\u{4e00}-\u{9fff}()A-Za-z]{3,40}?(?:有限公司|集团|公司))|(?i:\bissued by|\b(?:offering|issuance|sale|placement|issue)(?: of [^,.;\n]{3,90}?)? by|\bas (?:the )?manager of|\bissuer,? (?:is )?) ?(?P<c>[A-Z][\w&.,' -]{3,80}?)(?:, (?:an?|the|which|wishes|announces|guaranteed|with)| under (?:its|the|a)\b|\. |;| of (?:its |approximately |up to |about )?(?:US\$|HK\$|[$€£¥]|[A-Z]{3} ?\d|\d|(?:senior|notes|bonds))|,? guaranteed| and guaranteed|\n)|on behalf of (?:the )?(?P<e>(?:[A-Z]\w+ ){0,3}(?:Republic|Kingdom)(?: of [A-Z]\w+(?: [A-Z]\w+)*)?)\b|(?:附属公司|附属|子公司)(?P<f>[^,;。、:\n]{2,60}?(?:有限公司|Limited|Ltd\.?)(?:\([^()\n]{2,80}\))?)(?:(?:成功|已|拟|将)?发行的|(?:于[^,;。]{2,16})?(?:就|成功|已|拟|将|建议|计划|完成)+发行)"#,
    )
});
/// The issuer where a label stands before it.
pub(super) fn labelled(text: &str, parties: &mut Parties) {
    for found in LABEL.captures_iter(text).chain(INLINE.captures_iter(text)) {
        let Some(name) = ["name", "entity"].iter().find_map(|group| found.name(group)) else {
            continue;
        };
        if !strike::is_label(name.as_str()) && take(text, name.range(), parties) {
            parties.is_labelled = true;
            return;
        }
    }
}

/// The issuer where words say that it issues or borrows.
pub(super) fn by_role(text: &str, parties: &mut Parties) {
    for found in ROLE.captures_iter(text) {
        let name = ["a", "b", "c", "d", "e", "f"].iter().find_map(|group| found.name(group));
        let Some(name) = name else { continue };
        let printed = name.as_str();
        let formed = [
            "公司",
            "集团",
            "Limited",
            "Ltd",
            "Inc",
            "B.V.",
            "Co.",
            "LLC",
            "plc",
            "S.A",
            "Corp",
            "Pte",
            "Finance",
            "Holdings",
            "Capital",
            "Company",
            "Trust",
            "REIT",
            "Authority",
            "Group",
            "Republic",
            "Kingdom",
            "GmbH",
            "N.V.",
            "S.p.A",
            "S.à r.l",
            " AG",
            " SE",
            " AB",
            " ASA",
            " DAC",
        ]
        .iter()
        .any(|form| printed.contains(form));
        // "债券发行人为X,担保人为Y": who is told apart from the guarantor borrows.
        let is_told = found.name("b").is_some() && text.contains("担保人为");
        let own = !is_told && parties_before(text, name.start());
        let cut = name.as_str().rfind(VEHICLE_OF).map_or(0, |at| at + VEHICLE_OF.len());
        // A vehicle that is named beside the listed parent is no issuer of its own.
        if !formed || own {
            continue;
        }
        let name = name.start() + cut..name.end();
        if !strike::is_label(&text[name.clone()]) && take(text, name, parties) {
            parties.is_labelled = true;
            return;
        }
    }
}

/// What stands before the name of a vehicle.
const VEHICLE_OF: &str = "子公司";

/// Whether a ticker stands before a place: the listed company is the issuer, what follows a vehicle.
fn parties_before(text: &str, at: usize) -> bool {
    ticker::AFTER.find(money::window_before(text, at, 1500)).is_some()
}
