//! Any line is a filter or says why not; a filter printed and read again is the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use syndiscope::query::Filter;

fuzz_target!(|line: &str| {
    match line.parse::<Filter>() {
        Ok(filter) => assert_eq!(filter.to_string().parse::<Filter>().as_ref(), Ok(&filter)),
        Err(why) => assert!(!why.to_string().is_empty()),
    }
});
