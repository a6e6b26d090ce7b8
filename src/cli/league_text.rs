//! A league table and its audits as text for people and as JSON for programs.

use serde_json::{Map, Value, json};

use super::CliError;
use super::table::{Side, Table};
use crate::report::{Cell, LeagueReport, Provenance, Sheet};
use crate::scene::count;
use crate::stats::{Audit, CreditMethod, Credited, LeagueRow, Move, RateUsed, Reason};
use crate::words::Lang;

/// Prints a table with its rules and totals.
pub(super) fn league_text(
    report: &LeagueReport<'_>,
    top: usize,
    provenance: &Provenance,
) -> Result<Vec<u8>, CliError> {
    let mut out = String::new();
    let mut say = |line: String| out.extend([line.as_str(), "\n"]);
    say(format!("League table, {}", provenance.rules));
    let filter = if report.filter.is_empty() { "all deals" } else { &provenance.filter };
    say(format!("{filter}; {}; book {}", provenance.source, provenance.revision));
    if let Some((period, _)) = &report.previous {
        say(format!("changes against {}..{}", period.from, period.to));
    }
    let mut bytes = out.into_bytes();
    rows_table(report, top).write(&mut bytes)?;
    bytes.extend(totals_text(report, top).into_bytes());
    Ok(bytes)
}

fn rows_table(report: &LeagueReport<'_>, top: usize) -> Table {
    let value = value_heading(report);
    let mut columns = vec![
        ("rank", Side::Right),
        ("bank", Side::Left),
        (value, Side::Right),
        ("share %", Side::Right),
        ("deals", Side::Right),
    ];
    if report.movement.is_some() {
        columns.insert(1, ("was", Side::Right));
        columns.push(("points", Side::Right));
    }
    let mut table = Table::new(&columns);
    for (at, row) in report.league.rows.iter().take(top).enumerate() {
        let mut cells = vec![
            row.rank.to_string(),
            report.name(row.recipient()).to_owned(),
            millions(report, row.value),
            format!("{:.3}", row.share_pct),
            row.deals.to_string(),
        ];
        if let Some(moved) = report.movement.as_ref().and_then(|movement| movement.moves.get(at)) {
            cells.insert(1, was(moved));
            cells.push(format!("{:+.3}", moved.share_change));
        }
        table.row(cells);
    }
    table
}

fn was(moved: &Move) -> String {
    moved.previous_rank.map_or_else(|| "NEW".to_owned(), |rank| rank.to_string())
}

const VALUE_HEADINGS: [(&str, &str); 6] = [
    ("USD", "USD m"),
    ("EUR", "EUR m"),
    ("CNY", "CNY m"),
    ("CNH", "CNH m"),
    ("HKD", "HKD m"),
    ("GBP", "GBP m"),
];

