//! Which sizes lead tranches, and where the stretch of each begins.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::{AmountKind, Drafted, Fact, Kind, Number, Span, Term};

/// The most tranches that one deal can have.
const MOST: usize = 120;
/// The most sizes that are looked through.
const MOST_SIZES: usize = 400;

/// The sizes that are tranches': sums of others, and sizes of something else, are left out.
pub(super) fn leads(text: &str, terms: &[Fact]) -> Vec<usize> {
    let mut leads = all_leads(text, terms);
    leads.truncate(MOST);
    leads
}

fn all_leads(text: &str, terms: &[Fact]) -> Vec<usize> {
    let of_kind = |wanted: AmountKind| -> Vec<usize> {
        let fits = |fact: &Fact| matches!(&fact.term, Term::Amount(_, kind) if *kind == wanted);
        (0..terms.len()).filter(|at| fits(&terms[*at])).take(MOST_SIZES).collect()
    };
    let principal = of_kind(AmountKind::Principal);
    let mut all = principal.clone();
    all.extend(of_kind(AmountKind::Total));
    all.sort_unstable();
    let kept: Vec<usize> = all.iter().copied().filter(|at| !is_sum(terms, &all, *at)).collect();
    let kept: Vec<usize> = if kept.iter().any(|at| principal.contains(at)) && kept.len() > 1 {
        kept.iter()
            .copied()
            .filter(|at| principal.contains(at) || !covered(terms, &kept, *at))
            .collect()
    } else {
        kept
    };
    if !kept.is_empty() {
        return kept;
    }
    // A programme is the deal only where its dealers are what the text names.
    let is_programme = text.contains("交易商") || text.to_lowercase().contains("dealers");
    let programme = if is_programme { of_kind(AmountKind::Programme) } else { Vec::new() };
    let fallback = [of_kind(AmountKind::Total), of_kind(AmountKind::Proceeds), programme];
    fallback
        .into_iter()
        .find(|found| !found.is_empty())
        .map(|found| found[..1].to_vec())
        .unwrap_or_default()
}

fn money(fact: &Fact) -> Option<(&'static str, Number)> {
    match &fact.term {
        // "44亿离岸人民币,其中5年期34亿元": both are renminbi.
        Term::Amount(amount, _) => {
            let code = amount.currency?;
            Some((if code == "CNH" { "CNY" } else { code }, amount.value))
        }
        _ => None,
    }
}

/// Whether a size is the sum of at least two that stand right behind it or right before it. One with a
/// coupon of its own is a tranche whatever the others add to.
fn is_sum(terms: &[Fact], all: &[usize], at: usize) -> bool {
    let Some((currency, total)) = money(&terms[at]) else { return false };
    let place = all.partition_point(|other| *other < at);
    let next = all.get(place + 1).copied().unwrap_or(terms.len());
    let has_coupon = terms
        .get(at + 1..next)
        .is_some_and(|between| between.iter().any(|fact| matches!(fact.term, Term::Coupon(_))));
    if has_coupon && all.len() > 2 && place > 0 {
        return false;
    }
    let like = |other: &usize| {
        money(&terms[*other])
            .filter(|(code, value)| *code == currency && *value != total)
            .map(|(_, value)| value)
    };
    let adds = |others: &mut dyn Iterator<Item = Number>| {
        let mut sum = Number::whole(0);
        for (count, value) in others.take(30).enumerate() {
            sum = sum.plus(value);
            if sum >= total {
                return sum == total && count > 0;
            }
        }
        false
    };
    let behind = all.get(place + 1..).unwrap_or_default();
    let before = all.get(..place).unwrap_or_default();
    adds(&mut behind.iter().filter_map(like)) || adds(&mut before.iter().rev().filter_map(like))
}

/// Whether a size said to be a total stands beside sizes that are not.
fn covered(terms: &[Fact], kept: &[usize], at: usize) -> bool {
    let Some((currency, total)) = money(&terms[at]) else { return false };
    let parts = kept.iter().filter(|other| **other != at).filter_map(|other| money(&terms[*other]));
    parts.filter(|(code, value)| *code == currency && *value <= total).count() > 0
}

/// Where the stretch of each size begins: at the strongest mark between it and the one before, so
/// that no kind of term comes twice in a stretch.
pub(super) fn bounds(text: &str, terms: &[Fact], leads: &[usize]) -> Vec<usize> {
    let mut bounds = vec![0];
    for pair in leads.windows(2) {
        let (first, second) = (&terms[pair[0]].span, &terms[pair[1]].span);
        let start = *bounds.last().unwrap_or(&0);
        let best = marks(text, first.end, second.start).into_iter().min_by_key(|(at, force)| {
            (repeats(terms, start, *at), std::cmp::Reverse(*force), std::cmp::Reverse(*at))
        });
        bounds.push(best.map_or(second.start, |(at, _)| at));
    }
    bounds
}

