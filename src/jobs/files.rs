//! Files: reading a book, and saving one so that the old file stays whole until the new one is
//! known to be good.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Stop;
use super::opening::read_book;
use crate::book::{BookReader, BookSource, Shape};

/// Why a file could not be read or written. The sentence says what to do; the path comes last.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file cannot be opened.
    #[error("The file cannot be read ({1}); check that it exists and that you may read it: {0}")]
    Read(PathBuf, std::io::Error),
    /// The new file cannot be written.
    #[error(
        "The book cannot be saved ({1}); the old file is unchanged, so choose another place: {0}"
    )]
    Write(PathBuf, std::io::Error),
    /// The book would not fit.
    #[error(
        "The book needs about {1} of memory and {2} are free; close other programs or open a part of it: {0}"
    )]
    Memory(PathBuf, String, String),
    /// What was written does not read back as what was meant.
    #[error("The saved copy does not read back as the book; the old file is unchanged: {0}")]
    ReadBack(PathBuf),
}

/// Reads a book from a file; `-` is not a file here. What cannot be read in the file becomes a
/// problem of the source.
pub fn read_source(path: &Path) -> Result<BookSource, FileError> {
    let reader = read_book(path, &name_of(path), &mut |_| {}, &Stop::default())?;
    Ok(reader.map(BookReader::into_source).unwrap_or_default())
}

/// What a person calls a file: the end of its path.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The shape that a file name asks for: one record a line for `.ndjson` and `.jsonl`, else a book.
pub fn shape_for(path: &Path) -> Shape {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("ndjson" | "jsonl") => Shape::Lines,
        _ => Shape::Book,
    }
}

/// Saves a book atomically: writes a new file beside the old one, reads it back, and only then puts
/// it in the old one's place.
pub fn save_source(path: &Path, source: &BookSource) -> Result<(), FileError> {
    let text = match shape_for(path) {
        Shape::Lines => source.to_lines_text(),
        Shape::Book | Shape::Array => source.to_book_text(),
    };
    let expected = source.records.len();
    write_checked(path, text.as_bytes(), |bytes| {
        BookSource::read(bytes, "").records.len() == expected
    })
}

/// Writes a file atomically, after `is_good` has accepted what was read back.
pub fn write_checked(
    path: &Path,
    bytes: &[u8],
    is_good: impl Fn(&[u8]) -> bool,
) -> Result<(), FileError> {
    let failed = |error| FileError::Write(path.to_owned(), error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::Builder::new()
        .prefix(".syndiscope-")
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    let again = fs::read(file.path()).map_err(failed)?;
    if again != bytes || !is_good(&again) {
        return Err(FileError::ReadBack(path.to_owned()));
    }
    keep_permissions(path, file.path());
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Writes a file atomically and in a stream: a new file beside the old one takes its place once it
/// is whole. Nothing of it is held in memory or read back.
pub fn write_streamed(
    path: &Path,
    write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
) -> Result<(), FileError> {
    let failed = |error| FileError::Write(path.to_owned(), error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let file = tempfile::Builder::new()
        .prefix(".syndiscope-")
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(failed)?;
    let mut buffered = std::io::BufWriter::with_capacity(1 << 18, file.as_file());
    write(&mut buffered).and_then(|()| buffered.flush()).map_err(failed)?;
    drop(buffered);
    file.as_file().sync_all().map_err(failed)?;
    keep_permissions(path, file.path());
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Gives the new file the permissions of the old one, or those of an ordinary new file. Where that
/// fails the file keeps its narrower ones.
fn keep_permissions(old: &Path, new: &Path) {
    let permissions = match fs::metadata(old) {
        Ok(metadata) => Some(metadata.permissions()),
        Err(_) => default_permissions(),
    };
    if let Some(permissions) = permissions {
        fs::set_permissions(new, permissions).unwrap_or_default();
    }
}

#[cfg(unix)]
fn default_permissions() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn default_permissions() -> Option<fs::Permissions> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "{\"id\":\"old\"}\n";

    #[test]
    fn a_book_saved_and_read_again_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.json");
        let source =
            BookSource::read(b"{\"id\":\"a\",\"x\":1}\nbroken\n{\"id\":\"b\"}", "in.ndjson");
        save_source(&path, &source).unwrap();
        let again = read_source(&path).unwrap();
        assert_eq!(again.to_book_text(), source.to_book_text());
    }

    #[test]
    fn a_save_that_does_not_read_back_leaves_the_old_file_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.ndjson");
        fs::write(&path, OLD).unwrap();
        let result = write_checked(&path, b"half a bo", |_| false);
        assert!(matches!(result, Err(FileError::ReadBack(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), OLD);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no file is left behind");
    }

    #[test]
    fn a_missing_folder_is_said_and_nothing_is_lost() {
        let source = BookSource::read(OLD.as_bytes(), "t");
        let error = save_source(Path::new("/nowhere/at/all/book.json"), &source).unwrap_err();
        assert!(error.to_string().ends_with("/nowhere/at/all/book.json"));
        assert!(read_source(Path::new("/nowhere/book.json")).is_err());
    }
}
