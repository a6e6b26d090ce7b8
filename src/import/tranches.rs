//! Attaching terms to tranches.
//!
//! Each size that is a tranche's leads a stretch of the text, and the terms in the stretch are its
//! own. Columns ("6亿美元 | 9亿美元", "1.81% | 2.39%") go side by side; terms said of both or all go
//! to each; a deal without sizes is told apart by its rates, tenors or currencies.

mod columns;
mod complete;
mod currency;
mod foreign;
mod leads;
mod rows;
mod share;
mod sheet;
mod told;

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::facts::{AmountKind, Fact, Facts, Kind, Term};
use super::number::Number;
use super::plain::Span;
use super::sentence;
use crate::model::Market;

/// A tranche with the facts that it rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Drafted {
    /// Its currency.
    pub currency: Option<(String, Span)>,
    /// Its facts, the first of each kind counts.
    pub facts: Vec<Fact>,
    /// Whether a word makes it green, social or sustainable.
    pub is_green: bool,
    /// What a table of classes or series calls it.
    pub label: Option<String>,
}

impl Drafted {
    /// The first fact of a kind.
    pub(super) fn first(&self, kind: Kind) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.term.kind() == kind)
    }

    /// Its size.
    pub(super) fn amount(&self) -> Option<Number> {
        self.facts.iter().find_map(|fact| match &fact.term {
            Term::Amount(amount, _) => Some(amount.value),
            _ => None,
        })
    }

    /// Where its size stands.
    pub(super) fn size(&self) -> Option<Span> {
        self.first(Kind::Amount).map(|fact| fact.span.clone())
    }

    /// The name that a table gives it: "A-1".
    pub(super) fn name(&self) -> Option<&str> {
        self.facts.iter().find_map(|fact| match &fact.term {
            Term::Words("label", name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// Its coupon.
    pub(super) fn coupon(&self) -> Option<Number> {
        self.facts.iter().find_map(|fact| match fact.term {
            Term::Coupon(value) => Some(value),
            _ => None,
        })
    }

    /// Its maturity.
    pub(super) fn maturity(&self) -> Option<&str> {
        self.facts.iter().find_map(|fact| match &fact.term {
            Term::Maturity(date) => Some(date.as_str()),
            _ => None,
        })
    }

    /// Its tenor in years.
    pub(super) fn tenor(&self) -> Option<Number> {
        self.facts.iter().find_map(|fact| match fact.term {
            Term::Tenor(years) => Some(years),
            _ => None,
        })
    }

    /// Whether it floats.
    pub(super) fn is_floating(&self) -> bool {
        self.facts.iter().any(|fact| fact.term == Term::Floating) && self.coupon().is_none()
    }

    fn lead(fact: &Fact) -> Self {
        let currency = match &fact.term {
            Term::Amount(amount, _) => {
                amount.currency.map(|code| (code.to_owned(), fact.span.clone()))
            }
            _ => None,
        };
        Self { currency, facts: vec![fact.clone()], is_green: false, label: None }
    }

    /// Whether there is a maturity; one that says more of the same year takes its place.
    fn refine_maturity(&mut self, date: &str, span: &Span) -> bool {
        let own = self.facts.iter_mut().find(|fact| fact.term.kind() == Kind::Maturity);
        let Some(own) = own else { return false };
        if let Term::Maturity(known) = &own.term
            && date.len() > known.len()
            && date.starts_with(known.as_str())
        {
            *own = Fact { span: span.clone(), term: Term::Maturity(date.to_owned()) };
        }
        true
    }

    fn has(&self, kind: Kind) -> bool {
        self.first(kind).is_some()
    }

    fn add(&mut self, fact: &Fact) {
        let kind = fact.term.kind();
        let full = match &fact.term {
            Term::Key(key, _) => self
                .facts
                .iter()
                .any(|own| matches!(&own.term, Term::Key(other, _) if other == key)),
            Term::Words(key, _) => self
                .facts
                .iter()
                .any(|own| matches!(&own.term, Term::Words(other, _) if other == key)),
            Term::Floating => self.facts.iter().any(|own| own.term == Term::Floating),
            Term::Coupon(_) => self.coupon().is_some(),
            Term::Maturity(date) => self.refine_maturity(date, &fact.span),
            _ => self.has(kind),
        };
        if !full {
            self.facts.push(fact.clone());
        }
    }
}

static EACH: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)均|皆|各|分别按|\bboth\b|\beach\b|\ball (?:tranches|notes|series|the notes|of the)|两个品种|两档|\beach series|\b(?:all|each) (?:(?:priced|sold|issued) )?(?:at )?$",
    )
});
static GREEN: LazyLock<Regex> = LazyLock::new(|| rx(r"(?i)\bgreen\b|绿色"));

