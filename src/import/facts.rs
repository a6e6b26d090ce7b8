//! Terms recognised in a text: amounts, coupons, maturities, prices, yields, spreads, each told from
//! what looks like it by the words around.

mod amounts;
mod beside;
mod paired;
mod pairs;
mod past;
mod prices;
mod rates;
mod signs;
mod spreads;
mod times;

use std::sync::LazyLock;

use regex::Regex;

use super::dates::{self, Dated};
use super::money::{self, Amount};
use super::number::Number;
use super::pattern::{is_shortly_before_end, rx};
use super::plain::Span;
use super::sentence;

/// A term of a tranche.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    /// The size of a tranche, or of all of them.
    Amount(Amount, AmountKind),
    /// Per cent a year.
    Coupon(Number),
    /// It floats.
    Floating,
    /// Final maturity.
    Maturity(String),
    /// Years to maturity.
    Tenor(Number),
    /// Issue price in per cent.
    Price(Number),
    /// Yield in per cent.
    Yield(Number),
    /// Spread in basis points over what.
    Spread(Number, Option<String>),
    /// The security's number.
    Isin(String),
    /// A key of the record that is a plain number.
    Key(&'static str, Number),
    /// A key of the record that is a text.
    Words(&'static str, String),
}

/// What an amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AmountKind {
    /// The size of a tranche.
    Principal,
    /// Said to be the sum of all.
    Total,
    /// What the issuer gets before costs.
    Proceeds,
    /// The size of a programme.
    Programme,
    /// Not of this deal.
    Other,
}

/// A term with its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fact {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub term: Term,
}

/// What kind a term is: two of one kind are two tranches'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Amount,
    Coupon,
    Maturity,
    Tenor,
    Price,
    Yield,
    Spread,
    Isin,
    Other,
}

impl Term {
    /// The kind of the term.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Amount(..) => Kind::Amount,
            Self::Coupon(_) | Self::Floating => Kind::Coupon,
            Self::Maturity(_) => Kind::Maturity,
            Self::Tenor(_) => Kind::Tenor,
            Self::Price(_) => Kind::Price,
            Self::Yield(_) => Kind::Yield,
            Self::Spread(..) => Kind::Spread,
            Self::Isin(_) => Kind::Isin,
            Self::Key(..) | Self::Words(..) => Kind::Other,
        }
    }
}

/// Everything recognised in a text.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The terms, in order.
    pub terms: Vec<Fact>,
    /// The dates, in order.
    pub dates: Vec<Dated>,
}

/// Recognises the terms of a text; amounts in `zones` are tickets of banks.
pub(super) fn find(text: &str, zones: &[Span]) -> Facts {
    let dates = dates::find(text);
    let zones = joined(zones);
    let context = Context { text, sentences: all_sentences(text), zones };
    let (mut terms, labelled) = paired::find(&context);
    let is_told = |fact: &Fact| {
        let next = labelled.partition_point(|span| span.end <= fact.span.start);
        labelled.get(next).is_some_and(|span| span.start < fact.span.end)
    };
    terms.extend(rates::find(&context).into_iter().filter(|fact| !is_told(fact)));
    terms.extend(amounts::find(&context));
    terms.extend(times::find(&context, &dates));
    terms.sort_by_key(|fact| (fact.span.start, fact.span.end));
    terms.extend(pairs::find(&context, &terms));
    let earlier = past::stretches(text);
    terms.retain(|fact| !past::holds(&earlier, fact.span.start));
    terms.sort_by_key(|fact| (fact.span.start, fact.span.end));
    Facts { terms, dates }
}

/// Stretches in order, those that overlap as one.
fn joined(zones: &[Span]) -> Vec<Span> {
    let mut sorted = zones.to_vec();
    sorted.sort_by_key(|zone| zone.start);
    let mut joined: Vec<Span> = Vec::with_capacity(sorted.len());
    for zone in sorted {
        match joined.last_mut() {
            Some(last) if zone.start <= last.end => last.end = last.end.max(zone.end),
            _ => joined.push(zone),
        }
    }
    joined
}

fn all_sentences(text: &str) -> Vec<Span> {
    sentence::lines(text).iter().flat_map(|line| sentence::sentences(text, line)).collect()
}

/// A text with its sentences.
struct Context<'a> {
    text: &'a str,
    sentences: Vec<Span>,
    /// In order, none over another.
    zones: Vec<Span>,
}

impl Context<'_> {
    /// The sentence in which a place stands.
    fn sentence(&self, at: usize) -> Span {
        let index = self.sentences.partition_point(|sentence| sentence.end <= at);
        self.sentences.get(index).cloned().unwrap_or(0..self.text.len())
    }

    /// The words before a place in its sentence, at most so many bytes.
    fn before(&self, at: usize, length: usize) -> &str {
        let start = self.sentence(at).start.min(at);
        let window = money::window_before(self.text, at, length);
        let from = (at - window.len()).max(start);
        self.text.get(from..at).unwrap_or_default()
    }

    /// The words after a place in its sentence, at most so many bytes.
    fn after(&self, at: usize, length: usize) -> &str {
        let end = self.sentence(at.saturating_sub(1)).end.max(at);
        let window = money::window(self.text, at, length);
        self.text.get(at..(at + window.len()).min(end)).unwrap_or_default()
    }

    /// Whether a term is that of debt which the deal replaces.
    fn is_old(&self, at: usize) -> bool {
        static OLD: LazyLock<Regex> = LazyLock::new(|| {
            rx(
                r"(?i)(?:replac\w*|holders of (?:its|their|the)|buy(?:s|ing)?[- ]?(?:back|in)\b|bought (?:back|in)\b|(?:takes?|took|taking) (?:the place of|out)\b|in place of|supersed\w*|(?:pay|pays|paying|paid) (?:off|back)\b|roll(?:s|ed|ing)? over|refinanc\w*|repay\w*|redeem\w*|repurchase|tender(?:ed)?(?: offer)? for|existing|outstanding|retire|偿还|再融资|置换|现有|赎回|归还|购回|回购|去年发行|此前发行|早前发行|曾发行)",
            )
        });
        static TAP: LazyLock<Regex> = LazyLock::new(|| {
            rx(r"(?i)\btap\b|\btapped|reopen|增发|额外发行|fungible|additional notes|合并")
        });
        let is_old = is_shortly_before_end(&OLD, self.before(at, 110), &[',', ';', '。', '.'], 70);
        is_old && !TAP.is_match(self.text)
    }

    /// Whether a place stands in a list of banks.
    fn in_zone(&self, at: usize) -> bool {
        let next = self.zones.partition_point(|zone| zone.start <= at);
        next.checked_sub(1).and_then(|last| self.zones.get(last)).is_some_and(|zone| at < zone.end)
    }
}

/// What the terms of a text are, of those that are asked for.
#[cfg(test)]
fn told(text: &str, of: impl Fn(&Term) -> Option<String>) -> Vec<String> {
    find(text, &[]).terms.iter().filter_map(|fact| of(&fact.term)).collect()
}
