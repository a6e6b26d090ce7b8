//! What a piece of a list names: a bank, a lost name, or nothing.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::split::{ends_as_bank, first_word};
use super::{Listed, Names, Shape, Span, roles_of};
use crate::book::Sureness;
use crate::import::{money, titles};
use crate::model::RoleSet;
use crate::text::is_cjk;

/// On which side of a piece the text around a list may hang.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Side {
    /// The list stands before its title: words may hang before the first name.
    Before,
    /// The list stands after its title: words may hang after the last name.
    After,
}

/// Words that say where a house sits, what it does and what form it has, never which it is.
const PLACE_WORDS: &[&str] = &[
    "香港",
    "亚洲",
    "亚太",
    "国际",
    "中国",
    "新加坡",
    "伦敦",
    "澳门",
    "纽约",
    "上海",
    "北京",
    "深圳",
    "欧洲",
    "东京",
    "台湾",
    "台北",
    "美国",
    "英国",
    "日本",
    "卢森堡",
    "马来西亚",
    "印度",
    "泰国",
    "首尔",
    "迪拜",
    "远东",
    "环球",
    "全球",
    "分行",
    "支行",
    "有限",
    "责任",
    "公司",
    "股份",
    "集团",
    "控股",
    "巴黎",
    "法兰克福",
    "悉尼",
    "Hong",
    "Kong",
    "Asia",
    "Pacific",
    "Branch",
    "Limited",
    "London",
    "Singapore",
    "Tokyo",
    "Macau",
    "Europe",
    "USA",
    "UK",
    "Ltd",
    "Ltd.",
    "Inc.",
    "LLC",
    "plc",
    "International",
    "(",
    ")",
    " ",
    ",",
];
/// What may stand in brackets inside a name.
const INSIDE: &[&str] = &[
    "证券",
    "资本",
    "融资",
    "金融",
    "银行",
    "集团",
    "控股",
    "投资",
    "企业",
    "财务",
    "澳洲",
    "大中华",
    "前海",
    "厦门",
    "广东",
    "天津",
    "Securities",
    "USA",
    "Asia Pacific",
    "Capital",
    "Group",
    "Far East",
    "Bank",
    "Thai",
    "Thailand",
    "Malaysia",
    "Japan",
    "China",
    "Korea",
    "India",
    "Australia",
    "UK",
    "US",
    "Suisse",
    "Private",
    "Schweiz",
    "Deutschland",
    "Switzerland",
    "Canada",
    "DIFC",
    "Nigeria",
    "Berhad",
    "Luxembourg",
    "Ireland",
    "France",
    "Europe",
    "Overseas",
    "Macao",
    "Taiwan",
    "Middle East",
    "Holdings",
    "Hong Kong Branch",
    "Offshore",
    "International",
    "Brokers",
    "Proprietary",
    "Philippines",
    "Persero",
    "Publ",
    "publ",
];
/// Words by which a name shows that it is a bank's.
const BANK_WORDS: &[&str] = &[
    "银行",
    "证券",
    "资本",
    "金融",
    "融资",
    "国际",
    "分行",
    "信托",
    "控股",
    "集团",
    "公司",
    "亚洲",
    "投资",
    "财务",
    "基金",
    "经纪",
    "期货",
    "保险",
    "证劵",
    "香港",
    "Bank",
    "Bancorp",
    "Banca",
    "Banco",
    "Banque",
    "Securities",
    "Capital",
    "Markets",
    "Sekuritas",
    "Financial",
    "Partners",
    "Investment",
    "Brothers",
    "& Co",
    "Landesbank",
    "Kreditbank",
    "Kasse",
    "LLC",
    "plc",
    "PLC",
    "N.V.",
    "Inc.",
    "Limited",
    "Ltd",
    "Advisors",
    "Brokers",
    "Finance",
    "Trust",
    "Equities",
    "Group",
    "AG",
    "S.p.A.",
    "Corp",
    "Company",
    "Corretora",
    "Yatirim",
    "bank",
    "Bankasi",
    "Banka",
    "Caisse",
    "Caixa",
    "Sparkasse",
];
/// Words that no bank's name holds.
const FOREIGN_WORDS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Notes",
    "Note",
    "Bonds",
    "Bond",
    "Offering",
    "Reg",
    "Rule",
    "Moody's",
    "Moodys",
    "Fitch",
    "S&P",
    "Settlement",
    "ISIN",
    "CUSIP",
    "Series",
    "Proceeds",
    "Tranche",
    "Total",
    "Rating",
    "Ratings",
    "Maturity",
    "Coupon",
    "Price",
    "Amount",
    "Exchange",
    "Issuer",
    "Listing",
    "Listed",
    "Nasdaq",
    "NASDAQ",
    "NYSE",
    "SEC",
    "Form",
    "Investors",
    "Shares",
    "Common",
    "Stock",
    "IPO",
    "Aggregate",
    "Principal",
    "Underwriters",
    "Bank(s)",
    "Address",
    "Tel",
    "Expected",
    "Format",
    "Law",
    "Governing",
    "Use",
    "Currency",
    "Size",
    "Tenor",
    "Guarantor",
    "Denominations",
    "Date",
    "Other",
    "Others",
    "None",
    "Prospectus",
    "Act",
    "Closing",
    "Pricing",
    "HKEX",
    "SGX",
    "Sum",
    "Subtotal",
    "Status",
    "Ranking",
    "Type",
    "Description",
    "Chairman",
];
/// Chinese words of sentences, which no name holds.
const SENTENCE_WORDS: &[&str] = &[
    "发行",
    "票据",
    "债券",
    "募",
    "到期",
    "利率",
    "亿",
    "万元",
    "美元",
    "港元",
    "公告",
    "披露",
    "上市",
    "规模",
    "年期",
    "评级",
    "投资者",
    "其他",
    "其余",
    "各方",
    "上述",
    "机构",
    "家银行",
    "以下",
    "名称",
    "协议",
    "条款",
    "定价",
    "认购",
    "市场",
    "地址",
    "电话",
    "合计",
    "总计",
    "票息",
    "担保",
    "股份代号",
    "股票代码",
    "多家",
    "银团",
    "时间",
    "日期",
    "用途",
    "资金",
    "期限",
    "币种",
    "所得",
    "部分",
    "交易所",
    "联交所",
    "本次",
    "承销团",
    "基石",
    "股东",
    "顾问",
    "代理",
    "律师",
    "信托契",
    "附注",
    "字母",
    "顺序",
    "项目",
];
/// Words after which a name begins, where text hangs before it.
const OPENERS: &[&str] = &[
    "委任了",
    "委任",
    "委聘",
    "委托",
    "聘请",
    "聘任",
    "邀请",
    "包括",
    "连同",
    "联同",
    "会同",
    "以及",
    "其中",
    "方面",
    "此外",
    "另外",
    "同时",
    "透过",
    "通过",
    "并与",
    "还有",
    "另有",
    "分别",
    "由",
    "而",
    "即",
    "与",
    "及",
    "和",
    "并",
    "获",
];
/// Openers after which a list goes on to the left.
const BINDERS: &[&str] = &["连同", "联同", "会同", "以及", "并与", "与", "及", "和", "并"];
/// More openers that count where a known name stands after them.
const BEFORE_KNOWN: &[&str] = &[
    "为", "是", "有", "经", "对", "的", "将", "已", "向", "于", "以", ":", "指", "行", "司", "商",
    "人", "据", "中", "分",
];
/// Words with which the text after a list goes on.
const CLOSERS: &[&str] = &[
    "进行", "订立", "签订", "签署", "负责", "组成", "参与", "牵头", "担任", "出任", "作为", "共同",
    "各自", "个别", "认购", "承购", "提供", "在内", "之间", "分别", "将", "于", "已", "就", "等",
    "的", "为", "任", "亦", "也", "均", "则", "兼", "以", "并", "承销", "按", "获", "协助", "合共",
    "承担", "承诺", "完成", "包销", "配售", "代表", "安排", "联席", "四", "三家", "两家", "是",
    "在", "向", "所",
];

