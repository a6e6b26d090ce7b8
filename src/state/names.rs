//! Names in the script of the reader.

use crate::book::DealBook;
use crate::graph::Node;
use crate::model::{Currency, DealId, GroupId, IssuerId, Market, Region, Role, Tier};
use crate::query::Target;
use crate::scene::{LeagueLine, LeaguePicture, count, money_short, tier_key, usd};
use crate::stats::{Credited, League, Recipient, Sizes};
use crate::words::{Lang, tr, tr_with};

/// Gives names in one language.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The book.
    pub book: &'a DealBook,
    /// The language.
    pub lang: Lang,
}

impl<'a> Names<'a> {
    /// Names of a book in a language.
    pub const fn new(book: &'a DealBook, lang: Lang) -> Self {
        Self { book, lang }
    }

    /// An issuer's name.
    pub fn issuer(self, issuer_id: IssuerId) -> &'a str {
        let issuer = self.book.issuer(issuer_id);
        match self.lang {
            Lang::En => &issuer.name,
            Lang::Zh => issuer.name_zh.as_ref().unwrap_or(&issuer.name),
        }
    }

    /// A bank group's name.
    pub fn group(self, group_id: GroupId) -> &'a str {
        let group = self.book.group(group_id);
        match self.lang {
            Lang::En => &group.name,
            Lang::Zh => group.name_hans.as_ref().unwrap_or(&group.name),
        }
    }

    /// Whoever has a line in a league table.
    pub fn recipient(self, recipient: Recipient) -> String {
        match recipient {
            Recipient::Group(group_id) => self.group(group_id).to_owned(),
            Recipient::Bank(bank_id) => self.book.bank(bank_id).name.clone(),
            Recipient::Unnamed => tr(self.lang, "league.unnamed").into_owned(),
            Recipient::Unallocated => tr(self.lang, "league.unallocated").into_owned(),
        }
    }

    /// A deal in a few words: issuer and instrument.
    pub fn deal(self, deal_id: DealId) -> String {
        let deal = self.book.deal(deal_id);
        let issuer = self.issuer(deal.issuer);
        match &deal.instrument {
            Some(instrument) => format!("{issuer} · {instrument}"),
            None => issuer.to_owned(),
        }
    }

    /// The name of anything that can be selected.
    pub fn target(self, target: Target) -> String {
        match target {
            Target::Issuer(issuer_id) => self.issuer(issuer_id).to_owned(),
            Target::Group(group_id) => self.group(group_id).to_owned(),
            Target::Deal(deal_id) => self.deal(deal_id),
        }
    }

    /// The name of a node.
    pub fn node(self, node: Node) -> String {
        match node {
            Node::Issuer(issuer_id) => self.issuer(issuer_id).to_owned(),
            Node::Group(group_id) => self.group(group_id).to_owned(),
            Node::Deal(deal_id) => self.deal(deal_id),
            Node::Unnamed(_) => tr(self.lang, "bank.unnamed").into_owned(),
        }
    }

    /// The region of a bank's head office; `None` for anything but a bank.
    pub fn region(self, node: Node) -> Option<Region> {
        match node {
            Node::Group(group_id) => Some(Region::of(self.book.group(group_id).country.as_deref())),
            _ => None,
        }
    }

    /// A role.
    pub const fn role(self, role: Role) -> &'static str {
        match self.lang {
            Lang::En => role.english(),
            Lang::Zh => role.simplified(),
        }
    }

    /// A tier.
    pub fn tier(self, tier: Tier) -> String {
        tr(self.lang, tier_key(tier)).into_owned()
    }
}

impl Names<'_> {
    /// A part of the market: a market by its name, anything else as it is.
    pub fn part(self, part: &str) -> String {
        match Market::from_code(part) {
            Some(market) => {
                tr(self.lang, &format!("market.{}", market.code().to_lowercase())).into_owned()
            }
            None => part.to_owned(),
        }
    }

    /// What a published total is of.
    pub fn scope(self, scope: &str) -> String {
        let key = match scope {
            "global" => "scope.global",
            "United States" => "scope.us",
            "Europe" => "scope.europe",
            "Asia" => "scope.asia",
            _ => return scope.to_owned(),
        };
        tr(self.lang, key).into_owned()
    }
}

/// What is selected when a node is clicked.
pub const fn target_of(node: Node) -> Target {
    match node {
        Node::Issuer(issuer_id) => Target::Issuer(issuer_id),
        Node::Group(group_id) => Target::Group(group_id),
        Node::Deal(deal_id) | Node::Unnamed(deal_id) => Target::Deal(deal_id),
    }
}

/// A league table as a picture shows it.
pub fn league_picture(
    league: &League,
    lang: Lang,
    name: impl Fn(Recipient) -> String,
) -> LeaguePicture {
    let most = league.rows.first().map_or(1, |row| row.value.0).max(1) as f64;
    let lines = league.rows.iter().map(|row| LeagueLine {
        rank: row.rank,
        name: name(row.recipient()),
        value: league_value(row.value, league.currency, lang),
        share_pct: row.share_pct,
        part: (row.value.0 as f64 / most) as f32,
        deals: row.deals,
    });
    LeaguePicture {
        title: tr(lang, "view.league").into_owned(),
        deals: tr(lang, "league.deals").into_owned(),
        lines: lines.collect(),
    }
}

/// Sizes in a sentence: deals, mean, median, and deals without a syndicate.
pub fn sizes_words(sizes: &Sizes, lang: Lang) -> String {
    let figures = [
        count(sizes.bars.len()),
        format!("{:.1}", sizes.mean()),
        format!("{:.0}", sizes.median()),
        count(sizes.without_syndicate),
    ];
    tr_with(lang, "sizes.summary", &figures.each_ref().map(String::as_str))
}

/// A value in the currency of a table, in short.
pub fn league_value(credited: Credited, currency: Currency, lang: Lang) -> String {
    if currency == Currency::usd() {
        return usd(credited.usd(), lang);
    }
    money_short(credited.units(currency), currency, lang)
}
