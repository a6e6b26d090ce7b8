//! Problems: what is wrong with a record, where, and what to do about it.

use crate::words::{Lang, fill};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A part of the source could not be taken into the book.
    Error,
    /// A value was left out or is doubtful.
    Warning,
    /// Worth knowing; nothing was left out.
    Note,
}

impl Severity {
    /// Every severity, worst first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! problems {
    ($($variant:ident $code:literal $severity:ident $en:literal $zh:literal;)*) => {
        /// What is wrong. Each code has a sentence that says what, and what to do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemCode {
            $(#[doc = $en] $variant,)*
        }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable code, such as `duplicate-id`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// How much it matters.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            const fn template(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $(
                        (Self::$variant, Lang::En) => $en,
                        (Self::$variant, Lang::Zh) => $zh,
                    )*
                }
            }
        }
    };
}

problems! {
    UnreadableRecord "unreadable-record" Error
        "This record is not valid JSON ({0}); correct it in the file and open the file again"
        "此记录不是有效的 JSON（{0}）；请在文件中更正后重新打开";
    NotARecord "not-a-record" Error
        "A deal record is expected here, and this is {0}; write one JSON object for each deal"
        "此处应为一条交易记录，实际为{0}；每笔交易请写一个 JSON 对象";
    BrokenBook "broken-book" Error
        "The file breaks off or is damaged ({0}); what stands before and after was kept, so compare it with its origin"
        "文件中断或损坏（{0}）；其前后内容已保留，请与原件核对";
    NewerBook "newer-book" Warning
        "The book says version {0} and this program writes version 1; keys that it does not know are kept"
        "此书的版本为 {0}，本程序写入的版本为 1；未知的键会保留";
    BadText "bad-text" Warning
        "The record holds bytes that are not UTF-8; they show as \u{fffd}, so save the file as UTF-8"
        "此记录含有非 UTF-8 字节，显示为 \u{fffd}；请将文件另存为 UTF-8";
    EmptyFile "empty-file" Error
        "The file holds no deal record; give a JSON array, one object a line, or a book object"
        "文件中没有交易记录；请提供 JSON 数组、每行一个对象或书对象";
    TooLarge "too-large" Error
        "Unpacked, the file is larger than {0}; split it and open the parts"
        "解压后文件超过 {0}；请拆分后分别打开";
    BadArchive "bad-archive" Error
        "The compressed file is damaged ({0}); what could be unpacked was read, so fetch the file again"
        "压缩文件已损坏（{0}）；能解压的部分已读取，请重新获取文件";
    DuplicateId "duplicate-id" Error
        "The id “{0}” is used by an earlier record; this one was named “{1}”, so give it an id of its own"
        "编号“{0}”已被前面的记录使用；此记录改名为“{1}”，请另给编号";
    MissingId "missing-id" Note
        "The record has no id and was named “{0}”; give it an id so that it stays the same"
        "记录没有编号，暂名为“{0}”；请给一个固定编号";
    NoIssuer "no-issuer" Error
        "The record names no issuer, so the deal is kept under “?”; add `issuer`"
        "记录没有发行人，交易暂记在“?”名下；请补上 issuer";
    BadIssuer "bad-issuer" Warning
        "The issuer is {0}; write a name or an object with `name`"
        "发行人写成了{0}；请写名称或带 name 的对象";
    MissingDate "missing-date" Warning
        "The deal has no date, so it stands in no period; add `priced`, `announced` or `date`"
        "交易没有日期，不计入任何期间；请补上 priced、announced 或 date";
    DateFromSource "date-from-source" Note
        "The deal has no date of its own, so the day of its source, {0}, stands in; add `priced` or `announced`"
        "交易本身没有日期，以来源日期 {0} 代替；请补上 priced 或 announced";
    BadDate "bad-date" Warning
        "`{0}` is “{1}”, which is no date; write it as 2026-01-15"
        "{0} 为“{1}”，不是日期；请写成 2026-01-15";
    DateOrder "date-order" Warning
        "The deal settled on {0}, before it was priced on {1}; check both dates"
        "交易结算日 {0} 早于定价日 {1}；请核对两个日期";
    MaturityBeforeSettlement "maturity-before-settlement" Warning
        "Tranche “{0}” matures {1}, before it settles on {2}; check both dates"
        "“{0}”档到期日 {1} 早于结算日 {2}；请核对两个日期";
    UnknownMarket "unknown-market" Warning
        "The market “{0}” is none of DCM, CB, LOAN, ECM and was left out"
        "市场“{0}”不是 DCM、CB、LOAN、ECM 之一，已略去";
    MissingMarket "missing-market" Note
        "The record names no market; add `market`: DCM, CB, LOAN or ECM"
        "记录没有写明市场；请补上 market：DCM、CB、LOAN 或 ECM";
    UnknownStatus "unknown-status" Note
        "The status “{0}” is none of mandated, proposed, priced, closed, withdrawn and was left out"
        "状态“{0}”不是 mandated、proposed、priced、closed、withdrawn 之一，已略去";
    NoTranches "no-tranches" Note
        "The record gives no tranche and no amount, so the deal counts and has no value"
        "记录没有分档和金额；该交易计入笔数，没有金额";
    BadTranche "bad-tranche" Warning
        "Tranche {0} is {1} and was left out; write an object"
        "第 {0} 档写成了{1}，已略去；请写对象";
    UnknownCurrency "unknown-currency" Warning
        "The currency “{0}” of tranche “{1}” is not known, so its amount has no value; write the ISO code, or CNH"
        "“{1}”档的币种“{0}”无法识别，金额不计；请写 ISO 代码或 CNH";
    MissingCurrency "missing-currency" Warning
        "Tranche “{0}” has an amount and no currency; add `currency`"
        "“{0}”档有金额而没有币种；请补上 currency";
    MissingAmount "missing-amount" Note
        "Tranche “{0}” has no amount, so it adds nothing to values"
        "“{0}”档没有金额，不计入总额";
    BadAmount "bad-amount" Warning
        "The amount “{0}” of tranche “{1}” cannot be; write whole units as a number above zero"
        "“{1}”档的金额“{0}”不成立；请写大于零的整数单位";
    BadNumber "bad-number" Warning
        "`{0}` of tranche “{2}” is “{1}”, which cannot be, and was left out; check it against the source"
        "“{2}”档的 {0} 为“{1}”，不成立，已略去；请与来源核对";
    BadMember "bad-member" Warning
        "Member {0} of the syndicate is {1} and was left out; write an object with `bank` and `roles`"
        "承销团第 {0} 个成员写成了{1}，已略去；请写带 bank 与 roles 的对象";
    UnnamedMember "unnamed-member" Note
        "A member has no name in the source; it is kept and counted as unnamed"
        "来源中一名成员没有名称；已保留并按未具名计";
    NoRoles "no-roles" Warning
        "“{0}” has no role; add `roles`"
        "“{0}”没有角色；请补上 roles";
    UnknownRole "unknown-role" Warning
        "The role “{0}” of “{1}” is not known and carries no credit; use a role of the list in the README"
        "“{1}”的角色“{0}”无法识别，不计份额；请使用说明中的角色代码";
    UnknownTranche "unknown-tranche" Warning
        "“{0}” is limited to tranche “{1}”, which the deal does not have; use a label or a currency of its tranches"
        "“{0}”限于“{1}”档，而该交易没有此档；请使用已有的标签或币种";
    BadAllotment "bad-allotment" Warning
        "The allotment “{0}” of “{1}” cannot be and was left out"
        "“{1}”的配额“{0}”不成立，已略去";
    AllotmentOverAmount "allotment-over-amount" Note
        "The allotments add up to {0}, above the deal's {1}; check them against the source"
        "配额合计 {0}，超过发行额 {1}；请与来源核对";
    UnknownBank "unknown-bank" Note
        "The bank “{0}” is in no directory and stands as a group of its own; add `group` if you know its parent"
        "银行“{0}”不在名录中，自成一组；若知其母公司，请补上 group";
    GuessedBank "guessed-bank" Note
        "“{0}” was read as {1} by likeness; add `group` to settle it"
        "“{0}”按近似读作 {1}；请补上 group 以确认";
    NoSyndicate "no-syndicate" Note
        "The record names no syndicate, so the deal has no bank"
        "记录没有承销团，该交易没有银行";
    NoSource "no-source" Note
        "The record names no source; add `source` so that others can check it"
        "记录没有来源；请补上 source 以便核对";
    UnknownSame "unknown-same" Warning
        "`same_as` names “{0}”, which is not in the book, so the record counts by itself"
        "same_as 指向“{0}”，书中没有此记录，故单独计入";
    UnpricedTranche "unpriced-tranche" Note
        "Tranche “{0}” in {1} has no exchange rate at its date and is left out of values in US dollars"
        "“{0}”档（{1}）在其日期没有汇率，不计入美元总额";
    UnknownKey "unknown-key" Note
        "The key `{0}` is not known here; it is kept and written back"
        "键 {0} 无法识别；已保留并会写回";
}

