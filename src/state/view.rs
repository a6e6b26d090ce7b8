//! What is shown: filter, selection, options. Saved per person in the session.

use serde::{Deserialize, Serialize};

use crate::book::DealBook;
use crate::graph::Projection;
use crate::index::{Facet, Parents};
use crate::model::{DealId, GroupId, IssuerId};
use crate::query::{Filter, Target};
use crate::stats::{Breakdown, CreditMethod, Criteria, Home, SizeOrder};
use crate::words::Lang;

use super::grid::GridChoice;
use super::measure_column::MeasureColumn;

/// A view of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ViewId {
    /// The network of issuers and banks.
    Network,
    /// Syndicate sizes.
    Sizes,
    /// The selected deal.
    Details,
    /// The table of deals.
    Deals,
    /// The league table.
    League,
    /// The selected bank.
    Bank,
    /// The selected issuer.
    Issuer,
    /// The market over time.
    Market,
    /// Problems of the book.
    Problems,
    /// An announcement and the drafts read from it.
    Review,
    /// Sets of deals side by side.
    Compare,
    /// The measures of the network as a table.
    Measures,
}

impl ViewId {
    /// Every view, in the order of the menu.
    pub const ALL: [Self; 12] = [
        Self::Network,
        Self::Sizes,
        Self::Details,
        Self::Deals,
        Self::League,
        Self::Bank,
        Self::Issuer,
        Self::Market,
        Self::Problems,
        Self::Review,
        Self::Compare,
        Self::Measures,
    ];

    /// The key of its title in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Network => "view.network",
            Self::Sizes => "view.sizes",
            Self::Details => "view.details",
            Self::Deals => "view.deals",
            Self::League => "view.league",
            Self::Bank => "view.bank",
            Self::Issuer => "view.issuer",
            Self::Market => "view.market",
            Self::Problems => "view.problems",
            Self::Review => "view.review",
            Self::Compare => "view.compare",
            Self::Measures => "view.measures",
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What the area of a node means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NodeSize {
    /// The number of deals.
    #[default]
    Deals,
    /// The value in US dollars.
    Value,
    /// The number of partners.
    Degree,
    /// How many shortest paths between other banks lead through it (betweenness).
    Betweenness,
    /// How well tied the banks are to which it is tied (eigenvector centrality).
    Eigenvector,
    /// How high it stands on tombstones (Podolny's status).
    Status,
}

impl NodeSize {
    /// The measure of a bank that the size means; `None` where it needs no measures.
    pub const fn measure(self) -> Option<MeasureColumn> {
        match self {
            Self::Betweenness => Some(MeasureColumn::Betweenness),
            Self::Eigenvector => Some(MeasureColumn::Eigenvector),
            Self::Status => Some(MeasureColumn::Status),
            Self::Deals | Self::Value | Self::Degree => None,
        }
    }
}

/// What the colour of a bank means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NodeColor {
    /// The region of its head office.
    #[default]
    Region,
    /// The community of banks that work together more than with others.
    Community,
}

/// How syndicate sizes are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SizeView {
    /// A bar for each deal.
    #[default]
    Deals,
    /// How many deals have each size.
    Distribution,
    /// Mean and median by year.
    Trend,
    /// Sizes of parts of the market, and banks from abroad.
    Depth,
}

/// By what sizes are told in depth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DepthBy {
    /// The market.
    #[default]
    Market,
    /// The currency.
    Currency,
    /// The size of the deal.
    Class,
    /// The sector of the issuer.
    Sector,
    /// The issuer.
    Issuer,
    /// The country of the issuer.
    Country,
    /// The year.
    Year,
}

impl DepthBy {
    /// Every choice, in the order of the menu.
    pub const ALL: [Self; 7] = [
        Self::Market,
        Self::Currency,
        Self::Class,
        Self::Sector,
        Self::Issuer,
        Self::Country,
        Self::Year,
    ];

    /// How deals are put into parts.
    pub const fn breakdown(self) -> Breakdown {
        match self {
            Self::Market => Breakdown::Facet(Facet::Market),
            Self::Currency => Breakdown::Facet(Facet::Currency),
            Self::Class => Breakdown::SizeClass,
            Self::Sector => Breakdown::Facet(Facet::Sector),
            Self::Issuer => Breakdown::Facet(Facet::Issuer),
            Self::Country => Breakdown::Facet(Facet::Country),
            Self::Year => Breakdown::Facet(Facet::Year),
        }
    }

