//! Amounts, and what each is: the size of a tranche, or something that is not the deal.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::{is_shortly_before_end, rx};

use super::{Amount, AmountKind, Context, Fact, Number, Term, money};

/// The smallest amount that can be a tranche.
const SMALLEST: i64 = 100_000;

static SHARE_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:offer price|subscription price|每股|每份|每一?H股|每ADS|per share(?: of)?|每单位|发售价|发行价格?|认购价|配售价|招股价|作价|配股价|定价|每手)(?:\S{0,6}?)?(?:为|:|定为|约|介乎|由)? ?(?:\d[\d.]* ?(?:元|港元)? ?[-~至] ?)?$",
    )
});
static SHARE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^ ?(?:per|a|an|each|apiece|/) ?(?:new |ordinary |offer |rights |subscription |class [ab]  |placing |common |h |american depositary )*(?:share|ads|unit|h股|股)|^ ?(?:apiece|each)\b|^/股|^每股",
    )
});
static CONVERSION: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:换股价格?|转股价格?|兑换价格?|交换价格?|conversion price|exchange price|convert(?:ible|ed)? at)[^,;。]{0,24}$",
    )
});
static GREENSHOE_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:greenshoe|green shoe|over-?allotment|option (?:of|for|on|to (?:buy|purchase|sell|issue))|超额配售|超额配股|绿鞋|额外(?:认购|购买)|upsize option|另可(?:增发|额外)|另购|另行购买|可额外|追加选择权|增额权)[^,;。]{0,40}$",
    )
});
static GREENSHOE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^[^,;。.]{0,24}(?:on option|greenshoe|over-?allotment|upsize option|超额配售|超额配股|绿鞋|additional (?:shares|ADSs)|more (?:shares|on option|within|under))",
    )
});
static PROGRAMME_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^[^,;。.、]{0,60}(?:programme|\bprogram\b|\bquota\b|票据计划|债券计划|发行计划|融资计划|\bshelf|\bMTN\b|储架|额度)",
    )
});
static PROGRAMME_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:programme|\bprogram|\bquota|framework (?:amount|size)|\bshelf\b|registration statement|计划(?:规模|总额|上限|额度)|储架|注册额度|注册规模|批文(?:额度|规模)?|额度)[^,;。]{0,24}$",
    )
});
static BOOK_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:order ?books?|\borders|\bdemand|\bbooks?\b|\bbids?|认购(?:额|金额|总额|规模|订单|总量)|订单|账簿(?:规模|峰值|订单|总|最高|录得|超|逾|达|为|约|:)|峰值|认购额|申购|subscri(?:bed|ptions)|(?:accounts|investors) (?:for|worth|totall?ing)|^ ?which (?:closed|peaked|topped|hit|stood|reached|exceeded))[^,;。]{0,36}$",
    )
});
static BOOK_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^[^,;。.]{0,16}(?:order ?book|of orders|in orders|of demand|in demand|worth of orders|in bids|的?订单|的?认购(?:额|订单))",
    )
});
static NET: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:\bnet\b|净额|净筹|净集|净得|扣除|所得净)[^;。]{0,48}$|^[^,;。、]{0,10}(?:\bnet\b|净额)",
    )
});
static NET_AFTER: LazyLock<Regex> = LazyLock::new(|| rx(r"(?i)^[^,;。.、]{0,8}(?:\bnet\b|净额)"));
static PROCEEDS: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:proceeds|所得(?:款项?)?(?:总额|总计|约|款项?)|募集资金(?:总额)?|总代价|gross|raise[sd]?|raising|募资|集资|筹资|募得|筹集|筹得|集得|netting)(?:[^,;。]{0,24})$|gross proceeds[^,;。]{0,70}$|proceeds (?:to|,)[^,;\n]{0,70}$|(?:offering price|price to (?:the )?public)[^\n%]{0,90}$",
    )
});
static PROCEEDS_AFTER: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?i)^ ?(?:gross|in gross|of gross|before (?:costs|expenses|fees))"));
/// Words for debt that is replaced, where they stand shortly before an amount.
static OLD_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:existing|outstanding|original|原有|现有|已发行|尚未偿还|未偿还|未偿|存量|refinanc\w*|repay\w*|redeem\w*|redemption of|buy(?:s|ing)?[- ]?back|bought back|(?:takes?|took|taking) the place of|in place of|supersed\w*|较早时?|稍早|早些时候|retire|tender(?:ed|ing)?(?: offer)?|acquisition|takeover|acquir\w*|buyout|buying|takes? out|taking out|took out|purchase price|收购|再融资|偿还|赎回|置换|replac\w*|previous|prior|earlier|last (?:year|month)|此前|早前|曾|去年|上一|上次|首次发行的|debut|合并|fungible with|pa(?:y|ys|ying|id) (?:down|off|back)|roll(?:s|ed|ing)? over|购回|回购|last (?:tapped|sold|issued|came)|\blast (?:[\w-]+ ){0,2}(?:outing|deal|trade|issue|bond|visit|sale) (?:was|of)|tender(?:ed)? for|retain\w*|to repurchase|同步购回|holders of (?:its|their|the|our)|under (?:our|its|their|an existing|the existing))",
    )
});
static OLD_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^[^,;。\d]{0,50}(?:takeover|acquisition|merger|purchase of|sale of (?:its|the|a)\b|buyout|已发行|existing|outstanding|(?:sold|issued|raised|placed|printed|signed|priced) (?:last|earlier|previously|in (?:19|20|January|February|March|April|May|June|July|August|September|October|November|December))|facility (?:signed|maturing)|贷款到期|旧债|旧票据|存量|of the (?:net )?proceeds|agreement dated|\b(?:that|which) (?:was|were|had been|is|are|fell|falls) (?:to fall )?due\b|(?:falling|coming) due\b|taken out (?:in|last)\b)|^ ?of the (?:revolving |term )?(?:loan |credit )?facilit|^[^,;。]{0,24}[将拟须应]于[^,;。]{0,12}(?:赎回|偿还|到期)",
    )
});
static MERGED_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^[^,;。]{0,40}(?:合并及?(?:组成|构成)?|(?:组成|构成)单一|to be consolidated)|^[^,;。]{0,50}of which (?:are|is) outstanding",
    )
});
static FROM: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:\bfrom|\bbetween(?: [^,;]{1,24} and)?|(?:takes?|taking|brings?|bringing|taken) (?:the|its) [^,;]{0,30}\bto|\b(?:launched|opened|started|stands?) at|now totals?|\bupsized from|increased from|up from|raised from|originally|initial(?:ly)?|由|从|自|原(?:定|计划|拟)?|基础(?:发行)?规模|基本规模|基础发行额|base size(?: of)?|初始规模|最初)(?:的|为|:)? ?(?:an? )?(?:initial |original |planned )?(?:target (?:size )?(?:of )?|launch size of )?$",
    )
});
static NOT_DEAL: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:denom(?:ination)?s?\b|\blot(?: size)?\b|underwriting (?:discounts?|commissions?)|获配(?:金额)?|首笔|remit|面额|最低(?:认购|投资)|minimum|integral multiples|multiples of|资本支出|资本开支|营业?收入|营收|净?利润|市值|(?:总|净)资产|资产(?:总额|总值|规模|约|达|为)|估值|capitali[sz]ation|revenues?|profits?|turnover|(?-i:\b(?:assets|(?:[Tt]otal|[Nn]et) Assets))|sales of|capital expenditure|capex|ebitda|\bcash\b|佣金|费用|\bfees?|commission|expenses|拟使用|使用|投入|注册资本|余额|回购|股息|dividend|备用信用证(?:金额)?|基石投资者|cornerstone|anchor|索赔|罚款|投资额|工程|项目总|成交额|贷款余额|定存|交易额|损失|assets under|under management|市场规模|发行规模高达)[^,;。]{0,30}$|underwriting (?:discounts?|commissions?)[^\n]{0,90}$|sales (?:in|for) the year[^,;]{0,20}$|remit of ?$",
    )
});
static NOT_DEAL_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^[^,;。.、(\d]{0,14}(?:建设|用于|的?营收|的?收入|市值|in assets|of assets|in revenue|market cap|valuation|估值|投资|的?资本支出|of cash|in fees|用作)",
    )
});
static EACH: LazyLock<Regex> = LazyLock::new(|| {
    rx(r"(?i)^ ?(?:each|apiece|a piece|a bank|per bank|tickets?|commitments?|holds?)\b")
});
static TICKET: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:commit\w*|holds|put in|putting in|each of (?:which|whom|them)|ticket[s]?(?: of)?|underwr(?:ote|itten|iting|ites?)\b|contribut\w+|\b(?:each|both) (?:of (?:which|whom|them) )?(?:holding|taking|with|lending|lent|lend|lends|provided|providing|took|hold|held|having)|承贷|认贷|承销额|包销|承诺|各自?认购|参贷)[^,;。]{0,20}$|(?:arrangers?|lenders?|participants?) (?:with|on|at|for) ?$",
    )
});
static TOTAL_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:合计|合共|共计|总共|共(?:发行|募|筹|集)?|总额|总规模|总值|总计|aggregate|\btotal|combined|altogether|overall|in all)[^,;。]{0,30}$",
    )
});
static TOTAL_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^[^,;。.]{0,30}(?:in total|in aggregate(?:[,.;)]| of| from| across|$)|combined|in all|dual[- ]tranche|three[- ]tranche|two[- ]part|three[- ]part|four[- ]part|multi[- ]tranche|across|双年期|双币种|双档|三档|两档|多档|双期限|两部分|三部分|in (?:two|three|four|five|six) (?:parts|tranches))",
    )
});
static MAX_PRICE: LazyLock<Regex> =
    LazyLock::new(|| rx(r"最高(?:发售|发行|公开发售)?价|不高于|maximum (?:offer )?price"));
