//! A deal as we believe it, after reading and validation.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use jiff::civil::Date;

use super::rare::{Blank, Rare};
use super::{BankId, Currency, Decimal, IssuerId, Money, PartialDate, RoleSet, UsdRate};

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every value, in order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code in files.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The value with this code, in any case.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code().eq_ignore_ascii_case(code.trim()))
            }
        }
    };
}

codes! {
    /// The market in which a deal is brought.
    Market {
        /// Debt capital markets: bonds and notes.
        Dcm = "DCM",
        /// Convertible and exchangeable bonds.
        Cb = "CB",
        /// Syndicated loans.
        Loan = "LOAN",
        /// Equity capital markets: IPOs, follow-ons, placings.
        Ecm = "ECM",
    }
}

codes! {
    /// How far a deal has come.
    Status {
        /// Banks are mandated.
        Mandated = "mandated",
        /// Proposed or marketed, not priced.
        Proposed = "proposed",
        /// Priced.
        Priced = "priced",
        /// Settled, signed or listed.
        Closed = "closed",
        /// Withdrawn or cancelled.
        Withdrawn = "withdrawn",
    }
}

/// One deal record of the book. What few records say stands in [`DealMore`] and reads as if it stood
/// here.
#[derive(Clone, Debug, PartialEq)]
pub struct Deal {
    /// The id in files, unique in the book.
    pub key: String,
    /// Who issues.
    pub issuer: IssuerId,
    /// When it was priced or signed.
    pub priced: Option<PartialDate>,
    /// A date of which the source does not say which it is.
    pub undated: Option<PartialDate>,
    /// How far the deal has come; absent where the record does not say.
    pub status: Option<Status>,
    /// The market.
    pub market: Option<Market>,
    /// What is issued, in the words of the record.
    pub instrument: Option<Arc<str>>,
    /// The tranches; a deal without any has an empty list.
    pub tranches: Vec<Tranche>,
    /// Who did what.
    pub members: Vec<Member>,
    /// Where the record comes from.
    pub source: Arc<Source>,
    /// What few records say.
    pub more: Rare<DealMore>,
}

/// What few deal records say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DealMore {
    /// When the deal was announced.
    pub announced: Option<PartialDate>,
    /// When it settled or listed.
    pub settled: Option<PartialDate>,
    /// The day the source was published: used only where the deal has no date of its own.
    pub reported: Option<PartialDate>,
    /// Who guarantees.
    pub guarantor: Option<String>,
    /// Offering format, such as Reg S.
    pub format: Option<String>,
    /// Where it lists.
    pub listing: Option<String>,
    /// Governing law.
    pub law: Option<String>,
    /// What the money is for.
    pub use_of_proceeds: Option<String>,
    /// What a careful reader should know.
    pub notes: Option<String>,
    /// The key of the record of which this one is a second account; such a record is shown and
    /// not counted.
    pub same_as: Option<String>,
}

impl Blank for DealMore {
    const BLANK: &'static Self = &Self {
        announced: None,
        settled: None,
        reported: None,
        guarantor: None,
        format: None,
        listing: None,
        law: None,
        use_of_proceeds: None,
        notes: None,
        same_as: None,
    };
}

impl Deref for Deal {
    type Target = DealMore;

    fn deref(&self) -> &DealMore {
        &self.more
    }
}

impl DerefMut for Deal {
    fn deref_mut(&mut self) -> &mut DealMore {
        &mut self.more
    }
}

impl Deal {
    /// The deal's own date: priced, else the date of which the source does not say what it is,
    /// else announced, else settled.
    pub fn own_date(&self) -> Option<PartialDate> {
        self.priced.or(self.undated).or(self.announced).or(self.settled)
    }

    /// The deal's own date, else the day on which its source was published, which shows as such.
    pub fn known_date(&self) -> Option<PartialDate> {
        self.own_date().or(self.reported)
    }

    /// The day under which the deal is counted and converted: the first that
    /// [`Deal::known_date`] can mean.
    pub fn date(&self) -> Option<Date> {
        self.known_date().map(PartialDate::earliest)
    }

    /// The currencies of the tranches, each once, in order.
    pub fn currencies(&self) -> Vec<Currency> {
        let mut currencies = Vec::new();
        for currency in self.tranches.iter().filter_map(|tranche| tranche.currency) {
            if !currencies.contains(&currency) {
                currencies.push(currency);
            }
        }
        currencies
    }

    /// Whether this record counts: it is not a second account of another record.
    pub fn is_counted(&self) -> bool {
        self.same_as.is_none()
    }

