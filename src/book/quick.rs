//! The quick way from the text of a record to a deal, for the plain records of which large books are
//! made.
//!
//! It reads straight from the bytes and takes only what leaves no doubt: known keys, each once, texts
//! without escapes, plain numbers, values in their bounds. Anything else is left to the way that
//! understands everything, so that the outcome is the same; a property test holds the two together.

use super::desk::Desk;
use super::record::IssuerText;
use crate::model::{
    Currency, Deal, DealMore, Decimal, Market, Member, Money, PartialDate, Rare, Role, RoleSet,
    Status, Tranche, UsdRate,
};

/// A deal that was read, with the desk's numbers for issuer and banks.
#[derive(Debug)]
pub(super) struct Quick {
    pub(super) deal: Deal,
    pub(super) has_key: bool,
    pub(super) lacks_market: bool,
    pub(super) lacks_source: bool,
    /// Where the record ends in the text.
    pub(super) end: usize,
}

/// Reads the record that begins at a position; `None` where it is not plain.
pub(super) fn deal(text: &str, start: usize, desk: &mut Desk) -> Option<Quick> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: start };
    desk.tranches.clear();
    desk.members.clear();
    let mut parts = Parts::default();
    reader.object(|reader, key| parts.take(reader, key, desk))?;
    parts.finish(reader.at, desk)
}

/// The bytes with a place in them. Every function gives `None` for what is not plain.
struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

/// Bytes that end a plain text or make it one that is not.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        stops[byte] = true;
        byte += 1;
    }
    stops[b'"' as usize] = true;
    stops[b'\\' as usize] = true;
    stops[0x7f] = true;
    // The lead byte of control characters.
    stops[0xc2] = true;
    stops
};

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Goes on behind bytes that must come, and a blank behind them.
    fn passes(&mut self, bytes: &[u8]) -> Option<()> {
        let rest = self.bytes.get(self.at..)?;
        rest.starts_with(bytes).then(|| self.at += bytes.len())?;
        self.at += usize::from(self.peek() == Some(b' '));
        Some(())
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.skip_space();
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// An object: each key is handed on, once its colon is read, and its number comes back. A key
    /// must not come twice.
    fn object(&mut self, mut take: impl FnMut(&mut Self, &'a str) -> Option<u32>) -> Option<()> {
        let mut seen = 0_u32;
        self.expect(b'{')?;
        self.skip_space();
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            self.skip_space();
            let key = self.string()?;
            self.expect(b':')?;
            self.skip_space();
            let bit = 1 << take(self, key)?;
            if seen & bit != 0 {
                return None;
            }
            seen |= bit;
            if self.ends(b'}')? {
                return Some(());
            }
        }
    }

    fn list(&mut self, mut take: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.expect(b'[')?;
        self.skip_space();
        if self.peek()? == b']' {
            self.at += 1;
            return Some(());
        }
        loop {
            self.skip_space();
            take(self)?;
            if self.ends(b']')? {
                return Some(());
            }
        }
    }

    /// Whether the closing byte comes; else there must be a comma.
    fn ends(&mut self, close: u8) -> Option<bool> {
        self.skip_space();
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b',' => Some(false),
            byte if byte == close => Some(true),
            _ => None,
        }
    }

    /// A text as it stands between its quotes.
    fn string(&mut self) -> Option<&'a str> {
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at + 1;
        let rest = self.bytes.get(start..)?;
        let length = rest.iter().position(|byte| STOPS[*byte as usize])?;
        if rest[length] != b'"' {
            return None;
        }
        self.at = start + length + 1;
        self.text.get(start..start + length)
    }

    /// A text that is not blank, without white space around it.
    fn filled(&mut self) -> Option<&'a str> {
        let text = self.string()?;
        let plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
        let bytes = text.as_bytes();
        let text = if plain(bytes.first()) && plain(bytes.last()) { text } else { text.trim() };
        (!text.is_empty()).then_some(text)
    }

    /// A number as it stands: at most 15 digits, no exponent.
    fn number(&mut self) -> Option<Number<'a>> {
        let start = self.at;
        let is_negative = self.peek()? == b'-';
        self.at += usize::from(is_negative);
        let whole = self.digits()?;
        let zero_led = self.bytes[whole.start] == b'0' && whole.len() > 1;
        let mut fraction = whole.end..whole.end;
        if self.peek() == Some(b'.') {
            self.at += 1;
            fraction = self.digits()?;
        }
        let value = |range: std::ops::Range<usize>| {
            self.bytes[range].iter().fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'))
        };
        let digits = whole.len() + fraction.len();
        if zero_led || digits > 15 || matches!(self.peek(), Some(b'e' | b'E')) {
            return None;
        }
        let places = fraction.len();
        let number = Number {
            text: &self.text[start..self.at],
            is_negative,
            whole: value(whole),
            fraction: value(fraction),
            places,
        };
        (!is_negative || number.whole + number.fraction > 0).then_some(number)
    }

    fn digits(&mut self) -> Option<std::ops::Range<usize>> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        (self.at > start).then_some(start..self.at)
    }

    fn date(&mut self) -> Option<PartialDate> {
        PartialDate::parse(self.string()?)
    }

    /// A decimal within bounds.
    fn decimal(&mut self, least: f64, most: f64) -> Option<Decimal> {
        let number = self.number()?.decimal()?;
        (least..=most).contains(&number.to_f64()).then_some(number)
    }
}

