//! Maturities, tenors and security numbers.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::{Context, Dated, Fact, Number, Term};
use crate::import::dates;
use crate::import::number::english_word;

static YEAR_DUE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:due|maturing|matures?|maturity|repayable)(?: date)?(?: ?:| in| on)? ?((?:19|20)\d\d)\b|((?:19|20)\d\d|[二一][零〇○九][零〇○一二三四五六七八九]{2}) ?年(?:[^\d,;。、年]{0,6}?)?(?:到期|期满)|到期(?:年份|日)?[:为] ?((?:19|20)\d\d)年?(?:[^\d年月./-]|$)|(?:%|floating[- ]rate|FRNs?|notes|bonds|厘) (?:notes? |bonds? )?((?:19|20)\d\d)\b|\b((?:19|20)\d\d)(?:s\b| (?:notes|bonds|FRNs?|tranche|floating|fixed|term bonds?|maturity|sukuk)\b)",
    )
});
static TENOR: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?P<zh>\d{1,2}(?:\.\d+)?|[一二两三四五六七八九十]{1,3})年(?P<qi>期)|(?:期限|年期|为期|长|tenor|term|maturity)(?:均|皆|同)?(?:为|是|:| of)?[ |]*(?P<label>\d{1,2}(?:\.\d+)?|[一二两三四五六七八九十]{1,3}|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)\b) ?(?P<unit>年期?|个月|-?years?|-?yrs?|-?months?|Y\b)|\b(?P<en>\d{1,3}(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred)[- ]?(?P<word>years?|yrs?|months?)\b(?P<more>[- ](?:old|high|low|option|period|extension|plan|history|ago|treasury|treasuries|mid|swap|record|UST|gilt|bund|us treasury|average|peak))?|\b(?P<short>\d{1,2}(?:\.\d+)?)(?:Y|y|yr|NC\d{1,2}(?:\.\d)?)\b|(?P<months>\d{1,3})个月期",
    )
});
static ISIN: LazyLock<Regex> = LazyLock::new(|| rx(r"\b([A-Z]{2}[A-Z0-9]{9}\d)\b"));

/// Every maturity, tenor and security number.
pub(super) fn find(context: &Context<'_>, dates: &[Dated]) -> Vec<Fact> {
    let mut facts = maturities(context, dates);
    let starts = shared(context, &mut facts);
    tenors(context, &starts, &mut facts);
    for found in ISIN.find_iter(context.text) {
        let digits = found.as_str().chars().filter(char::is_ascii_digit).count();
        let labelled = context.before(found.start(), 60).to_uppercase().contains("ISIN")
            || found.as_str().starts_with("XS")
            || found.as_str().starts_with("US");
        if digits >= 3 && labelled {
            facts.push(Fact { span: found.range(), term: Term::Isin(found.as_str().to_owned()) });
        }
    }
    facts
}

