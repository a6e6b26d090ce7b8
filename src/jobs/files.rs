//! Files: reading a book, and saving one so that the old file stays whole until the new one is
//! known to be good.

use std::fs::{self, File};
use std::hash::Hasher as _;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use twox_hash::XxHash3_64;

use super::Stop;
use super::opening::read_book;
use crate::book::{BookReader, BookSource, Shape};

/// The longest book that is read back as a book when it is saved, in bytes.
const READ_BACK: u64 = 64 << 20;

/// Why a file could not be read or written. The sentence says what to do; the path comes last.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file cannot be opened.
    #[error("The file cannot be read ({1}); check that it exists and that you may read it: {0}")]
    Read(PathBuf, io::Error),
    /// The new file cannot be written.
    #[error(
        "The book cannot be saved ({1}); the old file is unchanged, so choose another place: {0}"
    )]
    Write(PathBuf, io::Error),
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
    let source = reader.map(BookReader::into_source).unwrap_or_default();
    source.records.take_in();
    Ok(source)
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
/// it in the old one's place. The book is written in a stream, and its bytes are read back in pieces;
/// one of up to 64 MiB is read back as a book too.
pub fn save_source(path: &Path, source: &BookSource) -> Result<(), FileError> {
    let failed = |error| FileError::Write(path.to_owned(), error);
    let file = new_file_beside(path)?;
    let expected = write_source(file.as_file(), shape_for(path), source).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    let mut again = Hashed { inner: io::sink(), own: Sum::default() };
    io::copy(&mut File::open(file.path()).map_err(failed)?, &mut again).map_err(failed)?;
    let reads_back = || {
        let bytes = fs::read(file.path()).unwrap_or_default();
        BookSource::read(&bytes, "").records.len() == source.records.len()
    };
    if again.own != expected || expected.length <= READ_BACK && !reads_back() {
        return Err(FileError::ReadBack(path.to_owned()));
    }
    put_in_place(file, path)
}

/// Writes a book to a file and says what was written.
fn write_source(file: &File, shape: Shape, source: &BookSource) -> io::Result<Sum> {
    let inner = BufWriter::with_capacity(1 << 18, file);
    let mut out = Hashed { inner, own: Sum::default() };
    match shape {
        Shape::Lines => source.write_lines(&mut out)?,
        Shape::Book | Shape::Array => source.write_book(&mut out)?,
    }
    out.flush()?;
    Ok(out.own)
}

/// A new file that is to take the place of another.
fn new_file_beside(path: &Path) -> Result<NamedTempFile, FileError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    tempfile::Builder::new()
        .prefix(".syndiscope-")
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(|error| FileError::Write(path.to_owned(), error))
}

fn put_in_place(file: NamedTempFile, path: &Path) -> Result<(), FileError> {
    keep_permissions(path, file.path());
    file.persist(path).map_err(|error| FileError::Write(path.to_owned(), error.error))?;
    Ok(())
}

/// The length and the hash of what was written.
#[derive(Clone, Default)]
struct Sum {
    length: u64,
    hash: XxHash3_64,
}

impl PartialEq for Sum {
    fn eq(&self, other: &Self) -> bool {
        self.length == other.length && self.hash.finish() == other.hash.finish()
    }
}

/// An output that sums up what is written.
struct Hashed<W> {
    inner: W,
    own: Sum,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.own.length += written as u64;
        self.own.hash.write(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Writes a file atomically, after `is_good` has accepted what was read back.
pub fn write_checked(
    path: &Path,
    bytes: &[u8],
    is_good: impl Fn(&[u8]) -> bool,
) -> Result<(), FileError> {
    let failed = |error| FileError::Write(path.to_owned(), error);
    let mut file = new_file_beside(path)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    let again = fs::read(file.path()).map_err(failed)?;
    if again != bytes || !is_good(&again) {
        return Err(FileError::ReadBack(path.to_owned()));
    }
    put_in_place(file, path)
}

/// Writes a file atomically and in a stream: a new file beside the old one takes its place once it
/// is whole. Nothing of it is held in memory or read back.
pub fn write_streamed(
    path: &Path,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), FileError> {
    let failed = |error| FileError::Write(path.to_owned(), error);
    let file = new_file_beside(path)?;
    let mut buffered = BufWriter::with_capacity(1 << 18, file.as_file());
    write(&mut buffered).and_then(|()| buffered.flush()).map_err(failed)?;
    drop(buffered);
    file.as_file().sync_all().map_err(failed)?;
    put_in_place(file, path)
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
    fn lines_are_saved_as_they_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.ndjson");
        let source = BookSource::read("{\"id\":\"快手\"}\n{\"id\":\"b\"}".as_bytes(), "in.ndjson");
        save_source(&path, &source).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "{\"id\":\"快手\"}\n{\"id\":\"b\"}\n");
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
