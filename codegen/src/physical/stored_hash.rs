//! Stored hashes: whether an entry of a table keeps the hash of its key beside it. It is asked for where tables are merged, where entries are visited by key
//! group and where keys move between an index and an array, which is seldom. The hash of texts or of several columns takes longer to make again than to
//! fetch; that of one integer takes less than to fetch another eight bytes, so an entry of such a key has none (`docs/decisions/integer-keys.md`).
//!
//! The table makes it again of the integer alone, so the key must be no more than that: one that names a column twice is hashed as two. What is sent to other
//! workers with a row is another question (`emit/rows.rs`).

use super::Physical;
use weir_dsl::plan::StepId;
use weir_dsl::types::Type;

/// What an entry keeps of the hash of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredHash {
    /// The hash.
    Kept,
    /// Nothing: the key is an integer.
    OfInteger,
    /// Nothing: the key is an integer or null.
    OfOptionalInteger,
}

/// What the entries of a step's state keep; `None`: it keeps no state by key.
pub fn stored_hash(physical: &Physical<'_>, step: StepId) -> Option<StoredHash> {
    Some(match &physical.keys_of(step)[..] {
        [] => return None,
        [key] if is_integer(&key.ty) => StoredHash::OfInteger,
        [key] if is_integer(key.ty.required()) => StoredHash::OfOptionalInteger,
        _ => StoredHash::Kept,
    })
}

/// Whether values of a type are integers, or are kept as such.
pub fn is_integer(ty: &Type) -> bool {
    match ty {
        Type::Bool | Type::Int(_) | Type::Timestamp | Type::Duration | Type::Date | Type::Enum(_) => true,
        Type::F64 | Type::Decimal { .. } | Type::String | Type::Optional(_) | Type::Record(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::StoredHash::{self, Kept, OfInteger, OfOptionalInteger};
    use super::stored_hash;
    use crate::physical::Physical;
    use crate::physical::samples::{pipeline, step};

    /// What is kept by the step behind `rows`.
    fn of(steps: &str) -> Option<StoredHash> {
        let pipeline = pipeline(&format!("let asked = from rows |> {steps}"));
        stored_hash(&Physical::of(&pipeline), step(&pipeline, "asked").id)
    }

    fn by(keys: &str) -> Option<StoredHash> {
        of(&format!("aggregate by {keys} {{ n: count() }}"))
    }

    #[test]
    fn one_integer_has_its_hash_made_again() {
        for key in ["k", "i", "u", "b", "day", "t", "rest: k % 7", "ago: t - t"] {
            assert_eq!(by(key), Some(OfInteger), "{key}");
        }
        for key in ["o", "at: if b { t } else { null }"] {
            assert_eq!(by(key), Some(OfOptionalInteger), "{key}");
        }
        // Kept as a time.
        assert_eq!(by("day: format_time(t, \"yyyy-MM-dd\")"), Some(OfInteger));
    }

    #[test]
    fn other_keys_keep_it() {
        for key in ["s", "f", "money", "k, m", "k, s", "k, again: k", "text: format_time(t, \"MM\")"] {
            assert_eq!(by(key), Some(Kept), "{key}");
        }
    }

    #[test]
    fn every_step_with_state_by_key_has_an_answer() {
        for (steps, integer, text) in [
            ("window tumble(1m) late drop |> aggregate by KEY { n: count() }", OfInteger, Kept),
            ("window tumble(1m) late drop |> top 3 by v per KEY", OfInteger, Kept),
            ("top 3 by v per KEY", OfInteger, Kept),
            ("dedup by KEY keep last", OfInteger, Kept),
        ] {
            let with = |key: &str| of(&steps.replace("KEY", key));
            assert_eq!((with("k"), with("s")), (Some(integer), Some(text)), "{steps}");
        }
        for steps in [
            "aggregate { n: count() }",
            "window tumble(1m) late drop |> aggregate { n: count() }",
            "top 3 by v",
            "key by k",
            "where k > 1",
        ] {
            assert_eq!(of(steps), None, "{steps}");
        }
    }
}
