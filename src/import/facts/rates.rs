//! Coupons, yields, prices and spreads.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::{Context, Fact, Number, Span, Term};

static PERCENT: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(\d{1,3} \d{1,2}/\d{1,2}|\d{1,3}-\d/\d{1,2}|\d{1,2}/\d{1,2}|\d{1,3}(?:\.\d+)?[½¼¾⅛⅜⅝⅞]?|[½¼¾⅛⅜⅝⅞]) ?(%|per ?cent\b\.?|pct\b|厘|百分之)",
    )
});
static SPREAD: LazyLock<Regex> = LazyLock::new(|| {
    let bench = r"3m ?E|3mE|Euribor|EURIBOR|E|CT\d{1,2}|UST|T\d{0,2}|US Treasur(?:y|ies)|Treasur(?:y|ies)|[Tt]reasur(?:y|ies)|MS|m/s|[Mm]id[- ]?[Ss]waps?|(?:[Cc]ompounded )?SOFR|SONIA|SARON|(?:(?:three|six)[- ]month |\dM |\d[- ]month )?(?:LIBOR|Libor)|L|HIBOR|SIBOR|SHIBOR|BBSW|BBSY|SORA|TONA|TIBOR|JIBOR|Bunds?|[Gg]ilts?|G|OATs?|中间掉期(?:利率)?|(?:同期限)?(?:\d+年期)?美国国债(?:收益率|利率)?|美债|国债收益率|掉期中间价|有担保隔夜融资利率|香港银行同业拆息|伦敦同业拆息";
    let pattern = format!(
        r"(?P<bench>{bench})(?: ?\(?(?:rate|yield|利率|收益率)\)?)?,? ?(?:\+|plus|加|上浮|高) ?(?P<bp>\d{{1,4}}(?:\.\d+)?)(?P<pct> ?%)? ?(?P<unit>(?:bps?|basis points|个?基点|个?点子|bp|点)(?:\(bps?\))?)?|(?P<bp2>\d{{1,4}}(?:\.\d+)?) ?(?:bps?|basis points|个?基点|个?点子) ?(?:over|above|高于) (?P<bench2>(?:[\w-]+ ){{0,3}}?(?:{bench}))|(?P<sign>\+|plus |加|spread (?:of|is|was) |margin (?:of|is|was) |利差(?:为|:)?|息差(?:为|:)?|溢价) ?(?P<bp3>\d{{1,4}}(?:\.\d+)?)(?P<unit3> ?(?:bps?\b|basis points|个?基点|个?点子|bp))?"
    );
    rx(&pattern)
});
static BARE_PRICE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:\bat|@|\bprice(?:d)?(?: at| of|:)?|发行价(?:格)?(?:为|:)?|reoffer(?:ed)?(?: at|:)?) ?\b(?:a price of )?(\d{2,3}(?:\.\d{1,4})?)(?:[\s,;)。]|$)",
    )
});
static PAR: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:at|price:? ?|issue price:? ?|priced at) ?par\b|平价(?:发行)?(?:\(100\))?|(?:按|以|照)?(?:\S{0,4}?方式)?(?:票?面值|面額)(?:的100%)?(?:平价)?发行|按面值",
    )
});
static ZERO: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?i)\bzero[- ]coupon|零息|零票息|\bnon-interest[- ]bearing|不计息"));
static FLOATING: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?i)\bfloating[- ]rate|\bFRNs?\b|\bfloaters?\b|浮息|浮动利率|浮动息"));
static TALK: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\bIPTs?\b|\bIPG\b|\bFPG\b|guidance|price talk|\btalk|whisper|initial(?:ly)? (?:price|thoughts|talk)|marketed|指引|指导价|询价|价格区间|初始|初步价|利率区间|tightened from|in from|\bfrom ?$|[由从]$|收窄|range|推介",
    )
});
static FINAL: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\bfinal|priced|landed|at a final|最终|定于|定价|收于|落定|定在|确定为|最后|票面|to yield|收窄至|tightened to",
    )
});
static TENOR_AFTER: LazyLock<Regex> = LazyLock::new(|| rx(r"^(?:[a-z]{3,7}|\d{1,2})-year"));
static NON_CALL: LazyLock<Regex> = LazyLock::new(|| rx(r"nc ?\d"));
static AREA: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^(?:bps?|基点)? ?(?:\(the\) )?(?:area\b|区域|左右|附近|\bthe area|-? ?range|(?:-|–|~|to |至|到) ?\d|[+-]/-|或以上|\bto low|high)",
    )
});
static RANGE_END: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?i)\d(?:\.\d+)? ?(?:%|per cent|厘)? ?(?:-|~|to|至|到) ?$"));

