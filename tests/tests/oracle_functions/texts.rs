//! Texts that no cast makes, and those of floats at their edges.

use crate::random::Random;

#[test]
fn timestamps_in_sql_form_agree() {
    let mut random = Random::new(5);
    for _ in 0..20_000 {
        let us = random.timestamp();
        let mut found = Vec::new();
        weir_runtime::text::put_timestamp_sql(&mut found, us);
        assert_eq!(String::from_utf8_lossy(&found), weir_dsl::text::show::timestamp_sql(us));
    }
}

#[test]
fn the_calendars_agree() {
    let mut random = Random::new(6);
    for _ in 0..20_000 {
        let day = random.timestamp().div_euclid(weir_dsl::text::DAY_US) as i32;
        let found = weir_runtime::calendar::civil(day);
        let expected = weir_dsl::text::calendar::civil(i64::from(day));
        assert_eq!((i64::from(found.year), found.month, found.day), expected);
        assert_eq!(weir_runtime::calendar::days(found.year, found.month, found.day), Some(day));
    }
}

#[test]
fn floats_at_the_edges_of_their_binades_agree() {
    for exponent in 0..2046u64 {
        for fraction in [0, 1, 2, (1 << 52) - 1] {
            let x = f64::from_bits((exponent << 52) | fraction);
            let expected = weir_dsl::text::float::show(x);
            assert_eq!(weir_runtime::text::f64(x).as_str(), expected);
            assert_eq!(expected.parse(), Ok(x));
        }
    }
}
