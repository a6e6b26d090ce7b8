//! A league table, what is behind its cells and what was left out, as sheets.

use std::collections::BTreeMap;

use crate::book::DealBook;
use crate::index::{Index, Parents};
use crate::model::{Currency, DealId, GroupId, PartialDate, Role};
use crate::query::{Chosen, Filter};
use crate::stats::{
    Audit, CreditMethod, Credited, Criteria, CriteriaCard, League, LeagueRow, LeftOut, Movement,
    Period, RateUsed, Recipient, TitleAndTaken, compare, left_out, title_and_taken,
};
use crate::words::{Lang, tr};

use super::sheet::{Cell, Provenance, Sheet};

/// A league table with everything that is said about it.
#[derive(Debug)]
pub struct LeagueReport<'a> {
    /// The book.
    pub book: &'a DealBook,
    /// Its columns.
    pub index: &'a Index,
    /// The deals looked at.
    pub chosen: &'a Chosen,
    /// The filter that chose them.
    pub filter: &'a Filter,
    /// The rules.
    pub criteria: Criteria,
    /// The table.
    pub league: League,
    /// The comparable period before with its table, where there is one.
    pub previous: Option<(Period, League)>,
    /// How the lines moved against it.
    pub movement: Option<Movement>,
    /// Title credit against allotments, where those are known.
    pub taken: BTreeMap<GroupId, TitleAndTaken>,
}

impl<'a> LeagueReport<'a> {
    /// Ranks the banks of the chosen deals, and those of the comparable period before where the
    /// filter has both ends of a period.
    pub fn new(
        book: &'a DealBook,
        index: &'a Index,
        filter: &'a Filter,
        chosen: &'a Chosen,
        criteria: Criteria,
    ) -> Self {
        let league = League::new(index, chosen, &criteria);
        let previous = Period::of_filter(filter).and_then(Period::previous).map(|period| {
            let chosen = Chosen::new(index, &period.apply(filter));
            (period, League::new(index, &chosen, &criteria))
        });
        let movement = previous.as_ref().map(|(_, before)| compare(&league, before));
        let taken = title_and_taken(index, chosen, &criteria);
        Self { book, index, chosen, filter, criteria, league, previous, movement, taken }
    }

    /// The name of whoever a value goes to.
    pub fn name(&self, recipient: Recipient) -> &'a str {
        match recipient {
            Recipient::Group(group_id) => &self.book.group(group_id).name,
            Recipient::Bank(bank_id) => &self.book.bank(bank_id).name,
            Recipient::Unnamed => "(unnamed)",
            Recipient::Unallocated => "(unallocated)",
        }
    }

    /// The rules and the filter as a card to save.
    pub fn card(&self) -> CriteriaCard {
        CriteriaCard::new(self.filter, self.index.parents(), self.criteria)
    }

    /// Where the table comes from.
    pub fn provenance(&self, source: &str, date: Option<jiff::civil::Date>) -> Provenance {
        Provenance {
            rules: rules_text(&self.criteria, self.index.parents()),
            filter: self.filter.to_string(),
            source: source.to_owned(),
            date,
            revision: self.book.revision(),
        }
    }
}

/// The rules in one line of English: what differs from the usual is said.
pub fn rules_text(criteria: &Criteria, parents: Parents) -> String {
    let rules = &criteria.eligibility;
    let mut parts = vec![format!("{} credit", criteria.credit.code())];
    match criteria.roles {
        Some(roles) => {
            let codes: Vec<&str> = roles.iter().map(Role::code).collect();
            parts.push(format!("to {}", codes.join(" ")));
        }
        None => parts.push(usual_set(criteria.credit).to_owned()),
    }
    parts.push(format!("by {}", criteria.by.code()));
    parts.push(format!("in {}", criteria.currency));
    let parents = match parents {
        Parents::Today => "parents as of today",
        Parents::AtDeal => "parents as of the deal",
    };
    parts.push(parents.to_owned());
    parts.push(format!("self-led: {}", criteria.self_led.code()));
    let mut say = |on: bool, text: String| {
        if on {
            parts.push(text);
        }
    };
    say(rules.min_tenor_months > 0, format!("tenor >= {} months", rules.min_tenor_months));
    say(rules.min_amount > 0, format!("value >= {}", rules.min_amount));
    say(rules.new_money, "new money only".into());
    say(rules.market.code() != "all", format!("market: {}", rules.market.code()));
    say(rules.converts.code() != "own", format!("convertibles with {}", rules.converts.code()));
    say(rules.without_club, "without club deals".into());
    say(rules.without_private, "without private placements".into());
    say(rules.without_retained, "without retained issues".into());
    say(rules.unpriced_deals, "with deals not priced".into());
    if rules.from.is_some() || rules.to.is_some() {
        let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |d| d.to_string());
        let basis = rules.basis.code();
        say(true, format!("{basis} date in {}..{}", day(rules.from), day(rules.to)));
    }
    say(criteria.active_only, "passive bookrunners are none".into());
    say(criteria.order_is_seniority, "the first name leads".into());
    say(criteria.impute_fees, "fees estimated where not disclosed".into());
    parts.join("; ")
}

