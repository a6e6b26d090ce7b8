//! Scopes: for which tranches words say that something holds: a currency, a year, a tenor, a kind.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::number::Number;

/// What of a tranche a scope can name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// The label under which the record has it.
    pub label: String,
    /// The currency.
    pub currency: String,
    /// The year of maturity.
    pub year: Option<String>,
    /// The tenor in years.
    pub tenor: Option<Number>,
    /// Whether it floats.
    pub is_floating: bool,
    /// The letter or number that the text gives it: "Tranche A", "Class A-3", 品种一.
    pub letter: Option<String>,
}

/// The words for a currency in the name of a tranche.
const CURRENCIES: &[(&str, &str)] = &[
    ("USD", r"美元|美金|\bUS[- ]?dollar|\bUSD\b|\bUS\$|\b[Dd]ollar"),
    ("HKD", r"港元|港币|\bHong Kong[- ]dollar|\bHKD\b|\bHK\$"),
    ("EUR", r"欧元|\b[Ee]uros?\b|\bEUR\b|€"),
    ("CNH", r"人民币|点心债|\bCNH\b|\bCNY\b|\b[Rr]enminbi|\bRMB\b|\b[Dd]im sum|\byuan"),
    ("GBP", r"英镑|\b[Ss]terling|\bGBP\b|£"),
    ("JPY", r"日元|日圆|\b[Yy]en\b|\bJPY\b"),
    ("AUD", r"澳元|\bAustralian dollar|\bAUD\b|A\$"),
    ("SGD", r"新加坡元|新元|坡元|\bSingapore dollar|\bSGD\b|S\$"),
    ("CHF", r"瑞郎|瑞士法郎|\bSwiss franc|\bCHF\b"),
    ("MOP", r"澳门元|\bMOP\b"),
    ("CAD", r"加元|\bCanadian dollar|\bCAD\b"),
    ("TWD", r"新台币|\bTWD\b|NT\$"),
    ("NOK", r"\bNOK\b|\b[Kk]roner?\b"),
    ("SEK", r"\bSEK\b|\b[Kk]ronor\b"),
    ("UYU", r"\bUYU\b"),
    ("MXN", r"\bMXN\b|\b[Pp]esos?\b"),
    ("BRL", r"\bBRL\b|R\$"),
    ("ZAR", r"\bZAR\b|\b[Rr]and\b"),
    ("INR", r"\bINR\b|₹|\b[Rr]upees?\b"),
    ("IDR", r"\bIDR\b|\b[Rr]upiah\b"),
    ("KZT", r"\bKZT\b|\b[Tt]enge\b"),
    ("KRW", r"韩元|\bKRW\b|\b[Kk]orean won"),
    ("MYR", r"林吉特|令吉|\bMYR\b|\b[Rr]inggit"),
    ("THB", r"泰铢|\bTHB\b|\b[Bb]aht"),
    ("PLN", r"兹罗提|\bPLN\b|\b[Zz]lot(?:y|ys)\b"),
    ("HUF", r"\bHUF\b|\b[Ff]orints?\b"),
    ("AED", r"迪拉姆|\bAED\b|\b[Dd]irhams?\b"),
    ("NZD", r"\bNZD\b|NZ\$|\bNew Zealand dollar"),
];

static CURRENCY: LazyLock<Vec<(&'static str, Regex)>> =
    LazyLock::new(|| CURRENCIES.iter().map(|(code, form)| (*code, rx(form))).collect());
static ANY_CURRENCY: LazyLock<Regex> =
    LazyLock::new(|| rx(&CURRENCIES.iter().map(|(_, form)| *form).collect::<Vec<_>>().join("|")));
static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"\b(20[2-9]\d)(?:s\b|年(?:到期|票据|债券)|[ -](?:[Nn]otes?|[Bb]onds?|FRNs?|tranche|[Ff]loat|fixed))|\b[Dd]ue (?:\w+ )?(20\d\d)|(20\d\d)年(?:到期)?(?:的)?(?:票据|债券|优先|品种)",
    )
});
static TENOR: LazyLock<Regex> = LazyLock::new(|| {
    let years = r"\d{1,2}(?:\.\d+)?|two|three|four|five|six|seven|eight|ten|fifteen|twenty|thirty";
    rx(&format!(
        r"(\d{{1,2}}(?:\.\d+)?|[一二三四五六七八九十]{{1,3}})年期|\b(?:({years})(?:-|y|yr)? ?(?:and|to|/|&) ?)?({years})[- ]?(?:years?|yrs?|[yY])\b"
    ))
});
static LETTER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?:\b[Tt]ranches?|\b[Cc]lass(?:es)?|\b[Ss]eries|\b[Ff]acilit(?:y|ies)|\bTRANCHE|[Rr]unners|[Mm]anagers|[Mm]grs|[Aa]rrangers|[Tt]erm [Ll]oans?) (?P<letter>(?:20\d\d ?)?[A-H](?:-\d{1,2}(?:-?[A-Za-z])?)?|[1-6])\b|\bTL(?P<tl>[A-D])\b|品种(?P<zh>[一二三四五1-6])|(?P<zh2>[一二三四五ABCD甲乙丙])(?:档|批次|组)",
    )
});
static FLOATING: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?i)\bfloat(?:ing|er)|\bFRNs?\b|浮息|浮动"));
static FIXED: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\d ?% (?:[\w-]+ ){0,3}(?:notes|bonds|securities)|\bfixed[- ]rate|\bfixed (?:tranche|notes)|定息|固定利率",
    )
});

