//! Every built-in function on every combination of types that it takes.

use crate::call::call;
use crate::random::{Random, same, types};
use weir_dsl::functions::{self, Function};
use weir_dsl::types::Type;
use weir_dsl::value::Value;

const PATTERNS: [&str; 4] = ["yyyy-MM-dd HH:mm:ss.SSS", "HH:mm", "dd.MM.yyyy 'um' HH''mm – SSS", "''"];

/// Runs a call on both sides; `false` where the function does not take these arguments.
fn agree(function: &Function, given: &[(Type, Value)]) -> bool {
    let (types, values): (Vec<Type>, Vec<Value>) = given.iter().cloned().unzip();
    let literals: Vec<Option<Value>> = values.iter().cloned().map(Some).collect();
    let Ok(resolution) = functions::resolve_with(function.name, &types, &literals) else {
        return false;
    };
    let casts = values.iter().zip(&types).zip(&resolution.arguments);
    let cast: Result<Vec<Value>, _> =
        casts.map(|((value, from), to)| weir_dsl::interpreter::cast(&[], value, from, to)).collect();
    let cast = cast.expect("the casts that a resolution asks for do not fail");
    let expected = functions::evaluate(&resolution.call, &cast);
    let found = call(&resolution.call, &cast, &resolution.result)
        .unwrap_or_else(|| panic!("`{}` is not known in call.rs", resolution.call.symbol));
    let agrees = match (&expected, &found) {
        (Ok(a), Ok(b)) => same(a, b),
        (a, b) => a == b,
    };
    assert!(agrees, "{:?} of {cast:?}: expected {expected:?}, found {found:?}", resolution.call);
    assert!(resolution.call.fallible || expected.is_ok(), "{:?} failed unannounced", resolution.call);
    true
}

fn value(function: &Function, at: usize, ty: &Type, random: &mut Random) -> Value {
    match (function.name, at) {
        ("format_time", 1) => Value::String(random.pick(&PATTERNS).into()),
        ("round", 1) => Value::Int((random.below(14) as i128) - 4),
        ("substring", _) if *ty == Type::I64 && random.below(4) > 0 => {
            Value::Int(random.below(8) as i128 - 2)
        }
        ("split_part", 2) => Value::Int(random.below(5) as i128 - 1),
        _ => random.value(ty),
    }
}

/// Makes so many calls with these types; gives how many of them the function takes.
fn run(function: &Function, types: &[Type], n: usize, random: &mut Random) -> usize {
    let mut agreed = 0;
    for attempt in 0..n {
        let given = types.iter().enumerate().map(|(at, ty)| (ty.clone(), value(function, at, ty, random)));
        agreed += usize::from(agree(function, &given.collect::<Vec<_>>()));
        // Values decide only where literals do: a few tries tell.
        if agreed == 0 && attempt == 3 {
            return 0;
        }
    }
    agreed
}

#[test]
fn every_example_agrees() {
    for function in functions::all() {
        for example in function.examples {
            let given = example.given.iter().map(|d| (d.ty().expect("typed"), d.value().expect("a value")));
            assert!(agree(function, &given.collect::<Vec<_>>()), "{}", example.render(function.name));
        }
    }
}

#[test]
fn random_arguments_of_every_type_agree() {
    let (types, mut random) = (types(), Random::new(1));
    for function in functions::all() {
        let mut agreed = 0;
        for a in &types {
            agreed += run(function, std::slice::from_ref(a), 300, &mut random);
            for b in &types {
                agreed += run(function, &[a.clone(), b.clone()], 300, &mut random);
            }
        }
        for ty in &types {
            for n in [3, 4, 8] {
                agreed += run(function, &vec![ty.clone(); n], 300, &mut random);
            }
        }
        agreed += run(function, &[Type::String, Type::String], 1000, &mut random);
        agreed += run(function, &[Type::String, Type::String, Type::I64], 1000, &mut random);
        agreed += run(function, &[Type::String, Type::I64, Type::I64], 1000, &mut random);
        assert!(agreed >= 300, "`{}` was called {agreed} times only", function.name);
    }
}
