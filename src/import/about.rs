//! What kind of deal a text tells of: market, instrument, format, listing, law, use of proceeds,
//! status and dates.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::dates::Dated;
use super::plain::Span;
use crate::model::Market;

/// A word of the record with the place it rests on.
pub(super) type Said = Option<(String, Span)>;

/// What a text says of a deal as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct About {
    /// DCM, CB, LOAN or ECM.
    pub market: Said,
    /// What is issued.
    pub instrument: Said,
    /// Reg S, 144A, SEC registered.
    pub format: Said,
    /// Where it is listed.
    pub listing: Said,
    /// Governing law.
    pub law: Said,
    /// What the money is for.
    pub use_of_proceeds: Said,
    /// mandated, proposed, priced, closed.
    pub status: Said,
    /// When announced, priced and settled.
    pub announced: Said,
    /// When priced.
    pub priced: Said,
    /// When settled.
    pub settled: Said,
}

static CONVERTIBLE: LazyLock<Regex> = LazyLock::new(|| {
    rx(r"(?i)convertible|exchangeable|可转换|可换股|可转股|可转债|可交换|可转可换")
});
static LOAN: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:term |syndicated |club |bridge |revolving |green )*(?:loans?|credit facilit(?:y|ies)|facilit(?:y|ies)|revolvers?|term loan|TLA|TLB|RCF)\b|银团贷款|贷款|银团融资|循环信贷|授信",
    )
});
static BOND: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:notes?|bonds?|sukuk|debentures?|FRNs?|securities|Landesschatzanweisung|benchmark|covered bond|perpetuals?|tier 2|AT1)\b|票据|债券|美元债|公司债|中期票据|企业债|点心债|短期融资券|熊猫债|离岸债|永续债|伊斯兰债",
    )
});
static EQUITY: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:shares?|capital increase|IPO|initial public offering|placing|rights issue|follow-on|ADSs?|common stock|secondary offering|block trade)\b|股份|H股|A股|新股|招股|首次公开|全球发售|供股|配股|(?:^|[^额])配售(?:新|H|股)|每股|上市日期",
    )
});

/// Which market a text is of; the word that comes first tells, but a convertible is one wherever it is
/// said.
pub(super) fn market(text: &str, has_arrangers: bool) -> (Market, Option<Span>) {
    let head = super::money::window(text, 0, 6000);
    let first = |form: &Regex| {
        form.find_iter(head)
            .find(|found| !is_old(head, found.start(), found.end()))
            .map(|found| found.range())
    };
    if let Some(place) = first(&CONVERTIBLE) {
        return (Market::Cb, Some(place));
    }
    let (loan, bond, equity) = (first(&LOAN), first(&BOND), first(&EQUITY));
    let at = |place: &Option<Span>| place.as_ref().map_or(usize::MAX, |place| place.start);
    if has_arrangers && loan.is_some() {
        return (Market::Loan, loan);
    }
    let bond_first = at(&bond) <= at(&loan).min(at(&equity));
    // A company's "shares" or "股份有限公司" come before its notes; only a count or a sale of shares tells.
    let sells_shares = SALE_OF_SHARES.is_match(head);
    if bond.is_some() && !sells_shares && (bond_first || at(&loan) > at(&bond)) {
        return (Market::Dcm, bond);
    }
    if equity.is_some()
        && sells_shares
        && at(&equity) < at(&loan).min(at(&bond).saturating_add(400))
    {
        return (Market::Ecm, equity);
    }
    if loan.is_some() && at(&loan) < at(&bond) {
        return (Market::Loan, loan);
    }
    (Market::Dcm, bond)
}

static SALE_OF_SHARES: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\bIPO\b|initial public offering|capital increase|\bplacing\b|rights issue|follow-on|\d (?:million )?(?:[a-z]+ ){0,3}(?:shares|ADSs?|units)\b|新股|招股|首次公开(?:发行|发售)|全球发售|供股|(?:^|[^额])配售(?:新|H|现有|合共|约|[\d,.]+(?:万|亿)?股)|配股|[\d万亿]股|保荐",
    )
});
static OLD: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:refinanc\w*|repay\w*|existing|redeem\w*|outstanding|偿还|再融资|置换|现有|归还|赎回)[^.;。]{0,30}$",
    )
});

fn is_old(text: &str, at: usize, end: usize) -> bool {
    let before = super::money::window_before(text, at, 60);
    let after = super::money::window(text, end, 12);
    OLD.is_match(before) || after.contains("再融资")
}