static TRAIL: LazyLock<Regex> = LazyLock::new(|| rx(r"(?:[*†‡§#¹²³⁴⁵]|\(\d{1,2}\)|\[\d{1,2}\])+$"));
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r#"^(?:[\s•\-–—"':*.☒☐|,;]+|\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])[).]\s*|(?:and|And|or|及|和|以及|与)\s+)+"#,
    )
});

impl Names<'_> {
    /// What a piece names; none, one, or several run together.
    pub(in crate::import) fn judge(&self, piece: &Span, side: Side) -> Vec<Listed> {
        let mut item = Item::new(self, piece);
        item.strip();
        let text = self.get(&item.span);
        if text.is_empty() {
            return Vec::new();
        }
        if text.chars().any(is_cjk) { item.chinese(side) } else { item.latin(side) }
    }

    /// Whether a piece is empty but for white space and marks.
    pub(in crate::import) fn is_blank(&self, piece: &Span) -> bool {
        self.get(piece).chars().all(|char| char.is_whitespace() || matches!(char, '*' | '"' | '\''))
    }
}

struct Item<'a> {
    names: &'a Names<'a>,
    span: Span,
    roles: RoleSet,
    note: Option<Span>,
    allotment: Option<super::Number>,
    marks: String,
    begins: bool,
    ends: bool,
}

