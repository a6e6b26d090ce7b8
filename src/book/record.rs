//! From the text of a record to a deal: what can be believed becomes typed, the rest a problem.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::desk::Desk;
use super::problem::{Found, ProblemCode, Problems};
use crate::model::{Deal, DealMore, IssuerId, Market, PartialDate, Source, Status};

/// Keys of a record that are understood.
const KNOWN: &[&str] = &[
    "id",
    "issuer",
    "issuer_id",
    "country",
    "sector",
    "ticker",
    "guarantor",
    "vehicle",
    "announced",
    "priced",
    "settled",
    "date",
    "status",
    "status_note",
    "market",
    "instrument",
    "format",
    "listing",
    "law",
    "use_of_proceeds",
    "tranches",
    "amount",
    "currency",
    "fx_usd",
    "syndicate",
    "source",
    "notes",
    "same_as",
    "text",
    "evidence",
    "questions",
];

/// An issuer as a record writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct IssuerText {
    pub id: Option<String>,
    pub name: Option<String>,
    pub name_zh: Option<String>,
    pub country: Option<String>,
    pub sector: Option<String>,
    pub ticker: Option<String>,
    pub group: Option<String>,
}

/// Stands between texts that are joined; none of them holds a control character but a new line.
pub(super) const BETWEEN: char = '\0';

/// Writes fields behind one another, so that equal ones are told by one comparison.
pub(super) fn joined(fields: &[Option<&str>], into: &mut String) {
    into.clear();
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            into.push(BETWEEN);
        }
        into.push_str(field.unwrap_or_default());
    }
}

/// The printed name of a bank and the group that the record gives.
pub(super) type Printed = (Option<String>, Option<String>);

impl IssuerText {
    /// The keys of an issuer in a record.
    pub(super) const KEYS: [&'static str; 7] =
        ["id", "name", "name_zh", "country", "sector", "ticker", "group"];

    /// The texts in the order of [`IssuerText::KEYS`].
    pub(super) fn fields(&self) -> [Option<&str>; 7] {
        let Self { id, name, name_zh, country, sector, ticker, group } = self;
        [id, name, name_zh, country, sector, ticker, group].map(|text| text.as_deref())
    }

    /// The issuer whose fields were [`joined`].
    pub(super) fn of_joined(joined: &str) -> Self {
        let mut fields = joined.split(BETWEEN);
        let mut next = || fields.next().filter(|text| !text.is_empty()).map(str::to_owned);
        Self {
            id: next(),
            name: next(),
            name_zh: next(),
            country: next(),
            sector: next(),
            ticker: next(),
            group: next(),
        }
    }
}

/// A record that was read: the deal with its names still as text.
#[derive(Debug)]
pub(super) struct Parsed {
    pub deal: Deal,
    pub has_key: bool,
    pub issuer: IssuerText,
    /// For each member of the deal: the printed name and the group that the record gives.
    pub banks: Vec<Printed>,
    pub problems: Vec<Found>,
}

/// Reads one record. It is known to be a JSON object; anything else reads as an empty one.
pub(super) fn parse(value: &Value, desk: &mut Desk) -> Parsed {
    let empty = Map::new();
    let map = value.as_object().unwrap_or(&empty);
    let mut fields = Fields { map, problems: Problems::default() };
    let (issuer, id) = (fields.issuer(), fields.text("id").or_else(|| number_text(map.get("id"))));
    let mut deal = fields.deal(id.clone().unwrap_or_default(), desk);
    let banks = fields.syndicate(&mut deal);
    fields.cross_checks(&deal);
    Parsed { has_key: id.is_some(), deal, issuer, banks, problems: fields.problems.into_vec() }
}

fn number_text(value: Option<&Value>) -> Option<String> {
    value.filter(|value| value.is_number()).map(ToString::to_string)
}

/// What a JSON value is, for a sentence.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A value as it is printed in a sentence.
pub(super) fn printed(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The fields of one JSON object with a place to put problems.
pub(super) struct Fields<'a> {
    pub(super) map: &'a Map<String, Value>,
    pub(super) problems: Problems,
}

impl Fields<'_> {
    /// A text that is not blank.
    fn text(&self, key: &str) -> Option<String> {
        text_of(self.map.get(key))
    }

