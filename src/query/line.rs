//! The text form of a filter: one line that a person can read, type and keep.
//!
//! `market:DCM,CB bank:"Morgan Stanley" date:2024-01-01..2025-12-31 size:>=500m banks:3..10 notes`

use std::fmt;

use jiff::civil::Date;

use super::filter::{Filter, Part};
use crate::index::Facet;
use crate::model::{PartialDate, Role};

/// Why a line is no filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// A key that no part of the filter has.
    #[error(
        "“{0}” is no filter; use market, currency, sector, country, role, bank, issuer, status, year, date, size or banks"
    )]
    UnknownKey(String),
    /// A date that does not read.
    #[error("“{0}” is no span of dates; write 2024, 2024-01..2025-06 or 2024-01-15..")]
    BadDates(String),
    /// A number that does not read.
    #[error("“{0}” is no span of numbers; write 500m..2bn, >=500m, <=10 or 7")]
    BadNumbers(String),
    /// A quotation that does not end.
    #[error("the quotation mark before “{0}” has no partner; add one")]
    OpenQuote(String),
    /// A role that is not in the list.
    #[error("“{0}” is no role; use a code such as joint_bookrunner, or a tier such as coordinator")]
    UnknownRole(String),
}

impl std::str::FromStr for Filter {
    type Err = FilterError;

    fn from_str(line: &str) -> Result<Self, FilterError> {
        let mut filter = Self::default();
        let mut words = Vec::new();
        for term in terms(line)? {
            match term.key {
                None => words.extend(term.values),
                Some(key) => filter.take(&key, &term.values)?,
            }
        }
        if !words.is_empty() {
            filter.text = spaced(&words);
        }
        Ok(filter)
    }
}

impl Filter {
    fn take(&mut self, key: &str, values: &[String]) -> Result<(), FilterError> {
        let joined = values.join(",");
        match key {
            "date" | "year" => (self.from, self.to) = dates(&joined)?,
            "size" | "value" => (self.least_usd, self.most_usd) = numbers(&joined)?,
            "banks" => {
                let (least, most) = numbers(&joined)?;
                let count = |number: i64| usize::try_from(number).unwrap_or(0);
                (self.least_banks, self.most_banks) = (least.map(count), most.map(count));
            }
            "text" => self.text = spaced(&[joined]),
            _ => {
                let facet =
                    Facet::from_key(key).ok_or_else(|| FilterError::UnknownKey(key.to_owned()))?;
                for value in values {
                    self.take_value(facet, value)?;
                }
                self.values.retain(|_, values| !values.is_empty());
            }
        }
        Ok(())
    }

    fn take_value(&mut self, facet: Facet, value: &str) -> Result<(), FilterError> {
        let chosen = self.values.entry(facet).or_default();
        match facet {
            Facet::Role => chosen.extend(roles(value)?.into_iter().map(|role| role.code().into())),
            Facet::Market | Facet::Currency => {
                chosen.insert(value.to_ascii_uppercase());
            }
            _ => {
                chosen.insert(value.to_owned());
            }
        }
        Ok(())
    }

    /// The text of one part.
    pub fn part_text(&self, part: Part) -> String {
        match part {
            Part::Facet(facet) => {
                let values = self.of(facet).into_iter().flatten().map(|value| quoted(value));
                format!("{}:{}", facet.key(), values.collect::<Vec<_>>().join(","))
            }
            Part::Dates => format!("date:{}", span(self.from, self.to)),
            Part::Value => {
                let money = |usd: i64| amount_text(usd);
                format!("size:{}", span(self.least_usd.map(money), self.most_usd.map(money)))
            }
            Part::Banks => format!("banks:{}", span(self.least_banks, self.most_banks)),
            Part::Text => {
                let words = self.text.split_whitespace().map(quoted);
                words.collect::<Vec<_>>().join(" ")
            }
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> =
            self.parts().into_iter().map(|part| self.part_text(part)).collect();
        f.write_str(&parts.join(" "))
    }
}

/// Words with one space between them: white space within quotation marks parts words too.
fn spaced(words: &[String]) -> String {
    let words = words.iter().flat_map(|word| word.split_whitespace());
    words.collect::<Vec<_>>().join(" ")
}

struct Term {
    key: Option<String>,
    values: Vec<String>,
}

fn terms(line: &str) -> Result<Vec<Term>, FilterError> {
    let mut terms = Vec::new();
    let mut term = Term { key: None, values: Vec::new() };
    let mut value = String::new();
    let mut was_quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' => {
                was_quoted = true;
                quotation(&mut chars, &mut value)?;
            }
            ':' if term.key.is_none() && !was_quoted && !value.is_empty() => {
                term.key = Some(std::mem::take(&mut value).to_ascii_lowercase());
            }
            ',' if term.key.is_some() => {
                term.values.push(std::mem::take(&mut value));
                was_quoted = false;
            }
            _ if char.is_whitespace() => {
                let done = std::mem::replace(&mut term, Term { key: None, values: Vec::new() });
                close(done, std::mem::take(&mut value), &mut terms);
                was_quoted = false;
            }
            _ => value.push(char),
        }
    }
    close(term, value, &mut terms);
    Ok(terms)
}

