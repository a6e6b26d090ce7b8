//! The command line: every command of the program without a window, through the same engine.
//!
//! Data go to the output, words about them to the error stream. A command ends with
//! [`Exit::Done`], with [`Exit::Problems`] where it was asked to look for problems and found some,
//! or with [`Exit::Failed`] where it could not do what it was asked. Nothing here opens a window:
//! [`parse_and_run`] says where one is wanted.

mod args;
mod books;
mod check;
mod convert;
mod deals;
mod error;
mod generate;
mod league;
mod league_args;
mod league_text;
mod measures;
mod read;
mod render;
mod summary;
mod table;
mod terminal;

use std::ffi::OsString;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Parser as _;

use args::{Args, Command};

use crate::jobs::Cache;

pub use error::CliError;
pub use terminal::terminal_summary;

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Open the window; `None` stands for the embedded book.
    Window {
        /// The file of the book.
        book: Option<PathBuf>,
    },
    /// A command ran.
    Exit(Exit),
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It did what was asked: status 0.
    Done,
    /// It found problems: status 1.
    Problems,
    /// It could not do what was asked: status 2.
    Failed,
}

impl Exit {
    /// The status of the process.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Problems => 1,
            Self::Failed => 2,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Where data and words go.
struct Streams<'a> {
    /// Data.
    out: &'a mut dyn Write,
    /// Words about the data.
    err: &'a mut dyn Write,
    /// Whether books that were put aside are taken.
    cache: Cache,
    /// What is done once everything is said.
    later: Option<Box<dyn FnOnce()>>,
}

impl Streams<'_> {
    /// Says a sentence on the error stream. Where nobody listens, nothing is lost.
    fn say(&mut self, sentence: &str) {
        writeln!(self.err, "syndiscope: {sentence}").unwrap_or_default();
    }
}

/// Reads the arguments (the first is the name of the program) and runs their command. A reader that
/// goes away before the end of the output ends the command without a complaint.
pub fn parse_and_run<I, T>(arguments: I, out: &mut dyn Write, err: &mut dyn Write) -> Outcome
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => return Outcome::Exit(explain(&error, out, err)),
    };
    let mut buffered = BufWriter::new(out);
    let cache = if args.no_cache { Cache::none() } else { Cache::default() };
    let mut streams = Streams { out: &mut buffered, err, cache, later: None };
    let Some(command) = args.command else {
        return match books::window(args.book) {
            Ok(book) => Outcome::Window { book },
            Err(error) => Outcome::Exit(finish(Err(error), &mut streams)),
        };
    };
    let result = run(command, &mut streams);
    let result = result.and_then(|exit| Ok(streams.out.flush().map(|()| exit)?));
    if let Some(later) = streams.later.take() {
        later();
    }
    Outcome::Exit(finish(result, &mut streams))
}

fn run(command: Command, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    match command {
        Command::Summary(args) => summary::run(&args, streams),
        Command::Check(args) => check::run(&args, streams),
        Command::Deals(args) => deals::run(&args, streams),
        Command::League(args) => league::run(&args, streams),
        Command::Measures(args) => measures::run(&args, streams),
        Command::Render(args) => render::run(&args, streams),
        Command::Convert(args) => convert::run(&args, streams),
        Command::Generate(args) => generate::run(&args, streams),
        Command::Read(args) => read::run(&args, streams),
    }
}

fn finish(result: Result<Exit, CliError>, streams: &mut Streams<'_>) -> Exit {
    match result {
        Ok(exit) => exit,
        Err(error) if error.is_broken_pipe() => Exit::Done,
        Err(error) => {
            streams.say(&error.to_string());
            Exit::Failed
        }
    }
}

/// Prints help or version, or says what is wrong with the arguments.
fn explain(error: &clap::Error, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let text = error.render();
    if error.use_stderr() {
        write!(err, "{text}").unwrap_or_default();
        return Exit::Failed;
    }
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Ok(()) => Exit::Done,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Done,
        Err(_) => Exit::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that went away.
    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn check(line: &str, expected: Outcome) -> (String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let outcome = parse_and_run(line.split(' '), &mut out, &mut err);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let texts = (text(out), text(err));
        assert_eq!(outcome, expected, "{line}: {}", texts.1);
        texts
    }

    #[test]
    fn without_a_command_the_window_is_wanted() {
        check("syndiscope", Outcome::Window { book: None });
        let (_, err) = check("syndiscope nowhere.json", Outcome::Exit(Exit::Failed));
        assert!(err.trim_end().ends_with("nowhere.json"), "{err}");
        let (_, err) = check("syndiscope sumary", Outcome::Exit(Exit::Failed));
        assert!(err.contains("syndiscope summary"), "{err}");
    }

    #[test]
    fn help_is_data_and_a_bad_argument_is_not() {
        let (out, err) = check("syndiscope --help", Outcome::Exit(Exit::Done));
        assert!(out.contains("league") && err.is_empty());
        let (out, err) = check("syndiscope league --credit most", Outcome::Exit(Exit::Failed));
        assert!(out.is_empty() && err.contains("equal"), "{err}");
    }

    #[test]
    fn a_reader_that_goes_away_is_no_error() {
        for command in ["summary", "deals", "league", "check"] {
            let mut err = Vec::new();
            let outcome = parse_and_run(["syndiscope", command], &mut Gone, &mut err);
            assert_eq!(outcome, Outcome::Exit(Exit::Done), "{command}");
        }
    }
}