    fn date(&mut self, key: &str) -> Option<PartialDate> {
        let value = self.map.get(key).filter(|value| !value.is_null())?;
        let printed = printed(value);
        let date = PartialDate::parse(&printed);
        if date.is_none() {
            self.problems.add(ProblemCode::BadDate, key, &[key, &printed]);
        }
        date
    }

    fn issuer(&mut self) -> IssuerText {
        let mut issuer = match self.map.get("issuer") {
            Some(Value::String(name)) => IssuerText { name: filled(name), ..IssuerText::default() },
            Some(Value::Object(map)) => issuer_object(map),
            None | Some(Value::Null) => IssuerText::default(),
            Some(other) => {
                self.problems.add(ProblemCode::BadIssuer, "issuer", &[kind_of(other)]);
                IssuerText::default()
            }
        };
        issuer.id = issuer.id.take().or_else(|| self.text("issuer_id"));
        issuer.country = issuer.country.take().or_else(|| self.text("country"));
        issuer.sector = issuer.sector.take().or_else(|| self.text("sector"));
        issuer.ticker = issuer.ticker.take().or_else(|| self.text("ticker"));
        if issuer.name.is_none() && issuer.name_zh.is_none() && issuer.id.is_none() {
            self.problems.add(ProblemCode::NoIssuer, "issuer", &[]);
        }
        issuer
    }

    fn deal(&mut self, key: String, desk: &mut Desk) -> Deal {
        self.unknown_keys();
        let tranches = self.tranches();
        let source = self.source();
        let reported = source.date.as_deref().and_then(PartialDate::parse);
        let announced = self.date("announced");
        let priced = self.date("priced");
        let settled = self.date("settled");
        let undated = self.date("date");
        let (status, market) = (self.status(), self.market());
        let more = DealMore {
            announced,
            settled,
            reported,
            guarantor: self.text("guarantor"),
            format: self.text("format"),
            listing: self.text("listing"),
            law: self.text("law"),
            use_of_proceeds: self.text("use_of_proceeds"),
            notes: self.text("notes"),
            same_as: self.text("same_as"),
        };
        Deal {
            key,
            issuer: IssuerId::new(0),
            priced,
            undated,
            status,
            market,
            instrument: self.text("instrument").map(|text| desk.texts.text(&text)),
            tranches,
            members: Vec::new(),
            source: if source.file.is_some() || source.has_text {
                Arc::new(source)
            } else {
                desk.source([&source.url, &source.publisher, &source.date].map(|p| p.as_deref()))
            },
            more: more.into(),
        }
    }

    fn unknown_keys(&mut self) {
        let map = self.map;
        for key in map.keys().filter(|key| !KNOWN.contains(&key.as_str())) {
            self.problems.add(ProblemCode::UnknownKey, key, &[key]);
        }
    }

    fn market(&mut self) -> Option<Market> {
        let Some(printed) = self.text("market") else {
            self.problems.add(ProblemCode::MissingMarket, "market", &[]);
            return None;
        };
        let market = Market::from_code(&printed);
        if market.is_none() {
            self.problems.add(ProblemCode::UnknownMarket, "market", &[&printed]);
        }
        market
    }

    fn status(&mut self) -> Option<Status> {
        let printed = self.text("status")?;
        let status = Status::from_code(&printed).or_else(|| spelled_status(&printed));
        if status.is_none() {
            self.problems.add(ProblemCode::UnknownStatus, "status", &[&printed]);
        }
        status
    }

    fn source(&mut self) -> Source {
        let source = match self.map.get("source") {
            Some(Value::String(publisher)) => {
                Source { publisher: filled(publisher), ..Source::default() }
            }
            Some(Value::Object(map)) => Source {
                url: text_of(map.get("url")),
                publisher: text_of(map.get("publisher")),
                date: text_of(map.get("date")),
                file: text_of(map.get("file")),
                has_text: text_of(map.get("text")).is_some(),
            },
            _ => Source::default(),
        };
        if source == Source::default() {
            self.problems.add(ProblemCode::NoSource, "source", &[]);
        }
        source
    }

