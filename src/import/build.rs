//! Building drafts: the stages in their order, for one deal.

mod facility;
mod letters;
mod members;
mod ratings;
mod row;

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value, json};

use super::about::{self, About, Said};
use super::attach;
use super::deals::Aside;
use super::deals::roundup::Part;
use super::draft::{Confidence, Draft, Evidence, MarkKind, Question, QuestionCode};
use super::facts::{self, Fact, Facts, Kind, Term};
use super::names::Names;
use super::parties::{self, Parties};
use super::pattern::rx;
use super::plain::{self, Plain, Span};
use super::titles;
use super::tranches::{self, Drafted};
use crate::model::{Market, Role};
use crate::text::is_cjk;

pub(super) use row::row;

/// Reads a part of a round-up as a deal of its own.
pub(super) fn part(plain: &Plain, original: &str, part: &Part) -> Draft {
    let offset = part.span.start;
    let text = plain.get(&part.span);
    let mut parties = parties(text);
    if !parties.is_labelled && part.issuer.start >= offset {
        let name = part.issuer.start - offset..part.issuer.end - offset;
        let is_chinese = text.get(name.clone()).is_some_and(|name| name.chars().any(is_cjk));
        if is_chinese {
            parties.name_zh.get_or_insert(name);
        } else {
            parties.name = Some(parties::without_descriptor(text, name));
        }
    }
    one(plain, original, text, offset, parties)
}

/// Reads a text as one deal between these parties. The text is the plain one from a place on, of
/// which stretches may be blank.
pub(super) fn one(
    plain: &Plain,
    original: &str,
    text: &str,
    offset: usize,
    parties: Parties,
) -> Draft {
    let names = Names::of(text);
    let titles = titles::find(text);
    let lists = attach::attach(&names, text, &titles);
    let facts = facts::find(text, &lists.zones);
    let has_arrangers = lists.holdings.iter().any(|holding| {
        holding.offices.iter().any(|office| {
            matches!(
                office,
                titles::Office::Of(
                    Role::MandatedLeadArranger
                        | Role::Lender
                        | Role::Participant
                        | Role::LeadArranger
                )
            )
        })
    });
    let market = about::market(text, has_arrangers);
    let drafted = tranches::assemble(text, &facts, market.0);
    let is_priced = drafted.iter().any(|tranche| {
        tranche.first(Kind::Price).is_some()
            || tranche.first(Kind::Yield).is_some()
            || tranche.coupon().is_some() && tranche.amount().is_some()
    });
    let about = about::find(text, &facts.dates, market.clone(), is_priced);
    let mut builder = Builder { plain, original, text, offset, draft: Draft::default() };
    builder.parties(&parties);
    builder.dates(&about, &facts);
    builder.said("status", &about.status, MarkKind::Word, Confidence::Likely);
    builder.said("market", &about.market, MarkKind::Word, Confidence::Likely);
    builder.said("instrument", &about.instrument, MarkKind::Word, Confidence::Likely);
    builder.said("format", &about.format, MarkKind::Word, Confidence::Sure);
    builder.said("listing", &about.listing, MarkKind::Word, Confidence::Likely);
    builder.said("law", &about.law, MarkKind::Word, Confidence::Sure);
    builder.said("use_of_proceeds", &about.use_of_proceeds, MarkKind::Word, Confidence::Likely);
    let lettered = letters::of(text, &drafted);
    let printed = letters::labels(lettered.as_deref());
    let is_printed = printed.is_some();
    let mut labels = printed.unwrap_or_else(|| labels(&drafted));
    let mut marks: Vec<_> = drafted
        .iter()
        .zip(&labels)
        .map(|(tranche, label)| tranches::marks(tranche, label))
        .collect();
    letters::give(lettered, &mut marks);
    if market.0 == Market::Loan && !is_printed {
        facility::name(text, &drafted, &mut labels, &mut marks);
    }
    builder.tranches(&drafted, &labels);
    let members = members::members(&names, text, lists, market.0, &parties, &marks, &titles);
    builder.members(members);
    builder.open_questions(&drafted);
    builder.draft
}