static RANGE: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?i)(\d+(?:\.\d+)?) ?(?:元|港元|HK\$|US\$|\$)? ?(?:-|~|至|to|and) ?$"));

/// Every amount of a deal, and counts of shares.
pub(super) fn find(context: &Context<'_>) -> Vec<Fact> {
    let default = default_yuan(context.text);
    let is_yen = means_yen(context.text);
    let mut facts = Vec::new();
    for mut amount in money::find(context.text) {
        if amount.currency == Some("CNY") && is_yen && text_of(context, &amount).contains('¥') {
            amount.currency = Some("JPY");
        }
        if amount.currency.is_none() && !amount.is_shares {
            amount.currency = Some(labelled(context, amount.span.start).unwrap_or(default));
        }
        if is_ticked(context, &amount) {
            continue;
        }
        if context.in_zone(amount.span.start) {
            if amount.currency.is_some() && is_total_row(context, &amount) {
                let span = amount.span.clone();
                facts.push(Fact { span, term: Term::Amount(amount, AmountKind::Total) });
            }
            continue;
        }
        let (span, currency) = (amount.span.clone(), amount.currency);
        let sums_up = currency.is_some() && is_total_row(context, &amount);
        let term =
            if amount.is_shares { shares(context, &amount) } else { classified(context, amount) };
        let term = match term {
            Some(Term::Amount(amount, AmountKind::Principal)) if sums_up => {
                Some(Term::Amount(amount, AmountKind::Total))
            }
            other => other,
        };
        let priced = matches!(
            term,
            Some(Term::Key("price_per_share" | "max_price", _) | Term::Words("price_range", _))
        );
        if let Some(code) = currency.filter(|_| priced) {
            facts.push(Fact { span: span.clone(), term: Term::Words("currency", code.to_owned()) });
        }
        if let Some(term) = term {
            facts.push(Fact { span, term });
        }
    }
    // "欧元7年期5亿,票息3.25%": the label of the clause is the currency.
    for mut amount in money::find_bare(context.text) {
        amount.currency = labelled(context, amount.span.start);
        if amount.currency.is_none() || context.in_zone(amount.span.start) {
            continue;
        }
        let span = amount.span.clone();
        facts.extend(classified(context, amount).map(|term| Fact { span, term }));
    }
    for found in PENCE.captures_iter(context.text) {
        if let Some((number, value)) =
            found.get(1).and_then(|number| Some((number, Number::parse(number.as_str())?)))
        {
            facts.push(Fact {
                span: number.range(),
                term: Term::Key("price_per_share", value.divided(100)),
            });
            facts.push(Fact {
                span: number.range(),
                term: Term::Words("currency", "GBP".to_owned()),
            });
        }
    }
    facts
}

