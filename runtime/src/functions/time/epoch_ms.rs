//! `epoch_ms(at)`

/// Whole milliseconds from the epoch, rounded down.
#[inline(always)]
pub fn epoch_ms(us: i64) -> i64 {
    us.div_euclid(1_000)
}

#[cfg(test)]
mod tests {
    use super::epoch_ms;

    #[test]
    fn milliseconds_round_down() {
        assert_eq!(epoch_ms(1_357_048_925_678_901), 1_357_048_925_678);
        assert_eq!(epoch_ms(-1), -1);
    }
}
