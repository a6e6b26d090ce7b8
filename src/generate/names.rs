//! Countries, trades, instruments and the words that names are made of.

/// Countries with their share of issuers and the currency at home.
pub(super) const COUNTRIES: &[(&str, f64, &str)] = &[
    ("CN", 24.0, "CNY"),
    ("US", 20.0, "USD"),
    ("HK", 12.0, "HKD"),
    ("JP", 10.0, "JPY"),
    ("GB", 5.0, "GBP"),
    ("DE", 4.0, "EUR"),
    ("FR", 4.0, "EUR"),
    ("SG", 4.0, "SGD"),
    ("KR", 4.0, "USD"),
    ("IN", 4.0, "USD"),
    ("AU", 3.0, "AUD"),
    ("CH", 2.0, "CHF"),
    ("AE", 1.5, "USD"),
    ("SA", 1.0, "USD"),
    ("CA", 1.0, "USD"),
    ("NL", 0.5, "EUR"),
];

/// Currencies with the middle of an amount in them and the step to which amounts are rounded, in
/// whole units.
pub(super) const CURRENCIES: &[(&str, f64, f64)] = &[
    ("USD", 350e6, 50e6),
    ("EUR", 330e6, 50e6),
    ("CNY", 2_400e6, 100e6),
    ("CNH", 1_500e6, 100e6),
    ("HKD", 2_700e6, 100e6),
    ("JPY", 45_000e6, 1_000e6),
    ("GBP", 280e6, 25e6),
    ("SGD", 300e6, 25e6),
    ("AUD", 420e6, 25e6),
    ("CHF", 250e6, 25e6),
];

/// Trades, each with the words by which its companies are named, in both scripts.
pub(super) const SECTORS: &[(&str, &[&str], &[&str])] = &[
    ("Internet & media", &["Media", "Gaming", "Software", "Online"], &["科技", "传媒", "网络"]),
    ("Banks", &["Bank", "Financial", "Savings Bank"], &["银行", "金融"]),
    ("Real estate", &["Property", "Land", "Homes", "Estates"], &["地产", "置业", "发展"]),
    ("Energy", &["Energy", "Oil", "Gas", "Petroleum"], &["能源", "石油", "燃气"]),
    ("Utilities", &["Power", "Water", "Wind", "Solar"], &["电力", "水务", "新能源"]),
    ("Industrials", &["Motors", "Machinery", "Robotics", "Cables"], &["重工", "汽车", "机械"]),
    ("Health care", &["Pharma", "Biotech", "Health"], &["医药", "生物", "健康"]),
    ("Consumer", &["Foods", "Retail", "Textiles", "Brands"], &["食品", "零售", "服饰"]),
    ("Sovereign & agency", &["Treasury", "Development Agency"], &["城投", "国资"]),
    ("Transport", &["Airlines", "Shipping", "Rail", "Logistics"], &["航空", "航运", "物流"]),
    ("Materials", &["Steel", "Cement", "Chemicals", "Mining"], &["钢铁", "水泥", "化工"]),
    ("Telecoms", &["Telecom", "Networks", "Satellite"], &["电信", "通信"]),
];

/// What is issued: its name, market and share.
pub(super) const INSTRUMENTS: &[(&str, &str, f64)] = &[
    ("senior unsecured notes", "DCM", 0.40),
    ("medium term notes", "DCM", 0.15),
    ("subordinated notes", "DCM", 0.08),
    ("perpetual securities", "DCM", 0.04),
    ("panda bonds", "DCM", 0.03),
    ("convertible bonds", "CB", 0.09),
    ("term loan", "LOAN", 0.11),
    ("revolving credit facility", "LOAN", 0.03),
    ("IPO", "ECM", 0.05),
    ("follow-on offering", "ECM", 0.02),
];

/// The houses that take most roles, by their ids in the directory, largest first.
pub(super) const LARGEST: &[&str] = &[
    "jp-morgan",
    "citigroup",
    "bofa-securities",
    "goldman-sachs",
    "morgan-stanley",
    "hsbc",
    "barclays",
    "deutsche-bank",
    "bnp-paribas",
    "ubs",
    "bank-of-china",
    "citic-securities",
    "standard-chartered",
    "wells-fargo",
    "nomura",
    "mizuho",
    "mufg",
    "smbc",
    "credit-agricole-cib",
    "societe-generale",
    "icbc",
    "cicc",
    "dbs",
    "china-construction-bank",
    "rbc-capital-markets",
];

/// First words of names.
pub(super) const FIRST: &[&str] = &[
    "North",
    "South",
    "East",
    "West",
    "Harbour",
    "River",
    "Summit",
    "Golden",
    "Silver",
    "Jade",
    "Pacific",
    "Atlantic",
    "Orient",
    "Crown",
    "Union",
    "Central",
    "Grand",
    "Royal",
    "Metro",
    "Delta",
    "Alpha",
    "Nova",
    "Sino",
    "Euro",
    "Nippon",
    "Han",
    "Star",
    "Ocean",
    "Bright",
    "Fortune",
    "Evergreen",
    "Dragon",
    "Phoenix",
    "Lotus",
    "Cedar",
    "Oak",
    "Maple",
    "Granite",
    "Iron",
    "Crystal",
    "Amber",
    "Coral",
    "Vector",
    "Apex",
    "Zenith",
    "Titan",
    "Atlas",
    "Orion",
    "Vega",
    "Lumen",
    "Terra",
    "Aqua",
    "Solar",
    "Quantum",
    "Prime",
    "Noble",
    "Heritage",
    "Liberty",
    "Victory",
    "Horizon",
    "Frontier",
    "Pioneer",
    "Keystone",
    "Anchor",
    "Beacon",
    "Castle",
    "Bridge",
    "Forge",
    "Mercury",
    "Saturn",
    "Juniper",
    "Willow",
    "Falcon",
    "Eagle",
    "Lion",
];

/// Last words of companies.
pub(super) const FORMS: &[&str] = &[
    "Holdings",
    "Group",
    "Ltd",
    "Corporation",
    "Inc",
    "Co Ltd",
    "PLC",
    "International",
    "Industries",
    "Development",
    "Investment",
    "Enterprises",
    "Capital",
    "Resources",
    "Ventures",
    "SA",
    "AG",
    "NV",
    "Services",
    "Systems",
    "Global",
    "Asia",
    "Europe",
    "America",
    "Overseas",
    "Finance BV",
];

/// Last words of banks.
pub(super) const HOUSES: &[&str] = &[
    "Securities",
    "Merchant Bank",
    "Brokerage",
    "Corporate Finance",
    "Savings Bank",
    "Wealth",
    "Trust Bank",
    "Asset Finance",
    "Advisory",
    "Investment Bank",
];

/// First characters of Chinese names.
pub(super) const ZH_FIRST: &[&str] = &[
    "华", "中", "国", "东", "南", "北", "金", "海", "天", "恒", "新", "远", "大", "长", "江", "光",
    "明", "泰", "安", "瑞", "兴", "盛", "宏", "达",
];

/// Last words of Chinese names.
pub(super) const ZH_FORMS: &[&str] =
    &["集团有限公司", "控股有限公司", "股份有限公司", "国际有限公司", "有限公司"];

/// Longest tenors in years with their shares.
pub(super) const TENORS: &[(i16, f64)] =
    &[(1, 0.04), (2, 0.06), (3, 0.20), (5, 0.32), (7, 0.12), (10, 0.20), (20, 0.03), (30, 0.03)];
