//! Amounts of money: a number with a currency before or after it, in every way they are printed.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::number::Number;
use super::plain::Span;

/// An amount in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    /// Where it stands, with its currency.
    pub span: Span,
    /// Its currency; `None` where the text leaves it open (元, a bare number in a table).
    pub currency: Option<&'static str>,
    /// How much, in units of the currency.
    pub value: Number,
    /// Whether what is counted are shares or units, not money.
    pub is_shares: bool,
}

/// Currencies as printed, the first that fits counts.
const CURRENCIES: &[(&str, &str)] = &[
    ("US\\$|U\\.S\\.\\$|USD|US dollars?|U\\.S\\. dollars?|美元|美金|dollars?", "USD"),
    ("HK\\$|HKD|Hong Kong dollars?|港元|港币|港幣", "HKD"),
    ("A\\$|AU\\$|AUD|Australian dollars?|澳元|澳大利亚元|澳洲元", "AUD"),
    ("C\\$|CA\\$|Cdn\\$|CAD|Canadian dollars?|加元|加拿大元", "CAD"),
    ("S\\$|SG\\$|SGD|Singapore dollars?|新加坡元|新元|坡元|新币", "SGD"),
    ("NZ\\$|NZD|New Zealand dollars?|新西兰元|纽元", "NZD"),
    ("NT\\$|NTD|TWD|新台币|台币", "TWD"),
    ("R\\$|BRL|reais|巴西雷亚尔", "BRL"),
    ("€|euros?|EUR|欧元", "EUR"),
    ("£|GBP|pounds? sterling|sterling|pounds?|英镑", "GBP"),
    ("CHF|Swiss francs?|瑞士法郎|瑞郎", "CHF"),
    ("CNH|offshore (?:renminbi|RMB|yuan|CNY)|离岸人民币|点心债", "CNH"),
    ("元人民币|人民币元?|RMB|CNY|Rmb|renminbi|yuan", "CNY"),
    ("JPY|yen|日元|日圆|円", "JPY"),
    ("KRW|won|韩元|韩圆", "KRW"),
    ("₹|INR|Rs\\.?|rupees?|卢比", "INR"),
    ("Rp\\.?|IDR|rupiah|印尼盾|印尼卢比", "IDR"),
    ("RM|MYR|ringgit|马来西亚林吉特|林吉特|令吉", "MYR"),
    ("THB|baht|泰铢", "THB"),
    ("PHP|pesos|菲律宾比索", "PHP"),
    ("MOP|澳门元|澳门币|葡币", "MOP"),
    ("AED|dirhams?|迪拉姆", "AED"),
    ("SAR|riyals?|沙特里亚尔", "SAR"),
    ("QAR", "QAR"),
    ("KWD", "KWD"),
    ("NOK", "NOK"),
    ("SEK|SKr", "SEK"),
    ("DKK", "DKK"),
    ("PLN", "PLN"),
    ("ZAR", "ZAR"),
    ("TRY", "TRY"),
    ("MXN", "MXN"),
    ("RUB|roubles?|rubles?|卢布", "RUB"),
    ("VND", "VND"),
    ("(?-i:UYU)|Uruguayan pesos?", "UYU"),
    ("(?-i:COP)|Colombian pesos?", "COP"),
    ("(?-i:CLP)|Chilean pesos?", "CLP"),
    ("(?-i:PEN)", "PEN"),
    ("(?-i:ARS)|Argentine pesos?", "ARS"),
    ("(?-i:DOP)|Dominican pesos?", "DOP"),
    ("(?-i:KZT)|tenge", "KZT"),
    ("(?-i:UZS)|soum", "UZS"),
    ("(?-i:GEL)|lari", "GEL"),
    ("(?-i:AZN)|manat", "AZN"),
    ("(?-i:NGN)|naira", "NGN"),
    ("(?-i:EGP)|Egyptian pounds?", "EGP"),
    ("(?-i:KES)", "KES"),
    ("(?-i:GHS)|cedis?", "GHS"),
    ("(?-i:HUF)|forints?", "HUF"),
    ("(?-i:CZK)|koruna", "CZK"),
    ("(?-i:RON)", "RON"),
    ("(?-i:ILS)|NIS|shekels?", "ILS"),
    ("(?-i:BHD)", "BHD"),
    ("(?-i:OMR)", "OMR"),
    ("(?-i:JOD)", "JOD"),
    ("(?-i:ISK)", "ISK"),
    ("(?-i:PKR)", "PKR"),
    ("(?-i:LKR)", "LKR"),
    ("\\$", "USD"),
    ("¥", "CNY"),
];

