//! The state of the program, in three kinds: the document (saved, undoable), view state (what is
//! shown), and derived data (may be dropped at any moment). Commands change it in one place;
//! nothing here draws, waits or touches files.

mod charts;
mod command;
mod compare;
mod derived;
mod document;
mod grid;
mod later;
mod measure_column;
mod names;
mod pictures;
mod review;
mod show;
mod tables;
mod view;
mod what_if;

use std::path::PathBuf;
use std::sync::Arc;

use crate::book::{BookSource, DealBook, Revision};
use crate::index::Index;
use crate::query::{Filter, Target};
use crate::scene::count;
use crate::stats::CriteriaCard;
use crate::words::{Lang, tr, tr_with};

pub use charts::{ChartSource, LAST_MATURITY, LONGEST_TENOR, MOST_PARTS};
pub use command::{
    Command, DocumentCommand, Effect, FilterCommand, Go, LeagueExport, ReviewCommand, Show,
};
pub use compare::{CompareCommand, MOST_SIDES, periods_of, side_of, sides_by};
pub use derived::{Base, Derived, MarketSeries};
pub use document::Document;
pub use grid::{GridChoice, GridToggle};
pub use later::{LARGE_BOOK, Memo, Outcome, Work};
pub use measure_column::MeasureColumn;
pub use names::{Names, league_picture, league_value, sizes_words, target_of};
pub use pictures::PictureId;
pub use review::{Correction, Duplicate, Review, duplicates, problems_of};
pub use view::{
    DealColumn, DepthBy, LeagueTab, NodeColor, NodeSize, Options, SizeView, Spot, Theme, ViewId,
    ViewState,
};
pub use what_if::{WhatIfCommand, WhatIfState};

/// The deal that is selected when the program first starts: the notes of the article from which
/// the embedded book began.
const FIRST_DEAL: &str = "kuaishou-2026-01-usd-cny-notes-article";

/// How many files the list of recent ones keeps.
const MOST_RECENT: usize = 10;

/// Something to tell the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Whether something went wrong.
    pub is_error: bool,
}

/// The whole state.
pub struct State {
    /// The book and its history.
    pub document: Document,
    /// What is shown.
    pub view: ViewState,
    /// What follows from both.
    pub derived: Derived,
    /// What if: changes laid over the book.
    pub what_if: WhatIfState,
    /// The announcement under review.
    pub review: Option<Review>,
    /// The last notice, with a number that grows with each.
    pub notice: Option<(u64, Notice)>,
    notices: u64,
    waiting: Vec<Work>,
    /// Whether the first deal is to be selected as soon as there is one.
    wants_first: bool,
}

/// A large book with its base.
struct ReadyBook {
    path: Option<PathBuf>,
    book: Arc<DealBook>,
    base: Base,
}

impl State {
    /// Opens a book with these options, and selects the first deal of interest.
    pub fn new(book: Arc<DealBook>, path: Option<PathBuf>, options: Options) -> Self {
        let derived = Derived::new(&book, &options);
        let view = ViewState::with_options(options);
        let document = Document::new(book, path);
        let mut state = Self {
            document,
            view,
            derived,
            what_if: WhatIfState::default(),
            review: None,
            notice: None,
            notices: 0,
            waiting: Vec::new(),
            wants_first: false,
        };
        state.select_first();
        state
    }

    /// The book as it is now.
    pub const fn book(&self) -> &Arc<DealBook> {
        self.document.book()
    }

    /// The language.
    pub const fn lang(&self) -> Lang {
        self.view.options.lang
    }

