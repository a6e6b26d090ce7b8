//! Cutting a list into its pieces: at commas, 、, "and", bars and line ends, but not inside a name
//! that holds them ("Merrill Lynch, Pierce, Fenner & Smith Incorporated"), and where one name ends
//! and the next begins without anything between them.

use super::{Names, Span};
use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::{listed, rx};
use crate::text::is_cjk;

/// What stands before a piece of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Sep {
    /// Nothing: the list begins.
    Start,
    /// 、 or a slash: surely a list goes on.
    Mark,
    /// A comma.
    Comma,
    /// A semicolon.
    Semi,
    /// "and", 及, 和, &.
    And,
    /// A bar, a tab, a bullet or several spaces.
    Cell,
    /// A line end.
    Line,
    /// Nothing but the end of a legal form.
    Flat,
}

/// A piece of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Piece {
    /// Where it stands.
    pub span: Span,
    /// What stands before it.
    pub sep: Sep,
}

/// Legal forms after which a name may end without a mark.
static FORMS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "Inc.|Inc|Incorporated|LLC|L.L.C.|plc|PLC|Plc|L.P.|LP|Corp.|Limited|Ltd.|Ltd|N.V.|S.A.|N.A.|\
AG|SE|LLP|S.p.A.|GmbH|Co.|Company|Corporation|SA|A/S|AB|ASA|Bank",
    )
});
/// Words that a name goes on with after a comma or a legal form.
static TAILS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "inc|incorporated|llc|l.l.c|plc|l.p|lp|corp|limited|ltd|n.v|s.a|n.a|ag|se|llp|s.p.a|gmbh|co|\
company|corporation|pte|a.s|a.ş|s.e|sa|nv|pty|bhd|berhad|b.v|sab|s.a.b|spa|d.d|kgaa|tbk|jsc|\
pjsc|a.b|s.c|lda|k.k|s.l|kg|oyj|abp|ohg|aktiengesellschaft|sas|s.r.l|a/s|ab|asa|wll|b.s.c|q.p.s.c|p.j.s.c|s.a.e",
    )
});
/// Words after a legal form that say where.
static PLACES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "london|hong|singapore|new|tokyo|paris|frankfurt|branch|dubai|sydney|macau|macao|europe|asia|\
international|milan|madrid|amsterdam|luxembourg|shanghai|seoul|taipei|zurich|belgian|difc|\
labuan|offshore|stamford|niederlassung|japan|continental|cayman",
    )
});

impl Names<'_> {
    /// Cuts a stretch into pieces.
    pub(in crate::import) fn split(&self, region: &Span) -> Vec<Piece> {
        let mut cutter =
            Cutter { names: self, region: region.clone(), at: region.start, pieces: Vec::new() };
        cutter.cut();
        cutter.pieces
    }
}

struct Cutter<'a> {
    names: &'a Names<'a>,
    region: Span,
    at: usize,
    pieces: Vec<Piece>,
}