impl<'a> Item<'a> {
    fn new(names: &'a Names<'a>, piece: &Span) -> Self {
        Self {
            names,
            span: piece.clone(),
            roles: RoleSet::EMPTY,
            note: None,
            allotment: None,
            marks: String::new(),
            begins: false,
            ends: false,
        }
    }

    fn text(&self) -> &'a str {
        self.names.get(&self.span)
    }

    /// Takes off what stands around a name: marks, notes, clauses, amounts.
    fn strip(&mut self) {
        if let Some(lead) = LEAD.find(self.text()) {
            self.span.start += lead.end();
        }
        self.cut_clause();
        for _ in 0..6 {
            let before = self.span.clone();
            self.trim_end();
            self.take_marks();
            self.take_note();
            self.take_amount();
            if self.span == before {
                break;
            }
        }
    }

    fn trim_end(&mut self) {
        let text = self.text();
        let mut kept = text
            .trim_end_matches(|char: char| char.is_whitespace() || "\"',;:|—-~•。".contains(char));
        if let Some(without) = kept.strip_suffix('.') {
            let last = without.rsplit([' ', ',']).next().unwrap_or_default();
            let is_short = last.contains('.')
                || matches!(last, "Inc" | "Co" | "Corp" | "Ltd" | "Pte" | "Bhd" | "Cos" | "Bros");
            if !is_short {
                kept = without;
            }
        }
        self.span.end = self.span.start + kept.len();
    }

    fn take_marks(&mut self) {
        if let Some(found) = TRAIL.find(self.text()) {
            self.marks.push_str(found.as_str());
            self.span.end = self.span.start + found.start();
        }
    }

    /// Takes off a clause that says more about a bank than its name.
    fn cut_clause(&mut self) {
        let text = self.text();
        let cuts = [
            ", which ",
            ", a division of",
            ", a part of",
            ", a member of",
            ", a subsidiary",
            ", an affiliate",
            ", a unit of",
            ", trading as",
            " trading as ",
            " (trading as",
            " acting through",
            ", acting through",
            " (acting through",
            " doing business as",
            ", a wholly",
            ", part of",
            " (\"",
            "(\"",
            " a division of",
        ];
        if let Some(cut) = cuts.iter().filter_map(|cut| text.find(cut)).filter(|at| *at > 0).min() {
            self.span.end = self.span.start + cut;
        }
    }

    /// Takes off a bracket at the end that is no part of the name.
    fn take_note(&mut self) {
        let text = self.text();
        if !text.ends_with([')', ']']) {
            return;
        }
        let Some(open) = opening(text) else { return };
        let content = text[open + 1..text.len() - 1].trim();
        let start = self.span.start + open;
        let inside = start + 1..self.span.end - 1;
        let found = titles::find(content);
        let is_name = found.is_empty() && is_part_of_name(content) && open > 0;
        if is_name || open == 0 && !found.is_empty() {
            return;
        }
        if open == 0 {
            return;
        }
        self.roles = self.roles.union(roles_of(&found));
        if let Some(amount) = money::find(content).first() {
            self.allotment = Some(amount.value);
        }
        self.note = Some(inside);
        self.span.end = start;
    }

    /// Takes off an amount at the end.
    fn take_amount(&mut self) {
        let text = self.text();
        if !text.chars().any(|char| char.is_ascii_digit()) {
            return;
        }
        let Some(last) = money::find_loose(text).into_iter().next_back() else { return };
        let after = text[last.span.end..].trim().trim_end_matches('.');
        let ends_here = after.is_empty() || ["each", "apiece", "a piece", "各"].contains(&after);
        if last.span.start == 0 || !ends_here {
            return;
        }
        self.allotment = Some(last.value);
        let before = text[..last.span.start].trim_end();
        let verbs =
            "with|for|commit|commits|committed|at|took|takes|holds|认购|各|承销|包销|承贷|:|-";
        let before = verbs.split('|').find_map(|word| before.strip_suffix(word)).unwrap_or(before);
        self.span.end = self.span.start + before.trim_end().len();
    }

    fn listed(&self, span: Span, shape: Shape, group: Option<usize>) -> Listed {
        Listed {
            span,
            is_lost: false,
            shape,
            group,
            roles: self.roles,
            note: self.note.clone(),
            allotment: self.allotment,
            marks: self.marks.clone(),
            begins: self.begins,
            ends: self.ends,
        }
    }

    fn lost(&self) -> Vec<Listed> {
        let mut lost = self.listed(self.span.clone(), Shape::Bare, None);
        lost.is_lost = true;
        vec![lost]
    }

    /// What the directory and the shape say of the name in a stretch.
    fn named(&self, span: Span) -> Option<Listed> {
        let name = self.names.get(&span);
        let nobodies = "公司|本公司|集团|本集团|发行人|银行|该行|证券公司|该公司|上市公司|母公司|子公司|附属公司|其|各方|包销商|证券";
        if name.chars().count() < 2 || nobodies.split('|').any(|nobody| nobody == name) {
            return None;
        }
        let found = self.names.resolve(name);
        let sure = found
            .as_ref()
            .filter(|found| found.sureness < Sureness::Guessed)
            .map(|found| found.group);
        let shape = if found.is_some() {
            Shape::Known
        } else if BANK_WORDS.iter().any(|word| name.contains(word)) {
            Shape::Formed
        } else {
            Shape::Bare
        };
        Some(self.listed(span, shape, sure))
    }

    fn latin(&mut self, side: Side) -> Vec<Listed> {
        if is_all_places(self.text()) && self.names.resolve(self.text()).is_none() {
            return self.lost();
        }
        self.enter_latin(side);
        let text = self.text();
        let foreign = |word: &str| FOREIGN_WORDS.contains(&word.trim_matches([',', '.', ':', '"']));
        let known = self.names.hit_at(self.span.start).is_some();
        if text.is_empty() || text.len() > super::MAX_NAME {
            return Vec::new();
        }
        if !known && text.split([' ', '\n']).any(foreign)
            || text.contains([':', '$', '€', '£', '%', '='])
        {
            return Vec::new();
        }
        let digits =
            text.split(' ').any(|word| word.chars().filter(char::is_ascii_digit).count() > 2);
        if digits || !text.chars().any(char::is_alphabetic) || text.split_whitespace().count() > 12
        {
            return Vec::new();
        }
        let span = self.span.clone();
        if let Some(several) = self.run_together(&span) {
            return several;
        }
        self.named(span).into_iter().collect()
    }

    /// Finds where the name begins and ends among other words.
    fn enter_latin(&mut self, side: Side) {
        let text = self.text();
        let mut runs = name_runs(text, |at| {
            self.names.hit_at(self.span.start + at).map(|hit| hit.span.end - self.span.start)
        });
        let Some(run) = (if side == Side::Before {
            runs.pop()
        } else if runs.is_empty() {
            None
        } else {
            Some(runs.swap_remove(0))
        }) else {
            self.span.end = self.span.start;
            return;
        };
        let (start, end) = (self.span.start + run.start, self.span.start + run.end);
        let skipped = text[..run.start].trim();
        let joins = "|the|The|both|Both|and|by|while|with|whereas|plus|as well as|also|to|from|through|joined by|With|While";
        self.begins = self.begins || !joins.split('|').any(|word| word == skipped);
        self.ends = self.ends || text[run.end..].chars().any(char::is_alphanumeric);
        self.span = start..end;
        self.trim_end();
    }

    /// Several known names with nothing between them.
    fn run_together(&self, span: &Span) -> Option<Vec<Listed>> {
        let hits: Vec<Span> = self
            .names
            .hits_in(span)
            .iter()
            .map(|hit| hit.span.clone())
            .filter(|hit| hit.end <= span.end)
            .collect();
        let first = hits.first()?;
        if hits.len() < 2 || first.start != span.start {
            return None;
        }
        if self
            .names
            .resolve(self.names.get(span))
            .is_some_and(|found| found.sureness == Sureness::Exact)
        {
            return None;
        }
        let mut parts = Vec::new();
        for (index, hit) in hits.iter().enumerate() {
            let end = hits.get(index + 1).map_or(span.end, |next| next.start);
            let between = self.names.get(&(hit.end..end));
            let is_plain =
                between.trim().is_empty() || is_all_places(between) && !between.starts_with(' ');
            if !is_plain || self.names.get(hit).chars().count() < 2 {
                return None;
            }
            let trimmed = self.names.get(&(hit.start..end)).trim_end().len();
            parts.push(hit.start..hit.start + trimmed);
        }
        let groups: Vec<Option<usize>> = parts
            .iter()
            .map(|part| self.names.resolve(self.names.get(part)).map(|found| found.group))
            .collect();
        // "中国银行(香港)中银国际" is two; "Standard Chartered Bank" with "Bank" known is one.
        if groups.windows(2).any(|pair| pair[0] == pair[1]) {
            return None;
        }
        Some(parts.into_iter().filter_map(|part| self.named(part)).collect())
    }

    fn chinese(&mut self, side: Side) -> Vec<Listed> {
        self.open_chinese(side);
        self.close_chinese();
        let text = self.text();
        if text.is_empty() {
            return Vec::new();
        }
        let exact =
            self.names.resolve(text).is_some_and(|found| found.sureness <= Sureness::ByRule);
        if !exact && is_all_places(text) {
            return self.lost();
        }
        let hits = self.names.hits_in(&self.span);
        if hits.is_empty() && SENTENCE_WORDS.iter().any(|word| text.contains(word))
            || text.chars().count() > 40
        {
            return Vec::new();
        }
        if text.contains(['"', ':', '%', '$'])
            || text.chars().filter(char::is_ascii_digit).count() > 2
        {
            return Vec::new();
        }
        let span = self.span.clone();
        if let Some(several) = self.run_together(&span) {
            return several;
        }
        self.named(span).into_iter().collect()
    }

    /// Takes off the words before a Chinese name.
    fn open_chinese(&mut self, side: Side) {
        let text = self.text();
        if self.names.resolve(text).is_some_and(|found| found.sureness == Sureness::Exact) {
            return;
        }
        let hits = self.names.hits_in(&self.span);
        let hit = if side == Side::Before { hits.last() } else { hits.first() };
        // The last known name, or the first of several that stand together at the end.
        let hit = hit.map(|last| {
            let joined = hits.iter().rev().skip_while(|hit| hit.span.start >= last.span.start);
            joined
                .fold(last, |first, hit| if hit.span.end == first.span.start { hit } else { first })
        });
        let limit = hit.map_or(text.len(), |hit| hit.span.start - self.span.start);
        let before = &text[..limit];
        let known = hit.is_some();
        let cut = last_opener(before, known, text);
        let (at, opener) = cut.unwrap_or((0, ""));
        let rest = before[at..].chars().count();
        // Before a known name a short prefix belongs to it, a long one is a sentence.
        let at = if known && rest > 6 { limit } else { at };
        let cut_off = text[..at].strip_suffix(opener).unwrap_or(&text[..at]);
        if at > 0 {
            self.begins = self.begins || !BINDERS.contains(&opener) || !cut_off.trim().is_empty();
            self.span.start += at;
        }
    }

    /// Takes off the words after a Chinese name.
    fn close_chinese(&mut self) {
        let text = self.text();
        if self.names.resolve(text).is_some_and(|found| found.sureness <= Sureness::ByRule) {
            return;
        }
        let hit_end = self
            .names
            .hits_in(&self.span)
            .last()
            .map_or(0, |hit| hit.span.end.min(self.span.end) - self.span.start);
        let form_end = ["有限责任公司", "有限公司", "分行"]
            .iter()
            .filter_map(|form| text.find(form).map(|at| at + form.len()))
            .max();
        let from = form_end.unwrap_or(0).max(hit_end).max(first_chars(text, 2));
        let closer =
            CLOSERS.iter().filter_map(|word| text[from..].find(word).map(|at| from + at)).min();
        if let Some(end) = closer
            && !text[end..].starts_with("承销保荐")
        {
            self.ends = true;
            self.span.end = self.span.start + end;
            self.trim_end();
            self.take_note();
            self.trim_end();
        }
    }
}

