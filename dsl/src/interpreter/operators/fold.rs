//! Aggregates, computed from all values of a group when its window fires.

use crate::decimal;
use crate::plan::{Aggregate, AggregateFunction, Failure};
use crate::types::Type;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One value that an aggregate counts.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    /// The argument, not null; of `count()` any value.
    pub(super) value: Value,
    /// The slice of time that its row lies in, see [`sum_of_floats`].
    pub(super) slice: i64,
}

/// The aggregate of the values, which stand in the order of arrival.
pub(super) fn fold(aggregate: &Aggregate, counted: &[Counted]) -> Result<Value, Failure> {
    let mut values = counted.iter().map(|c| &c.value);
    let some = |value: Option<&Value>| value.cloned().unwrap_or(Value::Null);
    Ok(match aggregate.function {
        AggregateFunction::Count => Value::Int(counted.len() as i128),
        AggregateFunction::CountDistinct => {
            let distinct: BTreeSet<&Value> = values.collect();
            Value::Int(distinct.len() as i128)
        }
        AggregateFunction::First => some(values.next()),
        AggregateFunction::Last => some(values.next_back()),
        // The first among equals.
        AggregateFunction::Min => some(values.min()).canonical(),
        AggregateFunction::Max => some(values.rev().max()).canonical(),
        AggregateFunction::Sum | AggregateFunction::Avg if counted.is_empty() => Value::Null,
        AggregateFunction::Sum => sum(counted, &aggregate.ty)?,
        AggregateFunction::Avg => average(aggregate, counted)?,
    })
}

/// The sum in the type of the result; an overflow where that cannot hold it.
fn sum(counted: &[Counted], ty: &Type) -> Result<Value, Failure> {
    match ty.required() {
        Type::F64 => Ok(Value::F64(sum_of_floats(counted))),
        Type::Int(int) => {
            let (least, greatest) = int.range();
            let sum = exact(counted).filter(|sum| (least..=greatest).contains(sum));
            sum.map(Value::Int).ok_or(Failure::Overflow)
        }
        Type::Decimal { .. } => decimal::checked(exact(counted), 38).map(Value::Decimal),
        other => unreachable!("the checker let a sum have the type {other}"),
    }
}

/// The exact sum, if 128 bits hold it, whatever stands in between: quotients and remainders by 10^18 are summed apart.
fn exact(counted: &[Counted]) -> Option<i128> {
    const PART: i128 = 1_000_000_000_000_000_000;
    let parts = counted.iter().map(|c| whole(&c.value));
    let (high, low) = parts.fold((0, 0), |(high, low), x| (high + x / PART, low + x % PART));
    (high + low / PART).checked_mul(PART)?.checked_add(low % PART)
}

/// Integers are summed exactly and divided once.
fn average(aggregate: &Aggregate, counted: &[Counted]) -> Result<Value, Failure> {
    let n = counted.len();
    match (&counted[0].value, aggregate.ty.required()) {
        (Value::F64(_), _) => Ok(Value::F64(sum_of_floats(counted) / n as f64)),
        (Value::Int(_), _) => {
            let sum = exact(counted).ok_or(Failure::Overflow)?;
            Ok(Value::F64(sum as f64 / n as f64))
        }
        (Value::Decimal(_), Type::Decimal { precision, scale }) => {
            let argument = aggregate.argument.as_ref().map(|a| a.ty.required());
            let Some(Type::Decimal { scale: argument_scale, .. }) = argument else {
                unreachable!("the average of decimals has a decimal as its argument");
            };
            let sum = decimal::checked(exact(counted), 38)?;
            decimal::divide((sum, *argument_scale), (n as i128, 0), *scale, *precision).map(Value::Decimal)
        }
        (other, ty) => unreachable!("the checker let the average of {other:?} have the type {ty}"),
    }
}

