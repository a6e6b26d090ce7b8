//! Tranches that no size tells apart: by their rates and years, or by their tenors.

use super::{Drafted, Fact, GREEN, Kind, Term};
use crate::import::sentence;

/// Tranches told by rates and years, or by tenors, where sizes do not tell them.
pub(super) fn by_rates(text: &str, terms: &[Fact], leads: &[usize]) -> Option<Vec<Drafted>> {
    let mut best: Vec<Drafted> = Vec::new();
    for line in sentence::lines(text) {
        for place in sentence::sentences(text, &line) {
            let first = terms.partition_point(|fact| fact.span.start < place.start);
            let inside: Vec<&Fact> = terms[first..]
                .iter()
                .take_while(|fact| fact.span.start < place.end)
                .filter(|fact| {
                    matches!(
                        fact.term.kind(),
                        Kind::Coupon
                            | Kind::Maturity
                            | Kind::Tenor
                            | Kind::Price
                            | Kind::Yield
                            | Kind::Spread
                    )
                })
                .collect();
            let found = sequence(text, &inside);
            if found.len() > best.len() {
                best = found;
            }
        }
    }
    let counts = |tranche: &Drafted| tranche.maturity().is_some() || tranche.tenor().is_some();
    if best.len() < 2 || !best.iter().all(counts) {
        return None;
    }
    let mut seen = Vec::new();
    for tranche in &best {
        let key = (
            tranche.coupon(),
            tranche.maturity().map(str::to_owned),
            tranche.tenor(),
            tranche.is_floating(),
        );
        if seen.contains(&key) {
            return None;
        }
        seen.push(key);
    }
    if let Some(fact) = leads.first().and_then(|lead| terms.get(*lead))
        && let Term::Amount(amount, _) = &fact.term
    {
        let currency = amount.currency.map(|code| (code.to_owned(), fact.span.clone()));
        best.iter_mut().for_each(|tranche| tranche.currency.clone_from(&currency));
    }
    Some(best)
}

/// A new tranche begins where a kind comes again.
fn sequence(text: &str, facts: &[&Fact]) -> Vec<Drafted> {
    let mut tranches: Vec<Drafted> = Vec::new();
    for fact in facts {
        let kind = fact.term.kind();
        let fresh = tranches.last().is_none_or(|last: &Drafted| {
            last.has(kind)
                && !(kind == Kind::Coupon
                    && last.facts.last().is_some_and(|own| own.term == fact.term))
        });
        if fresh {
            tranches.push(Drafted::default());
        }
        if let Some(last) = tranches.last_mut() {
            last.add(fact);
            let tail = crate::import::money::window(text, fact.span.end, 12);
            last.is_green |=
                GREEN.is_match(tail.split([',', '、', '及']).next().unwrap_or_default());
        }
    }
    tranches
}
