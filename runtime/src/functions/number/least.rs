//! `least(a, b, …)`: one function a number of arguments, so that generated code needs no arrays.

use crate::arithmetic::f64_cmp;

macro_rules! leasts {
    ($($name:ident, $name_f64:ident($($x:ident),+);)+) => { $(
        /// The least of its arguments; the first among equals.
        #[inline]
        #[allow(clippy::too_many_arguments, reason = "that is what it is for")]
        pub fn $name<T: Ord>(first: T, $($x: T),+) -> T {
            let found = first;
            $(let found = if $x.cmp(&found).is_lt() { $x } else { found };)+
            found
        }

        /// The least of its arguments in the order of `f64_cmp`; the first among equals.
        #[inline]
        #[allow(clippy::too_many_arguments, reason = "that is what it is for")]
        pub fn $name_f64(first: f64, $($x: f64),+) -> f64 {
            let found = first;
            $(let found = if f64_cmp($x, found).is_lt() { $x } else { found };)+
            found
        }
    )+ };
}

leasts! {
    least_2, least_f64_2(b);
    least_3, least_f64_3(b, c);
    least_4, least_f64_4(b, c, d);
    least_5, least_f64_5(b, c, d, e);
    least_6, least_f64_6(b, c, d, e, f);
    least_7, least_f64_7(b, c, d, e, f, g);
    least_8, least_f64_8(b, c, d, e, f, g, h);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_is_found_wherever_it_stands() {
        assert_eq!(least_3(2, 1, 3), 1);
        assert_eq!(least_2("b", "a"), "a");
        assert!(!least_f64_2(1.0, f64::NAN).is_nan());
    }
}
