//! Terms that stand apart from the sizes: said of all tranches, of one that is named beside them, or of
//! each in its order.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::{Drafted, EACH, Fact, Kind, Market, clause_before, marks, sentence_at};

/// Terms that one sentence lists for all sizes behind the last of them, one for each in their order:
/// "票息分别为5.375%和5.500%". They are given to their tranches; where they stand is returned.
pub(super) fn listed_behind(
    text: &str,
    terms: &[Fact],
    leads: &[usize],
    tranches: &mut [Drafted],
) -> BTreeSet<usize> {
    let mut listed = BTreeSet::new();
    let (Some(first), Some(last)) = (leads.first(), leads.last()) else { return listed };
    let (first, last) = (terms[*first].span.start, terms[*last].span.end);
    let sentence = sentence_at(text, last);
    in_lines_apart(text, terms, leads, tranches, &mut listed);
    if !sentence.contains(&first) {
        return listed;
    }
    for kind in [Kind::Coupon, Kind::Tenor, Kind::Maturity, Kind::Price, Kind::Yield, Kind::Spread]
    {
        let own = |fact: &&Fact| fact.term.kind() == kind && sentence.contains(&fact.span.start);
        let inside: Vec<&Fact> = terms.iter().filter(own).collect();
        let behind = inside.iter().filter(|fact| fact.span.start >= last).count();
        let between = inside.iter().any(|fact| (first..last).contains(&fact.span.start));
        if behind != leads.len() || between || behind != inside.len() {
            continue;
        }
        for (tranche, fact) in tranches.iter_mut().zip(&inside) {
            tranche.add(fact);
            listed.insert(fact.span.start);
        }
    }
    listed
}

/// Terms that a line or sentence without sizes lists for all of them, one for each in their order, and of which the text has no others: "Issue price: 99.704 and 99.139 per cent".
pub(super) fn in_lines_apart(
    text: &str,
    terms: &[Fact],
    leads: &[usize],
    tranches: &mut [Drafted],
    listed: &mut BTreeSet<usize>,
) {
    let (Some(first), Some(last)) = (leads.first(), leads.last()) else { return };
    let (begin, end) = (terms[*first].span.start, terms[*last].span.end);
    if terms.len() > 600 {
        return;
    }
    for kind in [
        Kind::Coupon,
        Kind::Tenor,
        Kind::Maturity,
        Kind::Price,
        Kind::Yield,
        Kind::Spread,
        Kind::Isin,
    ] {
        let own: Vec<&Fact> = terms.iter().filter(|fact| fact.term.kind() == kind).collect();
        let Some(first) = own.first().filter(|_| own.len() == leads.len()) else { continue };
        let place = sentence_at(text, first.span.start);
        let is_apart = place.end <= begin || place.start >= end;
        if !is_apart || !own.iter().all(|fact| place.contains(&fact.span.start)) {
            continue;
        }
        for (tranche, fact) in tranches.iter_mut().zip(&own) {
            tranche.add(fact);
            listed.insert(fact.span.start);
        }
    }
}

/// Gives terms that stand apart from every size to the tranches that they are said of.
pub(super) fn share(
    text: &str,
    mut tranches: Vec<Drafted>,
    loose: &[&Fact],
    market: Market,
) -> Vec<Drafted> {
    let marks: Vec<_> = tranches.iter().map(|tranche| marks(tranche, "")).collect();
    // A text of many deals is no deal of many tranches.
    if loose.len() > 600 {
        return tranches;
    }
    let mut seen: Vec<Kind> = Vec::new();
    let zipped = zip(text, &mut tranches, loose);
    for fact in loose.iter().filter(|fact| !zipped.contains(&fact.term.kind())) {
        let clause = clause_before(text, fact.span.start);
        let kind = fact.term.kind();
        // A margin said of a loan before its second part is that of the first, said at the end of all.
        if market == Market::Loan && kind == Kind::Spread && sole(loose, kind) {
            let second = tranches.get(1).and_then(|tranche| tranche.first(Kind::Amount));
            let is_first = second.is_some_and(|amount| fact.span.start < amount.span.start);
            let most = if is_first { 1 } else { tranches.len() };
            tranches.iter_mut().take(most).for_each(|tranche| tranche.add(fact));
            continue;
        }
        if EACH.is_match(clause) || market == Market::Loan && kind != Kind::Spread {
            tranches.iter_mut().for_each(|tranche| tranche.add(fact));
            continue;
        }
        if let Some(named) = named_after(text, fact.span.end, &marks) {
            named.into_iter().for_each(|at| tranches[at].add(fact));
            continue;
        }
        let around = sentence_at(text, fact.span.start);
        let sentence = text.get(around.start..fact.span.end).unwrap_or_default();
        if let Some(named) =
            crate::import::scope::named(sentence, &marks).filter(|named| named.len() == 1)
        {
            named.into_iter().for_each(|at| tranches[at].add(fact));
            continue;
        }
        // A price or a tenor said once, of no tranche in particular, is that of all.
        let once = loose.iter().filter(|other| other.term.kind() == kind).count() == 1
            && !seen.contains(&kind);
        if once
            && matches!(kind, Kind::Price | Kind::Tenor)
            && !tranches.iter().any(|tranche| tranche.has(kind))
        {
            tranches.iter_mut().for_each(|tranche| tranche.add(fact));
        }
        seen.push(kind);
    }
    tranches
}