fn text_of<'a>(context: &Context<'a>, amount: &Amount) -> &'a str {
    context.text.get(amount.span.clone()).unwrap_or_default()
}

/// Whether ¥ is the sign of yen in a text: it names them and no renminbi.
fn means_yen(text: &str) -> bool {
    static YEN: LazyLock<Regex> = LazyLock::new(|| {
        rx(r"(?i)\b(?:yen|JPY|samurai|TONA|TIBOR|tokyo|japan)\b|日元|日圆|武士债")
    });
    static YUAN: LazyLock<Regex> =
        LazyLock::new(|| rx(r"(?i)\b(?:yuan|RMB|CNY|CNH|renminbi|dim sum|panda)\b|人民币|点心债"));
    text.contains('¥') && YEN.is_match(text) && !YUAN.is_match(text)
}

/// Whether an amount is the sum at the foot of an underwriting table.
fn is_total_row(context: &Context<'_>, amount: &Amount) -> bool {
    let before = money::window_before(context.text, amount.span.start, 160);
    let row = before.rsplit('\n').next().unwrap_or(before);
    let label = row.trim_matches(|char: char| char == '|' || char.is_whitespace());
    let sum = ["total", "合计", "总计", "共计", "total:", "aggregate"];
    let first = label.split('|').next().unwrap_or(label).trim().to_lowercase();
    let rest = label.get(first.len()..).unwrap_or_default();
    let only_amounts = !rest.chars().any(|char| char.is_lowercase() || crate::text::is_cjk(char));
    amount.value >= Number::whole(SMALLEST) && sum.contains(&first.as_str()) && only_amounts
}

