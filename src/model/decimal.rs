//! Decimals as printed, and money in minor units.

use std::fmt;

/// Nine decimals: enough for a coupon, a price and an exchange rate to the dong.
const SCALE_DIGITS: u32 = 9;
const SCALE: i64 = 1_000_000_000;

/// A decimal number as printed, held in units of 10⁻⁹: coupons, yields and prices in per cent,
/// spreads in basis points, exchange rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// Reads `4.125`, `-0.5`, `6e8`; `None` for anything that is not a plain decimal number or
    /// does not fit. Digits past the ninth decimal are rounded half away from zero.
    pub fn parse(text: &str) -> Option<Self> {
        let scaled = parse_scaled(text, SCALE_DIGITS)?;
        i64::try_from(scaled).ok().map(Self)
    }

    /// The decimal with this many units of 10⁻⁹.
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// Units of 10⁻⁹.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// As a float, for plots.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / SCALE as f64
    }
}

impl fmt::Display for Decimal {
    /// Prints the shortest form: no trailing zeros, no exponent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs();
        let whole = digits / SCALE.unsigned_abs();
        let rest = digits % SCALE.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let rest = format!("{rest:09}");
        write!(f, "{sign}{whole}.{}", rest.trim_end_matches('0'))
    }
}

/// US dollars for one unit of a currency, in units of 10⁻¹⁵: a stated rate such as 1 ÷ 7 then
/// converts billions to the cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UsdRate(i64);

impl UsdRate {
    /// Reads a positive decimal number below 9,000; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let scaled = i64::try_from(parse_scaled(text, 15)?).ok()?;
        (1..9_000_000_000_000_000_000).contains(&scaled).then_some(Self(scaled))
    }

    /// Units of 10⁻¹⁵.
    pub const fn femtos(self) -> i64 {
        self.0
    }
}

/// Reads a decimal number as an integer of 10^-`digits` units, rounding half away from zero.
///
/// Accepts an optional sign, digits with at most one point, and an exponent.
pub fn parse_scaled(text: &str, digits: u32) -> Option<i128> {
    let text = text.trim();
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() || !(-40..=40).contains(&exponent) {
        return None;
    }
    let mut value: i128 = 0;
    for byte in whole.bytes().chain(fraction.bytes()) {
        let digit = byte.is_ascii_digit().then(|| i128::from(byte - b'0'))?;
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    let shift = i32::try_from(digits).ok()? + exponent - i32::try_from(fraction.len()).ok()?;
    let value = shifted(value, shift)?;
    Some(if negative { -value } else { value })
}

/// `value · 10^shift` for a value that is not negative, rounding half up.
fn shifted(value: i128, shift: i32) -> Option<i128> {
    let factor = 10_i128.checked_pow(shift.unsigned_abs());
    if shift >= 0 {
        return value.checked_mul(factor?);
    }
    match factor {
        Some(factor) => Some((value + factor / 2) / factor),
        None => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let printed = Decimal::parse(text).map(|decimal| decimal.to_string());
        assert_eq!(printed.as_deref(), expected, "{text}");
    }

    #[test]
    fn printed_decimals_are_kept() {
        check("4.125", Some("4.125"));
        check("-0.50", Some("-0.5"));
        check("2", Some("2"));
        check("6e8", Some("600000000"));
        check("0.0000000005", Some("0.000000001"));
        check("", None);
        check(".", None);
        check("1.2.3", None);
        check("nan", None);
        check("1e400", None);
        check("99999999999999999999", None);
    }

    proptest! {
        #[test]
        fn any_text_reads_or_not(text in ".*") {
            let _read = Decimal::parse(&text);
        }

        #[test]
        fn print_then_parse_is_the_same(nanos: i64) {
            let decimal = Decimal::from_nanos(nanos);
            prop_assume!(nanos != i64::MIN);
            prop_assert_eq!(Decimal::parse(&decimal.to_string()), Some(decimal));
        }
    }
}