/// Every rate, price and spread.
pub(super) fn find(context: &Context<'_>) -> Vec<Fact> {
    let mut facts = spreads(context);
    let taken: Vec<Span> = facts.iter().map(|fact| fact.span.clone()).collect();
    facts.extend(bare_prices(context));
    for found in PAR.find_iter(context.text) {
        let digits_near = context.after(found.end(), 12);
        if !digits_near.trim_start().starts_with("的9") {
            facts.push(Fact { span: found.range(), term: Term::Price(Number::whole(100)) });
        }
    }
    for found in ZERO.find_iter(context.text) {
        facts.push(Fact { span: found.range(), term: Term::Coupon(Number::whole(0)) });
    }
    for found in FLOATING.find_iter(context.text) {
        // Fixed-to-floating notes have a coupon.
        if context.before(found.start(), 3).starts_with("to") {
            continue;
        }
        facts.push(Fact { span: found.range(), term: Term::Floating });
    }
    percents(context, &taken, &mut facts);
    facts
}

/// Whether a rate is talk, not a result.
fn is_talk(before: &str, after: &str) -> bool {
    if AREA.is_match(after) {
        return true;
    }
    let clause = before.rsplit([';', '。', '(']).next().unwrap_or(before);
    let talk = TALK.find_iter(clause).last().map(|found| found.start());
    let settled = FINAL.find_iter(clause).last().map(|found| found.start());
    match (talk, settled) {
        (Some(talk), Some(settled)) => {
            talk > settled
                || before.ends_with("from ")
                || before.ends_with('由')
                || before.ends_with('从')
        }
        (Some(_), None) => true,
        _ => RANGE_END.is_match(before),
    }
}

fn spreads(context: &Context<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for found in SPREAD.captures_iter(context.text) {
        let Some(whole) = found.get(0) else { continue };
        let part = |name: &str| found.name(name);
        let Some(number) = part("bp").or(part("bp2")).or(part("bp3")) else { continue };
        let letter = |char: char| char.is_alphanumeric() && !crate::text::is_cjk(char);
        let inside = context.text[..whole.start()].chars().next_back().is_some_and(letter);
        let starts = whole.as_str().starts_with(letter);
        if inside && starts {
            continue;
        }
        let before = context.before(whole.start(), 90);
        let after = context.after(whole.end(), 24);
        if is_talk(before, after) || before.trim_end().ends_with("(T") {
            continue;
        }
        let Some(value) = Number::parse(number.as_str()) else { continue };
        let is_percent = part("pct").is_some();
        let bare = part("unit").is_none()
            && part("bp").is_some()
            && !is_percent
            && part("bench").is_some_and(|bench| matches!(bench.as_str(), "T" | "E" | "L" | "G"));
        // "T+5" is a settlement date.
        if bare && value < Number::whole(20) {
            continue;
        }
        if part("bp3").is_some()
            && part("unit3").is_none()
            && !follows_spread(context, whole.start(), after)
        {
            continue;
        }
        let value = if is_percent { value.times(100).unwrap_or(value) } else { value };
        let bench = part("bench").or(part("bench2")).map(|bench| benchmark(bench.as_str()));
        facts.push(Fact { span: whole.range(), term: Term::Spread(value, bench) });
    }
    facts
}