    fn cross_checks(&mut self, deal: &Deal) {
        match (deal.own_date(), deal.reported) {
            (Some(_), _) => {}
            (None, Some(day)) => {
                self.problems.add(ProblemCode::DateFromSource, "priced", &[&day.to_string()]);
            }
            (None, None) => self.problems.add(ProblemCode::MissingDate, "priced", &[]),
        }
        if deal.tranches.is_empty() {
            self.problems.add(ProblemCode::NoTranches, "tranches", &[]);
        }
        if deal.members.is_empty() {
            self.problems.add(ProblemCode::NoSyndicate, "syndicate", &[]);
        }
        if let Some((settled, priced)) =
            deal.settled.zip(deal.priced).filter(|(s, p)| s.latest() < p.earliest())
        {
            let dates = [settled.to_string(), priced.to_string()];
            self.problems.add(ProblemCode::DateOrder, "settled", &[&dates[0], &dates[1]]);
        }
        self.maturities(deal);
        self.allotment_totals(deal);
    }

    fn maturities(&mut self, deal: &Deal) {
        let Some(settled) = deal.settled.or(deal.own_date()).map(PartialDate::earliest) else {
            return;
        };
        for (at, tranche) in deal.tranches.iter().enumerate() {
            let Some(maturity) = tranche.maturity.filter(|date| date.latest() < settled) else {
                continue;
            };
            let label = tranche.label.as_deref().unwrap_or("?");
            let path = format!("tranches[{at}].maturity");
            let (matures, settles) = (maturity.to_string(), settled.to_string());
            self.problems.add(
                ProblemCode::MaturityBeforeSettlement,
                &path,
                &[label, &matures, &settles],
            );
        }
    }

    fn allotment_totals(&mut self, deal: &Deal) {
        let amounts: Option<Vec<i64>> =
            deal.tranches.iter().map(|tranche| Some(tranche.amount?.to_f64() as i64)).collect();
        let total: i64 = amounts.unwrap_or_default().iter().sum();
        let taken = deal.members.iter().flat_map(|member| &member.allotments);
        let taken: i64 = taken.map(|part| part.hundredths / 100).sum();
        let is_bond = deal.market.is_some_and(|market| market != Market::Ecm);
        if is_bond && total > 0 && taken > total {
            let figures = [taken.to_string(), total.to_string()];
            self.problems.add(
                ProblemCode::AllotmentOverAmount,
                "syndicate",
                &[&figures[0], &figures[1]],
            );
        }
    }
}

/// Statuses as exchanges and calendars spell them.
fn spelled_status(printed: &str) -> Option<Status> {
    let folded = printed.to_ascii_lowercase();
    let starts = |words: &[&str]| words.iter().any(|word| folded.starts_with(word));
    if starts(&["cancel", "withdraw", "postpone", "pulled"]) {
        Some(Status::Withdrawn)
    } else if starts(&["close", "complete", "settled", "signed", "listed"]) {
        Some(Status::Closed)
    } else if starts(&["mandate"]) {
        Some(Status::Mandated)
    } else if starts(&["propose", "filed", "marketed", "launched", "talked", "roadshow"]) {
        Some(Status::Proposed)
    } else if starts(&["price"]) && !folded.contains("range") {
        Some(Status::Priced)
    } else {
        None
    }
}

fn issuer_object(map: &Map<String, Value>) -> IssuerText {
    let part = |key: &str| text_of(map.get(key));
    IssuerText {
        id: part("id"),
        name: part("name"),
        name_zh: part("name_zh"),
        country: part("country"),
        sector: part("sector"),
        ticker: part("ticker"),
        group: part("group"),
    }
}

/// A text that is not blank, without control characters.
pub(super) fn text_of(value: Option<&Value>) -> Option<String> {
    filled(value?.as_str()?)
}

fn filled(text: &str) -> Option<String> {
    let clean: String = text.chars().filter(|char| !char.is_control() || *char == '\n').collect();
    let trimmed = clean.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}
