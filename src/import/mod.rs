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
mod draft;
mod facts;
mod grammar;
mod html;
mod money;
mod names;
mod number;
mod parties;
mod pattern;
mod phrase;
mod plain;
mod scope;
mod sentence;
mod titles;
mod tranches;

pub use draft::{Confidence, Draft, Evidence, Mark, MarkKind, Question, QuestionCode, Reading};
pub use number::Number;
pub use plain::{Plain, Span};

/// Reads a text: every deal that it tells of, with the words that each fact rests on.
pub fn read(text: &str) -> Reading {
    let plain = Plain::of(text);
    let drafts = vec![build::one(&plain, text, &plain.text, 0)];
    let mut marks: Vec<Mark> = Vec::new();
    for (draft, found) in drafts.iter().enumerate() {
        for (fact, evidence) in
            found.facts.iter().enumerate().filter(|(_, evidence)| !evidence.span.is_empty())
        {
            marks.push(Mark { span: evidence.span.clone(), kind: evidence.kind, draft, fact });
        }
    }
    marks.sort_by_key(|mark| (mark.span.start, mark.span.end));
    Reading { text: text.to_owned(), drafts, marks }
}
