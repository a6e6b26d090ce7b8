//! Who guarantees, and the vehicle that issues for a parent.

use std::sync::LazyLock;

use regex::Regex;

use super::{Parties, bare, trimmed};
use crate::import::pattern::rx;

static GUARANTOR: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?im)^[ •|]*(?:guarantors?|parent guarantor|担保人|担保方|担保主体|保证人)(?: ?\([^)\n]{0,30}\))? ?[:|] ?(?P<a>[^\n|;]{2,120})|由(?P<b>[\u{4e00}-\u{9fff}A-Za-z()•& .,]{2,60}?)(?:提供|作为)?(?:无条件)?(?:及|和|且)?(?:地)?(?:不可撤[销回](?:的|地)?)?(?:连带责任)?(?:担保|保证)|(?P<c>[\u{4e00}-\u{9fff}()]{4,40}(?:公司|集团))(?:提供)?担保的|(?:担保人)(?:为|是)? ?(?P<e>[\u{4e00}-\u{9fff}()A-Za-z]{3,40}?(?:公司|集团))|\bguaranteed by (?:its (?:parent|ultimate parent),? )?(?P<d>[A-Z][\w&.,' ()-]{2,80}?)(?:, (?:and|which|the|an?|has|priced|sold)|\. |;|\n| and | has | priced | sold |$)",
    )
});
static VEHICLE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?:债券|票据)?发行人 ?(?P<a>[A-Z][A-Za-z0-9&.,'() -]{4,80}?(?:Limited|Ltd\.?|Inc\.?|B\.V\.|Co\.|LLC|plc|S\.A\.))|through (?:its )?(?:[\w-]+ ){0,4}?(?:subsidiary|vehicle|unit|arm),? (?P<b>[A-Z][A-Za-z0-9&.,'() -]{4,60}?(?:Limited|Ltd\.?|Inc\.?|B\.V\.|Co\.|LLC|plc|S\.A\.))",
    )
});
/// Finds guarantor and vehicle.
pub(super) fn guarantor(text: &str, parties: &mut Parties) {
    for found in GUARANTOR.captures_iter(text) {
        let Some(name) = ["a", "b", "c", "d", "e"].iter().find_map(|group| found.name(group))
        else {
            continue;
        };
        let span = bare(text, trimmed(text, name.range()));
        let printed = &text[span.clone()];
        let is_void = [
            "其",
            "none",
            "None",
            "无",
            "公司",
            "本公司",
            "不适用",
            "N/A",
            "附属公司",
            "若干附属公司",
        ]
        .contains(&printed)
            || printed.contains("附属公司担保人");
        if !is_void && printed.chars().count() >= 3 {
            parties.guarantor = Some(span);
            break;
        }
    }
    if let Some(found) = VEHICLE.captures(text)
        && let Some(name) = found.name("a").or(found.name("b"))
    {
        let is_issuer = parties
            .name
            .as_ref()
            .is_some_and(|own| own.start <= name.start() && name.start() < own.end);
        if !is_issuer {
            parties.vehicle = Some(trimmed(text, name.range()));
        }
    }
}
