//! The program: a window, or commands for a terminal.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use syndiscope::app;
use syndiscope::cli::{Exit, Outcome, parse_and_run, terminal_summary};

fn main() -> ExitCode {
    let outcome = parse_and_run(
        std::env::args_os(),
        &mut std::io::stdout().lock(),
        &mut std::io::stderr().lock(),
    );
    match outcome {
        Outcome::Exit(exit) => exit.into(),
        Outcome::Window { book } if app::display_is_there() => match app::run(book.clone()) {
            Ok(()) => Exit::Done.into(),
            Err(error) => tell_in_text(book, Some(&error.to_string())).into(),
        },
        Outcome::Window { book } => tell_in_text(book, None).into(),
    }
}

/// Prints the book where no window can be opened.
fn tell_in_text(book: Option<PathBuf>, why: Option<&str>) -> Exit {
    let text = match terminal_summary(book.as_deref(), why) {
        Ok(text) => text,
        Err(error) => {
            writeln!(std::io::stderr(), "syndiscope: {error}").unwrap_or_default();
            return Exit::Failed;
        }
    };
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => Exit::Done,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Done,
        Err(_) => Exit::Failed,
    }
}
