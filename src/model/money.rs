//! Currencies and money.

use std::fmt;
use std::sync::LazyLock;

use super::decimal::parse_scaled;

/// Codes with their number of decimals: ISO 4217, the offshore renminbi, and the currencies that
/// the euro and others replaced since 1990.
const CODES: &[(&str, u32)] = &[
    ("AED", 2),
    ("AFN", 2),
    ("ALL", 2),
    ("AMD", 2),
    ("ANG", 2),
    ("AOA", 2),
    ("ARS", 2),
    ("ATS", 2),
    ("AUD", 2),
    ("AWG", 2),
    ("AZN", 2),
    ("BAM", 2),
    ("BBD", 2),
    ("BDT", 2),
    ("BEF", 2),
    ("BGN", 2),
    ("BHD", 3),
    ("BIF", 0),
    ("BMD", 2),
    ("BND", 2),
    ("BOB", 2),
    ("BRL", 2),
    ("BSD", 2),
    ("BTN", 2),
    ("BWP", 2),
    ("BYN", 2),
    ("BZD", 2),
    ("CAD", 2),
    ("CDF", 2),
    ("CHF", 2),
    ("CLF", 4),
    ("CLP", 0),
    ("CNH", 2),
    ("CNY", 2),
    ("COP", 2),
    ("CRC", 2),
    ("CUP", 2),
    ("CVE", 2),
    ("CYP", 2),
    ("CZK", 2),
    ("DEM", 2),
    ("DJF", 0),
    ("DKK", 2),
    ("DOP", 2),
    ("DZD", 2),
    ("ECU", 2),
    ("EEK", 2),
    ("EGP", 2),
    ("ERN", 2),
    ("ESP", 0),
    ("ETB", 2),
    ("EUR", 2),
    ("FIM", 2),
    ("FJD", 2),
    ("FKP", 2),
    ("FRF", 2),
    ("GBP", 2),
    ("GEL", 2),
    ("GHS", 2),
    ("GIP", 2),
    ("GMD", 2),
    ("GNF", 0),
    ("GRD", 0),
    ("GTQ", 2),
    ("GYD", 2),
    ("HKD", 2),
    ("HNL", 2),
    ("HRK", 2),
    ("HTG", 2),
    ("HUF", 2),
    ("IDR", 2),
    ("IEP", 2),
    ("ILS", 2),
    ("INR", 2),
    ("IQD", 3),
    ("IRR", 2),
    ("ISK", 0),
    ("ITL", 0),
    ("JMD", 2),
    ("JOD", 3),
    ("JPY", 0),
    ("KES", 2),
    ("KGS", 2),
    ("KHR", 2),
    ("KMF", 0),
    ("KRW", 0),
    ("KWD", 3),
    ("KYD", 2),
    ("KZT", 2),
    ("LAK", 2),
    ("LBP", 2),
    ("LKR", 2),
    ("LRD", 2),
    ("LSL", 2),
    ("LTL", 2),
    ("LUF", 0),
    ("LVL", 2),
    ("LYD", 3),
    ("MAD", 2),
    ("MDL", 2),
    ("MGA", 2),
    ("MKD", 2),
    ("MMK", 2),
    ("MNT", 2),
    ("MOP", 2),
    ("MRU", 2),
    ("MTL", 2),
    ("MUR", 2),
    ("MVR", 2),
    ("MWK", 2),
    ("MXN", 2),
    ("MYR", 2),
    ("MZN", 2),
    ("NAD", 2),
    ("NGN", 2),
    ("NIO", 2),
    ("NLG", 2),
    ("NOK", 2),
    ("NPR", 2),
    ("NZD", 2),
    ("OMR", 3),
    ("PAB", 2),
    ("PEN", 2),
    ("PGK", 2),
    ("PHP", 2),
    ("PKR", 2),
    ("PLN", 2),
    ("PTE", 0),
    ("PYG", 0),
    ("QAR", 2),
    ("ROL", 2),
    ("RON", 2),
    ("RSD", 2),
    ("RUB", 2),
    ("RWF", 0),
    ("SAR", 2),
    ("SBD", 2),
    ("SCR", 2),
    ("SDG", 2),
    ("SEK", 2),
    ("SGD", 2),
    ("SHP", 2),
    ("SIT", 2),
    ("SKK", 2),
    ("SLE", 2),
    ("SOS", 2),
    ("SRD", 2),
    ("SSP", 2),
    ("STN", 2),
    ("SVC", 2),
    ("SYP", 2),
    ("SZL", 2),
    ("THB", 2),
    ("TJS", 2),
    ("TMT", 2),
    ("TND", 3),
    ("TOP", 2),
    ("TRL", 0),
    ("TRY", 2),
    ("TTD", 2),
    ("TWD", 2),
    ("TZS", 2),
    ("UAH", 2),
    ("UGX", 0),
    ("USD", 2),
    ("UYU", 2),
    ("UZS", 2),
    ("VES", 2),
    ("VND", 0),
    ("VUV", 0),
    ("WST", 2),
    ("XAF", 0),
    ("XCD", 2),
    ("XDR", 2),
    ("XEU", 2),
    ("XOF", 0),
    ("XPF", 0),
    ("YER", 2),
    ("ZAR", 2),
    ("ZMW", 2),
    ("ZWL", 2),
];

