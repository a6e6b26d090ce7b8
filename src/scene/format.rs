//! Figures as a reader of the language expects them.

use jiff::civil::Date;

use crate::model::{Currency, Money};
use crate::words::Lang;

/// A number with separators between thousands.
pub fn count(number: impl TryInto<i128>) -> String {
    let number = number.try_into().unwrap_or(i128::MAX);
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of units in short: 1.5bn and 600m, or 15亿 and 60万.
fn short(units: f64, lang: Lang) -> String {
    let steps: &[(f64, &str)] = match lang {
        Lang::En => &[(1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")],
        Lang::Zh => &[(1e12, "万亿"), (1e8, "亿"), (1e4, "万")],
    };
    for (scale, unit) in steps {
        if units.abs() >= scale * 0.9995 {
            return format!("{}{unit}", three_figures(units / scale));
        }
    }
    three_figures(units)
}

/// At least three figures: 1.25, 12.5, 125, 1,250.
fn three_figures(number: f64) -> String {
    let decimals = if number.abs() >= 99.95 {
        0
    } else if number.abs() >= 9.995 {
        1
    } else {
        2
    };
    let text = format!("{number:.decimals$}");
    if text.contains('.') {
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    text.parse::<i128>().map_or(text, count)
}

/// US dollars in short: $1.5bn, or 15亿美元.
pub fn usd(dollars: f64, lang: Lang) -> String {
    match lang {
        Lang::En if dollars < 0.0 => format!("-${}", short(-dollars, lang)),
        Lang::En => format!("${}", short(dollars, lang)),
        Lang::Zh => format!("{}美元", short(dollars, lang)),
    }
}

/// US dollars in short without the unit of money, for axes.
pub fn usd_plain(dollars: f64, lang: Lang) -> String {
    short(dollars, lang)
}

/// US cents in short.
pub fn usd_from_cents(cents: i64, lang: Lang) -> String {
    usd(cents as f64 / 100.0, lang)
}

/// Money in short with its currency: USD 600m, or 6亿美元.
pub fn money(money: Money, lang: Lang) -> String {
    let units = short(money.to_f64(), lang);
    match lang {
        Lang::En => format!("{} {units}", money.currency),
        Lang::Zh => format!("{units} {}", money.currency),
    }
}

/// Units of a currency in short.
pub fn money_short(units: f64, currency: Currency, lang: Lang) -> String {
    let units = short(units, lang);
    match lang {
        Lang::En => format!("{currency} {units}"),
        Lang::Zh => format!("{units} {currency}"),
    }
}

/// A percentage with one decimal.
pub fn pct(number: f64) -> String {
    format!("{number:.1}%")
}

/// A date as the language writes it.
pub fn date_text(date: Date, lang: Lang) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    match lang {
        Lang::En => {
            let month = usize::try_from(date.month() - 1).ok().and_then(|at| MONTHS.get(at));
            format!("{} {} {}", date.day(), month.unwrap_or(&""), date.year())
        }
        Lang::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
    }
}

/// A span of days.
pub fn days_text(from: Option<Date>, to: Option<Date>) -> String {
    let text = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
    format!("{} – {}", text(from), text(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(dollars: f64, en: &str, zh: &str) {
        assert_eq!(usd(dollars, Lang::En), en);
        assert_eq!(usd(dollars, Lang::Zh), zh);
    }

    #[test]
    fn money_reads_as_the_language_writes_it() {
        check(600e6, "$600m", "6亿美元");
        check(1.5e9, "$1.5bn", "15亿美元");
        check(999.99e6, "$1bn", "10亿美元");
        check(12_345.0, "$12.3k", "1.23万美元");
        check(0.0, "$0", "0美元");
        check(2.5e12, "$2.5tn", "2.5万亿美元");
        check(-600e6, "-$600m", "-6亿美元");
    }

    #[test]
    fn thousands_are_parted() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(-12), "-12");
        assert_eq!(count(0), "0");
    }
}