    /// The key of its name in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Market => "facet.market",
            Self::Currency => "facet.currency",
            Self::Class => "depth.class",
            Self::Sector => "facet.sector",
            Self::Issuer => "facet.issuer",
            Self::Country => "facet.country",
            Self::Year => "facet.year",
        }
    }
}

/// What the league view shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LeagueTab {
    /// The table.
    #[default]
    Table,
    /// Ranks by year.
    OverTime,
    /// How far ranks depend on the rules.
    Stability,
    /// Two sets of rules side by side.
    Rules,
    /// What if.
    WhatIf,
    /// What was left out, and why.
    LeftOut,
}

impl LeagueTab {
    /// Every tab, from left to right.
    pub const ALL: [Self; 6] =
        [Self::Table, Self::OverTime, Self::Stability, Self::Rules, Self::WhatIf, Self::LeftOut];

    /// The key of its title in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Table => "league.tab_table",
            Self::OverTime => "league.tab_over_time",
            Self::Stability => "league.tab_stability",
            Self::Rules => "league.tab_rules",
            Self::WhatIf => "league.tab_what_if",
            Self::LeftOut => "league.tab_left_out",
        }
    }
}

/// The column by which the table of deals is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DealColumn {
    /// The date.
    #[default]
    Date,
    /// The issuer.
    Issuer,
    /// The instrument.
    Instrument,
    /// The market.
    Market,
    /// The value in US dollars.
    Value,
    /// The currencies.
    Currency,
    /// The syndicate size.
    Banks,
    /// The sector.
    Sector,
}

impl DealColumn {
    /// Every column, from left to right.
    pub const ALL: [Self; 8] = [
        Self::Date,
        Self::Issuer,
        Self::Instrument,
        Self::Market,
        Self::Currency,
        Self::Value,
        Self::Banks,
        Self::Sector,
    ];

    /// The key of its heading in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Date => "deals.date",
            Self::Issuer => "deals.issuer",
            Self::Instrument => "deals.instrument",
            Self::Market => "deals.market",
            Self::Value => "deals.value",
            Self::Currency => "deals.currency",
            Self::Banks => "deals.banks",
            Self::Sector => "deals.sector",
        }
    }
}

/// The options that the session keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// The language.
    pub lang: Lang,
    /// Light or dark.
    pub theme: Theme,
    /// The filter.
    pub filter: Filter,
    /// What the network shows.
    pub projection: Projection,
    /// What the area of a node means.
    pub node_size: NodeSize,
    /// What the colour of a bank means.
    pub node_color: NodeColor,
    /// Tiers whose edges are hidden, as bits by position.
    pub hidden_tiers: u8,
    /// How syndicate sizes are drawn.
    pub size_view: SizeView,
    /// The order of the bars.
    pub size_order: SizeOrder,
    /// By what sizes are told in depth.
    pub depth_by: DepthBy,
    /// What is home to an issuer, where banks from abroad are counted.
    pub home: Home,
    /// The column by which deals are sorted.
    pub deal_column: DealColumn,
    /// Whether deals are sorted upwards.
    pub deals_ascending: bool,
    /// The rules of the league table.
    pub criteria: Criteria,
    /// What the league view shows.
    pub league_tab: LeagueTab,
    /// The rules that those of the table are compared with.
    pub rival: Criteria,
    /// The grid of rules over which ranks are looked at.
    pub grid: GridChoice,
    /// Under which parent banks count.
    pub parents: Parents,
    /// Sets of deals that stand side by side.
    pub sides: Vec<Filter>,
    /// Of which network the measures are.
    pub measures_of: Projection,
    /// The column by which measures are sorted.
    pub measure_column: MeasureColumn,
    /// Whether measures are sorted upwards.
    pub measures_ascending: bool,
    /// Whether the filter panel is open.
    pub filters_open: bool,
    /// Files opened lately, newest first.
    pub recent: Vec<std::path::PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lang: Lang::default(),
            theme: Theme::default(),
            filter: Filter::default(),
            projection: Projection::default(),
            node_size: NodeSize::default(),
            node_color: NodeColor::default(),
            hidden_tiers: 0,
            size_view: SizeView::default(),
            size_order: SizeOrder::default(),
            depth_by: DepthBy::default(),
            home: Home::default(),
            deal_column: DealColumn::default(),
            deals_ascending: false,
            criteria: Criteria::default(),
            league_tab: LeagueTab::default(),
            rival: Criteria { credit: CreditMethod::Full, ..Criteria::default() },
            grid: GridChoice::default(),
            parents: Parents::default(),
            sides: Vec::new(),
            measures_of: Projection::BankBank,
            measure_column: MeasureColumn::default(),
            measures_ascending: false,
            filters_open: true,
            recent: Vec::new(),
        }
    }
}

