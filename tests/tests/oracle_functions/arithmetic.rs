//! Operators of integers, floats and decimals.

use crate::failure;
use crate::random::{Random, decimals, same};
use weir_dsl::interpreter::{Scope, evaluate};
use weir_dsl::plan::{BinaryOp, Expr, ExprKind, Failure, UnaryOp};
use weir_dsl::span::Span;
use weir_dsl::types::{Int, Type};
use weir_dsl::value::Value;
use weir_runtime::{arithmetic, decimal};

const OPERATORS: [BinaryOp; 5] =
    [BinaryOp::Add, BinaryOp::Subtract, BinaryOp::Multiply, BinaryOp::Divide, BinaryOp::Remainder];

fn expr(kind: ExprKind, ty: &Type) -> Expr {
    Expr { kind, ty: ty.clone(), span: Span::default() }
}

/// What the interpreter says of `a op b`.
fn reference(op: BinaryOp, a: (&Value, &Type), b: (&Value, &Type), ty: &Type) -> Result<Value, Failure> {
    let literal = |(value, ty): (&Value, &Type)| Box::new(expr(ExprKind::Literal(value.clone()), ty));
    let scope = Scope { enums: &[], settings: None };
    evaluate(scope, &expr(ExprKind::Binary(op, literal(a), literal(b)), ty), &[])
}

fn check(what: &str, expected: Result<Value, Failure>, found: Result<Value, weir_runtime::Failure>) {
    let found = found.map_err(failure);
    let agrees = match (&expected, &found) {
        (Ok(a), Ok(b)) => same(a, b),
        (a, b) => a == b,
    };
    assert!(agrees, "{what}: expected {expected:?}, found {found:?}");
}

fn int_op<T: arithmetic::Integer>(op: BinaryOp, a: T, b: T) -> Result<Value, weir_runtime::Failure> {
    let result = match op {
        BinaryOp::Add => arithmetic::int_add(a, b),
        BinaryOp::Subtract => arithmetic::int_sub(a, b),
        BinaryOp::Multiply => arithmetic::int_mul(a, b),
        BinaryOp::Divide => arithmetic::int_div(a, b),
        _ => arithmetic::int_rem(a, b),
    };
    result.map(|x| Value::Int(x.to_i128()))
}

macro_rules! int_cases {
    ($random:ident, $($int:ident $ty:ty),+) => { $(
        let ty = Type::Int(Int::$int);
        for _ in 0..3000 {
            let (a, b, op) = ($random.value(&ty), $random.value(&ty), $random.pick(&OPERATORS));
            let (Value::Int(x), Value::Int(y)) = (&a, &b) else { unreachable!("integers are made") };
            let expected = reference(op, (&a, &ty), (&b, &ty), &ty);
            check(&format!("{x} {op:?} {y} of {ty}"), expected, int_op(op, *x as $ty, *y as $ty));
            let negated = expr(ExprKind::Unary(UnaryOp::Negate, expr(ExprKind::Literal(a.clone()), &ty).into()), &ty);
            let expected = evaluate(Scope { enums: &[], settings: None }, &negated, &[]);
            let found = arithmetic::int_neg(*x as $ty).map(|x| Value::Int(x.into()));
            check(&format!("-{x} of {ty}"), expected, found);
        }
    )+ };
}

#[test]
fn integers_agree() {
    let mut random = Random::new(7);
    int_cases!(random, I8 i8, I16 i16, I32 i32, I64 i64, U8 u8, U16 u16, U32 u32, U64 u64);
}

#[test]
fn floats_agree() {
    let mut random = Random::new(8);
    for _ in 0..20_000 {
        let (x, y) = (random.f64(), random.f64());
        let (a, b) = (Value::F64(x), Value::F64(y));
        let divided = arithmetic::f64_div(x, y).map(Value::F64);
        check(
            &format!("{x} / {y}"),
            reference(BinaryOp::Divide, (&a, &Type::F64), (&b, &Type::F64), &Type::F64),
            divided,
        );
        let rest = arithmetic::f64_rem(x, y).map(Value::F64);
        check(
            &format!("{x} % {y}"),
            reference(BinaryOp::Remainder, (&a, &Type::F64), (&b, &Type::F64), &Type::F64),
            rest,
        );
        assert_eq!(arithmetic::f64_cmp(x, y), a.total_cmp(&b), "{x} and {y}");
    }
}

fn scale_of(ty: &Type) -> (u8, u8) {
    match ty {
        Type::Decimal { precision, scale } => (*precision, *scale),
        other => unreachable!("{other} is no decimal"),
    }
}

#[test]
fn decimals_agree() {
    let mut random = Random::new(9);
    for _ in 0..60_000 {
        let (a_ty, b_ty, op) = (random.pick(&decimals()), random.pick(&decimals()), random.pick(&OPERATORS));
        let ((_, s1), (_, s2)) = (scale_of(&a_ty), scale_of(&b_ty));
        let same_scale = matches!(op, BinaryOp::Add | BinaryOp::Subtract);
        let scale = match op {
            BinaryOp::Multiply => s1 + s2,
            BinaryOp::Divide => s1.max(6),
            _ => s1.max(s2),
        };
        if scale > 38 || (same_scale && s1 != s2) {
            continue;
        }
        let precision = if random.below(2) == 0 { 38 } else { scale.max(9) };
        let ty = Type::Decimal { precision, scale };
        let (a, b) = (random.value(&a_ty), random.value(&b_ty));
        let (Value::Decimal(x), Value::Decimal(y)) = (&a, &b) else { unreachable!("decimals are made") };
        let found = match op {
            BinaryOp::Add => decimal::add(*x, *y, precision),
            BinaryOp::Subtract => decimal::sub(*x, *y, precision),
            BinaryOp::Multiply => decimal::mul(*x, *y, precision),
            BinaryOp::Divide => decimal::div(*x, s1, *y, s2, scale, precision),
            _ => decimal::rem(*x, s1, *y, s2, precision),
        };
        let expected = reference(op, (&a, &a_ty), (&b, &b_ty), &ty);
        check(&format!("{x}e-{s1} {op:?} {y}e-{s2} as {ty}"), expected, found.map(Value::Decimal));
    }
}

#[test]
fn averages_of_decimals_agree() {
    let mut random = Random::new(10);
    for _ in 0..20_000 {
        let (sum, count, scale) =
            (random.mantissa(38), 1 + random.below(1000) as i64, random.below(10) as u8);
        let expected = weir_dsl::decimal::divide((sum, scale), (count.into(), 0), scale.max(6), 38);
        let found = decimal::average(sum, count, scale).map(Value::Decimal);
        check(&format!("{sum}e-{scale} / {count}"), expected.map(Value::Decimal), found);
    }
}
