//! The session: what is kept for a person between starts.

use egui_tiles::Tree;
use serde::{Deserialize, Serialize};

use crate::jobs::{load_session, session_path, store_session};
use crate::state::{Options, ViewId};

/// The version of the session's format; another version is left unread.
pub const VERSION: u32 = 1;

/// What is kept between starts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Session {
    /// The version of the format.
    pub version: u32,
    /// Filter, language, theme and the like.
    pub options: Options,
    /// The key of the deal that was selected.
    pub selection: Option<String>,
    /// The views as they stood.
    pub tree: Option<Tree<ViewId>>,
    /// The window: left, top, width, height.
    pub window: Option<[f32; 4]>,
}

impl Session {
    /// Loads the session; the first one where there is none that can be read.
    pub fn load() -> Self {
        let text = session_path().and_then(|path| load_session(&path));
        text.map(|text| Self::from_text(&text)).unwrap_or_default()
    }

    /// Reads a session; the first one where the text is none of this version.
    pub fn from_text(text: &str) -> Self {
        let session: Option<Self> = serde_json::from_str(text).ok();
        session.filter(|session| session.version == VERSION).unwrap_or_default()
    }

    /// Stores the session. A session that cannot be stored costs nothing but its comfort.
    pub fn store(&self) {
        let text = serde_json::to_string(self);
        if let (Some(path), Ok(text)) = (session_path(), text) {
            store_session(&path, &text).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::default_tree;
    use crate::words::Lang;

    #[test]
    fn a_session_comes_back() {
        let mut session = Session { version: VERSION, ..Session::default() };
        session.options.lang = Lang::Zh;
        session.options.filter = "market:DCM year:2024".parse().unwrap();
        session.tree = Some(default_tree());
        let text = serde_json::to_string(&session).unwrap();
        let again = Session::from_text(&text);
        assert_eq!(again.options, session.options);
        assert_eq!(again.tree, session.tree);
    }

    #[test]
    fn an_unreadable_session_is_the_first_one() {
        for text in ["", "{", "{\"version\":999}", "[1,2]"] {
            assert_eq!(Session::from_text(text).options, Options::default());
        }
    }
}