/// Whether a bare "plus 105" stands in a bracket after a yield.
fn follows_spread(context: &Context<'_>, at: usize, after: &str) -> bool {
    let before = context.before(at, 40);
    let Some(open) = before.rfind('(') else { return false };
    !before[open..].contains(')') && after.starts_with([')', ',', ';'])
}

/// The benchmark as records write it.
fn benchmark(printed: &str) -> String {
    let printed = printed.trim();
    let lower = printed.to_ascii_lowercase();
    let treasury = lower.contains("treasur")
        || printed.contains("国债")
        || printed.contains("美债")
        || lower == "ust"
        || lower.starts_with("ct");
    if treasury
        || lower.starts_with('t')
            && lower.len() <= 3
            && !lower.starts_with("ti")
            && !lower.starts_with("to")
    {
        return "T".to_owned();
    }
    if lower.contains("swap") || lower == "ms" || lower == "m/s" || printed.contains("掉期") {
        return "mid-swaps".to_owned();
    }
    printed.to_owned()
}

fn bare_prices(context: &Context<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for found in BARE_PRICE.captures_iter(context.text) {
        let Some(number) = found.get(1) else { continue };
        let Some(value) = Number::parse(number.as_str()) else { continue };
        let after = context.after(number.end(), 12).trim_start().to_ascii_lowercase();
        let is_other = [
            "per", "pence", "p ", "million", "m", "bn", "%", "cents", "a share", "bp", "basis",
            "hk", "yuan", "apiece", "each", "年", "(港",
        ]
        .iter()
        .any(|word| after.starts_with(word));
        let decimal = number.as_str().contains('.');
        let labelled =
            !found.get(0).map_or("", |whole| whole.as_str()).to_ascii_lowercase().starts_with("at");
        let range =
            if decimal { value.within(80, 120) } else { labelled && value == Number::whole(100) };
        if range && !is_other {
            facts.push(Fact { span: number.range(), term: Term::Price(value) });
        }
    }
    facts
}

fn percents(context: &Context<'_>, taken: &[Span], facts: &mut Vec<Fact>) {
    let mut last: Option<(Span, super::Kind)> = None;
    let mut labels: Option<(Span, Vec<super::Kind>)> = None;
    for found in PERCENT.captures_iter(context.text) {
        let (Some(whole), Some(number)) = (found.get(0), found.get(1)) else { continue };
        let span = whole.range();
        let next = taken.partition_point(|other| other.end <= span.start);
        if taken.get(next).is_some_and(|other| other.start < span.end) {
            continue;
        }
        let digit_before = context.text[..span.start]
            .chars()
            .next_back()
            .is_some_and(|char| char.is_ascii_digit() || char == '.' || char == '/');
        if digit_before {
            continue;
        }
        let Some(value) = Number::parse(&number.as_str().replacen('-', " ", 1)) else { continue };
        let line = context.before(span.start, 120);
        if let Some(kinds) = paired_labels(line) {
            let fits = labels.as_ref().is_some_and(|(sentence, _)| sentence.contains(&span.start));
            if !fits {
                labels = Some((context.sentence(span.start), kinds));
            }
        }
        let labelled = match &mut labels {
            Some((sentence, kinds)) if sentence.contains(&span.start) && !kinds.is_empty() => {
                Some(kinds.remove(0))
            }
            _ => None,
        };
        let beside = last.as_ref().filter(|(at, _)| {
            context
                .text
                .get(at.end..span.start)
                .is_some_and(|between| between.trim_matches(' ') == "|")
        });
        let kind = labelled.or(beside.map(|(_, kind)| *kind)).or_else(|| {
            kind_of(context, &span, value, whole.as_str().ends_with('厘'), last.as_ref())
        });
        let Some(kind) = kind else { continue };
        if kind == super::Kind::Coupon && context.is_old(span.start) {
            continue;
        }
        if kind == super::Kind::Coupon && repeats(context, &span, value, facts) {
            continue;
        }
        last = Some((span.clone(), kind));
        let term = match kind {
            super::Kind::Price => Term::Price(value),
            super::Kind::Yield => Term::Yield(value),
            super::Kind::Coupon => Term::Coupon(value),
            _ => Term::Key("conversion_premium_pct", value),
        };
        facts.push(Fact { span, term });
    }
}

