//! Announcements: read from a file or a paste, in the background.

use std::path::{Path, PathBuf};

use super::{App, ends_in};
use crate::import::{Reading, read, text_of};
use crate::jobs::{Job, Outcome};
use crate::state::ViewId;

/// How the names of files with announcements end.
pub(super) const TEXTS: &[&str] = &["txt", "text", "html", "htm", "md", "pdf"];

/// An announcement that was read, or why not.
struct Announced {
    name: String,
    reading: Result<Reading, String>,
}

/// Whether a file is taken as an announcement rather than a book.
pub(super) fn is_text(path: &Path) -> bool {
    ends_in(path, TEXTS)
}

impl App {
    pub(super) fn read_text(&mut self, path: PathBuf) {
        self.show_view(ViewId::Review);
        let lang = self.state.lang();
        let work = move || {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let reading = match std::fs::read(&path) {
                Ok(bytes) => match text_of(&bytes) {
                    Ok(text) => Ok(read(&text)),
                    Err(error) => Err(format!("{}: {}", error.sentence(lang), path.display())),
                },
                Err(error) => Err(format!("{error}: {}", path.display())),
            };
            Box::new(Announced { name: name.unwrap_or_default(), reading }) as Outcome
        };
        self.jobs.start(Job::Work(Box::new(work)));
    }

    pub(super) fn read_announcement(&mut self, name: String, text: String) {
        self.show_view(ViewId::Review);
        let lang = self.state.lang();
        let work = move || {
            let reading = match text_of(text.as_bytes()) {
                Ok(text) => Ok(read(&text)),
                Err(error) => Err(error.sentence(lang).into_owned()),
            };
            Box::new(Announced { name, reading }) as Outcome
        };
        self.jobs.start(Job::Work(Box::new(work)));
    }

    /// Takes an announcement; what is none is given back.
    pub(super) fn take_announcement(&mut self, outcome: Outcome) -> Option<Outcome> {
        match outcome.downcast::<Announced>() {
            Ok(announced) => {
                match announced.reading {
                    Ok(reading) => self.state.announced(announced.name, reading),
                    Err(why) => self.state.notify(why, true),
                }
                None
            }
            Err(outcome) => Some(outcome),
        }
    }
}
