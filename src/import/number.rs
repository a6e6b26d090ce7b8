//! Numbers as printed: grouped digits, decimals, fractions, Chinese numerals.

use crate::import::pattern::listed;
use serde_json::Value;
use std::sync::LazyLock;

/// Units of a number: nine decimals.
const SCALE: i128 = 1_000_000_000;
/// The largest number that is believed.
const LARGEST: i128 = 1_000_000_000_000_000_000 * SCALE;

/// A number as printed, exact to nine decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(i128);

impl Number {
    /// A whole number.
    pub const fn whole(value: i64) -> Self {
        Self(value as i128 * SCALE)
    }

    /// Reads `1,500,000.50`, `5 3/8`, `7¾`, `5/8`, `三`, `二十`.
    pub fn parse(printed: &str) -> Option<Self> {
        let printed = printed.trim();
        if printed
            .chars()
            .next()
            .is_some_and(|first| chinese_digit(first).is_some() || first == '十')
        {
            return chinese(printed).map(Self::whole);
        }
        let mut text: String = printed.chars().filter(|char| *char != ',').collect();
        let mut fraction = 0;
        if let Some(last) = text.chars().next_back()
            && let Some((top, bottom)) = vulgar(last)
        {
            text.pop();
            fraction = SCALE * top / bottom;
        }
        let text = text.trim();
        if let Some((left, bottom)) = text.split_once('/') {
            let (whole, top) = left.rsplit_once([' ', '-']).unwrap_or(("", left));
            let (top, bottom): (i128, i128) =
                (top.trim().parse().ok()?, bottom.trim().parse().ok()?);
            if bottom == 0 || bottom > 64 || top > 64 {
                return None;
            }
            let whole = if whole.is_empty() { 0 } else { whole.trim().parse::<i128>().ok()? };
            return Self(whole.checked_mul(SCALE)? + SCALE * top / bottom).sound();
        }
        if text.is_empty() {
            return (fraction > 0).then_some(Self(fraction));
        }
        let value = crate::model::parse_scaled(text, 9)?;
        Self(value.checked_add(fraction)?).sound()
    }

    fn sound(self) -> Option<Self> {
        (self.0.abs() <= LARGEST).then_some(self)
    }

    /// The number times a whole number.
    pub fn times(self, factor: i64) -> Option<Self> {
        Self(self.0.checked_mul(i128::from(factor))?).sound()
    }

    /// The number divided by a whole number.
    pub fn divided(self, by: i64) -> Self {
        Self(self.0 / i128::from(by.max(1)))
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The product of two numbers.
    pub fn product(self, other: Self) -> Option<Self> {
        Self(self.0.checked_mul(other.0)? / SCALE).sound()
    }

    /// Whether the number lies between two whole numbers, both included.
    pub fn within(self, low: i64, high: i64) -> bool {
        Self::whole(low) <= self && self <= Self::whole(high)
    }

    /// As a float, for comparisons that need no exactness.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / SCALE as f64
    }

    /// As JSON: a whole number where it is one.
    pub fn to_json(self) -> Value {
        match i64::try_from(self.0 / SCALE) {
            Ok(whole) if self.0 % SCALE == 0 => Value::from(whole),
            _ => Value::from(self.to_string().parse::<f64>().unwrap_or(0.0)),
        }
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, rest) = (self.0.abs() / SCALE, self.0.abs() % SCALE);
        let sign = if self.0 < 0 { "-" } else { "" };
        let rest = format!("{rest:09}");
        let rest = rest.trim_end_matches('0');
        if rest.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{rest}") }
    }
}

/// A fraction in one character.
fn vulgar(char: char) -> Option<(i128, i128)> {
    Some(match char {
        '½' => (1, 2),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        _ => return None,
    })
}

/// The digit that a Chinese character stands for.
pub(super) fn chinese_digit(char: char) -> Option<i64> {
    Some(match char {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' | '双' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// A Chinese number: digit by digit (二零三一) or counted (二十五, 三百).
fn chinese(text: &str) -> Option<i64> {
    let chars: Vec<char> = text.chars().take(13).collect();
    if chars.len() > 1 && chars.iter().all(|char| chinese_digit(*char).is_some()) {
        return chars
            .iter()
            .try_fold(0_i64, |sum, char| sum.checked_mul(10)?.checked_add(chinese_digit(*char)?));
    }
    let (mut total, mut digit) = (0, None);
    for char in chars {
        if let Some(value) = chinese_digit(char) {
            digit = Some(value);
            continue;
        }
        let unit = match char {
            '十' | '拾' => 10,
            '百' | '佰' => 100,
            '千' | '仟' => 1000,
            _ => return None,
        };
        total += digit.take().unwrap_or(1) * unit;
    }
    Some(total + digit.unwrap_or(0))
}

/// The number that an English word stands for.
pub(super) fn english_word(word: &str) -> Option<i64> {
    static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        listed(
            "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|\
fifteen|sixteen|seventeen|eighteen|nineteen|twenty",
        )
    });
    let lower = word.to_ascii_lowercase();
    let found = WORDS.iter().position(|known| *known == lower);
    found.and_then(|value| i64::try_from(value).ok()).or(match lower.as_str() {
        "thirty" => Some(30),
        "forty" => Some(40),
        "fifty" => Some(50),
        "hundred" => Some(100),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(printed: &str, expected: Option<&str>) {
        assert_eq!(
            Number::parse(printed).map(|number| number.to_string()).as_deref(),
            expected,
            "{printed}"
        );
    }

    #[test]
    fn printed_numbers_are_read() {
        check("1,500,000.50", Some("1500000.5"));
        check("5 3/8", Some("5.375"));
        check("5/8", Some("0.625"));
        check("7¾", Some("7.75"));
        check("三", Some("3"));
        check("二十五", Some("25"));
        check("二零三一", Some("2031"));
        check("十", Some("10"));
        check("1/0", None);
        check("", None);
        check("99999999999999999999999", None);
    }
}
