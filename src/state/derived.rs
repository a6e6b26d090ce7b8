//! What follows from document and view state. Dropping it loses nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::book::{DealBook, Revision};
use crate::graph::{Link, Network, Projection, project};
use crate::index::{Index, Parents};
use crate::model::{DealId, GroupId, IssuerId};
use crate::query::{Chosen, Filter, SearchIndex};
use crate::stats::{
    CouponPoint, Criteria, CriteriaDiff, Issuance, League, LeftOut, Movement, Period, Purpose,
    SizeBar, SizeOrder, Sizes, Slices, Stability, TitleAndTaken, coupons, left_out, maturities,
    purposes, title_and_taken,
};
use crate::words::Lang;

use super::grid::GridChoice;
use super::later::{LARGE_BOOK, Memo, Outcome, Work};
use super::names::Names;
use super::tables::{asks_for_days_alone, movement, newest_day, stability, yearly};
use super::view::{DealColumn, LeagueTab, Options};

/// The market over time for the chosen deals.
#[derive(Debug, Default)]
pub struct MarketSeries {
    /// By market.
    pub by_market: Issuance,
    /// By currency.
    pub by_currency: Issuance,
    /// Coupon against tenor.
    pub coupons: Vec<CouponPoint>,
    /// US dollars falling due by year.
    pub maturities: BTreeMap<i16, f64>,
    /// Deals by purpose.
    pub purposes: BTreeMap<Purpose, usize>,
    /// Deals that do not say what the money is for.
    pub without_purpose: usize,
}

type BookKey = (Revision, Parents);
type ChosenKey = (BookKey, Filter);

/// Everything derived, refreshed once a pass.
#[derive(Debug)]
pub struct Derived {
    /// The columns of the book.
    pub index: Arc<Index>,
    /// The network of the book.
    pub network: Arc<Network>,
    /// The names to search.
    pub search: Arc<SearchIndex>,
    /// The deals of the filter.
    pub chosen: Arc<Chosen>,
    /// Links of the whole book, by which nodes are placed.
    pub all_links: Arc<Vec<Link>>,
    /// Links of the chosen deals.
    pub links: Arc<Vec<Link>>,
    /// The league table.
    pub league: Arc<League>,
    /// How its lines moved against the comparable period before, where the filter has both ends of
    /// a period.
    pub movement: Arc<Option<(Period, Movement)>>,
    /// Title credit against allotments, where those are known.
    pub taken: Arc<BTreeMap<GroupId, TitleAndTaken>>,
    /// What the table leaves out; made only while it is shown.
    pub left_out: Arc<Vec<LeftOut>>,
    /// The table of each year; made only while ranks over time are shown.
    pub yearly: Arc<Vec<(i16, League)>>,
    /// Ranks over a grid of rules; made only while it is shown.
    pub stability: Arc<Stability>,
    /// Two sets of rules side by side; made only while it is shown.
    pub rules_apart: Arc<Option<CriteriaDiff>>,
    /// The newest day on which a deal of the book counts.
    pub newest_day: Option<Date>,
    /// Syndicate sizes.
    pub sizes: Arc<Sizes>,
    /// The bars of syndicate sizes in their order.
    pub bars: Arc<Vec<SizeBar>>,
    /// The chosen deals in the order of the table.
    pub rows: Arc<Vec<DealId>>,
    /// The market over time.
    pub market: Arc<MarketSeries>,
    /// Whether the links of the whole book are those of the options in force.
    pub links_ready: bool,
    /// Whether `links` are those of the filter, not of the one before.
    pub chosen_links_ready: bool,
    /// Whether something of it is still being made in the background.
    pub is_waiting: bool,
    memos: Memos,
}

/// What is made once a book and a choice of parents.
#[derive(Clone, Debug)]
pub struct Base {
    key: BookKey,
    index: Arc<Index>,
}

impl Base {
    /// Makes it; the cost grows with the book.
    pub fn build(book: &DealBook, parents: Parents) -> Self {
        let index = Index::build(book, parents);
        Self::of(book, index.into())
    }

    /// Makes it of the columns of the book.
    pub fn of(book: &DealBook, index: Arc<Index>) -> Self {
        Self { key: (book.revision(), index.parents()), index }
    }
}

type LeagueKey = (ChosenKey, Criteria);
type LinksKey = (ChosenKey, Projection);
type BarsKey = (ChosenKey, SizeOrder, Lang);
type RowsKey = (ChosenKey, DealColumn, bool, Lang);