impl Cutter<'_> {
    fn cut(&mut self) {
        let (mut start, mut sep) = (self.region.start, Sep::Start);
        let mut fresh = true;
        while self.at < self.region.end {
            if fresh && let Some(end) = self.known_end() {
                self.at = end;
                fresh = false;
                if self.is_flat_end() {
                    self.pieces.push(Piece { span: start..self.at, sep });
                    (start, sep, fresh) = (self.at, Sep::Flat, true);
                }
                continue;
            }
            if let Some((next, length)) = self.separator() {
                self.pieces.push(Piece { span: start..self.at, sep });
                self.at += length;
                (start, sep, fresh) = (self.at, next, true);
                continue;
            }
            let char = self.char();
            let word_end = !char.is_alphanumeric() || is_cjk(char);
            self.at = if matches!(char, '(' | '[') {
                self.bracket_end()
            } else {
                self.at + char.len_utf8()
            };
            fresh = word_end;
            if self.is_flat_end() {
                self.pieces.push(Piece { span: start..self.at, sep });
                (start, sep, fresh) = (self.at, Sep::Flat, true);
            }
        }
        self.pieces.push(Piece { span: start..self.region.end, sep });
    }

    fn rest(&self) -> &str {
        self.names.text.get(self.at..self.region.end).unwrap_or_default()
    }

    fn before(&self) -> &str {
        self.names.text.get(self.region.start..self.at).unwrap_or_default()
    }

    fn char(&self) -> char {
        self.rest().chars().next().unwrap_or(' ')
    }

    /// The end of the known name that begins here, if it ends in the region.
    fn known_end(&self) -> Option<usize> {
        let hit = self.names.hit_at(self.at)?;
        (hit.span.end <= self.region.end).then_some(hit.span.end)
    }

    /// The end of the bracket that begins here; the next character where it is not closed.
    fn bracket_end(&self) -> usize {
        let mut depth = 0;
        for (offset, char) in self.rest().char_indices().take(200) {
            match char {
                '(' | '[' => depth += 1,
                ')' | ']' => depth -= 1,
                '\n' => break,
                _ => {}
            }
            if depth == 0 {
                return self.at + offset + char.len_utf8();
            }
        }
        self.at + 1
    }

    /// The separator that stands here, and its length.
    fn separator(&self) -> Option<(Sep, usize)> {
        let rest = self.rest();
        let char = self.char();
        match char {
            '、' => Some((Sep::Mark, char.len_utf8())),
            '/' if !tail_after(&rest[1..]) && !self.before().ends_with(" A") => {
                Some((Sep::Mark, 1))
            }
            ';' => Some((Sep::Semi, 1)),
            '|' | '\t' | '•' | '☒' | '☐' => Some((Sep::Cell, char.len_utf8())),
            '\n' if !tail_after(&rest[1..]) => Some((Sep::Line, 1)),
            ',' if !goes_on(&rest[1..]) && !self.names_partners() => Some((Sep::Comma, 1)),
            ' ' if rest.starts_with("   ") && !tail_after(rest) => {
                Some((Sep::Cell, rest.len() - rest.trim_start_matches(' ').len()))
            }
            ' ' => self.spaced_and(rest).or_else(|| self.space_between(rest)),
            '&' => self.ampersand().then_some((Sep::And, 1)),
            _ if is_cjk(char) => chinese_and(rest, self.before()),
            _ => None,
        }
    }

    fn spaced_and(&self, rest: &str) -> Option<(Sep, usize)> {
        for word in [" and ", " And ", " AND ", " as well as ", " plus "] {
            if let Some(after) = rest.strip_prefix(word) {
                let next = first_word(after).trim_end_matches(['.', ',']).to_ascii_lowercase();
                let joins = [
                    "co",
                    "company",
                    "sons",
                    "partners",
                    "associates",
                    "bros",
                    "brothers",
                    "futures",
                    "others",
                ];
                return (!joins[..8].contains(&next.as_str())).then_some((Sep::And, word.len()));
            }
        }
        None
    }

    /// A space between two Chinese names on a cover.
    fn space_between(&self, rest: &str) -> Option<(Sep, usize)> {
        let next = rest.trim_start_matches(' ').chars().next()?;
        let last = self.before().chars().next_back()?;
        let whole = ends_as_bank(self.before());
        let near = crate::import::money::window_before(self.before(), self.before().len(), 36);
        let is_chinese = is_cjk(last) || last == ')' && near.chars().any(is_cjk);
        (whole && is_chinese && !tail_after(rest) && (is_cjk(next) || next.is_ascii_uppercase()))
            .then(|| (Sep::Cell, rest.len() - rest.trim_start_matches(' ').len()))
    }

    /// Whether an ampersand parts two known names.
    fn ampersand(&self) -> bool {
        let after = self.at + 1 + (self.rest().len() - 1 - self.rest()[1..].trim_start().len());
        let left = self.before().trim_end();
        let end = self.region.start + left.len();
        let begins = end.saturating_sub(120).max(self.region.start);
        let left_known =
            self.names.hits_in(&(begins..end)).last().is_some_and(|hit| hit.span.end == end);
        left_known && self.names.hit_at(after).is_some()
    }

    /// Whether the comma here stands inside a firm of partners: "Alder, Birch & Co.", where neither
    /// side is a name of its own that is known.
    fn names_partners(&self) -> bool {
        static PARTNERS: LazyLock<Regex> = LazyLock::new(|| {
            rx(
                r"^, (?:\p{Lu}[\w'-]+, )?\p{Lu}[\w'-]+ (?:&|and) (?:Co|Company|Cie|Sons|Söhne|Partners|Associates)\b",
            )
        });
        if !PARTNERS.is_match(self.rest()) || self.names.hit_at(self.at + 2).is_some() {
            return false;
        }
        let left =
            self.before().rsplit([',', ';', '、', '|', '\n', ':']).next().unwrap_or_default();
        let left = left.rsplit(" and ").next().unwrap_or(left).trim_start();
        let start = self.at - left.len();
        let is_short = left.split_whitespace().count() <= 2;
        let is_plain = left.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
        is_short && is_plain && !left.is_empty() && self.names.hit_at(start).is_none()
    }

    /// Whether a name ends here only because its legal form does and another begins.
    fn is_flat_end(&self) -> bool {
        let (before, rest) = (self.before(), self.rest());
        if let Some(form) =
            ["有限责任公司", "有限公司", "分行"].iter().find(|form| before.ends_with(**form))
        {
            let next = rest.chars().next();
            let place: String = rest.chars().take(10).collect();
            let is_branch = *form != "分行" && place.contains("分行");
            return !is_branch
                && next.is_some_and(|next| {
                    is_cjk(next) && !"及和与以或的等均为担作出任联则亦兼进订签".contains(next)
                        || next.is_ascii_uppercase()
                });
        }
        let Some(after) = rest.strip_prefix(' ') else { return false };
        let after = after.trim_start_matches(' ');
        if !after.starts_with(|char: char| char.is_ascii_uppercase()) {
            return false;
        }
        let last = before.rsplit([' ', ',', '\n']).next().unwrap_or_default();
        if !FORMS.contains(&last) || before.trim_end().len() == last.len() {
            return false;
        }
        let next = first_word(after)
            .trim_matches(|char: char| !char.is_alphanumeric())
            .to_ascii_lowercase();
        let next_known = self.names.hit_at(self.at + rest.len() - after.len()).is_some();
        if PLACES.contains(&next.as_str()) || tail_after(rest) || next == "and" {
            return false;
        }
        match last {
            "AG" | "SE" | "Co." | "Company" | "Corporation" | "SA" | "AB" | "Bank" | "LP" => {
                next_known && self.ends_known()
            }
            _ => true,
        }
    }

    /// Whether a known name ends here.
    fn ends_known(&self) -> bool {
        let begins = self.at.saturating_sub(120).max(self.region.start);
        self.names.hits_in(&(begins..self.at)).last().is_some_and(|hit| hit.span.end == self.at)
    }
}