/// Who counts under a method where no role is chosen.
const fn usual_set(method: CreditMethod) -> &'static str {
    match method {
        CreditMethod::Equal | CreditMethod::Full | CreditMethod::Fee => {
            "bookrunners, else the next rung"
        }
        CreditMethod::LeadLeft => "the bank marked as lead left",
        CreditMethod::AllManagers
        | CreditMethod::Allotment
        | CreditMethod::RoleWeighted
        | CreditMethod::RolePools => "all underwriting members",
    }
}

/// The table itself.
pub fn league_sheet(report: &LeagueReport<'_>, top: usize) -> Sheet {
    let code = report.league.currency.code().to_ascii_lowercase();
    let (value, estimated) = (format!("value_{code}"), format!("estimated_{code}"));
    let title = format!("title_credit_where_allotted_{code}");
    let taken = format!("allotted_{code}");
    let mut sheet = Sheet::new(
        "League table",
        &[
            ("rank", 6),
            ("bank", 32),
            (&value, 20),
            ("share_pct", 10),
            ("deals", 8),
            ("tranches", 9),
            (&estimated, 20),
            ("previous_rank", 13),
            ("rank_change", 11),
            ("share_change", 12),
            (&title, 20),
            (&taken, 20),
        ],
    );
    for (at, row) in report.league.rows.iter().take(top).enumerate() {
        sheet.rows.push(row_cells(report, at, row));
    }
    sheet
}

fn row_cells(report: &LeagueReport<'_>, at: usize, row: &LeagueRow) -> Vec<Cell> {
    let currency = report.league.currency;
    let moved = report.movement.as_ref().and_then(|movement| movement.moves.get(at));
    let known = match row.recipient() {
        Recipient::Group(group) => report.taken.get(&group),
        _ => None,
    };
    vec![
        Cell::count(row.rank),
        Cell::text(report.name(row.recipient())),
        money(row.value, currency),
        Cell::Number(row.share_pct),
        Cell::count(row.deals),
        Cell::count(row.tranches),
        money(row.estimated, currency),
        moved.and_then(|moved| moved.previous_rank).map_or(Cell::Empty, Cell::count),
        moved.and_then(|moved| moved.rank_change).map_or(Cell::Empty, Cell::Count),
        moved.map_or(Cell::Empty, |moved| Cell::Number(moved.share_change)),
        known.map_or(Cell::Empty, |known| money(known.title, currency)),
        known.map_or(Cell::Empty, |known| money(known.taken, currency)),
    ]
}

fn money(value: Credited, currency: Currency) -> Cell {
    Cell::Money { minor: value.minor(), decimals: currency.decimals() }
}

/// What the table rests on and what it adds up to.
pub fn criteria_sheet(report: &LeagueReport<'_>, provenance: &Provenance) -> Sheet {
    let league = &report.league;
    let mut sheet = Sheet::new("Criteria", &[("item", 28), ("value", 60)]);
    let mut add = |item: &str, cell: Cell| sheet.rows.push(vec![Cell::text(item), cell]);
    for (heading, text) in provenance.pairs() {
        match (heading, provenance.date) {
            ("date", date) => add("date", Cell::date(date)),
            _ => add(heading, Cell::text(text)),
        }
    }
    add("currency", Cell::text(league.currency.code()));
    add("market_value", money(league.market_value, league.currency));
    add("credits", money(league.credits(), league.currency));
    add("unnamed", money(league.unnamed, league.currency));
    add("unallocated", money(league.unallocated, league.currency));
    add("deals", Cell::count(league.deals));
    add("tranches", Cell::count(league.tranches));
    add("sum_of_deals_over_banks", Cell::count(league.deal_counts()));
    add("banks", Cell::count(league.rows.len()));
    add("hhi", Cell::Number(league.hhi));
    add("effective_banks", league.effective_banks().map_or(Cell::Empty, Cell::Number));
    add("cr5_pct", Cell::Number(league.cr5_pct));
    add("cr10_pct", Cell::Number(league.cr_pct(10)));
    if report.criteria.credit == CreditMethod::Allotment {
        add("coverage_pct", league.coverage_pct().map_or(Cell::Empty, Cell::Number));
    }
    for (reason, count) in crate::stats::Reason::ALL.iter().zip(&league.left_out) {
        if *count > 0 {
            add(&format!("left_out_{}", reason.code()), Cell::count(*count));
        }
    }
    if let Some((period, before)) = &report.previous {
        add("previous_period", Cell::text(format!("{}..{}", period.from, period.to)));
        add("previous_market_value", money(before.market_value, before.currency));
    }
    if let Ok(card) = report.card().to_text() {
        add("card", Cell::text(card.trim_end()));
    }
    sheet
}