/// The currency that a text names last, and where; renminbi count as onshore.
pub(super) fn last_currency(text: &str) -> Option<(&'static str, std::ops::Range<usize>)> {
    let last = |(code, form): &(&'static str, Regex)| {
        form.find_iter(text).last().map(|found| (*code, found.range()))
    };
    let found = CURRENCY.iter().filter_map(last).max_by_key(|(_, place)| place.end)?;
    Some((if found.0 == "CNH" { "CNY" } else { found.0 }, found.1))
}

/// Whether a text may name tranches at all.
pub(super) fn hints(text: &str) -> bool {
    ANY_CURRENCY.is_match(text)
        || YEAR.is_match(text)
        || TENOR.is_match(text)
        || FLOATING.is_match(text)
        || FIXED.is_match(text)
        || LETTER.is_match(text)
        || FACILITY.is_match(text)
}

/// The letter by which a text names a tranche first, with the name as printed.
pub(super) fn letter(text: &str) -> Option<(String, String)> {
    let found = LETTER.find(text)?;
    Some((letters(text).into_iter().next()?, found.as_str().to_owned()))
}

/// The letter by which a text names a tranche last, with the name and where it ends.
pub(super) fn last_letter(text: &str) -> Option<(String, String, usize)> {
    let found = LETTER.find_iter(text).last()?;
    Some((letters(text).into_iter().last()?, found.as_str().to_owned(), found.end()))
}

static FACILITY: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:the|on|in|for) (?:\w+-year )?(?:(?P<rcf>RCF|revolver|revolving)|(?P<tl>term loan|term facility|TL)(?:[ -]?(?P<letter>[A-D])\b)?|(?P<bridge>bridge))",
    )
});

/// The facilities of a loan that a text names.
fn facilities(text: &str) -> Vec<String> {
    let one = |found: regex::Captures<'_>| match (found.name("rcf"), found.name("tl")) {
        (Some(_), _) => "RCF".to_owned(),
        (_, Some(_)) => format!("TL{}", found.name("letter").map_or("", |letter| letter.as_str())),
        _ => "Bridge".to_owned(),
    };
    FACILITY.captures_iter(text).map(one).collect()
}

fn letters(text: &str) -> Vec<String> {
    // "Class A-1, A-2A, A-2B and A-3"
    static MORE: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^(?:,? and |, ?| ?/ ?| ?& ?)(?P<letter>(?:20\d\d)?[A-H](?:-\d{1,2}(?:-?[A-Za-z])?)?)\b",
        )
    });
    let mut all = Vec::new();
    for found in LETTER.captures_iter(text) {
        let letter = ["letter", "tl", "zh", "zh2"].iter().find_map(|group| found.name(group));
        let Some(letter) = letter else { continue };
        all.push(letter.as_str().to_owned());
        let mut at = letter.end();
        while let Some(more) = MORE.captures(text.get(at..).unwrap_or_default()) {
            let (Some(whole), Some(letter)) = (more.get(0), more.name("letter")) else { break };
            all.push(letter.as_str().to_owned());
            at += whole.end();
        }
    }
    all
}

