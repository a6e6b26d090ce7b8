//! Arbitrary bytes are a file: a PDF, a text in some encoding, or a sentence that says why not.
//!
//! The bytes are tried as they are, and as changes to a whole PDF.
#![no_main]

#[path = "../changes.rs"]
mod changes;

use changes::changed;
use libfuzzer_sys::fuzz_target;
use syndiscope::import::text_of;

const WHOLE: &[u8] = include_bytes!("../../tests/pdf/term_sheet.pdf");

fuzz_target!(|bytes: &[u8]| {
    for bytes in [bytes.to_vec(), [b"%PDF-1.7\n", bytes].concat(), changed(WHOLE, bytes)] {
        match text_of(&bytes) {
            Ok(text) => assert!(text.len() <= 5 << 20),
            Err(why) => assert!(!why.to_string().is_empty()),
        }
    }
});