fn quotation(
    chars: &mut impl Iterator<Item = char>,
    value: &mut String,
) -> Result<(), FilterError> {
    let start = value.len();
    while let Some(char) = chars.next() {
        match char {
            '"' => return Ok(()),
            '\\' => value.extend(chars.next()),
            _ => value.push(char),
        }
    }
    Err(FilterError::OpenQuote(value[start..].to_owned()))
}

fn close(mut term: Term, value: String, terms: &mut Vec<Term>) {
    term.values.push(value);
    term.values.retain(|value| !value.trim().is_empty());
    if !term.values.is_empty() || term.key.is_some() {
        terms.push(term);
    }
}

fn quoted(value: &str) -> String {
    let plain = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | '/' | '&');
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A role, every role of a tier, or every role whose code ends so (`bookrunner`).
fn roles(value: &str) -> Result<Vec<Role>, FilterError> {
    let wanted = value.to_ascii_lowercase().replace([' ', '-'], "_");
    if let Some(role) = Role::from_code(&wanted) {
        return Ok(vec![role]);
    }
    let found: Vec<Role> = Role::all()
        .filter(|role| role.tier().code() == wanted || role.code().ends_with(&format!("_{wanted}")))
        .collect();
    if found.is_empty() { Err(FilterError::UnknownRole(value.to_owned())) } else { Ok(found) }
}

fn span<T: fmt::Display + PartialEq>(from: Option<T>, to: Option<T>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (from, to) => {
            let text = |end: Option<T>| end.map_or_else(String::new, |end| end.to_string());
            format!("{}..{}", text(from), text(to))
        }
    }
}

fn dates(text: &str) -> Result<(Option<Date>, Option<Date>), FilterError> {
    let bad = || FilterError::BadDates(text.to_owned());
    let end = |part: &str, pick: fn(PartialDate) -> Date| match part.trim() {
        "" => Ok(None),
        part => PartialDate::parse(part).map(|date| Some(pick(date))).ok_or_else(bad),
    };
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let dates = (end(from, PartialDate::earliest)?, end(to, PartialDate::latest)?);
    if dates == (None, None) { Err(bad()) } else { Ok(dates) }
}

fn numbers(text: &str) -> Result<(Option<i64>, Option<i64>), FilterError> {
    let bad = || FilterError::BadNumbers(text.to_owned());
    let end = |part: &str| match part.trim() {
        "" => Ok(None),
        part => amount(part).map(Some).ok_or_else(bad),
    };
    let ends = if let Some(least) = text.strip_prefix(">=").or_else(|| text.strip_prefix('>')) {
        (end(least)?, None)
    } else if let Some(most) = text.strip_prefix("<=").or_else(|| text.strip_prefix('<')) {
        (None, end(most)?)
    } else {
        let (least, most) = text.split_once("..").unwrap_or((text, text));
        (end(least)?, end(most)?)
    };
    if ends == (None, None) { Err(bad()) } else { Ok(ends) }
}