#[derive(Debug, Default)]
struct Memos {
    base: Option<Base>,
    asked_base: Option<BookKey>,
    network: Memo<BookKey, Network>,
    search: Memo<BookKey, SearchIndex>,
    chosen: Memo<ChosenKey, Chosen>,
    all_links: Memo<(BookKey, Projection), Vec<Link>>,
    links: Memo<LinksKey, Vec<Link>>,
    league: Memo<LeagueKey, League>,
    slices: Memo<(BookKey, Criteria), Slices>,
    movement: Memo<LeagueKey, Option<(Period, Movement)>>,
    taken: Memo<LeagueKey, BTreeMap<GroupId, TitleAndTaken>>,
    left_out: Memo<LeagueKey, Vec<LeftOut>>,
    yearly: Memo<LeagueKey, Vec<(i16, League)>>,
    stability: Memo<(LeagueKey, GridChoice), Stability>,
    rules_apart: Memo<(LeagueKey, Criteria), Option<CriteriaDiff>>,
    newest_day: Memo<BookKey, Option<Date>>,
    sizes: Memo<ChosenKey, Sizes>,
    bars: Memo<BarsKey, Vec<SizeBar>>,
    rows: Memo<RowsKey, Vec<DealId>>,
    market: Memo<ChosenKey, MarketSeries>,
}

impl Derived {
    /// Derives everything from a book and options, now.
    pub fn new(book: &Arc<DealBook>, options: &Options) -> Self {
        Memos::default().derive(book, options, None)
    }

    /// Derives everything of a book whose base was made in the background; what is slow on a large
    /// book comes back as work.
    pub(super) fn with_base(
        book: &Arc<DealBook>,
        options: &Options,
        base: Base,
    ) -> (Self, Vec<Work>) {
        let mut works = Vec::new();
        let mut memos = Memos { base: Some(base), ..Memos::default() };
        let large = (book.deals().len() >= LARGE_BOOK).then_some(&mut works);
        (memos.derive(book, options, large), works)
    }

    /// Derives what has changed; what is slow on a large book comes back as work.
    pub(super) fn refresh(&mut self, book: &Arc<DealBook>, options: &Options) -> Vec<Work> {
        let mut memos = std::mem::take(&mut self.memos);
        let mut works = Vec::new();
        let large = (book.deals().len() >= LARGE_BOOK).then_some(&mut works);
        *self = memos.derive(book, options, large);
        works
    }

    /// Takes what was made in the background; what is none of ours is given back.
    pub(super) fn take(&mut self, outcome: Outcome) -> Option<Outcome> {
        let memos = &mut self.memos;
        let outcome = match outcome.downcast::<Base>() {
            Ok(base) => {
                if memos.asked_base == Some(base.key) {
                    memos.asked_base = None;
                    memos.base = Some(*base);
                }
                return None;
            }
            Err(outcome) => outcome,
        };
        let outcome = memos.network.take(outcome)?;
        let outcome = memos.search.take(outcome)?;
        let outcome = memos.all_links.take(outcome)?;
        let outcome = memos.links.take(outcome)?;
        let outcome = memos.bars.take(outcome)?;
        let outcome = memos.market.take(outcome)?;
        let outcome = memos.stability.take(outcome)?;
        let outcome = memos.taken.take(outcome)?;
        let outcome = memos.slices.take(outcome)?;
        memos.rows.take(outcome)
    }
}

impl Memos {
    /// The base for a book and its parents. On a large book a change of parents alone leaves the
    /// old base in place until the new one is ready.
    fn base(
        &mut self,
        book: &Arc<DealBook>,
        parents: Parents,
        works: Option<&mut Vec<Work>>,
    ) -> Base {
        let key = (book.revision(), parents);
        match (&self.base, works) {
            (Some(base), _) if base.key == key => base.clone(),
            (Some(base), Some(works)) if base.key.0 == key.0 => {
                if self.asked_base != Some(key) {
                    self.asked_base = Some(key);
                    let book = book.clone();
                    works.push(Box::new(move || Box::new(Base::build(&book, parents))));
                }
                base.clone()
            }
            _ => {
                let base = Base::build(book, parents);
                self.network.clear();
                self.search.clear();
                self.all_links.clear();
                self.links.clear();
                self.bars.clear();
                self.rows.clear();
                self.market.clear();
                self.stability.clear();
                self.taken.clear();
                self.base = Some(base.clone());
                base
            }
        }
    }

    /// The slices of a large book, once they are there.
    fn slices(
        &mut self,
        index: &Arc<Index>,
        key: (BookKey, Criteria),
        works: Option<&mut Vec<Work>>,
    ) -> Option<Arc<Slices>> {
        let (own, works) = (index.clone(), works?);
        let make = move || Slices::new(&own, &key.1);
        let slices = self.slices.get_later(key, Some(works), make);
        (!self.slices.is_waiting()).then_some(slices)
    }

