//! Integers, decimals and `f64` as text.

use super::Short;

/// Decimal digits.
pub fn int(x: i64) -> Short {
    let mut text = Short::new();
    if x < 0 {
        text.push(b'-');
    }
    text.push_u64(x.unsigned_abs());
    text
}

/// Decimal digits.
pub fn uint(x: u64) -> Short {
    let mut text = Short::new();
    text.push_u64(x);
    text
}

/// All digits of the scale: `1.50`, `-0.05`, `3`.
pub fn decimal(mantissa: i128, scale: u8) -> Short {
    let mut text = Short::new();
    if mantissa < 0 {
        text.push(b'-');
    }
    let size = mantissa.unsigned_abs();
    let (whole, fraction) = match (u64::try_from(size), scale) {
        (Ok(size), 0..=18) => {
            let unit = 10u64.pow(scale.into());
            (u128::from(size / unit), u128::from(size % unit))
        }
        _ => {
            let unit = 10u128.pow(scale.into());
            (size / unit, size % unit)
        }
    };
    push_u128(&mut text, whole);
    if scale > 0 {
        text.push(b'.');
        match u64::try_from(fraction) {
            Ok(fraction) => push_fraction(&mut text, fraction, scale),
            Err(_) => text.push_padded(fraction, scale.into()),
        }
    }
    text
}

/// As [`Short::push_padded`], in 64 bits.
#[inline]
fn push_fraction(text: &mut Short, mut fraction: u64, scale: u8) {
    let mut digits = [b'0'; 38];
    for digit in digits[..usize::from(scale)].iter_mut().rev() {
        *digit = b'0' + (fraction % 10) as u8;
        fraction /= 10;
    }
    text.push_all(&digits[..usize::from(scale)]);
}

/// The shortest digits that read back as the same number, always with a point or an exponent: `30.0`, `1e+16`, `NaN`, `inf`.
pub fn f64(x: f64) -> Short {
    let mut text = Short::new();
    if x.is_finite() {
        text.push_all(zmij::Buffer::new().format_finite(x).as_bytes());
    } else if x.is_nan() {
        text.push_all(b"NaN");
    } else {
        text.push_all(if x > 0.0 { b"inf" } else { b"-inf" });
    }
    text
}

/// Appends [`int`].
pub fn put_int(buffer: &mut Vec<u8>, x: i64) {
    buffer.extend_from_slice(int(x).as_bytes());
}

/// Appends [`uint`].
pub fn put_uint(buffer: &mut Vec<u8>, x: u64) {
    buffer.extend_from_slice(uint(x).as_bytes());
}

/// Appends [`decimal`].
pub fn put_decimal(buffer: &mut Vec<u8>, mantissa: i128, scale: u8) {
    buffer.extend_from_slice(decimal(mantissa, scale).as_bytes());
}

/// Appends [`f64()`].
pub fn put_f64(buffer: &mut Vec<u8>, x: f64) {
    buffer.extend_from_slice(f64(x).as_bytes());
}

fn push_u128(text: &mut Short, x: u128) {
    const HALF: u128 = 10u128.pow(19);
    match u64::try_from(x) {
        Ok(x) => text.push_u64(x),
        Err(_) => {
            // 39 digits at most: two or three pieces that a u64 holds.
            push_u128(text, x / HALF);
            text.push_padded(x % HALF, 19);
        }
    }
}