    /// Whether a member works on a tranche.
    pub fn works_on(&self, member: &Member, tranche: usize) -> bool {
        member.tranches.as_ref().is_none_or(|tranches| tranches.contains(&tranche))
    }
}

/// One tranche of a deal. What few records say stands in [`TrancheMore`] and reads as if it stood
/// here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tranche {
    /// The currency, where the record gives a known one.
    pub currency: Option<Currency>,
    /// The amount issued.
    pub amount: Option<Money>,
    /// The coupon in per cent a year.
    pub coupon_pct: Option<Decimal>,
    /// The final maturity.
    pub maturity: Option<PartialDate>,
    /// What few records say.
    pub more: Rare<TrancheMore>,
}

/// What few records say of a tranche.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrancheMore {
    /// The label, such as "2031".
    pub label: Option<String>,
    /// The tenor in years as printed.
    pub tenor_years: Option<Decimal>,
    /// The issue price in per cent of the nominal amount.
    pub issue_price_pct: Option<Decimal>,
    /// The yield in per cent.
    pub yield_pct: Option<Decimal>,
    /// The spread over the benchmark in basis points.
    pub spread_bp: Option<Decimal>,
    /// The benchmark, such as "T" or "MS".
    pub benchmark: Option<String>,
    /// Ratings by agency, as printed.
    pub ratings: Vec<(String, String)>,
    /// The ISIN.
    pub isin: Option<String>,
    /// The order book at its peak or at pricing, in the tranche's currency.
    pub orderbook: Option<Money>,
    /// US dollars for one unit of the currency, where the source states the rate.
    pub fx_usd: Option<UsdRate>,
    /// Whether the record says that there is no maturity.
    pub perpetual: bool,
    /// The part of the amount given for old paper in an exchange: no new money.
    pub exchanged: Option<Money>,
    /// What was sold beside the amount because the greenshoe was exercised.
    pub greenshoe_sold: Option<Money>,
    /// The fee of the syndicate in per cent of the amount, where it is disclosed.
    pub gross_spread_pct: Option<Decimal>,
}

impl Blank for TrancheMore {
    const BLANK: &'static Self = &Self {
        label: None,
        tenor_years: None,
        issue_price_pct: None,
        yield_pct: None,
        spread_bp: None,
        benchmark: None,
        ratings: Vec::new(),
        isin: None,
        orderbook: None,
        fx_usd: None,
        perpetual: false,
        exchanged: None,
        greenshoe_sold: None,
        gross_spread_pct: None,
    };
}

impl Tranche {
    /// What was sold: the amount, and the greenshoe where it was exercised.
    pub fn sold(&self) -> Option<Money> {
        let amount = self.amount?;
        let more = self.greenshoe_sold.filter(|more| more.currency == amount.currency);
        let minor = amount.minor.saturating_add(more.map_or(0, |more| more.minor));
        Some(Money { minor, ..amount })
    }
}

impl Deref for Tranche {
    type Target = TrancheMore;

    fn deref(&self) -> &TrancheMore {
        &self.more
    }
}

impl DerefMut for Tranche {
    fn deref_mut(&mut self) -> &mut TrancheMore {
        &mut self.more
    }
}

/// One bank's seat in the syndicate. What few records say stands in [`MemberMore`] and reads as if
/// it stood here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Member {
    /// The bank as printed; `None` where the source lost the name.
    pub bank: Option<BankId>,
    /// The roles it holds.
    pub roles: RoleSet,
    /// What few records say.
    pub more: Rare<MemberMore>,
}

/// What few records say of a member.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemberMore {
    /// The tranches it is limited to, as positions in [`Deal::tranches`]; `None` means all.
    pub tranches: Option<Vec<usize>>,
    /// What it took, where the source says.
    pub allotments: Vec<Allotment>,
    /// A note of the record, such as "name missing in the source".
    pub note: Option<String>,
}

impl Blank for MemberMore {
    const BLANK: &'static Self = &Self { tranches: None, allotments: Vec::new(), note: None };
}

impl Deref for Member {
    type Target = MemberMore;

    fn deref(&self) -> &MemberMore {
        &self.more
    }
}

impl DerefMut for Member {
    fn deref_mut(&mut self) -> &mut MemberMore {
        &mut self.more
    }
}

/// A part of an issue that a member took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Allotment {
    /// The tranche, where the record names one.
    pub tranche: Option<usize>,
    /// Hundredths of a unit of the tranche's currency, or of a share in an equity deal.
    pub hundredths: i64,
}

/// Where a record comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The address of the page.
    pub url: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When it was published, as printed.
    pub date: Option<String>,
    /// The file from which its announcement was read.
    pub file: Option<String>,
    /// Whether the record keeps the text of its announcement.
    pub has_text: bool,
}
