//! Every example of every function gives what it says, and the registry is in order.

use super::*;
use crate::types::Type;

/// Resolves the example's call, casts its arguments and evaluates.
fn run(function: &Function, example: &Example) -> Result<Value, Failure> {
    let types: Vec<Type> =
        example.given.iter().map(|datum| datum.ty().expect("arguments have types")).collect();
    let values: Vec<Value> =
        example.given.iter().map(|datum| datum.value().expect("arguments have values")).collect();
    let literals: Vec<Option<Value>> = values.iter().cloned().map(Some).collect();
    let resolution = resolve_with(function.name, &types, &literals).expect("an example's call resolves");
    if let Some(ty) = example.gives.ty() {
        assert_eq!(&ty, resolution.result.required(), "the type of {}", example.render(function.name));
    }
    let cast = values.iter().zip(&types).zip(&resolution.arguments);
    let cast: Vec<Value> = cast
        .map(|((value, from), to)| crate::interpreter::cast(&[], value, from, to).expect("it fits"))
        .collect();
    let value = evaluate(&resolution.call, &cast);
    assert!(value.is_ok() || resolution.call.fallible, "{} failed unannounced", function.name);
    value
}

#[test]
fn every_example_gives_what_it_says() {
    for function in all() {
        assert!(!function.examples.is_empty(), "`{}` has no example", function.name);
        for example in function.examples {
            assert_eq!(run(function, example), example.gives.value(), "{}", example.render(function.name));
        }
    }
}

#[test]
fn names_are_unique_and_signatures_begin_with_them() {
    let mut seen = std::collections::BTreeSet::new();
    for function in all() {
        assert!(seen.insert(function.name), "`{}` stands twice", function.name);
        assert!(function.signatures.iter().all(|s| s.starts_with(&format!("{}(", function.name))));
    }
}

fn refused(name: &str, types: &[Type]) -> String {
    resolve(name, types).expect_err("the call is wrong").message
}

#[test]
fn mistakes_are_told_in_the_users_words() {
    assert_eq!(refused("lowr", &[Type::String]), "there is no function `lowr`");
    assert_eq!(refused("lower", &[]), "`lower` takes 1 argument, found 0");
    assert_eq!(refused("lower", &[Type::I64]), "argument 1 of `lower` must be `string`, found `i64`");
    assert_eq!(refused("least", &[Type::I64]), "`least` takes 2 to 8 arguments, found 1");
    assert_eq!(
        refused("format_time", &[Type::Timestamp, Type::String]),
        "argument 2 of `format_time` must be a literal pattern such as `\"yyyy-MM-dd\"`"
    );
}

#[test]
fn a_near_name_is_offered() {
    let error = resolve("lowr", &[Type::String]).expect_err("there is no such function");
    assert_eq!(error.help, ["there is `lower`"]);
    assert!(resolve("zzz", &[]).expect_err("nor this").help.is_empty());
}

#[test]
fn an_optional_argument_is_answered_with_a_way_out() {
    let error = resolve("length", &[Type::String.optional()]).expect_err("it may be null");
    assert_eq!(
        error.help,
        ["it may be null here: test it with `!= null` first, or give a default with `??`"]
    );
}

#[test]
fn an_integer_literal_takes_the_type_of_the_others() {
    let i32 = Type::Int(crate::types::Int::I32);
    let literals = [None, Some(Value::Int(5))];
    let resolution = resolve_with("least", &[i32.clone(), Type::I64], &literals).expect("5 is an i32");
    assert_eq!(resolution.result, i32);
    assert_eq!(resolve("least", &[i32, Type::I64]).expect("i64 holds both").result, Type::I64);
}