    fn derive(
        &mut self,
        book: &Arc<DealBook>,
        options: &Options,
        mut works: Option<&mut Vec<Work>>,
    ) -> Derived {
        let Base { key, index } = self.base(book, options.parents, works.as_deref_mut());
        let network = {
            let (book, index) = (book.clone(), index.clone());
            let make = move || Network::build(&book, &index);
            self.network.get_later(key, works.as_deref_mut(), make)
        };
        let search = {
            let (book, index) = (book.clone(), index.clone());
            let make = move || SearchIndex::build(&book, &index);
            self.search.get_later(key, works.as_deref_mut(), make)
        };
        let chosen_key: ChosenKey = (key, options.filter.clone());
        let chosen = self.chosen.get(chosen_key.clone(), || Chosen::new(&index, &options.filter));
        let sizes = self.sizes.get(chosen_key.clone(), || Sizes::new(&index, &chosen));
        let league_key = (chosen_key.clone(), options.criteria);
        let criteria = &options.criteria;
        let filter = &options.filter;
        let slices = self.slices(&index, (key, options.criteria), works.as_deref_mut());
        let slices = slices.as_deref().filter(|_| asks_for_days_alone(filter));
        let league = self.league.get(league_key.clone(), || match slices {
            Some(slices) => slices.league(&index, filter.from, filter.to),
            None => League::new(&index, &chosen, criteria),
        });
        let movement = self
            .movement
            .get(league_key.clone(), || movement(&index, filter, criteria, &league, slices));
        let taken = {
            let (index, chosen, criteria) = (index.clone(), chosen.clone(), options.criteria);
            let make = move || title_and_taken(&index, &chosen, &criteria);
            self.taken.get_later(league_key.clone(), works.as_deref_mut(), make)
        };
        let left_out = match options.league_tab {
            LeagueTab::LeftOut => {
                self.left_out.get(league_key.clone(), || left_out(&index, &chosen, criteria))
            }
            _ => Arc::default(),
        };
        let yearly = match options.league_tab {
            LeagueTab::OverTime => {
                self.yearly.get(league_key.clone(), || yearly(&index, filter, criteria, slices))
            }
            _ => Arc::default(),
        };
        let stability = match options.league_tab {
            LeagueTab::Stability => {
                let (book, index) = (book.clone(), index.clone());
                let (filter, criteria) = (options.filter.clone(), options.criteria);
                let choice = options.grid.clone();
                let key = (league_key.clone(), choice.clone());
                let make = move || {
                    let grid = choice.grid(&filter, newest_day(&index));
                    stability(&book, &index, &filter, &criteria, &grid)
                };
                self.stability.get_later(key, works.as_deref_mut(), make)
            }
            _ => Arc::default(),
        };
        let rules_apart = match options.league_tab {
            LeagueTab::Rules => self.rules_apart.get((league_key, options.rival), || {
                Some(CriteriaDiff::new(&index, &chosen, criteria, &options.rival))
            }),
            _ => Arc::default(),
        };
        let newest_day = *self.newest_day.get(key, || newest_day(&index));
        let parts = Parts { book, index: &index, network: &network, chosen: &chosen, options };
        let all_links = parts.all_links(self, key, works.as_deref_mut());
        let links = parts.links(self, &chosen_key, &all_links, works.as_deref_mut());
        let bars = parts.bars(self, &chosen_key, &sizes, works.as_deref_mut());
        let rows = parts.rows(self, &chosen_key, works.as_deref_mut());
        let market = parts.market(self, &chosen_key, works);
        Derived {
            links_ready: self.asked_base.is_none()
                && !self.network.is_waiting()
                && !self.all_links.is_waiting(),
            chosen_links_ready: !self.links.is_waiting(),
            is_waiting: self.is_waiting(),
            search,
            all_links,
            links,
            league,
            movement,
            taken,
            left_out,
            yearly,
            stability,
            rules_apart,
            newest_day,
            bars,
            rows,
            market,
            index,
            network,
            chosen,
            sizes,
            memos: std::mem::take(self),
        }
    }

    const fn is_waiting(&self) -> bool {
        self.asked_base.is_some()
            || self.network.is_waiting()
            || self.search.is_waiting()
            || self.all_links.is_waiting()
            || self.links.is_waiting()
            || self.bars.is_waiting()
            || self.rows.is_waiting()
            || self.market.is_waiting()
            || self.stability.is_waiting()
            || self.taken.is_waiting()
    }
}

/// What the slow parts are made from.
struct Parts<'a> {
    book: &'a Arc<DealBook>,
    index: &'a Arc<Index>,
    network: &'a Arc<Network>,
    chosen: &'a Arc<Chosen>,
    options: &'a Options,
}