fn chinese_and(rest: &str, before: &str) -> Option<(Sep, usize)> {
    const WORDS: &[&str] =
        &["以及", "并与", "及其", "连同", "联同", "会同", "暨", "及", "和", "与"];
    let word = WORDS.iter().find(|word| rest.starts_with(**word))?;
    if *word == "及其" {
        return None;
    }
    let after = rest[word.len()..].chars().next()?;
    // 温和证券 is one name.
    let tail = &rest[word.len()..];
    let generic = "证券|国际|银行|资本|金融|控股|融资|财务|信托|集团|投资";
    if word.len() == 3 && generic.split('|').any(|end| tail.starts_with(end)) {
        return None;
    }
    // A bare 和 needs something on both sides that can be a name.
    let beside = |char: char| {
        is_cjk(char) || char.is_alphanumeric() || matches!(char, '(' | ')' | ' ' | '.' | '*')
    };
    let has_name =
        before.chars().next_back().is_none_or(|char| beside(char) || ",;、*|".contains(char));
    // "甲及、乙" lacks a name.
    (has_name && (beside(after) || after == '、')).then_some((Sep::And, word.len()))
}

/// The first word of a text.
pub(in crate::import) fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    &text[..text.find([' ', '\n', ',', ';', '|', '、', '(', ')']).unwrap_or(text.len())]
}

/// Whether a text begins with the rest of a legal form, alone on its line or before a comma.
fn tail_after(text: &str) -> bool {
    let word = first_word(text);
    let word = &word[..word.find(is_cjk).unwrap_or(word.len())];
    let word = word.trim_end_matches(|char: char| ".*†‡§#¹²³⁴".contains(char)).to_ascii_lowercase();
    TAILS.contains(&word.as_str())
}

