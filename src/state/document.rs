//! The document: the book, its file, and its history.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::book::{BookSource, DealBook, Revision};

/// How many steps can be undone.
const LONGEST_HISTORY: usize = 200;

/// A step of the history: what was done, and the book before or after it.
#[derive(Clone, Debug)]
struct Step {
    label: String,
    book: Arc<DealBook>,
}

/// The open book with its history. Books are immutable, so a step is a pointer.
#[derive(Debug)]
pub struct Document {
    book: Arc<DealBook>,
    path: Option<PathBuf>,
    saved: Revision,
    past: Vec<Step>,
    future: Vec<Step>,
}

impl Document {
    /// Opens a book; `path` is `None` for the embedded one.
    pub fn new(book: Arc<DealBook>, path: Option<PathBuf>) -> Self {
        let saved = book.revision();
        Self { book, path, saved, past: Vec::new(), future: Vec::new() }
    }

    /// The book as it is now.
    pub const fn book(&self) -> &Arc<DealBook> {
        &self.book
    }

    /// The file, where there is one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether the book holds changes that no file has.
    pub fn is_changed(&self) -> bool {
        self.book.revision() != self.saved
    }

    /// Notes that a revision is in a file.
    pub fn mark_saved(&mut self, path: PathBuf, revision: Revision) {
        self.path = Some(path);
        self.saved = revision;
    }

    /// Changes the book by changing its records, as one step that can be undone.
    pub fn change(&mut self, label: String, edit: impl FnOnce(&mut BookSource)) {
        let mut source = BookSource::clone(self.book.source());
        edit(&mut source);
        let book = Arc::new(DealBook::build(Arc::new(source)));
        if book.revision() == self.book.revision() {
            return;
        }
        self.past.push(Step { label, book: std::mem::replace(&mut self.book, book) });
        if self.past.len() > LONGEST_HISTORY {
            self.past.remove(0);
        }
        self.future.clear();
    }

    /// What undo would take back.
    pub fn undo_label(&self) -> Option<&str> {
        self.past.last().map(|step| step.label.as_str())
    }

    /// What redo would do again.
    pub fn redo_label(&self) -> Option<&str> {
        self.future.last().map(|step| step.label.as_str())
    }

    /// Takes back the last step.
    pub fn undo(&mut self) {
        if let Some(step) = self.past.pop() {
            let book = std::mem::replace(&mut self.book, step.book);
            self.future.push(Step { label: step.label, book });
        }
    }

    /// Does the last step that was taken back again.
    pub fn redo(&mut self) {
        if let Some(step) = self.future.pop() {
            let book = std::mem::replace(&mut self.book, step.book);
            self.past.push(Step { label: step.label, book });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        let source = BookSource::read(b"[{\"id\":\"a\"},{\"id\":\"b\"}]", "t");
        Document::new(Arc::new(DealBook::build(Arc::new(source))), None)
    }

    #[test]
    fn undo_restores_to_identical_bytes() {
        let mut document = document();
        let before = document.book().source().to_book_text();
        document.change("Remove".into(), |source| {
            source.records.remove(0);
        });
        assert!(document.is_changed());
        assert_eq!(document.undo_label(), Some("Remove"));
        let after = document.book().source().to_book_text();
        document.undo();
        assert_eq!(document.book().source().to_book_text(), before);
        assert!(!document.is_changed());
        document.redo();
        assert_eq!(document.book().source().to_book_text(), after);
        document.redo();
        assert_eq!(document.redo_label(), None);
    }

    #[test]
    fn a_change_that_changes_nothing_is_no_step() {
        let mut document = document();
        document.change("Nothing".into(), |_| {});
        assert_eq!(document.undo_label(), None);
    }
}
