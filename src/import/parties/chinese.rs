//! The issuer as the subject of a Chinese sentence.

use std::sync::LazyLock;

use regex::Regex;

use super::PUBLISHERS;
use super::english::Subject;
use crate::import::names;
use crate::import::pattern::rx;
use crate::import::plain::Span;

static LEAD_IN: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r#"^(?:[\s"•*|,:;.)\]—-]+|\(?(?:19|20)\d\d(?:年|[-/.])\d{1,2}(?:月|[-/.])\d{1,2}日?\)?|[一二三四五六七八九〇零○]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日|[\u{4e00}-\u{9fff}()A-Za-z]{4,40}?(?:提供)?担保的|\(?\d{1,2}月\d{1,2}日(?:\(\d{4}年?\))?\)?|[\u{4e00}-\u{9fff}]{2,8}(?:20\d\d年)?\d{1,2}月\d{1,2}日[\u{4e00}-\u{9fff}]{0,4}?(?:电|讯|消息|报道)[,: ]*|(?:讯|消息|电|晚间?|早间?|盘后|今日|昨日|近日|日前)(?:[,:]|$)?|据[^,]{2,20}[,:]|\[[^\]\n]{1,24}\]|[\u{4e00}-\u{9fff}A-Z]{2,10} ?\| ?|\([^()\n。]{1,16}(?:报道|专讯|讯|电|综合)\)|\([一二三四五六七八九十\d]{1,2}\)|[^,。\s]{2,12}(?:香港|北京|上海|伦敦|纽约|东京)?电 |[\u{4e00}-\u{9fff}()]{2,12}旗下(?:的)? ?|(?:另一边|与此同时|另一方面)[,:]?|(?:新股档案|交易总结|定价总结|最终条款|条款清单|公告|快讯|债市快讯|发行公告|港股公告|新闻稿|简讯|久期财经讯?|智通财经APP?获悉|格隆汇|观点网讯?)[ :|,]*|(?:此外|另外|同时|其中|而|当日)[, ]?|兹提述|(?:本)?(?:周|星期)[一二三四五六日天][早晚午]?[, ]*|[\u{4e00}-\u{9fff}A-Za-z0-9]{2,10}报道[,: ]|[^,。\s]{2,10}律师事务所(?:就|协助|为|代表)|AI制药企业|(?:[^,。 公]{2,10}(?:企业|龙头|巨头)))"#,
    )
});
static SUBJECT_END: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"拟|将|开始|推介|作为|担任|计划|建议|公布|公告|宣布|发布|披露|刊发|发行|完成|成功|定价|正在?|于|与|今起|今日|昨日|昨天|近日|日前|以|首次|面向|设立|获|签|委任|委聘|已|通过|推出|额外|再次|时隔|在|配售|向|就|为其|为本|为一批|为首|有意|透露|筹|募|拥有|按(?:其|照|计划|票|面|本)|表示|本次|此次|全资|旗下|担保的|提供担保|进行|重启|订立|启动|根据|今年|去年|连续|也|昨|\d|[,:;。!]|(?:发售|招股|上市|敲定|落实|更新|宣佈)|近期|首只|首笔|首单|首支|首发|公开|聘请|选定|打算|\s",
    )
});
/// Words with which somebody issues.
static ISSUES: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?:\([^()]{1,60}\))?(?:[^,。;:]{0,12}?(?:债|票据)(?:,|$| ?\|)|(?:[^,。;:]{0,16}?)(?:拟|将|计划|建议|公布|公告|宣布|披露|发行|完成|成功|定价|签|委任|委聘|推出|额外|配售|募|集资|重启|发售|招股|敲定|落实|增发|启动|表示|为本年|进行))",
    )
});
/// Whom others helped: "X助力Y成功发行", "我所协助Y发行".
static HELPED: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^[^,。;:]{2,24}?(?:协助|助力|护航|服务|承销|牵头)(?P<who>[\u{4e00}-\u{9fff}A-Za-z()&•]{2,30}?)(?:\((?:以下)?简称[^()]{1,30}\))?(?:成功|发行|完成|定价|首次|境外|再次|发债)",
    )
});
static HIRER: LazyLock<Regex> = LazyLock::new(|| {
    rx(r"[获受](?P<who>[\u{4e00}-\u{9fff}A-Za-z()&•]{2,30}?)(?:委任|委聘|委托|聘请|聘任|选定)")
});
static COMPANY: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^[\u{4e00}-\u{9fff}A-Za-z&•]{1,30}?(?:\([\u{4e00}-\u{9fff}A-Za-z]{1,10}\))?[\u{4e00}-\u{9fff}A-Za-z]{0,24}?(?:股份有限公司|有限责任公司|有限公司|公司)",
    )
});
/// States and their bodies.
static STATE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^[\u{4e00}-\u{9fff}]{2,12}?(?:人民政府|共和国(?:财政部|政府)?|特别行政区政府|管理局|酋长国)",
    )
});
/// Words of papers, markets and crowds, which are no name.
static PAPER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?:周[一二三四五六日]|星期|评级|条例|规则|担保人|担保方|规模|建议|根据|关于|有关|拟|由|本|该|此|为|对|按|据|自|认购|协议|条款|主要|发行|上市|全球|证券|债券|票据|名称|代码|简称|项目|公告|通告|通知|集资|募集|募资|董事会|我所|本所|兹|特此|安排|交易|牵头|联席|金额|期限|日期|订约|公司|两|三|多|各|其|在|年息|票息|利率|初步|假设|品种|批次|档次|以上|均|香港(?:交易|联合)|香港$|国际$|最高|面值|股份|日期|一级市场|二级市场|新股|同步|购回|附|第[一二三四五六七八九十\d]{1,3}(?:期|批|档|次|大|季|阶段|类|三方)|从|截至|数据|记者|市场|业内|人士|知情|委任|牵头|联席|独家|消息|据悉|有消息|有关方)|(?:报道|日报|周报|快讯|播报|一览|速递|要闻|汇总|市场|机构|公司债|企业|债市|行业|规则|通知书|公告|通告|提速|概不负责|内容|条款|结果|主承销商|管理人|协调人|债券|票据|公司债|融资券)$|概不负责|全 ?球 ?发 ?售|获批|之际|以来",
    )
});

