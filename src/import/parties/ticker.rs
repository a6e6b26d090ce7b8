//! The ticker, and the name that stands before it.

use std::sync::LazyLock;

use regex::Regex;

use super::{LEGAL_TAIL, Parties, chinese, name, strike, take, trimmed};
use crate::import::money;
use crate::import::pattern::rx;
use crate::import::plain::Span;
use crate::text::is_cjk;

/// A ticker in brackets, or behind its label.
pub(super) static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r#"\((?:港股代码[:]? ?|(?:H股)?股份代号[:]? ?|股份编号[:]? ?|(?:H股)?股票代[码号][:]? ?|HKEX[:]? ?|SEHK[:]? ?|(?i:stock code)[:]? ?|代号[:]? ?|香港[:]? ?)?(?:[A-Z]{1,5}\.[A-Z]{1,2}[/,;、 ]+)?(?P<code>\d{1,5})(?P<hk>\.HK|\.hk| HK)?(?:[/,;、][^)]{0,30})?\)|\((?:"[^"()]{1,40}"[, ]*(?:或"[^"()]{1,30}"[, ]*)?(?:or the "Company", )?)?(?P<ex>NASDAQ|Nasdaq|NYSE|NYSE American|LSE|AIM|ASX|TSXV?|TSX-V|SGX|纳斯达克|纽交所|OTC(?:QX|QB)?|Euronext(?: [A-Z][a-z]+)?|OSE|CSE)(?:[:]| ticker) ?"?(?P<sym>[A-Z.]{1,6})"?\)|(?:[-—|]|, ?|\((?:"[^"()]{1,20}"[,;] ?)?| ) ?(?:(?i:stock code)|股份代号|股票代码)[:] ?(?P<code2>\d{1,5})|\((?P<a>\d{6})\.(?P<mkt>SH|SZ)[^)]{0,20}\)"#,
    )
});
/// A legal form at the end of a name.
static LEGAL: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?i)\b(?:Ltd\.?|Limited|Inc\.?|Corp\.?|Corporation|plc|LLC|Company)$"));

/// Whether a name with its ticker is that of a guarantor: 由X(股份代号:392)提供担保.
fn is_guarantor(text: &str, ticker: Span) -> bool {
    let before = money::window_before(text, ticker.start, 120);
    let clause = before.rsplit(['\n', ',', '。', ';', '于']).next().unwrap_or(before);
    let after = money::window(text, ticker.end, 60);
    let guarantees = ["担保", "保证", "guarantee"].iter().any(|word| {
        after.split(['\n', ',', '。', ';']).next().is_some_and(|own| own.contains(word))
    });
    guarantees && (clause.trim_start().starts_with('由') || clause.contains("由"))
}

/// Finds the ticker, and the name before it where no name is known.
pub(super) fn find(text: &str, parties: &mut Parties) {
    let head = money::window(text, 0, 3000);
    let Some(found) = AFTER.captures_iter(head).find(|found| {
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
            (Some(open), Some(false))
                if printed.ends_with("公司") && !is_formation(&printed[open..]) =>
            {
                before.start += open + 1;
                printed = &printed[open + 1..];
                break;
            }
            (Some(open), Some(false)) if open > 0 => printed = printed[..open].trim_end(),
            (Some(open), Some(true))
                if printed.ends_with(')') && is_formation(&printed[open..]) =>
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
            ['。', ';', ',', ':', '"'].contains(char)
                || *char == '(' && !printed[*at..].contains(')')
                || *char == ')' && printed[*at + 1..].trim_start().starts_with(['-', '—'])
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
    if is_name && !strike::is_out(text, &span) {
        take(text, span, parties);
    }
}

/// Whether words say where and how a company was formed.
fn is_formation(printed: &str) -> bool {
    ["注册", "成立", "ncorporated", "stablished"].iter().any(|word| printed.contains(word))
}