static PENCE: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?i)\b(\d[\d,]*(?:\.\d+)?) ?(?:pence|p) (?:per|a|each)\b"));

/// What a bare 元 means: Hong Kong dollars where the text says so, else onshore renminbi.
fn default_yuan(text: &str) -> &'static str {
    static HK: LazyLock<Regex> =
        LazyLock::new(|| rx(r"港元[,;]?下同|\(港元\)|单位[:为]港元|以港元计|货币[:为]港元"));
    static FLOAT: LazyLock<Regex> = LazyLock::new(|| {
        rx(r"入场费|招股价|每手|公开发售|暗盘|\(\d{4,5}(?:\.HK)?\)[^。]{0,20}招股")
    });
    if HK.is_match(text) || FLOAT.is_match(text) && !text.contains("人民币") {
        "HKD"
    } else {
        "CNY"
    }
}

/// The currency that the label of a line gives to all its amounts: "港元:2年期80亿元,5年期40亿元".
fn labelled(context: &Context<'_>, at: usize) -> Option<&'static str> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^[\s•*\-—◆(\d.)|]*(?P<code>离岸人民币|人民币|美元|港元|港币|欧元|英镑|日元|澳元|新加坡元|新元|澳门元)(?:(?:部分|档|批次|债券|票据|计价|品种|债|方面)?[:,]|(?:部分|档|批次|债券|票据|计价|品种|债)(?:为|共|约)?$)",
        )
    });
    static TENOR: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^\s*(?P<code>离岸人民币|人民币|美元|港元|港币|欧元|英镑|日元|澳元|新加坡元|新元|澳门元)(?:[\d.]+|[一二三五七十两]{1,3})年期",
        )
    });
    let before = money::window_before(context.text, at, 400);
    let line = before.rsplit(['\n', '。']).next().unwrap_or(before);
    let clause = line.rsplit([';', ':']).next().unwrap_or(line);
    let found = LABEL.captures(line).or_else(|| TENOR.captures(clause))?;
    money::currency_of(found.name("code")?.as_str())
}

/// Whether an amount stands behind a bank in a line of boxes.
fn is_ticked(context: &Context<'_>, amount: &Amount) -> bool {
    let before = money::window_before(context.text, amount.span.start, 120);
    let line = before.rsplit('\n').next().unwrap_or(before);
    let boxed = line.rfind(['☒', '☐']).map(|at| &line[at..]);
    boxed.is_some_and(|own| own.chars().filter(|char| char.is_alphabetic()).count() > 6)
}

fn shares(context: &Context<'_>, amount: &Amount) -> Option<Term> {
    let before = context.before(amount.span.start, 70);
    let after = context.after(amount.span.end, 60);
    let is_option = GREENSHOE_BEFORE.is_match(before)
        || GREENSHOE_AFTER.is_match(after)
        || before.contains("up to") && before.to_lowercase().contains("option")
        || after.contains("more within");
    if is_option {
        return Some(Term::Key("greenshoe_shares", amount.value));
    }
    amount.value.within(1000, i64::MAX / 1_000_000_000).then_some(Term::Key("shares", amount.value))
}