/// The issuer where a Chinese sentence names it.
pub(super) fn subject(text: &str, place: &Span) -> Option<Subject> {
    let mut start = place.start;
    // "港交所7月28日刊发通函:X设立…": one who publishes hands over to the next clause.
    for _ in 0..4 {
        start = lead_in(text, start..place.end);
        let rest = &text[start..place.end];
        if let Some(who) = HELPED.captures(rest).and_then(|found| found.name("who"))
            && !PAPER.is_match(who.as_str())
        {
            let sure = if who.as_str().contains("公司") { 4 } else { 3 };
            return Some((sure, start + who.start()..start + who.end()));
        }
        let (end, is_formed) = end_of(rest);
        let printed = rest[..end].trim();
        let plain = printed.split('(').next().unwrap_or(printed).trim();
        // "A、B获X委任": who hires is the issuer, never the banks.
        if plain.contains('、') || names::is_list(plain) {
            let who = HIRER.captures(rest)?.name("who")?;
            return Some((3, start + who.start()..start + who.end()));
        }
        let is_treasury = plain == "财政部"
            && ["国债", "主权债", "政府债"].iter().any(|word| rest.contains(word));
        let fits = (2..=60).contains(&plain.chars().count())
            && !plain.contains('|')
            && !plain.starts_with(|char: char| char.is_ascii_digit());
        if (!PUBLISHERS.contains(&plain) || is_treasury) && fits && !PAPER.is_match(plain) {
            let name = start..start + end;
            return strength(rest, end, plain, is_formed).map(|strength| (strength, name));
        }
        let next = rest.find([',', ':', ';']).filter(|next| *next + 1 < rest.len())?;
        start += next + 1;
    }
    None
}

/// How surely a name is the issuer's.
fn strength(rest: &str, end: usize, plain: &str, is_formed: bool) -> Option<u8> {
    let after = &rest[end..];
    let is_verb = ISSUES.is_match(crate::import::money::window(after, 0, 120))
        || after.starts_with("(以下简称");
    if !is_verb && names::is_known(plain) {
        return Some(1);
    }
    Some(match (is_formed, is_verb) {
        (true, true) => 4,
        (true, false) | (false, true) => 3,
        _ if after.trim().is_empty() && plain.chars().count() > 12 => 1,
        _ => 2,
    })
}

/// Where a Latin name ends that a size follows: "X Holdings Inc.60亿美元".
pub(super) fn before_size(printed: &str) -> usize {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"\b(?:Inc|Ltd|Limited|Corp|Co|LLC|plc|PLC|LIMITED|LTD|B\.V|S\.A|N\.V)\.? ?(?:US\$|HK\$)?[\d.]+ ?$",
        )
    });
    let Some(found) = FORM.find(printed) else { return printed.len() };
    let tail =
        found.as_str().trim_end_matches(|char: char| char.is_ascii_digit() || ". ".contains(char));
    let tail = tail.trim_end_matches("US$").trim_end_matches("HK$").trim_end();
    let dot = printed[found.start() + tail.len()..].starts_with('.');
    found.start() + tail.len() + usize::from(dot)
}