/// The parties of a text.
pub(super) fn parties(text: &str) -> Parties {
    match plain::without_tickets(text) {
        Some(left) => parties::find(&left),
        None => parties::find(text),
    }
}

/// The issuer of a text, as it stands there.
pub(super) fn issuer(text: &str) -> Option<String> {
    let parties = parties(text);
    let span = parties.name_zh.or(parties.name)?;
    text.get(span).map(|name| name.split('(').next().unwrap_or(name).trim().to_owned())
}

/// Reads a clause beside the main deal: one deal, or several where it sells different things or at
/// different times.
pub(super) fn asides(plain: &Plain, original: &str, aside: &Aside) -> Vec<Draft> {
    let clause = plain.get(&aside.clause);
    let sized: Vec<Span> = facts::find(clause, &[])
        .terms
        .iter()
        .filter(|fact| fact.term.kind() == Kind::Amount)
        .map(|fact| fact.span.clone())
        .collect();
    let differs = clause.contains("先后")
        || clause.contains("两度")
        || KINDS.find_iter(clause).count() == 1 && clause.contains("债券和");
    if sized.len() < 2 || !differs {
        return vec![one_aside(plain, original, clause, aside, aside.clause.start)];
    }
    let mut drafts = Vec::new();
    for (index, span) in sized.iter().enumerate() {
        let end = sized.get(index + 1).map_or(clause.len(), |next| next.start);
        // What is said before the first size holds for those after it that name no instrument.
        let names_own = BONDS.is_match(&clause[span.end..end]);
        let head = if names_own { span.start..span.start } else { 0..sized[0].start };
        let mut bytes = vec![b' '; end];
        bytes[head.clone()].copy_from_slice(&clause.as_bytes()[head]);
        bytes[span.start..end].copy_from_slice(&clause.as_bytes()[span.start..end]);
        let part = String::from_utf8(bytes).unwrap_or_default();
        drafts.push(one_aside(plain, original, &part, aside, aside.clause.start));
    }
    drafts
}

static KINDS: LazyLock<Regex> = LazyLock::new(|| rx("可交换|可转|可换"));
static BONDS: LazyLock<Regex> = LazyLock::new(|| rx("债|票据|证券"));

/// Reads a clause as a deal beside the main one.
fn one_aside(plain: &Plain, original: &str, clause: &str, aside: &Aside, offset: usize) -> Draft {
    let facts = facts::find(clause, &[]);
    let market = about::market(clause, false);
    let drafted = tranches::assemble(clause, &facts, market.0);
    let about = about::find(clause, &facts.dates, market, false);
    let mut builder = Builder { plain, original, text: clause, offset, draft: Draft::default() };
    builder.issuer_at(&aside.issuer);
    builder.when(aside, plain.get(&aside.clause));
    builder.said("market", &about.market, MarkKind::Word, Confidence::Likely);
    builder.said("instrument", &about.instrument, MarkKind::Word, Confidence::Likely);
    builder.tranches(&drafted, &labels(&drafted));
    builder.open_questions(&drafted);
    builder.draft
}

static MONTH: LazyLock<Regex> = LazyLock::new(|| rx(r"(?:^|[^\d年])(\d{1,2})月"));

struct Builder<'a> {
    plain: &'a Plain,
    original: &'a str,
    text: &'a str,
    offset: usize,
    draft: Draft,
}

