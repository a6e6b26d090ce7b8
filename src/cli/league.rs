//! `league`: banks ranked by credit, what a value adds up from, and what was left out.

use std::path::Path;

use super::args::LeagueFormat;
use super::books::{self, Choice};
use super::league_args::LeagueArgs;
use super::league_text::{audit_json, audit_text, league_json, league_text, left_out_text};
use super::{CliError, Exit, Streams};
use crate::jobs::write_checked;
use crate::model::{BankId, GroupId};
use crate::report::{
    LeagueReport, Provenance, Sheet, audit_sheet, criteria_sheet, league_sheet, left_out_sheet,
    to_xlsx,
};
use crate::stats::{Audit, Entity, Recipient};
use crate::text::fold;
use crate::words::Lang;

pub(super) fn run(args: &LeagueArgs, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    let (filter, parents, criteria) = args.card()?;
    let choice = Choice::open_under(&args.books, filter, parents, streams)?;
    let Choice { book, index, filter, chosen } = &choice;
    let report = LeagueReport::new(book, index, filter, chosen, criteria);
    let source = books::source_text(book, &args.books);
    let provenance = report.provenance(&source, Some(args.today()));
    if let Some(path) = &args.save_criteria {
        write_checked(path, report.card().to_text()?.as_bytes(), |_| true)?;
        streams.say(&format!("the rules were saved: {}", path.display()));
    }
    let format = format(args)?;
    let bytes = match (&args.audit, args.left_out) {
        (Some(bank), _) => audit(&report, bank, format, &provenance)?,
        (None, true) => left_out(&report, format, &provenance)?,
        (None, false) => table(&report, args, format, &provenance)?,
    };
    match &args.output {
        Some(path) => {
            write_checked(path, &bytes, |_| true)?;
            streams.say(&format!("the league table was written: {}", path.display()));
        }
        None => streams.out.write_all(&bytes)?,
    }
    streams.out.flush()?;
    let tranches = report.league.unpriced_tranches;
    if tranches > 0 {
        streams
            .say(&format!("{tranches} tranches have no amount or no exchange rate and no credit"));
    }
    let unknown = report.league.tenor_unknown;
    if unknown > 0 {
        streams.say(&format!("{unknown} tranches count although their tenor is not known"));
    }
    Ok(Exit::Done)
}

/// The format that is asked for, else the one that the name of the output says, else text.
fn format(args: &LeagueArgs) -> Result<LeagueFormat, CliError> {
    let extension = args.output.as_deref().and_then(Path::extension);
    let named = match extension.and_then(|end| end.to_str()) {
        Some("csv") => LeagueFormat::Csv,
        Some("json") => LeagueFormat::Json,
        Some("xlsx") => LeagueFormat::Xlsx,
        _ => LeagueFormat::Text,
    };
    match args.format.unwrap_or(named) {
        LeagueFormat::Xlsx if args.output.is_none() => Err(CliError::NeedsFile),
        format => Ok(format),
    }
}

fn table(
    report: &LeagueReport<'_>,
    args: &LeagueArgs,
    format: LeagueFormat,
    provenance: &Provenance,
) -> Result<Vec<u8>, CliError> {
    let top = args.top.unwrap_or(usize::MAX);
    match format {
        LeagueFormat::Text => league_text(report, top, provenance),
        LeagueFormat::Json => json(&league_json(report, top, provenance)),
        LeagueFormat::Csv => Ok(csv(league_sheet(report, top), provenance)),
        LeagueFormat::Xlsx => {
            let sheets = [
                league_sheet(report, top),
                criteria_sheet(report, provenance),
                left_out_sheet(report, Lang::En),
            ];
            Ok(to_xlsx(&sheets, provenance.date)?)
        }
    }
}

fn audit(
    report: &LeagueReport<'_>,
    bank: &str,
    format: LeagueFormat,
    provenance: &Provenance,
) -> Result<Vec<u8>, CliError> {
    let recipient = find_bank(report, bank)?;
    let audit = Audit::new(report.index, report.chosen, &report.criteria, recipient);
    match format {
        LeagueFormat::Text => audit_text(report, &audit),
        LeagueFormat::Json => json(&audit_json(report, &audit, provenance)),
        LeagueFormat::Csv => Ok(csv(audit_sheet(report.book, &audit, Lang::En), provenance)),
        LeagueFormat::Xlsx => {
            let sheets =
                [audit_sheet(report.book, &audit, Lang::En), criteria_sheet(report, provenance)];
            Ok(to_xlsx(&sheets, provenance.date)?)
        }
    }
}

