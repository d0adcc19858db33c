//! `second(at)`

/// The second of the minute, 0 to 59.
#[inline(always)]
pub fn second(us: i64) -> i64 {
    us.div_euclid(1_000_000).rem_euclid(60)
}

#[cfg(test)]
mod tests {
    use super::second;

    #[test]
    fn it_counts_up_before_the_epoch_too() {
        assert_eq!(second(1_357_048_925_678_901), 5);
        assert_eq!(second(-1), 59);
    }
}
