//! `concat(a, b, …)`: one function a number of arguments, so that generated code needs no arrays.

use bumpalo::Bump;
use bumpalo::collections::String;

macro_rules! concats {
    ($($name:ident($($part:ident),+);)+) => { $(
        /// Its arguments, one behind the other.
        #[inline]
        #[allow(clippy::too_many_arguments, reason = "that is what it is for")]
        pub fn $name<'a>(scratch: &'a Bump, $($part: &str),+) -> &'a str {
            let mut text = String::with_capacity_in(0 $(+ $part.len())+, scratch);
            $(text.push_str($part);)+
            text.into_bump_str()
        }
    )+ };
}

concats! {
    concat_1(a);
    concat_2(a, b);
    concat_3(a, b, c);
    concat_4(a, b, c, d);
    concat_5(a, b, c, d, e);
    concat_6(a, b, c, d, e, f);
    concat_7(a, b, c, d, e, f, g);
    concat_8(a, b, c, d, e, f, g, h);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_joined() {
        let scratch = Bump::new();
        assert_eq!(concat_3(&scratch, "a", "", "b"), "ab");
        assert_eq!(concat_1(&scratch, "ä"), "ä");
    }
}