/// Where a problem stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file, as the person named it; empty for the embedded book.
    pub file: String,
    /// The line on which the record begins, counted from 1; 0 where there is none.
    pub line: usize,
    /// The path inside the record, such as `tranches[1].amount`.
    pub path: String,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.file.is_empty() { "book" } else { &self.file })?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.path.is_empty() {
            write!(f, " {}", self.path)?;
        }
        Ok(())
    }
}

/// One problem of a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub code: ProblemCode,
    /// Where.
    pub place: Place,
    /// The key of the deal, where the record has become one.
    pub deal: Option<String>,
    /// The particulars that fill the sentence.
    pub particulars: Vec<String>,
}

impl Problem {
    /// The sentence that says what is wrong and what to do, in a language.
    pub fn sentence(&self, lang: Lang) -> String {
        let particulars: Vec<&str> = self.particulars.iter().map(String::as_str).collect();
        fill(self.code.template(lang), &particulars)
    }

    /// How much it matters.
    pub const fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// At which step of the opening a problem is found; problems of a record stand in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// While its record is read.
    Reading,
    /// While it gets its key.
    Keys,
    /// While its banks are looked up.
    Banks,
    /// While its amounts are converted.
    Rates,
    /// While its second accounts are looked up.
    Accounts,
}

impl Rank {
    /// Every rank, in order.
    pub(super) const ALL: [Self; 5] =
        [Self::Reading, Self::Keys, Self::Banks, Self::Rates, Self::Accounts];
}

