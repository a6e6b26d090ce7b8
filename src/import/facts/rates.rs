//! Coupons, yields, prices and spreads.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::signs::{ends_in_spread, is_negative, without_brackets};
use super::{Context, Fact, Number, Span, Term};

static PERCENT: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(\d{1,3} \d{1,2}/\d{1,2}|\d{1,3}-\d/\d{1,2}|\d{1,2}/\d{1,2}|\d{1,3}(?:\.\d+)?[½¼¾⅛⅜⅝⅞]?|[½¼¾⅛⅜⅝⅞]) ?(%|per ?cent\b\.?|pct\b|厘|百分之)",
    )
});
static PAR: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:at|price:? ?|issue price:? ?|priced at) ?par\b|平价(?:发行)?(?:\(100\))?|(?:按|以|照)?(?:\S{0,4}?方式)?(?:票?面值|面額)(?:的100%)?(?:平价)?发行|按面值|每张(?:面值)?(?:人民币)?100(?:\.0+)?元|100(?:\.0+)?元/(?:百元|张)",
    )
});
static ZERO: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\bzero[- ]coupon|零息|零票息|\bnon-interest[- ]bearing|不计息|\b(?:will|do|does|shall) not (?:bear|carry|pay) (?:any )?(?:interest|coupon)|\b(?:bear|bears|bearing|carry|carries|carrying|pay|pays|paying) no (?:interest|coupon)|\bno coupon\b",
    )
});
static FLOATING: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\bfloating[- ](?:rate|notes?|bonds?|tranche|piece|portion|leg|paper)\b|\bFRNs?\b|\bfloaters?\b|浮息|浮动利率|浮动息",
    )
});
static TALK: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\bIPTs?\b|\bIPG\b|\bFPG\b|guidance|price talk|\btalk|whisper|initial(?:ly)? (?:price|thoughts|talk)|marketed|指引|指导价|询价|价格区间|初始(?:[^派票利年息分]|$)|初步价|利率区间|tightened from|in from|\bfrom ?$|[由从]$|收窄|range|推介",
    )
});
static FINAL: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\bfinal|\bre-?offer|priced|landed|at a final|最终|定于|定价|收于|落定|定在|确定为|最后|票面|inside (?:guidance|talk|initial|IPTs?)|to yield|收窄至|tightened to",
    )
});
static TENOR_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?:(?:[a-z]{3,7}|\d{1,2})-year|\d{1,2}-?(?:nc|yr|y)\b|\d{1,2}nc|perp|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|sr\b|snr|sub\b|kangaroo|samurai|maple|kauri|formosa|panda|yankee|dim sum|term (?:bond|note|loan)|serial|dollar|euro\b|sterling|treasury|sukuk|certificates|series|mtn|内|定息|固息|社会|可持续|后偿|次级|资本|额外|普通|公司债|中期)",
    )
});
/// The name of the next tranche in a line of values: "2030 Notes: 99.921%; 2055 Notes: 99.215%".
static IS_NEXT: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^[;,|] ?(?:the )?(?:20\d\d [a-z]+|(?:tranche|class|series) \w{1,6}|\w+-year(?: [a-z]+)?|fixed|(?:\d{1,2}|[一二三四五六七八九十]{1,2})年期)(?: notes| bonds)?: ?$",
    )
});
/// "5.250% USD Bonds".
static IN_CURRENCY: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?:[a-z]{3}|us\$|us dollar|dollar|euro|sterling)[ -](?:denominated )?(?:senior |green |fixed )*(?:bonds?|notes?|sukuk|certificates|tranche)\b",
    )
});
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
    let mut facts = super::spreads::find(context);
    let taken: Vec<Span> = facts.iter().map(|fact| fact.span.clone()).collect();
    facts.extend(super::prices::find(context));
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
pub(super) fn is_talk(before: &str, after: &str) -> bool {
    static RAISED: LazyLock<Regex> =
        LazyLock::new(|| rx(r"(?i)\brais(?:ed|es|ing) [^,;%]{1,40} from (?:an? |its )?$"));
    if AREA.is_match(after) {
        return true;
    }
    if before.ends_with("between ") || before.ends_with("介乎") || before.ends_with("介于") {
        return true;
    }
    // "raised S$500 million from 3.50% notes"
    if RAISED.is_match(before) {
        return false;
    }
    let closed = without_brackets(before);
    let clause = closed.rsplit([';', '。', '(']).next().unwrap_or(before);
    let talk = TALK.find_iter(clause).last().map(|found| found.start());
    let settled = FINAL.find_iter(clause).last().map(|found| found.end());
    match (talk, settled) {
        (Some(talk), Some(settled)) => {
            talk >= settled
                || before.ends_with("from ")
                || before.ends_with('由')
                || before.ends_with('从')
        }
        (Some(_), None) => true,
        _ => RANGE_END.is_match(before),
    }
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
            .is_some_and(|char| char.is_ascii_digit() || char == '.')
            || context
                .before(span.start, 2)
                .strip_suffix('/')
                .is_some_and(|before| before.ends_with(|char: char| char.is_ascii_digit()));
        if digit_before || is_foreign(context, &span) {
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
        let beside = last
            .as_ref()
            .filter(|(at, _)| context.text.get(at.end..span.start).is_some_and(is_column));
        // "to yield 5.117% and 5.692%"
        let paired = last.as_ref().filter(|(at, kind)| {
            let between = context.text.get(at.end..span.start).unwrap_or("?");
            let joins = ["and", "及", "和", "与", "、", ", and"].contains(&between.trim());
            let same = *kind == super::Kind::Yield && joins || IS_NEXT.is_match(between);
            same && value.within(0, 25) == (*kind != super::Kind::Price)
        });
        let beside = beside.or(paired);
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
        let is_below = kind == super::Kind::Yield && is_negative(context.before(span.start, 8));
        let value = if is_below { value.times(-1).unwrap_or(value) } else { value };
        let term = match kind {
            super::Kind::Price => Term::Price(value),
            super::Kind::Yield => Term::Yield(value),
            super::Kind::Coupon => Term::Coupon(value),
            _ => Term::Key("conversion_premium_pct", value),
        };
        facts.push(Fact { span, term });
    }
}

