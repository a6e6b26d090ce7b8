//! `league`: banks ranked by credit.

use std::io::{self, Write};

use jiff::civil::Date;
use serde_json::{Value, json};

use super::args::{LeagueArgs, LeagueFormat};
use super::books::Choice;
use super::deals::decimal;
use super::table::{Side, Table, write_csv};
use super::{CliError, Exit, Streams};
use crate::index::Facet;
use crate::jobs::write_checked;
use crate::model::{PartialDate, Role, RoleSet};
use crate::query::Filter;
use crate::scene::count;
use crate::stats::{CreditMethod, Credited, Criteria, League, LeagueRow};

pub(super) fn run(args: &LeagueArgs, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    let roles = roles(&args.roles)?;
    let criteria = Criteria { credit: args.credit.into(), roles: roles.map(RoleSet::bits) };
    let choice = Choice::open(&args.books, filter(args)?, streams)?;
    let ranking = Ranking::new(&choice, criteria, args.top);
    let mut text = Vec::new();
    match args.format {
        LeagueFormat::Text => ranking.write(&mut text)?,
        LeagueFormat::Csv => ranking.write_csv(&mut text)?,
        LeagueFormat::Json => {
            serde_json::to_writer_pretty(&mut text, &ranking.json())?;
            text.push(b'\n');
        }
    }
    match &args.output {
        Some(path) => {
            write_checked(path, &text, |_| true)?;
            streams.say(&format!("the league table was written: {}", path.display()));
        }
        None => streams.out.write_all(&text)?,
    }
    streams.out.flush()?;
    if ranking.league.unpriced_tranches > 0 {
        let tranches = ranking.league.unpriced_tranches;
        streams
            .say(&format!("{tranches} tranches have no amount or no exchange rate and no credit"));
    }
    Ok(Exit::Done)
}

/// The filter with the days of `--from` and `--to`.
fn filter(args: &LeagueArgs) -> Result<Filter, CliError> {
    let mut filter: Filter = args.filter.parse()?;
    let day = |text: &Option<String>, pick: fn(PartialDate) -> Date| match text {
        None => Ok(None),
        Some(text) => match PartialDate::parse(text) {
            Some(date) => Ok(Some(pick(date))),
            None => Err(CliError::Date(text.clone())),
        },
    };
    let (from, to) = (day(&args.from, PartialDate::earliest)?, day(&args.to, PartialDate::latest)?);
    filter.from = filter.from.max(from);
    filter.to = [filter.to, to].into_iter().flatten().min();
    Ok(filter)
}

/// The roles of codes and tiers, as the filter reads them; `None` where none is named.
fn roles(words: &[String]) -> Result<Option<RoleSet>, CliError> {
    let wanted = words.iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
    let mut asked = Filter::default();
    asked.values.insert(Facet::Role, wanted.collect());
    let read: Filter = asked.to_string().parse()?;
    let codes = read.of(Facet::Role);
    Ok(codes.map(|codes| codes.iter().filter_map(|code| Role::from_code(code)).collect()))
}

/// A league table with the names of its banks.
pub(super) struct Ranking<'a> {
    choice: &'a Choice,
    criteria: Criteria,
    league: League,
    shown: usize,
}

impl<'a> Ranking<'a> {
    /// Ranks the banks of the chosen deals; `top` cuts the lines that are printed.
    pub(super) fn new(choice: &'a Choice, criteria: Criteria, top: Option<usize>) -> Self {
        let league = League::new(&choice.index, &choice.chosen, &criteria);
        let shown = top.unwrap_or(usize::MAX).min(league.rows.len());
        Self { choice, criteria, league, shown }
    }

    fn rows(&self) -> impl Iterator<Item = (&LeagueRow, &str)> {
        let book = &self.choice.book;
        let rows = self.league.rows.iter().take(self.shown);
        rows.map(|row| (row, book.group(row.group).name.as_str()))
    }