fn maturities(context: &Context<'_>, dates: &[Dated]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut in_run = false;
    for (index, dated) in dates.iter().enumerate() {
        let before = context.before(dated.span.start, 40).to_lowercase();
        let after = context.after(dated.span.end, 16);
        let near =
            before.trim_end_matches(|char: char| char.is_whitespace() || ":|(为日".contains(char));
        let said = [
            "due",
            "maturing",
            "matures",
            "maturity",
            "mature on",
            "到期日",
            "maturing on",
            "matures on",
            "maturity date",
            "mature in",
            "到期",
            "due on",
            "due date",
            "final maturity",
            "maturity date is",
            "maturity date of",
            "maturity of",
            "final distribution date",
            "maturing in",
            "期满",
            "matures in",
            "repayable on",
            "maturity on",
            "redeemed at par on",
            "repaid at par on",
            "repaid on",
            " mat",
            " mty",
            "redemption:",
            "redemption",
            "兑付",
            "final maturity date",
        ]
        .iter()
        .any(|word| near.ends_with(word))
            || before.trim_end().ends_with('(')
                && ["-year", " year", "yr", "年期"].iter().any(|word| near.ends_with(word));
        let ending = after.trim_start();
        let names_next = ["到期:", "到期日", "到期|"].iter().any(|word| ending.starts_with(word));
        let follows = ending.starts_with("到期") && !names_next
            || ending.starts_with("偿还") && !ending.starts_with("偿还期")
            || after.trim_start().starts_with("期满")
            || after.trim_start().starts_with("(到期");
        let previous = index.checked_sub(1).and_then(|last| dates.get(last));
        let joined = previous.is_some_and(|last| {
            let between = context.text.get(last.span.end..dated.span.start).unwrap_or("-");
            in_run
                && between.trim().chars().all(|char| "|、/,和及与".contains(char))
                && !between.is_empty()
                || in_run && between.trim() == "and"
        });
        // "起息日/到期日: 2024年1月18日 / 2027年1月18日": the first of two is the day of issue.
        let is_issue = said && ISSUE_FIRST.is_match(near) && paired_next(context, dates, index);
        in_run = said || follows || joined;
        if is_issue {
            continue;
        }
        if context.is_old(dated.span.start) && !near.ends_with("redeemed at par on") {
            continue;
        }
        // "4.70% 12 September 2034": a date right behind the coupon, not that of a benchmark.
        let next = after.trim_start().to_lowercase();
        let is_bond =
            ["gilt", "treasury", "bund", "acgb"].iter().any(|word| next.starts_with(word));
        let behind = near.ends_with('%') && !is_benchmark(&before) && !is_bond;
        if (in_run || behind) && !dated.is_year_guessed && !settles(near) && !is_benchmark(&before)
        {
            facts.push(Fact {
                span: dated.span.clone(),
                term: Term::Maturity(dated.date.to_string()),
            });
        }
    }
    for found in YEAR_DUE.captures_iter(context.text) {
        let Some(year) = (1..6).find_map(|group| found.get(group)) else { continue };
        if context.is_old(year.start()) {
            continue;
        }
        let next = dates.partition_point(|dated| dated.span.end <= year.start());
        let in_date = dates.get(next).is_some_and(|dated| dated.span.start <= year.start());
        let Some(value) = dates::year(year.as_str()).filter(|_| !in_date) else { continue };
        // "1.125% Bonds 2025-2033": from the year of issue to that of maturity.
        let range = context.after(year.end(), 6).strip_prefix(['-', '/']).and_then(dates::year);
        if let Some(last) = range.filter(|last| *last > value) {
            let span = year.end() + 1..year.end() + 5;
            facts.push(Fact { span, term: Term::Maturity(last.to_string()) });
            continue;
        }
        // "2030年及2035年到期": the year before shares the word.
        let before = context.before(year.start(), 12);
        if let Some(first) = PAIR.captures(before).and_then(|found| found.get(1)) {
            let start = year.start() - before.len() + first.start();
            let span = start..start + first.len();
            facts.push(Fact { span, term: Term::Maturity(first.as_str().to_owned()) });
        }
        facts.push(Fact { span: year.range(), term: Term::Maturity(value.to_string()) });
    }
    facts
}

/// A label of two dates, of which the first is none of maturity.
static ISSUE_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?:起息|发行|交割|结算|交收|定价|settlement|settle|issue|issuance|value|closing|pricing|effective)(?:日期?| date)? ?(?:[/、&和及与]|and) ?(?:最终|final |stated )?(?:到期|兑付|maturity|due|redemption)",
    )
});

/// Whether another date stands right behind a date.
fn paired_next(context: &Context<'_>, dates: &[Dated], index: usize) -> bool {
    let (Some(first), Some(next)) = (dates.get(index), dates.get(index + 1)) else { return false };
    let between = context.text.get(first.span.end..next.span.start).unwrap_or("-").trim();
    !between.is_empty()
        && (between == "and" || between.chars().all(|char| "|、/,和及与-–—;".contains(char)))
}

static PAIR: LazyLock<Regex> = LazyLock::new(|| rx(r"(20\d\d)年?(?:及|和|与|、)$"));