/// Floats add up in the order of arrival, slice by slice: the sum of each piece of time that all windows either hold or do not
/// (`gcd(size, step)`), and then these sums in the order of time. With `tumble` that is the order of arrival.
fn sum_of_floats(counted: &[Counted]) -> f64 {
    let mut slices: BTreeMap<i64, f64> = BTreeMap::new();
    for c in counted {
        let Value::F64(x) = c.value else { unreachable!("a sum of floats has floats") };
        let slice = slices.entry(c.slice);
        slice.and_modify(|sum| *sum += x).or_insert(x);
    }
    slices.into_values().reduce(|sum, slice| sum + slice).unwrap_or(0.0)
}

fn whole(value: &Value) -> i128 {
    match value {
        Value::Int(x) | Value::Decimal(x) => *x,
        other => unreachable!("the checker let {other:?} be summed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interpreter::testing::{column, float};

    fn check(function: AggregateFunction, argument: Type, ty: Type, values: &[Value], expected: Value) {
        let aggregate =
            Aggregate { name: "a".into(), function, argument: Some(column(0, argument)), filter: None, ty };
        let counted: Vec<Counted> = values.iter().map(|v| Counted { value: v.clone(), slice: 0 }).collect();
        assert_eq!(fold(&aggregate, &counted), Ok(expected));
    }

    const INTS: [Value; 4] = [Value::Int(3), Value::Int(1), Value::Int(3), Value::Int(2)];

    #[test]
    fn integers() {
        use AggregateFunction::*;
        let expected = [
            (Count, Value::Int(4)),
            (CountDistinct, Value::Int(3)),
            (Sum, Value::Int(9)),
            (Min, Value::Int(1)),
            (Max, Value::Int(3)),
            (First, Value::Int(3)),
            (Last, Value::Int(2)),
        ];
        for (function, expected) in expected {
            check(function, Type::I64, Type::I64, &INTS, expected);
        }
        check(Avg, Type::I64, Type::F64, &INTS, float(2.25));
    }

    #[test]
    fn nothing_counted_is_null_but_for_counts() {
        use AggregateFunction::*;
        for function in [Sum, Avg, Min, Max, First, Last] {
            check(function, Type::I64.optional(), Type::I64.optional(), &[], Value::Null);
        }
        check(Count, Type::I64, Type::I64, &[], Value::Int(0));
        check(CountDistinct, Type::I64, Type::I64, &[], Value::Int(0));
    }

    #[test]
    fn averages_of_decimals_round_half_even() {
        let (cents, mean) =
            (Type::Decimal { precision: 5, scale: 2 }, Type::Decimal { precision: 38, scale: 6 });
        let values = [Value::Decimal(100), Value::Decimal(100), Value::Decimal(101)];
        check(AggregateFunction::Avg, cents, mean, &values, Value::Decimal(1_003_333));
    }

    #[test]
    fn sums_are_exact_and_fail_where_the_result_does_not_fit() {
        let sum = |values: &[Value], ty: Type| {
            let counted: Vec<Counted> =
                values.iter().map(|v| Counted { value: v.clone(), slice: 0 }).collect();
            super::sum(&counted, &ty)
        };
        let (most, int) = (Value::Int(i64::MAX.into()), |x| Value::Int(x));
        assert_eq!(sum(&[most.clone(), int(1), int(-1)], Type::I64), Ok(most.clone()));
        assert_eq!(sum(&[most, int(1)], Type::I64), Err(Failure::Overflow));
        let (decimal, most) = (Type::Decimal { precision: 38, scale: 0 }, 10i128.pow(38) - 1);
        let values = [most, most, -most].map(Value::Decimal);
        assert_eq!(sum(&values, decimal.clone()), Ok(Value::Decimal(most)));
        assert_eq!(sum(&values[..2], decimal), Err(Failure::Overflow));
    }

    #[test]
    fn floats_add_up_slice_by_slice() {
        let counted = |x: f64, slice: i64| Counted { value: Value::F64(x), slice };
        // (1e16 + 1) loses the 1, unless both ones are added first.
        assert_eq!(sum_of_floats(&[counted(1e16, 0), counted(1.0, 0), counted(1.0, 0)]), 1e16);
        assert_eq!(sum_of_floats(&[counted(1e16, 0), counted(1.0, 1), counted(1.0, 1)]), 1e16 + 2.0);
    }
}