fn classified(context: &Context<'_>, amount: Amount) -> Option<Term> {
    let before = context.before(amount.span.start, 150);
    let after = context.after(amount.span.end, 150);
    let clause = before.rsplit([';', '。']).next().unwrap_or(before);
    if CONVERSION.is_match(clause) {
        let key = if clause.contains("交换") || clause.to_lowercase().contains("exchange") {
            "exchange_price"
        } else {
            "conversion_price"
        };
        return Some(Term::Key(key, amount.value));
    }
    let small = amount.value < Number::whole(SMALLEST);
    if small
        && (SHARE_BEFORE.is_match(before)
            || SHARE_AFTER.is_match(after)
            || is_share_price(context, &amount, before))
    {
        return share_price(&amount, before, after);
    }
    if small || EACH.is_match(after) || TICKET.is_match(clause) {
        return None;
    }
    if GREENSHOE_BEFORE.is_match(clause) || GREENSHOE_AFTER.is_match(after) {
        return Some(Term::Key("greenshoe_amount", amount.value));
    }
    let near = before.rsplit([',', ';', '。', '(']).next().unwrap_or(before);
    if BOOK_BEFORE.is_match(near) || BOOK_AFTER.is_match(after) {
        return Some(Term::Key("orderbook", amount.value));
    }
    let kind = kind(clause, near, after);
    Some(Term::Amount(amount, kind))
}

fn is_old_before(text: &str) -> bool {
    is_shortly_before_end(&OLD_WORDS, text, &[',', ';', '。'], 80)
}

fn kind(clause: &str, near: &str, after: &str) -> AmountKind {
    // "gross proceeds, before underwriting discounts and expenses, are expected to be"
    static GROSS: LazyLock<Regex> =
        LazyLock::new(|| rx(r"(?i)\bgross proceeds\b[^;。\n\d]{0,110}$"));
    // "exchangeable into existing shares": what is behind is not the bond.
    let after = ["exchangeable into", "convertible into", "exchangeable for", "convertible for"]
        .iter()
        .filter_map(|word| after.find(word))
        .min()
        .map_or(after, |end| &after[..end]);
    if GROSS.is_match(clause) && !clause.contains(" net ") {
        return AmountKind::Proceeds;
    }
    let is_anchor = ["基石", "cornerstone", "锚定"].iter().any(|word| clause.contains(word));
    if is_anchor
        || super::beside::is_beside(clause, after)
        || NOT_DEAL.is_match(clause)
        || NOT_DEAL_AFTER.is_match(after)
        || FROM.is_match(clause)
    {
        return AmountKind::Other;
    }
    // "将与3.5亿美元8.45厘票据合并": what the new notes join is old.
    if MERGED_AFTER.is_match(after) {
        return AmountKind::Other;
    }
    // "tender for 2027s (up to US$300m)"
    if near.trim() == "up to"
        && is_old_before(clause.trim_end_matches("up to ").trim_end_matches('('))
    {
        return AmountKind::Other;
    }
    if near.contains("计划发行") {
        return AmountKind::Programme;
    }
    if is_old_before(near)
        || OLD_AFTER.is_match(after.split(['(', '、']).next().unwrap_or(after))
            && !is_issue(near.rsplit(':').next().unwrap_or(near))
    {
        return AmountKind::Other;
    }
    let is_limit =
        near.trim_start().starts_with("limit") && PROGRAMME_BEFORE.is_match(before_comma(clause));
    if PROGRAMME_AFTER.is_match(after) || PROGRAMME_BEFORE.is_match(near) || is_limit {
        return AmountKind::Programme;
    }
    // "所得款项总额及净额分别约为A及B": the first is the gross.
    let pair = clause.rfind("总额及净额").map(|at| &clause[at..]);
    if pair.is_some_and(|pair| !pair.chars().any(|char| char.is_ascii_digit())) {
        return AmountKind::Proceeds;
    }
    if NET.is_match(clause) || NET_AFTER.is_match(after) {
        return AmountKind::Other;
    }
    static PRICED: LazyLock<Regex> =
        LazyLock::new(|| rx(r"(?i)(?:offering price|price to (?:the )?public)[^\n]{0,90}$"));
    // "will raise €1bn for six years and $750m for ten"
    static RAISES: LazyLock<Regex> =
        LazyLock::new(|| rx(r"(?i)\brais(?:e|es|ed|ing) (?:about |some )?$"));
    static LENT: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)^ (?:for (?:\w+|\d{1,2}) years|(?:of|in|from) (?:[\w.%-]+ ){0,3}(?:notes|bonds|sukuk))\b",
        )
    });
    let is_size = RAISES.is_match(near) && LENT.is_match(after);
    if !is_size
        && (PRICED.is_match(clause) || PROCEEDS.is_match(near) || PROCEEDS_AFTER.is_match(after))
    {
        return AmountKind::Proceeds;
    }
    // "a total of USD 3 billion: USD 2 billion due …": behind the colon stand the parts.
    let own = near.rsplit_once(':').filter(|(sum, _)| ends_in_amount(sum)).map(|(_, own)| own);
    let near = own.unwrap_or(near);
    if TOTAL_BEFORE.is_match(near) && !near.contains("本金总额") && !near.contains("principal")
        || TOTAL_AFTER.is_match(after)
    {
        return AmountKind::Total;
    }
    AmountKind::Principal
}