/// Whether a name goes on after a comma: a legal form, a branch, or what the house is part of.
fn goes_on(text: &str) -> bool {
    if tail_after(text) {
        return true;
    }
    let text = text.trim_start_matches(' ');
    if is_house_of(text) {
        return true;
    }
    if [
        "a division of",
        "a part of",
        "a member of",
        "a subsidiary of",
        "which conduct",
        "which acts",
        "acting through",
        "trading as",
        "an affiliate of",
        "a unit of",
        "including its successors",
    ]
    .iter()
    .any(|clause| text.starts_with(clause))
    {
        return true;
    }
    let end =
        text.find(|char: char| ",;\n|、(".contains(char) || is_cjk(char)).unwrap_or(text.len());
    let part = text[..end].split(" and ").next().unwrap_or_default();
    let words: Vec<&str> = part.split_whitespace().take(6).collect();
    let branch = words.iter().position(|word| {
        matches!(
            word.trim_end_matches(['.', '。', ')', '"']),
            "Branch" | "branch" | "Niederlassung" | "BRANCH" | "Unit" | "IBU" | "OBU" | "Desk"
        )
    });
    if branch.is_some_and(|at| at <= 3) {
        return true;
    }
    // "X plc, Hong Kong" is one name only where the place stands alone.
    matches!(
        part.trim(),
        "London"
            | "Hong Kong"
            | "Singapore"
            | "Tokyo"
            | "Paris"
            | "N.A"
            | "Continental Europe"
            | "Mauritius"
            | "Bahrain"
            | "Dubai"
            | "Abu Dhabi"
            | "Labuan"
            | "Frankfurt"
            | "Mumbai"
            | "Sydney"
            | "Shanghai"
            | "Seoul"
            | "Taipei"
            | "Macau"
            | "New York"
            | "Milan"
            | "Madrid"
            | "Nairobi"
            | "Johannesburg"
    )
}

/// Whether a text begins with "A Stifel Company": what house a name is of.
pub(super) fn is_house_of(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().take(5).collect();
    let end = words.iter().position(|word| word.trim_end_matches([',', '.', ';']) == "Company");
    matches!(words.first(), Some(&"A" | &"a" | &"An")) && end.is_some_and(|at| at > 1)
}

/// Whether a Chinese text ends as a bank's name may.
pub(super) fn ends_as_bank(text: &str) -> bool {
    static ENDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        listed("银行|证券|国际|资本|公司|分行|香港|亚洲|集团|控股|融资|金融|)|证券部")
    });
    ENDS.iter().any(|end| text.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let names = Names::of(text);
        let pieces = names.split(&(0..text.len()));
        let found: Vec<&str> = pieces.iter().map(|piece| names.get(&piece.span).trim()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn commas_in_names_do_not_cut() {
        check(
            "Citigroup Global Markets Inc., Merrill Lynch, Pierce, Fenner & Smith Incorporated and X, LLC",
            &[
                "Citigroup Global Markets Inc.",
                "Merrill Lynch, Pierce, Fenner & Smith Incorporated",
                "X, LLC",
            ],
        );
        check(
            "ING Bank N.V., Belgian Branch, RBC Europe Limited",
            &["ING Bank N.V., Belgian Branch", "RBC Europe Limited"],
        );
        check("Citi, Alder, Birch & Co. KG", &["Citi", "Alder, Birch & Co. KG"]);
        check(
            "Blaylock Van, LLC†, Mischler Financial Group, Inc.†",
            &["Blaylock Van, LLC†", "Mischler Financial Group, Inc.†"],
        );
        check("Citi, Goldman Sachs & Co. LLC", &["Citi", "Goldman Sachs & Co. LLC"]);
        check("Cowen and Co. LLC and SVB Leerink LLC", &["Cowen and Co. LLC", "SVB Leerink LLC"]);
        check(
            "Industrial Bank Co., Ltd., Hong Kong Branch及B",
            &["Industrial Bank Co., Ltd., Hong Kong Branch", "B"],
        );
    }

    #[test]
    fn names_run_together_are_cut() {
        check(
            "Northcote Inc. Brookfield Hall LLC Standard Chartered Bank",
            &["Northcote Inc.", "Brookfield Hall LLC", "Standard Chartered Bank"],
        );
        check(
            "国泰君安证券(香港)有限公司中信里昂证券有限公司",
            &["国泰君安证券(香港)有限公司", "中信里昂证券有限公司"],
        );
        check("交通银行股份有限公司香港分行", &["交通银行股份有限公司香港分行"]);
    }

    #[test]
    fn lost_names_leave_empty_pieces() {
        check("甲(亚太)、、瑞银香港分行及香港分行", &["甲(亚太)", "", "瑞银香港分行", "香港分行"]);
    }
}
