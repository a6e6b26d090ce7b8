//! Dates as printed: days, months and years in English and Chinese.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use crate::import::pattern::rx;

use super::number::Number;
use super::plain::Span;
use crate::model::PartialDate;

/// A date in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dated {
    /// Where it stands.
    pub span: Span,
    /// What it says: a day, a month or a year.
    pub date: PartialDate,
    /// Whether the year was taken from another date of the text.
    pub is_year_guessed: bool,
}

const MONTHS: &str = "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec";
const DIGITS: &str = "[一二三四五六七八九十零〇○]";

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?P<y1>(?:19|20)\d\d|[一二][〇零○九]{DIGITS}{{2}}) ?年 ?(?P<m1>\d{{1,2}}|{DIGITS}{{1,3}}) ?月(?: ?(?P<d1>\d{{1,2}}|{DIGITS}{{1,3}}) ?[日号])?|\b(?P<y2>(?:19|20)\d\d)[-/.](?P<m2>\d{{1,2}})[-/.](?P<d2>\d{{1,2}})\b|\b(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?:[ -]| of )(?P<m3>{MONTHS})\b\.?(?:,? ?-?(?P<y3>(?:19|20)\d\d)\b| \((?P<y3b>(?:19|20)\d\d)\)|-(?P<y3c>\d\d)\b)?|\b(?P<m4>{MONTHS})\b\.? (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<y4>(?:19|20)\d\d)\b|,? \((?P<y4b>(?:19|20)\d\d)\))?|\b(?P<m5>{MONTHS})\b\.?,?[ -](?P<y5>(?:19|20)\d\d)\b|\b(?P<a7>\d{{1,2}})/(?P<b7>\d{{1,2}})/(?P<y7>(?:19|20)\d\d)\b|(?P<m6>\d{{1,2}}) ?月 ?(?P<d6>\d{{1,2}}) ?[日号](?: ?\((?P<y6>(?:19|20)\d\d)年?\))?"
    );
    rx(&pattern)
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| rx(r"\b((?:19|20)\d\d)\b|((?:19|20)\d\d)年"));

/// Every day or month in a text, in order. A day without a year takes the year of the nearest date
/// before it, else of the first after it; without any it is left out.
pub(super) fn find(text: &str) -> Vec<Dated> {
    let mut found: Vec<(Span, Option<i16>, i8, Option<i8>)> = Vec::new();
    for captures in DATE.captures_iter(text) {
        let Some(whole) = captures.get(0) else { continue };
        if let Some((year, month, day)) = parts(&captures) {
            found.push((whole.start()..whole.end(), year, month, day));
        }
    }
    let years: Vec<(usize, i16)> =
        found.iter().filter_map(|(span, year, ..)| Some((span.start, (*year)?))).collect();
    // The year of a stand-in is that of the text's own dates, not of a maturity far ahead.
    let lowest = years.iter().map(|(_, year)| *year).min();
    let any = lowest.or_else(|| first_year(text));
    let mut dates = Vec::new();
    for (span, year, month, day) in found {
        let near = years
            .iter()
            .rev()
            .find(|(at, year)| *at < span.start && Some(*year) <= lowest.map(|low| low + 2))
            .map(|(_, year)| *year);
        let Some(stated) = year.or(near).or(any) else { continue };
        let printed = match day {
            Some(day) => format!("{stated:04}-{month:02}-{day:02}"),
            None => format!("{stated:04}-{month:02}"),
        };
        if let Some(date) = PartialDate::parse(&printed) {
            dates.push(Dated { span, date, is_year_guessed: year.is_none() });
        }
    }
    dates
}

fn first_year(text: &str) -> Option<i16> {
    let found = YEAR.captures(text)?;
    found.get(1).or_else(|| found.get(2))?.as_str().parse().ok()
}

fn parts(captures: &Captures<'_>) -> Option<(Option<i16>, i8, Option<i8>)> {
    let part = |names: &[&str]| {
        names.iter().find_map(|name| captures.name(name)).map(|part| part.as_str())
    };
    let year = part(&["y1", "y2", "y3", "y3b", "y4", "y4b", "y5", "y6", "y7"]);
    let short = part(&["y3c"]).and_then(|year| whole(year).map(|year| 2000 + year));
    let year = match year {
        _ if short.is_some() => short.and_then(|year| i16::try_from(year).ok()),
        Some(year) => Some(whole(year).and_then(|year| i16::try_from(year).ok())?),
        None => None,
    };
    // 05/16/2027 is the American way, 16/05/2027 can only be the other.
    let first = part(&["a7"]).and_then(whole);
    let second = part(&["b7"]).and_then(whole);
    if let (Some(first), Some(second)) = (first, second) {
        let (month, day) = if first > 12 { (second, first) } else { (first, second) };
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(2000, month, day).ok()?;
        return Some((year, month, Some(day)));
    }
    let month = part(&["m1", "m2", "m3", "m4", "m5", "m6"])?;
    let month = month_number(month).or_else(|| whole(month))?;
    let day = match part(&["d1", "d2", "d3", "d4", "d6"]) {
        Some(day) => Some(i8::try_from(whole(day)?).ok()?),
        None => None,
    };
    let month = i8::try_from(month).ok()?;
    Date::new(2000, month, day.unwrap_or(1)).ok()?;
    Some((year, month, day))
}

fn whole(printed: &str) -> Option<i64> {
    printed.parse().ok().or_else(|| Number::parse(printed).map(|number| number.to_f64() as i64))
}

fn month_number(printed: &str) -> Option<i64> {
    const SHORT: &[&str] =
        &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = printed.get(..3)?.to_ascii_lowercase();
    SHORT.iter().position(|month| *month == start).and_then(|at| i64::try_from(at + 1).ok())
}

/// The year that a text prints in digits or Chinese numerals.
pub(super) fn year(printed: &str) -> Option<i16> {
    let value = whole(printed.trim())?;
    i16::try_from(value).ok().filter(|year| (1900..2200).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = find(text).iter().map(|dated| dated.date.to_string()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn dates_are_read_in_every_way() {
        check("February 6, 2018 and 6 February 2019", &["2018-02-06", "2019-02-06"]);
        check("二零二二年七月八日", &["2022-07-08"]);
        check("二零二零年十二月二十一日", &["2020-12-21"]);
        check("2026年1月26日|2030年6月3日", &["2026-01-26", "2030-06-03"]);
        check("due August 2026", &["2026-08"]);
        check("05/16/2027 and 16/05/2027", &["2027-05-16", "2027-05-16"]);
        check("2020/8/19 2023-03-07", &["2020-08-19", "2023-03-07"]);
        check("7月28日(2023年)", &["2023-07-28"]);
        check("on July 22, 2015; settles on July 29", &["2015-07-22", "2015-07-29"]);
        check("May 29 (2015)", &["2015-05-29"]);
        check("21-Oct-32", &["2032-10-21"]);
        check("30 February 2020", &[]);
        check("may 5", &[]);
    }
}