/// Whether words end in an amount, or in one and a word or two.
fn ends_in_amount(words: &str) -> bool {
    words.chars().rev().take(16).any(|char| char.is_ascii_digit())
}

/// The words of a clause before its last comma.
fn before_comma(clause: &str) -> &str {
    clause.rsplit_once(',').map_or("", |(before, _)| before)
}

/// Whether words say that something is issued.
fn is_issue(near: &str) -> bool {
    let lower = near.to_lowercase();
    [
        "发行", "issue", "sold", "priced", "sell", "placed", "offer", "规模", "size", "amount",
        "借", "sign", "raise", "launch",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// Whether a small amount stands beside a count of shares: "4 million shares at $40".
fn is_share_price(context: &Context<'_>, amount: &Amount, before: &str) -> bool {
    let lower = before.to_lowercase();
    let at = lower.trim_end().ends_with(" at")
        || lower.trim_end().ends_with("them at")
        || lower.trim_end().ends_with("price of")
        || before.ends_with('以');
    at && (lower.contains("share") || lower.contains("ads") || lower.contains('股'))
        && !context.after(amount.span.end, 4).starts_with('%')
}

fn share_price(amount: &Amount, before: &str, after: &str) -> Option<Term> {
    if MAX_PRICE.is_match(before) {
        return Some(Term::Key("max_price", amount.value));
    }
    if let Some(found) = RANGE.captures(before) {
        let low = found.get(1).map_or("", |low| low.as_str());
        return Some(Term::Words("price_range", format!("{low}-{}", printed(amount))));
    }
    let first_of_range = after.trim_start().starts_with(['-', '~', '至'])
        || after.trim_start().starts_with("to ")
        || after.trim_start().starts_with("and ");
    (!first_of_range).then_some(Term::Key("price_per_share", amount.value))
}

fn printed(amount: &Amount) -> String {
    let value = amount.value.to_f64();
    format!("{value:.2}")
}

#[cfg(test)]
mod tests {
    use super::AmountKind;
    use crate::import::facts::{self, Term};

    fn check(text: &str, expected: &[(&str, AmountKind)]) {
        let found: Vec<(String, AmountKind)> = facts::find(text, &[])
            .terms
            .into_iter()
            .filter_map(|fact| match fact.term {
                Term::Amount(amount, kind) => Some((amount.value.to_string(), kind)),
                _ => None,
            })
            .collect();
        let shown: Vec<(&str, AmountKind)> =
            found.iter().map(|(value, kind)| (value.as_str(), *kind)).collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn behind_the_colon_of_a_sum_stand_its_parts() {
        use AmountKind::{Principal, Total};
        check(
            "a total of USD 3 billion: USD 2 billion due 2027",
            &[("3000000000", Total), ("2000000000", Principal)],
        );
        check("总额15亿美元:3年期7.5亿美元", &[("1500000000", Total), ("750000000", Principal)]);
    }

    #[test]
    fn what_a_bank_takes_is_no_tranche() {
        check("A and B were mandated arrangers, each holding NZ$90 million", &[]);
        check("A led with a NZ$100 million ticket", &[]);
    }

    #[test]
    fn houses_named_for_assets_issue() {
        use AmountKind::Principal;
        check("建德市国有资产经营有限公司发行8000万美元债券", &[("80000000", Principal)]);
        check("Joy Assets Holdings Inc.发行60亿美元票据", &[("6000000000", Principal)]);
        check("Joy Holdings Inc.60亿美元票据", &[("6000000000", Principal)]);
    }
}