/// Makes the tranches of one deal of the terms in a stretch.
pub(super) fn assemble(text: &str, facts: &Facts, market: Market) -> Vec<Drafted> {
    let terms: Vec<Fact> = facts.terms.clone();
    let mut tranches = match market {
        Market::Ecm => shares(&terms),
        _ => securities(text, &foreign::without(text, &terms, market), market),
    };
    share::beside_years(text, &mut tranches, &terms);
    give_currency(text, &mut tranches);
    tranches
}

/// The one tranche of a sale of shares.
fn shares(terms: &[Fact]) -> Vec<Drafted> {
    let kinds = [AmountKind::Total, AmountKind::Proceeds, AmountKind::Principal];
    let sized = |kind: AmountKind| {
        terms.iter().find(|fact| matches!(&fact.term, Term::Amount(_, own) if *own == kind))
    };
    let lead = kinds.into_iter().filter_map(sized).min_by_key(|fact| fact.span.start);
    let mut tranche = lead.map(Drafted::lead).unwrap_or_default();
    let wanted = |fact: &&Fact| matches!(&fact.term, Term::Key(..) | Term::Words(..));
    terms.iter().filter(wanted).for_each(|fact| tranche.add(fact));
    if tranche.facts.is_empty() { Vec::new() } else { vec![tranche] }
}

fn securities(text: &str, terms: &[Fact], market: Market) -> Vec<Drafted> {
    if let Some(tranches) = rows::in_rows(text, terms) {
        return tranches;
    }
    if let Some((tranches, table)) = sheet::find(text, terms) {
        let apart = |fact: &&Fact| {
            let kind = fact.term.kind();
            let is_full = tranches.iter().all(|tranche| tranche.has(kind));
            kind != Kind::Amount && !is_full && !table.contains(&fact.span.start)
        };
        let loose: Vec<&Fact> = terms.iter().filter(apart).collect();
        return share::share(text, tranches, &loose, market);
    }
    let leads = leads::leads(text, terms);
    if let Some(mut tranches) = columns::side_by_side(text, terms, &leads) {
        complete::complete(text, terms, &mut tranches);
        return tranches;
    }
    if leads.len() < 2
        && let Some(tranches) = told::by_rates(text, terms, &leads)
    {
        return tranches;
    }
    match leads.as_slice() {
        [] => vec![single(text, terms, None)],
        [only] => vec![single(text, terms, terms.get(*only))],
        _ => several(text, terms, &leads, market),
    }
}

/// One tranche: what stands nearest to its size counts.
fn single(text: &str, terms: &[Fact], lead: Option<&Fact>) -> Drafted {
    let mut tranche = lead.map(Drafted::lead).unwrap_or_default();
    let home = lead.map(|fact| sentence_at(text, fact.span.start));
    let mut rest: Vec<&Fact> =
        terms.iter().filter(|fact| fact.term.kind() != Kind::Amount).collect();
    let distance = |fact: &&Fact| {
        let inside = home.as_ref().is_some_and(|home| home.contains(&fact.span.start));
        let away = lead.map_or(0, |lead| fact.span.start.abs_diff(lead.span.start));
        (!inside, if inside { away } else { fact.span.start })
    };
    rest.sort_by_key(distance);
    rest.into_iter().for_each(|fact| tranche.add(fact));
    tranche.is_green = false;
    tranche
}

/// The sentence in which a place stands.
fn sentence_at(text: &str, at: usize) -> Span {
    let before = super::money::window_before(text, at, 3000);
    let start = at - before.rfind('\n').map_or(before, |line| &before[line + 1..]).len();
    let after = super::money::window(text, at, 3000);
    let end = at + after.find('\n').unwrap_or(after.len());
    let found = sentence::sentences(text, &(start..end));
    found.into_iter().find(|sentence| sentence.contains(&at)).unwrap_or(start..end)
}

