//! Why a command could not do what it was asked.

use std::io;
use std::path::PathBuf;

use crate::import::{GraphFileError, TextError};
use crate::jobs::FileError;
use crate::query::FilterError;

/// Why a command could not do what it was asked. Each is a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A book cannot be read.
    #[error("The book cannot be read ({1}); check that it exists and that you may read it: {0}")]
    Read(PathBuf, io::Error),
    /// A file that gives no text.
    #[error("{1}: {0}")]
    Text(PathBuf, TextError),
    /// A file that is no graph.
    #[error("{1}: {0}")]
    Graph(PathBuf, GraphFileError),
    /// A graph file that places too few nodes: how many, and of how many.
    #[error(
        "The file has a place for {1} of the {2} nodes of the network, too few to draw it so; write it anew with `syndiscope convert BOOK -o network.gexf`: {0}"
    )]
    Places(PathBuf, usize, usize),
    /// A word that is neither a command nor a file.
    #[error("There is no such command and no such file; did you mean `syndiscope {1}`: {0}")]
    Command(PathBuf, &'static str),
    /// The window cannot open standard input.
    #[error(
        "The window cannot read standard input; save it to a file, or name a command: syndiscope summary -"
    )]
    WindowStdin,
    /// The filter does not read.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// A date does not read.
    #[error("“{0}” is no date; write 2024, 2024-06 or 2024-06-30")]
    Date(String),
    /// A period does not read.
    #[error(
        "“{0}” is no period; write 2024, 2024H1, 2024Q3, ytd, qtd, last-quarter, last-year or 12m"
    )]
    Period(String),
    /// No bank, or several, of that name; the second text says which may have been meant.
    #[error("“{0}” is no bank of the table; write its whole name{1}")]
    Bank(String, String),
    /// A saved card that does not read.
    #[error("The saved rules do not read ({1}); save them again: {0}")]
    Card(PathBuf, serde_json::Error),
    /// A workbook without a file to go to.
    #[error("A workbook needs a file; name one with -o")]
    NeedsFile,
    /// The workbook cannot be made.
    #[error("The workbook cannot be written ({0}); write .csv instead")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file name that says no format.
    #[error("The name of the output says no format that can be written; end it in {1}: {0}")]
    Extension(PathBuf, &'static str),
    /// The picture cannot be drawn.
    #[error("The picture cannot be drawn ({0}); choose a smaller size or write .svg")]
    Picture(String),
    /// The output cannot be written.
    #[error("The output cannot be written ({0}); check that the disk has room")]
    Output(#[from] io::Error),
}

impl CliError {
    /// Whether the reader of the output went away.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl From<serde_json::Error> for CliError {
    fn from(error: serde_json::Error) -> Self {
        Self::Output(error.into())
    }
}
