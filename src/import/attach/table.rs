//! Tables: rows of names with titles or amounts, titles over columns, ticks in a grid.

use super::{Heading, Reader};
use crate::import::heads::{self, Heads};
use crate::import::money;
use crate::import::names::{Listed, Side};
use crate::import::phrase::{Phrase, phrases};
use crate::import::plain::Span;
use crate::import::sentence;
use crate::import::titles::{Office, Title};
use crate::model::Role;

/// The longest cell of a table; longer ones are prose.
const MAX_CELL: usize = 900;

/// What a cell holds.
enum Cell {
    /// A title.
    Title(Phrase),
    /// Anything else that is not blank.
    Text(Span),
    /// Nothing.
    Blank,
}

impl Reader<'_> {
    /// How many lines the table of terms takes that begins with the first of these lines. No bank
    /// stands in it, and no list goes on behind it.
    pub(super) fn terms_table(&mut self, lines: &[Span]) -> usize {
        let Some(first) = lines.first() else { return 0 };
        let names_banks = self.titles_in(first).iter().any(|title| title.office != Office::Outside);
        if names_banks || Heads::of(self.text, first).is_none() {
            return 0;
        }
        self.heading = None;
        1 + heads::rows(self.text, &lines[1..])
    }

    /// Reads the table that begins with the first of these lines; how many lines it took, `None`
    /// where there is none.
    pub(super) fn table(&mut self, lines: &[Span]) -> Option<usize> {
        // Rows that were found to be no table are not looked at again.
        if lines.first().is_some_and(|line| line.start < self.no_table) {
            return None;
        }
        let rows: Vec<Vec<Span>> = lines.iter().map_while(|line| self.cells(line)).collect();
        if rows.is_empty() {
            return None;
        }
        let rows: Vec<Vec<Cell>> =
            rows.iter().map(|row| row.iter().map(|cell| self.cell(cell)).collect()).collect();
        let has_title = rows.iter().flatten().any(|cell| matches!(cell, Cell::Title(_)));
        let is_headed = !has_title && self.heading.is_none();
        self.heads.clear();
        let is_above = is_headed && self.head_above();
        if is_headed {
            self.heading = if is_above {
                self.buyers(lines.first()?.start)
            } else {
                self.said_before(&rows, lines)
            };
        }
        if !has_title && self.heading.is_none() {
            self.no_table = lines.get(rows.len() - 1).map_or(0, |line| line.end);
            return None;
        }
        let mut columns: Vec<(usize, Phrase)> = Vec::new();
        for (row, line) in rows.iter().zip(lines).skip(usize::from(is_headed && !is_above)) {
            self.row(row, line, &mut columns);
        }
        Some(rows.len())
    }

    /// The title in the words before a table whose head says only "Name": "the underwriters named
    /// below have agreed to purchase …".
    fn said_before(&self, rows: &[Vec<Cell>], lines: &[Span]) -> Option<Heading> {
        let head = rows.first()?;
        let text = |cell: &Cell| match cell {
            Cell::Text(span) => self.get(span).to_lowercase(),
            _ => String::new(),
        };
        let first = head.first().map(text)?;
        let is_name = ["name", "names", "bank", "firm", "institution", "名称", "机构", "银行"];
        let counts =
            ["number", "principal", "amount", "shares", "adss", "commitment", "金额", "数"];
        let has_count =
            head.iter().skip(1).map(text).any(|cell| counts.iter().any(|word| cell.contains(word)));
        if !is_name.contains(&first.as_str()) || !has_count {
            return None;
        }
        self.buyers(lines.first()?.start)
    }

    /// Whether the line over a table is its head: "Name / Number of shares".
    fn head_above(&self) -> bool {
        let Some(above) = &self.line_before else { return false };
        let lower = self.get(above).trim().to_lowercase();
        let is_short = lower.len() < 80 && !lower.contains(['.', ',', '|']);
        let counts = ["number of", "principal amount", "amount", "shares", "commitment"];
        is_short
            && ["name", "underwriter", "initial purchaser"]
                .iter()
                .any(|word| lower.starts_with(word))
            && counts.iter().any(|word| lower.contains(word))
    }

    /// The title of those who buy, in the words before a table.
    fn buyers(&self, start: usize) -> Option<Heading> {
        let window = money::window_before(self.text, start, 900);
        let titles = self.titles_in(&(start - window.len()..start));
        let buys = |title: &&Title| {
            matches!(
                title.office,
                Office::Managers | Office::Of(Role::Underwriter | Role::InitialPurchaser)
            )
        };
        let any = |title: &&Title| title.office != Office::Outside;
        let title = titles.iter().rev().find(buys).or(titles.iter().rev().find(any))?;
        let phrase = phrases(self.text, std::slice::from_ref(title)).pop()?;
        Some(Heading { phrase, topics: Vec::new(), is_filled: false })
    }

    /// The cells of a row; `None` where the line is no row.
    fn cells(&self, line: &Span) -> Option<Vec<Span>> {
        let text = self.get(line);
        if !text.contains('|') || text.contains('。') {
            return None;
        }
        let mut cells = Vec::new();
        let mut start = line.start;
        for (at, _) in text.match_indices('|') {
            // "Wolfe | Nomura Alliance" is one name.
            let bar = line.start + at;
            let near = bar.saturating_sub(60).max(start)..bar;
            if self.names.hits_in(&near).iter().any(|hit| hit.span.end > bar) {
                continue;
            }
            cells.push(self.trimmed(&(start..bar)));
            start = bar + 1;
        }
        cells.push(self.trimmed(&(start..line.end)));
        if cells.first().is_some_and(|cell| cell.is_empty()) {
            cells.remove(0);
        }
        if cells.len() > 1 && cells.last().is_some_and(|cell| cell.is_empty()) {
            cells.pop();
        }
        // "Joint Bookrunners: A | B | C": the title is a cell of its own.
        if let Some(label) = cells.first().and_then(|first| self.title_label(first)) {
            let first = cells.remove(0);
            let rest = self.trimmed(&(label.end + 1..first.end));
            cells.splice(0..0, [label, rest]);
        }
        let fits = cells.len() < 16 && cells.iter().all(|cell| cell.len() <= MAX_CELL);
        let is_row = cells.len() > 1 || text.trim_start().starts_with('|');
        (fits && is_row && sentence::sentences(self.text, line).len() < 2
            || fits && text.trim_start().starts_with('|'))
        .then_some(cells)
    }

    /// The title before a colon in a cell that goes on behind it.
    fn title_label(&self, cell: &Span) -> Option<Span> {
        let text = self.get(cell);
        let colon = text.find(':').filter(|colon| *colon < 90)?;
        let label = cell.start..cell.start + colon;
        let covered: usize = self.line_titles(&label).iter().map(|title| title.span.len()).sum();
        let goes_on = !text[colon + 1..].trim().is_empty();
        (goes_on && covered > 0 && covered * 2 >= colon).then_some(label)
    }

    fn trimmed(&self, span: &Span) -> Span {
        let text = self.get(span);
        let start = span.start + (text.len() - text.trim_start().len());
        start..(start + text.trim().len()).max(start)
    }

    fn cell(&self, span: &Span) -> Cell {
        let text = self.get(span);
        if text.is_empty() {
            return Cell::Blank;
        }
        let found = phrases(self.text, &self.line_titles(span));
        let covered: usize = found.iter().map(|phrase| phrase.span.len()).sum();
        let offices: Vec<_> = found.iter().flat_map(|phrase| phrase.offices.clone()).collect();
        match (found.first(), found.last()) {
            (Some(first), Some(last)) if covered * 2 >= text.len() => Cell::Title(Phrase {
                span: first.span.start..last.span.end,
                offices,
                tail: last.tail,
            }),
            _ => Cell::Text(span.clone()),
        }
    }

    fn row(&mut self, row: &[Cell], line: &Span, columns: &mut Vec<(usize, Phrase)>) {
        let titles: Vec<(usize, &Phrase)> = row
            .iter()
            .enumerate()
            .filter_map(|(at, cell)| match cell {
                Cell::Title(phrase) => Some((at, phrase)),
                _ => None,
            })
            .collect();
        let texts: Vec<(usize, &Span)> = row
            .iter()
            .enumerate()
            .filter_map(|(at, cell)| match cell {
                Cell::Text(span) => Some((at, span)),
                _ => None,
            })
            .collect();
        match (titles.as_slice(), texts.as_slice()) {
            ([], _) => self.plain_row(&texts, columns),
            ([(0, title)], [(_, first), ..]) if !self.is_header(&texts) => {
                self.title_row(title, first, &texts);
            }
            ([(0, title)], _) => {
                let heading = Heading {
                    phrase: (*title).clone(),
                    topics: vec![line.clone()],
                    is_filled: false,
                };
                self.heading = Some(heading);
                self.heads = texts.iter().map(|(at, span)| (*at, (*span).clone())).collect();
                columns.clear();
            }
            (titles, texts) if titles.len() > 1 || texts.is_empty() => {
                if let [(0, name), ..] = texts
                    && !self.names_in(name).is_empty()
                    && !self.is_header(texts)
                {
                    let merged = merged(titles);
                    let amount = self.amount_of(texts);
                    self.hold_cell(name, &merged, amount, line);
                    return;
                }
                *columns = titles.iter().map(|(at, phrase)| (*at, (*phrase).clone())).collect();
                self.heading = None;
            }
            ([(_, title)], [(0, name), ..]) => {
                if self.is_header(&texts) && Heads::of(self.text, line).is_some() {
                    *columns = vec![(titles[0].0, (*title).clone())];
                    self.heading = None;
                    return;
                }
                if self.is_header(&texts) || self.names_in(name).is_empty() {
                    return;
                }
                let amount = self.amount_of(&texts);
                self.hold_cell(name, title, amount, line);
            }
            _ => {}
        }
    }

    /// Whether the cells beside a title are the heads of columns, not names.
    fn is_header(&self, texts: &[(usize, &Span)]) -> bool {
        texts.iter().all(|(_, span)| {
            let text = self.get(span);
            let found = self.names_in(span);
            // "Principal Amount of 2034 Bonds" holds a year, no amount.
            let is_year = |amount: &money::Amount| {
                amount.currency.is_none() && amount.value.within(2000, 2100)
            };
            let amounts = money::find_loose(text);
            amounts.iter().all(is_year)
                && (found.is_empty()
                    || found.iter().all(|item| item.shape == super::Shape::Bare && !item.is_lost))
        })
    }

    /// A title, and who holds it in the cells behind.
    fn title_row(&mut self, title: &Phrase, first: &Span, texts: &[(usize, &Span)]) {
        let mut all = Vec::new();
        for (_, span) in texts {
            all.extend(self.list_after(span));
        }
        let between: Span = title.span.start..first.start;
        self.hold(all, title, Vec::from([between]));
        self.heading = Some(Heading { phrase: title.clone(), topics: Vec::new(), is_filled: true });
    }

    /// A row without a title: under columns, or under a heading.
    fn plain_row(&mut self, texts: &[(usize, &Span)], columns: &[(usize, Phrase)]) {
        let Some((first_at, first)) = texts.first().copied() else { return };
        if columns.is_empty() {
            // "SBLC: none | Trustee: …" has labels of its own.
            if self.get(first).contains(": ") || self.get(first).ends_with(':') {
                self.heading = None;
            }
            let Some(heading) = self.heading.clone() else { return };
            // "Full fees | Undisclosed": the next label of a list of labels and values.
            let named = self.names_in(first);
            let is_label = heading.is_filled
                && first_at == 0
                && texts.len() == 2
                && self.amount_of(texts).is_none()
                && named.iter().all(|item| item.shape == super::Shape::Bare && !item.is_lost);
            if is_label
                && self.names_in(texts[1].1).iter().all(|item| item.shape == super::Shape::Bare)
            {
                self.heading = None;
                return;
            }
            let each: Vec<Vec<Listed>> =
                texts.iter().map(|(_, span)| self.names_in(span)).collect();
            let banks = each.iter().filter(|listed| self.is_bank(listed)).count();
            let all_named = each.len() > 1
                && each.iter().all(|listed| !listed.is_empty())
                && banks * 2 >= each.len();
            if all_named {
                self.hold(each.concat(), &heading.phrase, heading.topics);
                return;
            }
            // A row that sums up ends the block.
            let label = self.get(first).trim_matches(['-', ' ', ':']).to_lowercase();
            if ["total", "合计", "总计", "共计"].contains(&label.as_str()) {
                self.heading = None;
                return;
            }
            let mut listed = self.names_in(first);
            // "A-1 | 180.00": classes of notes are no banks.
            let is_class = |item: &Listed| item.shape == super::Shape::Bare && item.span.len() < 5;
            if heading.is_filled && listed.iter().all(is_class) {
                self.heading = None;
                return;
            }
            // "Bank of Baroda, IFSC Banking Unit | 45.00" names one bank.
            let others_bare = listed.iter().skip(1).all(|item| item.shape == super::Shape::Bare);
            if listed.len() > 1 && others_bare && self.amount_of(texts).is_some() {
                let end = listed.last().map_or(first.end, |last| last.span.end);
                listed.truncate(1);
                listed.iter_mut().for_each(|only| only.span.end = end);
            }
            if let [only] = listed.as_mut_slice() {
                only.allotment = only.allotment.or(self.amount_of(texts));
                let end = texts.last().map_or(only.span.end, |(_, span)| span.end);
                if !heading.phrase.is_outside() {
                    self.lists.zones.push(only.span.start..end);
                }
            }
            let topics = self.filled(texts).into_iter().chain(heading.topics).collect();
            self.hold(listed, &heading.phrase, topics);
            return;
        }
        if first_at == 0 && columns.iter().all(|(at, _)| *at > 0) {
            let ticked: Vec<&Phrase> = columns
                .iter()
                .filter(|(at, _)| {
                    texts.iter().any(|(other, span)| other == at && is_tick(self.get(span)))
                })
                .map(|(_, phrase)| phrase)
                .collect();
            let listed = self.names_in(first);
            let is_ticked = !ticked.is_empty();
            for phrase in ticked {
                self.hold(listed.clone(), phrase, Vec::new());
            }
            // Under one title the names may stand in its column: "issuer | size | bookrunners".
            if is_ticked || columns.len() > 1 {
                return;
            }
        }
        for (at, phrase) in columns {
            if let Some((_, span)) = texts.iter().find(|(other, _)| other == at) {
                let listed = self.list_after(span);
                self.hold(listed, phrase, Vec::new());
            }
        }
    }

    /// The heads of the columns in which a row has amounts, where not all have: a dash says that the
    /// bank takes none of that tranche.
    fn filled(&self, texts: &[(usize, &Span)]) -> Option<Span> {
        let has = |at: usize| {
            texts.iter().any(|(other, span)| {
                *other == at && self.get(span).contains(|char: char| char.is_ascii_digit())
            })
        };
        let own: Vec<&Span> =
            self.heads.iter().filter(|(at, _)| has(*at)).map(|(_, span)| span).collect();
        let (first, last) = (own.first()?, own.last()?);
        (own.len() < self.heads.len()).then_some(first.start..last.end)
    }

    fn names_in(&self, span: &Span) -> Vec<Listed> {
        let pieces = self.names.split(span);
        let mut all = Vec::new();
        for piece in pieces {
            if self.names.is_blank(&piece.span) {
                continue;
            }
            let listed = self.names.judge(&piece.span, Side::After);
            if listed.is_empty() || listed.iter().any(|item| item.begins) {
                return Vec::new();
            }
            all.extend(listed);
        }
        all
    }

    /// The amount in the cells after the first.
    fn amount_of(&self, texts: &[(usize, &Span)]) -> Option<crate::import::Number> {
        texts.iter().skip(1).find_map(|(_, span)| {
            money::find_loose(self.get(span)).first().map(|amount| amount.value)
        })
    }

    fn hold_cell(
        &mut self,
        name: &Span,
        title: &Phrase,
        amount: Option<crate::import::Number>,
        line: &Span,
    ) {
        let mut listed = self.names_in(name);
        for item in &mut listed {
            item.allotment = item.allotment.or(amount);
        }
        if !listed.is_empty() {
            self.lists.zones.push(line.clone());
        }
        let rest = title.span.end.min(line.end)..line.end;
        self.hold(listed, title, vec![rest]);
    }
}

fn merged(titles: &[(usize, &Phrase)]) -> Phrase {
    let offices = titles.iter().flat_map(|(_, phrase)| phrase.offices.clone()).collect();
    let start = titles.first().map_or(0, |(_, phrase)| phrase.span.start);
    let end = titles.last().map_or(start, |(_, phrase)| phrase.span.end);
    Phrase { span: start..end, offices, tail: 0 }
}

/// Whether a cell of a grid is ticked.
fn is_tick(cell: &str) -> bool {
    matches!(
        cell.trim(),
        "☒" | "x" | "X" | "✓" | "√" | "yes" | "Yes" | "是" | "•" | "*" | "Y" | "有" | "v" | "●"
    )
}