/// Whether words between two rates are those of columns: a bar, or a slash behind the words of the
/// first: "4.530% semi-annual / 4.474% semi-annual".
fn is_column(between: &str) -> bool {
    let slashes = between.matches(" / ").count();
    let is_plain = between.len() < 40
        && !between.chars().any(|char| char.is_ascii_digit() || ",;:(。\n".contains(char));
    between.trim_matches(' ') == "|" || slashes == 1 && is_plain && between.trim() != "/"
}

/// Whether a rate is of something else: a benchmark security, a fee, a levy.
fn is_foreign(context: &Context<'_>, span: &Span) -> bool {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)(?:\ball-in (?:price|yield|cost|coupon)|\bprice to (?:the )?(?:issuer|company)|benchmark (?:treasury|yield|price|bond|rate)|\bmid-?swaps?\b(?: rate| yield)?[: |]*$|treasury (?:price|yield)|spread (?:vs|to)|\bfees?\b|\blevy|brokerage|commission|discount(?:s|:| to)?|concession|base rate|proceeds (?:to|,|before)|\bust ?$|\bacgb ?$|\bdbr ?$|\bobl ?$|over the ?$|佣金|征费|交易费|手续费|承销费|经纪|赎回(?:价|价格)|占[^,;。]{0,12}$|超过|增长|下降|同比)[^,;。\n]{0,44}$",
        )
    });
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)^ ?(?:(?:联交所|证监会|会财局|sfc |afrc |stock exchange )?(?:交易费|交易征费|经纪佣金|佣金|征费|transaction levy|trading fee|levy)|\((?:the )?20\d\d notes\)|(?:的)?(?:价格)?(?:赎回|购回|溢价赎回)|of the (?:then )?(?:units|shares|conversion price)|(?:price )?(?:hurdle|trigger|threshold|barrier)|\)? floor\b|(?:\w+ ){0,2}\d{4} ?(?:gilt|bund|treasury|acgb)\b|floor\b)",
        )
    });
    let before = context.before(span.start, 110);
    let row = before.rsplit('\n').next().unwrap_or(before);
    LABEL.is_match(row) || AFTER.is_match(context.after(span.end, 40))
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
    let is_trigger = ["trigger", "of the conversion", "of the exchange", "of the then"]
        .iter()
        .any(|word| after.trim_start().to_lowercase().starts_with(word));
    if is_trigger {
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
            "re-offer",
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
    let last_label = last_of(close, &["yield", "收益率", "孳息", "ytm", "yld"]);
    let coupon_label = last_of(
        close,
        &[
            "coupon",
            "cpn",
            "profit rate",
            "票息",
            "息票",
            "票面",
            "利率",
            "利润率",
            "分派率",
            "分配率",
            "息率",
            "年息",
            "interest",
            "利息",
            "rate of",
            "rate:",
            "bearing",
            "pays",
            "paying",
            "fixed",
            "notes pay",
            "bonds pay",
            "pay a",
            "carry",
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
        || IN_CURRENCY.is_match(&lower_after)
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
    // "$2.25 billion of 10-year bonds (3.875%, 99.512%, 17bp over)": before a price stands the coupon.
    static PRICE_NEXT: LazyLock<Regex> =
        LazyLock::new(|| rx(r"^, ?(?:at |priced at )?(?:9\d|10[0-5])\.\d{2,5} ?%"));
    if in_bracket(before) && PRICE_NEXT.is_match(after) {
        return Some(Coupon);
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
        // "10.6bp over Treasuries (4.712%)"
        || after_spread.strip_suffix('(').is_some_and(ends_in_spread)
    {
        return Some(Yield);
    }
    // "US$450m 7.125% 8NC3": a rate right behind the size.
    static SIZED: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)(?:(?:US\$|HK\$|[$€£¥]|\b[A-Z]{3} ?)\d[\d.,]*(?: ?(?:mm|mn|m|bn|b|million|billion))?|(?:亿|百万|万)?(?:美元|港元|欧元|元))(?: of)?$",
        )
    });
    if SIZED.is_match(before.trim_end().trim_end_matches(',')) && value.within(0, 20) {
        return Some(Coupon);
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
