//! Both ways of reading a record lead to the same.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::book::desk::Part;

/// Reads a record both ways, each at a desk of its own.
fn both_ways(text: &str) -> (Option<Part>, Part) {
    let (mut quick_desk, mut slow_desk) = (Desk::default(), Desk::default());
    let mut slow = Part::default();
    let value: Value = serde_json::from_str(text).unwrap();
    slow_desk.take_slow(&value, &mut slow);
    let quick = deal(text, 0, &mut quick_desk).map(|quick| {
        assert_eq!(quick.end, text.len());
        let mut part = Part::default();
        quick_desk.take_quick(quick, &mut part);
        assert!(quick_desk.issuers.iter().eq(slow_desk.issuers.iter()));
        assert!(quick_desk.banks.iter().eq(slow_desk.banks.iter()));
        part
    });
    (quick, slow)
}

fn check_same(text: &str) -> bool {
    let (quick, slow) = both_ways(text);
    let Some(quick) = quick else { return false };
    assert_eq!(quick.deals, slow.deals, "{text}");
    assert_eq!(quick.keyless, slow.keyless);
    let found = |part: &Part| -> Vec<String> {
        let mut found: Vec<String> = part.found.iter().map(|found| format!("{found:?}")).collect();
        found.sort();
        found
    };
    assert_eq!(found(&quick), found(&slow), "{text}");
    true
}

const PLAIN: &str = r#"{"id":"a","issuer":{"name":"X","name_zh":"快手"},"priced":"2024-01-05","market":"DCM",
    "tranches":[{"currency":"USD","amount":600000000,"coupon_pct":4.125,"maturity":"2031","label":"L"}],
    "syndicate":[{"bank":"瑞银","group":"UBS","roles":["joint_bookrunner"]},{"bank":"ING", "roles": ["co_manager", "joint_bookrunner"]}],"source":{"url":"u","date":"2024-01-06"}}"#;

#[test]
fn plain_records_are_read_the_quick_way() {
    assert!(check_same(PLAIN));
    let market = r#"{"issuer":"X","country":"CN","date":"2024-01-05","tranches":[{"currency":"cnh","amount":1}],"syndicate":[{"bank":"B","roles":["co_manager"]}]}"#;
    assert!(check_same(market));
    for odd in [r#""a","x":1"#, r#""a\u0041""#, "1", r#"" ""#, r#""a","id":"b""#] {
        assert!(!check_same(&PLAIN.replacen(r#""a""#, odd, 1)), "{odd}");
    }
}

proptest! {
    #[test]
    fn both_ways_lead_to_the_same(
        at in 0..PLAIN.len(),
        length in 0_usize..30,
        new in r#"[-a-z0-9.\[\]{}",: eE+快\u{a0}]{0,8}|"[a-z_]{0,9}":|-?[0-9]{1,17}(\.[0-9]{1,12})?|null|true"#,
    ) {
        let end = (at + length).min(PLAIN.len());
        prop_assume!(PLAIN.is_char_boundary(at) && PLAIN.is_char_boundary(end));
        let text = format!("{}{new}{}", &PLAIN[..at], &PLAIN[end..]);
        if serde_json::from_str::<Value>(&text).is_ok_and(|value| value.is_object()) {
            check_same(text.trim());
        } else {
            let quick = deal(&text, 0, &mut Desk::default());
            prop_assert!(quick.is_none_or(|quick| quick.end < text.len()), "{text}");
        }
    }

    #[test]
    fn numbers_are_read_alike(number in r"-?[0-9]{1,16}(\.[0-9]{0,12})?([eE][0-9]{1,2})?") {
        for key in ["coupon_pct\":4.125", "amount\":600000000"] {
            let (name, old) = key.split_once(':').unwrap();
            let text = PLAIN.replace(&format!("{name}:{old}"), &format!("{name}:{number}"));
            if serde_json::from_str::<Value>(&text).is_ok() {
                check_same(&text);
            }
        }
    }
}
