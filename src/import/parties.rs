//! Who borrows: the issuer, its ticker, the guarantor and the vehicle.
//!
//! What names the issuer outright decides: a label, a role in words, the bracket with its ticker. Else
//! candidates are gathered from sentences and phrases, and the heaviest is taken (see `weigh`). What
//! can be no issuer is struck out everywhere (see `strike`).

mod chinese;
mod cues;
mod english;
mod guarantee;
mod labels;
mod strike;
mod ticker;
mod told;
mod weigh;

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::{listed, rx};

use super::plain::Span;
use crate::text::is_cjk;

pub(super) use english::without_descriptor;
pub(super) use told::beneficiary;

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

/// Names of those who publish, never of those who borrow.
static PUBLISHERS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "港交所|联交所|上交所|深交所|新交所|香港联交所|证监会|香港交易所|记者|公司|本公司|集团|本次|此次|是次|该公司|本集团|本期|\
财政部|久期财经|上海证券交易所|深圳证券交易所|IFR|Reuters|Bloomberg|HKEX|The company|It|\
The issuer|The borrower|The deal|Notice|Final|Term Sheet|Pricing",
    )
});

/// A legal form after a comma.
static LEGAL_TAIL: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?i)^, ?(?:Inc|Ltd|LLC|Limited|L\.?P|Corp|Co|S\.A|N\.V|SAB)\b"));
/// Finds the parties.
pub(super) fn find(text: &str) -> Parties {
    let mut parties = Parties::default();
    labels::labelled(text, &mut parties);
    if parties.name.is_none() && parties.name_zh.is_none() {
        labels::by_role(text, &mut parties);
    }
    ticker::find(text, &mut parties);
    if parties.name.is_none()
        && parties.name_zh.is_none()
        && let Some(span) = told::sold(text).or_else(|| told::shelf(text))
    {
        take(text, span, &mut parties);
    }
    if parties.name.is_none() && parties.name_zh.is_none() {
        weigh::subject(text, &mut parties);
    }
    guarantee::guarantor(text, &mut parties);
    parties
}

/// Takes a stretch as the issuer, with the other name in brackets after it.
fn take(text: &str, span: Span, parties: &mut Parties) -> bool {
    let span = bare(text, trimmed(text, span));
    let printed = &text[span.clone()];
    if printed.chars().count() < 2
        || PUBLISHERS.contains(&printed)
        || !printed.chars().any(char::is_alphabetic)
    {
        return false;
    }
    let (first, inside) = match last_bracket(printed) {
        Some((open, Some(close))) => {
            (span.start..span.start + open, Some(span.start + open + 1..span.start + close))
        }
        _ => (span.clone(), None),
    };
    let is_other = |inside: &Span| {
        let (outer, inner) = (&text[first.clone()], &text[inside.clone()]);
        let (a, b) = (outer.chars().any(is_cjk), inner.chars().any(is_cjk));
        let least = if b { 2 } else { 7 };
        a != b && inner.chars().count() >= least && !inner.chars().all(|char| char.is_ascii_digit())
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

/// A name without the bracket behind it that says where it was formed, how it is called for short, rated
/// or listed.
fn bare(text: &str, span: Span) -> Span {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r#"(?i)^(?:[^()]*(?:注册|成立|incorporated|简称|本公司|本集团|发行人|股份代号|股票代码|港股|a股|h股|评级|展望|稳定|正面|负面|无评级|"|\b(?:nyse|nasdaq|hkex|euronext|lse|asx)\b|: ?[a-z\d])|[\d.]{3,6}(?:\.?[a-z]{2})?$|\(?[abc]{1,3}[a\d+-]*(?:[ /].*)?$)"#,
        )
    });
    // ", maturing in 2031" says more of the deal.
    static MORE: LazyLock<Regex> = LazyLock::new(|| {
        rx(r", (?:maturing|due|which|rated|guaranteed|with|at|for|on|part of|owned) ")
    });
    let printed = text.get(span.clone()).unwrap_or_default();
    let printed = &printed[..MORE.find(printed).map_or(printed.len(), |found| found.start())];
    let span = span.start..span.start + printed.len();
    let Some((open, close)) = last_bracket(printed).filter(|(open, _)| *open > 2) else {
        return span;
    };
    let said = close.is_none_or(|close| SAID.is_match(&printed[open + 1..close]));
    if said { span.start..span.start + printed[..open].trim_end().len() } else { span }
}

