//! Attaching: which banks hold which titles.
//!
//! A line is read sentence by sentence. Between two titles lies a gap, and the words at its ends say
//! whether the names in it belong to the title before or after. A title alone on its line opens a
//! block of names, line by line.

mod lines;
mod list;
mod loose;
mod notes;
mod opening;
mod refer;
mod sections;
mod table;

use super::grammar::{self, Back, Force};
use super::names::{Listed, Names, Shape};
use super::phrase::{Phrase, phrases};
use super::plain::Span;
use super::sentence;
use super::titles::{Office, Title};

/// The longest note in a bracket, in bytes.
const NOTE: usize = 240;
/// How far back words are looked at that may name tranches, in bytes.
const TOPIC: usize = 600;
/// How many banks back words such as "all of the above" reach.
const MOST_BACK: usize = 240;

/// A bank in a list, with the titles that the list holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Holding {
    /// The bank.
    pub listed: Listed,
    /// The titles.
    pub offices: Vec<Office>,
    /// Where the titles stand.
    pub title: Span,
    /// Stretches that may say for which tranches.
    pub topics: Vec<Span>,
}

/// What attaching gives.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Who holds what.
    pub holdings: Vec<Holding>,
    /// The stretches that lists take up: amounts in them are tickets, not tranches.
    pub zones: Vec<Span>,
    /// Whether the issuer itself is said to hold a title, and which.
    pub own: Vec<(Span, Vec<Office>)>,
}

/// A title that stands alone and opens a block.
#[derive(Clone, Debug)]
struct Heading {
    phrase: Phrase,
    topics: Vec<Span>,
    is_filled: bool,
}

/// Reads who holds what.
pub(super) fn attach(names: &Names<'_>, text: &str, titles: &[Title]) -> Lists {
    let mut reader = Reader {
        names,
        text,
        titles,
        lists: Lists::default(),
        last: Vec::new(),
        heading: None,
        topic: None,
        said: None,
        began: 0,
        previous: 0..0,
        line_before: None,
        loose: Vec::new(),
        no_table: 0,
        above: None,
        sections: Vec::new(),
        heads: Vec::new(),
    };
    let lines = sentence::lines(text);
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let terms = reader.terms_table(&lines[at..]);
        if terms > 0 {
            at += terms;
            continue;
        }
        at += reader.table(&lines[at..]).unwrap_or_else(|| {
            reader.line(line);
            1
        });
        reader.line_before = at.checked_sub(1).and_then(|last| lines.get(last)).cloned();
    }
    reader.fill_from_above();
    reader.close_sections();
    reader.lists
}

struct Reader<'a> {
    names: &'a Names<'a>,
    text: &'a str,
    titles: &'a [Title],
    lists: Lists,
    /// The banks of the last list.
    last: Vec<Listed>,
    heading: Option<Heading>,
    /// A line that says for which tranches what follows holds.
    topic: Option<Span>,
    /// The topic of the last list of the sentence.
    said: Option<Span>,
    /// Where the holdings of this sentence begin.
    began: usize,
    /// The holdings of the sentence before.
    previous: Span,
    /// The line before this one.
    line_before: Option<Span>,
    /// Lists that wait for their titles.
    loose: Vec<loose::Loose>,
    /// Where rows end that hold no title.
    no_table: usize,
    /// The line over the open heading, whose names may belong to it.
    above: Option<Span>,
    /// Lines that name a tranche and may stand over its lists.
    sections: Vec<Span>,
    /// The heads of the columns of a table of banks, behind the first.
    heads: Vec<(usize, Span)>,
}

