//! Ratings: by agency name, or in the order Moody's, S&P, Fitch.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;
use serde_json::{Map, Value};

use super::Span;

const GRADE: &str = r"(?:Aaa|Aa[1-3]|A[1-3]|Baa[1-3]|Ba[1-3]|B[1-3]|Caa[1-3]|AAA|AA[+-]?|A[+-]?|BBB[+-]?|BB[+-]?|B[+-]?|CCC[+-]?)(?:g[+-]?)?[+-]?";

static SLASHED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?:^|[^A-Za-z0-9/.])(?P<a>{GRADE})(?: ?\([a-zA-Z稳定负面正 ]+\))? ?/ ?(?P<b>{GRADE})?(?: ?\([a-zA-Z稳定负面正 ]+\))?(?: ?/ ?(?P<c>{GRADE})?(?: ?\([a-zA-Z稳定负面正 ]+\))?)?(?:[^A-Za-z0-9]|$)"
    );
    rx(&pattern)
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?P<agency>Moody's|Moodys|S&P|Standard & Poor's|Fitch|穆迪|标普|惠誉)(?:评级)?(?:为|:)? ?(?:\([^)]*\) ?)?(?P<grade>{GRADE})(?:[^A-Za-z0-9]|$)|(?P<grade2>{GRADE}) (?:\([a-z]+\) )?(?:\((?P<agency2>Moody's|S&P|Standard & Poor's|Fitch)\)|(?:by|from) (?P<agency3>Moody's|S&P|Standard & Poor's|Fitch))"
    );
    rx(&pattern)
});
static ORDER: LazyLock<Regex> = LazyLock::new(|| rx(r"(Moody's|Moodys|S&P|Fitch|穆迪|标普|惠誉)"));

/// The ratings of a deal, with the place they stand.
pub(super) fn find(text: &str) -> Option<(Map<String, Value>, Span)> {
    let mut ratings = Map::new();
    let mut span: Option<Span> = None;
    for found in NAMED.captures_iter(text) {
        let (Some(agency), Some(grade)) = (
            found.name("agency").or(found.name("agency2")).or(found.name("agency3")),
            found.name("grade").or(found.name("grade2")),
        ) else {
            continue;
        };
        ratings.entry(agency_of(agency.as_str())).or_insert_with(|| Value::from(grade.as_str()));
        span.get_or_insert(grade.range());
    }
    if ratings.is_empty()
        && let Some(found) = SLASHED.captures(text)
        && let Some(whole) = found.get(0)
    {
        let around = crate::import::money::window(text, whole.start().saturating_sub(0), 140);
        let before = crate::import::money::window_before(text, whole.start(), 80);
        let order: Vec<&str> = ORDER
            .find_iter(before)
            .chain(ORDER.find_iter(around))
            .map(|agency| agency_of(agency.as_str()))
            .take(3)
            .collect();
        let default = ["Moody's", "S&P", "Fitch"];
        for (slot, group) in ["a", "b", "c"].iter().enumerate() {
            let agency = order.get(slot).copied().unwrap_or(default[slot]);
            if let Some(grade) = found.name(group) {
                ratings.entry(agency).or_insert_with(|| Value::from(grade.as_str()));
                span.get_or_insert(grade.range());
            }
        }
    }
    span.map(|span| (ratings, span))
}

fn agency_of(printed: &str) -> &'static str {
    match printed {
        "S&P" | "Standard & Poor's" | "标普" => "S&P",
        "Fitch" | "惠誉" => "Fitch",
        _ => "Moody's",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = find(text).map(|(ratings, _)| Value::Object(ratings).to_string());
        assert_eq!(found.as_deref().unwrap_or(""), expected, "{text}");
    }

    #[test]
    fn ratings_run_in_a_known_order() {
        check("rated A3 / A- (Moody's/S&P).", r#"{"Moody's":"A3","S&P":"A-"}"#);
        check("预期评级A1/A+/A+(穆迪/标普/惠誉)", r#"{"Moody's":"A1","S&P":"A+","Fitch":"A+"}"#);
        check("穆迪Aa2、标普AA、惠誉AA-。", r#"{"Moody's":"Aa2","S&P":"AA","Fitch":"AA-"}"#);
        check("(Ba1//BB+)", r#"{"Moody's":"Ba1","Fitch":"BB+"}"#);
    }
}