static INSTRUMENT: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:\b(?:(?:zero[- ]coupon|guaranteed|senior|subordinated|unsecured|secured|convertible|exchangeable|perpetual|green|social|sustainability(?:-linked)?|sustainable|development|floating[- ]rate|fixed[- ]rate|global|medium[- ]term|covered|capital|retail|callable|benchmark|dim sum|panda|samurai|kangaroo|high[- ]yield|junior|tier [12]|additional|blue|climate|transition|euro|dollar|syndicated|club|term|bridge|revolving|credit|first[- ]lien|investment|digital|formosa|trust|islamic|tap)[ -]){0,6}(?:notes|bonds?|sukuk|debentures|securities|loan|facility|revolver|rights issue|placing|initial public offering|IPO)\b)|(?:(?:高级|优先|无抵押|无担保|有担保|担保|固定利率|浮动利率|可持续(?:发展)?(?:挂钩)?|绿色|社会责任|蓝色|永续|次级|增信|零息|美元结算|H股|科技创新|中期|短期|超短期|公司|企业|点心|熊猫|离岸|离岸人民币|人民币|美元|港元|欧元|伊斯兰|数字|基准|境外|的)){0,8}(?:可转换债券|可换股债券|可交换债券|可转债|票据|债券|公司债|短期融资券|融资券|资产支持证券|银团贷款|贷款|美元债|离岸债|点心债)|(?:首次公开发行(?:股票)?|全球发售|供股|配售(?:新H?股)?)",
    )
});

/// What is issued, in the words of the text.
pub(super) fn instrument(text: &str, from: Option<&Span>) -> Said {
    let start =
        from.map_or(0, |span| super::money::window_before(text, span.start, 60).len()).min(60);
    let base = from.map_or(0, |span| span.start - start);
    let window = super::money::window(text, base, 400);
    let best = INSTRUMENT
        .find_iter(window)
        .find(|found| from.is_none_or(|span| base + found.end() > span.start));
    best.map(|found| {
        (
            found.as_str().trim_start_matches('的').to_owned(),
            base + found.start()..base + found.end(),
        )
    })
}

const FORMATS: &[(&str, &str)] = &[
    (
        r"(?i)144A ?(?:/|and|及|和|&|,) ?(?:Reg(?:ulation)? ?S|S规例|S条例|Reg\. ?S)|(?:Reg(?:ulation)? ?S|S规例|S条例) ?(?:/|and|及|和|&) ?(?:Rule )?144A",
        "144A/Reg S",
    ),
    (r"(?i)\bReg(?:ulation)?\.? ?S\b|S规例|S条例|S 规例", "Reg S"),
    (r"(?i)\b(?:Rule )?144A\b", "144A"),
    (r"(?i)\bSEC[- ]registered|registered with the SEC", "SEC registered"),
];
const LISTINGS: &[(&str, &str)] = &[
    (
        r"(?i)香港联(?:合)?交(?:易)?所|联交所|港交所|香港交易所|香港上市|HKEX|Hong Kong Stock Exchange|\bSEHK\b|Stock Exchange of Hong Kong",
        "HKEX",
    ),
    (r"(?i)新交所|新加坡(?:证券)?交易所|\bSGX\b|Singapore (?:Stock )?Exchange", "SGX"),
    (r"(?i)澳门(?:金交所|金融资产交易)|\bMOX\b|中华(?:\(澳门\))?金融资产交易", "MOX"),
    (
        r"(?i)卢森堡(?:证券)?交易所|Luxembourg(?: Stock Exchange)?|LuxSE",
        "Luxembourg Stock Exchange",
    ),
    (r"(?i)New York Stock Exchange|\bNYSE\b|纽交所", "New York Stock Exchange"),
    (r"(?i)London Stock Exchange|\bLSE\b|伦交所|伦敦证券交易所", "London Stock Exchange"),
    (r"(?i)Euronext Dublin|Irish Stock Exchange|都柏林(?:证券)?交易所", "Euronext Dublin"),
    (r"(?i)\bNasdaq(?: Global(?: Select)? Market)?\b|纳斯达克", "Nasdaq"),
    (r"(?i)上交所|上海证券交易所", "SSE"),
    (r"(?i)深交所|深圳证券交易所", "SZSE"),
    (r"(?i)Frankfurt Stock Exchange|法兰克福交易所", "Frankfurt Stock Exchange"),
];
const LAWS: &[(&str, &str)] = &[
    (r"(?i)英国法|English law|法律[:为] ?英国|law: ?English|Law \| English", "English"),
    (r"(?i)纽约(?:州)?法|New York law|law: ?New York", "New York"),
    (r"(?i)香港法律?(?:管|$|[,;。])|Hong Kong law", "Hong Kong"),
];

static FORMAT_FORMS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| compiled(FORMATS));
static LISTING_FORMS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| compiled(LISTINGS));
static LAW_FORMS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| compiled(LAWS));

fn compiled(table: &'static [(&'static str, &'static str)]) -> Vec<(Regex, &'static str)> {
    table.iter().map(|(form, word)| (rx(form), *word)).collect()
}