/// A currency: an ISO 4217 code, `CNH` for offshore renminbi, or a code of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(u8);

/// A place for three letters, in any case.
fn place_of(letters: [u8; 3]) -> usize {
    letters.into_iter().fold(0, |place, letter| place << 5 | usize::from(letter & 31))
}

impl Currency {
    /// The currency with this code, in any case; `None` where there is no such code.
    pub fn from_code(code: &str) -> Option<Self> {
        /// The currency of every three letters, five bits a letter.
        static PLACES: LazyLock<Vec<Option<Currency>>> = LazyLock::new(|| {
            let mut places = vec![None; 1 << 15];
            for (currency, row) in Currency::all().zip(CODES) {
                if let Ok(letters) = row.0.as_bytes().try_into() {
                    places[place_of(letters)] = Some(currency);
                }
            }
            places
        });
        let letters: [u8; 3] = code.trim().as_bytes().try_into().ok()?;
        let are_letters = letters.iter().all(u8::is_ascii_alphabetic);
        PLACES.get(place_of(letters)).copied().flatten().filter(|_| are_letters)
    }

    /// The US dollar.
    pub fn usd() -> Self {
        static USD: LazyLock<Currency> =
            LazyLock::new(|| Currency::from_code("USD").expect("USD is in the table"));
        *USD
    }

    /// Position in the table of currencies.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        CODES[usize::from(self.0)].0
    }

    /// Number of decimals: how many digits a minor unit stands behind the unit.
    pub fn decimals(self) -> u32 {
        CODES[usize::from(self.0)].1
    }

    /// Minor units in one unit.
    pub fn minor_per_unit(self) -> i64 {
        10_i64.pow(self.decimals())
    }

    /// Every currency, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..CODES.len()).filter_map(|index| u8::try_from(index).ok().map(Self))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Default for Currency {
    /// The US dollar: the currency of reports unless another is asked for.
    fn default() -> Self {
        Self::usd()
    }
}

impl serde::Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> serde::Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        let unknown = || serde::de::Error::custom(format!("“{code}” is no currency"));
        Self::from_code(&code).ok_or_else(unknown)
    }
}

/// Money: an integer of minor units with its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units (cents, fen, yen).
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// Reads a number of whole units such as `600000000` or `1.5`; `None` where it is no number or
    /// does not fit. Parts of a minor unit are rounded half away from zero.
    pub fn parse(units: &str, currency: Currency) -> Option<Self> {
        let minor = i64::try_from(parse_scaled(units, currency.decimals())?).ok()?;
        Some(Self { minor, currency })
    }

    /// Money of whole units; `None` where it does not fit.
    pub fn of_units(units: i64, currency: Currency) -> Option<Self> {
        let minor = units.checked_mul(currency.minor_per_unit())?;
        Some(Self { minor, currency })
    }

    /// The sum; `None` for unlike currencies and where it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        let minor = self.minor.checked_add(other.minor)?;
        Some(Self { minor, ..self })
    }

    /// Splits into `parts` as equal as minor units allow, the first parts taking what is left over:
    /// the parts add up to the whole. Empty for no parts.
    pub fn split(self, parts: usize) -> Vec<Self> {
        let Ok(count) = i64::try_from(parts) else { return Vec::new() };
        if count == 0 {
            return Vec::new();
        }
        let (each, left) = (self.minor / count, self.minor % count);
        (0..count)
            .map(|at| Self {
                minor: each + if at < left.abs() { left.signum() } else { 0 },
                ..self
            })
            .collect()
    }

    /// Whole units as a float, for plots.
    pub fn to_f64(self) -> f64 {
        self.minor as f64 / self.currency.minor_per_unit() as f64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_are_sorted_and_three_letters() {
        assert!(CODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(CODES.iter().all(|row| row.0.len() == 3));
        assert!(CODES.len() < 256);
        assert_eq!(Currency::from_code("cnh").map(Currency::code), Some("CNH"));
        assert_eq!(Currency::from_code("RMB"), None);
    }

    #[test]
    fn unlike_currencies_do_not_add() {
        let usd = Money::of_units(1, Currency::usd());
        let yen = Currency::from_code("JPY").and_then(|yen| Money::of_units(1, yen));
        assert_eq!(usd.zip(yen).and_then(|(a, b)| a.checked_add(b)), None);
    }

    proptest! {
        #[test]
        fn a_split_gives_back_the_whole(minor: i64, parts in 1usize..60) {
            let whole = Money { minor, currency: Currency::usd() };
            let sum: i128 = whole.split(parts).iter().map(|part| i128::from(part.minor)).sum();
            prop_assert_eq!(sum, i128::from(minor));
        }
    }
}