fn deal_cells(book: &DealBook, deal_id: DealId, tranche: Option<usize>) -> [Cell; 6] {
    let deal = book.deal(deal_id);
    let tranche = tranche.and_then(|at| deal.tranches.get(at));
    let amount = tranche.and_then(|tranche| tranche.sold());
    [
        Cell::text(deal.key.as_str()),
        Cell::text(book.issuer(deal.issuer).name.as_str()),
        Cell::date(deal.known_date().and_then(PartialDate::day).or(deal.date())),
        Cell::text(tranche.and_then(|tranche| tranche.label.as_deref()).unwrap_or_default()),
        Cell::text(tranche.and_then(|t| t.currency).map_or("", |currency| currency.code())),
        amount.map_or(Cell::Empty, |amount| Cell::Money {
            minor: amount.minor.into(),
            decimals: amount.currency.decimals(),
        }),
    ]
}

const DEAL_COLUMNS: [(&str, u16); 6] = [
    ("deal", 30),
    ("issuer", 30),
    ("priced", 12),
    ("tranche", 12),
    ("tranche_currency", 10),
    ("amount", 18),
];

/// What a cell adds up from, a tranche a row.
pub fn audit_sheet(book: &DealBook, audit: &Audit, lang: Lang) -> Sheet {
    let code = audit.currency.code().to_ascii_lowercase();
    let (value, credit) = (format!("value_{code}"), format!("credit_{code}"));
    let mut columns = DEAL_COLUMNS.to_vec();
    columns.extend([
        ("rate", 12),
        ("rate_source", 12),
        ("rate_day", 12),
        (value.as_str(), 18),
        ("formula", 40),
        (credit.as_str(), 18),
        ("estimated", 10),
        ("source_publisher", 24),
        ("source_url", 40),
    ]);
    let mut sheet = Sheet::new("Audit", &columns);
    for line in &audit.lines {
        let rate = line.deal.and_then(|id| RateUsed::of(book, id, line.tranche, audit.currency));
        let source = line.deal.map(|deal_id| book.deal(deal_id).source.clone()).unwrap_or_default();
        let mut cells = match line.deal {
            Some(deal_id) => deal_cells(book, deal_id, Some(line.tranche)).to_vec(),
            None => vec![Cell::text("(planned)"); 1],
        };
        cells.resize(DEAL_COLUMNS.len(), Cell::Empty);
        cells.extend([
            rate.map_or(Cell::Empty, |rate| Cell::Number(rate.per_unit())),
            rate.map_or(Cell::Empty, |rate| Cell::text(rate.code())),
            Cell::date(rate.and_then(RateUsed::day)),
            money(line.value, audit.currency),
            Cell::text(line.formula.sentence(lang)),
            money(line.credit, audit.currency),
            Cell::Flag(line.is_estimated()),
            Cell::text(source.publisher.clone().unwrap_or_default()),
            Cell::text(source.url.clone().unwrap_or_default()),
        ]);
        sheet.rows.push(cells);
    }
    sheet
}

/// What was left out and why, a tranche a row.
pub fn left_out_sheet(report: &LeagueReport<'_>, lang: Lang) -> Sheet {
    let mut columns = DEAL_COLUMNS.to_vec();
    columns.extend([("reason", 16), ("reason_words", 50)]);
    let mut sheet = Sheet::new("Left out", &columns);
    for LeftOut { deal, tranche, reason } in left_out(report.index, report.chosen, &report.criteria)
    {
        let mut cells = deal_cells(report.book, deal, tranche).to_vec();
        cells.extend([Cell::text(reason.code()), Cell::text(tr(lang, reason.key()))]);
        sheet.rows.push(cells);
    }
    sheet
}