impl Parts<'_> {
    fn all_links(
        &self,
        memos: &mut Memos,
        key: BookKey,
        works: Option<&mut Vec<Work>>,
    ) -> Arc<Vec<Link>> {
        if memos.network.is_waiting() {
            return memos.all_links.last();
        }
        let projection = self.options.projection;
        let (network, index) = (self.network.clone(), self.index.clone());
        let make = move || project(&network, &index, projection, None);
        memos.all_links.get_later((key, projection), works, make)
    }

    fn links(
        &self,
        memos: &mut Memos,
        key: &ChosenKey,
        all_links: &Arc<Vec<Link>>,
        works: Option<&mut Vec<Work>>,
    ) -> Arc<Vec<Link>> {
        // Without a filter the links of the whole book are those of the chosen deals.
        if self.options.filter.is_empty() {
            memos.links.clear();
            return all_links.clone();
        }
        if memos.network.is_waiting() {
            return memos.links.last();
        }
        let projection = self.options.projection;
        let (network, index) = (self.network.clone(), self.index.clone());
        let chosen = self.chosen.clone();
        let make = move || project(&network, &index, projection, Some(chosen.bits()));
        memos.links.get_later((key.clone(), projection), works, make)
    }

    fn bars(
        &self,
        memos: &mut Memos,
        key: &ChosenKey,
        sizes: &Arc<Sizes>,
        works: Option<&mut Vec<Work>>,
    ) -> Arc<Vec<SizeBar>> {
        let (order, lang) = (self.options.size_order, self.options.lang);
        let (book, index, sizes) = (self.book.clone(), self.index.clone(), sizes.clone());
        let make = move || {
            let names = Names::new(&book, lang);
            let issuer =
                |deal_id: DealId| names.issuer(index.deals().issuer[deal_id.index()]).to_owned();
            sizes.ordered(&index, order, issuer)
        };
        memos.bars.get_later((key.clone(), order, lang), works, make)
    }

    fn rows(
        &self,
        memos: &mut Memos,
        key: &ChosenKey,
        works: Option<&mut Vec<Work>>,
    ) -> Arc<Vec<DealId>> {
        let options = self.options.clone();
        let key = (key.clone(), options.deal_column, options.deals_ascending, options.lang);
        let (book, index, chosen) = (self.book.clone(), self.index.clone(), self.chosen.clone());
        let make = move || sorted_deals(&book, &index, &chosen, &options);
        memos.rows.get_later(key, works, make)
    }

    fn market(
        &self,
        memos: &mut Memos,
        key: &ChosenKey,
        works: Option<&mut Vec<Work>>,
    ) -> Arc<MarketSeries> {
        let (book, index, chosen) = (self.book.clone(), self.index.clone(), self.chosen.clone());
        let make = move || market_series(&book, &index, &chosen);
        memos.market.get_later(key.clone(), works, make)
    }
}

fn market_series(book: &DealBook, index: &Index, chosen: &Chosen) -> MarketSeries {
    let (by_purpose, without_purpose) = purposes(book, chosen);
    MarketSeries {
        by_market: Issuance::by_market(index, chosen),
        by_currency: Issuance::by_currency(index, chosen),
        coupons: coupons(book, chosen),
        maturities: maturities(book, index, chosen),
        purposes: by_purpose,
        without_purpose,
    }
}

/// The chosen deals in the order of the table; deals without the value stand last.
fn sorted_deals(book: &DealBook, index: &Index, chosen: &Chosen, options: &Options) -> Vec<DealId> {
    let mut rows: Vec<DealId> = chosen.deals().collect();
    let names = Names::new(book, options.lang);
    let columns = index.deals();
    let issuer = |deal_id: &DealId| names.issuer(columns.issuer[deal_id.index()]).to_lowercase();
    let text = |value: Option<&str>| (value.is_none(), value.unwrap_or_default().to_lowercase());
    match options.deal_column {
        DealColumn::Date => rows.sort_by_key(|deal_id| columns.day[deal_id.index()]),
        DealColumn::Issuer => rows.sort_by_cached_key(issuer),
        DealColumn::Instrument => {
            rows.sort_by_cached_key(|deal_id| text(book.deal(*deal_id).instrument.as_deref()));
        }
        DealColumn::Market => rows.sort_by_key(|deal_id| columns.market[deal_id.index()]),
        DealColumn::Value => rows.sort_by_key(|deal_id| columns.usd_cents[deal_id.index()]),
        DealColumn::Currency => rows.sort_by_cached_key(|deal_id| {
            let currencies = &index.tranches().currency[index.tranches_of(*deal_id)];
            let currencies = currencies.iter().flatten();
            currencies.map(|currency| currency.code()).collect::<Vec<_>>()
        }),
        DealColumn::Banks => rows.sort_by_key(|deal_id| index.size_of(*deal_id)),
        DealColumn::Sector => rows.sort_by_cached_key(|deal_id| {
            let issuer_id: IssuerId = columns.issuer[deal_id.index()];
            text(book.issuer(issuer_id).sector.as_deref())
        }),
    }
    if !options.deals_ascending {
        rows.reverse();
    }
    rows
}
