//! A file from which pieces are read by several threads at a time.

use std::fs::File;
use std::io;

use crate::book::Shelf;

/// An open file. What is read from it stays the same although another file takes its place.
#[derive(Debug)]
pub(super) struct FileShelf(pub(super) File);

impl Shelf for FileShelf {
    #[cfg(unix)]
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        use std::os::unix::fs::FileExt as _;
        self.0.read_exact_at(into, at)
    }

    #[cfg(windows)]
    fn read_at(&self, mut at: u64, mut into: &mut [u8]) -> io::Result<()> {
        use std::os::windows::fs::FileExt as _;
        while !into.is_empty() {
            let read = self.0.seek_read(into, at)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            at += read as u64;
            into = &mut into[read..];
        }
        Ok(())
    }

    #[cfg(not(any(unix, windows)))]
    fn read_at(&self, _: u64, _: &mut [u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