/// Where the last bracket of a text opens that closes at its end.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, char) in text.char_indices().rev() {
        match char {
            ')' | ']' => depth += 1,
            '(' | '[' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Whether the content of a bracket belongs to the name before it.
fn is_part_of_name(content: &str) -> bool {
    is_all_places(content)
        || INSIDE.contains(&content)
        || content.chars().count() <= 4
            && content.chars().all(is_cjk)
            && !["简称", "原", "如适用"].contains(&content)
}

/// Whether a text holds nothing but places and legal forms.
pub(super) fn is_all_places(text: &str) -> bool {
    let mut rest = text.trim();
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let Some(word) = PLACE_WORDS.iter().find(|word| rest.starts_with(**word)) else {
            return false;
        };
        rest = &rest[word.len()..];
    }
    true
}

/// The last opener before a name, as the place after it.
fn last_opener(before: &str, known: bool, text: &str) -> Option<(usize, &'static str)> {
    let mut found: Option<(usize, &'static str)> = None;
    let openers = OPENERS.iter().chain(if known { BEFORE_KNOWN } else { &[] });
    for opener in openers {
        let Some(at) = before.rfind(opener) else { continue };
        let end = at + opener.len();
        // A single character inside a name of unknown shape is part of it, unless it begins the piece.
        let alone =
            opener.chars().count() == 1 && !known && at > 0 && !matches!(*opener, "由" | "而");
        if alone || end >= text.len() {
            continue;
        }
        if found.is_none_or(|(best, _)| end > best) {
            found = Some((end, opener));
        }
    }
    found
}

/// Where the first few characters of a text end.
fn first_chars(text: &str, count: usize) -> usize {
    text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)
}

