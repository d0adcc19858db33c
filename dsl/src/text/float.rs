//! The text of an `f64`: the shortest digits that read back as the same number, always with a point or an exponent.

/// `30.0`, `0.1`, `1e+16`, `1.5e-7`, `NaN`, `inf`, `-inf`. The point stands where it can from 0.00001 to below 10^16.
pub fn show(x: f64) -> String {
    if !x.is_finite() {
        return format!("{x}");
    }
    let scientific = shortest(x);
    let (digits, exponent) = scientific.split_once('e').expect("scientific notation has an exponent");
    let exponent: i32 = exponent.parse().expect("an exponent is a number");
    if (-5..16).contains(&exponent) { plain(digits, exponent) } else { format!("{digits}e{exponent:+}") }
}

/// The digits with the point moved to where the exponent says, and at least one digit on either side of it.
fn plain(digits: &str, exponent: i32) -> String {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    let digits = digits.replace('.', "");
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat((-exponent - 1) as usize));
    }
    let whole_len = exponent as usize + 1;
    let digits = format!("{digits:0<whole_len$}");
    let (whole, fraction) = digits.split_at(whole_len);
    format!("{sign}{whole}.{}", if fraction.is_empty() { "0" } else { fraction })
}

/// `d.ddde±x` with the fewest digits that read back as the number; of several such the nearest, at a tie the even one.
pub fn shortest(x: f64) -> String {
    // Rust finds how many digits are needed, but not always the nearest ones.
    let few = format!("{x:e}");
    let n_digits =
        few.split('e').next().map_or(0, |digits| digits.bytes().filter(u8::is_ascii_digit).count());
    let nearest = format!("{x:.precision$e}", precision = n_digits - 1);
    if nearest.parse() == Ok(x) { nearest } else { few }
}

#[cfg(test)]
mod tests {
    use super::show;

    fn check(x: f64, text: &str) {
        assert_eq!(show(x), text);
        assert_eq!(text.parse::<f64>().expect("it is a number").to_bits(), x.to_bits());
    }

    #[test]
    fn numbers_have_their_shortest_text() {
        check(30.0, "30.0");
        check(-0.0, "-0.0");
        check(0.1, "0.1");
        check(1.0 / 3.0, "0.3333333333333333");
        check(0.00001, "0.00001");
        check(0.000001, "1e-6");
        check(1.5e-7, "1.5e-7");
        check(138_917_271_470_143.62, "138917271470143.62");
        check(1e15, "1000000000000000.0");
        check(1e16, "1e+16");
        check(1.7976931348623157e308, "1.7976931348623157e+308");
        check(f64::INFINITY, "inf");
    }

    #[test]
    fn nan_has_a_name() {
        assert_eq!(show(f64::NAN), "NaN");
        assert_eq!(show(-f64::NAN), "NaN");
    }
}