/// How many times the number is meant.
const SCALES: &[(&str, i64)] = &[
    ("万亿", 1_000_000_000_000),
    ("百亿", 10_000_000_000),
    ("十亿", 1_000_000_000),
    ("亿", 100_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("万", 10_000),
    ("千", 1_000),
    ("trillion|trln|tn", 1_000_000_000_000),
    ("billion|bln|bn|b", 1_000_000_000),
    ("million|mln|mio|mn|mm|m", 1_000_000),
    ("thousand|k", 1_000),
    ("crores?", 10_000_000),
    ("lakhs?", 100_000),
];

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    let currency = alternatives(CURRENCIES.iter().map(|(form, _)| *form));
    let scale = alternatives(SCALES.iter().map(|(form, _)| *form));
    let number = r"\d{1,3}(?:, ?\d{3})+(?:\.\d+)?|\d{1,3}(?:'\d{3})+|\d+(?:\.\d+)?|[一二两三四五六七八九十百]{1,6}";
    let pattern = format!(
        r"(?i)(?:(?P<pre>{currency})\s{{0,2}}(?:\(?等值\)?)?)?(?P<num>{number})(?P<gap>[ -]?)(?P<scale>{scale})?(?:(?P<shares>股)|(?P<gap2> ?)(?P<post>{currency})|(?P<yuan>元|圆))?"
    );
    rx(&pattern)
});
static SHARES: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^(?:[ -](?:new|common|ordinary|placing|existing|[a-z])){0,4}[ -](?:shares?|ads|adss|units|american depositary shares)\b",
    )
});

fn alternatives<'a>(forms: impl Iterator<Item = &'a str>) -> String {
    forms.collect::<Vec<_>>().join("|")
}

/// Every amount of money or shares in a text.
pub(super) fn find(text: &str) -> Vec<Amount> {
    amounts(text)
        .filter(|amount| {
            amount.currency.is_some() || amount.is_shares || ends_in_yuan(text, amount)
        })
        .collect()
}

/// Every bare number of 亿 in a text, which the words around may give a currency.
pub(super) fn find_bare(text: &str) -> Vec<Amount> {
    amounts(text)
        .filter(|amount| {
            amount.currency.is_none()
                && !amount.is_shares
                && text[amount.span.clone()].ends_with('亿')
        })
        .collect()
}

/// Every amount of a text, bare numbers of four digits and more among them: what the cells of an
/// underwriting table hold.
pub(super) fn find_loose(text: &str) -> Vec<Amount> {
    amounts(text)
        .filter(|amount| {
            let printed = &text[amount.span.clone()];
            amount.currency.is_some()
                || printed.chars().filter(char::is_ascii_digit).count() > 3
                || ends_in_yuan(text, amount)
        })
        .collect()
}

fn ends_in_yuan(text: &str, amount: &Amount) -> bool {
    text[amount.span.clone()].ends_with(['元', '圆'])
}

/// What may be amounts; a sign right before digits is theirs: "Class A-1 $180,000,000".
fn matches(text: &str) -> impl Iterator<Item = regex::Captures<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let found = AMOUNT.captures_at(text, at)?;
            at = found.get(0)?.end();
            let is_next = |post: &regex::Match<'_>| {
                post.as_str().ends_with(['$', '€', '£', '¥'])
                    && text[at..].starts_with(|char: char| char.is_ascii_digit())
            };
            match found.name("post").filter(is_next) {
                Some(post) => at = post.start(),
                None => return Some(found),
            }
        }
    })
}