/// The runs of words in a Latin text that can be names: capitalised, with small words inside only.
fn name_runs(text: &str, known_end: impl Fn(usize) -> Option<usize>) -> Vec<Span> {
    const INNER: &[&str] = &[
        "of", "de", "du", "la", "und", "and", "y", "e", "für", "van", "von", "der", "den", "di",
        "del", "al", "da", "do", "plc", "mbH", "&", "+", "|", "et", "des", "dell'", "s.p.a.",
        "for",
    ];
    const EMPTY: &[&str] = &[
        "The",
        "On",
        "In",
        "As",
        "With",
        "While",
        "And",
        "By",
        "Both",
        "Also",
        "Banks",
        "Meanwhile",
        "For",
        "At",
        "A",
        "An",
        "Each",
        "All",
        "These",
        "Lead",
        "Other",
        "Deal",
        "Its",
        "Underwriter",
        "Eight",
        "Two",
        "Three",
        "Four",
        "Five",
        "Six",
        "Seven",
        "Nine",
        "Ten",
        "Through",
        "From",
        "To",
        "Led",
        "Sold",
        "Under",
        "Bookrunners",
        "Together",
        "Banking",
        "US",
        "Joining",
        "Arranged",
        "Placed",
    ];
    let mut runs: Vec<Span> = Vec::new();
    let (mut at, mut open): (usize, Option<Span>) = (0, None);
    while at < text.len() {
        let rest = &text[at..];
        let skip = rest.len() - rest.trim_start_matches([' ', '\n']).len();
        if skip > 0 {
            at += skip;
            continue;
        }
        let mut end = at + word_length(rest);
        let word = &text[at..end];
        let known = known_end(at).filter(|known| *known <= text.len());
        if let Some(known) = known {
            end = end.max(known);
        }
        let first = word.trim_start_matches(['(', '"', '\'']).chars().next().unwrap_or(',');
        let is_mark = !word.chars().any(char::is_alphanumeric) && open.is_some();
        let is_branch =
            open.is_some() && matches!(word.trim_end_matches([',', '.', ')']), "branch" | "plc");
        let capital = first.is_uppercase() || first.is_numeric() || is_mark || is_branch;
        let is_empty = open.is_none()
            && EMPTY.contains(&word)
            && known.is_none()
            && !opens_name(&text[end..], word);
        match (&mut open, capital || known.is_some()) {
            (_, true) if is_empty => {}
            (Some(run), true) => run.end = end,
            (None, true) => open = Some(at..end),
            (Some(_), false) if INNER.contains(&word) => {}
            (run @ Some(_), false) => runs.extend(run.take()),
            (None, false) => {}
        }
        at = end;
    }
    runs.extend(open);
    runs
}

