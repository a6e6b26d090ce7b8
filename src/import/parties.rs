//! Who borrows: the issuer by label, by the bracket with its ticker, or as the subject of the first
//! sentence; the guarantor and the vehicle.

mod english;
mod guarantee;

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::{listed, rx};

use super::plain::Span;
use super::sentence;
use crate::text::is_cjk;

pub(super) use english::without_descriptor;

/// The parties of a deal other than its banks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parties {
    /// The issuer's name in Latin letters.
    pub name: Option<Span>,
    /// The issuer's name in Chinese.
    pub name_zh: Option<Span>,
    /// The ticker as records write it, with its place.
    pub ticker: Option<(String, Span)>,
    /// Who guarantees.
    pub guarantor: Option<Span>,
    /// The vehicle that issues for a parent named as issuer.
    pub vehicle: Option<Span>,
    /// Whether the issuer is named by a label rather than found as a subject.
    pub is_labelled: bool,
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?im)^[ •|*-]*(?:issuer(?:/borrower)?|borrower|company|issuer name|name of issuer|the issuer|发行人|发行主体|发行体|发行机构|借款人|借款方|公司名称|发行人名称|发行公司|公司|发行人全称)(?: ?\([^)\n]{0,30}\))? ?[:|] ?(?P<name>[^\n|]{2,160})",
    )
});
static INLINE: LazyLock<Regex> = LazyLock::new(|| {
    rx(r"(?:\bIssuer|\bBorrower|发行人|借款人) ?: ?(?P<name>[^\n|.;,。、]{2,120})")
});
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?P<a>[^,;。、:\n]{2,80}?)(?:作为|担任|为)(?:票据|债券)?(?:的)?发行(?:人|主体)|(?:发行主体|发行体|债券发行人|票据发行人|发行人)(?:为|是|:)? ?(?P<b>[A-Z][^,;。、:\n\u{4e00}-\u{9fff}]{3,80}|[\u{4e00}-\u{9fff}()A-Za-z]{3,40}?(?:有限公司|集团|公司))|(?i:\bissued by|\bissuer,? (?:is )?) ?(?P<c>[A-Z][\w&.,' -]{3,80}?)(?:, (?:an?|the|which)|\. |;|,? guaranteed| and guaranteed|\n)",
    )
});
static TICKER_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"\((?:港股代码[:]? ?|(?:H股)?股份代号[:]? ?|股份编号[:]? ?|(?:H股)?股票代[码号][:]? ?|HKEX[:]? ?|SEHK[:]? ?|Stock [Cc]ode[:]? ?|代号[:]? ?|香港[:]? ?)?(?P<code>\d{1,5})(?P<hk>\.HK|\.hk| HK)?(?:[/,;、][^)]{0,30})?\)|\((?P<ex>NASDAQ|Nasdaq|NYSE|NYSE American|LSE|AIM|ASX|TSX|SGX|纳斯达克|纽交所|OTC)[:] ?(?P<sym>[A-Z.]{1,6})\)|\((?P<a>\d{6})\.(?P<mkt>SH|SZ)[^)]{0,20}\)",
    )
});
static LEAD_IN: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r#"^(?:[\s"•*|,:;.)\]—-]+|\(?(?:19|20)\d\d(?:年|[-/.])\d{1,2}(?:月|[-/.])\d{1,2}日?\)?|\(?\d{1,2}月\d{1,2}日(?:\(\d{4}年?\))?\)?|(?:讯|消息|电|晚间?|早间?|盘后|今日|昨日|近日|日前)(?:[,:]|$)?|据[^,]{2,20}[,:]|\[[^\]\n]{1,24}\]|(?:新股档案|公告|快讯|债市快讯|发行公告|港股公告|新闻稿|简讯|久期财经讯?|智通财经APP?获悉|格隆汇|观点网讯?)[ :|,]*|(?:此外|另外|同时|其中|而|当日)[, ]?|AI制药企业|(?:[^,。 公]{2,10}(?:企业|龙头|巨头)))"#,
    )
});
static SUBJECT_END: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"拟|将|计划|建议|公布|公告|宣布|发布|披露|刊发|发行|完成|成功|定价|正在?|于|与|今起|今日|昨日|近日|日前|以|首次|面向|设立|获|签|委任|委聘|已|通过|推出|额外|再次|时隔|在|配售|向|就|为其|有意|透露|筹|募|拥有|按|表示|本次|此次|全资|旗下|担保的|提供担保|进行|重启|订立|启动|\d|[,:;。!]|(?:发售|招股|上市|敲定|落实|更新|宣佈)|近期|公开|聘请|选定|打算|\s",
    )
});
static HIRER_ZH: LazyLock<Regex> = LazyLock::new(|| {
    rx(r"[获受](?P<who>[\u{4e00}-\u{9fff}A-Za-z()&•]{2,30}?)(?:委任|委聘|委托|聘请|聘任|选定)")
});
static COMPANY: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^[\u{4e00}-\u{9fff}A-Za-z&•]{1,30}?(?:\([\u{4e00}-\u{9fff}A-Za-z]{1,10}\))?[\u{4e00}-\u{9fff}A-Za-z]{0,24}?(?:股份有限公司|有限责任公司|有限公司|公司)",
    )
});
/// Names of those who publish, never of those who borrow.
static PUBLISHERS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "港交所|联交所|上交所|深交所|新交所|香港联交所|证监会|香港交易所|记者|公司|本公司|集团|本次|此次|是次|该公司|本集团|本期|\
财政部|久期财经|上海证券交易所|深圳证券交易所|IFR|Reuters|Bloomberg|HKEX|The company|It|\
The issuer|The borrower|The deal|Notice|Final|Term Sheet|Pricing",
    )
});

