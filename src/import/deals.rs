//! One text, several deals: an article that tells of many issuers gives a record for each.
//!
//! The main deal is the one whose banks the text names, else the first. Every further deal is a
//! clause in which somebody else issues an amount of something. What others say in quotation marks,
//! and lists of related articles, give none.

pub(super) mod digest;
pub(super) mod ledger;
pub(super) mod roundup;

use std::sync::LazyLock;

use regex::Regex;

use super::pattern::rx;
use super::plain::Span;
use super::sentence;

/// A deal beside the main one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Aside {
    /// Who issues.
    pub issuer: Span,
    /// The clause that tells of it; the issuer stands in it or before it.
    pub clause: Span,
    /// When, as the text has it before the clause: a year or a month.
    pub when: Option<Span>,
}

/// The deals of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Deals {
    /// Where the main deal is told.
    pub main: Vec<Span>,
    /// The others.
    pub asides: Vec<Aside>,
}

/// The most deals that one text gives.
const MOST: usize = 60;

static ISSUES: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?P<who>[\u{4e00}-\u{9fff}A-Za-z0-9&•.]{2,24}?)(?:\(\d{4,6}(?:\.[A-Z]{2})?\))?(?:则|也|还|更|又)?(?:时隔[^,]{1,6})?(?:年内[^,]{0,6}发债,)?(?:拟|将|计划|宣布|通过|已|成功|今年|去年|近日|在[^,;。]{0,6}|完成|重启|首次|先后){0,4}(?:境内|境外)?(?:发债,)?(?:发行|募资|完成|募集|发行了|募得|通过发行)(?P<what>[^;。]{0,40}?)(?P<amount>[\d.]+ ?(?:万亿|亿|百万|万)?(?:美元|港元|欧元|日元|元)(?:人民币)?)",
    )
});
static RELATED: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?:相关(?:文章|阅读|新闻|报道)|延伸阅读|推荐阅读|猜你喜欢|热门文章|Related (?:articles|stories|news)|Read more|More from)",
    )
});
static SECURITY: LazyLock<Regex> = LazyLock::new(|| rx(r"票据|债券|债|融资券|可转债|证券"));
static COUNTS: LazyLock<Regex> =
    LazyLock::new(|| rx(r"数据显示|统计|高达|总规模|家(?:券商|公司|企业)|同比|累计"));
static SAYS: LazyLock<Regex> = LazyLock::new(|| rx("表示|指出|认为|提醒|坦言|说:"));
static MONTH: LazyLock<Regex> = LazyLock::new(|| rx(r"^\d{1,2}月"));
static CROWD: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"公司|企业|机构|市场|规模|行业|巨头|全球|国内|其中|今年|券商|地方|财政部|等$|我国|中国$|科技$|累计|合计|多家|各地|记者|此前|以来|本次|此次|上述|数据|报告|净额|资金|银行间|作为|预计|签|协议|票据|债|认购|其|完成|金额|规模|本金|总额|并|合共|每股|品种|担保|拟|将|[月日年]|第|首|档|期|系列|部分|发售|根据|及|每|再|共|利率|票面|定价|价格|经办|银行|证券$",
    )
});

/// Finds the deals of a text. Where it tells of one, `asides` is empty and `main` is all of it.
pub(super) fn find(text: &str, main_issuer: Option<&str>) -> Deals {
    let end = RELATED.find(text).map_or(text.len(), |found| found.start());
    let mut asides: Vec<Aside> = Vec::new();
    let mut main: Vec<Span> = Vec::new();
    for line in sentence::lines(&text[..end]) {
        for place in sentence::sentences(text, &line) {
            let found = in_sentence(text, &place, main_issuer);
            let quoted = text[place.clone()].contains('"') && SAYS.is_match(&text[place.clone()]);
            if found.is_empty() && !quoted && !COUNTS.is_match(&text[place.clone()]) {
                main.push(place);
            }
            asides.extend(found);
        }
        if asides.len() > MOST {
            break;
        }
    }
    asides.truncate(MOST);
    let mut issuers: Vec<&str> = asides.iter().map(|aside| &text[aside.issuer.clone()]).collect();
    issuers.sort_unstable();
    issuers.dedup();
    // One pass over the text for all names: a long text may have many of both.
    if let Ok(names) = aho_corasick::AhoCorasick::new(&issuers) {
        main.retain(|place| issuers.is_empty() || !names.is_match(&text[place.clone()]));
    }
    // One other name may be a parent or an affiliate; several are an article.
    if issuers.len() < 2 {
        let all: Span = 0..text.len();
        return Deals { main: Vec::from([all]), asides: Vec::new() };
    }
    Deals { main, asides }
}

