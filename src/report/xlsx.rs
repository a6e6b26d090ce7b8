//! Workbooks: numbers as numbers, days as days.

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::sheet::{Cell, Sheet};

/// The largest whole number that a workbook holds exactly.
const EXACT: i128 = 1 << 53;

/// Writes sheets into a workbook. The day becomes the workbook's date of creation, so that the same
/// sheets on the same day give the same bytes.
pub fn to_xlsx(sheets: &[Sheet], date: Option<Date>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let day = excel_day(date.unwrap_or(Date::constant(2000, 1, 1)))?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let formats = Formats::new();
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet_name(&sheet.name))?;
        write_sheet(worksheet, sheet, &formats)?;
    }
    workbook.save_to_buffer()
}

struct Formats {
    heading: Format,
    money: Format,
    whole_money: Format,
    number: Format,
    count: Format,
    date: Format,
}

impl Formats {
    fn new() -> Self {
        let number = |format: &str| Format::new().set_num_format(format);
        Self {
            heading: Format::new().set_bold(),
            money: number("#,##0.00"),
            whole_money: number("#,##0"),
            number: number("0.000"),
            count: number("0"),
            date: number("yyyy-mm-dd"),
        }
    }
}

fn write_sheet(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (at, column) in (0_u16..).zip(&sheet.columns) {
        worksheet.write_string_with_format(0, at, &column.heading, &formats.heading)?;
        worksheet.set_column_width(at, column.width)?;
    }
    worksheet.set_freeze_panes(1, 0)?;
    for (row, cells) in (1_u32..).zip(&sheet.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            write_cell(worksheet, row, column, cell, formats)?;
        }
    }
    Ok(())
}

fn write_cell(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            worksheet.write_string(row, column, text)?;
        }
        Cell::Flag(flag) => {
            worksheet.write_boolean(row, column, *flag)?;
        }
        Cell::Count(count) if i128::from(count.unsigned_abs()) > EXACT => {
            worksheet.write_string(row, column, cell.plain())?;
        }
        Cell::Count(count) => {
            worksheet.write_number_with_format(row, column, *count as f64, &formats.count)?;
        }
        Cell::Money { minor, decimals } => {
            let number = *minor as f64 / 10_f64.powi(i32::try_from(*decimals).unwrap_or(0));
            let format = if *decimals == 0 { &formats.whole_money } else { &formats.money };
            worksheet.write_number_with_format(row, column, number, format)?;
        }
        Cell::Number(number) => {
            worksheet.write_number_with_format(row, column, *number, &formats.number)?;
        }
        Cell::Date(date) => {
            let day = excel_day(*date)?;
            worksheet.write_datetime_with_format(row, column, day, &formats.date)?;
        }
    }
    Ok(())
}

fn excel_day(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let number = |number: i8| number.unsigned_abs();
    ExcelDateTime::from_ymd(date.year().unsigned_abs(), number(date.month()), number(date.day()))
}

/// A name that a workbook takes: at most 31 characters without marks of its own.
fn sheet_name(name: &str) -> String {
    let is_free = |char: &char| !"[]:*?/\\'".contains(*char);
    let name: String = name.chars().filter(is_free).take(31).collect();
    if name.trim().is_empty() { "Sheet".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_sheets_give_the_same_bytes() {
        let mut sheet = Sheet::new("Audit: a/b", &[("day", 10), ("value", 10)]);
        let day = Date::constant(2024, 2, 29);
        sheet.rows.push(vec![Cell::Date(day), Cell::Money { minor: 12345, decimals: 2 }]);
        let write = || to_xlsx(std::slice::from_ref(&sheet), Some(day)).unwrap();
        assert_eq!(write(), write());
        assert!(write().starts_with(b"PK"));
        assert_eq!(sheet_name("Audit: a/b"), "Audit ab");
    }
}
