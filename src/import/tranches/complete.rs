//! Terms that stand apart from the columns or rows of tranches: beside the year of one of them, or
//! said once of all.

use std::sync::LazyLock;

use regex::Regex;

use super::{Drafted, Fact, Kind, Span, Term};
use crate::import::money;
use crate::import::pattern::rx;

/// How far behind a coupon the year of its notes may stand, in bytes.
const NEAR: usize = 70;
/// The most terms that are looked at.
const MOST: usize = 2_000;

/// Gives tranches the terms that none of them holds yet.
pub(super) fn complete(text: &str, terms: &[Fact], tranches: &mut [Drafted]) {
    let terms = &terms[..terms.len().min(MOST)];
    by_year(text, terms, tranches);
    by_topic(text, terms, tranches);
    common(text, terms, tranches, Place::Anywhere);
}

/// Gives all tranches what a labelled line says once for all: "Maturity date: 30 October 2035".
pub(super) fn labelled(text: &str, terms: &[Fact], tranches: &mut [Drafted]) {
    common(text, &terms[..terms.len().min(MOST)], tranches, Place::Labelled);
}

/// "HK$2.4bn and US$180m four-year loan": what follows sizes that stand side by side is said of all.
pub(super) fn joined(text: &str, terms: &[Fact], leads: &[usize], tranches: &mut [Drafted]) {
    let spans: Vec<&Span> =
        leads.iter().filter_map(|at| terms.get(*at)).map(|fact| &fact.span).collect();
    let is_joined = |pair: &[&Span]| {
        let between = text.get(pair[0].end..pair[1].start).unwrap_or("?").trim();
        ["and", ",", "plus", "&", "and a", "and an", "/", "+"].contains(&between)
    };
    let Some(last) = spans.last().filter(|_| spans.len() == tranches.len()) else { return };
    if spans.len() < 2 || !spans.windows(2).all(is_joined) {
        return;
    }
    for kind in [Kind::Tenor, Kind::Maturity] {
        let own = terms.iter().take(MOST).filter(|fact| fact.term.kind() == kind);
        let mut own = own.filter(|fact| (last.end..last.end + NEAR).contains(&fact.span.start));
        if let (Some(first), None) = (own.next(), own.next()) {
            tranches.iter_mut().for_each(|tranche| tranche.add(first));
        }
    }
}

/// Where a term must stand to be that of all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    Labelled,
}

/// "3.450% Senior Notes due 2026": the coupon is that of the tranche of this year.
fn by_year(text: &str, terms: &[Fact], tranches: &mut [Drafted]) {
    for (at, fact) in
        terms.iter().enumerate().filter(|(_, fact)| matches!(fact.term, Term::Coupon(_)))
    {
        let next = terms[at + 1..].iter().take(3);
        let Some((date, place)) = next
            .take_while(|other| !matches!(other.term, Term::Coupon(_)))
            .find_map(|other| match &other.term {
                Term::Maturity(date) => Some((date.as_str(), other.span.start)),
                _ => None,
            })
        else {
            continue;
        };
        let between = text.get(fact.span.end..place).unwrap_or_default();
        if between.len() > NEAR || between.contains([',', ';', '\n', '|']) {
            continue;
        }
        let year = date.get(..4);
        let mut own = tranches
            .iter_mut()
            .filter(|tranche| tranche.maturity().and_then(|date| date.get(..4)) == year);
        let first = own.next();
        if let (Some(tranche), None) = (first, own.next()) {
            if tranche.coupon().is_none() {
                tranche.add(fact);
            }
            // "… due 2034 (public offering price 99.704%)"
            behind(text, &terms[at + 1..], place).for_each(|other| tranche.add(other));
        }
    }
}

/// Prices, yields and spreads in a bracket right behind the year of a tranche.
fn behind<'a>(text: &'a str, terms: &'a [Fact], year: usize) -> impl Iterator<Item = &'a Fact> {
    let after = money::window(text, year, NEAR * 2);
    let inside = after.find('(').filter(|open| *open < 24).and_then(|open| {
        let close = after[open..].find(')')?;
        Some(year + open..year + open + close)
    });
    let kinds = [Kind::Price, Kind::Yield, Kind::Spread];
    terms.iter().take(6).filter(move |fact| {
        let own = inside.as_ref().is_some_and(|inside| inside.contains(&fact.span.start));
        own && kinds.contains(&fact.term.kind())
    })
}

/// "99.790% for the 2026 notes and 98.953% for the 2049 notes"
fn by_topic(text: &str, terms: &[Fact], tranches: &mut [Drafted]) {
    let marks: Vec<_> = tranches.iter().map(|tranche| super::marks(tranche, "")).collect();
    for kind in [Kind::Price, Kind::Yield, Kind::Spread, Kind::Coupon] {
        if tranches.iter().any(|tranche| tranche.has(kind)) {
            continue;
        }
        for fact in
            terms.iter().filter(|fact| fact.term.kind() == kind && fact.term != Term::Floating)
        {
            if let Some(named) = super::share::named_after(text, fact.span.end, &marks) {
                named.into_iter().for_each(|at| tranches[at].add(fact));
            }
        }
    }
}

/// What is said once, and of no tranche before, is that of all.
fn common(text: &str, terms: &[Fact], tranches: &mut [Drafted], place: Place) {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)(?:^|[\n.;|] ?)[•*-]? ?(?:(?:final|legal|legal final|stated|scheduled) )?(?:maturity|redemption|tenor|term|issue price|reoffer price|price)(?: date)?(?: \([^()\n]{1,30}\))? ?[:|] ?$",
        )
    });
    for kind in [Kind::Maturity, Kind::Tenor, Kind::Price] {
        if tranches.iter().any(|tranche| tranche.has(kind)) && place == Place::Anywhere {
            continue;
        }
        let mut found = terms.iter().filter(|fact| fact.term.kind() == kind);
        let Some(first) = found.next() else { continue };
        let is_one = found.all(|other| other.term == first.term);
        let before = money::window_before(text, first.span.start, 60);
        if is_one && (place == Place::Anywhere || LABEL.is_match(before)) {
            tranches.iter_mut().for_each(|tranche| tranche.add(first));
        }
    }
}
