//! Who borrows: the issuer by label, by the bracket with its ticker, or as the subject of the first
//! sentence; the guarantor and the vehicle.

mod chinese;
mod english;
mod guarantee;
mod told;

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::{listed, rx};

use super::heads::{self, Heads};
use super::plain::Span;
use super::sentence;
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
static TICKER_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r#"\((?:港股代码[:]? ?|(?:H股)?股份代号[:]? ?|股份编号[:]? ?|(?:H股)?股票代[码号][:]? ?|HKEX[:]? ?|SEHK[:]? ?|(?i:stock code)[:]? ?|代号[:]? ?|香港[:]? ?)?(?:[A-Z]{1,5}\.[A-Z]{1,2}[/,;、 ]+)?(?P<code>\d{1,5})(?P<hk>\.HK|\.hk| HK)?(?:[/,;、][^)]{0,30})?\)|\((?:"[^"()]{1,40}"[, ]*(?:或"[^"()]{1,30}"[, ]*)?(?:or the "Company", )?)?(?P<ex>NASDAQ|Nasdaq|NYSE|NYSE American|LSE|AIM|ASX|TSXV?|TSX-V|SGX|纳斯达克|纽交所|OTC(?:QX|QB)?|Euronext(?: [A-Z][a-z]+)?|OSE|CSE)(?:[:]| ticker) ?"?(?P<sym>[A-Z.]{1,6})"?\)|(?:[-—|]|, ?|\((?:"[^"()]{1,20}"[,;] ?)?| ) ?(?:(?i:stock code)|股份代号|股票代码)[:] ?(?P<code2>\d{1,5})|\((?P<a>\d{6})\.(?P<mkt>SH|SZ)[^)]{0,20}\)"#,
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

/// A legal form after a comma.
static LEGAL_TAIL: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?i)^, ?(?:Inc|Ltd|LLC|Limited|L\.?P|Corp|Co|S\.A|N\.V|SAB)\b"));
/// A legal form at the end of a name.
static LEGAL: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?i)\b(?:Ltd\.?|Limited|Inc\.?|Corp\.?|Corporation|plc|LLC|Company)$"));

/// Whether a name with its ticker is that of a guarantor: 由X(股份代号:392)提供担保.
fn is_guarantor(text: &str, ticker: Span) -> bool {
    let before = super::money::window_before(text, ticker.start, 120);
    let clause = before.rsplit(['\n', ',', '。', ';', '于']).next().unwrap_or(before);
    let after = super::money::window(text, ticker.end, 60);
    let guarantees = ["担保", "保证", "guarantee"].iter().any(|word| {
        after.split(['\n', ',', '。', ';']).next().is_some_and(|own| own.contains(word))
    });
    guarantees && (clause.trim_start().starts_with('由') || clause.contains("由"))
}

/// Finds the parties.
pub(super) fn find(text: &str) -> Parties {
    let mut parties = Parties::default();
    labelled(text, &mut parties);
    if parties.name.is_none() && parties.name_zh.is_none() {
        by_role(text, &mut parties);
    }
    ticker(text, &mut parties);
    if parties.name.is_none()
        && parties.name_zh.is_none()
        && let Some(span) = told::sold(text).or_else(|| told::shelf(text))
    {
        take(text, span, &mut parties);
    }
    if parties.name.is_none() && parties.name_zh.is_none() {
        subject(text, &mut parties);
    }
    guarantee::guarantor(text, &mut parties);
    parties
}

fn labelled(text: &str, parties: &mut Parties) {
    for found in LABEL.captures_iter(text).chain(INLINE.captures_iter(text)) {
        let Some(name) = ["name", "entity"].iter().find_map(|group| found.name(group)) else {
            continue;
        };
        if take(text, name.range(), parties) {
            parties.is_labelled = true;
            return;
        }
    }
}

fn by_role(text: &str, parties: &mut Parties) {
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
        if take(text, name.start() + cut..name.end(), parties) {
            parties.is_labelled = true;
            return;
        }
    }
}

/// What stands before the name of a vehicle.
const VEHICLE_OF: &str = "子公司";

/// Whether a ticker stands before a place: the listed company is the issuer, what follows a vehicle.
fn parties_before(text: &str, at: usize) -> bool {
    TICKER_AFTER.find(super::money::window_before(text, at, 1500)).is_some()
}