/// What is selected, as it goes through history: the thing, and the network's focus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// The selected deal, issuer or bank.
    pub selection: Option<Target>,
    /// The centre of the network, where it shows one thing and its neighbours.
    pub focus: Option<Target>,
}

/// Everything about what is shown.
#[derive(Clone, Debug, Default)]
pub struct ViewState {
    /// What the session keeps.
    pub options: Options,
    /// What is selected.
    pub spot: Spot,
    /// What the pointer is on.
    pub hover: Option<Target>,
    /// The deal that the details show; it stays while a bank or issuer is selected.
    pub deal: Option<DealId>,
    /// The issuer whose page is shown.
    pub issuer: Option<IssuerId>,
    /// The bank whose page is shown.
    pub group: Option<GroupId>,
    past: Vec<Spot>,
    future: Vec<Spot>,
}

impl ViewState {
    /// The first view of a book, with these options.
    pub fn with_options(options: Options) -> Self {
        Self { options, ..Self::default() }
    }

    /// Selects something, as a step that "back" takes back.
    pub fn go(&mut self, book: &DealBook, spot: Spot) {
        if spot != self.spot {
            self.past.push(self.spot);
            self.future.clear();
        }
        self.stand_on(book, spot);
    }

    fn stand_on(&mut self, book: &DealBook, spot: Spot) {
        self.spot = spot;
        match spot.selection {
            Some(Target::Deal(deal_id)) => {
                self.deal = Some(deal_id);
                self.issuer = Some(book.deal(deal_id).issuer);
            }
            Some(Target::Issuer(issuer_id)) => self.issuer = Some(issuer_id),
            Some(Target::Group(group_id)) => self.group = Some(group_id),
            None => {}
        }
    }

    /// Whether "back" leads anywhere.
    pub fn can_go_back(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether "forward" leads anywhere.
    pub fn can_go_forward(&self) -> bool {
        !self.future.is_empty()
    }

    /// Goes back to what was selected before.
    pub fn back(&mut self, book: &DealBook) {
        if let Some(spot) = self.past.pop() {
            self.future.push(self.spot);
            self.stand_on(book, spot);
        }
    }

    /// Goes forward again.
    pub fn forward(&mut self, book: &DealBook) {
        if let Some(spot) = self.future.pop() {
            self.past.push(self.spot);
            self.stand_on(book, spot);
        }
    }

    /// Finds the same things in another book by their names, and drops what is not there.
    pub fn carry_over(&mut self, from: &DealBook, to: &DealBook) {
        let carry = |target: Option<Target>| target.and_then(|target| same_in(from, to, target));
        self.deal = match carry(self.deal.map(Target::Deal)) {
            Some(Target::Deal(deal_id)) => Some(deal_id),
            _ => None,
        };
        self.issuer = match carry(self.issuer.map(Target::Issuer)) {
            Some(Target::Issuer(issuer_id)) => Some(issuer_id),
            _ => None,
        };
        self.group = match carry(self.group.map(Target::Group)) {
            Some(Target::Group(group_id)) => Some(group_id),
            _ => None,
        };
        let carry_spot =
            |spot: &Spot| Spot { selection: carry(spot.selection), focus: carry(spot.focus) };
        let spot = self.spot;
        self.spot = carry_spot(&spot);
        self.past = self.past.iter().map(carry_spot).collect();
        self.future = self.future.iter().map(carry_spot).collect();
        self.hover = None;
    }
}

fn same_in(from: &DealBook, to: &DealBook, target: Target) -> Option<Target> {
    match target {
        Target::Deal(deal_id) => to.find(&from.deal(deal_id).key).map(Target::Deal),
        Target::Issuer(issuer_id) => {
            let name = &from.issuer(issuer_id).name;
            let at = to.issuers().iter().position(|issuer| issuer.name == *name)?;
            Some(Target::Issuer(IssuerId::new(at)))
        }
        Target::Group(group_id) => {
            let name = &from.group(group_id).name;
            let at = to.groups().iter().position(|group| group.name == *name)?;
            Some(Target::Group(GroupId::new(at)))
        }
    }
}