/// Gives tranches what they lack and what stands beside their year: "99.614% of the bonds due 2054",
/// "the 2034 bonds at 99.916%".
pub(super) fn beside_years(text: &str, tranches: &mut [Drafted], terms: &[Fact]) {
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        rx(r"^[^,;.\d|\n]{0,30}?(?:\bdue |\bof the |\bfor the |\((?:the )?)(?P<year>20\d\d)\b")
    });
    static AHEAD: LazyLock<Regex> = LazyLock::new(|| {
        rx(r"\b(?P<year>20\d\d)(?:s| (?:notes|bonds|tranche|securities))\b[^,;.\d|\n]{0,24}$")
    });
    if tranches.len() < 2 || terms.len() > 600 {
        return;
    }
    let years: Vec<Option<String>> = tranches
        .iter()
        .map(|tranche| tranche.maturity().and_then(|date| date.get(..4)).map(str::to_owned))
        .collect();
    for fact in terms {
        let kind = fact.term.kind();
        if !matches!(kind, Kind::Coupon | Kind::Price | Kind::Yield | Kind::Spread) {
            continue;
        }
        let after = crate::import::money::window(text, fact.span.end, 50);
        let before = crate::import::money::window_before(text, fact.span.start, 50);
        let found = BEHIND.captures(after).or_else(|| AHEAD.captures(before));
        let Some(year) = found.and_then(|found| found.name("year")) else { continue };
        let fits = |own: &&Option<String>| own.as_deref() == Some(year.as_str());
        if years.iter().filter(fits).count() != 1 {
            continue;
        }
        let Some(at) = years.iter().position(|own| fits(&own)) else { continue };
        if !tranches[at].has(kind) {
            tranches[at].add(fact);
        }
    }
}

/// A bracket right behind a term that names the year of a tranche.
static IN_BRACKET: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^ ?%? ?\((?:for |in respect of )?(?:the )?(?:notes |bonds )?(?:due )?20\d\d[^()\n]{0,24}\)",
    )
});

/// Where the terms stand that their own sentence says of one tranche: "Per 2030 Note: 99.760%".
pub(super) fn named_apart(text: &str, facts: &[&Fact], tranches: &[Drafted]) -> Vec<usize> {
    let years: Vec<_> = tranches.iter().map(|one| marks(one, "")).collect();
    let mut apart = Vec::new();
    for fact in facts.iter().filter(|fact| matches!(fact.term.kind(), Kind::Price | Kind::Yield)) {
        let sentence = sentence_at(text, fact.span.start);
        let before = text.get(sentence.start..fact.span.start).unwrap_or_default();
        let is_per = before.trim_start().to_lowercase().starts_with("per ");
        // "99.512 (2029 Notes), 99.031 (2033 Notes)"
        let behind = crate::import::money::window(text, fact.span.end, 40);
        if IN_BRACKET.is_match(behind)
            && crate::import::scope::named(behind.split(')').next().unwrap_or(behind), &years)
                .is_some_and(|named| named.len() == 1)
        {
            apart.push(fact.span.start);
            continue;
        }
        if is_per
            && crate::import::scope::named(before, &years).is_some_and(|named| named.len() == 1)
        {
            apart.push(fact.span.start);
        }
    }
    apart
}

/// Whether a kind of term stands once among those apart from every size.
fn sole(loose: &[&Fact], kind: Kind) -> bool {
    loose.iter().filter(|other| other.term.kind() == kind).count() == 1
}

/// The one tranche that words right behind a term name: "175bp on the dollars".
pub(super) fn named_after(
    text: &str,
    at: usize,
    marks: &[crate::import::scope::Marks],
) -> Option<BTreeSet<usize>> {
    let after = crate::import::money::window(text, at, 48);
    let topic =
        ["on ", "for ", "in "].iter().find_map(|word| after.trim_start().strip_prefix(word))?;
    let clause = topic.split([',', ';', '.', '(']).next()?.split(" and ").next()?;
    crate::import::scope::named(clause, marks).filter(|named| named.len() == 1)
}

/// Gives terms of one kind that stand in one sentence, as many as there are tranches, in their order.
fn zip(text: &str, tranches: &mut [Drafted], loose: &[&Fact]) -> Vec<Kind> {
    let mut zipped = Vec::new();
    for kind in [
        Kind::Tenor,
        Kind::Coupon,
        Kind::Maturity,
        Kind::Price,
        Kind::Yield,
        Kind::Spread,
        Kind::Isin,
    ] {
        let own: Vec<&&Fact> = loose.iter().filter(|fact| fact.term.kind() == kind).collect();
        let one_place = own.first().is_some_and(|first| {
            let place = sentence_at(text, first.span.start);
            own.iter().all(|fact| place.contains(&fact.span.start))
        });
        let distinct = own
            .iter()
            .enumerate()
            .all(|(at, fact)| own[..at].iter().all(|other| other.term != fact.term));
        if own.len() == tranches.len()
            && one_place
            && distinct
            && !tranches.iter().any(|tranche| tranche.has(kind))
        {
            tranches.iter_mut().zip(&own).for_each(|(tranche, fact)| tranche.add(fact));
            zipped.push(kind);
        }
    }
    zipped
}