/// Reads `500m`, `2bn`, `1.5b`, `750000`.
fn amount(text: &str) -> Option<i64> {
    let lower = text.to_ascii_lowercase();
    let digits = lower.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    let scale: i64 = match &lower[digits.len()..] {
        "" => 1,
        "k" => 1_000,
        "m" | "mm" | "mn" => 1_000_000,
        "b" | "bn" => 1_000_000_000,
        "t" | "tn" => 1_000_000_000_000,
        _ => return None,
    };
    let number: f64 = digits.parse().ok().filter(|number: &f64| number.is_finite())?;
    let whole = number * scale as f64;
    (0.0..9e17).contains(&whole).then(|| whole.round() as i64)
}

fn amount_text(usd: i64) -> String {
    for (scale, unit) in [(1_000_000_000, "bn"), (1_000_000, "m"), (1_000, "k")] {
        if usd >= scale && usd % scale == 0 {
            return format!("{}{unit}", usd / scale);
        }
    }
    usd.to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(line: &str, expected: &str) {
        let filter: Result<Filter, FilterError> = line.parse();
        let printed = filter.map_or_else(|error| error.to_string(), |filter| filter.to_string());
        assert_eq!(printed, expected);
    }

    #[test]
    fn lines_read_and_print_in_one_form() {
        check("", "");
        check("market:dcm,CB", "market:CB,DCM");
        check("bank:\"Morgan Stanley\",UBS", "bank:\"Morgan Stanley\",UBS");
        check("year:2024..2025", "date:2024-01-01..2025-12-31");
        check("year:2024", "date:2024-01-01..2024-12-31");
        check("date:2024-03-05..", "date:2024-03-05..");
        check("size:>=500m", "size:500m..");
        check("size:1.5bn..2bn banks:3..10", "size:1500m..2bn banks:3..10");
        check("快手 notes market:DCM", "market:DCM 快手 notes");
        check("role:sole_bookrunner", "role:sole_bookrunner");
        check("\"\u{c}\"\u{4}", "\"\u{4}\"");
        check("text:\"two  words\"", "two words");
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        check("colour:red", &FilterError::UnknownKey("colour".into()).to_string());
        check("date:soon", &FilterError::BadDates("soon".into()).to_string());
        check("size:big", &FilterError::BadNumbers("big".into()).to_string());
        check("bank:\"UBS", &FilterError::OpenQuote("UBS".into()).to_string());
        check("role:boss", &FilterError::UnknownRole("boss".into()).to_string());
    }

    #[test]
    fn a_tier_means_all_its_roles() {
        let filter: Filter = "role:bookrunner".parse().unwrap();
        assert!(filter.has(Facet::Role, "joint_bookrunner"));
        assert!(filter.has(Facet::Role, "sole_bookrunner"));
        assert!(!filter.has(Facet::Role, "co_manager"));
    }

    proptest! {
        #[test]
        fn any_line_reads_or_says_why(line in ".{0,60}") {
            if let Ok(filter) = line.parse::<Filter>() {
                prop_assert_eq!(filter.to_string().parse::<Filter>(), Ok(filter));
            }
        }

        #[test]
        fn odd_lines_read_the_same_when_printed(
            line in "(bank:|issuer:|text:|size:|banks:)?[a-z:\",.\\\\ \u{c}\u{4}\u{a0}快=<>0-9]{0,14}",
        ) {
            if let Ok(filter) = line.parse::<Filter>() {
                prop_assert_eq!(filter.to_string().parse::<Filter>(), Ok(filter));
            }
        }

        #[test]
        fn print_then_read_is_the_same(
            values in proptest::collection::btree_set("[A-Za-z\"\\\\:, 快]{1,8}", 1..4),
            least in proptest::option::of(0i64..9_000_000_000),
            words in "([a-z:\",快]{1,6} ?){0,3}",
        ) {
            let values: std::collections::BTreeSet<String> =
                values.into_iter().filter(|value| !value.trim().is_empty()).collect();
            prop_assume!(!values.is_empty());
            let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let filter = Filter {
                values: [(Facet::Group, values)].into(),
                least_usd: least,
                text,
                ..Filter::default()
            };
            prop_assert_eq!(filter.to_string().parse::<Filter>(), Ok(filter));
        }
    }
}
