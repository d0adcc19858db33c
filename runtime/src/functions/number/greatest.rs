//! `greatest(a, b, …)`: one function a number of arguments, so that generated code needs no arrays.

use crate::arithmetic::f64_cmp;

macro_rules! greatests {
    ($($name:ident, $name_f64:ident($($x:ident),+);)+) => { $(
        /// The greatest of its arguments; the first among equals.
        #[inline]
        #[allow(clippy::too_many_arguments, reason = "that is what it is for")]
        pub fn $name<T: Ord>(first: T, $($x: T),+) -> T {
            let found = first;
            $(let found = if $x.cmp(&found).is_gt() { $x } else { found };)+
            found
        }

        /// The greatest of its arguments in the order of `f64_cmp`; the first among equals.
        #[inline]
        #[allow(clippy::too_many_arguments, reason = "that is what it is for")]
        pub fn $name_f64(first: f64, $($x: f64),+) -> f64 {
            let found = first;
            $(let found = if f64_cmp($x, found).is_gt() { $x } else { found };)+
            found
        }
    )+ };
}

greatests! {
    greatest_2, greatest_f64_2(b);
    greatest_3, greatest_f64_3(b, c);
    greatest_4, greatest_f64_4(b, c, d);
    greatest_5, greatest_f64_5(b, c, d, e);
    greatest_6, greatest_f64_6(b, c, d, e, f);
    greatest_7, greatest_f64_7(b, c, d, e, f, g);
    greatest_8, greatest_f64_8(b, c, d, e, f, g, h);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_is_found_wherever_it_stands() {
        assert_eq!(greatest_3(2, 1, 3), 3);
        assert_eq!(greatest_2("b", "a"), "b");
        assert!(greatest_f64_2(1.0, f64::NAN).is_nan());
    }
}
