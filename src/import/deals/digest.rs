//! Chinese digests: several issuers in one text, each in a paragraph with its deal and its banks.

use std::sync::LazyLock;

use regex::Regex;

use super::roundup::Part;
use crate::import::pattern::rx;
use crate::import::plain::Span;
use crate::import::{money, parties, sentence, titles};
use crate::text::is_cjk;

/// The most deals that one text gives.
const MOST: usize = 60;
/// The longest paragraph that is looked at, in bytes.
const LONGEST: usize = 6_000;

/// A mark before an entry of a list.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^\s*(?:\([一二三四五六七八九十\d]{1,2}\)|[•*]|[一二三四五六七八九十]{1,2}[、.]|\d{1,2}[.、)])\s*",
    )
});
static ISSUES: LazyLock<Regex> =
    LazyLock::new(|| rx(r"定价|发行|完成|委任|拟|公布|募|推出|簿记|签署|签订|配售|招股|敲定"));
static SECURITY: LazyLock<Regex> =
    LazyLock::new(|| rx(r"票据|债|证券|贷款|股份|新股|H股|融资|年期"));
/// Words of tranches and terms, which are no issuer.
static TERMS: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"年期|美元|人民币|港元|欧元|票据|债券|利率|票息|规模|期限|联席|经办|承销|账簿|簿记|^\d|品种|批次",
    )
});

/// The deals of a Chinese text by issuer; empty where it tells of one.
pub(in crate::import) fn find(text: &str) -> Vec<Part> {
    let mut begun: Vec<(usize, Span)> = Vec::new();
    for line in sentence::lines(text) {
        if line.len() > LONGEST || begun.len() > MOST {
            continue;
        }
        let Some(who) = opens(text, &line) else { continue };
        let name = &text[who.clone()];
        let is_same = begun.iter().any(|(_, other)| {
            let other = &text[other.clone()];
            other.contains(name) || name.contains(other)
        });
        if !is_same {
            begun.push((line.start, who));
        }
    }
    if begun.len() < 2 {
        return Vec::new();
    }
    let end_of = |index: usize| begun.get(index + 1).map_or(text.len(), |(next, _)| *next);
    let parts = begun.iter().enumerate();
    parts
        .map(|(index, (start, who))| Part { issuer: who.clone(), span: *start..end_of(index) })
        .collect()
}

/// Who issues in a paragraph that tells of a deal and its banks.
fn opens(text: &str, line: &Span) -> Option<Span> {
    let printed = &text[line.clone()];
    let mark = MARK.find(printed).map_or(0, |found| found.end());
    let chinese = printed.chars().take(200).filter(|char| is_cjk(*char)).count();
    let tells = chinese > 12
        && ISSUES.is_match(printed)
        && SECURITY.is_match(printed)
        && !titles::find(printed).is_empty()
        && (mark > 0 || !money::find(printed).is_empty());
    if !tells {
        return None;
    }
    let least = if mark > 0 { 2 } else { 3 };
    let inside = line.start + mark..line.end;
    let found = sentence::sentences(text, &inside)
        .into_iter()
        .take(3)
        .find_map(|place| parties::of_sentence(text, &place).filter(|(sure, _)| *sure >= least));
    let (_, who) = found?;
    let name = text[who.clone()].split('(').next().unwrap_or_default().trim_end();
    let who = who.start..who.start + name.len();
    (name.chars().count() > 1 && !TERMS.is_match(name)).then_some(who)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = find(text);
        let names: Vec<&str> = found.iter().map(|part| &text[part.issuer.clone()]).collect();
        assert_eq!(names, expected, "{text}");
    }

    #[test]
    fn each_issuer_of_a_digest_has_a_part() {
        check(
            "一级市场日报\n(一)甲环境控股有限公司定价3亿美元3年期债券,乙行为联席账簿管理人。\n\
             (二)丙银行公布5亿美元浮息债券,丁证券为联席账簿管理人。\n(三)二级市场方面持平。",
            &["甲环境控股有限公司", "丙银行"],
        );
        check(
            "甲集团发行3亿美元票据。\n• 3年期:2亿美元\n• 5年期:1亿美元\n联席账簿管理人:乙行",
            &[],
        );
    }
}