fn one_of(text: &str, table: &[(Regex, &'static str)]) -> Said {
    table
        .iter()
        .find_map(|(form, word)| form.find(text).map(|found| ((*word).to_owned(), found.range())))
}

static LISTED: LazyLock<Regex> = LazyLock::new(|| {
    rx(r"(?i)list(?:ed|ing)|上市|挂牌|dealings|admission|交易所|联交所|新交所|港交所")
});
static PROCEEDS: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:proceeds (?:are|is|will be used|to be used|go|will go|used)?(?: mainly| primarily)?(?: for| to)?|资金用途[:为]?|募集资金用途[:为]?|所得款项(?:净额)?(?:将|拟|主要)*(?:用于|用作|作)|(?:募资|集资)(?:净额)?(?:将|拟|主要)*(?:用于|用作|作)|(?:将|拟|资金|主要|是次集资)*用(?:于|作)|use of proceeds ?[:|]|用途[:])(?:为)? ?(?P<use>[^.。;\n]{2,120})",
    )
});
static STATUS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    let table: &[(&str, &str)] = &[
        (
            r"(?i)委任情况|公布.{0,8}委任|\bhas mandated|have been mandated|mandated [A-Z].{2,120}(?:to arrange|investor (?:calls|meetings))|尚未定价",
            "mandated",
        ),
        (
            r"(?i)建议发行|建议发售|拟发行|拟发售|有意|正推介|发行未必|拟根据|计划发行|初始(?:价格|指导价)|initial price|plans? to|planned|is weighing|proposes?|IPT|talked|is marketing|is selling|will sell|intends",
            "proposed",
        ),
        (r"(?i)完成(?:发行|定价|簿记)|\bclosed\b|has signed|signed a|签署|已完成", "closed"),
        (r"(?i)\bpriced|定价|trade date|pricing date|raised|sold|成功发行|已定出", "priced"),
    ];
    table.iter().map(|(form, word)| (rx(form), *word)).collect()
});

/// Reads what a text says of a deal as a whole.
pub(super) fn find(
    text: &str,
    dates: &[Dated],
    market: (Market, Option<Span>),
    is_priced: bool,
) -> About {
    let place = market.1.clone().unwrap_or(0..0);
    let mut about =
        About { market: Some((market.0.code().to_owned(), place.clone())), ..About::default() };
    about.instrument = instrument(text, market.1.as_ref());
    about.format = one_of(text, &FORMAT_FORMS);
    if LISTED.is_match(text) {
        about.listing = one_of(text, &LISTING_FORMS);
    }
    about.law = one_of(text, &LAW_FORMS);
    about.use_of_proceeds = PROCEEDS
        .captures(text)
        .and_then(|found| found.name("use"))
        .map(|said| (said.as_str().trim().to_owned(), said.range()));
    about.status = STATUS
        .iter()
        .find_map(|(form, word)| form.find(text).map(|found| ((*word).to_owned(), found.range())))
        .filter(|(word, _)| !is_priced || !matches!(word.as_str(), "proposed" | "mandated"));
    when(text, dates, market.0, &mut about);
    about
}

/// Sorts the dates of a deal.
fn when(text: &str, dates: &[Dated], market: Market, about: &mut About) {
    let mut first: Option<&Dated> = None;
    for dated in dates.iter().filter(|dated| dated.date.day().is_some()) {
        let before = super::money::window_before(text, dated.span.start, 44);
        let before = before.rsplit(['\n', ';', '。', ',']).next().unwrap_or(before).to_lowercase();
        let after = super::money::window(text, dated.span.end, 30).to_lowercase();
        let is = |words: &[&str]| words.iter().any(|word| before.contains(word));
        let follows =
            |words: &[&str]| words.iter().any(|word| after.trim_start().starts_with(word));
        let said = Some((dated.date.to_string(), dated.span.clone()));
        if is(&["到期", "due", "matur"]) || follows(&["到期"]) {
            continue;
        }
        if is(&[
            "settle",
            "closing",
            "issue date",
            "issued ",
            "payment date",
            "交割",
            "起息",
            "交收",
            "发行日",
            "完成发行",
            "dealings",
            "上市日期",
            "预期",
            "预计",
        ]) || follows(&["完成发行", "交割", "起在", "起于", "上市"]) && market == Market::Ecm
        {
            about.settled = about.settled.take().or(said);
        } else if is(&[
            "pric",
            "trade date",
            "定价",
            "签署认购",
            "认购协议日期",
            "购买协议",
            "簿记",
        ]) || follows(&["签署", "定价", "结束"])
        {
            about.priced = about.priced.take().or(said);
        } else if first.is_none() {
            first = Some(dated);
            about.announced = said;
        }
    }
}