impl Builder<'_> {
    /// The stretch of the original that a stretch of the text came from.
    fn origin(&self, span: &Span) -> Span {
        if span.is_empty() {
            return 0..0;
        }
        self.plain.origin(&(span.start + self.offset..span.end + self.offset))
    }

    /// The words of the original, on one line.
    fn printed(&self, span: &Span) -> String {
        let words = self.original.get(self.origin(span)).unwrap_or_default();
        let plain = self.text.get(span.clone()).unwrap_or_default();
        let words = if words.contains('<') || words.contains("&amp;") { plain } else { words };
        if words.contains('\n') {
            words.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            words.trim().to_owned()
        }
    }

    fn evidence(&mut self, path: String, span: &Span, kind: MarkKind, confidence: Confidence) {
        let span = self.origin(span);
        self.draft.facts.push(Evidence { path, span, kind, confidence });
    }

    fn ask(&mut self, code: QuestionCode, path: &str, arguments: Vec<String>) {
        self.draft.questions.push(Question { code, path: path.to_owned(), arguments });
    }

    fn said(&mut self, key: &str, said: &Said, kind: MarkKind, confidence: Confidence) {
        let Some((value, span)) = said else { return };
        self.draft.record.insert(key.to_owned(), Value::from(value.as_str()));
        self.evidence(format!("/{key}"), span, kind, confidence);
    }

    fn parties(&mut self, parties: &Parties) {
        let confidence = if parties.is_labelled || parties.ticker.is_some() {
            Confidence::Sure
        } else {
            Confidence::Likely
        };
        let mut issuer = Map::new();
        for (key, span) in [("name", &parties.name), ("name_zh", &parties.name_zh)] {
            let Some(span) = span else { continue };
            issuer.insert(key.to_owned(), Value::from(self.printed(span)));
            self.evidence(format!("/issuer/{key}"), span, MarkKind::Party, confidence);
        }
        if let Some((ticker, span)) = &parties.ticker {
            issuer.insert("ticker".to_owned(), Value::from(ticker.as_str()));
            self.evidence("/issuer/ticker".to_owned(), span, MarkKind::Party, Confidence::Sure);
        }
        if parties.name.is_none() && parties.name_zh.is_none() {
            self.ask(QuestionCode::NoIssuer, "/issuer", Vec::new());
        }
        if !issuer.is_empty() {
            self.draft.record.insert("issuer".to_owned(), Value::Object(issuer));
        }
        for (key, span) in [("guarantor", &parties.guarantor), ("vehicle", &parties.vehicle)] {
            let Some(span) = span else { continue };
            let name = self.printed(span);
            self.draft.record.insert(key.to_owned(), Value::from(name));
            self.evidence(format!("/{key}"), span, MarkKind::Party, Confidence::Likely);
        }
    }

    fn dates(&mut self, about: &About, facts: &Facts) {
        for (key, said) in [
            ("announced", &about.announced),
            ("priced", &about.priced),
            ("settled", &about.settled),
        ] {
            self.said(key, said, MarkKind::Date, Confidence::Likely);
            let guessed = said.as_ref().is_some_and(|(_, span)| {
                facts.dates.iter().any(|dated| dated.span == *span && dated.is_year_guessed)
            });
            if let (true, Some((date, _))) = (guessed, said) {
                self.ask(QuestionCode::YearGuessed, &format!("/{key}"), vec![date.clone()]);
            }
        }
    }

    /// An issuer that may stand before the clause.
    fn issuer_at(&mut self, place: &Span) {
        let span = self.plain.origin(place);
        let name = self.original.get(span.clone()).unwrap_or_default().trim();
        let key = if name.chars().any(is_cjk) { "name_zh" } else { "name" };
        let issuer = Map::from_iter([(key.to_owned(), Value::from(name))]);
        self.draft.record.insert("issuer".to_owned(), Value::Object(issuer));
        let (path, kind) = (format!("/issuer/{key}"), MarkKind::Party);
        self.draft.facts.push(Evidence { path, span, kind, confidence: Confidence::Likely });
    }

    /// The year or month that an article gives for a deal beside the main one.
    fn when(&mut self, aside: &Aside, clause: &str) {
        let month = MONTH.captures(clause).and_then(|found| found.get(1));
        let Some(year) = &aside.when else { return };
        let printed = self.plain.get(year).to_owned();
        let digits: Vec<&str> = printed
            .split(|char: char| !char.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .collect();
        let [year_digits, rest @ ..] = digits.as_slice() else { return };
        let month = month.map(|month| month.as_str()).or(rest.first().copied());
        let date = match month.and_then(|month| month.parse::<u8>().ok()) {
            Some(month) => format!("{year_digits}-{month:02}"),
            None => (*year_digits).to_owned(),
        };
        self.draft.record.insert("date".to_owned(), Value::from(date));
        let span = self.plain.origin(year);
        let (path, kind) = ("/date".to_owned(), MarkKind::Date);
        self.draft.facts.push(Evidence { path, span, kind, confidence: Confidence::Likely });
    }

    fn tranches(&mut self, drafted: &[Drafted], labels: &[String]) {
        let ratings = ratings::find(self.text);
        let mut list = Vec::new();
        for (index, (tranche, label)) in drafted.iter().zip(labels).enumerate() {
            let mut entry = Map::new();
            if !label.is_empty() {
                entry.insert("label".to_owned(), Value::from(label.as_str()));
            }
            let at = format!("/tranches/{index}");
            if let Some((code, span)) = &tranche.currency {
                entry.insert("currency".to_owned(), Value::from(code.as_str()));
                self.evidence(format!("{at}/currency"), span, MarkKind::Amount, Confidence::Likely);
            }
            tranche.facts.iter().for_each(|fact| self.term(&at, fact, &mut entry));
            if tranche.is_floating() {
                entry.insert("floating_rate".to_owned(), Value::from(true));
            }
            if let Some((found, span)) = &ratings {
                entry.insert("rating".to_owned(), Value::Object(found.clone()));
                self.evidence(format!("{at}/rating"), span, MarkKind::Word, Confidence::Likely);
            }
            list.push(Value::Object(entry));
        }
        if !list.is_empty() {
            self.draft.record.insert("tranches".to_owned(), Value::Array(list));
        }
    }

    fn term(&mut self, at: &str, fact: &Fact, entry: &mut Map<String, Value>) {
        let (key, value, kind) = match &fact.term {
            Term::Amount(amount, _) => ("amount", amount.value.to_json(), MarkKind::Amount),
            Term::Coupon(value) => ("coupon_pct", value.to_json(), MarkKind::Rate),
            Term::Floating => return,
            Term::Maturity(date) => ("maturity", Value::from(date.as_str()), MarkKind::Date),
            Term::Tenor(years) => ("tenor_years", years.to_json(), MarkKind::Date),
            Term::Price(value) => ("issue_price_pct", value.to_json(), MarkKind::Rate),
            Term::Yield(value) => ("yield_pct", value.to_json(), MarkKind::Rate),
            Term::Spread(value, benchmark) => {
                if let Some(benchmark) = benchmark {
                    entry.insert("benchmark".to_owned(), Value::from(benchmark.as_str()));
                }
                ("spread_bp", value.to_json(), MarkKind::Rate)
            }
            Term::Isin(number) => ("isin", Value::from(number.as_str()), MarkKind::Word),
            Term::Key(key, value) => (*key, value.to_json(), MarkKind::Amount),
            Term::Words("currency" | "label", _) => return,
            Term::Words(key, words) => (*key, Value::from(words.as_str()), MarkKind::Amount),
        };
        entry.insert(key.to_owned(), value);
        self.evidence(format!("{at}/{key}"), &fact.span, kind, Confidence::Likely);
    }

    fn members(&mut self, members: Vec<members::Member>) {
        let mut list = Vec::new();
        for (index, member) in members.iter().enumerate() {
            let at = format!("/syndicate/{index}");
            let mut entry = Map::new();
            let left = self.printed(&member.span);
            if member.is_lost {
                entry.insert("bank".to_owned(), Value::Null);
                let note = if left.is_empty() || left.chars().all(|char| !char.is_alphanumeric()) {
                    "name missing in the text".to_owned()
                } else {
                    format!("only {left} left")
                };
                entry.insert("note".to_owned(), Value::from(note));
                self.ask(QuestionCode::LostName, &at, vec![left.clone()]);
            } else {
                entry.insert("bank".to_owned(), Value::from(left.as_str()));
            }
            if let Some(group) = &member.group {
                entry.insert("group".to_owned(), Value::from(group.as_str()));
            }
            let roles: Vec<Value> =
                member.roles.iter().map(|role| Value::from(role.code())).collect();
            entry.insert("roles".to_owned(), Value::Array(roles));
            if !member.scope.is_empty() {
                entry.insert("tranches".to_owned(), json!(member.scope));
            }
            if let Some(amount) = member.allotment {
                entry.insert("allotment".to_owned(), amount.to_json());
            }
            let kind = if member.is_lost { MarkKind::Lost } else { MarkKind::Bank };
            self.evidence(format!("{at}/bank"), &member.span, kind, member.confidence);
            for title in &member.titles {
                self.evidence(format!("{at}/roles"), title, MarkKind::Role, member.confidence);
            }
            if member.confidence == Confidence::Weak && !member.is_lost {
                self.ask(QuestionCode::UnknownBank, &at, vec![left]);
            }
            list.push(Value::Object(entry));
        }
        if list.is_empty() {
            self.ask(QuestionCode::NoSyndicate, "/syndicate", Vec::new());
        } else {
            if members.iter().any(|member| member.is_untitled) {
                self.ask(QuestionCode::NoRole, "/syndicate", Vec::new());
            }
            self.draft.record.insert("syndicate".to_owned(), Value::Array(list));
        }
    }

    fn open_questions(&mut self, drafted: &[Drafted]) {
        for (index, tranche) in drafted.iter().enumerate() {
            let at = format!("/tranches/{index}");
            if tranche.amount().is_none() {
                self.ask(QuestionCode::NoAmount, &at, vec![(index + 1).to_string()]);
            }
            match tranche.currency.as_ref().map(|(code, _)| code.as_str()) {
                None => self.ask(QuestionCode::NoCurrency, &at, vec![(index + 1).to_string()]),
                Some("CNY")
                    if drafted.len() > 1
                        && drafted.iter().any(|other| {
                            other.currency.as_ref().is_some_and(|(code, _)| code != "CNY")
                        }) =>
                {
                    self.ask(QuestionCode::Renminbi, &at, Vec::new());
                }
                Some(_) => {}
            }
        }
    }
}

