//! A deal that stands in a row of a table, under the heads of the table.

use super::one;
use crate::import::deals::ledger::Row;
use crate::import::draft::Draft;
use crate::import::parties::Parties;
use crate::import::plain::Plain;
use crate::text::is_cjk;

/// Reads a row of a table of deals, under the heads of the table.
pub(in crate::import) fn row(plain: &Plain, original: &str, row: &Row) -> Draft {
    let offset = row.span.start;
    let mut bytes = plain.get(&row.span).as_bytes().to_vec();
    if let Some(others) = bytes.get_mut(row.others.start - offset..row.others.end - offset) {
        others.fill(b' ');
        others.iter_mut().take(1).for_each(|first| *first = b'\n');
    }
    let text = String::from_utf8(bytes).unwrap_or_default();
    let name = row.issuer.start - offset..row.issuer.end - offset;
    let is_chinese = text.get(name.clone()).is_some_and(|name| name.chars().any(is_cjk));
    let mut parties = Parties { is_labelled: true, ..Parties::default() };
    if is_chinese {
        parties.name_zh = Some(name);
    } else {
        parties.name = Some(name);
    }
    one(plain, original, &text, offset, parties)
}