/// A problem as a book keeps it: a million take no more room than they must.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The record, as a position in the book or in a part of it.
    pub record: u32,
    pub rank: Rank,
    pub code: ProblemCode,
    /// Absent where the path is the usual one of the code and there are no particulars.
    more: Option<Box<FoundMore>>,
}

#[derive(Clone, Debug)]
struct FoundMore {
    path: Box<str>,
    particulars: Box<[String]>,
}

impl Found {
    pub(super) fn new(
        record: u32,
        rank: Rank,
        code: ProblemCode,
        path: &str,
        particulars: Box<[String]>,
    ) -> Self {
        let is_usual = particulars.is_empty() && path == usual_path(code);
        let more = || FoundMore { path: path.into(), particulars };
        Self { record, rank, code, more: (!is_usual).then(|| Box::new(more())) }
    }

    /// The same of another record.
    pub(super) fn moved(self, record: u32) -> Self {
        Self { record, ..self }
    }

    /// Where in the record it is.
    pub(super) fn path(&self) -> &str {
        self.more.as_ref().map_or(usual_path(self.code), |more| &more.path)
    }

    /// What fills the sentence.
    pub(super) fn particulars(&self) -> &[String] {
        self.more.as_ref().map_or(&[], |more| &more.particulars)
    }
}

/// The path of problems that nearly every record of a bare book has.
const fn usual_path(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::MissingMarket => "market",
        ProblemCode::NoSource => "source",
        _ => "",
    }
}

/// Problems of one record while it is being read.
#[derive(Debug, Default)]
pub(super) struct Problems {
    found: Vec<Found>,
}

impl Problems {
    pub(super) fn add(&mut self, code: ProblemCode, path: &str, particulars: &[&str]) {
        let particulars = particulars.iter().map(|text| shortened(text)).collect();
        self.found.push(Found::new(0, Rank::Reading, code, path, particulars));
    }

    pub(super) fn into_vec(self) -> Vec<Found> {
        self.found
    }
}

/// A text short enough for a sentence.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONGEST).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_sentences_have_no_full_stop() {
        let mut codes: Vec<&str> = ProblemCode::ALL.iter().map(|code| code.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ProblemCode::ALL.len());
        for code in ProblemCode::ALL {
            for lang in Lang::ALL {
                let sentence = code.template(lang);
                assert!(!sentence.ends_with(['.', '。']), "{sentence}");
            }
        }
    }

    #[test]
    fn a_place_reads_like_a_compiler_message() {
        let place = Place { file: "a.ndjson".into(), line: 3, path: "tranches[0].amount".into() };
        assert_eq!(place.to_string(), "a.ndjson:3 tranches[0].amount");
    }
}