fn value_heading(report: &LeagueReport<'_>) -> &'static str {
    let code = report.league.currency.code();
    VALUE_HEADINGS.into_iter().find(|(own, _)| *own == code).map_or("millions", |(_, text)| text)
}

/// Millions of the currency with one decimal.
fn millions(report: &LeagueReport<'_>, value: Credited) -> String {
    let tenth = i128::from(report.league.currency.minor_per_unit()) * 100_000;
    let tenths = (value.minor() + tenth / 2).div_euclid(tenth);
    format!("{}.{}", count(tenths / 10), tenths % 10)
}

fn totals_text(report: &LeagueReport<'_>, top: usize) -> String {
    let league = &report.league;
    let m = |value: Credited| millions(report, value);
    let mut lines = Vec::new();
    if top < league.rows.len() {
        lines.push(format!("{top} of {} banks shown", league.rows.len()));
    }
    lines.push(format!(
        "market {} {} m over {} deals; unnamed {} m, unallocated {} m; not priced: {} deals",
        league.currency,
        m(league.market_value),
        count(league.deals),
        m(league.unnamed),
        m(league.unallocated),
        count(league.not_priced),
    ));
    lines.push(format!(
        "credits {} m; deals over all lines {}",
        m(league.credits()),
        count(league.deal_counts()),
    ));
    if let Some(coverage) = coverage(report) {
        lines.push(format!("allotments known for {coverage:.2} % of the value"));
    }
    let left: Vec<String> = left_out_counts(report)
        .map(|(reason, count)| format!("{} {count}", reason.code()))
        .collect();
    if !left.is_empty() {
        lines.push(format!("tranches left out: {}", left.join(", ")));
    }
    if let Some(movement) = report.movement.as_ref().filter(|m| !m.leavers.is_empty()) {
        let names = movement
            .leavers
            .iter()
            .take(12)
            .map(|leaver| format!("{} ({})", report.name(leaver.recipient), leaver.rank));
        let names: Vec<String> = names.collect();
        let more = movement.leavers.len().saturating_sub(names.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        lines.push(format!("no longer in the table: {}{more}", names.join(", ")));
    }
    let effective = league.effective_banks().unwrap_or(0.0);
    lines.push(format!(
        "HHI {:.1}, as concentrated as {effective:.1} equal banks; first five {:.1} %",
        league.hhi, league.cr5_pct
    ));
    lines.join("\n") + "\n"
}

fn coverage(report: &LeagueReport<'_>) -> Option<f64> {
    let by_allotment = report.criteria.credit == CreditMethod::Allotment;
    by_allotment.then(|| report.league.coverage_pct()).flatten()
}

fn left_out_counts<'a>(report: &'a LeagueReport<'_>) -> impl Iterator<Item = (Reason, usize)> + 'a {
    let counts = Reason::ALL.iter().copied().zip(report.league.left_out.iter().copied());
    counts.filter(|(_, count)| *count > 0)
}

/// The table for programs: unrounded values in units of the currency.
pub(super) fn league_json(report: &LeagueReport<'_>, top: usize, provenance: &Provenance) -> Value {
    let league = &report.league;
    let units = |value: Credited| value.units(league.currency);
    let rows = league.rows.iter().take(top).enumerate();
    let rows: Vec<Value> = rows.map(|(at, row)| row_json(report, at, row)).collect();
    let left_out: Map<String, Value> = left_out_counts(report)
        .map(|(reason, count)| (reason.code().into(), count.into()))
        .collect();
    let mut table = json!({
        "currency": league.currency.code(),
        "credit": report.criteria.credit.code(),
        "roles": report.criteria.roles,
        "by": report.criteria.by.code(),
        "self_led": report.criteria.self_led.code(),
        "market_value": units(league.market_value),
        "deals": league.deals,
        "tranches": league.tranches,
        "sum_of_credits": units(league.credits()),
        "unallocated": units(league.unallocated),
        "unnamed": units(league.unnamed),
        "sum_of_deals": league.deal_counts(),
        "unpriced_tranches": league.unpriced_tranches,
        "deals_not_priced": league.not_priced,
        "left_out": left_out,
        "tenor_unknown": league.tenor_unknown,
        "banks": league.rows.len(),
        "rows": rows,
        "hhi": league.hhi,
        "effective_banks": league.effective_banks(),
        "cr5_pct": league.cr5_pct,
        "cr10_pct": league.cr_pct(10),
        "card": report.card(),
        "filter": provenance.filter,
        "rules": provenance.rules,
        "source": provenance.source,
        "date": provenance.date.map(|date| date.to_string()),
        "book_revision": provenance.revision.to_string(),
    });
    if let Some(coverage) = coverage(report) {
        table["coverage_pct"] = coverage.into();
    }
    if report.criteria.credit == CreditMethod::Fee {
        table["imputed"] = units(league.imputed).into();
    }
    if let (Some((period, before)), Some(movement)) = (&report.previous, &report.movement) {
        table["previous"] = json!({
            "from": period.from.to_string(),
            "to": period.to.to_string(),
            "market_value": units(before.market_value),
            "deals": before.deals,
        });
        let leavers = movement.leavers.iter().map(|leaver| {
            json!({
                "bank": report.name(leaver.recipient),
                "previous_rank": leaver.rank,
                "previous_share_pct": leaver.share_pct,
            })
        });
        table["leavers"] = leavers.collect();
    }
    table
}

fn row_json(report: &LeagueReport<'_>, at: usize, row: &LeagueRow) -> Value {
    let currency = report.league.currency;
    let mut line = json!({
        "rank": row.rank,
        "bank": report.name(row.recipient()),
        "value": row.value.units(currency),
        "share_pct": row.share_pct,
        "deals": row.deals,
        "tranches": row.tranches,
    });
    if row.bank.is_some() {
        line["group"] = report.book.group(row.group).name.as_str().into();
    }
    if matches!(report.criteria.credit, CreditMethod::Allotment | CreditMethod::Fee) {
        line["estimated"] = row.estimated.units(currency).into();
    }
    if let Some(moved) = report.movement.as_ref().and_then(|movement| movement.moves.get(at)) {
        line["previous_rank"] = moved.previous_rank.into();
        line["rank_change"] = moved.rank_change.into();
        line["is_new"] = moved.previous_rank.is_none().into();
        line["previous_share_pct"] = moved.previous_share_pct.into();
        line["share_change"] = moved.share_change.into();
    }
    line
}

/// Prints what a value adds up from.
pub(super) fn audit_text(report: &LeagueReport<'_>, audit: &Audit) -> Result<Vec<u8>, CliError> {
    let mut out = Vec::new();
    let mut table = Table::new(&[
        ("date", Side::Left),
        ("issuer", Side::Left),
        ("tranche", Side::Left),
        ("value", Side::Right),
        ("rate", Side::Right),
        ("credit", Side::Right),
        ("formula", Side::Left),
        ("id", Side::Left),
    ]);
    let money = |value: Credited| {
        Cell::Money { minor: value.minor(), decimals: audit.currency.decimals() }.plain()
    };
    for line in &audit.lines {
        let Some(deal_id) = line.deal else { continue };
        let deal = report.book.deal(deal_id);
        let tranche = deal.tranches.get(line.tranche);
        let label = tranche.and_then(|tranche| tranche.label.clone()).unwrap_or_default();
        let own = tranche.and_then(|tranche| tranche.currency);
        let rate = RateUsed::of(report.book, deal_id, line.tranche, audit.currency);
        table.row(vec![
            deal.date().map_or_else(String::new, |date| date.to_string()),
            report.book.issuer(deal.issuer).name.clone(),
            own.map_or(label.clone(), |own| format!("{own} {label}")),
            money(line.value),
            rate.map_or_else(String::new, |rate| format!("{:.6}", rate.per_unit())),
            money(line.credit),
            line.formula.sentence(Lang::En),
            deal.key.clone(),
        ]);
    }
    let name = report.name(audit.recipient);
    out.extend(format!("{name}: {} {}\n", audit.currency, money(audit.total)).into_bytes());
    table.write(&mut out)?;
    let sum = format!("{} deals, {} tranches\n", audit.deals(), audit.lines.len());
    out.extend(sum.into_bytes());
    Ok(out)
}

/// What a value adds up from, for programs.
pub(super) fn audit_json(
    report: &LeagueReport<'_>,
    audit: &Audit,
    provenance: &Provenance,
) -> Value {
    let currency = audit.currency;
    let lines = audit.lines.iter().filter_map(|line| {
        let deal_id = line.deal?;
        let deal = report.book.deal(deal_id);
        let tranche = deal.tranches.get(line.tranche)?;
        let rate = RateUsed::of(report.book, deal_id, line.tranche, currency);
        Some(json!({
            "deal": deal.key,
            "issuer": report.book.issuer(deal.issuer).name,
            "date": deal.date().map(|date| date.to_string()),
            "tranche": line.tranche,
            "label": tranche.label,
            "tranche_currency": tranche.currency.map(|currency| currency.code()),
            "amount": tranche.sold().map(|amount| amount.to_f64()),
            "rate": rate.map(RateUsed::per_unit),
            "rate_source": rate.map(RateUsed::code),
            "rate_day": rate.and_then(RateUsed::day).map(|day| day.to_string()),
            "value": line.value.units(currency),
            "credit": line.credit.units(currency),
            "formula": line.formula.sentence(Lang::En),
            "estimated": line.is_estimated(),
            "taken_away": line.taken_away,
            "source_publisher": deal.source.publisher,
            "source_url": deal.source.url,
        }))
    });
    json!({
        "bank": report.name(audit.recipient),
        "currency": currency.code(),
        "credit": report.criteria.credit.code(),
        "value": audit.total.units(currency),
        "deals": audit.deals(),
        "tranches": audit.lines.len(),
        "lines": lines.collect::<Vec<Value>>(),
        "card": report.card(),
        "rules": provenance.rules,
        "source": provenance.source,
        "date": provenance.date.map(|date| date.to_string()),
        "book_revision": provenance.revision.to_string(),
    })
}

/// Prints what was left out.
pub(super) fn left_out_text(sheet: &Sheet) -> Result<Vec<u8>, CliError> {
    let mut table = Table::new(&[
        ("date", Side::Left),
        ("issuer", Side::Left),
        ("tranche", Side::Left),
        ("reason", Side::Left),
        ("id", Side::Left),
    ]);
    for row in &sheet.rows {
        let text = |at: usize| row.get(at).map_or_else(String::new, Cell::plain);
        let tranche = format!("{} {}", text(4), text(3));
        table.row(vec![text(2), text(1), tranche.trim().to_owned(), text(7), text(0)]);
    }
    let mut out = Vec::new();
    table.write(&mut out)?;
    Ok(out)
}
