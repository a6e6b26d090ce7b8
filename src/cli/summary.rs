//! `summary`: how much a book holds.

use std::collections::BTreeSet;
use std::io::{self, Write};

use jiff::civil::Date;
use serde_json::{Value, json};

use super::args::{SummaryArgs, TextFormat};
use super::books::Choice;
use super::table::{display_width, printable};
use super::{CliError, Exit, Streams};
use crate::book::{DealBook, Rates, date_of};
use crate::index::NO_DAY;
use crate::model::{Currency, GroupId, RoleSet};
use crate::query::Filter;
use crate::scene::{count, pct};
use crate::stats::{Criteria, League};

pub(super) fn run(args: &SummaryArgs, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    let choice = Choice::open(&args.books, Filter::default(), streams)?;
    let summary = Summary::new(&choice);
    match args.format {
        TextFormat::Text => summary.write(streams.out)?,
        TextFormat::Json => {
            serde_json::to_writer_pretty(&mut *streams.out, &summary.json())?;
            writeln!(streams.out)?;
        }
    }
    Ok(Exit::Done)
}

/// How much a book holds.
pub(super) struct Summary<'a> {
    choice: &'a Choice,
    book: &'a DealBook,
    league: League,
    groups: BTreeSet<GroupId>,
    groups_today: BTreeSet<GroupId>,
    tranches: usize,
    members: usize,
    unnamed: usize,
    roles: usize,
    undated: usize,
    first: Option<Date>,
    last: Option<Date>,
    stated_rates: usize,
    offshore: usize,
}

impl<'a> Summary<'a> {
    pub(super) fn new(choice: &'a Choice) -> Self {
        let book = &*choice.book;
        let groups: BTreeSet<GroupId> = book.banks().iter().map(|bank| bank.group).collect();
        let mut summary = Self {
            choice,
            book,
            league: League::new(&choice.index, &choice.chosen, &Criteria::default()),
            groups_today: groups.iter().map(|group_id| book.group_today(*group_id)).collect(),
            groups,
            tranches: 0,
            members: 0,
            unnamed: 0,
            roles: 0,
            undated: 0,
            first: None,
            last: None,
            stated_rates: 0,
            offshore: 0,
        };
        summary.count();
        summary
    }

    fn count(&mut self) {
        let index = &self.choice.index;
        let (deals, members) = (index.deals(), index.members());
        self.tranches = index.tranches().deal.len();
        self.members = members.bank.len();
        self.unnamed = members.bank.iter().filter(|bank| bank.is_none()).count();
        let roles = members.roles.values(0..members.roles.len());
        self.roles = roles.map(RoleSet::len).sum();
        let days = || deals.day.iter().copied().filter(|day| *day != NO_DAY);
        self.undated = deals.day.len() - days().count();
        (self.first, self.last) = (days().min().map(date_of), days().max().map(date_of));
        self.stated_rates = index.credit().stated_rates();
        let offshore = Currency::from_code("CNH");
        let currencies = index.tranches().currency.iter().enumerate();
        self.offshore = currencies
            .filter(|(at, own)| **own == offshore && !index.credit().is_rate_stated(*at))
            .count();
    }

    fn second_accounts(&self) -> usize {
        self.book.second_accounts().len()
    }

    /// Tranches of priced deals that have a value.
    fn priced_tranches(&self) -> usize {
        let deals = self.choice.chosen.deals();
        let priced = deals.filter(|deal_id| {
            !crate::stats::is_unpriced(self.choice.index.deals().status[deal_id.index()])
        });
        let all: usize = priced.map(|deal_id| self.choice.index.tranches_of(deal_id).len()).sum();
        all.saturating_sub(self.league.unpriced_tranches)
    }

    /// Which part of the tranches of priced deals has a value, in per cent.
    fn coverage_pct(&self) -> f64 {
        let priced = self.priced_tranches();
        match priced + self.league.unpriced_tranches {
            0 => 100.0,
            all => 100.0 * priced as f64 / all as f64,
        }
    }

