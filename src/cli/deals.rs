//! `deals`: the deals that pass a filter, as a table or as the records themselves.

use std::io::{self, Write};

use super::args::{DealsArgs, DealsFormat};
use super::books::Choice;
use super::table::{Side, Table, write_csv};
use super::{CliError, Exit, Streams};
use crate::book::{DealBook, record_line};
use crate::index::Index;
use crate::model::{Currency, Deal, DealId, Money, Role, Source};
use crate::scene::{money, usd_from_cents};
use crate::words::Lang;

/// The columns of the table for programs.
const CSV: [&str; 21] = [
    "id",
    "same_as",
    "date",
    "issuer",
    "issuer_zh",
    "ticker",
    "country",
    "sector",
    "market",
    "status",
    "instrument",
    "currencies",
    "amounts",
    "value_usd",
    "tranches",
    "banks",
    "syndicate",
    "use_of_proceeds",
    "source_url",
    "source_publisher",
    "source_date",
];

pub(super) fn run(args: &DealsArgs, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    let filter = args.filter.parse()?;
    let choice = Choice::open(&args.books, filter, streams)?;
    let (book, index) = (&*choice.book, &choice.index);
    let texts = choice.chosen.deals().filter_map(|deal_id| {
        let record = book.source().records.get(deal_id.index())?;
        Some(record_line(&record.text()))
    });
    match args.format {
        DealsFormat::Text => write_table(streams.out, &choice)?,
        DealsFormat::Csv => write_deals_csv(streams.out, book, index, choice.chosen.deals())?,
        DealsFormat::Json => write_array(streams.out, texts)?,
        DealsFormat::Ndjson => {
            for text in texts {
                writeln!(streams.out, "{text}")?;
            }
        }
    }
    streams.out.flush()?;
    let second = index.len() - choice.chosen.total();
    let beside =
        if second > 0 { format!("; {second} second accounts not listed") } else { "".into() };
    streams.say(&format!("{} of {} deals{beside}", choice.chosen.len(), choice.chosen.total()));
    Ok(Exit::Done)
}

/// Prints JSON values as an array, one a line.
pub(super) fn write_array(
    out: &mut dyn Write,
    values: impl Iterator<Item = String>,
) -> io::Result<()> {
    write!(out, "[")?;
    for (at, value) in values.enumerate() {
        write!(out, "{}{value}", if at == 0 { "\n" } else { ",\n" })?;
    }
    writeln!(out, "\n]")
}

/// The table for people, newest deal first.
fn write_table(out: &mut dyn Write, choice: &Choice) -> io::Result<()> {
    let (book, index) = (&*choice.book, &choice.index);
    let mut table = Table::new(&[
        ("date", Side::Left),
        ("issuer", Side::Left),
        ("instrument", Side::Left),
        ("market", Side::Left),
        ("amount", Side::Right),
        ("value", Side::Right),
        ("banks", Side::Right),
        ("id", Side::Left),
    ]);
    let mut rows: Vec<DealId> = choice.chosen.deals().collect();
    rows.sort_by_key(|deal_id| std::cmp::Reverse(index.deals().day[deal_id.index()]));
    for deal_id in rows {
        let deal = book.deal(deal_id);
        let value = index.deals().value(deal_id);
        table.row(vec![
            date(deal),
            book.issuer(deal.issuer).name.clone(),
            deal.instrument.as_deref().unwrap_or_default().to_owned(),
            deal.market.map_or("", |market| market.code()).to_owned(),
            join(amounts(deal).into_iter().map(|sum| money(sum, Lang::En)), " + "),
            value.map_or_else(String::new, |cents| usd_from_cents(cents, Lang::En)),
            index.size_of(deal_id).to_string(),
            deal.key.clone(),
        ]);
    }
    table.write(out)
}