/// Finds the parties.
pub(super) fn find(text: &str) -> Parties {
    let mut parties = Parties::default();
    labelled(text, &mut parties);
    if parties.name.is_none() && parties.name_zh.is_none() {
        by_role(text, &mut parties);
    }
    ticker(text, &mut parties);
    if parties.name.is_none() && parties.name_zh.is_none() {
        subject(text, &mut parties);
    }
    guarantee::guarantor(text, &mut parties);
    parties
}

fn labelled(text: &str, parties: &mut Parties) {
    for found in LABEL.captures_iter(text).chain(INLINE.captures_iter(text)) {
        let Some(name) = found.name("name") else { continue };
        if take(text, name.range(), parties) {
            parties.is_labelled = true;
            return;
        }
    }
}

fn by_role(text: &str, parties: &mut Parties) {
    for found in ROLE.captures_iter(text) {
        let Some(name) = found.name("a").or(found.name("b")).or(found.name("c")) else { continue };
        let printed = name.as_str();
        let formed = [
            "公司", "集团", "Limited", "Ltd", "Inc", "B.V.", "Co.", "LLC", "plc", "S.A", "Corp",
            "Pte", "Finance", "Holdings", "Capital",
        ]
        .iter()
        .any(|form| printed.contains(form));
        let own = parties_before(text, name.start());
        // A vehicle that is named beside the listed parent is no issuer of its own.
        if !formed || own {
            continue;
        }
        if take(text, name.range(), parties) {
            parties.is_labelled = true;
            return;
        }
    }
}

/// Whether a ticker stands before a place: the listed company is the issuer, what follows a vehicle.
fn parties_before(text: &str, at: usize) -> bool {
    TICKER_AFTER.find(super::money::window_before(text, at, 1500)).is_some()
}

/// Takes a stretch as the issuer, with the other name in brackets after it.
fn take(text: &str, span: Span, parties: &mut Parties) -> bool {
    let span = trimmed(text, span);
    let printed = &text[span.clone()];
    if printed.chars().count() < 2 || PUBLISHERS.contains(&printed) {
        return false;
    }
    let open = printed.find('(');
    let (first, inside) = match open {
        Some(open) if printed.ends_with(')') || printed[open..].contains(')') => {
            let close = printed.rfind(')').unwrap_or(printed.len());
            let content = span.start + open + 1..span.start + close;
            (span.start..span.start + open, Some(content))
        }
        _ => (span.clone(), None),
    };
    let is_other = |inside: &Span| {
        let (outer, inner) = (&text[first.clone()], &text[inside.clone()]);
        let (a, b) = (outer.chars().any(is_cjk), inner.chars().any(is_cjk));
        a != b && inner.chars().count() > 6 && !inner.chars().any(|char| char.is_ascii_digit())
    };
    match inside.filter(is_other) {
        Some(inside) => {
            name(text, trimmed(text, first), parties);
            name(text, trimmed(text, inside), parties);
        }
        None => name(text, span, parties),
    }
    true
}