/// "5/8%(0.625%)": the same rate in another form.
fn repeats(context: &Context<'_>, span: &Span, value: Number, facts: &[Fact]) -> bool {
    let before = context.before(span.start, 3);
    before.ends_with('(')
        && facts.iter().rev().take(3).any(|fact| {
            fact.term == Term::Coupon(value) && span.start - fact.span.end.min(span.start) < 4
        })
}

/// "票息/收益率: 6.0% / 6.0%": the kinds of a label that names several.
fn paired_labels(line: &str) -> Option<Vec<super::Kind>> {
    let (label, values) = line.rsplit_once(':')?;
    if values.chars().any(|char| char.is_ascii_digit()) || !label.contains('/') {
        return None;
    }
    let kind = |part: &str| {
        let part = part.trim().to_lowercase();
        if part.ends_with("coupon")
            || part.ends_with("票息")
            || part.ends_with("利率")
            || part.ends_with("息率")
        {
            Some(super::Kind::Coupon)
        } else if part.ends_with("yield") || part.ends_with("收益率") {
            Some(super::Kind::Yield)
        } else if part.ends_with("price") || part.ends_with("价格") || part.ends_with("价") {
            Some(super::Kind::Price)
        } else {
            None
        }
    };
    let label = label.rsplit(['\n', ';', '。', ',']).next()?;
    let kinds: Option<Vec<super::Kind>> = label.split('/').map(kind).collect();
    kinds.filter(|kinds| kinds.len() > 1)
}