/// The bracket with which words end: where it opens, and where it closes if it does.
fn last_bracket(printed: &str) -> Option<(usize, Option<usize>)> {
    let mut open: Vec<usize> = Vec::new();
    let mut last = None;
    for (at, char) in printed.char_indices() {
        match char {
            '(' => open.push(at),
            ')' => last = open.pop().map(|begun| (begun, at)),
            _ => {}
        }
    }
    if let Some(begun) = open.first() {
        return Some((*begun, None));
    }
    last.filter(|(_, close)| close + 1 == printed.len()).map(|(begun, close)| (begun, Some(close)))
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

/// Who issues, as a Chinese sentence says it, and how surely.
pub(super) fn of_sentence(text: &str, place: &Span) -> Option<(u8, Span)> {
    chinese::subject(text, place)
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
        check("甲控股有限公司公告,其全资附属公司乙发展有限公司将发行4亿美元证券", "乙发展有限公司");
        check(
            "Priced today: Acme Corp USD 500m 5% notes due 2030, joint bookrunners A",
            "Acme Corp",
        );
        check("New issue: Acme Corp €500m notes due 2030", "Acme Corp");
        check("Acme Power $400,000,000 First Mortgage Bonds, 5.75% Series", "Acme Power");
        check("Acme Power, LLC $400,000,000 First Mortgage Bonds", "Acme Power, LLC");
        check("Acme Cocoa Board has closed its US$1.3bn pre-export loan", "Acme Cocoa Board");
        check("Joy Holdings Inc.60亿美元票据计划今起上市", "Joy Holdings Inc.");
        check("二零二一年三月八日 融信中国控股有限公司拟发行票据", "融信中国控股有限公司");
        check(
            "The Inter-American Development Bank raised USD 4 billion with a bond.",
            "The Inter-American Development Bank",
        );
        check(
            "2025年3月12日消息,株洲市城市建设发展集团有限公司公布美元债",
            "株洲市城市建设发展集团有限公司",
        );
        check("Textron Inc. - $350,000,000 notes", "Textron Inc.");
        check("Doha Bank has signed a loan", "Doha Bank");
        check("发行人: Gaoyou (BVI) Co., Ltd.\n担保人: 甲", "Gaoyou (BVI) Co., Ltd.");
        check("HONG KONG, May 29 (2015) - Lenovo Group is weighing a bond.", "Lenovo Group");
        check("Albireo Pharma Inc., of Boston, sold 4 million shares", "Albireo Pharma Inc.");
        check("A note\nIssuer and trustee: Sukuk One Limited\nGuarantor: B", "Sukuk One Limited");
        check(
            "X LLP advised on the offering by Papier Holding GmbH of €300 million of notes.",
            "Papier Holding GmbH",
        );
        check(
            "X LLP acted on the offering of notes by Noble Two LLC, a finance subsidiary of Noble plc.",
            "Noble Two LLC",
        );
        check(
            "Diageo split its visit. Diageo Finance plc, with a guarantee from Diageo plc, sold €8m.",
            "Diageo Finance plc",
        );
        check("发行人为特殊目的公司Sukuk 2017 Limited。", "Sukuk 2017 Limited");
        check("CK International (20) Limited 定价条款\n担保人:甲", "CK International (20) Limited");
        check("TCL科技集团股份有限公司2023年公开发行公司债券", "TCL科技集团股份有限公司");
        check("新股档案 宏信建设发展有限公司 (09930.HK)", "宏信建设发展有限公司");
    }

    #[test]
    fn issuers_are_told_apart_from_those_beside_them() {
        check(
            "Dentons has advised six banks on a five-year term loan for Alpha Polska.",
            "Alpha Polska",
        );
        check(
            "Linklaters acted for the arrangers on a US$4 million loan to Fortis Hydro. A",
            "Fortis Hydro",
        );
        check(
            "Beta Banca has lined up its €2bn rights issue. The Treasury, which owns 64 per cent, will take up its share.",
            "Beta Banca",
        );
        check(
            "Stryne Corp. went to two markets on Sept. 3, 2024. In dollars it sold $7m notes.",
            "Stryne Corp.",
        );
        check(
            "On May 29, 2024 Medtron, Inc. priced three series of senior notes: A",
            "Medtron, Inc.",
        );
        check(
            "The order book for the Province of Delta's US$3 billion bond was full.",
            "Province of Delta",
        );
        check("Books: the issuer, Hotel Properties Ltd, sold a note", "Hotel Properties Ltd");
        check(
            "Citi and HSBC priced US$1.0 billion of notes due 2046 for Alpha Airport Trust.",
            "Alpha Airport Trust",
        );
        check("新华财经2024年7月11日电 新开发银行10日成功发行60亿元熊猫债", "新开发银行");
        check("甲控股有限公司(于开曼群岛注册成立之有限公司,股份代号:3301)", "甲控股有限公司");
        check(
            "由乙银行股份有限公司担任主承销商的丙轨道集团有限公司2024年度第二期中期票据(10亿元)",
            "丙轨道集团有限公司",
        );
        check(
            "FPG | 成都丁投资(BVI)有限公司 3年期美元债券\n担保人:丁投资集团有限公司",
            "成都丁投资(BVI)有限公司",
        );
        check("第四范式于2025年8月14日公布,拟配售25,900,000股新H股", "第四范式");
        check("汇丰作为委任牵头安排行,为云锋新能源筹组一笔3年期贷款", "云锋新能源");
        check(
            "关于海南航空控股股份有限公司非公开发行股票 保荐机构(主承销商):戊证券股份有限公司",
            "海南航空控股股份有限公司",
        );
    }
}
