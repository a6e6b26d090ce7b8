//! The deals and their roles as a Parquet file, for DuckDB, polars, pandas and R.
//!
//! One row for each deal, membership and role, so that a share, a count or a rank is one `GROUP BY`.
//! A membership without a role has one row, and so has a deal without a syndicate: nothing is left
//! out. Rows are written group by group as they are made.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::Provenance;
use crate::book::DealBook;
use crate::index::{Index, NO_DAY};
use crate::model::{Deal, DealId, Member, PartialDate, Role};

/// About how many rows are in a group.
const GROUP: usize = 1 << 17;

/// The columns, in the order in which they are written.
///
/// `deal` is the key of the record, `same_as` that of the account that is counted in its place;
/// `date` is when the deal is counted; `value_usd` is over all its tranches; `seats` counts its banks
/// as groups. `member` numbers the memberships of a deal from 0; of it `bank` is the name as printed
/// (nothing where the source lost it), `bank_group` what it is counted as; `limited_to` names the
/// tranches that it is limited to, nothing where it works on all.
const SCHEMA: &str = "
message roles {
  REQUIRED BYTE_ARRAY deal (STRING);
  OPTIONAL BYTE_ARRAY same_as (STRING);
  REQUIRED BOOLEAN counted;
  OPTIONAL INT32 date (DATE);
  OPTIONAL BYTE_ARRAY announced (STRING);
  OPTIONAL BYTE_ARRAY priced (STRING);
  OPTIONAL BYTE_ARRAY settled (STRING);
  REQUIRED BYTE_ARRAY issuer (STRING);
  OPTIONAL BYTE_ARRAY issuer_zh (STRING);
  OPTIONAL BYTE_ARRAY ticker (STRING);
  OPTIONAL BYTE_ARRAY country (STRING);
  OPTIONAL BYTE_ARRAY sector (STRING);
  OPTIONAL BYTE_ARRAY market (STRING);
  OPTIONAL BYTE_ARRAY status (STRING);
  OPTIONAL BYTE_ARRAY instrument (STRING);
  REQUIRED BYTE_ARRAY currencies (STRING);
  REQUIRED INT32 tranches;
  REQUIRED INT32 seats;
  OPTIONAL INT64 value_usd (DECIMAL(18,2));
  OPTIONAL INT32 member;
  OPTIONAL BYTE_ARRAY bank (STRING);
  OPTIONAL BYTE_ARRAY bank_group (STRING);
  OPTIONAL BYTE_ARRAY bank_country (STRING);
  OPTIONAL BYTE_ARRAY role (STRING);
  OPTIONAL BYTE_ARRAY tier (STRING);
  OPTIONAL BYTE_ARRAY limited_to (STRING);
  OPTIONAL BYTE_ARRAY source_url (STRING);
  OPTIONAL BYTE_ARRAY source_publisher (STRING);
}";

/// What a row says of its deal.
struct DealCells {
    id: DealId,
    key: ByteArray,
    same_as: Option<ByteArray>,
    announced: Option<ByteArray>,
    priced: Option<ByteArray>,
    settled: Option<ByteArray>,
    instrument: Option<ByteArray>,
    currencies: ByteArray,
    tranches: i32,
    url: Option<ByteArray>,
    publisher: Option<ByteArray>,
}

/// What a row says of its membership and role.
struct Row {
    /// The place of its deal in the group of rows.
    deal: usize,
    /// The membership: its number, and its place in the columns of the index.
    member: Option<(i32, usize)>,
    bank: Option<ByteArray>,
    limited_to: Option<ByteArray>,
    role: Option<Role>,
}

/// Texts that stand in many rows, each made once: what the book says of issuers and banks.
struct Shared {
    issuers: Vec<[Option<ByteArray>; 5]>,
    groups: Vec<[Option<ByteArray>; 2]>,
}

