//! `minute(at)`

/// The minute of the hour, 0 to 59.
#[inline(always)]
pub fn minute(us: i64) -> i64 {
    us.div_euclid(60_000_000).rem_euclid(60)
}

#[cfg(test)]
mod tests {
    use super::minute;

    #[test]
    fn it_counts_up_before_the_epoch_too() {
        assert_eq!(minute(1_357_048_925_678_901), 2);
        assert_eq!(minute(-1), 59);
    }
}