/// Whether a date is that of a benchmark security: "UST 4.625% due February 2035".
fn is_benchmark(before: &str) -> bool {
    let treasury = before.contains("treasury") || before.contains("treasuries");
    if treasury && before.trim_end().ends_with("due") {
        return true;
    }
    [" ust ", "(ust ", " acgb ", "benchmark treasury", "treasury:", "dbr ", "obl ", "nzgb "]
        .iter()
        .any(|word| before.contains(word))
}

fn settles(near: &str) -> bool {
    ["payment due", "settlement due"].iter().any(|word| near.ends_with(word))
}

/// Years of several tranches that share what follows: "3年、7年及10年期", "分5年、10年和30年三档".
/// Gives where they begin, in order.
fn shared(context: &Context<'_>, facts: &mut Vec<Fact>) -> Vec<usize> {
    let mut starts = Vec::new();
    static RUN: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"\d{1,2}年?(?:(?:[、/]|和|及|与)\d{1,2}年?){1,6}(?:期|(?:期)?(?:共|等)?[两二三四五六](?:档|个|种|批|部分|品种))",
        )
    });
    static YEARS: LazyLock<Regex> = LazyLock::new(|| rx(r"\d{1,2}"));
    for run in RUN.find_iter(context.text).filter(|run| run.as_str().contains('年')) {
        let ahead = context.before(run.start(), 4);
        if ahead.ends_with(|char: char| char.is_ascii_digit() || ".-/年月+".contains(char)) {
            continue;
        }
        for number in YEARS.find_iter(run.as_str()) {
            let Some(years) = Number::parse(number.as_str()) else { continue };
            if years.within(1, 100) {
                let unit = if run.as_str()[number.end()..].starts_with('年') {
                    '年'.len_utf8()
                } else {
                    0
                };
                let span = run.start() + number.start()..run.start() + number.end() + unit;
                starts.push(span.start);
                facts.push(Fact { span, term: Term::Tenor(years) });
            }
        }
    }
    starts
}

fn tenors(context: &Context<'_>, shared: &[usize], facts: &mut Vec<Fact>) {
    for found in TENOR.captures_iter(context.text) {
        let Some(whole) = found.get(0) else { continue };
        if found.name("more").is_some() {
            continue;
        }
        let part = |name: &str| found.name(name).map(|part| part.as_str());
        let Some(printed) =
            part("zh").or(part("label")).or(part("en")).or(part("short")).or(part("months"))
        else {
            continue;
        };
        let value = Number::parse(printed).or_else(|| english_word(printed).map(Number::whole));
        let Some(value) = value.filter(|value| *value > Number::whole(0)) else { continue };
        let before = context.before(whole.start(), 40).to_lowercase();
        let after = context.after(whole.end(), 24).to_lowercase();
        if [
            "non-call",
            "noncall",
            "non-callable for",
            "not callable for",
            "not be called for",
            "nc",
        ]
        .iter()
        .any(|word| before.trim_end().ends_with(word))
        {
            continue;
        }
        // "notes due in five years"
        let is_due = ["due in ", "maturing in ", "matures in ", "mature in ", "repayable in "]
            .iter()
            .any(|word| before.ends_with(word));
        // "A$200 million for three years"
        let is_lent = before.strip_suffix(" for ").is_some_and(|sum| {
            ["million", "billion", "bn", "mn"].iter().any(|word| sum.ends_with(word))
        });
        // "talk for the 30-year"
        let talked =
            ["talk", "guidance", "ipt", "thoughts"].iter().any(|word| before.contains(word))
                && before.trim_end().ends_with(" the");
        if talked
            || !is_due
                && !is_lent
                && is_other(&before, &after, part("en").is_some(), whole.as_str())
        {
            continue;
        }
        let unit = part("unit").or(part("word")).unwrap_or_default().to_lowercase();
        let months = unit.contains("月") || unit.contains("month") || part("months").is_some();
        let years = if months { value.divided(12) } else { value };
        // The label before the number may stand in a cell of its own.
        let start = found.name("label").map_or(whole.start(), |number| number.start());
        let near = facts.iter().rev().take(8);
        let is_taken = shared.binary_search(&start).is_ok()
            || near
                .filter(|fact| matches!(fact.term, Term::Tenor(_)))
                .any(|fact| fact.span.contains(&start));
        if years.within(0, 100) && !is_taken {
            facts.push(Fact { span: start..whole.end(), term: Term::Tenor(years) });
        }
        if part("label").is_some() && !months {
            further(context, whole.end(), facts);
        }
    }
}

