//! The session of a person: small settings kept between starts.

use std::fs;
use std::path::{Path, PathBuf};

use super::files::{FileError, write_checked};

/// Where the session is kept; `None` where the system names no folder for it.
pub fn session_path() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("SYNDISCOPE_CONFIG_DIR") {
        return Some(PathBuf::from(folder).join("session.json"));
    }
    let folders = directories::ProjectDirs::from("", "", "syndiscope")?;
    Some(folders.config_dir().join("session.json"))
}

/// The text of the session; `None` where there is none yet or it cannot be read.
pub fn load(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

/// Stores the text of the session, atomically.
pub fn store(path: &Path, text: &str) -> Result<(), FileError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| FileError::Write(path.to_owned(), error))?;
    }
    write_checked(path, text.as_bytes(), |_| true)
}