fn name(text: &str, span: Span, parties: &mut Parties) {
    if span.is_empty() {
        return;
    }
    let slot = if text[span.clone()].chars().any(is_cjk) {
        &mut parties.name_zh
    } else {
        &mut parties.name
    };
    slot.get_or_insert(span);
}

fn trimmed(text: &str, span: Span) -> Span {
    let printed = text.get(span.clone()).unwrap_or_default();
    let lead = |char: char| char.is_whitespace() || "\"'•*-—:;,.|)]".contains(char);
    let kept = printed.trim_start_matches(lead);
    let start = span.start + printed.len() - kept.len();
    let kept =
        kept.trim_end_matches(|char: char| char.is_whitespace() || "\"'•*-—:;,|([".contains(char));
    start..start + kept.len()
}

fn ticker(text: &str, parties: &mut Parties) {
    let head = super::money::window(text, 0, 3000);
    let Some(found) = TICKER_AFTER.captures_iter(head).find(|found| {
        let printed = found.get(0).map_or("", |whole| whole.as_str());
        // "(1)" is a footnote.
        found.name("code").is_none_or(|code| {
            let name = head[..found.get(0).map_or(0, |whole| whole.start())].trim_end();
            let company = "公司|集团|控股|国际|科技|股份".split('|').any(|end| name.ends_with(end));
            let said = printed.contains(['代', '编']) || printed.to_uppercase().contains("HK");
            said || code.as_str().len() >= if company { 3 } else { 4 }
        }) && !found.name("code").is_some_and(|code| {
            code.as_str().len() == 4
                && code.as_str().starts_with("20")
                && found.name("hk").is_none()
                && !printed.contains('代')
        })
    }) else {
        return;
    };
    let Some(whole) = found.get(0) else { return };
    let code = found.name("code").or(found.name("sym"));
    let printed = match (code, found.name("a")) {
        (Some(code), _) if found.name("sym").is_some() => code.as_str().to_owned(),
        (Some(code), _) => format!("{:0>4}.HK", code.as_str().trim_start_matches('0')),
        (None, Some(code)) => {
            format!("{}.{}", code.as_str(), found.name("mkt").map_or("", |market| market.as_str()))
        }
        _ => return,
    };
    parties.ticker = Some((printed, whole.range()));
    if parties.name.is_some() || parties.name_zh.is_some() {
        return;
    }
    let line = text[..whole.start()].rfind('\n').map_or(0, |at| at + 1);
    let before = line..whole.start();
    let printed = text[before.clone()].trim_end();
    let start = printed
        .rfind(['。', ';', ',', ':', '"'])
        .map_or(0, |at| at + printed[at..].chars().next().map_or(1, char::len_utf8));
    let mut span = before.start + start..before.start + printed.len();
    span.start = lead_in(text, span.clone());
    if text[span.clone()].chars().any(is_cjk)
        && let Some(space) = text[span.clone()].trim().rfind(' ')
    {
        let lead = text[span.clone()].len() - text[span.clone()].trim_start().len();
        span.start += lead + space + 1;
    }
    let printed = text[span.clone()].trim();
    let is_name = printed.chars().next().is_some_and(|first| first.is_uppercase() || is_cjk(first))
        && !printed.contains(['$', '%']);
    if is_name {
        take(text, span, parties);
    }
}

/// Where a sentence begins after its date and other words before the subject.
fn lead_in(text: &str, span: Span) -> usize {
    let mut start = span.start;
    for _ in 0..8 {
        let rest = text.get(start..span.end).unwrap_or_default();
        let cut = LEAD_IN.find(rest).map_or(0, |found| found.end());
        if cut == 0 || cut >= rest.len() {
            break;
        }
        start += cut;
    }
    start
}

/// Who says in an article what will be issued: "近日,X公告称,将发行6亿美元…". Only where other words,
/// such as the path of the page, come first.
fn announcer(text: &str) -> Option<Span> {
    static SAYS: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?:^|[\n,。;] *)(?P<who>[\u{4e00}-\u{9fff}A-Za-z•]{2,20}?)(?:公告称|公告,|在公告中表示,|宣布,|发布公告称)[,]?(?:公司)?(?:将|拟|计划|建议)?发行[\d.]+",
        )
    });
    static PAGE: LazyLock<Regex> = LazyLock::new(|| {
        rx(r"^\s*(?:当前位置|首页|您的位置|导航|来源|Home ?>|[^\n]{0,20} ?> ?[^\n]{1,20} ?> ?)")
    });
    PAGE.find(super::money::window(text, 0, 400))?;
    let who = SAYS.captures(text)?.name("who")?;
    let printed = who.as_str().trim_end_matches("发布");
    let lead = ["巨头", "龙头", "企业", "平台", "公司"];
    let cut = lead.iter().filter_map(|word| printed.rfind(word).map(|at| at + word.len())).max();
    let cut = cut.filter(|at| *at < printed.len()).unwrap_or(0);
    Some(who.start() + cut..who.start() + printed.len())
}