/// How often a kind of term comes again in a stretch.
fn repeats(terms: &[Fact], from: usize, to: usize) -> usize {
    let mut seen: Vec<Kind> = Vec::new();
    let mut due: Option<&str> = None;
    let mut count = 0;
    let kinds = [Kind::Coupon, Kind::Maturity, Kind::Tenor, Kind::Price, Kind::Yield, Kind::Isin];
    let first = terms.partition_point(|fact| fact.span.start < from);
    for fact in terms[first..].iter().take_while(|fact| fact.span.start < to) {
        let kind = fact.term.kind();
        // "Notes due 2028: …; maturity May 15, 2028" says the same twice.
        if let Term::Maturity(date) = &fact.term {
            let same = due
                .is_some_and(|known| date.starts_with(known) || known.starts_with(date.as_str()));
            due = Some(date);
            if same {
                continue;
            }
        }
        if kinds.contains(&kind) {
            count += usize::from(seen.contains(&kind));
            seen.push(kind);
        }
    }
    count
}

/// The marks between two places at which one tranche may end, with how strong each is.
fn marks(text: &str, from: usize, to: usize) -> Vec<(usize, u8)> {
    static MARK: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?P<line>\n)|(?P<stop>[;。]|\. )|(?P<and>,? ?(?:以及|及|和|与|加上|连同)|,? (?:and|plus|alongside) )|(?P<comma>[,、/|])",
        )
    });
    let between = crate::import::money::window(text, from, (to - from.min(to)).min(2000));
    let mut found = Vec::new();
    for mark in MARK.captures_iter(between) {
        let Some(whole) = mark.get(0) else { continue };
        let depth = between[..whole.start()].chars().fold(0_i32, |depth, char| match char {
            '(' => depth + 1,
            ')' => (depth - 1).max(0),
            _ => depth,
        });
        let force = if depth > 0 {
            0
        } else if mark.name("line").is_some() {
            4
        } else if mark.name("stop").is_some() {
            3
        } else if mark.name("and").is_some() {
            2
        } else {
            1
        };
        found.push((from + whole.end(), force));
        if found.len() > 400 {
            break;
        }
    }
    found
}

/// Sizes named twice, in a headline and in the text, are one tranche where their terms agree.
pub(super) fn merged(tranches: Vec<Drafted>, homes: &[Span]) -> Vec<Drafted> {
    let mut kept: Vec<Drafted> = Vec::new();
    let mut places: Vec<Option<&Span>> = Vec::new();
    for (index, tranche) in tranches.into_iter().enumerate() {
        let home = homes.get(index);
        let full = |tranche: &Drafted| tranche.facts.len() > 1;
        // "a HK$4bn term loan and a HK$4bn revolver" are two.
        let beside = |(at, other): &(usize, &Drafted)| {
            places.get(*at).is_some_and(|place| *place == home && home.is_some())
                && full(other)
                && full(&tranche)
        };
        let alike =
            kept.iter().enumerate().any(|one| beside(&one) && one.1.amount() == tranche.amount());
        let same = kept.iter_mut().filter(|_| !alike).find(|other| {
            other.amount() == tranche.amount()
                && other.currency.as_ref().map(|(code, _)| code)
                    == tranche.currency.as_ref().map(|(code, _)| code)
                && agree(other, &tranche)
        });
        match same {
            Some(other) => {
                tranche.facts.iter().for_each(|fact| other.add(fact));
                other.is_green |= tranche.is_green;
            }
            None => {
                kept.push(tranche);
                places.push(home);
            }
        }
    }
    kept
}

/// Whether no term of one says otherwise than the other's, and one of them has few.
fn agree(first: &Drafted, second: &Drafted) -> bool {
    let clash =
        |a: Option<String>, b: Option<String>| matches!((a, b), (Some(a), Some(b)) if a != b);
    let show = |number: Option<Number>| number.map(|number| number.to_string());
    let year =
        |tranche: &Drafted| tranche.maturity().and_then(|date| date.get(..4)).map(str::to_owned);
    let differs = clash(show(first.coupon()), show(second.coupon()))
        || clash(show(first.tenor()), show(second.tenor()))
        || clash(year(first), year(second));
    let bare = |tranche: &Drafted| tranche.facts.len() == 1;
    // A headline says the tenor, the terms below it everything else.
    let headline = |one: &Drafted, other: &Drafted| {
        one.facts.len() <= 2
            && one.tenor().is_some()
            && other.tenor().is_none()
            && other.facts.len() >= 4
    };
    let shared = first.coupon().is_some() && first.coupon() == second.coupon()
        || first.maturity().is_some() && first.maturity() == second.maturity()
        || first.tenor().is_some() && first.tenor() == second.tenor();
    let told = headline(first, second) || headline(second, first);
    !differs && (bare(first) || bare(second) || shared || told)
}