fn amounts(text: &str) -> impl Iterator<Item = Amount> + '_ {
    matches(text).filter_map(move |found| {
        let whole = found.get(0)?;
        let number = found.name("num")?;
        let before = text[..whole.start()].chars().next_back();
        let letter = |char: char| char.is_alphanumeric() && !crate::text::is_cjk(char);
        let first = whole.as_str().chars().next().unwrap_or(' ');
        let inside_word = before.is_some_and(|char| letter(char) && letter(first));
        // "Holdings Inc.60亿美元" begins an amount, "0.60亿" does not.
        let mut ahead = text[..whole.start()].chars().rev();
        let is_decimal =
            ahead.next() == Some('.') && !ahead.next().is_some_and(char::is_alphabetic);
        if first.is_ascii_digit() && (inside_word || is_decimal) {
            return None;
        }
        let is_chinese = !number.as_str().starts_with(|char: char| char.is_ascii_digit());
        let scale_text = found.name("scale");
        if is_chinese && scale_text.is_none_or(|scale| scale.as_str().is_ascii()) {
            return None;
        }
        let mut end = number.end();
        let mut value = Number::parse(&number.as_str().replace([' ', '\''], ""))?;
        let mut scaled = false;
        if let Some(scale) = scale_text.filter(|scale| ends_word(text, scale.as_str(), scale.end()))
        {
            value = value.times(scale_of(scale.as_str()))?;
            end = scale.end();
            scaled = true;
        }
        let pre = found.name("pre").filter(|_| !inside_word);
        let start = if pre.is_some() { whole.start() } else { number.start() };
        let mut currency = pre.and_then(|pre| currency_of(pre.as_str()));
        let mut is_shares = false;
        if found.name("shares").is_some() {
            (is_shares, currency, end) = (true, None, whole.end());
        } else if let Some(post) = found.name("post").filter(|post| {
            scaled == scale_text.is_some() && ends_word(text, post.as_str(), post.end())
        }) {
            if currency.is_none() {
                currency = currency_of(post.as_str());
                end = post.end();
            }
        } else if found.name("yuan").is_some() && scaled == scale_text.is_some() {
            end = whole.end();
        }
        if currency.is_none() && SHARES.is_match(window(text, end, 60)) {
            is_shares = true;
        }
        Some(Amount { span: start..end, currency, value, is_shares })
    })
}

/// The text after a place, at most this many bytes of it.
pub(super) fn window(text: &str, from: usize, length: usize) -> &str {
    let mut end = (from + length).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(from..end).unwrap_or_default()
}

/// The text before a place, at most this many bytes of it.
pub(super) fn window_before(text: &str, to: usize, length: usize) -> &str {
    let mut start = to.saturating_sub(length);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..to).unwrap_or_default()
}

/// Whether a unit in letters ends where a word does.
fn ends_word(text: &str, unit: &str, end: usize) -> bool {
    if !unit.is_ascii() || !unit.ends_with(|char: char| char.is_ascii_alphabetic()) {
        return true;
    }
    !text[end..].starts_with(|char: char| char.is_alphanumeric() && !crate::text::is_cjk(char))
}

fn scale_of(printed: &str) -> i64 {
    let lower = printed.to_ascii_lowercase();
    let plain = lower.trim_end_matches('s');
    let fits = |form: &&str| *form == lower || form.trim_end_matches("s?") == plain;
    SCALES
        .iter()
        .find(|(forms, _)| forms.split('|').any(|form| fits(&form)))
        .map_or(1, |(_, scale)| *scale)
}

/// The currency that a printed form means.
pub(super) fn currency_of(printed: &str) -> Option<&'static str> {
    static FORMS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
        let whole = |form: &str| rx(&format!("^(?i:{form})$"));
        CURRENCIES.iter().map(|(form, code)| (whole(form), *code)).collect()
    });
    FORMS.iter().find(|(form, _)| form.is_match(printed)).map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found: Vec<(String, String)> = find(text)
            .iter()
            .map(|amount| {
                let unit = if amount.is_shares { "shares" } else { amount.currency.unwrap_or("?") };
                (unit.to_owned(), amount.value.to_string())
            })
            .collect();
        let found: Vec<(&str, &str)> =
            found.iter().map(|(unit, value)| (unit.as_str(), value.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn amounts_are_read_in_every_script() {
        check("US$1.25bn of notes", &[("USD", "1250000000")]);
        check("6亿美元 | 22.5亿美元", &[("USD", "600000000"), ("USD", "2250000000")]);
        check("人民币3,584百万元", &[("CNY", "3584000000")]);
        check("35亿元人民币", &[("CNY", "3500000000")]);
        check("三亿美元", &[("USD", "300000000")]);
        check("HK$4,000,000,000", &[("HKD", "4000000000")]);
        check("€500m and 500 million euros", &[("EUR", "500000000"), ("EUR", "500000000")]);
        check("40,775.0000万股", &[("shares", "407750000")]);
        check("4 million shares", &[("shares", "4000000")]);
        check("150億", &[]);
        check("80亿元", &[("?", "8000000000")]);
        check("USD 6.5 billion", &[("USD", "6500000000")]);
        check("in 2031, 10 of them", &[]);
        check("US$350mn", &[("USD", "350000000")]);
        check("CHF 200'000'000", &[("CHF", "200000000")]);
        check("£5.8bn rights", &[("GBP", "5800000000")]);
    }
}
