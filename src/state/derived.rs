//! What follows from document and view state. Dropping it loses nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::book::{DealBook, Revision};
use crate::graph::{Link, Network, Projection, project};
use crate::index::{Index, Parents};
use crate::model::{DealId, IssuerId};
use crate::query::{Chosen, Filter, SearchIndex};
use crate::stats::{
    CouponPoint, Criteria, Issuance, League, Purpose, SizeBar, SizeOrder, Sizes, coupons,
    maturities, purposes,
};
use crate::words::Lang;

use super::names::Names;
use super::view::{DealColumn, Options};

/// A value kept with the key it was made for: the same key, no work.
#[derive(Debug)]
pub struct Memo<K, V> {
    entry: Option<(K, Arc<V>)>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self { entry: None }
    }
}

impl<K: PartialEq, V> Memo<K, V> {
    /// The value for a key, made anew where the key has changed.
    pub fn get(&mut self, key: K, make: impl FnOnce() -> V) -> Arc<V> {
        match &self.entry {
            Some((known, value)) if *known == key => value.clone(),
            _ => {
                let value = Arc::new(make());
                self.entry = Some((key, value.clone()));
                value
            }
        }
    }
}

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
    /// Syndicate sizes.
    pub sizes: Arc<Sizes>,
    /// The bars of syndicate sizes in their order.
    pub bars: Arc<Vec<SizeBar>>,
    /// The chosen deals in the order of the table.
    pub rows: Arc<Vec<DealId>>,
    /// The market over time.
    pub market: Arc<MarketSeries>,
    memos: Memos,
}

#[derive(Debug, Default)]
struct Memos {
    index: Memo<BookKey, Index>,
    network: Memo<BookKey, Network>,
    search: Memo<Revision, SearchIndex>,
    chosen: Memo<ChosenKey, Chosen>,
    all_links: Memo<(BookKey, Projection), Vec<Link>>,
    links: Memo<(ChosenKey, Projection), Vec<Link>>,
    league: Memo<(ChosenKey, Criteria), League>,
    sizes: Memo<ChosenKey, Sizes>,
    bars: Memo<(ChosenKey, SizeOrder, Lang), Vec<SizeBar>>,
    rows: Memo<(ChosenKey, DealColumn, bool, Lang), Vec<DealId>>,
    market: Memo<ChosenKey, MarketSeries>,
}

impl Derived {
    /// Derives everything from a book and options.
    pub fn new(book: &DealBook, options: &Options) -> Self {
        let mut memos = Memos::default();
        memos.derive(book, options)
    }

    /// Derives what has changed.
    pub fn refresh(&mut self, book: &DealBook, options: &Options) {
        let mut memos = std::mem::take(&mut self.memos);
        *self = memos.derive(book, options);
    }
}

impl Memos {
    fn derive(&mut self, book: &DealBook, options: &Options) -> Derived {
        let key = (book.revision(), options.parents);
        let index = self.index.get(key, || Index::build(book, options.parents));
        let network = self.network.get(key, || Network::build(book, &index));
        let chosen_key = (key, options.filter.clone());
        let chosen = self.chosen.get(chosen_key.clone(), || Chosen::new(&index, &options.filter));
        let projection = options.projection;
        let sizes = self.sizes.get(chosen_key.clone(), || Sizes::new(&index, &chosen));
        let names = Names::new(book, options.lang);
        let issuer_name = |deal_id: DealId| names.issuer(book.deal(deal_id).issuer).to_owned();
        let bars_key = (chosen_key.clone(), options.size_order, options.lang);
        let rows_key =
            (chosen_key.clone(), options.deal_column, options.deals_ascending, options.lang);
        Derived {
            search: self.search.get(book.revision(), || SearchIndex::build(book)),
            all_links: self
                .all_links
                .get((key, projection), || project(&network, &index, projection, None)),
            links: self.links.get((chosen_key.clone(), projection), || {
                project(&network, &index, projection, Some(chosen.bits()))
            }),
            league: self.league.get((chosen_key.clone(), options.criteria), || {
                League::new(&index, &chosen, &options.criteria)
            }),
            bars: self
                .bars
                .get(bars_key, || sizes.ordered(&index, options.size_order, issuer_name)),
            rows: self.rows.get(rows_key, || sorted_deals(book, &index, &chosen, options)),
            market: self.market.get(chosen_key, || market_series(book, &index, &chosen)),
            index,
            network,
            chosen,
            sizes,
            memos: std::mem::take(self),
        }
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
    let issuer = |deal_id: &DealId| names.issuer(book.deal(*deal_id).issuer).to_lowercase();
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
            let currencies = book.deal(*deal_id).tranches.iter().filter_map(|row| row.currency);
            currencies.map(|currency| currency.code()).collect::<Vec<_>>()
        }),
        DealColumn::Banks => rows.sort_by_key(|deal_id| index.size_of(*deal_id)),
        DealColumn::Sector => rows.sort_by_cached_key(|deal_id| {
            let issuer_id: IssuerId = book.deal(*deal_id).issuer;
            text(book.issuer(issuer_id).sector.as_deref())
        }),
    }
    if !options.deals_ascending {
        rows.reverse();
    }
    rows
}