static NAMED: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    let after = r"(?:(?:高级|优先|无抵押|可持续(?:发展)?|绿色|社会|固定|浮动|数字|有担保|担保|境外|离岸|永续|计价|计值|的|伊斯兰|基准|公募|私募|无担保|增信|固息|可换股|可转换?|挂钩|发展|责任) ?){0,5}(?:票据|债券?|贷款|基准|部分|品种|档|证券|融资|sukuk|银团|可转债)";
    let before = r"以";
    let all = [
        ("USD", "美元|美金", r"(?i)\b(?:US[- ]dollars?|[Dd]ollars?|USD|US\$)"),
        ("HKD", "港元|港币", r"\b(?:Hong Kong[- ]dollars?|HKD|HK\$)"),
        ("EUR", "欧元", r"\b(?:[Ee]uros?|EUR)"),
        ("CNH", "离岸人民币|点心债|境外人民币", r"\b(?:CNH|[Oo]ffshore renminbi|[Dd]im sum)"),
        ("CNY", "人民币", r"\b(?:CNY|[Rr]enminbi|RMB)"),
        ("GBP", "英镑", r"\b(?:[Ss]terling|GBP)"),
        ("JPY", "日元|日圆", r"\b(?:[Yy]en|JPY|[Ss]amurai)"),
        ("AUD", "澳元", r"\b(?:Australian dollars?|AUD|[Kk]angaroo)"),
        ("SGD", "新加坡元|新元", r"\b(?:Singapore dollars?|SGD)"),
    ];
    all.iter()
        .map(|(code, chinese, english)| {
            let english = english.trim_start_matches("(?i)");
            let pattern = format!(
                r"(?:{chinese})[- ]?(?:{after})|{before}(?:{chinese})(?:计值|计价|结算|发行)|货币[:为] ?(?:{chinese})|(?:币种|发行货币)[:为]? ?(?:{chinese})|{english}[- ](?:[\w-]+-year |Additional |AT1|Tier |hybrid |covered |Reg S |144A|tranche|denominated\b|senior |benchmark |green |social |blue |transition |Islamic |inaugural |public |sustainab\w+ |bond|note|loan|sukuk|term|offering|tranche|debut|deal|issue|benchmark|perpetual|subordinated|fixed|floating|convertible)|in {english}\b|(?:Currency|currency)(?: ?[:|]| of) ?{english}|^{english}\b|{english} ?(?:tbc|TBC|tbd|TBD|to be (?:confirmed|determined|announced|advised)|benchmark|\[)|\b{english}\)"
            );
            (*code, rx(&pattern))
        })
        .collect()
});
static OFFSHORE: LazyLock<Regex> = LazyLock::new(|| {
    rx(r"(?i)离岸人民币|境外人民币|点心债|\bCNH\b|dim sum|offshore renminbi|offshore yuan")
});
static FREE_ZONE: LazyLock<Regex> = LazyLock::new(|| rx(r"自贸区|明珠债|自贸试验区"));

/// The currencies that a text names as those of securities, in the order of their first naming.
pub(super) fn currencies(text: &str) -> Vec<(&'static str, Span)> {
    let mut found: Vec<(&'static str, Span)> = Vec::new();
    for (code, form) in NAMED.iter() {
        if let Some(place) = form.find(text) {
            found.push((*code, place.range()));
        }
    }
    found.sort_by_key(|(_, span)| span.start);
    // 离岸人民币票据 holds 人民币票据, "Hong Kong dollar notes" holds "dollar notes".
    let copy = found.clone();
    found.retain(|(code, span)| {
        let is_inside = copy.iter().any(|(other, wider)| {
            let begins = wider.start <= span.start && span.start < wider.end;
            other != code && begins && wider.len() > span.len()
        });
        let is_offshore = *code == "CNY" && copy.iter().any(|(other, _)| *other == "CNH");
        !is_inside && !is_offshore
    });
    found
}

/// Where a text says that renminbi are offshore; free-trade-zone bonds are not.
pub(super) fn is_offshore(text: &str) -> Vec<Span> {
    if FREE_ZONE.is_match(text) {
        return Vec::new();
    }
    OFFSHORE.find_iter(text).map(|found| found.range()).collect()
}