/// More tenors after a label: 期限：3年、5年.
fn further(context: &Context<'_>, mut at: usize, facts: &mut Vec<Fact>) {
    static NEXT: LazyLock<Regex> = LazyLock::new(|| {
        rx(r"^ ?(?: *[、/|,]|及|和|and|&) *(\d{1,2}(?:\.\d+)?)(?:年期?|[ -]?years?|[ -]?yrs?|[yY])")
    });
    while let Some(found) = NEXT.captures(context.after(at, 80)) {
        let (Some(whole), Some(number)) = (found.get(0), found.get(1)) else { return };
        if let Some(years) = Number::parse(number.as_str()) {
            let span = at + number.start()..at + whole.end();
            if !facts
                .iter()
                .rev()
                .take(8)
                .any(|fact| fact.span.start < span.end && span.start < fact.span.end)
            {
                facts.push(Fact { span, term: Term::Tenor(years) });
            }
        }
        at += whole.end();
    }
}

/// Whether years are of something else than the life of a security.
fn is_other(before: &str, after: &str, is_english: bool, whole: &str) -> bool {
    if after.starts_with("美国国债")
        || after.starts_with("国债")
        || after.trim_start().starts_with("treasur")
        || after.starts_with("末")
        || after.starts_with("美债")
        || [
            "euribor",
            "sofr",
            "libor",
            "term sofr",
            "hibor",
            "nibor",
            "stibor",
            "avg",
            "average sofr",
        ]
        .iter()
        .any(|bench| after.trim_start().starts_with(bench))
        || after.trim_start().starts_with("u.s. treasur")
        || after.trim_start().starts_with("us treasur")
    {
        return true;
    }
    let past = [
        "past",
        "last",
        "next",
        "over ",
        "within",
        "for the",
        "first",
        "every",
        "after",
        "callable for",
        "in ",
        "previous",
        "前",
        "近",
        "过去",
        "未来",
        "第",
        "时隔",
        "连续",
        "since",
        "more than",
        "non-call ",
        "call after",
    ];
    let spaced = is_english && whole.contains(' ') && !whole.contains('-');
    if past.iter().any(|word| before.trim_end().ends_with(word.trim_end()) && word.len() > 1)
        && (spaced || !is_english)
    {
        return true;
    }
    // "for four years" is no tenor; "four-year" is, and so is "tenor: four years".
    // "27 January 2032 (7 years)"
    if before.trim_end().ends_with('(') && after.trim_start().starts_with(')') {
        return false;
    }
    spaced
        && !["tenor", "term", "maturity", "life", "a ", ":", "|", "both", "each"]
            .iter()
            .any(|word| before.trim_end().ends_with(word.trim_end()))
        && !after.trim_start().starts_with("notes")
}

#[cfg(test)]
mod tests {
    use crate::import::facts::{self, Term};

    fn check(text: &str, expected: &[&str]) {
        let found = facts::told(text, |term| match term {
            Term::Tenor(years) => Some(years.to_string()),
            _ => None,
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn years_are_read_in_runs_and_behind_due() {
        check("年期为3年期、7年期及10年期", &["3", "7", "10"]);
        check("发行3年、7年及10年期票据", &["3", "7", "10"]);
        check("分5年、10年和30年三档", &["5", "10", "30"]);
        check("发行3/5/10年期债券", &["3", "5", "10"]);
        check("$400 million of notes due in five years", &["5"]);
        check("NZ$200 million for three years and a fee", &["3"]);
        check("in five years it sold $400 million", &[]);
    }
}
