//! Random values of every type, with many at the edges. Seeded: a failing case comes again.

use weir_dsl::types::{Int, Type};
use weir_dsl::value::Value;

pub(crate) struct Random(u64);

const INTS: [Int; 8] = [Int::I8, Int::I16, Int::I32, Int::I64, Int::U8, Int::U16, Int::U32, Int::U64];

/// Pieces that random text is made of: so that parts are found in it, and that characters are not bytes.
const PIECES: [&str; 14] = ["a", "b", "aa", "A", "ß", "Σ", "/", "?", "&", "=", "id=", " ", "\u{2003}", "1"];

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Random(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize].clone()
    }

    /// An integer of up to 64 bits of any size, all sizes equally likely.
    fn sized(&mut self) -> i128 {
        let bits = self.below(65) as u32;
        let size = i128::from(self.next()) & ((1i128 << bits) - 1);
        if self.below(2) == 0 { size } else { -size }
    }

    pub(crate) fn int(&mut self, int: Int) -> i128 {
        let (least, greatest) = int.range();
        match self.below(8) {
            0 => least,
            1 => greatest,
            _ => self.sized().clamp(least, greatest),
        }
    }

    pub(crate) fn i64(&mut self) -> i64 {
        self.int(Int::I64) as i64
    }

    /// At most so many digits, all lengths equally likely.
    pub(crate) fn mantissa(&mut self, precision: u8) -> i128 {
        let digits = self.below(u64::from(precision) + 1) as u32;
        let bound = 10i128.pow(digits);
        let size = match self.below(6) {
            0 => bound - 1,
            1 => 5 * (bound / 10),
            _ => (i128::from(self.next()) * i128::from(self.next() >> 2)) % bound,
        };
        if self.below(2) == 0 { size } else { -size }
    }

    pub(crate) fn f64(&mut self) -> f64 {
        match self.below(8) {
            0 => self.pick(&[
                0.0,
                -0.0,
                f64::NAN,
                f64::INFINITY,
                -1e308,
                5e-324,
                0.5,
                2.5,
                1e16,
                1e-5,
                123456.789,
            ]),
            1 => f64::from_bits(self.next()),
            2 => self.sized() as f64,
            3 => self.sized() as f64 / 8.0,
            _ => (self.sized() % 10_000_000) as f64 / 1000.0,
        }
    }

    pub(crate) fn text(&mut self) -> String {
        let n_pieces = self.below(6);
        (0..n_pieces).map(|_| self.pick(&PIECES)).collect()
    }

    /// A time of this century or of any other.
    pub(crate) fn timestamp(&mut self) -> i64 {
        if self.below(2) == 0 { self.i64() } else { self.below(4_000_000_000_000_000) as i64 }
    }

    pub(crate) fn value(&mut self, ty: &Type) -> Value {
        match ty {
            Type::Bool => Value::Bool(self.below(2) == 0),
            Type::Int(int) => Value::Int(self.int(*int)),
            Type::F64 => Value::F64(self.f64()),
            Type::Decimal { precision, .. } => Value::Decimal(self.mantissa(*precision)),
            Type::String => Value::String(self.text().into()),
            Type::Timestamp => Value::Timestamp(self.timestamp()),
            Type::Date => Value::Date(self.timestamp().div_euclid(86_400_000_000) as i32),
            Type::Duration => Value::Duration(self.i64()),
            other => unreachable!("{other} is not made here"),
        }
    }
}

/// All scalar types, with some decimals.
pub(crate) fn types() -> Vec<Type> {
    let mut types = vec![Type::Bool, Type::F64, Type::String, Type::Timestamp, Type::Date, Type::Duration];
    types.extend(INTS.map(Type::Int));
    types.extend(decimals());
    types
}

pub(crate) fn decimals() -> Vec<Type> {
    let some = [(1, 0), (5, 2), (10, 10), (18, 3), (19, 0), (22, 3), (38, 0), (38, 6), (38, 20), (38, 38)];
    some.into_iter().map(|(precision, scale)| Type::Decimal { precision, scale }).collect()
}

/// What both sides agree on, to the bit: NaN is NaN, −0 is not 0.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::F64(a), Value::F64(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        (a, b) => a == b,
    }
}