    fn rates(&self) -> String {
        let last =
            Rates::embedded().last_day().map_or_else(String::new, |day| format!(" to {day}"));
        format!(
            "European Central Bank, euro foreign exchange reference rates{last}; {} stated by the \
             sources; {} offshore renminbi at the onshore rate",
            tranches(self.stated_rates),
            tranches(self.offshore),
        )
    }

    fn lines(&self) -> Vec<(&'static str, String)> {
        let (source, book) = (self.book.source(), self.book);
        let number = |number: usize| count(number);
        let [errors, warnings, notes] = book.problem_counts().map(number);
        let day = |date: Option<Date>| date.map_or_else(|| "none".to_owned(), |d| d.to_string());
        vec![
            ("records read", number(source.rows())),
            ("  kept", number(source.records.len())),
            ("  rejected", number(source.rejected.len())),
            ("second accounts", number(self.second_accounts())),
            ("deals counted", number(self.choice.chosen.total())),
            ("tranches", number(self.tranches)),
            ("members", number(self.members)),
            ("  unnamed", number(self.unnamed)),
            ("role records", number(self.roles)),
            ("issuers", number(book.issuers().len())),
            ("banks as printed", number(book.banks().len())),
            ("bank groups", number(self.groups.len())),
            ("  as of today", number(self.groups_today.len())),
            ("problems", number(book.problems().len())),
            ("  errors", errors),
            ("  warnings", warnings),
            ("  notes", notes),
            ("value of priced deals, USD", count(self.league.market_value.cents() / 100)),
            ("  tranches with a value", number(self.priced_tranches())),
            ("  tranches without", number(self.league.unpriced_tranches)),
            ("  coverage", pct(self.coverage_pct())),
            ("deals not priced", number(self.league.not_priced)),
            ("first date", day(self.first)),
            ("last date", day(self.last)),
            ("records without a date", number(self.undated)),
        ]
    }

    /// Prints a line for each figure.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(title) = self.book.title() {
            writeln!(out, "{}", printable(title))?;
        }
        let lines = self.lines();
        let label = lines.iter().map(|line| display_width(line.0)).max().unwrap_or(0);
        let figure = lines.iter().map(|line| line.1.len()).max().unwrap_or(0);
        for (name, text) in &lines {
            writeln!(out, "{name:<label$}  {text:>figure$}")?;
        }
        writeln!(out, "rates: {}", self.rates())
    }

    fn json(&self) -> Value {
        let (source, book) = (self.book.source(), self.book);
        let [errors, warnings, notes] = book.problem_counts();
        json!({
            "title": book.title(),
            "rows": source.rows(),
            "kept": source.records.len(),
            "rejected": source.rejected.len(),
            "second_accounts": self.second_accounts(),
            "deals": self.choice.chosen.total(),
            "tranches": self.tranches,
            "members": self.members,
            "unnamed": self.unnamed,
            "roles": self.roles,
            "issuers": book.issuers().len(),
            "banks": book.banks().len(),
            "groups": self.groups.len(),
            "groups_today": self.groups_today.len(),
            "problems": {"error": errors, "warning": warnings, "note": notes},
            "currency": "USD",
            "value": self.league.market_value.cents() as f64 / 100.0,
            "priced_tranches": self.priced_tranches(),
            "unpriced_tranches": self.league.unpriced_tranches,
            "coverage_pct": self.coverage_pct(),
            "deals_not_priced": self.league.not_priced,
            "first_date": self.first.map(|date| date.to_string()),
            "last_date": self.last.map(|date| date.to_string()),
            "undated": self.undated,
            "rates": self.rates(),
        })
    }
}

fn tranches(number: usize) -> String {
    let word = if number == 1 { "tranche" } else { "tranches" };
    format!("{} {word}", count(number))
}