    /// Names in the language of the reader.
    pub fn names(&self) -> Names<'_> {
        Names::new(self.book(), self.lang())
    }

    /// The words for a key, in the language of the reader.
    pub fn tr(&self, key: &str) -> std::borrow::Cow<'static, str> {
        tr(self.lang(), key)
    }

    fn select_first(&mut self) {
        let book = self.book().clone();
        let wanted = book.find(FIRST_DEAL).map(|deal_id| book.counted_of(deal_id));
        let first = wanted.or_else(|| self.derived.rows.first().copied());
        let selection = first.map(Target::Deal);
        self.view.deal = None;
        self.view.issuer = None;
        self.view.group = None;
        let spot = Spot { selection, focus: None };
        self.view.spot = spot;
        self.view.go(&book, spot);
        if let Some(deal_id) = first {
            let banks = book.deal(deal_id).members.iter().filter_map(|member| member.bank);
            let group = banks.map(|bank_id| book.bank(bank_id).group).next();
            self.view.group = group.map(|group_id| book.group_today(group_id));
        }
    }

    /// Runs one command. What the shell has to do comes back as effects.
    pub fn apply(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::Go(go) => {
                self.go(go);
                Vec::new()
            }
            Command::Filter(filter) => {
                self.filter(filter);
                Vec::new()
            }
            Command::Show(show) => self.show(show),
            Command::Document(command) => self.document(command),
            Command::Review(command) => self.run_review(command),
            Command::Compare(command) => {
                compare::apply(&mut self.view.options.sides, command);
                Vec::new()
            }
            Command::WhatIf(command) => {
                self.imagine(command);
                Vec::new()
            }
        }
    }

    /// Derives what the commands have changed; call once a pass, after them. What is slow on a
    /// large book comes back as work, whose outcome [`State::take`] takes.
    pub fn refresh(&mut self) -> Vec<Work> {
        let mut works = std::mem::take(&mut self.waiting);
        works.extend(self.derived.refresh(self.document.book(), &self.view.options));
        if self.wants_first && !self.derived.rows.is_empty() {
            self.wants_first = false;
            self.select_first();
        }
        works
    }

    /// Takes what came of work; gives it back where it is not of the state.
    pub fn take(&mut self, outcome: Outcome) {
        match outcome.downcast::<ReadyBook>() {
            Ok(ready) => {
                let ReadyBook { path, book, base } = *ready;
                self.open_with(book, path, Some(base));
            }
            Err(outcome) => {
                // What is none of ours was asked for by a book that is gone.
                self.derived.take(outcome);
                self.wants_first = self.view.deal.is_none() && self.view.spot == Spot::default();
            }
        }
    }

    /// Work that prepares a large book before it is opened, with its columns where they are there.
    pub fn prepare(
        &self,
        book: Arc<DealBook>,
        index: Option<Arc<Index>>,
        path: Option<PathBuf>,
    ) -> Work {
        let parents = self.view.options.parents;
        let index = index.filter(|index| index.parents() == parents);
        Box::new(move || {
            let base = match index {
                Some(index) => Base::of(&book, index),
                None => Base::build(&book, parents),
            };
            Box::new(ReadyBook { path, book, base })
        })
    }

    fn go(&mut self, go: Go) {
        let book = self.book().clone();
        let spot = self.view.spot;
        match go {
            Go::Select(target) => {
                self.view.go(&book, Spot { selection: Some(target), ..spot });
            }
            Go::Nowhere => self.view.go(&book, Spot { selection: None, ..spot }),
            Go::Hover(target) => self.view.hover = target,
            Go::Focus(target) => {
                self.view.go(&book, Spot { selection: Some(target), focus: Some(target) });
            }
            Go::WholeNetwork => self.view.go(&book, Spot { focus: None, ..spot }),
            Go::Back => self.view.back(&book),
            Go::Forward => self.view.forward(&book),
            Go::NextDeal => self.step_deal(1),
            Go::PreviousDeal => self.step_deal(-1),
        }
    }

    fn step_deal(&mut self, step: isize) {
        let rows = self.derived.rows.clone();
        let at = self.view.deal.and_then(|deal_id| rows.iter().position(|row| *row == deal_id));
        let next = match at {
            Some(at) => at.saturating_add_signed(step).min(rows.len().saturating_sub(1)),
            None => 0,
        };
        if let Some(deal_id) = rows.get(next) {
            self.go(Go::Select(Target::Deal(*deal_id)));
        }
    }

    fn filter(&mut self, command: FilterCommand) {
        let filter = &mut self.view.options.filter;
        *filter = match command {
            FilterCommand::Set(filter) => filter,
            FilterCommand::Toggle(facet, value) => filter.toggled(facet, &value),
            FilterCommand::Without(part) => filter.without(part),
            FilterCommand::Clear => Filter::default(),
        };
    }

    fn document(&mut self, command: DocumentCommand) -> Vec<Effect> {
        match command {
            DocumentCommand::Open => return vec![Effect::AskOpen],
            DocumentCommand::OpenFile(path) => return vec![Effect::Open(path)],
            DocumentCommand::OpenEmbedded => self.opened(DealBook::embedded(), None),
            DocumentCommand::Add => return vec![Effect::AskAdd],
            DocumentCommand::AddFile(path) => return vec![Effect::Read(path)],
            DocumentCommand::Save => {
                let path = self.document.path().map(std::path::Path::to_owned);
                return vec![path.map_or(Effect::AskSave, Effect::Save)];
            }
            DocumentCommand::SaveAs => return vec![Effect::AskSave],
            DocumentCommand::SaveTo(path) => return vec![Effect::Save(path)],
            DocumentCommand::Remove(deal_id) => self.remove(deal_id.index()),
            DocumentCommand::Undo => self.history(Document::undo),
            DocumentCommand::Redo => self.history(Document::redo),
            DocumentCommand::ExportPicture(picture) => return vec![Effect::AskPicture(picture)],
            DocumentCommand::ExportLeague(export) => return vec![Effect::ExportLeague(export)],
            DocumentCommand::OpenCard => return vec![Effect::AskCard],
            DocumentCommand::SaveGraph => return vec![Effect::AskGraph],
            DocumentCommand::OpenPlaces => return vec![Effect::AskPlaces],
            DocumentCommand::UseCard(card) => self.use_card(&card),
            DocumentCommand::Copy(text) => return vec![Effect::Copy(text)],
            DocumentCommand::CopyTable(sheet, rules) => {
                return vec![Effect::CopyTable(sheet, rules)];
            }
            DocumentCommand::OpenUrl(url) => return vec![Effect::OpenUrl(url)],
            DocumentCommand::ForgetRecent => self.view.options.recent.clear(),
            DocumentCommand::Quit => return vec![Effect::Quit],
        }
        Vec::new()
    }

    fn imagine(&mut self, command: WhatIfCommand) {
        if command != WhatIfCommand::Keep {
            self.what_if.apply(command);
            return;
        }
        let overlay = std::mem::take(&mut self.what_if).overlay;
        let book = self.book().clone();
        let label = tr(self.lang(), "step.keep").into_owned();
        self.change(label, |source| what_if::keep(&overlay, &book, source));
    }

    /// Takes a book that was opened.
    pub fn opened(&mut self, book: Arc<DealBook>, path: Option<PathBuf>) {
        self.open_with(book, path, None);
    }

    fn open_with(&mut self, book: Arc<DealBook>, path: Option<PathBuf>, base: Option<Base>) {
        let (deals, rejected) = (book.deals().len(), book.source().rejected.len());
        if let Some(path) = &path {
            self.remember(path.clone());
        }
        self.document = Document::new(book, path);
        self.what_if = WhatIfState::default();
        self.view = ViewState::with_options(self.view.options.clone());
        self.view.options.filter = Filter::default();
        let (book, options) = (self.document.book(), &self.view.options);
        (self.derived, self.waiting) = match base {
            Some(base) => Derived::with_base(book, options, base),
            None => (Derived::new(book, options), Vec::new()),
        };
        self.select_first();
        let figures = [count(deals), count(rejected)];
        let key = if rejected == 0 { "notice.opened" } else { "notice.opened_with_rejected" };
        self.notify(tr_with(self.lang(), key, &[&figures[0], &figures[1]]), rejected > 0);
    }

    /// Adds the records of another file, as one step that can be undone.
    pub fn added(&mut self, source: BookSource, file: &str) {
        let figures = [count(source.records.len()), count(source.rejected.len())];
        let rejected = !source.rejected.is_empty();
        self.change(tr_with(self.lang(), "step.add", &[file]), |book| book.append(source));
        let arguments = [figures[0].as_str(), figures[1].as_str()];
        self.notify(tr_with(self.lang(), "notice.added", &arguments), rejected);
    }

    /// Notes that the book was saved.
    pub fn saved(&mut self, path: PathBuf, revision: Revision) {
        self.remember(path.clone());
        let text = tr_with(self.lang(), "notice.saved", &[&path.display().to_string()]);
        self.document.mark_saved(path, revision);
        self.notify(text, false);
    }

    /// Tells the person something.
    pub fn notify(&mut self, text: String, is_error: bool) {
        self.notices += 1;
        self.notice = Some((self.notices, Notice { text, is_error }));
    }

    /// Puts the rules and the filter of a card in force.
    fn use_card(&mut self, card: &CriteriaCard) {
        match card.filter() {
            Ok(filter) => {
                let options = &mut self.view.options;
                options.filter = filter;
                options.parents = card.parents;
                options.criteria = card.criteria;
            }
            Err(error) => self.notify(error.to_string(), true),
        }
    }

    fn remember(&mut self, path: PathBuf) {
        let recent = &mut self.view.options.recent;
        recent.retain(|other| *other != path);
        recent.insert(0, path);
        recent.truncate(MOST_RECENT);
    }

    fn remove(&mut self, index: usize) {
        let Some(deal) = self.book().deals().get(index) else { return };
        let label = tr_with(self.lang(), "step.remove", &[self.names().issuer(deal.issuer)]);
        self.change(label, |source| {
            source.records.remove(index);
        });
    }

    fn change(&mut self, label: String, edit: impl FnOnce(&mut BookSource)) {
        let before = self.book().clone();
        self.document.change(label, edit);
        self.carried_from(&before);
    }

    fn history(&mut self, step: fn(&mut Document)) {
        let before = self.book().clone();
        step(&mut self.document);
        self.carried_from(&before);
    }

    fn carried_from(&mut self, before: &DealBook) {
        let after = self.book().clone();
        self.view.carry_over(before, &after);
        self.what_if = WhatIfState::default();
        let works = self.refresh();
        self.waiting.extend(works);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Facet;

    fn state() -> State {
        State::new(DealBook::embedded(), None, Options::default())
    }

    #[test]
    fn the_first_deal_is_the_articles() {
        let state = state();
        let Some(deal_id) = state.view.deal else { panic!("a deal is selected") };
        let issuer = state.book().issuer(state.book().deal(deal_id).issuer);
        assert_eq!(issuer.name, "Kuaishou Technology");
    }

    #[test]
    fn a_filter_moves_everything_and_clears() {
        let mut state = state();
        let all = state.derived.rows.len();
        state.apply(Command::Filter(FilterCommand::Toggle(Facet::Market, "LOAN".into())));
        assert!(state.refresh().is_empty(), "a small book is derived at once");
        assert!(state.derived.rows.len() < all && !state.derived.rows.is_empty());
        assert_eq!(state.derived.chosen.len(), state.derived.rows.len());
        assert!(state.derived.links.len() < state.derived.all_links.len());
        state.apply(Command::Filter(FilterCommand::Clear));
        assert!(state.refresh().is_empty(), "a small book is derived at once");
        assert_eq!(state.derived.rows.len(), all);
    }

    #[test]
    fn back_and_forward_walk_the_selection() {
        let mut state = state();
        let first = state.view.spot;
        state.apply(Command::Go(Go::NextDeal));
        let second = state.view.spot;
        assert_ne!(first, second);
        state.apply(Command::Go(Go::Back));
        assert_eq!(state.view.spot, first);
        state.apply(Command::Go(Go::Forward));
        assert_eq!(state.view.spot, second);
    }

    #[test]
    fn a_removed_deal_comes_back_with_undo() {
        let mut state = state();
        let before = state.book().source().to_book_text();
        let Some(deal_id) = state.view.deal else { panic!("a deal is selected") };
        state.apply(Command::Document(DocumentCommand::Remove(deal_id)));
        assert_ne!(state.book().source().to_book_text(), before);
        assert_eq!(state.view.deal, None);
        state.apply(Command::Document(DocumentCommand::Undo));
        assert_eq!(state.book().source().to_book_text(), before);
    }

    #[test]
    fn a_broken_book_opens_and_says_so() {
        let mut state = state();
        let source = BookSource::read(b"{\"id\":\"a\",\"issuer\":\"X\"}\nbroken\n", "b.ndjson");
        let book = Arc::new(DealBook::build(Arc::new(source)));
        state.opened(book, Some("b.ndjson".into()));
        let (_, notice) = state.notice.clone().expect("a notice is shown");
        assert!(notice.is_error);
        assert_eq!(state.derived.rows.len(), 1);
        assert!(state.book().problems().any(|p| p.code.code() == "unreadable-record"));
    }
}