/// Several tranches, each led by its size.
fn several(text: &str, terms: &[Fact], leads: &[usize], market: Market) -> Vec<Drafted> {
    let bounds = leads::bounds(text, terms, leads);
    let mut tranches: Vec<Drafted> =
        leads.iter().map(|lead| Drafted::lead(&terms[*lead])).collect();
    let homes = homes(text, terms, leads);
    let listed = share::listed_behind(text, terms, leads, &mut tranches);
    let (mut loose, mut ahead): (Vec<&Fact>, Vec<&Fact>) = (Vec::new(), Vec::new());
    // What stands in the sentence of the size goes before what stands in the lines around it.
    let owner_of = |at: usize| bounds.iter().rposition(|start| *start <= at).unwrap_or(0);
    let others = terms
        .iter()
        .filter(|fact| fact.term.kind() != Kind::Amount && !listed.contains(&fact.span.start));
    let (inside, around): (Vec<&Fact>, Vec<&Fact>) =
        others.partition(|fact| homes[owner_of(fact.span.start)].contains(&fact.span.start));
    let mut apart = Vec::new();
    let (first_around, others) = (inside.len(), around.clone());
    for (count, fact) in inside.into_iter().chain(around).enumerate() {
        let at = fact.span.start;
        // By now the tranches have their years.
        if count == first_around && others.len() < 600 {
            apart = share::named_apart(text, &others, &tranches);
        }
        if apart.contains(&at) {
            loose.push(fact);
            continue;
        }
        let owner = owner_of(at);
        let (home, lead) = (&homes[owner], &terms[leads[owner]].span);
        let near = home.contains(&at) || is_close(text, lead, at);
        // The margin of a loan, said once behind all its parts, is that of all.
        let is_margin = market == Market::Loan
            && fact.term.kind() == Kind::Spread
            && leads.last().is_some_and(|last| terms[*last].span.end < at)
            && terms.iter().filter(|other| other.term.kind() == Kind::Spread).count() == 1;
        if is_ahead(text, &terms[leads[0]].span, at) {
            ahead.push(fact);
            continue;
        }
        let to_all = is_margin || EACH.is_match(clause_before(text, at));
        if to_all || !near {
            loose.push(fact);
        } else {
            tranches[owner].add(fact);
            tranches[owner].is_green |= false;
        }
    }
    for fact in ahead {
        tranches.iter_mut().for_each(|tranche| tranche.add(fact));
    }
    loose.sort_by_key(|fact| fact.span.start);
    for (owner, tranche) in tranches.iter_mut().enumerate() {
        let start = bounds[owner].max(homes[owner].start);
        let end = bounds
            .get(owner + 1)
            .copied()
            .unwrap_or(homes[owner].end)
            .min(homes[owner].end)
            .max(start);
        tranche.is_green = GREEN.is_match(&text[start..end]);
    }
    if tranches.iter().all(|tranche| tranche.is_green) {
        tranches.iter_mut().for_each(|tranche| tranche.is_green = false);
    }
    let tranches = leads::merged(tranches, &homes);
    let mut tranches = share::share(text, tranches, &loose, market);
    complete::labelled(text, terms, &mut tranches);
    complete::joined(text, terms, leads, &mut tranches);
    tranches
}

/// Whether a term stands before the sizes and words between say that they are its parts: "five-year
/// loans in two tranches: …", "the bonds mature in May 2029 and are split into …".
fn is_ahead(text: &str, first: &Span, at: usize) -> bool {
    static PARTS: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)\b(?:split|divided) (?:into|between|across)|\b(?:in|of|comprising|comprise|with) (?:two|three|four|five|six|several) (?:[\w-]+ )?(?:tranches|parts|pieces|series|portions|legs)|分为[两三四五]|[两三四五](?:个)?(?:档|品种|批次|部分)[:为]",
        )
    });
    let between = text.get(at..first.start).unwrap_or_default();
    between.len() < 240 && !between.contains(['\n', '。']) && PARTS.is_match(between)
}

/// The stretch around each size that is its own: its line where no other size stands in it, else its
/// sentence.
fn homes(text: &str, terms: &[Fact], leads: &[usize]) -> Vec<Span> {
    let place = |lead: &usize| terms[*lead].span.start;
    let home = |lead: &usize| {
        let at = place(lead);
        let before = super::money::window_before(text, at, 900);
        let start = at - before.rfind('\n').map_or(before, |line| &before[line + 1..]).len();
        let after = super::money::window(text, at, 900);
        let end = at + after.find('\n').unwrap_or(after.len());
        let alone = leads.iter().filter(|other| (start..end).contains(&place(other))).count() == 1;
        if alone && end - start < 900 { start..end } else { sentence_at(text, at) }
    };
    leads.iter().map(home).collect()
}