/// The tranches that a text names; `None` where it names none, or all.
pub(super) fn named(text: &str, tranches: &[Marks]) -> Option<BTreeSet<usize>> {
    let all: BTreeSet<usize> = (0..tranches.len()).collect();
    let mut left = all.clone();
    let last = last_topic(text);
    let text = last.as_str();
    let currencies: BTreeSet<&str> =
        CURRENCY.iter().filter(|(_, form)| form.is_match(text)).map(|(code, _)| *code).collect();
    let has_currency = |tranche: &Marks| {
        let code = if tranche.currency == "CNY" { "CNH" } else { tranche.currency.as_str() };
        // "Hong Kong dollar" holds "dollar".
        currencies.contains(code) && (code != "USD" || has_us_dollar(text))
    };
    narrow(&mut left, tranches, has_currency);
    let years: Vec<&str> = YEAR
        .captures_iter(text)
        .filter_map(|found| (1..4).find_map(|group| found.get(group)))
        .map(|year| year.as_str())
        .collect();
    narrow(&mut left, tranches, |tranche| {
        tranche.year.as_deref().is_some_and(|year| years.contains(&year))
    });
    let tenors: Vec<Number> = TENOR
        .captures_iter(text)
        .flat_map(|found| (1..4).filter_map(|group| found.get(group)).collect::<Vec<_>>())
        .filter_map(|tenor| {
            Number::parse(tenor.as_str())
                .or_else(|| super::number::english_word(tenor.as_str()).map(Number::whole))
        })
        .collect();
    narrow(&mut left, tranches, |tranche| {
        tranche.tenor.is_some_and(|tenor| tenors.contains(&tenor))
    });
    let mut named_letters = letters(text);
    named_letters.extend(facilities(text));
    narrow(&mut left, tranches, |tranche| {
        tranche.letter.as_ref().is_some_and(|letter| named_letters.contains(letter))
    });
    if FLOATING.is_match(text) && !FIXED.is_match(text) {
        narrow(&mut left, tranches, |tranche| tranche.is_floating);
    } else if FIXED.is_match(text) && !FLOATING.is_match(text) {
        narrow(&mut left, tranches, |tranche| !tranche.is_floating);
    }
    (left != all).then_some(left)
}

/// Keeps the tranches that fit, unless none does.
fn narrow(left: &mut BTreeSet<usize>, tranches: &[Marks], fits: impl Fn(&Marks) -> bool) {
    let kept: BTreeSet<usize> =
        left.iter().copied().filter(|at| tranches.get(*at).is_some_and(&fits)).collect();
    if !kept.is_empty() {
        *left = kept;
    }
}

fn has_us_dollar(text: &str) -> bool {
    static US: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"美元|美金|\bUS|^[Dd]ollar|\b(?:in|on|for) [Dd]ollars?\b|(?:^|[^gan]|than) [Dd]ollar|[^a-z ][Dd]ollar",
        )
    });
    US.is_match(text)
}

/// The last clause of a text that names a tranche: the topic nearest to what it is said of.
fn last_topic(text: &str) -> String {
    let clauses = text.rsplit(['。', ';', ':', '\n']);
    let mut clauses = clauses.filter(|clause| hints(clause));
    clauses.next().unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tranches() -> Vec<Marks> {
        let one = |label: &str, currency: &str, year: &str, is_floating: bool| Marks {
            label: label.to_owned(),
            currency: currency.to_owned(),
            year: Some(year.to_owned()),
            tenor: None,
            is_floating,
            letter: None,
        };
        vec![
            one("2031", "USD", "2031", false),
            one("2036", "USD", "2036", true),
            one("CNY 2031", "CNY", "2031", false),
        ]
    }

    fn check(text: &str, expected: Option<&[usize]>) {
        let found = named(text, &tranches());
        assert_eq!(found, expected.map(|labels| labels.iter().copied().collect()), "{text}");
    }

    #[test]
    fn words_name_tranches() {
        check("美元票据由", Some(&[0, 1]));
        check("人民币票据方面", Some(&[2]));
        check("for the dollar notes", Some(&[0, 1]));
        check("the 2036 notes", Some(&[1]));
        check("floating rate notes", Some(&[1]));
        let mut lettered = tranches();
        lettered[0].letter = Some("A".to_owned());
        lettered[1].letter = Some("B".to_owned());
        assert_eq!(named("Joint Bookrunners for Tranche B", &lettered), Some([1].into()));
        check("of the deal", None);
        check("the Floating Rate Notes due 2036 and the 4.350% Notes due 2031", None);
        assert_eq!(letters("Class A-1, A-2-A and A-3 only"), ["A-1", "A-2-A", "A-3"]);
    }
}