/// The subject of the first sentence that has one.
fn subject(text: &str, parties: &mut Parties) {
    if let Some(span) = announcer(text)
        && take(text, span, parties)
    {
        return;
    }
    for line in sentence::lines(text).into_iter().take(40) {
        let places = sentence::sentences(text, &line);
        for place in places.into_iter().take(6) {
            let chinese = text[place.clone()].chars().filter(|char| is_cjk(*char)).count() * 3
                > place.len() / 3;
            let found = if chinese {
                chinese_subject(text, &place)
            } else {
                english::subject(text, &place, &line)
            };
            if let Some(span) = found
                && take(text, span, parties)
            {
                return;
            }
        }
    }
}

fn chinese_subject(text: &str, place: &Span) -> Option<Span> {
    let mut start = place.start;
    // "港交所7月28日刊发通函:X设立…": one who publishes hands over to the next clause.
    for _ in 0..4 {
        start = lead_in(text, start..place.end);
        let rest = &text[start..place.end];
        let english_first = rest.chars().next().is_some_and(|char| char.is_ascii_uppercase());
        let end = if english_first {
            rest.find(|char: char| is_cjk(char) || matches!(char, ',' | ':' | ';'))
                .unwrap_or(rest.len())
        } else if let Some(company) = COMPANY.find(rest).filter(|company| {
            !SUBJECT_END.find(company.as_str()).is_some_and(|verb| {
                verb.start() >= 6 && !verb.as_str().chars().all(char::is_whitespace)
            })
        }) {
            let after = &rest[company.end()..];
            let bracket = if after.starts_with('(') {
                after.find(')').map_or(0, |close| close + 1)
            } else {
                0
            };
            company.end() + bracket
        } else {
            let from = if rest.starts_with("在") {
                3
            } else {
                rest.chars().next().map_or(0, char::len_utf8)
            };
            let first = SUBJECT_END
                .find_at(rest, from.min(rest.len()))
                .map_or(rest.len(), |verb| verb.start());
            let after = &rest[first..];
            let bracket = if after.starts_with('(') {
                after.find(')').map_or(0, |close| close + 1)
            } else {
                0
            };
            first + bracket
        };
        let printed = rest[..end].trim();
        let plain = printed.split('(').next().unwrap_or(printed).trim();
        // "A、B获X委任": who hires is the issuer, never the banks.
        if plain.contains('、') || super::names::is_list(plain) {
            let who = HIRER_ZH.captures(rest)?.name("who")?;
            return Some(start + who.start()..start + who.end());
        }
        if !PUBLISHERS.contains(&plain)
            && (2..=60).contains(&plain.chars().count())
            && !plain.contains('|')
        {
            return Some(start..start + end);
        }
        let next = rest.find([',', ':', ';']).filter(|next| *next + 1 < rest.len())?;
        start += next + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let parties = find(text);
        let found = parties.name_zh.or(parties.name).map(|span| &text[span]);
        assert_eq!(found, Some(expected).filter(|name| !name.is_empty()), "{text}");
    }

    #[test]
    fn issuers_are_found() {
        check("快手拟发行6亿美元", "快手");
        check("腾讯控股(00700.HK)发行合计60亿美元", "腾讯控股");
        check(
            "2025年3月12日消息,株洲市城市建设发展集团有限公司公布美元债",
            "株洲市城市建设发展集团有限公司",
        );
        check("Textron Inc. - $350,000,000 notes", "Textron Inc.");
        check("Doha Bank has signed a loan", "Doha Bank");
        check("发行人: Gaoyou (BVI) Co., Ltd.\n担保人: 甲", "Gaoyou (BVI) Co., Ltd.");
        check("HONG KONG, May 29 (2015) - Lenovo Group is weighing a bond.", "Lenovo Group");
        check("Albireo Pharma Inc., of Boston, sold 4 million shares", "Albireo Pharma Inc.");
        check("新股档案 宏信建设发展有限公司 (09930.HK)", "宏信建设发展有限公司");
    }
}