/// The table for programs: a heading and a row for each deal.
pub(super) fn write_deals_csv(
    out: &mut dyn Write,
    book: &DealBook,
    index: &Index,
    deals: impl Iterator<Item = DealId>,
) -> io::Result<()> {
    write_csv(out, &CSV)?;
    for deal_id in deals {
        write_csv(out, &csv_cells(book, index, deal_id))?;
    }
    Ok(())
}

fn csv_cells(book: &DealBook, index: &Index, deal_id: DealId) -> [String; CSV.len()] {
    let deal = book.deal(deal_id);
    let issuer = book.issuer(deal.issuer);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let Source { url, publisher, date: source_date, .. } = &*deal.source;
    let value = index.deals().value(deal_id);
    [
        deal.key.clone(),
        text(&deal.same_as),
        date(deal),
        issuer.name.clone(),
        text(&issuer.name_zh),
        text(&issuer.ticker),
        text(&issuer.country),
        text(&issuer.sector),
        deal.market.map_or("", |market| market.code()).to_owned(),
        deal.status.map_or("", |status| status.code()).to_owned(),
        deal.instrument.as_deref().unwrap_or_default().to_owned(),
        join(deal.currencies().into_iter().map(|currency| currency.to_string()), "; "),
        join(amounts(deal).into_iter().map(decimal_money), "; "),
        value.map_or_else(String::new, |cents| decimal(cents.into(), 2)),
        deal.tranches.len().to_string(),
        index.size_of(deal_id).to_string(),
        syndicate(book, deal),
        text(&deal.use_of_proceeds),
        text(url),
        text(publisher),
        text(source_date),
    ]
}

fn date(deal: &Deal) -> String {
    deal.date().map_or_else(String::new, |date| date.to_string())
}

fn join(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

/// The amounts issued, summed by currency.
fn amounts(deal: &Deal) -> Vec<Money> {
    let sum = |currency: Currency| {
        let all = deal.tranches.iter().filter_map(|tranche| tranche.amount);
        all.filter(|amount| amount.currency == currency).reduce(|sum, amount| {
            let minor = sum.minor.saturating_add(amount.minor);
            Money { minor, ..sum }
        })
    };
    deal.currencies().into_iter().filter_map(sum).collect()
}

fn decimal_money(money: Money) -> String {
    let units = decimal(money.minor.into(), money.currency.decimals());
    let units = if units.contains('.') {
        units.trim_end_matches('0').trim_end_matches('.')
    } else {
        &units
    };
    format!("{} {units}", money.currency)
}

/// A number of minor units with its point.
pub(super) fn decimal(minor: i128, decimals: u32) -> String {
    let digits = decimals as usize;
    let sign = if minor < 0 { "-" } else { "" };
    let text = format!("{:0>width$}", minor.unsigned_abs(), width = digits + 1);
    let (units, rest) = text.split_at(text.len() - digits);
    if rest.is_empty() { format!("{sign}{units}") } else { format!("{sign}{units}.{rest}") }
}

/// The members with their roles in brackets; "?" stands for a name that the source lost.
fn syndicate(book: &DealBook, deal: &Deal) -> String {
    let member = |member: &crate::model::Member| {
        let name = member.bank.map_or("?", |bank_id| book.bank(bank_id).name.as_str());
        let roles = join(member.roles.iter().map(Role::code).map(str::to_owned), " ");
        format!("{name} [{roles}]")
    };
    join(deal.members.iter().map(member), "; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(minor: i128, decimals: u32, expected: &str) {
        assert_eq!(decimal(minor, decimals), expected);
    }

    #[test]
    fn minor_units_print_with_their_point() {
        check(5, 2, "0.05");
        check(-12345, 2, "-123.45");
        check(700, 0, "700");
        check(0, 3, "0.000");
    }

    #[test]
    fn an_empty_array_is_still_json() {
        let mut out = Vec::new();
        write_array(&mut out, std::iter::empty()).unwrap();
        assert_eq!(serde_json::from_slice::<Vec<u8>>(&out).unwrap(), Vec::<u8>::new());
    }
}
