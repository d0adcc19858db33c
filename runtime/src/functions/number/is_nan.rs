//! `is_nan(x)`

/// Whether it is not a number.
#[inline(always)]
pub fn is_nan(x: f64) -> bool {
    x.is_nan()
}

#[cfg(test)]
mod tests {
    use super::is_nan;

    #[test]
    fn only_nan_is_nan() {
        assert!(is_nan(f64::NAN));
        assert!(!is_nan(f64::INFINITY));
    }
}