/// The labels of tranches: by year, tenor or currency, each told from the others.
fn labels(tranches: &[Drafted]) -> Vec<String> {
    let currency = |tranche: &Drafted| {
        tranche.currency.as_ref().map_or(String::new(), |(code, _)| code.clone())
    };
    let base = |tranche: &Drafted| -> String {
        let year = tranche.maturity().and_then(|date| date.get(..4)).map(str::to_owned);
        year.or_else(|| tranche.tenor().map(|tenor| format!("{tenor}y"))).unwrap_or_default()
    };
    let codes: Vec<String> = tranches.iter().map(currency).collect();
    let is_mixed = codes.iter().any(|code| Some(code) != codes.first());
    // The one currency of several tranches needs no telling; where two have several, all are told.
    let several: std::collections::BTreeSet<&String> = codes
        .iter()
        .filter(|code| codes.iter().filter(|other| other == code).count() > 1)
        .collect();
    let bases: std::collections::BTreeSet<String> = tranches.iter().map(base).collect();
    let is_distinct = several.len() > 1 && bases.len() == tranches.len();
    let main = several.iter().next().filter(|_| several.len() == 1).map(|code| (*code).clone());
    // Dollars that come first are the main currency, whatever follows.
    let dollars = codes.first().filter(|code| *code == "USD" && several.len() == 1).cloned();
    let main = dollars.or(main);
    let mut labels: Vec<String> = tranches
        .iter()
        .map(|tranche| {
            if let Some(name) = tranche.name() {
                return name.to_owned();
            }
            let (base, code) = (base(tranche), currency(tranche));
            if base.is_empty() {
                return code;
            }
            let plain = !is_mixed || is_distinct || main.as_deref() == Some(code.as_str());
            if plain { base } else { format!("{code} {base}") }
        })
        .collect();
    for index in (0..labels.len()).filter(|index| tranches[*index].name().is_none()) {
        let twin = |other: usize| {
            other != index
                && base(&tranches[other]) == base(&tranches[index])
                && codes[other] == codes[index]
        };
        let has_twin = (0..labels.len()).any(twin);
        let kind = if tranches[index].is_floating() {
            " FRN"
        } else if has_twin
            && (0..labels.len()).any(|other| twin(other) && tranches[other].is_floating())
        {
            " Fixed"
        } else if tranches[index].is_green && labels.len() > 1 {
            " green"
        } else {
            ""
        };
        labels[index].push_str(kind);
    }
    let bare = labels.clone();
    for index in 0..labels.len() {
        let same = (0..index).filter(|earlier| bare[*earlier] == bare[index]).count();
        if same > 0 {
            labels[index] = format!("{} ({})", labels[index], same + 1);
        }
    }
    labels
}