/// Takes a stretch as the issuer, with the other name in brackets after it.
fn take(text: &str, span: Span, parties: &mut Parties) -> bool {
    let span = trimmed(text, span);
    let printed = &text[span.clone()];
    if printed.chars().count() < 2
        || PUBLISHERS.contains(&printed)
        || !printed.chars().any(char::is_alphabetic)
    {
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
        let by_other = found.get(0).is_some_and(|whole| is_guarantor(head, whole.range()));
        !by_other
            && found.name("code").is_none_or(|code| {
                let name = head[..found.get(0).map_or(0, |whole| whole.start())].trim_end();
                let company =
                    "公司|集团|控股|国际|科技|股份".split('|').any(|end| name.ends_with(end));
                let said = printed.contains(['代', '编']) || printed.to_uppercase().contains("HK");
                said || code.as_str().len() >= if company { 3 } else { 4 }
            })
            && !found.name("code").is_some_and(|code| {
                code.as_str().len() == 4
                    && code.as_str().starts_with("20")
                    && found.name("hk").is_none()
                    && !printed.contains('代')
            })
    }) else {
        return;
    };
    let Some(whole) = found.get(0) else { return };
    let code = found.name("code").or(found.name("sym")).or(found.name("code2"));
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
    let mut line = text[..whole.start()].rfind('\n').map_or(0, |at| at + 1);
    // A ticker alone on its line stands below the name.
    if text[line..whole.start()].trim().is_empty() && line > 0 {
        let above = text[..line].trim_end();
        let own = above.rfind('\n').map_or(0, |at| at + 1);
        line = if above[own..].trim_start().starts_with('(') {
            above[..own].trim_end().rfind('\n').map_or(0, |at| at + 1)
        } else {
            own
        };
    }
    let mut before = line..whole.start();
    if let Some(below) = text[before.clone()].find("\n") {
        before.end = before.start + below;
    }
    let mut printed = text[before.clone()].trim_end();
    // "某公司(於香港註冊成立)(股份代號…", "X LIMITED (the "Company", stock code …"
    for _ in 0..3 {
        let open = printed.rfind('(');
        let closes = open.map(|open| printed[open..].contains(')'));
        match (open, closes) {
            // "本公司(某某有限公司,股份代号…": the name stands in the bracket.
            (Some(open), Some(false)) if printed.ends_with("公司") => {
                before.start += open + 1;
                printed = &printed[open + 1..];
                break;
            }
            (Some(open), Some(false)) if open > 0 => printed = printed[..open].trim_end(),
            (Some(open), Some(true))
                if printed.ends_with(')')
                    && ["注册", "成立", "ncorporated", "stablished"]
                        .iter()
                        .any(|word| printed[open..].contains(word)) =>
            {
                printed = printed[..open].trim_end();
            }
            _ => break,
        }
    }
    let whole_length = printed.len();
    let printed = printed.trim_start_matches("本公告乃由");
    before.start += whole_length - printed.len();
    // "X Inc., of Cambridge, Mass. (NASDAQ:X)": the place is no name, nor is "Ltd." alone.
    let printed = printed.split(", of ").next().unwrap_or(printed);
    let stop = |at: &usize| {
        let rest = &printed[*at..];
        !LEGAL_TAIL.is_match(rest)
    };
    let start = printed
        .char_indices()
        .rev()
        .filter(|(at, char)| {
            ['。', ';', ',', ':', '"', '('].contains(char)
                || matches!(char, '/' | '—') && printed[*at + char.len_utf8()..].starts_with(' ')
        })
        .map(|(at, _)| at)
        .find(stop)
        .map_or(0, |at| at + printed[at..].chars().next().map_or(1, char::len_utf8));
    let mut span = before.start + start..before.start + printed.len();
    if let Some(chinese) = text[span.clone()].find(is_cjk)
        && LEGAL.is_match(text[span.start..span.start + chinese].trim_end())
    {
        // "X CO., LTD. 某某公司": two names of one.
        name(text, trimmed(text, span.start..span.start + chinese), parties);
        span.start += chinese;
    }
    span.start = chinese::lead_in(text, span.clone());
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

/// Who issues, as a Chinese sentence says it, and how surely.
pub(super) fn of_sentence(text: &str, place: &Span) -> Option<(u8, Span)> {
    chinese::subject(text, place)
}

/// The subject of the sentence that says most surely who issues; of like ones the first.
fn subject(text: &str, parties: &mut Parties) {
    if let Some(span) = chinese::announcer(text)
        && take(text, span, parties)
    {
        return;
    }
    let mut best: Option<(u8, Span)> = None;
    let mut table_end = 0;
    let lines: Vec<Span> = sentence::lines(text).into_iter().take(60).collect();
    for (index, line) in lines.iter().enumerate() {
        if Heads::of(text, line).is_some() {
            let rows = heads::rows(text, &lines[index + 1..]);
            table_end = lines[index + rows].end;
        }
        if line.start < table_end {
            continue;
        }
        for place in sentence::sentences(text, line).into_iter().take(6) {
            let chinese = text[place.clone()].chars().filter(|char| is_cjk(*char)).count() * 3
                > place.len() / 3;
            let found = if chinese {
                chinese::subject(text, &place)
            } else {
                english::subject(text, &place, line)
            };
            let Some((strength, span)) = found else { continue };
            // The cells of a row are labels and banks more often than issuers.
            let strength =
                if text[line.clone()].contains('|') { strength.min(2) } else { strength };
            let names_some = text.get(trimmed(text, span.clone())).is_some_and(|printed| {
                printed.chars().count() > 1 && !PUBLISHERS.contains(&printed)
            });
            if names_some && best.as_ref().is_none_or(|(least, _)| strength > *least) {
                best = Some((strength, span));
            }
        }
        if best.as_ref().is_some_and(|(strength, _)| *strength >= SUREST) {
            break;
        }
    }
    if let Some((_, span)) = best {
        take(text, span, parties);
    }
}

/// A legal form and a verb of issuing: nothing says it more surely.
const SUREST: u8 = 4;

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
}
