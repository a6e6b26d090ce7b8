//! `check`: every problem of a book, one a line, as a compiler prints them.

use serde_json::{Value, json};

use super::args::{CheckArgs, TextFormat};
use super::table::printable;
use super::{CliError, Exit, Streams, books};
use crate::book::{Problem, Severity};
use crate::words::Lang;

pub(super) fn run(args: &CheckArgs, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    let book = books::open(&args.books, streams)?.book;
    let lang = Lang::from(args.lang);
    match args.format {
        TextFormat::Text => {
            for problem in book.problems() {
                writeln!(streams.out, "{}", line(&problem, lang))?;
            }
        }
        TextFormat::Json => {
            let problems = book.problems().map(|problem| entry(&problem, lang));
            super::deals::write_array(streams.out, problems.map(|value| value.to_string()))?;
        }
    }
    streams.out.flush()?;
    let [errors, warnings, notes] = book.problem_counts();
    let (rows, kept) = (book.source().rows(), book.source().records.len());
    let rejected = book.source().rejected.len();
    streams.say(&format!(
        "{rows} rows read = {kept} kept + {rejected} rejected; errors: {errors}, warnings: \
         {warnings}, notes: {notes}"
    ));
    Ok(if errors > 0 { Exit::Problems } else { Exit::Done })
}

/// `file:line path severity[code] sentence (deal id)`.
fn line(problem: &Problem, lang: Lang) -> String {
    let (severity, code) = (problem.severity().code(), problem.code.code());
    let deal = problem.deal.as_ref().map_or_else(String::new, |key| format!(" (deal {key})"));
    let sentence = problem.sentence(lang);
    printable(&format!("{} {severity}[{code}] {sentence}{deal}", problem.place))
}

fn entry(problem: &Problem, lang: Lang) -> Value {
    json!({
        "severity": Severity::code(problem.severity()),
        "code": problem.code.code(),
        "file": problem.place.file,
        "line": problem.place.line,
        "path": problem.place.path,
        "deal": problem.deal,
        "sentence": problem.sentence(lang),
    })
}