impl Reader<'_> {
    fn get(&self, span: &Span) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    fn titles_in(&self, span: &Span) -> &[Title] {
        let first = self.titles.partition_point(|title| title.span.start < span.start);
        let last = self.titles.partition_point(|title| title.span.start < span.end);
        &self.titles[first..last.max(first)]
    }

    fn sentence(&mut self, sentence: &Span) {
        self.said = None;
        if self.lists.holdings.len() > self.began {
            self.previous = self.began..self.lists.holdings.len();
            self.began = self.lists.holdings.len();
        }
        let titles = self.line_titles(sentence);
        let (titles, later) = self.parted(titles);
        let mut phrases = phrases(self.text, &titles);
        self.resolve(sentence, &mut phrases);
        let mut carried: Vec<Listed> = Vec::new();
        let mut had_left = false;
        for index in 0..=phrases.len() {
            let start = index.checked_sub(1).map_or(sentence.start, |last| phrases[last].span.end);
            let end = phrases.get(index).map_or(sentence.end, |next| next.span.start);
            let gap = start..end;
            let before = index.checked_sub(1).and_then(|last| phrases.get(last));
            let next = phrases.get(index);
            (carried, had_left) = self.gap(sentence, &gap, before, next, (carried, had_left));
        }
        if let Some(last) = phrases.last() {
            self.open_heading(sentence, last);
        }
        self.marked(&later);
    }

    /// A title with nothing after it opens a block.
    fn open_heading(&mut self, sentence: &Span, last: &Phrase) {
        let after = self.get(&(last.span.end..sentence.end)).trim();
        let is_bare = after.chars().all(|char| " :|-—.\"'*".contains(char))
            || ["' allotment:", "' commitments:", "' allocation:", "' allotments:"]
                .contains(&after)
            || after.starts_with('(') && after.trim_end_matches([':', ' ']).ends_with(')')
            || grammar::is_agreed(after);
        let before = self.get(&(sentence.start..last.span.start));
        let short = before.chars().count() < 60;
        let held = self.lists.holdings.last().is_some_and(|holding| holding.title == last.span);
        let is_title_line = is_bare && short && (!held || before.trim().is_empty());
        let goes_on = held
            && self
                .lists
                .zones
                .last()
                .is_some_and(|zone| zone.end >= sentence.end.saturating_sub(4));
        let above = self.line_before.clone().filter(|_| !held && before.trim().is_empty());
        self.fill_from_above();
        if (is_title_line && !held) || goes_on {
            let topics = self.topics(&(sentence.start..last.span.start), None);
            self.above = above;
            self.heading = Some(Heading { phrase: last.clone(), topics, is_filled: held });
        } else {
            self.heading = None;
        }
    }

    /// Reads the gap between two titles, and says whom the next title carries on.
    fn gap(
        &mut self,
        sentence: &Span,
        gap: &Span,
        before: Option<&Phrase>,
        next: Option<&Phrase>,
        carried: (Vec<Listed>, bool),
    ) -> (Vec<Listed>, bool) {
        let text = self.get(gap).to_owned();
        let (mut carried, had_left) = carried;
        let open = before.and_then(|title| self.opening(&text, sentence, title));
        let end = next.and_then(|_| {
            grammar::ending(&text, |from, to| {
                self.names.hits_in(&(gap.start + from..gap.start + to)).is_empty()
            })
        });
        // "…, together with B as Y": B belongs to what follows.
        let parted = |open: &grammar::Opening| {
            end.is_some_and(|end| text.get(open.at..end.at).is_some_and(|list| list.contains(';')))
        };
        let open = open.filter(|open| open.force != Force::Joined || end.is_none() || parted(open));
        let strong_open =
            open.filter(|open| open.force == Force::Verb || open.force == Force::Joined);
        let mut turn = end.map(|_| gap.start);
        if let (Some(open), Some(end)) = (strong_open, end) {
            let from = grammar::turn(&text, end.at).map(|at| gap.start + at);
            turn = Some(
                from.filter(|at| *at >= gap.start + open.at)
                    .unwrap_or(gap.start + open.at.min(end.at)),
            );
        }
        // "Global coordinator is the bank's own investment banking arm, while A …"
        if let (Some(title), Some(open)) = (before, strong_open)
            && text.get(open.at..).is_some_and(grammar::begins_with_issuer)
        {
            self.lists.own.push((title.span.clone(), title.offices.clone()));
        }
        // "Arrangers A and B each lent X; C joined as …": the list of the first ends at the mark.
        let semi = end.and_then(|end| text.get(..end.at)).and_then(|own| own.rfind(';'));
        let beside = semi.filter(|_| {
            before.is_some() && strong_open.is_none() && !had_left && self.stands_beside(gap)
        });
        if let Some(semi) = beside {
            turn = Some(gap.start + semi + 1);
        }
        // What the title before the gap takes.
        if let Some(title) = before {
            let start = gap.start + open.map_or(0, |open| open.at);
            let limit = turn.unwrap_or(gap.end).min(self.bracket_end(gap, start));
            let allowed = match (strong_open, end) {
                (Some(_), _) => true,
                (None, Some(_)) => beside.is_some(),
                (None, None) => !had_left && (open.is_some() || self.stands_beside(gap)),
            };
            if allowed && start < limit {
                let (above, start) = self.above_and(start..limit);
                let mut listed = self.list_after(&(start..limit));
                listed.splice(0..0, above);
                // "ten banks: besides those above, also A and B"
                let lead = self.get(&(gap.start..start));
                if !listed.is_empty() && lead.contains("除") && lead.contains("上述") {
                    listed.splice(0..0, self.all());
                }
                if !listed.is_empty() {
                    let joined = strong_open.is_some_and(|open| open.force == Force::Joined);
                    let topics = self
                        .topics(&(title.span.end..start), Some(sentence.start..title.span.start));
                    let last = listed.last().map_or(start, |last| last.span.end);
                    self.hold(listed.clone(), title, topics);
                    self.resume(last..limit, title);
                    carried = if joined { [carried, listed].concat() } else { listed };
                }
            }
        }
        let Some(title) = next else {
            if let Some(last) = before.filter(|_| had_left) {
                self.resume_left(gap, last);
            }
            return (carried, false);
        };
        if let Some(last) = before.filter(|_| carried.is_empty() && grammar::carries_on(&text)) {
            carried = self.holders(last);
        }
        self.take_left(
            sentence,
            gap,
            title,
            (turn.unwrap_or(gap.start), end),
            carried,
            strong_open.is_some(),
        )
    }

    /// What the title after a gap takes from it.
    fn take_left(
        &mut self,
        sentence: &Span,
        gap: &Span,
        title: &Phrase,
        (from, end): (usize, Option<grammar::Ending>),
        carried: Vec<Listed>,
        is_taken: bool,
    ) -> (Vec<Listed>, bool) {
        let text = self.get(gap).to_owned();
        // "A and B, the joint bookrunners": a title in apposition.
        let apposed = [", the", ", as the", ", its"]
            .iter()
            .find_map(|word| text.trim_end().strip_suffix(word))
            .map_or(text.len(), str::len);
        let list_end = gap.start + end.map_or(apposed, |end| end.at);
        let own = self.get(&(from.min(list_end)..gap.end)).to_owned();
        if self.title_loose(&own, title) {
            return (Vec::new(), true);
        }
        if let Some(mut listed) = self.pointed_at(&own, &carried, title) {
            // "上述两家机构以及A、B": those above and more.
            let more = [
                "以及",
                "及",
                "连同",
                "联同",
                "和",
                "与",
                " joined by ",
                "together with ",
                "along with ",
            ]
            .iter()
            .any(|word| own.contains(word));
            if more && end.is_some() && from < list_end {
                let others = self.list_before(&(from..list_end), true);
                listed.extend(
                    others.into_iter().filter(|item| !item.begins || item.shape == Shape::Known),
                );
            }
            let topics = self.topics(&(from..gap.end), None);
            self.hold(listed.clone(), title, topics);
            return (listed, true);
        }
        let mut listed = Vec::new();
        // "the issuer, the guarantor and the placing agent (namely A)": only the bracket names it.
        let behind = super::money::window(self.text, title.span.end, 16);
        let is_told = end.is_none() && grammar::is_namely(behind);
        if from < list_end && !is_told && (end.is_some() || !is_taken) {
            listed = self.list_before(&(from..list_end), end.is_some());
            // "The French lender's own arm will be …": "French" is no bank.
            if grammar::is_issuer(&own) {
                listed.retain(|item| {
                    item.shape != Shape::Bare
                        && !self.get(&item.span).ends_with(['\'', '\u{2019}'])
                        && !self.get(&item.span).ends_with("'s")
                });
            }
        }
        if listed.is_empty() {
            let carry = !carried.is_empty() && grammar::carries_on(&text) && !is_taken;
            if carry {
                let topics = self.topics(&(from..gap.end), None);
                self.hold(carried.clone(), title, topics);
                return (carried, true);
            }
            return (Vec::new(), false);
        }
        let first = listed.first().map_or(from, |first| first.span.start);
        let joined = self.get(&(from..first));
        // "与A、B同为…": they and those named before.
        let shared = joined.ends_with('与') && own.contains("同为")
            || joined.trim_end().ends_with("and, with")
            || joined.trim_end().ends_with("and with");
        if !carried.is_empty() && shared {
            listed = [carried.clone(), listed].concat();
        } else if !carried.is_empty()
            && ["并与", "连同", "联同", "会同", "joined by", "together with", "along with"]
                .iter()
                .any(|word| joined.contains(word))
        {
            listed = [carried, listed].concat();
        }
        let rest = gap.start + end.map_or(text.len(), |end| end.rest);
        let verb = gap.start + end.map_or(text.len(), |end| end.at)..rest;
        let mut topics = self.topics(&(rest..gap.end), Some(sentence.start..first));
        // "A and B handled the 10-year deal as bookrunners"
        let names_end = listed.last().map_or(list_end, |last| last.span.end).min(list_end);
        if names_end < list_end && super::scope::hints(self.get(&(names_end..list_end))) {
            topics.insert(0, names_end..list_end);
        }
        // "B joined tranche B as arranger"
        if verb.len() > 4 && super::scope::hints(self.get(&verb)) {
            topics.insert(0, verb);
        }
        let behind = self.topic_after(title);
        let is_behind = behind.is_some();
        topics.splice(0..0, behind);
        if !is_behind && from > sentence.start && from < first {
            topics.insert(0, from..first);
        }
        if own.contains("joined them") || own.contains("join them") {
            self.hold(self.recent(), title, Vec::new());
        }
        self.hold(listed.clone(), title, topics);
        self.more_behind(title, sentence.end);
        (listed, true)
    }

    /// The banks that words point back to.
    fn pointed_at(&mut self, own: &str, carried: &[Listed], title: &Phrase) -> Option<Vec<Listed>> {
        if title.is_outside() {
            return None;
        }
        let back = grammar::back(own)?;
        let previous = if carried.is_empty() { &self.last } else { carried };
        let found = match back {
            Back::All => {
                let except =
                    grammar::exception(own).map(|span| own[span].to_owned()).unwrap_or_default();
                let kept =
                    |item: &Listed| except.is_empty() || !except.contains(self.get(&item.span));
                self.all().into_iter().filter(|item| kept(item)).collect()
            }
            Back::First(count) if carried.is_empty() => {
                self.all().into_iter().take(count).collect()
            }
            Back::First(count) => previous.iter().take(count).cloned().collect(),
            Back::Marked(mark) => {
                self.all().into_iter().filter(|item| item.marks.contains(mark)).collect()
            }
            Back::Last if carried.is_empty() && grammar::is_everybody(own) => self.recent(),
            Back::Last => previous.to_vec(),
            Back::Issuer => {
                self.lists.own.push((title.span.clone(), title.offices.clone()));
                Vec::new()
            }
        };
        // "X has mandated A, B and C for a bond. The trio are joint lead managers."
        let is_open = found.is_empty() && matches!(back, Back::All | Back::Last);
        let found = if is_open { self.engaged(title.span.start) } else { found };
        let names_some = !self.names.hits_in(&Span::default()).is_empty();
        (!found.is_empty() && !names_some).then_some(found)
    }

    /// The stretches that may say for which tranches a list holds, the nearest first.
    fn topics(&self, near: &Span, far: Option<Span>) -> Vec<Span> {
        let mut topics = vec![near.clone()];
        topics.extend(far);
        for topic in &mut topics {
            let near = crate::import::money::window_before(self.text, topic.end, TOPIC);
            topic.start = topic.start.max(topic.end - near.len());
        }
        topics.extend(self.said.clone());
        topics.extend(self.topic.clone());
        topics.retain(|span| span.start < span.end);
        topics
    }

    /// Keeps a list.
    fn hold(&mut self, listed: Vec<Listed>, phrase: &Phrase, topics: Vec<Span>) {
        let (Some(first), Some(last)) = (listed.first(), listed.last()) else { return };
        let start = first.span.start.min(last.span.start);
        let has_tickets = listed.iter().any(|item| item.allotment.is_some());
        let end = last.span.end.max(first.span.end);
        self.lists.zones.push(start..self.tickets_end(end, listed.len(), has_tickets));
        if phrase.is_outside() {
            self.hold_tasks(listed, phrase);
            return;
        }
        self.said = topics.iter().find(|span| super::scope::hints(self.get(span))).cloned();
        self.last = listed.clone();
        let offices: Vec<Office> =
            phrase.offices.iter().copied().filter(|office| *office != Office::Outside).collect();
        let is_each = offices.len() == listed.len() && self.is_respective(phrase, start);
        for (at, item) in listed.into_iter().enumerate() {
            let (title, topics, offices) = (phrase.span.clone(), topics.clone(), offices.clone());
            let offices = if is_each { vec![offices[at]] } else { offices };
            self.lists.holdings.push(Holding { listed: item, offices, title, topics });
        }
    }
}