fn in_sentence(text: &str, place: &Span, main_issuer: Option<&str>) -> Vec<Aside> {
    let inside = &text[place.clone()];
    let is_count = COUNTS.is_match(inside);
    if inside.contains('"') || is_count || !SECURITY.is_match(inside) {
        return Vec::new();
    }
    let mut found: Vec<(Span, usize)> = Vec::new();
    for issue in ISSUES.captures_iter(inside) {
        let (Some(who), Some(whole)) = (issue.name("who"), issue.get(0)) else { continue };
        let named = subject(who.as_str());
        // The name may stand before spaces.
        let ahead = (named.as_ptr() as usize).saturating_sub(who.as_str().as_ptr() as usize);
        let mut start = place.start + who.start() + ahead;
        let mut name = named;
        if MONTH.is_match(named) {
            // "X年内两度发债,3月发行了…,9月又发行了…": the subject stands before the months.
            let clause = inside[..who.start()].rfind([';', ':']).map_or(0, |at| at + 1);
            name = inside[clause..].split([',', '年']).next().unwrap_or(named);
            start = place.start + clause;
        }
        let known = main_issuer.is_some_and(|main| main.contains(name) || name.contains(main));
        if !(2..=12).contains(&name.chars().count()) || CROWD.is_match(name) || known {
            continue;
        }
        found.push((start..start + name.len(), place.start + whole.start()));
    }
    let mut asides = Vec::new();
    for (index, (issuer, from)) in found.iter().enumerate() {
        let limit = found.get(index + 1).map_or(place.end, |(_, next)| *next);
        let begin = (*from).max(issuer.start);
        let stop =
            text[begin..limit.max(begin)].find(';').map_or(limit, |at| begin + at).max(begin);
        let when = YEAR.find_iter(&text[place.start..*from]).last();
        let when = when.map(|year| place.start + year.start()..place.start + year.end());
        asides.push(Aside { issuer: issuer.clone(), clause: begin..stop, when });
    }
    asides
}

static YEAR: LazyLock<Regex> = LazyLock::new(|| rx(r"(?:19|20)\d\d年(?:\d{1,2}月)?"));

/// The name at the end of what stands before a verb: 工业智能企业中创智领 gives 中创智领.
fn subject(who: &str) -> &str {
    let cut = ["企业", "龙头", "巨头", "而", "公司", "其中", ":", "的", "由"]
        .iter()
        .filter_map(|word| who.rfind(word).map(|at| at + word.len()))
        .max()
        .filter(|at| *at < who.len())
        .unwrap_or(0);
    let name = &who[cut..];
    [
        "年内",
        "拟",
        "将",
        "则",
        "计划",
        "近日",
        "日前",
        "今年",
        "去年",
        "时隔",
        "两度",
        "再度",
        "通过",
        "已",
        "更",
        "也",
        "在间市场",
        "在",
    ]
    .iter()
    .filter_map(|word| name.find(word).filter(|at| *at > 3))
    .min()
    .map_or(name, |at| &name[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_gives_a_deal_for_each_issuer() {
        let text = "甲科公告称,将发行6亿美元票据。2025年发债成热潮:乙信控股发行90亿元票据;丙度集团发行了100亿元债券和20亿美元可交换债券;子庚控股日前拟发行3亿元债券。\
                    工业企业丁创智领计划募资43.5亿元可转债。张某表示:\"戊公司发行10亿元债券。\"";
        let deals = find(text, Some("甲科"));
        let names: Vec<&str> =
            deals.asides.iter().map(|aside| &text[aside.issuer.clone()]).collect();
        assert_eq!(names, ["乙信控股", "丙度集团", "子庚控股", "丁创智领"]);
        assert!(
            find("甲科将发行6亿美元票据。乙行担任账簿管理人。", Some("甲科")).asides.is_empty()
        );
    }
}
