//! Concentration and ranks over printed rows: what can be said of a table of which only figures are
//! known, whole or cut.

/// Shares of values in per cent of a total. A total of 0 gives zeros.
pub fn shares_pct(values: &[f64], total: f64) -> Vec<f64> {
    values.iter().map(|value| if total > 0.0 { 100.0 * value / total } else { 0.0 }).collect()
}

/// The Herfindahl–Hirschman index: the sum of squared shares in per cent, 0 to 10,000. Means what it
/// says only for shares that add up to 100.
pub fn hhi(shares_pct: &[f64]) -> f64 {
    shares_pct.iter().map(|share| share * share).sum()
}

/// 10,000 ÷ HHI: how many equal banks would be as concentrated; `None` for 0.
pub fn effective_number(hhi: f64) -> Option<f64> {
    (hhi > 0.0).then(|| 10_000.0 / hhi)
}

/// The sum of the `k` largest shares.
pub fn concentration_ratio(shares_pct: &[f64], k: usize) -> f64 {
    let mut sorted = shares_pct.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    sorted.iter().take(k).sum()
}

/// Between which bounds the HHI of a cut table lies: of shares shown, with the rest of 100 per cent
/// unseen. At least the shown squares; at most as if the rest were banks of the last share shown,
/// since nobody unseen is larger, and one with what is left.
pub fn cut_hhi_bounds(shown_pct: &[f64]) -> (f64, f64) {
    let lower = hhi(shown_pct);
    let last = shown_pct.iter().copied().fold(f64::INFINITY, f64::min);
    let rest = (100.0 - shown_pct.iter().sum::<f64>()).max(0.0);
    if !last.is_finite() || last <= 0.0 {
        return (lower, lower + rest * rest);
    }
    let whole = (rest / last).floor();
    (lower, lower + whole * last * last + (rest - whole * last).powi(2))
}

/// The market that a printed line implies: value ÷ share.
pub fn implied_market(value: f64, share_pct: f64) -> Option<f64> {
    (share_pct > 0.0).then(|| value / share_pct * 100.0)
}

/// Between which markets printed lines of value and share agree, where values are rounded to whole
/// units and shares to so many decimals. `None` where no market fits all.
pub fn implied_market_bounds(lines: &[(f64, f64)], decimals: i32) -> Option<(f64, f64)> {
    let half = 0.5 * 10_f64.powi(-decimals);
    let mut bounds = (0.0_f64, f64::INFINITY);
    for (value, share) in lines {
        if *share <= half {
            continue;
        }
        bounds.0 = bounds.0.max((value - 0.5) / (share + half) * 100.0);
        bounds.1 = bounds.1.min((value + 0.5) / (share - half) * 100.0);
    }
    (bounds.0 <= bounds.1 && bounds.1.is_finite()).then_some(bounds)
}

/// Standard competition ranks of values, largest first: 1, 2, 2, 4. In the order of the values.
pub fn competition_ranks(values: &[i128]) -> Vec<usize> {
    values.iter().map(|value| 1 + values.iter().filter(|other| *other > value).count()).collect()
}

/// What two banks had in common under full credit, by the value of the two as one.
pub const fn full_credit_overlap(first: i128, second: i128, merged: i128) -> i128 {
    first + second - merged
}

/// How far two portfolios are apart, 0 to 1: √Σ(w₁ − w₂)² ÷ √2 over the parts of each, after Cai et
/// al. (2018). Weights are taken as they are and should add up to 1.
pub fn portfolio_distance(first: &[f64], second: &[f64]) -> f64 {
    let count = first.len().max(second.len());
    let weight = |weights: &[f64], at: usize| weights.get(at).copied().unwrap_or(0.0);
    let squares = (0..count).map(|at| (weight(first, at) - weight(second, at)).powi(2));
    (squares.sum::<f64>() / 2.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, by: f64) {
        assert!((found - expected).abs() < by, "{found} {expected}");
    }

    #[test]
    fn printed_shares_follow_from_printed_values() {
        // Bloomberg, first half of 2017: municipal bonds, and another table.
        near(shares_pct(&[1_394.0], 186_431.0)[0], 0.748, 0.000_5);
        near(shares_pct(&[2_936.0], 290_773.0)[0], 1.010, 0.000_5);
    }

    #[test]
    fn printed_changes_are_differences_of_shares() {
        // Bloomberg, 2016: JPMorgan; first quarter of 2020 in Hong Kong dollars: HSBC.
        near(5.729 - 6.523, -0.794, 1e-9);
        near(34.571 - 15.698, 18.873, 1e-9);
    }

    #[test]
    fn equals_share_a_rank_and_the_next_are_skipped() {
        let mut values = vec![4000, 3500, 3000, 2500, 2400, 2300, 2200, 2100, 2000, 1900, 1800];
        values.extend([750, 750, 750, 700]);
        assert_eq!(competition_ranks(&values)[11..], [12, 12, 12, 15]);
        // Both print 4.318 per cent; the unrounded values decide.
        assert_eq!(competition_ranks(&[135_042, 135_047]), [2, 1]);
    }

    #[test]
    fn one_bank_of_two_counts_common_deals_once() {
        assert_eq!(full_credit_overlap(149, 439, 543), 45);
    }

    #[test]
    fn a_cut_table_bounds_its_concentration() {
        let (lower, upper) = cut_hhi_bounds(&[40.0, 30.0, 10.0]);
        assert_eq!((lower, upper), (2_600.0, 2_800.0));
        let (lower, upper) = cut_hhi_bounds(&[40.0, 30.0, 12.0]);
        assert_eq!((lower, upper), (2_644.0, 2_644.0 + 144.0 + 36.0));
        assert_eq!(cut_hhi_bounds(&[]), (0.0, 10_000.0));
    }

    #[test]
    fn lines_that_agree_imply_one_market() {
        let market = 4_139_900.0_f64;
        let line = |share: f64| ((market * share / 100.0).round(), (share * 1e3).round() / 1e3);
        let lines = [line(5.729), line(6.412), line(3.21)];
        let (least, most) = implied_market_bounds(&lines, 3).unwrap();
        assert!(least <= market && market <= most && most - least < 1_500.0);
        assert_eq!(implied_market_bounds(&[(100.0, 10.0), (100.0, 20.0)], 3), None);
        near(implied_market(1_394.0, 0.748).unwrap(), 186_364.0, 1.0);
    }

    #[test]
    fn portfolios_lie_apart() {
        near(portfolio_distance(&[0.5, 0.3, 0.2], &[0.2, 0.3, 0.5]), 0.3, 1e-12);
        near(portfolio_distance(&[1.0], &[0.0, 1.0]), 1.0, 1e-12);
    }

    #[test]
    fn equal_banks_are_as_many_as_they_are() {
        assert_eq!(effective_number(hhi(&[25.0; 4])), Some(4.0));
        assert_eq!(effective_number(0.0), None);
        near(concentration_ratio(&[10.0, 50.0, 40.0], 2), 90.0, 1e-9);
        // 646.2 is as concentrated as 15.5 equal banks.
        near(effective_number(646.2).unwrap(), 15.5, 0.05);
    }
}
