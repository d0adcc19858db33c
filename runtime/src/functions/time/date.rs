//! `date(at)`

/// The day that a timestamp lies in.
#[inline(always)]
pub fn date(us: i64) -> i32 {
    crate::calendar::day_of_timestamp(us)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn days_begin_at_midnight() {
        assert_eq!(date(1_357_048_925_678_901), 15_706);
        assert_eq!(date(-1), -1);
    }
}
