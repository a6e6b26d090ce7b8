//! Arbitrary bytes are a file: a PDF, a text in some encoding, or a sentence that says why not.
//!
//! The bytes are tried as they are, and as changes to a whole PDF.
#![no_main]

use libfuzzer_sys::fuzz_target;
use syndiscope::import::text_of;

const WHOLE: &[u8] = include_bytes!("../../tests/pdf/term_sheet.pdf");

/// The whole file with bytes changed: each of three bytes tells where, in 65,536ths, and what.
fn changed(changes: &[u8]) -> Vec<u8> {
    let mut bytes = WHOLE.to_vec();
    for change in changes.as_chunks::<3>().0 {
        let part = usize::from(u16::from_le_bytes([change[0], change[1]]));
        let at = part * bytes.len() / 65_536;
        bytes[at] = change[2];
    }
    bytes
}

fuzz_target!(|bytes: &[u8]| {
    for bytes in [bytes.to_vec(), [b"%PDF-1.7\n", bytes].concat(), changed(bytes)] {
        match text_of(&bytes) {
            Ok(text) => assert!(text.len() <= 5 << 20),
            Err(why) => assert!(!why.to_string().is_empty()),
        }
    }
});