/// Whether "The" begins a name: "The Toronto-Dominion Bank".
fn opens_name(rest: &str, word: &str) -> bool {
    word == "The"
        && [
            "Bank",
            "Hongkong",
            "Royal",
            "Toronto",
            "Toronto-Dominion",
            "Korea",
            "Williams",
            "Saudi",
            "Benchmark",
            "Bancorp",
            "Norinchukin",
        ]
        .contains(&first_word(rest))
        || word == "US" && first_word(rest) == "Bancorp"
        || word == "Lead" && first_word(rest) == "Securities"
}

fn word_length(text: &str) -> usize {
    text.find([' ', '\n']).unwrap_or(text.len()).max(1)
}

/// Whether a Chinese piece ends as a bank may.
pub(in crate::import) fn looks_chinese_bank(text: &str) -> bool {
    ends_as_bank(text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, side: Side, expected: &[&str]) {
        let names = Names::of(text);
        let found = names.judge(&(0..text.len()), side);
        let shown: Vec<String> =
            found
                .iter()
                .map(|listed| {
                    if listed.is_lost { "?".to_owned() } else { names.get(&listed.span).to_owned() }
                })
                .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn words_around_a_name_are_taken_off() {
        check("快手此次发行美元票据由Merrill Lynch(亚太)", Side::Before, &["Merrill Lynch(亚太)"]);
        check("而香港分行", Side::Before, &["?"]);
        check("中国(亚洲)", Side::Before, &["?"]);
        check(
            "中国银河国际证券(香港)有限公司进行",
            Side::After,
            &["中国银河国际证券(香港)有限公司"],
        );
        check("while Wedbush Pacgrow", Side::Before, &["Wedbush Pacgrow"]);
        check(
            "placed by J.P. Morgan Securities plc",
            Side::Before,
            &["J.P. Morgan Securities plc"],
        );
        check("Standard Chartered Bank***", Side::After, &["Standard Chartered Bank"]);
        check("美银证券(B&D)", Side::After, &["美银证券"]);
        check("Gulf International Bank (GIB)", Side::Before, &["Gulf International Bank"]);
        check("On July 22", Side::Before, &[]);
    }

    #[test]
    fn names_without_a_mark_between_them_are_told_apart() {
        check("中信证券中信建投国际", Side::After, &["中信证券", "中信建投国际"]);
        check("中信银行(国际)", Side::After, &["中信银行(国际)"]);
    }
}
