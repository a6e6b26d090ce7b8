//! Dates of which only the year or the month may be known.

use std::fmt;

use jiff::civil::Date;

/// A date as a source prints it: a year, a month, or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl PartialDate {
    /// Reads `2031`, `2031-06` or `2031-06-15`; `None` where it is no date of the calendar or
    /// lies outside the years 1800 to 2999.
    pub fn parse(text: &str) -> Option<Self> {
        if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() {
            return Self::full([*y1, *y2, *y3, *y4], [*m1, *m2], [*d1, *d2]);
        }
        let mut parts = text.trim().split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |m| m.map(Some))?;
        let day = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |d| d.map(Some))?;
        if parts.next().is_some() || !(1800..3000).contains(&year) {
            return None;
        }
        let month = month.map(i8::try_from).transpose().ok()?;
        let day = day.map(i8::try_from).transpose().ok()?;
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        Some(Self { year, month, day })
    }

    /// The date of the digits of year, month and day.
    fn full(year: [u8; 4], month: [u8; 2], day: [u8; 2]) -> Option<Self> {
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0_i16, |sum, digit| {
                digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0'))
            })
        };
        let (year, month, day) = (number(&year)?, number(&month)?, number(&day)?);
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        let date = Date::new(year, month, day).ok().filter(|_| (1800..3000).contains(&year))?;
        Some(date.into())
    }

    /// The year.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, where it is known.
    pub const fn month(self) -> Option<i8> {
        self.month
    }

    /// The full date, where the day is known.
    pub fn day(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }

    /// The first day that the date can mean.
    pub fn earliest(self) -> Date {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(Date::MIN)
    }

    /// The last day that the date can mean.
    pub fn latest(self) -> Date {
        let first = Date::new(self.year, self.month.unwrap_or(12), self.day.unwrap_or(1));
        match (first, self.day) {
            (Ok(day), Some(_)) => day,
            (Ok(first), None) => first.last_of_month(),
            (Err(_), _) => Date::MAX,
        }
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

fn digits(text: &str, count: usize) -> Option<i16> {
    let plain = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, &str)>) {
        let range = PartialDate::parse(text)
            .map(|date| (date.earliest().to_string(), date.latest().to_string()));
        let range = range.as_ref().map(|(first, last)| (first.as_str(), last.as_str()));
        assert_eq!(range, expected, "{text}");
    }

    #[test]
    fn partial_dates_span_what_they_can_mean() {
        check("2031", Some(("2031-01-01", "2031-12-31")));
        check("2032-02", Some(("2032-02-01", "2032-02-29")));
        check("2031-06-15", Some(("2031-06-15", "2031-06-15")));
        check("2031-02-30", None);
        check("31", None);
        check("2031-6", None);
        check("2031-06-15-01", None);
        check("9999", None);
        check("", None);
    }
}
