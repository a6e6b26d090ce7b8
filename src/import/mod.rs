//! Announcements to deals: what banks and issuers publish becomes drafts of deal records.
//!
//! Reading goes in stages, each with a result that can be looked at: a plain text with the way
//! back to the original, titles, names and terms recognised in it, lists of banks attached to titles
//! and terms to tranches by grammar, and drafts with evidence and open questions. Nothing here
//! touches files, clock or network; the same text gives the same drafts everywhere, in time that
//! grows with its length.

mod about;
mod attach;
mod build;
mod dates;
mod deals;
mod draft;
mod facts;
mod file;
mod grammar;
mod graph_file;
mod heads;
mod html;
mod money;
mod names;
mod number;
mod parties;
mod pattern;
mod pdf;
mod phrase;
mod plain;
mod scope;
mod sentence;
mod titles;
mod tranches;

pub use draft::{Confidence, Draft, Evidence, Mark, MarkKind, Question, QuestionCode, Reading};
pub use file::{TextError, text_of};
pub use graph_file::{FileEdge, FileNode, GraphFile, GraphFileError, read_graph};
pub use number::Number;
pub use plain::{Plain, Span};

/// Reads a text: every deal that it tells of, with the words that each fact rests on.
pub fn read(text: &str) -> Reading {
    let plain = Plain::of(text);
    let drafts = drafts(&plain, text);
    let mut marks: Vec<Mark> = Vec::new();
    for (draft, found) in drafts.iter().enumerate() {
        for (fact, evidence) in found.facts.iter().enumerate() {
            if !evidence.span.is_empty() {
                marks.push(Mark { span: evidence.span.clone(), kind: evidence.kind, draft, fact });
            }
        }
    }
    marks.sort_by_key(|mark| (mark.span.start, mark.span.end));
    Reading { text: text.to_owned(), drafts, marks }
}

/// The drafts of a text: one, or in an article the main deal and those beside it.
fn drafts(plain: &Plain, original: &str) -> Vec<Draft> {
    if plain.text.len() > MAX_ARTICLE {
        return vec![whole(plain, original)];
    }
    let rows = deals::ledger::find(&plain.text);
    if !rows.is_empty() {
        return rows.iter().map(|row| build::row(plain, original, row)).collect();
    }
    let mut parts = deals::roundup::find(&plain.text);
    if parts.is_empty() {
        parts = deals::digest::find(&plain.text);
    }
    if !parts.is_empty() {
        return parts.iter().map(|part| build::part(plain, original, part)).collect();
    }
    let issuer = build::issuer(&plain.text);
    let deals = deals::find(&plain.text, issuer.as_deref());
    if deals.asides.is_empty() {
        return vec![whole(plain, original)];
    }
    let main = kept(&plain.text, &deals.main);
    let mut drafts = vec![build::one(plain, original, &main, 0, build::parties(&plain.text))];
    for aside in &deals.asides {
        drafts.extend(build::asides(plain, original, aside));
    }
    drafts
}

/// The text as one deal.
fn whole(plain: &Plain, original: &str) -> Draft {
    build::one(plain, original, &plain.text, 0, build::parties(&plain.text))
}

/// The longest text that is looked through for several deals.
const MAX_ARTICLE: usize = 200_000;

/// A text with only some stretches left, byte for byte.
fn kept(text: &str, spans: &[Span]) -> String {
    let mut bytes: Vec<u8> =
        text.bytes().map(|byte| if byte == b'\n' { byte } else { b' ' }).collect();
    for span in spans {
        bytes[span.clone()].copy_from_slice(&text.as_bytes()[span.clone()]);
    }
    String::from_utf8(bytes).unwrap_or_default()
}
