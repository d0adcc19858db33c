//! Aggregates, computed from all values of a group when its window fires.

use crate::decimal;
use crate::plan::{Aggregate, AggregateFunction, Failure};
use crate::types::{Int, Type};
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
        AggregateFunction::Min => some(values.min()),
        AggregateFunction::Max => some(values.rev().max()),
        AggregateFunction::Sum | AggregateFunction::Avg if counted.is_empty() => Value::Null,
        AggregateFunction::Sum => sum(counted, &aggregate.ty),
        AggregateFunction::Avg => average(aggregate, counted)?,
    })
}

/// A sum with one more value, for aggregates that sum whole numbers or decimals; an overflow where the result cannot hold it.
pub(super) fn add_to_sum(aggregate: &Aggregate, sum: i128, value: &Value) -> Result<i128, Failure> {
    let is_sum = matches!(aggregate.function, AggregateFunction::Sum | AggregateFunction::Avg);
    if !is_sum || matches!(value, Value::F64(_)) {
        return Ok(sum);
    }
    let sum = sum.checked_add(whole(value));
    let range = match (value, aggregate.function, aggregate.ty.required()) {
        (Value::Decimal(_), _, _) => return decimal::checked(sum, 38),
        (_, AggregateFunction::Sum, Type::Int(int)) => int.range(),
        (_, AggregateFunction::Sum, _) => Int::I64.range(),
        // The mean of integers is summed without bound.
        _ => (i128::MIN, i128::MAX),
    };
    sum.filter(|sum| (range.0..=range.1).contains(sum)).ok_or(Failure::Overflow)
}

/// The sum in the type of the result. That it fits was seen when the rows came, see [`add_to_sum`].
fn sum(counted: &[Counted], ty: &Type) -> Value {
    let exact = || counted.iter().map(|c| whole(&c.value)).sum::<i128>();
    match ty.required() {
        Type::F64 => Value::F64(sum_of_floats(counted)),
        Type::Int(_) => Value::Int(exact()),
        Type::Decimal { .. } => Value::Decimal(exact()),
        Type::Duration => Value::Duration(exact() as i64),
        other => unreachable!("the checker let a sum have the type {other}"),
    }
}

/// Integers are summed exactly and divided once.
fn average(aggregate: &Aggregate, counted: &[Counted]) -> Result<Value, Failure> {
    let n = counted.len();
    match (&counted[0].value, aggregate.ty.required()) {
        (Value::F64(_), _) => Ok(Value::F64(sum_of_floats(counted) / n as f64)),
        (Value::Int(_), _) => {
            let sum: i128 = counted.iter().map(|c| whole(&c.value)).sum();
            Ok(Value::F64(sum as f64 / n as f64))
        }
        (Value::Decimal(_), Type::Decimal { precision, scale }) => {
            let argument = aggregate.argument.as_ref().map(|a| a.ty.required());
            let Some(Type::Decimal { scale: argument_scale, .. }) = argument else {
                unreachable!("the average of decimals has a decimal as its argument");
            };
            let sum = counted.iter().map(|c| whole(&c.value)).sum();
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
        Value::Duration(us) => i128::from(*us),
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
    fn floats_add_up_slice_by_slice() {
        let counted = |x: f64, slice: i64| Counted { value: Value::F64(x), slice };
        // (1e16 + 1) loses the 1, unless both ones are added first.
        assert_eq!(sum_of_floats(&[counted(1e16, 0), counted(1.0, 0), counted(1.0, 0)]), 1e16);
        assert_eq!(sum_of_floats(&[counted(1e16, 0), counted(1.0, 1), counted(1.0, 1)]), 1e16 + 2.0);
    }
}