/// Whether words have the shape of a Chinese name, not of a paper or a crowd.
pub(super) fn is_name(printed: &str) -> bool {
    let plain = printed.split('(').next().unwrap_or(printed);
    plain.chars().count() > 1 && !PAPER.is_match(plain) && !PUBLISHERS.contains(&plain)
}

/// Where the name at the head of a sentence ends, and whether it has a legal form.
fn end_of(rest: &str) -> (usize, bool) {
    let bracket = |at: usize| {
        let after = &rest[at..];
        if after.starts_with('(') { close_of(after).unwrap_or(0) } else { 0 }
    };
    // "TCL科技集团股份有限公司": a few letters may stand before a Chinese name.
    let letters = rest.find(|char: char| !char.is_ascii_alphanumeric()).unwrap_or(0);
    let is_mixed = letters <= 8 && rest[letters..].starts_with(crate::text::is_cjk);
    if !is_mixed && rest.starts_with(|char: char| char.is_ascii_uppercase()) {
        let stops = |(at, char): (usize, char)| {
            crate::text::is_cjk(char)
                || matches!(char, ',' | ':' | ';') && !super::LEGAL_TAIL.is_match(&rest[at..])
        };
        let end = rest.char_indices().find(|place| stops(*place)).map_or(rest.len(), |(at, _)| at);
        let end = before_size(&rest[..end]);
        let is_formed = ["Limited", "Ltd", "Inc", "B.V.", "plc", "Co", "PLC", "LIMITED", "LTD"]
            .iter()
            .any(|form| rest[..end].trim_end_matches([' ', '(', '.']).ends_with(form));
        // "X Limited(某某有限公司)": both names.
        let end = match rest[..end].strip_suffix('(') {
            Some(name) => name.len() + bracket(name.len()).max(1),
            None => end,
        };
        return (end, is_formed);
    }
    let company = COMPANY.find(rest).filter(|company| {
        !SUBJECT_END.find(company.as_str()).is_some_and(|verb| {
            verb.start() >= 6 && !verb.as_str().chars().all(char::is_whitespace)
        })
    });
    if let Some(company) = company {
        static BRANCH: LazyLock<Regex> = LazyLock::new(|| rx(r"^[\u{4e00}-\u{9fff}]{2,5}分行"));
        let branch = BRANCH.find(&rest[company.end()..]);
        let end = company.end() + branch.map_or(0, |branch| branch.len());
        return (end + bracket(end), true);
    }
    if let Some(state) = STATE.find(rest) {
        return (state.end() + bracket(state.end()), true);
    }
    let open = rest.find('(').unwrap_or(rest.len());
    let from =
        if rest.starts_with('在') { 3 } else { rest.chars().next().map_or(0, char::len_utf8) };
    let first = SUBJECT_END
        .find_at(rest, from.min(rest.len()))
        .map_or(rest.len(), |verb| verb.start())
        .min(open);
    // "韩国进出口银行为7.5亿欧元票据定价"
    let prices = rest[first..].starts_with(|char: char| char.is_ascii_digit());
    let first = rest[..first]
        .strip_suffix('为')
        .filter(|name| prices && name.chars().count() > 3)
        .map_or(first, str::len);
    (first + bracket(first), false)
}

/// Where the bracket closes with which a text begins, counting those inside.
fn close_of(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, char) in text.char_indices().take(200) {
        match char {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(at + 1),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Where a sentence begins after its date and other words before the subject.
pub(super) fn lead_in(text: &str, span: Span) -> usize {
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
pub(super) fn announcer(text: &str) -> Option<Span> {
    static SAYS: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?:^|[\n,。;] *)(?P<who>[\u{4e00}-\u{9fff}A-Za-z•]{2,20}?)(?:公告称|公告,|在公告中表示,|宣布,|发布公告称)[,]?(?:公司)?(?:将|拟|计划|建议)?发行[\d.]+",
        )
    });
    static PAGE: LazyLock<Regex> = LazyLock::new(|| {
        rx(r"^\s*(?:当前位置|首页|您的位置|导航|来源|Home ?>|[^\n]{0,20} ?> ?[^\n]{1,20} ?> ?)")
    });
    PAGE.find(crate::import::money::window(text, 0, 400))?;
    let who = SAYS.captures(text)?.name("who")?;
    let printed = who.as_str().trim_end_matches("发布");
    let lead = ["巨头", "龙头", "企业", "平台", "公司"];
    let cut = lead.iter().filter_map(|word| printed.rfind(word).map(|at| at + word.len())).max();
    let cut = cut.filter(|at| *at < printed.len()).unwrap_or(0);
    Some(who.start() + cut..who.start() + printed.len())
}
