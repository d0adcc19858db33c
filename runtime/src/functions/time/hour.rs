//! `hour(at)`

/// The hour of the day, 0 to 23.
#[inline(always)]
pub fn hour(us: i64) -> i64 {
    us.div_euclid(3_600_000_000).rem_euclid(24)
}

#[cfg(test)]
mod tests {
    use super::hour;

    #[test]
    fn it_counts_up_before_the_epoch_too() {
        assert_eq!(hour(1_357_048_925_678_901), 14);
        assert_eq!(hour(-1), 23);
    }
}