fn kind_of(
    context: &Context<'_>,
    span: &Span,
    value: Number,
    is_li: bool,
    last: Option<&(Span, super::Kind)>,
) -> Option<super::Kind> {
    use super::Kind::{Coupon, Other, Price, Yield};
    let before = context.before(span.start, 90);
    let after = context.after(span.end, 40);
    let near = before.rsplit([';', '。', '|']).next().unwrap_or(before).to_lowercase();
    // In a row the first cell says what the others hold.
    let row = context.text[..span.start].rsplit('\n').next().unwrap_or_default();
    let cell = if row.len() < 400 {
        row.split_once('|').map(|(head, rest)| {
            if head.trim().is_empty() { rest.split('|').next().unwrap_or(head) } else { head }
        })
    } else {
        None
    };
    let near = cell.map_or(near.clone(), |cell| format!("{} {near}", cell.to_lowercase()));
    let label = near.rsplit(['%', '厘']).next().unwrap_or(&near);
    let close = super::money::window_before(label, label.len(), 42);
    let has = |words: &[&str]| words.iter().any(|word| close.contains(word));
    if near.contains("premium")
        || near.contains("溢价")
        || near.contains("折让")
        || near.contains("discount")
        || after.trim_start().to_lowercase().starts_with("premium")
        || near.trim_end().ends_with(" up")
    {
        let is_premium = (near.contains("premium") || near.contains("溢价"))
            && !is_talk(before, after)
            && (near.contains("conversion") || near.contains("换股") || near.contains("转股"));
        return is_premium.then_some(Other);
    }
    if close.contains("benchmark treasury")
        || close.contains("treasury yield")
        || close.contains("benchmark yield")
    {
        return None;
    }
    if value.within(70, 130) {
        let priced = has(&[
            "price",
            "at ",
            "发行价",
            "面值",
            "本金",
            "reoffer",
            "@",
            "平价",
            "价格",
            "issue",
        ]) || after.trim_start().starts_with("of par")
            || after.contains("的价格")
            || after.trim_start().to_lowercase().starts_with("of the principal")
            || after.trim_start().starts_with("of face");
        let decimal = value.to_f64().fract() != 0.0 && value.within(85, 115);
        return (priced || decimal).then_some(Price);
    }
    if !value.within(0, 25) {
        return None;
    }
    let lower_after = after.trim_start().to_lowercase();
    let last_label = last_of(close, &["yield", "收益率", "孳息", "ytm"]);
    let coupon_label = last_of(
        close,
        &[
            "coupon", "票息", "息票", "票面", "利率", "息率", "年息", "interest", "利息",
            "rate of", "rate:", "bearing", "pays", "paying", "carry",
        ],
    );
    let is_labelled = last_label.is_some() || coupon_label.is_some();
    let after_coupon = [
        "per annum",
        "jan",
        "feb",
        "mar",
        "apr",
        "may 2",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
        "p.a",
        "notes",
        "note",
        "bond",
        "senior",
        "due",
        "guaranteed",
        "green",
        "sustain",
        "fixed",
        "perpetual",
        "subordinated",
        "convertible",
        "unsecured",
        "coupon",
        "20",
        "优先",
        "票据",
        "债券",
        "于",
        "到期",
        "的",
        "永续",
        "可换股",
        "可转",
        "高级",
        "绿色",
        "担保",
        "年",
        "series",
        "medium",
        "global",
        "sukuk",
        "retail",
        "landes",
        "social",
        "tier",
        "secured",
        "exchangeable",
        "first",
        "covered",
        "bonds",
        "blue",
    ]
    .iter()
    .any(|word| lower_after.starts_with(word))
        || TENOR_AFTER.is_match(&lower_after);
    let is_yield_after = lower_after.starts_with("semi-annual yield")
        || lower_after.starts_with("yield")
        || lower_after.starts_with("semiannual yield")
        || lower_after.starts_with("annual yield")
        || lower_after.starts_with("的收益率");
    if is_talk(before, after) {
        return None;
    }
    if is_yield_after || last_label.is_some() && last_label > coupon_label {
        return Some(Yield);
    }
    if in_bracket(before) && !after_coupon && coupon_label.is_none() {
        let near_price = last
            .is_some_and(|(at, kind)| *kind == Price && span.start - at.end.min(span.start) < 8);
        let spread_inside = before.rfind('(').is_some_and(|open| {
            before[open..].contains("bp")
                || before[open..].contains("basis")
                || before[open..].contains('+')
        });
        let spread_after = after.find(')').is_some_and(|end| {
            ["bp", "basis", "+", "plus"]
                .iter()
                .any(|word| after[..end].to_lowercase().contains(word))
        });
        if near_price || spread_inside || spread_after {
            return Some(Yield);
        }
    }
    if coupon_label.is_some() || after_coupon || is_li {
        return Some(Coupon);
    }
    // "a perpetual NC5 at 7.5%"
    let at = before.trim_end().ends_with(" at");
    let perpetual = near.contains("perp") || NON_CALL.is_match(&near);
    if at && perpetual {
        return Some(Coupon);
    }
    // "T+55bps; 4.046%": after a spread, an unlabelled rate is the yield.
    let after_spread = before.trim_end().trim_end_matches([';', ',', '/', '|']).trim_end();
    if after_spread.ends_with("bps")
        || after_spread.ends_with("bp")
        || after_spread.ends_with("basis points")
        || after_spread.ends_with("基点")
    {
        return Some(Yield);
    }
    // A rate beside an amount or a maturity in a bare list.
    let listed = before.trim_end().ends_with(['|', ';', ':'])
        || before.trim().is_empty()
        || lower_after.is_empty()
        || before.trim_end().ends_with("million")
        || before.trim_end().ends_with("billion");
    let run =
        last.is_some_and(|(at, kind)| *kind == Coupon && span.start - at.end.min(span.start) < 8);
    (!is_labelled && run || listed && before.contains(['|', '%'])).then_some(Coupon)
}

fn last_of(text: &str, words: &[&str]) -> Option<usize> {
    words.iter().filter_map(|word| text.rfind(word)).max()
}

fn in_bracket(before: &str) -> bool {
    before.rfind('(').is_some_and(|open| !before[open..].contains(')'))
}