fn left_out(
    report: &LeagueReport<'_>,
    format: LeagueFormat,
    provenance: &Provenance,
) -> Result<Vec<u8>, CliError> {
    let sheet = left_out_sheet(report, Lang::En);
    match format {
        LeagueFormat::Text => left_out_text(&sheet),
        LeagueFormat::Json => json(&sheet_json(&sheet)),
        LeagueFormat::Csv => Ok(csv(sheet, provenance)),
        LeagueFormat::Xlsx => {
            Ok(to_xlsx(&[sheet, criteria_sheet(report, provenance)], provenance.date)?)
        }
    }
}

/// A sheet as JSON: an array of objects of text by heading.
pub(super) fn sheet_json(sheet: &Sheet) -> serde_json::Value {
    let row = |row: &Vec<crate::report::Cell>| {
        let headings = sheet.columns.iter().map(|column| column.heading.clone());
        let cells = row.iter().map(|cell| serde_json::Value::from(cell.plain()));
        serde_json::Value::Object(headings.zip(cells).collect())
    };
    sheet.rows.iter().map(row).collect()
}

fn csv(sheet: Sheet, provenance: &Provenance) -> Vec<u8> {
    sheet.with_provenance(provenance).to_csv().into_bytes()
}

fn json(value: &serde_json::Value) -> Result<Vec<u8>, CliError> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}

/// The bank that a person means: by its whole name in any script, else by a part of the name that
/// one bank of the table alone has.
pub(super) fn find_bank(report: &LeagueReport<'_>, typed: &str) -> Result<Recipient, CliError> {
    let wanted = fold(typed);
    for special in [Recipient::Unnamed, Recipient::Unallocated] {
        let name = report.name(special);
        if wanted == fold(name) || typed == name.trim_matches(['(', ')']) {
            return Ok(special);
        }
    }
    let named: Vec<(Recipient, Vec<&str>)> = match report.criteria.by {
        Entity::Group => report
            .book
            .groups()
            .iter()
            .enumerate()
            .map(|(at, group)| {
                let names = [Some(&group.name), group.name_hans.as_ref(), group.name_hant.as_ref()];
                let names = names.into_iter().flatten().map(String::as_str).collect();
                (Recipient::Group(GroupId::new(at)), names)
            })
            .collect(),
        Entity::Bank => report
            .book
            .banks()
            .iter()
            .enumerate()
            .map(|(at, bank)| (Recipient::Bank(BankId::new(at)), vec![bank.name.as_str()]))
            .collect(),
    };
    let is_named =
        |names: &[&str], test: &dyn Fn(&str) -> bool| names.iter().any(|name| test(&fold(name)));
    let exact = named.iter().filter(|(_, names)| is_named(names, &|name| name == wanted));
    let exact: Vec<Recipient> = exact.map(|(recipient, _)| *recipient).collect();
    let is_ranked = |found: &&Recipient| report.league.row_for(**found).is_some();
    if let Some(found) = exact.iter().find(is_ranked).or(exact.first()) {
        return Ok(*found);
    }
    let ranked = report.league.rows.iter().map(crate::stats::LeagueRow::recipient);
    let like: Vec<Recipient> = ranked
        .filter(|recipient| {
            let names = named.iter().find(|(other, _)| other == recipient).map(|(_, names)| names);
            names.is_some_and(|names| is_named(names, &|name| name.contains(&wanted)))
        })
        .collect();
    match like.as_slice() {
        [only] if !wanted.is_empty() => Ok(*only),
        several => {
            let names: Vec<&str> =
                several.iter().take(6).map(|recipient| report.name(*recipient)).collect();
            let like = match names.as_slice() {
                [] => String::new(),
                names => format!(", such as {}", names.join(", ")),
            };
            Err(CliError::Bank(typed.to_owned(), like))
        }
    }
}
