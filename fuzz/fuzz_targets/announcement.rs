//! Any text is read, and every fact rests on whole characters of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use syndiscope::import::read;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for draft in read(&text).drafts {
        for fact in &draft.facts {
            assert!(text.get(fact.span.clone()).is_some());
            assert!(draft.value(&fact.path).is_some());
        }
    }
});