/// A plain number.
struct Number<'a> {
    text: &'a str,
    is_negative: bool,
    whole: i64,
    fraction: i64,
    /// How many digits the fraction has.
    places: usize,
}

impl Number<'_> {
    fn decimal(&self) -> Option<Decimal> {
        if self.places > 9 {
            return Decimal::parse(self.text);
        }
        let scale = 10_i64.pow(u32::try_from(9 - self.places).ok()?);
        let nanos = self.whole.checked_mul(1_000_000_000)?.checked_add(self.fraction * scale)?;
        Some(Decimal::from_nanos(if self.is_negative { -nanos } else { nanos }))
    }
}

/// What was read of a record.
#[derive(Default)]
struct Parts<'a> {
    key: Option<&'a str>,
    issuer: [Option<&'a str>; 7],
    /// Id, country, sector and ticker where they stand at the deal.
    beside: [Option<&'a str>; 4],
    priced: Option<PartialDate>,
    undated: Option<PartialDate>,
    status: Option<Status>,
    market: Option<Market>,
    instrument: Option<&'a str>,
    source: [Option<&'a str>; 3],
    more: DealMore,
}

impl<'a> Parts<'a> {
    fn take(&mut self, reader: &mut Reader<'a>, key: &str, desk: &mut Desk) -> Option<u32> {
        let owned = |reader: &mut Reader<'a>| reader.filled().map(str::to_owned);
        let number = match key {
            "id" => (self.key = Some(reader.filled()?), 0).1,
            "issuer" => (self.issuer(reader)?, 1).1,
            "issuer_id" => (self.beside[0] = Some(reader.filled()?), 2).1,
            "country" => (self.beside[1] = Some(reader.filled()?), 3).1,
            "sector" => (self.beside[2] = Some(reader.filled()?), 4).1,
            "ticker" => (self.beside[3] = Some(reader.filled()?), 5).1,
            "priced" => (self.priced = Some(reader.date()?), 6).1,
            "date" => (self.undated = Some(reader.date()?), 7).1,
            "status" => (self.status = Some(Status::from_code(reader.filled()?)?), 8).1,
            "market" => (self.market = Some(Market::from_code(reader.filled()?)?), 9).1,
            "instrument" => (self.instrument = Some(reader.filled()?), 10).1,
            "tranches" => (reader.list(|reader| tranche(reader, desk))?, 11).1,
            "syndicate" => (reader.list(|reader| member(reader, desk))?, 12).1,
            "source" => (self.source(reader)?, 13).1,
            "announced" => (self.more.announced = Some(reader.date()?), 14).1,
            "settled" => (self.more.settled = Some(reader.date()?), 15).1,
            "guarantor" => (self.more.guarantor = Some(owned(reader)?), 16).1,
            "format" => (self.more.format = Some(owned(reader)?), 17).1,
            "listing" => (self.more.listing = Some(owned(reader)?), 18).1,
            "law" => (self.more.law = Some(owned(reader)?), 19).1,
            "use_of_proceeds" => (self.more.use_of_proceeds = Some(owned(reader)?), 20).1,
            "notes" => (self.more.notes = Some(owned(reader)?), 21).1,
            "same_as" => (self.more.same_as = Some(owned(reader)?), 22).1,
            _ => return None,
        };
        Some(number)
    }

    fn issuer(&mut self, reader: &mut Reader<'a>) -> Option<()> {
        if reader.peek()? == b'"' {
            self.issuer[1] = Some(reader.filled()?);
            return Some(());
        }
        reader.object(|reader, key| {
            let at = IssuerText::KEYS.iter().position(|known| *known == key)?;
            self.issuer[at] = Some(reader.filled()?);
            u32::try_from(at).ok()
        })
    }

    fn source(&mut self, reader: &mut Reader<'a>) -> Option<()> {
        if reader.peek()? == b'"' {
            self.source[1] = Some(reader.filled()?);
            return Some(());
        }
        reader.object(|reader, key| {
            let at = ["url", "publisher", "date"].iter().position(|known| *known == key)?;
            self.source[at] = Some(reader.filled()?);
            u32::try_from(at).ok()
        })
    }

    fn finish(mut self, end: usize, desk: &mut Desk) -> Option<Quick> {
        let [id, country, sector, ticker] = self.beside;
        for (at, text) in [(0, id), (3, country), (4, sector), (5, ticker)] {
            self.issuer[at] = self.issuer[at].or(text);
        }
        let is_named = self.issuer[..3].iter().any(Option::is_some);
        if !is_named || desk.tranches.is_empty() || desk.members.is_empty() {
            return None;
        }
        let lacks_source = self.source.iter().all(Option::is_none);
        self.more.reported = self.source[2].and_then(PartialDate::parse);
        let issuer = desk.issuer(&self.issuer);
        let deal = Deal {
            key: self.key.unwrap_or_default().to_owned(),
            issuer,
            priced: self.priced,
            undated: self.undated,
            status: self.status,
            market: self.market,
            instrument: self.instrument.map(|text| desk.texts.text(text)),
            tranches: desk.tranches.drain(..).collect(),
            members: desk.members.drain(..).collect(),
            source: desk.source(self.source),
            more: Rare::from(self.more),
        };
        is_sound(&deal).then_some(Quick {
            has_key: self.key.is_some(),
            lacks_market: deal.market.is_none(),
            lacks_source,
            deal,
            end,
        })
    }
}

/// Whether dates are in order and there is one.
fn is_sound(deal: &Deal) -> bool {
    let Some(own) = deal.own_date() else { return false };
    let is_ordered = deal
        .settled
        .zip(deal.priced)
        .is_none_or(|(settled, priced)| settled.latest() >= priced.earliest());
    let start = deal.settled.unwrap_or(own).earliest();
    let mut maturities = deal.tranches.iter().filter_map(|tranche| tranche.maturity);
    is_ordered && maturities.all(|maturity| maturity.latest() >= start)
}

fn tranche(reader: &mut Reader<'_>, desk: &mut Desk) -> Option<()> {
    let mut tranche = Tranche::default();
    let mut amount = None;
    reader.object(|reader, key| {
        let number = match key {
            "currency" => (tranche.currency = Some(Currency::from_code(reader.string()?)?), 0).1,
            "amount" => (amount = Some(reader.number()?), 1).1,
            "coupon_pct" => (tranche.coupon_pct = Some(reader.decimal(-10.0, 100.0)?), 2).1,
            "maturity" => (tranche.maturity = Some(reader.date()?), 3).1,
            _ => return rare_of_tranche(reader, key, &mut tranche),
        };
        Some(number)
    })?;
    let (amount, currency) = (amount?, tranche.currency?);
    if amount.places > 0 || amount.is_negative {
        return None;
    }
    let minor = amount.whole.checked_mul(currency.minor_per_unit())?;
    let is_sound = (1..super::tranches::LARGEST_MINOR).contains(&minor);
    tranche.amount = is_sound.then_some(Money { minor, currency });
    is_sound.then(|| desk.tranches.push(tranche))
}

/// What few tranches say.
fn rare_of_tranche(reader: &mut Reader<'_>, key: &str, tranche: &mut Tranche) -> Option<u32> {
    let number = match key {
        "label" => (tranche.label = Some(reader.filled()?.to_owned()), 4).1,
        "tenor_years" => (tranche.tenor_years = Some(reader.decimal(0.0, 1000.0)?), 5).1,
        "issue_price_pct" => (tranche.issue_price_pct = Some(reader.decimal(0.01, 1000.0)?), 6).1,
        "yield_pct" => (tranche.yield_pct = Some(reader.decimal(-20.0, 200.0)?), 7).1,
        "spread_bp" => (tranche.spread_bp = Some(reader.decimal(-2_000.0, 10_000.0)?), 8).1,
        "benchmark" => (tranche.benchmark = Some(reader.filled()?.to_owned()), 9).1,
        "isin" => (tranche.isin = Some(reader.filled()?.to_owned()), 10).1,
        "fx_usd" => (tranche.fx_usd = Some(UsdRate::parse(reader.number()?.text)?), 11).1,
        _ => return None,
    };
    Some(number)
}

/// A member as most are written, a bank and then its roles: read without asking which key comes.
fn usual_member<'a>(reader: &mut Reader<'a>) -> Option<(&'a str, RoleSet)> {
    reader.passes(b"{\"bank\":")?;
    let bank = reader.filled()?;
    reader.passes(b",")?;
    reader.passes(b"\"roles\":")?;
    reader.passes(b"[")?;
    let mut roles = RoleSet::EMPTY;
    loop {
        roles.insert(Role::from_code(reader.string()?)?);
        if reader.passes(b",").is_none() {
            break;
        }
    }
    reader.passes(b"]")?;
    reader.passes(b"}")?;
    Some((bank, roles))
}

fn member(reader: &mut Reader<'_>, desk: &mut Desk) -> Option<()> {
    let start = reader.at;
    if let Some((bank, roles)) = usual_member(reader) {
        let bank = Some(desk.bank(bank, None));
        desk.members.push(Member { bank, roles, ..Member::default() });
        return Some(());
    }
    reader.at = start;
    let (mut bank, mut group) = (None, None);
    let mut member = Member::default();
    reader.object(|reader, key| {
        let number = match key {
            "bank" => (bank = Some(reader.filled()?), 0).1,
            "group" => (group = Some(reader.filled()?), 1).1,
            "roles" => {
                let roles = &mut member.roles;
                reader.list(|reader| {
                    roles.insert(Role::from_code(reader.string()?)?);
                    Some(())
                })?;
                2
            }
            "note" => (member.note = Some(reader.filled()?.to_owned()), 3).1,
            _ => return None,
        };
        Some(number)
    })?;
    member.bank = Some(desk.bank(bank?, group));
    (!member.roles.is_empty()).then(|| desk.members.push(member))
}

#[cfg(test)]
mod tests;
