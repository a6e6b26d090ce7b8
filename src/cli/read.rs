//! `read`: announcements as deal records, or the text with the words that facts rest on marked.

use std::fs;
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::args::{ReadArgs, ReadFormat};
use super::table::printable;
use super::{CliError, Exit, Streams};
use crate::import::{MarkKind, Reading, read, text_of};
use crate::words::Lang;

/// The endings of files that a folder is searched for.
const ENDINGS: [&str; 6] = ["txt", "md", "html", "htm", "text", "pdf"];

pub(super) fn run(args: &ReadArgs, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    let files = files(&args.file)?;
    let is_folder = args.file.is_dir();
    let mut records = Vec::new();
    let (mut deals, mut open, mut silent, mut unread) = (0, 0, 0, 0);
    for file in &files {
        let text = match text(file) {
            Err(error) if is_folder => {
                streams.say(&error.to_string());
                unread += 1;
                continue;
            }
            text => text?,
        };
        let reading = read(&text);
        let questions: usize = reading.drafts.iter().map(|draft| draft.questions.len()).sum();
        deals += reading.drafts.len();
        open += questions;
        silent += usize::from(reading.drafts.iter().all(|draft| draft.record.len() < 2));
        if is_folder {
            let names: Vec<&str> =
                reading.drafts.iter().filter_map(|draft| draft.issuer()).collect();
            let (count, names) = (reading.drafts.len(), printable(&names.join(", ")));
            let path = file.display();
            streams.say(&format!("{path}: {count} deals ({names}), {questions} open questions"));
        }
        match args.format {
            ReadFormat::Json => records.extend(entries(&reading, file, is_folder)),
            ReadFormat::Text => write_text(&reading, Lang::from(args.lang), streams)?,
        }
    }
    if args.format == ReadFormat::Json {
        let lines = records.into_iter().map(|record| Value::Object(record).to_string());
        super::deals::write_array(streams.out, lines)?;
    }
    streams.out.flush()?;
    let count = files.len() - unread;
    let lost = if unread > 0 { format!(", {unread} files not read") } else { String::new() };
    streams.say(&format!(
        "{count} texts read: {deals} deals, {open} open questions, {silent} texts without a deal{lost}"
    ));
    Ok(if unread > 0 { Exit::Problems } else { Exit::Done })
}

/// The file itself, or the texts of a folder in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>, CliError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let failed = |error| CliError::Read(path.to_owned(), error);
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        if ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) && file.is_file() {
            found.push(file);
        }
    }
    found.sort();
    Ok(found)
}

/// The text of a file or of standard input.
fn text(path: &Path) -> Result<String, CliError> {
    let mut bytes = Vec::new();
    let result = if path.as_os_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(path).map(|read| bytes = read)
    };
    result.map_err(|error| CliError::Read(path.to_owned(), error))?;
    match text_of(&bytes) {
        Ok(text) => Ok(text.into_owned()),
        Err(error) => Err(CliError::Text(path.to_owned(), error)),
    }
}

/// The records of a text, each with its evidence, and with its file where several are read.
fn entries(reading: &Reading, file: &Path, is_folder: bool) -> Vec<Map<String, Value>> {
    let entry = |draft: &crate::import::Draft| {
        let mut record = draft.to_record();
        record.insert("evidence".to_owned(), draft.evidence(&reading.text));
        let questions = draft.questions.iter().map(|question| {
            serde_json::json!({
                "code": question.code.code(),
                "path": question.path,
                "sentence": question.sentence(Lang::En),
            })
        });
        record.insert("questions".to_owned(), questions.collect());
        if is_folder {
            record.insert("file".to_owned(), Value::from(file.display().to_string()));
        }
        record
    };
    reading.drafts.iter().map(entry).collect()
}

/// The text with its marks, and the drafts below it.
fn write_text(reading: &Reading, lang: Lang, streams: &mut Streams<'_>) -> Result<(), CliError> {
    let is_coloured = std::io::stdout().is_terminal();
    let mut at = 0;
    for mark in &reading.marks {
        if mark.span.start < at {
            continue;
        }
        let before = reading.text.get(at..mark.span.start).unwrap_or_default();
        let marked = reading.text.get(mark.span.clone()).unwrap_or_default();
        let (open, close) = signs(mark.kind, is_coloured);
        write!(streams.out, "{}{open}{}{close}", shown(before), shown(marked))?;
        at = mark.span.end;
    }
    writeln!(streams.out, "{}", shown(reading.text.get(at..).unwrap_or_default()))?;
    for draft in &reading.drafts {
        let record = serde_json::to_string_pretty(&Value::Object(draft.to_record()))?;
        writeln!(streams.out, "\n{record}")?;
        for question in &draft.questions {
            writeln!(streams.out, "? {}", printable(&question.sentence(lang)))?;
        }
    }
    Ok(())
}

/// A text without what would steer a terminal.
fn shown(text: &str) -> String {
    text.chars().filter(|char| *char == '\n' || *char == '\t' || !char.is_control()).collect()
}

/// What stands around a mark: colours, or brackets where there are none.
fn signs(kind: MarkKind, is_coloured: bool) -> (&'static str, &'static str) {
    if !is_coloured {
        return ("[", "]");
    }
    let open = match kind {
        MarkKind::Party => "\u{1b}[1m",
        MarkKind::Bank => "\u{1b}[32m",
        MarkKind::Lost => "\u{1b}[31m",
        MarkKind::Role => "\u{1b}[35m",
        MarkKind::Amount => "\u{1b}[33m",
        MarkKind::Rate => "\u{1b}[36m",
        MarkKind::Date => "\u{1b}[34m",
        MarkKind::Word => "\u{1b}[4m",
    };
    (open, "\u{1b}[0m")
}