    fn role_codes(&self) -> Option<Vec<&'static str>> {
        let roles = RoleSet::from_bits(self.criteria.roles?);
        Some(roles.iter().map(Role::code).collect())
    }

    /// Prints the table with its rules and totals.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "League table, {}", self.rules())?;
        let mut table = Table::new(&[
            ("rank", Side::Right),
            ("bank", Side::Left),
            ("USD m", Side::Right),
            ("share %", Side::Right),
            ("deals", Side::Right),
        ]);
        for (row, bank) in self.rows() {
            table.row(vec![
                row.rank.to_string(),
                bank.to_owned(),
                millions(row.value),
                format!("{:.3}", row.share_pct),
                row.deals.to_string(),
            ]);
        }
        table.write(out)?;
        self.write_totals(out)
    }

    fn rules(&self) -> String {
        let roles = match self.role_codes() {
            None => "bookrunners, else the next rung".to_owned(),
            Some(codes) => codes.join(", "),
        };
        let credit = match self.criteria.credit {
            CreditMethod::Equal => "equal credit",
            CreditMethod::Full => "full credit",
        };
        let filter = &self.choice.filter;
        let filter = if filter.is_empty() { "all deals".to_owned() } else { filter.to_string() };
        format!("{credit} to {roles}; {filter}")
    }

    fn write_totals(&self, out: &mut dyn Write) -> io::Result<()> {
        let league = &self.league;
        if self.shown < league.rows.len() {
            writeln!(out, "{} of {} banks shown", self.shown, league.rows.len())?;
        }
        writeln!(
            out,
            "market USD {} m over {} deals; unnamed {} m, unallocated {} m; not priced: {} deals",
            millions(league.market_value),
            count(league.deals as i128),
            millions(league.unnamed),
            millions(league.unallocated),
            count(league.not_priced as i128),
        )?;
        let effective = league.effective_banks().unwrap_or(0.0);
        writeln!(
            out,
            "HHI {:.1}, as concentrated as {effective:.1} equal banks; first five {:.1} %",
            league.hhi, league.cr5_pct
        )
    }

    fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        write_csv(out, &["rank", "bank", "value_usd", "share_pct", "deals"])?;
        for (row, bank) in self.rows() {
            let cells = [
                row.rank.to_string(),
                bank.to_owned(),
                decimal(row.value.cents(), 2),
                format!("{:.6}", row.share_pct),
                row.deals.to_string(),
            ];
            write_csv(out, &cells)?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let league = &self.league;
        let rows: Vec<Value> = self
            .rows()
            .map(|(row, bank)| {
                json!({
                    "rank": row.rank,
                    "bank": bank,
                    "value": dollars(row.value),
                    "share_pct": row.share_pct,
                    "deals": row.deals,
                })
            })
            .collect();
        json!({
            "currency": "USD",
            "credit": self.criteria.credit.code(),
            "roles": self.role_codes(),
            "filter": self.choice.filter.to_string(),
            "market_value": dollars(league.market_value),
            "deals": league.deals,
            "unallocated": dollars(league.unallocated),
            "unnamed": dollars(league.unnamed),
            "unpriced_tranches": league.unpriced_tranches,
            "deals_not_priced": league.not_priced,
            "banks": league.rows.len(),
            "rows": rows,
            "hhi": league.hhi,
            "effective_banks": league.effective_banks(),
            "cr5_pct": league.cr5_pct,
        })
    }
}

/// Millions of US dollars with one decimal.
fn millions(value: Credited) -> String {
    let tenths = (value.cents() + 5_000_000) / 10_000_000;
    format!("{}.{}", count(tenths / 10), tenths % 10)
}

/// US dollars to the cent.
fn dollars(value: Credited) -> f64 {
    value.cents() as f64 / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expected: Option<&str>) {
        let words: Vec<String> = words.split(',').map(str::to_owned).collect();
        let read = roles(&words).map(|roles| {
            let codes = roles.map(|roles| roles.iter().map(Role::code).collect::<Vec<_>>());
            codes.map_or_else(String::new, |codes| codes.join(","))
        });
        assert_eq!(read.ok().as_deref(), expected, "{words:?}");
    }

    #[test]
    fn roles_are_codes_or_tiers() {
        check("", Some(""));
        check("co_manager", Some("co_manager"));
        check("co_manager, sole_bookrunner", Some("sole_bookrunner,co_manager"));
        check("sponsor", Some("sponsor"));
        check("boss", None);
        check("a\"b", None);
    }

    #[test]
    fn millions_are_rounded_once() {
        assert_eq!(millions(Credited(52_500_000_000 * 1_000_000)), "525.0");
        assert_eq!(millions(Credited(123_456_789_000 * 1_000_000)), "1,234.6");
        assert_eq!(millions(Credited(0)), "0.0");
    }
}
