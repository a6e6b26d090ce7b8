//! The screen: theme, widgets, the shell and the views.
//!
//! A view reads the state and sends commands; it changes nothing but its own half-typed text and
//! its camera.

mod actions;
mod bank_view;
mod compare_view;
mod deals_view;
mod depth_view;
mod details_view;
mod filters;
mod gpu;
mod issuer_view;
mod large_view;
mod league;
mod local;
mod market_view;
mod measures_view;
mod network_facts;
mod network_view;
mod paint;
mod palette;
mod plots;
mod problems_view;
mod relations_ui;
mod review;
mod search;
mod shell;
mod sizes_view;
mod status;
mod theme;
mod tombstone;
mod trails_ui;
mod views;
mod widgets;

use std::borrow::Cow;

use crate::book::DealBook;
use crate::query::Target;
use crate::scene::Palette;
use crate::state::{Command, Go, Names, State};
use crate::words::Lang;

pub use actions::{ACTIONS, Action};
pub use gpu::{Power, install as install_card};
pub use local::Local;
pub use shell::shell_ui;
pub use theme::{choose as choose_theme, install as install_theme, palette as palette_of};
pub use views::{VIEWS, ViewRow, default_tree, show_view};

/// What a view may see and do while it draws.
pub struct ViewContext<'a> {
    /// The state, to read.
    pub state: &'a State,
    /// Commands for after the drawing.
    pub commands: &'a mut Vec<Command>,
    /// Half-typed text, cameras and the like.
    pub local: &'a mut Local,
    /// The colours.
    pub palette: Palette,
}

impl<'a> ViewContext<'a> {
    /// The book.
    pub fn book(&self) -> &'a DealBook {
        self.state.book()
    }

    /// Names in the reader's language.
    pub fn names(&self) -> Names<'a> {
        self.state.names()
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.state.lang()
    }

    /// The words for a key.
    pub fn tr(&self, key: &str) -> Cow<'static, str> {
        self.state.tr(key)
    }

    /// The words for a key with arguments.
    pub fn tr_with(&self, key: &str, arguments: &[&str]) -> String {
        crate::words::tr_with(self.lang(), key, arguments)
    }

    /// Sends a command.
    pub fn send(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Selects something.
    pub fn select(&mut self, target: Target) {
        self.send(Command::Go(Go::Select(target)));
    }

    /// Notes what the pointer is on.
    pub fn hover(&mut self, target: Target) {
        self.local.hover = Some(target);
    }

    /// Whether something is selected.
    pub fn is_selected(&self, target: Target) -> bool {
        self.state.view.spot.selection == Some(target)
    }

    /// Whether the pointer is on something, in any view.
    pub fn is_hovered(&self, target: Target) -> bool {
        self.state.view.hover == Some(target)
    }
}