/// Whether a term stands in the short lines after a size, as in a term sheet.
fn is_close(text: &str, lead: &Span, at: usize) -> bool {
    let (from, to) = if lead.start < at { (lead.end, at) } else { (at, lead.start) };
    let between = text.get(from..to).unwrap_or_default();
    let long = |line: &str| {
        let has_stop = line.replace("cent. ", "").contains(". ");
        line.chars().count() > 140 || line.contains('。') || has_stop
    };
    // The length goes first, so that the rest looks at little.
    between.len() < 900
        && between.contains('\n')
        && !between.contains("\n\n\n")
        && !between.lines().any(long)
}

/// The words of the clause before a place.
fn clause_before(text: &str, at: usize) -> &str {
    let window = super::money::window_before(text, at, 90);
    window.rsplit(['。', ';', '\n']).next().unwrap_or(window)
}

/// What a scope can name of a tranche.
pub(super) fn marks(tranche: &Drafted, label: &str) -> super::scope::Marks {
    super::scope::Marks {
        label: label.to_owned(),
        currency: tranche.currency.as_ref().map_or(String::new(), |(code, _)| code.clone()),
        year: tranche.maturity().and_then(|date| date.get(..4)).map(str::to_owned),
        tenor: tranche.tenor(),
        is_floating: tranche.is_floating(),
        letter: None,
    }
}

/// Gives tranches without a currency that of the words around, and one tranche a currency where
/// several currencies are named and no size is.
fn give_currency(text: &str, tranches: &mut Vec<Drafted>) {
    let named = leads::currencies(text);
    if let [only] = tranches.as_slice()
        && only.currency.is_none()
        && only.amount().is_none()
        && named.len() > 1
    {
        let facts = only.facts.clone();
        let one = |(code, span): &(&str, Span)| Drafted {
            currency: Some(((*code).to_owned(), span.clone())),
            facts: facts.clone(),
            is_green: false,
            label: None,
        };
        *tranches = named.iter().map(one).collect();
        return;
    }
    // "a EUR benchmark with a 7-year maturity and a USD benchmark with a 10-year maturity"
    if named.len() > 1 && tranches.len() > 1 && tranches.iter().all(|one| one.currency.is_none()) {
        for tranche in tranches.iter_mut() {
            let Some(at) = tranche.facts.iter().map(|fact| fact.span.start).min() else { continue };
            // "a 2-year Hong Kong dollar tranche and a 3-year CNH tranche"
            let first = tranche.facts.iter().min_by_key(|fact| fact.span.start);
            let last = first.map_or(at, |fact| fact.span.end);
            let after = super::money::window(text, last, 36);
            let after = after.split([',', ';', '。', '\n']).next().unwrap_or(after);
            let after = after.split(" and ").next().unwrap_or(after);
            // "EUR 7yr & USD 10yr", "EUR 7yr / USD 10yr"
            let after = after.split(['&', '/', '+']).next().unwrap_or(after);
            if let Some((code, span)) = super::scope::last_currency(after) {
                tranche.currency = Some((code.to_owned(), last + span.start..last + span.end));
                continue;
            }
            let before = super::money::window_before(text, at, 60);
            let before = before.rsplit(['\n', '。', ';']).next().unwrap_or(before);
            tranche.currency = super::scope::last_currency(before)
                .map(|(code, span)| (code.to_owned(), at - before.len() + span.start..at));
        }
    }
    let fallback = tranches.iter().find_map(|tranche| tranche.currency.clone());
    let first = named.first().map(|(code, span)| ((*code).to_owned(), span.clone()));
    let offshore = leads::is_offshore(text);
    for tranche in tranches.iter_mut() {
        if let Some(Term::Words(_, code)) = tranche
            .facts
            .iter()
            .map(|fact| &fact.term)
            .find(|term| matches!(term, Term::Words("currency", _)))
        {
            let code = code.clone();
            tranche.currency.get_or_insert((code, 0..0));
        }
        if tranche.currency.is_none() {
            tranche.currency = fallback.clone().or(first.clone());
        }
        if let Some((code, _)) = &mut tranche.currency
            && code == "CNY"
            && !offshore.is_empty()
        {
            "CNH".clone_into(code);
        }
    }
    currency::read_yen(text, tranches);
    tranches.retain(|tranche| tranche.currency.is_some() || !tranche.facts.is_empty());
}
