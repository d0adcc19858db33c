//! The types of columns and expressions, after checking: what the plan, the interpreter and the compiler share.

use serde::Serialize;
use std::fmt;

/// Index of a record in [`crate::plan::Pipeline::records`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RecordId(pub usize);

/// Index of an enum in [`crate::plan::Pipeline::enums`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct EnumId(pub usize);

/// The type of a value. `Optional` never nests in `Optional`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Type {
    /// `bool`
    Bool,
    /// `i8` … `i64`, `u8` … `u64`
    Int(Int),
    /// `f64`
    F64,
    /// `decimal(precision, scale)`: an exact number, stored as a mantissa of at most `precision` ≤ 38 digits × 10^−scale.
    Decimal {
        /// Digits in all, 1 to 38.
        precision: u8,
        /// Digits behind the point, 0 to `precision`.
        scale: u8,
    },
    /// `string`: UTF-8.
    String,
    /// `timestamp`: an instant, microseconds since the epoch, UTC.
    Timestamp,
    /// `date`: days since the epoch.
    Date,
    /// `duration`: microseconds.
    Duration,
    /// A record.
    Record(RecordId),
    /// An enum; values are indices of variants.
    Enum(EnumId),
    /// `T?`
    Optional(Box<Type>),
}

/// A width and sign of integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Int {
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
}

impl Int {
    /// Its name in the language and in Rust.
    pub fn name(self) -> &'static str {
        match self {
            Int::I8 => "i8",
            Int::I16 => "i16",
            Int::I32 => "i32",
            Int::I64 => "i64",
            Int::U8 => "u8",
            Int::U16 => "u16",
            Int::U32 => "u32",
            Int::U64 => "u64",
        }
    }

    /// Smallest and largest value.
    pub fn range(self) -> (i128, i128) {
        match self {
            Int::I8 => (i8::MIN.into(), i8::MAX.into()),
            Int::I16 => (i16::MIN.into(), i16::MAX.into()),
            Int::I32 => (i32::MIN.into(), i32::MAX.into()),
            Int::I64 => (i64::MIN.into(), i64::MAX.into()),
            Int::U8 => (0, u8::MAX.into()),
            Int::U16 => (0, u16::MAX.into()),
            Int::U32 => (0, u32::MAX.into()),
            Int::U64 => (0, u64::MAX.into()),
        }
    }
}

impl Type {
    /// The 64-bit signed integer, the type of counts and of integer literals without a hint.
    pub const I64: Type = Type::Int(Int::I64);

    /// `T?`; `T?` stays itself.
    pub fn optional(self) -> Type {
        match self {
            Type::Optional(_) => self,
            other => Type::Optional(Box::new(other)),
        }
    }

    /// The `T` of `T?`; any other type is itself.
    pub fn required(&self) -> &Type {
        match self {
            Type::Optional(inner) => inner,
            other => other,
        }
    }

    /// Whether null is a value of it.
    pub fn is_optional(&self) -> bool {
        matches!(self, Type::Optional(_))
    }

    /// Whether arithmetic is defined on it (integers, f64, decimal).
    pub fn is_number(&self) -> bool {
        matches!(self, Type::Int(_) | Type::F64 | Type::Decimal { .. })
    }
}

/// Renders without the names of records and enums (`record#3`); [`crate::plan::Pipeline::type_name`] knows the names.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Bool => f.write_str("bool"),
            Type::Int(int) => f.write_str(int.name()),
            Type::F64 => f.write_str("f64"),
            Type::Decimal { precision, scale } => write!(f, "decimal({precision}, {scale})"),
            Type::String => f.write_str("string"),
            Type::Timestamp => f.write_str("timestamp"),
            Type::Date => f.write_str("date"),
            Type::Duration => f.write_str("duration"),
            Type::Record(id) => write!(f, "record#{}", id.0),
            Type::Enum(id) => write!(f, "enum#{}", id.0),
            Type::Optional(inner) => write!(f, "{inner}?"),
        }
    }
}