/// Writes every deal of a book with its syndicate, a row for each role.
///
/// # Errors
/// When the output cannot be written.
pub fn write_parquet(
    out: &mut (dyn Write + Send),
    book: &DealBook,
    index: &Index,
    provenance: &Provenance,
) -> io::Result<()> {
    write(out, book, index, provenance).map_err(|error| match error {
        ParquetError::External(inner) => io::Error::other(inner),
        other => io::Error::other(other),
    })
}

fn write(
    out: &mut (dyn Write + Send),
    book: &DealBook,
    index: &Index,
    provenance: &Provenance,
) -> Result<(), ParquetError> {
    let schema = Arc::new(parse_message_type(SCHEMA)?);
    let from = provenance.pairs().into_iter();
    let from = from.map(|(key, text)| KeyValue::new(format!("syndiscope.{key}"), text)).collect();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("syndiscope ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(from))
        .build();
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    let shared = Shared::of(book);
    let (mut deals, mut rows) = (Vec::new(), Vec::with_capacity(GROUP));
    for (id, deal) in book.deals_with_ids() {
        push_rows(&mut rows, deals.len(), book, index, id, deal);
        deals.push(cells(id, deal));
        if rows.len() >= GROUP {
            write_group(&mut file, &deals, &rows, &shared, index)?;
            deals.clear();
            rows.clear();
        }
    }
    if !rows.is_empty() {
        write_group(&mut file, &deals, &rows, &shared, index)?;
    }
    file.close()?;
    Ok(())
}

fn bytes(text: &str) -> ByteArray {
    ByteArray::from(text)
}

fn optional(text: Option<&str>) -> Option<ByteArray> {
    text.filter(|text| !text.is_empty()).map(bytes)
}

impl Shared {
    fn of(book: &DealBook) -> Self {
        let issuers = book.issuers().iter().map(|issuer| {
            [
                Some(bytes(&issuer.name)),
                optional(issuer.name_zh.as_deref()),
                optional(issuer.ticker.as_deref()),
                optional(issuer.country.as_deref()),
                optional(issuer.sector.as_deref()),
            ]
        });
        let groups = book.groups().iter();
        let groups = groups.map(|it| [Some(bytes(&it.name)), optional(it.country.as_deref())]);
        Self { issuers: issuers.collect(), groups: groups.collect() }
    }
}

fn cells(id: DealId, deal: &Deal) -> DealCells {
    let day = |date: Option<PartialDate>| date.map(|it| bytes(&it.to_string()));
    let currencies: Vec<String> = deal.currencies().iter().map(ToString::to_string).collect();
    DealCells {
        id,
        key: bytes(&deal.key),
        same_as: optional(deal.same_as.as_deref()),
        announced: day(deal.announced),
        priced: day(deal.priced),
        settled: day(deal.settled),
        instrument: optional(deal.instrument.as_deref()),
        currencies: bytes(&currencies.join("; ")),
        tranches: count(deal.tranches.len()),
        url: optional(deal.source.url.as_deref()),
        publisher: optional(deal.source.publisher.as_deref()),
    }
}

fn push_rows(
    rows: &mut Vec<Row>,
    place: usize,
    book: &DealBook,
    index: &Index,
    id: DealId,
    deal: &Deal,
) {
    if deal.members.is_empty() {
        rows.push(Row { deal: place, member: None, bank: None, limited_to: None, role: None });
    }
    let first = index.members_of(id).start;
    for (number, member) in deal.members.iter().enumerate() {
        let bank = member.bank.map(|bank_id| bytes(&book.bank(bank_id).name));
        let limited_to = limits(deal, member);
        let roles = member.roles.iter().map(Some);
        let none = member.roles.iter().next().is_none().then_some(None);
        for role in roles.chain(none) {
            rows.push(Row {
                deal: place,
                member: Some((count(number), first + number)),
                bank: bank.clone(),
                limited_to: limited_to.clone(),
                role,
            });
        }
    }
}

/// The tranches that a member is limited to, by label or number.
fn limits(deal: &Deal, member: &Member) -> Option<ByteArray> {
    let only = member.tranches.as_ref()?;
    let label = |at: &usize| {
        let label = deal.tranches.get(*at).and_then(|tranche| tranche.label.clone());
        label.unwrap_or_else(|| format!("#{}", at + 1))
    };
    Some(bytes(&only.iter().map(label).collect::<Vec<_>>().join("; ")))
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// The columns of a group of rows, one written after the other.
struct Group<'g, 'f, W: Write + Send> {
    writer: SerializedRowGroupWriter<'f, W>,
    deals: &'g [DealCells],
    rows: &'g [Row],
}

impl<W: Write + Send> Group<'_, '_, W> {
    fn all<T: DataType>(
        &mut self,
        value: impl Fn(&DealCells, &Row) -> T::T,
    ) -> Result<(), ParquetError> {
        let values: Vec<T::T> =
            self.rows.iter().map(|row| value(&self.deals[row.deal], row)).collect();
        self.column::<T>(&values, None)
    }

    fn some<T: DataType>(
        &mut self,
        value: impl Fn(&DealCells, &Row) -> Option<T::T>,
    ) -> Result<(), ParquetError> {
        let mut values = Vec::with_capacity(self.rows.len());
        let mut is_there = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            let value = value(&self.deals[row.deal], row);
            is_there.push(i16::from(value.is_some()));
            values.extend(value);
        }
        self.column::<T>(&values, Some(&is_there))
    }

    fn column<T: DataType>(
        &mut self,
        values: &[T::T],
        is_there: Option<&[i16]>,
    ) -> Result<(), ParquetError> {
        let Some(mut column) = self.writer.next_column()? else { return Ok(()) };
        column.typed::<T>().write_batch(values, is_there, None)?;
        column.close()
    }
}

fn write_group<W: Write + Send>(
    file: &mut SerializedFileWriter<W>,
    deals: &[DealCells],
    rows: &[Row],
    shared: &Shared,
    index: &Index,
) -> Result<(), ParquetError> {
    let columns = index.deals();
    let issuer = |deal: &DealCells, part: usize| {
        shared.issuers[columns.issuer[deal.id.index()].index()][part].clone()
    };
    let group = |row: &Row, part: usize| {
        let group_id = index.members().group[row.member?.1]?;
        shared.groups[group_id.index()][part].clone()
    };
    let code = |code: &'static str| ByteArray::from(code);
    type Text = ByteArrayType;

    let mut group_of_rows = Group { writer: file.next_row_group()?, deals, rows };
    let to = &mut group_of_rows;
    to.all::<Text>(|deal, _| deal.key.clone())?;
    to.some::<Text>(|deal, _| deal.same_as.clone())?;
    to.all::<BoolType>(|deal, _| columns.counted.contains(deal.id.index()))?;
    to.some::<Int32Type>(|deal, _| {
        Some(columns.day[deal.id.index()]).filter(|day| *day != NO_DAY)
    })?;
    to.some::<Text>(|deal, _| deal.announced.clone())?;
    to.some::<Text>(|deal, _| deal.priced.clone())?;
    to.some::<Text>(|deal, _| deal.settled.clone())?;
    to.all::<Text>(|deal, _| issuer(deal, 0).unwrap_or_default())?;
    for part in 1..5 {
        to.some::<Text>(|deal, _| issuer(deal, part))?;
    }
    to.some::<Text>(|deal, _| columns.market[deal.id.index()].map(|it| code(it.code())))?;
    to.some::<Text>(|deal, _| columns.status[deal.id.index()].map(|it| code(it.code())))?;
    to.some::<Text>(|deal, _| deal.instrument.clone())?;
    to.all::<Text>(|deal, _| deal.currencies.clone())?;
    to.all::<Int32Type>(|deal, _| deal.tranches)?;
    to.all::<Int32Type>(|deal, _| count(index.size_of(deal.id)))?;
    to.some::<Int64Type>(|deal, _| columns.value(deal.id))?;
    to.some::<Int32Type>(|_, row| row.member.map(|(number, _)| number))?;
    to.some::<Text>(|_, row| row.bank.clone())?;
    to.some::<Text>(|_, row| group(row, 0))?;
    to.some::<Text>(|_, row| group(row, 1))?;
    to.some::<Text>(|_, row| row.role.map(|role| code(role.code())))?;
    to.some::<Text>(|_, row| row.role.map(|role| code(role.tier().code())))?;
    to.some::<Text>(|_, row| row.limited_to.clone())?;
    to.some::<Text>(|deal, _| deal.url.clone())?;
    to.some::<Text>(|deal, _| deal.publisher.clone())?;
    group_of_rows.writer.close()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Parents;
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::{Field, RowAccessor as _};

    /// What a row says: the deal, and where it says them the bank, the group and the role.
    type Told = (String, Option<String>, Option<String>, Option<String>);

    fn read_back(book: &DealBook) -> Vec<Told> {
        let index = Index::build(book, Parents::Today);
        let mut out = Vec::new();
        let provenance = Provenance { source: "a test".into(), ..Provenance::default() };
        write_parquet(&mut out, book, &index, &provenance).unwrap();
        let file = SerializedFileReader::new(bytes::Bytes::from(out)).unwrap();
        let said = file.metadata().file_metadata().key_value_metadata().unwrap();
        assert!(said.iter().any(|pair| pair.value.as_deref() == Some("a test")));
        let names: Vec<String> = file
            .metadata()
            .file_metadata()
            .schema_descr()
            .columns()
            .iter()
            .map(|column| column.name().to_owned())
            .collect();
        let at = |name: &str| names.iter().position(|other| other == name).unwrap();
        let (deal, bank, group, role) = (at("deal"), at("bank"), at("bank_group"), at("role"));
        let (date, value) = (at("date"), at("value_usd"));
        let rows = file.get_row_iter(None).unwrap().map(Result::unwrap);
        rows.map(|row| {
            let deal_id = book.find(row.get_string(deal).unwrap()).unwrap();
            let is_dated = index.deals().date(deal_id).is_some();
            assert_eq!(row.get_column_iter().nth(date).unwrap().1 != &Field::Null, is_dated);
            let has_value = index.deals().value(deal_id).is_some();
            assert_eq!(row.get_column_iter().nth(value).unwrap().1 != &Field::Null, has_value);
            let text = |at: usize| row.get_string(at).ok().cloned();
            (row.get_string(deal).unwrap().clone(), text(bank), text(group), text(role))
        })
        .collect()
    }

    #[test]
    fn every_role_of_every_deal_is_a_row() {
        let book = DealBook::embedded();
        let rows = read_back(&book);
        let expected: usize = book
            .deals_with_ids()
            .map(|(_, deal)| {
                let roles = deal.members.iter().map(|member| member.roles.iter().count().max(1));
                roles.sum::<usize>().max(1)
            })
            .sum();
        assert_eq!(rows.len(), expected);
        for (_, deal) in book.deals_with_ids() {
            for member in &deal.members {
                let name = member.bank.map(|bank_id| book.bank(bank_id).name.clone());
                for role in member.roles.iter() {
                    let has = rows.iter().any(|(key, bank, group, code)| {
                        *key == deal.key
                            && *bank == name
                            && group.is_some() == name.is_some()
                            && code.as_deref() == Some(role.code())
                    });
                    assert!(has, "{} {name:?} {}", deal.key, role.code());
                }
            }
        }
    }

    #[test]
    fn an_empty_book_is_a_file_without_rows() {
        let source = crate::book::BookSource::read(b"[]", "empty");
        assert_eq!(read_back(&DealBook::build(source.into())), []);
    }
}
